//! Fields of instances and static fields.

use crate::hir::{ClassId, Expr, ExprKind};
use crate::interp::code::SiteId;
use crate::interp::code::{Code, ValueCode};
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::compile::operand::{FieldOperand, Get, Look};
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Interp};
use crate::value::{Object, Value};

/// Reads a field of the object that a value is.
#[inline]
pub fn read_field(cx: &mut Interp, object: &Value, field: usize, site: SiteId) -> Exec<Value> {
    match object.object() {
        Some(Object::Instance(i)) => Ok(i.fields.borrow()[field].clone()),
        Some(Object::Stub { .. }) => Ok(Value::Null),
        _ => Err(cx.null_at(site)),
    }
}

/// Writes a field of the object that a value is.
#[inline]
pub fn write_field(cx: &mut Interp, object: &Value, field: usize, value: Value, site: SiteId) -> Exec<()> {
    match object.object() {
        Some(Object::Instance(i)) => {
            // The old value is dropped after the borrow: dropping may reach this instance again.
            let old = std::mem::replace(&mut i.fields.borrow_mut()[field], value);
            drop(old);
            Ok(())
        }
        Some(Object::Stub { .. }) => Ok(()),
        _ => Err(cx.null_at(site)),
    }
}

impl Compiler<'_> {
    pub(super) fn field_value(&mut self, receiver: &Expr, field: usize, safe: bool, e: &Expr) -> ValueCode {
        let site = self.site(e.span);
        if safe {
            let code = self.value(receiver);
            return Box::new(move |cx| match code(cx)? {
                Value::Null => Ok(Value::Null),
                object => read_field(cx, &object, field, site),
            });
        }
        if let ExprKind::Local(local) = &receiver.kind {
            let operand = FieldOperand { local: slot(*local), field, site };
            return Box::new(move |cx| operand.look(cx, Value::clone));
        }
        let code = self.value(receiver);
        Box::new(move |cx| {
            let object = code(cx)?;
            read_field(cx, &object, field, site)
        })
    }

    pub(super) fn field_scalar<T: Kind>(&mut self, e: &Expr) -> Code<T> {
        let ExprKind::Field { receiver, slot: field, .. } = &e.kind else { unreachable!("asked for fields") };
        let (field, site) = (usize::from(*field), self.site(e.span));
        if let ExprKind::Local(local) = &receiver.kind {
            let operand = FieldOperand { local: slot(*local), field, site };
            return Box::new(move |cx| operand.get(cx));
        }
        let code = self.value(receiver);
        Box::new(move |cx| {
            let object = code(cx)?;
            if let Value::Ref(r) = &object
                && let Object::Instance(i) = &**r
                && let Some(x) = T::of(&i.fields.borrow()[field])
            {
                return Ok(x);
            }
            let value = read_field(cx, &object, field, site)?;
            unbox(cx, &value, site)
        })
    }

    pub(super) fn static_field(&mut self, class: ClassId, field: usize, e: &Expr) -> ValueCode {
        let site = self.site(e.span);
        match self.initialisation(class) {
            None => Box::new(move |cx| Ok(cx.static_value(class, field))),
            Some(_) => Box::new(move |cx| {
                cx.initialise_at(class, site)?;
                Ok(cx.static_value(class, field))
            }),
        }
    }

    pub(super) fn static_scalar<T: Kind>(&mut self, class: ClassId, field: usize, e: &Expr) -> Code<T> {
        let (check, site) = (self.initialisation(class).is_some(), self.site(e.span));
        Box::new(move |cx| {
            if check {
                cx.initialise_at(class, site)?;
            }
            let value = cx.static_value(class, field);
            unbox(cx, &value, site)
        })
    }
}
