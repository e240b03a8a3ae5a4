//! The people of an e-mail message: its lists of Ids are kept as `EmailMessageRelation` rows.

use super::{Row, record};
use crate::interp::Interp;
use crate::interp::native::ListRef;
use crate::org::{DmlError, check};
use crate::schema::ObjectId;
use crate::value::{Cell, Id, Value};

/// The lists of people, and what relations of each are called.
const LISTS: [(&str, &str); 3] = [("ToIds", "ToAddress"), ("CcIds", "CcAddress"), ("BccIds", "BccAddress")];

impl Interp {
    /// Whether records of an object name people in lists.
    pub(super) fn names_people(&self, object: ObjectId) -> bool {
        &*self.org.schema().object(object).name == "EmailMessage"
    }

    /// Keeps who a saved message is to. A list that is set takes the place of the one before.
    pub(super) fn relate(&mut self, object: ObjectId, row: &Row, message: Id) -> Result<(), DmlError> {
        let schema = self.org.schema().clone();
        let Some(relations) = schema.find("EmailMessageRelation") else { return Ok(()) };
        let def = schema.object(relations);
        let fields = (def.field("EmailMessageId"), def.field("RelationType"), def.field("RelationId"));
        let (Some(of), Some(kind), Some(person)) = fields else { return Ok(()) };
        for (list, name) in LISTS {
            let Some(field) = schema.object(object).field(list) else { continue };
            let Some(given) = record(row.work.as_ref().unwrap_or(&row.record)).get(field) else { continue };
            let ids = ListRef::of(&given).map_or_else(Vec::new, |ids| ids.borrow().to_vec());
            for old in self.org.find_by(relations, of, &Cell::Id(message)) {
                if self.org.cell(old, kind).as_str() == Some(name) {
                    self.org.delete(old)?;
                }
            }
            for id in ids {
                let id = match &id {
                    Value::Id(id) => *id,
                    Value::String(text) => {
                        let malformed = || DmlError::malformed_id(schema.object(object).get(field), text);
                        Id::parse(text).ok_or_else(malformed)?
                    }
                    _ => continue,
                };
                let cells = [(of, Cell::Id(message)), (kind, Cell::string(name)), (person, Cell::Id(id))];
                check::save(&self.org, relations, &cells, true)?;
                self.org.insert(relations, &cells)?;
            }
        }
        Ok(())
    }
}
