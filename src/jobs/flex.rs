//! The flex queue: batches that wait for their turn, in an order that can be changed.

use std::sync::Arc;

use crate::hir::{ClassId, TypeId};
use crate::interp::{Exc, Exec, Interp};
use crate::org::jobs::{Batch, BatchPhase};
use crate::org::{JobKind, JobSpec};
use crate::value::{Cell, Id, List, Payload, Value};

/// Where a job goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    Front,
    End,
    Before(Id),
    After(Id),
}

fn holding(cx: &Interp) -> Vec<Arc<JobSpec>> {
    let held = |s: &&Arc<JobSpec>| matches!(&s.kind, JobKind::Batch(b) if b.holding);
    cx.org.state().jobs.iter().filter(held).cloned().collect()
}

/// The waiting batches, first to last.
pub fn order(cx: &Interp) -> Vec<Id> {
    holding(cx).iter().map(|s| s.id).collect()
}

/// Moves a waiting batch. Answers whether that changed its place.
///
/// # Errors
/// NoSuchElementException for a job that does not wait.
pub fn move_job(cx: &mut Interp, job: Id, to: Move) -> Exec<bool> {
    let specs = holding(cx);
    let mut ids: Vec<Id> = specs.iter().map(|s| s.id).collect();
    let before = ids.clone();
    let find = |ids: &[Id], id: Id| ids.iter().position(|i| *i == id);
    let Some(at) = find(&ids, job) else { return Err(missing(cx, job)) };
    ids.remove(at);
    let target = match to {
        Move::Front => 0,
        Move::End => ids.len(),
        Move::Before(other) | Move::After(other) => match find(&ids, other) {
            Some(place) => place + usize::from(to == Move::After(other)),
            None => return Err(missing(cx, other)),
        },
    };
    ids.insert(target, job);
    // Putting a job anew places it behind all others of its time.
    let due = specs.iter().map(|s| s.due).max().unwrap_or(0);
    for id in &ids {
        let spec = specs.iter().find(|s| s.id == *id).expect("the same jobs in another order");
        cx.org.put_job(JobSpec { due, ..(**spec).clone() });
    }
    Ok(ids != before)
}

fn missing(cx: &mut Interp, job: Id) -> crate::interp::Thrown {
    cx.throw(Exc::NoSuchElement, format!("Job with id {job} not found in the queue"))
}

/// Fills the queue with batches that have nothing to do: `Test.enqueueBatchJobs`. Beyond the active ones they wait.
pub fn fill(cx: &mut Interp, count: usize) -> List {
    let limits = cx.org.state().jobs.limits;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let holding = super::batch::count(&cx.org).0 >= limits.active_batches;
        let status = if holding { "Holding" } else { "Queued" };
        let fields = [("JobType", Cell::string("BatchApex")), ("Status", Cell::string(status))];
        let id = super::rows::insert(&mut cx.org, "AsyncApexJob", &fields);
        let batch = Batch {
            class: ClassId(0),
            scope: 1,
            stateful: false,
            callouts: false,
            holding,
            phase: BatchPhase::Start,
            work: Arc::default(),
        };
        let payload = Payload::copy(&cx.program, &Value::Null).expect("null can be copied");
        let (due, user) = (cx.org.now(), cx.context.user());
        cx.org.put_job(JobSpec { id, kind: JobKind::Batch(Box::new(batch)), payload, due, user });
        ids.push(Value::Id(id));
    }
    List::from_values(TypeId::ID, ids)
}
