//! An approver's answer: approval, rejection, or the removal of the request.

use super::steps::{End, ask, enter, finish, note_step, now};
use super::{Answer, Done, Reply, Run, actions};
use crate::interp::{Exc, Interp};
use crate::org::DmlError;
use crate::org::sharing::Viewer;
use crate::value::{Cell, Id};

pub(super) fn answer(cx: &mut Interp, reply: &Reply) -> Answer {
    let item = reply.item.filter(|id| cx.org.exists(*id));
    let found = item.and_then(|item| Some((item, run_of(cx, item)?)));
    let Some((item, run)) = found else { return Ok(Err(DmlError::no_such_row())) };
    let end = match reply.action.as_str() {
        a if a.eq_ignore_ascii_case("Approve") => End::Approved,
        a if a.eq_ignore_ascii_case("Reject") => End::Rejected,
        a if a.eq_ignore_ascii_case("Removed") => End::Removed,
        other => {
            let text = format!("The action of a workitem request is Approve, Reject or Removed, not {other}");
            return Err(cx.throw(Exc::IllegalArgument, text));
        }
    };
    let actor = cx.context.user();
    let asked = cx.org.named_id(item, "ActorId").unwrap_or(actor);
    let object = cx.org.object_of(run.record).expect("it was submitted");
    let is_theirs = end != End::Removed && Viewer::of(&cx.org, actor).is_in(asked);
    if !is_theirs && !cx.may_edit_all(object) {
        let text = format!("insufficient access rights on cross-reference id: {}", item.to_15());
        return Ok(Err(DmlError::new("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", text)));
    }
    let (node, number) = pending(cx, &run);
    let step = cx.org.named_id(node.unwrap_or(item), "ProcessNodeId");
    note_step(cx, &run, end.name(), actor, asked, reply.comments.as_deref(), step);
    remove(cx, item);
    let others = cx.org.find_named("ProcessInstanceWorkitem", "ProcessInstanceId", &Cell::Id(run.instance));
    if end == End::Approved && run.process().steps[number].unanimous && !others.is_empty() {
        let (actors, workitems) = (Vec::new(), Vec::new());
        return Ok(Ok(Done { record: run.record, instance: run.instance, status: "Pending", actors, workitems }));
    }
    for other in others {
        let asked = cx.org.named_id(other, "ActorId").unwrap_or(actor);
        note_step(cx, &run, "NoResponse", asked, asked, None, step);
        remove(cx, other);
    }
    if let Some(node) = node {
        let closed =
            [("NodeStatus", Cell::string(end.name())), ("CompletedDate", now(cx)), ("LastActorId", Cell::Id(actor))];
        cx.org.set_named(node, &closed);
    }
    cx.org.set_named(run.instance, &[("LastActorId", Cell::Id(actor))]);
    let step = &run.process().steps[number];
    let todo = match end {
        End::Approved => &step.on_approval[..],
        End::Rejected => &step.on_rejection[..],
        End::Removed => &[],
    };
    if let Err(error) = actions::perform(cx, &run, todo)? {
        return Ok(Err(error));
    }
    match end {
        End::Approved => enter(cx, &run, number + 1, actor, &reply.next),
        End::Rejected if step.back_on_rejection && number > 0 => ask(cx, &run, number - 1, actor, &reply.next),
        End::Rejected | End::Removed => finish(cx, &run, end, actor),
    }
}

/// The record and process that a workitem belongs to.
fn run_of(cx: &Interp, item: Id) -> Option<Run> {
    let instance = cx.org.named_id(item, "ProcessInstanceId")?;
    let record = cx.org.named_id(instance, "TargetObjectId")?;
    let definition = cx.org.named_id(instance, "ProcessDefinitionId")?;
    let (object, name) =
        (cx.org.named_cell(definition, "TableEnumOrId"), cx.org.named_cell(definition, "DeveloperName"));
    let processes = cx.program.schema.approvals().clone();
    let is_it = |process: &crate::schema::ApprovalProcess| {
        object.as_str() == Some(&*process.object) && name.as_str() == Some(&*process.name)
    };
    let index = processes.iter().position(is_it)?;
    Some(Run { processes, index, record, instance })
}

/// The node that waits for an answer, and the number of its step.
fn pending(cx: &Interp, run: &Run) -> (Option<Id>, usize) {
    let nodes = cx.org.find_named("ProcessInstanceNode", "ProcessInstanceId", &Cell::Id(run.instance));
    let node = nodes.into_iter().find(|node| cx.org.named_cell(*node, "NodeStatus").as_str() == Some("Pending"));
    let name = node.and_then(|node| cx.org.named_id(node, "ProcessNodeId"));
    let name = name.map(|step| cx.org.named_cell(step, "DeveloperName"));
    let is_it = |step: &crate::schema::ApprovalStep| name.as_ref().and_then(Cell::as_str) == Some(&*step.name);
    (node, run.process().steps.iter().position(is_it).unwrap_or(0))
}

fn remove(cx: &mut Interp, item: Id) {
    cx.org.delete(item).expect("workitems exist and nothing hangs on them");
}
