//! Copies of single fields of a large table, by row number: a scan that comes again reads one dense column instead of all rows.
//!
//! They belong to one version of a table; a write drops them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::org::rows::Rows;
use crate::org::table::is_deleted;
use crate::value::Cell;

/// Tables below this size fit the caches anyway.
pub const LARGE: u32 = 4096;
/// Scans of a field before its column is made.
const SCANS: u32 = 2;

/// See the module.
pub struct Columns {
    live: OnceLock<Box<[bool]>>,
    slots: Box<[Column]>,
}

#[derive(Default)]
struct Column {
    scans: AtomicU32,
    cells: OnceLock<Box<[Cell]>>,
}

impl Columns {
    pub fn new(slots: usize) -> Columns {
        Columns { live: OnceLock::new(), slots: (0..slots).map(|_| Column::default()).collect() }
    }

    /// The cells of a slot by row number, if they were copied.
    pub fn cells(&self, slot: u16) -> Option<&[Cell]> {
        self.slots.get(usize::from(slot))?.cells.get().map(|cells| &**cells)
    }

    /// Which row numbers hold a row that is not deleted.
    pub fn live(&self) -> Option<&[bool]> {
        self.live.get().map(|live| &**live)
    }

    /// Counts a scan over a slot, and copies it when more are to be expected.
    pub fn note(&self, slot: u16, rows: &Rows, numbers: u32) {
        let Some(column) = self.slots.get(usize::from(slot)) else { return };
        if column.scans.fetch_add(1, Ordering::Relaxed) + 1 < SCANS {
            return;
        }
        column.cells.get_or_init(|| {
            let mut cells = vec![Cell::Null; numbers as usize];
            for (number, row) in rows.iter() {
                if let Some(cell) = row.get(usize::from(slot)) {
                    cells[number as usize] = cell.clone();
                }
            }
            cells.into()
        });
        self.live.get_or_init(|| {
            let mut live = vec![false; numbers as usize];
            for (number, row) in rows.iter() {
                live[number as usize] = !is_deleted(row);
            }
            live.into()
        });
    }
}
