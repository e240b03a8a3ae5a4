//! Who may see and change which records: org-wide defaults, owners, the role hierarchy, shares.

use rustc_hash::FxHashSet;

use crate::org::Transaction;
use crate::org::state::State;
use crate::org::table::{Table, is_deleted};
use crate::schema::{FieldId, Object, ObjectId, Schema, Sharing};
use crate::value::{Cell, Id, Row};

/// What a user may do with a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    Nothing,
    Read,
    Edit,
    /// Delete and share too.
    All,
}

/// A user to whom not every record is open.
#[derive(Debug, Default)]
pub struct Viewer {
    /// The user, and the groups and queues that the user is in.
    members: Vec<Id>,
    /// Users below in the role hierarchy.
    below: FxHashSet<Id>,
    /// View All Records, and Modify All Records.
    pub sees_all: Vec<ObjectId>,
    pub edits_all: Vec<ObjectId>,
    pub sees_everything: bool,
}

/// Parents of parents: deeper than master-detail goes.
const MAX_DEPTH: u8 = 5;

impl Viewer {
    /// Gathers a user's groups and subordinates.
    pub fn of(tx: &Transaction, user: Id) -> Viewer {
        let schema = tx.schema();
        let column = |object: &str, field: &str| {
            let object = schema.find(object)?;
            Some((object, schema.object(object).field(field)?))
        };
        let id_in = |row: Id, field: FieldId| match tx.cell(row, field) {
            Cell::Id(id) => Some(id),
            _ => None,
        };
        let find = |place: Option<(ObjectId, FieldId)>, id: Id| {
            place.map_or_else(Vec::new, |(object, field)| tx.find_by(object, field, &Cell::Id(id)))
        };
        let mut members = vec![user];
        let (member, group) = (column("GroupMember", "UserOrGroupId"), column("GroupMember", "GroupId"));
        let mut next = 0;
        while next < members.len() {
            let memberships = find(member, members[next]);
            let groups = memberships.into_iter().filter_map(|row| id_in(row, group?.1));
            for id in groups.collect::<Vec<_>>() {
                if !members.contains(&id) {
                    members.push(id);
                }
            }
            next += 1;
        }
        let mut below = FxHashSet::default();
        let role = column("User", "UserRoleId");
        let mut roles: Vec<Id> = role.and_then(|(_, field)| id_in(user, field)).into_iter().collect();
        let mut next = 0;
        while next < roles.len() {
            let children = find(column("UserRole", "ParentRoleId"), roles[next]);
            for child in children {
                if !roles.contains(&child) {
                    roles.push(child);
                    below.extend(find(role, child));
                }
            }
            next += 1;
        }
        Viewer { members, below, ..Viewer::default() }
    }

    /// Whether an id is the user's, or that of a group or queue that the user is in.
    pub fn is_in(&self, id: Id) -> bool {
        self.members.contains(&id)
    }

    /// What the user may do with a stored row.
    pub fn level(&self, schema: &Schema, state: &State, object: ObjectId, table: &Table, row: &Row) -> Level {
        self.level_of(schema, state, object, table, row, 0)
    }

    fn level_of(&self, schema: &Schema, state: &State, object: ObjectId, table: &Table, row: &Row, depth: u8) -> Level {
        let def = schema.object(object);
        let floor = match () {
            () if self.edits_all.contains(&object) => return Level::All,
            () if self.sees_everything || self.sees_all.contains(&object) => Level::Read,
            () => Level::Nothing,
        };
        let owner = def.field("OwnerId").map(|field| table.cell(row, field));
        if let Some(Cell::Id(owner)) = owner
            && (self.members.contains(owner) || self.below.contains(owner))
        {
            return Level::All;
        }
        let given = match def.sharing {
            Sharing::ControlledByParent => self.of_parents(schema, state, def, table, row, depth),
            // Setup rows and the like have no owner: they are everybody's.
            _ if owner.is_none() => Level::All,
            Sharing::ReadWrite => Level::Edit,
            Sharing::Read => self.shared(schema, state, def, row).max(Level::Read),
            Sharing::Private => self.shared(schema, state, def, row),
        };
        given.max(floor)
    }

    /// The least that any parent allows; nothing without a parent.
    fn of_parents(&self, schema: &Schema, state: &State, def: &Object, table: &Table, row: &Row, depth: u8) -> Level {
        if depth >= MAX_DEPTH {
            return Level::Nothing;
        }
        let governs = |(_, field): &(FieldId, &crate::schema::Field)| match def.custom() {
            true => field.reference.as_ref().is_some_and(|r| r.master_detail),
            false => &*field.name == "AccountId",
        };
        let parent = |(field, _): (FieldId, _)| match table.cell(row, field) {
            Cell::Id(id) => match state.find(schema, *id) {
                Some((object, table, row)) => self.level_of(schema, state, object, table, row, depth + 1),
                None => Level::Nothing,
            },
            _ => Level::Nothing,
        };
        let least = def.iter().filter(governs).map(parent).min().unwrap_or(Level::Nothing);
        // A child may be deleted by whoever may edit its parent.
        if least == Level::Edit { Level::All } else { least }
    }

    /// What rows of the share object give.
    fn shared(&self, schema: &Schema, state: &State, def: &Object, row: &Row) -> Level {
        let name = match def.name.strip_suffix("__c") {
            Some(stem) => format!("{stem}__Share"),
            None => format!("{}Share", def.name),
        };
        let found = || {
            let share = schema.find(&name)?;
            let of_share = schema.object(share);
            let record = of_share.field("ParentId").or_else(|| of_share.field(&format!("{}Id", def.name)))?;
            let level =
                of_share.field("AccessLevel").or_else(|| of_share.field(&format!("{}AccessLevel", def.name)))?;
            let whom = of_share.field("UserOrGroupId")?;
            let shares = state.table(share)?;
            let rows = shares.rows_with(record, &row[0]);
            let rows = rows.iter().filter_map(|number| shares.row(*number)).filter(|row| !is_deleted(row));
            let own = rows.filter(|row| matches!(shares.cell(row, whom), Cell::Id(id) if self.members.contains(id)));
            own.map(|row| match shares.cell(row, level).as_str() {
                Some("Read") => Level::Read,
                Some("Edit") => Level::Edit,
                Some("All") => Level::All,
                _ => Level::Nothing,
            })
            .max()
        };
        found().unwrap_or(Level::Nothing)
    }
}

/// Whether any record of the object may be hidden from someone.
pub fn hides(object: &Object) -> bool {
    matches!(object.sharing, Sharing::Private | Sharing::ControlledByParent)
}

impl Transaction {
    /// What a viewer may do with a record; everything with one that is not there.
    pub fn level(&self, viewer: &Viewer, id: Id) -> Level {
        let found = self.state().find(self.schema(), id);
        found.map_or(Level::All, |(object, table, row)| viewer.level(self.schema(), self.state(), object, table, row))
    }
}
