//! `-a`, `!a`, `~a`, `a++`.

use super::Body;
use crate::diag::Span;
use crate::hir::{Expr, ExprKind, IncDec, Literal, TypeId, UnaryOp};
use crate::sema::symbols::error_type;
use crate::syntax::ast;

impl Body<'_> {
    pub fn unary(&mut self, op: ast::UnaryOp, operand: &ast::Expr, span: Span) -> Expr {
        let value = self.expr(operand);
        if value.ty == error_type() {
            return value;
        }
        match op {
            ast::UnaryOp::Not => {
                self.hint_expr(&value, TypeId::BOOLEAN);
                let complaint = "! operator can only be applied to boolean expressions";
                if !self.expect_operand(&value, &[TypeId::BOOLEAN], complaint, span) {
                    return Expr { ty: TypeId::BOOLEAN, ..self.bad(span) };
                }
                self.unary_node(UnaryOp::Not, value, TypeId::BOOLEAN, span)
            }
            ast::UnaryOp::BitNot => {
                let complaint = format!("Invalid type for bitwise negate: {}", self.cx.type_name(value.ty));
                if !self.expect_operand(&value, &[TypeId::INTEGER, TypeId::LONG], &complaint, span) {
                    return self.bad(span);
                }
                let ty = value.ty;
                self.unary_node(UnaryOp::BitNot, value, ty, span)
            }
            // `'a' + +'b'` passes: a plus changes nothing, and of texts the platform does not mind it.
            ast::UnaryOp::Plus if value.ty == TypeId::STRING => Expr { span, ..value },
            ast::UnaryOp::Plus | ast::UnaryOp::Minus if !self.expect_number(&value, span) => self.bad(span),
            ast::UnaryOp::Plus => Expr { span, ..value },
            ast::UnaryOp::Minus => self.negate(value, span),
        }
    }

    fn unary_node(&self, op: UnaryOp, value: Expr, ty: TypeId, span: Span) -> Expr {
        Expr { kind: ExprKind::Unary { op, operand: Box::new(value) }, ty, span }
    }

    fn negate(&self, value: Expr, span: Span) -> Expr {
        let ty = value.ty;
        let folded = match &value.kind {
            ExprKind::Literal(Literal::Integer(i)) => Some(Literal::Integer(i.wrapping_neg())),
            ExprKind::Literal(Literal::Long(i)) => Some(Literal::Long(i.wrapping_neg())),
            ExprKind::Literal(Literal::Double(f)) => Some(Literal::Double(-f)),
            ExprKind::Literal(Literal::Decimal(d)) if !d.starts_with('-') => {
                Some(Literal::Decimal(format!("-{d}").into()))
            }
            _ => None,
        };
        match folded {
            Some(literal) => self.literal(literal, ty, span),
            None => self.unary_node(UnaryOp::Negate, value, ty, span),
        }
    }

    fn expect_number(&mut self, value: &Expr, span: Span) -> bool {
        self.hint_expr(value, TypeId::DECIMAL);
        let numbers = [TypeId::INTEGER, TypeId::LONG, TypeId::DOUBLE, TypeId::DECIMAL];
        self.expect_operand(value, &numbers, "Unary negation must use a numeric argument", span)
    }

    /// Whether an operand has one of the types; reports when not.
    fn expect_operand(&mut self, value: &Expr, types: &[TypeId], complaint: &str, span: Span) -> bool {
        let fits = types.contains(&value.ty) || self.guessed(value);
        if !fits {
            self.error("operand", complaint, span);
        }
        fits
    }

    pub fn step(&mut self, op: ast::StepOp, target: &ast::Expr, span: Span) -> Expr {
        let how = match op {
            ast::StepOp::PreIncrement => IncDec::PreIncrement,
            ast::StepOp::PreDecrement => IncDec::PreDecrement,
            ast::StepOp::PostIncrement => IncDec::PostIncrement,
            ast::StepOp::PostDecrement => IncDec::PostDecrement,
        };
        let Some(place) = self.place(target) else { return self.bad(span) };
        let ty = place.ty;
        if let crate::hir::PlaceKind::RecordField { object, field, .. } = place.kind {
            self.cx.hint(object, field, TypeId::DECIMAL);
        }
        if !ty.is_numeric() && ty != error_type() && self.cx.hints.is_none() {
            let name = self.cx.type_name(ty);
            let what = match how {
                IncDec::PreIncrement => "Unary prefix increment",
                IncDec::PreDecrement => "Unary prefix decrement",
                IncDec::PostIncrement | IncDec::PostDecrement => "Unary postfix increment/decrement",
            };
            let message = format!("{what} can only be applied to numeric expressions: {name}");
            self.error("operand", message, span);
        }
        Expr { kind: ExprKind::IncDec { place: Box::new(place), how }, ty, span }
    }
}
