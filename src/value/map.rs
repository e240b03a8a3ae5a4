//! `Map<K, V>` and `Set<T>` in order of insertion.
//!
//! `map.keySet()` is a view: it shows the keys that the map has now, and what is taken out of it leaves the map. The map knows
//! the view that is in use and keeps it up to date; the view knows its map.

use std::rc::Weak;

use crate::hir::TypeId;
use crate::value::entries::Entries;
use crate::value::{Object, Ref, Value};

#[derive(Clone, Debug)]
pub struct Map {
    pub key: TypeId,
    pub value: TypeId,
    /// Loops over it that are under way.
    pub iterating: u32,
    pub read_only: bool,
    /// Keys are lower-case names that are found without regard to case: maps of the describe calls.
    pub folded: bool,
    pub entries: Entries<Value>,
    view: View,
}

#[derive(Clone, Debug)]
pub struct Set {
    pub elem: TypeId,
    pub iterating: u32,
    pub read_only: bool,
    pub entries: Entries<()>,
    shown: Shown,
}

/// The key set of a map that is in use. A copy of the map has none.
#[derive(Default, Debug)]
struct View(Option<Weak<Object>>);

/// The map whose keys a set shows. A copy of the set shows none.
#[derive(Default, Debug)]
struct Shown(Option<Ref>);

impl Clone for View {
    fn clone(&self) -> View {
        View(None)
    }
}

impl Clone for Shown {
    fn clone(&self) -> Shown {
        Shown(None)
    }
}

impl Map {
    pub fn new(key: TypeId, value: TypeId) -> Map {
        Map { key, value, iterating: 0, read_only: false, folded: false, entries: Entries::default(), view: View(None) }
    }

    /// A copy that can be changed.
    pub fn copy(&self) -> Map {
        Map { iterating: 0, read_only: false, ..self.clone() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    pub fn get(&self, key: &Value) -> Option<&Value> {
        match self.folded_key(key) {
            Some(folded) => self.entries.get(&folded),
            None => self.entries.get(key),
        }
    }

    #[inline]
    pub fn contains(&self, key: &Value) -> bool {
        match self.folded_key(key) {
            Some(folded) => self.entries.contains(&folded),
            None => self.entries.contains(key),
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
        if self.is_viewed() {
            match self.view() {
                Some(view) => {
                    let old = self.entries.insert(key.clone(), value);
                    if old.is_none() {
                        with_set(&view, |set| set.entries.insert(key, ()));
                    }
                    return old;
                }
                // Nobody looks at it any more.
                None => self.view = View(None),
            }
        }
        self.entries.insert(key, value)
    }

    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        let folded = self.folded_key(key);
        let key = folded.as_ref().unwrap_or(key);
        if let Some(view) = self.view() {
            with_set(&view, |set| set.entries.remove(key));
        }
        self.entries.remove(key)
    }

    pub fn clear(&mut self) {
        if let Some(view) = self.view() {
            with_set(&view, |set| set.entries.clear());
        }
        self.entries.clear();
    }

    /// Whether a key set was made of it.
    pub fn is_viewed(&self) -> bool {
        self.view.0.is_some()
    }

    /// The key set that is in use.
    fn view(&self) -> Option<Ref> {
        self.view.0.as_ref().and_then(Ref::upgrade)
    }

    /// `map.keySet()`: the one view of a map's keys.
    pub fn key_set(map: &Ref) -> Value {
        let Object::Map(cell) = &**map else { unreachable!("key sets are of maps") };
        if let Some(view) = cell.borrow().view() {
            return Value::Ref(view);
        }
        let mut keys = Set::new(cell.borrow().key);
        keys.shown = Shown(Some(map.clone()));
        keys.entries.extend(cell.borrow().entries.keys().map(|key| (key.clone(), ())));
        let view = Ref::new(Object::Set(keys.into()));
        cell.borrow_mut().view = View(Some(view.downgrade()));
        Value::Ref(view)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.entries.iter()
    }

    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        self.entries.keys()
    }

    /// The keys whose hash is that of `key`, for classes with `equals` of their own.
    pub fn keys_with_hash_of(&self, key: &Value) -> Vec<Value> {
        self.entries.keys_with_hash_of(key)
    }

    /// Moves the entries out and leaves an empty map.
    pub fn take(&mut self) -> Entries<Value> {
        std::mem::take(&mut self.entries)
    }
}

impl Set {
    pub fn new(elem: TypeId) -> Set {
        Set { elem, iterating: 0, read_only: false, entries: Entries::default(), shown: Shown(None) }
    }

    /// A copy that can be changed.
    pub fn copy(&self) -> Set {
        Set { iterating: 0, read_only: false, ..self.clone() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn contains(&self, value: &Value) -> bool {
        self.entries.contains(value)
    }

    /// The keys of a set as they are now, for a loop that the map may change under. A view that nobody else holds is taken
    /// from its map; else its keys are copied.
    pub fn settled(set: &Ref) -> Ref {
        let Object::Set(cell) = &**set else { unreachable!("the caller has a set") };
        let map = cell.borrow().shown.0.clone();
        let Some(map) = map else { return set.clone() };
        if !set.is_unique() {
            return Ref::new(Object::Set(cell.borrow().copy().into()));
        }
        if let Object::Map(map) = &*map {
            map.borrow_mut().view = View(None);
        }
        cell.borrow_mut().shown = Shown(None);
        set.clone()
    }

    /// The map whose keys this set shows.
    pub fn shown(&self) -> Option<&Ref> {
        self.shown.0.as_ref()
    }

    /// Whether it was not there before.
    pub fn add(&mut self, value: Value) -> bool {
        self.entries.insert(value, ()).is_none()
    }

    pub fn remove(&mut self, value: &Value) -> bool {
        self.entries.remove(value).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries.keys()
    }

    /// The elements whose hash is that of `value`.
    pub fn keys_with_hash_of(&self, value: &Value) -> Vec<Value> {
        self.entries.keys_with_hash_of(value)
    }

    /// Moves the elements out and leaves an empty set.
    pub fn take(&mut self) -> Entries<()> {
        std::mem::take(&mut self.entries)
    }
}

fn with_set<R>(set: &Ref, change: impl FnOnce(&mut Set) -> R) -> R {
    match &**set {
        Object::Set(set) => change(&mut set.borrow_mut()),
        _ => unreachable!("a view of keys is a set"),
    }
}
