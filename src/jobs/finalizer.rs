//! `System.attachFinalizer`: runs after a queueable, in a transaction of its own, however the job ended.

use crate::interp::context::JobPhase;
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::run;
use crate::value::{Id, Value};

/// Attaches a finalizer to the running queueable.
///
/// # Errors
/// HandledException outside of a queueable, and for a second one.
pub fn attach(cx: &mut Interp, finalizer: &Value) -> Exec<()> {
    let Some(job) = cx.context.job.as_mut().filter(|j| j.phase == JobPhase::Queueable) else {
        return Err(cx.throw(Exc::Handled, "System.attachFinalizer(Finalizer) is not allowed in this context"));
    };
    if job.finalizer.is_some() {
        return Err(cx.throw(Exc::Handled, "More than one Finalizer cannot be attached to same Async Apex Job"));
    }
    if finalizer.is_null() {
        return Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null"));
    }
    job.finalizer = Some(finalizer.clone());
    Ok(())
}

/// Runs a finalizer after the job `id`; `failure` is the exception that ended it, or null.
pub(super) fn run(cx: &mut Interp, finalizer: &Value, id: Id, failure: Value) -> Exec<()> {
    let request = Value::string(&cx.context.request_id);
    let context = run::context(cx, "System.FinalizerContextImpl", &[Value::Id(id), failure, request])?;
    run::call(cx, finalizer, "execute", "System.FinalizerContext", context).map(|_| ())
}
