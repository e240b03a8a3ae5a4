//! New lists, sets and maps.

use crate::hir::{Expr, Type, TypeId};
use crate::interp::code::{SiteId, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::{Exc, Exec, Interp};
use crate::value::{List, Map, Object, Ref, Set, Value};

/// Wraps a new collection; one that can hold anything may become part of a cycle.
fn tracked(cx: &mut Interp, object: Object, elem: TypeId) -> Value {
    let object = Ref::new(object);
    if elem == TypeId::OBJECT {
        cx.heap.track(&object);
    }
    Value::Ref(object)
}

fn element_type(ty: TypeId) -> TypeId {
    match ty.get() {
        Type::List(elem) | Type::Set(elem) => elem,
        _ => TypeId::OBJECT,
    }
}

fn map_types(ty: TypeId) -> (TypeId, TypeId) {
    match ty.get() {
        Type::Map(key, value) => (key, value),
        _ => (TypeId::OBJECT, TypeId::OBJECT),
    }
}

impl Compiler<'_> {
    pub(super) fn new_list(&mut self, items: &[Expr], ty: TypeId) -> ValueCode {
        let elem = element_type(ty);
        if items.is_empty() {
            return Box::new(move |cx| Ok(tracked(cx, Object::List(List::new(elem).into()), elem)));
        }
        let items: Vec<ValueCode> = items.iter().map(|i| self.value(i)).collect();
        Box::new(move |cx| {
            let values = items.iter().map(|i| i(cx)).collect::<Exec<Vec<Value>>>()?;
            let list = List::from_values(elem, values);
            Ok(tracked(cx, Object::List(list.into()), elem))
        })
    }

    pub(super) fn new_array(&mut self, size: &Expr, e: &Expr) -> ValueCode {
        let (elem, site) = (element_type(e.ty), self.site(e.span));
        let size = self.integer(size);
        Box::new(move |cx| {
            let n = size(cx)?;
            let Ok(n) = usize::try_from(n) else {
                return Err(cx.throw_at(site, Exc::List, format!("Array size is negative: {n}")));
            };
            cx.reserve(n * 16)?;
            let list = List::from_values(elem, vec![Value::Null; n]);
            Ok(tracked(cx, Object::List(list.into()), elem))
        })
    }

    pub(super) fn new_set(&mut self, items: &[Expr], ty: TypeId) -> ValueCode {
        let elem = element_type(ty);
        if items.is_empty() {
            return Box::new(move |cx| Ok(tracked(cx, Object::Set(Set::new(elem).into()), elem)));
        }
        let items: Vec<ValueCode> = items.iter().map(|i| self.value(i)).collect();
        Box::new(move |cx| {
            let set = tracked(cx, Object::Set(Set::new(elem).into()), elem);
            for item in &items {
                let value = item(cx)?;
                add_to_set(cx, &set, &value)?;
            }
            Ok(set)
        })
    }

    pub(super) fn new_map(&mut self, entries: &[(Expr, Expr)], ty: TypeId) -> ValueCode {
        let (key, value) = map_types(ty);
        if entries.is_empty() {
            return Box::new(move |cx| Ok(tracked(cx, Object::Map(Map::new(key, value).into()), value)));
        }
        let entries: Vec<(ValueCode, ValueCode)> =
            entries.iter().map(|(k, v)| (self.value(k), self.value(v))).collect();
        Box::new(move |cx| {
            let map = tracked(cx, Object::Map(Map::new(key, value).into()), value);
            for (k, v) in &entries {
                let k = k(cx)?;
                let v = v(cx)?;
                put_in_map(cx, &map, &k, v)?;
            }
            Ok(map)
        })
    }

    /// `new List<T>(collection)`, `new Set<T>(collection)`, `new Map<K, V>(mapOrRecords)`.
    pub(super) fn copy_collection(&mut self, from: &Expr, e: &Expr) -> ValueCode {
        let (from, site, ty) = (self.value(from), self.site(e.span), e.ty);
        match ty.get() {
            Type::Set(elem) => Box::new(move |cx| {
                let source = from(cx)?;
                let values = items(cx, &source, site)?;
                let set = tracked(cx, Object::Set(Set::new(elem).into()), elem);
                for value in values {
                    let value = cx.represent(value, elem);
                    add_to_set(cx, &set, &value)?;
                }
                Ok(set)
            }),
            Type::Map(key, value) => Box::new(move |cx| {
                let source = from(cx)?;
                let map = tracked(cx, Object::Map(Map::new(key, value).into()), value);
                fill_map(cx, &map, &source, site)?;
                Ok(map)
            }),
            _ => {
                let elem = element_type(ty);
                Box::new(move |cx| {
                    let source = from(cx)?;
                    let values = items(cx, &source, site)?;
                    if values.len() > 2000 {
                        cx.reserve(values.len() * 16)?;
                    }
                    let values = values.into_iter().map(|v| cx.represent(v, elem)).collect();
                    let list = List::from_values(elem, values);
                    Ok(tracked(cx, Object::List(list.into()), elem))
                })
            }
        }
    }
}

/// The elements of a list, a set or anything iterable.
fn items(cx: &mut Interp, from: &Value, site: SiteId) -> Exec<Vec<Value>> {
    cx.site = site;
    cx.elements(from)
}

fn add_to_set(cx: &mut Interp, set: &Value, value: &Value) -> Exec<()> {
    let Value::Ref(r) = set else { unreachable!("made as a set") };
    let key = cx.canonical_key(r, value)?;
    let Object::Set(s) = &**r else { unreachable!("made as a set") };
    s.borrow_mut().add(key);
    Ok(())
}

fn put_in_map(cx: &mut Interp, map: &Value, key: &Value, value: Value) -> Exec<()> {
    let Value::Ref(r) = map else { unreachable!("made as a map") };
    let key = cx.canonical_key(r, key)?;
    let Object::Map(m) = &**r else { unreachable!("made as a map") };
    m.borrow_mut().put(key, value);
    Ok(())
}

/// Puts a map's entries, or records under their Ids, into a new map.
fn fill_map(cx: &mut Interp, map: &Value, source: &Value, site: SiteId) -> Exec<()> {
    cx.site = site;
    match source.object() {
        Some(Object::Map(from)) => {
            let entries: Vec<(Value, Value)> = from.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            for (key, value) in entries {
                put_in_map(cx, map, &key, value)?;
            }
            Ok(())
        }
        Some(_) => {
            let text_keys = matches!(map.object(), Some(Object::Map(m)) if m.borrow().key == TypeId::STRING);
            for (i, record) in cx.elements(source)?.into_iter().enumerate() {
                let Some(Object::Record(r)) = record.object() else {
                    return Err(cx.throw(Exc::List, format!("Null row at index: {i}")));
                };
                let id = r.borrow().map_key();
                if id.is_null() {
                    return Err(cx.throw(Exc::List, format!("Row with null Id at index: {i}")));
                }
                let key = if text_keys { cx.represent(id, TypeId::STRING) } else { id };
                let Some(Object::Map(m)) = map.object() else { unreachable!("made as a map") };
                if m.borrow_mut().put(key, record.clone()).is_some() {
                    return Err(cx.throw(Exc::List, format!("Row with duplicate Id at index: {i}")));
                }
            }
            Ok(())
        }
        None => Err(cx.null_at(site)),
    }
}
