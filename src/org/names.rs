//! Names that the org composes itself: people's names and auto-numbers.

use crate::org::Table;
use crate::schema::Object;
use crate::value::Cell;

/// Fills `Name` of a row that has `FirstName` and `LastName`.
pub fn compose(object: &Object, table: &mut Table, cells: &mut Vec<Cell>) {
    let system = table.layout.system;
    let (Some(name), Some(first), Some(last)) = (system.name, system.first_name, system.last_name) else { return };
    let part = |field| table.layout.slot(field).and_then(|slot| cells.get(usize::from(slot))?.as_str());
    // A person account or a company's name has no parts.
    let text = match (part(first), part(last)) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => return,
    };
    let slot = usize::from(table.slot(name, object.get(name)));
    if slot >= cells.len() {
        cells.resize(slot + 1, Cell::Null);
    }
    cells[slot] = Cell::string(&text);
}

/// `A-{0000}` with a number: `A-0042`.
pub fn auto_number(format: &str, number: u32) -> String {
    match (format.find('{'), format.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let width = close - open - 1;
            format!("{}{number:0width$}{}", &format[..open], &format[close + 1..])
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_numbers_are_padded() {
        assert_eq!(auto_number("INV-{00000}", 42), "INV-00042");
        assert_eq!(auto_number("{0}", 42), "42");
        assert_eq!(auto_number("", 7), "7");
    }
}
