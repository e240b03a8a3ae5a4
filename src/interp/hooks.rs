//! What the language needs from layers to the right of the interpreter, as a table of functions that they fill.

use crate::hir::MethodId;
use crate::interp::{Exc, Exec, Interp};
use crate::value::Value;

/// Functions of layers to the right.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// A call of an `@future` method: queues it with its arguments.
    pub future: fn(&mut Interp, MethodId, Vec<Value>) -> Exec<()>,
}

impl Default for Hooks {
    fn default() -> Hooks {
        Hooks { future: no_future }
    }
}

fn no_future(cx: &mut Interp, method: MethodId, _: Vec<Value>) -> Exec<()> {
    let name = cx.place_of_method(method);
    Err(cx.throw(Exc::Async, format!("No job queue to run the future method {name}")))
}
