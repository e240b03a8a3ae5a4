//! `list[index]`, read and written without copying the list's reference where it lies in a local or a field.

use crate::hir::{Expr, Place as Target, TypeId};
use crate::interp::code::{Code, SiteId, StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::compile::operand::{Constant, Get, Look, Operand, Place};
use crate::interp::{Exc, Exec, Flow, Interp, Thrown};
use crate::value::list::ListData;
use crate::value::{List, Object, Value};

/// What an element of a list is in unboxed storage.
pub trait Element: Kind {
    fn get(list: &List, index: usize) -> Option<Self>;

    /// False when the storage is not unboxed for this type or the index is out of bounds.
    fn set(list: &mut List, index: usize, value: &Self) -> bool;

    /// False when the storage is not unboxed for this type.
    fn push(list: &mut List, value: &Self) -> bool;
}

macro_rules! element {
    ($rust:ty, $storage:ident, $value:ident) => {
        impl Element for $rust {
            #[inline(always)]
            fn get(list: &List, index: usize) -> Option<$rust> {
                match &list.data {
                    ListData::$storage(v) => v.get(index).copied(),
                    ListData::Values(v) => v.get(index).and_then(<$rust as Kind>::of),
                    _ => None,
                }
            }

            #[inline(always)]
            fn set(list: &mut List, index: usize, value: &$rust) -> bool {
                match &mut list.data {
                    ListData::$storage(v) => v.get_mut(index).map(|x| *x = *value).is_some(),
                    ListData::Values(v) => v.get_mut(index).map(|x| *x = Value::$value(*value)).is_some(),
                    _ => false,
                }
            }

            #[inline(always)]
            fn push(list: &mut List, value: &$rust) -> bool {
                match &mut list.data {
                    ListData::$storage(v) => {
                        v.push(*value);
                        true
                    }
                    _ => false,
                }
            }
        }
    };
}

element!(bool, Booleans, Boolean);
element!(i32, Integers, Integer);
element!(f64, Doubles, Double);

impl Element for i64 {
    #[inline(always)]
    fn get(list: &List, index: usize) -> Option<i64> {
        match &list.data {
            ListData::Values(v) => v.get(index).and_then(<i64 as Kind>::of),
            _ => None,
        }
    }

    fn set(list: &mut List, index: usize, value: &i64) -> bool {
        list.set(index, Value::Long(*value))
    }

    fn push(list: &mut List, value: &i64) -> bool {
        list.push(Value::Long(*value));
        true
    }
}

/// The index of an element; negative ones are out of every bound.
#[inline(always)]
fn position(index: i32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

#[cold]
#[inline(never)]
pub fn out_of_bounds(cx: &mut Interp, index: i32, site: SiteId) -> Thrown {
    cx.throw_at(site, Exc::List, format!("List index out of bounds: {index}"))
}

#[cold]
#[inline(never)]
fn bad_list(cx: &mut Interp, list: &Value, site: SiteId) -> Thrown {
    match list {
        Value::Null => cx.null_at(site),
        other => {
            let from = cx.type_name_of(other);
            cx.throw_at(site, Exc::Type, format!("Invalid conversion from runtime type {from} to List<ANY>"))
        }
    }
}

/// `list[index]` on evaluated parts.
pub fn get_element(cx: &mut Interp, list: &Value, index: i32, site: SiteId) -> Exec<Value> {
    match list.object() {
        Some(Object::List(l)) => match l.borrow().get(position(index)) {
            Some(value) => Ok(value),
            None => Err(out_of_bounds(cx, index, site)),
        },
        _ => Err(bad_list(cx, list, site)),
    }
}

/// `list[index] = value` on evaluated parts.
pub fn set_element(cx: &mut Interp, list: &Value, index: i32, value: Value, site: SiteId) -> Exec<()> {
    match list.object() {
        Some(Object::List(l)) => {
            if l.borrow().read_only {
                return Err(cx.throw_at(site, Exc::Final, "Collection is read-only"));
            }
            if !cx.may_store(l.borrow().elem, &value) {
                cx.site = site;
                return Err(cx.cannot_store(&value, list));
            }
            match l.borrow_mut().set(position(index), value) {
                true => Ok(()),
                false => Err(out_of_bounds(cx, index, site)),
            }
        }
        _ => Err(bad_list(cx, list, site)),
    }
}

/// An element as a scalar: the fast way first, then whatever is wrong.
fn element<T: Element>(list: impl Look, index: impl Get<i32>, site: SiteId) -> Code<T> {
    Box::new(move |cx| {
        let held = list.hold(cx)?;
        let i = index.get(cx)?;
        let found = list.try_look_at(cx, &held, |v| match v.object() {
            Some(Object::List(l)) => T::get(&l.borrow(), position(i)),
            _ => None,
        })?;
        match found {
            Ok(x) => Ok(x),
            Err(list) => no_element(cx, &list, i, site),
        }
    })
}

#[cold]
#[inline(never)]
fn no_element<T: Kind>(cx: &mut Interp, list: &Value, index: i32, site: SiteId) -> Exec<T> {
    let value = get_element(cx, list, index, site)?;
    unbox(cx, &value, site)
}

fn element_value(list: impl Look, index: impl Get<i32>, site: SiteId) -> ValueCode {
    Box::new(move |cx| {
        let held = list.hold(cx)?;
        let i = index.get(cx)?;
        let found = list.try_look_at(cx, &held, |v| match v.object() {
            Some(Object::List(l)) => l.borrow().get(position(i)),
            _ => None,
        })?;
        match found {
            Ok(x) => Ok(x),
            Err(list) => get_element(cx, &list, i, site),
        }
    })
}

fn store_node<T: Element>(list: impl Look, index: impl Get<i32>, value: impl Get<T>, site: SiteId) -> StmtCode {
    Box::new(move |cx| {
        let held = list.hold(cx)?;
        let i = index.get(cx)?;
        let x = value.get(cx)?;
        let done = list.try_look_at(cx, &held, |v| match v.object() {
            Some(Object::List(l)) => {
                let mut l = l.borrow_mut();
                (!l.read_only && T::set(&mut l, position(i), &x)).then_some(())
            }
            _ => None,
        })?;
        if let Err(list) = done {
            set_element(cx, &list, i, x.into_value(), site)?;
        }
        Ok(Flow::Next)
    })
}

/// Specialises a node on the shapes of a list and an index.
macro_rules! by_shape {
    ($list:expr, $index:expr, |$l:ident, $i:ident| $node:expr) => {
        match ($list, $index) {
            (Place::Local($l), Operand::Local($i)) => $node,
            (Place::Local($l), Operand::Constant(i)) => {
                let $i = Constant(i);
                $node
            }
            (Place::Local($l), i) => {
                let $i = i.into_code();
                $node
            }
            (Place::Field($l), Operand::Local($i)) => $node,
            (Place::Field($l), i) => {
                let $i = i.into_code();
                $node
            }
            (Place::Code($l), i) => {
                let $i = i.into_code();
                $node
            }
        }
    };
}

impl Compiler<'_> {
    pub(super) fn index_value(&mut self, list: &Expr, index: &Expr, e: &Expr) -> ValueCode {
        let (site, list) = (self.site(e.span), self.first_place(list, [index]));
        let index = self.operand::<i32>(index);
        by_shape!(list, index, |l, i| element_value(l, i, site))
    }

    /// `list[index]` in scalar form.
    pub(super) fn index<T: Kind>(&mut self, list: &Expr, index: &Expr, e: &Expr) -> Code<T> {
        T::index(self, list, index, e)
    }

    pub(super) fn index_scalar<T: Element>(&mut self, list: &Expr, index: &Expr, e: &Expr) -> Code<T> {
        let (site, list) = (self.site(e.span), self.first_place(list, [index]));
        let index = self.operand::<i32>(index);
        by_shape!(list, index, |l, i| element::<T>(l, i, site))
    }

    /// `list[index] = value;` for scalars that are not null.
    pub(super) fn store_element<T: Element>(
        &mut self,
        list: &Expr,
        index: &Expr,
        value: &Expr,
        place: &Target,
    ) -> StmtCode {
        debug_assert!(index.ty == TypeId::INTEGER);
        let (site, list) = (self.site(place.span), self.first_place(list, [index, value]));
        let index = self.operand::<i32>(index);
        match self.operand::<T>(value) {
            Operand::Constant(x) => by_shape!(list, index, |l, i| store_node::<T>(l, i, Constant(x), site)),
            other => {
                let code = other.into_code();
                by_shape!(list, index, |l, i| store_node::<T>(l, i, code, site))
            }
        }
    }
}
