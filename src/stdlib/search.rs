//! `Search`: searches given as text.

use crate::interp::native::{MapRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::stdlib::dynamic;
use crate::value::{Str, Value};

fn query(cx: &mut Interp, text: &str, binds: Option<&MapRef>) -> Exec<Value> {
    let (search, binds) = dynamic::search(cx, text, binds)?;
    cx.run_search(&search, &binds)
}

fn find(cx: &mut Interp, text: &str) -> Exec<Value> {
    let lists = query(cx, text, None)?;
    let class = cx.program.find_class("Search.SearchResults").expect("the prelude declares Search.SearchResults");
    cx.instantiate(class, &[lists])
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static List<List<SObject>> query(String search)",
            "Runs a search given as text.",
            |cx: &mut Interp, text: Str| query(cx, &text, None),
        ),
        m(
            "static List<List<SObject>> query(String search, AccessLevel access)",
            "Runs a search given as text.",
            |cx: &mut Interp, text: Str, _: Value| query(cx, &text, None),
        ),
        m(
            "static Search.SearchResults find(String search)",
            "Runs a search given as text; the results by object.",
            |cx: &mut Interp, text: Str| find(cx, &text),
        ),
        m(
            "static Search.SearchResults find(String search, AccessLevel access)",
            "Runs a search given as text; the results by object.",
            |cx: &mut Interp, text: Str, _: Value| find(cx, &text),
        ),
        m(
            "static List<List<SObject>> queryInScope(String search, Map<String, Object> variables)",
            "The same with the variables around the call.",
            |cx: &mut Interp, text: Str, binds: MapRef| query(cx, &text, Some(&binds)),
        ),
        m(
            "static List<List<SObject>> queryInScope(String search, AccessLevel access, Map<String, Object> variables)",
            "The same with the variables around the call.",
            |cx: &mut Interp, text: Str, _: Value, binds: MapRef| query(cx, &text, Some(&binds)),
        ),
    ]
}
