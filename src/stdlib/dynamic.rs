//! Queries given as text, compiled where they run.

use crate::hir::Query;
use crate::interp::native::MapRef;
use crate::interp::{Exc, Exec, Interp};
use crate::value::Value;

/// A query and the values of its binds, taken by name without regard to case.
///
/// # Errors
/// QueryException with the platform's text.
pub(super) fn query(cx: &mut Interp, text: &str, binds: Option<&MapRef>) -> Exec<(Query, Vec<Value>)> {
    let _ = (text, binds);
    Err(cx.throw(Exc::Query, "Queries given as text are not supported yet"))
}
