//! Numbers: arithmetic as decimals, transcendental functions as doubles.

use super::eval::{Computed, EvalError};
use super::functions::Func;
use crate::value::{Decimal, RoundingMode, Value};

/// The number that a value is.
pub fn of(value: &Value) -> Option<Decimal> {
    Some(match value {
        Value::Integer(n) => Decimal::Small(i64::from(*n), 0),
        Value::Long(n) => Decimal::Small(*n, 0),
        Value::Double(f) => Decimal::from_f64(*f).ok()?,
        other => other.as_decimal()?,
    })
}

pub fn from_f64(n: f64) -> Computed {
    match Decimal::from_f64(n) {
        Ok(d) => Ok(Value::decimal(d)),
        Err(error) => Err(EvalError::new(error.to_string())),
    }
}

pub fn divide(a: &Decimal, b: &Decimal) -> Result<Decimal, EvalError> {
    a.div(b).map_err(|_| EvalError::new(if a.is_zero() { "Division undefined" } else { "Division by zero" }))
}

/// Whole small exponents exactly, others as doubles.
pub fn power(base: &Decimal, exponent: &Decimal) -> Result<Decimal, EvalError> {
    const EXACT: i64 = 300;
    if let Some(n) = exponent.to_i64_exact().filter(|n| (0..=EXACT).contains(n)) {
        return base.pow(n as i32).map_err(|error| EvalError::new(error.to_string()));
    }
    let n = base.double_value().powf(exponent.double_value());
    Decimal::from_f64(n).map_err(|error| EvalError::new(error.to_string()))
}

/// Rounded to decimals, or to tens and hundreds when `digits` is negative.
pub fn rounded(n: &Decimal, digits: i32, mode: RoundingMode) -> Decimal {
    let digits = digits.clamp(-60, 60);
    let scaled = if n.scale() <= digits { n.clone() } else { n.set_scale(digits, mode).unwrap_or_else(|_| n.clone()) };
    match scaled.scale() < 0 {
        true => scaled.set_scale(0, mode).unwrap_or(scaled),
        false => scaled,
    }
}

pub fn call(func: Func, args: &[Value]) -> Computed {
    let numbers: Option<Vec<Decimal>> = args.iter().map(of).collect();
    if let Func::CurrencyRate = func {
        // An org of one currency.
        return Ok(Value::decimal(Decimal::ONE));
    }
    let Some(numbers) = numbers else {
        return Ok(match func {
            // The blank ones do not count.
            Func::Max | Func::Min => extreme(func, args.iter().filter_map(of)),
            _ => Value::Null,
        });
    };
    let first = numbers.first().cloned().unwrap_or(Decimal::ZERO);
    let digits = || numbers.get(1).map_or(0, Decimal::int_value);
    let double = |f: fn(f64) -> f64| from_f64(f(first.double_value()));
    let whole = |mode| Ok(Value::decimal(rounded(&first, 0, mode)));
    match func {
        Func::Abs => Ok(Value::decimal(first.abs())),
        Func::Ceiling => whole(RoundingMode::Up),
        Func::Floor => whole(RoundingMode::Down),
        Func::MCeiling => whole(RoundingMode::Ceiling),
        Func::MFloor => whole(RoundingMode::Floor),
        Func::Round => Ok(Value::decimal(rounded(&first, digits(), RoundingMode::HalfUp))),
        Func::Trunc => Ok(Value::decimal(rounded(&first, digits(), RoundingMode::Down))),
        Func::MRound => {
            let multiple = &numbers[1];
            if multiple.is_zero() {
                return Ok(Value::decimal(Decimal::ZERO));
            }
            let times = rounded(&divide(&first, multiple)?, 0, RoundingMode::HalfUp);
            Ok(Value::decimal(times.mul(multiple)))
        }
        Func::Mod => match first.remainder(&numbers[1]) {
            Ok(rest) => Ok(Value::decimal(rest)),
            Err(_) => Err(EvalError::new("Division by zero")),
        },
        Func::Max | Func::Min => Ok(extreme(func, numbers.into_iter())),
        Func::Power => from_f64(first.double_value().powf(numbers[1].double_value())),
        Func::Sqrt => double(f64::sqrt),
        Func::Exp => double(f64::exp),
        Func::Ln => double(f64::ln),
        Func::Log => double(f64::log10),
        Func::Sin => double(f64::sin),
        Func::Cos => double(f64::cos),
        Func::Tan => double(f64::tan),
        Func::Asin => double(f64::asin),
        Func::Acos => double(f64::acos),
        Func::Atan => double(f64::atan),
        Func::Atan2 => from_f64(first.double_value().atan2(numbers[1].double_value())),
        Func::Pi => from_f64(std::f64::consts::PI),
        other => unreachable!("{other:?} is no function of numbers"),
    }
}

fn extreme(func: Func, numbers: impl Iterator<Item = Decimal>) -> Value {
    let order = |a: &Decimal, b: &Decimal| a.cmp_value(b);
    let found = if func == Func::Max { numbers.max_by(order) } else { numbers.min_by(order) };
    found.map_or(Value::Null, Value::decimal)
}
