//! Jobs inside a test: `Test.stopTest` runs what was queued since `startTest`, in order, on the test's own thread.
//!
//! Statics are shared with the test, as on the platform; limits, context and DML are each job's own.

use std::sync::Arc;

use crate::interp::context::{Context, TestPhase};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::executor::is_paused;
use crate::jobs::run::{self, Setting};
use crate::jobs::{events, finalizer, queue};
use crate::org::{JobKind, JobSpec};
use crate::value::{Id, Value};

/// `Test.startTest()`
///
/// # Errors
/// FinalException for a second start.
pub fn start_test(cx: &mut Interp) -> Exec<()> {
    let Some(test) = &mut cx.context.test else {
        return Err(cx.throw(Exc::Type, "Test.startTest() can only be called from test methods"));
    };
    if test.phase != TestPhase::Before {
        return Err(cx.throw(Exc::Final, "Testing already started"));
    }
    test.phase = TestPhase::Started;
    cx.limits.push(crate::interp::limits::Figures::Sync);
    cx.context.savepoints.release_all();
    cx.context.uncommitted = false;
    Ok(())
}

/// `Test.stopTest()`: back to the outer limits, then all jobs.
///
/// # Errors
/// FinalException without a start; what a job throws.
pub fn stop_test(cx: &mut Interp) -> Exec<()> {
    let Some(test) = &mut cx.context.test else {
        return Err(cx.throw(Exc::Type, "Test.stopTest() can only be called from test methods"));
    };
    match test.phase {
        TestPhase::Before => return Err(cx.throw(Exc::Final, "Testing has not started")),
        TestPhase::Stopped => return Err(cx.throw(Exc::Final, "Testing already stopped")),
        TestPhase::Started => test.phase = TestPhase::Stopped,
    }
    cx.limits.pop();
    cx.context.savepoints.release_all();
    drain(cx, |_| true)
}

/// `Test.getEventBus().deliver()`: events only.
///
/// # Errors
/// What a trigger throws.
pub fn deliver_events(cx: &mut Interp) -> Exec<()> {
    draining(cx, true);
    let result = deliver_once(cx);
    draining(cx, false);
    result
}

/// Delivers each publication once, those that triggers publish too. What a trigger asks for again waits for the next time.
fn deliver_once(cx: &mut Interp) -> Exec<()> {
    let mut delivered: Vec<Id> = Vec::new();
    loop {
        let jobs = &cx.org.state().jobs;
        let is_due = |id: &Id| {
            let is_event = jobs.get(*id).is_some_and(|spec| matches!(spec.kind, JobKind::Events { .. }));
            is_event && !delivered.contains(id)
        };
        let Some(test) = cx.context.test.as_ref() else { return Ok(()) };
        let Some(at) = test.queued.iter().position(is_due) else { return Ok(()) };
        let id = test.queued[at];
        let spec = jobs.get(id).cloned();
        delivered.push(id);
        if let Some(test) = cx.context.test.as_mut() {
            test.queued.remove(at);
        }
        if let Some(spec) = spec {
            run_one(cx, &spec)?;
        }
    }
}

/// `Test.getEventBus().fail()`: queued events are never delivered; callbacks are told.
///
/// # Errors
/// What a callback throws.
pub fn drop_events(cx: &mut Interp) -> Exec<()> {
    let queued = cx.context.test.as_ref().map(|t| t.queued.clone()).unwrap_or_default();
    for id in queued {
        let spec = cx.org.state().jobs.get(id).filter(|spec| matches!(spec.kind, JobKind::Events { .. })).cloned();
        if let Some(spec) = spec {
            events::fail(cx, &spec)?;
        }
    }
    deliver_events(cx)
}

fn drain(cx: &mut Interp, wanted: impl Fn(&JobKind) -> bool) -> Exec<()> {
    draining(cx, true);
    let result = run_all(cx, wanted);
    draining(cx, false);
    result
}

fn draining(cx: &mut Interp, on: bool) {
    if let Some(test) = &mut cx.context.test {
        test.draining = on;
    }
}

fn run_all(cx: &mut Interp, wanted: impl Fn(&JobKind) -> bool) -> Exec<()> {
    while let Some(id) = next(cx, &wanted) {
        // A batch stays in the queue until its last transaction.
        while let Some(spec) = cx.org.state().jobs.get(id).cloned() {
            run_one(cx, &spec)?;
            if !matches!(spec.kind, JobKind::Batch(_)) {
                break;
            }
        }
    }
    Ok(())
}

fn next(cx: &mut Interp, wanted: &impl Fn(&JobKind) -> bool) -> Option<Id> {
    let jobs = &cx.org.state().jobs;
    let test = cx.context.test.as_ref()?;
    let at =
        test.queued.iter().position(|id| jobs.get(*id).is_none_or(|spec| wanted(&spec.kind) && !is_paused(spec)))?;
    Some(cx.context.test.as_mut()?.queued.remove(at))
}

/// Runs one transaction of a job; a failure is rolled back, noted in its row, and thrown.
fn run_one(cx: &mut Interp, spec: &Arc<JobSpec>) -> Exec<()> {
    run::begin(&mut cx.org, spec);
    let savepoint = cx.org.savepoint();
    let (result, attached) = within(cx, spec, run::setting(spec), |cx| {
        let result = run::perform(cx, spec);
        (result, cx.context.job.as_mut().and_then(|j| j.finalizer.take()))
    });
    let failure = match result {
        Ok(()) => Value::Null,
        Err(_) => {
            let exception = cx.take_pending();
            cx.org.rollback(&savepoint);
            let message = cx.exception_message(&exception);
            run::fail(&mut cx.org, spec, &message);
            exception
        }
    };
    if let Some(attached) = attached {
        let savepoint = cx.org.savepoint();
        let copy = queue::payload(cx, &attached)?;
        let copy = queue::restore(cx, &copy)?;
        let ended =
            within(cx, spec, run::finalizer_setting(spec), |cx| finalizer::run(cx, &copy, spec.id, failure.clone()));
        if let Err(thrown) = ended {
            cx.org.rollback(&savepoint);
            return Err(thrown);
        }
    }
    match failure {
        Value::Null => Ok(()),
        exception => Err(cx.throw_value(exception)),
    }
}

/// Runs code as a transaction of its own inside the test: fresh limits and context, the job's user.
fn within<R>(cx: &mut Interp, spec: &JobSpec, setting: Setting, f: impl FnOnce(&mut Interp) -> R) -> R {
    let request_id = format!("{}-{}", cx.context.request_id, spec.id);
    let inner = Context { job: Some(setting.job), request_id, ..Context::new(spec.user, setting.quiddity) };
    let mut outer = std::mem::replace(&mut cx.context, inner);
    cx.context.test = outer.test.take();
    cx.context.emails = std::mem::take(&mut outer.emails);
    cx.org.set_user(spec.user);
    cx.limits.push(setting.figures);
    let result = f(cx);
    cx.limits.pop();
    outer.test = cx.context.test.take();
    outer.emails = std::mem::take(&mut cx.context.emails);
    cx.context = outer;
    cx.org.set_user(cx.context.user());
    result
}
