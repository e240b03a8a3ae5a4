//! Objects: their own file, and what lies in their folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::schema::{
    self, Field, FieldSet, FieldType, Object, ObjectId, ObjectKind, PublishBehavior, RecordType, Schema, SettingKind,
    Sharing, Text, ValidationRule,
};

use super::Problem;
use super::files::{Files, Part};
use super::xml::{self, Node};

/// All XML that declares one object, from however many files.
#[derive(Debug, Default)]
pub struct Source {
    pub name: String,
    pub path: PathBuf,
    /// The object's own file; none where only fields are added to it.
    own: Option<Node>,
    pub fields: Vec<(PathBuf, Node)>,
    record_types: Vec<Node>,
    field_sets: Vec<Node>,
    validation_rules: Vec<Node>,
}

/// Gathers the XML of each object, sorted by name.
pub fn collect(files: &Files, problems: &mut Vec<Problem>) -> Vec<Source> {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    for path in &files.objects {
        let Some(node) = xml::read(path, problems) else { continue };
        let name = component_name(path);
        for target in shared_by(&name) {
            let source = entry(&mut sources, target, path);
            take(&node, source, path);
            source.own = Some(node.clone());
        }
    }
    for (name, part, path) in &files.parts {
        let Some(node) = xml::read(path, problems) else { continue };
        for target in shared_by(name) {
            let source = entry(&mut sources, target, path);
            match part {
                Part::Field => source.fields.push((path.clone(), node.clone())),
                Part::RecordType => source.record_types.push(node.clone()),
                Part::FieldSet => source.field_sets.push(node.clone()),
                Part::ValidationRule => source.validation_rules.push(node.clone()),
            }
        }
    }
    let mut sources: Vec<Source> = sources.into_values().collect();
    // A lookup of activities has one name for both children: it means the tasks, whose fields public queries read through it.
    sources.sort_by_key(|source| source.name.eq_ignore_ascii_case("Event"));
    sources
}

fn entry<'s>(sources: &'s mut BTreeMap<String, Source>, name: &str, path: &Path) -> &'s mut Source {
    sources.entry(name.to_ascii_lowercase()).or_insert_with(|| Source {
        name: name.to_owned(),
        path: path.to_owned(),
        ..Source::default()
    })
}

/// Fields of activities belong to tasks and events alike.
fn shared_by(name: &str) -> Vec<&str> {
    match name {
        "Activity" => vec!["Task", "Event"],
        name => vec![name],
    }
}

/// The name of a component by its file: `Foo__c` of `Foo__c.object-meta.xml`.
pub fn component_name(path: &Path) -> String {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = file_name.strip_suffix("-meta.xml").unwrap_or(&file_name);
    stem.rsplit_once('.').map_or(stem, |(name, _)| name).to_owned()
}

/// Copies the parts that a Metadata API file nests to where those of source format are.
fn take(node: &Node, source: &mut Source, path: &Path) {
    for child in &node.children {
        match child.name.as_str() {
            "fields" => source.fields.push((path.to_owned(), child.clone())),
            "recordTypes" => source.record_types.push(child.clone()),
            "fieldSets" => source.field_sets.push(child.clone()),
            "validationRules" => source.validation_rules.push(child.clone()),
            _ => {}
        }
    }
}

/// Brings the custom objects into being, still without their custom fields; answers all objects of the project.
pub fn declare(sources: &[Source], schema: &mut Schema, problems: &mut Vec<Problem>) -> Vec<ObjectId> {
    let mut ids = Vec::with_capacity(sources.len());
    for source in sources {
        match schema.find(&source.name) {
            Some(id) if !schema.object(id).custom() => ids.push(id),
            _ => match custom(source) {
                Some(object) => ids.push(schema.add_object(object)),
                // A part of an object that is there under its own name.
                None if source.name == "PersonAccount" => {}
                None if source.name.to_ascii_lowercase().ends_with("__kav") => {
                    let articles = articles(&source.name, schema);
                    ids.push(schema.add_object(articles));
                }
                None => {
                    problems.push(Problem::new(
                        &source.path,
                        format!(
                            "the standard object {} is not known; it has only the fields declared here",
                            source.name
                        ),
                    ));
                    ids.push(schema.add_object(unknown_standard(&source.name)));
                }
            },
        }
    }
    ids
}

/// Articles of Knowledge: what every article version has, and the project's fields.
fn articles(name: &str, schema: &Schema) -> Object {
    let versions = schema.get("KnowledgeArticleVersion").expect("it is a standard object");
    let mut object = schema::custom_object(name.to_owned(), ObjectKind::Custom);
    for field in versions.fields() {
        let written = ["Title", "UrlName", "Summary", "Language"].contains(&&*field.name);
        object.push(match written {
            true => Field { createable: true, updateable: true, ..field.clone() },
            false => field.clone(),
        });
    }
    object.kind = ObjectKind::Standard;
    object.key_prefix = Some(*b"ka0");
    object
}

