//! `Orgless.Approvals`: requests to approval processes, and locks, behind the class `Approval`.
//!
//! What the project's processes say is in the schema ([`ApprovalProcess`]); what happened is in rows of `ProcessInstance`,
//! `ProcessInstanceStep`, `ProcessInstanceNode` and `ProcessInstanceWorkitem`.

mod actions;
mod answer;
mod approvers;
mod steps;
mod submit;

use std::sync::Arc;

use crate::hir::TypeId;
use crate::interp::limits::Limit;
use crate::interp::native::{InstanceRef, ListRef, Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::DmlError;
use crate::schema::{ApprovalProcess, Criteria};
use crate::stdlib::database_dml::{errors, make, refuse};
use crate::stdlib::system_async::{field, id_of};
use crate::value::{Id, List, Object, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static List<Object> process(List<Object> requests, Boolean allOrNone)",
            "Submits records and answers requests; one result each.",
            |cx: &mut Interp, requests: ListRef, all_or_none: bool| {
                let requests = requests.borrow().to_vec();
                all(cx, "Process", &requests, all_or_none, |cx, request| {
                    let done = one(cx, request)?;
                    let result = result(cx, request, &done)?;
                    Ok((result, done.err()))
                })
            },
        ),
        m(
            "static List<Object> setLocked(List<Object> recordsOrIds, Boolean locked, Boolean allOrNone)",
            "Locks or unlocks records; one result each.",
            |cx: &mut Interp, records: ListRef, locked: bool, all_or_none: bool| {
                let records = records.borrow().to_vec();
                let (verb, class) = match locked {
                    true => ("Lock", "Approval.LockResult"),
                    false => ("Unlock", "Approval.UnlockResult"),
                };
                all(cx, verb, &records, all_or_none, |cx, record| {
                    let id = record_id(cx, record)?;
                    let error = (!cx.org.exists(id)).then(DmlError::no_such_row);
                    if error.is_none() {
                        cx.org.set_locked(id, locked);
                    }
                    let errors = errors(cx, error.as_slice())?;
                    Ok((make(cx, class, &[Value::Id(id), errors])?, error))
                })
            },
        ),
        m(
            "static Boolean isLocked(Object recordOrId)",
            "Whether a record is locked.",
            |cx: &mut Interp, record: Value| {
                let id = record_id(cx, &record)?;
                Ok::<bool, Thrown>(cx.org.is_locked(id))
            },
        ),
    ]
}

fn record_id(cx: &mut Interp, value: &Value) -> Exec<Id> {
    let id = match value.object() {
        Some(Object::Record(record)) => record.borrow().id(),
        _ => id_of(cx, value)?,
    };
    id.ok_or_else(|| cx.null_pointer())
}

/// Does something for each item as one DML statement: all of them, or, where some may fail, those that can be done.
fn all(
    cx: &mut Interp,
    verb: &str,
    items: &[Value],
    all_or_none: bool,
    mut each: impl FnMut(&mut Interp, &Value) -> Exec<(Value, Option<DmlError>)>,
) -> Exec<List> {
    cx.charge(Limit::DmlStatements, 1)?;
    cx.charge(Limit::DmlRows, items.len())?;
    let before = cx.org.savepoint();
    let was_uncommitted = std::mem::replace(&mut cx.context.uncommitted, true);
    let mut results = Vec::with_capacity(items.len());
    for (row, item) in items.iter().enumerate() {
        let own = cx.org.savepoint();
        let failed = match each(cx, item) {
            Ok((result, None)) => {
                results.push(result);
                continue;
            }
            Ok((result, Some(_))) if !all_or_none => {
                cx.org.rollback(&own);
                results.push(result);
                continue;
            }
            Ok((_, Some(error))) => refuse(cx, verb, row, None, &error),
            Err(thrown) => thrown,
        };
        cx.org.rollback(&before);
        cx.context.uncommitted = was_uncommitted;
        return Err(failed);
    }
    Ok(List::from_values(TypeId::OBJECT, results))
}

/// What a submission asks for.
struct Submission {
    record: Option<Id>,
    submitter: Option<Id>,
    /// A process by name or Id.
    process: Option<String>,
    skips_criteria: bool,
    comments: Option<String>,
    /// Approvers that the submitter chooses.
    next: Vec<Id>,
}

/// An approver's answer.
struct Reply {
    item: Option<Id>,
    action: String,
    comments: Option<String>,
    next: Vec<Id>,
}

/// `System.submit`: submits records; answers the Ids of their instances.
///
/// # Errors
/// DmlException when one cannot be submitted; then none is.
pub(super) fn submit_all(cx: &mut Interp, records: &[Value], comments: Option<&str>, next: Option<Id>) -> Exec<List> {
    all(cx, "Process", records, true, |cx, record| {
        let submission = Submission {
            record: id_of(cx, record)?,
            submitter: None,
            process: None,
            skips_criteria: false,
            comments: comments.map(str::to_owned),
            next: next.into_iter().collect(),
        };
        Ok(instance_of(submit::submit(cx, &submission)?))
    })
}

