//! Deletion with what hangs on it: cascades, emptied lookups, restrictions; and the recycle bin.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::org::layout::DELETED_SLOT;
use crate::org::state::{Deletion, id_of, place_of};
use crate::org::{DmlError, Transaction, is_deleted};
use crate::schema::{ChildRelationship, FieldId, ObjectId};
use crate::value::{Cell, Id, Row};

/// What a deletion did besides deleting its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Children that were deleted with it; their triggers do not fire.
    pub cascaded: Vec<Id>,
}

/// A lookup that leads to an object: its place among the object's child relationships, and where it lies.
#[derive(Clone, Copy)]
pub(super) struct Link {
    relationship: usize,
    child: ObjectId,
    field: FieldId,
}

impl Transaction {
    /// Moves a record to the recycle bin; its children follow, or lose their reference, or forbid it, as their lookups say.
    ///
    /// Fails with `ENTITY_IS_DELETED`, `INVALID_CROSS_REFERENCE_KEY` or `DELETE_FAILED`; then nothing has changed.
    pub fn delete(&mut self, id: Id) -> Result<Deleted, DmlError> {
        self.live_row(id)?;
        let mut plan = Plan { doomed: vec![id], seen: FxHashSet::from_iter([id]), cleared: Vec::new() };
        let mut next = 0;
        while next < plan.doomed.len() {
            let parent = plan.doomed[next];
            next += 1;
            self.plan_children(parent, &mut plan)?;
        }
        for (child, field) in &plan.cleared {
            if !plan.seen.contains(child) {
                self.overwrite(*child, &[(*field, Cell::Null)])?;
            }
        }
        for doomed in &plan.doomed {
            self.mark(*doomed, true);
        }
        let cascaded = plan.doomed.split_off(1);
        if !cascaded.is_empty() || !plan.cleared.is_empty() {
            let deletion = Deletion { cascaded: cascaded.clone(), cleared: plan.cleared };
            self.state_mut().bin.insert(id, Arc::new(deletion));
        }
        Ok(Deleted { cascaded })
    }

    fn plan_children(&self, parent: Id, plan: &mut Plan) -> Result<(), DmlError> {
        let schema = self.schema();
        let Some(object) = self.object_of(parent) else { return Ok(()) };
        let def = schema.object(object);
        for link in self.links(object).iter() {
            let relationship = &def.children[link.relationship];
            for (child, field, id) in self.referring(link, parent) {
                if relationship.restricted_delete && !plan.seen.contains(&id) {
                    let name = schema.object(child).name_field.map(|f| self.cell(id, f));
                    let name = name.and_then(|cell| cell.as_str().map(str::to_owned)).unwrap_or_else(|| id.to_string());
                    let plural = &schema.object(child).label_plural;
                    return Err(DmlError::restricted_delete(&self.display_name(parent), plural, &[name]));
                }
                if !relationship.cascade_delete {
                    plan.cleared.push((id, field));
                } else if plan.seen.insert(id) {
                    plan.doomed.push(id);
                }
            }
        }
        Ok(())
    }

    fn display_name(&self, id: Id) -> String {
        let field = self.object_of(id).and_then(|o| self.schema().object(o).name_field);
        let cell = field.map(|f| self.cell(id, f));
        cell.and_then(|c| c.as_str().map(str::to_owned)).unwrap_or_else(|| id.to_string())
    }

    /// The lookups that lead to an object, found by their names once.
    fn links(&self, object: ObjectId) -> Arc<[Link]> {
        if let Some(links) = self.links.borrow().get(&object) {
            return Arc::clone(links);
        }
        let schema = self.schema();
        let link = |(relationship, child): (usize, &ChildRelationship)| {
            let object = schema.find(&child.child)?;
            Some(Link { relationship, child: object, field: schema.object(object).field(&child.field)? })
        };
        let links: Arc<[Link]> = schema.object(object).children.iter().enumerate().filter_map(link).collect();
        self.links.borrow_mut().insert(object, Arc::clone(&links));
        links
    }

