//! Queries given as text, compiled where they run.

use std::sync::Arc;

use crate::hir::Query;
use crate::interp::native::MapRef;
use crate::interp::{Exc, Exec, Interp};
use crate::sema::query::{DynamicQuery, compile_dynamic};
use crate::value::Value;

/// A query and the values of its binds, taken by name without regard to case.
///
/// # Errors
/// QueryException with the platform's text.
pub(super) fn query(cx: &mut Interp, text: &str, binds: Option<&MapRef>) -> Exec<(Query, Vec<Value>)> {
    let program = Arc::clone(&cx.program);
    let DynamicQuery { query, binds: names } =
        compile_dynamic(&program, text).map_err(|e| cx.throw(Exc::Query, e.message))?;
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        match binds.and_then(|map| bound(map, &name)) {
            Some(value) => values.push(value),
            None => return Err(cx.throw(Exc::Query, format!("Variable does not exist: {name}"))),
        }
    }
    Ok((query, values))
}

/// The value of a name.
fn bound(map: &MapRef, name: &str) -> Option<Value> {
    let map = map.borrow();
    if let Some(value) = map.get(&Value::string(name)) {
        return Some(value.clone());
    }
    let same = |key: &Value| matches!(key, Value::String(k) if k.eq_ignore_ascii_case(name));
    map.iter().find(|(key, _)| same(key)).map(|(_, value)| value.clone())
}
