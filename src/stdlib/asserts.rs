//! `Assert` and the assertions of `System`.

use std::cmp::Ordering;

use crate::hir::TypeId;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Datetime, Decimal, Id, Object, Str, Time, Value};

/// The message of an assertion with one: null is none.
type Message = Result<Option<Str>, Thrown>;

fn fail(cx: &mut Interp, message: Option<Str>, detail: Option<String>) -> Thrown {
    let text = match (message, detail) {
        (None, None) => "Assertion Failed".to_owned(),
        (Some(message), None) => format!("Assertion Failed: {message}"),
        (None, Some(detail)) => format!("Assertion Failed: {detail}"),
        (Some(message), Some(detail)) => format!("Assertion Failed: {message}: {detail}"),
    };
    cx.throw(Exc::Assert, text)
}

/// Equality of assertions: numbers by value whatever their type, Ids and Strings by what they name.
fn same(cx: &mut Interp, a: &Value, b: &Value) -> Result<bool, Thrown> {
    match (a, b) {
        (Value::Id(id), Value::String(text)) | (Value::String(text), Value::Id(id)) => {
            return Ok(Id::parse(text) == Some(*id));
        }
        (Value::Double(a), Value::Double(b)) => return Ok(a == b),
        (Value::Date(day), Value::Datetime(moment)) | (Value::Datetime(moment), Value::Date(day)) => {
            return Ok(Datetime::new_gmt(*day, Time::new(0, 0, 0, 0)) == *moment);
        }
        // Moments are the same within one second.
        (Value::Datetime(a), Value::Datetime(b)) => return Ok(a.whole_seconds() == b.whole_seconds()),
        _ => {}
    }
    match (number(a), number(b)) {
        (Some(a), Some(b)) => Ok(a.cmp_value(&b) == Ordering::Equal),
        _ => cx.equals(a, b),
    }
}

fn number(v: &Value) -> Option<Decimal> {
    match v {
        Value::Integer(i) => Some(Decimal::from(*i)),
        Value::Long(i) => Some(Decimal::from(*i)),
        Value::Double(f) => Decimal::from_f64(*f).ok(),
        _ => v.as_decimal(),
    }
}

/// Refuses to compare values of kinds that are never equal: a String with a number, an object with one of another class.
fn comparable(cx: &mut Interp, a: &Value, b: &Value) -> Result<(), Thrown> {
    if a.is_null() || b.is_null() || kinship(cx, a, b) {
        return Ok(());
    }
    let (a, b) = (cx.type_name_of(a), cx.type_name_of(b));
    Err(cx.throw(Exc::Type, format!("Comparison arguments must be compatible types: {a}, {b}")))
}