    /// Live rows whose lookup points at `parent`.
    fn referring(&self, link: &Link, parent: Id) -> Vec<(ObjectId, FieldId, Id)> {
        let Link { child, field, .. } = *link;
        let Some(table) = self.state().table(child).filter(|t| !t.is_empty()) else { return Vec::new() };
        if table.layout.slot(field).is_none() {
            return Vec::new();
        }
        let rows = table.rows_with(field, &Cell::Id(parent));
        rows.into_iter().map(|number| (child, field, id_of(self.schema(), child, number))).collect()
    }

    /// Every live row that refers to a record, with the field that does: what `merge` moves to the master.
    pub fn referrers(&self, id: Id) -> Vec<(ObjectId, FieldId, Id)> {
        let Some(object) = self.object_of(id) else { return Vec::new() };
        self.links(object).iter().flat_map(|link| self.referring(link, id)).collect()
    }

    /// Brings a record back from the recycle bin with what was deleted with it; lookups that were emptied refer to it again.
    ///
    /// Fails with `UNDELETE_FAILED` when it is not there.
    pub fn undelete(&mut self, id: Id) -> Result<(), DmlError> {
        if !self.in_bin(id) {
            return Err(match self.row(id) {
                None => DmlError::no_such_row(),
                Some(_) => DmlError::not_deleted(),
            });
        }
        self.mark(id, false);
        if let Some(deletion) = self.state_mut().bin.remove(&id) {
            for child in &deletion.cascaded {
                if self.in_bin(*child) {
                    self.mark(*child, false);
                }
            }
            for (child, field) in &deletion.cleared {
                if self.exists(*child) && self.cell(*child, *field).is_null() {
                    self.overwrite(*child, &[(*field, Cell::Id(id))])?;
                }
            }
        }
        Ok(())
    }

    /// Takes a record and what was deleted with it out of the recycle bin: `Database.emptyRecycleBin`. It must lie there.
    pub fn empty_from_bin(&mut self, id: Id) -> Result<(), DmlError> {
        if !self.in_bin(id) {
            return Err(DmlError::no_such_row());
        }
        let state = self.state_mut();
        state.emptied.insert(id);
        let deletion = state.bin.remove(&id);
        for child in deletion.iter().flat_map(|d| &d.cascaded) {
            if self.in_bin(*child) {
                self.empty_from_bin(*child)?;
            }
        }
        Ok(())
    }

    /// Removes a record for good. It must lie in the bin.
    pub fn purge(&mut self, id: Id) -> Result<(), DmlError> {
        if !self.in_bin(id) {
            return Err(DmlError::no_such_row());
        }
        let (object, number) = place_of(self.schema(), id).expect("the row exists");
        let deletion = self.state_mut().bin.remove(&id);
        self.table_mut(object).set(number, None);
        for child in deletion.iter().flat_map(|d| &d.cascaded) {
            if self.in_bin(*child) {
                self.purge(*child)?;
            }
        }
        Ok(())
    }

    fn mark(&mut self, id: Id, deleted: bool) {
        let (object, number) = place_of(self.schema(), id).expect("a row of this id exists");
        let now = self.now_cell();
        let table = self.table_mut(object);
        let Some(row) = table.row(number) else { return };
        if is_deleted(row) == deleted {
            return;
        }
        let mut cells = row.to_vec();
        cells[usize::from(DELETED_SLOT)] = Cell::Boolean(deleted);
        if let Some(slot) = table.layout.system.modstamp.and_then(|f| table.layout.slot(f)) {
            cells[usize::from(slot)] = now;
        }
        table.set(number, Some(Row::from(cells)));
    }
}

struct Plan {
    /// The record itself and then all that goes with it.
    doomed: Vec<Id>,
    seen: FxHashSet<Id>,
    cleared: Vec<(Id, FieldId)>,
}
