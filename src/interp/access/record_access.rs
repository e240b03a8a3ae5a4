//! `UserRecordAccess`: rows that exist while a query asks for them, one for each user and record that it names.

use crate::hir::Query;
use crate::hir::query::{Condition, Operand};
use crate::interp::Interp;
use crate::org::sharing::Level;
use crate::schema::FieldId;
use crate::value::{Cell, Id, Object, Value};

use super::Right;

impl Interp {
    /// Whether a query is about `UserRecordAccess`.
    pub(in crate::interp) fn asks_for_record_access(&self, query: &Query) -> bool {
        self.program.schema.name(query.object) == "UserRecordAccess"
    }

    /// Makes the rows; whoever calls rolls them back after the query.
    pub(in crate::interp) fn make_record_access(&mut self, query: &Query, binds: &[Value]) {
        let mut named = Vec::new();
        query.filter.iter().for_each(|condition| ids_in(condition, &mut named));
        binds.iter().for_each(|bind| ids_of(bind, &mut named));
        let running = self.context.user();
        let is_user = |id: &Id| id.prefix() == running.prefix();
        let mut users: Vec<Id> = named.iter().copied().filter(is_user).collect();
        users.push(running);
        users.dedup();
        for user in users {
            for record in named.clone() {
                if self.org.exists(record) {
                    self.put_record_access(query, user, record);
                }
            }
        }
    }

    fn put_record_access(&mut self, query: &Query, user: Id, record: Id) {
        self.context.users.push(user);
        let viewer = self.viewer();
        let level = viewer.map_or(Level::All, |viewer| self.org.level(&viewer, record));
        let object = self.org.object_of(record).expect("the record exists");
        let schema = self.program.schema.clone();
        let def = schema.object(object);
        let read = level >= Level::Read && self.may(object, Right::Read);
        let edit = level >= Level::Edit && def.updateable && self.may(object, Right::Edit);
        let delete = level == Level::All && def.deletable && self.may(object, Right::Delete);
        let most = match () {
            () if delete => "Delete",
            () if edit => "Edit",
            () if read => "Read",
            () => "None",
        };
        let all = level == Level::All && edit;
        self.context.users.pop();
        let cells = [
            ("UserId", Cell::Id(user)),
            ("RecordId", Cell::string(&record.to_string())),
            ("HasReadAccess", Cell::Boolean(read)),
            ("HasEditAccess", Cell::Boolean(edit)),
            ("HasDeleteAccess", Cell::Boolean(delete)),
            ("HasTransferAccess", Cell::Boolean(all)),
            ("HasAllAccess", Cell::Boolean(all)),
            ("MaxAccessLevel", Cell::string(if all { "All" } else { most })),
        ];
        let of_rows = schema.object(query.object);
        let known = cells.into_iter().filter_map(|(name, cell)| Some((of_rows.field(name)?, cell)));
        let known: Vec<(FieldId, Cell)> = known.collect();
        // The object has no unique fields.
        let _ = self.org.insert(query.object, &known);
    }
}

/// The ids that a condition names as texts.
fn ids_in(condition: &Condition, named: &mut Vec<Id>) {
    let mut add = |operand: &Operand| {
        if let Operand::String(text) = operand {
            named.extend(Id::parse(text));
        }
    };
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| ids_in(part, named)),
        Condition::Not(inner) => ids_in(inner, named),
        Condition::Compare { value, .. } => add(value),
        Condition::In { values, .. } | Condition::Includes { values, .. } => values.iter().for_each(add),
        Condition::SemiJoin { .. } => {}
    }
}

/// The ids in a bind, collections taken apart.
fn ids_of(value: &Value, named: &mut Vec<Id>) {
    match (value, value.object()) {
        (Value::Id(id), _) => named.push(*id),
        (Value::String(text), _) => named.extend(Id::parse(text)),
        (_, Some(Object::List(list))) => list.borrow().iter().for_each(|v| ids_of(&v, named)),
        (_, Some(Object::Set(set))) => set.borrow().iter().for_each(|v| ids_of(v, named)),
        (_, Some(Object::Record(record))) => named.extend(record.borrow().id()),
        _ => {}
    }
}
