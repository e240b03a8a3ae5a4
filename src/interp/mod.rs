//! The interpreter: runs the typed tree inside one transaction.

pub mod native;

use std::cmp::Ordering;
use std::sync::Arc;

use crate::hir::{ClassId, MethodId, NativeId, Program, TypeId};
use crate::value::{Heap, Str, Value};

/// An Apex exception is under way; it lies in the interpreter (`Interp::pending`), so that results stay small.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thrown;

/// Exception classes that the platform itself throws.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Exc {
    Assert,
    Async,
    Callout,
    DataWeave,
    Dml,
    Email,
    ExternalObject,
    Final,
    Handled,
    IllegalArgument,
    InvalidParameterValue,
    Json,
    Limit,
    List,
    Math,
    NoAccess,
    NoDataFound,
    NoSuchElement,
    NullPointer,
    Procedure,
    Query,
    RequiredFeatureMissing,
    Search,
    Security,
    Serialization,
    SObject,
    String,
    Type,
    Unexpected,
    UnsupportedOperation,
    Visualforce,
    Xml,
}

/// What runs one transaction: its frames, statics, heap, limits and view of the org.
pub struct Interp {
    pub program: Arc<Program>,
    /// Answers the closure of a library row.
    pub natives: fn(NativeId) -> &'static native::NativeFn,
    pub heap: Heap,
    /// The exception under way while a [`Thrown`] travels.
    pub pending: Option<Value>,
}

/// The contract that the native library relies on. (Bodies belong to the interpreter's own files.)
impl Interp {
    /// Makes an exception of the platform with the current stack trace and puts it under way.
    #[cold]
    pub fn throw(&mut self, exc: Exc, message: impl Into<String>) -> Thrown {
        let _ = (exc, message.into());
        unimplemented!("written with the interpreter")
    }

    /// `System.NullPointerException: Attempt to de-reference a null object`
    #[cold]
    pub fn null_pointer(&mut self) -> Thrown {
        self.throw(Exc::NullPointer, "Attempt to de-reference a null object")
    }

    /// Runs a method with its inputs (receiver first).
    pub fn call(&mut self, _method: MethodId, _inputs: &[Value]) -> Result<Value, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// Calls a method by name on any object: how the library calls interfaces that user classes implement
    /// (`execute`, `next`, `compareTo`, `respond`, `call`, ...).
    pub fn call_named(&mut self, _receiver: &Value, _name: &str, _args: &[Value]) -> Result<Value, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// Makes an instance and runs the constructor that takes these arguments' number.
    pub fn instantiate(&mut self, _class: ClassId, _args: &[Value]) -> Result<Value, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// `String.valueOf(v)`: user `toString` included; null prints `null`.
    pub fn text(&mut self, _value: &Value) -> Result<Str, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// `a.equals(b)` with user `equals` honoured, as lists, sets and `Assert.areEqual` need it.
    pub fn equals(&mut self, _a: &Value, _b: &Value) -> Result<bool, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// The order of `List.sort()`: nulls first, user `compareTo` honoured.
    pub fn compare(&mut self, _a: &Value, _b: &Value) -> Result<Ordering, Thrown> {
        unimplemented!("written with the interpreter")
    }

    /// The run-time type: `Account` of a record, `List<String>`, the class of an instance.
    pub fn type_of(&self, _value: &Value) -> TypeId {
        unimplemented!("written with the interpreter")
    }

    /// The type's name as Apex prints it.
    pub fn type_name(&self, _ty: TypeId) -> String {
        unimplemented!("written with the interpreter")
    }

    /// The run-time type's name, as messages print it.
    pub fn type_name_of(&self, value: &Value) -> String {
        self.type_name(self.type_of(value))
    }
}
