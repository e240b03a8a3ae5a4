//! A query from end to end.

use crate::hir::{FieldTarget, Query, SelectItem};
use crate::org::is_deleted;
use crate::org::query::path::{Cursor, find};
use crate::org::query::project::Projection;
use crate::org::query::source::Source;
use crate::org::query::{Cx, Outcome, QueryError, filter, group, operand, plan, sort};
use crate::value::{Cell, Id, Value};

/// The platform's limit on `OFFSET`.
const OFFSET_LIMIT: i64 = 2_000;

/// Runs a query. `only` restricts it to given records, in that order unless it has one of its own.
pub fn query<'a>(cx: &'a Cx<'a>, query: &'a Query, only: Option<&[Id]>) -> Result<Outcome, QueryError> {
    let filter = query.filter.as_ref().map(|f| filter::rows(cx, f)).transpose()?;
    let (offset, limit) = window(cx, query)?;
    let with_rows = |rows: Box<dyn Iterator<Item = Cursor<'a>> + '_>| -> Result<Outcome, QueryError> {
        if query.count_only {
            let n = rows.skip(offset).take(limit).count();
            return Ok(outcome(cx, Vec::new(), Some(n as i64), 1));
        }
        if query.aggregate || query.group_by.is_some() {
            let (records, seen) = group::run(cx, query, rows)?;
            return Ok(outcome(cx, records, None, seen));
        }
        let keys = sort::keys(cx, &query.order_by, &mut |t| Source::new(cx, t))?;
        let found = sort::first(cx, &keys, rows, offset.saturating_add(limit));
        let found = found.get(offset..).unwrap_or_default();
        let records = Projection::new(cx, query.object, &query.select)?.records(cx, found)?;
        Ok(outcome(cx, records, None, found.len() as u64))
    };
    let Some(ids) = only else {
        // The filter outlives the iterator: it is dropped at the end of this function.
        let rows = plan::rows(cx, query.object, filter.as_ref(), query.all_rows);
        return with_rows(rows);
    };
    let own = ids.iter().filter_map(|id| find(cx, *id)).filter(|(object, _)| *object == query.object).map(|(_, at)| at);
    let passes = |at: &Cursor<'a>| !is_deleted(at.row) && filter.as_ref().is_none_or(|f| f.accepts(cx, *at));
    with_rows(Box::new(own.filter(passes)))
}

fn outcome(cx: &Cx<'_>, records: Vec<Value>, count: Option<i64>, rows: u64) -> Outcome {
    Outcome { records, count, rows: rows + cx.rows.get(), subqueries: cx.subqueries.get() }
}

/// Offset and limit of a query.
pub fn window(cx: &Cx<'_>, query: &Query) -> Result<(usize, usize), QueryError> {
    let offset = query.offset.as_ref().map_or(Ok(0), |o| operand::count(cx, o, "Offset"))?;
    if offset > OFFSET_LIMIT {
        let object = cx.schema.name(query.object);
        return Err(QueryError(format!("Maximum SOQL offset allowed for apiName {object} is {OFFSET_LIMIT}")));
    }
    let limit = query.limit.as_ref().map_or(Ok(i64::MAX), |l| operand::count(cx, l, "Limit"))?;
    Ok((offset as usize, usize::try_from(limit).unwrap_or(usize::MAX)))
}

/// The one column of a semi-join's inner query.
pub fn column(cx: &Cx<'_>, query: &Query) -> Result<Vec<Cell>, QueryError> {
    let [SelectItem::Field { path, .. }] = query.select.as_slice() else {
        return Err(QueryError("the inner select of a semi-join has one field".into()));
    };
    let source = Source::new(cx, &FieldTarget::Path(path.clone()))?;
    let filter = query.filter.as_ref().map(|f| filter::rows(cx, f)).transpose()?;
    let rows = plan::rows(cx, query.object, filter.as_ref(), query.all_rows);
    Ok(rows.map(|at| source.read(cx, at).into_owned()).collect())
}
