//! Operators with two operands.

use super::Body;
use crate::diag::Span;
use crate::hir::{self, Expr, ExprKind, Literal, Type, TypeId};
use crate::sema::convert::wider_number;
use crate::sema::symbols::error_type;
use crate::syntax::ast::{self, BinaryOp};

impl Body<'_> {
    /// A chain such as `a + b + c` leans to the left; it is walked in a loop, since it may be very long.
    pub fn binary_chain(&mut self, e: &ast::Expr) -> Expr {
        let mut spine: Vec<(BinaryOp, &ast::Expr, Span)> = Vec::new();
        let mut at = e;
        while let ast::ExprKind::Binary { op, left, right } = &at.kind {
            spine.push((*op, right, at.span));
            at = left;
        }
        let mut value = self.expr(at);
        while let Some((op, right, span)) = spine.pop() {
            let right = self.expr(right);
            value = self.binary(op, value, right, span);
        }
        value
    }

    pub fn binary(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        if left.ty == error_type() || right.ty == error_type() {
            let ty = result_type(op).unwrap_or(error_type());
            return Expr { ty, ..self.bad(span) };
        }
        match op {
            BinaryOp::And | BinaryOp::Or => self.logical(op, left, right, span),
            BinaryOp::Coalesce => {
                let complaint = "Incompatible types in null coalescing operator";
                let left = match left.ty.get() {
                    Type::List(row) if right.ty.is_sobject() && self.is_query(&left) => self.record_or_null(left, row),
                    _ => left,
                };
                let (left, right, ty) = self.unify(left, right, span, complaint);
                Expr { kind: ExprKind::Coalesce(Box::new(left), Box::new(right)), ty, span }
            }
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Same | BinaryOp::NotSame => self.equality(op, left, right, span),
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => self.relation(op, left, right, span),
            BinaryOp::Add if is_text(&left) || is_text(&right) => self.concat(left, right, span),
            BinaryOp::Add | BinaryOp::Sub if is_date(left.ty) || is_date(right.ty) => {
                self.date_arithmetic(op, left, right, span)
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => self.arithmetic(op, left, right, span),
            BinaryOp::Shl | BinaryOp::Shr | BinaryOp::UShr => self.shift(op, left, right, span),
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => self.bitwise(op, left, right, span),
        }
    }

    fn node(&self, op: BinaryOp, left: Expr, right: Expr, ty: TypeId, span: Span) -> Expr {
        let op = hir_op(op).expect("logical operators have nodes of their own");
        Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty, span }
    }

    fn logical(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        for side in [&left, &right] {
            self.hint_expr(side, TypeId::BOOLEAN);
            let fits = side.ty == TypeId::BOOLEAN || side.ty == TypeId::NULL || self.guessed(side);
            if !fits {
                self.error("operand", "Logical operator can only be applied to Boolean", side.span);
            }
        }
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = if op == BinaryOp::And { ExprKind::And(left, right) } else { ExprKind::Or(left, right) };
        Expr { kind, ty: TypeId::BOOLEAN, span }
    }

    fn equality(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        self.hint_expr(&left, right.ty);
        self.hint_expr(&right, left.ty);
        if matches!(op, BinaryOp::Same | BinaryOp::NotSame) && is_plain(left.ty) && is_plain(right.ty) {
            let name = self.cx.type_name(left.ty);
            let message = format!("Exact equality operator only allowed for reference types: {name}");
            self.error_with_help("exact-equality", message, span, Some("compare with `==` or `!=`".into()));
        }
        let (left, right) = self.bring_together(left, right);
        self.check_comparable(&left, &right, span);
        self.node(op, left, right, TypeId::BOOLEAN, span)
    }

    /// What `==` and the assertions of `System` ask of their operands.
    pub fn check_comparable(&mut self, left: &Expr, right: &Expr, span: Span) {
        let fits = self.cx.comparable(left.ty, right.ty)
            || self.guessed(left)
            || self.guessed(right)
            || (left.ty.is_sobject() && right.ty.is_sobject());
        if !fits || left.ty == TypeId::VOID || right.ty == TypeId::VOID {
            let (x, y) = (self.cx.type_name(left.ty), self.cx.type_name(right.ty));
            self.error("comparison", format!("Comparison arguments must be compatible types: {x}, {y}"), span);
        }
    }

    /// Promotes the operands of a comparison to one type where there is one.
    fn bring_together(&mut self, left: Expr, right: Expr) -> (Expr, Expr) {
        let (a, b) = (left.ty, right.ty);
        if a == b || a == TypeId::NULL || b == TypeId::NULL {
            return (left, right);
        }
        if a.is_numeric() && b.is_numeric() {
            let wide = wider_number(a, b);
            return (self.coerce(left, wide), self.coerce(right, wide));
        }
        match (a, b) {
            (TypeId::ID, TypeId::STRING) | (TypeId::STRING, TypeId::ID) => {
                (self.coerce(left, TypeId::ID), self.coerce(right, TypeId::ID))
            }
            (TypeId::DATE, TypeId::DATETIME) | (TypeId::DATETIME, TypeId::DATE) => {
                (self.coerce(left, TypeId::DATETIME), self.coerce(right, TypeId::DATETIME))
            }
            _ if a.is_sobject() && self.is_query(&right) => {
                let right = self.coerce(right, a);
                (left, right)
            }
            _ if b.is_sobject() && self.is_query(&left) => {
                let left = self.coerce(left, b);
                (left, right)
            }
            _ => (left, right),
        }
    }

    fn relation(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        self.hint_expr(&left, right.ty);
        self.hint_expr(&right, left.ty);
        let (left, right) = self.bring_together(left, right);
        let ordered = |ty: TypeId| {
            ty.is_numeric()
                || matches!(
                    ty,
                    TypeId::STRING | TypeId::ID | TypeId::DATE | TypeId::DATETIME | TypeId::TIME | TypeId::NULL
                )
        };
        if left.ty == right.ty && !ordered(left.ty) && left.ty != TypeId::VOID {
            let name = self.cx.type_name(left.ty);
            self.error("comparison", format!("Inequality operator not allowed for this type: {name}"), span);
            return self.bad_boolean(span);
        }
        let same = left.ty == right.ty || left.ty == TypeId::NULL || right.ty == TypeId::NULL;
        let fits = (same && ordered(left.ty) && ordered(right.ty)) || self.guessed(&left) || self.guessed(&right);
        if !fits {
            let (x, y) = (self.cx.type_name(left.ty), self.cx.type_name(right.ty));
            self.error("comparison", format!("Comparison arguments must be compatible types: {x}, {y}"), span);
        }
        self.node(op, left, right, TypeId::BOOLEAN, span)
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        for (side, other) in [(&left, &right), (&right, &left)] {
            if other.ty.is_numeric() || op != BinaryOp::Add {
                self.hint_expr(side, TypeId::DECIMAL);
            }
        }
        if left.ty == TypeId::VOID || right.ty == TypeId::VOID {
            return self.void_operand(span);
        }
        let guess = self.guessed(&left) || self.guessed(&right);
        if !(left.ty.is_numeric() && right.ty.is_numeric()) {
            if !guess {
                self.error("operand", "Arithmetic expressions must use numeric arguments", span);
            }
            return Expr { ty: if guess { TypeId::DECIMAL } else { error_type() }, ..self.bad(span) };
        }
        let ty = wider_number(left.ty, right.ty);
        let (left, right) = (self.coerce(left, ty), self.coerce(right, ty));
        self.node(op, left, right, ty, span)
    }

    /// A method without a result as an operand.
    pub fn void_operand(&mut self, span: Span) -> Expr {
        self.error("operand", "Arithmetic expressions are not allowed on void types", span);
        self.bad(span)
    }

    fn bad_boolean(&self, span: Span) -> Expr {
        Expr { ty: TypeId::BOOLEAN, ..self.bad(span) }
    }

    /// `date + 1`, `datetime - 0.5`: days.
    pub fn date_arithmetic(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        let (date, days) = match is_date(left.ty) || op == BinaryOp::Sub {
            true => (left, right),
            false => (right, left),
        };
        let whole = matches!(days.ty, TypeId::INTEGER | TypeId::LONG);
        let complaint = match date.ty {
            TypeId::DATE if !whole => Some("Date expressions must use Integer or Long"),
            TypeId::TIME if !whole => Some("Time expressions must use Integer or Long"),
            _ if !days.ty.is_numeric() => Some("Date/time expressions must use Integer or Double or Decimal"),
            _ => None,
        };
        if let Some(complaint) = complaint {
            self.error("operand", complaint, span);
            return self.bad(span);
        }
        let b = self.cx.library.builtin;
        let (row, amount) = match date.ty {
            TypeId::DATE => (self.native_row(b.date, "addDays", 1), days),
            TypeId::TIME => (self.native_row(b.time, "addMilliseconds", 1), days),
            _ if whole => (self.native_row(b.datetime, "addDays", 1), days),
            _ => {
                let factor = self.literal(Literal::Decimal("86400".into()), TypeId::DECIMAL, span);
                let seconds = self.arithmetic(BinaryOp::Mul, days, factor, span);
                (self.native_row(b.datetime, "addSeconds", 1), seconds)
            }
        };
        let Some(row) = row else { return self.not_in_library("Date.addDays(Integer)", span) };
        let amount = match amount.ty {
            TypeId::INTEGER => amount,
            from => match super::coerce::cast_conversion(from, TypeId::INTEGER) {
                Some(how) => super::coerce::convert(amount, how, TypeId::INTEGER),
                None => amount,
            },
        };
        let amount = match op {
            BinaryOp::Sub => {
                let operand = Box::new(amount);
                Expr { kind: ExprKind::Unary { op: hir::UnaryOp::Negate, operand }, ty: TypeId::INTEGER, span }
            }
            _ => amount,
        };
        let ty = date.ty;
        self.native(row, false, vec![date, amount], ty, span)
    }

    fn shift(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        let integral = |ty| matches!(ty, TypeId::INTEGER | TypeId::LONG);
        if !integral(left.ty) || !integral(right.ty) {
            let message = format!("{} operation can only be applied to Integer or Long types", op.as_str());
            self.error("operand", message, span);
            return self.bad(span);
        }
        let ty = wider_number(left.ty, right.ty);
        let ty = if left.ty == TypeId::INTEGER && right.ty == TypeId::INTEGER { TypeId::INTEGER } else { ty };
        let (left, right) = (self.coerce(left, ty), self.coerce(right, ty));
        self.node(op, left, right, ty, span)
    }

    fn bitwise(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
        let integral = |ty| matches!(ty, TypeId::INTEGER | TypeId::LONG);
        if left.ty == TypeId::BOOLEAN && right.ty == TypeId::BOOLEAN {
            return self.node(op, left, right, TypeId::BOOLEAN, span);
        }
        if !integral(left.ty) || !integral(right.ty) {
            let message = format!(
                "{} operator can only be applied to Boolean expressions or to Integer or Long expressions",
                op.as_str()
            );
            self.error("operand", message, span);
            return self.bad(span);
        }
        let ty = wider_number(left.ty, right.ty);
        let (left, right) = (self.coerce(left, ty), self.coerce(right, ty));
        self.node(op, left, right, ty, span)
    }
}

