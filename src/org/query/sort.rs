//! `ORDER BY`, keeping no more rows than the limit needs. Rows that compare equal stay in order of insertion.

use std::cmp::Ordering;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::hir::{FieldTarget, OrderBy};
use crate::org::order;
use crate::org::query::path::{CellRef, Cursor};
use crate::org::query::source::{Source, field_of};
use crate::org::query::{Cx, QueryError};
use crate::schema::FieldType;
use crate::value::Cell;

/// One key of an ordering.
pub struct Key<S> {
    pub source: S,
    pub direction: Direction,
    /// Picklists are ordered as their values are listed.
    ranks: Option<FxHashMap<CompactString, i32>>,
}

#[derive(Clone, Copy)]
pub struct Direction {
    descending: bool,
    nulls_last: bool,
}

/// Makes the keys of an ordering.
pub fn keys<'a, S>(
    cx: &Cx<'a>,
    order_by: &[OrderBy],
    source: &mut impl FnMut(&FieldTarget) -> Result<S, QueryError>,
) -> Result<Vec<Key<S>>, QueryError> {
    let key = |o: &OrderBy| {
        Ok(Key {
            source: source(&o.target)?,
            direction: Direction { descending: o.descending, nulls_last: o.nulls_last },
            ranks: ranks(cx, &o.target),
        })
    };
    order_by.iter().map(key).collect()
}

fn ranks(cx: &Cx<'_>, target: &FieldTarget) -> Option<FxHashMap<CompactString, i32>> {
    let FieldTarget::Path(_) = target else { return None };
    let field = field_of(cx, target).filter(|f| f.ty == FieldType::Picklist && !f.picklist.is_empty())?;
    Some(field.picklist.iter().zip(0..).map(|(v, rank)| (CompactString::new(&v.value), rank)).collect())
}

impl<S> Key<S> {
    /// The cell that is compared, for the cell that was read.
    pub fn of<'c>(&self, cell: CellRef<'c>) -> CellRef<'c> {
        match (&self.ranks, cell.as_str()) {
            // Values that are not listed come after those that are, in the order of their texts.
            (Some(ranks), Some(text)) => CellRef::Owned(match ranks.get(text) {
                Some(rank) => Cell::string(&format!("{rank:06}")),
                None => Cell::string(&format!("~{text}")),
            }),
            _ => cell,
        }
    }
}

/// The order of two rows by their key cells.
pub fn compare(directions: &[Direction], a: &[CellRef<'_>], b: &[CellRef<'_>]) -> Ordering {
    for (direction, (a, b)) in directions.iter().zip(a.iter().zip(b)) {
        let order = match (a.is_null(), b.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) if direction.nulls_last => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, true) if direction.nulls_last => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) if direction.descending => order::compare(b, a),
            (false, false) => order::compare(a, b),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

struct Entry<'a> {
    cells: SmallVec<[CellRef<'a>; 2]>,
    place: u32,
    at: Cursor<'a>,
}

/// The first `keep` rows in order.
pub fn first<'a>(
    cx: &Cx<'a>,
    keys: &[Key<Source<'a>>],
    rows: impl Iterator<Item = Cursor<'a>>,
    keep: usize,
) -> Vec<Cursor<'a>> {
    if keys.is_empty() {
        return rows.take(keep).collect();
    }
    if keep == 0 {
        return Vec::new();
    }
    let directions: SmallVec<[Direction; 4]> = keys.iter().map(|k| k.direction).collect();
    let order = |a: &Entry<'_>, b: &Entry<'_>| compare(&directions, &a.cells, &b.cells).then(a.place.cmp(&b.place));
    let mut kept: Vec<Entry<'a>> = Vec::new();
    // Twice the limit is gathered before the worse half is dropped, so dropping costs little per row.
    let room = keep.saturating_mul(2).max(64);
    let mut worst: Option<usize> = None;
    if cx.scanning.get() {
        keys.iter().for_each(|k| k.source.note_scan(cx));
    }
    for (place, at) in (0..).zip(rows) {
        let cells = keys.iter().map(|k| k.of(k.source.read(cx, at))).collect();
        let entry = Entry { cells, place, at };
        if worst.is_some_and(|w| order(&entry, &kept[w]).is_ge()) {
            continue;
        }
        kept.push(entry);
        if kept.len() >= room {
            kept.select_nth_unstable_by(keep - 1, order);
            kept.truncate(keep);
            worst = Some(keep - 1);
        }
    }
    kept.sort_unstable_by(order);
    kept.truncate(keep);
    kept.into_iter().map(|e| e.at).collect()
}
