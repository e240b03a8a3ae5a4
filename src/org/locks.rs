//! Records that are locked for editing, by an approval process or by code.

use crate::org::Transaction;
use crate::schema::FieldType;
use crate::value::{Cell, Id};

impl Transaction {
    /// Whether any record is locked at all.
    pub fn has_locks(&self) -> bool {
        !self.state().locked.is_empty()
    }

    pub fn is_locked(&self, id: Id) -> bool {
        self.state().locked.contains(&id)
    }

    pub fn set_locked(&mut self, id: Id, locked: bool) {
        if self.is_locked(id) != locked {
            let all = &mut self.state_mut().locked;
            match locked {
                true => all.insert(id),
                false => all.remove(&id),
            };
        }
    }

    /// The locked record that closes this one: itself, or the master that it is a detail of.
    pub fn lock_of(&self, id: Id) -> Option<Id> {
        if !self.has_locks() {
            return None;
        }
        if self.is_locked(id) {
            return Some(id);
        }
        let def = self.schema().object(self.object_of(id)?);
        let masters = def.iter().filter(|(_, field)| {
            field.ty == FieldType::Reference
                && field.reference.as_ref().is_some_and(|reference| reference.master_detail)
        });
        masters
            .filter_map(|(field, _)| match self.cell(id, field) {
                Cell::Id(master) => Some(master),
                _ => None,
            })
            .find(|master| self.is_locked(*master))
    }
}
