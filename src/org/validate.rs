//! Validation rules: formulas that refuse a record when they are true.

use crate::org::formulas::{Over, Root};
use crate::org::{DmlError, Table, Transaction};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Id, Row, Value};

/// A record on its way into the org: what is being written over what is stored.
struct Saving<'a> {
    given: &'a [(FieldId, Cell)],
    stored: Option<(&'a Table, &'a Row)>,
    /// What the org fills in for a new record.
    owner: Option<FieldId>,
    user: Id,
}

impl Root for Saving<'_> {
    fn value(&self, field: FieldId) -> Value {
        let given = self.given.iter().rev().find(|(f, _)| *f == field).map(|(_, cell)| cell.to_value());
        match given {
            Some(Value::Null) | None if self.is_new() && self.owner == Some(field) => Value::Id(self.user),
            Some(value) => value,
            None => self.prior_cell(field).unwrap_or_default(),
        }
    }

    fn prior(&self, field: FieldId) -> Value {
        self.prior_cell(field).unwrap_or_else(|| self.value(field))
    }

    fn is_new(&self) -> bool {
        self.stored.is_none()
    }
}

impl Saving<'_> {
    fn prior_cell(&self, field: FieldId) -> Option<Value> {
        self.stored.map(|(table, row)| table.cell(row, field).to_value())
    }
}

/// The errors of the active rules that the record breaks. `id` is that of a stored record that is updated.
pub fn broken_rules(tx: &Transaction, object: ObjectId, cells: &[(FieldId, Cell)], id: Option<Id>) -> Vec<DmlError> {
    let schema = tx.schema();
    let def = schema.object(object);
    if def.validation_rules.is_empty() {
        return Vec::new();
    }
    let env = tx.env();
    let stored = id.and_then(|id| tx.placed(id)).map(|(_, table, row)| (table, row));
    let saving = Saving { given: cells, stored, owner: def.field("OwnerId"), user: tx.user() };
    let over = Over { env: &env, object, root: &saving, depth: 0 };
    let mut errors = Vec::new();
    for rule in env.formulas.rules(schema, object).iter() {
        let value = match rule.formula.as_ref() {
            Ok(formula) => formula.evaluate(&over).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match value {
            Ok(Value::Boolean(true)) => {
                let fields = rule.field.iter().cloned().collect();
                let error = DmlError::new("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message.clone());
                errors.push(DmlError { fields, ..error });
            }
            Ok(_) => {}
            Err(error) => {
                let text = format!("The validation rule {}.{} cannot be computed: {error}", def.name, rule.name);
                errors.push(DmlError::new("FORMULA_EXPRESSION_INVALID", text));
            }
        }
    }
    errors
}
