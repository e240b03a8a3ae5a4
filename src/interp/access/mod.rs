//! What the running user may do: object and field permissions out of the profile and the permission sets.
//!
//! Apex runs in system mode; only describes, `Security.stripInaccessible`, and queries and DML in user mode ask. Permission sets
//! are rows like any other: their `ObjectPermissions` and `FieldPermissions` add to what the profile gives.

mod enforce;
mod record_access;
mod sharing;
mod standard;

pub use enforce::name_sets;
pub use standard::grant_profiles;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::interp::Interp;
use crate::org::Transaction;
use crate::schema::{Field, FieldId, ObjectId, Schema};
use crate::value::{Cell, Id};

/// One kind of access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Right {
    Read,
    Create,
    Edit,
    Delete,
}

/// The rights to an object.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Rights {
    pub read: bool,
    pub create: bool,
    pub edit: bool,
    pub delete: bool,
}

impl Rights {
    const ALL: Rights = Rights { read: true, create: true, edit: true, delete: true };

    fn has(self, right: Right) -> bool {
        match right {
            Right::Read => self.read,
            Right::Create => self.create,
            Right::Edit => self.edit,
            Right::Delete => self.delete,
        }
    }

    fn or(self, more: Rights) -> Rights {
        Rights {
            read: self.read || more.read,
            create: self.create || more.create,
            edit: self.edit || more.edit,
            delete: self.delete || more.delete,
        }
    }
}

/// All rights of one user.
#[derive(Debug)]
pub struct Access {
    /// Modify All Data: an administrator.
    everything: bool,
    /// View All Data.
    sees_everything: bool,
    /// View All Records and Modify All Records of permission sets.
    sees_all: Vec<ObjectId>,
    edits_all: Vec<ObjectId>,
    /// The standard profile; none gives nothing.
    profile: Option<standard::Profile>,
    objects: FxHashMap<ObjectId, Rights>,
    /// Readable and editable fields of permission sets.
    fields: FxHashMap<(ObjectId, FieldId), (bool, bool)>,
}

impl Access {
    /// Gathers the rights of a user. Who has no profile (rows of hand-made orgs) may do everything.
    fn of(tx: &Transaction, user: Id) -> Access {
        let profile = id_of(&get(tx, user, "ProfileId"));
        let mut access = Access {
            everything: profile.is_none_or(|profile| is_yes(&get(tx, profile, "PermissionsModifyAllData"))),
            profile: profile.and_then(|profile| standard::Profile::named(&text(&get(tx, profile, "Name")))),
            sees_everything: profile.is_some_and(|profile| is_yes(&get(tx, profile, "PermissionsViewAllData"))),
            sees_all: Vec::new(),
            edits_all: Vec::new(),
            objects: FxHashMap::default(),
            fields: FxHashMap::default(),
        };
        if access.everything {
            return access;
        }
        let mut sets: Vec<Id> = find(tx, "PermissionSetAssignment", "AssigneeId", &Cell::Id(user))
            .into_iter()
            .flat_map(|assignment| match id_of(&get(tx, assignment, "PermissionSetGroupId")) {
                Some(group) => sets_of_group(tx, group),
                None => id_of(&get(tx, assignment, "PermissionSetId")).into_iter().collect(),
            })
            .collect();
        sets.extend(profile.iter().flat_map(|profile| find(tx, "PermissionSet", "ProfileId", &Cell::Id(*profile))));
        for set in sets {
            access.everything |= is_yes(&get(tx, set, "PermissionsModifyAllData"));
            access.sees_everything |= is_yes(&get(tx, set, "PermissionsViewAllData"));
            access.add_set(tx, set);
        }
        access
    }

    fn add_set(&mut self, tx: &Transaction, set: Id) {
        let schema = tx.schema();
        for row in find(tx, "ObjectPermissions", "ParentId", &Cell::Id(set)) {
            let Some(object) = schema.find(&text(&get(tx, row, "SobjectType"))) else { continue };
            let says = |field| is_yes(&get(tx, row, field));
            let all = says("PermissionsModifyAllRecords");
            if all {
                self.edits_all.push(object);
            }
            if says("PermissionsViewAllRecords") {
                self.sees_all.push(object);
            }
            let rights = Rights {
                read: all || says("PermissionsRead") || says("PermissionsViewAllRecords"),
                create: says("PermissionsCreate"),
                edit: all || says("PermissionsEdit"),
                delete: all || says("PermissionsDelete"),
            };
            let known = self.objects.entry(object).or_default();
            *known = known.or(rights);
        }
        for row in find(tx, "FieldPermissions", "ParentId", &Cell::Id(set)) {
            let path = text(&get(tx, row, "Field"));
            let Some((object, field)) = path.split_once('.') else { continue };
            let Some(object) = schema.find(object) else { continue };
            let Some(field) = schema.object(object).field(field) else { continue };
            let edit = is_yes(&get(tx, row, "PermissionsEdit"));
            let read = edit || is_yes(&get(tx, row, "PermissionsRead"));
            let known = self.fields.entry((object, field)).or_default();
            *known = (known.0 || read, known.1 || edit);
        }
    }

