//! Labels, custom metadata records and static resources.

use std::path::{Path, PathBuf};

use crate::schema::{FieldId, ObjectId, ObjectKind, Schema};
use crate::value::Date;

use super::Problem;
use super::object::component_name;
use super::xml;

/// A custom label: `System.Label.name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub value: String,
    pub language: String,
    /// Other languages, and the label's texts in them.
    pub translations: Vec<(String, String)>,
}

/// One record of a custom metadata type, its values as text in the form of XML Schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomMetadataRecord {
    pub object: ObjectId,
    pub developer_name: String,
    pub label: String,
    pub protected: bool,
    /// Values in the order of the file; `None` is null.
    pub values: Vec<(FieldId, Option<String>)>,
}

/// A parameter of a package that `FeatureManagement` reads and sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureParameter {
    pub name: String,
    pub value: ParameterValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    Boolean(bool),
    Integer(i32),
    Date(Date),
}

/// A static resource; its content is the file or, for an unpacked archive, the folder at `path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticResource {
    pub name: String,
    pub path: PathBuf,
    pub content_type: String,
    /// `Private` or `Public`.
    pub cache_control: Option<String>,
}

pub fn labels(path: &Path, problems: &mut Vec<Problem>) -> Vec<Label> {
    let Some(node) = xml::read(path, problems) else { return Vec::new() };
    node.all("labels")
        .filter_map(|label| {
            Some(Label {
                name: label.text("fullName")?,
                // Blanks in a label count.
                value: label.child("value").map(|value| value.text.clone()).unwrap_or_default(),
                language: label.text("language").unwrap_or_else(|| "en_US".to_owned()),
                translations: Vec::new(),
            })
        })
        .collect()
}

/// Reads `LANGUAGE.translation-meta.xml` into the labels that it translates. A text of a label that is not there is left out.
pub fn translate(path: &Path, labels: &mut [Label], problems: &mut Vec<Problem>) {
    let language = component_name(path);
    let Some(node) = xml::read(path, problems) else { return };
    for custom in node.all("customLabels") {
        let Some(name) = custom.text("name") else { continue };
        let Some(text) = custom.child("label").map(|label| label.text.clone()).filter(|text| !text.is_empty()) else {
            continue;
        };
        for label in labels.iter_mut().filter(|label| label.name.eq_ignore_ascii_case(&name)) {
            label.translations.retain(|(other, _)| *other != language);
            label.translations.push((language.clone(), text.clone()));
        }
    }
}

/// Reads `Type.Record.md-meta.xml`; the type must be in the schema.
pub fn custom_metadata(path: &Path, schema: &mut Schema, problems: &mut Vec<Problem>) -> Option<CustomMetadataRecord> {
    let full_name = component_name(path);
    let (type_name, developer_name) = full_name.split_once('.')?;
    let found = schema.infer_object(&format!("{type_name}__mdt"));
    let Some(object) = found.filter(|&id| schema.object(id).kind == ObjectKind::CustomMetadata) else {
        problems.push(Problem::new(path, format!("the custom metadata type {type_name}__mdt is not there")));
        return None;
    };
    let node = xml::read(path, problems)?;
    let mut values = Vec::new();
    for value in node.all("values") {
        let Some(name) = value.get("field") else { continue };
        let Some(field) = schema.object(object).field(name) else {
            problems.push(Problem::new(path, format!("{type_name}__mdt has no field {name}")));
            continue;
        };
        let content = value.child("value").filter(|value| !value.nil && !value.text.is_empty());
        values.push((field, content.map(|value| value.text.clone())));
    }
    Some(CustomMetadataRecord {
        object,
        developer_name: developer_name.to_owned(),
        label: node.text("label").unwrap_or_else(|| developer_name.to_owned()),
        protected: node.is("protected"),
        values,
    })
}

/// Reads `X.featureParameterInteger-meta.xml` and its kin; the name of the file says the type of the value.
pub fn feature_parameter(path: &Path, problems: &mut Vec<Problem>) -> Option<FeatureParameter> {
    let text = xml::read(path, problems)?.text("value").unwrap_or_default();
    let file = path.file_name()?.to_str()?;
    let value = match () {
        () if file.contains(".featureParameterBoolean") => text.parse().ok().map(ParameterValue::Boolean),
        () if file.contains(".featureParameterInteger") => text.parse().ok().map(ParameterValue::Integer),
        () => Date::parse_iso(&text).map(ParameterValue::Date),
    };
    if value.is_none() {
        problems.push(Problem::new(path, format!("`{text}` is no value of this parameter")));
    }
    Some(FeatureParameter { name: component_name(path), value: value? })
}

/// A partition of the platform cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachePartition {
    pub name: String,
    pub label: Option<String>,
    pub default: bool,
}

/// Reads `X.cachePartition-meta.xml`.
pub fn cache_partition(path: &Path, problems: &mut Vec<Problem>) -> Option<CachePartition> {
    let node = xml::read(path, problems)?;
    Some(CachePartition {
        name: component_name(path),
        label: node.text("masterLabel"),
        default: node.is("isDefaultPartition"),
    })
}

/// The name of a certificate and the file that lies beside its description, which need not exist.
pub fn certificate(path: &Path) -> Option<(String, PathBuf)> {
    let name = path.file_name()?.to_str()?.strip_suffix(".crt-meta.xml")?;
    Some((name.to_owned(), path.with_file_name(format!("{name}.crt"))))
}

/// Reads `X.resource-meta.xml` and finds the content beside it: `X.resource`, `X` or `X.json`, in any extension.
pub fn static_resource(path: &Path) -> Option<StaticResource> {
    let name = component_name(path);
    let node = xml::read(path, &mut Vec::new()).unwrap_or_default();
    let entries = std::fs::read_dir(path.parent()?).ok()?;
    let mut beside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    beside.sort();
    let content = beside.into_iter().find(|candidate| {
        let own = candidate.file_name().unwrap_or_default().to_string_lossy();
        !own.ends_with("-meta.xml") && (own == name || own.rsplit_once('.').is_some_and(|(stem, _)| stem == name))
    })?;
    let content_type = node.text("contentType").unwrap_or_else(|| "application/octet-stream".to_owned());
    Some(StaticResource { name, path: content, content_type, cache_control: node.text("cacheControl") })
}
