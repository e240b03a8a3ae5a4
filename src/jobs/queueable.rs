//! `System.enqueueJob`: an instance that runs later, in a copy of its state.

use std::sync::Arc;

use crate::interp::context::JobPhase;
use crate::interp::limits::Limit;
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::queue::{self, NewJob};
use crate::jobs::run;
use crate::org::jobs::Queueable;
use crate::org::{JobKind, JobSpec};
use crate::value::{Id, Value};

/// How deep queueables may follow each other inside a test.
const TEST_DEPTH: u32 = 5;

/// `AsyncOptions`, or what stands for it.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Minutes.
    pub delay: Option<i32>,
    pub max_depth: Option<u32>,
    pub signature: Option<Arc<str>>,
}

/// Queues a job and answers the Id of its `AsyncApexJob`.
///
/// # Errors
/// LimitException beyond 50 jobs (one from a job), AsyncException beyond the stack depth, DuplicateMessageException.
pub fn enqueue(cx: &mut Interp, job: &Value, options: Options) -> Exec<Id> {
    let Some(class) = queue::class_of(job) else {
        return Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null"));
    };
    if let Some(delay) = options.delay
        && !(0..=10).contains(&delay)
    {
        return Err(cx.throw(Exc::IllegalArgument, "Delay must be between 0 and 10 minutes"));
    }
    cx.charge(Limit::QueueableJobs, 1)?;
    let parent = cx.context.job.as_ref().filter(|j| j.phase == JobPhase::Queueable);
    let depth = parent.map_or(0, |j| j.depth) + 1;
    let max_depth = parent.and_then(|j| j.max_depth).or(options.max_depth);
    let allowed = max_depth.unwrap_or(if cx.context.is_test() { TEST_DEPTH } else { u32::MAX });
    if depth > allowed {
        return Err(cx.throw(Exc::Async, "Maximum stack depth has been reached."));
    }
    if let Some(signature) = &options.signature
        && is_queued(cx, signature)
    {
        return Err(duplicate(cx));
    }
    let payload = queue::payload(cx, job)?;
    let new = NewJob { job_type: "Queueable", class: Some(class), method: None, status: "Queued", cron_trigger: None };
    let id = queue::new_row(cx, &new)?;
    let due = cx.org.now() + i64::from(options.delay.unwrap_or(0)) * 60_000;
    let callouts = queue::implements(cx, class, "Database.AllowsCallouts");
    let queueable = Queueable { class, depth, max_depth, signature: options.signature, callouts };
    queue::put(cx, id, JobKind::Queueable(queueable), payload, due);
    Ok(id)
}

fn is_queued(cx: &Interp, signature: &str) -> bool {
    let own = cx.context.job.as_ref().map(|j| j.id);
    let same = |spec: &Arc<JobSpec>| match &spec.kind {
        // The running job is still in the queue; it does not stand in its own way.
        JobKind::Queueable(q) => Some(spec.id) != own && q.signature.as_deref() == Some(signature),
        JobKind::Future { .. } | JobKind::Batch(_) | JobKind::Scheduled(_) | JobKind::Events { .. } => false,
    };
    cx.org.state().jobs.iter().any(same)
}

fn duplicate(cx: &mut Interp) -> crate::interp::Thrown {
    let text = "Attempt to enqueue job with duplicate queueable signature";
    match cx.program.find_class("System.DuplicateMessageException") {
        Some(class) => {
            let exception = cx.new_exception(class, Some(text.into()));
            cx.throw_value(exception)
        }
        None => cx.throw(Exc::Async, text),
    }
}

/// Runs a queued job.
pub(super) fn run(cx: &mut Interp, spec: &JobSpec) -> Exec<()> {
    let instance = queue::restore(cx, &spec.payload)?;
    let context = run::context(cx, "System.QueueableContextImpl", &[Value::Id(spec.id)])?;
    run::call(cx, &instance, "execute", "System.QueueableContext", context).map(|_| ())
}