    pub fn object(&self, schema: &Schema, object: ObjectId, right: Right) -> bool {
        if self.everything {
            return true;
        }
        // Parts of another object, order lines for example, follow it.
        let Some(governing) = standard::governing(schema, object) else { return true };
        let given = self.profile.map_or(Rights::default(), |profile| profile.rights(schema, governing));
        let added = self.objects.get(&governing).copied().unwrap_or_default();
        given.or(added).has(right)
    }

    /// Whether a field may be read (`Read`) or set (`Create`, `Edit`). The right to the object is not part of it.
    pub fn field(&self, schema: &Schema, object: ObjectId, field: FieldId, right: Right) -> bool {
        let definition = schema.object(object).get(field);
        if self.everything || !is_permissionable(schema, object, definition) {
            return true;
        }
        // Everyone may have activities, yet their fields can be hidden.
        let is_activity = matches!(schema.name(object), "Task" | "Event");
        if standard::governing(schema, object).is_none() && !is_activity {
            return true;
        }
        let given = self.profile.is_some_and(|profile| profile.sees(schema, object, definition, right));
        let part_of = definition.compound.and_then(|whole| self.fields.get(&(object, whole)));
        let added = self.fields.get(&(object, field)).or(part_of).copied().unwrap_or_default();
        given || if right == Right::Read { added.0 } else { added.1 }
    }
}

impl Interp {
    /// Whether the running user has a right to an object.
    pub fn may(&mut self, object: ObjectId, right: Right) -> bool {
        let schema = self.program.schema.clone();
        self.access().object(&schema, object, right)
    }

    /// Whether the running user may read or set a field.
    pub fn may_field(&mut self, object: ObjectId, field: FieldId, right: Right) -> bool {
        let schema = self.program.schema.clone();
        self.access().field(&schema, object, field, right)
    }

    /// Whether the running user may change all records of an object, locked ones too.
    pub fn may_edit_all(&mut self, object: ObjectId) -> bool {
        let access = self.access();
        access.everything || access.edits_all.contains(&object)
    }

    /// The rights of the running user, gathered once until something is saved.
    fn access(&mut self) -> Rc<Access> {
        let user = self.context.user();
        match &self.access {
            Some((known, access)) if *known == user => Rc::clone(access),
            _ => {
                let access = Rc::new(Access::of(&self.org, user));
                self.access = Some((user, Rc::clone(&access)));
                access
            }
        }
    }
}

/// Whether permissions can hide the field: not names, not required ones, not what the platform keeps itself.
pub fn is_permissionable(schema: &Schema, object: ObjectId, field: &Field) -> bool {
    let part_of_name = field.compound.is_some_and(|whole| schema.object(object).get(whole).name_field);
    let own = field.custom || field.createable || field.updateable || field.calculated() || is_compound(field);
    field.nillable && own && !field.name_field && !part_of_name
}

fn is_compound(field: &Field) -> bool {
    field.ty.cell_kind() == crate::schema::CellKind::Compound
}

fn get(tx: &Transaction, id: Id, field: &str) -> Cell {
    tx.named_cell(id, field)
}

fn find(tx: &Transaction, object: &str, field: &str, value: &Cell) -> Vec<Id> {
    tx.find_named(object, field, value)
}

/// The permission sets that a group bundles.
fn sets_of_group(tx: &Transaction, group: Id) -> Vec<Id> {
    let components = find(tx, "PermissionSetGroupComponent", "PermissionSetGroupId", &Cell::Id(group));
    components.into_iter().filter_map(|component| id_of(&get(tx, component, "PermissionSetId"))).collect()
}

fn is_yes(cell: &Cell) -> bool {
    matches!(cell, Cell::Boolean(true))
}

fn text(cell: &Cell) -> String {
    cell.as_str().unwrap_or_default().to_owned()
}

fn id_of(cell: &Cell) -> Option<Id> {
    match cell {
        Cell::Id(id) => Some(*id),
        _ => None,
    }
}
