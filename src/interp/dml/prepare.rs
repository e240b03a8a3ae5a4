//! What a save starts from: the record as the before triggers see it, and the cells that come of it.

use super::{Row, record, record_mut};
use crate::hir::TriggerEvent;
use crate::interp::Interp;
use crate::org::{DmlError, check, convert};
use crate::schema::{Field, FieldId, ObjectId};
use crate::value::{Cell, Object, Record, Ref, Value};

/// A text cut to its field's length.
fn truncated(field: &Field, cell: Cell) -> Cell {
    let most = field.length as usize;
    match cell.as_str() {
        Some(text) if most > 0 && text.chars().count() > most => {
            Cell::string(&text.chars().take(most).collect::<String>())
        }
        _ => cell,
    }
}

/// Adds a field's cell when it may be written.
fn add_cell(
    cells: &mut Vec<(FieldId, Cell)>,
    definition: &Field,
    field: FieldId,
    value: &Value,
    row: &Row,
) -> Result<(), DmlError> {
    let writable = match row.is_insert {
        true => definition.createable,
        false => definition.updateable,
    };
    if field != FieldId::ID && writable && !definition.calculated() {
        let cell = convert::to_cell(definition, value)?;
        cells.push((field, if row.truncate { truncated(definition, cell) } else { cell }));
    }
    Ok(())
}

/// A new record has no Id yet.
fn refuse_id(given: &Record) -> Result<(), DmlError> {
    if given.get(FieldId::ID).is_none_or(|v| v.is_null()) {
        return Ok(());
    }
    let error = DmlError::new("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call");
    Err(DmlError { fields: vec!["Id".into()], ..error })
}

