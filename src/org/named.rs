//! Rows by the names of their objects and fields: for what the platform keeps in standard objects.

use crate::org::Transaction;
use crate::schema::FieldId;
use crate::value::{Cell, Id};

impl Transaction {
    /// A field of a row by its name; null where there is no such row or field.
    pub fn named_cell(&self, id: Id, field: &str) -> Cell {
        let found = self.object_of(id).and_then(|object| self.schema().object(object).field(field));
        found.map_or(Cell::Null, |field| self.cell(id, field))
    }

    /// The id in a field of a row by its name.
    pub fn named_id(&self, id: Id, field: &str) -> Option<Id> {
        match self.named_cell(id, field) {
            Cell::Id(id) => Some(id),
            _ => None,
        }
    }

    /// Live rows of an object whose field has this value.
    pub fn find_named(&self, object: &str, field: &str, value: &Cell) -> Vec<Id> {
        let schema = self.schema();
        let Some(object) = schema.find(object) else { return Vec::new() };
        let Some(field) = schema.object(object).field(field) else { return Vec::new() };
        self.find_by(object, field, value)
    }

    /// Writes a row; fields that the object lacks are left out. None when there is no such object or a value is taken.
    pub fn put_named(&mut self, object: &str, cells: &[(&str, Cell)]) -> Option<Id> {
        let object = self.schema().find(object)?;
        let def = self.schema().object(object);
        let known: Vec<(FieldId, Cell)> =
            cells.iter().filter_map(|(name, cell)| Some((def.field(name)?, cell.clone()))).collect();
        self.insert(object, &known).ok()
    }

    /// Changes a row; fields that the object lacks are left out, and a row that is not there stays so.
    pub fn set_named(&mut self, id: Id, cells: &[(&str, Cell)]) {
        let Some(object) = self.object_of(id) else { return };
        let def = self.schema().object(object);
        let known: Vec<(FieldId, Cell)> =
            cells.iter().filter_map(|(name, cell)| Some((def.field(name)?, cell.clone()))).collect();
        // Nothing that the platform keeps is unique.
        let _ = self.update(id, &known);
    }
}