/// A standard object of which there are no data: what every object has, and the project's fields.
fn unknown_standard(name: &str) -> Object {
    let mut object = schema::custom_object(name.to_owned(), ObjectKind::Custom);
    object.kind = ObjectKind::Standard;
    object
}

fn custom(source: &Source) -> Option<Object> {
    let empty = Node::default();
    let own = source.own.as_ref().unwrap_or(&empty);
    let kind = match (schema::kind_of_name(&source.name)?, own.get("customSettingsType")) {
        (ObjectKind::Custom, Some("List")) => ObjectKind::CustomSetting(SettingKind::List),
        (ObjectKind::Custom, Some(_)) => ObjectKind::CustomSetting(SettingKind::Hierarchy),
        (ObjectKind::PlatformEvent { .. }, _) => ObjectKind::PlatformEvent {
            publish: match own.get("publishBehavior") {
                Some("PublishImmediately") => PublishBehavior::Immediately,
                _ => PublishBehavior::AfterCommit,
            },
        },
        (kind, _) => kind,
    };
    let mut object = schema::custom_object(source.name.clone(), kind);
    let detail = source.fields.iter().any(|(_, field)| field.get("type") == Some("MasterDetail"));
    if detail {
        object = object.without("OwnerId");
    }
    if let Some(label) = own.text("label") {
        object.label = label.into();
    }
    object.label_plural = match own.text("pluralLabel") {
        Some(plural) => plural.into(),
        None => format!("{}s", object.label).into(),
    };
    object.sharing = match own.get("sharingModel") {
        Some("Private") => Sharing::Private,
        Some("Read") => Sharing::Read,
        Some("ControlledByParent") => Sharing::ControlledByParent,
        None if detail => Sharing::ControlledByParent,
        _ => Sharing::ReadWrite,
    };
    if let (Some(name), true) = (own.child("nameField"), object.kind == ObjectKind::Custom) {
        object.push(name_field(name));
    }
    Some(object)
}

fn name_field(node: &Node) -> Field {
    let automatic = node.get("type") == Some("AutoNumber");
    let format = node.text("displayFormat").unwrap_or_else(|| "{0}".to_owned());
    Field {
        label: node.text("label").map_or(Text::from("Name"), Text::from),
        length: 80,
        name_field: true,
        id_lookup: true,
        nillable: !automatic,
        createable: !automatic,
        updateable: !automatic,
        defaulted_on_create: automatic,
        auto_number: automatic.then(|| format.into()),
        ..Field::new("Name", FieldType::String)
    }
}

/// Adds record types, field sets and validation rules, which may name any field.
pub fn describe(sources: &[Source], schema: &mut Schema) {
    for source in sources {
        let Some(id) = schema.find(&source.name) else { continue };
        if source.record_types.is_empty() && source.field_sets.is_empty() && source.validation_rules.is_empty() {
            continue;
        }
        if !source.record_types.is_empty() && schema.object(id).field("RecordTypeId").is_none() {
            schema.add_field(id, schema::record_type());
        }
        let object = schema.object_mut(id);
        for node in &source.record_types {
            let new = record_type(node);
            object.record_types.retain(|old| old.name != new.name);
            object.record_types.push(new);
        }
        for node in &source.field_sets {
            let new = field_set(node);
            object.field_sets.retain(|old| old.name != new.name);
            object.field_sets.push(new);
        }
        for node in &source.validation_rules {
            let new = validation_rule(node);
            object.validation_rules.retain(|old| old.name != new.name);
            object.validation_rules.push(new);
        }
    }
}

fn record_type(node: &Node) -> RecordType {
    let name = node.text("fullName").unwrap_or_default();
    RecordType {
        label: node.text("label").unwrap_or_else(|| name.clone()).into(),
        name: name.into(),
        description: node.text("description").map(Text::from),
        active: node.is("active"),
    }
}

fn field_set(node: &Node) -> FieldSet {
    let name = node.text("fullName").unwrap_or_default();
    let displayed = node.all("displayedFields");
    FieldSet {
        label: node.text("label").unwrap_or_else(|| name.clone()).into(),
        name: name.into(),
        description: node.text("description").map(Text::from),
        fields: displayed.filter_map(|field| Some((field.text("field")?.into(), field.is("isRequired")))).collect(),
    }
}

fn validation_rule(node: &Node) -> ValidationRule {
    ValidationRule {
        name: node.text("fullName").unwrap_or_default().into(),
        active: node.is("active"),
        formula: node.text("errorConditionFormula").unwrap_or_default().into(),
        message: node.text("errorMessage").unwrap_or_default().into(),
        field: node.text("errorDisplayField").map(Text::from),
    }
}
