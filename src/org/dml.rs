//! Raw DML: rows in, ids out. Data rules are in [`check`](super::check), triggers and save order in the interpreter.

use std::sync::Arc;

use crate::org::derive;
use crate::org::state::{id_of, place_of};
use crate::org::{DmlError, Transaction, is_deleted};
use crate::schema::{Field, FieldId, FieldType, Object, ObjectId};
use crate::value::{Cell, Datetime, Id, Row};

impl Transaction {
    /// Stores a new row and gives it its id, audit fields, owner, name parts and auto-number.
    ///
    /// Fails with `DUPLICATE_VALUE` when a unique field's value exists. Cells must already be of their fields' types.
    pub fn insert(&mut self, object: ObjectId, fields: &[(FieldId, Cell)]) -> Result<Id, DmlError> {
        let schema = self.schema().clone();
        let def = schema.object(object);
        self.check_unique(object, def, fields, None)?;
        let (now, user) = (self.now_cell(), Cell::Id(self.user()));
        let organization = def.custom_setting().and_then(|_| self.organization());
        // Gathered apart, so that the row itself is allocated once, at its size.
        let mut cells = std::mem::take(&mut self.gathered.cells);
        let table = self.table_mut(object);
        let number = table.next;
        table.next += 1;
        let id = id_of(&schema, object, number);
        if table.layout.is_behind(def) {
            Arc::make_mut(&mut table.layout).learn(def);
        }
        let (system, filled) = (table.layout.system, Arc::clone(&table.layout.filled));
        let companion = table.layout.companion;
        let derived = table.layout.derivation.map(|d| d.cells(fields, |_| Cell::Null, &now)).unwrap_or_default();
        let given = |field: FieldId| fields.iter().any(|(f, c)| *f == field && !c.is_null());
        cells.resize(table.layout.len(), Cell::Null);
        let mut put = |field: FieldId, cell: Cell| {
            let slot = usize::from(table.slot(field, def.get(field)));
            if slot >= cells.len() {
                cells.resize(slot + 1, Cell::Null);
            }
            cells[slot] = cell;
        };
        for (field, cell) in fields {
            if !cell.is_null() {
                put(*field, cell.clone());
            }
        }
        for &field in &*filled {
            match &def.get(field).auto_number {
                Some(format) => put(field, Cell::string(&derive::auto_number(format, number))),
                None if given(field) => {}
                None if def.get(field).ty == FieldType::Boolean => put(field, Cell::Boolean(false)),
                None if def.get(field).roll_up.is_some() => put(field, Cell::Decimal { scale: 0, mantissa: 0 }),
                // A custom record without a name is named by the 15 characters of its id.
                None => put(field, Cell::string(&id.to_15())),
            }
        }
        for (field, cell) in derived {
            put(field, cell);
        }
        for (field, cell) in [
            (system.created_date, &now),
            (system.created_by, &user),
            (system.modified_date, &now),
            (system.modified_by, &user),
            (system.modstamp, &now),
        ] {
            field.inspect(|f| put(*f, cell.clone()));
        }
        if let Some(owner) = system.owner
            && !given(owner)
        {
            put(owner, user.clone());
        }
        if let Some(owner) = system.setup_owner
            && !given(owner)
        {
            put(owner, organization.map_or(Cell::Null, Cell::Id));
        }
        put(FieldId::ID, Cell::Id(id));
        cells[usize::from(crate::org::layout::DELETED_SLOT)] = Cell::Boolean(false);
        table.set(number, Some(Row::from_iter(cells.drain(..))));
        self.gathered.cells = cells;
        if let Some(companion) = companion {
            self.add_companions(companion, object, id);
        }
        Ok(id)
    }

