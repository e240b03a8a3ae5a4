//! Reading and writing fields by name or token.

use super::{check_writable, coerce, own_field, sobject_error};
use crate::hir::TypeId;
use crate::interp::compound;
use crate::interp::native::{RecordRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::schema::{CellKind, FieldId, FieldType, ObjectId};
use crate::value::{Map, Object, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "Object get(String fieldName)",
            "The value of a field; throws SObjectException when there is no such field or it was not queried.",
            |cx: &mut Interp, r: RecordRef, name: Str| match named(&r, &name) {
                Some(value) => Ok(value),
                None => {
                    let field = field(cx, &r, &name)?;
                    read(cx, &r, field)
                }
            },
        ),
        m(
            "Object get(Schema.SObjectField field)",
            "The value of a field.",
            |cx: &mut Interp, r: RecordRef, token: (ObjectId, FieldId)| {
                let field = own_field(cx, &r, token)?;
                read(cx, &r, field)
            },
        ),
        m(
            "Object put(String fieldName, Object value)",
            "Sets a field and answers its value before.",
            |cx: &mut Interp, r: RecordRef, name: Str, value: Value| {
                let field = field(cx, &r, &name)?;
                write(cx, &r, field, value)
            },
        ),
        m(
            "Object put(Schema.SObjectField field, Object value)",
            "Sets a field and answers its value before.",
            |cx: &mut Interp, r: RecordRef, token: (ObjectId, FieldId), value: Value| {
                let field = own_field(cx, &r, token)?;
                write(cx, &r, field, value)
            },
        ),
        m(
            "Boolean isSet(String fieldName)",
            "Whether the field was set or queried.",
            |cx: &mut Interp, r: RecordRef, name: Str| {
                let schema = cx.program.schema.clone();
                let found = schema.object(r.borrow().object).field(&name);
                match found {
                    Some(field) => Ok(r.borrow().is_set(field)),
                    None => Err(sobject_error(cx, format!("Invalid field: {name}"))),
                }
            },
        ),
        m(
            "Boolean isSet(Schema.SObjectField field)",
            "Whether the field was set or queried.",
            |cx: &mut Interp, r: RecordRef, token: (ObjectId, FieldId)| {
                let field = own_field(cx, &r, token)?;
                Ok(r.borrow().is_set(field))
            },
        ),
        m(
            "Map<String, Object> getPopulatedFieldsAsMap()",
            "The fields that hold something, parents and child lists included, by name.",
            populated,
        ),
    ]
}

/// A column of an aggregate result.
fn named(r: &RecordRef, name: &str) -> Option<Value> {
    let record = r.borrow();
    record.extra()?.named.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
}

fn field(cx: &mut Interp, r: &RecordRef, name: &str) -> Exec<FieldId> {
    let schema = cx.program.schema.clone();
    let object = schema.object(r.borrow().object);
    match object.field(name) {
        Some(field) => Ok(field),
        None => Err(sobject_error(cx, format!("Invalid field {name} for {}", object.name))),
    }
}

/// The value of a field; an address or a location is put together from its parts.
pub fn read(cx: &mut Interp, r: &RecordRef, field: FieldId) -> Exec<Value> {
    let schema = cx.program.schema.clone();
    let object = schema.object(r.borrow().object);
    // What a change event says of itself is set as a whole; addresses and places are put together of their parts.
    if object.get(field).ty.cell_kind() == CellKind::Compound
        && r.borrow().get(field).is_none_or(|value| value.is_null())
        && let Some(whole) = compound::read(cx, &r.borrow(), object, field)
    {
        return Ok(whole);
    }
    if r.borrow().lacks(field) {
        let text = format!(
            "SObject row was retrieved via SOQL without querying the requested field: {}.{}",
            object.name,
            object.get(field).name
        );
        return Err(sobject_error(cx, text));
    }
    if field == FieldId::ID && r.borrow().extra().is_some_and(|extra| extra.published) {
        return Err(sobject_error(cx, format!("Invalid field Id for {}", object.name)));
    }
    let value = r.borrow().get(field).filter(|value| !value.is_null());
    Ok(value.unwrap_or_else(|| match object.get(field).ty {
        // Checkboxes are never null, not even when null was put into them.
        FieldType::Boolean => Value::Boolean(false),
        _ => Value::Null,
    }))
}

/// Sets a field after converting the value to its type; answers the value before.
pub fn write(cx: &mut Interp, r: &RecordRef, field: FieldId, value: Value) -> Exec<Value> {
    let value = coerce(cx, r, field, value)?;
    check_writable(cx, r)?;
    let before = r.borrow().get(field).unwrap_or_default();
    r.borrow_mut().set(field, value);
    Ok(before)
}

fn populated(cx: &mut Interp, r: RecordRef) -> Value {
    let schema = cx.program.schema.clone();
    let record = r.borrow();
    let object = schema.object(record.object);
    let mut map = Map::new(TypeId::STRING, TypeId::OBJECT);
    for (name, value) in record.extra().iter().flat_map(|e| &e.named) {
        map.put(Value::String(name.clone()), value.clone());
    }
    for (field, value) in record.populated() {
        map.put(Value::string(&object.get(field).name), value);
    }
    if let Some(extra) = record.extra() {
        for (field, parent) in extra.parents.iter().filter(|(_, p)| !p.is_null()) {
            let field = object.get(*field);
            map.put(Value::string(field.relationship().unwrap_or(&field.name)), parent.clone());
        }
        let held = |list: &Value| matches!(list.object(), Some(Object::List(l)) if !l.borrow().is_empty());
        for (child, list) in extra.children.iter().filter(|(_, l)| held(l)) {
            let name = object.children.get(usize::from(*child)).and_then(|c| c.name.as_deref());
            name.map(|name| map.put(Value::string(name), list.clone()));
        }
    }
    Value::map(map)
}
