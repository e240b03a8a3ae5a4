//! Library methods that deserve a node of their own: the hottest ones of lists, maps, strings and Math.
//!
//! A node does the usual case itself and hands everything else (null receivers, bounds, keys with `equals` of their own, loops
//! under way) to the row, whose texts are the platform's.

use std::any::Any;

use crate::hir::{Expr, ExprKind, Literal, NativeId, TypeId};
use crate::interp::Flow;
use crate::interp::code::{Code, SiteId, StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::index::Element;
use crate::interp::compile::intrinsic::Intrinsic;
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::compile::operand::{Constant, Get, Known, Look, Operand, Peek, Place, binary};
use crate::interp::native::NativeFn;
use crate::value::str::compare_to;
use crate::value::{Object, Str, Value};

/// The row that a node falls back to, with the place of the call.
#[derive(Clone, Copy)]
pub(super) struct Row {
    call: &'static NativeFn,
    site: SiteId,
}

impl Row {
    pub(super) fn call<T: Kind>(&self, cx: &mut crate::interp::Interp, args: &[Value]) -> crate::interp::Exec<T> {
        cx.site = self.site;
        let value = (self.call)(cx, args)?;
        unbox(cx, &value, self.site)
    }
}

/// Specialises a node on where its receiver lies.
macro_rules! by_place {
    ($place:expr, |$p:ident| $node:expr) => {
        match $place {
            Place::Local($p) => $node,
            Place::Field($p) => $node,
            Place::Code($p) => $node,
        }
    };
}
pub(super) use by_place;

/// A node that looks at its receiver only.
fn glance<T: Kind>(place: impl Look, row: Row, f: impl Fn(&Value) -> Option<T> + 'static) -> Code<T> {
    Box::new(move |cx| {
        let held = place.hold(cx)?;
        match place.try_look_at(cx, &held, &f)? {
            Ok(x) => Ok(x),
            Err(receiver) => row.call(cx, &[receiver]),
        }
    })
}

/// A node with a receiver and an argument, in the shapes they have.
fn ask<T: Kind>(
    place: Place,
    argument: Place,
    row: Row,
    f: impl Fn(&Value, &Value) -> Option<T> + Copy + 'static,
) -> Code<T> {
    match (place, argument) {
        (Place::Local(p), Place::Local(a)) => with_peeked(p, a, row, f),
        (Place::Local(p), Place::Field(a)) => with_peeked(p, a, row, f),
        (Place::Field(p), Place::Local(a)) => with_peeked(p, a, row, f),
        (Place::Field(p), Place::Field(a)) => with_peeked(p, a, row, f),
        (Place::Local(p), Place::Code(a)) => with_argument(p, a, row, f),
        (Place::Field(p), Place::Code(a)) => with_argument(p, a, row, f),
        (Place::Code(p), Place::Local(a)) => with_argument(p, a, row, f),
        (Place::Code(p), Place::Field(a)) => with_argument(p, a, row, f),
        (Place::Code(p), Place::Code(a)) => with_argument(p, a, row, f),
    }
}

/// Both are looked at where they lie; what `f` does not know goes the long way.
fn with_peeked<T: Kind>(
    place: impl Peek,
    argument: impl Peek,
    row: Row,
    f: impl Fn(&Value, &Value) -> Option<T> + Copy + 'static,
) -> Code<T> {
    Box::new(move |cx| {
        if let (Some(receiver), Some(arg)) = (place.peek(cx), argument.peek(cx))
            && let Some(x) = f(&receiver, &arg)
        {
            return Ok(x);
        }
        let arg = argument.look(cx, Value::clone)?;
        let receiver = place.look(cx, Value::clone)?;
        row.call(cx, &[receiver, arg])
    })
}

/// A node with a receiver and one argument of which one is evaluated by code.
fn with_argument<T: Kind>(
    place: impl Look,
    argument: impl Look,
    row: Row,
    f: impl Fn(&Value, &Value) -> Option<T> + 'static,
) -> Code<T> {
    Box::new(move |cx| {
        let held = place.hold(cx)?;
        let arg = argument.look(cx, Value::clone)?;
        match place.try_look_at(cx, &held, |receiver| f(receiver, &arg))? {
            Ok(x) => Ok(x),
            Err(receiver) => row.call(cx, &[receiver, arg]),
        }
    })
}

/// A node of an Integer that is looked at and one that is known.
fn with_constant(
    place: impl Look,
    constant: i32,
    row: Row,
    f: impl Fn(i32, i32) -> Option<i32> + 'static,
) -> Code<i32> {
    Box::new(move |cx| {
        let held = place.hold(cx)?;
        match place.try_look_at(cx, &held, |x| f(i32::of(x)?, constant))? {
            Ok(result) => Ok(result),
            Err(x) => row.call(cx, &[x, Value::Integer(constant)]),
        }
    })
}

/// Keys whose hash and equality need no code of the user's.
fn is_plain_key(key: &Value) -> bool {
    matches!(key, Value::String(_) | Value::Integer(_) | Value::Id(_) | Value::Enum(..) | Value::Long(_))
}

impl Compiler<'_> {
    fn row(&self, native: NativeId, e: &Expr) -> Row {
        Row { call: (self.cx.natives)(native), site: self.site(e.span) }
    }

    pub(super) fn intrinsic_value(&mut self, native: NativeId, args: &[Expr], e: &Expr) -> Option<ValueCode> {
        let which = self.intrinsic(native)?;
        if which.never_null() {
            return match e.ty {
                TypeId::INTEGER => self.intrinsic_scalar::<i32>(native, args, e).map(boxed),
                TypeId::BOOLEAN => self.intrinsic_scalar::<bool>(native, args, e).map(boxed),
                TypeId::DOUBLE => self.intrinsic_scalar::<f64>(native, args, e).map(boxed),
                _ => None,
            };
        }
        let row = self.row(native, e);
        match which {
            Intrinsic::ListGet => Some(self.index_value(&args[0], &args[1], e)),
            Intrinsic::MapGet => Some(self.map_get(args, row)),
            Intrinsic::StringSubstring | Intrinsic::StringSubstringTo => Some(self.substring(args, row)),
            _ => None,
        }
    }

    pub(super) fn intrinsic_scalar<T: Kind>(&mut self, native: NativeId, args: &[Expr], e: &Expr) -> Option<Code<T>> {
        let which = self.intrinsic(native)?;
        let row = self.row(native, e);
        match which {
            Intrinsic::ListGet => Some(self.index::<T>(&args[0], &args[1], e)),
            Intrinsic::MapGet => Some(self.map_get(args, row)),
            Intrinsic::Sqrt => as_kind(self.sqrt(args, row)),
            Intrinsic::Mod | Intrinsic::AbsInteger | Intrinsic::MaxInteger | Intrinsic::MinInteger => {
                self.integer_math(which, args, row).and_then(as_kind)
            }
            Intrinsic::ListSize | Intrinsic::MapSize | Intrinsic::SetSize | Intrinsic::StringLength => {
                let place = self.place(&args[0]);
                as_kind::<i32, T>(by_place!(place, |p| glance(p, row, size)))
            }
            Intrinsic::ListIsEmpty => {
                let place = self.place(&args[0]);
                as_kind::<bool, T>(by_place!(place, |p| glance(p, row, |v| size(v).map(|n| n == 0))))
            }
            Intrinsic::MapContainsKey | Intrinsic::SetContains => as_kind(self.contains_key(args, row)),
            Intrinsic::StringIndexOf => as_kind(self.text_question(args, row, |s, t| {
                s.index_of16(t, 0).map_or(-1, |i| i32::try_from(i).expect("strings are short"))
            })),
            Intrinsic::StringContains => as_kind(self.text_question(args, row, |s, t| s.contains(t.as_str()))),
            Intrinsic::StringCompareTo => as_kind(self.text_question(args, row, |s, t| compare_to(s, t))),
            _ => None,
        }
    }

    pub(super) fn intrinsic_effect(&mut self, native: NativeId, args: &[Expr], e: &Expr) -> Option<StmtCode> {
        let which = self.intrinsic(native)?;
        let row = self.row(native, e);
        match which {
            Intrinsic::ListAdd => Some(self.list_add(args, row)),
            Intrinsic::MapPut => Some(self.map_put(args, row)),
            _ => None,
        }
    }

    fn integer_math(&mut self, which: Intrinsic, args: &[Expr], row: Row) -> Option<Code<i32>> {
        if which == Intrinsic::AbsInteger {
            if !self.never_null(&args[0]) {
                return Some(by_place!(self.place(&args[0]), |p| glance(p, row, |v| i32::of(v).map(i32::wrapping_abs))));
            }
            let code = self.operand::<i32>(&args[0]).into_code();
            return Some(Box::new(move |cx| Ok(code(cx)?.wrapping_abs())));
        }
        match which {
            Intrinsic::Mod => Some(self.of_two(args, row, |x, y| (y != 0).then(|| x.wrapping_rem(y)))),
            Intrinsic::MaxInteger => Some(self.of_two(args, row, |x, y| Some(x.max(y)))),
            Intrinsic::MinInteger => Some(self.of_two(args, row, |x, y| Some(x.min(y)))),
            _ => None,
        }
    }

    /// A function of two Integers; nulls and what `f` does not know go to the row.
    fn of_two(&mut self, args: &[Expr], row: Row, f: impl Fn(i32, i32) -> Option<i32> + Copy + 'static) -> Code<i32> {
        let [a, b] = args else { unreachable!("a function of two") };
        if self.never_null(a) && self.never_null(b) {
            let (a, b) = (self.operand::<i32>(a), self.operand::<i32>(b));
            return binary(a, b, move |cx, x, y| match f(x, y) {
                Some(result) => Ok(result),
                None => row.call(cx, &[Value::Integer(x), Value::Integer(y)]),
            });
        }
        let of_values = move |a: &Value, b: &Value| f(i32::of(a)?, i32::of(b)?);
        if let ExprKind::Literal(Literal::Integer(y)) = &b.kind {
            let y = *y;
            return by_place!(self.place(a), |p| with_constant(p, y, row, f));
        }
        match (self.first_place(a, [b]), self.place(b)) {
            (Place::Local(a), Place::Local(b)) => with_peeked(a, b, row, of_values),
            (a, b) => {
                let (a, b) = (a.into_code(), b.into_code());
                Box::new(move |cx| {
                    let (x, y) = (a(cx)?, b(cx)?);
                    match of_values(&x, &y) {
                        Some(result) => Ok(result),
                        None => row.call(cx, &[x, y]),
                    }
                })
            }
        }
    }

    fn sqrt(&mut self, args: &[Expr], row: Row) -> Code<f64> {
        fn root(x: f64) -> Option<f64> {
            (x >= 0.0).then(|| x.sqrt())
        }
        if !self.never_null(&args[0]) {
            return by_place!(self.place(&args[0]), |p| glance(p, row, |v| f64::of(v).and_then(root)));
        }
        let code = self.operand::<f64>(&args[0]).into_code();
        Box::new(move |cx| {
            let x = code(cx)?;
            match root(x) {
                Some(root) => Ok(root),
                None => row.call(cx, &[Value::Double(x)]),
            }
        })
    }

    fn map_get<T: Kind>(&mut self, args: &[Expr], row: Row) -> Code<T> {
        fn get<T: Kind>(map: &Value, key: &Value) -> Option<T> {
            match map.object() {
                Some(Object::Map(m)) if is_plain_key(key) => match m.borrow().get(key) {
                    Some(value) => T::of(value),
                    None => T::of(&Value::Null),
                },
                _ => None,
            }
        }
        self.question(args, row, get::<T>)
    }

    fn contains_key(&mut self, args: &[Expr], row: Row) -> Code<bool> {
        fn contains(collection: &Value, key: &Value) -> Option<bool> {
            if !is_plain_key(key) {
                return None;
            }
            match collection.object() {
                Some(Object::Map(m)) => Some(m.borrow().contains(key)),
                Some(Object::Set(s)) => Some(s.borrow().contains(key)),
                _ => None,
            }
        }
        self.question(args, row, contains)
    }

    /// A question about a receiver and an argument.
    fn question<T: Kind>(
        &mut self,
        args: &[Expr],
        row: Row,
        f: impl Fn(&Value, &Value) -> Option<T> + Copy + 'static,
    ) -> Code<T> {
        let place = self.first_place(&args[0], &args[1..]);
        if let ExprKind::Literal(literal @ Literal::String(_)) = &args[1].kind {
            let known = Known(self.literal_value(literal));
            return match place {
                Place::Local(p) => with_peeked(p, known, row, f),
                Place::Field(p) => with_peeked(p, known, row, f),
                Place::Code(p) => with_argument(p, known, row, f),
            };
        }
        ask(place, self.place(&args[1]), row, f)
    }

    /// A question about two strings.
    fn text_question<R: Kind>(
        &mut self,
        args: &[Expr],
        row: Row,
        f: impl Fn(&Str, &Str) -> R + Copy + 'static,
    ) -> Code<R> {
        let question = move |a: &Value, b: &Value| match (a, b) {
            (Value::String(s), Value::String(t)) => Some(f(s, t)),
            _ => None,
        };
        self.question(args, row, question)
    }

    fn list_add(&mut self, args: &[Expr], row: Row) -> StmtCode {
        // A list that was made for narrower elements than it is declared with here is asked what it takes.
        fn node(place: impl Look, item: ValueCode, elem: TypeId, row: Row) -> StmtCode {
            Box::new(move |cx| {
                let held = place.hold(cx)?;
                let mut item = Some(item(cx)?);
                let added = place.try_look_at(cx, &held, |v| match v.object() {
                    Some(Object::List(l)) => {
                        let mut l = l.borrow_mut();
                        if l.iterating > 0 || l.read_only || l.elem != elem {
                            return None;
                        }
                        l.push(item.take().expect("taken once"));
                        Some(())
                    }
                    _ => None,
                })?;
                if let Err(receiver) = added {
                    row.call::<Value>(cx, &[receiver, item.expect("not taken")])?;
                }
                Ok(Flow::Next)
            })
        }
        if self.never_null(&args[1]) {
            match args[1].ty {
                TypeId::BOOLEAN => return self.push_scalar::<bool>(args, row),
                TypeId::INTEGER => return self.push_scalar::<i32>(args, row),
                TypeId::DOUBLE => return self.push_scalar::<f64>(args, row),
                _ => {}
            }
        }
        let elem = match args[0].ty.get() {
            crate::hir::Type::List(elem) => elem,
            _ => TypeId::OBJECT,
        };
        let item = self.value(&args[1]);
        by_place!(self.first_place(&args[0], &args[1..]), |p| node(p, item, elem, row))
    }

    /// `list.add(x)` of a scalar that is not null, into unboxed storage.
    fn push_scalar<T: Element>(&mut self, args: &[Expr], row: Row) -> StmtCode {
        fn node<T: Element>(place: impl Look, item: impl Get<T>, row: Row) -> StmtCode {
            Box::new(move |cx| {
                let held = place.hold(cx)?;
                let item = item.get(cx)?;
                let added = place.try_look_at(cx, &held, |v| match v.object() {
                    Some(Object::List(l)) => {
                        let mut l = l.borrow_mut();
                        (l.iterating == 0 && !l.read_only && T::push(&mut l, &item)).then_some(())
                    }
                    _ => None,
                })?;
                if let Err(receiver) = added {
                    row.call::<Value>(cx, &[receiver, item.into_value()])?;
                }
                Ok(Flow::Next)
            })
        }
        let place = self.first_place(&args[0], &args[1..]);
        match self.operand::<T>(&args[1]) {
            Operand::Constant(x) => by_place!(place, |p| node::<T>(p, Constant(x), row)),
            Operand::Local(x) => by_place!(place, |p| node::<T>(p, x, row)),
            other => {
                let code = other.into_code();
                by_place!(place, |p| node::<T>(p, code, row))
            }
        }
    }

    fn map_put(&mut self, args: &[Expr], row: Row) -> StmtCode {
        let declared = match args[0].ty.get() {
            crate::hir::Type::Map(_, value) => value,
            _ => TypeId::OBJECT,
        };
        if self.never_null(&args[2]) && args[2].ty == declared {
            match declared {
                TypeId::BOOLEAN => return self.map_put_kind::<bool>(args, declared, row),
                TypeId::INTEGER => return self.map_put_kind::<i32>(args, declared, row),
                TypeId::DOUBLE => return self.map_put_kind::<f64>(args, declared, row),
                _ => {}
            }
        }
        self.map_put_kind::<Value>(args, declared, row)
    }

    fn map_put_kind<T: Kind>(&mut self, args: &[Expr], declared: TypeId, row: Row) -> StmtCode {
        fn node<T: Kind>(place: impl Look, key: impl Look, value: Code<T>, declared: TypeId, row: Row) -> StmtCode {
            Box::new(move |cx| {
                let held = place.hold(cx)?;
                let key_held = key.hold(cx)?;
                let mut value = Some(value(cx)?);
                let done = key.look_at(cx, &key_held, |k| is_plain_key(k).then(|| k.clone()))?;
                let done = match done {
                    Some(k) => place.try_look_at(cx, &held, |v| match v.object() {
                        Some(Object::Map(m)) => {
                            let mut m = m.borrow_mut();
                            if m.iterating > 0 || m.read_only || m.value != declared || m.is_viewed() {
                                return None;
                            }
                            m.set(&k, value.take().expect("taken once").into_value());
                            Some(())
                        }
                        _ => None,
                    })?,
                    None => Err(place.look_at(cx, &held, Value::clone)?),
                };
                if let Err(receiver) = done {
                    let key = key.look_at(cx, &key_held, Value::clone)?;
                    row.call::<Value>(cx, &[receiver, key, value.expect("not taken").into_value()])?;
                }
                Ok(Flow::Next)
            })
        }
        let place = self.first_place(&args[0], &args[1..]);
        let key = self.first_place(&args[1], &args[2..]);
        let value = T::compile(self, &args[2]);
        match key {
            Place::Local(k) => by_place!(place, |p| node(p, k, value, declared, row)),
            Place::Field(k) => by_place!(place, |p| node(p, k, value, declared, row)),
            Place::Code(k) => by_place!(place, |p| node(p, k, value, declared, row)),
        }
    }
}

fn size(v: &Value) -> Option<i32> {
    let n = match v {
        Value::String(s) => s.len16(),
        _ => match v.object()? {
            Object::List(l) => l.borrow().len(),
            Object::Map(m) => m.borrow().len(),
            Object::Set(s) => s.borrow().len(),
            _ => return None,
        },
    };
    i32::try_from(n).ok()
}

fn boxed<T: Kind>(code: Code<T>) -> ValueCode {
    Box::new(move |cx| Ok(code(cx)?.into_value()))
}

/// Code of the kind that is wanted, if it is that.
fn as_kind<S: Kind, T: Kind>(code: Code<S>) -> Option<Code<T>> {
    let any: Box<dyn Any> = Box::new(code);
    any.downcast::<Code<T>>().ok().map(|code| *code)
}
