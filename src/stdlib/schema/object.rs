//! `Schema.DescribeSObjectResult`, and the maps of fields and field sets that it leads to.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{both, field_set, record_type, relationship};
use crate::hir::TypeId;
use crate::interp::access::Right;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exec, Interp};
use crate::schema::{Object, ObjectId, ObjectKind, Schema};
use crate::stdlib::class_id;
use crate::value::{Case, Map, NativeObject, Value};

/// The described object, and how much of it was asked for at once.
#[derive(Clone, Copy)]
struct Described(ObjectId, &'static str);
/// `describe.fields`
struct Fields(ObjectId);
/// `describe.fieldSets`
struct FieldSets(ObjectId);

type Describe = Native<Described>;

/// What a describe without options does: each property comes when it is asked for.
pub(super) const DEFERRED: &str = "DEFERRED";

/// The constant of `SObjectDescribeOptions` that takes effect.
pub(super) fn option(cx: &Interp, options: &Value) -> &'static str {
    match options {
        Value::Enum(class, ordinal) if &*cx.enum_name(*class, *ordinal) == "FULL" => "FULL",
        _ => DEFERRED,
    }
}

pub(super) fn describe(object: ObjectId, option: &'static str) -> Value {
    NativeObject::keyed(class_id("Schema.DescribeSObjectResult"), u64::from(object.0), Described(object, option))
}

pub(super) fn fields(object: ObjectId) -> Value {
    NativeObject::keyed(class_id("Schema.SObjectTypeFields"), u64::from(object.0), Fields(object))
}

pub(super) fn field_sets(object: ObjectId) -> Value {
    NativeObject::keyed(class_id("Schema.SObjectTypeFieldSets"), u64::from(object.0), FieldSets(object))
}

/// Asks the described object.
fn ask<R>(f: impl Fn(&Object) -> R) -> impl Fn(&mut Interp, Describe) -> R {
    move |cx, d| f(cx.program.schema.object(d.with(|d| d.0)))
}

/// Asks for a right of the running user, where the object allows it at all.
fn may(right: Right, allows: impl Fn(&Object) -> bool) -> impl Fn(&mut Interp, Describe) -> bool {
    move |cx, d| {
        let object = d.with(|d| d.0);
        allows(cx.program.schema.object(object)) && cx.may(object, right)
    }
}

fn text(f: impl Fn(&Object) -> &str) -> impl Fn(&mut Interp, Describe) -> String {
    ask(move |o| f(o).to_owned())
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getName", "Name", "The API name.", text(|o| &o.name));
    both!(rows, "String", "getLocalName", "LocalName", "The API name without a namespace.", text(|o| &o.name));
    both!(rows, "String", "getLabel", "Label", "The label.", text(|o| &o.label));
    both!(rows, "String", "getLabelPlural", "LabelPlural", "The label of several.", text(|o| &o.label_plural));
    both!(
        rows,
        "String",
        "getKeyPrefix",
        "KeyPrefix",
        "The first three characters of its records' ids.",
        ask(|o| o.key_prefix.map(|p| String::from_utf8_lossy(&p).into_owned()))
    );
    both!(rows, "Schema.SObjectType", "getSObjectType", "SObjectType", "The object's token.", |d: Describe| d
        .with(|d| d.0));
    flags(&mut rows);
    both!(
        rows,
        "List<Schema.ChildRelationship>",
        "getChildRelationships",
        "ChildRelationships",
        "The lookups that lead to this object.",
        |cx: &mut Interp, d: Describe| relationship::list(cx, d.with(|d| d.0))
    );
    record_types(&mut rows);
    rows.extend([
        m("Schema.SObjectTypeFields fields { get; }", "The fields.", |d: Describe| fields(d.with(|d| d.0))),
        m("Schema.SObjectTypeFieldSets fieldSets { get; }", "The field sets.", |d: Describe| {
            field_sets(d.with(|d| d.0))
        }),
        m(
            "String toString()",
            "The class and what its getters answer.",
            |cx: &mut Interp, d: Describe| -> Exec<String> {
                const LEFT_OUT: [&str; 5] = [
                    "getChildRelationships",
                    "getLocalName",
                    "getRecordTypeInfos",
                    "getRecordTypeInfosById",
                    "getRecordTypeInfosByName",
                ];
                let shows = |name: &str| !LEFT_OUT.contains(&name);
                let text = super::printed(cx, "Schema.DescribeSObjectResult", &d.value(), shows)?;
                // The text also has a getter that there is not.
                let fields = format!("getFields=Fields[{}];getHasSubtypes", cx.program.schema.name(d.with(|d| d.0)));
                Ok(text.replacen("getHasSubtypes", &fields, 1))
            },
        ),
    ]);
    more(&mut rows);
    rows
}

