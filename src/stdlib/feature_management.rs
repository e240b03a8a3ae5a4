//! `FeatureManagement`: custom permissions, and the parameters of packages, of which there are none.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Date, Id, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Boolean checkPermission(String apiName)",
            "Whether a permission set gives the running user the custom permission.",
            |cx: &mut Interp, name: Option<Str>| name.is_some_and(|name| has_permission(cx, &name).unwrap_or(false)),
        ),
        m(
            "static Boolean checkPackageBooleanValue(String apiName)",
            "The value of a package's parameter.",
            |cx: &mut Interp, name: Option<Str>| match name {
                None => Ok(Value::Boolean(false)),
                Some(name) => missing(cx, &name),
            },
        ),
        m("static Date checkPackageDateValue(String apiName)", "The value of a package's parameter.", parameter),
        m("static Integer checkPackageIntegerValue(String apiName)", "The value of a package's parameter.", parameter),
        m(
            "static void setPackageBooleanValue(String apiName, Boolean value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<bool>| missing(cx, &name).map(drop),
        ),
        m(
            "static void setPackageDateValue(String apiName, Date value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<Date>| missing(cx, &name).map(drop),
        ),
        m(
            "static void setPackageIntegerValue(String apiName, Integer value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<i32>| missing(cx, &name).map(drop),
        ),
        m(
            "static void changeProtection(String apiName, String typeApiName, String protection)",
            "Changes who sees a package's component; there are none.",
            |_: Option<Str>, _: Option<Str>, _: Option<Str>| (),
        ),
    ]
}

fn parameter(cx: &mut Interp, name: Option<Str>) -> Exec<Value> {
    match name {
        None => Ok(Value::Null),
        Some(name) => missing(cx, &name),
    }
}

fn missing(cx: &mut Interp, name: &str) -> Exec<Value> {
    let text = format!("Unable to retrieve feature parameter {name}. No results found.");
    Err(cx.throw(Exc::NoDataFound, text))
}

/// The rows of `CustomPermission`, `SetupEntityAccess` and `PermissionSetAssignment` decide.
fn has_permission(cx: &Interp, name: &str) -> Option<bool> {
    let bare = name.rsplit("__").next().unwrap_or(name);
    let (object, developer_name) = place(cx, "CustomPermission", "DeveloperName")?;
    let permissions = cx.org.find_by(object, developer_name, &Cell::string(bare));
    let (access, entity) = place(cx, "SetupEntityAccess", "SetupEntityId")?;
    let (_, parent) = place(cx, "SetupEntityAccess", "ParentId")?;
    let (assignment, assignee) = place(cx, "PermissionSetAssignment", "AssigneeId")?;
    let (_, set) = place(cx, "PermissionSetAssignment", "PermissionSetId")?;
    let sets_of = |permission: Id| {
        let rows = cx.org.find_by(access, entity, &Cell::Id(permission));
        rows.into_iter().filter_map(|row| id_in(cx, row, parent)).collect::<Vec<Id>>()
    };
    let granting: Vec<Id> = permissions.into_iter().flat_map(sets_of).collect();
    let assigned = cx.org.find_by(assignment, assignee, &Cell::Id(cx.context.user()));
    Some(assigned.into_iter().filter_map(|row| id_in(cx, row, set)).any(|set| granting.contains(&set)))
}

fn place(cx: &Interp, object: &str, field: &str) -> Option<(ObjectId, FieldId)> {
    let schema = &cx.program.schema;
    let object = schema.find(object)?;
    Some((object, schema.object(object).field(field)?))
}

fn id_in(cx: &Interp, row: Id, field: FieldId) -> Option<Id> {
    match cx.org.cell(row, field) {
        Cell::Id(id) => Some(id),
        _ => None,
    }
}
