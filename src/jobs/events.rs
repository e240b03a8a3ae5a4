//! Platform events: published with the transaction, delivered to triggers in transactions of their own.

use crate::hir::{TriggerEvent, TypeId};
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
    queue::put(cx, id, JobKind::Events { object }, payload, due);
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

/// Delivers queued events: fires the object's triggers.
///
/// # Errors
/// What a trigger throws.
pub(super) fn run(cx: &mut Interp, spec: &JobSpec, object: ObjectId) -> Exec<()> {
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
    for r in &refs {
        if let Object::Record(record) = &**r {
            record.borrow_mut().read_only = true;
        }
    }
    cx.fire(object, TriggerEvent::AfterInsert, Some(&refs), None).map_err(|misfire| match misfire {
        Misfire::Thrown { .. } => Thrown,
        Misfire::TooDeep { text } => cx.throw(Exc::Unexpected, text),
    })?;
    // A schema without subscribers goes without.
    let _ = advance_subscribers(cx, object, refs.len());
    Ok(())
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
