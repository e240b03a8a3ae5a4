//! One version of everything stored. A clone shares all of it; a change copies the path to what changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::{HashMap, HashSet};

use crate::org::jobs::Jobs;
use crate::org::table::Table;
use crate::schema::{FieldId, ObjectId, Schema};
use crate::value::{Cell, Id, Row};

/// See the module.
#[derive(Clone, Default)]
pub struct State {
    /// Tables that have or had rows, sorted by object. Few, so a clone of the list is cheap.
    tables: Vec<(ObjectId, Arc<Table>)>,
    /// What each deletion took with it, by the record that was deleted, so that it can be undone.
    pub(super) bin: HashMap<Id, Arc<Deletion>>,
    /// Records that are no longer in the recycle bin: they cannot come back, though `ALL ROWS` finds them.
    pub(super) emptied: HashSet<Id>,
    /// Records that are locked for editing.
    pub(super) locked: HashSet<Id>,
    pub jobs: Jobs,
    /// The feature parameters of a package by name in lower case.
    pub(super) parameters: Arc<BTreeMap<String, Cell>>,
    /// Business hours and the holidays on which they are closed: only setup relates them, no field does.
    pub(super) closings: Arc<Vec<(Id, Id)>>,
}

/// What went with a deleted record.
#[derive(Clone, Debug, Default)]
pub struct Deletion {
    /// Children deleted by cascade.
    pub cascaded: Vec<Id>,
    /// Lookups that were emptied.
    pub cleared: Vec<(Id, FieldId)>,
}

impl State {
    pub fn table(&self, object: ObjectId) -> Option<&Table> {
        let at = self.tables.binary_search_by_key(&object, |(o, _)| *o).ok()?;
        Some(&self.tables[at].1)
    }

    /// The table for changing; made when the object has none yet.
    pub(super) fn table_mut(&mut self, object: ObjectId, schema: &Schema) -> &mut Table {
        let at = match self.tables.binary_search_by_key(&object, |(o, _)| *o) {
            Ok(at) => at,
            Err(at) => {
                self.tables.insert(at, (object, Arc::new(Table::new(schema.object(object)))));
                at
            }
        };
        Arc::make_mut(&mut self.tables[at].1)
    }

    /// Takes over the row numbers that `other` has given out, so that none is given twice.
    /// Answers whether anything changed.
    pub(super) fn skip_numbers_of(&mut self, other: &State, schema: &Schema) -> bool {
        let mut changed = false;
        for (object, theirs) in &other.tables {
            let next = match self.tables.binary_search_by_key(object, |(o, _)| *o) {
                Ok(at) if Arc::ptr_eq(&self.tables[at].1, theirs) => continue,
                Ok(at) => self.tables[at].1.next,
                Err(_) => 1,
            };
            if next < theirs.next {
                self.table_mut(*object, schema).next = theirs.next;
                changed = true;
            }
        }
        changed
    }

    /// The row of an id, deleted or not, with its object.
    pub fn find(&self, schema: &Schema, id: Id) -> Option<(ObjectId, &Table, &Row)> {
        let (object, number) = place_of(schema, id)?;
        let table = self.table(object)?;
        Some((object, table, table.row(number)?))
    }
}

/// Rows of objects that share a key prefix (histories, feeds) take their numbers from ranges of their own.
const SHARED_RANGE: u32 = 24;
/// Ids of objects without a prefix of their own begin with this.
const NO_PREFIX: [u8; 3] = *b"0ZZ";

/// The id of an object's row.
pub fn id_of(schema: &Schema, object: ObjectId, number: u32) -> Id {
    let prefix = schema.object(object).key_prefix.unwrap_or(NO_PREFIX);
    let number = u64::from(number);
    match schema.object_by_prefix(prefix) == Some(object) {
        true => Id::from_parts(prefix, number),
        false => Id::from_parts(prefix, (u64::from(object.0) << SHARED_RANGE) + number),
    }
}

/// The object and row number of an id that this org can have given out.
#[inline]
pub fn place_of(schema: &Schema, id: Id) -> Option<(ObjectId, u32)> {
    let sequence = id.sequence()?;
    match schema.object_by_prefix(id.prefix()) {
        Some(object) => Some((object, u32::try_from(sequence).ok()?)),
        None => {
            let object = ObjectId(u32::try_from(sequence >> SHARED_RANGE).ok()?);
            let known = (object.0 as usize) < schema.len();
            let prefix = known.then(|| schema.object(object).key_prefix.unwrap_or(NO_PREFIX))?;
            (prefix == id.prefix()).then_some((object, (sequence & ((1 << SHARED_RANGE) - 1)) as u32))
        }
    }
}

/// The object that an id belongs to, whether or not the org gave it out.
pub fn object_of(schema: &Schema, id: Id) -> Option<ObjectId> {
    schema.object_by_prefix(id.prefix()).or_else(|| place_of(schema, id).map(|(object, _)| object))
}
