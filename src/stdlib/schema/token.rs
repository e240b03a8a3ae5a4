//! `Schema.SObjectType` and `Schema.SObjectField`: the tokens.

use super::{field, object};
use crate::interp::native::{Row, m};
use crate::interp::{Exec, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::stdlib::uuid;
use crate::value::{Id, Record, Value};

pub(super) fn object_rows() -> Vec<Row> {
    vec![
        m("Schema.DescribeSObjectResult getDescribe()", "The object's properties.", |o: ObjectId| {
            object::describe(o, object::DEFERRED)
        }),
        m(
            "Schema.DescribeSObjectResult getDescribe(Object options)",
            "The object's properties, all at once or each when it is asked for.",
            |cx: &mut Interp, o: ObjectId, options: Value| object::describe(o, object::option(cx, &options)),
        ),
        m("SObject newSObject()", "A new record with no field set.", |o: ObjectId| Record::new(o)),
        m("SObject newSObject(Id id)", "A new record with an id.", |o: ObjectId, id: Option<Id>| with_id(o, id)),
        m(
            "SObject newSObject(Id id, Boolean loadDefaults)",
            "A new record with an id and, if asked for, the fields' default values.",
            |cx: &mut Interp, o: ObjectId, id: Option<Id>, defaults: bool| {
                let mut record = with_id(o, id);
                if defaults {
                    load_defaults(cx, &mut record)?;
                }
                Ok(record)
            },
        ),
        m("String toString()", "The object's name.", |cx: &mut Interp, o: ObjectId| {
            cx.program.schema.name(o).to_owned()
        }),
        m("Schema.SObjectTypeFields fields { get; }", "The fields by name.", |o: ObjectId| object::fields(o)),
        m("Schema.SObjectTypeFieldSets fieldSets { get; }", "The field sets by name.", |o: ObjectId| {
            object::field_sets(o)
        }),
    ]
}

pub(super) fn field_rows() -> Vec<Row> {
    vec![
        m("Schema.DescribeFieldResult getDescribe()", "The field's properties.", |f: (ObjectId, FieldId)| {
            field::describe(f)
        }),
        m(
            "Schema.DescribeFieldResult getDescribe(Object options)",
            "The field's properties.",
            |f: (ObjectId, FieldId), _: Value| field::describe(f),
        ),
        m("String toString()", "The field's name.", |cx: &mut Interp, (o, f): (ObjectId, FieldId)| {
            cx.program.schema.object(o).get(f).name.to_string()
        }),
    ]
}

fn with_id(object: ObjectId, id: Option<Id>) -> Record {
    let mut record = Record::new(object);
    if let Some(id) = id {
        record.set(FieldId::ID, Value::Id(id));
    }
    record
}

/// Constant defaults and default picklist values.
fn load_defaults(cx: &mut Interp, record: &mut Record) -> Exec<()> {
    let schema = cx.program.schema.clone();
    if let Some(field) = schema.object(record.object).field("EventUuid") {
        let uuid = uuid::random_text(cx);
        record.set(field, Value::string(&uuid));
    }
    for (id, field) in schema.object(record.object).iter() {
        if !field.createable {
            continue;
        }
        let value = match (field.constant_default(), field.default_picklist_value()) {
            (Some(text), _) => field::constant_value(field, text),
            (None, Some(picked)) => Value::string(&picked.value),
            (None, None) => continue,
        };
        if !value.is_null() {
            record.set(id, value);
        }
    }
    Ok(())
}
