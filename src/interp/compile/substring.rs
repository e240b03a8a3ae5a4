//! `text.substring(from, to)`, whose bounds stay unboxed.

use crate::hir::{Expr, TypeId};
use crate::interp::code::{Code, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::intrinsics::{Row, by_place};
use crate::interp::compile::kind::Kind;
use crate::interp::compile::operand::{LocalOperand, Look, Place};
use crate::interp::{Exec, Interp};
use crate::value::Value;

/// A bound in the shape it has.
enum Bound {
    Local(LocalOperand),
    Integer(Code<i32>),
    Value(ValueCode),
}

impl Bound {
    /// The Integer; what is none, as it is.
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<Result<i32, Value>> {
        let integer = |value: &Value| i32::of(value).ok_or_else(|| value.clone());
        match self {
            Bound::Local(local) => local.look(cx, integer),
            Bound::Integer(code) => Ok(Ok(code(cx)?)),
            Bound::Value(code) => Ok(integer(&code(cx)?)),
        }
    }
}

fn value_of(bound: Result<i32, Value>) -> Value {
    bound.map_or_else(|value| value, Value::Integer)
}

impl Compiler<'_> {
    pub(super) fn substring(&mut self, args: &[Expr], row: Row) -> ValueCode {
        fn node(place: impl Look, from: Bound, to: Option<Bound>, row: Row) -> ValueCode {
            Box::new(move |cx| {
                let held = place.hold(cx)?;
                let start = from.get(cx)?;
                let end = match &to {
                    Some(bound) => Some(bound.get(cx)?),
                    None => None,
                };
                // Null stands for what the row must answer.
                let cut = place.look_at(cx, &held, |v| {
                    let (Value::String(s), Ok(start)) = (v, &start) else { return Value::Null };
                    let to = match &end {
                        Some(Ok(end)) => usize::try_from(*end).ok(),
                        Some(Err(_)) => None,
                        None => Some(s.len16()),
                    };
                    match (usize::try_from(*start), to) {
                        (Ok(start), Some(to)) => s.substring16(start, to).map_or(Value::Null, Value::String),
                        _ => Value::Null,
                    }
                })?;
                if !cut.is_null() {
                    return Ok(cut);
                }
                let receiver = place.look_at(cx, &held, Value::clone)?;
                match end {
                    Some(end) => row.call(cx, &[receiver, value_of(start), value_of(end)]),
                    None => row.call(cx, &[receiver, value_of(start)]),
                }
            })
        }
        let place = self.first_place(&args[0], &args[1..]);
        let from = self.text_bound(&args[1]);
        let to = args.get(2).map(|a| self.text_bound(a));
        by_place!(place, |p| node(p, from, to, row))
    }

    /// An Integer that bounds a part of a text.
    fn text_bound(&mut self, e: &Expr) -> Bound {
        match self.place(e) {
            Place::Local(local) => Bound::Local(local),
            _ if e.ty == TypeId::INTEGER && self.never_null(e) => Bound::Integer(self.integer(e)),
            place => Bound::Value(place.into_code()),
        }
    }
}
