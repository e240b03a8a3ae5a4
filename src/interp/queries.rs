//! Running queries and searches: limits around, exceptions out of errors.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::hir::{Condition, FieldPath, FieldTarget, Operand, Query, Search, SelectItem, TypeId};
use crate::interp::context::JobPhase;
use crate::interp::limits::Limit;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::sharing::Level;
use crate::org::{Outcome, QueryError, SearchError, Stream};
use crate::schema::{FieldId, FieldType, ObjectKind};
use crate::value::{Id, List, Object, Value};

/// Records that a `for` loop over a query handles at once.
pub const BATCH: usize = 200;

/// The records of a `for` loop over a query, batch by batch.
pub struct LoopRecords {
    batch: std::vec::IntoIter<Value>,
    later: Option<Stream>,
}

impl LoopRecords {
    /// The next record; none at the end.
    ///
    /// # Errors
    /// QueryException.
    #[inline]
    pub fn next(&mut self, cx: &mut Interp) -> Exec<Option<Value>> {
        match self.batch.next() {
            Some(record) => Ok(Some(record)),
            None => {
                self.fill(cx)?;
                Ok(self.batch.next())
            }
        }
    }

    /// The next batch; empty at the end.
    ///
    /// # Errors
    /// QueryException.
    pub fn next_batch(&mut self, cx: &mut Interp) -> Exec<Vec<Value>> {
        if self.batch.len() == 0 {
            self.fill(cx)?;
        }
        Ok(self.batch.by_ref().take(BATCH).collect())
    }

    fn fill(&mut self, cx: &mut Interp) -> Exec<()> {
        if let Some(stream) = &mut self.later {
            let records = stream.next(&cx.org, BATCH).map_err(|error| cx.query_failed(&error))?;
            self.batch = records.into_iter();
        }
        Ok(())
    }
}

impl Interp {
    /// Runs a checked query with the values of its binds, counted against the limits.
    ///
    /// # Errors
    /// QueryException, or the uncatchable LimitException.
    pub fn run_query(&mut self, query: &Query, binds: &[Value]) -> Exec<Outcome> {
        let outcome = self.counted(query, |cx| match cx.asks_for_record_access(query) {
            true => Ok((cx.query_record_access(query, binds)?, ())),
            false => {
                let viewer = cx.viewer_of_query(query);
                Ok((cx.org.query_as(query, binds, viewer.as_deref())?, ()))
            }
        })?;
        if outcome.0.records.len() > 1000 {
            self.reserve(outcome.0.records.len() * 64)?;
        }
        Ok(outcome.0)
    }

    /// Runs the query of a `for` loop, which makes a batch of records at a time.
    ///
    /// # Errors
    /// As [`Interp::run_query`].
    pub fn loop_query(&mut self, query: &Arc<Query>, binds: &[Value]) -> Exec<LoopRecords> {
        let (outcome, later) = self.counted(query, |cx| match cx.asks_for_record_access(query) {
            true => Ok((cx.query_record_access(query, binds)?, None)),
            false => {
                let viewer = cx.viewer_of_query(query);
                cx.org.query_streamed(query, binds, viewer.as_deref(), BATCH)
            }
        })?;
        Ok(LoopRecords { batch: outcome.records.into_iter(), later })
    }

    /// Runs a query within the limits.
    fn counted<T>(
        &mut self,
        query: &Query,
        run: impl FnOnce(&mut Interp) -> Result<(Outcome, T), QueryError>,
    ) -> Exec<(Outcome, T)> {
        let counts = self.counts(query);
        if counts {
            self.charge(Limit::Queries, 1)?;
        }
        self.check_query_access(query)?;
        let result = run(self).map_err(|error| self.query_failed(&error))?;
        if counts {
            self.charge(Limit::QueryRows, usize::try_from(result.0.rows).unwrap_or(usize::MAX))?;
        }
        if result.0.subqueries > 0 {
            self.charge(Limit::AggregateQueries, result.0.subqueries as usize)?;
        }
        Ok(result)
    }

    /// The rows of `UserRecordAccess` exist for the time of the query only.
    fn query_record_access(&mut self, query: &Query, binds: &[Value]) -> Result<Outcome, QueryError> {
        let savepoint = self.org.savepoint();
        self.make_record_access(query, binds);
        let outcome = self.org.query(query, binds);
        self.org.rollback(&savepoint);
        outcome
    }

    /// Custom metadata may be queried without end, unless a long text is asked for.
    fn counts(&self, query: &Query) -> bool {
        let object = self.program.schema.object(query.object);
        let is_long = |item: &SelectItem| match item {
            SelectItem::Field { path, .. } => {
                let field = self.program.schema.object(path.object).get(path.field);
                field.ty == FieldType::LongTextArea
            }
            SelectItem::Target { .. }
            | SelectItem::Written { .. }
            | SelectItem::Children { .. }
            | SelectItem::Typeof { .. } => false,
        };
        object.kind != ObjectKind::CustomMetadata || query.select.iter().any(is_long)
    }

