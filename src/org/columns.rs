//! Copies of single fields of a large table, by row number: a scan that comes again reads one dense column instead of all rows.
//!
//! They belong to one version of a table; a write drops them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxHashMap;

use crate::org::layout::DELETED_SLOT;
use crate::org::rows::Rows;
use crate::org::table::is_deleted;
use crate::value::{Cell, Row, prefetch};

/// Tables below this size fit the caches anyway.
pub const LARGE: u32 = 4096;
/// Scans of a field before its column is made.
const SCANS: u32 = 2;
/// A column with more distinct texts than this has no codes.
const CODES: usize = 256;

/// See the module.
pub struct Columns {
    live: OnceLock<Box<[bool]>>,
    slots: Box<[Slot]>,
}

#[derive(Default)]
struct Slot {
    scans: AtomicU32,
    column: OnceLock<Column>,
}

/// One field of all rows, in the densest form that its cells allow.
pub enum Column {
    /// Texts of few values, such as picklists.
    Codes(Codes),
    /// Integers and decimals.
    Numbers(Numbers),
    Cells(Box<[Cell]>),
}

impl Column {
    fn new(cells: &[&Cell]) -> Column {
        match (Codes::new(cells), Numbers::new(cells)) {
            (Some(codes), _) => Column::Codes(codes),
            (None, Some(numbers)) => Column::Numbers(numbers),
            (None, None) => Column::Cells(cells.iter().map(|cell| (*cell).clone()).collect()),
        }
    }

    /// How many row numbers there were.
    pub fn len(&self) -> usize {
        match self {
            Column::Codes(codes) => codes.of_row.len(),
            Column::Numbers(numbers) => numbers.of_row.len(),
            Column::Cells(cells) => cells.len(),
        }
    }

    /// The cell of a row. None where only the row itself knows how its number is written.
    #[inline]
    pub fn cell(&self, number: u32) -> Option<&Cell> {
        match self {
            Column::Codes(codes) => Some(&codes.distinct[codes.of(number)]),
            Column::Cells(cells) => Some(&cells[number as usize]),
            Column::Numbers(_) => None,
        }
    }
}

/// The numbers of a column as integers of one scale: `1.50` and `2` are 150 and 200 at scale 2.
pub struct Numbers {
    pub scale: u8,
    of_row: Box<[i64]>,
}

impl Numbers {
    /// Stands for null.
    const NULL: i64 = i64::MIN;

    /// None when a cell is no integer or decimal, or too large.
    fn new(cells: &[&Cell]) -> Option<Numbers> {
        let mut scale = 0;
        for cell in cells {
            match cell {
                Cell::Decimal { scale: own, .. } => scale = scale.max(*own),
                Cell::Integer(_) | Cell::Null => {}
                _ => return None,
            }
        }
        let at_scale = |cell: &&Cell| match cell {
            Cell::Decimal { scale: own, mantissa } => {
                let power = 10i64.checked_pow(u32::from(scale - own))?;
                mantissa.checked_mul(power).filter(|n| *n != Numbers::NULL)
            }
            Cell::Integer(n) => i64::from(*n).checked_mul(10i64.checked_pow(u32::from(scale))?),
            _ => Some(Numbers::NULL),
        };
        Some(Numbers { scale, of_row: cells.iter().map(at_scale).collect::<Option<_>>()? })
    }

    /// The number of a row at the column's scale; none when it is null.
    #[inline]
    pub fn of(&self, number: u32) -> Option<i64> {
        Some(self.of_row[number as usize]).filter(|n| *n != Numbers::NULL)
    }
}

/// The distinct texts of a column, letter for letter, and which of them each row holds.
pub struct Codes {
    pub of_row: Box<[u8]>,
    pub distinct: Vec<Cell>,
}

impl Codes {
    /// None when a cell is no text, or when there are too many.
    fn new(cells: &[&Cell]) -> Option<Codes> {
        let mut distinct = Vec::new();
        let mut known: FxHashMap<&[u8], u8> = FxHashMap::default();
        let mut null = None;
        let mut of_row = Vec::with_capacity(cells.len());
        for cell in cells {
            let seen = match cell {
                Cell::Null => null,
                cell => known.get(cell.text_bytes()?).copied(),
            };
            let code = match seen {
                Some(code) => code,
                None => {
                    let code = u8::try_from(distinct.len()).ok()?;
                    distinct.push(Cell::clone(cell));
                    match cell.text_bytes() {
                        Some(text) => drop(known.insert(text, code)),
                        None => null = Some(code),
                    }
                    code
                }
            };
            of_row.push(code);
        }
        Some(Codes { of_row: of_row.into(), distinct })
    }

