//! Platform events: published with the transaction, delivered to triggers in transactions of their own.

use crate::hir::{TriggerEvent, TypeId};
use crate::interp::context::Delivery;
use crate::interp::limits::Limit;
use crate::interp::trigger::Misfire;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::jobs::queue;
use crate::org::{JobKind, JobSpec};
use crate::schema::{ObjectId, ObjectKind, PublishBehavior};
use crate::value::{Cell, List, Object, Ref, Value};

/// `EventBus.publish`: queues events for delivery. Those that are published after commit vanish with a rollback.
///
/// # Errors
/// LimitException.
pub fn publish(cx: &mut Interp, events: &[Ref]) -> Exec<()> {
    let mut by_object: Vec<(ObjectId, Vec<Value>)> = Vec::new();
    for event in events {
        let Object::Record(record) = &**event else { continue };
        let object = record.borrow().object;
        match by_object.iter_mut().find(|(o, _)| *o == object) {
            Some((_, list)) => list.push(Value::Ref(event.clone())),
            None => by_object.push((object, vec![Value::Ref(event.clone())])),
        }
    }
    for (object, records) in by_object {
        let limit = match cx.program.schema.object(object).kind {
            ObjectKind::PlatformEvent { publish: PublishBehavior::Immediately } => Limit::PublishImmediate,
            _ => Limit::DmlStatements,
        };
        cx.charge(limit, 1)?;
        if limit == Limit::DmlStatements {
            cx.charge(Limit::DmlRows, records.len())?;
        }
        queue_news(cx, object, &Value::list(List::from_values(TypeId::record(object), records)))?;
    }
    Ok(())
}

/// Queues events for their triggers, or an `EventBus.PublishedEvents` for its callback.
///
/// # Errors
/// SerializationException.
pub fn queue_news(cx: &mut Interp, object: ObjectId, news: &Value) -> Exec<()> {
    let payload = queue::payload(cx, news)?;
    let due = cx.org.now();
    // The queue needs an id of its own; event records have none.
    let id = super::rows::insert(&mut cx.org, "AsyncApexJob", &[("JobType", Cell::string("ApexToken"))]);
    let _ = cx.org.delete(id);
    let _ = cx.org.purge(id);
    queue::put(cx, id, JobKind::Events { object, retries: 0 }, payload, due);
    Ok(())
}

/// Publishing fails: the queued events never come, and callbacks hear of it.
///
/// # Errors
/// What a callback throws.
pub(super) fn fail(cx: &mut Interp, spec: &JobSpec) -> Exec<()> {
    cx.org.remove_job(spec.id);
    let news = queue::restore(cx, &spec.payload)?;
    if !matches!(news.object(), Some(Object::Instance(_))) {
        return Ok(());
    }
    cx.call_named(&news, "fail", &[])?;
    let payload = queue::payload(cx, &news)?;
    cx.org.put_job(JobSpec { payload, ..spec.clone() });
    Ok(())
}

/// Deliveries of the same events after the first.
const MOST_RETRIES: u32 = 9;

