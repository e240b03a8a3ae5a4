//! `Decimal`.

use super::argument::null;
use crate::interp::native::{FromValue, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Decimal, MathError, RoundingMode, Str, Value};

/// Turns an arithmetic error into a MathException.
pub(super) fn checked<T>(cx: &mut Interp, result: Result<T, MathError>) -> Result<T, Thrown> {
    result.map_err(|e| cx.throw(Exc::Math, e.to_string()))
}

/// The mode that a constant of `RoundingMode` names.
pub(super) fn mode(cx: &mut Interp, value: &Value) -> Result<RoundingMode, Thrown> {
    match value {
        Value::Enum(class, ordinal) => {
            let name = cx.enum_name(*class, *ordinal);
            Ok(RoundingMode::ALL.into_iter().find(|m| m.name() == &*name).unwrap_or(RoundingMode::HalfUp))
        }
        _ => Err(null(cx)),
    }
}

/// A number of digits behind the point, which the documentation limits.
struct Scale(i32);

impl FromValue for Scale {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Scale, Thrown> {
        match i32::from_value(cx, value, at)? {
            scale @ -33..=33 => Ok(Scale(scale)),
            scale => Err(cx.throw(Exc::Math, format!("Scale must be between -33 and 33, but was {scale}"))),
        }
    }
}

fn value_of(cx: &mut Interp, v: Value) -> Result<Option<Decimal>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Integer(i) => Ok(Some(Decimal::from(*i))),
        Value::Long(i) => Ok(Some(Decimal::from(*i))),
        Value::Double(f) => {
            let d = Decimal::from_f64(*f);
            checked(cx, d).map(Some)
        }
        Value::String(s) => match Decimal::parse(s) {
            Ok(d) => Ok(Some(d)),
            Err(_) => Err(cx.throw(Exc::Type, format!("Invalid decimal: {s}"))),
        },
        _ => match v.as_decimal() {
            Some(d) => Ok(Some(d)),
            None => {
                let found = cx.type_name_of(&v);
                Err(cx.throw(Exc::Type, format!("Invalid conversion from runtime type {found} to Decimal")))
            }
        },
    }
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Decimal valueOf(Double value)", "The digits that the Double prints.", value_of),
        m("static Decimal valueOf(Long value)", "The same number as a Decimal.", value_of),
        m(
            "static Decimal valueOf(String text)",
            "The number that the text is, with its scale.",
            |cx: &mut Interp, s: Str| value_of(cx, Value::String(s)),
        ),
        m("Decimal abs()", "The number without its sign.", |d: Decimal| d.abs()),
        m(
            "Decimal divide(Decimal divisor, Integer scale)",
            "The quotient with this scale; a half goes up.",
            |cx: &mut Interp, d: Decimal, by: Decimal, Scale(scale): Scale| {
                checked(cx, d.divide(&by, scale, RoundingMode::HalfUp))
            },
        ),
        m(
            "Decimal divide(Decimal divisor, Integer scale, RoundingMode mode)",
            "The quotient with this scale, rounded by the mode.",
            |cx: &mut Interp, d: Decimal, by: Decimal, Scale(scale): Scale, how: Value| {
                let how = mode(cx, &how)?;
                checked(cx, d.divide(&by, scale, how))
            },
        ),
        m("Decimal pow(Integer exponent)", "The power.", |cx: &mut Interp, d: Decimal, exponent: i32| {
            checked(cx, d.pow(exponent))
        }),
        m("Integer precision()", "How many digits there are.", |d: Decimal| d.precision()),
        m("Integer scale()", "How many digits follow the point.", |d: Decimal| d.scale()),
        m("Long round()", "The nearest whole number; a half goes to the even one.", |cx: &mut Interp, d: Decimal| {
            checked(cx, d.round(RoundingMode::HalfEven))
        }),
        m(
            "Long round(RoundingMode mode)",
            "A whole number, rounded by the mode.",
            |cx: &mut Interp, d: Decimal, how: Value| {
                let how = mode(cx, &how)?;
                checked(cx, d.round(how))
            },
        ),
        m(
            "Decimal setScale(Integer scale)",
            "With so many digits after the point; a half goes up.",
            |cx: &mut Interp, d: Decimal, Scale(scale): Scale| checked(cx, d.set_scale(scale, RoundingMode::HalfUp)),
        ),
        m(
            "Decimal setScale(Integer scale, RoundingMode mode)",
            "With so many digits after the point, rounded by the mode.",
            |cx: &mut Interp, d: Decimal, Scale(scale): Scale, how: Value| {
                let how = mode(cx, &how)?;
                checked(cx, d.set_scale(scale, how))
            },
        ),
        m("Decimal stripTrailingZeros()", "Without zeros at the end.", |d: Decimal| d.strip_trailing_zeros()),
        m("String toPlainString()", "The digits without an exponent.", |d: Decimal| d.to_plain_string()),
        m("String format()", "With thousands separators and at most three decimals.", |cx: &mut Interp, d: Decimal| {
            cx.locale.decimal(&d)
        }),
        m("Integer intValue()", "Without its fraction, as an Integer.", |d: Decimal| d.int_value()),
        m("Long longValue()", "Without its fraction, as a Long.", |d: Decimal| d.long_value()),
        m("Double doubleValue()", "The nearest Double.", |d: Decimal| d.double_value()),
        m("Decimal decimalValue()", "The number itself.", |d: Decimal| d),
    ]
}