fn flags(rows: &mut Vec<Row>) {
    both!(rows, "Boolean", "isAccessible", "Accessible", "Whether the user sees it.", may(Right::Read, |_| true));
    both!(
        rows,
        "Boolean",
        "isCreateable",
        "Createable",
        "Whether the user can make records.",
        may(Right::Create, |o| o.createable)
    );
    both!(
        rows,
        "Boolean",
        "isUpdateable",
        "Updateable",
        "Whether the user can change records.",
        may(Right::Edit, |o| o.updateable)
    );
    both!(
        rows,
        "Boolean",
        "isDeletable",
        "Deletable",
        "Whether the user can delete records.",
        may(Right::Delete, |o| o.deletable)
    );
    both!(rows, "Boolean", "isUndeletable", "Undeletable", "Whether they come back.", ask(|o| o.undeletable));
    both!(rows, "Boolean", "isQueryable", "Queryable", "Whether SOQL finds it.", ask(|o| o.queryable));
    both!(rows, "Boolean", "isSearchable", "Searchable", "Whether SOSL finds it.", ask(|o| o.searchable));
    both!(rows, "Boolean", "isMergeable", "Mergeable", "Whether records can be merged.", ask(|o| o.mergeable));
    both!(rows, "Boolean", "isCustom", "Custom", "Whether customers made it.", ask(Object::custom));
    both!(
        rows,
        "Boolean",
        "isCustomSetting",
        "CustomSetting",
        "Whether it is a custom setting.",
        ask(|o| o.custom_setting().is_some())
    );
    both!(rows, "Boolean", "isDeprecatedAndHidden", "DeprecatedAndHidden", "Never here.", |_: Describe| false);
    both!(
        rows,
        "Boolean",
        "isFeedEnabled",
        "FeedEnabled",
        "Whether its records have feeds.",
        |cx: &mut Interp, d: Describe| {
            let schema = &cx.program.schema;
            schema.find(&format!("{}Feed", schema.name(d.with(|d| d.0)))).is_some()
        }
    );
    both!(
        rows,
        "Boolean",
        "isMruEnabled",
        "MruEnabled",
        "Whether recently used records are listed.",
        ask(|o| o.kind == ObjectKind::Standard && o.searchable || o.kind == ObjectKind::Custom)
    );
}

fn record_types(rows: &mut Vec<Row>) {
    both!(
        rows,
        "List<Schema.RecordTypeInfo>",
        "getRecordTypeInfos",
        "RecordTypeInfos",
        "Its record types, the master last.",
        |cx: &mut Interp, d: Describe| record_type::list(cx, d.with(|d| d.0))
    );
    both!(
        rows,
        "Map<String, Schema.RecordTypeInfo>",
        "getRecordTypeInfosByName",
        "RecordTypeInfosByName",
        "Its record types by label.",
        |cx: &mut Interp, d: Describe| record_type::by_name(cx, d.with(|d| d.0))
    );
    both!(
        rows,
        "Map<String, Schema.RecordTypeInfo>",
        "getRecordTypeInfosByDeveloperName",
        "RecordTypeInfosByDeveloperName",
        "Its record types by API name.",
        |cx: &mut Interp, d: Describe| record_type::by_developer_name(cx, d.with(|d| d.0))
    );
    both!(
        rows,
        "Map<Id, Schema.RecordTypeInfo>",
        "getRecordTypeInfosById",
        "RecordTypeInfosById",
        "Its record types by id.",
        |cx: &mut Interp, d: Describe| record_type::by_id(cx, d.with(|d| d.0))
    );
}

