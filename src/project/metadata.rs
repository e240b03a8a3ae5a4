//! Reads a project's metadata, in source format and in Metadata API format, into the schema.
//!
//! Objects, fields, record types, field sets, validation rules and value sets go into the [`Schema`]; labels, custom
//! metadata records and static resources come back as [`ProjectMetadata`]. Kinds that Apex cannot see are only listed
//! by name. Nothing but XML is opened: the content of static resources stays on disk.

mod approval;
mod criteria;
mod field;
mod files;
mod hours;
mod object;
mod permission;
mod records;
mod value_set;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::schema::{ObjectId, Schema};

pub use hours::HoursSettings;
pub use permission::{ObjectPermission, PermissionSet};
pub use records::{CachePartition, CustomMetadataRecord, FeatureParameter, Label, ParameterValue, StaticResource};

/// What a project declares beside its schema.
#[derive(Debug, Default)]
pub struct ProjectMetadata {
    pub labels: Vec<Label>,
    pub custom_metadata: Vec<CustomMetadataRecord>,
    pub static_resources: Vec<StaticResource>,
    pub permission_sets: Vec<PermissionSet>,
    pub feature_parameters: Vec<FeatureParameter>,
    pub hours: Vec<HoursSettings>,
    /// Names of certificates, each with the place of its file.
    pub certificates: Vec<(String, PathBuf)>,
    pub cache_partitions: Vec<CachePartition>,
    /// Names of all other components by kind, as their file names end: `flow`, `customPermission`,
    /// `queue`, `namedCredential`, ...
    pub components: BTreeMap<String, Vec<String>>,
    /// The objects that the project declares or extends, in order.
    pub objects: Vec<ObjectId>,
}

impl ProjectMetadata {
    /// Finds a custom label by name, ignoring case.
    pub fn label(&self, name: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.name.eq_ignore_ascii_case(name))
    }

    /// The names of the components of a kind (`flow`, `queue`, ...).
    pub fn names(&self, kind: &str) -> &[String] {
        self.components.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// Metadata that could not be used, and why. The rest of the project is loaded all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", path.display())]
pub struct Problem {
    pub path: PathBuf,
    pub message: String,
}

impl Problem {
    fn new(path: &Path, message: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), message: message.into() }
    }
}

/// Reads all metadata under the roots into `schema`.
///
/// The result does not depend on the order in which a file system lists its files. A component that two roots declare
/// is taken from the later root.
pub fn load(roots: &[PathBuf], schema: &mut Schema) -> (ProjectMetadata, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut files = files::find(roots, &mut problems);
    let mut metadata =
        ProjectMetadata { components: std::mem::take(&mut files.components), ..ProjectMetadata::default() };

    let value_sets = value_set::read_global(&files.global_value_sets, &mut problems);
    let sources = object::collect(&files, &mut problems);
    metadata.objects = object::declare(&sources, schema, &mut problems);
    field::declare(&sources, &value_sets, schema, &mut problems);
    object::describe(&sources, schema);
    value_set::apply_standard(&files.standard_value_sets, schema, &mut problems);

    schema.set_approvals(approval::processes(&files, schema, &mut problems));

    for path in &files.labels {
        metadata.labels.extend(records::labels(path, &mut problems));
    }
    for path in &files.translations {
        records::translate(path, &mut metadata.labels, &mut problems);
    }
    for path in &files.custom_metadata {
        metadata.custom_metadata.extend(records::custom_metadata(path, schema, &mut problems));
    }
    metadata.static_resources =
        files.static_resources.iter().filter_map(|path| records::static_resource(path)).collect();
    metadata.certificates = files.certificates.iter().filter_map(|path| records::certificate(path)).collect();
    metadata.permission_sets =
        files.permission_sets.iter().filter_map(|path| permission::set(path, &mut problems)).collect();
    metadata.feature_parameters =
        files.feature_parameters.iter().filter_map(|path| records::feature_parameter(path, &mut problems)).collect();
    metadata.hours = files.hours.iter().filter_map(|path| hours::settings(path, &mut problems)).collect();
    metadata.cache_partitions =
        files.cache_partitions.iter().filter_map(|path| records::cache_partition(path, &mut problems)).collect();
    (metadata, problems)
}
