//! Chooses how to reach the rows of a query: by id, by index, or by looking at all of them.

use std::ops::ControlFlow;

use crate::org::query::Cx;
use crate::org::query::filter::{Predicate, RowPredicate};
use crate::org::query::path::Cursor;
use crate::org::query::source::Source;
use crate::org::query::test::Test;
use crate::org::state::place_of;
use crate::org::table::{Table, is_deleted};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Id};

/// Which rows can match.
pub enum Access {
    /// These row numbers, in order.
    Rows(Vec<u32>),
    Scan,
}

/// The best access that one of the conditions that must all hold allows.
pub fn access(cx: &Cx<'_>, object: ObjectId, table: &Table, filter: Option<&RowPredicate<'_>>) -> Access {
    let Some(filter) = filter else { return Access::Scan };
    let mut tests = Vec::new();
    conjuncts(filter, &mut tests);
    if let Some(numbers) = tests.iter().find_map(|(field, test)| by_id(cx, object, *field, test)) {
        return Access::Rows(numbers);
    }
    let by_index = |(field, test): &(FieldId, &Test)| table.find(*field, &cells(test)?);
    match tests.iter().filter(|(field, _)| table.indexed(*field)).find_map(by_index) {
        Some(numbers) => Access::Rows(numbers),
        None => Access::Scan,
    }
}

/// Tests of the object's own fields that every result passes.
fn conjuncts<'p>(filter: &'p RowPredicate<'_>, into: &mut Vec<(FieldId, &'p Test)>) {
    match filter {
        Predicate::All(all) => all.iter().for_each(|p| conjuncts(p, into)),
        Predicate::Test(Source::Path(path), test) if path.is_own() => into.push((path.leaf.field, test)),
        Predicate::Test(..) | Predicate::Any(_) => {}
    }
}

fn by_id(cx: &Cx<'_>, object: ObjectId, field: FieldId, test: &Test) -> Option<Vec<u32>> {
    if field != FieldId::ID {
        return None;
    }
    let number = |id: &Id| place_of(cx.schema, *id).filter(|(o, _)| *o == object).map(|(_, number)| number);
    match test {
        Test::Id(id) => Some(number(id).into_iter().collect()),
        Test::InIds { ids, .. } => {
            let mut numbers: Vec<u32> = ids.iter().filter_map(number).collect();
            numbers.sort_unstable();
            Some(numbers)
        }
        Test::Always(false) => Some(Vec::new()),
        _ => None,
    }
}

/// The values that a test asks for, if it asks for equality.
fn cells(test: &Test) -> Option<Vec<Cell>> {
    match test {
        Test::Id(id) => Some(vec![Cell::Id(*id)]),
        Test::InIds { ids, null: false } => Some(ids.iter().map(|id| Cell::Id(*id)).collect()),
        Test::Same { bytes, wanted: true } => Some(vec![Cell::string(std::str::from_utf8(bytes).expect("ASCII"))]),
        Test::Text { op: crate::hir::Operator::Equal, text } => Some(vec![Cell::string(text)]),
        Test::InTexts { texts, null: false } => Some(texts.iter().map(|t| Cell::string(t)).collect()),
        _ => None,
    }
}

/// How many rows of a scan are looked at together: their cursors fit the first caches.
const BLOCK: usize = 2048;

/// The rows of a query, handed out in blocks.
pub enum Rows<'f, 'a> {
    /// The rows of an object that pass a filter, in order of insertion.
    Filtered { object: ObjectId, filter: Option<&'f RowPredicate<'a>>, deleted_too: bool },
    /// Rows that are known already.
    Given(Vec<Cursor<'a>>),
}

impl<'a> Rows<'_, 'a> {
    /// Hands the rows to `take`, a block at a time, until it has enough.
    pub fn each_block(self, cx: &Cx<'a>, mut take: impl FnMut(&[Cursor<'a>]) -> ControlFlow<()>) {
        let (object, filter, deleted_too) = match self {
            Rows::Filtered { object, filter, deleted_too } => (object, filter, deleted_too),
            Rows::Given(rows) => {
                let _ = take(&rows);
                return;
            }
        };
        let Some(table) = cx.state.table(object) else { return };
        match access(cx, object, table, filter) {
            Access::Rows(numbers) => {
                let found = numbers.into_iter().filter_map(|number| Some((number, table.row(number)?)));
                let kept = found.filter(|(_, row)| deleted_too || !is_deleted(row));
                let mut block: Vec<Cursor<'a>> = kept.map(|(number, row)| Cursor::new(number, row)).collect();
                filter.inspect(|f| block.retain(|at| f.accepts(cx, *at)));
                cx.viewer_of(object).inspect(|viewer| block.retain(|at| cx.sees(viewer, object, *at)));
                let _ = take(&block);
            }
            Access::Scan => {
                cx.scanning.set(true);
                filter.inspect(|f| f.note_scan(cx));
                let _ = scan(cx, object, table, filter, deleted_too, &mut take);
                cx.scanning.set(false);
            }
        }
    }
}

fn scan<'a>(
    cx: &Cx<'a>,
    object: ObjectId,
    table: &'a Table,
    filter: Option<&RowPredicate<'a>>,
    deleted_too: bool,
    take: &mut impl FnMut(&[Cursor<'a>]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // The first block is small: a query that wants one row seldom needs to look at thousands.
    let mut size = 64;
    let mut block: Vec<Cursor<'a>> = Vec::with_capacity(BLOCK);
    let viewer = cx.viewer_of(object);
    let mut hand_over = |block: &mut Vec<Cursor<'a>>| {
        filter.inspect(|f| f.narrow(cx, block));
        viewer.inspect(|viewer| block.retain(|at| cx.sees(viewer, object, *at)));
        let enough = if block.is_empty() { ControlFlow::Continue(()) } else { take(block) };
        block.clear();
        enough
    };
    if let (Some(live), false) = (table.live(), deleted_too) {
        let mut first = 0;
        while first < live.len() {
            let numbers = first..live.len().min(first + size);
            first = numbers.end;
            block.extend(numbers.filter(|number| live[*number]).map(|number| Cursor::of(number as u32)));
            hand_over(&mut block)?;
            size = (size * 2).min(BLOCK);
        }
        return ControlFlow::Continue(());
    }
    for (first, leaf) in table.leaves() {
        let rows = (first..).zip(leaf).filter_map(|(number, row)| Some((number, row.as_ref()?)));
        let kept = rows.filter(|(_, row)| deleted_too || !is_deleted(row));
        block.extend(kept.map(|(number, row)| Cursor::new(number, row)));
        if block.len() >= size {
            hand_over(&mut block)?;
            size = (size * 2).min(BLOCK - leaf.len());
        }
    }
    hand_over(&mut block)
}
