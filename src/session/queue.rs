//! The job queue of a session: what waits, and what went wrong.

use super::world::World;
use crate::hir::{ClassId, Program};
use crate::org::JobKind;
use crate::value::{Cell, Id};

/// A job that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobInfo {
    pub id: Id,
    /// `Future`, `Queueable`, `BatchApex`, `ScheduledApex`, `Event`: as in `AsyncApexJob.JobType`.
    pub kind: &'static str,
    /// The class; `Class.method` of a future call, name and class of a scheduled job.
    pub name: String,
    /// When it falls due: milliseconds since 1970.
    pub due: i64,
}

/// A job that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedJob {
    pub id: Id,
    /// `Future`, `Queueable`, ...
    pub kind: String,
    /// The class, when it is known.
    pub name: String,
    /// The exception's text.
    pub reason: String,
}

/// The waiting jobs, the next due first.
pub(super) fn jobs(world: &World) -> Vec<JobInfo> {
    let program = world.program();
    let state = world.org().snapshot();
    let info = |spec: &std::sync::Arc<crate::org::JobSpec>| {
        let (kind, name) = match &spec.kind {
            JobKind::Future { method, .. } => {
                let method = program.method(*method);
                let class = method.class.map_or_else(String::new, |c| class_name(program, c));
                ("Future", format!("{class}.{}", method.name))
            }
            JobKind::Queueable(job) => ("Queueable", class_name(program, job.class)),
            JobKind::Batch(job) => ("BatchApex", class_name(program, job.class)),
            JobKind::Scheduled(job) => {
                ("ScheduledApex", format!("{} ({}, {})", job.name, class_name(program, job.class), job.cron))
            }
            JobKind::Events { object, .. } => ("Event", program.schema.name(*object).to_owned()),
        };
        JobInfo { id: spec.id, kind, name, due: spec.due }
    };
    state.jobs.iter().map(info).collect()
}

/// The jobs whose row says that they failed, in the order in which they were queued.
pub(super) fn failed(world: &World) -> Vec<FailedJob> {
    let transaction = world.org().begin();
    let schema = transaction.schema();
    let Some(object) = schema.find("AsyncApexJob") else { return Vec::new() };
    let Some(table) = transaction.state().table(object) else { return Vec::new() };
    let field = |name: &str| schema.object(object).field(name);
    let class_name = schema.find("ApexClass").and_then(|class| schema.object(class).field("Name"));
    let text = |cell: Cell| cell.as_str().unwrap_or_default().to_owned();
    let mut failed = Vec::new();
    for (number, row) in table.iter() {
        let read = |name: &str| field(name).map_or(Cell::Null, |f| table.cell(row, f).clone());
        if read("Status").as_str() != Some("Failed") {
            continue;
        }
        let name = match (read("ApexClassId"), class_name) {
            (Cell::Id(class), Some(name)) => text(transaction.cell(class, name)),
            _ => String::new(),
        };
        failed.push(FailedJob {
            id: crate::org::id_of(schema, object, number),
            kind: text(read("JobType")),
            name,
            reason: text(read("ExtendedStatus")),
        });
    }
    failed
}

fn class_name(program: &Program, class: ClassId) -> String {
    program.class(class).name.to_string()
}
