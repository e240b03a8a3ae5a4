//! What `Cache.Org` and `Cache.Session` hold: copies of values with a time to live. It belongs to the org, not to a transaction,
//! and a rollback leaves it alone.

use std::sync::{Arc, RwLock};

use imbl::OrdMap;

use crate::value::Payload;

/// See the module. A fork starts with the same content.
#[derive(Default)]
pub struct Cache {
    items: RwLock<OrdMap<String, Item>>,
}

#[derive(Clone)]
struct Item {
    value: Arc<Payload>,
    /// Milliseconds since 1970.
    expires: i64,
}

impl Cache {
    /// The value under a key, if its time has not run out.
    pub fn get(&self, key: &str, now: i64) -> Option<Arc<Payload>> {
        let items = self.items.read().expect("no user of the cache panics");
        items.get(key).filter(|item| item.expires > now).map(|item| Arc::clone(&item.value))
    }

    pub fn put(&self, key: String, value: Arc<Payload>, expires: i64) {
        let item = Item { value, expires };
        self.items.write().expect("no user of the cache panics").insert(key, item);
    }

    /// Whether there was a value whose time had not run out.
    pub fn remove(&self, key: &str, now: i64) -> bool {
        let removed = self.items.write().expect("no user of the cache panics").remove(key);
        removed.is_some_and(|item| item.expires > now)
    }

    /// The keys that begin with `prefix`, without it.
    pub fn keys(&self, prefix: &str, now: i64) -> Vec<String> {
        let items = self.items.read().expect("no user of the cache panics");
        let live = items.iter().filter(|(_, item)| item.expires > now);
        live.filter_map(|(key, _)| key.strip_prefix(prefix)).map(str::to_owned).collect()
    }

    pub(super) fn fork(&self) -> Cache {
        let items = self.items.read().expect("no user of the cache panics").clone();
        Cache { items: RwLock::new(items) }
    }
}
