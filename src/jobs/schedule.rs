//! `System.schedule`: an instance whose `execute` runs at the times of a cron expression.

use crate::interp::{Exc, Exec, Interp};
use crate::jobs::cron::Cron;
use crate::jobs::queue::{self, NewJob};
use crate::jobs::{batch, rows, run};
use crate::org::jobs::Scheduled;
use crate::org::{JobKind, JobSpec, Transaction};
use crate::value::{Cell, Id, Value, Zone};

/// Schedules an instance and answers the Id of its `CronTrigger`.
///
/// # Errors
/// StringException for a bad expression, AsyncException when it never fires, the name is taken or there are too many.
pub fn schedule(cx: &mut Interp, name: &str, expression: Option<&str>, job: &Value) -> Exec<Id> {
    let Some(class) = queue::class_of(job) else {
        return Err(cx.throw(Exc::NullPointer, "schedulable object cannot be null"));
    };
    let Some(expression) = expression else {
        return Err(cx.throw(Exc::String, "cron expression cannot be 'null'"));
    };
    let cron = Cron::parse(expression).map_err(|text| cx.throw(Exc::String, text))?;
    let zone = zone_of(&cx.org, cx.context.user());
    let Some(due) = cron.next(cx.org.now(), &zone.rules()) else {
        let text = "Based on configured schedule, the given trigger 'SCHEDULED_APEX_JOB_TYPE.000000000000000' will \
                    never fire.";
        return Err(cx.throw(Exc::Async, text));
    };
    let new = New { name, expression, class, job, batch: None, job_type: "7" };
    add(cx, &new, due, &zone)
}

/// `System.scheduleBatch`: queues a batch once, so many minutes from now.
///
/// # Errors
/// As [`schedule`], and as for a batch.
pub fn schedule_batch(cx: &mut Interp, job: &Value, name: &str, minutes: i32, scope: usize) -> Exec<Id> {
    let Some(class) = queue::class_of(job) else {
        return Err(cx.throw(Exc::NullPointer, "Argument 'batchable' cannot be null"));
    };
    if minutes < 1 {
        return Err(cx.throw(Exc::InvalidParameterValue, "minutesFromNow must be greater than or equal to one"));
    }
    let zone = zone_of(&cx.org, cx.context.user());
    let due = cx.org.now() + i64::from(minutes) * 60_000;
    let at = crate::value::Datetime::from_ms(due);
    let (date, time) = at.wall(&zone);
    let expression = format!(
        "{} {} {} {} {} ? {}",
        time.second(),
        time.minute(),
        time.hour(),
        date.day(),
        date.month(),
        date.year()
    );
    let new = New { name, expression: &expression, class, job, batch: Some(scope), job_type: "7" };
    add(cx, &new, due, &zone)
}

struct New<'a> {
    name: &'a str,
    expression: &'a str,
    class: crate::hir::ClassId,
    job: &'a Value,
    batch: Option<usize>,
    job_type: &'a str,
}

fn add(cx: &mut Interp, new: &New, due: i64, zone: &Zone) -> Exec<Id> {
    let names = cx.org.state().jobs.iter().filter_map(|spec| match &spec.kind {
        JobKind::Scheduled(s) => Some(s.name.clone()),
        _ => None,
    });
    let names: Vec<_> = names.collect();
    if names.iter().any(|n| **n == *new.name) {
        let text = format!("The Apex job named \"{}\" is already scheduled for execution.", new.name);
        return Err(cx.throw(Exc::Async, text));
    }
    let most = cx.org.state().jobs.limits.scheduled;
    if names.len() >= most {
        let text = format!("You have exceeded the maximum number of Apex scheduled jobs({most}).");
        return Err(cx.throw(Exc::Async, text));
    }
    let payload = queue::payload(cx, new.job)?;
    let detail = [("Name", Cell::string(new.name)), ("JobType", Cell::string(new.job_type))];
    let detail = rows::insert(&mut cx.org, "CronJobDetail", &detail);
    let now = rows::time(cx.org.now());
    let fields = [
        ("CronJobDetailId", Cell::Id(detail)),
        ("CronExpression", Cell::string(new.expression)),
        ("NextFireTime", rows::time(due)),
        ("StartTime", now),
        ("State", Cell::string("WAITING")),
        ("TimesTriggered", Cell::Integer(0)),
        ("TimeZoneSidKey", Cell::string(zone.id())),
        ("OwnerId", Cell::Id(cx.context.user())),
    ];
    let id = rows::insert(&mut cx.org, "CronTrigger", &fields);
    let row = NewJob {
        job_type: "ScheduledApex",
        class: Some(new.class),
        method: None,
        status: "Queued",
        cron_trigger: Some(id),
    };
    let job = queue::new_row(cx, &row)?;
    let scheduled = Scheduled {
        class: new.class,
        cron: new.expression.into(),
        name: new.name.into(),
        job,
        batch: new.batch,
        paused: false,
    };
    queue::put(cx, id, JobKind::Scheduled(scheduled), payload, due);
    Ok(id)
}

