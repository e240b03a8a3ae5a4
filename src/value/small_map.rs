//! A map of very few entries, in the order of their keys: one of them lies in the map itself.

use std::ops::Index;

use smallvec::SmallVec;

use crate::value::Value;

/// Values by key. Look-ups go through all entries.
#[derive(Clone, Debug)]
pub struct SmallMap<K>(SmallVec<[(K, Value); 1]>);

impl<K> Default for SmallMap<K> {
    fn default() -> SmallMap<K> {
        SmallMap(SmallVec::new())
    }
}

impl<K: Ord + Copy> SmallMap<K> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, key: &K) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// Puts in a value and answers the one it replaces.
    pub fn insert(&mut self, key: K, value: Value) -> Option<Value> {
        match self.0.binary_search_by(|(k, _)| k.cmp(&key)) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    pub fn remove(&mut self, key: &K) -> Option<Value> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(at).1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl<K: Ord + Copy> Index<&K> for SmallMap<K> {
    type Output = Value;

    /// Panics when the key is not there.
    fn index(&self, key: &K) -> &Value {
        self.get(key).expect("the key is in the map")
    }
}

impl<K: Ord + Copy> FromIterator<(K, Value)> for SmallMap<K> {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> SmallMap<K> {
        let mut map = SmallMap::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K> IntoIterator for SmallMap<K> {
    type Item = (K, Value);
    type IntoIter = smallvec::IntoIter<[(K, Value); 1]>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
