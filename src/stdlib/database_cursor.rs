//! Cursors: what a query given as text found, fetched piece by piece. Their classes are Apex; the store is here.

use crate::hir::{Query, SelectItem, TypeId};
use crate::interp::limits::Limit;
use crate::interp::native::{MapRef, Row, m};
use crate::interp::queries::record_id;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::Cursor;
use crate::stdlib::argument::Numbered;
use crate::stdlib::database_dml;
use crate::stdlib::dynamic::{self, Binds};
use crate::value::{Id, List, Str, Value};
use std::sync::Arc;

/// The most records of a page.
const MAX_PAGE: i32 = 2000;

fn open(cx: &mut Interp, class: &str, text: &str, binds: Binds<'_>, access: &Value) -> Exec<Value> {
    if text.trim().is_empty() {
        // The name stands in the message too.
        let text = "System.InvalidParameterValueException: Query must not be empty or null";
        return Err(cx.throw(Exc::InvalidParameterValue, text));
    }
    let asked = database_dml::access_level(cx, access)?;
    let (mut query, binds) = dynamic::query(cx, text, binds)?;
    query.security = dynamic::mode(cx, query.security, asked)?;
    if let Some(fault) = fault(&query) {
        return Err(cx.throw(Exc::Query, fault));
    }
    let outcome = cx.run_cursor(&query, &binds)?;
    let (cursors, rows) = match class {
        "Database.Cursor" => (Limit::ApexCursors, Limit::ApexCursorRows),
        _ => (Limit::PaginationCursors, Limit::PaginationCursorRows),
    };
    cx.charge(cursors, 1)?;
    cx.charge(rows, outcome.records.len())?;
    let ids = outcome.records.iter().filter_map(record_id).collect();
    let number = cx.org.org().cursors().add(Cursor { query, ids });
    let class = cx.program.find_class(class).expect("the prelude has the cursors");
    cx.instantiate(class, &[Value::string(&number.to_string())])
}

/// What a cursor's query may not have.
fn fault(query: &Query) -> Option<&'static str> {
    if query.count_only {
        Some("use countQuery() for [select count()...] queries")
    } else if query.aggregate {
        Some("Query contains aggregate expressions, these are not permitted in cursor queries")
    } else if query.for_update {
        Some("You cannot lock records with Cursor using FOR UPDATE")
    } else if query.select.iter().any(|item| matches!(item, SelectItem::Children { .. })) {
        Some("Query contains aggregate relationships, these are not permitted in cursor queries")
    } else {
        None
    }
}

/// The cursor of a number; one that came from nowhere is empty.
fn held(cx: &Interp, number: Option<&Str>) -> Option<Arc<Cursor>> {
    cx.org.org().cursors().get(number?.parse().ok()?)
}

fn count(cx: &mut Interp, number: Option<Str>) -> usize {
    held(cx, number.as_ref()).map_or(0, |cursor| cursor.ids.len())
}

/// Place and number as given.
///
/// # Errors
/// What of it is null or negative.
fn span(cx: &mut Interp, position: Option<i32>, count: Option<i32>) -> Result<(i32, i32), Thrown> {
    let (Some(position), Some(count)) = (position, count) else { return Err(cx.null_pointer()) };
    if position < 0 {
        let text = format!("Start position cannot be a negative value: {position}");
        return Err(cx.throw(Exc::InvalidParameterValue, text));
    }
    if count < 0 {
        let text = format!("Fetch size cannot be a negative value: {count}");
        return Err(cx.throw(Exc::InvalidParameterValue, text));
    }
    Ok((position, count))
}

fn beyond(cx: &mut Interp, place: i32) -> Thrown {
    cx.throw(Exc::InvalidParameterValue, format!("Fetch beyond bound detected: {place}"))
}

/// One fetch counts as a query.
fn charge(cx: &mut Interp) -> Exec<()> {
    cx.charge(Limit::CursorFetches, 1)?;
    cx.charge(Limit::Queries, 1)
}

fn fetch(cx: &mut Interp, number: Option<Str>, position: Option<i32>, count: Option<i32>) -> Exec<List> {
    let (position, count) = span(cx, position, count)?;
    let cursor = held(cx, number.as_ref());
    let ids: &[Id] = cursor.as_ref().map_or(&[], |cursor| &cursor.ids);
    // The sum wraps as it does on the platform: far beyond the end nothing is found.
    let end = position.wrapping_add(count);
    if i64::from(end) > ids.len() as i64 {
        return Err(beyond(cx, end));
    }
    charge(cx)?;
    let Some(cursor) = &cursor else { return Ok(List::new(TypeId::OBJECT)) };
    let part = ids.get(position as usize..end.max(0) as usize).unwrap_or_default();
    let records = cx.fetch_again(&cursor.query, &[], part)?;
    Ok(List::from_values(TypeId::record(cursor.query.object), records))
}

