//! Computes a checked formula.

use std::cmp::Ordering;

use super::check::{Arith, Comparison, Node};
use super::functions::Func;
use super::{Data, Formula, Type, moment, number, text};
use crate::value::{Datetime, Decimal, Value};

/// What goes wrong while a formula is computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// A `FormulaEvaluationException`.
    #[error("{0}")]
    Evaluation(String),
    /// A `HandledException`.
    #[error("{0}")]
    Handled(String),
}

impl EvalError {
    pub fn new(text: impl Into<String>) -> EvalError {
        EvalError::Evaluation(text.into())
    }
}

pub type Computed = Result<Value, EvalError>;

pub struct Eval<'f> {
    pub formula: &'f Formula,
    pub data: &'f dyn Data,
}

impl Eval<'_> {
    pub fn node(&self, node: &Node) -> Computed {
        Ok(match node {
            Node::Number(n) => Value::decimal(Decimal::from_send(n)),
            Node::Text(text) => Value::string(text),
            Node::Boolean(b) => Value::Boolean(*b),
            Node::Blank => Value::Null,
            Node::Read(read) => self.filled(*read, self.data.read(&self.formula.reads[*read])),
            Node::Prior(read) => self.filled(*read, self.data.prior(&self.formula.reads[*read])),
            Node::IsChanged(read) => {
                let reference = &self.formula.reads[*read];
                let (new, old) = (self.data.read(reference), self.data.prior(reference));
                Value::Boolean(!self.data.is_new() && !equal(&new, &old))
            }
            Node::IsNew => Value::Boolean(self.data.is_new()),
            Node::Not(inner) => Value::Boolean(!self.holds(inner)?),
            Node::Negate(inner) => match number::of(&self.node(inner)?) {
                Some(n) => Value::decimal(n.negate()),
                None => Value::Null,
            },
            Node::Arith(op, pair) => match (number::of(&self.node(&pair[0])?), number::of(&self.node(&pair[1])?)) {
                (Some(a), Some(b)) => Value::decimal(arith(*op, &a, &b)?),
                _ => Value::Null,
            },
            Node::Concat(pair) => {
                let joined = text::of(&self.node(&pair[0])?) + &text::of(&self.node(&pair[1])?);
                text::value(&joined)
            }
            Node::Shift(adds, pair) => moment::shift(&self.node(&pair[0])?, &self.node(&pair[1])?, *adds),
            Node::Between(pair) => moment::between(&self.node(&pair[0])?, &self.node(&pair[1])?)?,
            Node::Compare(op, pair) => Value::Boolean(compare(*op, &self.node(&pair[0])?, &self.node(&pair[1])?)),
            Node::And(all) => {
                for condition in all {
                    if !self.holds(condition)? {
                        return Ok(Value::Boolean(false));
                    }
                }
                Value::Boolean(true)
            }
            Node::Or(any) => {
                for condition in any {
                    if self.holds(condition)? {
                        return Ok(Value::Boolean(true));
                    }
                }
                Value::Boolean(false)
            }
            Node::If(branches, otherwise) => {
                for (condition, value) in branches {
                    if self.holds(condition)? {
                        return self.node(value);
                    }
                }
                self.node(otherwise)?
            }
            Node::Case { subject, branches, otherwise } => {
                let subject = self.node(subject)?;
                for (value, result) in branches {
                    if equal(&subject, &self.node(value)?) {
                        return self.node(result);
                    }
                }
                self.node(otherwise)?
            }
            Node::IsBlank(inner) => Value::Boolean(self.node(inner)?.is_null()),
            Node::BlankValue(pair) => match self.node(&pair[0])? {
                Value::Null => self.node(&pair[1])?,
                value => value,
            },
            // Only `DISTANCE` takes places, and it reads their parts.
            Node::Location(_) => Value::Null,
            Node::Call(func, args) => self.call(*func, args)?,
        })
    }

    fn filled(&self, read: usize, value: Value) -> Value {
        match value {
            Value::Null if self.formula.blank_as_zero && self.formula.reads[read].ty == Type::Number => {
                Value::decimal(Decimal::ZERO)
            }
            value => value,
        }
    }

    fn holds(&self, node: &Node) -> Result<bool, EvalError> {
        Ok(matches!(self.node(node)?, Value::Boolean(true)))
    }

    fn call(&self, func: Func, args: &[Node]) -> Computed {
        if func == Func::Distance {
            return self.distance(args);
        }
        let values = args.iter().map(|arg| self.node(arg)).collect::<Result<Vec<_>, _>>()?;
        use Func::*;
        match func {
            Abs | Acos | Asin | Atan | Atan2 | Ceiling | Cos | CurrencyRate | Exp | Floor | Ln | Log | MCeiling
            | MFloor | MRound | Max | Min | Mod | Pi | Power | Round | Sin | Sqrt | Tan | Trunc => {
                number::call(func, &values)
            }
            Ascii | Begins | Br | CaseSafeId | Char | Contains | Find | HtmlEncode | Hyperlink | Image | Includes
            | Initcap | IsNumber | IsPickVal | JsEncode | Left | Len | Lower | Lpad | Merge | Mid | PicklistCount
            | Regex | Reverse | Right | Rpad | Substitute | Text | Trim | Upper | UrlEncode | Value => {
                text::call(func, &values)
            }
            AddMonths | Date | DateValue | DatetimeValue | Day | DayOfYear | FormatDuration | FromUnixTime | Hour
            | IsoWeek | IsoYear | Millisecond | Minute | Month | Now | Second | TimeNow | TimeValue | Today
            | UnixTimestamp | Weekday | Year => moment::call(func, &values, self.data),
            Distance => unreachable!("handled above"),
        }
    }

    /// Great-circle distance in miles or kilometres.
    fn distance(&self, args: &[Node]) -> Computed {
        let (Some(from), Some(to)) = (self.place(&args[0])?, self.place(&args[1])?) else { return Ok(Value::Null) };
        let unit = text::of(&self.node(&args[2])?);
        let radius = if unit.eq_ignore_ascii_case("km") { 6371.0088 } else { 3958.7613 };
        let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let h = half(from.0, to.0) + lat1.cos() * lat2.cos() * half(from.1, to.1);
        number::from_f64(2.0 * radius * h.sqrt().min(1.0).asin())
    }

    fn place(&self, node: &Node) -> Result<Option<(f64, f64)>, EvalError> {
        let Node::Location(parts) = node else { return Ok(None) };
        let degrees = |node| Ok::<_, EvalError>(number::of(&self.node(node)?).map(|n| n.double_value()));
        Ok(degrees(&parts[0])?.zip(degrees(&parts[1])?))
    }
}

