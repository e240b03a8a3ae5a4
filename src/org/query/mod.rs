//! Runs checked SOQL over a transaction's state.

use std::fmt;
use std::rc::Rc;

use crate::hir;
use crate::org::{Table, Transaction};
use crate::schema::{ObjectId, Schema};
use crate::value::{Selection, Value};

/// What a query found.
#[derive(Clone, Default, Debug)]
pub struct Outcome {
    /// Records, or `AggregateResult`s; empty for `COUNT()`.
    pub records: Vec<Value>,
    /// The number of a `COUNT()` query.
    pub count: Option<i64>,
    /// Rows that count against the limit, children included.
    pub rows: u64,
    /// Child sub-selects, which count as aggregate queries.
    pub subqueries: u32,
}

/// The message of a `QueryException`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueryError(pub String);

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Transaction {
    /// Runs a query with the values of its binds, in order.
    pub fn query(&self, query: &hir::Query, binds: &[Value]) -> Result<Outcome, QueryError> {
        let _ = (query, binds);
        Err(QueryError("queries come with the next change".to_owned()))
    }
}

/// The selection of every field of an object, for records that were not queried field by field.
pub fn whole_row(schema: &Schema, object: ObjectId, table: &Table) -> Rc<Selection> {
    let fields: Vec<_> = schema.object(object).iter().map(|(id, _)| id).collect();
    // A field without a slot lies beyond the end of every row, which reads as null.
    let slots = fields.iter().map(|f| table.layout.slot(*f).unwrap_or(Selection::NOT_SELECTED - 1)).collect();
    Rc::new(Selection { slots, fields: fields.into() })
}
