//! `Map<K, V>` and `Set<T>` in order of insertion.
//!
//! `map.keySet()` is a view: it shows the keys that the map has now, and what is taken out of it leaves the map. The map knows
//! the view that is in use and keeps it up to date; the view knows its map. What can be asked of the map itself is asked there, so
//! that most views never hold a key.

use std::cell::OnceCell;
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
    pub case: Case,
    pub entries: Entries<Value>,
    view: View,
}

/// What the case of its keys means to a map.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Case {
    #[default]
    Kept,
    /// Keys are lower-case names that are found without regard to case: maps of the describe calls.
    Lower,
    /// Keys stay as they were first written, are found without regard to case and stand in the alphabet's order: parameters of
    /// pages, which the platform keeps in a tree.
    Ignored,
}

#[derive(Clone, Debug)]
pub struct Set {
    pub elem: TypeId,
    pub iterating: u32,
    pub read_only: bool,
    /// None yet: a view whose own keys nobody needed so far.
    entries: OnceCell<Entries<()>>,
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
        Map {
            key,
            value,
            iterating: 0,
            read_only: false,
            case: Case::Kept,
            entries: Entries::default(),
            view: View(None),
        }
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
        let Value::String(wanted) = key else { return None };
        match self.case {
            Case::Kept => None,
            Case::Lower => Some(Value::string(&wanted.to_lowercase())),
            Case::Ignored => {
                let is_it = |key: &&Value| matches!(key, Value::String(s) if s.eq_ignore_ascii_case(wanted));
                self.entries.keys().find(is_it).cloned()
            }
        }
    }

    /// Puts a value and answers the one it replaces.
    pub fn put(&mut self, key: Value, value: Value) -> Option<Value> {
        let key = self.folded_key(&key).unwrap_or(key);
        if self.case == Case::Ignored {
            return self.put_in_order(key, value);
        }
        if self.is_viewed() {
            match self.view() {
                Some(view) => {
                    let old = self.entries.insert(key.clone(), value);
                    if old.is_none() {
                        with_own_keys(&view, |keys| keys.insert(key, ()));
                    }
                    return old;
                }
                // Nobody looks at it any more.
                None => self.view = View(None),
            }
        }
        self.entries.insert(key, value)
    }

    /// Puts a value where the alphabet places its key.
    fn put_in_order(&mut self, key: Value, value: Value) -> Option<Value> {
        let old = self.entries.insert(key, value);
        if old.is_none() {
            let mut all: Vec<(Value, Value)> = self.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            all.sort_by_cached_key(|(key, _)| match key {
                Value::String(name) => name.to_lowercase(),
                _ => String::new(),
            });
            if let Some(view) = self.view() {
                with_own_keys(&view, |keys| {
                    keys.clear();
                    keys.extend(all.iter().map(|(key, _)| (key.clone(), ())));
                });
            }
            self.entries.clear();
            self.entries.extend(all);
        }
        old
    }

    /// Puts a value where no key set looks on.
    pub fn set(&mut self, key: &Value, value: Value) {
        debug_assert!(!self.is_viewed(), "a key set would miss the key");
        match (self.case, self.folded_key(key)) {
            (Case::Ignored, _) => drop(self.put(key.clone(), value)),
            (_, Some(folded)) => self.entries.set(&folded, value),
            (_, None) => self.entries.set(key, value),
        }
    }

    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        let folded = self.folded_key(key);
        let key = folded.as_ref().unwrap_or(key);
        if let Some(view) = self.view() {
            with_own_keys(&view, |keys| keys.remove(key));
        }
        self.entries.remove(key)
    }

    pub fn clear(&mut self) {
        if let Some(view) = self.view() {
            with_own_keys(&view, |keys| keys.clear());
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
        let shown = Shown(Some(map.clone()));
        let keys = Set { entries: OnceCell::new(), shown, ..Set::new(cell.borrow().key) };
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
        Set { elem, iterating: 0, read_only: false, entries: OnceCell::from(Entries::default()), shown: Shown(None) }
    }

    /// The elements; a view that has none of its own gets them now.
    pub fn entries(&self) -> &Entries<()> {
        self.entries.get_or_init(|| {
            let mut entries = Entries::default();
            self.ask_map(|map| entries.extend(map.entries.keys().map(|key| (key.clone(), ()))));
            entries
        })
    }

    fn entries_mut(&mut self) -> &mut Entries<()> {
        self.entries();
        self.entries.get_mut().expect("made just now")
    }

    /// What the map of a view answers. None when it is just being changed.
    fn ask_map<R>(&self, question: impl FnOnce(&Map) -> R) -> Option<R> {
        match &**self.shown.0.as_ref()? {
            Object::Map(map) => map.try_borrow().ok().map(|map| question(&map)),
            _ => unreachable!("a view shows a map"),
        }
    }

    /// A copy that can be changed.
    pub fn copy(&self) -> Set {
        self.entries();
        Set { iterating: 0, read_only: false, ..self.clone() }
    }

    pub fn len(&self) -> usize {
        match self.entries.get() {
            Some(entries) => entries.len(),
            None => self.ask_map(Map::len).unwrap_or(0),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn contains(&self, value: &Value) -> bool {
        match self.entries.get() {
            Some(entries) => entries.contains(value),
            None => self.ask_map(|map| map.entries.contains(value)).unwrap_or(false),
        }
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
        cell.borrow().entries();
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

    pub fn clear(&mut self) {
        self.entries = OnceCell::from(Entries::default());
    }

    pub fn extend(&mut self, values: impl IntoIterator<Item = Value>) {
        self.entries_mut().extend(values.into_iter().map(|value| (value, ())));
    }

    /// Whether it was not there before.
    pub fn add(&mut self, value: Value) -> bool {
        self.entries_mut().insert(value, ()).is_none()
    }

    pub fn remove(&mut self, value: &Value) -> bool {
        self.entries_mut().remove(value).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries().keys()
    }

    /// The elements; those of a view come straight from its map.
    pub fn to_vec(&self) -> Vec<Value> {
        match self.entries.get() {
            Some(entries) => entries.keys().cloned().collect(),
            None => self.ask_map(|map| map.keys().cloned().collect()).unwrap_or_default(),
        }
    }

    /// The elements whose hash is that of `value`.
    pub fn keys_with_hash_of(&self, value: &Value) -> Vec<Value> {
        self.entries().keys_with_hash_of(value)
    }

    /// Moves the elements out and leaves an empty set.
    pub fn take(&mut self) -> Entries<()> {
        std::mem::take(self.entries_mut())
    }
}

/// Changes the keys that a view holds itself, if it does.
fn with_own_keys<R>(view: &Ref, change: impl FnOnce(&mut Entries<()>) -> R) {
    match &**view {
        Object::Set(set) => {
            set.borrow_mut().entries.get_mut().map(change);
        }
        _ => unreachable!("a view of keys is a set"),
    }
}