fn more(rows: &mut Vec<Row>) {
    both!(
        rows,
        "String",
        "getAssociateEntityType",
        "AssociateEntityType",
        "What it is to the object that it belongs to: `Share`, `History`, `Feed`, `ChangeEvent`.",
        ask(|o| match &o.kind {
            ObjectKind::Share { .. } => Some("Share"),
            ObjectKind::History { .. } => Some("History"),
            ObjectKind::Feed { .. } => Some("Feed"),
            ObjectKind::ChangeEvent { .. } => Some("ChangeEvent"),
            ObjectKind::Standard
            | ObjectKind::Custom
            | ObjectKind::CustomMetadata
            | ObjectKind::CustomSetting(_)
            | ObjectKind::PlatformEvent { .. }
            | ObjectKind::BigObject
            | ObjectKind::External => None,
        })
    );
    both!(
        rows,
        "String",
        "getAssociateParentEntity",
        "AssociateParentEntity",
        "The object that it belongs to.",
        ask(|o| match &o.kind {
            ObjectKind::Share { of }
            | ObjectKind::History { of }
            | ObjectKind::Feed { of }
            | ObjectKind::ChangeEvent { of } => Some(of.to_string()),
            ObjectKind::Standard
            | ObjectKind::Custom
            | ObjectKind::CustomMetadata
            | ObjectKind::CustomSetting(_)
            | ObjectKind::PlatformEvent { .. }
            | ObjectKind::BigObject
            | ObjectKind::External => None,
        })
    );
    both!(rows, "Boolean", "getHasSubtypes", "HasSubtypes", "Never here.", |_: Describe| false);
    both!(rows, "Boolean", "getIsInterface", "IsInterface", "Never here.", |_: Describe| false);
    both!(rows, "Boolean", "getIsSubtype", "IsSubtype", "Never here.", |_: Describe| false);
    both!(
        rows,
        "Boolean",
        "getDataTranslationEnabled",
        "DataTranslationEnabled",
        "Null without translation.",
        |_: Describe| { None::<bool> }
    );
    both!(rows, "String", "getDefaultImplementation", "DefaultImplementation", "None here.", |_: Describe| {
        None::<&str>
    });
    both!(rows, "String", "getImplementedBy", "ImplementedBy", "None here.", |_: Describe| None::<&str>);
    both!(rows, "String", "getImplementsInterfaces", "ImplementsInterfaces", "None here.", |_: Describe| {
        None::<&str>
    });
    both!(
        rows,
        "Schema.SObjectDescribeOptions",
        "getSObjectDescribeOption",
        "SObjectDescribeOption",
        "How much was fetched.",
        |cx: &mut Interp, d: Describe| {
            let option = d.with(|d| d.1);
            cx.enum_constant("Schema.SObjectDescribeOptions", option)
        }
    );
}

/// Maps of fields by object, with the schema that they are of.
type FieldMaps = (Arc<Schema>, FxHashMap<ObjectId, Value>);

thread_local! {
    /// Maps of fields by object, of the last schema that was asked for.
    static FIELDS: RefCell<Option<FieldMaps>> = const { RefCell::new(None) };
}

pub(super) fn fields_rows() -> Vec<Row> {
    vec![m(
        "Map<String, Schema.SObjectField> getMap()",
        "The fields by lower-case name; a name is found in any case, and the map cannot be changed.",
        |cx: &mut Interp, fields: Native<Fields>| field_map(&cx.program.schema, fields.with(|f| f.0)),
    )]
}

/// The map is read-only, so everyone gets the same.
fn field_map(schema: &Arc<Schema>, object: ObjectId) -> Value {
    FIELDS.with_borrow_mut(|held| {
        if held.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, schema)) {
            *held = Some((Arc::clone(schema), FxHashMap::default()));
        }
        let (_, maps) = held.as_mut().expect("just put there");
        maps.entry(object)
            .or_insert_with(|| {
                let mut map = Map::new(TypeId::STRING, TypeId::class(class_id("Schema.SObjectField")));
                map.case = Case::Lower;
                for (id, field) in schema.object(object).iter() {
                    map.put(Value::string(&field.name.to_ascii_lowercase()), Value::FieldToken(object, id));
                }
                map.read_only = true;
                Value::map(map)
            })
            .clone()
    })
}

pub(super) fn field_sets_rows() -> Vec<Row> {
    vec![m(
        "Map<String, Schema.FieldSet> getMap()",
        "The field sets by name; a name is found in any case.",
        |cx: &mut Interp, sets: Native<FieldSets>| field_set::field_sets(cx, sets.with(|s| s.0)),
    )]
}
