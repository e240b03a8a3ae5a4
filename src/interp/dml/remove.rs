//! Delete and undelete of one chunk.

use super::{Row, frozen, record};
use crate::hir::TriggerEvent;
use crate::interp::context::Saving;
use crate::interp::{Interp, Thrown};
use crate::org::DmlError;
use crate::schema::ObjectId;
use crate::value::Ref;

impl Interp {
    pub(super) fn delete(&mut self, object: ObjectId, rows: &mut [Row]) -> Result<bool, Thrown> {
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            if let Err(error) = self.load_for_delete(row) {
                row.fail(error);
            }
        }
        let (before, after) = (TriggerEvent::BeforeDelete, TriggerEvent::AfterDelete);
        if self.has_trigger(object, before) {
            self.run_delete(object, before, rows)?;
        }
        let feeds = self.org.formulas().feeds(self.org.schema(), object);
        let mut parents = Vec::new();
        self.note_parents(&feeds, rows, &mut parents);
        let mut cascaded = Vec::new();
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let id = row.id.expect("loaded");
            // A record twice in one request, or deleted by the cascade of an earlier one, is gone already.
            if self.org.is_gone(id) {
                continue;
            }
            match self.org.delete(id) {
                Ok(deleted) => cascaded.extend(deleted.cascaded),
                Err(error) => row.fail(error),
            }
        }
        if self.has_trigger(object, after) {
            self.run_delete(object, after, rows)?;
        }
        let fed = !parents.is_empty();
        self.roll_up(&feeds, parents, rows)?;
        self.roll_up_over(&cascaded, rows)?;
        Ok(fed || self.any_trigger(object, &[before, after]))
    }

    fn load_for_delete(&mut self, row: &mut Row) -> Result<(), DmlError> {
        let id = record(&row.record).id().expect("checked with the request's shape");
        row.id = Some(id);
        if self.org.is_gone(id) {
            return Err(DmlError::deleted());
        }
        row.old = self.org.record(id);
        if row.old.is_none() {
            return Err(DmlError::no_such_row());
        }
        let object = record(&row.record).object;
        self.check_lock(object, id)?;
        if let Some(frame) = self.context.triggers.last()
            && self.context.saving.iter().any(|s| s.before && s.ids.contains(&id))
        {
            return Err(super::errors::self_reference(id, &frame.name, "delete"));
        }
        Ok(())
    }

    pub(super) fn run_delete(&mut self, object: ObjectId, event: TriggerEvent, rows: &mut [Row]) -> Result<(), Thrown> {
        let sound: Vec<&mut Row> = rows.iter_mut().filter(|r| r.errors.is_empty()).collect();
        if sound.is_empty() {
            return Ok(());
        }
        let old: Vec<Ref> = sound.iter().map(|r| frozen(r.old.clone().expect("loaded"))).collect();
        let ids = sound.iter().filter_map(|r| r.id).collect();
        self.context.saving.push(Saving { ids, before: event.is_before() });
        let fired = self.fire(object, event, None, Some(&old));
        self.context.saving.pop();
        self.settle(object, event, sound, fired, old)
    }

    pub(super) fn undelete(&mut self, object: ObjectId, rows: &mut [Row]) -> Result<bool, Thrown> {
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let id = record(&row.record).id().expect("checked with the request's shape");
            row.id = Some(id);
            if let Err(error) = self.org.undelete(id) {
                row.fail(error);
            }
        }
        let feeds = self.org.formulas().feeds(self.org.schema(), object);
        let mut parents = Vec::new();
        self.note_parents(&feeds, rows, &mut parents);
        let fired = self.after_undelete(object, rows)?;
        let fed = !parents.is_empty();
        self.roll_up(&feeds, parents, rows)?;
        Ok(fed || fired)
    }

    /// Runs the triggers; answers whether there are any.
    fn after_undelete(&mut self, object: ObjectId, rows: &mut [Row]) -> Result<bool, Thrown> {
        let event = TriggerEvent::AfterUndelete;
        if !self.has_trigger(object, event) {
            return Ok(false);
        }
        let sound: Vec<&mut Row> = rows.iter_mut().filter(|r| r.errors.is_empty()).collect();
        if sound.is_empty() {
            return Ok(true);
        }
        let stored = |r: &Row| frozen(r.id.and_then(|id| self.org.record(id)).expect("it is back"));
        let new: Vec<Ref> = sound.iter().map(|r| stored(r)).collect();
        let fired = self.fire(object, event, Some(&new), None);
        self.settle(object, event, sound, fired, new)?;
        Ok(true)
    }
}
