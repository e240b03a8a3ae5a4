//! `Schema.ChildRelationship`.

use super::both;
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::schema::{ChildRelationship, ObjectId};
use crate::stdlib::class_id;
use crate::value::{List, NativeObject, Value};

/// The parent, and the place among its child relationships.
#[derive(Clone, Copy)]
struct Child(ObjectId, usize);

type ChildRef = Native<Child>;

/// The relationships of an object whose child object and field exist.
pub(super) fn list(cx: &mut Interp, object: ObjectId) -> List {
    let class = class_id("Schema.ChildRelationship");
    let schema = &cx.program.schema;
    let children = schema.object(object).children.iter().enumerate();
    let known = |c: &ChildRelationship| schema.get(&c.child).is_some_and(|child| child.field(&c.field).is_some());
    let values = children.filter(|(_, c)| known(c)).map(|(at, _)| {
        let key = (u64::from(object.0) << 32) + at as u64;
        NativeObject::keyed(class, key, Child(object, at))
    });
    List::from_values(TypeId::class(class), values.collect())
}

fn ask<R>(f: impl Fn(&ChildRelationship) -> R) -> impl Fn(&mut Interp, ChildRef) -> R {
    move |cx, c| {
        let Child(object, at) = c.with(|c| *c);
        f(&cx.program.schema.object(object).children[at])
    }
}

fn child(cx: &mut Interp, c: &ChildRef) -> ObjectId {
    let Child(object, at) = c.with(|c| *c);
    let schema = &cx.program.schema;
    schema.find(&schema.object(object).children[at].child).expect("only known children are listed")
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(
        rows,
        "Schema.SObjectType",
        "getChildSObject",
        "ChildSObject",
        "The object whose records refer to the parent.",
        |cx: &mut Interp, c: ChildRef| child(cx, &c)
    );
    both!(
        rows,
        "Schema.SObjectField",
        "getField",
        "Field",
        "The field by which they refer to it.",
        |cx: &mut Interp, c: ChildRef| {
            let object = child(cx, &c);
            let Child(parent, at) = c.with(|c| *c);
            let name = &cx.program.schema.object(parent).children[at].field;
            let field = cx.program.schema.object(object).field(name).expect("only known fields are listed");
            Value::FieldToken(object, field)
        }
    );
    both!(
        rows,
        "String",
        "getRelationshipName",
        "RelationshipName",
        "What a sub-select calls it; null when it cannot.",
        ask(|c| c.name.as_ref().map(ToString::to_string))
    );
    both!(
        rows,
        "Boolean",
        "isCascadeDelete",
        "CascadeDelete",
        "Whether they go when the parent is deleted.",
        ask(|c| c.cascade_delete)
    );
    both!(
        rows,
        "Boolean",
        "isRestrictedDelete",
        "RestrictedDelete",
        "Whether they keep the parent from being deleted.",
        ask(|c| c.restricted_delete)
    );
    both!(rows, "Boolean", "isDeprecatedAndHidden", "DeprecatedAndHidden", "Never here.", |_: ChildRef| false);
    both!(
        rows,
        "List<String>",
        "getJunctionIdListNames",
        "JunctionIdListNames",
        "Names of junction fields; none here.",
        |_: ChildRef| List::new(TypeId::STRING)
    );
    both!(
        rows,
        "List<Schema.SObjectType>",
        "getJunctionReferenceTo",
        "JunctionReferenceTo",
        "Objects of junctions; none here.",
        |_: ChildRef| List::new(TypeId::class(class_id("Schema.SObjectType")))
    );
    rows.push(m("String toString()", "The class and what its getters answer.", |cx: &mut Interp, c: ChildRef| {
        super::printed(cx, "Schema.ChildRelationship", &c.value(), |_| true)
    }));
    rows
}
