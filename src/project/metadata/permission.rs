//! Permission sets: what they grant on objects and fields.

use std::path::Path;

use super::Problem;
use super::object::component_name;
use super::xml;

/// A permission set with the permissions that Apex can notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionSet {
    pub name: String,
    pub label: String,
    pub description: Option<String>,
    pub objects: Vec<ObjectPermission>,
    /// Field (`Account.Phone`), whether it may be read, whether it may be set.
    pub fields: Vec<(String, bool, bool)>,
}

/// What a permission set grants on one object, under the names of the fields of `ObjectPermissions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPermission {
    pub object: String,
    pub granted: Vec<&'static str>,
}

/// Elements of the file, and the fields that say the same in rows.
const RIGHTS: [(&str, &str); 6] = [
    ("allowRead", "PermissionsRead"),
    ("allowCreate", "PermissionsCreate"),
    ("allowEdit", "PermissionsEdit"),
    ("allowDelete", "PermissionsDelete"),
    ("viewAllRecords", "PermissionsViewAllRecords"),
    ("modifyAllRecords", "PermissionsModifyAllRecords"),
];

/// Reads `X.permissionset-meta.xml`.
pub fn set(path: &Path, problems: &mut Vec<Problem>) -> Option<PermissionSet> {
    let name = component_name(path);
    let node = xml::read(path, problems)?;
    let objects = node.all("objectPermissions").filter_map(|permission| {
        let granted = RIGHTS.iter().filter(|(element, _)| permission.is(element)).map(|(_, field)| *field).collect();
        Some(ObjectPermission { object: permission.text("object")?, granted })
    });
    let fields = node.all("fieldPermissions").filter_map(|permission| {
        Some((permission.text("field")?, permission.is("readable"), permission.is("editable")))
    });
    Some(PermissionSet {
        label: node.text("label").unwrap_or_else(|| name.clone()),
        description: node.text("description"),
        objects: objects.collect(),
        fields: fields.collect(),
        name,
    })
}
