//! Insert and update of one chunk: before triggers, checks, rows, after triggers.

use super::{Row, frozen, record, record_mut};
use crate::hir::TriggerEvent;
use crate::interp::context::Saving;
use crate::interp::trigger::Misfire;
use crate::interp::{Interp, Thrown};
use crate::org::{DmlError, check, validate};
use crate::schema::ObjectId;
use crate::value::Ref;

impl Interp {
    /// Saves the sound rows. Rows are all inserts or all updates. Answers whether a failure came late, with the triggers.
    pub(super) fn save(&mut self, object: ObjectId, rows: &mut [Row]) -> Result<bool, Thrown> {
        let Some(is_insert) = rows.first().map(|r| r.is_insert) else { return Ok(false) };
        let (before, after) = match is_insert {
            true => (TriggerEvent::BeforeInsert, TriggerEvent::AfterInsert),
            false => (TriggerEvent::BeforeUpdate, TriggerEvent::AfterUpdate),
        };
        self.refuse_self_update(object, rows);
        let feeds = self.org.formulas().feeds(self.org.schema(), object);
        let mut parents = Vec::new();
        if !is_insert {
            self.note_parents(&feeds, rows, &mut parents);
        }
        let has_triggers = self.any_trigger(object, &[before, after]);
        if has_triggers {
            self.prepare(object, rows);
            if self.has_trigger(object, before) {
                self.check_formats(object, rows);
                self.run_before(object, before, rows)?;
            }
        }
        self.store(object, rows);
        self.note_parents(&feeds, rows, &mut parents);
        if self.has_trigger(object, after) {
            self.run_after(object, after, rows)?;
        }
        let fed = !parents.is_empty();
        self.roll_up(&feeds, parents, rows)?;
        Ok(has_triggers || fed || self.names_people(object))
    }

    fn run_before(&mut self, object: ObjectId, event: TriggerEvent, rows: &mut [Row]) -> Result<(), Thrown> {
        let sound: Vec<&mut Row> = rows.iter_mut().filter(|r| r.errors.is_empty()).collect();
        if sound.is_empty() {
            return Ok(());
        }
        let new: Vec<Ref> = sound.iter().map(|r| r.work.clone().expect("prepared")).collect();
        if event == TriggerEvent::BeforeInsert {
            self.compute_formulas(object, &new);
        }
        let old = self.old_records(event, &sound);
        let ids = sound.iter().filter_map(|r| r.id).collect();
        self.context.saving.push(Saving { ids, before: true });
        let fired = self.fire(object, event, Some(&new), old.as_deref());
        self.context.saving.pop();
        self.settle(object, event, sound, fired, new)
    }

    /// Formula fields have their values before a record is saved for the first time, as far as it and its parents tell them.
    fn compute_formulas(&self, object: ObjectId, records: &[Ref]) {
        if self.org.formula_fields(object).is_empty() {
            return;
        }
        for work in records {
            let computed = self.org.computed_fields(&record(work));
            let mut work = record_mut(work);
            for (field, value) in computed {
                work.set(field, value.unwrap_or_default());
            }
        }
    }

    fn run_after(&mut self, object: ObjectId, event: TriggerEvent, rows: &mut [Row]) -> Result<(), Thrown> {
        let sound: Vec<&mut Row> = rows.iter_mut().filter(|r| r.errors.is_empty()).collect();
        if sound.is_empty() {
            return Ok(());
        }
        let new: Vec<Ref> = sound.iter().map(|r| self.stored(r)).collect();
        let old = self.old_records(event, &sound);
        let fired = self.fire(object, event, Some(&new), old.as_deref());
        self.settle(object, event, sound, fired, new)
    }

