//! `Security.stripInaccessible`.

use std::collections::{BTreeMap, BTreeSet};

use crate::hir::TypeId;
use crate::interp::access::{Right, name_sets};
use crate::interp::native::{ListRef, RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::schema::FieldId;
use crate::stdlib::argument::{needed, null};
use crate::stdlib::sobject;
use crate::value::{Id, List, Object, Set, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords)",
            "Copies of the records, without the fields that the user has no right to.",
            |cx: &mut Interp, access: Value, records: ListRef| decide(cx, &access, &records, true),
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Boolean enforceRootObjectCRUD)",
            "Copies of the records, without the fields that the user has no right to.",
            |cx: &mut Interp, access: Value, records: ListRef, root: Option<bool>| {
                let root = needed(cx, root)?;
                decide(cx, &access, &records, root)
            },
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Id permissionSetId)",
            "Copies of the records, without the fields that the permission set gives no right to.",
            |cx: &mut Interp, access: Value, records: ListRef, _: Option<Id>| decide(cx, &access, &records, true),
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Boolean enforceRootObjectCRUD, Id permissionSetId)",
            "Copies of the records, without the fields that the permission set gives no right to.",
            |cx: &mut Interp, access: Value, records: ListRef, root: Option<bool>, _: Option<Id>| {
                decide(cx, &access, &records, root != Some(false))
            },
        ),
    ]
}

/// The names of removed fields, by object.
type Removed = BTreeMap<String, BTreeSet<String>>;

fn decide(cx: &mut Interp, access: &Value, records: &ListRef, enforce_root: bool) -> Exec<Value> {
    let rights: &[Right] = match access {
        Value::Enum(class, ordinal) => match &*cx.enum_name(*class, *ordinal) {
            "READABLE" => &[Right::Read],
            "CREATABLE" => &[Right::Create],
            "UPDATABLE" => &[Right::Edit],
            _ => &[Right::Create, Right::Edit],
        },
        _ => return Err(cx.null_pointer()),
    };
    if records.borrow().iter().any(|record| record.is_null()) {
        return Err(null(cx));
    }
    let (elem, values) = (records.borrow().elem, records.borrow().to_vec());
    let mut removed = Removed::new();
    let mut modified = Set::new(TypeId::INTEGER);
    let mut copies = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let Some(record) = RecordRef::of(value) else {
            copies.push(Value::Null);
            continue;
        };
        let object = record.borrow().object;
        if enforce_root && rights.iter().any(|right| !cx.may(object, *right)) {
            let text = format!("No access to entity: {}", cx.program.schema.name(object));
            return Err(cx.throw(Exc::NoAccess, text));
        }
        let copy = sobject::deep_copy(&record);
        let copied = RecordRef::of(&copy).expect("the copy of a record is a record");
        if strip(cx, &copied, rights, &mut removed) {
            modified.add(Value::Integer(i32::try_from(i).expect("lists are shorter")));
        }
        copies.push(copy);
    }
    let class = cx.program.find_class("System.SObjectAccessDecision");
    let class = class.expect("the prelude declares SObjectAccessDecision");
    let copies = Value::list(List::from_values(elem, copies));
    cx.instantiate(class, &[copies, name_sets(&removed), Value::set(modified)])
}

/// Takes away what the user has no right to; answers whether that was anything.
fn strip(cx: &mut Interp, record: &RecordRef, rights: &[Right], removed: &mut Removed) -> bool {
    let (object, schema) = (record.borrow().object, cx.program.schema.clone());
    let described = schema.object(object);
    let mut names = BTreeSet::new();
    let fields: Vec<FieldId> = record.borrow().fields().into_iter().map(|(field, _)| field).collect();
    for field in fields {
        if field != FieldId::ID && rights.iter().any(|right| !cx.may_field(object, field, *right)) {
            record.borrow_mut().unset(field);
            names.insert(described.get(field).name.to_string());
        }
    }
    let mut nested = false;
    if rights == [Right::Read] {
        let extra = record.borrow().extra().cloned().unwrap_or_default();
        for (lookup, parent) in extra.parents {
            let Some(parent) = RecordRef::of(&parent) else { continue };
            let above = parent.borrow().object;
            if cx.may(above, Right::Read) {
                nested |= strip(cx, &parent, rights, removed);
            } else {
                record.borrow_mut().extra_mut().parents.remove(&lookup);
                let field = described.get(lookup);
                names.insert(field.relationship().unwrap_or(&field.name).to_owned());
            }
        }
        for (child, list) in extra.children {
            let Some(Object::List(list)) = list.object() else { continue };
            let relationship = &described.children[usize::from(child)];
            let below = schema.find(&relationship.child);
            if below.is_some_and(|below| !cx.may(below, Right::Read)) {
                record.borrow_mut().extra_mut().children.remove(&child);
                names.extend(relationship.name.iter().map(ToString::to_string));
                continue;
            }
            let items = list.borrow().to_vec();
            for item in items.iter().filter_map(RecordRef::of) {
                nested |= strip(cx, &item, rights, removed);
            }
        }
    }
    let own = !names.is_empty();
    if own {
        removed.entry(described.name.to_string()).or_default().extend(names);
    }
    own || nested
}
