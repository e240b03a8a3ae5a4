//! Apex values to the cells of a field: the conversions and roundings of a save.

use crate::org::DmlError;
use crate::schema::{CellKind, Field, FieldType};
use crate::value::{Cell, Date, Datetime, Decimal, Id, Object, RoundingMode, Time, Value, Zone};

/// The cell of a value in the form of XML Schema. None when it is not of the field's type, or names another record.
pub fn from_xml(field: &Field, text: &str) -> Option<Cell> {
    let value = match field.ty.cell_kind() {
        CellKind::Str => Value::string(text),
        CellKind::Bool => Value::Boolean(text.parse().ok()?),
        CellKind::Int | CellKind::Long | CellKind::Decimal | CellKind::Double => {
            Value::decimal(Decimal::parse(text).ok()?)
        }
        CellKind::Date => Value::Date(Date::parse_iso(text)?),
        CellKind::Datetime => Value::Datetime(Datetime::parse_iso(text)?),
        CellKind::Time => Value::Time(Time::parse_iso(text).ok()?),
        CellKind::Id | CellKind::Blob | CellKind::Compound => return None,
    };
    to_cell(field, &value).ok()
}

/// The cell that a field stores for a value.
///
/// Numbers are rounded to the field's scale, texts trimmed (an empty one is null), 18-character ids shortened, date-times cut
/// to whole seconds. Fails when the value is of another kind altogether or a number is too large.
pub fn to_cell(field: &Field, value: &Value) -> Result<Cell, DmlError> {
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let wrong = || DmlError::wrong_type(field, &text_of(value));
    match field.ty.cell_kind() {
        CellKind::Str => match value {
            Value::String(s) => Ok(text_cell(field, s)),
            other => Ok(text_cell(field, &text_of(other))),
        },
        CellKind::Id => match value {
            Value::Id(id) => Ok(Cell::Id(*id)),
            Value::String(s) if s.is_empty() => Ok(Cell::Null),
            Value::String(s) => Id::parse(s).map(Cell::Id).ok_or_else(|| DmlError::malformed_id(field, s)),
            _ => Err(wrong()),
        },
        CellKind::Bool => match value {
            Value::Boolean(b) => Ok(Cell::Boolean(*b)),
            _ => Err(wrong()),
        },
        CellKind::Int => match value {
            Value::Integer(n) => Ok(Cell::Integer(*n)),
            Value::Long(n) => {
                i32::try_from(*n).map(Cell::Integer).map_err(|_| DmlError::out_of_range(field, &n.to_string()))
            }
            other => {
                let d = number(other).ok_or_else(wrong)?;
                let whole = d.set_scale(0, RoundingMode::HalfUp).ok().and_then(|d| d.to_i64_exact());
                let whole = whole.and_then(|n| i32::try_from(n).ok());
                whole.map(Cell::Integer).ok_or_else(|| DmlError::out_of_range(field, &d.to_plain_string()))
            }
        },
        CellKind::Long => match value {
            Value::Integer(n) => Ok(Cell::Long(i64::from(*n))),
            Value::Long(n) => Ok(Cell::Long(*n)),
            other => {
                let d = number(other).ok_or_else(wrong)?;
                Ok(Cell::Long(d.long_value()))
            }
        },
        CellKind::Decimal => decimal_cell(field, number(value).ok_or_else(wrong)?),
        CellKind::Double => match value {
            Value::Double(f) => Ok(Cell::Double(*f)),
            other => Ok(Cell::Double(number(other).ok_or_else(wrong)?.double_value())),
        },
        CellKind::Date => match value {
            Value::Date(d) => Ok(Cell::Date(*d)),
            Value::Datetime(t) => Ok(Cell::Date(t.date_gmt())),
            Value::String(s) => Date::parse_iso(s).map(Cell::Date).ok_or_else(wrong),
            _ => Err(wrong()),
        },
        CellKind::Datetime => match value {
            Value::Datetime(t) => Ok(Cell::Datetime(t.whole_seconds())),
            Value::Date(d) => Ok(Cell::Datetime(Datetime::new_gmt(*d, Time::from_ms(0)))),
            Value::String(s) => Datetime::parse_iso(s).map(Cell::Datetime).ok_or_else(wrong),
            _ => Err(wrong()),
        },
        CellKind::Time => match value {
            Value::Time(t) => Ok(Cell::Time(*t)),
            _ => Err(wrong()),
        },
        CellKind::Blob => match value.object() {
            Some(Object::Blob(b)) => Ok(Cell::Blob(b.0.to_vec().into())),
            _ => match value {
                Value::String(s) => Ok(Cell::Blob(s.as_bytes().to_vec().into())),
                _ => Err(wrong()),
            },
        },
        // Their parts are stored.
        CellKind::Compound => Ok(Cell::Null),
    }
}

