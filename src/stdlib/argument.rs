//! Arguments that must not be null where the platform does not say which one was.

use crate::interp::native::FromValue;
use crate::interp::{Exc, Interp, Thrown};
use crate::value::Value;

/// An argument whose null the platform reports without its number.
pub(super) struct Needed<T>(pub T);

impl<T: FromValue> FromValue for Needed<T> {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Needed<T>, Thrown> {
        match value {
            Value::Null => Err(null(cx)),
            _ => T::from_value(cx, value, at).map(Needed),
        }
    }
}

/// The argument, or the platform's NullPointerException.
pub(super) fn needed<T>(cx: &mut Interp, argument: Option<T>) -> Result<T, Thrown> {
    argument.ok_or_else(|| null(cx))
}

#[cold]
fn null(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::NullPointer, "Argument cannot be null.")
}
