//! `Assert` and the assertions of `System`.

use std::cmp::Ordering;

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Decimal, Id, Str, Value};

/// `Assert.areEqual` gives its message a null check that `System.assertEquals` does not have.
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

fn are_equal(cx: &mut Interp, expected: Value, actual: Value, message: Message) -> Result<(), Thrown> {
    let message = message?;
    if same(cx, &expected, &actual)? {
        return Ok(());
    }
    let (expected, actual) = (cx.text(&expected)?, cx.text(&actual)?);
    Err(fail(cx, message, Some(format!("Expected: {expected}, Actual: {actual}"))))
}

fn are_not_equal(cx: &mut Interp, a: Value, b: Value, message: Message) -> Result<(), Thrown> {
    let message = message?;
    if !same(cx, &a, &b)? {
        return Ok(());
    }
    let a = cx.text(&a)?;
    Err(fail(cx, message, Some(format!("Same value: {a}"))))
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

/// The third argument of `Assert.areEqual`.
fn third(cx: &mut Interp, message: Option<Str>) -> Message {
    match message {
        Some(m) => Ok(Some(m)),
        None => Err(cx.throw(Exc::NullPointer, "Argument 3 cannot be null")),
    }
}

/// Any value as a message; null is no message.
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
                let message = any_message(cx, message);
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
                let message = any_message(cx, message);
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
            |cx: &mut Interp, a: Value, b: Value, message: Option<Str>| {
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
            |cx: &mut Interp, a: Value, b: Value, message: Option<Str>| {
                let message = third(cx, message);
                are_not_equal(cx, a, b, message)
            },
        ),
        m("static void fail()", "Fails.", |cx: &mut Interp| -> Result<(), Thrown> { Err(fail(cx, None, None)) }),
        m(
            "static void fail(String message)",
            "Fails with the message.",
            |cx: &mut Interp, message: Option<Str>| -> Result<(), Thrown> { Err(fail(cx, message, None)) },
        ),
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
                let (message, holds) = (needed(cx, message)?, condition(cx, c)?);
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
                let (message, holds) = (needed(cx, message)?, condition(cx, c)?);
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
            is_null(cx, v, None)
        }),
        m(
            "static void isNull(Object value, String message)",
            "Fails with the message unless the value is null.",
            |cx: &mut Interp, v: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                is_null(cx, v, Some(message))
            },
        ),
        m("static void isNotNull(Object value)", "Fails when the value is null.", |cx: &mut Interp, v: Value| {
            check(cx, !v.is_null(), None)
        }),
        m(
            "static void isNotNull(Object value, String message)",
            "Fails with the message when the value is null.",
            |cx: &mut Interp, v: Value, message: Option<Str>| {
                let message = needed(cx, message)?;
                check(cx, !v.is_null(), Some(message))
            },
        ),
        m(
            "static void isInstanceOfType(Object instance, Type expected)",
            "Fails unless the object is of the type.",
            |cx: &mut Interp, v: Value, ty: crate::hir::TypeId| {
                let holds = super::types::is_instance(cx, &v, ty);
                check(cx, holds, None)
            },
        ),
        m(
            "static void isInstanceOfType(Object instance, Type expected, String message)",
            "Fails with the message unless the object is of the type.",
            |cx: &mut Interp, v: Value, ty: crate::hir::TypeId, message: Option<Str>| {
                let (message, holds) = (needed(cx, message)?, super::types::is_instance(cx, &v, ty));
                check(cx, holds, Some(message))
            },
        ),
        m(
            "static void isNotInstanceOfType(Object instance, Type notExpected)",
            "Fails when the object is of the type.",
            |cx: &mut Interp, v: Value, ty: crate::hir::TypeId| {
                let holds = super::types::is_instance(cx, &v, ty);
                check(cx, !holds, None)
            },
        ),
        m(
            "static void isNotInstanceOfType(Object instance, Type notExpected, String message)",
            "Fails with the message when the object is of the type.",
            |cx: &mut Interp, v: Value, ty: crate::hir::TypeId, message: Option<Str>| {
                let (message, holds) = (needed(cx, message)?, super::types::is_instance(cx, &v, ty));
                check(cx, !holds, Some(message))
            },
        ),
    ]
}

fn is_null(cx: &mut Interp, v: Value, message: Option<Str>) -> Result<(), Thrown> {
    check(cx, v.is_null(), message)
}