/// The number that a value is, whatever its type.
pub fn number(value: &Value) -> Option<Decimal> {
    Some(match value {
        Value::Integer(n) => Decimal::Small(i64::from(*n), 0),
        Value::Long(n) => Decimal::Small(*n, 0),
        Value::Double(f) => Decimal::from_f64(*f).ok()?,
        other => other.as_decimal()?,
    })
}

fn decimal_cell(field: &Field, d: Decimal) -> Result<Cell, DmlError> {
    // Currencies keep decimals beyond their scale, which only says how they are shown.
    let scale = match field.ty {
        FieldType::Currency => i32::from(field.scale).max(d.strip_trailing_zeros().scale()),
        _ => i32::from(field.scale),
    };
    let rounded =
        d.set_scale(scale, RoundingMode::HalfUp).map_err(|_| DmlError::out_of_range(field, &d.to_plain_string()))?;
    let digits = rounded.precision() - rounded.scale();
    if field.precision > 0 && !rounded.is_zero() && digits > i32::from(field.precision) - i32::from(field.scale) {
        return Err(DmlError::out_of_range(field, &d.to_plain_string()));
    }
    Ok(Cell::from_value(&Value::decimal(rounded)).expect("a decimal fits a cell"))
}

fn text_cell(field: &Field, text: &str) -> Cell {
    let text = match field.ty {
        // Line breaks and indents inside long texts are the author's.
        FieldType::LongTextArea => text.trim_end(),
        _ => text.trim(),
    };
    match text {
        "" => Cell::Null,
        text => Cell::string(text),
    }
}

/// A scalar as a text field stores it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(s) => s.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Boolean(b) => b.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Long(n) => n.to_string(),
        Value::Double(f) => crate::value::double::to_text(*f),
        Value::Date(d) => d.to_iso(),
        Value::Datetime(t) => t.to_text(&Zone::gmt()),
        Value::Time(t) => t.to_string(),
        Value::Null => String::new(),
        Value::Enum(..) | Value::Type(_) | Value::ObjectToken(_) | Value::FieldToken(..) => "<object>".to_owned(),
        Value::Decimal(_) | Value::Ref(_) => match value.as_decimal() {
            Some(d) => d.to_plain_string(),
            None => "<object>".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_what_the_field_stores() {
        let cell = |field: &Field, value: Value| format!("{:?}", to_cell(field, &value));
        let text = Field::new("A__c", FieldType::String);
        assert_eq!(to_cell(&text, &Value::string("  x ")).unwrap().as_str(), Some("x"));
        assert!(to_cell(&text, &Value::string("")).unwrap().is_null());
        let money = Field::new("B__c", FieldType::Currency);
        assert_eq!(cell(&money, Value::Integer(5)), "Ok(Decimal { scale: 2, mantissa: 500 })");
        assert_eq!(cell(&money, Value::Double(1.005)), "Ok(Decimal { scale: 3, mantissa: 1005 })");
        let small = Field { precision: 3, scale: 0, ..Field::new("D__c", FieldType::Double) };
        assert_eq!(to_cell(&small, &Value::Integer(1000)).unwrap_err().status, "NUMBER_OUTSIDE_VALID_RANGE");
        let lookup = Field::lookup("C__c", "C__r", &["Account"]);
        let id = to_cell(&lookup, &Value::string("001B000001DVM9tIAH")).unwrap();
        assert!(id.to_value().same(&Value::Id(Id::parse("001B000001DVM9t").unwrap())));
    }
}
