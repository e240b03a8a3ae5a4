//! `Database.executeBatch`: `start`, one transaction for each chunk, `finish`.

use std::rc::Rc;
use std::sync::Arc;

use crate::hir::{Query, Type, TypeId};
use crate::interp::context::JobPhase;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::jobs::queue::{self, NewJob};
use crate::jobs::{rows, run};
use crate::org::jobs::{Batch, BatchPhase, Chunk};
use crate::org::{JobKind, JobSpec, Transaction, is_deleted};
use crate::schema::FieldId;
use crate::value::{Cell, Id, List, NativeObject, Object, Payload, Record, Selection, Value};

/// The state of a `Database.QueryLocator`: what its query found.
pub struct Locator {
    pub records: Vec<Value>,
    /// The text of the query.
    pub query: Arc<str>,
    /// The query with its binds, when it was given as text: a walk reads its records anew.
    pub source: Option<(Query, Vec<Value>)>,
}

/// The most records that a chunk takes.
const MAX_SCOPE: usize = 2000;

/// Queues a batch and answers the Id of its `AsyncApexJob`.
///
/// # Errors
/// What is wrong with the arguments, the calling context, or the queue.
pub fn execute(cx: &mut Interp, batch: &Value, scope: Option<i32>) -> Exec<Id> {
    if batch.is_null() {
        return Err(cx.throw(Exc::NullPointer, "Argument 'batchable' cannot be null"));
    }
    let scope = match scope {
        None => return Err(cx.throw(Exc::InvalidParameterValue, "batchSize must not be null")),
        Some(n) if n < 1 => {
            return Err(cx.throw(Exc::InvalidParameterValue, "batchSize must be greater than or equal to one"));
        }
        Some(n) => (n as usize).min(MAX_SCOPE),
    };
    if let Some(JobPhase::Future | JobPhase::BatchStart | JobPhase::BatchExecute) = cx.context.phase() {
        let text = "Database.executeBatch cannot be called from a batch start, batch execute, or future method.";
        return Err(cx.throw(Exc::Async, text));
    }
    let class = match queue::class_of(batch).filter(|c| queue::implements(cx, *c, "Database.Batchable")) {
        Some(class) => class,
        None => {
            let name = cx.type_name_of(batch);
            return Err(
                cx.throw(Exc::Type, format!("Invalid conversion from runtime type {name} to Database.Batchable"))
            );
        }
    };
    let holding = place(cx)?;
    let payload = queue::payload(cx, batch)?;
    let job = NewJob {
        job_type: "BatchApex",
        class: Some(class),
        method: None,
        status: if holding { "Holding" } else { "Queued" },
        cron_trigger: None,
    };
    let id = queue::new_row(cx, &job)?;
    let due = cx.org.now();
    let batch = Batch {
        class,
        scope,
        stateful: queue::implements(cx, class, "Database.Stateful"),
        callouts: queue::implements(cx, class, "Database.AllowsCallouts"),
        holding,
        phase: BatchPhase::Start,
        work: Arc::new(Vec::new()),
    };
    queue::put(cx, id, JobKind::Batch(Box::new(batch)), payload, due);
    Ok(id)
}

/// Whether a new batch has to wait in the flex queue.
fn place(cx: &mut Interp) -> Exec<bool> {
    let limits = cx.org.state().jobs.limits;
    let (active, holding) = count(&cx.org);
    if let Some(test) = &mut cx.context.test {
        test.batches += 1;
        if !test.draining && test.batches as usize > limits.active_batches {
            let n = limits.active_batches;
            let text = format!("Attempted to schedule too many concurrent batch jobs in this org (limit is {n}).");
            return Err(cx.throw(Exc::Limit, text));
        }
        return Ok(false);
    }
    if active < limits.active_batches {
        return Ok(false);
    }
    if holding >= limits.flex_queue {
        let text = format!("You have exceeded the limit of {} jobs in the flex queue.", limits.flex_queue);
        return Err(cx.throw(Exc::Async, text));
    }
    Ok(true)
}

/// Batches that run or are about to, and batches in the flex queue.
pub(super) fn count(tx: &Transaction) -> (usize, usize) {
    let batches = tx.state().jobs.iter().filter_map(|spec| match &spec.kind {
        JobKind::Batch(b) => Some(b.holding),
        _ => None,
    });
    batches.fold((0, 0), |(active, holding), held| match held {
        true => (active, holding + 1),
        false => (active + 1, holding),
    })
}

