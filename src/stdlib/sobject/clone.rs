//! `clone` in its five forms, and what a clone knows of its source.

use rustc_hash::FxHashMap;

use crate::interp::Interp;
use crate::interp::native::{RecordRef, Row, m};
use crate::schema::{FieldId, Object as Described};
use crate::value::{Object, Record, Value};

/// What `clone` keeps.
#[derive(Clone, Copy, Default)]
struct Keep {
    id: bool,
    /// Parents are copied, not shared.
    deep: bool,
    timestamps: bool,
    auto_number: bool,
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("SObject clone()", "A copy without the id.", |cx: &mut Interp, r: RecordRef| copy(cx, &r, Keep::default())),
        m(
            "SObject clone(Boolean preserveId)",
            "A copy, perhaps with the id.",
            |cx: &mut Interp, r: RecordRef, id: bool| copy(cx, &r, Keep { id, ..Keep::default() }),
        ),
        m(
            "SObject clone(Boolean preserveId, Boolean isDeepClone)",
            "A copy; a deep one copies parent records too.",
            |cx: &mut Interp, r: RecordRef, id: bool, deep: bool| copy(cx, &r, Keep { id, deep, ..Keep::default() }),
        ),
        m(
            "SObject clone(Boolean preserveId, Boolean isDeepClone, Boolean preserveReadonlyTimestamps)",
            "A copy, perhaps with who made and changed the record and when.",
            |cx: &mut Interp, r: RecordRef, id: bool, deep: bool, timestamps: bool| {
                copy(cx, &r, Keep { id, deep, timestamps, auto_number: false })
            },
        ),
        m(
            "SObject clone(Boolean preserveId, Boolean isDeepClone, Boolean preserveReadonlyTimestamps, \
             Boolean preserveAutonumber)",
            "A copy, perhaps with its automatic numbers.",
            |cx: &mut Interp, r: RecordRef, id: bool, deep: bool, timestamps: bool, auto_number: bool| {
                copy(cx, &r, Keep { id, deep, timestamps, auto_number })
            },
        ),
        m("Boolean isClone()", "Whether the record was made by `clone`.", |r: RecordRef| {
            r.borrow().extra().is_some_and(|e| e.cloned.is_some())
        }),
        m("Id getCloneSourceId()", "The id of the record that this one is a clone of.", |r: RecordRef| {
            r.borrow().extra().and_then(|e| e.cloned.flatten())
        }),
    ]
}

fn copy(cx: &mut Interp, r: &RecordRef, keep: Keep) -> Value {
    let schema = cx.program.schema.clone();
    let mut new = r.borrow().clone();
    let source = new.id();
    new.read_only = false;
    for field in dropped(schema.object(new.object), keep) {
        new.empty(field);
    }
    let extra = new.extra_mut();
    extra.cloned = Some(source);
    extra.errors.clear();
    // What an aggregate is called is known to its query only.
    extra.named.clear();
    extra.published &= keep.id;
    if keep.deep {
        let mut copies = Copies::default();
        for value in extra.parents.values_mut().chain(extra.children.values_mut()) {
            *value = deep(value, &mut copies);
        }
    }
    Value::record(new)
}

/// The fields that a clone loses.
fn dropped(object: &Described, keep: Keep) -> Vec<FieldId> {
    let mut dropped = Vec::new();
    if !keep.id {
        dropped.push(FieldId::ID);
    }
    if !keep.timestamps {
        let names = ["CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp"];
        dropped.extend(names.iter().filter_map(|name| object.field(name)));
    }
    if !keep.auto_number {
        dropped.extend(object.iter().filter(|(_, f)| f.auto_number.is_some()).map(|(id, _)| id));
    }
    dropped
}

/// The copies made so far by the originals' addresses: what is shared, or leads back to itself, stays so.
type Copies = FxHashMap<usize, Value>;

/// Records and lists of records copied all the way down; anything else as it is.
fn deep(value: &Value, copies: &mut Copies) -> Value {
    let Value::Ref(original) = value else { return value.clone() };
    if let Some(copy) = copies.get(&original.address()) {
        return copy.clone();
    }
    match &**original {
        Object::Record(r) => {
            let mut copy: Record = r.borrow().clone();
            copy.read_only = false;
            let copied = Value::record(copy);
            copies.insert(original.address(), copied.clone());
            if let Some(Object::Record(new)) = copied.object() {
                let mut extra = new.borrow().extra().map(|extra| (extra.parents.clone(), extra.children.clone()));
                if let Some((parents, children)) = &mut extra {
                    for inner in parents.values_mut().chain(children.values_mut()) {
                        *inner = deep(inner, copies);
                    }
                }
                if let Some((parents, children)) = extra {
                    let mut new = new.borrow_mut();
                    let extra = new.extra_mut();
                    (extra.parents, extra.children) = (parents, children);
                }
            }
            copied
        }
        Object::List(l) => {
            let (elem, items) = (l.borrow().elem, l.borrow().to_vec());
            let items = items.iter().map(|v| deep(v, copies)).collect();
            Value::list(crate::value::List::from_values(elem, items))
        }
        _ => value.clone(),
    }
}

/// A deep copy of a record for other classes of the library, with its id and everything else.
pub(in crate::stdlib) fn deep_copy(r: &RecordRef) -> Value {
    deep(&r.value(), &mut Copies::default())
}
