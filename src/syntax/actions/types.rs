//! Names and types.

use super::Cx;
use crate::diag::Diagnostic;
use crate::syntax::ast::{Expr, ExprKind, Ident, TypePart, TypeRef};
use crate::syntax::{Span, keyword as kw};

pub fn name(id: Ident) -> Expr {
    Expr { span: id.span, kind: ExprKind::Name(id) }
}

pub fn field(target: Expr, name: Ident, safe: bool) -> Expr {
    let span = target.span.to(name.span);
    Expr { kind: ExprKind::Field { target: Box::new(target), name, safe }, span }
}

/// The identifiers of a `Name`, which is made of nothing else.
pub(super) fn idents(name: Expr) -> Vec<Ident> {
    if let ExprKind::Name(id) = name.kind {
        return vec![id];
    }
    name.dotted_name().expect("a Name is a dotted name")
}

pub fn named_type(name: Expr, args: Vec<TypeRef>) -> TypeRef {
    let span = name.span;
    let part = |name| TypePart { name, args: vec![] };
    let mut path: Vec<TypePart> = match name.kind {
        ExprKind::Name(id) => vec![part(id)],
        _ => idents(name).into_iter().map(part).collect(),
    };
    path.last_mut().expect("a name has a part").args = args;
    TypeRef { path, dims: 0, span }
}

pub fn generic_type(name: Expr, args: Vec<TypeRef>, end: u32) -> TypeRef {
    let mut ty = named_type(name, args);
    ty.span.end = end;
    ty
}

pub fn array_type(mut ty: TypeRef, end: u32) -> TypeRef {
    ty.dims += 1;
    ty.span.end = end;
    ty
}

/// Refuses `void` as the type of something that holds a value: `Variables`, `Properties`, `Parameters`.
pub(super) fn value_type(ty: TypeRef, what: &str, cx: &Cx<'_>) -> TypeRef {
    if ty.is_named(kw::VOID) {
        let fault = Diagnostic::error("void-value", format!("{what} cannot be of type void"), cx.file, ty.span);
        cx.fault(fault.with_help("only a method can be void"));
    }
    ty
}

/// A method's result: nothing for `void`.
pub(super) fn result_type(ty: TypeRef) -> Option<TypeRef> {
    if ty.is_named(kw::VOID) { None } else { Some(ty) }
}

pub(super) fn span(start: u32, end: u32) -> Span {
    Span::new(start, end)
}
