//! `+=` and its kin, `++` and `--`: in place where the place is a local or a field of one.

use crate::hir::{AssignOp, Expr, ExprKind, IncDec, Kind as ResultKind, LocalSlot, Place as Target, PlaceKind, TypeId};
use crate::interp::code::{Code, SiteId, StmtCode, ValueCode};
use crate::interp::compile::arith::divide_by_zero;
use crate::interp::compile::kind::{Kind, not_of_kind};
use crate::interp::compile::operand::{Constant, Get, Operand};
use crate::interp::compile::scan::assigns;
use crate::interp::compile::{Compiler, slot};
use crate::interp::measure::LARGE;
use crate::interp::{Exc, Exec, Flow, Interp};
use crate::value::{Decimal, Object, Str, Value};

/// What an in-place operation does to its place. None: division by zero.
trait Update<T>: Fn(T, T) -> Option<T> + Copy + 'static {}
impl<T, F: Fn(T, T) -> Option<T> + Copy + 'static> Update<T> for F {}

impl Compiler<'_> {
    pub(super) fn compound_effect(&mut self, place: &Target, op: AssignOp, value: &Expr, operand: TypeId) -> StmtCode {
        if place.ty == operand {
            let code = match operand {
                TypeId::INTEGER => self.integer_update(place, op, value),
                TypeId::LONG => self.long_update(place, op, value),
                TypeId::DOUBLE => self.double_update(place, op, value),
                TypeId::STRING => self.string_update(place, op, value),
                _ => None,
            };
            if let Some(code) = code {
                return code;
            }
        }
        let code = self.compound_value(place, op, value, operand);
        Box::new(move |cx| code(cx).map(|_| Flow::Next))
    }

    fn integer_update(&mut self, place: &Target, op: AssignOp, value: &Expr) -> Option<StmtCode> {
        match op {
            AssignOp::Add => self.update::<i32>(place, value, |x, y| Some(x.wrapping_add(y))),
            AssignOp::Subtract => self.update::<i32>(place, value, |x, y| Some(x.wrapping_sub(y))),
            AssignOp::Multiply => self.update::<i32>(place, value, |x, y| Some(x.wrapping_mul(y))),
            AssignOp::Divide => self.update::<i32>(place, value, |x, y| (y != 0).then(|| x.wrapping_div(y))),
            _ => None,
        }
    }

    fn long_update(&mut self, place: &Target, op: AssignOp, value: &Expr) -> Option<StmtCode> {
        match op {
            AssignOp::Add => self.update::<i64>(place, value, |x, y| Some(x.wrapping_add(y))),
            AssignOp::Subtract => self.update::<i64>(place, value, |x, y| Some(x.wrapping_sub(y))),
            AssignOp::Multiply => self.update::<i64>(place, value, |x, y| Some(x.wrapping_mul(y))),
            _ => None,
        }
    }

    fn double_update(&mut self, place: &Target, op: AssignOp, value: &Expr) -> Option<StmtCode> {
        match op {
            AssignOp::Add => self.update::<f64>(place, value, |x, y| Some(x + y)),
            AssignOp::Subtract => self.update::<f64>(place, value, |x, y| Some(x - y)),
            AssignOp::Multiply => self.update::<f64>(place, value, |x, y| Some(x * y)),
            AssignOp::Divide => self.update::<f64>(place, value, |x, y| (y != 0.0).then_some(x / y)),
            _ => None,
        }
    }

    /// `place op= value` on a local or a field of one, unless evaluating the value may change the place.
    fn update<T: Kind>(&mut self, place: &Target, value: &Expr, f: impl Update<T>) -> Option<StmtCode> {
        let site = self.site(place.span);
        match &place.kind {
            PlaceKind::Local(local) if !assigns(value, *local) => {
                let slot = slot(*local);
                self.assigned.push(slot);
                Some(match self.operand::<T>(value) {
                    Operand::Local(v) => local_update(slot, v, f, site),
                    Operand::Constant(v) => local_update(slot, Constant(v), f, site),
                    Operand::Field(v) => local_update(slot, v, f, site),
                    Operand::Code(v) => local_update(slot, v, f, site),
                })
            }
            PlaceKind::Field { receiver, slot: field } if is_still(value) => {
                let ExprKind::Local(local) = receiver.kind else { return None };
                let (local, field) = (slot(local), usize::from(*field));
                Some(match self.operand::<T>(value) {
                    Operand::Local(v) => field_update(local, field, v, f, site),
                    Operand::Constant(v) => field_update(local, field, Constant(v), f, site),
                    other => field_update(local, field, other.into_code(), f, site),
                })
            }
            _ => None,
        }
    }

    /// `s += x;` appends in place when the variable is the string's only holder.
    fn string_update(&mut self, place: &Target, op: AssignOp, value: &Expr) -> Option<StmtCode> {
        match place.kind {
            _ if op != AssignOp::Concat => None,
            PlaceKind::Local(local) => (!assigns(value, local)).then(|| self.append_to_local(local, value)),
            PlaceKind::Field { .. } | PlaceKind::Static { .. } => Some(self.append_to_place(place, value)),
            _ => None,
        }
    }

    /// The same for fields and statics. The value may run any code, so the place is read before and looked at again after.
    fn append_to_place(&mut self, place: &Target, value: &Expr) -> StmtCode {
        let (target, append) = (self.place_code(place), self.append(value));
        Box::new(move |cx| {
            let parts = target.parts(cx)?;
            let before = target.read(cx, &parts)?;
            let mut text = std::mem::take(&mut cx.scratch);
            text.clear();
            append(cx, &mut text)?;
            if text.len() > LARGE {
                cx.reserve(text.len())?;
            }
            let mut all = match before {
                Value::String(before) => before,
                other => cx.text(&other)?,
            };
            // While the place holds the string too, appending would copy it.
            if target.holds(cx, &parts, &all) {
                target.write(cx, &parts, Value::Null)?;
            }
            all.push_str(&text);
            cx.scratch = text;
            target.write(cx, &parts, Value::String(all))?;
            Ok(Flow::Next)
        })
    }

    /// `s = s + x;` as `s += x;`
    pub(super) fn self_append(&mut self, local: usize, value: &Expr) -> Option<StmtCode> {
        let ExprKind::Concat(parts) = &value.kind else { return None };
        let (first, rest) = parts.split_first()?;
        let ExprKind::Local(read) = first.kind else { return None };
        if slot(read) != local || first.ty != TypeId::STRING || rest.is_empty() {
            return None;
        }
        if rest.iter().any(|p| assigns(p, read)) {
            return None;
        }
        let rest = Expr { kind: ExprKind::Concat(rest.to_vec()), ty: TypeId::STRING, span: value.span };
        Some(self.append_to_local(read, &rest))
    }

    fn append_to_local(&mut self, local: LocalSlot, value: &Expr) -> StmtCode {
        let (slot, append) = (slot(local), self.append(value));
        self.assigned.push(slot);
        Box::new(move |cx| {
            let mut text = std::mem::take(&mut cx.scratch);
            text.clear();
            append(cx, &mut text)?;
            if text.len() > LARGE {
                cx.reserve(text.len())?;
            }
            match cx.local_mut(slot) {
                Value::String(s) => s.push_str(&text),
                other => {
                    let before = other.clone();
                    let mut all = cx.text(&before)?.to_string();
                    all.push_str(&text);
                    cx.set_local(slot, Value::String(Str::from(all)));
                }
            }
            cx.scratch = text;
            Ok(Flow::Next)
        })
    }

    /// `place op= value` where the result is wanted, on any place.
    pub(super) fn compound_value(&mut self, place: &Target, op: AssignOp, value: &Expr, operand: TypeId) -> ValueCode {
        let (target, code, site, ty) = (self.place_code(place), self.value(value), self.site(place.span), place.ty);
        Box::new(move |cx| {
            let parts = target.parts(cx)?;
            let before = target.read(cx, &parts)?;
            let value = code(cx)?;
            cx.site = site;
            let result = apply(cx, op, operand, &before, &value, site)?;
            let result = narrow(cx.represent(result, ty), ty);
            target.write(cx, &parts, result.clone())?;
            Ok(result)
        })
    }

    pub(super) fn incdec_effect(&mut self, place: &Target, how: IncDec) -> StmtCode {
        if place.ty == TypeId::INTEGER {
            let by = step(how);
            let site = self.site(place.span);
            if let PlaceKind::Local(local) = place.kind {
                self.assigned.push(slot(local));
                return local_update(slot(local), Constant(by), |x: i32, y| Some(x.wrapping_add(y)), site);
            }
            if let PlaceKind::Field { receiver, slot: field } = &place.kind
                && let ExprKind::Local(local) = receiver.kind
            {
                let add = |x: i32, y| Some(x.wrapping_add(y));
                return field_update(slot(local), usize::from(*field), Constant(by), add, site);
            }
        }
        let code = self.incdec_value(place, how);
        Box::new(move |cx| code(cx).map(|_| Flow::Next))
    }

    /// `i++` on a local Integer where its value is wanted.
    pub(super) fn local_incdec<T: Kind>(&mut self, slot: usize, how: IncDec, place: &Target) -> Option<Code<T>> {
        if T::KIND != ResultKind::Integer || place.ty != TypeId::INTEGER {
            return None;
        }
        self.assigned.push(slot);
        let (by, site) = (step(how), self.site(place.span));
        let post = matches!(how, IncDec::PostIncrement | IncDec::PostDecrement);
        Some(Box::new(move |cx| {
            let Value::Integer(i) = cx.local_mut(slot) else { return Err(cx.null_at(site)) };
            let before = *i;
            *i = before.wrapping_add(by);
            let answer = if post { before } else { before.wrapping_add(by) };
            Ok(T::of(&Value::Integer(answer)).expect("checked above: an Integer"))
        }))
    }

    pub(super) fn incdec_value(&mut self, place: &Target, how: IncDec) -> ValueCode {
        let (target, site, ty) = (self.place_code(place), self.site(place.span), place.ty);
        let post = matches!(how, IncDec::PostIncrement | IncDec::PostDecrement);
        Box::new(move |cx| {
            let parts = target.parts(cx)?;
            let before = target.read(cx, &parts)?;
            let after = match &before {
                Value::Integer(i) => Value::Integer(i.wrapping_add(step(how))),
                Value::Long(i) => Value::Long(i.wrapping_add(i64::from(step(how)))),
                Value::Double(f) => Value::Double(f + f64::from(step(how))),
                Value::Null => return Err(cx.null_at(site)),
                other => match other.as_decimal() {
                    Some(d) => Value::decimal(d.add(&Decimal::from(step(how)))),
                    None => return Err(not_of_kind::<i32>(cx, other, site)),
                },
            };
            let after = cx.represent(after, ty);
            target.write(cx, &parts, after.clone())?;
            Ok(if post { before } else { after })
        })
    }
}

