//! SObjects from JSON: fields by the schema, parents, child lists.

use std::sync::Arc;

use super::fault::{Fault, Read, Stop, fault, plain};
use super::typed::{Typed, datetime};
use crate::hir::TypeId;
use crate::schema::{FieldId, FieldType, Object, ObjectId};
use crate::value::str::java_hash;
use crate::value::{Date, Decimal, Id, List, Record, Time, Value};

/// Reads a record of `object`, or of the object that its attributes name.
pub(super) fn read(t: &mut Typed, object: Option<ObjectId>) -> Read<Value> {
    record(t, object, false)
}

fn record(t: &mut Typed, object: Option<ObjectId>, nested: bool) -> Read<Value> {
    t.brace()?;
    let object = match object {
        Some(object) => object,
        None => named_object(t)?,
    };
    let program = Arc::clone(&t.cx.program);
    let described = program.schema.object(object);
    let mut made = Record::new(object);
    let mut fields: Vec<(FieldId, Value)> = Vec::new();
    let mut more = t.reader.open_object()?;
    while more {
        t.reader.peek();
        let start = t.reader.pos;
        let name = t.reader.shared_name()?;
        if name.eq_ignore_ascii_case("attributes") {
            t.reader.skip()?;
        } else if let Some(field) = described.field(&name) {
            let value = field_value(t, &described.get(field).ty, start)?;
            match fields.iter_mut().find(|(f, _)| *f == field) {
                Some((_, old)) => *old = value,
                None => fields.push((field, value)),
            }
        } else if let Some(lookup) = described.relationship(&name) {
            let parent = parent(t, described, lookup, &name)?;
            made.extra_mut().parents.insert(lookup, parent);
        } else if let Some(place) = child_place(described, &name) {
            let children = children(t, &described.children[place].child)?;
            made.extra_mut().children.insert(place as u16, children);
        } else if !nested && name.eq_ignore_ascii_case(&described.name) && t.reader.peek() == Some(b'{') {
            // The record may stand under the name of its type.
            let Value::Ref(inner) = record(t, Some(object), true)? else { unreachable!("a record is an object") };
            if let crate::value::Object::Record(inner) = &*inner {
                made = inner.borrow_mut().take();
            }
        } else {
            unknown(t, described, &name, nested)?;
        }
        more = t.reader.more_members()?;
    }
    in_bucket_order(described, &mut fields);
    fields.into_iter().for_each(|(field, value)| made.set(field, value));
    made.hashed = true;
    Ok(Value::record(made))
}

/// The object that the attributes name, wherever they stand.
fn named_object(t: &mut Typed) -> Read<ObjectId> {
    let (start, depth) = (t.reader.pos, t.reader.depth);
    let mut named = None;
    let mut more = t.reader.open_object()?;
    while more {
        let is_attributes = &*t.reader.name()? == "attributes";
        if !is_attributes || t.reader.peek() != Some(b'{') {
            t.reader.skip()?;
        } else {
            let mut more = t.reader.open_object()?;
            while more {
                let is_type = &*t.reader.name()? == "type";
                match t.reader.peek() {
                    Some(b'"') if is_type => named = Some(t.reader.string()?.into_owned()),
                    _ => t.reader.skip().map(drop)?,
                }
                more = t.reader.more_members()?;
            }
        }
        more = t.reader.more_members()?;
    }
    (t.reader.pos, t.reader.depth) = (start, depth);
    let Some(name) = named else {
        return plain(
            "Nested object for polymorphic foreign key must have an attributes field before any other fields.",
        );
    };
    match t.cx.program.schema.find(&name) {
        Some(object) => Ok(object),
        None => plain(""),
    }
}

fn unknown(t: &mut Typed, object: &Object, name: &str, nested: bool) -> Read<()> {
    if nested && t.reader.peek() == Some(b'"') {
        let text = t.reader.string()?;
        return cannot("<unknown>", &text);
    }
    if t.strict {
        return plain(format!("No such column '{name}' on sobject of type {}", object.name));
    }
    match t.reader.skip()? {
        true => plain(format!("No field name specified on column for sobject of type {}", object.name)),
        false => Ok(()),
    }
}

fn cannot<T>(what: &str, text: &str) -> Read<T> {
    plain(format!(
        "Cannot deserialize instance of {what} from VALUE_STRING value {text} or request may be missing a required field"
    ))
}

fn parent(t: &mut Typed, object: &Object, lookup: FieldId, name: &str) -> Read<Value> {
    match t.reader.peek() {
        Some(b'n') => return t.reader.word("null").map(|()| Value::Null),
        Some(b'{') => {}
        _ => return plain(format!("The value provided for foreign key reference {name} is not a nested SObject")),
    }
    let reference = object.get(lookup).reference.as_ref().expect("a relationship has a reference");
    let target = match reference.polymorphic() {
        true => None,
        false => t.cx.program.schema.related(reference),
    };
    record(t, target, true)
}

fn child_place(object: &Object, name: &str) -> Option<usize> {
    object.children.iter().position(|c| c.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(name)))
}

/// `{"totalSize":1,"done":true,"records":[...]}`
fn children(t: &mut Typed, child: &str) -> Read<Value> {
    match t.reader.peek() {
        Some(b'n') => return t.reader.word("null").map(|()| Value::Null),
        Some(b'{') => {}
        _ => return plain("QueryResult must start with '{'"),
    }
    let object = t.cx.program.schema.find(child);
    let elem = object.map_or(TypeId::SOBJECT, TypeId::record);
    let mut list = Value::list(List::new(elem));
    let mut more = t.reader.open_object()?;
    while more {
        let is_records = &*t.reader.name()? == "records";
        if is_records {
            list = t.value(TypeId::list(elem))?
        } else {
            t.reader.skip().map(drop)?
        }
        more = t.reader.more_members()?;
    }
    Ok(list)
}

