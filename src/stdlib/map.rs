//! `Map<K, V>`.

use super::collection::{self, Keep, key, may_change_map};
use crate::interp::native::{ListRef, MapRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Map, Object, Value};

fn get(cx: &mut Interp, map: MapRef, k: Value) -> Result<Value, Thrown> {
    let k = key(cx, &map.0, &k)?;
    Ok(map.borrow().get(&k).cloned().unwrap_or_default())
}

fn put(cx: &mut Interp, map: &MapRef, k: Value, v: Value) -> Result<Value, Thrown> {
    may_change_map(cx, map)?;
    let k = key(cx, &map.0, &k)?;
    let wanted = map.borrow().value;
    if !cx.may_store(wanted, &v) {
        return Err(cx.cannot_store(&v, &map.value()));
    }
    Ok(map.borrow_mut().put(k, v).unwrap_or_default())
}

fn put_all(cx: &mut Interp, map: MapRef, from: MapRef) -> Result<(), Thrown> {
    let entries: Vec<(Value, Value)> = from.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    for (k, v) in entries {
        put(cx, &map, k, v)?;
    }
    Ok(())
}

/// Records by their Ids. Unlike the constructor, this takes records that have none yet: their key is null.
fn put_records(cx: &mut Interp, map: MapRef, from: ListRef) -> Result<(), Thrown> {
    let records = from.borrow().to_vec();
    let text_keys = map.borrow().key == crate::hir::TypeId::STRING;
    for (i, record) in records.into_iter().enumerate() {
        let id = match record.object() {
            Some(Object::Record(r)) => r.borrow().map_key(),
            _ => return Err(cx.throw(Exc::List, format!("Null row at index: {i}"))),
        };
        let k = if text_keys && !id.is_null() { cx.represent(id, crate::hir::TypeId::STRING) } else { id };
        put(cx, &map, k, record)?;
    }
    Ok(())
}

fn remove(cx: &mut Interp, map: MapRef, k: Value) -> Result<Value, Thrown> {
    may_change_map(cx, &map)?;
    let k = key(cx, &map.0, &k)?;
    Ok(map.borrow_mut().remove(&k).unwrap_or_default())
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("V get(K key)", "The value of the key, or null.", get),
        m(
            "V put(K key, V value)",
            "Sets the value of the key and answers the one before.",
            |cx: &mut Interp, map: MapRef, k: Value, v: Value| put(cx, &map, k, v),
        ),
        m("void putAll(Map<K, V> from)", "Puts in all entries of the other map.", put_all),
        m("void putAll(List<SObject> records)", "Puts in the records by their Ids.", put_records),
        m("Boolean containsKey(K key)", "Whether the key is there.", |cx: &mut Interp, map: MapRef, k: Value| {
            let k = key(cx, &map.0, &k)?;
            Ok(map.borrow().contains(&k))
        }),
        m("V remove(K key)", "Takes out the key and answers its value.", remove),
        m("void clear()", "Takes out all entries.", |cx: &mut Interp, map: MapRef| {
            may_change_map(cx, &map)?;
            map.borrow_mut().clear();
            Ok(())
        }),
        m(
            "Set<K> keySet()",
            "The keys as a set that shows what the map has now; what leaves it leaves the map.",
            |map: MapRef| Map::key_set(&map.0),
        ),
        m("List<V> values()", "A list of the values.", |map: MapRef| {
            let map = map.borrow();
            List::from_values(map.value, map.iter().map(|(_, v)| v.clone()).collect())
        }),
        m("Integer size()", "The number of keys.", |map: MapRef| map.borrow().len()),
        m("Boolean isEmpty()", "Whether there is no key.", |map: MapRef| map.borrow().is_empty()),
        m("Map<K, V> clone()", "A map with the same entries.", |map: MapRef| map.borrow().copy()),
        m("Map<K, V> deepClone()", "A map with copies of the records.", |cx: &mut Interp, map: MapRef| {
            let map = map.borrow();
            let mut copy = Map::new(map.key, map.value);
            let keep = Keep { id: true, timestamps: true, auto_number: true };
            for (k, v) in map.iter() {
                copy.put(k.clone(), collection::deep_copy(cx, v, keep));
            }
            copy
        }),
        m(
            "Schema.SObjectType getSObjectType()",
            "The object of the records; null when it is not fixed.",
            |map: MapRef| collection::sobject_type(map.borrow().value),
        ),
        m(
            "Boolean equals(Object other)",
            "Whether the other has equal entries.",
            |cx: &mut Interp, map: MapRef, o: Value| cx.equals(&map.value(), &o),
        ),
        m("Integer hashCode()", "The sum of the entries' hash codes.", |cx: &mut Interp, map: MapRef| {
            let entries: Vec<(Value, Value)> = map.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let mut sum = 0i32;
            for (k, v) in entries {
                let k = if k.is_null() { 0 } else { cx.hash_code(&k)? };
                let v = if v.is_null() { 0 } else { cx.hash_code(&v)? };
                sum = sum.wrapping_add(k ^ v);
            }
            Ok::<i32, Thrown>(sum)
        }),
        m("String toString()", "`{a=1, b=2}`.", |cx: &mut Interp, map: MapRef| cx.text(&map.value())),
    ]
}
