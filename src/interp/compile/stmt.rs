//! Statements: blocks, `if`, `return`, `throw` and the dispatch of the others.

use crate::hir::{Stmt, StmtKind};
use crate::interp::Flow;
use crate::interp::code::StmtCode;
use crate::interp::compile::operand::Get;
use crate::interp::compile::test::with_test;
use crate::interp::compile::{Compiler, slot};
use crate::value::Value;

fn branch(test: impl Get<bool>, then: StmtCode, otherwise: Option<StmtCode>) -> StmtCode {
    match otherwise {
        None => Box::new(move |cx| if test.get(cx)? { then(cx) } else { Ok(Flow::Next) }),
        Some(otherwise) => Box::new(move |cx| if test.get(cx)? { then(cx) } else { otherwise(cx) }),
    }
}

impl Compiler<'_> {
    pub(super) fn stmt(&mut self, s: &Stmt) -> StmtCode {
        match &s.kind {
            StmtKind::Expr(e) => self.effect(e),
            StmtKind::Local { slot: local, ty, init } => {
                let local = slot(*local);
                self.own_if_needed(local, *ty);
                match init {
                    Some(e) => self.store(local, e),
                    None => Box::new(move |cx| {
                        cx.set_local(local, Value::Null);
                        Ok(Flow::Next)
                    }),
                }
            }
            StmtKind::Block(stmts) => self.block(stmts),
            StmtKind::If { test, then, otherwise } => {
                let (test, then) = (self.test(test), self.stmt(then));
                let otherwise = otherwise.as_ref().map(|o| self.stmt(o));
                with_test!(test, |t| branch(t, then, otherwise))
            }
            StmtKind::While { test, body } => self.while_loop(test, body),
            StmtKind::DoWhile { body, test } => self.do_while(body, test),
            StmtKind::For { init, test, update, body } => self.for_loop(init, test.as_ref(), update, body),
            StmtKind::ForEach { slot: local, ty, iterable, body, .. } => {
                self.own_if_needed(slot(*local), *ty);
                self.for_each(slot(*local), *ty, iterable, body)
            }
            StmtKind::ForQuery { slot: local, query, chunked, body, .. } => {
                self.own(slot(*local));
                self.for_query(slot(*local), query, *chunked, body, s.span)
            }
            StmtKind::Return(None) => Box::new(|_| Ok(Flow::Return)),
            StmtKind::Return(Some(e)) => {
                let code = self.value(e);
                Box::new(move |cx| {
                    cx.result = code(cx)?;
                    Ok(Flow::Return)
                })
            }
            StmtKind::Throw(e) => {
                let (code, site) = (self.value(e), self.site(s.span));
                Box::new(move |cx| {
                    let exception = code(cx)?;
                    match exception.is_null() {
                        true => Err(cx.null_at(site)),
                        false => Err(cx.throw_value(exception)),
                    }
                })
            }
            StmtKind::Break => Box::new(|_| Ok(Flow::Break)),
            StmtKind::Continue => Box::new(|_| Ok(Flow::Continue)),
            StmtKind::Try { body, catches, finally } => self.try_statement(body, catches, finally.as_deref()),
            StmtKind::Switch { value, slot: local, kind, arms, otherwise } => {
                self.own(slot(*local));
                self.switch(value, slot(*local), *kind, arms, otherwise.as_deref())
            }
            StmtKind::Dml(dml) => self.dml(dml, s.span),
            StmtKind::RunAs { who, body } => self.run_as(who, body, s.span),
        }
    }

    /// Statements in order. Short blocks are unrolled.
    pub(super) fn block(&mut self, stmts: &[Stmt]) -> StmtCode {
        let mut codes: Vec<StmtCode> = stmts.iter().map(|s| self.stmt(s)).collect();
        match codes.len() {
            0 => Box::new(|_| Ok(Flow::Next)),
            1 => codes.remove(0),
            2 => {
                let (a, b) = (codes.remove(0), codes.remove(0));
                Box::new(move |cx| match a(cx)? {
                    Flow::Next => b(cx),
                    other => Ok(other),
                })
            }
            3 => {
                let (a, b, c) = (codes.remove(0), codes.remove(0), codes.remove(0));
                Box::new(move |cx| match a(cx)? {
                    Flow::Next => match b(cx)? {
                        Flow::Next => c(cx),
                        other => Ok(other),
                    },
                    other => Ok(other),
                })
            }
            _ => {
                let codes = codes.into_boxed_slice();
                Box::new(move |cx| {
                    for code in &codes {
                        match code(cx)? {
                            Flow::Next => {}
                            other => return Ok(other),
                        }
                    }
                    Ok(Flow::Next)
                })
            }
        }
    }
}
