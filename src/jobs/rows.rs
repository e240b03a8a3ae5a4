//! The jobs' bookkeeping rows, by field names.

use crate::org::Transaction;
use crate::schema::FieldId;
use crate::value::{Cell, Datetime, Id, Value};

/// Inserts a row of a standard object. Fields that the schema does not have are left out.
pub(super) fn insert(tx: &mut Transaction, object: &str, fields: &[(&str, Cell)]) -> Id {
    let schema = tx.schema().clone();
    let id = schema.find(object).expect("the standard schema has the job objects");
    let fields: Vec<(FieldId, Cell)> =
        fields.iter().filter_map(|(name, cell)| Some((schema.object(id).field(name)?, cell.clone()))).collect();
    tx.insert(id, &fields).expect("job rows have no unique fields")
}

/// Changes fields of a row. A row that is gone stays gone.
pub(super) fn update(tx: &mut Transaction, id: Id, fields: &[(&str, Cell)]) {
    let schema = tx.schema().clone();
    let Some(object) = tx.object_of(id) else { return };
    let fields: Vec<(FieldId, Cell)> =
        fields.iter().filter_map(|(name, cell)| Some((schema.object(object).field(name)?, cell.clone()))).collect();
    let _ = tx.overwrite(id, &fields);
}

/// One field of a row.
pub(super) fn get(tx: &Transaction, id: Id, field: &str) -> Cell {
    let found = tx.object_of(id).and_then(|object| tx.schema().object(object).field(field));
    found.map_or(Cell::Null, |field| tx.cell(id, field))
}

pub(super) fn number(tx: &Transaction, id: Id, field: &str) -> i32 {
    match get(tx, id, field).to_value() {
        Value::Integer(n) => n,
        _ => 0,
    }
}

pub(super) fn text(tx: &Transaction, id: Id, field: &str) -> String {
    get(tx, id, field).as_str().unwrap_or_default().to_owned()
}

pub(super) fn time(ms: i64) -> Cell {
    Cell::Datetime(Datetime::from_ms(ms))
}

/// At most as much as `ExtendedStatus` holds.
pub(super) fn status_text(text: &str) -> Cell {
    Cell::string(&text.chars().take(255).collect::<String>())
}
