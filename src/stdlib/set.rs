//! `Set<T>`.

use super::collection::{self, elements, key, may_change_set};
use crate::interp::native::{MapRef, Row, SetRef, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Set, Value};

fn contains(cx: &mut Interp, s: &SetRef, v: &Value) -> Result<bool, Thrown> {
    let v = key(cx, &s.0, v)?;
    Ok(s.borrow().contains(&v))
}

fn add(cx: &mut Interp, s: &SetRef, v: Value) -> Result<bool, Thrown> {
    may_change_set(cx, s)?;
    if s.borrow().shown().is_some() {
        // The keys of a map: the map would have no value for it.
        return Err(cx.throw(Exc::Final, "Collection is read-only"));
    }
    let v = key(cx, &s.0, &v)?;
    Ok(s.borrow_mut().add(v))
}

fn remove(cx: &mut Interp, s: &SetRef, v: &Value) -> Result<bool, Thrown> {
    may_change_set(cx, s)?;
    let v = key(cx, &s.0, v)?;
    let map = s.borrow().shown().and_then(|map| MapRef::of(&Value::Ref(map.clone())));
    match map {
        Some(map) => {
            let there = s.borrow().contains(&v);
            map.borrow_mut().remove(&v);
            Ok(there)
        }
        None => Ok(s.borrow_mut().remove(&v)),
    }
}

fn add_all(cx: &mut Interp, s: SetRef, from: Value) -> Result<bool, Thrown> {
    let items = elements(cx, &from)?;
    let mut changed = false;
    for v in items {
        changed |= add(cx, &s, v)?;
    }
    Ok(changed)
}

fn remove_all(cx: &mut Interp, s: SetRef, from: Value) -> Result<bool, Thrown> {
    let items = elements(cx, &from)?;
    let mut changed = false;
    for v in items {
        changed |= remove(cx, &s, &v)?;
    }
    Ok(changed)
}

fn contains_all(cx: &mut Interp, s: SetRef, from: Value) -> Result<bool, Thrown> {
    for v in elements(cx, &from)? {
        if !contains(cx, &s, &v)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn retain_all(cx: &mut Interp, s: SetRef, from: Value) -> Result<bool, Thrown> {
    let items = elements(cx, &from)?;
    may_change_set(cx, &s)?;
    let mut kept = Set::new(s.borrow().elem);
    for v in items {
        let v = key(cx, &s.0, &v)?;
        if s.borrow().contains(&v) {
            kept.add(v);
        }
    }
    let gone: Vec<Value> = s.borrow().iter().filter(|v| !kept.contains(v)).cloned().collect();
    for v in &gone {
        remove(cx, &s, v)?;
    }
    Ok(!gone.is_empty())
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "Boolean add(T element)",
            "Puts in an element; whether it was not there before.",
            |cx: &mut Interp, s: SetRef, v: Value| add(cx, &s, v),
        ),
        m("Boolean addAll(List<T> from)", "Puts in all elements; whether the set changed.", add_all),
        m("Boolean addAll(Set<T> from)", "Puts in all elements; whether the set changed.", add_all),
        m("Boolean addAll(Iterable<T> from)", "Puts in all elements; whether the set changed.", add_all),
        m("void clear()", "Takes out all elements.", |cx: &mut Interp, s: SetRef| {
            may_change_set(cx, &s)?;
            let map = s.borrow().shown().and_then(|map| MapRef::of(&Value::Ref(map.clone())));
            match map {
                Some(map) => map.borrow_mut().clear(),
                None => s.borrow_mut().clear(),
            }
            Ok(())
        }),
        m("Set<T> clone()", "A set with the same elements.", |s: SetRef| s.borrow().copy()),
        m("Boolean contains(T element)", "Whether the element is there.", |cx: &mut Interp, s: SetRef, v: Value| {
            contains(cx, &s, &v)
        }),
        m("Boolean containsAll(List<T> from)", "Whether all elements are there.", contains_all),
        m("Boolean containsAll(Set<T> from)", "Whether all elements are there.", contains_all),
        m("Boolean containsAll(Iterable<T> from)", "Whether all elements are there.", contains_all),
        m(
            "Boolean remove(T element)",
            "Takes out an element; whether it was there.",
            |cx: &mut Interp, s: SetRef, v: Value| remove(cx, &s, &v),
        ),
        m("Boolean removeAll(List<T> from)", "Takes out these elements; whether the set changed.", remove_all),
        m("Boolean removeAll(Set<T> from)", "Takes out these elements; whether the set changed.", remove_all),
        m("Boolean removeAll(Iterable<T> from)", "Takes out these elements; whether the set changed.", remove_all),
        m("Boolean retainAll(List<T> from)", "Takes out all other elements; whether the set changed.", retain_all),
        m("Boolean retainAll(Set<T> from)", "Takes out all other elements; whether the set changed.", retain_all),
        m("Boolean retainAll(Iterable<T> from)", "Takes out all other elements; whether the set changed.", retain_all),
        m("Integer size()", "The number of elements.", |s: SetRef| s.borrow().len()),
        m("Boolean isEmpty()", "Whether there is no element.", |s: SetRef| s.borrow().is_empty()),
        m("Iterator<T> iterator()", "A walk over the elements.", |s: SetRef| {
            let set = s.borrow();
            collection::iterator(set.elem, set.to_vec())
        }),
        m(
            "Boolean equals(Object other)",
            "Whether the other has the same elements.",
            |cx: &mut Interp, s: SetRef, o: Value| cx.equals(&s.value(), &o),
        ),
        m("Integer hashCode()", "The sum of the elements' hash codes.", |cx: &mut Interp, s: SetRef| {
            let items: Vec<Value> = s.borrow().iter().cloned().collect();
            items.iter().try_fold(0i32, |sum, v| Ok(sum.wrapping_add(if v.is_null() { 0 } else { cx.hash_code(v)? })))
        }),
        m("String toString()", "`{a, b, c}`.", |cx: &mut Interp, s: SetRef| cx.text(&s.value())),
    ]
}