/// The place of a page within the cursor.
fn page(
    cx: &mut Interp,
    number: Option<Str>,
    start: Option<i32>,
    size: Option<i32>,
) -> Exec<(Arc<Cursor>, usize, usize)> {
    let (start, size) = span(cx, start, size)?;
    if size > MAX_PAGE {
        let text = format!("Page size cannot be greater than {MAX_PAGE}: {size}");
        return Err(cx.throw(Exc::InvalidParameterValue, text));
    }
    match held(cx, number.as_ref()) {
        Some(cursor) if start as usize <= cursor.ids.len() => {
            charge(cx)?;
            Ok((cursor, start as usize, size as usize))
        }
        _ => Err(beyond(cx, start)),
    }
}

fn fetch_page(cx: &mut Interp, number: Option<Str>, start: Option<i32>, size: Option<i32>) -> Exec<Value> {
    let (cursor, start, size) = page(cx, number, start, size)?;
    let (mut next, mut deleted, mut live) = (start, 0, Vec::new());
    while live.len() < size && next < cursor.ids.len() {
        match cx.org.exists(cursor.ids[next]) {
            true => live.push(cursor.ids[next]),
            false => deleted += 1,
        }
        next += 1;
    }
    let records = cx.fetch_again(&cursor.query, &[], &live)?;
    let class = cx.program.find_class("Database.CursorFetchResult").expect("the prelude has the cursors");
    let records = Value::list(List::from_values(TypeId::record(cursor.query.object), records));
    cx.instantiate(class, &[records, Value::Integer(next as i32), Value::Integer(deleted)])
}

fn deleted(cx: &mut Interp, number: Option<Str>, start: Option<i32>, size: Option<i32>) -> Exec<usize> {
    let (cursor, start, size) = page(cx, number, start, size)?;
    let end = cursor.ids.len().min(start + size);
    Ok(cursor.ids[start..end].iter().filter(|id| !cx.org.exists(**id)).count())
}

/// The forms of opening a cursor.
macro_rules! forms {
    ($name:literal, $class:literal) => {
        [
            m(
                concat!("static ", $class, " ", $name, "(String query)"),
                "What a query given as text finds, piece by piece.",
                |cx: &mut Interp, Numbered(text): Numbered<Str>| open(cx, $class, &text, Binds::None, &Value::Null),
            ),
            m(
                concat!("static ", $class, " ", $name, "(String query, AccessLevel access)"),
                "What a query given as text finds, piece by piece.",
                |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(access): Numbered<Value>| {
                    open(cx, $class, &text, Binds::None, &access)
                },
            ),
            m(
                concat!("static ", $class, " ", $name, "InScope(String query, Map<String, Object> variables)"),
                "The same with the variables around the call.",
                |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(binds): Numbered<MapRef>| {
                    open(cx, $class, &text, Binds::Variables(&binds), &Value::Null)
                },
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
                |cx: &mut Interp,
                 Numbered(text): Numbered<Str>,
                 Numbered(access): Numbered<Value>,
                 Numbered(binds): Numbered<MapRef>| {
                    open(cx, $class, &text, Binds::Variables(&binds), &access)
                },
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
                |cx: &mut Interp,
                 Numbered(text): Numbered<Str>,
                 Numbered(binds): Numbered<MapRef>,
                 Numbered(access): Numbered<Value>| {
                    open(cx, $class, &text, Binds::Given(&binds), &access)
                },
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

/// `Orgless.Cursors`: what the classes of cursors ask.
pub(super) fn store() -> Vec<Row> {
    vec![
        m("static Integer count(String cursor)", "How many records a cursor has.", count),
        m(
            "static List<SObject> fetch(String cursor, Integer position, Integer count)",
            "So many records from a place on.",
            fetch,
        ),
        m("static Object fetchPage(String cursor, Integer start, Integer size)", "A page of records.", fetch_page),
        m(
            "static Integer deleted(String cursor, Integer start, Integer size)",
            "How many records of a range are gone.",
            deleted,
        ),
    ]
}
