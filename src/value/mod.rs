//! Values of a running transaction: 16 bytes, cheap to copy, never shared between threads.
//!
//! Scalars, Ids and small decimals are flat. Only two kinds own memory: strings ([`Str`]) and everything with
//! an identity ([`Ref`]). What leaves a transaction is converted: to [`Cell`]s of a stored row or to a [`Payload`] of a job.

pub mod cell;
mod entries;
pub mod fields;
pub mod heap;
pub mod key;
pub mod list;
pub mod map;
pub mod object;
pub mod payload;
pub mod prefetch;
pub mod record;
mod short;
mod small_map;

mod civil;
pub mod date;
pub mod datetime;
pub mod decimal;
mod decimal_int;
mod decimal_round;
mod decimal_text;
pub mod double;
mod format;
pub mod id;
pub mod locale;
pub mod str;
pub mod time;
pub mod zone;
mod zone_names;

pub use cell::{Cell, Row};
pub use entries::Entries;
pub use fields::Fields;
pub use heap::Heap;
pub use list::List;
pub use locale::Locale;
pub use map::{Case, Map, Set};
pub use object::{Blob, Instance, NativeObject, Object, Ref};
pub use payload::Payload;
pub use record::{Record, Selection};
pub use short::ShortStr;
pub use small_map::SmallMap;

pub use civil::{MONTHS, WEEKDAYS};
pub use date::{Date, DateError};
pub use datetime::Datetime;
pub use decimal::{BigDec, Decimal, MathError, RoundingMode, SendDecimal, SmallDecimal};
pub use decimal_text::ParseDecimalError;
pub use id::{Id, IdError};
pub use str::Str;
pub use time::{DAY_MS, MINUTE_MS, Time};
pub use zone::Zone;

use crate::hir::{ClassId, TypeId};
use crate::schema::{FieldId, ObjectId};
use std::rc::Rc;

/// Any Apex value.
#[derive(Default, Debug)]
pub enum Value {
    #[default]
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    /// Small decimals flat; see [`Value::decimal`].
    Decimal(SmallDecimal),
    Date(Date),
    Time(Time),
    Datetime(Datetime),
    Id(Id),
    /// A constant of an enum class.
    Enum(ClassId, u16),
    /// `Account.class`
    Type(TypeId),
    /// `Account.SObjectType`
    ObjectToken(ObjectId),
    /// `Account.Name` as a token.
    FieldToken(ObjectId, FieldId),
    String(Str),
    /// A list, map, set, record, instance, big decimal, blob, or native object.
    Ref(Ref),
}

const _: () = assert!(std::mem::size_of::<Value>() == 16);

impl Clone for Value {
    /// Counts one more share of what is shared, then copies the 16 bytes at once: copying a variant's parts one by one costs several
    /// times as much, and who reads the whole soon after waits for the parts.
    #[inline]
    fn clone(&self) -> Value {
        match self {
            Value::String(text) => text.count_share(),
            Value::Ref(object) => std::mem::forget(object.clone()),
            Value::Null
            | Value::Boolean(_)
            | Value::Integer(_)
            | Value::Long(_)
            | Value::Double(_)
            | Value::Decimal(_)
            | Value::Date(_)
            | Value::Time(_)
            | Value::Datetime(_)
            | Value::Id(_)
            | Value::Enum(..)
            | Value::Type(_)
            | Value::ObjectToken(_)
            | Value::FieldToken(..) => {}
        }
        // SAFETY: `self` can be read. What owns memory are strings and references only, which is counted above by a share that was
        // forgotten, so that the copy owns it; everything else is `Copy`, as the next item has it checked.
        unsafe { std::ptr::read(self) }
    }
}

/// The parts of values that are copied without being counted.
const _: fn() = || {
    fn flat<T: Copy>() {}
    flat::<(SmallDecimal, Date, Time, Datetime, Id, ClassId, TypeId, ObjectId, FieldId)>();
};

impl Value {
    pub fn string(text: &str) -> Value {
        Value::String(Str::from(text))
    }

    /// Whether this is an sObject.
    pub fn is_record(&self) -> bool {
        matches!(self, Value::Ref(r) if matches!(&**r, Object::Record(_)))
    }

    /// A decimal in its flat form when it fits, else by reference.
    pub fn decimal(d: Decimal) -> Value {
        match d {
            Decimal::Small(mantissa, scale) => Value::Decimal(SmallDecimal { scale, mantissa }),
            Decimal::Big(big) => Value::Ref(Ref::new(Object::Decimal(big))),
        }
    }

    /// The decimal that this value is, if it is one.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Decimal(small) => Some(Decimal::from(*small)),
            Value::Ref(r) => match &**r {
                Object::Decimal(big) => Some(Decimal::Big(Rc::clone(big))),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn list(list: List) -> Value {
        Value::Ref(Ref::new(Object::List(list.into())))
    }

    pub fn set(set: Set) -> Value {
        Value::Ref(Ref::new(Object::Set(set.into())))
    }

    pub fn map(map: Map) -> Value {
        Value::Ref(Ref::new(Object::Map(map.into())))
    }

    pub fn record(record: Record) -> Value {
        Value::Ref(Ref::new(Object::Record(record.into())))
    }

    pub fn blob(bytes: Vec<u8>) -> Value {
        Value::Ref(Ref::new(Object::Blob(Blob(bytes.into()))))
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The object behind a reference.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Value::Ref(r) => Some(r),
            _ => None,
        }
    }

    /// Whether both are the same object, or equal scalars: Apex `===`.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Ref(a), Value::Ref(b)) => match (&**a, &**b) {
                (Object::Decimal(_), Object::Decimal(_)) => self.as_decimal() == other.as_decimal(),
                _ => Ref::ptr_eq(a, b),
            },
            (Value::String(a), Value::String(b)) => **a == **b,
            _ => key::equal(self, other),
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Boolean(b)
    }
}

impl From<i32> for Value {
    fn from(i: i32) -> Value {
        Value::Integer(i)
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Value {
        Value::Long(i)
    }
}

impl From<f64> for Value {
    fn from(f: f64) -> Value {
        Value::Double(f)
    }
}

impl From<Str> for Value {
    fn from(s: Str) -> Value {
        Value::String(s)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Value {
        Value::string(s)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Value {
        Value::Id(id)
    }
}

impl From<Decimal> for Value {
    fn from(d: Decimal) -> Value {
        Value::decimal(d)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Miri watches: a copy is whole, and what it shares lives as long as the last share.
    #[test]
    fn copies_own_what_they_hold() {
        let values = || {
            vec![
                Value::Null,
                Value::Boolean(true),
                Value::Integer(-7),
                Value::Long(i64::MIN),
                Value::Double(0.5),
                Value::Decimal(SmallDecimal { scale: 3, mantissa: -12_345 }),
                Value::string(""),
                Value::string("fourteen bytes"),
                Value::string("more than fourteen bytes"),
                Value::list(List::from_values(TypeId::STRING, vec![Value::string("a text long enough to be shared")])),
                Value::Enum(ClassId(3), 2),
            ]
        };
        let copies: Vec<Value> = values().iter().map(Value::clone).collect();
        let again = copies.clone();
        drop(copies);
        assert_eq!(format!("{again:?}"), format!("{:?}", values()));
        let mut text = again[8].clone();
        if let Value::String(s) = &mut text {
            s.push_str("!");
        }
        assert!(matches!((&text, &again[8]), (Value::String(a), Value::String(b)) if a.len() == 25 && b.len() == 24));
    }
}
