//! What may be put into a field: the conversions of `put`, stricter than those of a save.

use super::sobject_error;
use crate::interp::native::RecordRef;
use crate::interp::{Exc, Exec, Interp};
use crate::schema::{CellKind, Field, FieldId, FieldType, Object as Described, ObjectKind};
use crate::value::{Datetime, Id, Object, Time, Value};

/// The value in the form that the field holds.
///
/// # Errors
/// SObjectException `Illegal assignment from Integer to String`, `Field X is not editable`; StringException `Invalid id: x`.
pub fn coerce(cx: &mut Interp, r: &RecordRef, id: FieldId, value: Value) -> Exec<Value> {
    let schema = cx.program.schema.clone();
    let object = schema.object(r.borrow().object);
    let field = object.get(id);
    if !is_editable(object, field) {
        return Err(sobject_error(cx, format!("Field {} is not editable", field.name)));
    }
    convert(cx, field, value)
}

/// The same without regard to whether the field may be written.
fn convert(cx: &mut Interp, field: &Field, value: Value) -> Exec<Value> {
    let kind = field.ty.cell_kind();
    let fits = match (&value, kind) {
        (Value::Null, _) => true,
        (Value::String(_), CellKind::Str) => true,
        (Value::Id(id), CellKind::Str) => return Ok(Value::string(&id.to_string())),
        (_, CellKind::Str) => field.ty == FieldType::AnyType && is_scalar(&value),
        (Value::Id(_), CellKind::Id) => true,
        (Value::String(s), CellKind::Id) => {
            return match Id::parse(s) {
                Some(id) => Ok(Value::Id(id)),
                None => Err(cx.throw(Exc::String, format!("Invalid id: {s}"))),
            };
        }
        (Value::Boolean(_), CellKind::Bool) => true,
        (Value::Integer(_), CellKind::Int) => true,
        (Value::Integer(n), CellKind::Long) => return Ok(Value::Long(i64::from(*n))),
        (Value::Long(_), CellKind::Long) => true,
        (_, CellKind::Decimal) => match crate::org::convert::number(&value) {
            Some(number) => return Ok(Value::decimal(number)),
            None => false,
        },
        (_, CellKind::Double) => match crate::org::convert::number(&value) {
            Some(number) => return Ok(Value::Double(number.double_value())),
            None => false,
        },
        (Value::Date(_), CellKind::Date) => true,
        (Value::Datetime(_), CellKind::Datetime) => true,
        (Value::Date(d), CellKind::Datetime) => {
            return Ok(Value::Datetime(Datetime::new_gmt(*d, Time::from_ms(0))));
        }
        (Value::Time(_), CellKind::Time) => true,
        (Value::Ref(r), CellKind::Blob) => matches!(&**r, Object::Blob(_)),
        // What a library class holds in such a field (a change event's header) is its own affair.
        (Value::Ref(_), CellKind::Compound) => matches!(field.ty, FieldType::Complex | FieldType::IdList),
        _ => false,
    };
    match fits {
        true => Ok(value),
        false => {
            let text = format!("Illegal assignment from {} to {}", cx.type_name_of(&value), apex_type(field));
            Err(sobject_error(cx, text))
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    crate::value::Cell::from_value(value).is_some()
}

/// The Apex type of a field's values.
pub(in crate::stdlib) fn apex_type(field: &Field) -> &'static str {
    match field.ty.cell_kind() {
        CellKind::Id => "Id",
        CellKind::Str => "String",
        CellKind::Bool => "Boolean",
        CellKind::Int => "Integer",
        CellKind::Long => "Long",
        CellKind::Decimal => "Decimal",
        CellKind::Double => "Double",
        CellKind::Date => "Date",
        CellKind::Datetime => "Datetime",
        CellKind::Time => "Time",
        CellKind::Blob => "Blob",
        CellKind::Compound if field.ty == FieldType::Location => "System.Location",
        CellKind::Compound => "System.Address",
    }
}

/// Whether code may set the field of a record in memory at all. What the platform fills in an event cannot be set. Records of metadata are only ever made in memory,
/// so all of their fields can be set.
fn is_editable(object: &Described, field: &Field) -> bool {
    match object.kind {
        ObjectKind::Standard | ObjectKind::Custom | ObjectKind::CustomSetting(_) => {
            field.ty == FieldType::Id || field.createable || field.updateable
        }
        ObjectKind::PlatformEvent { .. } => field.createable || field.updateable,
        ObjectKind::CustomMetadata
        | ObjectKind::BigObject
        | ObjectKind::External
        | ObjectKind::Share { .. }
        | ObjectKind::History { .. }
        | ObjectKind::Feed { .. }
        | ObjectKind::ChangeEvent { .. } => true,
    }
}
