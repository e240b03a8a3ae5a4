//! The DmlException, and what a failing trigger makes of its rows.

use super::{Request, RowResult, record};
use crate::hir::{DmlKind, TriggerEvent};
use crate::interp::trigger::Misfire;
use crate::interp::{Exc, Interp, Thrown};
use crate::org::DmlError;
use crate::value::object::DmlFailure;
use crate::value::{Id, Object, Value};

/// `INSERT`
pub(super) fn verb(kind: DmlKind) -> &'static str {
    match kind {
        DmlKind::Insert => "INSERT",
        DmlKind::Update => "UPDATE",
        DmlKind::Upsert => "UPSERT",
        DmlKind::Delete => "DELETE",
        DmlKind::Undelete => "UNDELETE",
        DmlKind::Merge => "MERGE",
    }
}

/// `Insert`, as the DmlException's text begins.
fn operation(kind: DmlKind) -> &'static str {
    match kind {
        DmlKind::Insert => "Insert",
        DmlKind::Update => "Update",
        DmlKind::Upsert => "Upsert",
        DmlKind::Delete => "Delete",
        DmlKind::Undelete => "Undelete",
        DmlKind::Merge => "Merge",
    }
}

/// A record whose own before trigger runs cannot be saved by it.
pub(super) fn self_reference(id: Id, trigger: &str, what: &str) -> DmlError {
    let text =
        format!("Object (id = {id}) is currently in trigger {trigger}, therefore it cannot recursively {what} itself");
    DmlError::new("SELF_REFERENCE_FROM_TRIGGER", text)
}

impl Interp {
    /// Puts the DmlException of a failed request under way.
    pub(super) fn throw_dml(&mut self, request: &Request, results: &[RowResult]) -> Thrown {
        let failures: Vec<DmlFailure> = results
            .iter()
            .enumerate()
            .flat_map(|(row, result)| {
                let id = result.id.or_else(|| record(&request.records[row]).id());
                let object = Some(record(&request.records[row]).object);
                result.errors.iter().map(move |e| DmlFailure {
                    row,
                    object,
                    id,
                    status: e.status,
                    message: e.message.clone(),
                    fields: e.fields.clone(),
                })
            })
            .collect();
        let first = failures.first().expect("a failed request has a failure");
        // A record that is inserted has an Id only where that is the fault.
        let had_id = request.kind != DmlKind::Insert || first.fields.iter().any(|f| f == "Id");
        let with_id = match first.id.filter(|_| had_id) {
            None => String::new(),
            Some(id) => format!(" with id {id}"),
        };
        let text = format!(
            "{} failed. First exception on row {}{with_id}; first error: {}, {}: [{}]",
            operation(request.kind),
            first.row,
            first.status,
            first.message,
            first.fields.join(", ")
        );
        let thrown = self.throw(Exc::Dml, text);
        if let Some(Object::Instance(exception)) = self.pending.as_ref().and_then(Value::object) {
            exception.extra.borrow_mut().get_or_insert_default().dml = failures;
        }
        thrown
    }

    /// Turns what a trigger threw into the error of its rows.
    ///
    /// # Errors
    /// Limits and failed assertions go on as they are.
    pub(super) fn trigger_error(&mut self, misfire: Misfire, event: TriggerEvent) -> Result<DmlError, Thrown> {
        let trigger = match misfire {
            Misfire::Thrown { trigger } => trigger,
            Misfire::TooDeep { text } => return Ok(DmlError::new("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text)),
        };
        let exception = self.take_pending();
        if self.ends_transaction(&exception) {
            return Err(self.throw_value(exception));
        }
        let cause = format!("{}\n\n{}", self.uncaught_text(&exception), self.stack_trace_text(&exception));
        let text = format!("{trigger}: execution of {}\n\ncaused by: {cause}", event.text());
        Ok(DmlError::new("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text))
    }
}
