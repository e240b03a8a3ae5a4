//! `addError` and what it left.

use super::own_field;
use crate::hir::TypeId;
use crate::interp::native::{InstanceRef, RecordRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::value::{List, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m(
            "void addError(String message)",
            "Refuses the record: the save fails with this text.",
            |r: RecordRef, text: Option<Str>| add(r, None, text),
        ),
        m("void addError(Exception cause)", "Refuses the record with the exception's text.", add_exception),
        m(
            "void addError(String message, Boolean escape)",
            "Refuses the record.",
            |r: RecordRef, text: Option<Str>, _: Option<bool>| add(r, None, text),
        ),
        m(
            "void addError(Exception cause, Boolean escape)",
            "Refuses the record with the exception's text.",
            |cx: &mut Interp, r: RecordRef, cause: InstanceRef, _: Option<bool>| add_exception(cx, r, cause),
        ),
    ];
    rows.extend(field_rows());
    rows.extend([
        m("Boolean hasErrors()", "Whether `addError` was called.", |r: RecordRef| {
            r.borrow().extra().is_some_and(|e| !e.errors.is_empty())
        }),
        m("List<Database.Error> getErrors()", "What `addError` was called with.", errors),
    ]);
    rows
}

fn field_rows() -> Vec<Row> {
    vec![
        m("void addError(String fieldName, String message)", "Refuses the value of a field.", by_name),
        m(
            "void addError(String fieldName, String message, Boolean escape)",
            "Refuses the value of a field.",
            |cx: &mut Interp, r: RecordRef, name: Option<Str>, text: Option<Str>, _: Option<bool>| {
                by_name(cx, r, name, text)
            },
        ),
        m("void addError(Schema.SObjectField field, String message)", "Refuses the value of a field.", by_token),
        m(
            "void addError(Schema.SObjectField field, Exception cause)",
            "Refuses the value of a field with the exception's text.",
            by_token_and_exception,
        ),
        m(
            "void addError(Schema.SObjectField field, Exception cause, Boolean escape)",
            "Refuses the value of a field with the exception's text.",
            |cx: &mut Interp, r: RecordRef, f: Option<(ObjectId, FieldId)>, cause: InstanceRef, _: Option<bool>| {
                by_token_and_exception(cx, r, f, cause)
            },
        ),
        m(
            "void addError(Schema.SObjectField field, String message, Boolean escape)",
            "Refuses the value of a field.",
            |cx: &mut Interp, r: RecordRef, f: Option<(ObjectId, FieldId)>, text: Option<Str>, _: Option<bool>| {
                by_token(cx, r, f, text)
            },
        ),
    ]
}

fn add(r: RecordRef, field: Option<FieldId>, text: Option<Str>) {
    let text = text.map_or_else(String::new, |t| t.to_string());
    r.borrow_mut().extra_mut().errors.push((field, text));
}

fn add_exception(cx: &mut Interp, r: RecordRef, cause: InstanceRef) -> Exec<()> {
    let message = cx.call_named(&cause.value(), "getMessage", &[])?;
    let text = cx.text(&message)?;
    add(r, None, Some(text));
    Ok(())
}

fn by_name(cx: &mut Interp, r: RecordRef, name: Option<Str>, text: Option<Str>) -> Exec<()> {
    let field = match &name {
        None => None,
        Some(name) => {
            let schema = cx.program.schema.clone();
            let object = schema.object(r.borrow().object);
            match object.field(name) {
                Some(field) => Some(field),
                None => return Err(super::sobject_error(cx, format!("Invalid field {name} for {}", object.name))),
            }
        }
    };
    add(r, field, text);
    Ok(())
}

fn by_token(cx: &mut Interp, r: RecordRef, token: Option<(ObjectId, FieldId)>, text: Option<Str>) -> Exec<()> {
    let field = match token {
        Some(token) => Some(own_field(cx, &r, token)?),
        None => None,
    };
    add(r, field, text);
    Ok(())
}

fn by_token_and_exception(
    cx: &mut Interp,
    r: RecordRef,
    token: Option<(ObjectId, FieldId)>,
    cause: InstanceRef,
) -> Exec<()> {
    let message = cx.call_named(&cause.value(), "getMessage", &[])?;
    let text = cx.text(&message)?;
    by_token(cx, r, token, Some(text))
}

fn errors(cx: &mut Interp, r: RecordRef) -> Exec<Value> {
    let program = cx.program.clone();
    let object = program.schema.object(r.borrow().object);
    let all = r.borrow().extra().map_or_else(Vec::new, |e| e.errors.clone());
    let class = program.find_class("Database.Error").expect("the prelude declares Database.Error");
    let status = cx.enum_constant("System.StatusCode", "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    let mut made = Vec::with_capacity(all.len());
    for (field, text) in all {
        let names = field.map(|f| Value::string(&object.get(f).name)).into_iter().collect();
        let fields = Value::list(List::from_values(TypeId::STRING, names));
        made.push(cx.instantiate(class, &[Value::string(&text), status.clone(), fields])?);
    }
    Ok(Value::list(List::from_values(TypeId::class(class), made)))
}
