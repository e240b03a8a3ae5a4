//! Persistent indexes of a table: from the value of a lookup, unique or external-id field to row numbers.

use compact_str::CompactString;
use imbl::OrdSet;

use crate::value::{Cell, Decimal, Id};

/// An index over one field. Nulls are not in it.
#[derive(Clone, Debug)]
pub enum Index {
    Ids(OrdSet<(Id, u32)>),
    /// Texts, folded; numbers by their plain text.
    Texts(OrdSet<(CompactString, u32)>),
}

impl Index {
    pub fn new(of_ids: bool) -> Index {
        match of_ids {
            true => Index::Ids(OrdSet::new()),
            false => Index::Texts(OrdSet::new()),
        }
    }

    pub fn insert(&mut self, cell: &Cell, row: u32) {
        match self {
            Index::Ids(rows) => {
                if let Cell::Id(id) = cell {
                    rows.insert((*id, row));
                }
            }
            Index::Texts(rows) => {
                if let Some(text) = key(cell) {
                    rows.insert((text, row));
                }
            }
        }
    }

    pub fn remove(&mut self, cell: &Cell, row: u32) {
        match self {
            Index::Ids(rows) => {
                if let Cell::Id(id) = cell {
                    rows.remove(&(*id, row));
                }
            }
            Index::Texts(rows) => {
                if let Some(text) = key(cell) {
                    rows.remove(&(text, row));
                }
            }
        }
    }

    /// The numbers of the rows that hold this value, in order.
    pub fn find(&self, cell: &Cell) -> Vec<u32> {
        match self {
            Index::Ids(rows) => match cell {
                Cell::Id(id) => rows.range((*id, 0)..=(*id, u32::MAX)).map(|(_, row)| *row).collect(),
                _ => Vec::new(),
            },
            Index::Texts(rows) => match key(cell) {
                Some(text) => rows.range((text.clone(), 0)..=(text, u32::MAX)).map(|(_, row)| *row).collect(),
                None => Vec::new(),
            },
        }
    }
}

fn key(cell: &Cell) -> Option<CompactString> {
    if let Some(text) = cell.as_str() {
        return Some(fold(text));
    }
    let number = match cell {
        Cell::Integer(n) => Decimal::Small(i64::from(*n), 0),
        Cell::Long(n) => Decimal::Small(*n, 0),
        Cell::Decimal { scale, mantissa } => Decimal::Small(*mantissa, *scale),
        Cell::Id(id) => return Some(CompactString::new(id.to_string())),
        Cell::Null
        | Cell::Boolean(_)
        | Cell::Double(_)
        | Cell::BigDecimal(_)
        | Cell::Date(_)
        | Cell::Time(_)
        | Cell::Datetime(_)
        | Cell::Short(_)
        | Cell::String(_)
        | Cell::Blob(_) => return None,
    };
    Some(CompactString::new(number.strip_trailing_zeros().to_plain_string()))
}

/// Text as it compares without regard to case.
pub fn fold(text: &str) -> CompactString {
    if text.is_ascii() {
        let mut folded = CompactString::new(text);
        folded.make_ascii_lowercase();
        return folded;
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_without_case_and_numbers_by_value() {
        let mut index = Index::new(false);
        index.insert(&Cell::string("Straße 1 and more"), 7);
        index.insert(&Cell::string("STRASSE"), 8);
        index.insert(&Cell::Decimal { scale: 2, mantissa: 500 }, 9);
        assert_eq!(index.find(&Cell::string("STRAßE 1 AND MORE")), [7]);
        assert_eq!(index.find(&Cell::Integer(5)), [9]);
        index.remove(&Cell::string("strasse"), 8);
        assert!(index.find(&Cell::string("STRASSE")).is_empty());
    }
}