/// Lets the first batch of the flex queue go when there is room.
fn promote(tx: &mut Transaction) {
    let (active, holding) = count(tx);
    if holding == 0 || active >= tx.state().jobs.limits.active_batches {
        return;
    }
    let first = tx.state().jobs.iter().find(|s| matches!(&s.kind, JobKind::Batch(b) if b.holding)).cloned();
    let Some(spec) = first else { return };
    if let JobKind::Batch(b) = &spec.kind {
        let kind = JobKind::Batch(Box::new(Batch { holding: false, ..(**b).clone() }));
        tx.put_job(JobSpec { kind, ..(*spec).clone() });
        rows::update(tx, spec.id, &[("Status", Cell::string("Queued"))]);
    }
}

/// Runs the batch's next transaction.
pub(super) fn step(cx: &mut Interp, spec: &JobSpec, batch: &Batch) -> Exec<()> {
    let instance = queue::restore(cx, &spec.payload)?;
    let context = run::context(cx, "Database.BatchableContextImpl", &[Value::Id(spec.id), Value::Null])?;
    match batch.phase {
        BatchPhase::Start => {
            let scope = cx.call_named(&instance, "start", &[context])?;
            let work = chunks(cx, &scope, batch.scope)?;
            if cx.context.is_test() && work.len() > 1 {
                return Err(too_many_chunks(cx));
            }
            let total = i32::try_from(work.len()).unwrap_or(i32::MAX);
            let fields = [("Status", Cell::string("Processing")), ("TotalJobItems", Cell::Integer(total))];
            rows::update(&mut cx.org, spec.id, &fields);
            let next = Batch { work: Arc::new(work), phase: first_phase(total), ..batch.clone() };
            go_on(cx, spec, next, &instance)
        }
        BatchPhase::Execute(n) => {
            let scope = scope_of(cx, &instance, &batch.work[n])?;
            let list = |ty: TypeId| matches!(ty.get(), Type::List(_) | Type::Object);
            let inputs = [instance.clone(), context, scope];
            match run::pick(cx, &instance, "execute", "Database.BatchableContext", 2, list) {
                Some(method) => cx.call(method, &inputs)?,
                None => cx.call_named(&instance, "execute", &inputs[1..])?,
            };
            let done = rows::number(&cx.org, spec.id, "JobItemsProcessed") + 1;
            rows::update(&mut cx.org, spec.id, &[("JobItemsProcessed", Cell::Integer(done))]);
            let next = Batch { phase: phase_after(batch, n), ..batch.clone() };
            go_on(cx, spec, next, &instance)
        }
        BatchPhase::Finish => {
            cx.call_named(&instance, "finish", &[context])?;
            run::complete(&mut cx.org, spec);
            promote(&mut cx.org);
            Ok(())
        }
    }
}

#[cold]
fn too_many_chunks(cx: &mut Interp) -> Thrown {
    let text = "No more than one executeBatch can be called from within a test method.  Please make sure the iterable \
                returned from your start method matches the batch size, resulting in one executeBatch invocation.";
    cx.throw(Exc::Unexpected, text)
}

fn first_phase(total: i32) -> BatchPhase {
    if total == 0 { BatchPhase::Finish } else { BatchPhase::Execute(0) }
}

fn phase_after(batch: &Batch, n: usize) -> BatchPhase {
    if n + 1 < batch.work.len() { BatchPhase::Execute(n + 1) } else { BatchPhase::Finish }
}

/// Queues the batch's next transaction. A stateful instance goes on as it is now, any other as it was queued.
fn go_on(cx: &mut Interp, spec: &JobSpec, batch: Batch, instance: &Value) -> Exec<()> {
    let payload = match batch.stateful {
        true => queue::payload(cx, instance)?,
        false => spec.payload.clone(),
    };
    let due = cx.org.now();
    if run::still_queued(&mut cx.org, spec) {
        cx.org.put_job(JobSpec { kind: JobKind::Batch(Box::new(batch)), payload, due, ..spec.clone() });
    }
    Ok(())
}

/// A failed `start` or `finish` ends the batch; a failed chunk is counted and the next one follows.
pub(super) fn fail(tx: &mut Transaction, spec: &JobSpec, batch: &Batch, message: &str) {
    if tx.remove_job(spec.id).is_none() {
        return;
    }
    let BatchPhase::Execute(n) = batch.phase else {
        run::failed(tx, spec, message);
        promote(tx);
        return;
    };
    let errors = rows::number(tx, spec.id, "NumberOfErrors") + 1;
    let done = rows::number(tx, spec.id, "JobItemsProcessed") + 1;
    let mut fields = vec![("NumberOfErrors", Cell::Integer(errors)), ("JobItemsProcessed", Cell::Integer(done))];
    if rows::text(tx, spec.id, "ExtendedStatus").is_empty() {
        fields.push(("ExtendedStatus", rows::status_text(&format!("First error: {message}"))));
    }
    rows::update(tx, spec.id, &fields);
    let next = Batch { phase: phase_after(batch, n), ..batch.clone() };
    tx.put_job(JobSpec { kind: JobKind::Batch(Box::new(next)), ..spec.clone() });
}

