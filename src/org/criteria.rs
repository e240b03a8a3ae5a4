//! Formulas that automation asks once: criteria of a step, the value of a field update.

use crate::formula::{Formula, ObjectScope};
use crate::org::Transaction;
use crate::org::formulas::{Over, Stored};
use crate::value::{Id, Value};

impl Transaction {
    /// The value of a formula over a stored record.
    ///
    /// # Errors
    /// Why the text is no formula, or what went wrong while it was computed.
    pub fn compute(&self, id: Id, formula: &str) -> Result<Value, String> {
        let (object, table, row) = self.placed(id).ok_or("the record is not there")?;
        let scope = ObjectScope { schema: self.schema(), object: Some(object) };
        let compiled = Formula::compile(formula, &scope, false).map_err(|error| error.0)?;
        let env = self.env();
        let over = Over { env: &env, object, root: &Stored { table, row }, depth: 0 };
        compiled.evaluate(&over).map_err(|error| error.to_string())
    }
}
