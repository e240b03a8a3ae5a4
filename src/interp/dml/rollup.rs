//! Roll-up summaries: after a child is saved, its parents are saved with their new sums, triggers and rules included.

use super::Row;
use crate::interp::{Interp, Thrown};
use crate::org::rollup::Feed;
use crate::schema::{FieldId, ObjectId};
use crate::value::{Id, Object, Record, Ref, Value};

/// Parents to be summed up anew.
pub(super) type Parents = Vec<(ObjectId, Id)>;

impl Interp {
    /// Notes the parents that the sound rows feed now: called before rows change and after.
    pub(super) fn note_parents(&self, feeds: &[Feed], rows: &[Row], parents: &mut Parents) {
        if feeds.is_empty() {
            return;
        }
        let ids =
            rows.iter().filter(|r| r.errors.is_empty()).filter_map(|r| r.id.or_else(|| super::record(&r.record).id()));
        for parent in ids.flat_map(|id| self.org.fed_parents(feeds, id)) {
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
    }

    /// Sums up anew what these rows feed: children that went with a parent, or moved to another.
    pub(super) fn roll_up_over(&mut self, children: &[Id], rows: &mut [Row]) -> Result<(), Thrown> {
        let mut objects: Vec<ObjectId> = children.iter().filter_map(|id| self.org.object_of(*id)).collect();
        objects.sort_unstable();
        objects.dedup();
        for object in objects {
            let feeds = self.org.formulas().feeds(self.org.schema(), object);
            let mut parents = Parents::new();
            for child in children.iter().filter(|id| self.org.object_of(**id) == Some(object)) {
                for parent in self.org.fed_parents(&feeds, *child) {
                    if !parents.contains(&parent) {
                        parents.push(parent);
                    }
                }
            }
            self.roll_up(&feeds, parents, rows)?;
        }
        Ok(())
    }

    /// Saves the parents whose sums have changed. An error of theirs is one of the rows'.
    pub(super) fn roll_up(&mut self, feeds: &[Feed], parents: Parents, rows: &mut [Row]) -> Result<(), Thrown> {
        let mut objects: Vec<ObjectId> = parents.iter().map(|(object, _)| *object).collect();
        objects.sort_unstable();
        objects.dedup();
        for object in objects {
            let of_object = parents.iter().filter(|(o, id)| *o == object && self.org.exists(*id));
            let stale = of_object.map(|(_, id)| (*id, self.org.stale_roll_ups(feeds, object, *id)));
            let stale = stale.filter(|(_, totals)| !totals.is_empty()).enumerate();
            let mut saved: Vec<Row> = stale
                .map(|(index, (id, totals))| {
                    let mut record = Record::new(object);
                    record.set(FieldId::ID, Value::Id(id));
                    totals.iter().for_each(|(field, total)| record.set(*field, total.to_value()));
                    Row { totals, ..Row::new(index, Ref::new(Object::Record(record.into())), false) }
                })
                .collect();
            self.save(object, &mut saved)?;
            let failed = saved.iter().flat_map(|row| &row.errors).next();
            if let Some(error) = failed {
                rows.iter_mut().filter(|r| r.errors.is_empty()).for_each(|row| row.fail(error.clone()));
            }
        }
        Ok(())
    }
}
