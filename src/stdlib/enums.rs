//! Constants of the prelude's enums, by name, for native code.

use crate::interp::Interp;
use crate::value::Value;

/// The constant of an enum class by its qualified name: `constant(cx, "System.JSONToken", "START_OBJECT")`.
pub(super) fn constant(cx: &Interp, class: &str, name: &str) -> Option<Value> {
    let id = cx.program.find_class(class)?;
    let constants = &cx.program.class(id).enum_info.as_ref()?.constants;
    let ordinal = constants.iter().position(|c| c.eq_ignore_ascii_case(name))?;
    Some(Value::Enum(id, ordinal as u16))
}
