//! Payloads of queued jobs. They are part of the org's state, so a rollback drops them with everything else.

use std::sync::Arc;

use imbl::{HashMap, OrdMap};

use crate::hir::{ClassId, MethodId};
use crate::value::{Id, Payload};

/// What a job will do; its bookkeeping row (`AsyncApexJob`, `CronTrigger`) has the same id.
#[derive(Clone, Debug)]
pub struct JobSpec {
    pub id: Id,
    pub kind: JobKind,
    /// Arguments, instance or batch state.
    pub payload: Payload,
    /// Milliseconds since 1970 on the org's clock from which it may run.
    pub due: i64,
    /// Running user.
    pub user: Id,
}

/// The pattern a job follows.
#[derive(Clone, Debug)]
pub enum JobKind {
    /// A call of an `@future` method; the payload is the list of its arguments.
    Future {
        method: MethodId,
        callout: bool,
    },
    Queueable {
        class: ClassId,
        depth: u32,
    },
    Batch {
        class: ClassId,
        scope: u32,
        phase: BatchPhase,
    },
    Scheduled {
        class: ClassId,
        cron: Arc<str>,
        name: Arc<str>,
    },
    /// A finalizer or an event delivery: what it means is the jobs layer's business.
    Other {
        class: ClassId,
        what: &'static str,
    },
}

/// What a batch does next.
#[derive(Clone, Debug)]
pub enum BatchPhase {
    Start,
    /// The next chunk begins at this row of the scope that `start` delivered (see `JobSpec::payload`).
    Execute {
        from: usize,
    },
    Finish,
}

/// The queue: by id, and in order of due time and then of insertion.
#[derive(Clone, Default)]
pub struct Jobs {
    by_id: HashMap<Id, (i64, u64)>,
    in_order: OrdMap<(i64, u64), Arc<JobSpec>>,
    inserted: u64,
}

impl Jobs {
    /// Puts a job, or replaces the one of the same id and moves it to the end of its due time.
    pub fn insert(&mut self, job: JobSpec) {
        self.remove(job.id);
        let key = (job.due, self.inserted);
        self.inserted += 1;
        self.by_id.insert(job.id, key);
        self.in_order.insert(key, Arc::new(job));
    }

    pub fn remove(&mut self, id: Id) -> Option<Arc<JobSpec>> {
        let key = self.by_id.remove(&id)?;
        self.in_order.remove(&key)
    }

    pub fn get(&self, id: Id) -> Option<&Arc<JobSpec>> {
        self.in_order.get(self.by_id.get(&id)?)
    }

    /// All jobs, the next due first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<JobSpec>> {
        self.in_order.values()
    }

    pub fn first(&self) -> Option<&Arc<JobSpec>> {
        self.in_order.get_min().map(|(_, job)| job)
    }

    pub fn len(&self) -> usize {
        self.in_order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }
}