/// Splits what `start` delivered.
fn chunks(cx: &mut Interp, scope: &Value, size: usize) -> Exec<Vec<Chunk>> {
    let items = items(cx, scope)?;
    let plain = plain_records(cx, &items);
    items
        .chunks(size)
        .map(|part| match &plain {
            Some(fields) => {
                let ids = part.iter().filter_map(|v| with_record(v, Record::id).flatten()).collect();
                Ok(Chunk::Records { ids, fields: Arc::clone(fields) })
            }
            None => {
                let list = Value::list(List::from_values(TypeId::OBJECT, part.to_vec()));
                Ok(Chunk::Items(queue::payload(cx, &list)?))
            }
        })
        .collect()
}

fn with_record<R>(value: &Value, read: impl FnOnce(&Record) -> R) -> Option<R> {
    match value.object()? {
        Object::Record(record) => Some(read(&record.borrow())),
        _ => None,
    }
}

/// The fields of records that can be read again by Id: nothing but stored fields of their own.
fn plain_records(cx: &Interp, items: &[Value]) -> Option<Arc<[FieldId]>> {
    let (object, fields) =
        with_record(items.first()?, |r| (r.object, r.fields().into_iter().map(|(f, _)| f).collect::<Vec<_>>()))?;
    let def = cx.program.schema.object(object);
    if fields.iter().any(|f| def.get(*f).calculated()) {
        return None;
    }
    let plain = |r: &Record| {
        let alone = r.extra().is_none_or(|e| e.parents.is_empty() && e.children.is_empty() && e.named.is_empty());
        r.object == object && r.is_queried() && r.own_fields().next().is_none() && alone && r.id().is_some()
    };
    items.iter().all(|v| with_record(v, plain) == Some(true)).then(|| fields.into())
}

/// Everything that a query locator, a list or any other iterable holds.
fn items(cx: &mut Interp, scope: &Value) -> Exec<Vec<Value>> {
    match scope.object() {
        None => return Err(cx.null_pointer()),
        Some(Object::List(list)) => return Ok(list.borrow().to_vec()),
        Some(Object::Native(native)) => {
            if let Some(records) = native.with(|l: &mut Locator| l.records.clone()) {
                return Ok(records);
            }
        }
        Some(_) => {}
    }
    let iterator = cx.call_named(scope, "iterator", &[])?;
    let mut all = Vec::new();
    while matches!(cx.call_named(&iterator, "hasNext", &[])?, Value::Boolean(true)) {
        all.push(cx.call_named(&iterator, "next", &[])?);
    }
    Ok(all)
}

/// The list that `execute` gets; records are read anew, those that were deleted meanwhile are left out.
fn scope_of(cx: &mut Interp, instance: &Value, chunk: &Chunk) -> Exec<Value> {
    let list = |ty: TypeId| matches!(ty.get(), Type::List(_));
    let method = run::pick(cx, instance, "execute", "Database.BatchableContext", 2, list);
    let elem = method.and_then(|m| match cx.program.method(m).params[1].1.get() {
        Type::List(elem) => Some(elem),
        _ => None,
    });
    let values = match chunk {
        Chunk::Items(payload) => restored(cx, payload)?,
        Chunk::Records { ids, fields } => reread(&cx.org, ids, fields),
    };
    Ok(Value::list(List::from_values(elem.unwrap_or(TypeId::OBJECT), values)))
}

fn restored(cx: &mut Interp, payload: &Payload) -> Exec<Vec<Value>> {
    Ok(match queue::restore(cx, payload)?.object() {
        Some(Object::List(list)) => list.borrow().to_vec(),
        _ => Vec::new(),
    })
}

fn reread(tx: &Transaction, ids: &[Id], fields: &[FieldId]) -> Vec<Value> {
    let mut selection: Option<Rc<Selection>> = None;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let Some((object, table, row)) = tx.state().find(tx.schema(), *id) else { continue };
        if is_deleted(row) {
            continue;
        }
        let selection = selection.get_or_insert_with(|| {
            let mut slots = vec![Selection::NOT_SELECTED; fields.iter().map(|f| f.0 as usize + 1).max().unwrap_or(0)];
            for f in fields {
                // A field without a slot lies beyond the end of every row, which reads as null.
                slots[f.0 as usize] = table.layout.slot(*f).unwrap_or(Selection::NOT_SELECTED - 1);
            }
            Rc::new(Selection { slots: slots.into(), fields: fields.into() })
        });
        all.push(Value::record(Record::queried(object, Arc::clone(row), Rc::clone(selection))));
    }
    all
}

/// Wraps what a query found as a `Database.QueryLocator`.
pub fn locator(cx: &Interp, locator: Locator) -> Value {
    let class = cx.program.find_class("Database.QueryLocator").expect("the library has query locators");
    NativeObject::value(class, locator)
}
