//! Case-insensitive names: comparison, and a hash index that stores positions instead of keys.

use std::cmp::Ordering;

/// Compares two API names as the platform does, ignoring ASCII case.
pub fn compare(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        match x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
    a.len().cmp(&b.len())
}

/// `Foo__c` of `ns__Foo__c` when `ns` is one of the namespaces.
pub fn without_namespace<'n>(name: &'n str, namespaces: &[super::Text]) -> Option<&'n str> {
    namespaces.iter().find_map(|space| {
        let (head, rest) = name.split_at_checked(space.len())?;
        head.eq_ignore_ascii_case(space).then_some(rest)?.strip_prefix("__")
    })
}

/// An open-addressed hash index from case-insensitive names to positions in some list of the owner's.
///
/// The owner keeps the names; `name_at` gives the name at a position. Entries are never removed.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    /// Position + 1, or 0 where empty; the length is a power of two.
    slots: Vec<u32>,
    len: usize,
}

impl NameIndex {
    pub fn with_capacity(names: usize) -> NameIndex {
        NameIndex { slots: vec![0; (names * 2).next_power_of_two().max(8)], len: 0 }
    }

    pub fn get<'n>(&self, name: &str, name_at: impl Fn(u32) -> &'n str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(name) as usize & mask;
        loop {
            let position = self.slots[at].checked_sub(1)?;
            if name_at(position).eq_ignore_ascii_case(name) {
                return Some(position);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds `position` under the name the owner has there. A name that is already present keeps its first position.
    pub fn insert<'n>(&mut self, position: u32, name_at: impl Fn(u32) -> &'n str + Copy) {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow(name_at);
        }
        let name = name_at(position);
        if self.get(name, name_at).is_none() {
            self.place(position, name);
            self.len += 1;
        }
    }

    fn grow<'n>(&mut self, name_at: impl Fn(u32) -> &'n str) {
        let size = (self.slots.len() * 2).max(8);
        let old = std::mem::replace(&mut self.slots, vec![0; size]);
        for position in old.into_iter().filter_map(|slot| slot.checked_sub(1)) {
            self.place(position, name_at(position));
        }
    }

    fn place(&mut self, position: u32, name: &str) {
        let mask = self.slots.len() - 1;
        let mut at = hash(name) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = position + 1;
    }
}

/// FNV-1a over the folded bytes, with a final mix because the low bits choose the slot.
fn hash(name: &str) -> u32 {
    let mut h = 0x811c_9dc5u32;
    for c in name.bytes() {
        h = (h ^ u32::from(c.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    }
    h ^ (h >> 15)
}

/// The label the platform derives from an API name when none is given: `BillingCity` is `Billing City`.
pub fn label_of(name: &str) -> String {
    let stem = name.strip_suffix("__c").or_else(|| name.strip_suffix("__e")).or_else(|| name.strip_suffix("__mdt"));
    if let Some(stem) = stem {
        return stem.replace('_', " ");
    }
    let mut label = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            label.push(' ');
        }
        label.push(c);
        before = c;
    }
    if label.ends_with(" Id") {
        label.truncate(label.len() - 1);
        label.push('D');
    }
    label
}
