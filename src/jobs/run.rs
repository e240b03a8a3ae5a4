//! One transaction of a job inside a given interpreter: what it runs, and what it writes about itself.

use std::sync::Arc;

use crate::hir::{MethodId, TypeId};
use crate::interp::context::{JobContext, JobPhase, Quiddity};
use crate::interp::limits::Figures;
use crate::interp::{Exec, Interp};
use crate::jobs::{batch, events, future, queueable, rows, schedule};
use crate::org::jobs::BatchPhase;
use crate::org::{JobKind, JobSpec, Transaction};
use crate::value::{Cell, Object, Value};

/// How the transaction of a job differs from others.
pub(super) struct Setting {
    pub quiddity: Quiddity,
    pub figures: Figures,
    pub job: JobContext,
}

/// The setting of a job's next transaction.
pub(super) fn setting(spec: &JobSpec) -> Setting {
    let job = |phase, callouts| JobContext { id: spec.id, phase, callouts, depth: 0, max_depth: None, finalizer: None };
    match &spec.kind {
        JobKind::Future { callout, .. } => {
            Setting { quiddity: Quiddity::Future, figures: Figures::Async, job: job(JobPhase::Future, *callout) }
        }
        JobKind::Queueable(q) => Setting {
            quiddity: Quiddity::Queueable,
            figures: Figures::Async,
            job: JobContext { depth: q.depth, max_depth: q.max_depth, ..job(JobPhase::Queueable, q.callouts) },
        },
        JobKind::Batch(b) => {
            let (phase, quiddity) = match b.phase {
                BatchPhase::Start => (JobPhase::BatchStart, Quiddity::BatchApex),
                BatchPhase::Execute(_) => (JobPhase::BatchExecute, Quiddity::BatchApex),
                BatchPhase::Finish => (JobPhase::BatchFinish, Quiddity::BatchApex),
            };
            Setting { quiddity, figures: Figures::Async, job: job(phase, b.callouts) }
        }
        // Scheduled Apex runs under the figures of synchronous code.
        JobKind::Scheduled(_) => {
            Setting { quiddity: Quiddity::Scheduled, figures: Figures::Sync, job: job(JobPhase::Scheduled, false) }
        }
        JobKind::Events { .. } => {
            Setting { quiddity: Quiddity::PlatformEvent, figures: Figures::Sync, job: job(JobPhase::Finalizer, false) }
        }
    }
}

/// The setting of the finalizer that follows a queueable.
pub(super) fn finalizer_setting(spec: &JobSpec) -> Setting {
    let job = JobContext { phase: JobPhase::Finalizer, finalizer: None, callouts: true, ..setting(spec).job };
    Setting { quiddity: Quiddity::Finalizer, figures: Figures::Async, job }
}

/// Notes that a job's transaction begins. Outside of tests a small transaction of its own does this, since the first write
/// takes the right to write and would keep other jobs from running beside this one.
pub(super) fn begin(tx: &mut Transaction, spec: &JobSpec) {
    let status = match &spec.kind {
        JobKind::Future { .. } | JobKind::Queueable(_) => "Processing",
        JobKind::Batch(b) if b.phase == BatchPhase::Start => "Preparing",
        JobKind::Batch(_) | JobKind::Scheduled(_) | JobKind::Events { .. } => return,
    };
    rows::update(tx, spec.id, &[("Status", Cell::string(status))]);
}

/// Runs the job's next transaction. Nothing of it may be kept when it fails; then [`fail`] says so in the job's row.
/// The job stays in the queue until the transaction's end, so that it can be aborted meanwhile.
///
/// # Errors
/// The exception that ends it.
pub(super) fn perform(cx: &mut Interp, spec: &Arc<JobSpec>) -> Exec<()> {
    match &spec.kind {
        JobKind::Future { method, .. } => {
            future::run(cx, spec, *method)?;
            complete(&mut cx.org, spec);
            Ok(())
        }
        JobKind::Queueable(_) => {
            queueable::run(cx, spec)?;
            complete(&mut cx.org, spec);
            Ok(())
        }
        JobKind::Batch(b) => batch::step(cx, spec, b),
        JobKind::Scheduled(s) => schedule::fire(cx, spec, s),
        JobKind::Events { object, retries } => {
            cx.org.remove_job(spec.id);
            events::run(cx, spec, *object, *retries)
        }
    }
}

