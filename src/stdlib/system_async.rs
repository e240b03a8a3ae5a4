//! The rows of `System` that reach jobs and the transaction, and the small classes around jobs.

use crate::hir::TypeId;
use crate::interp::context::JobPhase;
use crate::interp::native::{InstanceRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::flex::{self, Move};
use crate::jobs::queueable::Options;
use crate::jobs::{finalizer, queue, queueable, schedule};
use crate::value::{Id, List, NativeObject, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Id enqueueJob(Object job)",
            "Queues a queueable and answers the Id of its AsyncApexJob.",
            |cx: &mut Interp, job: Value| queueable::enqueue(cx, &job, Options::default()),
        ),
        m(
            "static Id enqueueJob(Object job, Integer delay)",
            "Queues a queueable that runs in so many minutes, ten at most.",
            |cx: &mut Interp, job: Value, delay: i32| {
                queueable::enqueue(cx, &job, Options { delay: Some(delay), ..Options::default() })
            },
        ),
        m(
            "static Id enqueueJob(Object job, AsyncOptions options)",
            "Queues a queueable with a depth, a delay, a signature.",
            |cx: &mut Interp, job: Value, options: Option<InstanceRef>| {
                let options = options.map_or_else(Options::default, |o| read_options(cx, &o));
                queueable::enqueue(cx, &job, options)
            },
        ),
        m(
            "static Id schedule(String name, String cron, Object job)",
            "Schedules a job by a cron expression and answers the Id of its CronTrigger.",
            |cx: &mut Interp, name: Str, cron: Option<Str>, job: Value| {
                schedule::schedule(cx, &name, cron.as_deref(), &job)
            },
        ),
        m(
            "static Id scheduleBatch(Object batch, String name, Integer minutes)",
            "Queues a batch once, so many minutes from now.",
            |cx: &mut Interp, batch: Value, name: Str, minutes: i32| {
                schedule::schedule_batch(cx, &batch, &name, minutes, 200)
            },
        ),
        m(
            "static Id scheduleBatch(Object batch, String name, Integer minutes, Integer scope)",
            "The same with chunks of a given size.",
            |cx: &mut Interp, batch: Value, name: Str, minutes: i32, scope: i32| {
                schedule::schedule_batch(cx, &batch, &name, minutes, scope.max(1) as usize)
            },
        ),
        m("static void abortJob(String id)", "Stops a job or a schedule.", |cx: &mut Interp, id: Value| {
            let id = id_of(cx, &id)?;
            queue::abort(cx, id)
        }),
        m(
            "static void attachFinalizer(Object finalizer)",
            "Has a finalizer run after the running queueable.",
            |cx: &mut Interp, f: Value| finalizer::attach(cx, &f),
        ),
        m("static Boolean isFuture()", "Whether a future method runs.", |cx: &mut Interp| {
            cx.context.phase() == Some(JobPhase::Future)
        }),
        m("static Boolean isQueueable()", "Whether a queueable runs.", |cx: &mut Interp| {
            cx.context.phase() == Some(JobPhase::Queueable)
        }),
        m("static Boolean isBatch()", "Whether a batch runs.", |cx: &mut Interp| {
            matches!(cx.context.phase(), Some(JobPhase::BatchStart | JobPhase::BatchExecute | JobPhase::BatchFinish))
        }),
        m("static Boolean isScheduled()", "Whether a schedule runs.", |cx: &mut Interp| {
            cx.context.phase() == Some(JobPhase::Scheduled)
        }),
        m("static Boolean isFunctionCallback()", "Whether the answer of a function is handled: never here.", || false),
        m("static String getQuiddityShortCode(Quiddity quiddity)", "The letters that logs write for it.", short_code),
        m("static Boolean isRunningElasticCompute()", "Whether code runs on elastic machines: never here.", || false),
        m(
            "static ApplicationReadWriteMode getApplicationReadWriteMode()",
            "Whether data can be changed; a test may say that it cannot.",
            |cx: &mut Interp| {
                let is_read_only = cx.context.test.as_ref().is_some_and(|test| test.read_only);
                cx.enum_constant("System.ApplicationReadWriteMode", if is_read_only { "READ_ONLY" } else { "DEFAULT" })
            },
        ),
        m(
            "static Version requestVersion()",
            "The package version that the code was called for: none.",
            |cx: &mut Interp| -> Exec<Value> {
                match cx.program.find_class("System.Version") {
                    Some(class) => cx.instantiate(class, &[Value::Integer(1), Value::Integer(0)]),
                    None => Ok(Value::Null),
                }
            },
        ),
        m(
            "static void runAs(Version version)",
            "Has later code of a test behave as for a version of its package. There is one package here, so nothing changes.",
            |cx: &mut Interp, _: Value| only_run_as_in_tests(cx),
        ),
        m(
            "static void runAs(User user)",
            "Runs the block that follows as a user. As a plain call it does nothing in a test.",
            |cx: &mut Interp, _: Value| only_run_as_in_tests(cx),
        ),
    ]
}

