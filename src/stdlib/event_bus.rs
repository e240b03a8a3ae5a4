//! `EventBus`: publishing platform events and change events.

use rustc_hash::FxHashSet;

use crate::hir::TypeId;
use crate::interp::native::{ListRef, RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::events;
use crate::org::DmlError;
use crate::schema::ObjectKind;
use crate::stdlib::{database_dml, uuid};
use crate::value::{Id, List, Object, Record, Ref, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Database.SaveResult publish(SObject event)",
            "Publishes an event.",
            |cx: &mut Interp, event: Option<RecordRef>| match event {
                Some(event) => one(cx, event),
                None => Err(cx.null_pointer()),
            },
        ),
        m(
            "static List<Database.SaveResult> publish(List<SObject> events)",
            "Publishes events.",
            |cx: &mut Interp, events: Option<ListRef>| match events {
                Some(events) => many(cx, events),
                None => Err(cx.null_pointer()),
            },
        ),
        m(
            "static Database.SaveResult publish(SObject event, Object callback)",
            "Publishes an event; the callback is told in a transaction of its own.",
            one_with,
        ),
        m(
            "static List<Database.SaveResult> publish(List<SObject> events, Object callback)",
            "Publishes events; the callback is told in a transaction of its own.",
            many_with,
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
            "static Database.SaveResult publishWithAccessLevel(SObject event, Object callback, AccessLevel level)",
            "Publishes an event; the callback is told in a transaction of its own.",
            |cx: &mut Interp, event: RecordRef, callback: Value, _: Value| one_with(cx, event, callback),
        ),
        m(
            "static List<Database.SaveResult> publishWithAccessLevel(List<SObject> events, Object callback, AccessLevel level)",
            "Publishes events; the callback is told in a transaction of its own.",
            |cx: &mut Interp, list: ListRef, callback: Value, _: Value| many_with(cx, list, callback),
        ),
        m("static String getOperationId(Object result)", "The id of a publication.", operation_id),
    ]
}

fn one(cx: &mut Interp, event: RecordRef) -> Exec<Value> {
    let results = publish(cx, std::slice::from_ref(&event.0), false)?;
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
    let is_mixed = list.borrow().elem == TypeId::SOBJECT;
    let results = publish(cx, &refs, is_mixed)?;
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
    let class = cx.program.find_class("eventbus.PublishedEvents").expect("the prelude declares it");
    let news = cx.instantiate(class, &[callback, uuids])?;
    events::queue_news(cx, object, &news)
}

/// Events that a test may publish, one fewer.
const MOST_IN_TEST: usize = 500;
/// Events that are counted together.
const CHUNK: usize = 200;

/// Publishes what has its required fields, and answers one SaveResult for each. `is_mixed` tells that the records' type does
/// not say which events they are: what cannot be published is an error of its record then.
fn one_with(cx: &mut Interp, event: RecordRef, callback: Value) -> Exec<Value> {
    let refs = [event.0.clone()];
    let result = one(cx, event)?;
    tell_later(cx, &refs, callback).map(|()| result)
}

fn many_with(cx: &mut Interp, list: ListRef, callback: Value) -> Exec<Value> {
    let refs: Vec<Ref> = list.borrow().to_vec().iter().filter_map(RecordRef::of).map(|r| r.0).collect();
    let results = many(cx, list)?;
    tell_later(cx, &refs, callback).map(|()| results)
}

fn publish(cx: &mut Interp, refs: &[Ref], is_mixed: bool) -> Exec<Vec<Value>> {
    let schema = cx.program.schema.clone();
    let mut seen = FxHashSet::default();
    if !refs.iter().all(|r| seen.insert(r.address())) {
        return Err(cx.throw(Exc::List, "Before Insert or Upsert list must not have two identically equal elements"));
    }
    let mut failures = Vec::with_capacity(refs.len());
    for r in refs {
        let Object::Record(record) = &**r else { unreachable!("records only") };
        let object = schema.object(record.borrow().object);
        let is_event = matches!(object.kind, ObjectKind::PlatformEvent { .. } | ObjectKind::ChangeEvent { .. });
        if !is_event && !object.name.ends_with("Event") {
            return Err(cx.throw(Exc::Unexpected, NO_EVENTS));
        }
        let refused = format!("DML operation INSERT not allowed on {}", object.name);
        failures.push(match () {
            () if object.createable || !is_event => failure(object, &record.borrow()),
            () if is_mixed => Some(DmlError::new("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", refused)),
            () => return Err(cx.throw(Exc::Type, refused)),
        });
    }
    limit_test(cx, &mut failures);
    let mut sound = Vec::new();
    let mut results = Vec::with_capacity(refs.len());
    for (r, failure) in refs.iter().zip(failures) {
        if failure.is_none() {
            stamp(cx, r);
            sound.push(r.clone());
        }
        results.push(result(cx, r, failure)?);
    }
    events::publish(cx, &sound)?;
    for r in &sound {
        let Object::Record(record) = &**r else { unreachable!("records only") };
        record.borrow_mut().extra_mut().published = true;
    }
    Ok(results)
}

