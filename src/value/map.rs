//! `Map<K, V>` and `Set<T>` in order of insertion.

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use crate::hir::TypeId;
use crate::value::key::Probe;
use crate::value::{Key, Value};

#[derive(Clone, Debug)]
pub struct Map {
    pub key: TypeId,
    pub value: TypeId,
    /// Loops over it that are under way.
    pub iterating: u32,
    pub read_only: bool,
    /// Keys are lower-case names that are found without regard to case: maps of the describe calls.
    pub folded: bool,
    pub entries: IndexMap<Key, Value, FxBuildHasher>,
}

#[derive(Clone, Debug)]
pub struct Set {
    pub elem: TypeId,
    pub iterating: u32,
    pub read_only: bool,
    pub entries: IndexSet<Key, FxBuildHasher>,
}

impl Map {
    pub fn new(key: TypeId, value: TypeId) -> Map {
        Map { key, value, iterating: 0, read_only: false, folded: false, entries: IndexMap::default() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn get(&self, key: &Value) -> Option<&Value> {
        match self.folded_key(key) {
            Some(folded) => self.entries.get(&Key::of(&folded)),
            None => self.entries.get(&Key::of(key)),
        }
    }

    pub fn contains(&self, key: &Value) -> bool {
        match self.folded_key(key) {
            Some(folded) => self.entries.contains_key(&Key::of(&folded)),
            None => self.entries.contains_key(&Key::of(key)),
        }
    }

    /// The key in the case that this map holds it in, where that may differ.
    #[inline]
    fn folded_key(&self, key: &Value) -> Option<Value> {
        match key {
            Value::String(s) if self.folded => Some(Value::string(&s.to_lowercase())),
            _ => None,
        }
    }

    /// Puts a value and answers the one it replaces.
    pub fn put(&mut self, key: Value, value: Value) -> Option<Value> {
        let key = self.folded_key(&key).unwrap_or(key);
        self.entries.insert(Key::new(key), value)
    }

    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        match self.folded_key(key) {
            Some(folded) => self.entries.shift_remove(&Key::of(&folded)),
            None => self.entries.shift_remove(&Key::of(key)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.entries.iter().map(|(k, v)| (k.value(), v))
    }

    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        self.entries.keys().map(Key::value)
    }

    /// The keys whose hash is that of `key`, for classes with `equals` of their own.
    pub fn keys_with_hash_of(&self, key: &Value) -> Vec<Value> {
        let probe = Probe::new(key);
        self.entries.get_key_value(&probe);
        probe.into_met()
    }

    /// Moves the entries out and leaves an empty map.
    pub fn take(&mut self) -> IndexMap<Key, Value, FxBuildHasher> {
        std::mem::take(&mut self.entries)
    }
}

impl Set {
    pub fn new(elem: TypeId) -> Set {
        Set { elem, iterating: 0, read_only: false, entries: IndexSet::default() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn contains(&self, value: &Value) -> bool {
        self.entries.contains(&Key::of(value))
    }

    /// Whether it was not there before.
    pub fn add(&mut self, value: Value) -> bool {
        self.entries.insert(Key::new(value))
    }

    pub fn remove(&mut self, value: &Value) -> bool {
        self.entries.shift_remove(&Key::of(value))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries.iter().map(Key::value)
    }

    /// The elements whose hash is that of `value`.
    pub fn keys_with_hash_of(&self, value: &Value) -> Vec<Value> {
        let probe = Probe::new(value);
        self.entries.get(&probe);
        probe.into_met()
    }

    /// Moves the elements out and leaves an empty set.
    pub fn take(&mut self) -> IndexSet<Key, FxBuildHasher> {
        std::mem::take(&mut self.entries)
    }
}
