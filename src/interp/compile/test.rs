//! Conditions in the shapes that branches meet most: an Integer local against a constant or another local.

use crate::hir::{BinaryOp, Expr, ExprKind, Literal, TypeId};
use crate::interp::code::{BoolCode, SiteId};
use crate::interp::compile::operand::{Get, LocalOperand};
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Interp};
use crate::value::Value;

/// A condition in its simplest shape.
pub enum Test {
    Range(RangeTest),
    Locals(LocalsTest),
    Code(BoolCode),
}

/// Whether an Integer local lies in a range of constants.
pub struct RangeTest {
    local: usize,
    low: i32,
    high: i32,
    want: bool,
    /// What null answers: `==` and `!=` have an answer, the others throw.
    null: Option<bool>,
    site: SiteId,
}

impl Get<bool> for RangeTest {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<bool> {
        match (cx.local(self.local), self.null) {
            (Value::Integer(x), _) => Ok((self.low <= *x && *x <= self.high) == self.want),
            (_, Some(answer)) => Ok(answer),
            _ => Err(cx.null_at(self.site)),
        }
    }
}

/// The order of two Integer locals.
pub struct LocalsTest {
    left: LocalOperand,
    right: LocalOperand,
    less: bool,
    equal: bool,
}

impl Get<bool> for LocalsTest {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<bool> {
        let x: i32 = self.left.get(cx)?;
        let y: i32 = self.right.get(cx)?;
        Ok(if x == y { self.equal } else { (x < y) == self.less })
    }
}

/// Specialises a node on the shape of its condition.
macro_rules! with_test {
    ($test:expr, |$t:ident| $node:expr) => {
        match $test {
            $crate::interp::compile::test::Test::Range($t) => $node,
            $crate::interp::compile::test::Test::Locals($t) => $node,
            $crate::interp::compile::test::Test::Code($t) => $node,
        }
    };
}
pub(super) use with_test;

impl Compiler<'_> {
    pub(super) fn test(&mut self, e: &Expr) -> Test {
        self.simple_test(e).unwrap_or_else(|| Test::Code(self.boolean(e)))
    }

    fn simple_test(&self, e: &Expr) -> Option<Test> {
        let ExprKind::Binary { op, left, right } = &e.kind else { return None };
        let ExprKind::Local(local) = left.kind else { return None };
        if left.ty != TypeId::INTEGER || right.ty != TypeId::INTEGER {
            return None;
        }
        let site = self.site(left.span);
        match &right.kind {
            ExprKind::Literal(Literal::Integer(n)) => {
                let (low, high, want, null) = match op {
                    BinaryOp::Equal => (*n, *n, true, Some(false)),
                    BinaryOp::NotEqual => (*n, *n, false, Some(true)),
                    // `x < n` is not `n <= x`, so that no bound can overflow.
                    BinaryOp::Less => (*n, i32::MAX, false, None),
                    BinaryOp::LessEqual => (i32::MIN, *n, true, None),
                    BinaryOp::Greater => (i32::MIN, *n, false, None),
                    BinaryOp::GreaterEqual => (*n, i32::MAX, true, None),
                    _ => return None,
                };
                Some(Test::Range(RangeTest { local: slot(local), low, high, want, null, site }))
            }
            ExprKind::Local(other) => {
                let (less, equal) = match op {
                    BinaryOp::Less => (true, false),
                    BinaryOp::LessEqual => (true, true),
                    BinaryOp::Greater => (false, false),
                    BinaryOp::GreaterEqual => (false, true),
                    _ => return None,
                };
                let left = LocalOperand { slot: slot(local), site };
                let right = LocalOperand { slot: slot(*other), site: self.site(right.span) };
                Some(Test::Locals(LocalsTest { left, right, less, equal }))
            }
            _ => None,
        }
    }
}
