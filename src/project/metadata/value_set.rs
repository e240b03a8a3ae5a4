//! Picklist values: in a field, in a global value set, or in the value set of a standard field.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::schema::{DefaultValue, Field, PicklistValue, Schema, Text};

use super::Problem;
use super::object::component_name;
use super::xml::{self, Node};

/// The global value sets by name.
pub type ValueSets = BTreeMap<String, Vec<PicklistValue>>;

pub fn read_global(paths: &[PathBuf], problems: &mut Vec<Problem>) -> ValueSets {
    let mut sets = ValueSets::new();
    for path in paths {
        if let Some(node) = xml::read(path, problems) {
            sets.insert(component_name(path), values(&node, "customValue"));
        }
    }
    sets
}

/// Gives a picklist its values; the error names a global value set that does not exist.
pub fn fill(field: &mut Field, node: &Node, sets: &ValueSets) -> Result<(), String> {
    // The element was called picklist before value sets could be shared.
    let Some(set) = node.child("valueSet").or_else(|| node.child("picklist")) else {
        return Ok(());
    };
    field.controller = set.text("controllingField").map(Text::from);
    field.restricted = set.is("restricted") || set.is("restrictedPicklist");
    if let Some(name) = set.get("valueSetName") {
        field.picklist = sets.get(name).cloned().ok_or_else(|| name.to_owned())?;
        // Everything that draws on a global value set is restricted to it.
        field.restricted = true;
    } else if let Some(own) = set.child("valueSetDefinition") {
        field.picklist = values(own, "value");
    } else {
        field.picklist = values(set, "picklistValues");
    }
    take_default(field);
    Ok(())
}

fn take_default(field: &mut Field) {
    let default = field.picklist.iter().find(|value| value.default);
    if let Some(value) = default {
        field.default = Some(DefaultValue::Literal(value.value.clone()));
        field.defaulted_on_create = true;
    }
}

fn values(node: &Node, name: &str) -> Vec<PicklistValue> {
    node.all(name)
        .filter_map(|value| {
            let own = value.text("fullName")?;
            Some(PicklistValue {
                label: value.text("label").unwrap_or_else(|| own.clone()).into(),
                value: own.into(),
                default: value.is("default"),
                active: value.get("isActive") != Some("false"),
            })
        })
        .collect()
}

/// Replaces the values of standard picklists.
pub fn apply_standard(paths: &[PathBuf], schema: &mut Schema, problems: &mut Vec<Problem>) {
    for path in paths {
        let Some(node) = xml::read(path, problems) else { continue };
        let values = values(&node, "standardValue");
        if values.is_empty() {
            continue;
        }
        for (object, field) in standard_fields(&component_name(path)) {
            let Some(id) = schema.find(object) else { continue };
            let Some(field) = schema.object(id).field(field) else { continue };
            let field = schema.object_mut(id).field_mut(field);
            field.picklist.clone_from(&values);
            take_default(field);
        }
    }
}

/// The fields that draw on a standard value set.
fn standard_fields(set: &str) -> &'static [(&'static str, &'static str)] {
    match set {
        "AccountRating" => &[("Account", "Rating"), ("Lead", "Rating")],
        "AccountOwnership" => &[("Account", "Ownership")],
        "AccountType" => &[("Account", "Type")],
        "Industry" => &[("Account", "Industry"), ("Lead", "Industry")],
        "LeadSource" => &[
            ("Lead", "LeadSource"),
            ("Contact", "LeadSource"),
            ("Opportunity", "LeadSource"),
            ("Account", "AccountSource"),
        ],
        "LeadStatus" => &[("Lead", "Status")],
        "Salutation" => &[("Contact", "Salutation"), ("Lead", "Salutation")],
        "OpportunityStage" => &[("Opportunity", "StageName")],
        "OpportunityType" => &[("Opportunity", "Type")],
        "CaseOrigin" => &[("Case", "Origin")],
        "CasePriority" => &[("Case", "Priority")],
        "CaseReason" => &[("Case", "Reason")],
        "CaseStatus" => &[("Case", "Status")],
        "CaseType" => &[("Case", "Type")],
        "TaskPriority" => &[("Task", "Priority")],
        "TaskStatus" => &[("Task", "Status")],
        "TaskSubject" => &[("Task", "Subject")],
        "EventSubject" => &[("Event", "Subject")],
        "CampaignStatus" => &[("Campaign", "Status")],
        "CampaignType" => &[("Campaign", "Type")],
        "ContactRole" => &[("OpportunityContactRole", "Role"), ("AccountContactRole", "Role")],
        "ContractStatus" => &[("Contract", "Status")],
        "OrderStatus" => &[("Order", "Status")],
        "OrderType" => &[("Order", "Type")],
        "Product2Family" => &[("Product2", "Family")],
        "AssetStatus" => &[("Asset", "Status")],
        _ => &[],
    }
}
