//! One object's rows with their indexes. A clone shares everything.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use crate::org::columns::{Column, Columns, LARGE};
use crate::org::index::Index;
use crate::org::layout::{DELETED_SLOT, Layout};
use crate::org::rows::{Iter, Leaves, Rows};
use crate::schema::{CellKind, Field, FieldId, Object};
use crate::value::{Cell, Row};

/// Scans for one field's value after which an index over it pays. Unique fields are indexed at once.
const SCANS_BEFORE_INDEX: u32 = 3;
/// Below this size a scan is always cheaper.
const SMALL: u32 = 64;

/// See the module.
#[derive(Clone)]
pub struct Table {
    pub layout: Arc<Layout>,
    rows: Rows,
    /// Rows that are not deleted.
    live: u32,
    /// Rows that are, but may come back.
    deleted: u32,
    indexes: Vec<FieldIndex>,
    columns: OnceLock<Arc<Columns>>,
    /// The number of the next row; never goes back, not even when a transaction does.
    pub next: u32,
}

struct FieldIndex {
    field: FieldId,
    slot: u16,
    of_ids: bool,
    scans: AtomicU32,
    index: OnceLock<Index>,
}

impl Clone for FieldIndex {
    fn clone(&self) -> FieldIndex {
        FieldIndex { scans: AtomicU32::new(self.scans.load(Ordering::Relaxed)), index: self.index.clone(), ..*self }
    }
}

/// Whether the row lies in the recycle bin.
#[inline]
pub fn is_deleted(row: &Row) -> bool {
    matches!(row[usize::from(DELETED_SLOT)], Cell::Boolean(true))
}

impl Table {
    pub fn new(object: &Object) -> Table {
        Table {
            layout: Arc::new(Layout::new(object)),
            rows: Rows::default(),
            live: 0,
            deleted: 0,
            indexes: Vec::new(),
            columns: OnceLock::new(),
            next: 1,
        }
    }

    /// Live rows.
    pub fn len(&self) -> u32 {
        self.live
    }

    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    #[inline]
    pub fn row(&self, number: u32) -> Option<&Row> {
        self.rows.get(number)
    }

