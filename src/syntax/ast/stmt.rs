//! Statements.

use super::{Declarator, Expr, Ident, Literal, Modifiers, TypeRef};
use crate::diag::Span;

/// `{ .. }`; the span includes the braces.
#[derive(Clone, Debug)]
pub struct Block {
    pub stmts: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `{ .. }`
    Block(Block),
    /// `final Integer a = 1, b;`
    Local(Box<LocalDecl>),
    /// `f(x);`, `a = b;`, `this(1);`
    Expr(Expr),
    /// `if (a) b; else c;`
    If(Box<IfStmt>),
    /// `while (a) b;`
    While(Box<WhileStmt>),
    /// `do { .. } while (a);`
    DoWhile(Box<WhileStmt>),
    /// `for (Integer i = 0; i < n; i++) b;`
    For(Box<ForStmt>),
    /// `for (Account a : accounts) b;`, with a query in brackets also the SOQL for loop
    ForEach(Box<ForEachStmt>),
    /// `switch on a { when 1, 2 { .. } when else { .. } }`
    Switch(Box<SwitchStmt>),
    /// `try { .. } catch (E e) { .. } finally { .. }`
    Try(Box<TryStmt>),
    /// `throw a;`
    Throw(Expr),
    /// `return;`, `return a;`
    Return(Option<Expr>),
    /// `break;`
    Break,
    /// `continue;`
    Continue,
    /// `insert a;`, `upsert as user a Ext__c;`, `merge a b;`
    Dml(Box<DmlStmt>),
    /// `System.runAs(u) { .. }`
    RunAs(Box<RunAsStmt>),
    /// `;`
    Empty,
}

#[derive(Clone, Debug)]
pub struct LocalDecl {
    pub modifiers: Modifiers,
    pub ty: TypeRef,
    pub vars: Vec<Declarator>,
}

#[derive(Clone, Debug)]
pub struct IfStmt {
    pub cond: Expr,
    pub then: Stmt,
    pub otherwise: Option<Stmt>,
}

#[derive(Clone, Debug)]
pub struct WhileStmt {
    pub cond: Expr,
    pub body: Stmt,
}

#[derive(Clone, Debug)]
pub struct ForStmt {
    pub init: Option<ForInit>,
    pub cond: Option<Expr>,
    pub update: Vec<Expr>,
    pub body: Stmt,
}

#[derive(Clone, Debug)]
pub enum ForInit {
    /// `Integer i = 0, n = 5`
    Local(LocalDecl),
    /// `i = 0, n = 5`
    Exprs(Vec<Expr>),
}

#[derive(Clone, Debug)]
pub struct ForEachStmt {
    pub ty: TypeRef,
    pub name: Ident,
    pub iterable: Expr,
    pub body: Stmt,
}

#[derive(Clone, Debug)]
pub struct SwitchStmt {
    pub subject: Expr,
    pub cases: Vec<SwitchCase>,
}

/// `when 1, 2 { .. }`
#[derive(Clone, Debug)]
pub struct SwitchCase {
    pub when: When,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum When {
    /// `when 1, -2, 'x', null, WINTER`
    Values(Vec<WhenValue>),
    /// `when Account a`
    Type { ty: TypeRef, name: Ident },
    /// `when else`
    Else,
}

#[derive(Clone, Debug)]
pub struct WhenValue {
    pub kind: WhenValueKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum WhenValueKind {
    /// `1`, `-1`, `'x'`, `null`
    Literal(Literal),
    /// `WINTER`, or dotted `Season.WINTER`
    Name(Vec<Ident>),
}

#[derive(Clone, Debug)]
pub struct TryStmt {
    pub body: Block,
    pub catches: Vec<CatchClause>,
    pub finally: Option<Block>,
}

/// `catch (DmlException e) { .. }`
#[derive(Clone, Debug)]
pub struct CatchClause {
    pub ty: TypeRef,
    pub name: Ident,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct DmlStmt {
    pub op: DmlOp,
    pub mode: Option<AccessMode>,
    pub target: Expr,
    /// The external id field of `upsert a Ext__c`, or the duplicates of `merge a b`.
    pub second: Option<DmlSecond>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum DmlOp {
    Insert,
    Update,
    Upsert,
    Delete,
    Undelete,
    Merge,
}

/// `as user`, `as system`
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum AccessMode {
    User,
    System,
}

#[derive(Clone, Debug)]
pub enum DmlSecond {
    /// `upsert a Ext__c`, also written `Account.Ext__c`, `Schema.Account.fields.Ext__c`
    Field(Vec<Ident>),
    /// `merge a b`
    Duplicates(Expr),
}

#[derive(Clone, Debug)]
pub struct RunAsStmt {
    pub args: Vec<Expr>,
    pub body: Block,
}
