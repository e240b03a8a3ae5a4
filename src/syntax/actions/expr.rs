//! Expressions.

use super::Cx;
use super::types::{idents, span};
use crate::diag::Diagnostic;
use crate::syntax::ast::{
    BinaryOp, CallExpr, Callee, Expr, ExprKind, FieldInit, Literal, MapEntry, NewExpr, SoqlQuery, SoslQuery, StepOp,
    TernaryExpr, TypeRef, UnaryOp, WhenValue, WhenValueKind,
};
use crate::syntax::{Span, ast, keyword as kw};

pub fn literal(value: Literal, l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::Literal(value), span: span(l, r) }
}

pub fn this(l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::This, span: span(l, r) }
}

pub fn super_(l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::Super, span: span(l, r) }
}

pub fn paren(inner: Expr, l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::Paren(Box::new(inner)), span: span(l, r) }
}

pub fn soql(query: Box<SoqlQuery>, l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::Soql(query), span: span(l, r) }
}

pub fn sosl(query: Box<SoslQuery>, l: u32, r: u32) -> Expr {
    Expr { kind: ExprKind::Sosl(query), span: span(l, r) }
}

pub fn class_of(ty: TypeRef, r: u32) -> Expr {
    let span = span(ty.span.start, r);
    Expr { kind: ExprKind::Class(Box::new(ty)), span }
}

pub fn assign(target: Expr, op: Option<BinaryOp>, value: Expr) -> Expr {
    let span = target.span.to(value.span);
    Expr { kind: ExprKind::Assign { op, target: Box::new(target), value: Box::new(value) }, span }
}

pub fn ternary(cond: Expr, then: Expr, otherwise: Expr) -> Expr {
    let span = cond.span.to(otherwise.span);
    Expr { kind: ExprKind::Ternary(Box::new(TernaryExpr { cond, then, otherwise })), span }
}

pub fn unary(l: u32, op: UnaryOp, operand: Expr) -> Expr {
    let span = span(l, operand.span.end);
    Expr { kind: ExprKind::Unary { op, operand: Box::new(operand) }, span }
}

pub fn step_before(l: u32, op: StepOp, target: Expr) -> Expr {
    let span = span(l, target.span.end);
    Expr { kind: ExprKind::Step { op, target: Box::new(target) }, span }
}

pub fn step_after(target: Expr, op: StepOp, r: u32) -> Expr {
    let span = span(target.span.start, r);
    Expr { kind: ExprKind::Step { op, target: Box::new(target) }, span }
}

pub fn cast(l: u32, ty: TypeRef, operand: Expr) -> Expr {
    let span = span(l, operand.span.end);
    Expr { kind: ExprKind::Cast { ty: Box::new(ty), operand: Box::new(operand) }, span }
}

pub fn index_of(target: Expr, index: Expr, r: u32) -> Expr {
    let span = span(target.span.start, r);
    Expr { kind: ExprKind::Index { target: Box::new(target), index: Box::new(index) }, span }
}

/// `callee(args)`: the callee is a name, a selected name, `this` or `super`.
pub fn call(callee: Expr, args: Vec<Expr>, r: u32, cx: &Cx<'_>) -> Expr {
    let span = span(callee.span.start, r);
    let callee = match callee.kind {
        ExprKind::Name(name) => Callee::Name(name),
        ExprKind::Field { target, name, safe } => Callee::Method { target: *target, name, safe },
        ExprKind::This => Callee::This,
        ExprKind::Super => Callee::Super,
        _ => {
            let fault = Diagnostic::error("bad-call", "Unexpected token '('.", cx.file, callee.span);
            cx.fault(fault.with_help("only a method can be called"));
            return Expr { kind: ExprKind::Error, span };
        }
    };
    Expr { kind: ExprKind::Call(Box::new(CallExpr { callee, args })), span }
}

/// What follows the type of `new`, before its meaning is settled.
pub enum NewInit {
    Args(Vec<Expr>),
    Size(Expr),
    Elements(Vec<Expr>),
    Entries(Vec<MapEntry>),
}

pub fn new(mut ty: TypeRef, init: NewInit, l: u32, r: u32, cx: &Cx<'_>) -> Expr {
    let init = match init {
        NewInit::Args(args) if is_field_list(&args) => {
            ast::NewInit::Fields(args.into_iter().filter_map(field_init).collect())
        }
        NewInit::Args(args) => ast::NewInit::Args(args),
        NewInit::Size(size) => ast::NewInit::ArraySize(size),
        NewInit::Elements(values) if ty.dims > 0 => {
            ty.dims -= 1;
            ast::NewInit::Array(values)
        }
        NewInit::Elements(values) => ast::NewInit::Elements(values),
        NewInit::Entries(entries) => ast::NewInit::Entries(entries),
    };
    if ty.dims > 0 && matches!(init, ast::NewInit::Args(_)) {
        let fault = Diagnostic::error("bad-array", "expected a size or elements for the array", cx.file, ty.span);
        cx.fault(fault.with_help("write `new String[3]` or `new String[] { 'a', 'b' }`"));
    }
    Expr { kind: ExprKind::New(Box::new(NewExpr { ty, init })), span: span(l, r) }
}

/// Whether arguments are `Name = 'x'` throughout: the fields of an sObject.
fn is_field_list(args: &[Expr]) -> bool {
    let names_field = |arg: &Expr| matches!(&arg.kind, ExprKind::Assign { op: None, target, .. } if matches!(target.kind, ExprKind::Name(_)));
    !args.is_empty() && args.iter().all(names_field)
}

fn field_init(arg: Expr) -> Option<FieldInit> {
    match arg.kind {
        ExprKind::Assign { target, value, .. } => match target.kind {
            ExprKind::Name(name) => Some(FieldInit { name, value: *value }),
            _ => None,
        },
        _ => None,
    }
}

pub fn when_literal(value: Literal, l: u32, r: u32) -> WhenValue {
    WhenValue { kind: WhenValueKind::Literal(value), span: span(l, r) }
}

pub fn when_name(name: Expr) -> WhenValue {
    let span = name.span;
    WhenValue { kind: WhenValueKind::Name(idents(name)), span }
}

/// Whether `call` is `System.runAs(..)`; then its arguments.
pub(super) fn run_as_args(call: Expr) -> Result<Vec<Expr>, Span> {
    let span = call.span;
    let ExprKind::Call(call) = call.kind else { return Err(span) };
    match call.callee {
        Callee::Method { target, name, .. }
            if name.sym == kw::RUNAS && matches!(target.kind, ExprKind::Name(system) if system.sym == kw::SYSTEM) =>
        {
            Ok(call.args)
        }
        _ => Err(span),
    }
}
