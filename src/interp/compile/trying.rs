//! `try`, `catch`, `finally`, and `System.runAs` blocks.

use crate::diag::Span;
use crate::hir::{Catch, ClassId, Expr, Stmt};
use crate::interp::code::StmtCode;
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Flow, Interp, Thrown};
use crate::value::{Object, Value};

struct CatchCode {
    class: ClassId,
    slot: usize,
    body: StmtCode,
}

impl Compiler<'_> {
    pub(super) fn try_statement(&mut self, body: &[Stmt], catches: &[Catch], finally: Option<&[Stmt]>) -> StmtCode {
        let body = self.block(body);
        let catches: Vec<CatchCode> = catches
            .iter()
            .map(|c| {
                self.own(slot(c.slot));
                CatchCode { class: c.class, slot: slot(c.slot), body: self.block(&c.body) }
            })
            .collect();
        let guarded: StmtCode = match catches.is_empty() {
            true => body,
            false => Box::new(move |cx| match body(cx) {
                Ok(flow) => Ok(flow),
                Err(Thrown) => handle(cx, &catches),
            }),
        };
        match finally {
            None => guarded,
            Some(stmts) => {
                let finally = self.block(stmts);
                Box::new(move |cx| {
                    let outcome = guarded(cx);
                    finish(cx, outcome, &finally)
                })
            }
        }
    }

    /// `System.runAs(who) { ... }`
    pub(super) fn run_as(&mut self, who: &Expr, body: &[Stmt], span: Span) -> StmtCode {
        let (who, site) = (self.value(who), self.site(span));
        let body = self.block(body);
        Box::new(move |cx| {
            let who = who(cx)?;
            cx.site = site;
            cx.begin_run_as(&who)?;
            let outcome = body(cx);
            cx.end_run_as();
            outcome
        })
    }
}

/// Looks for the first `catch` that takes the exception under way.
fn handle(cx: &mut Interp, catches: &[CatchCode]) -> Exec<Flow> {
    let exception = cx.take_pending();
    if !cx.is_uncatchable(&exception)
        && let Some(Object::Instance(i)) = exception.object()
    {
        let class = i.class;
        if let Some(clause) = catches.iter().find(|c| cx.program.is_instance(class, c.class)) {
            cx.set_local(clause.slot, exception);
            return (clause.body)(cx);
        }
    }
    Err(cx.throw_value(exception))
}

/// Runs the `finally` block; a `return` or an exception of its own replaces what was under way.
fn finish(cx: &mut Interp, outcome: Exec<Flow>, finally: &StmtCode) -> Exec<Flow> {
    let exception = cx.pending.take();
    if exception.as_ref().is_some_and(|e| cx.is_uncatchable(e)) {
        cx.pending = exception;
        return outcome;
    }
    let result = std::mem::replace(&mut cx.result, Value::Null);
    match finally(cx)? {
        Flow::Next => {
            cx.pending = exception;
            cx.result = result;
            outcome
        }
        other => Ok(other),
    }
}
