//! How cells compare in queries: numbers by value whatever their kind, texts without regard to case.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::value::{Cell, Decimal, str};

/// The number in a cell.
pub fn number(cell: &Cell) -> Option<Decimal> {
    Some(match cell {
        Cell::Integer(n) => Decimal::Small(i64::from(*n), 0),
        Cell::Long(n) => Decimal::Small(*n, 0),
        Cell::Decimal { scale, mantissa } => Decimal::Small(*mantissa, *scale),
        Cell::BigDecimal(big) => Decimal::Big(Rc::new((**big).clone())),
        Cell::Double(f) => Decimal::from_f64(*f).ok()?,
        Cell::Null
        | Cell::Boolean(_)
        | Cell::Date(_)
        | Cell::Time(_)
        | Cell::Datetime(_)
        | Cell::Id(_)
        | Cell::Short(_)
        | Cell::String(_)
        | Cell::Blob(_) => return None,
    })
}

/// Ascending order with nulls first. Cells of unlike kinds, which one field does not hold, are equal.
pub fn compare(a: &Cell, b: &Cell) -> Ordering {
    match (a, b) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Less,
        (_, Cell::Null) => Ordering::Greater,
        (Cell::Decimal { scale: s, mantissa: m }, Cell::Decimal { scale: t, mantissa: n }) if s == t => m.cmp(n),
        (Cell::Integer(a), Cell::Integer(b)) => a.cmp(b),
        (Cell::Boolean(a), Cell::Boolean(b)) => a.cmp(b),
        (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
        (Cell::Time(a), Cell::Time(b)) => a.cmp(b),
        (Cell::Datetime(a), Cell::Datetime(b)) => a.cmp(b),
        (Cell::Id(a), Cell::Id(b)) => a.cmp(b),
        _ => match (a.as_str(), b.as_str()) {
            (Some(a), Some(b)) => str::cmp_ignore_case(a, b),
            _ => match (number(a), number(b)) {
                (Some(a), Some(b)) => a.cmp_value(&b),
                _ => Ordering::Equal,
            },
        },
    }
}

/// Equality of two values of one field; null equals only null.
pub fn equal(a: &Cell, b: &Cell) -> bool {
    match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => str::eq_ignore_case(a, b),
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => {
            std::mem::discriminant(a) == std::mem::discriminant(b) && compare(a, b) == Ordering::Equal
                || matches!((number(a), number(b)), (Some(a), Some(b)) if a.same_value(&b))
        }
    }
}
