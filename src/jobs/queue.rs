//! What all ways of queueing share: the job's row, the daily limit, the payload.

use crate::hir::ClassId;
use crate::interp::context::{JobPhase, TestPhase, TestState};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::rows;
use crate::org::{JobKind, JobSpec};
use crate::value::{Cell, Id, Payload, Value};

/// A job about to be queued.
pub(super) struct NewJob<'a> {
    /// `Queueable`, `Future`, `BatchApex`, `ScheduledApex`
    pub job_type: &'a str,
    pub class: Option<ClassId>,
    pub method: Option<&'a str>,
    /// `Queued` or `Holding`
    pub status: &'a str,
    pub cron_trigger: Option<Id>,
}

/// Writes the `AsyncApexJob` row of a new job.
///
/// # Errors
/// AsyncException when the org's executions of the day are used up.
pub(super) fn new_row(cx: &mut Interp, job: &NewJob) -> Exec<Id> {
    let now = cx.org.now();
    if !cx.org.jobs_mut().count_execution(now) {
        return Err(cx.throw(Exc::Async, "Rate Limiting Exception : AsyncApexExecutions Limit exceeded."));
    }
    let class = job.class.and_then(|class| class_row(cx, class));
    let fields = [
        ("JobType", Cell::string(job.job_type)),
        ("Status", Cell::string(job.status)),
        ("ApexClassId", class.map_or(Cell::Null, Cell::Id)),
        ("MethodName", job.method.map_or(Cell::Null, Cell::string)),
        ("CronTriggerId", job.cron_trigger.map_or(Cell::Null, Cell::Id)),
        ("JobItemsProcessed", Cell::Integer(0)),
        ("TotalJobItems", Cell::Integer(0)),
        ("NumberOfErrors", Cell::Integer(0)),
    ];
    Ok(rows::insert(&mut cx.org, "AsyncApexJob", &fields))
}

/// The `ApexClass` row of a class: found by name, made when the session has not listed it.
fn class_row(cx: &mut Interp, class: ClassId) -> Option<Id> {
    let program = cx.program.clone();
    let mut top = program.class(class);
    while let Some(outer) = top.outer {
        top = program.class(outer);
    }
    let object = cx.org.schema().find("ApexClass")?;
    let field = cx.org.schema().object(object).field("Name")?;
    let name = Cell::string(&top.name);
    match cx.org.find_by(object, field, &name).first() {
        Some(id) => Some(*id),
        None => {
            let fields = [("Name", name), ("Status", Cell::string("Active")), ("ApiVersion", Cell::Integer(67))];
            Some(rows::insert(&mut cx.org, "ApexClass", &fields))
        }
    }
}

/// Puts a job into the org's queue; a test remembers it for `stopTest`.
///
/// What a schedule queues inside a test, and the future calls of a queueable, stay in the queue, as on the platform.
pub(super) fn put(cx: &mut Interp, id: Id, kind: JobKind, payload: Payload, due: i64) {
    let user = cx.context.user();
    let stays = match cx.context.phase() {
        Some(JobPhase::Scheduled) => true,
        Some(JobPhase::Queueable) => matches!(kind, JobKind::Future { .. }),
        _ => false,
    };
    // A test may let events be delivered whenever it likes.
    let is_event = matches!(kind, JobKind::Events { .. });
    let is_schedule = matches!(kind, JobKind::Scheduled(_));
    cx.org.put_job(JobSpec { id, kind, payload, due, user });
    if stays {
        return;
    }
    // What was scheduled before `Test.startTest` runs at `Test.stopTest` as well.
    let runs = |t: &&mut TestState| {
        is_event || t.phase == TestPhase::Started || t.draining || (is_schedule && t.phase == TestPhase::Before)
    };
    if let Some(test) = cx.context.test.as_mut().filter(runs) {
        test.queued.push(id);
    }
}

/// A copy of values for a job.
///
/// # Errors
/// SerializationException for what cannot be copied.
pub(super) fn payload(cx: &mut Interp, value: &Value) -> Exec<Payload> {
    match Payload::copy(&cx.program, value) {
        Ok(payload) => Ok(payload),
        Err(not) => {
            let class = cx.program.class(not.0);
            let text = match class.namespace {
                "" => format!("Not Serializable: {}", class.name),
                namespace => format!("Not Serializable: {namespace}.{}", class.name),
            };
            Err(cx.throw(Exc::Serialization, text))
        }
    }
}

/// The values of a payload, alive again. No constructor runs, but the classes of the objects are initialised.
///
/// # Errors
/// What a static initialiser throws.
pub(super) fn restore(cx: &mut Interp, payload: &Payload) -> Exec<Value> {
    let program = cx.program.clone();
    for class in payload.classes() {
        cx.initialise_class(class)?;
    }
    let heap = &mut cx.heap;
    Ok(payload.restore(&program, |object| heap.track(object)))
}

/// The class of an instance; none for anything else.
pub(super) fn class_of(value: &Value) -> Option<ClassId> {
    match value.object()? {
        crate::value::Object::Instance(i) => Some(i.class),
        _ => None,
    }
}

/// Whether a class implements an interface of the library.
pub(super) fn implements(cx: &Interp, class: ClassId, interface: &str) -> bool {
    cx.program.find_class(interface).is_some_and(|i| cx.program.is_instance(class, i))
}

/// `System.abortJob(id)`: a scheduled job is gone, any other is `Aborted`.
///
/// # Errors
/// StringException for null, and for a job that is not there or has ended.
pub fn abort(cx: &mut Interp, id: Option<Id>) -> Exec<()> {
    let Some(id) = id else { return Err(cx.throw(Exc::String, "jobId expression cannot be 'null'")) };
    let Some(spec) = cx.org.remove_job(id) else {
        return Err(cx.throw(Exc::String, "Job does not exist or is already aborted."));
    };
    let now = rows::time(cx.org.now());
    let ended = |job: Id, cx: &mut Interp| {
        rows::update(&mut cx.org, job, &[("Status", Cell::string("Aborted")), ("CompletedDate", now.clone())]);
    };
    match &spec.kind {
        JobKind::Scheduled(scheduled) => {
            ended(scheduled.job, cx);
            let detail = rows::get(&cx.org, id, "CronJobDetailId");
            let _ = cx.org.delete(id);
            if let Cell::Id(detail) = detail {
                let _ = cx.org.delete(detail);
            }
        }
        JobKind::Future { .. } | JobKind::Queueable(_) | JobKind::Batch(_) | JobKind::Events { .. } => ended(id, cx),
    }
    if let Some(test) = &mut cx.context.test {
        test.queued.retain(|queued| *queued != id);
    }
    Ok(())
}