/// As the event logs write it; an org confirms `X` and `TS`.
fn short_code(cx: &mut Interp, quiddity: Value) -> Exec<Option<&'static str>> {
    let Value::Enum(class, ordinal) = quiddity else {
        return Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null"));
    };
    Ok(match &*cx.enum_name(class, ordinal) {
        "ANONYMOUS" => Some("X"),
        "AURA" => Some("L"),
        "BATCH_ACS" => Some("A"),
        "BATCH_APEX" => Some("BA"),
        "BATCH_CHUNK_PARALLEL" => Some("P"),
        "BATCH_CHUNK_SERIAL" => Some("S"),
        "BULK_API" => Some("B"),
        "COMMERCE_INTEGRATION" => Some("CA"),
        "FUNCTION_CALLBACK" => Some("FC"),
        "FUTURE" => Some("F"),
        "INBOUND_EMAIL_SERVICE" => Some("E"),
        "INVOCABLE_ACTION" => Some("I"),
        "QUEUEABLE" => Some("Q"),
        "QUICK_ACTION" => Some("K"),
        "REMOTE_ACTION" => Some("M"),
        "REST" => Some("H"),
        "RUNTEST_ASYNC" => Some("TA"),
        "RUNTEST_DEPLOY" => Some("TD"),
        "RUNTEST_SYNC" => Some("TS"),
        "SCHEDULED" => Some("C"),
        "SOAP" => Some("W"),
        "SYNCHRONOUS" => Some("R"),
        "TRANSACTION_FINALIZER_QUEUEABLE" => Some("QTXF"),
        "VF" => Some("V"),
        _ => None,
    })
}

fn only_run_as_in_tests(cx: &mut Interp) -> Exec<()> {
    match cx.context.is_test() {
        true => Ok(()),
        false => Err(cx.throw(Exc::Type, "System.runAs can only be used within a test method: ")),
    }
}

/// An Id given as such or as text.
pub(super) fn id_of(cx: &mut Interp, value: &Value) -> Exec<Option<Id>> {
    match value {
        Value::Null => Ok(None),
        Value::Id(id) => Ok(Some(*id)),
        Value::String(text) => match Id::parse(text) {
            Some(id) => Ok(Some(id)),
            None => Err(cx.throw(Exc::String, format!("Invalid id: {text}"))),
        },
        _ => Err(cx.null_pointer()),
    }
}

/// A field of a prelude class's instance, by name.
pub(super) fn field(cx: &Interp, of: &InstanceRef, name: &str) -> Value {
    let class = cx.program.class(of.instance().class);
    let slot = class.fields.iter().position(|f| f.name.eq_ignore_ascii_case(name));
    slot.map_or(Value::Null, |slot| of.instance().fields.borrow()[slot].clone())
}

fn read_options(cx: &Interp, options: &InstanceRef) -> Options {
    let number = |name| match field(cx, options, name) {
        Value::Integer(n) => Some(n),
        _ => None,
    };
    let signature = InstanceRef::of(&field(cx, options, "DuplicateSignature")).map(|s| field(cx, &s, "text"));
    Options {
        delay: number("MinimumQueueableDelayInMinutes"),
        max_depth: number("MaximumQueueableStackDepth").and_then(|n| u32::try_from(n).ok()),
        signature: match signature {
            Some(Value::String(s)) => Some(std::sync::Arc::from(&*s)),
            _ => None,
        },
    }
}

/// The state of an `AsyncInfo`: none.
struct AsyncInfo;

/// `AsyncInfo`: the running queueable's place in its chain.
pub(super) fn async_info() -> Vec<Row> {
    let depth = |cx: &mut Interp| cx.context.job.as_ref().map_or(0, |j| j.depth as i32);
    let most = |cx: &mut Interp| cx.context.job.as_ref().and_then(|j| j.max_depth);
    vec![
        m("AsyncInfo()", "An object without use of its own.", || {
            NativeObject::value(super::class_id("AsyncInfo"), AsyncInfo)
        }),
        m("static Integer getCurrentQueueableStackDepth()", "How many queueables led here.", depth),
        m("static Boolean hasMaxStackDepth()", "Whether the chain has a greatest depth.", move |cx: &mut Interp| {
            most(cx).is_some()
        }),
        m("static Integer getMaximumQueueableStackDepth()", "The greatest depth.", move |cx: &mut Interp| {
            most(cx).map(|d| d as i32)
        }),
        m("static Integer getMinimumQueueableDelayInMinutes()", "The delay that new jobs get.", || 0),
    ]
}

/// `FlexQueue`: the order of waiting batches.
pub(super) fn flex_queue() -> Vec<Row> {
    vec![
        m(
            "static Boolean moveJobToFront(Id job)",
            "Makes a waiting batch the first; answers whether it moved.",
            |cx: &mut Interp, job: Id| flex::move_job(cx, job, Move::Front),
        ),
        m(
            "static Boolean moveJobToEnd(Id job)",
            "Makes a waiting batch the last; answers whether it moved.",
            |cx: &mut Interp, job: Id| flex::move_job(cx, job, Move::End),
        ),
        m(
            "static Boolean moveBeforeJob(Id job, Id other)",
            "Puts a waiting batch before another; answers whether it moved.",
            |cx: &mut Interp, job: Id, other: Id| flex::move_job(cx, job, Move::Before(other)),
        ),
        m(
            "static Boolean moveAfterJob(Id job, Id other)",
            "Puts a waiting batch behind another; answers whether it moved.",
            |cx: &mut Interp, job: Id, other: Id| flex::move_job(cx, job, Move::After(other)),
        ),
    ]
}

/// The waiting batches as a list of Ids.
pub(super) fn flex_order(cx: &Interp) -> List {
    List::from_values(TypeId::ID, flex::order(cx).into_iter().map(Value::Id).collect())
}