    /// All rows in order of insertion, deleted ones too.
    pub fn iter(&self) -> Iter<'_> {
        self.rows.iter()
    }

    /// The places of all rows, leaf by leaf, each with the number of its first place.
    pub fn leaves(&self) -> Leaves<'_> {
        self.rows.leaves()
    }

    /// The cell of a field in one of this table's rows.
    #[inline]
    pub fn cell<'r>(&self, row: &'r Row, field: FieldId) -> &'r Cell {
        const NULL: &Cell = &Cell::Null;
        self.layout.slot(field).and_then(|slot| row.get(usize::from(slot))).unwrap_or(NULL)
    }

    /// The slot of a field, given to it now if it has none.
    pub fn slot(&mut self, id: FieldId, field: &Field) -> u16 {
        if let Some(slot) = self.layout.slot(id) {
            return slot;
        }
        let slot = Arc::make_mut(&mut self.layout).add(id);
        let unique = field.unique || field.external_id;
        // Definitions of entities and fields, and custom metadata, are looked for by name.
        let named = matches!(&*field.name, "QualifiedApiName" | "DurableId");
        if field.reference.is_some() || unique || named {
            self.indexes.push(FieldIndex {
                field: id,
                slot,
                of_ids: field.ty.cell_kind() == CellKind::Id,
                scans: AtomicU32::new(if unique { SCANS_BEFORE_INDEX } else { 0 }),
                index: OnceLock::new(),
            });
        }
        slot
    }

    /// Puts, replaces or takes away a row and keeps counts and indexes in step.
    pub fn set(&mut self, number: u32, row: Option<Row>) {
        self.drop_columns();
        let new = row.clone();
        let old = self.rows.set(number, row);
        if let Some(row) = &old {
            *if is_deleted(row) { &mut self.deleted } else { &mut self.live } -= 1;
        }
        if let Some(row) = &new {
            *if is_deleted(row) { &mut self.deleted } else { &mut self.live } += 1;
        }
        for entry in &mut self.indexes {
            let Some(index) = entry.index.get_mut() else { continue };
            let slot = usize::from(entry.slot);
            let (before, after) = (old.as_ref().and_then(|r| r.get(slot)), new.as_ref().and_then(|r| r.get(slot)));
            if let (Some(Cell::Id(a)), Some(Cell::Id(b))) = (before, after)
                && a == b
            {
                continue;
            }
            before.inspect(|cell| index.remove(cell, number));
            after.inspect(|cell| index.insert(cell, number));
        }
    }

    /// Changes cells of a row by slot; false when there is no such row. Not for the deletion mark. A row that nobody else
    /// holds is changed in place.
    pub fn change(&mut self, number: u32, cells: Vec<(u16, Cell)>) -> bool {
        self.drop_columns();
        let Some(row) = self.rows.get_mut(number) else { return false };
        let needed = cells.iter().map(|(slot, _)| usize::from(*slot) + 1).max().unwrap_or(0);
        if row.len() < needed {
            let padding = std::iter::repeat_n(Cell::Null, needed - row.len());
            *row = row.iter().cloned().chain(padding).collect::<Vec<_>>().into();
        }
        let held = Arc::make_mut(row);
        for (slot, cell) in cells {
            let entry = self.indexes.iter_mut().find(|i| i.slot == slot);
            if let Some(index) = entry.and_then(|e| e.index.get_mut()) {
                index.remove(&held[usize::from(slot)], number);
                index.insert(&cell, number);
            }
            held[usize::from(slot)] = cell;
        }
        true
    }

    fn drop_columns(&mut self) {
        if self.columns.get().is_some() {
            self.columns = OnceLock::new();
        }
    }

    /// A slot of all rows, if scans were so frequent that it was copied.
    pub fn column(&self, slot: u16) -> Option<&Column> {
        self.columns.get()?.get(slot)
    }

    /// Which row numbers hold live rows; there when any column is.
    pub fn live(&self) -> Option<&[bool]> {
        self.columns.get()?.live()
    }

    /// Says that all rows were looked at for this slot.
    pub fn note_scan(&self, slot: u16) {
        if self.live < LARGE {
            return;
        }
        let columns = self.columns.get_or_init(|| Arc::new(Columns::new(self.layout.len())));
        columns.note(slot, &self.rows, self.next);
    }

    /// Whether values of this field are found without a scan (now or after an index is made).
    pub fn indexed(&self, field: FieldId) -> bool {
        self.indexes.iter().any(|i| i.field == field)
    }

    /// The numbers of rows, deleted ones too, whose indexed field holds one of `cells`, in order of insertion.
    /// None when a scan is to be preferred or the field is not indexed.
    pub fn find(&self, field: FieldId, cells: &[Cell]) -> Option<Vec<u32>> {
        let entry = self.indexes.iter().find(|i| i.field == field)?;
        let index = match entry.index.get() {
            Some(index) => index,
            None => {
                let scans = entry.scans.fetch_add(1, Ordering::Relaxed);
                if scans < SCANS_BEFORE_INDEX || (entry.of_ids && self.live + self.deleted < SMALL) {
                    return None;
                }
                entry.index.get_or_init(|| self.build(entry))
            }
        };
        // Most of the table is wanted: a scan is cheaper than sorting what the index gives.
        if cells.len() as u32 > (self.live + self.deleted) / 2 + 8 {
            return None;
        }
        let mut found: Vec<u32> = cells.iter().flat_map(|cell| index.find(cell)).collect();
        if cells.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Some(found)
    }

    fn build(&self, entry: &FieldIndex) -> Index {
        let mut index = Index::new(entry.of_ids);
        for (number, row) in self.rows.iter() {
            if let Some(cell) = row.get(usize::from(entry.slot)) {
                index.insert(cell, number);
            }
        }
        index
    }

    /// The numbers of live rows whose field equals a cell: by index, or else by scan.
    pub fn rows_with(&self, field: FieldId, cell: &Cell) -> Vec<u32> {
        let live = |number: &u32| self.row(*number).is_some_and(|row| !is_deleted(row));
        if let Some(found) = self.find(field, std::slice::from_ref(cell)) {
            return found.into_iter().filter(live).collect();
        }
        let same = |row: &Row| match (self.cell(row, field), cell) {
            (Cell::Id(a), Cell::Id(b)) => a == b,
            (a, b) => crate::org::order::equal(a, b),
        };
        self.iter().filter(|(_, row)| !is_deleted(row) && same(row)).map(|(number, _)| number).collect()
    }
}
