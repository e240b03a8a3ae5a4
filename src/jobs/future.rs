//! `@future`: a static method that runs later, with copies of its arguments.

use crate::hir::{MethodId, TypeId};
use crate::interp::context::JobPhase;
use crate::interp::limits::Limit;
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::queue::{self, NewJob};
use crate::org::{JobKind, JobSpec};
use crate::value::{List, Value};

/// Queues a call.
///
/// # Errors
/// AsyncException from a future or a batch; LimitException beyond 50 calls.
pub fn call(cx: &mut Interp, method: MethodId, args: Vec<Value>) -> Exec<()> {
    let program = cx.program.clone();
    let m = program.method(method);
    if let Some(JobPhase::Future | JobPhase::BatchStart | JobPhase::BatchExecute | JobPhase::BatchFinish) =
        cx.context.phase()
    {
        let class = m.class.map_or("", |c| &program.class(c).name);
        let params: Vec<String> = m.params.iter().map(|(_, ty)| cx.type_name(*ty)).collect();
        let text = format!(
            "Future method cannot be called from a future or batch method: {class}.{}({})",
            m.name,
            params.join(", ")
        );
        return Err(cx.throw(Exc::Async, text));
    }
    cx.charge(Limit::FutureCalls, 1)?;
    let payload = queue::payload(cx, &Value::list(List::from_values(TypeId::OBJECT, args)))?;
    let job =
        NewJob { job_type: "Future", class: m.class, method: Some(&m.name), status: "Queued", cron_trigger: None };
    let id = queue::new_row(cx, &job)?;
    let callout = m.future.is_some_and(|f| f.callout);
    let due = cx.org.now();
    queue::put(cx, id, JobKind::Future { method, callout }, payload, due);
    Ok(())
}

/// Runs a queued call.
pub(super) fn run(cx: &mut Interp, spec: &JobSpec, method: MethodId) -> Exec<()> {
    let args = queue::restore(cx, &spec.payload)?;
    let args = match args.object() {
        Some(crate::value::Object::List(list)) => list.borrow().to_vec(),
        _ => unreachable!("the payload of a future call is a list"),
    };
    cx.call(method, &args).map(|_| ())
}
