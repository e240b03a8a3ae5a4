//! Dynamic queries: `Database.query` and its kin, and query locators.
//!
//! A row whose name ends in `InScope` gets the variables around the call as a map in addition: the checker chooses it when
//! the text may bind.

use std::sync::Arc;

use crate::hir::{Query, TypeId};
use crate::interp::native::{ListRef, MapRef, Native, Row, m};
use crate::interp::queries::record_id;
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::batch::{self, Locator};
use crate::stdlib::argument::Numbered;
use crate::stdlib::dynamic::{self, Binds};
use crate::stdlib::{class_id, database_dml};
use crate::value::{Id, List, NativeObject, Object, Str, Value};

/// The records of a query as a list of its object.
fn list_of(query: &Query, records: Vec<Value>) -> Value {
    let elem = if query.aggregate { query.row } else { TypeId::record(query.object) };
    Value::list(List::from_values(elem, records))
}

/// A query's text compiled, in the mode that the caller asks for unless the text names one.
fn compiled(cx: &mut Interp, text: &str, binds: Binds<'_>, access: &Value) -> Exec<(Query, Vec<Value>)> {
    let asked = database_dml::access_level(cx, access)?;
    let (mut query, binds) = dynamic::query(cx, text, binds)?;
    query.security = dynamic::mode(cx, query.security, asked)?;
    Ok((query, binds))
}

fn query(cx: &mut Interp, text: &str, binds: Binds<'_>, access: &Value) -> Exec<Value> {
    let (query, binds) = compiled(cx, text, binds, access)?;
    if query.count_only {
        return Err(cx.throw(Exc::Query, COUNT_ELSEWHERE));
    }
    let outcome = cx.run_query(&query, &binds)?;
    Ok(list_of(&query, outcome.records))
}

/// Of `COUNT()` where records are wanted.
const COUNT_ELSEWHERE: &str = "use countQuery() for [select count()...] queries";

