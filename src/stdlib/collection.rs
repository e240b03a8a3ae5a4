//! What lists, sets and maps share: reading any collection, and refusing changes at the wrong time.

use crate::hir::{Type, TypeId};
use crate::interp::native::{ListRef, MapRef, SetRef};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{NativeObject, Object, Ref, Value};

use super::class_id;
use super::interfaces::Walk;

/// Whether the collection may change now: not while a loop walks over it, and not when it is read-only.
fn guard(cx: &mut Interp, iterating: u32, read_only: bool) -> Result<(), Thrown> {
    if iterating > 0 {
        return Err(cx.throw(Exc::Final, "Cannot modify a collection while it is being iterated."));
    }
    if read_only {
        return Err(cx.throw(Exc::Final, "Collection is read-only"));
    }
    Ok(())
}

pub(super) fn may_change_list(cx: &mut Interp, l: &ListRef) -> Result<(), Thrown> {
    let (iterating, read_only) = (l.borrow().iterating, l.borrow().read_only);
    guard(cx, iterating, read_only)
}

pub(super) fn may_change_set(cx: &mut Interp, s: &SetRef) -> Result<(), Thrown> {
    let (iterating, read_only) = (s.borrow().iterating, s.borrow().read_only);
    guard(cx, iterating, read_only)
}

pub(super) fn may_change_map(cx: &mut Interp, m: &MapRef) -> Result<(), Thrown> {
    let (iterating, read_only) = (m.borrow().iterating, m.borrow().read_only);
    guard(cx, iterating, read_only)
}

/// The elements of a list, a set or any other Iterable; null is the argument's error.
pub(super) fn elements(cx: &mut Interp, collection: &Value) -> Result<Vec<Value>, Thrown> {
    match collection.object() {
        Some(Object::List(l)) => Ok(l.borrow().to_vec()),
        Some(Object::Set(s)) => Ok(s.borrow().to_vec()),
        Some(_) => super::interfaces::walk_all(cx, collection),
        None => Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null")),
    }
}

/// An iterator over a copy of the elements.
pub(super) fn iterator(elem: TypeId, items: Vec<Value>) -> Value {
    let class = class_id("Iterator");
    NativeObject::typed(class, TypeId::of(Type::Generic(class, elem)), Walk { items, next: 0 })
}

/// The key under which a set or map holds a value: classes with `equals` and `hashCode` of their own are asked.
pub(super) fn key(cx: &mut Interp, collection: &Ref, value: &Value) -> Result<Value, Thrown> {
    cx.canonical_key(collection, value)
}

/// `Account.SObjectType` of a collection whose elements are records of one object.
pub(super) fn sobject_type(elem: TypeId) -> Value {
    match elem.get() {
        Type::Record(object) => Value::ObjectToken(object),
        _ => Value::Null,
    }
}

/// How `deepClone` copies a record: what of the old one stays.
#[derive(Clone, Copy, Default)]
pub(super) struct Keep {
    pub id: bool,
    pub timestamps: bool,
    pub auto_number: bool,
}

/// A copy of a record; other values are themselves.
pub(super) fn deep_copy(cx: &Interp, value: &Value, keep: Keep) -> Value {
    let Some(Object::Record(record)) = value.object() else { return value.clone() };
    let mut copy = record.borrow().clone();
    copy.read_only = false;
    let object = cx.program.schema.object(copy.object);
    let unset = |copy: &mut crate::value::Record, name: &str| {
        if let Some(field) = object.field(name) {
            copy.unset(field);
        }
    };
    if !keep.id {
        unset(&mut copy, "Id");
    }
    if !keep.timestamps {
        for name in ["CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById"] {
            unset(&mut copy, name);
        }
    }
    if !keep.auto_number {
        let numbered: Vec<_> = object.iter().filter(|(_, f)| f.auto_number.is_some()).map(|(id, _)| id).collect();
        numbered.into_iter().for_each(|field| copy.unset(field));
    }
    Value::record(copy)
}
