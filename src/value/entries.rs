//! The inside of maps and sets: keys in order of insertion, each with what belongs to it.
//!
//! Slots lie in one vector. Removing a key leaves a hole, so that it costs the same wherever the key stands; holes are closed when
//! they are more than half. Few keys are looked through by their hashes, more have an index.

use std::cell::Cell;
use std::fmt;

use hashbrown::HashTable;

use crate::value::key::{equal, hash32};
use crate::value::str::Hold;
use crate::value::{Str, Value};

/// So many slots are searched one after the other.
const FEW: usize = 8;

#[derive(Clone, Debug)]
pub struct Entries<V> {
    slots: Vec<Slot<V>>,
    /// Where each living key is, by its hash; none while there are few slots.
    index: Option<Box<HashTable<Place>>>,
    holes: u32,
    /// No living slot lies before it: taking the keys out in their order must not walk over holes again and again.
    first: u32,
    recent: Recent,
}

#[derive(Clone, Debug)]
struct Slot<V> {
    hash: u32,
    entry: Option<(Value, V)>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    slot: u32,
}

/// The text that was found last, and its slot. Programs ask `containsKey`, then `get`, then `put` with the same string.
struct Recent {
    /// [`Str::identity`] of the text.
    identity: Cell<(u64, u64)>,
    /// While a shared text is held, no other one has its identity.
    held: Cell<Option<Hold>>,
    slot: Cell<u32>,
}

impl fmt::Debug for Recent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recent")
    }
}

impl Clone for Recent {
    fn clone(&self) -> Recent {
        Recent::default()
    }
}

impl Default for Recent {
    fn default() -> Recent {
        Recent { identity: Cell::new(Str::NO_IDENTITY), held: Cell::new(None), slot: Cell::new(0) }
    }
}

impl Recent {
    #[inline(always)]
    fn slot_of(&self, key: &Value) -> Option<usize> {
        match key {
            Value::String(text) if text.identity() == self.identity.get() => Some(self.slot.get() as usize),
            _ => None,
        }
    }

    #[inline]
    fn remember(&self, text: &Str, slot: usize) {
        self.identity.set(text.identity());
        self.slot.set(slot as u32);
        if let Some(hold) = text.hold() {
            self.held.set(Some(hold));
        }
    }

    fn forget(&self) {
        self.identity.set(Str::NO_IDENTITY);
        self.held.set(None);
    }
}

impl<V> Default for Entries<V> {
    fn default() -> Entries<V> {
        Entries { slots: Vec::new(), index: None, holes: 0, first: 0, recent: Recent::default() }
    }
}

