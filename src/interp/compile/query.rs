//! SOQL and SOSL in the language, and the variables of triggers.

use std::sync::Arc;

use crate::diag::Span;
use crate::hir::expr::TriggerVariable;
use crate::hir::{Expr, Query, Search, Stmt};
use crate::interp::Flow;
use crate::interp::code::{StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::{Exc, Exec, Interp};
use crate::value::{List, Value};

impl Compiler<'_> {
    fn binds(&mut self, binds: &[Expr]) -> impl Fn(&mut Interp) -> Exec<Vec<Value>> + use<> {
        let codes: Vec<ValueCode> = binds.iter().map(|b| self.value(b)).collect();
        move |cx| codes.iter().map(|c| c(cx)).collect()
    }

    pub(super) fn query(&mut self, query: &Arc<Query>, e: &Expr) -> ValueCode {
        let (binds, site) = (self.binds(&query.binds), self.site(e.span));
        let query = Arc::clone(query);
        // The type says how the rows are delivered.
        let one = e.ty == query.row;
        Box::new(move |cx| {
            let binds = binds(cx)?;
            cx.site = site;
            let mut outcome = cx.run_query(&query, &binds)?;
            if one && outcome.count.is_none() {
                return match (outcome.records.len(), outcome.records.pop()) {
                    (1, Some(record)) => Ok(record),
                    (0, _) => Err(cx.throw(Exc::Query, "List has no rows for assignment to SObject")),
                    _ => Err(cx.throw(Exc::Query, "List has more than 1 row for assignment to SObject")),
                };
            }
            match outcome.count {
                Some(n) if query.count_only => Ok(Value::Integer(i32::try_from(n).unwrap_or(i32::MAX))),
                _ => Ok(Value::list(List::from_values(query.row, outcome.records))),
            }
        })
    }

    pub(super) fn search(&mut self, search: &Arc<Search>, e: &Expr) -> ValueCode {
        let (binds, site) = (self.binds(&search.binds), self.site(e.span));
        let search = Arc::clone(search);
        Box::new(move |cx| {
            let binds = binds(cx)?;
            cx.site = site;
            cx.run_search(&search, &binds)
        })
    }

    pub(super) fn for_query(
        &mut self,
        slot: usize,
        query: &Arc<Query>,
        chunked: bool,
        body: &Stmt,
        span: Span,
    ) -> StmtCode {
        let (binds, site, body) = (self.binds(&query.binds), self.site(span), self.stmt(body));
        let query = Arc::clone(query);
        Box::new(move |cx| {
            let binds = binds(cx)?;
            cx.site = site;
            let mut records = cx.loop_query(&query, &binds)?;
            loop {
                let next = match chunked {
                    true => match records.next_batch(cx)? {
                        batch if batch.is_empty() => break,
                        batch => Value::list(List::from_values(query.row, batch)),
                    },
                    false => match records.next(cx)? {
                        Some(record) => record,
                        None => break,
                    },
                };
                cx.set_local(slot, next);
                match body(cx)? {
                    Flow::Next | Flow::Continue => {}
                    Flow::Break => break,
                    Flow::Return => return Ok(Flow::Return),
                }
                cx.tick()?;
            }
            Ok(Flow::Next)
        })
    }

    pub(super) fn trigger_variable(&mut self, which: TriggerVariable, _: &Expr) -> ValueCode {
        Box::new(move |cx| Ok(cx.trigger_variable(which)))
    }
}
