//! Statements.

use super::types::{idents, span, value_type};
use super::{Cx, expr};
use crate::diag::Diagnostic;
use crate::syntax::ast::*;

pub fn if_stmt(cond: Expr, then: Stmt, otherwise: Option<Stmt>, l: u32, r: u32) -> Stmt {
    Stmt { kind: StmtKind::If(Box::new(IfStmt { cond, then, otherwise })), span: span(l, r) }
}

pub fn while_stmt(cond: Expr, body: Stmt, l: u32, r: u32) -> Stmt {
    Stmt { kind: StmtKind::While(Box::new(WhileStmt { cond, body })), span: span(l, r) }
}

pub fn do_while(body: Stmt, cond: Expr) -> StmtKind {
    StmtKind::DoWhile(Box::new(WhileStmt { cond, body }))
}

/// What stands in the parentheses of `for`.
pub enum ForHead {
    Each(Box<(TypeRef, Ident, Expr)>),
    Steps(Box<Steps>),
}

/// `i = 0; i < n; i++`
pub struct Steps {
    init: Option<Box<ForInit>>,
    cond: Option<Expr>,
    update: Vec<Expr>,
}

impl ForHead {
    pub fn each(ty: TypeRef, name: Ident, over: Expr) -> ForHead {
        ForHead::Each(Box::new((ty, name, over)))
    }

    pub fn steps(init: Option<Box<ForInit>>, cond: Option<Expr>, update: Vec<Expr>) -> ForHead {
        ForHead::Steps(Box::new(Steps { init, cond, update }))
    }
}

pub fn for_stmt(head: ForHead, body: Stmt, l: u32, r: u32) -> Stmt {
    let kind = match head {
        ForHead::Each(head) => {
            let (ty, name, iterable) = *head;
            StmtKind::ForEach(Box::new(ForEachStmt { ty, name, iterable, body }))
        }
        ForHead::Steps(head) => {
            let Steps { init, cond, update } = *head;
            let init = init.map(|init| *init);
            StmtKind::For(Box::new(ForStmt { init, cond, update, body }))
        }
    };
    Stmt { kind, span: span(l, r) }
}

pub fn switch(subject: Expr, cases: Vec<SwitchCase>) -> StmtKind {
    StmtKind::Switch(Box::new(SwitchStmt { subject, cases }))
}

pub fn switch_case(when: When, body: Block, l: u32, r: u32) -> Box<SwitchCase> {
    Box::new(SwitchCase { when, body, span: span(l, r) })
}

pub fn catch(ty: TypeRef, name: Ident, body: Block, l: u32, r: u32) -> Box<CatchClause> {
    Box::new(CatchClause { ty, name, body, span: span(l, r) })
}

pub fn try_stmt(body: Block, catches: Vec<CatchClause>, finally: Option<Block>) -> StmtKind {
    StmtKind::Try(Box::new(TryStmt { body, catches, finally }))
}

pub fn local(modifiers: Modifiers, ty: TypeRef, vars: Vec<Declarator>, cx: &Cx<'_>) -> Box<LocalDecl> {
    Box::new(LocalDecl { modifiers, ty: value_type(ty, "Variables", cx), vars })
}

pub fn dml(op: DmlOp, mode: Option<AccessMode>, target: Expr, second: Option<DmlSecond>) -> StmtKind {
    StmtKind::Dml(Box::new(DmlStmt { op, mode, target, second }))
}

pub fn upsert(mode: Option<AccessMode>, target: Expr, key: Expr) -> StmtKind {
    dml(DmlOp::Upsert, mode, target, Some(DmlSecond::Field(idents(key))))
}

pub fn merge(mode: Option<AccessMode>, target: Expr, others: Expr) -> StmtKind {
    dml(DmlOp::Merge, mode, target, Some(DmlSecond::Duplicates(others)))
}

/// `System.runAs(u) { .. }` is the only call that takes a block.
pub fn run_as(call: Expr, body: Block, cx: &Cx<'_>) -> StmtKind {
    match expr::run_as_args(call) {
        Ok(args) => StmtKind::RunAs(Box::new(RunAsStmt { args, body })),
        Err(at) => {
            let end = span(at.end, at.end);
            let fault = Diagnostic::error("syntax", "Missing ';' at '{'", cx.file, end);
            cx.fault(fault.with_help("only System.runAs(user) takes a block"));
            StmtKind::Empty
        }
    }
}

pub fn method_item(
    modifiers: Modifiers,
    ty: TypeRef,
    name: Ident,
    params: Vec<Param>,
    body: Option<Block>,
    l: u32,
    r: u32,
) -> Box<BlockItem> {
    let mut method = super::decl::method(ty, name, params, body);
    super::decl::place_method(&mut method, modifiers, l, r);
    Box::new(BlockItem::Method(method))
}