fn kinship(cx: &Interp, a: &Value, b: &Value) -> bool {
    if number(a).is_some() && number(b).is_some() {
        return true;
    }
    let object = |v: &Value| match v.object() {
        Some(Object::Instance(i)) => Some(i.class),
        Some(Object::Stub { class, .. }) => Some(*class),
        _ => None,
    };
    match (a, b) {
        (Value::String(_) | Value::Id(_), Value::String(_) | Value::Id(_)) => true,
        (Value::Date(_) | Value::Datetime(_), Value::Date(_) | Value::Datetime(_)) => true,
        (Value::Enum(a, _), Value::Enum(b, _)) => a == b,
        (Value::Ref(x), Value::Ref(y)) => match (object(a), object(b)) {
            (Some(a), Some(b)) => cx.program.is_instance(a, b) || cx.program.is_instance(b, a),
            (None, None) => std::mem::discriminant(&**x) == std::mem::discriminant(&**y),
            _ => false,
        },
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

fn are_equal(cx: &mut Interp, expected: Value, actual: Value, message: Message) -> Result<(), Thrown> {
    let message = message?;
    comparable(cx, &expected, &actual)?;
    if same(cx, &expected, &actual)? {
        return Ok(());
    }
    let (expected, actual) = (cx.text(&expected)?, cx.text(&actual)?);
    Err(fail(cx, message, Some(format!("Expected: {expected}, Actual: {actual}"))))
}

fn are_not_equal(cx: &mut Interp, a: Value, b: Value, message: Message) -> Result<(), Thrown> {
    let message = message?;
    comparable(cx, &a, &b)?;
    if !same(cx, &a, &b)? {
        return Ok(());
    }
    let a = cx.text(&a)?;
    Err(fail(cx, message, Some(format!("Same value: {a}"))))
}

/// Fails with a sentence of the platform and, after it, the message.
fn claim(cx: &mut Interp, holds: bool, sentence: String, message: Option<Str>) -> Result<(), Thrown> {
    match holds {
        true => Ok(()),
        false => Err(fail(cx, Some(Str::from(sentence)), message.map(|m| m.to_string()))),
    }
}

fn check(cx: &mut Interp, holds: bool, message: Option<Str>) -> Result<(), Thrown> {
    if holds { Ok(()) } else { Err(fail(cx, message, None)) }
}

/// A condition that must not be null.
fn condition(cx: &mut Interp, value: Option<bool>) -> Result<bool, Thrown> {
    value.ok_or_else(|| cx.null_pointer())
}

/// The message of `Assert.isTrue(x, message)`, which must not be null.
fn needed(cx: &mut Interp, message: Option<Str>) -> Result<Str, Thrown> {
    message.ok_or_else(|| cx.throw(Exc::NullPointer, "Message parameter cannot be null"))
}

/// The third argument of `Assert.areEqual` and `System.assertEquals`.
fn third(cx: &mut Interp, message: Value) -> Message {
    match message {
        Value::Null => Err(cx.throw(Exc::NullPointer, "Argument 3 cannot be null")),
        message => any_message(cx, message),
    }
}

/// Any value as the message of `System.assert`; null is no message.
fn any_message(cx: &mut Interp, message: Value) -> Message {
    match message {
        Value::Null => Ok(None),
        Value::String(s) => Ok(Some(s)),
        other => cx.text(&other).map(Some),
    }
}

/// The rows of `System`.
pub(super) fn system_rows() -> Vec<Row> {
    vec![
        m(
            "static void assert(Boolean condition)",
            "Fails unless the condition is true.",
            |cx: &mut Interp, c: Option<bool>| {
                let holds = condition(cx, c)?;
                check(cx, holds, None)
            },
        ),
        m(
            "static void assert(Boolean condition, Object message)",
            "Fails with the message unless the condition is true.",
            |cx: &mut Interp, c: Option<bool>, message: Value| {
                let holds = condition(cx, c)?;
                let message = any_message(cx, message)?;
                check(cx, holds, message)
            },
        ),
        m(
            "static void assertEquals(Object expected, Object actual)",
            "Fails unless both are equal.",
            |cx: &mut Interp, a: Value, b: Value| are_equal(cx, a, b, Ok(None)),
        ),
        m(
            "static void assertEquals(Object expected, Object actual, Object message)",
            "Fails with the message unless both are equal.",
            |cx: &mut Interp, a: Value, b: Value, message: Value| {
                let message = third(cx, message);
                are_equal(cx, a, b, message)
            },
        ),
        m(
            "static void assertNotEquals(Object expected, Object actual)",
            "Fails when both are equal.",
            |cx: &mut Interp, a: Value, b: Value| are_not_equal(cx, a, b, Ok(None)),
        ),
        m(
            "static void assertNotEquals(Object expected, Object actual, Object message)",
            "Fails with the message when both are equal.",
            |cx: &mut Interp, a: Value, b: Value, message: Value| {
                let message = third(cx, message);
                are_not_equal(cx, a, b, message)
            },
        ),
    ]
}

/// The rows of `Assert`.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m(
            "static void areEqual(Object expected, Object actual)",
            "Fails unless both are equal.",
            |cx: &mut Interp, a: Value, b: Value| are_equal(cx, a, b, Ok(None)),
        ),
        m(
            "static void areEqual(Object expected, Object actual, String message)",
            "Fails with the message unless both are equal.",
            |cx: &mut Interp, a: Value, b: Value, message: Value| {
                let message = third(cx, message);
                are_equal(cx, a, b, message)
            },
        ),
        m(
            "static void areNotEqual(Object notExpected, Object actual)",
            "Fails when both are equal.",
            |cx: &mut Interp, a: Value, b: Value| are_not_equal(cx, a, b, Ok(None)),
        ),
        m(
            "static void areNotEqual(Object notExpected, Object actual, String message)",
            "Fails with the message when both are equal.",
            |cx: &mut Interp, a: Value, b: Value, message: Value| {
                let message = third(cx, message);
                are_not_equal(cx, a, b, message)
            },
        ),
        m("static void fail()", "Fails.", |cx: &mut Interp| claim(cx, false, "Assertion failed".into(), None)),
        m("static void fail(String message)", "Fails with the message.", |cx: &mut Interp, message: Option<Str>| {
            let message = needed(cx, message)?;
            claim(cx, false, "Assertion failed".into(), Some(message))
        }),
        m(
            "static void isTrue(Boolean condition)",
            "Fails unless the condition is true.",
            |cx: &mut Interp, c: Option<bool>| {
                let holds = condition(cx, c)?;
                check(cx, holds, None)
            },
        ),
        m(
            "static void isTrue(Boolean condition, String message)",
            "Fails with the message unless the condition is true.",
            |cx: &mut Interp, c: Option<bool>, message: Option<Str>| {
                let (holds, message) = (condition(cx, c)?, needed(cx, message)?);
                check(cx, holds, Some(message))
            },
        ),
        m(
            "static void isFalse(Boolean condition)",
            "Fails unless the condition is false.",
            |cx: &mut Interp, c: Option<bool>| {
                let holds = condition(cx, c)?;
                check(cx, !holds, None)
            },
        ),
        m(
            "static void isFalse(Boolean condition, String message)",
            "Fails with the message unless the condition is false.",
            |cx: &mut Interp, c: Option<bool>, message: Option<Str>| {
                let (holds, message) = (condition(cx, c)?, needed(cx, message)?);
                check(cx, !holds, Some(message))
            },
        ),
    ];
    rows.extend(kind_rows());
    rows
}

