//! Child relationships: the other end of each lookup, kept with the parent.

use super::{ChildRelationship, ObjectId, OnDelete, Reference, Schema, Text};

impl Schema {
    /// Registers a lookup of `child` with all the objects it may point to.
    pub(super) fn add_children(&mut self, child: ObjectId, field: &Text, reference: &Reference, name: Option<Text>) {
        let relationship = ChildRelationship {
            name: name.map(|name| match reference.relationship.as_deref() {
                Some(own) if own.ends_with("__r") && !name.ends_with("__r") => format!("{name}__r").into(),
                _ => name,
            }),
            child: self.name(child).to_owned().into(),
            field: field.clone(),
            cascade_delete: reference.on_delete == OnDelete::Cascade,
            restricted_delete: reference.on_delete == OnDelete::Restrict,
        };
        for target in &reference.targets {
            match self.find(target) {
                Some(parent) => self.attach(parent, relationship.clone()),
                None => self.orphans.push((target.clone(), relationship.clone())),
            }
        }
    }

    /// Gives a new object the child relationships that were declared before it.
    pub(super) fn adopt_orphans(&mut self, parent: ObjectId) {
        let name = self.name(parent).to_owned();
        let (own, others) =
            std::mem::take(&mut self.orphans).into_iter().partition(|(target, _)| target.eq_ignore_ascii_case(&name));
        self.orphans = others;
        for (_, relationship) in own {
            self.attach(parent, relationship);
        }
    }

    /// Adds a relationship to a parent; one for the same field of the same child is replaced, but keeps its name if the
    /// new one has none.
    fn attach(&mut self, parent: ObjectId, new: ChildRelationship) {
        let children = &mut self.object_mut(parent).children;
        let same = |old: &&mut ChildRelationship| {
            old.child.eq_ignore_ascii_case(&new.child) && old.field.eq_ignore_ascii_case(&new.field)
        };
        match children.iter_mut().find(same) {
            Some(old) => {
                let name = new.name.clone().or_else(|| old.name.take());
                *old = ChildRelationship { name, ..new };
            }
            None => children.push(new),
        }
    }
}
