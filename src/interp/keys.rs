//! Keys of maps and sets whose class defines `equals` and `hashCode`.
//!
//! A collection compares instances by identity. Before a value of such a class is looked up or put in, its `hashCode` is asked
//! and remembered in the instance, and the equal key that the collection already holds takes its place.

use crate::interp::{Exec, Interp};
use crate::value::{Instance, Object, Ref, Value};

impl Interp {
    /// The key that stands for `key` in the map or set: an equal one that is there, or itself.
    pub fn canonical_key(&mut self, collection: &Ref, key: &Value) -> Exec<Value> {
        match self.has_user_key(key) {
            false => Ok(key.clone()),
            true => self.user_key(collection, key),
        }
    }

    /// Whether the value's class has `equals` and `hashCode` of its own.
    #[inline]
    pub fn has_user_key(&self, key: &Value) -> bool {
        instance(key).is_some_and(|i| {
            let class = self.program.class(i.class);
            class.equals.is_some() && class.hash_code.is_some()
        })
    }

    #[inline(never)]
    fn user_key(&mut self, collection: &Ref, key: &Value) -> Exec<Value> {
        let Some(i) = instance(key) else { return Ok(key.clone()) };
        let method = self.program.class(i.class).hash_code.expect("asked by has_user_key");
        let hash = match self.call(method, std::slice::from_ref(key))? {
            Value::Integer(h) => h,
            _ => return Err(self.null_pointer()),
        };
        i.hash.set(Some(hash));
        let candidates = match &**collection {
            Object::Map(m) => m.borrow().keys_with_hash_of(key),
            Object::Set(s) => s.borrow().keys_with_hash_of(key),
            _ => Vec::new(),
        };
        for candidate in candidates {
            if candidate.same(key) || self.equals(key, &candidate)? {
                return Ok(candidate);
            }
        }
        Ok(key.clone())
    }
}

fn instance(value: &Value) -> Option<&Instance> {
    match value.object()? {
        Object::Instance(i) => Some(i),
        _ => None,
    }
}
