//! The records of a query, made as a loop asks for them: each lies in the caches when its turn comes, and a loop that is left
//! early makes no more than it saw.

use std::sync::Arc;

use crate::hir::{Query, SelectItem};
use crate::org::formulas::Env;
use crate::org::query::path::Cursor;
use crate::org::query::project::Projection;
use crate::org::query::{Cx, Outcome, QueryError, run};
use crate::org::sharing::Viewer;
use crate::org::{State, Transaction};
use crate::value::Value;

/// Rows that a query found and of which no records were made yet. They are read as they were when it ran, whatever the loop changes.
pub struct Stream {
    query: Arc<Query>,
    binds: Vec<Value>,
    state: State,
    numbers: std::vec::IntoIter<u32>,
}

impl Stream {
    /// The next records, at most so many; none at the end.
    ///
    /// # Errors
    /// As the query itself.
    pub fn next(&mut self, tx: &Transaction, most: usize) -> Result<Vec<Value>, QueryError> {
        let rows: Vec<Cursor<'_>> = self.numbers.by_ref().take(most).map(Cursor::of).collect();
        let env = Env { state: &self.state, ..tx.env() };
        let cx = Cx { state: &self.state, env, ..Cx::new(tx, &self.binds) };
        Projection::new(&cx, self.query.object, &self.query.select)?.records(&cx, &rows)
    }
}

impl Transaction {
    /// Runs a query of which the first records are made at once, at most so many, and the others by the stream.
    ///
    /// # Errors
    /// As [`Transaction::query_as`].
    pub fn query_streamed(
        &self,
        query: &Arc<Query>,
        binds: &[Value],
        viewer: Option<&Viewer>,
        at_once: usize,
    ) -> Result<(Outcome, Option<Stream>), QueryError> {
        // Sub-selects read all children in one pass, and groups are few.
        let whole = query.count_only
            || query.aggregate
            || query.group_by.is_some()
            || query.select.iter().any(|item| matches!(item, SelectItem::Children { .. }));
        if whole {
            return Ok((self.query_as(query, binds, viewer)?, None));
        }
        let cx = Cx { viewer, ..Cx::new(self, binds) };
        let mut later = None;
        let outcome = run::query_some(&cx, query, at_once, &mut |rest| {
            let numbers: Vec<u32> = rest.iter().map(|at| at.number).collect();
            later = Some(Stream {
                query: Arc::clone(query),
                binds: binds.to_vec(),
                state: self.state().clone(),
                numbers: numbers.into_iter(),
            });
        });
        Ok((cx.checked(outcome)?, later))
    }
}
