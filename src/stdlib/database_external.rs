//! DML on external objects. The records are changed at once; a callback hears of the end in a transaction of its own.

use crate::hir::{DmlKind, TypeId};
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::jobs::events;
use crate::schema::ObjectId;
use crate::stdlib::database_dml::operate;
use crate::value::{List, Object, Value};

/// Runs the operation; a callback among the arguments is told of its results later.
fn later(cx: &mut Interp, kind: DmlKind, target: &Value, args: &[Value]) -> Exec<Value> {
    let results = operate(cx, kind, target, args)?;
    let callback = args.iter().find(|arg| is_callback(cx, arg)).cloned();
    let Some(callback) = callback else { return Ok(results) };
    let list = match ListRef::of(&results) {
        Some(list) => list.value(),
        None => Value::list(List::from_values(TypeId::OBJECT, vec![results.clone()])),
    };
    let class = cx.program.find_class("DataSource.AsyncOutcome").expect("who names a callback names its namespace");
    let news = cx.instantiate(class, &[callback, list])?;
    if let Some(object) = object_of(target) {
        events::queue_news(cx, object, &news)?;
    }
    Ok(results)
}

fn is_callback(cx: &Interp, value: &Value) -> bool {
    let Some(Object::Instance(instance)) = value.object() else { return false };
    &*cx.program.class(instance.class).name != "AccessLevel"
}

fn object_of(target: &Value) -> Option<ObjectId> {
    match target.object()? {
        Object::Record(record) => Some(record.borrow().object),
        Object::List(list) => list.borrow().iter().find_map(|value| object_of(&value)),
        _ => None,
    }
}

macro_rules! forms {
    ($($kind:expr, $name:literal $result:literal;)+) => {
        vec![$(
            m(
                concat!("static ", $result, " ", $name, "(SObject record)"), DOC,
                |cx: &mut Interp, target: Value| later(cx, $kind, &target, &[]),
            ),
            m(
                concat!("static ", $result, " ", $name, "(SObject record, AccessLevel access)"), DOC,
                |cx: &mut Interp, target: Value, a: Value| later(cx, $kind, &target, &[a]),
            ),
            m(
                concat!("static ", $result, " ", $name, "(SObject record, Object callback)"), DOC,
                |cx: &mut Interp, target: Value, a: Value| later(cx, $kind, &target, &[a]),
            ),
            m(
                concat!("static ", $result, " ", $name, "(SObject record, Object callback, AccessLevel access)"), DOC,
                |cx: &mut Interp, target: Value, a: Value, b: Value| later(cx, $kind, &target, &[a, b]),
            ),
            m(
                concat!("static List<", $result, "> ", $name, "(List<SObject> records)"), DOC,
                |cx: &mut Interp, target: Value| later(cx, $kind, &target, &[]),
            ),
            m(
                concat!("static List<", $result, "> ", $name, "(List<SObject> records, AccessLevel access)"), DOC,
                |cx: &mut Interp, target: Value, a: Value| later(cx, $kind, &target, &[a]),
            ),
            m(
                concat!("static List<", $result, "> ", $name, "(List<SObject> records, Object callback)"), DOC,
                |cx: &mut Interp, target: Value, a: Value| later(cx, $kind, &target, &[a]),
            ),
            m(
                concat!(
                    "static List<", $result, "> ", $name, "(List<SObject> records, Object callback, AccessLevel access)"
                ),
                DOC,
                |cx: &mut Interp, target: Value, a: Value, b: Value| later(cx, $kind, &target, &[a, b]),
            ),
        )+]
    };
}

const DOC: &str = "Changes records of an external object; a callback hears of the end.";

pub(super) fn rows() -> Vec<Row> {
    forms! {
        DmlKind::Insert, "insertAsync" "Database.SaveResult";
        DmlKind::Update, "updateAsync" "Database.SaveResult";
        DmlKind::Delete, "deleteAsync" "Database.DeleteResult";
    }
}
