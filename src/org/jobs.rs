//! Payloads of queued jobs. They are part of the org's state, so a rollback drops them with everything else.

use std::sync::Arc;

use imbl::{HashMap, OrdMap};

use crate::hir::{ClassId, MethodId};
use crate::schema::{FieldId, ObjectId};
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
    Future { method: MethodId, callout: bool },
    /// The payload is the instance.
    Queueable(Queueable),
    /// The payload is the instance: as it was queued, or as the last chunk left a stateful one.
    Batch(Box<Batch>),
    /// The payload is the instance; the job's id is that of its `CronTrigger`.
    Scheduled(Scheduled),
    /// Delivery of platform events; the payload is the list of events. Triggers may ask for it again.
    Events { object: ObjectId, retries: u32 },
}

#[derive(Clone, Debug)]
pub struct Queueable {
    pub class: ClassId,
    /// How many queueables led here, this one included.
    pub depth: u32,
    /// `AsyncOptions.MaximumQueueableStackDepth` of the chain's first job.
    pub max_depth: Option<u32>,
    /// `AsyncOptions.DuplicateSignature`
    pub signature: Option<Arc<str>>,
    /// `Database.AllowsCallouts`
    pub callouts: bool,
}

#[derive(Clone, Debug)]
pub struct Scheduled {
    pub class: ClassId,
    pub cron: Arc<str>,
    pub name: Arc<str>,
    /// Its `AsyncApexJob`.
    pub job: Id,
    /// `System.scheduleBatch`: the payload is a batch, queued once with this scope.
    pub batch: Option<usize>,
    /// It does not fire until it is resumed.
    pub paused: bool,
}

#[derive(Clone, Debug)]
pub struct Batch {
    pub class: ClassId,
    /// Records in a chunk.
    pub scope: usize,
    /// `Database.Stateful`
    pub stateful: bool,
    /// `Database.AllowsCallouts`
    pub callouts: bool,
    /// Waits in the flex queue.
    pub holding: bool,
    pub phase: BatchPhase,
    /// What `start` delivered, by chunk.
    pub work: Arc<Vec<Chunk>>,
}

/// What a batch does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BatchPhase {
    Start,
    /// The chunk of this number.
    Execute(usize),
    Finish,
}

/// The scope of one `execute`.
#[derive(Clone, Debug)]
pub enum Chunk {
    /// A list, as it was delivered.
    Items(Payload),
    /// Records to be read anew: their ids and the fields that were queried.
    Records { ids: Vec<Id>, fields: Arc<[FieldId]> },
}

/// How many jobs an org takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JobLimits {
    /// Asynchronous executions in 24 hours.
    pub daily: u32,
    pub scheduled: usize,
    /// Batches that run or are about to.
    pub active_batches: usize,
    /// Batches in the flex queue.
    pub flex_queue: usize,
}

impl Default for JobLimits {
    fn default() -> JobLimits {
        JobLimits { daily: 250_000, scheduled: 100, active_batches: 5, flex_queue: 100 }
    }
}

/// The queue: by id, and in order of due time and then of insertion.
#[derive(Clone, Default)]
pub struct Jobs {
    by_id: HashMap<Id, (i64, u64)>,
    in_order: OrdMap<(i64, u64), Arc<JobSpec>>,
    inserted: u64,
    pub limits: JobLimits,
    /// When the present 24 hours began, and how many executions were queued in them.
    day: (i64, u32),
}

impl Jobs {
    /// Counts an execution against the daily limit. False when it is used up.
    pub fn count_execution(&mut self, now: i64) -> bool {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        if now - self.day.0 >= DAY {
            self.day = (now, 0);
        }
        self.day.1 += 1;
        self.day.1 <= self.limits.daily
    }

    /// Executions queued in the present 24 hours.
    pub fn executions(&self) -> u32 {
        self.day.1
    }

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
