//! What a transaction knows of its surroundings: who runs it, as which kind of work, inside which test and triggers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::hir::TypeId;
use crate::interp::limits::Limit;
use crate::interp::trigger::TriggerFrame;
use crate::interp::{Exc, Exec, Interp};
use crate::org::Savepoint;
use crate::schema::ObjectId;
use crate::value::{Id, Locale, Object, Payload, Value, Zone};

/// The surroundings of the code that runs now.
#[derive(Clone, Default)]
pub struct Context {
    /// The running user: the session's first, then one for each `System.runAs` block around.
    pub users: Vec<Id>,
    /// `Messaging.reserveSingleEmailCapacity`
    pub reserved_emails: i32,
    pub quiddity: Quiddity,
    /// The job that this transaction belongs to.
    pub job: Option<JobContext>,
    /// Set while a test runs, its setup method included.
    pub test: Option<TestState>,
    /// Triggers under way, innermost last.
    pub triggers: Vec<TriggerFrame>,
    pub mixed: MixedDml,
    pub savepoints: Savepoints,
    /// DML was done and neither committed nor rolled back: callouts are refused.
    pub uncommitted: bool,
    /// E-mails that `Messaging.sendEmail` accepted, in order.
    pub emails: Vec<Email>,
    /// The page that a controller runs for, and what was said on it.
    pub page: Option<Value>,
    pub page_messages: Vec<Value>,
    /// What this transaction put into the platform cache, with the copy that others get: it gets the very value back.
    pub cached: FxHashMap<String, (Arc<Payload>, Value)>,
    /// Platform events that are delivered when the transaction commits.
    pub events: Vec<Value>,
    /// `Request.getCurrent().getRequestId()`
    pub request_id: String,
    /// Records whose own trigger is running; changing them in a before trigger is refused.
    pub saving: Vec<Saving>,
    /// The org's own automation is saving: validation rules and locks do not hold for it.
    pub automatic: bool,
    /// The platform events that the running triggers were fired for.
    pub delivery: Option<Delivery>,
    /// What `System.runAs` blocks around put aside.
    pub outer_mixed: Vec<MixedDml>,
}

/// Where a transaction comes from; the names are those of `System.Quiddity`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Quiddity {
    #[default]
    Anonymous,
    BatchApex,
    BatchChunk,
    Future,
    Queueable,
    Finalizer,
    Scheduled,
    PlatformEvent,
    RunTest,
    Undefined,
}

impl Quiddity {
    /// The constant of `System.Quiddity`.
    pub fn name(self) -> &'static str {
        match self {
            Quiddity::Anonymous => "ANONYMOUS",
            Quiddity::BatchApex => "BATCH_APEX",
            Quiddity::BatchChunk => "BATCH_CHUNK_SERIAL",
            Quiddity::Future => "FUTURE",
            Quiddity::Queueable => "QUEUEABLE",
            Quiddity::Finalizer => "TRANSACTION_FINALIZER_QUEUEABLE",
            Quiddity::Scheduled => "SCHEDULED",
            Quiddity::PlatformEvent => "PLATFORM_EVENT_PUBLISH_CALLBACK",
            Quiddity::RunTest => "RUNTEST_SYNC",
            Quiddity::Undefined => "UNDEFINED",
        }
    }
}

/// The part of a job that a transaction runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobPhase {
    Future,
    Queueable,
    Finalizer,
    BatchStart,
    BatchExecute,
    BatchFinish,
    Scheduled,
}

/// The job that the running code belongs to.
#[derive(Clone, Debug)]
pub struct JobContext {
    /// Its `AsyncApexJob`.
    pub id: Id,
    pub phase: JobPhase,
    /// Callouts are allowed: `@future(callout=true)`, `Database.AllowsCallouts`.
    pub callouts: bool,
    /// How many queueables led here, this one included.
    pub depth: u32,
    /// The deepest that `AsyncOptions.MaximumQueueableStackDepth` of the chain's first job allows.
    pub max_depth: Option<u32>,
    /// What `System.attachFinalizer` left.
    pub finalizer: Option<Value>,
}

/// A delivery of platform events to triggers.
#[derive(Clone)]
pub struct Delivery {
    /// Deliveries of the same events before this one.
    pub retries: u32,
    pub replay_ids: Vec<String>,
    /// How many events are done for good, and what the org was then: `setResumeCheckpoint`.
    pub checkpoint: Option<(usize, Savepoint)>,
}

