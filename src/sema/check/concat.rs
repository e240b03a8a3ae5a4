//! `a + b` on texts, flattened so that one string is built.

use super::Body;
use crate::diag::Span;
use crate::hir::{Expr, ExprKind, Literal, TypeId};

impl Body<'_> {
    pub fn concat(&mut self, left: Expr, right: Expr, span: Span) -> Expr {
        if left.ty == TypeId::VOID || right.ty == TypeId::VOID {
            return self.void_operand(span);
        }
        let mut parts = match left.kind {
            ExprKind::Concat(parts) => parts,
            kind => vec![Expr { kind, ..left }],
        };
        match right.kind {
            // `a + (b + c)`: the same text.
            ExprKind::Concat(more) => more.into_iter().for_each(|part| push(&mut parts, part)),
            kind => push(&mut parts, Expr { kind, ..right }),
        }
        if let [only] = parts.as_mut_slice()
            && matches!(only.kind, ExprKind::Literal(Literal::String(_)))
        {
            let literal = parts.remove(0);
            return Expr { span, ..literal };
        }
        Expr { kind: ExprKind::Concat(parts), ty: TypeId::STRING, span }
    }
}

/// Adds an operand; two literals in a row become one.
fn push(parts: &mut Vec<Expr>, part: Expr) {
    if let ExprKind::Literal(Literal::String(right)) = &part.kind
        && let Some(last) = parts.last_mut()
        && let ExprKind::Literal(Literal::String(left)) = &last.kind
    {
        last.kind = ExprKind::Literal(Literal::String(format!("{left}{right}").into()));
        last.span = last.span.to(part.span);
        return;
    }
    parts.push(part);
}
