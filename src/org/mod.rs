//! The in-memory org: rows, indexes, transactions, queries, raw DML, the clock and queued jobs.
//!
//! ```
//! use std::sync::Arc;
//! use orgless::org::{MemoryHost, Org};
//! use orgless::schema::Schema;
//! use orgless::value::Cell;
//!
//! let org = Org::new(Arc::new(Schema::standard()), Arc::new(MemoryHost::new()));
//! let mut tx = org.begin();
//! let account = tx.schema().find("Account").unwrap();
//! let name = tx.schema().object(account).field("Name").unwrap();
//! let id = tx.insert(account, &[(name, Cell::string("Acme"))]).unwrap();
//! tx.commit();
//! assert_eq!(org.begin().cell(id, name).as_str(), Some("Acme"));
//! ```
//!
//! Everything stored lies in one [`State`], a persistent value: a fork, a snapshot and a savepoint are each a reference to it.
//! One transaction writes at a time; those that read never wait.

mod cache;
mod certificates;
pub mod check;
pub mod clock;
mod columns;
pub mod convert;
mod criteria;
mod cursors;
mod delete;
mod derive;
mod dml;
mod error;
pub mod formulas;
mod host;
mod index;
pub mod jobs;
mod labels;
mod layout;
mod locks;
mod named;
pub mod order;
pub mod permission;
pub mod query;
pub mod rollup;
mod rows;
mod rules;
pub mod search;
mod seed;
pub mod sharing;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod transaction;
pub mod validate;

use std::sync::{Arc, Condvar, Mutex, RwLock};

pub use cache::Cache;
pub use certificates::Certificates;
pub use clock::Clock;
pub use cursors::{Cursor, Cursors};
pub use delete::Deleted;
pub use error::DmlError;
pub use formulas::Formulas;
pub use host::{Host, HttpAnswer, HttpCall, LogEntry, MemoryHost};
pub use jobs::{JobKind, JobLimits, JobSpec, Jobs};
pub use labels::Label;
pub use layout::Layout;
pub use query::{Outcome, QueryError, Stream};
pub use search::SearchError;
pub use seed::{SEEDED, SeedUser, add_record_types};
pub use state::{State, id_of, object_of};
pub use table::{Table, is_deleted};
pub use transaction::{Savepoint, Transaction};

use crate::schema::Schema;
use crate::value::Id;

/// An org that many transactions share. Cheap to clone; a clone is the same org, a [`fork`](Org::fork) a new one.
#[derive(Clone)]
pub struct Org {
    shared: Arc<Shared>,
}

struct Shared {
    clock: Clock,
    host: Arc<dyn Host>,
    schema: RwLock<Arc<Schema>>,
    committed: RwLock<Arc<State>>,
    writing: Mutex<bool>,
    released: Condvar,
    cache: Cache,
    cursors: Cursors,
    formulas: Arc<Formulas>,
    certificates: Arc<Certificates>,
    /// The user who runs what names no other.
    user: Id,
}

/// What an org has beside its data.
#[derive(Default)]
struct Parts {
    cache: Cache,
    cursors: Cursors,
    formulas: Arc<Formulas>,
    certificates: Arc<Certificates>,
}

const _: () = {
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Org>();
    assert_send_sync::<State>();
};

impl Org {
    /// A new org with what every org has: an organisation, profiles, one administrator, a standard price book.
    pub fn new(schema: Arc<Schema>, host: Arc<dyn Host>) -> Org {
        Org::with_user(schema, host, &SeedUser::default())
    }

    /// The same with a given administrator.
    pub fn with_user(schema: Arc<Schema>, host: Arc<dyn Host>, user: &SeedUser) -> Org {
        let clock = Clock::real(Arc::clone(&host));
        let org = Org::of(schema, host, clock, Arc::new(State::default()), Parts::default(), seed::admin_id());
        let mut tx = org.begin();
        seed::fill(&mut tx, user);
        tx.commit();
        org
    }

    fn of(schema: Arc<Schema>, host: Arc<dyn Host>, clock: Clock, state: Arc<State>, parts: Parts, user: Id) -> Org {
        let shared = Shared {
            clock,
            host,
            schema: RwLock::new(schema),
            committed: RwLock::new(state),
            writing: Mutex::new(false),
            released: Condvar::new(),
            cache: parts.cache,
            cursors: parts.cursors,
            formulas: parts.formulas,
            certificates: parts.certificates,
            user,
        };
        Org { shared: Arc::new(shared) }
    }

    /// An org of its own with the same content, for a test. Costs the same whatever is stored.
    pub fn fork(&self) -> Org {
        let shared = &self.shared;
        let (host, clock) = (Arc::clone(&shared.host), shared.clock.fork());
        let parts = Parts {
            cache: shared.cache.fork(),
            cursors: shared.cursors.fork(),
            formulas: Arc::clone(&shared.formulas),
            certificates: Arc::clone(&shared.certificates),
        };
        Org::of(self.schema(), host, clock, shared.newest(), parts, shared.user)
    }

    /// Starts a transaction of the default user.
    pub fn begin(&self) -> Transaction {
        self.begin_as(self.shared.user)
    }

    /// Starts a transaction of a user.
    pub fn begin_as(&self, user: Id) -> Transaction {
        Transaction::begin(Arc::clone(&self.shared), self.schema(), user)
    }

    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    pub fn host(&self) -> &Arc<dyn Host> {
        &self.shared.host
    }

    /// The platform cache.
    pub fn cache(&self) -> &Cache {
        &self.shared.cache
    }

    /// What cursors walk over.
    pub fn cursors(&self) -> &Cursors {
        &self.shared.cursors
    }

    /// Compiled formulas.
    pub fn formulas(&self) -> &Formulas {
        &self.shared.formulas
    }

    /// Certificates of the project.
    pub fn certificates(&self) -> &Certificates {
        &self.shared.certificates
    }

    /// The user who runs what names no other.
    pub fn user(&self) -> Id {
        self.shared.user
    }

    pub fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.shared.schema.read().expect("no schema user panics"))
    }

    /// Later transactions see this schema: the old one, grown.
    pub fn set_schema(&self, schema: Arc<Schema>) {
        *self.shared.schema.write().expect("no schema user panics") = schema;
    }

    /// The newest committed state.
    pub fn snapshot(&self) -> Arc<State> {
        self.shared.newest()
    }
}

impl Shared {
    fn newest(&self) -> Arc<State> {
        Arc::clone(&self.committed.read().expect("no reader of the state panics"))
    }

    fn publish(&self, state: Arc<State>) {
        let old = std::mem::replace(&mut *self.committed.write().expect("no reader of the state panics"), state);
        // Freed outside the lock: the old state may be the last owner of many rows.
        drop(old);
    }

    /// Waits for the right to write.
    fn acquire(&self) {
        let mut writing = self.writing.lock().expect("the lock is held for a moment only");
        while *writing {
            writing = self.released.wait(writing).expect("the lock is held for a moment only");
        }
        *writing = true;
    }

    fn release(&self) {
        *self.writing.lock().expect("the lock is held for a moment only") = false;
        self.released.notify_one();
    }
}
