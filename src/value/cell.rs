//! Cells of stored rows: like values, but `Send`, without references, and 16 bytes each.

use std::sync::Arc;

use compact_str::CompactString;

use crate::value::{BigDec, Date, Datetime, Decimal, Id, ShortStr, SmallDecimal, Str, Time, Value};

/// One stored field value.
#[derive(Clone, Default, Debug)]
pub enum Cell {
    #[default]
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    Decimal {
        scale: u8,
        mantissa: i64,
    },
    BigDecimal(Arc<BigDec>),
    Date(Date),
    Time(Time),
    Datetime(Datetime),
    Id(Id),
    /// Up to 14 bytes in place.
    Short(ShortStr),
    /// Longer text; equal picklist values share one block.
    String(Arc<CompactString>),
    Blob(Arc<Vec<u8>>),
}

/// A stored row: cells by the table's physical slot. Shared by snapshots, forks and queried records.
pub type Row = Arc<[Cell]>;

const _: () = {
    assert!(std::mem::size_of::<Cell>() == 16);
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Cell>();
};

impl Cell {
    pub fn string(text: &str) -> Cell {
        match ShortStr::new(text) {
            Some(short) => Cell::Short(short),
            None => Cell::String(Arc::new(CompactString::new(text))),
        }
    }

    /// The text of a text cell.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Cell::Short(s) => Some(s.as_str()),
            Cell::String(s) => Some(s),
            _ => None,
        }
    }

    /// The bytes of a text cell: cheaper than its text where bytes will do.
    #[inline]
    pub fn text_bytes(&self) -> Option<&[u8]> {
        match self {
            Cell::Short(s) => Some(s.as_bytes()),
            Cell::String(s) => Some(s.as_bytes()),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    /// The Apex value of this cell.
    pub fn to_value(&self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Boolean(b) => Value::Boolean(*b),
            Cell::Integer(i) => Value::Integer(*i),
            Cell::Long(i) => Value::Long(*i),
            Cell::Double(f) => Value::Double(*f),
            Cell::Decimal { scale, mantissa } => Value::Decimal(SmallDecimal { scale: *scale, mantissa: *mantissa }),
            Cell::BigDecimal(big) => Value::decimal(Decimal::Big(std::rc::Rc::new((**big).clone()))),
            Cell::Date(d) => Value::Date(*d),
            Cell::Time(t) => Value::Time(*t),
            Cell::Datetime(t) => Value::Datetime(*t),
            Cell::Id(id) => Value::Id(*id),
            Cell::Short(s) => Value::String(Str::from(*s)),
            Cell::String(s) => Value::String(Str::from(s.as_str())),
            Cell::Blob(b) => Value::blob(b.to_vec()),
        }
    }

    /// The cell that stores a scalar value. None for collections, instances and tokens, which no field holds.
    pub fn from_value(value: &Value) -> Option<Cell> {
        Some(match value {
            Value::Null => Cell::Null,
            Value::Boolean(b) => Cell::Boolean(*b),
            Value::Integer(i) => Cell::Integer(*i),
            Value::Long(i) => Cell::Long(*i),
            Value::Double(f) => Cell::Double(*f),
            Value::Decimal(d) => Cell::Decimal { scale: d.scale, mantissa: d.mantissa },
            Value::Date(d) => Cell::Date(*d),
            Value::Time(t) => Cell::Time(*t),
            Value::Datetime(t) => Cell::Datetime(*t),
            Value::Id(id) => Cell::Id(*id),
            Value::String(s) => match s.short() {
                Some(short) => Cell::Short(short),
                None => Cell::String(Arc::new(CompactString::new(s.as_str()))),
            },
            Value::Ref(r) => match &**r {
                crate::value::Object::Decimal(big) => Cell::BigDecimal(Arc::new((**big).clone())),
                crate::value::Object::Blob(b) => Cell::Blob(Arc::new(b.0.to_vec())),
                _ => return None,
            },
            Value::Enum(..) | Value::Type(_) | Value::ObjectToken(_) | Value::FieldToken(..) => return None,
        })
    }
}
