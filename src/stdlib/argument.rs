//! Arguments that must not be null. The platform's own values (`String`, `Decimal`, `Datetime`, `Blob`, `Math`...) do not say which
//! argument was null; its services (`Schema`, `Database`, `Search`, `Http`) do.

use crate::interp::native::FromValue;
use crate::interp::{Exc, Interp, Thrown};
use crate::value::Value;

/// An argument whose null the platform reports with its number.
pub(super) struct Numbered<T>(pub T);

impl<T: FromValue> FromValue for Numbered<T> {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Numbered<T>, Thrown> {
        match value {
            Value::Null => Err(cx.throw(Exc::NullPointer, format!("Argument {at} cannot be null"))),
            _ => T::from_value(cx, value, at).map(Numbered),
        }
    }
}

/// The argument, or the platform's NullPointerException without a number.
pub(super) fn needed<T>(cx: &mut Interp, argument: Option<T>) -> Result<T, Thrown> {
    argument.ok_or_else(|| null(cx))
}

/// Null where a value is needed.
#[cold]
pub(super) fn null(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::NullPointer, "Argument cannot be null.")
}
