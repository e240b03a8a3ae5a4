//! Child sub-selects: the children of all parents in one pass, then each parent's in its order.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::hir::SubQuery;
use crate::org::query::path::{Cursor, Reader, definition};
use crate::org::query::plan::Rows;
use crate::org::query::project::Projection;
use crate::org::query::source::Source;
use crate::org::query::{Cx, QueryError, filter, run, sort};
use crate::org::state::id_of;
use crate::org::table::is_deleted;
use crate::schema::CellKind;
use crate::value::{Cell, Id, Row, Value};

/// The records of a sub-select by parent. Parents without children are left out.
pub fn load<'a>(cx: &'a Cx<'a>, sub: &'a SubQuery, parents: &[Id]) -> Result<FxHashMap<Id, Vec<Value>>, QueryError> {
    let query = &sub.query;
    let mut lists = FxHashMap::default();
    let Some(table) = cx.state.table(query.object) else { return Ok(lists) };
    let filter = query.filter.as_ref().map(|f| filter::rows(cx, f)).transpose()?;
    let keys = sort::keys(cx, &query.order_by, &mut |t| Source::new(cx, t))?;
    let projection = Projection::new(cx, query.object, &query.select)?;
    let (offset, limit) = run::window(cx, query)?;
    let lookup = Reader::new(cx, query.object, sub.lookup);
    let wanted: FxHashSet<Id> = parents.iter().copied().collect();
    let mut families: FxHashMap<Id, Vec<Cursor<'a>>> = FxHashMap::default();
    let viewer = cx.viewer_of(query.object);
    let mut take = |(number, row): (u32, &'a Row)| {
        if is_deleted(row) && !query.all_rows {
            return;
        }
        let at = Cursor::new(number, row);
        if let Some(parent) = parent(cx, &lookup, &lookup.read(cx, query.object, at))
            && wanted.contains(&parent)
            && filter.as_ref().is_none_or(|f| f.accepts(cx, at))
            && viewer.is_none_or(|viewer| cx.sees(viewer, query.object, at))
        {
            families.entry(parent).or_default().push(at);
        }
    };
    let cells: Vec<Cell> = parents.iter().map(|id| Cell::Id(*id)).collect();
    let by_id = cx.schema.object(query.object).get(sub.lookup).ty.cell_kind() == CellKind::Id;
    match table.find(sub.lookup, &cells).filter(|_| by_id) {
        Some(numbers) => {
            numbers.into_iter().filter_map(|number| Some((number, table.row(number)?))).for_each(&mut take);
        }
        None => table.iter().for_each(take),
    }
    for (parent, rows) in families {
        let rows = sort::first(cx, &keys, Rows::Given(rows), offset.saturating_add(limit));
        let rows = rows.get(offset..).unwrap_or_default();
        if rows.is_empty() {
            continue;
        }
        cx.rows.set(cx.rows.get() + rows.len() as u64);
        lists.insert(parent, projection.records(cx, rows)?);
    }
    Ok(lists)
}

/// The parent that a lookup's cell means: by Id, or by the name of a definition.
#[inline]
fn parent(cx: &Cx<'_>, lookup: &Reader<'_>, cell: &Cell) -> Option<Id> {
    match cell {
        Cell::Id(id) => Some(*id),
        Cell::Null => None,
        name => {
            let field = cx.schema.object(lookup.object).get(lookup.field);
            let target = cx.schema.related(field.reference.as_ref()?)?;
            let (object, at) = definition(cx, target, name)?;
            Some(id_of(cx.schema, object, at.number))
        }
    }
}
