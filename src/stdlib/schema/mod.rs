//! The describe calls: `Schema` and what its methods answer.
//!
//! Describe results are small handles (an object's or a field's id); each question is answered from the schema.

mod field;
pub(super) mod field_set;
mod object;
mod picklist;
mod record_type;
mod relationship;
mod tabs;
mod token;

use std::cell::RefCell;
use std::sync::Arc;

use crate::hir::TypeId;
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::schema::{ObjectId, Schema};
use crate::stdlib::argument::Numbered;
use crate::stdlib::{Class, class, class_id, rows};
use crate::value::{Case, List, Map, Value};

/// Declares a getter as a method and as a property: `getLabel()` and `Label`.
macro_rules! both {
    ($rows:ident, $ty:literal, $method:literal, $property:literal, $doc:literal, $f:expr) => {
        $rows.extend([
            m(concat!($ty, " ", $method, "()"), $doc, $f),
            m(concat!($ty, " ", $property, " { get; }"), $doc, $f),
        ]);
    };
}
use both;

pub(super) fn classes() -> Vec<Class> {
    vec![
        class!(schema_rows, "Schema", "What there is: objects, fields, and their properties."),
        class!(token::object_rows, "Schema.SObjectType", "The token of an object: `Account.SObjectType`."),
        class!(token::field_rows, "Schema.SObjectField", "The token of a field: `Account.Name`."),
        class!(object::rows, "Schema.DescribeSObjectResult", "The properties of an object."),
        class!(object::fields_rows, "Schema.SObjectTypeFields", "The fields of an object."),
        class!(object::field_sets_rows, "Schema.SObjectTypeFieldSets", "The field sets of an object."),
        class!(field::rows, "Schema.DescribeFieldResult", "The properties of a field."),
        class!(picklist::rows, "Schema.PicklistEntry", "One value of a picklist."),
        class!(relationship::rows, "Schema.ChildRelationship", "Records of another object that refer to this one."),
        class!(record_type::rows, "Schema.RecordTypeInfo", "One record type of an object, the master included."),
        class!(field_set::rows, "Schema.FieldSet", "A named list of fields."),
        class!(field_set::member_rows, "Schema.FieldSetMember", "One field of a field set."),
        class!(tabs::set_rows, "Schema.DescribeTabSetResult", "An app with its tabs."),
        class!(tabs::rows, "Schema.DescribeTabResult", "One tab of an app."),
    ]
}

pub(super) use field::constant_value;

fn schema_rows() -> Vec<Row> {
    vec![
        m(
            "static Map<String, Schema.SObjectType> getGlobalDescribe()",
            "All objects by lower-case name; a name is found in any case.",
            global_describe,
        ),
        m(
            "static List<Schema.DescribeSObjectResult> describeSObjects(List<String> names)",
            "Describes objects by name.",
            |cx: &mut Interp, Numbered(names): Numbered<ListRef>| describe_all(cx, &names, object::DEFERRED),
        ),
        m(
            "static List<Schema.DescribeSObjectResult> describeSObjects(List<String> names, Object options)",
            "Describes objects by name, at once or when it is asked for more than their names.",
            |cx: &mut Interp, Numbered(names): Numbered<ListRef>, options: Value| {
                let option = object::option(cx, &options);
                describe_all(cx, &names, option)
            },
        ),
        m(
            "static List<Schema.DescribeTabSetResult> describeTabs()",
            "The apps of the running user, with their tabs.",
            tabs::describe,
        ),
        m(
            "static List<Schema.DescribeDataCategoryGroupResult> describeDataCategoryGroups(List<String> names)",
            "The data category groups of objects; there are none.",
            |cx: &mut Interp, Numbered(names): Numbered<ListRef>| data_categories(cx, &names),
        ),
        m(
            "static List<Schema.DescribeDataCategoryGroupStructureResult> describeDataCategoryGroupStructures(\
             List<Schema.DataCategoryGroupSobjectTypePair> pairs, Boolean topCategoriesOnly)",
            "The data categories of groups; there are none.",
            |cx: &mut Interp, Numbered(pairs): Numbered<ListRef>, _: Option<bool>| {
                let first = pairs.borrow().get(0);
                match first {
                    None => Ok(none_of(cx, "Schema.DescribeDataCategoryGroupStructureResult")),
                    Some(pair) => {
                        let name = cx.call_named(&pair, "getSobject", &[])?;
                        no_categories(cx, &name)
                    }
                }
            },
        ),
    ]
}