fn count(cx: &mut Interp, text: &str, binds: Binds<'_>, access: &Value) -> Exec<i32> {
    let (query, binds) = compiled(cx, text, binds, access)?;
    if !query.count_only {
        return Err(cx.throw(Exc::Query, "Use query() for non-count queries"));
    }
    let count = cx.run_query(&query, &binds)?.count.expect("a query of COUNT() alone counts");
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

fn locator(cx: &mut Interp, text: &str, binds: Binds<'_>, access: &Value) -> Exec<Value> {
    let (query, binds) = compiled(cx, text, binds, access)?;
    let fault = if query.count_only {
        Some(COUNT_ELSEWHERE)
    } else if query.aggregate {
        Some("Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch")
    } else if query.for_update {
        Some("You cannot lock records in Batch Apex using FOR UPDATE")
    } else {
        None
    };
    if let Some(fault) = fault {
        return Err(cx.throw(Exc::Query, fault));
    }
    let outcome = cx.run_locator(&query, &binds)?;
    let locator = Locator { records: outcome.records, query: Arc::from(text), source: Some((query, binds)) };
    Ok(batch::locator(cx, locator))
}

/// A list of records as a locator.
fn locator_of(cx: &mut Interp, records: &ListRef) -> Value {
    let records = records.borrow().to_vec();
    batch::locator(cx, Locator { records, query: Arc::from(""), source: None })
}

/// The state of a `Database.QueryLocatorIterator`. The first walk that asks takes all records; others find none.
struct Walk {
    locator: Value,
    items: Option<Vec<Value>>,
    next: usize,
}

/// Has a walk read its records, as they are now.
fn load(cx: &mut Interp, walk: &Native<Walk>) -> Exec<()> {
    if walk.with(|w| w.items.is_some()) {
        return Ok(());
    }
    let locator = walk.with(|w| w.locator.clone());
    let Some(Object::Native(native)) = locator.object() else { return Err(cx.null_pointer()) };
    let taken = NativeObject::with(native, |l: &mut Locator| (std::mem::take(&mut l.records), l.source.clone()));
    let (records, source) = taken.expect("an iterator is made of a locator");
    let items = match source {
        Some((query, binds)) => {
            let ids: Vec<Id> = records.iter().filter_map(record_id).collect();
            cx.fetch_again(&query, &binds, &ids)?
        }
        None => records,
    };
    walk.with(|w| w.items = Some(items));
    Ok(())
}

/// The forms of a method that takes a query's text.
macro_rules! forms {
    ($rows:ident, $result:literal, $name:literal, $doc:literal, $run:ident) => {
        $rows.extend([
            m(
                concat!("static ", $result, " ", $name, "(String query)"),
                $doc,
                |cx: &mut Interp, Numbered(text): Numbered<Str>| $run(cx, &text, Binds::None, &Value::Null),
            ),
            m(
                concat!("static ", $result, " ", $name, "(String query, AccessLevel access)"),
                $doc,
                |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(access): Numbered<Value>| {
                    $run(cx, &text, Binds::None, &access)
                },
            ),
            m(
                concat!("static ", $result, " ", $name, "InScope(String query, Map<String, Object> variables)"),
                "The same with the variables around the call.",
                |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(binds): Numbered<MapRef>| {
                    $run(cx, &text, Binds::Variables(&binds), &Value::Null)
                },
            ),
            m(
                concat!(
                    "static ",
                    $result,
                    " ",
                    $name,
                    "InScope(String query, AccessLevel access, Map<String, Object> variables)"
                ),
                "The same with the variables around the call.",
                |cx: &mut Interp,
                 Numbered(text): Numbered<Str>,
                 Numbered(access): Numbered<Value>,
                 Numbered(binds): Numbered<MapRef>| { $run(cx, &text, Binds::Variables(&binds), &access) },
            ),
            m(
                concat!(
                    "static ",
                    $result,
                    " ",
                    $name,
                    "WithBinds(String query, Map<String, Object> binds, AccessLevel access)"
                ),
                "The same with the values of a map for its binds.",
                |cx: &mut Interp,
                 Numbered(text): Numbered<Str>,
                 Numbered(binds): Numbered<MapRef>,
                 Numbered(access): Numbered<Value>| { $run(cx, &text, Binds::Given(&binds), &access) },
            ),
        ]);
    };
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m(
            "static Database.QueryLocator getQueryLocator(List<SObject> records)",
            "What a query finds, for a batch.",
            |cx: &mut Interp, Numbered(records): Numbered<ListRef>| locator_of(cx, &records),
        ),
        m(
            "static Database.QueryLocator getQueryLocator(List<SObject> records, AccessLevel access)",
            "What a query finds, for a batch.",
            |cx: &mut Interp, Numbered(records): Numbered<ListRef>, _: Value| locator_of(cx, &records),
        ),
    ];
    forms! { rows, "List<SObject>", "query", "Runs a query given as text.", query }
    forms! { rows, "Integer", "countQuery", "Runs a query given as text and counts what it finds.", count }
    forms! { rows, "Database.QueryLocator", "getQueryLocator", "What a query given as text finds.", locator }
    rows
}

/// `Database.QueryLocator`
pub(super) fn query_locator() -> Vec<Row> {
    vec![
        m("String getQuery()", "The text of the query.", |l: Native<Locator>| l.with(|l| l.query.to_string())),
        m("Database.QueryLocatorIterator iterator()", "A walk over the records.", |l: Native<Locator>| {
            let walk = Walk { locator: l.value(), items: None, next: 0 };
            NativeObject::value(class_id("Database.QueryLocatorIterator"), walk)
        }),
    ]
}

/// `Database.QueryLocatorIterator`
pub(super) fn query_locator_iterator() -> Vec<Row> {
    vec![
        m(
            "Boolean hasNext()",
            "Whether `next` has one more record.",
            |cx: &mut Interp, w: Native<Walk>| -> Exec<bool> {
                load(cx, &w)?;
                Ok(w.with(|w| w.items.as_ref().is_some_and(|items| w.next < items.len())))
            },
        ),
        m("SObject next()", "The next record.", |cx: &mut Interp, w: Native<Walk>| -> Exec<Value> {
            load(cx, &w)?;
            let taken = w.with(|w| {
                let item = w.items.as_ref().and_then(|items| items.get(w.next).cloned());
                w.next += 1;
                item
            });
            taken.ok_or_else(|| cx.throw(Exc::NoSuchElement, "Iterator has no more elements"))
        }),
    ]
}
