//! Binary operators by their strength: `a + b * c` comes as a flat list and leaves as a tree.

use super::types::span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, TypeRef};

/// Operands and operators read so far. Operators on the stack grow in strength.
pub enum Chain {
    One(Expr),
    Many(Box<Stack>),
}

pub struct Stack {
    operands: Vec<Expr>,
    ops: Vec<BinaryOp>,
}

impl Chain {
    pub fn push(self, op: BinaryOp, operand: Expr) -> Chain {
        let mut stack = match self {
            Chain::One(first) => Box::new(Stack { operands: vec![first], ops: vec![] }),
            Chain::Many(stack) => stack,
        };
        stack.reduce(op.precedence());
        stack.ops.push(op);
        stack.operands.push(operand);
        Chain::Many(stack)
    }

    pub fn instance_of(self, ty: TypeRef) -> Chain {
        match self {
            Chain::One(operand) => Chain::One(instance_of(operand, ty)),
            Chain::Many(mut stack) => {
                stack.reduce(BinaryOp::RELATIONAL);
                let operand = stack.pop();
                stack.operands.push(instance_of(operand, ty));
                Chain::Many(stack)
            }
        }
    }

    pub fn finish(self) -> Expr {
        match self {
            Chain::One(expr) => expr,
            Chain::Many(mut stack) => {
                stack.reduce(0);
                stack.pop()
            }
        }
    }
}

impl Stack {
    /// Builds the nodes of all operators at least as strong as `strength`.
    fn reduce(&mut self, strength: u8) {
        while let Some(op) = self.ops.pop_if(|op| op.precedence() >= strength) {
            let right = self.pop();
            let left = self.pop();
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
            self.operands.push(Expr { kind, span });
        }
    }

    fn pop(&mut self) -> Expr {
        self.operands.pop().expect("an operator has its operands")
    }
}

fn instance_of(operand: Expr, ty: TypeRef) -> Expr {
    let span = span(operand.span.start, ty.span.end);
    Expr { kind: ExprKind::InstanceOf { operand: Box::new(operand), ty: Box::new(ty) }, span }
}