const NO_EVENTS: &str = "The specified sObject or list of sObjects contains objects that aren\u{2019}t platform events. You \
                         can publish only platform event objects using EventBus.publish. Ensure the type of the specified sObject \
                         is a platform event.";

/// A test publishes fewer than five hundred events; of those that are too many each has an error.
fn limit_test(cx: &mut Interp, failures: &mut [Option<DmlError>]) {
    let Some(test) = &mut cx.context.test else { return };
    let mut sound: Vec<&mut Option<DmlError>> = failures.iter_mut().filter(|failure| failure.is_none()).collect();
    let mut full = false;
    for chunk in sound.chunks_mut(CHUNK) {
        full = full || test.published + chunk.len() >= MOST_IN_TEST;
        if !full {
            test.published += chunk.len();
            continue;
        }
        for failure in chunk {
            let text = format!(
                "The number of platform event messages published from an Apex test context exceeded the limit of {MOST_IN_TEST}."
            );
            **failure = Some(DmlError::new("LIMIT_EXCEEDED", text));
        }
    }
}

/// Why an event cannot be published.
fn failure(object: &crate::schema::Object, record: &Record) -> Option<DmlError> {
    if record.extra().is_some_and(|extra| extra.published) {
        let text = "The event can't be published because it contains an ID value.";
        return Some(DmlError::new("INVALID_FIELD_FOR_INSERT_UPDATE", text));
    }
    for (id, field) in object.iter().filter(|(_, f)| f.custom) {
        let value = record.get(id);
        let is_blank = match &value {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        let mut error = if is_blank && field.required() {
            DmlError::new("REQUIRED_FIELD_MISSING", format!("You must enter a value: {}", field.name))
        } else if let Some(Value::String(text)) = &value
            && field.length > 0
            && text.encode_utf16().count() > field.length as usize
        {
            DmlError::new("STRING_TOO_LONG", "Value too long for field")
        } else {
            continue;
        };
        error.fields = vec![field.name.to_string()];
        return Some(error);
    }
    None
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

/// A published event's result has an error all the same, which says that it is queued and by which id.
fn result(cx: &mut Interp, r: &Ref, failure: Option<DmlError>) -> Exec<Value> {
    let program = cx.program.clone();
    let Object::Record(record) = &**r else { unreachable!("records only") };
    let object = program.schema.object(record.borrow().object);
    let success = failure.is_none();
    // A published event has an Id, whatever becomes of it the second time.
    let has_id = success || record.borrow().extra().is_some_and(|extra| extra.published);
    let error = failure.unwrap_or_else(|| {
        let uuid = object.field("EventUuid").and_then(|f| record.borrow().get(f));
        let operation = match uuid {
            Some(Value::String(uuid)) => uuid.to_string(),
            _ => uuid::random_text(cx),
        };
        DmlError::new("OPERATION_ENQUEUED", operation)
    });
    let id = if has_id { Value::Id(Id::from_parts(object.key_prefix.unwrap_or(*b"e00"), 1)) } else { Value::Null };
    let errors = database_dml::errors(cx, &[error])?;
    database_dml::make(cx, "Database.SaveResult", &[Value::Boolean(success), id, errors])
}

/// The id in the error that says that an event is queued.
fn operation_id(cx: &mut Interp, result: Value) -> Exec<Value> {
    let errors = cx.call_named(&result, "getErrors", &[])?;
    let Some(errors) = ListRef::of(&errors) else { return Ok(Value::Null) };
    for error in errors.borrow().to_vec() {
        let status = cx.call_named(&error, "getStatusCode", &[])?;
        if cx.text(&status)?.as_str() == "OPERATION_ENQUEUED" {
            return cx.call_named(&error, "getMessage", &[]);
        }
    }
    Ok(Value::Null)
}

/// What `EventBus.TriggerContext` asks about the delivery under way: rows of `Orgless.Running`.
pub(super) fn delivery() -> Vec<Row> {
    vec![
        m("static Integer deliveryRetries()", "How often these events came before.", |cx: &mut Interp| {
            cx.context.delivery.as_ref().map_or(0, |delivery| i32::try_from(delivery.retries).unwrap_or(i32::MAX))
        }),
        m(
            "static Boolean setCheckpoint(String replayId)",
            "Keeps what was done up to an event; false when it is none of this delivery.",
            |cx: &mut Interp, replay_id: Option<Str>| {
                let state = cx.org.savepoint();
                let Some(delivery) = &mut cx.context.delivery else { return false };
                let place = delivery.replay_ids.iter().position(|id| Some(id.as_str()) == replay_id.as_deref());
                place.inspect(|place| delivery.checkpoint = Some((place + 1, state))).is_some()
            },
        ),
        m("static String checkpoint()", "The event that was kept last.", |cx: &mut Interp| {
            let delivery = cx.context.delivery.as_ref()?;
            let (done, _) = delivery.checkpoint.as_ref()?;
            delivery.replay_ids.get(done - 1).cloned()
        }),
    ]
}
