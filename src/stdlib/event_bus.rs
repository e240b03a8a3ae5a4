//! `EventBus`: publishing platform events and change events.

use crate::hir::TypeId;
use crate::interp::native::{ListRef, RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::events;
use crate::schema::ObjectKind;
use crate::stdlib::uuid;
use crate::value::{Id, List, Object, Ref, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Database.SaveResult publish(SObject event)", "Publishes an event.", one),
        m("static List<Database.SaveResult> publish(List<SObject> events)", "Publishes events.", many),
        m(
            "static Database.SaveResult publish(SObject event, Object callback)",
            "Publishes an event; the callback is told in a transaction of its own.",
            |cx: &mut Interp, event: RecordRef, callback: Value| {
                let refs = [event.0.clone()];
                let result = one(cx, event)?;
                tell_later(cx, &refs, callback).map(|()| result)
            },
        ),
        m(
            "static List<Database.SaveResult> publish(List<SObject> events, Object callback)",
            "Publishes events; the callback is told in a transaction of its own.",
            |cx: &mut Interp, list: ListRef, callback: Value| {
                let refs: Vec<Ref> = list.borrow().to_vec().iter().filter_map(RecordRef::of).map(|r| r.0).collect();
                let results = many(cx, list)?;
                tell_later(cx, &refs, callback).map(|()| results)
            },
        ),
        m(
            "static Database.SaveResult publishWithAccessLevel(SObject event, AccessLevel level)",
            "Publishes an event.",
            |cx: &mut Interp, event: RecordRef, _: Value| one(cx, event),
        ),
        m(
            "static List<Database.SaveResult> publishWithAccessLevel(List<SObject> events, AccessLevel level)",
            "Publishes events.",
            |cx: &mut Interp, list: ListRef, _: Value| many(cx, list),
        ),
        m(
            "static String getOperationId(Object result)",
            "The id of a publication.",
            |cx: &mut Interp, result: Value| cx.call_named(&result, "getId", &[]),
        ),
    ]
}

fn one(cx: &mut Interp, event: RecordRef) -> Exec<Value> {
    let results = publish(cx, std::slice::from_ref(&event.0))?;
    Ok(results.into_iter().next().expect("one result for one event"))
}

fn many(cx: &mut Interp, list: ListRef) -> Exec<Value> {
    let values = list.borrow().to_vec();
    let mut refs = Vec::with_capacity(values.len());
    for value in &values {
        match RecordRef::of(value) {
            Some(record) => refs.push(record.0),
            None => return Err(cx.null_pointer()),
        }
    }
    let results = publish(cx, &refs)?;
    let class = cx.program.find_class("Database.SaveResult").expect("the prelude declares Database.SaveResult");
    Ok(Value::list(List::from_values(TypeId::class(class), results)))
}

/// Queues the news of a publication for a callback.
fn tell_later(cx: &mut Interp, refs: &[Ref], callback: Value) -> Exec<()> {
    let Some(Object::Record(first)) = refs.first().map(|r| &**r) else { return Ok(()) };
    if callback.is_null() {
        return Ok(());
    }
    let object = first.borrow().object;
    let uuid = cx.program.schema.object(object).field("EventUuid");
    let uuids = refs.iter().filter_map(|r| match &**r {
        Object::Record(record) => record.borrow().get(uuid?),
        _ => None,
    });
    let uuids = Value::list(List::from_values(TypeId::STRING, uuids.collect()));
    let class = cx.program.find_class("EventBus.PublishedEvents").expect("the prelude declares it");
    let news = cx.instantiate(class, &[callback, uuids])?;
    events::queue_news(cx, object, &news)
}

/// Publishes what has its required fields, and answers one SaveResult for each.
fn publish(cx: &mut Interp, refs: &[Ref]) -> Exec<Vec<Value>> {
    let schema = cx.program.schema.clone();
    let mut sound = Vec::new();
    let mut results = Vec::with_capacity(refs.len());
    for r in refs {
        let Object::Record(record) = &**r else { unreachable!("records only") };
        let object = schema.object(record.borrow().object);
        let kind = &object.kind;
        if !matches!(kind, ObjectKind::PlatformEvent { .. } | ObjectKind::ChangeEvent { .. })
            && !object.name.ends_with("Event")
        {
            let text = format!("Event object {} is not a platform event", object.name);
            return Err(cx.throw(Exc::Type, text));
        }
        let missing: Vec<String> = object
            .iter()
            .filter(|(id, f)| f.custom && f.required() && record.borrow().get(*id).is_none_or(|v| v.is_null()))
            .map(|(_, f)| f.name.to_string())
            .collect();
        if missing.is_empty() {
            stamp(cx, r);
            sound.push(r.clone());
        }
        results.push(result(cx, r, &missing)?);
    }
    events::publish(cx, &sound)?;
    Ok(results)
}

/// Gives the event its own identity.
fn stamp(cx: &mut Interp, r: &Ref) {
    let Object::Record(record) = &**r else { return };
    let object = record.borrow().object;
    let schema = cx.program.schema.clone();
    let field = schema.object(object).field("EventUuid");
    if let Some(field) = field
        && record.borrow().get(field).is_none_or(|v| v.is_null())
    {
        let uuid = uuid::random_text(cx);
        record.borrow_mut().set(field, Value::string(&uuid));
    }
}

fn result(cx: &mut Interp, r: &Ref, missing: &[String]) -> Exec<Value> {
    let program = cx.program.clone();
    let Object::Record(record) = &**r else { unreachable!("records only") };
    let prefix = program.schema.object(record.borrow().object).key_prefix.unwrap_or(*b"e00");
    let class = program.find_class("Database.SaveResult").expect("the prelude declares Database.SaveResult");
    let error = program.find_class("Database.Error").expect("the prelude declares Database.Error");
    let mut errors = Vec::new();
    if !missing.is_empty() {
        let text = format!("Required fields are missing: [{}]", missing.join(", "));
        let status = cx.enum_constant("System.StatusCode", "REQUIRED_FIELD_MISSING");
        let fields = List::from_values(TypeId::STRING, missing.iter().map(|f| Value::string(f)).collect());
        errors.push(cx.instantiate(error, &[Value::string(&text), status, Value::list(fields)])?);
    }
    let id = if errors.is_empty() { Value::Id(Id::from_parts(prefix, 1)) } else { Value::Null };
    let success = Value::Boolean(errors.is_empty());
    let errors = Value::list(List::from_values(TypeId::class(error), errors));
    cx.instantiate(class, &[success, id, errors])
}
