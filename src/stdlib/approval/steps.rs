//! The steps of a process: whom a record waits for, and its end.

use super::{Answer, Done, Run, actions, approvers, holds};
use crate::interp::Interp;
use crate::org::DmlError;
use crate::schema::Otherwise;
use crate::value::{Cell, Datetime, Id};

/// How a process ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Approved,
    Rejected,
    Removed,
}

impl End {
    /// The status of the instance, and of the step that brought it there.
    pub fn name(self) -> &'static str {
        match self {
            End::Approved => "Approved",
            End::Rejected => "Rejected",
            End::Removed => "Removed",
        }
    }
}

/// Goes to the first step from `from` on whose criteria hold; behind the last one the record is approved.
pub(super) fn enter(cx: &mut Interp, run: &Run, from: usize, actor: Id, chosen: &[Id]) -> Answer {
    for (number, step) in run.process().steps.iter().enumerate().skip(from) {
        if holds(cx, run.process(), run.record, &step.entry)? {
            return ask(cx, run, number, actor, chosen);
        }
        match step.otherwise {
            Otherwise::Approve => break,
            Otherwise::Reject => return finish(cx, run, End::Rejected, actor),
            Otherwise::NextStep => {}
        }
    }
    finish(cx, run, End::Approved, actor)
}

/// Asks the approvers of a step.
pub(super) fn ask(cx: &mut Interp, run: &Run, number: usize, actor: Id, chosen: &[Id]) -> Answer {
    let step = &run.process().steps[number];
    let mut actors = Vec::new();
    for approver in &step.approvers {
        match approvers::find(cx, run, approver, actor, chosen)? {
            Ok(id) if actors.contains(&id) => {}
            Ok(id) => actors.push(id),
            Err(error) => return Ok(Err(error)),
        }
    }
    let node = node_of(cx, run, number);
    let pending = [
        ("ProcessInstanceId", Cell::Id(run.instance)),
        ("ProcessNodeId", node.map_or(Cell::Null, Cell::Id)),
        ("ProcessNodeName", Cell::string(&step.label)),
        ("NodeStatus", Cell::string("Pending")),
        ("LastActorId", Cell::Id(actor)),
    ];
    cx.org.put_named("ProcessInstanceNode", &pending);
    let mut workitems = Vec::with_capacity(actors.len());
    for actor in &actors {
        let item = [
            ("ProcessInstanceId", Cell::Id(run.instance)),
            ("ActorId", Cell::Id(*actor)),
            ("OriginalActorId", Cell::Id(*actor)),
        ];
        workitems.extend(cx.org.put_named("ProcessInstanceWorkitem", &item));
    }
    Ok(Ok(Done { record: run.record, instance: run.instance, status: "Pending", actors, workitems }))
}

/// Ends the process: the instance is closed, the record unlocked unless it is to stay so, the last actions done.
pub(super) fn finish(cx: &mut Interp, run: &Run, end: End, actor: Id) -> Answer {
    let process = run.process();
    let closed = [("Status", Cell::string(end.name())), ("CompletedDate", now(cx)), ("LastActorId", Cell::Id(actor))];
    cx.org.set_named(run.instance, &closed);
    let (todo, stays_locked) = match end {
        End::Approved => (&process.on_approval, process.approved_stay_locked),
        End::Rejected => (&process.on_rejection, process.rejected_stay_locked),
        End::Removed => (&process.on_recall, false),
    };
    cx.org.set_locked(run.record, stays_locked);
    if let Err(error) = actions::perform(cx, run, todo)? {
        return Ok(Err::<Done, DmlError>(error));
    }
    let (actors, workitems) = (Vec::new(), Vec::new());
    Ok(Ok(Done { record: run.record, instance: run.instance, status: end.name(), actors, workitems }))
}

/// Keeps what somebody did as a row of the history.
pub(super) fn note_step(
    cx: &mut Interp,
    run: &Run,
    status: &str,
    actor: Id,
    asked: Id,
    comments: Option<&str>,
    node: Option<Id>,
) {
    let step = [
        ("ProcessInstanceId", Cell::Id(run.instance)),
        ("StepStatus", Cell::string(status)),
        ("ActorId", Cell::Id(actor)),
        ("OriginalActorId", Cell::Id(asked)),
        ("Comments", comments.map_or(Cell::Null, Cell::string)),
        ("StepNodeId", node.map_or(Cell::Null, Cell::Id)),
    ];
    cx.org.put_named("ProcessInstanceStep", &step);
}

/// The row of a step.
fn node_of(cx: &Interp, run: &Run, number: usize) -> Option<Id> {
    let definition = cx.org.named_id(run.instance, "ProcessDefinitionId")?;
    let nodes = cx.org.find_named("ProcessNode", "ProcessDefinitionId", &Cell::Id(definition));
    let name = &run.process().steps[number].name;
    nodes.into_iter().find(|node| cx.org.named_cell(*node, "DeveloperName").as_str() == Some(name))
}

pub(super) fn now(cx: &Interp) -> Cell {
    Cell::Datetime(Datetime::from_ms(cx.org.now()).whole_seconds())
}
