//! Upsert: decides row by row between insert and update, by Id or by an external id.

use super::{Request, Row, record};
use crate::interp::{Interp, Thrown};
use crate::org::{DmlError, convert};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Value};

impl Interp {
    /// Inserts first, then updates, each with its own triggers.
    pub(super) fn upsert(&mut self, object: ObjectId, request: &Request, rows: &mut [Row]) -> Result<bool, Thrown> {
        let mut seen: Vec<Cell> = Vec::new();
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let decided = match request.external_id {
                None | Some(FieldId::ID) => {
                    row.is_insert = record(&row.record).id().is_none();
                    Ok(())
                }
                Some(field) => self.match_external(object, field, row, &mut seen),
            };
            if let Err(error) = decided {
                row.fail(error);
            }
        }
        // `save` takes rows of one sort, in order, so they are sorted apart and put back.
        let mut late = false;
        for is_insert in [true, false] {
            let (mut these, others): (Vec<Row>, Vec<Row>) =
                take(rows).into_iter().partition(|r| r.is_insert == is_insert && r.errors.is_empty());
            let result = self.save(object, &mut these);
            put_back(rows, these.into_iter().chain(others));
            late |= result?;
        }
        Ok(late)
    }

    fn match_external(
        &self,
        object: ObjectId,
        field: FieldId,
        row: &mut Row,
        seen: &mut Vec<Cell>,
    ) -> Result<(), DmlError> {
        let schema = self.org.schema();
        let definition = schema.object(object).get(field);
        let value = record(&row.record).get(field).unwrap_or(Value::Null);
        let cell = convert::to_cell(definition, &value)?;
        if cell.is_null() {
            return Err(DmlError::new("MISSING_ARGUMENT", format!("{} not specified", definition.name)));
        }
        if seen.iter().any(|other| crate::org::order::equal(other, &cell)) {
            let text = format!("Duplicate external id specified: {}", text(&cell));
            return Err(DmlError::new("DUPLICATE_VALUE", text).at(definition));
        }
        seen.push(cell.clone());
        let found = self.org.find_by(object, field, &cell);
        match found[..] {
            [] => row.is_insert = true,
            [id] => {
                row.is_insert = false;
                row.id = Some(id);
            }
            _ => {
                let ids: Vec<String> = found.iter().map(ToString::to_string).collect();
                let text = format!(
                    "{}: more than one record found for external id field: [{}]",
                    definition.name,
                    ids.join(", ")
                );
                return Err(DmlError::new("DUPLICATE_EXTERNAL_ID", text).at(definition));
            }
        }
        Ok(())
    }
}

fn text(cell: &Cell) -> String {
    match cell.to_value() {
        Value::String(s) => s.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Integer(i) => i.to_string(),
        v => v.as_decimal().map_or_else(String::new, |d| d.to_plain_string()),
    }
}

/// Moves the rows out; placeholders stay.
fn take(rows: &mut [Row]) -> Vec<Row> {
    rows.iter_mut().map(|r| std::mem::replace(r, Row::new(r.index, r.record.clone(), r.is_insert))).collect()
}

fn put_back(rows: &mut [Row], done: impl Iterator<Item = Row>) {
    let mut done: Vec<Row> = done.collect();
    done.sort_by_key(|r| r.index);
    for (slot, row) in rows.iter_mut().zip(done) {
        *slot = row;
    }
}