/// The index's hash: it wants its high and its low bits spread.
#[inline]
fn spread(hash: u32) -> u64 {
    let product = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

impl<V> Entries<V> {
    pub fn len(&self) -> usize {
        self.slots.len() - self.holes as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn contains(&self, key: &Value) -> bool {
        self.find(key).is_some()
    }

    #[inline]
    pub fn get(&self, key: &Value) -> Option<&V> {
        let slot = self.find(key)?;
        self.slots[slot].entry.as_ref().map(|(_, value)| value)
    }

    /// Puts in a value and answers the one it replaces; a key that is there stays.
    pub fn insert(&mut self, key: Value, value: V) -> Option<V> {
        if let Some(slot) = self.find(&key) {
            let (_, place) = self.slots[slot].entry.as_mut().expect("a key that is found lives");
            return Some(std::mem::replace(place, value));
        }
        self.add(key, value);
        None
    }

    /// Puts in a value whatever was there. A key that is there stays, and is not copied.
    #[inline]
    pub fn set(&mut self, key: &Value, value: V) {
        match self.find(key) {
            Some(slot) => self.slots[slot].entry.as_mut().expect("a key that is found lives").1 = value,
            None => self.add(key.clone(), value),
        }
    }

    /// A key that is not there yet.
    fn add(&mut self, key: Value, value: V) {
        let hash = hash32(&key);
        let slot = u32::try_from(self.slots.len()).expect("fewer than 2^32 keys");
        self.slots.push(Slot { hash, entry: Some((key, value)) });
        match &mut self.index {
            Some(index) => {
                index.insert_unique(spread(hash), Place { hash, slot }, |place| spread(place.hash));
            }
            None if self.slots.len() > FEW => self.settle(),
            None => {}
        }
    }

    pub fn remove(&mut self, key: &Value) -> Option<V> {
        let slot = self.find(key)?;
        self.recent.forget();
        let hash = self.slots[slot].hash;
        if let Some(index) = &mut self.index
            && let Ok(entry) = index.find_entry(spread(hash), |place| place.slot as usize == slot)
        {
            entry.remove();
        }
        let (_, value) = self.slots[slot].entry.take().expect("a key that is found lives");
        self.holes += 1;
        if self.is_empty() {
            self.clear();
        } else if self.holes as usize > self.slots.len() / 2 && self.slots.len() > FEW {
            self.settle();
        } else if slot == self.first as usize {
            let next = self.slots[slot..].iter().position(|slot| slot.entry.is_some());
            self.first += next.expect("some key lives") as u32;
        }
        Some(value)
    }

    pub fn clear(&mut self) {
        *self = Entries::default();
    }

    /// Closes the holes and makes the index anew.
    fn settle(&mut self) {
        self.slots.retain(|slot| slot.entry.is_some());
        (self.holes, self.first) = (0, 0);
        self.recent.forget();
        let mut index = HashTable::with_capacity(self.slots.len() * 2);
        for (at, slot) in self.slots.iter().enumerate() {
            let place = Place { hash: slot.hash, slot: at as u32 };
            index.insert_unique(spread(slot.hash), place, |place| spread(place.hash));
        }
        self.index = Some(Box::new(index));
    }

    #[inline]
    fn find(&self, key: &Value) -> Option<usize> {
        self.recent.slot_of(key).or_else(|| self.look_up(key))
    }

    fn look_up(&self, key: &Value) -> Option<usize> {
        let found = self.search(hash32(key), key);
        if let (Some(slot), Value::String(text)) = (found, key) {
            self.recent.remember(text, slot);
        }
        found
    }

    fn search(&self, hash: u32, key: &Value) -> Option<usize> {
        match key {
            // Most keys are texts, and only texts equal them.
            Value::String(text) => self.search_by(hash, |k| matches!(k, Value::String(k) if k == text)),
            _ => self.search_by(hash, |k| equal(k, key)),
        }
    }

    #[inline]
    fn search_by(&self, hash: u32, is_key: impl Fn(&Value) -> bool) -> Option<usize> {
        let is_it = |slot: &Slot<V>| slot.entry.as_ref().is_some_and(|(k, _)| is_key(k));
        match &self.index {
            Some(index) => {
                let same = |place: &Place| place.hash == hash && is_it(&self.slots[place.slot as usize]);
                index.find(spread(hash), same).map(|place| place.slot as usize)
            }
            None => self.slots.iter().position(|slot| slot.hash == hash && is_it(slot)),
        }
    }

    /// The first entry at or behind a place among the slots, and the place behind it: a walk that no borrow binds.
    pub fn next_at(&self, place: usize) -> Option<(&Value, usize)> {
        let from = place.max(self.first as usize);
        let ahead = self.slots.get(from..)?;
        let (i, key) = ahead.iter().enumerate().find_map(|(i, slot)| Some((i, &slot.entry.as_ref()?.0)))?;
        Some((key, from + i + 1))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &V)> {
        self.slots[self.first as usize..].iter().filter_map(|slot| slot.entry.as_ref().map(|(k, v)| (k, v)))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.iter().map(|(key, _)| key)
    }

    /// The keys that have the hash of `key`, equal or not.
    pub fn keys_with_hash_of(&self, key: &Value) -> Vec<Value> {
        let hash = hash32(key);
        let key_at = |slot: &Slot<V>| slot.entry.as_ref().map(|(key, _)| key.clone());
        match &self.index {
            Some(index) => {
                let places = index.iter_hash(spread(hash)).filter(|place| place.hash == hash);
                places.filter_map(|place| key_at(&self.slots[place.slot as usize])).collect()
            }
            None => self.slots.iter().filter(|slot| slot.hash == hash).filter_map(key_at).collect(),
        }
    }
}

impl<V> Extend<(Value, V)> for Entries<V> {
    fn extend<I: IntoIterator<Item = (Value, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(n: u8) -> Value {
        match n % 3 {
            0 => Value::Integer(i32::from(n)),
            _ => Value::string(&format!("key {n}")),
        }
    }

    proptest! {
        #[test]
        fn it_is_an_ordered_map(steps in prop::collection::vec((0u8..3, 0u8..40), 0..400)) {
            let mut entries = Entries::default();
            let mut model: Vec<(u8, usize)> = Vec::new();
            for (step, (what, n)) in steps.into_iter().enumerate() {
                let at = model.iter().position(|(k, _)| *k == n);
                match what {
                    0 => prop_assert_eq!(entries.remove(&key(n)), at.map(|at| model.remove(at).1)),
                    _ => {
                        let before = entries.insert(key(n), step);
                        prop_assert_eq!(before, at.map(|at| model[at].1));
                        match at {
                            Some(at) => model[at].1 = step,
                            None => model.push((n, step)),
                        }
                    }
                }
                prop_assert_eq!(entries.len(), model.len());
                prop_assert_eq!(entries.get(&key(n)).copied(), model.iter().find(|(k, _)| *k == n).map(|e| e.1));
                let values: Vec<usize> = entries.iter().map(|(_, v)| *v).collect();
                prop_assert_eq!(values, model.iter().map(|(_, v)| *v).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn taking_keys_out_in_any_order_is_linear() {
        for backwards in [false, true] {
            let mut entries = Entries::default();
            entries.extend((0..200_000).map(|n| (Value::Integer(n), ())));
            for n in 0..200_000 {
                let n = if backwards { 199_999 - n } else { n };
                assert!(entries.remove(&Value::Integer(n)).is_some());
                assert_eq!(entries.next_at(0).is_some(), !entries.is_empty());
            }
        }
    }
}
