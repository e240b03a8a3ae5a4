//! `SObject`: a record whose object and fields are named at run time.

mod assign;
mod clone;
mod errors;
mod fields;
mod relations;

use crate::interp::native::{RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Record, Value};

pub(super) use assign::coerce;
pub(super) use clone::deep_copy;
use fields::write;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("Schema.SObjectType getSObjectType()", "The token of the record's object.", |r: RecordRef| r.borrow().object),
        m("void clear()", "Forgets all fields.", |cx: &mut Interp, r: RecordRef| {
            check_writable(cx, &r)?;
            let object = r.borrow().object;
            *r.borrow_mut() = Record::new(object);
            Ok(())
        }),
        m("Database.DMLOptions getOptions()", "The options of the next save, if any were set.", |r: RecordRef| {
            r.borrow().extra().map_or(Value::Null, |e| e.options.clone())
        }),
        m(
            "void setOptions(Database.DMLOptions options)",
            "Sets the options of the next save.",
            |cx: &mut Interp, r: RecordRef, options: Value| match options {
                Value::Null => Err(cx.null_pointer()),
                options => {
                    r.borrow_mut().extra_mut().options = options;
                    Ok(())
                }
            },
        ),
        m("void recalculateFormulas()", "Computes the record's formula fields anew.", recalculate),
        m("String getQuickActionName()", "The quick action that made the record; none here.", |_: RecordRef| {
            None::<&str>
        }),
        m("Id Id { get; set; }", "The record's id.", |cx: &mut Interp, r: RecordRef, id: Option<Value>| match id {
            None => Ok(r.borrow().get(FieldId::ID).unwrap_or_default()),
            Some(id) => write(cx, &r, FieldId::ID, id),
        }),
    ];
    rows.extend(fields::rows());
    rows.extend(relations::rows());
    rows.extend(clone::rows());
    rows.extend(errors::rows());
    rows
}

/// Records of after triggers and of `Trigger.old` cannot be changed.
fn check_writable(cx: &mut Interp, r: &RecordRef) -> Exec<()> {
    match r.borrow().read_only {
        false => Ok(()),
        true => Err(cx.throw(Exc::Final, "Record is read-only")),
    }
}

/// The field that a token names, which must be one of the record's own.
fn own_field(cx: &mut Interp, r: &RecordRef, token: (ObjectId, FieldId)) -> Exec<FieldId> {
    let object = r.borrow().object;
    match token.0 == object {
        true => Ok(token.1),
        false => {
            let schema = cx.program.schema.clone();
            let (owner, own) = (schema.object(token.0), schema.name(object));
            let text = format!("{}.{} does not belong to SObject type {own}", owner.name, owner.get(token.1).name);
            Err(sobject_error(cx, text))
        }
    }
}

fn sobject_error(cx: &mut Interp, text: impl Into<String>) -> Thrown {
    cx.throw(Exc::SObject, text)
}

/// Fields that cannot be computed become null.
fn recalculate(cx: &mut Interp, r: RecordRef) -> Exec<()> {
    super::formula::recalculate(cx, &r).map(drop)
}
