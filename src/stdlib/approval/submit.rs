//! A submission: which process takes the record, and its first step.

use super::steps::{enter, note_step};
use super::{Answer, Run, Submission, actions, holds, unavailable};
use crate::interp::{Exec, Interp};
use crate::org::DmlError;
use crate::org::sharing::Viewer;
use crate::schema::{ApprovalProcess, Submitter};
use crate::value::{Cell, Id};

pub(super) fn submit(cx: &mut Interp, submission: &Submission) -> Answer {
    let none = || Ok(Err(DmlError::new("NO_APPLICABLE_PROCESS", "No applicable approval process was found.")));
    let Some(record) = submission.record else { return none() };
    if !cx.org.exists(record) {
        return Ok(Err(DmlError::no_such_row()));
    }
    let earlier = cx.org.find_named("ProcessInstance", "TargetObjectId", &Cell::Id(record));
    if earlier.into_iter().any(|id| cx.org.named_cell(id, "Status").as_str() == Some("Pending")) {
        return Ok(Err(DmlError::new("ALREADY_IN_PROCESS", "Cannot submit object already in process.")));
    }
    let submitter = submission.submitter.unwrap_or_else(|| cx.context.user());
    let (wanted, skips) = (submission.process.as_deref(), submission.skips_criteria);
    let processes = cx.program.schema.approvals().clone();
    let mut found = None;
    for (index, process) in processes.iter().enumerate() {
        if takes(cx, process, record, submitter, wanted, skips)? {
            found = Some(index);
            break;
        }
    }
    let Some(index) = found else { return none() };
    let process = &processes[index];
    let definition = definition_of(cx, process);
    let instance = [
        ("ProcessDefinitionId", definition.map_or(Cell::Null, Cell::Id)),
        ("TargetObjectId", Cell::Id(record)),
        ("Status", Cell::string("Pending")),
        ("SubmittedById", Cell::Id(submitter)),
        ("LastActorId", Cell::Id(submitter)),
    ];
    let instance = cx.org.put_named("ProcessInstance", &instance).expect("the object is standard");
    let run = Run { processes: processes.clone(), index, record, instance };
    note_step(cx, &run, "Started", submitter, submitter, submission.comments.as_deref(), None);
    cx.org.set_locked(record, true);
    if let Err(error) = actions::perform(cx, &run, &run.process().on_submission)? {
        return Ok(Err(error));
    }
    enter(cx, &run, 0, submitter, &submission.next)
}

/// Whether a process takes the record from this submitter.
fn takes(
    cx: &mut Interp,
    process: &ApprovalProcess,
    record: Id,
    submitter: Id,
    wanted: Option<&str>,
    skips: bool,
) -> Exec<bool> {
    let object = cx.org.object_of(record).expect("the record exists");
    if !process.active || !process.object.eq_ignore_ascii_case(cx.program.schema.name(object)) {
        return Ok(false);
    }
    if let Some(wanted) = wanted {
        let is_id = || Id::parse(wanted).is_some_and(|id| definition_of(cx, process) == Some(id));
        if !process.name.eq_ignore_ascii_case(wanted) && !is_id() {
            return Ok(false);
        }
    }
    let mut allowed = false;
    for one in &process.submitters {
        allowed = allowed || may_submit(cx, process, record, submitter, one)?;
    }
    if !allowed {
        return Ok(false);
    }
    // Only who names the process may skip its criteria.
    if skips && wanted.is_some() {
        return Ok(true);
    }
    holds(cx, process, record, &process.entry)
}

fn may_submit(cx: &mut Interp, process: &ApprovalProcess, record: Id, user: Id, who: &Submitter) -> Exec<bool> {
    let is_user = |id: Option<Id>| id == Some(user);
    let named =
        |cx: &Interp, object: &str, field: &str, name: &str| cx.org.find_named(object, field, &Cell::string(name));
    Ok(match who {
        Submitter::Everyone => true,
        Submitter::Creator => is_user(cx.org.named_id(record, "CreatedById")),
        Submitter::Owner => {
            let owner = cx.org.named_id(record, "OwnerId");
            // Details have no owner of their own; whoever may change them may submit them.
            owner.is_none_or(|owner| Viewer::of(&cx.org, user).is_in(owner))
        }
        Submitter::User(name) => named(cx, "User", "Username", name).contains(&user),
        Submitter::Group(name) => {
            let viewer = Viewer::of(&cx.org, user);
            named(cx, "Group", "DeveloperName", name).into_iter().any(|group| viewer.is_in(group))
        }
        Submitter::Role(name, with_subordinates) => {
            let roles = named(cx, "UserRole", "DeveloperName", name);
            let mut role = cx.org.named_id(user, "UserRoleId");
            while let Some(id) = role {
                if roles.contains(&id) {
                    return Ok(true);
                }
                role = cx.org.named_id(id, "ParentRoleId").filter(|_| *with_subordinates);
            }
            false
        }
        Submitter::Unknown(kind) => {
            return Err(unavailable(cx, process, &format!("the submitter type {kind}")));
        }
    })
}

/// The row of a process.
fn definition_of(cx: &Interp, process: &ApprovalProcess) -> Option<Id> {
    let named = cx.org.find_named("ProcessDefinition", "DeveloperName", &Cell::string(&process.name));
    let is_of = |id: &Id| cx.org.named_cell(*id, "TableEnumOrId").as_str() == Some(&*process.object);
    named.into_iter().find(is_of)
}
