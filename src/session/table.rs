//! Query results as tables: which columns records have, and the text of each cell.

use crate::interp::{Exec, Interp};
use crate::value::{Object, Record, Value};

/// Rows of texts under column names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table of a list of records; None when the value is no such list, or an empty one.
    ///
    /// # Errors
    /// What printing a value throws.
    pub(super) fn of(cx: &mut Interp, value: &Value) -> Exec<Option<Table>> {
        let Some(Object::List(list)) = value.object() else { return Ok(None) };
        let items: Vec<Value> = list.borrow().iter().collect();
        let mut table = Table::default();
        for item in &items {
            let Some(Object::Record(record)) = item.object() else { return Ok(None) };
            let record = record.borrow().clone();
            let mut row = vec![String::new(); table.columns.len()];
            table.fill(cx, "", &record, &mut row)?;
            table.rows.push(row);
        }
        // Columns that later records added.
        let width = table.columns.len();
        table.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        Ok((!items.is_empty()).then_some(table))
    }

    fn fill(&mut self, cx: &mut Interp, prefix: &str, record: &Record, row: &mut Vec<String>) -> Exec<()> {
        let program = cx.program.clone();
        let object = program.schema.object(record.object);
        let extra = record.extra();
        for (field, value) in record.fields() {
            let text = if value.is_null() { String::new() } else { cx.text(&value)?.to_string() };
            self.set(format!("{prefix}{}", object.get(field).name), text, row);
        }
        for (name, value) in extra.iter().flat_map(|extra| &extra.named) {
            let text = if value.is_null() { String::new() } else { cx.text(value)?.to_string() };
            self.set(format!("{prefix}{name}"), text, row);
        }
        for (field, parent) in extra.iter().flat_map(|extra| extra.parents.iter()) {
            let reference = object.get(*field).reference.as_ref();
            let name = reference.and_then(|reference| reference.relationship.as_deref()).unwrap_or("?");
            if let Some(Object::Record(parent)) = parent.object() {
                let parent = parent.borrow().clone();
                self.fill(cx, &format!("{prefix}{name}."), &parent, row)?;
            }
        }
        for (place, children) in extra.iter().flat_map(|extra| extra.children.iter()) {
            let count = match children.object() {
                Some(Object::List(list)) => list.borrow().len(),
                _ => 0,
            };
            if let Some(child) = object.children.get(usize::from(*place)) {
                let name = child.name.as_deref().unwrap_or("?");
                self.set(format!("{prefix}{name}"), format!("{count} rows"), row);
            }
        }
        Ok(())
    }

    fn set(&mut self, column: String, text: String, row: &mut Vec<String>) {
        let at = match self.columns.iter().position(|c| *c == column) {
            Some(at) => at,
            None => {
                self.columns.push(column);
                self.columns.len() - 1
            }
        };
        if row.len() <= at {
            row.resize(at + 1, String::new());
        }
        row[at] = text;
    }
}
