//! `JSON`, `JSONParser`, `JSONGenerator`: written and read straight from values, without a tree between.

mod fault;
mod generator;
mod out;
mod parser;
mod read;
mod record;
mod typed;
mod untyped;
mod write;

pub(super) use generator::rows as generator_rows;
pub(super) use parser::rows as parser_rows;

use fault::{Place, Stop};
use read::Reader;

use crate::hir::TypeId;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Str, Value};

/// Serialises a value.
pub(super) fn serialize(cx: &mut Interp, value: &Value, pretty: bool, suppress_nulls: bool) -> Result<Str, Thrown> {
    let mut writer = write::Writer::new(pretty, suppress_nulls);
    writer.value(cx, value)?;
    Ok(Str::from(writer.finish()))
}

/// What stops a reader becomes an exception; `input` is where its places lie.
fn thrown(cx: &mut Interp, input: &str, stop: Stop, place: Place) -> Thrown {
    match stop {
        Stop::Thrown(thrown) => thrown,
        Stop::Fault(fault) => cx.throw(Exc::Json, fault.text(input, place)),
        Stop::Plain(message) => cx.throw(Exc::Json, message),
    }
}

fn untyped(cx: &mut Interp, text: Option<Str>) -> Result<Value, Thrown> {
    let text = needed(cx, text)?;
    let mut reader = Reader::new(&text);
    // An org names the place as a parser does when not even the first character begins a value.
    let begins = match reader.peek() {
        Some(b'"' | b'-' | b'0'..=b'9' | b'{' | b'[' | b't' | b'f' | b'n') | None => Place::Line,
        Some(_) => Place::Input,
    };
    untyped::read(&mut reader).map_err(|stop| thrown(cx, &text, stop, begins))
}

fn typed(cx: &mut Interp, text: Option<Str>, ty: Option<TypeId>, strict: bool) -> Result<Value, Thrown> {
    let text = needed(cx, text)?;
    let Some(ty) = ty else { return Err(cx.throw(Exc::NullPointer, "Argument 2 cannot be null")) };
    let mut reader = Reader::new(&text);
    typed::Typed { cx, reader: &mut reader, strict }.root(ty).map_err(|stop| thrown(cx, &text, stop, Place::Line))
}

fn needed(cx: &mut Interp, text: Option<Str>) -> Result<Str, Thrown> {
    text.ok_or_else(|| cx.throw(Exc::NullPointer, "Argument 1 cannot be null"))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static String serialize(Object value)", "The value as JSON.", |cx: &mut Interp, v: Value| {
            serialize(cx, &v, false, false)
        }),
        m(
            "static String serialize(Object value, Boolean suppressApexObjectNulls)",
            "The value as JSON, perhaps without null fields of objects.",
            |cx: &mut Interp, v: Value, suppress: bool| serialize(cx, &v, false, suppress),
        ),
        m("static String serializePretty(Object value)", "The value as indented JSON.", |cx: &mut Interp, v: Value| {
            serialize(cx, &v, true, false)
        }),
        m(
            "static String serializePretty(Object value, Boolean suppressApexObjectNulls)",
            "The value as indented JSON, perhaps without null fields of objects.",
            |cx: &mut Interp, v: Value, suppress: bool| serialize(cx, &v, true, suppress),
        ),
        m(
            "static Object deserialize(String text, Type type)",
            "The value of a JSON text, of this type; unknown fields are left out.",
            |cx: &mut Interp, s: Option<Str>, ty: Option<TypeId>| typed(cx, s, ty, false),
        ),
        m(
            "static Object deserializeStrict(String text, Type type)",
            "The value of a JSON text, of this type; an unknown field is an error.",
            |cx: &mut Interp, s: Option<Str>, ty: Option<TypeId>| typed(cx, s, ty, true),
        ),
        m(
            "static Object deserializeUntyped(String text)",
            "Maps by name, lists, Strings, Integers, Longs, Decimals and Booleans of a JSON text.",
            untyped,
        ),
        m("static JSONParser createParser(String text)", "A parser that walks over the tokens.", parser::create),
        m(
            "static JSONGenerator createGenerator(Boolean pretty)",
            "A generator that is told what to write.",
            generator::create,
        ),
    ]
}