    /// Errors that a trigger threw hit every row; those that it added hit their records.
    pub(super) fn settle(
        &mut self,
        object: ObjectId,
        event: TriggerEvent,
        mut rows: Vec<&mut Row>,
        fired: Result<(), Misfire>,
        seen: Vec<Ref>,
    ) -> Result<(), Thrown> {
        if let Err(misfire) = fired {
            let error = self.trigger_error(misfire, event)?;
            for row in &mut rows {
                row.fail(error.clone());
            }
            return Ok(());
        }
        self.take_errors(object, rows.into_iter().zip(seen));
        Ok(())
    }

    /// The row as it is stored now, read-only: what after triggers see.
    fn stored(&self, row: &Row) -> Ref {
        let id = row.id.expect("a stored row has an id");
        frozen(self.org.record(id).unwrap_or_else(|| record(row.work.as_ref().expect("prepared")).clone()))
    }

    fn old_records(&self, event: TriggerEvent, rows: &[&mut Row]) -> Option<Vec<Ref>> {
        if matches!(event, TriggerEvent::BeforeInsert | TriggerEvent::AfterInsert) {
            return None;
        }
        Some(rows.iter().map(|r| frozen(r.old.clone().expect("loaded"))).collect())
    }

    /// Checks the sound rows and writes them.
    fn store(&mut self, object: ObjectId, rows: &mut [Row]) {
        let mut fresh: Vec<crate::value::Id> = Vec::new();
        let names_people = self.names_people(object);
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let stored = self.store_row(object, row).and_then(|id| match names_people {
                true => self.relate(object, row, id).map(|()| id),
                false => Ok(id),
            });
            match stored {
                Ok(id) => {
                    row.id = Some(id);
                    if row.is_insert {
                        fresh.push(id);
                    }
                }
                Err(error) => row.fail(in_same_request(error, &fresh)),
            }
        }
    }

    fn store_row(&mut self, object: ObjectId, row: &mut Row) -> Result<crate::value::Id, DmlError> {
        let mut cells = match &row.work {
            Some(_) => self.cells(object, row)?,
            None => self.direct_cells(object, row)?,
        };
        let stored = row.id.filter(|_| !row.is_insert);
        if row.totals.is_empty()
            && let Some(amount) = stored.and_then(|id| self.org.summed_amount(id))
        {
            // The platform ignores it without an error.
            cells.retain(|(field, _)| *field != amount);
        }
        cells.append(&mut row.totals);
        check::save(&self.org, object, &cells, row.is_insert)?;
        if let Some(id) = stored {
            self.check_lock(object, id)?;
        }
        let mut broken = match self.context.automatic {
            true => Vec::new(),
            false => validate::broken_rules(&self.org, object, &cells, stored),
        };
        if let Some(last) = broken.pop() {
            row.errors.extend(broken);
            return Err(last);
        }
        match row.id.filter(|_| !row.is_insert) {
            Some(id) => {
                self.org.update(id, &cells)?;
                Ok(id)
            }
            None => self.org.insert(object, &cells),
        }
    }

    /// A before trigger may not save the very records that it runs for.
    fn refuse_self_update(&mut self, object: ObjectId, rows: &mut [Row]) {
        if self.context.saving.is_empty() {
            return;
        }
        let Some(frame) = self.context.triggers.last().filter(|f| f.object == object) else { return };
        let trigger = frame.name.clone();
        for row in rows.iter_mut().filter(|r| !r.is_insert) {
            let Some(id) = row.id.or_else(|| record(&row.record).id()) else { continue };
            if self.context.saving.iter().any(|s| s.before && s.ids.contains(&id)) {
                row.fail(super::errors::self_reference(id, &trigger, "update"));
            }
        }
    }
}

/// Two equal unique values inside one request: neither record has an id yet, says the platform.
fn in_same_request(error: DmlError, fresh: &[crate::value::Id]) -> DmlError {
    let inside = error.status == "DUPLICATE_VALUE" && fresh.iter().any(|id| error.message.ends_with(&id.to_string()));
    match inside {
        true => DmlError {
            message: "duplicate value found: <unknown> duplicates value on record with id: <unknown>".into(),
            ..error
        },
        false => error,
    }
}