fn arith(op: Arith, a: &Decimal, b: &Decimal) -> Result<Decimal, EvalError> {
    match op {
        Arith::Add => Ok(a.add(b)),
        Arith::Subtract => Ok(a.sub(b)),
        Arith::Multiply => Ok(a.mul(b)),
        Arith::Divide => number::divide(a, b),
        Arith::Power => number::power(a, b),
    }
}

/// Equality: texts by case, numbers by value, an empty text as a blank.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (number::of(a), number::of(b)) {
        (Some(a), Some(b)) => return a.same_value(&b),
        (None, None) => {}
        (Some(_), None) | (None, Some(_)) => return false,
    }
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::Boolean(given), Value::Null) | (Value::Null, Value::Boolean(given)) => !given,
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Datetime(a), Value::Datetime(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::Id(a), Value::Id(b)) => a == b,
        // Formulas know ids by their 15 characters.
        (Value::Id(id), Value::String(s)) | (Value::String(s), Value::Id(id)) => {
            **s == *id.to_15() || **s == *id.to_string()
        }
        (Value::String(_) | Value::Null, Value::String(_) | Value::Null) => text::of(a) == text::of(b),
        _ => false,
    }
}

fn compare(op: Comparison, a: &Value, b: &Value) -> bool {
    let order = || -> Option<Ordering> {
        match (a, b) {
            (Value::Date(a), Value::Date(b)) => Some(a.days().cmp(&b.days())),
            (Value::Datetime(a), Value::Datetime(b)) => Some(a.ms().cmp(&b.ms())),
            (Value::Date(a), Value::Datetime(b)) => Some(midnight(*a).ms().cmp(&b.ms())),
            (Value::Datetime(a), Value::Date(b)) => Some(a.ms().cmp(&midnight(*b).ms())),
            (Value::Time(a), Value::Time(b)) => Some(a.ms().cmp(&b.ms())),
            (Value::String(_) | Value::Id(_), Value::String(_) | Value::Id(_)) => Some(text::of(a).cmp(&text::of(b))),
            _ => Some(number::of(a)?.cmp_value(&number::of(b)?)),
        }
    };
    match op {
        Comparison::Equal => equal(a, b),
        Comparison::NotEqual => !equal(a, b),
        Comparison::Less => order().is_some_and(Ordering::is_lt),
        Comparison::LessEqual => order().is_some_and(Ordering::is_le),
        Comparison::Greater => order().is_some_and(Ordering::is_gt),
        Comparison::GreaterEqual => order().is_some_and(Ordering::is_ge),
    }
}

fn midnight(date: crate::value::Date) -> Datetime {
    Datetime::new_gmt(date, crate::value::Time::from_ms(0))
}
