//! `Schema.RecordTypeInfo`.

use super::both;
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::schema::ObjectId;
use crate::stdlib::class_id;
use crate::value::{Cell, Id, List, Map, NativeObject, Value};

/// One record type with its row's id.
#[derive(Clone)]
struct Info {
    id: Id,
    label: String,
    name: String,
    active: bool,
    master: bool,
    default: bool,
}

type InfoRef = Native<Info>;

/// The id of every object's master record type.
fn master_id() -> Id {
    Id::parse("012000000000000").expect("a well-formed id")
}

/// The record types as rows of the org hold them, then the master.
fn infos(cx: &Interp, object: ObjectId) -> Vec<Info> {
    let schema = &cx.program.schema;
    let described = schema.object(object);
    let mut infos: Vec<Info> = Vec::new();
    for record_type in &described.record_types {
        let Some(id) = row_of(cx, &described.name, &record_type.name) else { continue };
        infos.push(Info {
            id,
            label: record_type.label.to_string(),
            name: record_type.name.to_string(),
            active: record_type.active,
            master: false,
            default: false,
        });
    }
    let text = || "Master".to_owned();
    infos.push(Info { id: master_id(), label: text(), name: text(), active: true, master: true, default: false });
    let first = infos.iter().position(|i| i.active).expect("the master is active");
    infos[first].default = true;
    infos
}

/// The `RecordType` row of an object by developer name.
fn row_of(cx: &Interp, object: &str, name: &str) -> Option<Id> {
    let schema = &cx.program.schema;
    let record_type = schema.find("RecordType")?;
    let fields = schema.object(record_type);
    let (developer_name, of) = (fields.field("DeveloperName")?, fields.field("SobjectType")?);
    let found = cx.org.find_by(record_type, developer_name, &Cell::string(name));
    let own = |id: &Id| cx.org.cell(*id, of).as_str().is_some_and(|s| s.eq_ignore_ascii_case(object));
    found.into_iter().find(own)
}

fn value(object: ObjectId, at: usize, info: Info) -> Value {
    let key = (u64::from(object.0) << 32) + at as u64;
    NativeObject::keyed(class_id("Schema.RecordTypeInfo"), key, info)
}

fn values(cx: &Interp, object: ObjectId) -> impl Iterator<Item = (Info, Value)> {
    infos(cx, object).into_iter().enumerate().map(move |(at, info)| (info.clone(), value(object, at, info)))
}

fn info_type() -> TypeId {
    TypeId::class(class_id("Schema.RecordTypeInfo"))
}

pub(super) fn list(cx: &mut Interp, object: ObjectId) -> List {
    List::from_values(info_type(), values(cx, object).map(|(_, v)| v).collect())
}

fn map(cx: &Interp, object: ObjectId, key: TypeId, of: impl Fn(&Info) -> Value) -> Map {
    let mut map = Map::new(key, info_type());
    for (info, value) in values(cx, object) {
        map.put(of(&info), value);
    }
    map
}

pub(super) fn by_name(cx: &mut Interp, object: ObjectId) -> Map {
    map(cx, object, TypeId::STRING, |i| Value::string(&i.label))
}

pub(super) fn by_developer_name(cx: &mut Interp, object: ObjectId) -> Map {
    map(cx, object, TypeId::STRING, |i| Value::string(&i.name))
}

pub(super) fn by_id(cx: &mut Interp, object: ObjectId) -> Map {
    map(cx, object, TypeId::ID, |i| Value::Id(i.id))
}

fn ask<R>(f: impl Fn(&Info) -> R) -> impl Fn(InfoRef) -> R {
    move |i| i.with(|i| f(i))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getName", "Name", "The label.", ask(|i| i.label.clone()));
    both!(rows, "String", "getDeveloperName", "DeveloperName", "The API name.", ask(|i| i.name.clone()));
    both!(rows, "Id", "getRecordTypeId", "RecordTypeId", "The id of its row.", ask(|i| i.id));
    both!(rows, "Boolean", "isActive", "Active", "Whether it is in use.", ask(|i| i.active));
    both!(rows, "Boolean", "isAvailable", "Available", "Whether the user can use it.", ask(|i| i.active));
    both!(rows, "Boolean", "isMaster", "Master", "Whether it stands for having no record type.", ask(|i| i.master));
    both!(
        rows,
        "Boolean",
        "isDefaultRecordTypeMapping",
        "DefaultRecordTypeMapping",
        "Whether new records of the user get it.",
        ask(|i| i.default)
    );
    rows.push(m("String toString()", "The class and what its getters answer.", |cx: &mut Interp, i: InfoRef| {
        super::printed(cx, "Schema.RecordTypeInfo", &i.value(), |_| true)
    }));
    rows
}
