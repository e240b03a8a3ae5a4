//! `Search`: searches given as text.

use crate::hir::TypeId;
use crate::interp::native::{InstanceRef, MapRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::stdlib::argument::Numbered;
use crate::stdlib::database_dml;
use crate::stdlib::dynamic::{self, Binds};
use crate::value::{List, Str, Value};

fn query(cx: &mut Interp, text: &str, binds: Binds<'_>) -> Exec<Value> {
    let (search, binds) = dynamic::search(cx, text, binds)?;
    cx.run_search(&search, &binds)
}

/// The same under an access level, which must not be null.
fn query_at(cx: &mut Interp, text: &str, access: &Value, binds: Binds<'_>) -> Exec<Value> {
    sure(cx, access, 2)?;
    query(cx, text, binds)
}

fn sure(cx: &mut Interp, argument: &Value, number: usize) -> Exec<()> {
    match argument {
        Value::Null => Err(cx.throw(Exc::NullPointer, format!("Argument {number} cannot be null"))),
        level => database_dml::access_level(cx, level).map(drop),
    }
}

fn find(cx: &mut Interp, text: &str) -> Exec<Value> {
    let (search, binds) = dynamic::search(cx, text, Binds::None)?;
    let names = search.returning.iter().map(|target| {
        let name = &*cx.program.schema.object(target.query.object).name;
        Value::String(name.into())
    });
    let names = Value::list(List::from_values(TypeId::STRING, names.collect()));
    let lists = cx.run_search(&search, &binds)?;
    let class = cx.program.find_class("Search.SearchResults").expect("the prelude declares Search.SearchResults");
    cx.instantiate(class, &[names, lists])
}

/// The fewest characters that suggestions are made for.
const SUGGEST_FROM: usize = 3;

/// The records of an object with words in their names that begin with those of a text.
fn suggest(cx: &mut Interp, text: &str, object: &str, option: Value) -> Exec<Value> {
    let class = |cx: &Interp, name: &str| cx.program.find_class(name).expect("the prelude declares it");
    let options = class(cx, "Search.SuggestionOption");
    if !matches!(option, Value::Null) && InstanceRef::of(&option).is_none_or(|o| o.instance().class != options) {
        let text = "Third parameters should be an object of type Search.SuggestionOption";
        return Err(cx.throw(Exc::Type, text));
    }
    if text.trim().chars().count() < SUGGEST_FROM {
        return Err(cx.throw(Exc::Search, "Your search term must have 3 or more characters"));
    }
    let named = cx.program.schema.find(object).and_then(|id| {
        let object = cx.program.schema.object(id);
        let (_, field) = object.iter().find(|(_, field)| field.name_field)?;
        Some(format!("{}(Id, {})", object.name, field.name))
    });
    let Some(returning) = named else { return Err(cx.throw(Exc::Search, "sobject has an invalid value")) };
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let term: Vec<String> = words.map(|word| format!("{word}*")).collect();
    let search = format!("FIND {{{}}} IN NAME FIELDS RETURNING {returning}", term.join(" "));
    let (search, binds) = dynamic::search(cx, &search, Binds::None)?;
    let lists = cx.run_search(&search, &binds)?;
    let results = class(cx, "Search.SuggestionResults");
    cx.instantiate(results, &[lists, option])
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static List<List<SObject>> query(String search)",
            "Runs a search given as text.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>| query(cx, &text, Binds::None),
        ),
        m(
            "static List<List<SObject>> query(String search, AccessLevel access)",
            "Runs a search given as text.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>, access: Value| query_at(cx, &text, &access, Binds::None),
        ),
        m(
            "static Search.SearchResults find(String search)",
            "Runs a search given as text; the results by object.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>| find(cx, &text),
        ),
        m(
            "static Search.SearchResults find(String search, AccessLevel access)",
            "Runs a search given as text; the results by object.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>, access: Value| {
                sure(cx, &access, 2)?;
                find(cx, &text)
            },
        ),
        m(
            "static List<List<SObject>> queryInScope(String search, Map<String, Object> variables)",
            "The same with the variables around the call.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(binds): Numbered<MapRef>| {
                query(cx, &text, Binds::Variables(&binds))
            },
        ),
        m(
            "static List<List<SObject>> queryInScope(String search, AccessLevel access, Map<String, Object> variables)",
            "The same with the variables around the call.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>, access: Value, Numbered(binds): Numbered<MapRef>| {
                query_at(cx, &text, &access, Binds::Variables(&binds))
            },
        ),
        m(
            "static Search.SuggestionResults suggest(String search, String objectName, Object option)",
            "The records whose names begin like the text.",
            |cx: &mut Interp, Numbered(text): Numbered<Str>, Numbered(object): Numbered<Str>, option: Value| {
                suggest(cx, &text, &object, option)
            },
        ),
        m(
            "static Search.SuggestionResults suggest(String search, String objectName, Object option, AccessLevel access)",
            "The records whose names begin like the text.",
            |cx: &mut Interp,
             Numbered(text): Numbered<Str>,
             Numbered(object): Numbered<Str>,
             option: Value,
             access: Value| {
                sure(cx, &access, 4)?;
                suggest(cx, &text, &object, option)
            },
        ),
    ]
}
