//! Approval processes, and the field updates of workflow files that they name.

use std::collections::HashMap;
use std::path::Path;

use crate::schema::{
    ApprovalAction, ApprovalProcess, ApprovalStep, Approver, Criteria, FieldUpdate, NewValue, Otherwise, Schema,
    Submitter,
};

use super::Problem;
use super::criteria;
use super::files::Files;
use super::object::component_name;
use super::xml::{self, Node};

/// Field updates by object and name.
type Updates = HashMap<(String, String), FieldUpdate>;

/// Reads all processes. What a process names and no file has becomes a problem; its action then says so when it is due.
pub fn processes(files: &Files, schema: &Schema, problems: &mut Vec<Problem>) -> Vec<ApprovalProcess> {
    if files.approval_processes.is_empty() {
        return Vec::new();
    }
    let mut updates = Updates::new();
    for path in &files.workflows {
        let Some(node) = xml::read(path, problems) else { continue };
        let object = component_name(path);
        for update in node.all("fieldUpdates") {
            let name = update.text("fullName").unwrap_or_default();
            if let Some(update) = field_update(update) {
                updates.insert((object.clone(), name), update);
            }
        }
    }
    let mut all: Vec<ApprovalProcess> = Vec::new();
    for path in &files.approval_processes {
        let full = component_name(path);
        let Some((object, name)) = full.split_once('.') else { continue };
        let Some(node) = xml::read(path, problems) else { continue };
        let reader = Reader { object, path, schema, updates: &updates };
        let process = reader.process(name, &node, problems);
        // A component that two roots declare is taken from the later one.
        all.retain(|known| known.object != process.object || known.name != process.name);
        all.push(process);
    }
    all
}

/// What a field update does; none when it sets a field of another record.
fn field_update(node: &Node) -> Option<FieldUpdate> {
    if node.get("targetObject").is_some() {
        return None;
    }
    let text = |name| node.text(name).unwrap_or_default().into();
    let value = match (node.get("operation")?, node.get("lookupValueType")) {
        ("Null", _) => NewValue::Null,
        ("Literal", _) => NewValue::Literal(text("literalValue")),
        ("Formula", _) => NewValue::Formula(text("formula")),
        ("NextValue", _) => NewValue::NextInPicklist,
        ("PreviousValue", _) => NewValue::PreviousInPicklist,
        ("LookupValue", Some("User")) => NewValue::User(text("lookupValue")),
        ("LookupValue", Some("Queue")) => NewValue::Queue(text("lookupValue")),
        ("LookupValue", Some("RecordType")) => NewValue::RecordType(text("lookupValue")),
        _ => return None,
    };
    Some(FieldUpdate { field: text("field"), value })
}

struct Reader<'a> {
    object: &'a str,
    path: &'a Path,
    schema: &'a Schema,
    updates: &'a Updates,
}

