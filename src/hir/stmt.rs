//! Statements of the typed tree.

use crate::diag::Span;
use crate::hir::{ClassId, Expr, LocalSlot, Place, Query, SecurityMode, TypeId};
use crate::schema::FieldId;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    Expr(Expr),
    /// `T x = init;` A declaration without an initialiser sets null.
    Local {
        slot: LocalSlot,
        ty: TypeId,
        init: Option<Expr>,
    },
    Block(Vec<Stmt>),
    If {
        test: Expr,
        then: Box<Stmt>,
        otherwise: Option<Box<Stmt>>,
    },
    While {
        test: Expr,
        body: Box<Stmt>,
    },
    DoWhile {
        body: Box<Stmt>,
        test: Expr,
    },
    For {
        init: Vec<Stmt>,
        test: Option<Expr>,
        update: Vec<Expr>,
        body: Box<Stmt>,
    },
    /// `for (T x : listOrSet)`; `cursor` and `cursor + 1` are hidden slots for the collection and its position.
    ForEach {
        slot: LocalSlot,
        ty: TypeId,
        iterable: Expr,
        cursor: LocalSlot,
        body: Box<Stmt>,
    },
    /// `for (Account a : [SELECT ...])` or, when `chunked`, `for (List<Account> l : [SELECT ...])` in chunks of 200.
    ForQuery {
        slot: LocalSlot,
        query: Arc<Query>,
        chunked: bool,
        cursor: LocalSlot,
        body: Box<Stmt>,
    },
    Return(Option<Expr>),
    Throw(Expr),
    Break,
    Continue,
    Try {
        body: Vec<Stmt>,
        catches: Vec<Catch>,
        finally: Option<Vec<Stmt>>,
    },
    /// `value` is evaluated into `slot`, then compared with the arms in order.
    Switch {
        value: Expr,
        slot: LocalSlot,
        kind: SwitchKind,
        arms: Vec<SwitchArm>,
        otherwise: Option<Vec<Stmt>>,
    },
    Dml(DmlStmt),
    /// `System.runAs(userOrVersion) { ... }`
    RunAs {
        who: Expr,
        body: Vec<Stmt>,
    },
}

/// `catch (T e) { ... }`
#[derive(Clone, Debug)]
pub struct Catch {
    /// The exception class; `Exception` catches all that can be caught.
    pub class: ClassId,
    pub slot: LocalSlot,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchKind {
    /// Integer, Long, String or enum constants, and null.
    Values,
    /// `when Account a`
    Types,
}

#[derive(Clone, Debug)]
pub struct SwitchArm {
    pub labels: Vec<SwitchLabel>,
    pub body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub enum SwitchLabel {
    Value(Expr),
    Null,
    /// `when T name`: binds the value to `slot`.
    Type {
        ty: TypeId,
        slot: LocalSlot,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DmlKind {
    Insert,
    Update,
    Upsert,
    Delete,
    Undelete,
    Merge,
}

/// `insert as user x;` and the like: all or none, failures throw.
#[derive(Clone, Debug)]
pub struct DmlStmt {
    pub kind: DmlKind,
    /// A record or a list of records; for merge the master.
    pub target: Expr,
    /// `upsert x Key__c`
    pub external_id: Option<FieldId>,
    /// `merge master duplicates`
    pub duplicates: Option<Expr>,
    pub mode: SecurityMode,
}

/// An assignment target kept for statements that assign without an expression around them.
pub type Target = Place;
