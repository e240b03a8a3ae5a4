//! Static methods of `String`: joining, formatting, conversion.

use super::cut;
use super::format::{Piece, parse};
use super::search::difference_at;
use crate::interp::native::{ListRef, Row, SetRef, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::argument::null;
use crate::stdlib::environment;
use crate::value::{Datetime, Str, Value, Zone};

/// The elements of a list or set, or of whatever can be walked.
fn elements(cx: &mut Interp, collection: &Value) -> Result<Vec<Value>, Thrown> {
    if let Some(list) = ListRef::of(collection) {
        return Ok(list.borrow().to_vec());
    }
    if let Some(set) = SetRef::of(collection) {
        return Ok(set.borrow().to_vec());
    }
    crate::stdlib::interfaces::walk_all(cx, collection)
}

fn join(cx: &mut Interp, collection: Value, separator: Option<Str>) -> Result<Str, Thrown> {
    if collection.is_null() {
        return Err(null(cx));
    }
    let items = elements(cx, &collection)?;
    let separator = separator.unwrap_or_else(Str::empty);
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(&separator);
        }
        match item {
            Value::String(s) => out.push_str(s),
            // Null elements are empty, as in Java's join of commons-lang.
            Value::Null => {}
            other => out.push_str(&cx.text(other)?),
        }
    }
    Ok(Str::from(out.as_str()))
}

fn format(cx: &mut Interp, pattern: Str, args: ListRef) -> Result<Str, Thrown> {
    let pieces = match parse(&pattern) {
        Ok(pieces) => pieces,
        Err(why) => return Err(cx.throw(Exc::String, why)),
    };
    // Each is asked for its text once, whether the pattern has a place for it or many.
    let args = args.borrow().to_vec();
    let texts = args.iter().map(|arg| cx.text(arg)).collect::<Result<Vec<_>, _>>()?;
    let mut out = String::with_capacity(pattern.len() * 2);
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&text),
            Piece::Argument(n, wanted, missing) => match (args.get(n), wanted) {
                (Some(arg), Some(wanted)) if !arg.is_null() => return Err(cx.throw(Exc::String, wanted.fault())),
                (Some(_), _) => out.push_str(&texts[n]),
                (None, _) => out.push_str(&missing),
            },
        }
    }
    Ok(Str::from(out.as_str()))
}

fn common_prefix(list: ListRef) -> Str {
    let texts: Vec<Option<Str>> = list
        .borrow()
        .iter()
        .map(|v| match v {
            Value::String(s) => Some(s),
            _ => None,
        })
        .collect();
    let Some(Some(first)) = texts.first().cloned() else { return Str::empty() };
    let mut length = first.len16();
    for text in &texts {
        let Some(text) = text else { return Str::empty() };
        length = length.min(difference_at(&first, text).unwrap_or(length));
    }
    cut(&first, 0, length)
}

/// The named values of `{name}` in a text.
fn template(cx: &mut Interp, s: Str, values: crate::interp::native::MapRef) -> Result<Str, Thrown> {
    let mut out = String::new();
    let mut rest: &str = &s;
    while let Some(open) = rest.find("${") {
        let Some(close) = rest[open..].find('}') else { break };
        let name = &rest[open + 2..open + close];
        out.push_str(&rest[..open]);
        let value = values.borrow().get(&Value::string(name)).cloned();
        match value {
            Some(value) => out.push_str(&cx.text(&value)?),
            None => out.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    Ok(Str::from(out.as_str()))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static String join(Object parts, String separator)",
            "All elements as one text with the separator between.",
            join,
        ),
        m(
            "static String format(String pattern, List<Object> arguments)",
            "The pattern with `{0}`, `{1}` replaced by the texts of the arguments; a quote protects braces, two quotes are one.",
            format,
        ),
        m("String template(Map<String, Object> values)", "With every `${name}` replaced.", template),
        m("static String escapeSingleQuotes(String text)", "With a backslash before each single quote.", |s: Str| {
            if s.contains(['\'', '\\']) { Str::from(s.replace('\\', "\\\\").replace('\'', "\\'").as_str()) } else { s }
        }),
        m("static String getCommonPrefix(List<String> texts)", "What all texts begin with.", common_prefix),
        m(
            "static String valueOf(Object value)",
            "The value as text; null becomes `null`.",
            |cx: &mut Interp, v: Value| match v {
                Value::Null => Ok(Value::Null),
                v => cx.text(&v).map(Value::String),
            },
        ),
        m("static String valueOf(Date value)", "`2026-08-02`.", |d: Option<crate::value::Date>| d.map(|d| d.to_iso())),
        m(
            "static String valueOf(Datetime value)",
            "`2026-08-02 10:00:00` in the user's time zone.",
            |cx: &mut Interp, t: Option<Datetime>| t.map(|t| t.to_text(&environment::zone(cx))),
        ),
        m("static String valueOf(Decimal value)", "The digits.", |cx: &mut Interp, v: Value| number(cx, v)),
        m("static String valueOf(Double value)", "The digits.", |cx: &mut Interp, v: Value| number(cx, v)),
        m("static String valueOf(Integer value)", "The digits.", |cx: &mut Interp, v: Value| number(cx, v)),
        m("static String valueOf(Long value)", "The digits.", |cx: &mut Interp, v: Value| number(cx, v)),
        m("static String valueOfGmt(Datetime value)", "`2026-08-02 10:00:00` in GMT.", |t: Datetime| {
            t.to_text(&Zone::gmt())
        }),
    ]
}

fn number(cx: &mut Interp, v: Value) -> Result<Value, Thrown> {
    match v {
        Value::Null => Ok(Value::Null),
        v => cx.text(&v).map(Value::String),
    }
}
