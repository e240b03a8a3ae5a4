//! `List<T>`.

use super::collection::{self, Keep, elements, may_change_list};
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Value};

fn out_of_bounds(cx: &mut Interp, i: i32) -> Thrown {
    cx.throw(Exc::List, format!("List index out of bounds: {i}"))
}

fn get(cx: &mut Interp, l: ListRef, i: i32) -> Result<Value, Thrown> {
    let found = usize::try_from(i).ok().and_then(|i| l.borrow().get(i));
    found.ok_or_else(|| out_of_bounds(cx, i))
}

fn set(cx: &mut Interp, l: ListRef, i: i32, v: Value) -> Result<(), Thrown> {
    if l.borrow().read_only {
        return Err(cx.throw(Exc::Final, "Collection is read-only"));
    }
    may_store(cx, &l, &v)?;
    let done = usize::try_from(i).is_ok_and(|i| l.borrow_mut().set(i, v));
    if done { Ok(()) } else { Err(out_of_bounds(cx, i)) }
}

/// A list may be declared with wider elements than it was made for.
fn may_store(cx: &mut Interp, l: &ListRef, v: &Value) -> Result<(), Thrown> {
    let elem = l.borrow().elem;
    if cx.may_store(elem, v) { Ok(()) } else { Err(cx.cannot_store(v, &l.value())) }
}

fn insert(cx: &mut Interp, l: ListRef, i: i32, v: Value) -> Result<(), Thrown> {
    may_change_list(cx, &l)?;
    let length = l.borrow().len();
    match usize::try_from(i) {
        Ok(i) if i <= length => {
            may_store(cx, &l, &v)?;
            l.borrow_mut().insert(i, v);
            Ok(())
        }
        _ => Err(out_of_bounds(cx, i)),
    }
}

fn remove(cx: &mut Interp, l: ListRef, i: i32) -> Result<Value, Thrown> {
    may_change_list(cx, &l)?;
    let length = l.borrow().len();
    match usize::try_from(i) {
        Ok(i) if i < length => Ok(l.borrow_mut().remove(i)),
        _ => Err(out_of_bounds(cx, i)),
    }
}

fn add_all(cx: &mut Interp, l: ListRef, from: Value) -> Result<(), Thrown> {
    let items = elements(cx, &from)?;
    may_change_list(cx, &l)?;
    if items.len() > 2000 {
        cx.reserve(items.len() * 16)?;
    }
    for v in &items {
        may_store(cx, &l, v)?;
    }
    let mut list = l.borrow_mut();
    items.into_iter().for_each(|v| list.push(v));
    Ok(())
}

fn index_of(cx: &mut Interp, l: &ListRef, wanted: &Value) -> Result<i32, Thrown> {
    let length = l.borrow().len();
    for i in 0..length {
        // User code may change the list while it compares.
        let Some(v) = l.borrow().get(i) else { break };
        if cx.equals(wanted, &v)? {
            return Ok(i as i32);
        }
    }
    Ok(-1)
}

fn clone(l: ListRef) -> List {
    let list = l.borrow();
    List { iterating: 0, read_only: false, ..list.clone() }
}

fn deep_clone(cx: &Interp, l: &ListRef, keep: Keep) -> List {
    let list = l.borrow();
    List::from_values(list.elem, list.iter().map(|v| collection::deep_copy(cx, &v, keep)).collect())
}