fn step(how: IncDec) -> i32 {
    match how {
        IncDec::PreIncrement | IncDec::PostIncrement => 1,
        IncDec::PreDecrement | IncDec::PostDecrement => -1,
    }
}

/// Whether the value is certainly read without running code that could change a field.
fn is_still(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Literal(_) | ExprKind::Local(_) => true,
        ExprKind::Field { receiver, .. } => is_still(receiver),
        ExprKind::Binary { left, right, .. } => is_still(left) && is_still(right),
        ExprKind::Unary { operand, .. } => is_still(operand),
        ExprKind::Convert { value, .. } => is_still(value),
        ExprKind::Index { list, index } => is_still(list) && is_still(index),
        _ => false,
    }
}

fn local_update<T: Kind>(slot: usize, value: impl Get<T>, f: impl Update<T>, site: SiteId) -> StmtCode {
    Box::new(move |cx| {
        let y = value.get(cx)?;
        let Some(x) = T::of_mut(cx.local_mut(slot)) else {
            let before = cx.local(slot).clone();
            return Err(not_of_kind::<T>(cx, &before, site));
        };
        match f(x.clone(), y) {
            Some(result) => {
                *x = result;
                Ok(Flow::Next)
            }
            None => Err(divide_by_zero(cx, site)),
        }
    })
}

