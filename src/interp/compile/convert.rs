//! Changes of representation. Null stays null in the value form and throws in an unboxed one.

use crate::hir::{Conversion, Expr, ExprKind, Literal};
use crate::interp::code::{Code, SiteId, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::{Exc, Exec, Interp};
use crate::value::{Datetime, Decimal, Id, Object, Value};

impl Compiler<'_> {
    pub(super) fn convert_to_integer(&mut self, value: &Expr, how: Conversion, e: &Expr) -> Code<i32> {
        match how {
            Conversion::LongToInteger => {
                let code = self.long(value);
                Box::new(move |cx| Ok(code(cx)? as i32))
            }
            Conversion::DoubleToInteger => {
                let code = self.double(value);
                Box::new(move |cx| Ok(code(cx)? as i32))
            }
            _ => self.unboxed(e),
        }
    }

    pub(super) fn convert_to_long(&mut self, value: &Expr, how: Conversion, e: &Expr) -> Code<i64> {
        match how {
            Conversion::IntegerToLong => {
                let code = self.integer(value);
                Box::new(move |cx| Ok(i64::from(code(cx)?)))
            }
            Conversion::DoubleToLong => {
                let code = self.double(value);
                Box::new(move |cx| Ok(code(cx)? as i64))
            }
            _ => self.unboxed(e),
        }
    }

    pub(super) fn convert_to_double(&mut self, value: &Expr, how: Conversion, e: &Expr) -> Code<f64> {
        match (how, &value.kind) {
            (Conversion::IntegerToDouble, ExprKind::Literal(Literal::Integer(i))) => {
                let f = f64::from(*i);
                Box::new(move |_| Ok(f))
            }
            (Conversion::DecimalToDouble, ExprKind::Literal(Literal::Decimal(text))) => {
                let f = crate::interp::code::decimal_literal(text).double_value();
                Box::new(move |_| Ok(f))
            }
            (Conversion::IntegerToDouble, _) => {
                let code = self.integer(value);
                Box::new(move |cx| Ok(f64::from(code(cx)?)))
            }
            (Conversion::LongToDouble, _) => {
                let code = self.long(value);
                Box::new(move |cx| Ok(code(cx)? as f64))
            }
            _ => self.unboxed(e),
        }
    }

    pub(super) fn convert_value(&mut self, value: &Expr, how: Conversion, e: &Expr) -> ValueCode {
        // A literal is converted once.
        if let ExprKind::Literal(literal) = &value.kind
            && let Some(constant) = convert_flat(&self.literal_value(literal), how)
        {
            return self.constant(constant);
        }
        let (code, site) = (self.value(value), self.site(e.span));
        if how == Conversion::Keep {
            return code;
        }
        Box::new(move |cx| {
            let value = code(cx)?;
            convert(cx, value, how, site)
        })
    }
}

/// Conversions that cannot fail and need nothing else. None for the others.
fn convert_flat(value: &Value, how: Conversion) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    Some(match (how, value) {
        (Conversion::Keep, v) => v.clone(),
        (Conversion::IntegerToLong, Value::Integer(i)) => Value::Long(i64::from(*i)),
        (Conversion::IntegerToDouble, Value::Integer(i)) => Value::Double(f64::from(*i)),
        (Conversion::IntegerToDecimal, Value::Integer(i)) => Value::decimal((*i).into()),
        (Conversion::LongToInteger, Value::Long(i)) => Value::Integer(*i as i32),
        (Conversion::LongToDouble, Value::Long(i)) => Value::Double(*i as f64),
        (Conversion::LongToDecimal, Value::Long(i)) => Value::decimal((*i).into()),
        (Conversion::DoubleToInteger, Value::Double(f)) => Value::Integer(*f as i32),
        (Conversion::DoubleToLong, Value::Double(f)) => Value::Long(*f as i64),
        (Conversion::DecimalToDouble, v) => Value::Double(decimal(v)?.double_value()),
        (Conversion::DecimalToInteger, v) => Value::Integer(decimal(v)?.int_value()),
        (Conversion::DecimalToLong, v) => Value::Long(decimal(v)?.long_value()),
        (Conversion::IdToString, Value::Id(id)) => Value::string(&id.to_string()),
        (Conversion::DateToDatetime, Value::Date(d)) => {
            Value::Datetime(Datetime::from_ms(i64::from(d.days()) * 86_400_000))
        }
        (Conversion::DatetimeToDate, Value::Datetime(t)) => Value::Date(t.date_gmt()),
        _ => return None,
    })
}

fn decimal(v: &Value) -> Option<Decimal> {
    v.as_decimal()
}

pub(super) fn convert(cx: &mut Interp, value: Value, how: Conversion, site: SiteId) -> Exec<Value> {
    if let Some(flat) = convert_flat(&value, how) {
        return Ok(flat);
    }
    match (how, &value) {
        (Conversion::StringToId, Value::String(s)) => match Id::parse(s) {
            Some(id) => Ok(Value::Id(id)),
            None => Err(cx.throw_at(site, Exc::String, format!("Invalid id: {s}"))),
        },
        (Conversion::DoubleToDecimal, Value::Double(f)) => match Decimal::from_f64(*f) {
            Ok(d) => Ok(Value::decimal(d)),
            Err(error) => Err(cx.throw_at(site, Exc::Math, error.to_string())),
        },
        (Conversion::ListToSingleRecord | Conversion::ListToRecordOrNull, Value::Ref(r)) => match &**r {
            Object::List(l) => {
                let (len, first) = (l.borrow().len(), l.borrow().get(0));
                match (len, first) {
                    (1, Some(record)) => Ok(record),
                    (0, _) if how == Conversion::ListToRecordOrNull => Ok(Value::Null),
                    (0, _) => Err(cx.throw_at(site, Exc::Query, "List has no rows for assignment to SObject")),
                    _ => Err(cx.throw_at(site, Exc::Query, "List has more than 1 row for assignment to SObject")),
                }
            }
            _ => Ok(value),
        },
        // What is there already in the wanted form: a generic container hands out values of other static types.
        _ => Ok(value),
    }
}
