//! Decimal arithmetic, and the sums of dates.

use crate::hir::{BinaryOp, Expr, TypeId, UnaryOp};
use crate::interp::code::SiteId;
use crate::interp::code::ValueCode;
use crate::interp::compile::Compiler;
use crate::interp::compile::arith::divide_by_zero;
use crate::interp::{Exc, Exec, Interp};
use crate::value::{Decimal, Value};

/// The decimal that an operand is; null throws.
fn of(cx: &mut Interp, value: &Value, site: SiteId) -> Exec<Decimal> {
    match value {
        Value::Decimal(small) => Ok(Decimal::from(*small)),
        Value::Integer(i) => Ok((*i).into()),
        Value::Long(i) => Ok((*i).into()),
        other => match other.as_decimal() {
            Some(d) => Ok(d),
            None => Err(super::kind::not_of_kind::<Value>(cx, other, site)),
        },
    }
}

impl Compiler<'_> {
    pub(super) fn decimal(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> ValueCode {
        let site = self.site(e.span);
        match op {
            BinaryOp::Add => self.decimal_node(left, right, site, |_, x, y| Ok(x.add(&y))),
            BinaryOp::Subtract => self.decimal_node(left, right, site, |_, x, y| Ok(x.sub(&y))),
            BinaryOp::Multiply => self.decimal_node(left, right, site, |_, x, y| Ok(x.mul(&y))),
            BinaryOp::Divide => self.decimal_node(left, right, site, move |cx, x, y| match x.div(&y) {
                Ok(d) => Ok(d),
                Err(_) if y.is_zero() => Err(divide_by_zero(cx, site)),
                Err(error) => Err(cx.throw_at(site, Exc::Math, error.to_string())),
            }),
            _ => unreachable!("Decimals have no bit operations"),
        }
    }

    fn decimal_node(
        &mut self,
        left: &Expr,
        right: &Expr,
        site: SiteId,
        f: impl Fn(&mut Interp, Decimal, Decimal) -> Exec<Decimal> + 'static,
    ) -> ValueCode {
        let (a, b) = (self.value(left), self.value(right));
        Box::new(move |cx| {
            let x = a(cx)?;
            let y = b(cx)?;
            let (x, y) = (of(cx, &x, site)?, of(cx, &y, site)?);
            f(cx, x, y).map(Value::decimal)
        })
    }

    pub(super) fn decimal_unary(&mut self, _: UnaryOp, operand: &Expr, e: &Expr) -> ValueCode {
        let (code, site) = (self.value(operand), self.site(e.span));
        Box::new(move |cx| {
            let x = code(cx)?;
            Ok(Value::decimal(of(cx, &x, site)?.negate()))
        })
    }

    /// `date + days`, `datetime - days`, `time + milliseconds`: days may be fractional for a Datetime.
    pub(super) fn date_arithmetic(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> ValueCode {
        debug_assert!(matches!(e.ty, TypeId::DATE | TypeId::DATETIME | TypeId::TIME));
        let (a, b, site) = (self.value(left), self.value(right), self.site(e.span));
        let sign = if op == BinaryOp::Subtract { -1 } else { 1 };
        Box::new(move |cx| {
            let x = a(cx)?;
            let y = b(cx)?;
            match (&x, &y) {
                (Value::Date(d), Value::Integer(n)) => Ok(Value::Date(d.add_days(n.wrapping_mul(sign)))),
                (Value::Date(d), Value::Long(n)) => Ok(Value::Date(d.add_days((*n as i32).wrapping_mul(sign)))),
                (Value::Datetime(t), Value::Integer(n)) => Ok(Value::Datetime(t.add_days(n.wrapping_mul(sign)))),
                (Value::Datetime(t), other) if !other.is_null() => {
                    let days = of(cx, other, site).map(|d| d.double_value()).or_else(|thrown| match other {
                        Value::Double(f) => {
                            cx.pending = None;
                            Ok(*f)
                        }
                        _ => Err(thrown),
                    })?;
                    let ms = (days * 86_400_000.0).round() as i64 * i64::from(sign);
                    Ok(Value::Datetime(crate::value::Datetime::from_ms(t.ms() + ms)))
                }
                (Value::Time(t), Value::Integer(n)) => Ok(Value::Time(t.add_milliseconds(n.wrapping_mul(sign)))),
                _ => Err(cx.null_at(site)),
            }
        })
    }
}
