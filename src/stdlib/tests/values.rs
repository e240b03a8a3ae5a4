//! Rows called straight, without a program: what needs neither classes nor exceptions.

use std::sync::Arc;

use crate::diag::SourceMap;
use crate::hir::{Program, TypeId};
use crate::interp::context::{Context, Quiddity};
use crate::interp::limits::{Figures, Limits, Profile};
use crate::interp::{Interp, Natives};
use crate::org::{MemoryHost, Org};
use crate::schema::Schema;
use crate::stdlib::{CLASSES, class_id, library, native, rows};
use crate::value::{List, Map, Value};

pub(super) fn interp() -> Interp {
    let schema = Arc::new(Schema::standard());
    let program = Program {
        sources: Arc::new(SourceMap::default()),
        schema: Arc::clone(&schema),
        classes: Vec::new(),
        methods: Vec::new(),
        triggers: Vec::new(),
        selectors: 0,
        by_name: Default::default(),
        symbols: Default::default(),
    };
    let org = Org::new(schema, Arc::new(MemoryHost::new()));
    let context = Context::new(org.user(), Quiddity::Anonymous);
    let natives = Natives { library: library(), rows: native };
    Interp::new(Arc::new(program), natives, org.begin(), context, Limits::new(Profile::Roomy, Figures::Sync))
}

/// Calls the row of this class whose signature ends so.
pub(super) fn call(cx: &mut Interp, class: &str, signature: &str, args: &[Value]) -> Value {
    let found = rows(class_id(class)).iter().find(|r| r.signature.contains(signature));
    let row = found.unwrap_or_else(|| panic!("{class} has {signature}"));
    (row.call)(cx, args).unwrap_or_else(|_| panic!("{signature} throws"))
}

pub(super) fn text(cx: &mut Interp, v: &Value) -> String {
    cx.text(v).expect("a value has a text").to_string()
}

#[track_caller]
fn check(class: &str, signature: &str, args: &[Value], expected: &str) {
    let mut cx = interp();
    let result = call(&mut cx, class, signature, args);
    assert_eq!(text(&mut cx, &result), expected, "{class}.{signature}");
}

fn s(text: &str) -> Value {
    Value::string(text)
}

fn i(n: i32) -> Value {
    Value::Integer(n)
}

#[test]
fn strings_count_units_and_follow_java() {
    check("String", "abbreviate(Integer maxWidth)", &[s("Hello Maximillian"), i(8)], "Hello...");
    check("String", "abbreviate(Integer maxWidth, Integer", &[s("Hello Maximillian"), i(11), i(7)], "...aximi...");
    check("String", "center(Integer size, String", &[s("hi"), i(7), s("-")], "--hi---");
    check("String", "split(String regex)", &[s("a,,b,"), s(",")], "(a, , b)");
    check("String", "split(String regex, Integer", &[s("a,,b,"), s(","), i(2)], "(a, ,b,)");
    check("String", "split(String regex, Integer", &[s("ab cd"), s("\\b"), i(-1)], "(ab,  , cd, )");
    check("String", "split(String regex)", &[s("abc"), s("")], "(a, b, c)");
    check("String", "replaceAll", &[s("a-b"), s("(\\w)-(\\w)"), s("$2-$1")], "b-a");
    check("String", "lastIndexOf(String part, Integer", &[s("abcabc"), s("c"), i(4)], "2");
    check("String", "splitByCharacterTypeCamelCase", &[s("fooBarASFLicense200")], "(foo, Bar, ASF, License, 200)");
    check("String", "getLevenshteinDistance(String other)", &[s("kitten"), s("sitting")], "3");
    check("String", "unescapeHtml4", &[s("&eacute;&#65;&bogus;&lt;")], "éA&bogus;<");
    check("String", "overlay", &[s("abcd"), s("XYZ"), i(2), i(4)], "abXYZ");
    check("String", "offsetByCodePoints", &[s("a👍b"), i(0), i(2)], "3");
}

