//! `JSON.deserializeUntyped`.

use super::fault::{Read, fault};
use super::read::Reader;
use crate::hir::TypeId;
use crate::value::{Decimal, List, Map, Str, Value};

/// Reads one value: maps by name, lists, Strings, Integers, Longs, Decimals, Booleans, null.
pub(super) fn read(r: &mut Reader) -> Read<Value> {
    match r.peek() {
        Some(b'"') => Ok(Value::String(Str::from(&*r.string()?))),
        Some(b'-' | b'0'..=b'9') => number(r),
        Some(b'{') => object(r),
        Some(b'[') => array(r),
        Some(b't') => r.word("true").map(|()| Value::Boolean(true)),
        Some(b'f') => r.word("false").map(|()| Value::Boolean(false)),
        Some(b'n') => r.word("null").map(|()| Value::Null),
        Some(_) => r.no_value(),
        None => fault("No content to map to Object due to end of input", r.text.len()),
    }
}

fn object(r: &mut Reader) -> Read<Value> {
    let mut map = Map::new(TypeId::STRING, TypeId::OBJECT);
    let mut more = r.open_object()?;
    while more {
        let name = r.shared_name()?;
        let value = read(r)?;
        map.put(Value::String(name), value);
        more = r.more_members()?;
    }
    Ok(Value::map(map))
}

fn array(r: &mut Reader) -> Read<Value> {
    let mut items = Vec::new();
    let mut more = r.open_array()?;
    while more {
        items.push(read(r)?);
        more = r.more_elements()?;
    }
    Ok(Value::list(List::from_values(TypeId::OBJECT, items)))
}

fn number(r: &mut Reader) -> Read<Value> {
    let start = r.pos;
    let (text, fraction) = r.number()?;
    if !fraction {
        return match text.parse::<i64>() {
            Ok(n) => Ok(i32::try_from(n).map_or(Value::Long(n), Value::Integer)),
            Err(_) => fault(format!("For input string: \"{text}\""), start),
        };
    }
    decimal(text, start)
}

/// A number as a Decimal, with the digits that were written.
pub(super) fn decimal(text: &str, start: usize) -> Read<Value> {
    match Decimal::parse(text) {
        Ok(d) => Ok(Value::decimal(d)),
        Err(_) => fault(format!("For input string: \"{text}\""), start),
    }
}