/// The schedule of a name.
pub fn named(tx: &Transaction, name: &str) -> Option<Id> {
    let mut jobs = tx.state().jobs.iter();
    jobs.find(|spec| matches!(&spec.kind, JobKind::Scheduled(s) if *s.name == *name)).map(|spec| spec.id)
}

/// Has a schedule wait, or go on: it fires at the next time of its expression then.
///
/// # Errors
/// StringException when there is no such schedule.
pub fn set_paused(cx: &mut Interp, id: Option<Id>, paused: bool) -> Exec<()> {
    let spec = id.and_then(|id| cx.org.state().jobs.get(id).cloned());
    let found = spec.as_ref().and_then(|spec| match &spec.kind {
        JobKind::Scheduled(scheduled) => Some((spec, scheduled)),
        JobKind::Future { .. } | JobKind::Queueable(_) | JobKind::Batch(_) | JobKind::Events { .. } => None,
    });
    let Some((spec, scheduled)) = found else {
        return Err(cx.throw(Exc::String, "Job does not exist or is already aborted."));
    };
    let zone = zone_of(&cx.org, spec.user);
    let next = Cron::parse(&scheduled.cron).ok().and_then(|cron| cron.next(cx.org.now(), &zone.rules()));
    let due = if paused { spec.due } else { next.unwrap_or(spec.due) };
    let kind = JobKind::Scheduled(Scheduled { paused, ..scheduled.clone() });
    cx.org.put_job(JobSpec { kind, due, ..JobSpec::clone(spec) });
    let state = Cell::string(if paused { "PAUSED" } else { "WAITING" });
    rows::update(&mut cx.org, spec.id, &[("State", state), ("NextFireTime", rows::time(due))]);
    Ok(())
}

/// The time zone of a user.
pub fn zone_of(tx: &Transaction, user: Id) -> Zone {
    Zone::get(&rows::text(tx, user, "TimeZoneSidKey"))
}

/// Fires a schedule: runs `execute`, then notes the next time, unless the code aborted its own schedule.
pub(super) fn fire(cx: &mut Interp, spec: &JobSpec, scheduled: &Scheduled) -> Exec<()> {
    let instance = queue::restore(cx, &spec.payload)?;
    match scheduled.batch {
        Some(scope) => {
            batch::execute(cx, &instance, i32::try_from(scope).ok())?;
        }
        None => {
            let context = run::context(cx, "System.SchedulableContextImpl", &[Value::Id(spec.id)])?;
            run::call(cx, &instance, "execute", "System.SchedulableContext", context)?;
        }
    }
    again(&mut cx.org, spec, scheduled);
    Ok(())
}

/// A failure does not end a schedule.
pub(super) fn fail(tx: &mut Transaction, spec: &JobSpec, scheduled: &Scheduled, message: &str) {
    again(tx, spec, scheduled);
    rows::update(tx, scheduled.job, &[("ExtendedStatus", rows::status_text(message))]);
}

/// Notes that the schedule fired, and queues its next time; without one it is complete.
fn again(tx: &mut Transaction, spec: &JobSpec, scheduled: &Scheduled) {
    if !run::still_queued(tx, spec) {
        return;
    }
    // A test fires schedules before their time: the time itself is still to come, and nothing is noted.
    if tx.now() < spec.due {
        return tx.put_job(spec.clone());
    }
    let times = rows::number(tx, spec.id, "TimesTriggered") + 1;
    let zone = zone_of(tx, spec.user);
    let next = match scheduled.batch {
        Some(_) => None,
        None => Cron::parse(&scheduled.cron).ok().and_then(|c| c.next(tx.now(), &zone.rules())),
    };
    let fields = [
        ("TimesTriggered", Cell::Integer(times)),
        ("PreviousFireTime", rows::time(tx.now())),
        ("NextFireTime", next.map_or(Cell::Null, rows::time)),
        ("State", Cell::string(if next.is_some() { "WAITING" } else { "COMPLETE" })),
    ];
    rows::update(tx, spec.id, &fields);
    match next {
        Some(due) => tx.put_job(JobSpec { due, ..spec.clone() }),
        None => {
            tx.remove_job(spec.id);
            let now = rows::time(tx.now());
            rows::update(tx, scheduled.job, &[("Status", Cell::string("Completed")), ("CompletedDate", now)]);
        }
    }
}
