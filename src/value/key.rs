//! Values as keys of maps and sets: hash and equality of the platform's collections.
//!
//! Strings are case-sensitive here (unlike `==`), numbers of one type compare by value, records by their
//! content, lists, sets and maps by their elements, instances by identity. Classes with `equals` and `hashCode` of their own are
//! resolved by the interpreter first (`interp::keys`): it replaces the value by the equal key that is already there.

use std::cell::Cell;
use std::hash::{Hash, Hasher};

use crate::value::{Object, Ref, Value};

/// How deep collections within collections are looked at: a collection may contain itself.
const MAX_NESTING: u32 = 500;

thread_local! {
    static NESTING: Cell<u32> = const { Cell::new(0) };
}

/// Looks into a collection unless that lies too deep.
fn nested<R>(too_deep: R, look: impl FnOnce() -> R) -> R {
    let depth = NESTING.get();
    if depth >= MAX_NESTING {
        return too_deep;
    }
    NESTING.set(depth + 1);
    let result = look();
    NESTING.set(depth);
    result
}

/// The hash of a key in maps and sets.
#[inline]
pub fn hash32(v: &Value) -> u32 {
    match v {
        Value::String(s) => s.key_hash(),
        Value::Integer(i) => *i as u32,
        _ => hash32_of_others(v),
    }
}

fn hash32_of_others(v: &Value) -> u32 {
    match v {
        // As the integer that it may equal.
        Value::Long(i) if i32::try_from(*i).is_ok() => *i as u32,
        _ => {
            let mut hasher = rustc_hash::FxHasher::default();
            hash(v, &mut hasher);
            let hash = hasher.finish();
            (hash >> 32) as u32 ^ hash as u32
        }
    }
}

/// Feeds a value to a hasher as it counts in keys.
pub fn hash<H: Hasher>(v: &Value, h: &mut H) {
    match v {
        Value::Null => h.write_u8(0),
        Value::Boolean(b) => h.write_u8(1 + u8::from(*b)),
        Value::Integer(i) => h.write_i64(i64::from(*i)),
        Value::Long(i) => h.write_i64(*i),
        Value::Double(f) => h.write_u64(f.to_bits()),
        Value::Decimal(_) => v.as_decimal().expect("a decimal").hash(h),
        Value::Date(d) => d.hash(h),
        Value::Time(t) => t.hash(h),
        Value::Datetime(t) => t.hash(h),
        Value::Id(id) => id.hash(h),
        Value::Enum(c, n) => (c, n).hash(h),
        Value::Type(t) => t.hash(h),
        Value::ObjectToken(o) => o.hash(h),
        Value::FieldToken(o, f) => (o, f).hash(h),
        Value::String(s) => h.write_u32(s.key_hash()),
        Value::Ref(r) => hash_object(r, h),
    }
}

fn hash_object<H: Hasher>(r: &Ref, h: &mut H) {
    match &**r {
        Object::Decimal(_) => Value::Ref(r.clone()).as_decimal().expect("a decimal").hash(h),
        Object::Blob(b) => b.0.hash(h),
        Object::List(l) => {
            let l = l.borrow();
            h.write_usize(l.len());
            nested((), || l.iter().for_each(|v| hash(&v, h)));
        }
        // The order of a set or map does not matter, so neither may its hash depend on it.
        // One that is just being added to itself counts as empty.
        Object::Set(s) => h.write_usize(s.try_borrow().map_or(0, |s| s.len())),
        Object::Map(m) => h.write_usize(m.try_borrow().map_or(0, |m| m.len())),
        Object::Record(rec) => rec.borrow().hash_key(h),
        Object::Instance(i) => match i.hash.get() {
            Some(hash) => h.write_i32(hash),
            None => h.write_usize(r.address()),
        },
        Object::Native(n) => match n.key {
            Some(key) => h.write_u64(key),
            None => h.write_usize(r.address()),
        },
        Object::Stub { .. } => h.write_usize(r.address()),
    }
}

/// Equality of keys; also of elements in `List.contains` and `equals` on collections.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::Id(a), Value::Id(b)) => a == b,
        (Value::Null, Value::Null) => true,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::Long(a), Value::Long(b)) => a == b,
        (Value::Integer(a), Value::Long(b)) | (Value::Long(b), Value::Integer(a)) => i64::from(*a) == *b,
        (Value::Double(a), Value::Double(b)) => a.to_bits() == b.to_bits(),
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::Datetime(a), Value::Datetime(b)) => a == b,
        (Value::Enum(c, n), Value::Enum(d, m)) => c == d && n == m,
        (Value::Type(a), Value::Type(b)) => a == b,
        (Value::ObjectToken(a), Value::ObjectToken(b)) => a == b,
        (Value::FieldToken(o, f), Value::FieldToken(p, g)) => o == p && f == g,
        (Value::Ref(x), Value::Ref(y)) if Ref::ptr_eq(x, y) => true,
        (Value::Ref(x), Value::Ref(y)) => equal_objects(x, y) || decimals_equal(a, b),
        _ => decimals_equal(a, b),
    }
}

fn decimals_equal(a: &Value, b: &Value) -> bool {
    matches!((a.as_decimal(), b.as_decimal()), (Some(a), Some(b)) if a == b)
}

fn equal_objects(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Blob(a), Object::Blob(b)) => a == b,
        (Object::List(a), Object::List(b)) => {
            let (a, b) = (a.borrow(), b.borrow());
            a.len() == b.len() && nested(false, || a.iter().zip(b.iter()).all(|(x, y)| equal(&x, &y)))
        }
        (Object::Set(a), Object::Set(b)) => {
            let (Ok(a), Ok(b)) = (a.try_borrow(), b.try_borrow()) else { return false };
            a.len() == b.len() && nested(false, || a.iter().all(|v| b.contains(v)))
        }
        (Object::Map(a), Object::Map(b)) => {
            let (Ok(a), Ok(b)) = (a.try_borrow(), b.try_borrow()) else { return false };
            let same = |(k, v): (&Value, &Value)| b.get(k).is_some_and(|w| equal(v, w));
            a.len() == b.len() && nested(false, || a.iter().all(same))
        }
        (Object::Record(a), Object::Record(b)) => nested(false, || a.borrow().equals(&b.borrow())),
        (Object::Native(a), Object::Native(b)) => a.class == b.class && a.key.is_some() && a.key == b.key,
        _ => false,
    }
}
