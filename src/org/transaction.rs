//! One transaction's view of the org: a snapshot to read, and from its first write on the only right to write.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::org::delete::Link;
use crate::org::jobs::JobSpec;
use crate::org::rules::Gathered;
use crate::org::state::{self, State};
use crate::org::table::{Table, is_deleted};
use crate::org::{Formulas, Org, Shared};
use crate::schema::{FieldId, ObjectId, Schema};
use crate::value::{Cell, Id, Record, Row};

/// See the module. Dropped without [`Transaction::commit`], it leaves nothing but skipped row numbers.
pub struct Transaction {
    shared: Arc<Shared>,
    schema: Arc<Schema>,
    state: Arc<State>,
    /// What the state was when the writer's right was taken; none while only reading.
    base: Option<Arc<State>>,
    user: Id,
    pub(super) gathered: Gathered,
    /// What lookups lead to an object, by object, as far as that was asked.
    pub(super) links: OnceMap<Arc<[Link]>>,
}

/// Values by object that are made when they are first asked for.
pub(super) type OnceMap<T> = RefCell<FxHashMap<ObjectId, T>>;

/// A point to roll back to. Costs one reference count.
#[derive(Clone)]
pub struct Savepoint {
    /// None when nothing had been written.
    state: Option<Arc<State>>,
}

impl Transaction {
    pub(super) fn begin(shared: Arc<Shared>, schema: Arc<Schema>, user: Id) -> Transaction {
        let state = shared.newest();
        Transaction {
            shared,
            schema,
            state,
            base: None,
            user,
            gathered: Gathered::default(),
            links: OnceMap::default(),
        }
    }

    pub fn org(&self) -> Org {
        Org { shared: Arc::clone(&self.shared) }
    }

    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Goes on with a schema that has grown (objects and fields are only ever added at the end).
    pub fn set_schema(&mut self, schema: Arc<Schema>) {
        self.schema = schema;
        self.links.get_mut().clear();
    }

    /// The running user.
    pub fn user(&self) -> Id {
        self.user
    }

    /// Changes the running user: `System.runAs`.
    pub fn set_user(&mut self, user: Id) {
        self.user = user;
    }

    /// Milliseconds since 1970 on the org's clock.
    pub fn now(&self) -> i64 {
        self.shared.clock.now()
    }

    pub fn certificates(&self) -> &crate::org::Certificates {
        &self.shared.certificates
    }

