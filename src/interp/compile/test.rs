//! Conditions in the shapes that branches meet most: an Integer local against a constant or another local.

use crate::hir::{BinaryOp, Expr, ExprKind, Literal, TypeId};
use crate::interp::code::BoolCode;
use crate::interp::compile::operand::Get;
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
    /// What null answers: true for `!=`, else false.
    null: bool,
}

impl Get<bool> for RangeTest {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<bool> {
        match cx.local(self.local) {
            Value::Integer(x) => Ok((self.low <= *x && *x <= self.high) == self.want),
            _ => Ok(self.null),
        }
    }
}

/// The order of two Integer locals; null has none.
pub struct LocalsTest {
    left: usize,
    right: usize,
    less: bool,
    equal: bool,
}

impl Get<bool> for LocalsTest {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<bool> {
        match (cx.local(self.left), cx.local(self.right)) {
            (Value::Integer(x), Value::Integer(y)) => Ok(if x == y { self.equal } else { (x < y) == self.less }),
            _ => Ok(false),
        }
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
        match &right.kind {
            ExprKind::Literal(Literal::Integer(n)) => {
                let (low, high, want, null) = match op {
                    BinaryOp::Equal => (*n, *n, true, false),
                    BinaryOp::NotEqual => (*n, *n, false, true),
                    // `x < n` is not `n <= x`, so that no bound can overflow.
                    BinaryOp::Less => (*n, i32::MAX, false, false),
                    BinaryOp::LessEqual => (i32::MIN, *n, true, false),
                    BinaryOp::Greater => (i32::MIN, *n, false, false),
                    BinaryOp::GreaterEqual => (*n, i32::MAX, true, false),
                    _ => return None,
                };
                Some(Test::Range(RangeTest { local: slot(local), low, high, want, null }))
            }
            ExprKind::Local(other) => {
                let (less, equal) = match op {
                    BinaryOp::Less => (true, false),
                    BinaryOp::LessEqual => (true, true),
                    BinaryOp::Greater => (false, false),
                    BinaryOp::GreaterEqual => (false, true),
                    _ => return None,
                };
                Some(Test::Locals(LocalsTest { left: slot(local), right: slot(*other), less, equal }))
            }
            _ => None,
        }
    }
}
