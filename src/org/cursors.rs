//! What `Database.getCursor` found: the Ids in order, and the query that fetches them. It belongs to the org, not to a
//! transaction: a rollback leaves it alone, and a job goes on with the cursor that it was given.

use std::sync::{Arc, RwLock};

use crate::hir::Query;
use crate::value::Id;

/// The Ids that a cursor walks over, and its query without conditions.
#[derive(Debug)]
pub struct Cursor {
    pub query: Query,
    pub ids: Vec<Id>,
}

/// See the module. A fork starts with the same content.
#[derive(Default)]
pub struct Cursors {
    items: RwLock<Vec<Arc<Cursor>>>,
}

impl Cursors {
    /// Keeps a cursor and answers its number.
    pub fn add(&self, cursor: Cursor) -> usize {
        let mut items = self.items.write().expect("no user of the cursors panics");
        items.push(Arc::new(cursor));
        items.len()
    }

    pub fn get(&self, number: usize) -> Option<Arc<Cursor>> {
        let items = self.items.read().expect("no user of the cursors panics");
        items.get(number.checked_sub(1)?).cloned()
    }

    pub(super) fn fork(&self) -> Cursors {
        let items = self.items.read().expect("no user of the cursors panics").clone();
        Cursors { items: RwLock::new(items) }
    }
}