impl Reader<'_> {
    fn process(&self, name: &str, node: &Node, problems: &mut Vec<Problem>) -> ApprovalProcess {
        let next = node.child("nextAutomatedApprover");
        let next_approver = next.and_then(|next| {
            let field = next.text("userHierarchyField")?;
            Some((field.into(), next.is("useApproverFieldOfRecordOwner")))
        });
        let mut actions = |name: &str| self.actions(node.child(name), problems);
        let on_submission = actions("initialSubmissionActions");
        let on_approval = actions("finalApprovalActions");
        let on_rejection = actions("finalRejectionActions");
        let on_recall = actions("recallActions");
        ApprovalProcess {
            object: self.object.to_owned().into(),
            name: name.to_owned().into(),
            label: node.text("label").unwrap_or_else(|| name.to_owned()).into(),
            description: node.text("description").map(Into::into),
            active: node.is("active"),
            order: node.number("processOrder").unwrap_or(i32::MAX),
            approver_edits: node.get("recordEditability") == Some("AdminOrCurrentApprover"),
            entry: self.criteria(node.child("entryCriteria")),
            submitters: node.all("allowedSubmitters").map(submitter).collect(),
            next_approver,
            steps: node.all("approvalStep").map(|step| self.step(step, problems)).collect(),
            on_submission,
            on_approval,
            on_rejection,
            on_recall,
            approved_stay_locked: node.is("finalApprovalRecordLock"),
            rejected_stay_locked: node.is("finalRejectionRecordLock"),
        }
    }

    fn criteria(&self, node: Option<&Node>) -> Criteria {
        node.map_or(Criteria::Always, |node| criteria::of(node, self.object, self.schema))
    }

    fn step(&self, node: &Node, problems: &mut Vec<Problem>) -> ApprovalStep {
        let name = node.text("name").unwrap_or_default();
        let assigned = node.child("assignedApprover");
        let approvers = assigned.map(|a| a.all("approver").map(approver).collect()).unwrap_or_default();
        ApprovalStep {
            label: node.text("label").unwrap_or_else(|| name.clone()).into(),
            name: name.into(),
            description: node.text("description").map(Into::into),
            entry: self.criteria(node.child("entryCriteria")),
            otherwise: match node.get("ifCriteriaNotMet") {
                Some("RejectRecord") => Otherwise::Reject,
                Some("GotoNextStep") => Otherwise::NextStep,
                _ => Otherwise::Approve,
            },
            approvers,
            unanimous: assigned.is_some_and(|a| a.get("whenMultipleApprovers") == Some("Unanimous")),
            on_approval: self.actions(node.child("approvalActions"), problems),
            on_rejection: self.actions(node.child("rejectionActions"), problems),
            back_on_rejection: node.child("rejectBehavior").is_some_and(|b| b.get("type") == Some("BackToPrevious")),
        }
    }

    fn actions(&self, node: Option<&Node>, problems: &mut Vec<Problem>) -> Vec<ApprovalAction> {
        let Some(node) = node else { return Vec::new() };
        node.all("action").map(|action| self.action(action, problems)).collect()
    }

    fn action(&self, node: &Node, problems: &mut Vec<Problem>) -> ApprovalAction {
        let name = node.text("name").unwrap_or_default();
        let kind = node.text("type").unwrap_or_default();
        match kind.as_str() {
            "FieldUpdate" => match self.updates.get(&(self.object.to_owned(), name.clone())) {
                Some(update) => ApprovalAction::Update(update.clone()),
                None => {
                    let text =
                        format!("no workflow file has a field update {name} that sets a field of {}", self.object);
                    problems.push(Problem::new(self.path, text));
                    ApprovalAction::Unknown(name.into(), kind.into())
                }
            },
            "Alert" | "OutboundMessage" => ApprovalAction::Message,
            _ => ApprovalAction::Unknown(name.into(), kind.into()),
        }
    }
}

fn submitter(node: &Node) -> Submitter {
    let name = || node.text("submitter").unwrap_or_default().into();
    match node.get("type").unwrap_or_default() {
        "allInternalUsers" => Submitter::Everyone,
        "creator" => Submitter::Creator,
        "owner" => Submitter::Owner,
        "user" => Submitter::User(name()),
        "group" => Submitter::Group(name()),
        "role" => Submitter::Role(name(), false),
        "roleSubordinates" | "roleSubordinatesInternal" => Submitter::Role(name(), true),
        other => Submitter::Unknown(other.to_owned().into()),
    }
}

fn approver(node: &Node) -> Approver {
    let name = || node.text("name").unwrap_or_default().into();
    match node.get("type").unwrap_or_default() {
        "adhoc" => Approver::Chosen,
        "user" => Approver::User(name()),
        "userHierarchyField" => Approver::Hierarchy(name()),
        "relatedUserField" => Approver::Related(name()),
        "queue" => Approver::Queue(name()),
        other => Approver::Unknown(other.to_owned().into()),
    }
}
