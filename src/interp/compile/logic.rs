//! Boolean operators, `?:`, `??`, `instanceof` and casts.

use crate::hir::{BinaryOp, Expr, ExprKind, Literal, TypeId};
use crate::interp::code::{BoolCode, Code, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::Kind;
use crate::interp::compile::operand::plain;

impl Compiler<'_> {
    /// `e` as an unboxed Boolean.
    pub(super) fn boolean(&mut self, e: &Expr) -> BoolCode {
        match &e.kind {
            ExprKind::Literal(Literal::Boolean(b)) => {
                let b = *b;
                Box::new(move |_| Ok(b))
            }
            ExprKind::And(left, right) => {
                let (left, right) = (self.boolean(left), self.boolean(right));
                Box::new(move |cx| if left(cx)? { right(cx) } else { Ok(false) })
            }
            ExprKind::Or(left, right) => {
                let (left, right) = (self.boolean(left), self.boolean(right));
                Box::new(move |cx| if left(cx)? { Ok(true) } else { right(cx) })
            }
            ExprKind::Unary { operand, .. } => {
                let code = self.boolean(operand);
                Box::new(move |cx| Ok(!code(cx)?))
            }
            ExprKind::Binary { op: op @ (BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor), left, right } => {
                let (a, b) = (self.operand::<bool>(left), self.operand::<bool>(right));
                match op {
                    BinaryOp::BitAnd => plain(a, b, |_, x, y| Ok(x & y)),
                    BinaryOp::BitOr => plain(a, b, |_, x, y| Ok(x | y)),
                    _ => plain(a, b, |_, x, y| Ok(x ^ y)),
                }
            }
            ExprKind::Binary { op, left, right } => self.comparison(*op, left, right, e),
            ExprKind::InstanceOf { value, ty } => self.instance_of(value, *ty),
            _ => self.common(e),
        }
    }

    fn instance_of(&mut self, value: &Expr, ty: TypeId) -> BoolCode {
        let code = self.value(value);
        Box::new(move |cx| {
            let value = code(cx)?;
            Ok(cx.is_instance(&value, ty))
        })
    }

    pub(super) fn cast(&mut self, value: &Expr, ty: TypeId, e: &Expr) -> ValueCode {
        let (code, site) = (self.value(value), self.site(e.span));
        if let crate::hir::Type::Class(class) = ty.get() {
            // The usual cast: an instance of the very class.
            return Box::new(move |cx| {
                let value = code(cx)?;
                match value.object() {
                    Some(crate::value::Object::Instance(i)) if i.class == class => Ok(value),
                    _ => cx.cast(value, ty, site),
                }
            });
        }
        Box::new(move |cx| {
            let value = code(cx)?;
            cx.cast(value, ty, site)
        })
    }

    pub(super) fn conditional<T: Kind>(&mut self, test: &Expr, then: &Expr, otherwise: &Expr) -> Code<T> {
        let test = self.boolean(test);
        let (then, otherwise) = (T::compile(self, then), T::compile(self, otherwise));
        Box::new(move |cx| if test(cx)? { then(cx) } else { otherwise(cx) })
    }

    pub(super) fn coalesce(&mut self, left: &Expr, right: &Expr) -> ValueCode {
        let (left, right) = (self.value(left), self.value(right));
        Box::new(move |cx| {
            let value = left(cx)?;
            if value.is_null() { right(cx) } else { Ok(value) }
        })
    }
}