fn field_update<T: Kind>(local: usize, field: usize, value: impl Get<T>, f: impl Update<T>, site: SiteId) -> StmtCode {
    Box::new(move |cx| {
        let y = value.get(cx)?;
        let outcome = match cx.local(local).object() {
            Some(Object::Instance(i)) => match T::of_mut(&mut i.fields.borrow_mut()[field]) {
                Some(x) => match f(x.clone(), y) {
                    Some(result) => {
                        *x = result;
                        Outcome::Done
                    }
                    None => Outcome::DividedByZero,
                },
                None => Outcome::Null,
            },
            _ => Outcome::Null,
        };
        match outcome {
            Outcome::Done => Ok(Flow::Next),
            Outcome::Null => Err(cx.null_at(site)),
            Outcome::DividedByZero => Err(divide_by_zero(cx, site)),
        }
    })
}

/// How an update in place went; what failed is thrown after the borrow has ended.
enum Outcome {
    Done,
    Null,
    DividedByZero,
}

/// The operation on boxed values, by the type that both operands have.
fn apply(cx: &mut Interp, op: AssignOp, operand: TypeId, a: &Value, b: &Value, site: SiteId) -> Exec<Value> {
    if op == AssignOp::Concat {
        let mut text = String::new();
        cx.push_text(&mut text, a)?;
        cx.push_text(&mut text, b)?;
        return Ok(Value::String(Str::from(text)));
    }
    if a.is_null() || b.is_null() {
        return Err(cx.null_at(site));
    }
    let (a, b) = (cx.represent(a.clone(), operand), cx.represent(b.clone(), operand));
    match (&a, &b) {
        (Value::Integer(x), Value::Integer(y)) => integers(op, i64::from(*x), i64::from(*y), 32)
            .map(|r| Value::Integer(r as i32))
            .ok_or_else(|| divide_by_zero(cx, site)),
        (Value::Long(x), Value::Long(y)) => {
            integers(op, *x, *y, 64).map(Value::Long).ok_or_else(|| divide_by_zero(cx, site))
        }
        (Value::Long(x), Value::Integer(y)) => {
            integers(op, *x, i64::from(*y), 64).map(Value::Long).ok_or_else(|| divide_by_zero(cx, site))
        }
        (Value::Boolean(x), Value::Boolean(y)) => Ok(Value::Boolean(match op {
            AssignOp::BitAnd => x & y,
            AssignOp::BitOr => x | y,
            _ => x ^ y,
        })),
        (Value::Double(x), Value::Double(y)) => match op {
            AssignOp::Add => Ok(Value::Double(x + y)),
            AssignOp::Subtract => Ok(Value::Double(x - y)),
            AssignOp::Multiply => Ok(Value::Double(x * y)),
            _ if *y == 0.0 => Err(divide_by_zero(cx, site)),
            _ => Ok(Value::Double(x / y)),
        },
        (Value::Date(d), Value::Integer(n)) => Ok(Value::Date(d.add_days(signed(op, *n)))),
        (Value::Datetime(t), Value::Integer(n)) => Ok(Value::Datetime(t.add_days(signed(op, *n)))),
        _ => decimals(cx, op, &a, &b, site),
    }
}