/// What is written, as text; None for null, an object or an array.
fn written(t: &mut Typed) -> Read<Option<(String, bool)>> {
    Ok(Some(match t.reader.peek() {
        Some(b'"') => (t.reader.string()?.into_owned(), true),
        Some(b'-' | b'0'..=b'9') => (t.reader.number()?.0.to_owned(), false),
        Some(b't') => {
            t.reader.word("true")?;
            ("true".to_owned(), false)
        }
        Some(b'f') => {
            t.reader.word("false")?;
            ("false".to_owned(), false)
        }
        _ => {
            t.reader.skip()?;
            return Ok(None);
        }
    }))
}

/// An object or an array where one value is wanted. The platform names the place of the field's name.
fn not_nested(t: &mut Typed, ty: &FieldType, start: usize) -> Read<()> {
    let what = match ty {
        FieldType::Boolean => "boolean",
        FieldType::Integer => "int",
        FieldType::Long => "long",
        FieldType::Double | FieldType::Currency | FieldType::Percent => "double",
        FieldType::Date => "date",
        FieldType::Datetime => "datetime",
        FieldType::Time => "time",
        FieldType::Base64 => "base64",
        // Queries give these as objects.
        FieldType::Address | FieldType::Location | FieldType::AnyType | FieldType::Complex | FieldType::IdList => {
            return Ok(());
        }
        FieldType::Id
        | FieldType::Reference
        | FieldType::String
        | FieldType::TextArea
        | FieldType::LongTextArea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Picklist
        | FieldType::MultiPicklist
        | FieldType::Combobox
        | FieldType::EncryptedString => "string",
    };
    let message = format!("Cannot deserialize instance of {what} from START_");
    match t.reader.peek() {
        Some(b'{') => fault(message + "OBJECT value { or request may be missing a required field", start),
        Some(b'[') => Err(Stop::Fault(Fault { message: message + "ARRAY value", at: start, inside: true, bare: true })),
        _ => Ok(()),
    }
}

fn field_value(t: &mut Typed, ty: &FieldType, start: usize) -> Read<Value> {
    not_nested(t, ty, start)?;
    let Some((text, quoted)) = written(t)? else { return Ok(Value::Null) };
    let blank = text.trim().is_empty();
    match ty {
        FieldType::Boolean => match (&*text, quoted) {
            ("true", _) => Ok(Value::Boolean(true)),
            ("false", _) => Ok(Value::Boolean(false)),
            _ if blank => Ok(Value::Boolean(false)),
            _ => cannot("boolean", &text),
        },
        FieldType::Integer => match text.trim().parse::<f64>() {
            Ok(f) => Ok(Value::Integer(f as i32)),
            Err(_) if blank => Ok(Value::Integer(0)),
            Err(_) => cannot("int", &text),
        },
        FieldType::Long => match text.trim().parse::<f64>() {
            Ok(f) => Ok(Value::Long(text.trim().parse().unwrap_or(f as i64))),
            Err(_) if blank => Ok(Value::Long(0)),
            Err(_) => cannot("long", &text),
        },
        // Numbers pass through Double on the platform: 1 becomes 1.0.
        FieldType::Double | FieldType::Currency | FieldType::Percent => {
            let number = if blank { Ok(0.0) } else { text.trim().parse::<f64>() };
            match number.ok().and_then(|f| Decimal::from_f64(f).ok()) {
                Some(d) => Ok(Value::decimal(d)),
                None => cannot("double", &text),
            }
        }
        FieldType::Date => match Date::parse_iso(&text).or_else(|| Date::parse_iso(text.get(..10)?)) {
            Some(d) => Ok(Value::Date(d)),
            None => cannot("date", &text),
        },
        FieldType::Datetime => match datetime(&text) {
            Some(moment) => Ok(Value::Datetime(moment)),
            None if blank => Ok(Value::Null),
            None => cannot("datetime", &text),
        },
        FieldType::Time => match Time::parse_iso(&text) {
            Ok(time) => Ok(Value::Time(time)),
            Err(_) => cannot("time", &text),
        },
        // What is no Id is kept as it is.
        FieldType::Id | FieldType::Reference => Ok(Id::parse(&text).map_or_else(|| Value::string(&text), Value::Id)),
        FieldType::Base64 => match crate::stdlib::blob::from_base64(&text) {
            Ok(bytes) => Ok(Value::blob(bytes)),
            Err(_) => cannot("base64", &text),
        },
        FieldType::String
        | FieldType::TextArea
        | FieldType::LongTextArea
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Picklist
        | FieldType::MultiPicklist
        | FieldType::Combobox
        | FieldType::EncryptedString
        | FieldType::Address
        | FieldType::Location
        | FieldType::AnyType
        | FieldType::Complex
        | FieldType::IdList => Ok(Value::string(&text)),
    }
}

/// The order of the platform's hash table: by bucket of the name, then as they came.
pub(super) fn in_bucket_order(object: &Object, fields: &mut [(FieldId, Value)]) {
    let mut capacity = 16usize;
    while fields.len() * 4 > capacity * 3 {
        capacity *= 2;
    }
    fields.sort_by_key(|(field, _)| {
        let hash = java_hash(&object.get(*field).name) as u32;
        (hash ^ hash >> 16) as usize & (capacity - 1)
    });
}
