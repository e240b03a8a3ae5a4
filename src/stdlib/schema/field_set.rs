//! `Schema.FieldSet` and `Schema.FieldSetMember`.

use super::both;
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::schema::{FieldId, ObjectId, Schema};
use crate::stdlib::class_id;
use crate::value::{Case, List, Map, NativeObject, Value};

/// A field set of an object. Its list of members is made once, so that changing it shows.
struct Set {
    object: ObjectId,
    at: usize,
    members: Value,
}

/// A path of a field set.
#[derive(Clone)]
struct Member {
    object: ObjectId,
    path: String,
    required: bool,
}

type SetRef = Native<Set>;
type MemberRef = Native<Member>;

/// All field sets of an object by lower-case name.
pub(super) fn field_sets(cx: &mut Interp, object: ObjectId) -> Map {
    let mut map = Map::new(TypeId::STRING, TypeId::class(class_id("Schema.FieldSet")));
    map.case = Case::Lower;
    let schema = cx.program.schema.clone();
    for (at, set) in schema.object(object).field_sets.iter().enumerate() {
        map.put(Value::string(&set.name), make(&schema, object, at));
    }
    map
}

/// One field set of an object by its name in any case; null when there is none.
pub(in crate::stdlib) fn field_set(cx: &mut Interp, object: ObjectId, name: &str) -> Value {
    let schema = cx.program.schema.clone();
    let at = schema.object(object).field_sets.iter().position(|set| set.name.eq_ignore_ascii_case(name));
    at.map_or(Value::Null, |at| make(&schema, object, at))
}

fn make(schema: &Schema, object: ObjectId, at: usize) -> Value {
    let class = class_id("Schema.FieldSetMember");
    let members = schema.object(object).field_sets[at]
        .fields
        .iter()
        .map(|(path, required)| {
            NativeObject::value(class, Member { object, path: path.to_string(), required: *required })
        })
        .collect();
    let members = Value::list(List::from_values(TypeId::class(class), members));
    NativeObject::value(class_id("Schema.FieldSet"), Set { object, at, members })
}

fn ask<R>(f: impl Fn(&crate::schema::FieldSet) -> R) -> impl Fn(&mut Interp, SetRef) -> R {
    move |cx, set| {
        let (object, at) = set.with(|s| (s.object, s.at));
        f(&cx.program.schema.object(object).field_sets[at])
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getName", "Name", "The API name.", ask(|s| s.name.to_string()));
    both!(rows, "String", "getLabel", "Label", "The label.", ask(|s| s.label.to_string()));
    both!(
        rows,
        "String",
        "getDescription",
        "Description",
        "What it is for.",
        ask(|s| s.description.as_ref().map(ToString::to_string))
    );
    both!(rows, "String", "getNameSpace", "NameSpace", "The package; none here.", |_: SetRef| None::<&str>);
    both!(rows, "Schema.SObjectType", "getSObjectType", "SObjectType", "Its object.", |s: SetRef| {
        s.with(|s| s.object)
    });
    both!(rows, "List<Schema.FieldSetMember>", "getFields", "Fields", "Its fields in order.", |s: SetRef| s
        .with(|s| s.members.clone()));
    rows
}

pub(super) fn member_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getFieldPath", "FieldPath", "The field, perhaps by way of parents.", |f: MemberRef| {
        f.with(|f| f.path.clone())
    });
    both!(rows, "Boolean", "getRequired", "Required", "Whether the set requires it.", |f: MemberRef| {
        f.with(|f| f.required)
    });
    both!(rows, "String", "getLabel", "Label", "The field's label.", |cx: &mut Interp, f: MemberRef| target(cx, &f)
        .map(|(o, id)| { cx.program.schema.object(o).get(id).label.to_string() }));
    both!(
        rows,
        "Boolean",
        "getDbRequired",
        "DbRequired",
        "Whether records cannot be saved without it.",
        |cx: &mut Interp, f: MemberRef| target(cx, &f).is_some_and(|(o, id)| {
            let field = cx.program.schema.object(o).get(id);
            !field.nillable && field.createable && !field.defaulted_on_create
        })
    );
    both!(rows, "Schema.DisplayType", "getType", "Type", "The field's type.", |cx: &mut Interp, f: MemberRef| {
        let found = target(cx, &f);
        found.map(|(o, id)| {
            let ty = cx.program.schema.object(o).get(id).ty.display_type();
            cx.enum_constant("Schema.DisplayType", ty)
        })
    });
    both!(
        rows,
        "Schema.SObjectField",
        "getSObjectField",
        "SObjectField",
        "The field's token.",
        |cx: &mut Interp, f: MemberRef| target(cx, &f).map(|(o, id)| Value::FieldToken(o, id))
    );
    rows
}

/// The field at the end of a member's path.
fn target(cx: &Interp, member: &MemberRef) -> Option<(ObjectId, FieldId)> {
    let (mut object, path) = member.with(|m| (m.object, m.path.clone()));
    let schema = &cx.program.schema;
    let mut steps: Vec<&str> = path.split('.').collect();
    let last = steps.pop()?;
    for step in steps {
        let described = schema.object(object);
        let field = described.get(described.relationship(step)?);
        object = schema.related(field.reference.as_ref()?)?;
    }
    Some((object, schema.object(object).field(last)?))
}