/// State of the test that runs.
#[derive(Clone, Debug, Default)]
pub struct TestState {
    pub phase: TestPhase,
    /// `Test.setMock`: interface and implementation, the latest last.
    pub mocks: Vec<(TypeId, Value)>,
    /// `Test.setFixedSearchResults`
    pub search_results: Option<Vec<Id>>,
    /// Jobs that were queued after `startTest`, in order.
    pub queued: Vec<Id>,
    /// Batches submitted in this test, not counting those that batches chain.
    pub batches: u32,
    /// `Test.setCurrentPage...`, `Test.setReadOnlyApplicationMode(true)`
    pub read_only: bool,
    pub see_all_data: bool,
    /// Platform events that were published.
    pub published: usize,
    /// `stopTest` is running the queue.
    pub draining: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TestPhase {
    #[default]
    Before,
    Started,
    Stopped,
}

/// Which sides of the mixed-DML rule the transaction has touched: the first object of each.
#[derive(Clone, Copy, Debug, Default)]
pub struct MixedDml {
    pub setup: Option<ObjectId>,
    pub data: Option<ObjectId>,
}

/// Savepoints in order; a rollback drops the later ones.
#[derive(Clone, Default)]
pub struct Savepoints {
    next: u32,
    live: Vec<(u32, crate::org::Savepoint)>,
}

/// A message that would have left the org.
#[derive(Clone, Debug)]
pub struct Email {
    pub to: Vec<String>,
    pub subject: String,
    pub body: String,
}

/// A save that is under way.
#[derive(Clone, Debug)]
pub struct Saving {
    pub ids: Vec<Id>,
    /// Its before triggers run.
    pub before: bool,
}

impl Context {
    pub fn new(user: Id, quiddity: Quiddity) -> Context {
        Context { users: vec![user], quiddity, ..Context::default() }
    }

    /// The user in whose name code runs.
    pub fn user(&self) -> Id {
        *self.users.last().expect("a context starts with the session's user")
    }

    pub fn is_test(&self) -> bool {
        self.test.is_some()
    }

    pub fn phase(&self) -> Option<JobPhase> {
        self.job.as_ref().map(|j| j.phase)
    }
}

impl Savepoints {
    /// Remembers a savepoint and answers its number.
    pub fn push(&mut self, savepoint: crate::org::Savepoint) -> u32 {
        self.next += 1;
        self.live.push((self.next, savepoint));
        self.next
    }

    /// The savepoint of this number for a rollback; later ones are gone afterwards. None when it is not live.
    pub fn rollback_to(&mut self, number: u32) -> Option<&crate::org::Savepoint> {
        let at = self.live.iter().position(|(n, _)| *n == number)?;
        self.live.truncate(at + 1);
        self.live.last().map(|(_, s)| s)
    }

    /// Forgets it and all later ones. False when it is not live.
    pub fn release(&mut self, number: u32) -> bool {
        match self.live.iter().position(|(n, _)| *n == number) {
            Some(at) => {
                self.live.truncate(at);
                true
            }
            None => false,
        }
    }

    pub fn release_all(&mut self) {
        self.live.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }
}

impl Interp {
    /// Enters `System.runAs(user)`: its rights and a fresh mixed-DML account. A version changes nothing.
    ///
    /// # Errors
    /// TypeException outside of tests, NullPointerException for null.
    pub fn begin_run_as(&mut self, who: &Value) -> Exec<()> {
        if !self.context.is_test() {
            return Err(self.throw(Exc::Type, "System.runAs can only be used within a test method: "));
        }
        let user = match who.object() {
            None => return Err(self.null_pointer()),
            Some(Object::Record(record)) => {
                let id = record.borrow().id();
                match id {
                    Some(id) => id,
                    None => self.insert_run_as_user(who)?,
                }
            }
            Some(_) => self.context.user(),
        };
        self.charge(Limit::DmlStatements, 1)?;
        self.context.users.push(user);
        let outer = std::mem::take(&mut self.context.mixed);
        self.context.outer_mixed.push(outer);
        self.org.set_user(user);
        self.settle_user();
        Ok(())
    }

    /// Takes the time zone and the locale of the running user.
    pub fn settle_user(&mut self) {
        let setting = |name: &str| {
            let schema = self.org.schema();
            let field = schema.find("User").and_then(|object| schema.object(object).field(name));
            match field.map(|field| self.org.cell(self.context.user(), field).to_value()) {
                Some(Value::String(text)) => text.to_string(),
                _ => String::new(),
            }
        };
        let (zone, locale) = (setting("TimeZoneSidKey"), setting("LocaleSidKey"));
        self.zone = Zone::get(&zone);
        self.locale = Locale::get(&locale);
    }

    /// Leaves the innermost `System.runAs` block, however it ended.
    pub fn end_run_as(&mut self) {
        self.context.users.pop();
        self.context.mixed = self.context.outer_mixed.pop().unwrap_or_default();
        self.org.set_user(self.context.user());
        self.settle_user();
    }

    /// `System.runAs` of a user that was not inserted inserts it first.
    fn insert_run_as_user(&mut self, who: &Value) -> Exec<Id> {
        let mode = crate::hir::SecurityMode::System;
        crate::interp::dml::statement(self, crate::hir::DmlKind::Insert, who, None, mode)?;
        let Some(Object::Record(record)) = who.object() else { return Err(self.null_pointer()) };
        let id = record.borrow().id();
        id.ok_or_else(|| self.null_pointer())
    }
}