    /// Changes fields of a row and its audit fields.
    ///
    /// Fails with `ENTITY_IS_DELETED`, `INVALID_CROSS_REFERENCE_KEY` (no such row) or `DUPLICATE_VALUE`.
    pub fn update(&mut self, id: Id, fields: &[(FieldId, Cell)]) -> Result<(), DmlError> {
        let schema = self.schema().clone();
        let (object, _) = self.live_row(id)?;
        let def = schema.object(object);
        self.check_unique(object, def, fields, Some(id))?;
        let system = self.state().table(object).expect("the row is in it").layout.system;
        let (now, user) = (self.now_cell(), Cell::Id(self.user()));
        let audit = [(system.modified_date, &now), (system.modified_by, &user), (system.modstamp, &now)];
        let audit = audit.into_iter().filter_map(|(field, cell)| Some((field?, cell.clone())));
        let all: Vec<(FieldId, Cell)> = fields.iter().cloned().chain(audit).collect();
        self.overwrite(id, &all)
    }

    /// Changes cells as they are given, audit fields too: `Test.setCreatedDate`, cleared lookups, loaded data.
    pub fn overwrite(&mut self, id: Id, fields: &[(FieldId, Cell)]) -> Result<(), DmlError> {
        let schema = self.schema().clone();
        let (object, number) = place_of(&schema, id).ok_or_else(DmlError::no_such_row)?;
        let def = schema.object(object);
        let now = self.now_cell();
        let table = self.table_mut(object);
        let derived = match (table.layout.derivation, table.row(number)) {
            (Some(derivation), Some(row)) => derivation.cells(fields, |f| table.cell(row, f).clone(), &now),
            _ => Vec::new(),
        };
        let mut changes = Vec::with_capacity(fields.len());
        for (field, cell) in fields.iter().chain(&derived) {
            // A null in a field that never held anything needs no slot, and an id does not change.
            let needless = (cell.is_null() && table.layout.slot(*field).is_none()) || *field == FieldId::ID;
            if !needless {
                changes.push((table.slot(*field, def.get(*field)), cell.clone()));
            }
        }
        if !table.change(number, changes) {
            return Err(DmlError::no_such_row());
        }
        Ok(())
    }

    /// The object and number of a row that exists and is not deleted.
    pub(super) fn live_row(&self, id: Id) -> Result<(ObjectId, u32), DmlError> {
        let place = place_of(self.schema(), id).ok_or_else(DmlError::no_such_row)?;
        match self.row(id) {
            None => Err(DmlError::no_such_row()),
            Some(row) if is_deleted(row) => Err(DmlError::deleted()),
            Some(_) => Ok(place),
        }
    }

    /// The one row of `Organization`.
    pub fn organization(&self) -> Option<Id> {
        let table = self.state().table(self.schema().find("Organization")?)?;
        match table.iter().next()?.1[0] {
            Cell::Id(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn now_cell(&self) -> Cell {
        Cell::Datetime(Datetime::from_ms(self.now()).whole_seconds())
    }

    /// Refuses values of unique fields that another live row has.
    fn check_unique(
        &self,
        object: ObjectId,
        def: &Object,
        fields: &[(FieldId, Cell)],
        own: Option<Id>,
    ) -> Result<(), DmlError> {
        let Some(table) = self.state().table(object) else { return Ok(()) };
        let unique = |(field, cell): &&(FieldId, Cell)| is_unique(def.get(*field)) && !cell.is_null();
        for (field, cell) in fields.iter().filter(unique) {
            for number in table.rows_with(*field, cell) {
                let other = id_of(self.schema(), object, number);
                let same_case = || {
                    let held = table.row(number).map(|row| table.cell(row, *field));
                    held.and_then(Cell::as_str) == cell.as_str()
                };
                if own != Some(other) && (!def.get(*field).case_sensitive || same_case()) {
                    return Err(DmlError::duplicate(def.get(*field), other));
                }
            }
        }
        Ok(())
    }
}

fn is_unique(field: &Field) -> bool {
    field.unique && field.ty != FieldType::Id
}
