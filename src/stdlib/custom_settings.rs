//! `Foo__c.getInstance()` and its kin, for custom settings and custom metadata types.
//!
//! These are statics of each such object. The checker calls the rows here with the object's token as first argument.

use crate::hir::TypeId;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::org::{id_of, is_deleted};
use crate::schema::{FieldId, ObjectId, ObjectKind, SettingKind};
use crate::stdlib::{schema, user_info};
use crate::value::{Cell, Id, Map, Record, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static SObject getInstance(Schema.SObjectType type)",
            "A hierarchy setting as it holds for the running user: never null, with defaults where nothing is set.",
            |cx: &mut Interp, object: ObjectId| {
                let user = cx.context.user();
                merged(cx, object, Some(user), user_info::profile(cx))
            },
        ),
        m(
            "static SObject getInstance(Schema.SObjectType type, String key)",
            "A hierarchy setting as it holds for a user or profile; a list setting or metadata record by name or id.",
            |cx: &mut Interp, object: ObjectId, key: Option<Str>| match (kind(cx, object), key) {
                (_, None) => Ok(Value::Null),
                (Kind::Hierarchy, Some(key)) => match Id::parse(&key) {
                    Some(id) => for_owner(cx, object, id),
                    None => Err(cx.throw(Exc::String, format!("Invalid id: {key}"))),
                },
                (Kind::Metadata | Kind::List, Some(key)) => Ok(by_name(cx, object, &key)),
            },
        ),
        m(
            "static SObject getOrgDefaults(Schema.SObjectType type)",
            "A hierarchy setting as it holds for the org: never null.",
            |cx: &mut Interp, object: ObjectId| merged(cx, object, None, None),
        ),
        m(
            "static SObject getValues(Schema.SObjectType type, String key)",
            "The hierarchy setting of exactly this org, profile or user, or the list setting of a name; null without one.",
            |cx: &mut Interp, object: ObjectId, key: Option<Str>| match (kind(cx, object), key) {
                (_, None) => Value::Null,
                (Kind::Hierarchy, Some(key)) => Id::parse(&key)
                    .and_then(|owner| row_of_owner(cx, object, owner))
                    .and_then(|id| cx.org.record(id))
                    .map_or(Value::Null, Value::record),
                (Kind::Metadata | Kind::List, Some(key)) => by_name(cx, object, &key),
            },
        ),
        m(
            "static Schema.FieldSet fieldSet(Schema.SObjectType type, String name)",
            "The field set that `Schema.SObjectType.Account.fieldSets.Mine` names.",
            |cx: &mut Interp, object: ObjectId, name: Str| super::schema::field_set::field_set(cx, object, &name),
        ),
        m(
            "static Map<String, SObject> getAll(Schema.SObjectType type)",
            "All list settings, or all metadata records, by name.",
            all,
        ),
    ]
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Hierarchy,
    List,
    Metadata,
}

fn kind(cx: &Interp, object: ObjectId) -> Kind {
    match cx.program.schema.object(object).kind {
        ObjectKind::CustomMetadata => Kind::Metadata,
        ObjectKind::CustomSetting(SettingKind::List) => Kind::List,
        // In an inferred schema nothing says what kind a setting is; without fields to name it, it is the common one.
        _ => Kind::Hierarchy,
    }
}

fn owner_field(cx: &Interp, object: ObjectId) -> Option<FieldId> {
    cx.program.schema.object(object).field("SetupOwnerId")
}

/// The live rows of an object.
fn ids(cx: &Interp, object: ObjectId) -> Vec<Id> {
    let schema = &cx.program.schema;
    let table = cx.org.state().table(object);
    let rows = table.into_iter().flat_map(|t| t.iter());
    rows.filter(|(_, row)| !is_deleted(row)).map(|(n, _)| id_of(schema, object, n)).collect()
}

fn row_of_owner(cx: &Interp, object: ObjectId, owner: Id) -> Option<Id> {
    let field = owner_field(cx, object)?;
    cx.org.find_by(object, field, &Cell::Id(owner)).first().copied()
}

/// The setting of a user or profile with what is above it.
fn for_owner(cx: &mut Interp, object: ObjectId, owner: Id) -> Exec<Value> {
    let schema = &cx.program.schema;
    let is = |name: &str| schema.object_by_prefix(owner.prefix()) == schema.find(name);
    if is("Profile") {
        return merged(cx, object, None, Some(owner));
    }
    if is("User") {
        let user = schema.find("User").expect("every schema has User");
        let profile = schema.object(user).field("ProfileId").map(|f| cx.org.cell(owner, f));
        let profile = match profile {
            Some(Cell::Id(id)) => Some(id),
            Some(_) | None => None,
        };
        return merged(cx, object, Some(owner), profile);
    }
    merged(cx, object, None, None)
}

/// The fields of the nearest row that has them: the user's, then the profile's, then the org's, then defaults.
fn merged(cx: &mut Interp, object: ObjectId, user: Option<Id>, profile: Option<Id>) -> Exec<Value> {
    let org = user_info::organization(cx);
    let owners = [user, profile, Some(org)];
    let rows: Vec<Id> = owners.into_iter().flatten().filter_map(|owner| row_of_owner(cx, object, owner)).collect();
    let schema = cx.program.schema.clone();
    let described = schema.object(object);
    let Some(nearest) = rows.first().and_then(|id| cx.org.record(*id)) else {
        let mut record = Record::new(object);
        if let (Some(field), Some(owner)) = (owner_field(cx, object), owners.into_iter().flatten().next()) {
            record.set(field, Value::Id(owner));
        }
        for (id, field) in described.iter().filter(|(_, f)| f.custom) {
            if let Some(text) = field.constant_default() {
                record.set(id, schema::constant_value(field, text));
            }
        }
        return Ok(Value::record(record));
    };
    let mut record = nearest;
    for (field, _) in described.iter().filter(|(_, f)| f.custom) {
        if record.get(field).is_none_or(|v| v.is_null()) {
            let above = rows[1..].iter().map(|id| cx.org.cell(*id, field)).find(|c| !c.is_null());
            above.inspect(|cell| record.set(field, cell.to_value()));
        }
    }
    Ok(Value::record(record))
}

/// The field whose text names a row: `Name` of a list setting, `DeveloperName` of metadata.
fn name_field(cx: &Interp, object: ObjectId) -> Option<FieldId> {
    let described = cx.program.schema.object(object);
    described.field(if kind(cx, object) == Kind::Metadata { "DeveloperName" } else { "Name" })
}

fn by_name(cx: &Interp, object: ObjectId, key: &str) -> Value {
    let Some(field) = name_field(cx, object) else { return Value::Null };
    let bare = key.rsplit("__").next().unwrap_or(key);
    let id = Id::parse(key);
    let fits = |row: &Id| {
        let cell = cx.org.cell(*row, field);
        Some(*row) == id || cell.as_str().is_some_and(|n| n.eq_ignore_ascii_case(key) || n.eq_ignore_ascii_case(bare))
    };
    let found = ids(cx, object).into_iter().find(fits);
    found.and_then(|id| cx.org.record(id)).map_or(Value::Null, Value::record)
}

fn all(cx: &mut Interp, object: ObjectId) -> Map {
    let mut map = Map::new(TypeId::STRING, TypeId::record(object));
    let Some(field) = name_field(cx, object) else { return map };
    for id in ids(cx, object) {
        if let (Some(record), Some(name)) = (cx.org.record(id), cx.org.cell(id, field).as_str()) {
            map.put(Value::string(name), Value::record(record));
        }
    }
    map
}
