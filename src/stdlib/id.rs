//! `Id`.

use super::argument::needed;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Id, Str, Value};

/// The Id of a text, or a StringException.
pub(super) fn parse(cx: &mut Interp, text: &str) -> Result<Id, Thrown> {
    Id::value_of(text).map_err(|e| cx.throw(Exc::String, e.to_string()))
}

fn sobject_type(cx: &mut Interp, id: Id) -> Result<Value, Thrown> {
    match cx.program.schema.object_by_prefix(id.prefix()) {
        Some(object) => Ok(Value::ObjectToken(object)),
        None => Err(cx.throw(Exc::SObject, format!("Cannot locate Apex Type for ID: {id}"))),
    }
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Id valueOf(String text)", "The Id of 15 or 18 characters.", |cx: &mut Interp, s: Option<Str>| {
            let s = needed(cx, s)?;
            parse(cx, &s)
        }),
        m(
            "static Id valueOf(String text, Boolean restoreCasing)",
            "The Id of 18 characters whose case may have been lost.",
            |cx: &mut Interp, s: Option<Str>, restore: bool| {
                let s = needed(cx, s)?;
                match restore {
                    false => parse(cx, &s),
                    true => Id::restore_casing(&s).map_err(|e| cx.throw(Exc::String, e.to_string())),
                }
            },
        ),
        m("Schema.SObjectType getSObjectType()", "The object that the Id's prefix belongs to.", sobject_type),
        m("String to15()", "The case-sensitive form of 15 characters.", |id: Id| id.to_15()),
        m(
            "Boolean equals(Object other)",
            "Whether the other is the same Id.",
            |cx: &mut Interp, id: Id, other: Value| match other {
                Value::Id(o) => Ok(o == id),
                Value::String(s) => parse(cx, &s).map(|o| o == id),
                _ => Ok(false),
            },
        ),
    ]
}