/// Ends a job that was not aborted while it ran.
pub(super) fn complete(tx: &mut Transaction, spec: &JobSpec) {
    if !still_queued(tx, spec) {
        return;
    }
    tx.remove_job(spec.id);
    let now = rows::time(tx.now());
    rows::update(tx, spec.id, &[("Status", Cell::string("Completed")), ("CompletedDate", now)]);
}

/// Whether nobody aborted the job since it was taken. Looks at the newest state.
pub(super) fn still_queued(tx: &mut Transaction, spec: &JobSpec) -> bool {
    tx.jobs_mut().get(spec.id).is_some()
}

/// Writes down that a job's transaction failed, and what follows of that.
pub(super) fn fail(tx: &mut Transaction, spec: &JobSpec, message: &str) {
    match &spec.kind {
        JobKind::Batch(b) => batch::fail(tx, spec, b, message),
        JobKind::Scheduled(s) => schedule::fail(tx, spec, s, message),
        JobKind::Future { .. } | JobKind::Queueable(_) => {
            if tx.remove_job(spec.id).is_some() {
                failed(tx, spec, message);
            }
        }
        JobKind::Events { .. } => {
            tx.remove_job(spec.id);
        }
    }
}

pub(super) fn failed(tx: &mut Transaction, spec: &JobSpec, message: &str) {
    let now = rows::time(tx.now());
    let fields = [
        ("Status", Cell::string("Failed")),
        ("NumberOfErrors", Cell::Integer(1)),
        ("ExtendedStatus", rows::status_text(message)),
        ("CompletedDate", now),
    ];
    rows::update(tx, spec.id, &fields);
}

/// Makes the context object that a job's method gets.
pub(super) fn context(cx: &mut Interp, class: &str, args: &[Value]) -> Exec<Value> {
    let class = cx.program.find_class(class).expect("the prelude has the contexts of jobs");
    cx.instantiate(class, args)
}

/// Calls `name(context)`; a class may have several such methods, for different contexts.
pub(super) fn call(cx: &mut Interp, instance: &Value, name: &str, interface: &str, context: Value) -> Exec<Value> {
    match pick(cx, instance, name, interface, 1, |_| true) {
        Some(method) => cx.call(method, &[instance.clone(), context]),
        None => cx.call_named(instance, name, &[context]),
    }
}

/// The method of an instance's class by name, number of parameters, the interface of the first and a test of the last.
pub(super) fn pick(
    cx: &Interp,
    instance: &Value,
    name: &str,
    interface: &str,
    params: usize,
    last: impl Fn(TypeId) -> bool,
) -> Option<MethodId> {
    let Some(Object::Instance(i)) = instance.object() else { return None };
    let wanted = TypeId::class(cx.program.find_class(interface)?);
    let mut next = Some(i.class);
    while let Some(id) = next {
        let class = cx.program.class(id);
        let found = class.methods.iter().copied().find(|m| {
            let m = cx.program.method(*m);
            m.name.eq_ignore_ascii_case(name)
                && m.params.len() == params
                && m.body.is_some()
                && m.params[0].1 == wanted
                && last(m.params[params - 1].1)
        });
        if found.is_some() {
            return found;
        }
        next = class.superclass.and_then(|ty| match ty.get() {
            crate::hir::Type::Class(c) | crate::hir::Type::Generic(c, _) => Some(c),
            _ => None,
        });
    }
    None
}