    /// Runs the query of a locator: it counts as a query, its rows are counted apart. Inside a batch's `start` they are
    /// not limited.
    ///
    /// # Errors
    /// As [`Interp::run_query`].
    pub fn run_locator(&mut self, query: &Query, binds: &[Value]) -> Exec<Outcome> {
        self.charge(Limit::Queries, 1)?;
        let outcome = self.run_cursor(query, binds)?;
        if self.context.phase() != Some(JobPhase::BatchStart) {
            self.charge(Limit::QueryLocatorRows, usize::try_from(outcome.rows).unwrap_or(usize::MAX))?;
        }
        Ok(outcome)
    }

    /// Runs the query of a cursor, which fetches nothing yet and so counts in no limit of queries.
    ///
    /// # Errors
    /// As [`Interp::run_query`].
    pub fn run_cursor(&mut self, query: &Query, binds: &[Value]) -> Exec<Outcome> {
        self.check_query_access(query)?;
        let viewer = self.viewer_of_query(query);
        let outcome = self.org.query_as(query, binds, viewer.as_deref());
        let mut outcome = outcome.map_err(|error| self.query_failed(&error))?;
        if query.offset.is_some() {
            // Nobody knows why, but orgs answer so.
            outcome.records.clear();
        }
        Ok(outcome)
    }

    /// Reads records of a query anew, in the order of their Ids; what was deleted meanwhile is left out. Its rows count.
    ///
    /// # Errors
    /// As [`Interp::run_query`].
    pub fn fetch_again(&mut self, query: &Query, binds: &[Value], ids: &[Id]) -> Exec<Vec<Value>> {
        let (query, values) = narrowed(query, binds, ids);
        let viewer = self.viewer_of_query(&query);
        let outcome = self.org.query_as(&query, &values, viewer.as_deref());
        let outcome = outcome.map_err(|error| self.query_failed(&error))?;
        self.charge(Limit::QueryRows, usize::try_from(outcome.rows).unwrap_or(usize::MAX))?;
        let mut found: FxHashMap<Id, Value> =
            outcome.records.into_iter().filter_map(|v| Some((record_id(&v)?, v))).collect();
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// Runs a checked search: a list of records for each object that it returns.
    ///
    /// # Errors
    /// As [`Interp::run_query`].
    pub fn run_search(&mut self, search: &Search, binds: &[Value]) -> Exec<Value> {
        self.charge(Limit::SoslQueries, 1)?;
        self.check_mode(search.security)?;
        if let Some(refusal) = &search.refusal {
            return Err(self.throw(Exc::Search, &**refusal));
        }
        let fixed: Option<Vec<Id>> = self.fixed_search_results();
        let found = self.org.search(search, binds, fixed.as_deref());
        let found = match found {
            Ok(found) => found,
            Err(SearchError::Query(error)) => return Err(self.query_failed(&error)),
            Err(SearchError::Term(text)) => return Err(self.throw(Exc::Search, text)),
        };
        let mut lists = Vec::with_capacity(found.len());
        for (mut outcome, target) in found.into_iter().zip(&search.returning) {
            if let Some(viewer) = self.viewer_of_query(&target.query) {
                let sees = |id: Id| self.org.level(&viewer, id) >= Level::Read;
                outcome.records.retain(|value| match value.object() {
                    Some(Object::Record(record)) => record.borrow().id().is_none_or(sees),
                    _ => true,
                });
            }
            lists.push(Value::list(List::from_values(target.query.row, outcome.records)));
        }
        Ok(Value::list(List::from_values(TypeId::list(TypeId::SOBJECT), lists)))
    }

    /// In a test, a search finds what `Test.setFixedSearchResults` named, and nothing without it.
    fn fixed_search_results(&self) -> Option<Vec<Id>> {
        self.context.test.as_ref().map(|test| test.search_results.clone().unwrap_or_default())
    }

    fn query_failed(&mut self, error: &QueryError) -> Thrown {
        match error.is_null_pointer() {
            true => self.null_pointer(),
            false => self.throw(Exc::Query, error.to_string()),
        }
    }
}

/// The Id of a record.
pub fn record_id(value: &Value) -> Option<Id> {
    match value.object()? {
        Object::Record(record) => record.borrow().id(),
        _ => None,
    }
}

/// The same query of nothing but the records with these Ids.
fn narrowed(query: &Query, binds: &[Value], ids: &[Id]) -> (Query, Vec<Value>) {
    let path = FieldPath { hops: Vec::new(), object: query.object, field: FieldId::ID };
    let mut values = binds.to_vec();
    values.push(Value::list(List::from_values(TypeId::ID, ids.iter().map(|id| Value::Id(*id)).collect())));
    let target = FieldTarget::Path(path);
    let filter = Condition::In { target, values: vec![Operand::Bind(binds.len())], negated: false };
    let query = Query {
        filter: Some(filter),
        order_by: Vec::new(),
        limit: None,
        offset: None,
        for_update: false,
        ..query.clone()
    };
    (query, values)
}
