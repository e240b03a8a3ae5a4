//! Parents and child lists of a record, by name of the relationship or by field.

use super::{check_writable, own_field, sobject_error};
use crate::interp::native::{RecordRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::schema::{FieldId, Object, ObjectId};
use crate::value::{self, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "SObject getSObject(String relationship)",
            "The parent record, as queried or set; null when there is none.",
            |cx: &mut Interp, r: RecordRef, name: Str| {
                let field = lookup(cx, &r, &name)?;
                parent(cx, &r, field)
            },
        ),
        m(
            "SObject getSObject(Schema.SObjectField field)",
            "The parent record that a lookup leads to.",
            |cx: &mut Interp, r: RecordRef, token: (ObjectId, FieldId)| {
                let field = lookup_field(cx, &r, token)?;
                parent(cx, &r, field)
            },
        ),
        m(
            "SObject putSObject(String relationship, SObject parent)",
            "Sets the parent record and answers the one before.",
            |cx: &mut Interp, r: RecordRef, name: Str, new: Option<RecordRef>| {
                let field = lookup(cx, &r, &name)?;
                put_parent(cx, &r, field, new)
            },
        ),
        m(
            "SObject putSObject(Schema.SObjectField field, SObject parent)",
            "Sets the parent record of a lookup and answers the one before.",
            |cx: &mut Interp, r: RecordRef, token: (ObjectId, FieldId), new: Option<RecordRef>| {
                let field = lookup_field(cx, &r, token)?;
                put_parent(cx, &r, field, new)
            },
        ),
        m(
            "List<SObject> getSObjects(String relationship)",
            "The child records that a sub-select queried, or null.",
            |cx: &mut Interp, r: RecordRef, name: Str| {
                let schema = cx.program.schema.clone();
                let object = schema.object(r.borrow().object);
                let same = |own: &str| own.eq_ignore_ascii_case(&name);
                match object.children.iter().position(|c| c.name.as_deref().is_some_and(same)) {
                    Some(at) => Ok(child_list(&r, object, at)),
                    None => {
                        let text = format!("Invalid aggregate relationship {name} for {}", object.name);
                        Err(sobject_error(cx, text))
                    }
                }
            },
        ),
        m(
            "List<SObject> getSObjects(Schema.SObjectType childType)",
            "The child records of a type, or null.",
            |cx: &mut Interp, r: RecordRef, child: ObjectId| {
                let schema = cx.program.schema.clone();
                let object = schema.object(r.borrow().object);
                let same = |at: usize| object.children[at].child.eq_ignore_ascii_case(schema.name(child));
                queried_child(&r, object, (0..object.children.len()).filter(|at| same(*at)))
            },
        ),
        m(
            "List<SObject> getSObjects(Schema.SObjectField childLookup)",
            "The child records that refer to this one by a lookup, or null.",
            |cx: &mut Interp, r: RecordRef, (child, field): (ObjectId, FieldId)| {
                let schema = cx.program.schema.clone();
                let (object, child) = (schema.object(r.borrow().object), schema.object(child));
                let field = child.get(field);
                let same = |at: usize| {
                    let c = &object.children[at];
                    c.child.eq_ignore_ascii_case(&child.name) && c.field.eq_ignore_ascii_case(&field.name)
                };
                queried_child(&r, object, (0..object.children.len()).filter(|at| same(*at)))
            },
        ),
    ]
}

fn child_list(r: &RecordRef, object: &Object, at: usize) -> Value {
    let found = u16::try_from(at).ok().and_then(|at| r.borrow().extra()?.children.get(&at).cloned());
    match &found {
        // An empty sub-select reads as null, as on the platform; not that of definitions, which are no stored rows there.
        Some(Value::Ref(list)) => match &**list {
            value::Object::List(l) if l.borrow().is_empty() && &*object.name != "EntityDefinition" => Value::Null,
            _ => found.unwrap_or_default(),
        },
        _ => Value::Null,
    }
}

fn queried_child(r: &RecordRef, object: &Object, mut places: impl Iterator<Item = usize>) -> Value {
    places.find_map(|at| Some(child_list(r, object, at)).filter(|l| !l.is_null())).unwrap_or_default()
}

/// The lookup behind a relationship name.
fn lookup(cx: &mut Interp, r: &RecordRef, name: &str) -> Exec<FieldId> {
    let schema = cx.program.schema.clone();
    let object = schema.object(r.borrow().object);
    match object.relationship(name) {
        Some(field) => Ok(field),
        None => Err(sobject_error(cx, format!("Invalid relationship {name} for {}", object.name))),
    }
}

fn lookup_field(cx: &mut Interp, r: &RecordRef, token: (ObjectId, FieldId)) -> Exec<FieldId> {
    let field = own_field(cx, r, token)?;
    let schema = cx.program.schema.clone();
    let object = schema.object(token.0);
    match object.get(field).reference {
        Some(_) => Ok(field),
        None => {
            let text = format!("Invalid relationship {} for {}", object.get(field).name, object.name);
            Err(sobject_error(cx, text))
        }
    }
}

fn parent(cx: &mut Interp, r: &RecordRef, field: FieldId) -> Exec<Value> {
    let found = r.borrow().extra().and_then(|e| e.parents.get(&field).cloned());
    match found {
        Some(parent) => Ok(parent),
        None if !r.borrow().is_queried() => Ok(Value::Null),
        None => {
            let schema = cx.program.schema.clone();
            let object = schema.object(r.borrow().object);
            let lookup = object.get(field);
            let name = lookup.relationship().unwrap_or(&lookup.name);
            let text = format!(
                "SObject row was retrieved via SOQL without querying the requested field: {}.{name}",
                object.name
            );
            Err(sobject_error(cx, text))
        }
    }
}

fn put_parent(cx: &mut Interp, r: &RecordRef, field: FieldId, new: Option<RecordRef>) -> Exec<Value> {
    check_writable(cx, r)?;
    let new = new.map_or(Value::Null, |p| p.value());
    let before = r.borrow_mut().extra_mut().parents.insert(field, new);
    Ok(before.unwrap_or_default())
}
