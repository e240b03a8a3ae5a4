//! The right side of comparisons, made ready for the kind of field it is compared with.

use crate::hir::Operand;
use crate::hir::TypeId;
use crate::org::convert;
use crate::org::query::{Cx, QueryError, literals};
use crate::schema::CellKind;
use crate::value::{DAY_MS, Date, Datetime, Decimal, Id, Object, Time, Value};

/// A value to compare with.
#[derive(Clone, Debug)]
pub enum Const {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    Id(Id),
    /// A text where an id is meant that is none: equal to no row's.
    NoId,
    /// Days since 1970, milliseconds since 1970 or milliseconds of the day, by the field; the end is excluded.
    Range(i64, i64),
}

/// One operand.
pub fn constant(cx: &Cx<'_>, operand: &Operand, kind: CellKind) -> Result<Const, QueryError> {
    let mismatch =
        |ty: &str| QueryError(format!("value of filter criterion must be of type {} and not {ty}", type_name(kind)));
    Ok(match operand {
        Operand::Null => Const::Null,
        Operand::Boolean(b) => Const::Bool(*b),
        Operand::Number(text) => match kind {
            CellKind::Str => Const::Text(text.to_string()),
            _ => Const::Number(Decimal::parse(text).map_err(|_| mismatch("number"))?),
        },
        Operand::String(text) => text_const(text, kind),
        Operand::Date(days) => day_range(cx, Date::from_days(*days), Date::from_days(*days).add_days(1), kind),
        Operand::Datetime(ms) => moment(cx, Datetime::from_ms(*ms), kind),
        Operand::Time(ms) => Const::Range(i64::from(*ms), i64::from(*ms) + 1),
        Operand::Literal(literal) => {
            let (from, to) = literals::days(*literal, cx.env.now.date(&cx.env.zone), cx.fiscal_month());
            day_range(cx, from, to, kind)
        }
        Operand::Bind(i) => value_const(cx, cx.bind(*i), kind)?,
    })
}

/// Whether an operand is a bind of a list or set.
pub fn is_collection(cx: &Cx<'_>, operand: &Operand) -> bool {
    let Operand::Bind(i) = operand else { return false };
    matches!(cx.bind(*i).object(), Some(Object::List(_) | Object::Set(_)))
}

/// The operands of `IN`, collections taken apart.
pub fn constants(cx: &Cx<'_>, operands: &[Operand], kind: CellKind) -> Result<Vec<Const>, QueryError> {
    let mut all = Vec::with_capacity(operands.len());
    for operand in operands {
        let Operand::Bind(i) = operand else {
            all.push(constant(cx, operand, kind)?);
            continue;
        };
        let bind = cx.bind(*i);
        match bind.object() {
            // What such a collection holds is not looked at.
            Some(Object::List(list)) if list.borrow().elem == TypeId::OBJECT => return Err(wrong_bind("ANY", kind)),
            Some(Object::Set(set)) if set.borrow().elem == TypeId::OBJECT => return Err(wrong_bind("ANY", kind)),
            Some(Object::List(list)) => {
                for value in list.borrow().iter() {
                    all.push(value_const(cx, &value, kind)?);
                }
            }
            Some(Object::Set(set)) => {
                for value in set.borrow().iter() {
                    all.push(value_const(cx, value, kind)?);
                }
            }
            Some(Object::Map(map)) => {
                for value in map.borrow().keys() {
                    all.push(value_const(cx, value, kind)?);
                }
            }
            // A null collection holds nothing.
            _ if bind.is_null() => {}
            _ => all.push(value_const(cx, bind, kind)?),
        }
    }
    Ok(all)
}

fn wrong_bind(ty: &str, kind: CellKind) -> QueryError {
    let column = type_name(kind);
    QueryError(format!("Invalid bind expression type of {ty} for column of type {column}"))
}

