//! Assignments, and the places that can be assigned.

use crate::hir::{
    ClassId, Expr, ExprKind, Kind as ResultKind, MethodId, NativeId, Place as Target, PlaceKind, SelectorId,
};
use crate::interp::code::{Code, IntCode, SiteId, StmtCode, ValueCode};
use crate::interp::compile::field::{read_field, write_field};
use crate::interp::compile::index::{get_element, set_element};
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::compile::operand::{Constant, Get, LocalOperand, Operand, Place};
use crate::interp::compile::record::{read_record, write_parent, write_record};
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Flow, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Object, Str, Value};

/// A place whose parts are compiled. Reading and writing take the evaluated parts, so that they are evaluated once.
pub struct PlaceCode {
    receiver: Option<ValueCode>,
    index: Option<IntCode>,
    kind: PlaceOf,
    site: SiteId,
}

enum PlaceOf {
    Local(usize),
    Field(usize),
    Static { class: ClassId, slot: usize },
    Index,
    Record { object: ObjectId, field: FieldId },
    Parent { object: ObjectId, field: FieldId },
    Property { getter: Option<Accessor>, setter: Accessor },
    Native { getter: Option<NativeId>, setter: NativeId },
}

/// An accessor, with the selector under which subclasses may have another.
#[derive(Clone, Copy)]
struct Accessor {
    method: MethodId,
    selector: Option<SelectorId>,
}

/// The evaluated parts of a place.
pub struct Parts {
    receiver: Value,
    index: i32,
}

impl PlaceCode {
    pub fn parts(&self, cx: &mut Interp) -> Exec<Parts> {
        if let PlaceOf::Static { class, .. } = self.kind {
            cx.initialise_at(class, self.site)?;
        }
        let receiver = match &self.receiver {
            Some(code) => code(cx)?,
            None => Value::Null,
        };
        let index = match &self.index {
            Some(code) => code(cx)?,
            None => 0,
        };
        Ok(Parts { receiver, index })
    }

    pub fn read(&self, cx: &mut Interp, parts: &Parts) -> Exec<Value> {
        match &self.kind {
            PlaceOf::Local(slot) => Ok(cx.local(*slot).clone()),
            PlaceOf::Field(field) => read_field(cx, &parts.receiver, *field, self.site),
            PlaceOf::Static { class, slot } => Ok(cx.static_value(*class, *slot)),
            PlaceOf::Index => get_element(cx, &parts.receiver, parts.index, self.site),
            PlaceOf::Record { object, field } => read_record(cx, &parts.receiver, *object, *field, self.site),
            PlaceOf::Parent { .. } => Ok(Value::Null),
            PlaceOf::Property { getter: Some(getter), .. } => self.call_accessor(cx, parts, *getter, None),
            PlaceOf::Native { getter: Some(getter), .. } => {
                cx.site = self.site;
                let args = self.receiver.as_ref().map_or(&[][..], |_| std::slice::from_ref(&parts.receiver));
                (cx.natives)(*getter)(cx, args)
            }
            PlaceOf::Property { getter: None, .. } | PlaceOf::Native { getter: None, .. } => Ok(Value::Null),
        }
    }

    pub fn write(&self, cx: &mut Interp, parts: &Parts, value: Value) -> Exec<()> {
        match &self.kind {
            PlaceOf::Local(slot) => cx.set_local(*slot, value),
            PlaceOf::Field(field) => return write_field(cx, &parts.receiver, *field, value, self.site),
            PlaceOf::Static { class, slot } => cx.set_static(*class, *slot, value),
            PlaceOf::Index => return set_element(cx, &parts.receiver, parts.index, value, self.site),
            PlaceOf::Record { object, field } => {
                return write_record(cx, &parts.receiver, *object, *field, value, self.site);
            }
            PlaceOf::Parent { object, field } => {
                return write_parent(cx, &parts.receiver, *object, *field, value, self.site);
            }
            PlaceOf::Property { setter, .. } => {
                return self.call_accessor(cx, parts, *setter, Some(value)).map(drop);
            }
            PlaceOf::Native { setter, .. } => {
                cx.site = self.site;
                let row = (cx.natives)(*setter);
                match self.receiver {
                    Some(_) => row(cx, &[parts.receiver.clone(), value])?,
                    None => row(cx, &[value])?,
                };
            }
        }
        Ok(())
    }

    /// Whether a field or a static holds this very string.
    pub fn holds(&self, cx: &Interp, parts: &Parts, text: &Str) -> bool {
        let same = |value: &Value| matches!(value, Value::String(held) if held.ptr_eq(text));
        match (&self.kind, parts.receiver.object()) {
            (PlaceOf::Field(field), Some(Object::Instance(i))) => same(&i.fields.borrow()[*field]),
            (PlaceOf::Static { class, slot }, _) => same(&cx.static_value(*class, *slot)),
            _ => false,
        }
    }

    fn call_accessor(&self, cx: &mut Interp, parts: &Parts, accessor: Accessor, value: Option<Value>) -> Exec<Value> {
        cx.site = self.site;
        if self.receiver.is_none() {
            return cx.call(accessor.method, value.as_slice());
        }
        let target = match (parts.receiver.object(), accessor.selector) {
            (None, _) => return Err(cx.null_pointer()),
            (Some(Object::Stub { .. }), _) => return Ok(Value::Null),
            (Some(Object::Instance(i)), Some(s)) => cx.program.class(i.class).dispatch.get(&s).copied(),
            _ => None,
        };
        let inputs: Vec<Value> = std::iter::once(parts.receiver.clone()).chain(value).collect();
        cx.call(target.unwrap_or(accessor.method), &inputs)
    }
}