/// Assertions on null and on types.
fn kind_rows() -> Vec<Row> {
    vec![
        m("static void isNull(Object value)", "Fails unless the value is null.", |cx: &mut Interp, v: Value| {
            null_check(cx, &v, true, None)
        }),
        m(
            "static void isNull(Object value, String message)",
            "Fails with the message unless the value is null.",
            |cx: &mut Interp, v: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                null_check(cx, &v, true, Some(message))
            },
        ),
        m("static void isNotNull(Object value)", "Fails when the value is null.", |cx: &mut Interp, v: Value| {
            null_check(cx, &v, false, None)
        }),
        m(
            "static void isNotNull(Object value, String message)",
            "Fails with the message when the value is null.",
            |cx: &mut Interp, v: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                null_check(cx, &v, false, Some(message))
            },
        ),
        m(
            "static void isInstanceOfType(Object instance, Type expected)",
            "Fails unless the object is of the type.",
            |cx: &mut Interp, v: Value, ty: Value| type_check(cx, &v, &ty, true, None),
        ),
        m(
            "static void isInstanceOfType(Object instance, Type expected, String message)",
            "Fails with the message unless the object is of the type.",
            |cx: &mut Interp, v: Value, ty: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                type_check(cx, &v, &ty, true, Some(message))
            },
        ),
        m(
            "static void isNotInstanceOfType(Object instance, Type notExpected)",
            "Fails when the object is of the type.",
            |cx: &mut Interp, v: Value, ty: Value| type_check(cx, &v, &ty, false, None),
        ),
        m(
            "static void isNotInstanceOfType(Object instance, Type notExpected, String message)",
            "Fails with the message when the object is of the type.",
            |cx: &mut Interp, v: Value, ty: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                type_check(cx, &v, &ty, false, Some(message))
            },
        ),
    ]
}

fn null_check(cx: &mut Interp, v: &Value, should: bool, message: Option<Str>) -> Result<(), Thrown> {
    let sentence = match should {
        true => "Nullable object asserted with non null value",
        false => "Instance expected to be a non null value",
    };
    claim(cx, v.is_null() == should, sentence.into(), message)
}

fn type_check(cx: &mut Interp, v: &Value, ty: &Value, should: bool, message: Option<Str>) -> Result<(), Thrown> {
    let Value::Type(ty) = *ty else { return Err(cx.null_pointer()) };
    // An Integer counts as a Long; of other numbers nothing is known.
    let widens = matches!((v, ty), (Value::Integer(_), TypeId::LONG));
    let holds = widens || super::types::is_instance(cx, v, ty);
    let (what, name) = (if should { "is not" } else { "is" }, super::types::name(cx, ty));
    claim(cx, holds == should, format!("The provided object {what} an instance of class {name}"), message)
}
