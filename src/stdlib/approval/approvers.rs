//! Who is asked in a step.

use super::{Run, unavailable};
use crate::interp::{Exec, Interp};
use crate::org::DmlError;
use crate::schema::Approver;
use crate::value::{Cell, Id};

/// The user or queue that an approver of a step stands for. `actor` is who acted last.
pub(super) fn find(
    cx: &mut Interp,
    run: &Run,
    approver: &Approver,
    actor: Id,
    chosen: &[Id],
) -> Exec<Result<Id, DmlError>> {
    let row = |cx: &Interp, object: &str, field: &str, name: &str| {
        cx.org.find_named(object, field, &Cell::string(name)).first().copied()
    };
    let process = run.process();
    match approver {
        Approver::Chosen => Ok(chosen.first().copied().ok_or_else(|| DmlError {
            fields: vec!["nextApproverIds".to_owned()],
            ..DmlError::new("REQUIRED_FIELD_MISSING", "missing required field: [nextApproverIds]")
        })),
        Approver::User(name) => match row(cx, "User", "Username", name) {
            Some(id) => Ok(Ok(id)),
            None => Err(unavailable(cx, process, &format!("the approver {name}, who is no user of this org,"))),
        },
        Approver::Queue(name) => match row(cx, "Group", "DeveloperName", name) {
            Some(id) => Ok(Ok(id)),
            None => Err(unavailable(cx, process, &format!("the queue {name}, which is not in the project,"))),
        },
        Approver::Hierarchy(name) => {
            let of_owner = process.next_approver.as_ref().is_some_and(|(_, of_owner)| *of_owner);
            let user = if of_owner { cx.org.named_id(run.record, "OwnerId").unwrap_or(actor) } else { actor };
            let next = lookup(cx, user, name);
            Ok(next.ok_or_else(|| DmlError::new("MANAGER_NOT_DEFINED", "Manager undefined.")))
        }
        Approver::Related(name) => {
            let next = lookup(cx, run.record, name);
            Ok(next.ok_or_else(|| DmlError::new("MANAGER_NOT_DEFINED", format!("{name} undefined."))))
        }
        Approver::Unknown(kind) => Err(unavailable(cx, process, &format!("the approver type {kind}"))),
    }
}

/// What a lookup of a record leads to; standard ones go by their names without `Id`.
fn lookup(cx: &Interp, record: Id, name: &str) -> Option<Id> {
    cx.org.named_id(record, name).or_else(|| cx.org.named_id(record, &format!("{name}Id")))
}
