//! Generic interfaces. Their rows run when the receiver is known by its interface only: a library iterator answers itself,
//! an object of a user class is called by name.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{NativeObject, Object, Value};

/// The state of a library iterator: what is left is read from a copy, as on the platform.
pub(super) struct Walk {
    pub items: Vec<Value>,
    pub next: usize,
}

fn walk<R>(it: &Value, f: impl FnOnce(&mut Walk) -> R) -> Option<R> {
    match it.object() {
        Some(Object::Native(native)) => NativeObject::with(native, f),
        _ => None,
    }
}

fn next(cx: &mut Interp, it: Value) -> Result<Value, Thrown> {
    let taken = walk(&it, |w| {
        let item = w.items.get(w.next).cloned();
        w.next += 1;
        item
    });
    match taken {
        Some(Some(item)) => Ok(item),
        Some(None) => Err(cx.throw(Exc::NoSuchElement, "No more elements to iterate.")),
        None => forward(cx, &it, "next", &[]),
    }
}

fn has_next(cx: &mut Interp, it: Value) -> Result<Value, Thrown> {
    match walk(&it, |w| w.next < w.items.len()) {
        Some(more) => Ok(Value::Boolean(more)),
        None => forward(cx, &it, "hasNext", &[]),
    }
}

/// Calls the method of the object's own class.
pub(super) fn forward(cx: &mut Interp, receiver: &Value, name: &str, args: &[Value]) -> Result<Value, Thrown> {
    if receiver.is_null() {
        return Err(cx.null_pointer());
    }
    cx.call_named(receiver, name, args)
}

pub(super) fn iterator() -> Vec<Row> {
    vec![
        m("T next()", "The next element; throws NoSuchElementException after the last one.", next),
        m("Boolean hasNext()", "Whether `next` has one more element.", has_next),
    ]
}

pub(super) fn iterable() -> Vec<Row> {
    vec![m("Iterator<T> iterator()", "A new walk over the elements.", |cx: &mut Interp, it: Value| {
        forward(cx, &it, "iterator", &[])
    })]
}

pub(super) fn comparator() -> Vec<Row> {
    vec![m(
        "Integer compare(T first, T second)",
        "Negative, zero or positive as the first comes before, with or after the second.",
        |cx: &mut Interp, it: Value, a: Value, b: Value| forward(cx, &it, "compare", &[a, b]),
    )]
}

pub(super) fn batchable() -> Vec<Row> {
    vec![
        m(
            "Iterable<T> start(Database.BatchableContext context)",
            "All the work: a query locator or any iterable.",
            |cx: &mut Interp, it: Value, context: Value| forward(cx, &it, "start", &[context]),
        ),
        m(
            "void execute(Database.BatchableContext context, List<T> scope)",
            "One chunk of the work.",
            |cx: &mut Interp, it: Value, context: Value, scope: Value| forward(cx, &it, "execute", &[context, scope]),
        ),
        m(
            "void finish(Database.BatchableContext context)",
            "Runs once after the last chunk.",
            |cx: &mut Interp, it: Value, context: Value| forward(cx, &it, "finish", &[context]),
        ),
    ]
}

/// Every element of an Iterable, in order.
pub(super) fn walk_all(cx: &mut Interp, iterable: &Value) -> Result<Vec<Value>, Thrown> {
    let it = forward(cx, iterable, "iterator", &[])?;
    let mut items = Vec::new();
    while matches!(has_next(cx, it.clone())?, Value::Boolean(true)) {
        items.push(next(cx, it.clone())?);
    }
    Ok(items)
}
