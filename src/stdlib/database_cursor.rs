//! Cursors: what a query given as text found, fetched piece by piece.

use crate::hir::TypeId;
use crate::interp::limits::Limit;
use crate::interp::native::{MapRef, Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::stdlib::{class_id, dynamic};
use crate::value::{List, NativeObject, Str, Value};

/// The state of a cursor of either sort.
struct Cursor {
    records: Vec<Value>,
    elem: TypeId,
}

/// The state of a `Database.CursorFetchResult`.
struct Page {
    records: Vec<Value>,
    elem: TypeId,
    next: usize,
    done: bool,
}

fn open(cx: &mut Interp, class: &'static str, text: &str, binds: Option<&MapRef>) -> Exec<Value> {
    let (query, binds) = dynamic::query(cx, text, binds)?;
    cx.charge(Limit::ApexCursors, 1)?;
    let outcome = cx.run_locator(&query, &binds)?;
    cx.charge(Limit::ApexCursorRows, outcome.records.len())?;
    let elem = TypeId::record(query.object);
    Ok(NativeObject::value(class_id(class), Cursor { records: outcome.records, elem }))
}

/// The records from `position` on; a place outside of the cursor is an error.
fn part(cx: &mut Interp, cursor: &Native<Cursor>, position: i32, count: i32) -> Exec<(Vec<Value>, TypeId, usize)> {
    cx.charge(Limit::CursorFetches, 1)?;
    let all = cursor.with(|c| c.records.len());
    let (Ok(from), Ok(count)) = (usize::try_from(position), usize::try_from(count)) else {
        return Err(cx.throw(Exc::InvalidParameterValue, "Position and count must not be negative"));
    };
    if from > all || (from == all && all > 0) {
        return Err(cx.throw(Exc::InvalidParameterValue, format!("Position {from} is beyond the cursor's {all} rows")));
    }
    let to = all.min(from + count);
    Ok(cursor.with(|c| (c.records[from..to].to_vec(), c.elem, to)))
}

/// The forms of opening a cursor.
macro_rules! forms {
    ($name:literal, $class:literal) => {
        [
            m(
                concat!("static ", $class, " ", $name, "(String query)"),
                "What a query given as text finds, piece by piece.",
                |cx: &mut Interp, text: Str| open(cx, $class, &text, None),
            ),
            m(
                concat!("static ", $class, " ", $name, "(String query, AccessLevel access)"),
                "What a query given as text finds, piece by piece.",
                |cx: &mut Interp, text: Str, _: Value| open(cx, $class, &text, None),
            ),
            m(
                concat!("static ", $class, " ", $name, "InScope(String query, Map<String, Object> variables)"),
                "The same with the variables around the call.",
                |cx: &mut Interp, text: Str, binds: MapRef| open(cx, $class, &text, Some(&binds)),
            ),
            m(
                concat!(
                    "static ",
                    $class,
                    " ",
                    $name,
                    "InScope(String query, AccessLevel access, Map<String, Object> variables)"
                ),
                "The same with the variables around the call.",
                |cx: &mut Interp, text: Str, _: Value, binds: MapRef| open(cx, $class, &text, Some(&binds)),
            ),
            m(
                concat!(
                    "static ",
                    $class,
                    " ",
                    $name,
                    "WithBinds(String query, Map<String, Object> binds, AccessLevel access)"
                ),
                "The same with the values of a map for its binds.",
                |cx: &mut Interp, text: Str, binds: Option<MapRef>, _: Value| open(cx, $class, &text, binds.as_ref()),
            ),
        ]
    };
}

/// The rows of `Database` that open cursors.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::from(forms!("getCursor", "Database.Cursor"));
    rows.extend(forms!("getPaginationCursor", "Database.PaginationCursor"));
    rows
}

/// `Database.Cursor`
pub(super) fn cursor() -> Vec<Row> {
    vec![
        m("Integer getNumRecords()", "How many records there are.", |c: Native<Cursor>| c.with(|c| c.records.len())),
        m(
            "List<SObject> fetch(Integer position, Integer count)",
            "So many records from a place on.",
            |cx: &mut Interp, c: Native<Cursor>, position: i32, count: i32| -> Exec<List> {
                let (records, elem, _) = part(cx, &c, position, count)?;
                Ok(List::from_values(elem, records))
            },
        ),
    ]
}

/// `Database.PaginationCursor`
pub(super) fn pagination_cursor() -> Vec<Row> {
    vec![
        m("Integer getNumRecords()", "How many records there are.", |c: Native<Cursor>| c.with(|c| c.records.len())),
        m(
            "Database.CursorFetchResult fetchPage(Integer position, Integer size)",
            "A page of records from a place on.",
            |cx: &mut Interp, c: Native<Cursor>, position: i32, size: i32| -> Exec<Value> {
                let (records, elem, next) = part(cx, &c, position, size)?;
                let done = next == c.with(|c| c.records.len());
                let page = Page { records, elem, next, done };
                Ok(NativeObject::value(class_id("Database.CursorFetchResult"), page))
            },
        ),
        m(
            "Database.CursorFetchResult fetchDeleted(Integer position, Integer size)",
            "Records of a page that were deleted meanwhile: none here.",
            |c: Native<Cursor>, position: i32, _: i32| {
                let elem = c.with(|c| c.elem);
                let page = Page { records: Vec::new(), elem, next: position.max(0) as usize, done: true };
                NativeObject::value(class_id("Database.CursorFetchResult"), page)
            },
        ),
    ]
}

/// `Database.CursorFetchResult`
pub(super) fn fetch_result() -> Vec<Row> {
    vec![
        m("List<SObject> getRecords()", "The records of the page.", |p: Native<Page>| {
            p.with(|p| List::from_values(p.elem, p.records.clone()))
        }),
        m("Integer getNextIndex()", "Where the next page begins.", |p: Native<Page>| p.with(|p| p.next)),
        m("Boolean isDone()", "Whether this was the last page.", |p: Native<Page>| p.with(|p| p.done)),
        m("Integer getNumDeletedRecords()", "How many records of the page were deleted.", |_: Native<Page>| 0),
    ]
}