thread_local! {
    /// The map of the last schema that was asked for: making it anew takes longer than anything done with it.
    static GLOBAL: RefCell<Option<(Arc<Schema>, Map)>> = const { RefCell::new(None) };
}

fn global_describe(cx: &mut Interp) -> Map {
    let schema = &cx.program.schema;
    let held = GLOBAL.with_borrow(|g| match g {
        Some((of, map)) if Arc::ptr_eq(of, schema) => Some(map.clone()),
        Some(_) | None => None,
    });
    held.unwrap_or_else(|| {
        let mut map = Map::new(TypeId::STRING, TypeId::class(class_id("Schema.SObjectType")));
        map.case = Case::Lower;
        for (id, name) in schema.iter().filter(|(_, name)| !is_hidden(name)) {
            map.put(Value::string(&name.to_ascii_lowercase()), Value::ObjectToken(id));
        }
        GLOBAL.set(Some((Arc::clone(schema), map.clone())));
        map
    })
}

/// Objects that code can name but describe calls do not list.
fn is_hidden(name: &str) -> bool {
    ["Name", "AggregateResult"].contains(&name)
}

fn describe_all(cx: &mut Interp, names: &ListRef, option: &'static str) -> Exec<List> {
    let names = names.borrow().to_vec();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let text = cx.text(&name)?;
        match cx.program.schema.find(&text) {
            Some(object) => found.push(object::describe(object, option)),
            None => return Err(invalid_object(cx, "describeSObject", &text, "does not exist")),
        }
    }
    Ok(List::from_values(TypeId::class(class_id("Schema.DescribeSObjectResult")), found))
}

fn data_categories(cx: &mut Interp, names: &ListRef) -> Exec<List> {
    let first = names.borrow().get(0);
    match first {
        None => Ok(none_of(cx, "Schema.DescribeDataCategoryGroupResult")),
        Some(name) => no_categories(cx, &name),
    }
}

fn none_of(cx: &Interp, class: &str) -> List {
    List::new(cx.program.find_class(class).map_or(TypeId::OBJECT, TypeId::class))
}

/// No object has data categories.
fn no_categories(cx: &mut Interp, name: &Value) -> Exec<List> {
    let text = cx.text(name)?;
    let why = match cx.program.schema.find(&text) {
        Some(_) => "can not be associated with data category groups",
        None => "does not exist",
    };
    Err(invalid_object(cx, "describeDataCategoryGroups", &text, why))
}

fn invalid_object(cx: &mut Interp, method: &str, name: &str, why: &str) -> crate::interp::Thrown {
    let text = format!(
        "Invalid sobject provided. The Schema.{method}() methods does not support the {name} sobject as a parameter. \
         The sobject provided {why}."
    );
    cx.throw(Exc::InvalidParameterValue, text)
}

/// A describe result as text: its getters in alphabetical order, as `Schema.PicklistEntry[getLabel=A;getValue=a;]`.
fn printed(cx: &mut Interp, class: &str, receiver: &Value, shows: impl Fn(&str) -> bool) -> Exec<String> {
    let getters = rows(class_id(class)).iter().filter_map(|row| {
        let (head, _) = row.signature.split_once("()")?;
        let name = head.rsplit(' ').next().filter(|name| name.starts_with("get") || name.starts_with("is"))?;
        shows(name).then_some((name, row))
    });
    let mut getters: Vec<_> = getters.collect();
    getters.sort_by_key(|(name, _)| *name);
    let mut text = format!("{class}[");
    for (name, row) in getters {
        let value = (row.call)(cx, std::slice::from_ref(receiver))?;
        text.push_str(&format!("{name}={};", cx.text(&value)?));
    }
    text.push(']');
    Ok(text)
}

/// A list of object tokens.
fn tokens(objects: impl Iterator<Item = ObjectId>) -> List {
    let values = objects.map(Value::ObjectToken).collect();
    List::from_values(TypeId::class(class_id("Schema.SObjectType")), values)
}