/// Delivers queued events: fires the object's triggers. A trigger that throws `EventBus.RetryableException` gets them again;
/// one that set a checkpoint before it failed keeps what it did up to there and gets the others again.
///
/// # Errors
/// What a trigger throws otherwise.
pub(super) fn run(cx: &mut Interp, spec: &JobSpec, object: ObjectId, retries: u32) -> Exec<()> {
    let events = queue::restore(cx, &spec.payload)?;
    if let Some(Object::Instance(_)) = events.object() {
        return cx.call_named(&events, "tell", &[]).map(drop);
    }
    let Some(Object::List(list)) = events.object() else { return Ok(()) };
    let refs: Vec<Ref> = list
        .borrow()
        .iter()
        .filter_map(|v| match v {
            Value::Ref(r) => Some(r),
            _ => None,
        })
        .collect();
    let replay_ids = number(cx, spec, object, &refs);
    cx.context.delivery = Some(Delivery { retries, replay_ids, checkpoint: None });
    let before = cx.org.savepoint();
    let fired = cx.fire(object, TriggerEvent::AfterInsert, Some(&refs), None).map_err(|misfire| match misfire {
        Misfire::Thrown { .. } => Thrown,
        Misfire::TooDeep { text } => cx.throw(Exc::Unexpected, text),
    });
    let checkpoint = cx.context.delivery.take().and_then(|delivery| delivery.checkpoint);
    let done = match fired {
        Ok(()) => refs.len(),
        Err(thrown) => {
            let wants_retry = cx.pending.as_ref().is_some_and(|exception| is_retryable(cx, exception));
            match checkpoint {
                Some((done, state)) => {
                    cx.take_pending();
                    cx.org.rollback(&state);
                    again(cx, spec, object, if wants_retry { retries + 1 } else { 0 }, &refs[done..])?;
                    done
                }
                None if wants_retry => {
                    cx.take_pending();
                    cx.org.rollback(&before);
                    again(cx, spec, object, retries + 1, &refs)?;
                    0
                }
                None => return Err(thrown),
            }
        }
    };
    // A schema without subscribers goes without.
    let _ = advance_subscribers(cx, object, done);
    Ok(())
}

/// Whether a trigger asks for the events again.
fn is_retryable(cx: &Interp, exception: &Value) -> bool {
    let Some(Object::Instance(instance)) = exception.object() else { return false };
    cx.program.find_class("eventbus.RetryableException") == Some(instance.class)
}

/// Queues events for another delivery, unless there were enough.
fn again(cx: &mut Interp, spec: &JobSpec, object: ObjectId, retries: u32, events: &[Ref]) -> Exec<()> {
    if events.is_empty() || retries > MOST_RETRIES {
        return Ok(());
    }
    let values = events.iter().map(|event| Value::Ref(event.clone())).collect();
    let payload = queue::payload(cx, &Value::list(List::from_values(TypeId::record(object), values)))?;
    queue::put(cx, spec.id, JobKind::Events { object, retries }, payload, spec.due);
    Ok(())
}

/// Gives each event its place in the stream, unless it has one, and closes it for writing.
fn number(cx: &Interp, spec: &JobSpec, object: ObjectId, events: &[Ref]) -> Vec<String> {
    /// Places that one publication may take.
    const ROOM: u64 = 100_000;
    let field = cx.program.schema.object(object).field("ReplayId");
    let first = spec.id.sequence().unwrap_or_default() * ROOM;
    let mut ids = Vec::with_capacity(events.len());
    for (place, event) in (first..).zip(events) {
        let Object::Record(record) = &**event else { continue };
        let mut record = record.borrow_mut();
        let known = field.and_then(|field| record.get(field)).filter(|id| !id.is_null());
        let id = match known {
            Some(Value::String(id)) => id.to_string(),
            _ => place.to_string(),
        };
        if let Some(field) = field {
            record.set(field, Value::string(&id));
        }
        record.read_only = true;
        ids.push(id);
    }
    ids
}

/// `EventBusSubscriber` says how far the triggers of an event have come.
fn advance_subscribers(cx: &mut Interp, object: ObjectId, events: usize) -> Option<()> {
    let schema = cx.org.schema().clone();
    let subscribers = schema.find("EventBusSubscriber")?;
    let def = schema.object(subscribers);
    let (topic, position, tip) = (def.field("Topic")?, def.field("Position")?, def.field("Tip")?);
    for id in cx.org.find_by(subscribers, topic, &Cell::string(schema.name(object))) {
        let before = match cx.org.cell(id, position) {
            Cell::Integer(n) => n,
            _ => 0,
        };
        let now = Cell::Integer(before.saturating_add(i32::try_from(events).unwrap_or(i32::MAX)));
        cx.org.overwrite(id, &[(position, now.clone()), (tip, now)]).ok()?;
    }
    Some(())
}
