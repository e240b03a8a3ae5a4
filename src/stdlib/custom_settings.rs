//! `Foo__c.getInstance()` and its kin, for custom settings and custom metadata types.
//!
//! These are statics of each such object. The checker calls the rows here with the object's token as first argument.

use crate::hir::TypeId;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::org::{id_of, is_deleted};
use crate::schema::{FieldId, ObjectId, ObjectKind, SettingKind};
use crate::stdlib::{schema, user_info};
use crate::value::{Cell, Decimal, Id, Map, Record, RoundingMode, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static SObject getInstance(Schema.SObjectType type)",
            "A hierarchy setting as it holds for the running user: never null, with defaults where nothing is set.",
            |cx: &mut Interp, object: ObjectId| {
                let user = cx.context.user();
                let profile = user_info::profile(cx);
                merged(cx, object, [Some(user), profile])
            },
        ),
        m(
            "static SObject getInstance(Schema.SObjectType type, String key)",
            "A hierarchy setting as it holds for a user or profile; a list setting or metadata record by name or id.",
            |cx: &mut Interp, object: ObjectId, key: Option<Str>| match (kind(cx, object), key) {
                (Kind::Hierarchy, None) => Ok(merged(cx, object, [None, None])),
                (Kind::Hierarchy, Some(key)) => match Id::parse(&key) {
                    Some(id) => Ok(for_owner(cx, object, id)),
                    None => Err(no_owner(cx, &key)),
                },
                (Kind::Metadata | Kind::List, None) => Ok(Value::Null),
                (Kind::Metadata | Kind::List, Some(key)) => Ok(by_name(cx, object, &key)),
            },
        ),
        m(
            "static SObject getOrgDefaults(Schema.SObjectType type)",
            "A hierarchy setting as it holds for the org: never null.",
            |cx: &mut Interp, object: ObjectId| merged(cx, object, [None, None]),
        ),
        m(
            "static SObject getValues(Schema.SObjectType type, String key)",
            "The hierarchy setting of exactly this org, profile or user, or the list setting of a name; null without one.",
            |cx: &mut Interp, object: ObjectId, key: Option<Str>| match (kind(cx, object), key) {
                (Kind::Hierarchy, key) => {
                    let key = key.as_deref().unwrap_or_default();
                    let Some(owner) = Id::parse(key) else { return Err(no_owner(cx, key)) };
                    let row = row_of_owner(cx, object, owner);
                    Ok(row.and_then(|id| kept(cx, id)).map_or(Value::Null, Value::record))
                }
                (Kind::Metadata | Kind::List, None) => Ok(Value::Null),
                (Kind::Metadata | Kind::List, Some(key)) => Ok(by_name(cx, object, &key)),
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

#[cold]
fn no_owner(cx: &mut Interp, key: &str) -> Thrown {
    cx.throw(Exc::InvalidParameterValue, format!("Invalid SetupOwner for Custom Settings: {key}"))
}

/// A row as these methods answer it: not as it is stored, but with numbers that went through a Double (`12.5` for `12.50`, `0.0` for
/// `0`). A metadata record is read-only.
fn kept(cx: &Interp, id: Id) -> Option<Record> {
    let mut record = cx.org.record(id)?;
    let described = cx.program.schema.object(record.object);
    for (field, _) in described.iter().filter(|(_, f)| f.custom) {
        if let Some(Value::Decimal(number)) = record.get(field) {
            record.set(field, Value::decimal(doubled(&number.into())));
        }
    }
    record.read_only = kind(cx, record.object) == Kind::Metadata;
    Some(record)
}

/// A number with as few decimal places as it needs, and one at least.
fn doubled(number: &Decimal) -> Decimal {
    let bare = number.strip_trailing_zeros();
    if bare.scale() < 1 { bare.set_scale(1, RoundingMode::HalfEven).unwrap_or(bare) } else { bare }
}

/// The setting of a user or profile with what is above it.
fn for_owner(cx: &mut Interp, object: ObjectId, owner: Id) -> Value {
    let schema = &cx.program.schema;
    let is = |name: &str| schema.object_by_prefix(owner.prefix()) == schema.find(name);
    if is("Profile") {
        return merged(cx, object, [None, Some(owner)]);
    }
    if is("User") {
        let user = schema.find("User").expect("every schema has User");
        let profile = schema.object(user).field("ProfileId").map(|f| cx.org.cell(owner, f));
        let profile = match profile {
            Some(Cell::Id(id)) => Some(id),
            Some(_) | None => None,
        };
        return merged(cx, object, [Some(owner), profile]);
    }
    merged(cx, object, [None, None])
}

/// The fields of the nearest row that has them: the user's, then the profile's, then the org's, then defaults. Without a row of the
/// owner that was asked for, the record is a new one of that owner; the org's defaults have none.
fn merged(cx: &mut Interp, object: ObjectId, [user, profile]: [Option<Id>; 2]) -> Value {
    let org = user_info::organization(cx);
    let asked = user.or(profile);
    let owners = [user, profile, Some(org)];
    let rows: Vec<Id> = owners.into_iter().flatten().filter_map(|owner| row_of_owner(cx, object, owner)).collect();
    let above: Vec<Record> = rows.iter().filter_map(|id| kept(cx, *id)).collect();
    let own = row_of_owner(cx, object, asked.unwrap_or(org)).is_some();
    let mut record = match above.first() {
        Some(nearest) if own => nearest.clone(),
        _ => Record::new(object),
    };
    if !own && let (Some(field), Some(owner)) = (owner_field(cx, object), asked) {
        record.set(field, Value::Id(owner));
    }
    let schema = cx.program.schema.clone();
    for (id, field) in schema.object(object).iter().filter(|(_, f)| f.custom) {
        if record.get(id).is_some_and(|v| !v.is_null()) {
            continue;
        }
        let inherited = above.iter().find_map(|row| row.get(id).filter(|v| !v.is_null()));
        match (inherited, field.constant_default()) {
            (Some(value), _) => record.set(id, value),
            (None, Some(text)) if above.is_empty() => record.set(id, schema::constant_value(field, text)),
            (None, _) => {}
        }
    }
    Value::record(record)
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
        Some(*row) == id || cell.as_str().is_some_and(|name| name == key || name == bare)
    };
    let found = ids(cx, object).into_iter().find(fits);
    found.and_then(|id| kept(cx, id)).map_or(Value::Null, Value::record)
}

fn all(cx: &mut Interp, object: ObjectId) -> Map {
    let mut map = Map::new(TypeId::STRING, TypeId::record(object));
    let Some(field) = name_field(cx, object) else { return map };
    for id in ids(cx, object) {
        if let (Some(record), Some(name)) = (kept(cx, id), cx.org.cell(id, field).as_str()) {
            map.put(Value::string(name), Value::record(record));
        }
    }
    map
}
