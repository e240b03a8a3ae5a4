//! Custom permissions: whether a permission set that the user has gives one.

use crate::org::state::{State, id_of};
use crate::schema::{FieldId, ObjectId, Schema};
use crate::value::{Cell, Id};

/// The rows of `CustomPermission`, `SetupEntityAccess` and `PermissionSetAssignment` decide.
pub fn holds(schema: &Schema, state: &State, user: Id, name: &str) -> bool {
    granted(schema, state, user, name).unwrap_or(false)
}

fn granted(schema: &Schema, state: &State, user: Id, name: &str) -> Option<bool> {
    let bare = name.rsplit("__").next().unwrap_or(name);
    let place = |object: &str, field: &str| -> Option<(ObjectId, FieldId)> {
        let object = schema.find(object)?;
        Some((object, schema.object(object).field(field)?))
    };
    let rows = |(object, field): (ObjectId, FieldId), value: Cell| -> Vec<Id> {
        let Some(table) = state.table(object) else { return Vec::new() };
        table.rows_with(field, &value).into_iter().map(|number| id_of(schema, object, number)).collect()
    };
    let id_in = |row: Id, field: FieldId| match state.find(schema, row).map(|(_, table, row)| table.cell(row, field)) {
        Some(Cell::Id(id)) => Some(*id),
        _ => None,
    };
    let permissions = rows(place("CustomPermission", "DeveloperName")?, Cell::string(bare));
    let access = place("SetupEntityAccess", "SetupEntityId")?;
    let (_, parent) = place("SetupEntityAccess", "ParentId")?;
    let assignment = place("PermissionSetAssignment", "AssigneeId")?;
    let (_, set) = place("PermissionSetAssignment", "PermissionSetId")?;
    let of = |permission: Id| rows(access, Cell::Id(permission)).into_iter().filter_map(|row| id_in(row, parent));
    let granting: Vec<Id> = permissions.into_iter().flat_map(of).collect();
    let assigned = rows(assignment, Cell::Id(user));
    Some(assigned.into_iter().filter_map(|row| id_in(row, set)).any(|set| granting.contains(&set)))
}