fn signed(op: AssignOp, n: i32) -> i32 {
    if op == AssignOp::Subtract { n.wrapping_neg() } else { n }
}

fn decimals(cx: &mut Interp, op: AssignOp, a: &Value, b: &Value, site: SiteId) -> Exec<Value> {
    let (Some(x), Some(y)) = (a.as_decimal(), b.as_decimal()) else {
        return Err(not_of_kind::<Value>(cx, a, site));
    };
    let result = match op {
        AssignOp::Add => x.add(&y),
        AssignOp::Subtract => x.sub(&y),
        AssignOp::Multiply => x.mul(&y),
        _ => match x.div(&y) {
            Ok(d) => d,
            Err(_) if y.is_zero() => return Err(divide_by_zero(cx, site)),
            Err(error) => return Err(cx.throw_at(site, Exc::Math, error.to_string())),
        },
    };
    Ok(Value::decimal(result))
}

/// Whole-number operations; `bits` matters for shifts. None: division by zero.
fn integers(op: AssignOp, x: i64, y: i64, bits: u32) -> Option<i64> {
    let by = y as u32 & (bits - 1);
    Some(match op {
        AssignOp::Add => x.wrapping_add(y),
        AssignOp::Subtract => x.wrapping_sub(y),
        AssignOp::Multiply => x.wrapping_mul(y),
        AssignOp::Divide if y == 0 => return None,
        AssignOp::Divide => x.wrapping_div(y),
        AssignOp::BitAnd => x & y,
        AssignOp::BitOr => x | y,
        AssignOp::BitXor => x ^ y,
        AssignOp::ShiftLeft => x << by,
        AssignOp::ShiftRight => x >> by,
        AssignOp::ShiftRightUnsigned if bits == 32 => i64::from((x as i32 as u32) >> by),
        AssignOp::ShiftRightUnsigned => ((x as u64) >> by) as i64,
        AssignOp::Concat => unreachable!("handled before"),
    })
}

/// A result that is wider than its place goes back to the place's type.
fn narrow(value: Value, ty: TypeId) -> Value {
    match (ty, value) {
        (TypeId::INTEGER, Value::Long(i)) => Value::Integer(i as i32),
        (TypeId::INTEGER, Value::Double(f)) => Value::Integer(f as i32),
        (TypeId::LONG, Value::Double(f)) => Value::Long(f as i64),
        (TypeId::INTEGER, v) if v.as_decimal().is_some() => Value::Integer(v.as_decimal().map_or(0, |d| d.int_value())),
        (TypeId::LONG, v) if v.as_decimal().is_some() => Value::Long(v.as_decimal().map_or(0, |d| d.long_value())),
        (_, value) => value,
    }
}