fn sort(cx: &mut Interp, l: ListRef, comparator: Option<Value>) -> Result<(), Thrown> {
    may_change_list(cx, &l)?;
    cx.sort(&l.0, comparator.as_ref())
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("void add(T element)", "Puts an element at the end.", |cx: &mut Interp, l: ListRef, v: Value| {
            may_change_list(cx, &l)?;
            may_store(cx, &l, &v)?;
            l.borrow_mut().push(v);
            Ok(())
        }),
        m("void add(Integer index, T element)", "Puts an element before this place.", insert),
        m("void addAll(List<T> from)", "Puts all elements at the end.", add_all),
        m("void addAll(Set<T> from)", "Puts all elements at the end.", add_all),
        m("void addAll(Iterable<T> from)", "Puts all elements at the end.", add_all),
        m("void clear()", "Takes out all elements.", |cx: &mut Interp, l: ListRef| {
            may_change_list(cx, &l)?;
            l.borrow_mut().clear();
            Ok(())
        }),
        m("T get(Integer index)", "The element at this place.", get),
        m("void set(Integer index, T element)", "Replaces the element at this place.", set),
        m("T remove(Integer index)", "Takes out the element at this place and answers it.", remove),
        m("Integer size()", "The number of elements.", |l: ListRef| l.borrow().len()),
        m("Boolean isEmpty()", "Whether there is no element.", |l: ListRef| l.borrow().is_empty()),
        m(
            "Boolean contains(T element)",
            "Whether an equal element is there.",
            |cx: &mut Interp, l: ListRef, v: Value| index_of(cx, &l, &v).map(|i| i >= 0),
        ),
        m(
            "Integer indexOf(T element)",
            "The first place of an equal element, or -1.",
            |cx: &mut Interp, l: ListRef, v: Value| index_of(cx, &l, &v),
        ),
        m("Iterator<T> iterator()", "A walk over the elements.", |l: ListRef| {
            let list = l.borrow();
            collection::iterator(list.elem, list.to_vec())
        }),
        m("void sort()", "Sorts in the elements' own order; equal ones keep theirs.", |cx: &mut Interp, l: ListRef| {
            sort(cx, l, None)
        }),
        m(
            "void sort(Comparator<T> comparator)",
            "Sorts in the comparator's order; equal ones keep theirs.",
            |cx: &mut Interp, l: ListRef, c: Value| {
                if c.is_null() {
                    return Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null"));
                }
                sort(cx, l, Some(c))
            },
        ),
    ];
    rows.extend(copy_rows());
    rows
}

fn copy_rows() -> Vec<Row> {
    vec![
        m("List<T> clone()", "A list with the same elements.", clone),
        m(
            "List<T> deepClone()",
            "A list with copies of the records, without their Ids.",
            |cx: &mut Interp, l: ListRef| deep_clone(cx, &l, Keep::default()),
        ),
        m(
            "List<T> deepClone(Boolean keepId)",
            "A list with copies of the records.",
            |cx: &mut Interp, l: ListRef, id: bool| deep_clone(cx, &l, Keep { id, ..Keep::default() }),
        ),
        m(
            "List<T> deepClone(Boolean keepId, Boolean keepTimestamps)",
            "A list with copies of the records.",
            |cx: &mut Interp, l: ListRef, id: bool, timestamps: bool| {
                deep_clone(cx, &l, Keep { id, timestamps, ..Keep::default() })
            },
        ),
        m(
            "List<T> deepClone(Boolean keepId, Boolean keepTimestamps, Boolean keepAutoNumber)",
            "A list with copies of the records.",
            |cx: &mut Interp, l: ListRef, id: bool, timestamps: bool, auto_number: bool| {
                deep_clone(cx, &l, Keep { id, timestamps, auto_number })
            },
        ),
        m(
            "Schema.SObjectType getSObjectType()",
            "The object of the records; null when it is not fixed.",
            |l: ListRef| collection::sobject_type(l.borrow().elem),
        ),
        m(
            "Boolean equals(Object other)",
            "Whether the other has equal elements in the same order.",
            |cx: &mut Interp, l: ListRef, o: Value| cx.equals(&l.value(), &o),
        ),
        m("Integer hashCode()", "The hash code of the elements.", |cx: &mut Interp, l: ListRef| hash_code(cx, &l)),
        m("String toString()", "`(a, b, c)`.", |cx: &mut Interp, l: ListRef| cx.text(&l.value())),
    ]
}

/// As Java's lists: it depends on the order.
fn hash_code(cx: &mut Interp, l: &ListRef) -> Result<i32, Thrown> {
    let mut hash = 1i32;
    for v in l.borrow().to_vec() {
        let one = if v.is_null() { 0 } else { cx.hash_code(&v)? };
        hash = hash.wrapping_mul(31).wrapping_add(one);
    }
    Ok(hash)
}