impl Compiler<'_> {
    pub(super) fn place_code(&mut self, place: &Target) -> PlaceCode {
        let site = self.site(place.span);
        let (receiver, index, kind) = match &place.kind {
            PlaceKind::Local(local) => {
                self.assigned.push(slot(*local));
                (None, None, PlaceOf::Local(slot(*local)))
            }
            PlaceKind::Field { receiver, slot } => {
                (Some(self.value(receiver)), None, PlaceOf::Field(usize::from(*slot)))
            }
            PlaceKind::Static { class, slot } => {
                (None, None, PlaceOf::Static { class: *class, slot: usize::from(*slot) })
            }
            PlaceKind::Index { list, index } => (Some(self.value(list)), Some(self.integer(index)), PlaceOf::Index),
            PlaceKind::RecordField { record, object, field } => {
                (Some(self.value(record)), None, PlaceOf::Record { object: *object, field: *field })
            }
            PlaceKind::Parent { record, object, field } => {
                (Some(self.value(record)), None, PlaceOf::Parent { object: *object, field: *field })
            }
            PlaceKind::Property { receiver, getter, virtual_getter, setter, virtual_setter } => {
                let getter = getter.map(|method| Accessor { method, selector: *virtual_getter });
                let setter = Accessor { method: *setter, selector: *virtual_setter };
                let kind = PlaceOf::Property { getter, setter };
                (receiver.as_ref().map(|r| self.value(r)), None, kind)
            }
            PlaceKind::NativeProperty { receiver, getter, setter } => {
                let kind = PlaceOf::Native { getter: *getter, setter: *setter };
                (receiver.as_ref().map(|r| self.value(r)), None, kind)
            }
        };
        PlaceCode { receiver, index, kind, site }
    }

    /// `place = value` where the value is wanted.
    pub(super) fn assign_value(&mut self, place: &Target, value: &Expr) -> ValueCode {
        let (target, code) = (self.place_code(place), self.value(value));
        Box::new(move |cx| {
            let parts = target.parts(cx)?;
            let value = code(cx)?;
            target.write(cx, &parts, value.clone())?;
            Ok(value)
        })
    }

    /// An assigning node in scalar form.
    pub(super) fn assigned<T: Kind>(&mut self, e: &Expr) -> Code<T> {
        if let ExprKind::IncDec { place, how } = &e.kind
            && let PlaceKind::Local(local) = &place.kind
            && let Some(code) = self.local_incdec(slot(*local), *how, place)
        {
            return code;
        }
        let (code, site) = (self.value(e), self.site(e.span));
        Box::new(move |cx| {
            let value = code(cx)?;
            unbox(cx, &value, site)
        })
    }

    /// `place = value;`
    pub(super) fn assign_effect(&mut self, place: &Target, value: &Expr) -> StmtCode {
        match &place.kind {
            PlaceKind::Local(local) => {
                self.assigned.push(slot(*local));
                if let Some(code) = self.self_append(slot(*local), value) {
                    return code;
                }
                self.store(slot(*local), value)
            }
            PlaceKind::Field { receiver, slot: field } if matches!(receiver.kind, ExprKind::Local(_)) => {
                let ExprKind::Local(local) = receiver.kind else { unreachable!("matched above") };
                self.store_field(slot(local), usize::from(*field), value, place)
            }
            PlaceKind::Index { list, index } if self.never_null(value) && value.ty == place.ty => match value.ty.kind()
            {
                ResultKind::Boolean => self.store_element::<bool>(list, index, value, place),
                ResultKind::Integer => self.store_element::<i32>(list, index, value, place),
                ResultKind::Double => self.store_element::<f64>(list, index, value, place),
                ResultKind::Long | ResultKind::Value => self.assign_general(place, value),
            },
            _ => self.assign_general(place, value),
        }
    }

    fn assign_general(&mut self, place: &Target, value: &Expr) -> StmtCode {
        let (target, code) = (self.place_code(place), self.value(value));
        Box::new(move |cx| {
            let parts = target.parts(cx)?;
            let value = code(cx)?;
            target.write(cx, &parts, value)?;
            Ok(Flow::Next)
        })
    }

    /// `local.field = value;`, above all `this.x = x;`
    fn store_field(&mut self, local: usize, field: usize, value: &Expr, place: &Target) -> StmtCode {
        let site = self.site(place.span);
        fn node<T: Kind>(local: usize, field: usize, value: impl Get<T>, site: SiteId) -> StmtCode {
            Box::new(move |cx| {
                let value = value.get(cx)?;
                if let Value::Ref(r) = cx.local(local)
                    && let Object::Instance(i) = &**r
                {
                    if T::KIND != ResultKind::Value
                        && let Some(old) = T::of_mut(&mut i.fields.borrow_mut()[field])
                    {
                        *old = value;
                        return Ok(Flow::Next);
                    }
                    let old = std::mem::replace(&mut i.fields.borrow_mut()[field], value.into_value());
                    drop(old);
                    return Ok(Flow::Next);
                }
                let object = cx.local(local).clone();
                write_field(cx, &object, field, value.into_value(), site)?;
                Ok(Flow::Next)
            })
        }
        if self.never_null(value) && value.ty == crate::hir::TypeId::DOUBLE {
            return match self.operand::<f64>(value) {
                Operand::Constant(x) => node(local, field, Constant(x), site),
                Operand::Local(x) => node::<f64>(local, field, x, site),
                other => node(local, field, other.into_code(), site),
            };
        }
        match self.place(value) {
            Place::Local(x) => node::<Value>(local, field, LocalOperand { ..x }, site),
            Place::Field(x) => node::<Value>(local, field, x, site),
            Place::Code(code) => node(local, field, code, site),
        }
    }
}
