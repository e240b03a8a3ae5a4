//! `ORDER BY`, keeping no more rows than the limit needs. Rows that compare equal stay in order of insertion.

use std::cmp::Ordering;
use std::ops::ControlFlow;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::hir::{FieldTarget, OrderBy};
use crate::org::columns::Numbers;
use crate::org::order;
use crate::org::query::path::{CellRef, Cursor, Path};
use crate::org::query::plan::Rows;
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
    let orders = directions.iter().zip(a.iter().zip(b)).map(|(direction, (a, b))| one(*direction, a, b));
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The order of two cells of one key.
#[inline]
fn one(direction: Direction, a: &Cell, b: &Cell) -> Ordering {
    match (a.is_null(), b.is_null()) {
        (true, true) => Ordering::Equal,
        (true, false) if direction.nulls_last => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, true) if direction.nulls_last => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) if direction.descending => order::compare(b, a),
        (false, false) => order::compare(a, b),
    }
}

struct Entry<'a> {
    cells: SmallVec<[CellRef<'a>; 2]>,
    place: u32,
    at: Cursor<'a>,
}

/// The first `keep` rows in order.
pub fn first<'a>(cx: &Cx<'a>, keys: &[Key<Source<'a>>], rows: Rows<'_, 'a>, keep: usize) -> Vec<Cursor<'a>> {
    if keep == 0 {
        return Vec::new();
    }
    let mut best = Best::new(cx, keys, keep);
    if keys.is_empty() {
        let mut found = Vec::new();
        rows.each_block(cx, |block| {
            found.extend(block.iter().take(keep - found.len()));
            if found.len() < keep { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        return found;
    }
    rows.each_block(cx, |block| {
        best.add(block);
        ControlFlow::Continue(())
    });
    best.finish()
}

/// The best rows so far. Twice as many are gathered before the worse half is dropped, so dropping costs little per row.
struct Best<'f, 'a> {
    cx: &'f Cx<'a>,
    keys: &'f [Key<Source<'a>>],
    directions: SmallVec<[Direction; 4]>,
    keep: usize,
    kept: Vec<Entry<'a>>,
    /// Whether the last of the first `keep` entries is the worst of them, and every row to come must be better.
    full: bool,
    place: u32,
    /// The first key, when it is a column of numbers.
    numbers: Option<(&'f Path<'a>, &'a Numbers)>,
    /// Where the worst row kept has its number.
    worst: Option<i64>,
}

impl<'f, 'a> Best<'f, 'a> {
    fn new(cx: &'f Cx<'a>, keys: &'f [Key<Source<'a>>], keep: usize) -> Best<'f, 'a> {
        let directions = keys.iter().map(|k| k.direction).collect();
        Best { cx, keys, directions, keep, kept: Vec::new(), full: false, place: 0, numbers: None, worst: None }
    }

    /// The number that a row has in the first key's column.
    #[inline]
    fn number(&self, at: Cursor<'a>) -> Option<i64> {
        let (path, numbers) = self.numbers?;
        numbers.of(path.number(at)?)
    }

    fn add(&mut self, block: &[Cursor<'a>]) {
        if self.place == 0 {
            if self.cx.scanning.get() {
                self.keys.iter().for_each(|k| k.source.note_scan(self.cx));
            }
            self.numbers = match self.keys {
                [Key { source: Source::Path(path), ranks: None, .. }, ..] => path.numbers().map(|n| (path, n)),
                _ => None,
            };
        }
        let room = self.keep.saturating_mul(2).max(64);
        for &at in block {
            let place = self.place;
            self.place += 1;
            // Most rows of a large table fall here.
            if let Some(worst) = self.worst
                && let Some(number) = self.number(at)
            {
                let order = number.cmp(&worst);
                let order = if self.directions[0].descending { order.reverse() } else { order };
                if order.is_gt() || (order.is_eq() && self.keys.len() == 1) {
                    continue;
                }
            }
            let read = |key: &Key<Source<'a>>| key.of(key.source.read(self.cx, at));
            // Later rows lose against equal ones, so the first key mostly settles it.
            if self.full
                && let Some(key) = self.keys.first()
            {
                let order = one(key.direction, &read(key), &self.kept[self.keep - 1].cells[0]);
                if order.is_gt() || (order.is_eq() && self.keys.len() == 1) {
                    continue;
                }
            }
            let entry = Entry { cells: self.keys.iter().map(read).collect(), place, at };
            self.kept.push(entry);
            if self.kept.len() >= room {
                let directions = &self.directions;
                self.kept.select_nth_unstable_by(self.keep - 1, |a, b| order(directions, a, b));
                self.kept.truncate(self.keep);
                self.full = true;
                self.worst = self.number(self.kept[self.keep - 1].at);
            }
        }
    }

    fn finish(mut self) -> Vec<Cursor<'a>> {
        let directions = self.directions;
        self.kept.sort_unstable_by(|a, b| order(&directions, a, b));
        self.kept.truncate(self.keep);
        self.kept.into_iter().map(|e| e.at).collect()
    }
}

fn order(directions: &[Direction], a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
    compare(directions, &a.cells, &b.cells).then(a.place.cmp(&b.place))
}
