//! Comparisons: `==` and `===` with nulls allowed, `<` and its kin.

use std::cmp::Ordering;

use crate::hir::{BinaryOp, Expr, Kind as ResultKind, TypeId};
use crate::interp::code::BoolCode;
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::Kind;
use crate::interp::compile::operand::{Constant, Get, LocalOperand, Look, Operand, Place, binary};
use crate::interp::order::compare_scalars;
use crate::interp::{Exc, Exec, Interp};
use crate::value::Value;
use crate::value::str::{cmp_ignore_case, eq_ignore_case};

impl Compiler<'_> {
    pub(super) fn comparison(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> BoolCode {
        match op {
            BinaryOp::Equal | BinaryOp::NotEqual => self.equality(op == BinaryOp::Equal, left, right),
            BinaryOp::Same | BinaryOp::NotSame => {
                let (a, b, want) = (self.value(left), self.value(right), op == BinaryOp::Same);
                Box::new(move |cx| {
                    let x = a(cx)?;
                    let y = b(cx)?;
                    Ok(x.same(&y) == want)
                })
            }
            _ => match left.ty.kind() {
                ResultKind::Integer => self.ordering::<i32>(op, left, right),
                ResultKind::Long => self.ordering::<i64>(op, left, right),
                ResultKind::Double => self.ordering::<f64>(op, left, right),
                ResultKind::Boolean | ResultKind::Value => self.value_ordering(op, left, right, e),
            },
        }
    }

    /// Orders numbers. Null is neither less nor greater than anything, nor equal to it.
    fn ordering<T: Kind + PartialOrd>(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> BoolCode {
        match op {
            BinaryOp::Less => self.ordered::<T>(left, right, |x, y| x < y),
            BinaryOp::LessEqual => self.ordered::<T>(left, right, |x, y| x <= y),
            BinaryOp::Greater => self.ordered::<T>(left, right, |x, y| x > y),
            BinaryOp::GreaterEqual => self.ordered::<T>(left, right, |x, y| x >= y),
            _ => unreachable!("asked for an order"),
        }
    }

    fn ordered<T: Kind + PartialOrd>(
        &mut self,
        left: &Expr,
        right: &Expr,
        test: impl Fn(T, T) -> bool + Copy + 'static,
    ) -> BoolCode {
        if self.never_null(left) && self.never_null(right) {
            let (a, b) = (self.operand::<T>(left), self.operand::<T>(right));
            return binary(a, b, move |_, x, y| Ok(test(x, y)));
        }
        if self.never_null(right) {
            return match (self.place(left), self.operand::<T>(right)) {
                (Place::Local(a), Operand::Constant(b)) => half_ordered(a, Constant(b), test),
                (Place::Local(a), b) => half_ordered(a, b.into_code(), test),
                (Place::Field(a), Operand::Constant(b)) => half_ordered(a, Constant(b), test),
                (Place::Field(a), b) => half_ordered(a, b.into_code(), test),
                (Place::Code(a), Operand::Constant(b)) => half_ordered(a, Constant(b), test),
                (Place::Code(a), b) => half_ordered(a, b.into_code(), test),
            };
        }
        match (self.place(left), self.place(right)) {
            (Place::Local(a), Place::Local(b)) => both_ordered(a, b, test),
            (Place::Field(a), Place::Field(b)) => both_ordered(a, b, test),
            (Place::Field(a), Place::Local(b)) => both_ordered(a, b, test),
            (Place::Local(a), Place::Field(b)) => both_ordered(a, b, test),
            (Place::Local(a), Place::Code(b)) => both_ordered(a, b, test),
            (Place::Field(a), Place::Code(b)) => both_ordered(a, b, test),
            (Place::Code(a), Place::Local(b)) => both_ordered(a, b, test),
            (Place::Code(a), Place::Field(b)) => both_ordered(a, b, test),
            (Place::Code(a), Place::Code(b)) => both_ordered(a, b, test),
        }
    }

    fn value_ordering(&mut self, op: BinaryOp, left: &Expr, right: &Expr, e: &Expr) -> BoolCode {
        let (a, b, site) = (self.value(left), self.value(right), self.site(e.span));
        let text = |ty| matches!(ty, TypeId::STRING | TypeId::ID);
        let null_first = text(left.ty) || text(right.ty);
        let accept = move |order: Ordering| match op {
            BinaryOp::Less => order == Ordering::Less,
            BinaryOp::LessEqual => order != Ordering::Greater,
            BinaryOp::Greater => order == Ordering::Greater,
            BinaryOp::GreaterEqual => order != Ordering::Less,
            _ => unreachable!("asked for an order"),
        };
        Box::new(move |cx| {
            let x = a(cx)?;
            let y = b(cx)?;
            match (&x, &y) {
                // Strings order without regard to case, as `==` compares them.
                (Value::String(s), Value::String(t)) => Ok(accept(cmp_ignore_case(s, t))),
                // Null comes before every String and Id; other values have no order with it.
                (Value::Null, _) | (_, Value::Null) if null_first => Ok(accept(y.is_null().cmp(&x.is_null()))),
                (Value::Null, _) | (_, Value::Null) => Ok(false),
                _ => match compare_scalars(&x, &y) {
                    Some(order) => Ok(accept(order)),
                    None => Err(cx.throw_at(site, Exc::Type, "Comparison arguments must be compatible types")),
                },
            }
        })
    }

    fn equality(&mut self, want: bool, left: &Expr, right: &Expr) -> BoolCode {
        if Compiler::is_null_literal(right) {
            return self.null_test(want, left);
        }
        if Compiler::is_null_literal(left) {
            return self.null_test(want, right);
        }
        match left.ty.kind() {
            ResultKind::Integer if right.ty == TypeId::INTEGER => self.scalar_equality::<i32>(want, left, right),
            ResultKind::Long if right.ty == TypeId::LONG => self.scalar_equality::<i64>(want, left, right),
            ResultKind::Double if right.ty == TypeId::DOUBLE => self.scalar_equality::<f64>(want, left, right),
            ResultKind::Boolean if right.ty == TypeId::BOOLEAN => self.scalar_equality::<bool>(want, left, right),
            _ if left.ty == TypeId::STRING && right.ty == TypeId::STRING => self.string_equality(want, left, right),
            _ => {
                let (a, b) = (self.value(left), self.value(right));
                let site = self.site(left.span);
                Box::new(move |cx| {
                    let x = a(cx)?;
                    let y = b(cx)?;
                    cx.site = site;
                    Ok(cx.loosely_equal(&x, &y)? == want)
                })
            }
        }
    }

    fn null_test(&mut self, want: bool, e: &Expr) -> BoolCode {
        fn node(place: impl Look, want: bool) -> BoolCode {
            Box::new(move |cx| Ok(place.look(cx, Value::is_null)? == want))
        }
        match self.place(e) {
            Place::Local(p) => node(p, want),
            Place::Field(p) => node(p, want),
            Place::Code(p) => node(p, want),
        }
    }

    /// Equality of scalars that may be null: null equals only null.
    fn scalar_equality<T: Kind + PartialEq>(&mut self, want: bool, left: &Expr, right: &Expr) -> BoolCode {
        if self.never_null(left) && self.never_null(right) {
            let (a, b) = (self.operand::<T>(left), self.operand::<T>(right));
            return match want {
                true => binary(a, b, |_, x, y| Ok(x == y)),
                false => binary(a, b, |_, x, y| Ok(x != y)),
            };
        }
        if self.never_null(right) {
            return match (self.place(left), self.operand::<T>(right)) {
                (Place::Local(a), Operand::Constant(b)) => half(a, Constant(b), want),
                (Place::Local(a), b) => half(a, b.into_code(), want),
                (Place::Field(a), Operand::Constant(b)) => half(a, Constant(b), want),
                (Place::Field(a), b) => half(a, b.into_code(), want),
                (Place::Code(a), Operand::Constant(b)) => half(a, Constant(b), want),
                (Place::Code(a), b) => half(a, b.into_code(), want),
            };
        }
        match (self.place(left), self.place(right)) {
            (Place::Local(a), Place::Local(b)) => locals::<T>(a, b, want),
            (Place::Field(a), Place::Field(b)) => both::<T>(a, b, want),
            (Place::Field(a), Place::Local(b)) => both::<T>(a, b, want),
            (Place::Local(a), Place::Field(b)) => both::<T>(a, b, want),
            (Place::Local(a), Place::Code(b)) => both::<T>(a, b, want),
            (Place::Field(a), Place::Code(b)) => both::<T>(a, b, want),
            (Place::Code(a), Place::Local(b)) => both::<T>(a, b, want),
            (Place::Code(a), Place::Field(b)) => both::<T>(a, b, want),
            (Place::Code(a), Place::Code(b)) => both::<T>(a, b, want),
        }
    }

    /// `==` on strings: without regard to case.
    fn string_equality(&mut self, want: bool, left: &Expr, right: &Expr) -> BoolCode {
        if let Operand::Constant(Value::String(constant)) = self.operand::<Value>(right) {
            fn node(place: impl Look, constant: crate::value::Str, want: bool) -> BoolCode {
                Box::new(move |cx| {
                    let equal = |v: &Value| matches!(v, Value::String(s) if eq_ignore_case(s, &constant));
                    Ok(place.look(cx, equal)? == want)
                })
            }
            return match self.place(left) {
                Place::Local(p) => node(p, constant, want),
                Place::Field(p) => node(p, constant, want),
                Place::Code(p) => node(p, constant, want),
            };
        }
        let (a, b) = (self.value(left), self.value(right));
        Box::new(move |cx| {
            let x = a(cx)?;
            let y = b(cx)?;
            let equal = match (&x, &y) {
                (Value::String(s), Value::String(t)) => s.ptr_eq(t) || eq_ignore_case(s, t),
                (Value::Null, Value::Null) => true,
                (Value::Null, _) | (_, Value::Null) => false,
                _ => cx.loosely_equal(&x, &y)?,
            };
            Ok(equal == want)
        })
    }
}

/// Compares what may be null with what is not.
fn half<T: Kind + PartialEq>(a: impl Look, b: impl Get<T>, want: bool) -> BoolCode {
    Box::new(move |cx| {
        let x = a.look(cx, T::of)?;
        let y = b.get(cx)?;
        Ok(x.is_some_and(|x| x == y) == want)
    })
}

/// Orders what may be null and what is not.
fn half_ordered<T: Kind>(a: impl Look, b: impl Get<T>, test: impl Fn(T, T) -> bool + 'static) -> BoolCode {
    Box::new(move |cx| {
        let x = a.look(cx, T::of)?;
        let y = b.get(cx)?;
        Ok(x.is_some_and(|x| test(x, y)))
    })
}

fn both_ordered<T: Kind>(a: impl Look, b: impl Look, test: impl Fn(T, T) -> bool + 'static) -> BoolCode {
    Box::new(move |cx| {
        let x = a.look(cx, T::of)?;
        let y = b.look(cx, T::of)?;
        Ok(x.zip(y).is_some_and(|(x, y)| test(x, y)))
    })
}

fn both<T: Kind + PartialEq>(a: impl Look, b: impl Look, want: bool) -> BoolCode {
    Box::new(move |cx| {
        let x = a.look(cx, T::of)?;
        let y = b.look(cx, T::of)?;
        Ok((x == y) == want)
    })
}

fn locals<T: Kind + PartialEq>(a: LocalOperand, b: LocalOperand, want: bool) -> BoolCode {
    let read = |cx: &mut Interp, o: LocalOperand| -> Exec<Option<T>> { o.look(cx, T::of) };
    Box::new(move |cx| Ok((read(cx, a)? == read(cx, b)?) == want))
}
