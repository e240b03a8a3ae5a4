//! The typed tree: what the checker makes and the interpreter runs. Plain data, ids only, `Send + Sync`.
//!
//! Names stop here: a local is a slot, a field an offset, a method an id, a class an id. What remains of
//! names serves messages, stack traces and describe calls.

pub mod decl;
pub mod expr;
pub mod query;
pub mod stmt;
pub mod types;

pub use decl::{
    Access, AnonymousBlock, Class, ClassKind, EnumInfo, Field, FutureInfo, Method, MethodFlags, MethodKind, Program,
    Property, StaticField, TestInfo, Trigger, TriggerEvent, dependent_on,
};
pub use expr::{
    Arg, AssignOp, BinaryOp, Conversion, Expr, ExprKind, IncDec, Literal, Place, PlaceKind, RecordInit, Test, UnaryOp,
};
pub use query::{
    Aggregate, Condition, DateLiteral, FieldPath, FieldTarget, Func, GroupBy, Operand, Operator, OrderBy, Query,
    Search, SearchScope, SearchTarget, SecurityMode, SelectItem, SubQuery, TypeofBranch,
};
pub use stmt::{Catch, DmlKind, DmlStmt, Stmt, StmtKind, SwitchArm, SwitchKind, SwitchLabel};
pub use types::{Kind, Type, TypeId};

/// A class, interface or enum. Ids of the library's classes come first and are the same in every program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ClassId(pub u32);

/// A method, constructor, accessor or initialiser with a body in Apex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct MethodId(pub u32);

/// A method of the native library: the class and its row in the class's table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NativeId {
    pub class: ClassId,
    pub row: u16,
}

/// The n-th local variable of a frame; parameters come first, `this` is slot 0 of an instance method.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LocalSlot(pub u16);

/// A virtual or interface method, by its signature's identity over the whole program: what a call names and what a
/// class answers with a [`MethodId`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SelectorId(pub u32);
