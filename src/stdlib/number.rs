//! `Integer`, `Long`, `Double`, `Boolean`.

use super::argument::needed;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::double::{ParseNumberError, parse_double, parse_integer, parse_long, round_half_up};
use crate::value::{Decimal, Str, Value};

/// A text that is no number of the type.
fn parsed<T>(cx: &mut Interp, result: Result<T, ParseNumberError>) -> Result<T, Thrown> {
    result.map_err(|e| cx.throw(Exc::Type, e.to_string()))
}

/// Why a value of another type cannot be converted.
fn invalid(cx: &mut Interp, value: &Value, wanted: &str) -> Thrown {
    let found = cx.type_name_of(value);
    cx.throw(Exc::Type, format!("Invalid conversion from runtime type {found} to {wanted}"))
}

fn integer_value_of(cx: &mut Interp, v: Value) -> Result<Option<i32>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Integer(i) => Ok(Some(*i)),
        Value::Long(i) => Ok(Some(*i as i32)),
        Value::Double(f) => Ok(Some(*f as i64 as i32)),
        Value::String(s) => parsed(cx, parse_integer(s)).map(Some),
        _ => match v.as_decimal() {
            Some(d) => Ok(Some(d.int_value())),
            None => Err(invalid(cx, &v, "Integer")),
        },
    }
}

fn long_value_of(cx: &mut Interp, v: Value) -> Result<Option<i64>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Integer(i) => Ok(Some(i64::from(*i))),
        Value::Long(i) => Ok(Some(*i)),
        Value::Double(f) => Ok(Some(*f as i64)),
        Value::String(s) => parsed(cx, parse_long(s)).map(Some),
        _ => match v.as_decimal() {
            Some(d) => Ok(Some(d.long_value())),
            None => Err(invalid(cx, &v, "Long")),
        },
    }
}

fn double_value_of(cx: &mut Interp, v: Value) -> Result<Option<f64>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Integer(i) => Ok(Some(f64::from(*i))),
        Value::Long(i) => Ok(Some(*i as f64)),
        Value::Double(f) => Ok(Some(*f)),
        Value::String(s) => parsed(cx, parse_double(s)).map(Some),
        _ => match v.as_decimal() {
            Some(d) => Ok(Some(d.double_value())),
            None => Err(invalid(cx, &v, "Double")),
        },
    }
}

pub(super) fn integer() -> Vec<Row> {
    vec![
        m("static Integer valueOf(String text)", "The number that the text is.", |cx: &mut Interp, s: Option<Str>| {
            let s = needed(cx, s)?;
            parsed(cx, parse_integer(&s))
        }),
        m("static Integer valueOf(Object value)", "A number or text as an Integer.", integer_value_of),
        m("String format()", "With thousands separators: `1,234`.", |cx: &mut Interp, i: i32| {
            cx.locale.integer(i.into())
        }),
        m("Long longValue()", "The same number as a Long.", |i: i32| i64::from(i)),
        m("Double doubleValue()", "The same number as a Double.", |i: i32| f64::from(i)),
        m("Decimal decimalValue()", "The same number as a Decimal.", |i: i32| Decimal::from(i)),
    ]
}

pub(super) fn long() -> Vec<Row> {
    vec![
        m("static Long valueOf(String text)", "The number that the text is.", |cx: &mut Interp, s: Option<Str>| {
            let s = needed(cx, s)?;
            parsed(cx, parse_long(&s))
        }),
        m("static Long valueOf(Object value)", "A number or text as a Long.", long_value_of),
        m("String format()", "With thousands separators: `1,234`.", |cx: &mut Interp, i: i64| cx.locale.integer(i)),
        m("Integer intValue()", "The low 32 bits.", |i: i64| i as i32),
        m("Long longValue()", "The number itself.", |i: i64| i),
        m("Double doubleValue()", "The nearest Double.", |i: i64| i as f64),
        m("Decimal decimalValue()", "The same number as a Decimal.", |i: i64| Decimal::from(i)),
    ]
}

pub(super) fn double() -> Vec<Row> {
    vec![
        m("static Double valueOf(String text)", "The number that the text is.", |cx: &mut Interp, s: Option<Str>| {
            let s = needed(cx, s)?;
            parsed(cx, parse_double(&s))
        }),
        m("static Double valueOf(Object value)", "A number or text as a Double.", double_value_of),
        m("String format()", "With thousands separators and at most three decimals.", double_format),
        m("Integer intValue()", "Without its fraction, as an Integer.", |f: f64| f as i64 as i32),
        m("Long longValue()", "Without its fraction, as a Long.", |f: f64| f as i64),
        m("Double doubleValue()", "The number itself.", |f: f64| f),
        m("Long round()", "The nearest whole number; a half goes up.", round_half_up),
    ]
}

pub(super) fn boolean() -> Vec<Row> {
    vec![
        m(
            "static Boolean valueOf(String text)",
            "Whether the text is `true` in any case.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                Ok(s.eq_ignore_ascii_case("true"))
            },
        ),
        m(
            "static Boolean valueOf(Object value)",
            "A Boolean, or whether a text is `true`.",
            |cx: &mut Interp, v: Value| match &v {
                Value::Null => Ok(None),
                Value::Boolean(b) => Ok(Some(*b)),
                Value::String(s) => Ok(Some(s.eq_ignore_ascii_case("true"))),
                _ => Err(invalid(cx, &v, "Boolean")),
            },
        ),
        m(
            "Boolean equals(Object other)",
            "Whether the other is the same Boolean; the platform calls a receiver that is null its first argument.",
            |cx: &mut Interp, b: Option<bool>, other: Value| match b {
                Some(b) => Ok(matches!(other, Value::Boolean(o) if o == b)),
                None => Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null")),
            },
        ),
    ]
}

/// As a Decimal; what is no number prints its sign.
fn double_format(cx: &mut Interp, f: f64) -> String {
    match Decimal::from_f64(f) {
        Ok(d) if f == 0.0 && f.is_sign_negative() => format!("-{}", cx.locale.decimal(&d)),
        Ok(d) => cx.locale.decimal(&d),
        Err(_) if f.is_nan() => "NaN".into(),
        Err(_) if f < 0.0 => "-∞".into(),
        Err(_) => "∞".into(),
    }
}
