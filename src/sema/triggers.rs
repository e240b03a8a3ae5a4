//! Triggers: which objects and events they may name.

use std::sync::Arc;

use super::compiler::Compiler;
use super::declare::Declarations;
use super::identifiers::Subject;
use super::suggest;
use super::work::{Work, WorkBody};
use crate::diag::FileId;
use crate::hir::{MethodFlags, MethodKind, Trigger, TriggerEvent};
use crate::syntax::ast::{self, Ident, TriggerOperation, TriggerTime};

/// Standard objects that the platform writes itself.
const WITHOUT_TRIGGERS: &[&str] = &[
    "ApexClass",
    "ApexTrigger",
    "AsyncApexJob",
    "CronTrigger",
    "Organization",
    "PermissionSet",
    "Profile",
    "RecordType",
];

impl Compiler {
    /// Declares a trigger; `fault` is what its text was refused for already.
    pub fn declare_trigger<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        file: FileId,
        decl: &'a ast::TriggerDecl,
        fault: Option<Arc<str>>,
    ) {
        self.unit = None;
        let name: Arc<str> = self.text(file, decl.name.span).into();
        let Some(object) = self.trigger_object(file, decl.object) else { return };
        let blank = super::declare_members::blank_method(None, Arc::clone(&name), MethodKind::Trigger, file, decl.span);
        let flags = MethodFlags { is_static: true, ..MethodFlags::default() };
        let method = self.add_method(crate::hir::Method { flags, ..blank });
        if fault.is_some() {
            self.triggers.entry(method).or_default().fault = fault;
        }
        self.trigger = Some(method);
        self.check_name(file, decl.name, Subject::Type);
        let after_only = published(self.schema.name(object));
        let mut events: Vec<TriggerEvent> = Vec::new();
        for event in &decl.events {
            match trigger_event(event) {
                Some(known) if events.contains(&known) => {
                    let message = format!("Duplicate Trigger Usage: {}", self.text(file, event.span));
                    self.report(file, event.span, "trigger-event", message, Some("name each event once".into()));
                }
                Some(known) if after_only && known != TriggerEvent::AfterInsert => {
                    let message =
                        format!("Platform Event SObjects only supports after insert: {}", self.schema.name(object));
                    let help = Some("an event is published and never changed: write `after insert`".into());
                    self.report(file, event.span, "trigger-event", message, help);
                }
                Some(known) => events.push(known),
                None => {
                    let message = "Trigger Usage Before Undelete is not supported";
                    self.report(file, event.span, "trigger-event", message, Some("write `after undelete`".into()));
                }
            }
        }
        self.trigger = None;
        self.program.triggers.push(Arc::new(Trigger { name, object, events, method, broken: None }));
        all.works.push(Work { method, class: None, file, body: WorkBody::Trigger(decl) });
    }

    /// The object of a trigger, when it may have one.
    fn trigger_object(&mut self, file: FileId, ident: Ident) -> Option<crate::schema::ObjectId> {
        let spelling = self.text(file, ident.span).to_owned();
        let Some(object) = self.find_object_at(file, ident) else {
            let message = format!("Trigger type isn't an SObject: {spelling}");
            let near = suggest::closest(&spelling, self.schema.iter().map(|(_, name)| name));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.report(file, ident.span, "unknown-object", message, help);
            return None;
        };
        let name = self.schema.name(object).to_owned();
        let settled = WITHOUT_TRIGGERS.contains(&&*name) || name.to_ascii_lowercase().ends_with("__mdt");
        if settled {
            let message = format!("SObject type does not allow triggers: {name}");
            let help = "its records are written by the platform or by deployments";
            self.report(file, ident.span, "trigger-object", message, Some(help.into()));
            return None;
        }
        Some(object)
    }
}

/// Platform events and change events.
fn published(object: &str) -> bool {
    let folded = object.to_ascii_lowercase();
    folded.ends_with("__e") || folded.ends_with("changeevent")
}

fn trigger_event(event: &ast::TriggerEvent) -> Option<TriggerEvent> {
    Some(match (event.time, event.operation) {
        (TriggerTime::Before, TriggerOperation::Insert) => TriggerEvent::BeforeInsert,
        (TriggerTime::Before, TriggerOperation::Update) => TriggerEvent::BeforeUpdate,
        (TriggerTime::Before, TriggerOperation::Delete) => TriggerEvent::BeforeDelete,
        (TriggerTime::After, TriggerOperation::Insert) => TriggerEvent::AfterInsert,
        (TriggerTime::After, TriggerOperation::Update) => TriggerEvent::AfterUpdate,
        (TriggerTime::After, TriggerOperation::Delete) => TriggerEvent::AfterDelete,
        (TriggerTime::After, TriggerOperation::Undelete) => TriggerEvent::AfterUndelete,
        (TriggerTime::Before, TriggerOperation::Undelete) => return None,
    })
}
