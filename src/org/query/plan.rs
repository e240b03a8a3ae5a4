//! Chooses how to reach the rows of a query: by id, by index, or by looking at all of them.

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

/// The rows of a table that pass a filter, in order of insertion.
pub fn rows<'a: 'f, 'f>(
    cx: &'f Cx<'a>,
    object: ObjectId,
    filter: Option<&'f RowPredicate<'a>>,
    deleted_too: bool,
) -> Box<dyn Iterator<Item = Cursor<'a>> + 'f> {
    let Some(table) = cx.state.table(object) else { return Box::new(std::iter::empty()) };
    let passes = move |at: &Cursor<'a>| filter.is_none_or(|f| f.accepts(cx, *at));
    let kept = move |at: &Cursor<'a>| deleted_too || !is_deleted(at.row);
    let access = access(cx, object, table, filter);
    cx.scanning.set(matches!(access, Access::Scan));
    match access {
        Access::Rows(numbers) => {
            let found = numbers.into_iter().filter_map(|number| Some(Cursor { number, row: table.row(number)? }));
            Box::new(found.filter(kept).filter(passes))
        }
        Access::Scan => {
            filter.inspect(|f| f.note_scan(cx));
            let all = table.iter().map(|(number, row)| Cursor { number, row });
            match table.live() {
                Some(live) if !deleted_too => Box::new(all.filter(|at| live[at.number as usize]).filter(passes)),
                _ => Box::new(all.filter(kept).filter(passes)),
            }
        }
    }
}
