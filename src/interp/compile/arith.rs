//! Arithmetic on Integer, Long and Double, and the dispatch of scalar nodes by their kind.

use crate::hir::{BinaryOp, Expr, ExprKind, Literal, TypeId, UnaryOp};
use crate::interp::code::{Code, SiteId};
use crate::interp::compile::Compiler;
use crate::interp::compile::operand::{binary, plain};
use crate::interp::{Exc, Interp, Thrown};

#[cold]
#[inline(never)]
pub fn divide_by_zero(cx: &mut Interp, site: SiteId) -> Thrown {
    cx.throw_at(site, Exc::Math, "Divide by 0")
}

impl Compiler<'_> {
    /// `e` as an unboxed Integer.
    pub(super) fn integer(&mut self, e: &Expr) -> Code<i32> {
        match &e.kind {
            ExprKind::Literal(Literal::Integer(i)) => {
                let i = *i;
                Box::new(move |_| Ok(i))
            }
            ExprKind::Binary { op, left, right } if left.ty == TypeId::INTEGER => self.integer_op(*op, left, right, e),
            ExprKind::Unary { op, operand } => {
                let code = self.operand::<i32>(operand).into_code();
                match op {
                    UnaryOp::Negate => Box::new(move |cx| Ok(code(cx)?.wrapping_neg())),
                    UnaryOp::BitNot => Box::new(move |cx| Ok(!code(cx)?)),
                    UnaryOp::Not => unreachable!("`!` is Boolean"),
                }
            }
            ExprKind::Convert { value, how } => self.convert_to_integer(value, *how, e),
            _ => self.common(e),
        }
    }

    fn integer_op(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> Code<i32> {
        let site = self.site(e.span);
        let (a, b) = (self.operand::<i32>(left), self.operand::<i32>(right));
        match op {
            BinaryOp::Add => binary(a, b, |_, x, y| Ok(x.wrapping_add(y))),
            BinaryOp::Subtract => binary(a, b, |_, x, y| Ok(x.wrapping_sub(y))),
            BinaryOp::Multiply => binary(a, b, |_, x, y| Ok(x.wrapping_mul(y))),
            BinaryOp::Divide => binary(a, b, move |cx, x, y| match y {
                0 => Err(divide_by_zero(cx, site)),
                _ => Ok(x.wrapping_div(y)),
            }),
            BinaryOp::BitAnd => plain(a, b, |_, x, y| Ok(x & y)),
            BinaryOp::BitOr => plain(a, b, |_, x, y| Ok(x | y)),
            BinaryOp::BitXor => plain(a, b, |_, x, y| Ok(x ^ y)),
            BinaryOp::ShiftLeft => plain(a, b, |_, x, y| Ok(x.wrapping_shl(y as u32))),
            BinaryOp::ShiftRight => plain(a, b, |_, x, y| Ok(x.wrapping_shr(y as u32))),
            BinaryOp::ShiftRightUnsigned => plain(a, b, |_, x, y| Ok((x as u32).wrapping_shr(y as u32) as i32)),
            _ => unreachable!("a comparison is Boolean"),
        }
    }

    /// `e` as an unboxed Long.
    pub(super) fn long(&mut self, e: &Expr) -> Code<i64> {
        match &e.kind {
            ExprKind::Literal(Literal::Long(i)) => {
                let i = *i;
                Box::new(move |_| Ok(i))
            }
            ExprKind::Binary { op, left, right } if left.ty == TypeId::LONG => self.long_op(*op, left, right, e),
            ExprKind::Unary { op, operand } => {
                let code = self.operand::<i64>(operand).into_code();
                match op {
                    UnaryOp::Negate => Box::new(move |cx| Ok(code(cx)?.wrapping_neg())),
                    UnaryOp::BitNot => Box::new(move |cx| Ok(!code(cx)?)),
                    UnaryOp::Not => unreachable!("`!` is Boolean"),
                }
            }
            ExprKind::Convert { value, how } => self.convert_to_long(value, *how, e),
            _ => self.common(e),
        }
    }

    fn long_op(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> Code<i64> {
        let site = self.site(e.span);
        let a = self.operand::<i64>(left);
        // The right side of a shift may be an Integer.
        let b = self.operand::<i64>(right);
        match op {
            BinaryOp::Add => binary(a, b, |_, x, y| Ok(x.wrapping_add(y))),
            BinaryOp::Subtract => binary(a, b, |_, x, y| Ok(x.wrapping_sub(y))),
            BinaryOp::Multiply => binary(a, b, |_, x, y| Ok(x.wrapping_mul(y))),
            BinaryOp::Divide => plain(a, b, move |cx, x, y| match y {
                0 => Err(divide_by_zero(cx, site)),
                _ => Ok(x.wrapping_div(y)),
            }),
            BinaryOp::BitAnd => plain(a, b, |_, x, y| Ok(x & y)),
            BinaryOp::BitOr => plain(a, b, |_, x, y| Ok(x | y)),
            BinaryOp::BitXor => plain(a, b, |_, x, y| Ok(x ^ y)),
            BinaryOp::ShiftLeft => plain(a, b, |_, x, y| Ok(x.wrapping_shl(y as u32))),
            BinaryOp::ShiftRight => plain(a, b, |_, x, y| Ok(x.wrapping_shr(y as u32))),
            BinaryOp::ShiftRightUnsigned => plain(a, b, |_, x, y| Ok((x as u64).wrapping_shr(y as u32) as i64)),
            _ => unreachable!("a comparison is Boolean"),
        }
    }

    /// `e` as an unboxed Double.
    pub(super) fn double(&mut self, e: &Expr) -> Code<f64> {
        match &e.kind {
            ExprKind::Literal(Literal::Double(f)) => {
                let f = *f;
                Box::new(move |_| Ok(f))
            }
            ExprKind::Binary { op, left, right } if left.ty == TypeId::DOUBLE => {
                let site = self.site(e.span);
                let (a, b) = (self.operand::<f64>(left), self.operand::<f64>(right));
                match op {
                    BinaryOp::Add => binary(a, b, |_, x, y| Ok(x + y)),
                    BinaryOp::Subtract => binary(a, b, |_, x, y| Ok(x - y)),
                    BinaryOp::Multiply => binary(a, b, |_, x, y| Ok(x * y)),
                    BinaryOp::Divide => binary(a, b, move |cx, x, y| match y == 0.0 {
                        true => Err(divide_by_zero(cx, site)),
                        false => Ok(x / y),
                    }),
                    _ => unreachable!("Doubles have no bit operations"),
                }
            }
            ExprKind::Unary { operand, .. } => {
                let code = self.operand::<f64>(operand).into_code();
                Box::new(move |cx| Ok(-code(cx)?))
            }
            ExprKind::Convert { value, how } => self.convert_to_double(value, *how, e),
            _ => self.common(e),
        }
    }
}
