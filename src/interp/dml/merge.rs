//! Merge: up to two records go, what referred to them refers to the master.

use super::{Request, Row, RowResult, record};
use crate::hir::{DmlKind, SecurityMode, TriggerEvent};
use crate::interp::limits::Limit;
use crate::interp::{Exc, Interp, Thrown};
use crate::org::DmlError;
use crate::schema::ObjectId;
use crate::value::{Cell, Id, Object, Ref, Value};

/// What a merge did.
#[derive(Clone, Default, Debug)]
pub struct Merged {
    pub result: RowResult,
    pub merged: Vec<Id>,
    /// Records that refer to the master now.
    pub updated: Vec<Id>,
}

impl Interp {
    /// Merges records into `master`, whose set fields are saved too.
    ///
    /// # Errors
    /// With `all_or_none`, a DmlException when it fails; nothing is changed then.
    pub fn merge(
        &mut self,
        master: &Ref,
        duplicates: &[Id],
        all_or_none: bool,
        mode: SecurityMode,
    ) -> Result<Merged, Thrown> {
        let request = Request {
            kind: DmlKind::Merge,
            records: vec![master.clone()],
            all_or_none,
            external_id: None,
            mode,
            truncate: false,
        };
        self.check_dml_access(&request)?;
        self.charge(Limit::DmlStatements, 1)?;
        self.charge(Limit::DmlRows, duplicates.len() + 1)?;
        let object = record(master).object;
        if !self.program.schema.object(object).mergeable {
            let name = self.program.schema.name(object).to_owned();
            return Err(self.throw(Exc::Type, format!("DML operation MERGE not allowed on {name}")));
        }
        let savepoint = self.org.savepoint();
        self.context.uncommitted = true;
        let merged = self.merge_records(object, master, duplicates)?;
        if !merged.result.is_success() {
            self.org.rollback(&savepoint);
            if all_or_none {
                return Err(self.throw_dml(&request, std::slice::from_ref(&merged.result)));
            }
        }
        Ok(merged)
    }

    fn merge_records(&mut self, object: ObjectId, master: &Ref, duplicates: &[Id]) -> Result<Merged, Thrown> {
        let Some(winner) = record(master).id() else {
            return Err(self.throw(Exc::String, "Invalid id: null"));
        };
        if duplicates.contains(&winner) {
            // Orgs answer this code; their words are not known.
            let text = "A record cannot be merged with itself";
            return Ok(failed(Some(winner), DmlError::new("INVALID_ID_FIELD", text)));
        }
        if duplicates.is_empty() || duplicates.len() > 2 {
            return Ok(failed(Some(winner), DmlError::new("INVALID_NUMBER_FIELD", "Merge requires 1 or 2 records")));
        }
        let mut losers = Vec::new();
        for (index, id) in duplicates.iter().enumerate() {
            let stored = self.org.record(*id).filter(|_| self.org.exists(*id) && *id != winner);
            let Some(old) = stored.filter(|r| r.object == object) else {
                return Ok(failed(Some(*id), DmlError::deleted()));
            };
            let mut row = Row::new(index, Ref::new(Object::Record(old.clone().into())), false);
            row.old = Some(old);
            row.id = Some(*id);
            losers.push(row);
        }
        self.run_if(object, TriggerEvent::BeforeDelete, &mut losers)?;
        let updated = self.reparent(winner, duplicates);
        for row in &mut losers {
            if row.errors.is_empty()
                && let Err(error) = self.org.delete(row.id.expect("set above"))
            {
                row.fail(error);
            }
        }
        self.name_master(object, winner, &mut losers);
        self.run_if(object, TriggerEvent::AfterDelete, &mut losers)?;
        if let Some(row) = losers.iter().find(|r| !r.errors.is_empty()) {
            return Ok(Merged {
                result: RowResult { id: row.id, created: false, errors: row.errors.clone() },
                ..Merged::default()
            });
        }
        let mut rows = vec![Row::new(0, master.clone(), false)];
        self.save(object, &mut rows)?;
        self.roll_up_over(&updated, &mut rows)?;
        let row = rows.swap_remove(0);
        let result = RowResult { id: Some(winner), created: false, errors: row.errors };
        Ok(Merged { result, merged: duplicates.to_vec(), updated })
    }

    fn run_if(&mut self, object: ObjectId, event: TriggerEvent, rows: &mut [Row]) -> Result<(), Thrown> {
        match self.has_trigger(object, event) {
            true => self.run_delete(object, event, rows),
            false => Ok(()),
        }
    }

    fn reparent(&mut self, winner: Id, duplicates: &[Id]) -> Vec<Id> {
        let mut updated = Vec::new();
        for loser in duplicates {
            for (_, field, child) in self.org.referrers(*loser) {
                if self.org.overwrite(child, &[(field, Cell::Id(winner))]).is_ok() {
                    updated.push(child);
                }
            }
        }
        updated
    }

    /// `MasterRecordId` of the losers, also in what after-delete triggers see.
    fn name_master(&mut self, object: ObjectId, winner: Id, losers: &mut [Row]) {
        let Some(field) = self.program.schema.object(object).field("MasterRecordId") else { return };
        for row in losers.iter_mut().filter(|r| r.errors.is_empty()) {
            if let Some(id) = row.id {
                // The row exists: it was deleted a moment ago.
                let _ = self.org.overwrite(id, &[(field, Cell::Id(winner))]);
            }
            if let Some(old) = &mut row.old {
                old.set(field, Value::Id(winner));
            }
        }
    }
}

fn failed(id: Option<Id>, error: DmlError) -> Merged {
    Merged { result: RowResult { id, created: false, errors: vec![error] }, ..Merged::default() }
}