/// `System.process`: answers workitems; answers the Ids of their instances.
///
/// # Errors
/// DmlException when one cannot be answered; then none is.
pub(super) fn answer_all(
    cx: &mut Interp,
    items: &[Value],
    action: &str,
    comments: Option<&str>,
    next: Option<Id>,
) -> Exec<List> {
    all(cx, "Process", items, true, |cx, item| {
        let reply = Reply {
            item: id_of(cx, item)?,
            action: action.to_owned(),
            comments: comments.map(str::to_owned),
            next: next.into_iter().collect(),
        };
        Ok(instance_of(answer::answer(cx, &reply)?))
    })
}

fn instance_of(done: Result<Done, DmlError>) -> (Value, Option<DmlError>) {
    match done {
        Ok(done) => (Value::Id(done.instance), None),
        Err(error) => (Value::Null, Some(error)),
    }
}

/// What became of a request.
struct Done {
    record: Id,
    instance: Id,
    status: &'static str,
    actors: Vec<Id>,
    workitems: Vec<Id>,
}

/// What is done, or the error of the request. What throws instead concerns the whole call.
type Answer = Exec<Result<Done, DmlError>>;

fn one(cx: &mut Interp, request: &Value) -> Answer {
    let Some(request) = InstanceRef::of(request) else { return Err(cx.null_pointer()) };
    match &*cx.program.class(request.instance().class).name {
        "ProcessSubmitRequest" => {
            let submission = Submission {
                record: id_in(cx, &request, "objectId")?,
                submitter: id_in(cx, &request, "submitterId")?,
                process: text_in(cx, &request, "processDefinitionNameOrId"),
                skips_criteria: matches!(field(cx, &request, "skipEntryCriteria"), Value::Boolean(true)),
                comments: text_in(cx, &request, "comments"),
                next: ids_in(cx, &request, "nextApproverIds"),
            };
            submit::submit(cx, &submission)
        }
        "ProcessWorkitemRequest" => {
            let reply = Reply {
                item: id_in(cx, &request, "workitemId")?,
                action: text_in(cx, &request, "action").unwrap_or_default(),
                comments: text_in(cx, &request, "comments"),
                next: ids_in(cx, &request, "nextApproverIds"),
            };
            answer::answer(cx, &reply)
        }
        other => {
            let text = format!("{other} is no request that an approval process takes");
            Err(cx.throw(Exc::IllegalArgument, text))
        }
    }
}

fn result(cx: &mut Interp, request: &Value, done: &Result<Done, DmlError>) -> Exec<Value> {
    let submitted = InstanceRef::of(request).map_or(Value::Null, |request| field(cx, &request, "objectId"));
    let ids = |ids: &[Id]| Value::list(List::from_values(TypeId::ID, ids.iter().map(|id| Value::Id(*id)).collect()));
    let errors = errors(cx, done.as_ref().err().map_or(&[], std::slice::from_ref))?;
    let args = match done {
        Ok(done) => [
            Value::Id(done.record),
            Value::Id(done.instance),
            Value::string(done.status),
            ids(&done.actors),
            ids(&done.workitems),
            errors,
        ],
        Err(_) => [submitted, Value::Null, Value::Null, Value::Null, Value::Null, errors],
    };
    make(cx, "Approval.ProcessResult", &args)
}

/// A record in a process.
struct Run {
    processes: Arc<[ApprovalProcess]>,
    index: usize,
    record: Id,
    instance: Id,
}

impl Run {
    fn process(&self) -> &ApprovalProcess {
        &self.processes[self.index]
    }
}

/// What a process asks for and orgless cannot do.
fn unavailable(cx: &mut Interp, process: &ApprovalProcess, what: &str) -> Thrown {
    let text =
        format!("The approval process {}.{}: {what} is not available in orgless yet", process.object, process.name);
    cx.throw(Exc::UnsupportedOperation, text)
}

/// Whether a record meets criteria.
fn holds(cx: &mut Interp, process: &ApprovalProcess, record: Id, criteria: &Criteria) -> Exec<bool> {
    match criteria {
        Criteria::Always => Ok(true),
        Criteria::Unknown(why) => Err(unavailable(cx, process, why)),
        Criteria::Formula(formula) => match cx.org.compute(record, formula) {
            Ok(value) => Ok(matches!(value, Value::Boolean(true))),
            Err(why) => Err(unavailable(cx, process, &format!("the formula `{formula}` ({why})"))),
        },
    }
}

/// The ids in a field of a request.
fn ids_in(cx: &Interp, request: &InstanceRef, name: &str) -> Vec<Id> {
    let Some(list) = ListRef::of(&field(cx, request, name)) else { return Vec::new() };
    let values = list.borrow().to_vec();
    let ids = values.iter().filter_map(|value| match value {
        Value::Id(id) => Some(*id),
        _ => None,
    });
    ids.collect()
}

/// The id in a field of a request.
fn id_in(cx: &mut Interp, request: &InstanceRef, name: &str) -> Exec<Option<Id>> {
    let value = field(cx, request, name);
    id_of(cx, &value)
}

fn text_in(cx: &Interp, request: &InstanceRef, name: &str) -> Option<String> {
    match field(cx, request, name) {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}