impl Interp {
    /// Gives each sound row its working record: defaults and the program's values, or the stored row and what changes.
    pub(super) fn prepare(&mut self, object: ObjectId, rows: &mut [Row]) {
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let made = match row.is_insert {
                true => self.prepare_insert(object, row),
                false => self.prepare_update(row),
            };
            match made {
                Ok(record) => row.work = Some(Ref::new(Object::Record(record.into()))),
                Err(error) => row.fail(error),
            }
        }
    }

    /// What the program gave for a new record.
    fn given_for_insert(&self, object: ObjectId, row: &Row) -> Result<Vec<(FieldId, Value)>, DmlError> {
        let given = record(&row.record);
        refuse_id(&given)?;
        let mut fields = given.fields();
        self.resolve_references(object, &given, &mut fields)?;
        Ok(fields)
    }

    /// What the program gave for a stored record; the row learns its Id.
    fn given_for_update(&self, row: &mut Row) -> Result<Vec<(FieldId, Value)>, DmlError> {
        let given = record(&row.record);
        let Some(id) = row.id.or_else(|| given.id()) else {
            return Err(DmlError::new("MISSING_ARGUMENT", "Id not specified in an update call"));
        };
        row.id = Some(id);
        if self.org.object_of(id) != Some(given.object) {
            return Err(DmlError::no_such_row());
        }
        if self.org.is_gone(id) {
            return Err(DmlError::deleted());
        }
        let mut fields = given.fields();
        self.resolve_references(given.object, &given, &mut fields)?;
        Ok(fields)
    }

    /// The cells of a row that no trigger looks at: straight from what the program gave.
    pub(super) fn direct_cells(&self, object: ObjectId, row: &mut Row) -> Result<Vec<(FieldId, Cell)>, DmlError> {
        let schema = self.org.schema();
        let def = schema.object(object);
        let mut cells = Vec::with_capacity(16);
        if row.is_insert && record(&row.record).is_plain() {
            let given = record(&row.record);
            refuse_id(&given)?;
            given.own_fields().try_for_each(|(f, v)| add_cell(&mut cells, def.get(f), f, v, row))?;
            cells.extend(check::defaults(&self.org, object, |f| given.is_set(f)));
            return Ok(cells);
        }
        let fields = match row.is_insert {
            true => self.given_for_insert(object, row)?,
            false => self.given_for_update(row)?,
        };
        fields.iter().try_for_each(|(f, v)| add_cell(&mut cells, def.get(*f), *f, v, row))?;
        if row.is_insert {
            cells.extend(check::defaults(&self.org, object, |f| fields.iter().any(|(g, _)| *g == f)));
        }
        Ok(cells)
    }

    fn prepare_insert(&mut self, object: ObjectId, row: &Row) -> Result<Record, DmlError> {
        let mut work = Record::new(object);
        let fields = self.given_for_insert(object, row)?;
        let defaults = check::defaults(&self.org, object, |f| fields.iter().any(|(g, _)| *g == f));
        for (field, value) in fields {
            if field != FieldId::ID {
                work.set(field, value);
            }
        }
        for (field, cell) in defaults {
            work.set(field, cell.to_value());
        }
        let schema = self.org.schema();
        if let Some(owner) = schema.object(object).field("OwnerId")
            && work.get(owner).is_none_or(|v| v.is_null())
        {
            work.set(owner, Value::Id(self.org.user()));
        }
        Ok(work)
    }

    fn prepare_update(&mut self, row: &mut Row) -> Result<Record, DmlError> {
        let fields = self.given_for_update(row)?;
        let stored = row.id.and_then(|id| self.org.record(id));
        let Some(old) = stored else { return Err(DmlError::no_such_row()) };
        let mut work = old.clone();
        for (field, value) in fields {
            if field != FieldId::ID {
                work.set(field, value);
            }
        }
        row.old = Some(old);
        Ok(work)
    }

    /// `new Contact(Account = new Account(Key__c = 'x'))`: a parent record named by an external id becomes its Id.
    fn resolve_references(
        &self,
        object: ObjectId,
        given: &Record,
        fields: &mut Vec<(FieldId, Value)>,
    ) -> Result<(), DmlError> {
        let Some(extra) = given.extra().filter(|_| !given.is_queried()) else { return Ok(()) };
        for (lookup, parent) in extra.parents.iter() {
            let Some(Object::Record(parent)) = parent.object() else { continue };
            let parent = parent.borrow();
            let set = fields.iter().any(|(f, v)| f == lookup && !v.is_null());
            if set {
                continue;
            }
            let found = match parent.id() {
                Some(id) => Some(id),
                None => self.by_external_id(&parent)?,
            };
            if let Some(id) = found {
                fields.retain(|(f, _)| f != lookup);
                fields.push((*lookup, Value::Id(id)));
            } else {
                let field = self.org.schema().object(object).get(*lookup).name.to_string();
                let error = DmlError::new("INVALID_FIELD", "Foreign key external ID not found for field");
                return Err(DmlError { fields: vec![field], ..error });
            }
        }
        Ok(())
    }

    fn by_external_id(&self, parent: &Record) -> Result<Option<crate::value::Id>, DmlError> {
        let schema = self.org.schema();
        let def = schema.object(parent.object);
        for (field, value) in parent.fields() {
            let definition = def.get(field);
            if definition.external_id || definition.id_lookup {
                let cell = convert::to_cell(definition, &value)?;
                return Ok(self.org.find_by(parent.object, field, &cell).first().copied());
            }
        }
        Ok(None)
    }

    /// The cells that saving a row writes. Only fields that may be written count; on update only those that were set.
    pub(super) fn cells(&self, object: ObjectId, row: &Row) -> Result<Vec<(FieldId, Cell)>, DmlError> {
        let work = record(row.work.as_ref().expect("prepared"));
        let schema = self.org.schema();
        let def = schema.object(object);
        let mut cells = Vec::new();
        let mut add = |field: FieldId, value: &Value| add_cell(&mut cells, def.get(field), field, value, row);
        match row.is_insert {
            true => work.fields().iter().try_for_each(|(f, v)| add(*f, v))?,
            false => work.own_fields().try_for_each(|(f, v)| add(f, v))?,
        }
        Ok(cells)
    }

    /// Length, picklist and lookup rules before the before triggers, as on the platform.
    pub(super) fn check_formats(&mut self, object: ObjectId, rows: &mut [Row]) {
        for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
            let checked = self.cells(object, row).and_then(|cells| check::formats(&self.org, object, &cells));
            if let Err(error) = checked {
                row.fail(error);
            }
        }
    }

    /// Takes `addError` texts from the records that a trigger had in hand.
    pub(super) fn take_errors<'r>(&mut self, object: ObjectId, rows: impl Iterator<Item = (&'r mut Row, Ref)>) {
        let schema = self.org.schema().clone();
        let def = schema.object(object);
        for (row, seen) in rows {
            let mut seen = record_mut(&seen);
            if seen.extra().is_none_or(|e| e.errors.is_empty()) {
                continue;
            }
            for (field, message) in std::mem::take(&mut seen.extra_mut().errors) {
                let fields = field.map(|f| def.get(f).name.to_string()).into_iter().collect();
                row.errors.push(DmlError { fields, ..DmlError::new("FIELD_CUSTOM_VALIDATION_EXCEPTION", message) });
            }
        }
    }

    /// Whether any trigger of the object has to run for these events.
    pub(super) fn any_trigger(&self, object: ObjectId, events: &[TriggerEvent]) -> bool {
        events.iter().any(|event| self.has_trigger(object, *event))
    }
}
