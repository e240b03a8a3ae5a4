//! `while`, `do` and `for`. Each turn counts against the transaction's time.

use crate::hir::{BinaryOp, Expr, ExprKind, IncDec, Literal, PlaceKind, Stmt, TypeId};
use crate::interp::code::{SiteId, StmtCode};
use crate::interp::compile::operand::{Constant, Get, Operand};
use crate::interp::compile::test::with_test;
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Flow, Interp};
use crate::value::Value;

/// How a loop goes on after its body.
macro_rules! turn {
    ($flow:expr) => {
        match $flow {
            Flow::Next | Flow::Continue => {}
            Flow::Break => return Ok(Flow::Next),
            Flow::Return => return Ok(Flow::Return),
        }
    };
}

impl Compiler<'_> {
    pub(super) fn while_loop(&mut self, test: &Expr, body: &Stmt) -> StmtCode {
        let (test, body) = (self.test(test), self.stmt(body));
        with_test!(test, |t| repeat(t, body))
    }

    pub(super) fn do_while(&mut self, body: &Stmt, test: &Expr) -> StmtCode {
        let (test, body) = (self.boolean(test), self.stmt(body));
        Box::new(move |cx| {
            loop {
                turn!(body(cx)?);
                cx.tick()?;
                if !test(cx)? {
                    return Ok(Flow::Next);
                }
            }
        })
    }

    pub(super) fn for_loop(&mut self, init: &[Stmt], test: Option<&Expr>, update: &[Expr], body: &Stmt) -> StmtCode {
        let init = self.block(init);
        if let Some(code) = self.counting_loop(test, update, body) {
            return Box::new(move |cx| {
                init(cx)?;
                code(cx)
            });
        }
        let test = test.map(|t| self.boolean(t));
        let mut update: Vec<StmtCode> = update.iter().map(|u| self.effect(u)).collect();
        let body = self.stmt(body);
        if let (Some(_), 1) = (&test, update.len()) {
            let (test, update) = (test.expect("matched"), update.remove(0));
            return Box::new(move |cx| {
                init(cx)?;
                while test(cx)? {
                    turn!(body(cx)?);
                    update(cx)?;
                    cx.tick()?;
                }
                Ok(Flow::Next)
            });
        }
        Box::new(move |cx| {
            init(cx)?;
            loop {
                if let Some(test) = &test
                    && !test(cx)?
                {
                    return Ok(Flow::Next);
                }
                turn!(body(cx)?);
                for step in &update {
                    step(cx)?;
                }
                cx.tick()?;
            }
        })
    }

    /// `for (...; i < limit; i++)` and `i += step` on an Integer local: test and step need no closures.
    fn counting_loop(&mut self, test: Option<&Expr>, update: &[Expr], body: &Stmt) -> Option<StmtCode> {
        let [update] = update else { return None };
        let ExprKind::Binary { op, left, right } = &test?.kind else { return None };
        let ExprKind::Local(counter) = left.kind else { return None };
        if left.ty != TypeId::INTEGER || right.ty != TypeId::INTEGER {
            return None;
        }
        let below = match op {
            BinaryOp::Less => false,
            BinaryOp::LessEqual => true,
            _ => return None,
        };
        let step = self.step_of(update, counter)?;
        let site = self.site(left.span);
        let limit = match &right.kind {
            ExprKind::Local(_) | ExprKind::Literal(Literal::Integer(_)) => self.operand::<i32>(right),
            _ => return None,
        };
        let body = self.stmt(body);
        let counter = slot(counter);
        self.assigned.push(counter);
        Some(match (limit, step) {
            (Operand::Constant(l), Operand::Constant(s)) => {
                counting(counter, below, move |_| Some(l), Constant(s), body, site)
            }
            (Operand::Local(l), Operand::Constant(s)) => {
                counting(counter, below, local(l.slot), Constant(s), body, site)
            }
            (Operand::Local(l), Operand::Local(s)) => counting(counter, below, local(l.slot), s, body, site),
            (Operand::Constant(l), Operand::Local(s)) => counting(counter, below, move |_| Some(l), s, body, site),
            (_, _) => unreachable!("other limits and steps were refused above"),
        })
    }

    fn step_of(&mut self, update: &Expr, counter: crate::hir::LocalSlot) -> Option<Operand<i32>> {
        use crate::hir::AssignOp;
        let is_counter = |place: &crate::hir::Place| matches!(place.kind, PlaceKind::Local(l) if l == counter);
        match &update.kind {
            ExprKind::IncDec { place, how } if is_counter(place) => match how {
                IncDec::PreIncrement | IncDec::PostIncrement => Some(Operand::Constant(1)),
                IncDec::PreDecrement | IncDec::PostDecrement => Some(Operand::Constant(-1)),
            },
            ExprKind::Compound { place, op: AssignOp::Add, value, operand: TypeId::INTEGER }
                if is_counter(place) && value.ty == TypeId::INTEGER =>
            {
                match self.operand::<i32>(value) {
                    Operand::Local(l) if l.slot != slot(counter) => Some(Operand::Local(l)),
                    Operand::Constant(s) => Some(Operand::Constant(s)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn repeat(test: impl Get<bool>, body: StmtCode) -> StmtCode {
    Box::new(move |cx| {
        while test.get(cx)? {
            turn!(body(cx)?);
            cx.tick()?;
        }
        Ok(Flow::Next)
    })
}

/// The limit of a loop that lies in a local.
fn local(slot: usize) -> impl Fn(&Interp) -> Option<i32> {
    move |cx| match cx.local(slot) {
        Value::Integer(i) => Some(*i),
        _ => None,
    }
}

/// Runs while the counter is below the limit; with a null on either side it is not.
fn counting(
    counter: usize,
    or_equal: bool,
    limit: impl Fn(&Interp) -> Option<i32> + 'static,
    step: impl Get<i32>,
    body: StmtCode,
    site: SiteId,
) -> StmtCode {
    Box::new(move |cx| {
        loop {
            let (Value::Integer(i), Some(limit)) = (cx.local(counter), limit(cx)) else { return Ok(Flow::Next) };
            if *i > limit || (*i == limit && !or_equal) {
                return Ok(Flow::Next);
            }
            turn!(body(cx)?);
            let by = step.get(cx)?;
            match cx.local_mut(counter) {
                Value::Integer(i) => *i = i.wrapping_add(by),
                _ => return Err(cx.null_at(site)),
            }
            cx.tick()?;
        }
    })
}