    /// What `f` answers for each code; whatever for codes that are not there.
    pub fn map<T: Copy + Default>(&self, mut f: impl FnMut(&Cell) -> T) -> [T; CODES] {
        let mut all = [T::default(); CODES];
        for (answer, cell) in all.iter_mut().zip(&self.distinct) {
            *answer = f(cell);
        }
        all
    }

    #[inline]
    pub fn of(&self, number: u32) -> usize {
        usize::from(self.of_row[number as usize])
    }
}

impl Columns {
    pub fn new(slots: usize) -> Columns {
        Columns { live: OnceLock::new(), slots: (0..slots).map(|_| Slot::default()).collect() }
    }

    /// The column of a slot, if it was made.
    pub fn get(&self, slot: u16) -> Option<&Column> {
        self.slots.get(usize::from(slot))?.column.get()
    }

    /// Which row numbers hold a row that is not deleted.
    pub fn live(&self) -> Option<&[bool]> {
        self.live.get().map(|live| &**live)
    }

    /// Counts a scan over a slot, and copies it when more are to be expected.
    pub fn note(&self, slot: u16, rows: &Rows, numbers: u32) {
        let Some(entry) = self.slots.get(usize::from(slot)) else { return };
        if entry.scans.fetch_add(1, Ordering::Relaxed) + 1 < SCANS {
            return;
        }
        entry.column.get_or_init(|| {
            let mut cells = vec![&Cell::Null; numbers as usize];
            for (number, row) in rows_ahead(rows, usize::from(slot)) {
                if let Some(cell) = row.get(usize::from(slot)) {
                    cells[number as usize] = cell;
                }
            }
            Column::new(&cells)
        });
        self.live.get_or_init(|| {
            let mut live = vec![false; numbers as usize];
            for (number, row) in rows_ahead(rows, usize::from(DELETED_SLOT)) {
                live[number as usize] = !is_deleted(row);
            }
            live.into()
        });
    }
}

/// All rows, with the cell of a slot brought near before its turn: rows lie all over the memory.
fn rows_ahead(rows: &Rows, slot: usize) -> impl Iterator<Item = (u32, &Row)> {
    const AHEAD: usize = 24;
    let mut ahead = rows.iter();
    let bring = move |(_, row): (u32, &Row)| {
        if let Some(cell) = row.get(slot) {
            prefetch::prefetch(cell);
        }
    };
    ahead.by_ref().take(AHEAD).for_each(bring);
    rows.iter().inspect(move |_| {
        ahead.next().map(bring);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_texts_have_codes() {
        let text = Cell::string;
        let cells = [text("a"), Cell::Null, text("A"), text("a"), text("longer than fourteen bytes")];
        let cells: Vec<&Cell> = cells.iter().collect();
        let codes = Codes::new(&cells).expect("few texts");
        assert_eq!(&*codes.of_row, [0, 1, 2, 0, 3]);
        let lengths = codes.map(|cell| cell.as_str().map_or(0, str::len));
        assert_eq!(lengths[codes.of(4)], 26);
        let many: Vec<Cell> = (0..257).map(|n| text(&n.to_string())).collect();
        let many: Vec<&Cell> = many.iter().collect();
        assert!(Codes::new(&many[..256]).is_some() && Codes::new(&many).is_none());
        assert!(Codes::new(&[&Cell::Integer(1)]).is_none());
    }

    #[test]
    fn numbers_have_one_scale() {
        let decimal = |scale, mantissa| Cell::Decimal { scale, mantissa };
        let cells = [decimal(0, 2), decimal(2, 150), Cell::Null, Cell::Integer(-3), decimal(1, 0)];
        let cells: Vec<&Cell> = cells.iter().collect();
        let numbers = Numbers::new(&cells).expect("small numbers");
        let all: Vec<_> = (0..5).map(|row| numbers.of(row)).collect();
        assert_eq!((numbers.scale, all), (2, vec![Some(200), Some(150), None, Some(-300), Some(0)]));
        assert!(Numbers::new(&[&decimal(0, i64::MAX), &decimal(1, 1)]).is_none());
        assert!(Numbers::new(&[&Cell::Double(1.0)]).is_none());
    }
}
