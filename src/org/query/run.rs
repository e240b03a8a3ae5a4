//! A query from end to end.

use std::ops::ControlFlow;

use crate::hir::{FieldTarget, Query, SelectItem};
use crate::org::is_deleted;
use crate::org::query::path::Cursor;
use crate::org::query::plan::Rows;
use crate::org::query::project::Projection;
use crate::org::query::source::Source;
use crate::org::query::{Cx, Outcome, QueryError, filter, group, operand, sort};
use crate::org::state::place_of;
use crate::value::{Cell, Id, Value};

/// The platform's limit on `OFFSET`.
const OFFSET_LIMIT: i64 = 2_000;

/// Runs a query. `only` restricts it to given records, in that order unless it has one of its own.
pub fn query<'a>(cx: &'a Cx<'a>, query: &'a Query, only: Option<&[Id]>) -> Result<Outcome, QueryError> {
    let filter = query.filter.as_ref().map(|f| filter::rows(cx, f)).transpose()?;
    let (offset, limit) = window(cx, query)?;
    let rows = match only {
        None => Rows::Filtered { object: query.object, filter: filter.as_ref(), deleted_too: query.all_rows },
        Some(ids) => {
            let found = ids.iter().filter_map(|id| cx.state.find(cx.schema, *id).zip(place_of(cx.schema, *id)));
            let own = found.filter(|((object, _, row), _)| *object == query.object && !is_deleted(row));
            let cursors = own.map(|((.., row), (_, number))| Cursor::new(number, row));
            Rows::Given(cursors.filter(|at| filter.as_ref().is_none_or(|f| f.accepts(cx, *at))).collect())
        }
    };
    if query.count_only {
        let n = count(cx, rows, offset.saturating_add(limit)).saturating_sub(offset);
        return Ok(outcome(cx, Vec::new(), Some(n as i64), 1));
    }
    if query.aggregate || query.group_by.is_some() {
        let (records, seen) = group::run(cx, query, rows)?;
        return Ok(outcome(cx, records, None, seen));
    }
    records(cx, query, rows, usize::MAX, &mut |_| {})
}

/// Runs a query without groups, but makes records of no more than the first rows. `rest` gets the others, if there are any.
pub fn query_some<'a>(
    cx: &'a Cx<'a>,
    query: &'a Query,
    most: usize,
    rest: &mut dyn FnMut(&[Cursor<'a>]),
) -> Result<Outcome, QueryError> {
    let filter = query.filter.as_ref().map(|f| filter::rows(cx, f)).transpose()?;
    let rows = Rows::Filtered { object: query.object, filter: filter.as_ref(), deleted_too: query.all_rows };
    records(cx, query, rows, most, rest)
}

fn records<'a>(
    cx: &'a Cx<'a>,
    query: &'a Query,
    rows: Rows<'_, 'a>,
    most: usize,
    rest: &mut dyn FnMut(&[Cursor<'a>]),
) -> Result<Outcome, QueryError> {
    let (offset, limit) = window(cx, query)?;
    let keys = sort::keys(cx, &query.order_by, &mut |t| Source::new(cx, t))?;
    let found = sort::first(cx, &keys, rows, offset.saturating_add(limit));
    let found = found.get(offset..).unwrap_or_default();
    let (now, later) = found.split_at(most.min(found.len()));
    let records = Projection::new(cx, query.object, &query.select)?.records(cx, now)?;
    if !later.is_empty() {
        rest(later);
    }
    Ok(outcome(cx, records, None, found.len() as u64))
}

/// How many rows there are, counting no further than `most`.
fn count<'a>(cx: &Cx<'a>, rows: Rows<'_, 'a>, most: usize) -> usize {
    let mut n = 0;
    rows.each_block(cx, |block| {
        n += block.len();
        if n < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    n.min(most)
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
    let rows = Rows::Filtered { object: query.object, filter: filter.as_ref(), deleted_too: query.all_rows };
    let mut cells = Vec::new();
    rows.each_block(cx, |block| {
        cells.extend(block.iter().map(|at| source.read(cx, *at).into_owned()));
        ControlFlow::Continue(())
    });
    Ok(cells)
}
