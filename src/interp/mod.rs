//! The interpreter: runs the typed tree inside one transaction.
//!
//! A method is compiled into closures when it is first called (`compile`) and kept by the thread ([`code`]). Frames lie on
//! one stack of values (`frames`). What the native library may ask of a running transaction are the public methods of
//! [`Interp`], by topic: [`exceptions`], [`call`], [`text`], [`order`], [`types`], [`keys`].

pub mod access;
pub mod call;
pub mod code;
mod compile;
pub mod compound;
pub mod context;
pub mod dml;
pub mod exceptions;
mod frames;
pub mod hooks;
pub mod keys;
pub mod limits;
pub mod measure;
pub mod native;
pub mod order;
pub mod queries;
mod statics;
#[cfg(test)]
mod tests;
pub mod text;
pub mod trigger;
pub mod types;

use std::rc::Rc;
use std::sync::Arc;

use crate::hir::{NativeId, Program};
use crate::interp::context::Context;
use crate::interp::limits::Limits;
use crate::interp::measure::LastMeasure;
use crate::org::{Host, Transaction};
use crate::sema::library::Library;
use crate::value::locale::EN_US;
use crate::value::{Heap, Id, Locale, Value, Zone};

pub use call::MethodRef;
pub use exceptions::Exc;
pub use frames::{MAX_DEPTH, with_big_stack};
pub use hooks::Hooks;

use code::{CodeCache, SiteId};

/// An Apex exception is under way; it lies in the interpreter (`Interp::pending`), so that results stay small.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thrown;

/// What running a piece of code answers.
pub type Exec<T> = Result<T, Thrown>;

/// How a statement ended. Only an exception is an `Err`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    Next,
    Break,
    Continue,
    /// The result, if any, is in `Interp::result`.
    Return,
}

/// What runs one transaction: its frames, statics, heap, limits and view of the org.
pub struct Interp {
    pub program: Arc<Program>,
    /// Headers and signatures of the native classes.
    pub library: &'static Library,
    /// Answers the closure of a library row.
    pub natives: fn(NativeId) -> &'static native::NativeFn,
    /// What layers to the right do for the language itself.
    pub hooks: Hooks,
    pub heap: Heap,
    /// The exception under way while a [`Thrown`] travels.
    pub pending: Option<Value>,
    /// The transaction's view of the org.
    pub org: Transaction,
    pub limits: Limits,
    pub context: Context,
    last_measure: LastMeasure,
    /// The rights of the user who asked last, until something is saved.
    access: Option<(Id, Rc<access::Access>)>,
    /// The running user's time zone.
    pub zone: Zone,
    /// How the running user's locale writes dates and numbers.
    pub locale: &'static Locale,
    code: Rc<CodeCache>,
    /// Frames, one after the other; beyond the running one lies what callees left.
    stack: Vec<Value>,
    /// Where the running frame begins.
    base: usize,
    /// Where it ends, with all that it prepares for callees.
    top: usize,
    /// How many frames lie below the running one.
    depth: usize,
    /// By depth: the place of the call that the frame is waiting for.
    sites: Vec<SiteId>,
    /// The place that runs now, as far as an exception could be made there.
    site: SiteId,
    /// Calls and loop turns until the clock is looked at again.
    budget: i32,
    /// By class: the static fields once initialisation has begun.
    statics: Vec<Option<Box<[Value]>>>,
    /// The value of a `return` inside a statement that is not in tail position.
    result: Value,
    /// How deep in collections a comparison is.
    comparing: u32,
    /// Where texts are put together.
    scratch: String,
}

/// The library that a transaction runs with.
#[derive(Clone, Copy)]
pub struct Natives {
    pub library: &'static Library,
    pub rows: fn(NativeId) -> &'static native::NativeFn,
}

impl Interp {
    /// A fresh transaction: no statics, no frames.
    pub fn new(program: Arc<Program>, natives: Natives, org: Transaction, context: Context, limits: Limits) -> Interp {
        let code = CodeCache::of(&program);
        Interp {
            library: natives.library,
            natives: natives.rows,
            hooks: Hooks::default(),
            heap: Heap::default(),
            pending: None,
            org,
            limits,
            context,
            last_measure: LastMeasure::default(),
            access: None,
            zone: Zone::gmt(),
            locale: &EN_US,
            code,
            stack: vec![Value::Null; frames::FIRST_STACK],
            base: 0,
            top: 0,
            depth: 0,
            sites: vec![0; MAX_DEPTH - 1],
            site: 0,
            budget: frames::TURN,
            statics: Vec::new(),
            result: Value::Null,
            comparing: 0,
            scratch: String::new(),
            program,
        }
    }

    /// The outside world.
    pub fn host(&self) -> Arc<dyn Host> {
        Arc::clone(self.org.org().host())
    }

    /// Everything that frames and statics hold, for measuring the heap.
    fn roots(&self) -> impl Iterator<Item = &Value> {
        let frames = self.stack[..self.top.min(self.stack.len())].iter();
        frames.chain(self.statics.iter().flatten().flat_map(|fields| fields.iter()))
    }

    /// Goes on with a program that has grown from the present one (a REPL input).
    pub fn grow_program(&mut self, program: Arc<Program>) {
        self.code = CodeCache::of(&program);
        self.program = program;
    }
}

impl Drop for Interp {
    fn drop(&mut self) {
        // Whatever the transaction built is unreachable from now on; cycles are taken apart.
        self.stack.clear();
        self.statics.clear();
        self.heap.clear();
    }
}