#[test]
fn json_keeps_the_orders_of_the_platform() {
    let text = "{\"text\":\"Family\",\"a\":[1,true,null,1.25,\"q\\\"\\u00e9\"],\"empty\":{}}";
    let mut cx = interp();
    let read = call(&mut cx, "JSON", "deserializeUntyped", &[s(text)]);
    let written = call(&mut cx, "JSON", "serialize(Object value)", std::slice::from_ref(&read));
    assert_eq!(self::text(&mut cx, &written), "{\"empty\":{},\"a\":[1,true,null,1.25,\"q\\\"é\"],\"text\":\"Family\"}");
    let pretty = call(&mut cx, "JSON", "serializePretty(Object value)", &[read]);
    assert!(self::text(&mut cx, &pretty).starts_with("{\n  \"empty\" : { },\n  \"a\" : [ 1, true, null,"));
}

#[test]
fn records_come_from_json_in_bucket_order() {
    let mut cx = interp();
    let object = cx.program.schema.find("Account").expect("a standard object");
    let ty = Value::Type(TypeId::record(object));
    let text = "{\"Name\":\"Family\",\"Phone\":\"123\",\"Website\":\"example.test\",\"AnnualRevenue\":1,\"NoSuchField__c\":{\"x\":[]}}";
    let read = call(&mut cx, "JSON", "deserialize(String", &[s(text), ty]);
    let written = call(&mut cx, "JSON", "serialize(Object value)", &[read]);
    assert_eq!(
        self::text(&mut cx, &written),
        "{\"attributes\":{\"type\":\"Account\"},\"Phone\":\"123\",\"Website\":\"example.test\",\"AnnualRevenue\":1.0,\"Name\":\"Family\"}"
    );
}

#[test]
fn matchers_walk_in_units() {
    let mut cx = interp();
    let pattern = call(&mut cx, "Pattern", "compile", &[s("b(\\d)?")]);
    let matcher = call(&mut cx, "Pattern", "matcher(", &[pattern, s("👍ab1b")]);
    assert!(matches!(call(&mut cx, "Matcher", "find()", std::slice::from_ref(&matcher)), Value::Boolean(true)));
    assert!(matches!(call(&mut cx, "Matcher", "start()", std::slice::from_ref(&matcher)), Value::Integer(3)));
    assert!(matches!(call(&mut cx, "Matcher", "find()", std::slice::from_ref(&matcher)), Value::Boolean(true)));
    assert!(matches!(call(&mut cx, "Matcher", "group(Integer", &[matcher.clone(), i(1)]), Value::Null));
    assert!(matches!(call(&mut cx, "Matcher", "find()", &[matcher]), Value::Boolean(false)));
}

#[test]
fn every_class_of_the_table_builds_its_rows() {
    assert!(CLASSES.iter().all(|c| rows(class_id(c.name)).len() == (c.signatures)().len()));
}

/// The kernel `json` without its interpreter: `cargo test --release -- --ignored json_speed --nocapture`.
#[test]
#[ignore = "a measurement"]
fn json_speed() {
    let mut cx = interp();
    let map = |entries: Vec<(&str, Value)>| {
        let mut m = Map::new(TypeId::STRING, TypeId::OBJECT);
        for (k, v) in entries {
            m.put(s(k), v);
        }
        Value::map(m)
    };
    let list = |items: Vec<Value>| Value::list(List::from_values(TypeId::OBJECT, items));
    let records = (0..200).map(|n| {
        map(vec![
            ("id", i(n)),
            ("name", s(&format!("Account {n}"))),
            ("active", Value::Boolean(n % 2 == 0)),
            ("parent", Value::Null),
            ("tags", list(vec![s("a"), s("b\"q"), s(&format!("c{n}"))])),
            (
                "address",
                map(vec![
                    ("street", s(&format!("{n} Main Street"))),
                    ("zip", i(10000 + n)),
                    ("geo", list(vec![i(n), i(n * 2)])),
                ]),
            ),
        ])
    });
    let records = list(records.collect());
    let start = std::time::Instant::now();
    let (mut writing, mut length) = (std::time::Duration::ZERO, 0);
    for _ in 0..400 {
        let begin = std::time::Instant::now();
        let text = call(&mut cx, "JSON", "serialize(Object value)", std::slice::from_ref(&records));
        writing += begin.elapsed();
        if let Value::String(t) = &text {
            length += t.len();
        }
        call(&mut cx, "JSON", "deserializeUntyped", &[text]);
    }
    println!("json {length}: {:?}, of it writing {writing:?}", start.elapsed());
}
