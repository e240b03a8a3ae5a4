//! Finds metadata files and tells their kinds by where they lie and how their names end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Problem;

#[derive(Debug, Default)]
pub struct Files {
    /// `X.object-meta.xml` and `X.object`.
    pub objects: Vec<PathBuf>,
    /// Parts of an object in source format: object name, kind (`field`, `recordType`, ...), file.
    pub parts: Vec<(String, Part, PathBuf)>,
    pub labels: Vec<PathBuf>,
    /// `LANGUAGE.translation-meta.xml`.
    pub translations: Vec<PathBuf>,
    pub custom_metadata: Vec<PathBuf>,
    pub global_value_sets: Vec<PathBuf>,
    pub standard_value_sets: Vec<PathBuf>,
    pub permission_sets: Vec<PathBuf>,
    /// `X.featureParameterBoolean-meta.xml` and its kin.
    pub feature_parameters: Vec<PathBuf>,
    /// `X.resource-meta.xml`.
    pub static_resources: Vec<PathBuf>,
    /// `X.crt-meta.xml`.
    pub certificates: Vec<PathBuf>,
    /// `Object.Process.approvalProcess-meta.xml`.
    pub approval_processes: Vec<PathBuf>,
    /// `Object.workflow-meta.xml`, which hold the field updates of approval processes.
    pub workflows: Vec<PathBuf>,
    /// `BusinessHours.settings-meta.xml`.
    pub hours: Vec<PathBuf>,
    /// `X.cachePartition-meta.xml`.
    pub cache_partitions: Vec<PathBuf>,
    pub components: BTreeMap<String, Vec<String>>,
}

/// What a file in an object's folder declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Field,
    RecordType,
    FieldSet,
    ValidationRule,
}

/// Walks the roots in order, each in the order of names.
pub fn find(roots: &[PathBuf], problems: &mut Vec<Problem>) -> Files {
    let mut files = Files::default();
    for root in roots {
        walk(root, &mut files, problems);
    }
    files
}

fn walk(path: &Path, files: &mut Files, problems: &mut Vec<Problem>) {
    if path.is_file() {
        return files.add(path);
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return problems.push(Problem::new(path, format!("cannot be listed: {error}"))),
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        if crate::project::discover::leads_back(&path) {
            continue;
        }
        walk(&path, files, problems);
    }
}

impl Files {
    fn add(&mut self, path: &Path) {
        let Some(file_name) = path.file_name().and_then(|name| name.to_str()) else {
            return;
        };
        let source_format = file_name.strip_suffix("-meta.xml");
        let Some((name, kind)) = source_format.unwrap_or(file_name).rsplit_once('.') else {
            return;
        };
        let folder = |up: usize| path.ancestors().nth(up).and_then(Path::file_name).and_then(|name| name.to_str());
        match (kind, source_format.is_some()) {
            ("object", _) => self.objects.push(path.to_owned()),
            ("labels", _) => self.labels.push(path.to_owned()),
            ("translation", _) => self.translations.push(path.to_owned()),
            ("md", _) if folder(1) == Some("customMetadata") => self.custom_metadata.push(path.to_owned()),
            ("globalValueSet", _) => self.global_value_sets.push(path.to_owned()),
            ("standardValueSet", _) => self.standard_value_sets.push(path.to_owned()),
            ("crt", true) => self.certificates.push(path.to_owned()),
            ("resource", true) => self.static_resources.push(path.to_owned()),
            ("field" | "recordType" | "fieldSet" | "validationRule", true) => {
                let part = match kind {
                    "field" => Part::Field,
                    "recordType" => Part::RecordType,
                    "fieldSet" => Part::FieldSet,
                    _ => Part::ValidationRule,
                };
                if let Some(object) = folder(2) {
                    self.parts.push((object.to_owned(), part, path.to_owned()));
                }
            }
            ("settings", _) if name == "BusinessHours" => self.hours.push(path.to_owned()),
            ("approvalProcess", _) => self.approval_processes.push(path.to_owned()),
            ("cachePartition", _) => self.cache_partitions.push(path.to_owned()),
            ("workflow", _) => self.workflows.push(path.to_owned()),
            ("permissionset", _) => self.permission_sets.push(path.to_owned()),
            ("featureParameterBoolean" | "featureParameterInteger" | "featureParameterDate", _) => {
                self.feature_parameters.push(path.to_owned());
            }
            (_, true) => self.list(kind, name),
            // In Metadata API format a file's name says its kind, in the folder of that kind.
            _ if folder(1).is_some_and(|folder| is_folder_of(folder, kind)) => self.list(kind, name),
            _ => {}
        }
    }

    fn list(&mut self, kind: &str, name: &str) {
        let names = self.components.entry(kind.to_owned()).or_default();
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    }
}

/// Whether a folder is the one that a package in Metadata API format keeps a kind in, for the kinds that Apex can notice.
fn is_folder_of(folder: &str, kind: &str) -> bool {
    matches!(
        (folder, kind),
        ("customPermissions", "customPermission")
            | ("flows", "flow")
            | ("groups", "group")
            | ("queues", "queue")
            | ("roles", "role")
            | ("profiles", "profile")
            | ("pages", "page")
            | ("components", "component")
            | ("namedCredentials", "namedCredential")
            | ("externalCredentials", "externalCredential")
            | ("remoteSiteSettings", "remoteSite")
            | ("duplicateRules", "duplicateRule")
            | ("sharingReasons", "sharingReason")
    )
}
