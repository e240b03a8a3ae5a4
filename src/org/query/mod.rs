//! Runs checked SOQL over a transaction's state.
//!
//! A query is made ready first (paths to slots, operands to typed tests), then run as a chain of iterators over shared rows:
//! `plan` chooses how to reach them, `filter` tests, `sort` and `group` order and gather, `project` makes records.
//! Formula fields are computed in `path::Reader`, which every part reads through.

mod aggregate;
mod children;
mod filter;
mod group;
mod like;
mod literals;
mod operand;
mod path;
mod plan;
mod project;
mod run;
mod sort;
mod source;
mod stream;
mod test;
#[cfg(test)]
mod tests;

pub use stream::Stream;

use std::cell::{Cell as Counter, OnceCell};
use std::fmt;
use std::rc::Rc;

use crate::hir;
use crate::org::formulas::Env;
use crate::org::sharing::{Level, Viewer, hides};
use crate::org::{Layout, State, Transaction};
use crate::schema::{FieldId, ObjectId, Schema};
use crate::value::{Cell, Id, Locale, Selection, Value, Zone};

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

impl QueryError {
    const NULL: &'static str = "Attempt to de-reference a null object";

    pub(super) fn null_pointer() -> QueryError {
        QueryError(QueryError::NULL.to_owned())
    }

    /// Whether the platform throws a `NullPointerException` instead.
    pub fn is_null_pointer(&self) -> bool {
        self.0 == QueryError::NULL
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What all parts of one run share.
pub(super) struct Cx<'a> {
    schema: &'a Schema,
    state: &'a State,
    binds: &'a [Value],
    env: Env<'a>,
    /// Whose eyes look; none sees everything.
    viewer: Option<&'a Viewer>,
    /// A formula that a field needs and that does not compile.
    fault: OnceCell<String>,
    fiscal: OnceCell<i32>,
    locale: OnceCell<&'static Locale>,
    /// Rows of children so far.
    rows: Counter<u64>,
    subqueries: Counter<u32>,
    /// The rows at hand come from looking at all rows of their table.
    scanning: Counter<bool>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(tx: &'a Transaction, binds: &'a [Value]) -> Cx<'a> {
        Cx {
            schema: tx.schema(),
            state: tx.state(),
            binds,
            env: tx.env(),
            viewer: None,
            fault: OnceCell::new(),
            fiscal: OnceCell::new(),
            locale: OnceCell::new(),
            rows: Counter::new(0),
            subqueries: Counter::new(0),
            scanning: Counter::new(false),
        }
    }

    /// The value of a bind; what was not given is null.
    fn bind(&self, i: usize) -> &'a Value {
        const MISSING: &Value = &Value::Null;
        self.binds.get(i).unwrap_or(MISSING)
    }

    /// Whether the viewer sees a row.
    fn sees(&self, viewer: &Viewer, object: ObjectId, at: path::Cursor<'_>) -> bool {
        let Some(table) = self.state.table(object) else { return false };
        viewer.level(self.schema, self.state, object, table, at.row(table)) >= Level::Read
    }

    /// The viewer for the rows of an object, when it hides some.
    fn viewer_of(&self, object: ObjectId) -> Option<&'a Viewer> {
        self.viewer.filter(|_| hides(self.schema.object(object)))
    }

    /// The outcome, unless a formula was needed that cannot be computed.
    fn checked(&self, outcome: Result<Outcome, QueryError>) -> Result<Outcome, QueryError> {
        match self.fault.get() {
            Some(text) => Err(QueryError(text.clone())),
            None => outcome,
        }
    }

    /// Notes when a formula field cannot be computed: the query fails then.
    fn require_formula(&self, object: ObjectId, field: FieldId) {
        let compiled = self.env.formulas.of_field(self.schema, object, field);
        if let Some(Err(error)) = compiled.as_deref() {
            let def = self.schema.object(object);
            let text = format!("The formula of {}.{} cannot be computed: {error}", def.name, def.get(field).name);
            self.fault.get_or_init(|| text);
        }
    }

    /// The running user's locale.
    fn locale(&self) -> &'static Locale {
        self.locale.get_or_init(|| {
            let key = || {
                let field = self.schema.object(self.schema.find("User")?).field("LocaleSidKey")?;
                let (_, table, row) = self.state.find(self.schema, self.env.user)?;
                table.cell(row, field).as_str()
            };
            Locale::get(key().unwrap_or_default())
        })
    }

    /// The month in which the organisation's fiscal year begins.
    fn fiscal_month(&self) -> i32 {
        *self.fiscal.get_or_init(|| {
            let month = || {
                let object = self.schema.find("Organization")?;
                let field = self.schema.object(object).field("FiscalYearStartMonth")?;
                let table = self.state.table(object)?;
                let (_, row) = table.iter().next()?;
                if let Cell::Integer(month) = table.cell(row, field) { Some(*month) } else { None }
            };
            month().unwrap_or(1)
        })
    }
}

impl Transaction {
    /// Runs a query with the values of its binds, in order.
    pub fn query(&self, query: &hir::Query, binds: &[Value]) -> Result<Outcome, QueryError> {
        self.query_as(query, binds, None)
    }

    /// Runs a query over the records that a user sees.
    pub fn query_as(
        &self,
        query: &hir::Query,
        binds: &[Value],
        viewer: Option<&Viewer>,
    ) -> Result<Outcome, QueryError> {
        let cx = Cx { viewer, ..Cx::new(self, binds) };
        cx.checked(run::query(&cx, query, None))
    }

    /// Runs a query over given records only: those of them that it accepts, in the given order unless it orders them.
    pub fn query_only(&self, query: &hir::Query, binds: &[Value], ids: &[Id]) -> Result<Outcome, QueryError> {
        let cx = Cx::new(self, binds);
        cx.checked(run::query(&cx, query, Some(ids)))
    }

    /// The number of a `LIMIT`.
    pub(super) fn limit_of(&self, limit: &hir::Operand, binds: &[Value]) -> Result<usize, QueryError> {
        let limit = operand::count(&Cx::new(self, binds), limit, "Limit")?;
        Ok(usize::try_from(limit).unwrap_or(usize::MAX))
    }

    /// The running user's time zone.
    pub fn zone(&self) -> Zone {
        let id = || {
            let object = self.schema().find("User")?;
            let field = self.schema().object(object).field("TimeZoneSidKey")?;
            self.cell(self.user(), field).as_str().map(Zone::get)
        };
        id().unwrap_or_else(Zone::gmt)
    }
}

/// The selection of every field of an object, for records that were not queried field by field.
pub(super) fn whole_row(schema: &Schema, object: ObjectId, layout: &Layout) -> Rc<Selection> {
    let fields: Vec<_> = schema.object(object).iter().map(|(id, _)| id).collect();
    // A field without a slot lies beyond the end of every row, which reads as null.
    let slots = fields.iter().map(|f| layout.slot(*f).unwrap_or(Selection::NOT_SELECTED - 1)).collect();
    Rc::new(Selection { slots, fields: fields.into() })
}