    pub fn formulas(&self) -> &Formulas {
        &self.shared.formulas
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether anything was written.
    pub fn is_writing(&self) -> bool {
        self.base.is_some()
    }

    /// Moves the transaction out, so that a job can run inside it, and leaves one in its place that only reads.
    pub fn take(&mut self) -> Transaction {
        let reader = Transaction {
            shared: Arc::clone(&self.shared),
            schema: Arc::clone(&self.schema),
            state: Arc::clone(&self.state),
            base: None,
            user: self.user,
            gathered: Gathered::default(),
            links: OnceMap::default(),
        };
        std::mem::replace(self, reader)
    }

    pub fn savepoint(&self) -> Savepoint {
        Savepoint { state: self.base.is_some().then(|| Arc::clone(&self.state)) }
    }

    /// Goes back to a savepoint of this transaction. Row numbers given out since stay skipped.
    pub fn rollback(&mut self, to: &Savepoint) {
        let Some(base) = &self.base else { return };
        let old = Arc::clone(to.state.as_ref().unwrap_or(base));
        let undone = std::mem::replace(&mut self.state, old);
        Arc::make_mut(&mut self.state).skip_numbers_of(&undone, &self.schema);
    }

    /// Makes everything visible to others and ends writing; the transaction may go on and write again.
    pub fn commit(&mut self) {
        if self.base.take().is_some() {
            self.shared.publish(Arc::clone(&self.state));
            self.shared.release();
        }
    }

    /// Takes the right to write, waiting for it if need be, and goes on from the newest state.
    fn lock(&mut self) {
        if self.base.is_none() {
            self.shared.acquire();
            self.state = self.shared.newest();
            self.base = Some(Arc::clone(&self.state));
        }
    }

    pub(super) fn state_mut(&mut self) -> &mut State {
        self.lock();
        Arc::make_mut(&mut self.state)
    }

    pub(super) fn table_mut(&mut self, object: ObjectId) -> &mut Table {
        self.lock();
        Arc::make_mut(&mut self.state).table_mut(object, &self.schema)
    }

    /// The object that an id belongs to, by its key prefix.
    pub fn object_of(&self, id: Id) -> Option<ObjectId> {
        state::object_of(&self.schema, id)
    }

    /// The stored row of an id, deleted or not.
    pub fn row(&self, id: Id) -> Option<&Row> {
        self.state.find(&self.schema, id).map(|(_, _, row)| row)
    }

    /// Whether a row of this id exists and is not deleted.
    pub fn exists(&self, id: Id) -> bool {
        self.row(id).is_some_and(|row| !is_deleted(row))
    }

    /// Whether a row of this id lies in the recycle bin.
    pub fn in_bin(&self, id: Id) -> bool {
        self.row(id).is_some_and(is_deleted) && !self.state.emptied.contains(&id)
    }

    /// Whether the record was deleted, in the recycle bin or beyond.
    pub fn is_gone(&self, id: Id) -> bool {
        self.row(id).is_some_and(is_deleted)
    }

    /// One field of a stored row. Null when there is no such row.
    pub fn cell(&self, id: Id, field: FieldId) -> Cell {
        let found = self.state.find(&self.schema, id);
        found.map_or(Cell::Null, |(_, table, row)| table.cell(row, field).clone())
    }

    /// The record as stored, with all its fields: what `Trigger.old` holds. None when there is no such row.
    pub fn record(&self, id: Id) -> Option<Record> {
        let (object, table, row) = self.state.find(&self.schema, id)?;
        let (selection, computed) = self.whole_row(object, &table.layout);
        let mut record = Record::queried(object, Arc::clone(row), selection);
        if let Some(computed) = computed {
            let env = self.env();
            for field in &*computed {
                let cell = env.cell(object, *field, table, row);
                if !cell.is_null() {
                    record.set(*field, cell.to_value());
                }
            }
        }
        Some(record)
    }

    /// Live records of an object whose field has this value: what upsert matches by.
    pub fn find_by(&self, object: ObjectId, field: FieldId, value: &Cell) -> Vec<Id> {
        if field == FieldId::ID {
            return match value {
                Cell::Id(id) if self.exists(*id) => vec![*id],
                _ => Vec::new(),
            };
        }
        let Some(table) = self.state.table(object) else { return Vec::new() };
        let rows = table.rows_with(field, value);
        rows.into_iter().map(|number| state::id_of(&self.schema, object, number)).collect()
    }

    /// The value of a package's feature parameter, if the package has it.
    pub fn parameter(&self, name: &str) -> Option<&Cell> {
        self.state.parameters.get(&name.to_lowercase())
    }

    /// Sets a feature parameter, which comes into being by it.
    pub fn set_parameter(&mut self, name: &str, value: Cell) {
        Arc::make_mut(&mut self.state_mut().parameters).insert(name.to_lowercase(), value);
    }

    /// The holidays on which business hours are closed.
    pub fn holidays_of(&self, hours: Id) -> impl Iterator<Item = Id> {
        let all = self.state.closings.iter();
        all.filter(move |(closed, holiday)| *closed == hours && self.exists(*holiday)).map(|(_, holiday)| *holiday)
    }

    /// Closes business hours on a holiday.
    pub fn close_on(&mut self, hours: Id, holiday: Id) {
        Arc::make_mut(&mut self.state_mut().closings).push((hours, holiday));
    }

    /// Queues a job; it exists for others once this transaction commits.
    pub fn put_job(&mut self, job: JobSpec) {
        self.state_mut().jobs.insert(job);
    }

    /// The queue, for changing it.
    pub fn jobs_mut(&mut self) -> &mut crate::org::Jobs {
        &mut self.state_mut().jobs
    }

    pub fn remove_job(&mut self, id: Id) -> Option<Arc<JobSpec>> {
        self.state.jobs.get(id)?;
        self.state_mut().jobs.remove(id)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(mut base) = self.base.take() else { return };
        if Arc::make_mut(&mut base).skip_numbers_of(&self.state, &self.schema) {
            self.shared.publish(base);
        }
        self.shared.release();
    }
}