fn value_const(cx: &Cx<'_>, value: &Value, kind: CellKind) -> Result<Const, QueryError> {
    let wrong = |ty: &str| Err(wrong_bind(ty, kind));
    match value {
        Value::Null => Ok(Const::Null),
        Value::Boolean(b) if kind == CellKind::Bool => Ok(Const::Bool(*b)),
        Value::Boolean(_) => wrong("Boolean"),
        Value::String(s) => match kind {
            CellKind::Str | CellKind::Id => Ok(text_const(s, kind)),
            CellKind::Bool
            | CellKind::Int
            | CellKind::Long
            | CellKind::Decimal
            | CellKind::Double
            | CellKind::Date
            | CellKind::Datetime
            | CellKind::Time
            | CellKind::Blob
            | CellKind::Compound => wrong("String"),
        },
        Value::Id(id) => match kind {
            CellKind::Id => Ok(Const::Id(*id)),
            CellKind::Str => Ok(Const::Text(id.to_string())),
            _ => wrong("Id"),
        },
        Value::Date(d) => match kind {
            CellKind::Date => Ok(day_range(cx, *d, d.add_days(1), kind)),
            // A date stands for its first moment.
            CellKind::Datetime => Ok(moment(cx, Datetime::new(*d, Time::from_ms(0), &cx.env.zone), kind)),
            _ => wrong("Date"),
        },
        Value::Datetime(t) => match kind {
            CellKind::Date | CellKind::Datetime => Ok(moment(cx, *t, kind)),
            _ => wrong("Datetime"),
        },
        Value::Time(t) if kind == CellKind::Time => Ok(Const::Range(i64::from(t.ms()), i64::from(t.ms()) + 1)),
        Value::Time(_) => wrong("Time"),
        Value::ObjectToken(object) if kind == CellKind::Str => Ok(Const::Text(cx.schema.name(*object).to_owned())),
        Value::Ref(r) if let Object::Record(record) = &**r => match (record.borrow().id(), kind) {
            (Some(id), CellKind::Id) => Ok(Const::Id(id)),
            (None, CellKind::Id) => Ok(Const::Null),
            _ => wrong("SObject"),
        },
        other => match convert::number(other) {
            Some(n) => match kind {
                CellKind::Int | CellKind::Long | CellKind::Decimal | CellKind::Double => Ok(Const::Number(n)),
                _ => wrong(match other {
                    Value::Integer(_) => "Integer",
                    Value::Long(_) => "Long",
                    Value::Double(_) => "Double",
                    _ => "Decimal",
                }),
            },
            None => wrong("Object"),
        },
    }
}

fn text_const(text: &str, kind: CellKind) -> Const {
    match kind {
        CellKind::Id if text.is_empty() => Const::Null,
        CellKind::Id => Id::parse(text).map_or(Const::NoId, Const::Id),
        // An empty text is stored as null.
        _ if text.is_empty() => Const::Null,
        _ => Const::Text(text.to_owned()),
    }
}

/// Days as the field holds them: days, or moments in the user's zone.
fn day_range(cx: &Cx<'_>, from: Date, to: Date, kind: CellKind) -> Const {
    let midnight = |d: Date| Datetime::new(d, Time::from_ms(0), &cx.env.zone).ms();
    match kind {
        CellKind::Datetime => Const::Range(midnight(from), midnight(to)),
        _ => Const::Range(i64::from(from.days()), i64::from(to.days())),
    }
}

fn moment(cx: &Cx<'_>, at: Datetime, kind: CellKind) -> Const {
    let _ = cx;
    match kind {
        CellKind::Date => {
            let days = at.ms().div_euclid(DAY_MS);
            Const::Range(days, days + 1)
        }
        // Stored moments have whole seconds.
        _ => Const::Range(at.ms(), at.ms() + 1),
    }
}

/// A `LIMIT` or `OFFSET`.
pub fn count(cx: &Cx<'_>, operand: &Operand, what: &str) -> Result<i64, QueryError> {
    let negative = |n: i64| match n {
        n if n < 0 && what == "Limit" => Err(QueryError("Limit must be a non-negative value".into())),
        n if n < 0 => Err(QueryError("SOQL offset must be a non-negative value".into())),
        n => Ok(n),
    };
    let wrong = || QueryError(format!("{what} expression must be of type Integer"));
    match operand {
        Operand::Number(text) => negative(text.parse().map_err(|_| wrong())?),
        Operand::Bind(i) => match cx.bind(*i) {
            Value::Integer(n) => negative(i64::from(*n)),
            Value::Long(n) => negative(*n),
            Value::Null => Err(QueryError::null_pointer()),
            _ => Err(wrong()),
        },
        Operand::Null
        | Operand::Boolean(_)
        | Operand::String(_)
        | Operand::Date(_)
        | Operand::Datetime(_)
        | Operand::Time(_)
        | Operand::Literal(_) => Err(wrong()),
    }
}

/// The Apex type of a column.
fn type_name(kind: CellKind) -> &'static str {
    match kind {
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
        CellKind::Compound => "Object",
    }
}