/// A String, or an Id, which is text when something is added to it.
fn is_text(e: &Expr) -> bool {
    matches!(e.ty, TypeId::STRING | TypeId::ID)
}

fn is_date(ty: TypeId) -> bool {
    matches!(ty, TypeId::DATE | TypeId::DATETIME | TypeId::TIME)
}

/// Values without an identity, which `===` does not compare.
fn is_plain(ty: TypeId) -> bool {
    ty.is_numeric() || matches!(ty, TypeId::BOOLEAN | TypeId::STRING)
}

/// What an operator gives whatever its operands are.
fn result_type(op: BinaryOp) -> Option<TypeId> {
    match op {
        BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Same
        | BinaryOp::NotSame
        | BinaryOp::Lt
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Ge => Some(TypeId::BOOLEAN),
        _ => None,
    }
}

fn hir_op(op: BinaryOp) -> Option<hir::BinaryOp> {
    Some(match op {
        BinaryOp::Mul => hir::BinaryOp::Multiply,
        BinaryOp::Div => hir::BinaryOp::Divide,
        BinaryOp::Add => hir::BinaryOp::Add,
        BinaryOp::Sub => hir::BinaryOp::Subtract,
        BinaryOp::Shl => hir::BinaryOp::ShiftLeft,
        BinaryOp::Shr => hir::BinaryOp::ShiftRight,
        BinaryOp::UShr => hir::BinaryOp::ShiftRightUnsigned,
        BinaryOp::Lt => hir::BinaryOp::Less,
        BinaryOp::Le => hir::BinaryOp::LessEqual,
        BinaryOp::Gt => hir::BinaryOp::Greater,
        BinaryOp::Ge => hir::BinaryOp::GreaterEqual,
        BinaryOp::Eq => hir::BinaryOp::Equal,
        BinaryOp::Ne => hir::BinaryOp::NotEqual,
        BinaryOp::Same => hir::BinaryOp::Same,
        BinaryOp::NotSame => hir::BinaryOp::NotSame,
        BinaryOp::BitAnd => hir::BinaryOp::BitAnd,
        BinaryOp::BitXor => hir::BinaryOp::BitXor,
        BinaryOp::BitOr => hir::BinaryOp::BitOr,
        BinaryOp::And | BinaryOp::Or | BinaryOp::Coalesce => return None,
    })
}
