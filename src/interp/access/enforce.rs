//! Queries and DML in user mode: what the user may not see or do throws.

use std::collections::{BTreeMap, BTreeSet};

use super::Right;
use crate::hir::query::{Condition, FieldPath, FieldTarget, SelectItem};
use crate::hir::{DmlKind, MethodKind, Query, SecurityMode, TypeId};
use crate::interp::dml::Request;
use crate::interp::{Exc, Exec, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Map, Object, Set, Value};

/// The fields that a query touches, its objects included.
#[derive(Default)]
struct Touched {
    objects: Vec<ObjectId>,
    fields: Vec<(ObjectId, FieldId)>,
}

impl Touched {
    fn query(&mut self, query: &Query, with_conditions: bool) {
        self.objects.push(query.object);
        for item in &query.select {
            match item {
                SelectItem::Field { path, .. } => self.path(path),
                SelectItem::Target { target, .. } => self.target(target),
                SelectItem::Written { path, .. } => path.iter().for_each(|path| self.path(path)),
                SelectItem::Children { query, .. } => self.query(&query.query, with_conditions),
                SelectItem::Typeof { branches, otherwise, .. } => {
                    branches.iter().flat_map(|branch| &branch.fields).chain(otherwise).for_each(|path| self.path(path));
                }
            }
        }
        if with_conditions {
            query.filter.iter().for_each(|condition| self.condition(condition));
            query.order_by.iter().for_each(|order| self.target(&order.target));
        }
    }

    fn path(&mut self, path: &FieldPath) {
        for (object, lookup, target) in &path.hops {
            self.fields.push((*object, *lookup));
            self.objects.push(*target);
        }
        self.fields.push((path.object, path.field));
    }

    fn target(&mut self, target: &FieldTarget) {
        match target {
            FieldTarget::Path(path)
            | FieldTarget::Call(_, path)
            | FieldTarget::Aggregate(_, Some(path))
            | FieldTarget::Distance { path, .. }
            | FieldTarget::Grouping(path) => self.path(path),
            FieldTarget::Aggregate(_, None) => {}
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(all) | Condition::Or(all) => all.iter().for_each(|one| self.condition(one)),
            Condition::Not(one) => self.condition(one),
            Condition::Compare { target, .. } | Condition::In { target, .. } | Condition::Includes { target, .. } => {
                self.target(target)
            }
            Condition::SemiJoin { target, query, .. } => {
                self.target(target);
                self.query(query, true);
            }
        }
    }
}

impl Interp {
    /// Refuses the system's mode to an anonymous block. Classes that it calls may use it.
    ///
    /// # Errors
    /// SecurityException.
    pub fn check_mode(&mut self, mode: SecurityMode) -> Exec<()> {
        let of_a_block = || {
            let method = self.program.method(self.code.site_of(self.site).method);
            method.kind == MethodKind::Anonymous || method.class.is_none() && method.kind == MethodKind::Method
        };
        match mode == SecurityMode::System && self.site != 0 && of_a_block() {
            true => {
                Err(self.throw(Exc::Security, "Cannot use SYSTEM_MODE access level in anonymous execution of Apex."))
            }
            false => Ok(()),
        }
    }

    /// Checks what a query in user mode or `WITH SECURITY_ENFORCED` touches.
    pub(in crate::interp) fn check_query_access(&mut self, query: &Query) -> Exec<()> {
        let user_mode = match query.security {
            SecurityMode::Default | SecurityMode::System => return Ok(()),
            SecurityMode::User => true,
            SecurityMode::Enforced => false,
        };
        let mut touched = Touched::default();
        touched.query(query, user_mode);
        let closed = touched.objects.iter().copied().find(|object| !self.may(*object, Right::Read));
        let hidden: Vec<(ObjectId, FieldId)> = touched
            .fields
            .into_iter()
            .filter(|(object, field)| !self.may(*object, Right::Read) || !self.may_field(*object, *field, Right::Read))
            .collect();
        if closed.is_none() && hidden.is_empty() {
            return Ok(());
        }
        let schema = self.program.schema.clone();
        let text = match (user_mode, closed, hidden.first()) {
            (false, _, _) => "Insufficient permissions: secure query included inaccessible field".to_owned(),
            (true, Some(object), _) => {
                let name = schema.name(object);
                format!(
                    "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append \
                     the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
                )
            }
            (true, None, first) => {
                let (object, field) = *first.expect("something is hidden");
                let (entity, name) = (schema.name(object), &schema.object(object).get(field).name);
                format!(
                    "No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append \
                     the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate \
                     names."
                )
            }
        };
        let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (object, field) in hidden {
            let name = schema.object(object).get(field).name.to_string();
            named.entry(schema.name(object).to_string()).or_default().insert(name);
        }
        let thrown = self.throw(Exc::Query, text);
        self.note_inaccessible(&named);
        Err(thrown)
    }

    /// What `QueryException.getInaccessibleFields()` answers.
    fn note_inaccessible(&mut self, named: &BTreeMap<String, BTreeSet<String>>) {
        let map = name_sets(named);
        let Some(Object::Instance(exception)) = self.pending.as_ref().and_then(Value::object) else { return };
        let class = self.program.class(exception.class);
        if let Some(slot) = class.fields.iter().position(|field| &*field.name == "inaccessibleFields") {
            exception.fields.borrow_mut()[slot] = map;
        }
    }

    /// Checks a DML request in user mode.
    pub(in crate::interp) fn check_dml_access(&mut self, request: &Request) -> Exec<()> {
        if request.mode != SecurityMode::User {
            return Ok(());
        }
        for r in &request.records {
            let Object::Record(record) = &**r else { continue };
            let (object, has_id) = (record.borrow().object, record.borrow().id().is_some());
            let right = match request.kind {
                DmlKind::Insert | DmlKind::Undelete => Right::Create,
                DmlKind::Update => Right::Edit,
                DmlKind::Upsert if has_id => Right::Edit,
                DmlKind::Upsert => Right::Create,
                DmlKind::Delete | DmlKind::Merge => Right::Delete,
            };
            let inaccessible = |cx: &mut Interp| {
                let name = cx.program.schema.name(object).to_string();
                let text = format!(
                    "Operation failed due to fields being inaccessible on Sobject {name}, check errors on Exception or Result!"
                );
                Err(cx.throw(Exc::Dml, text))
            };
            if !self.may(object, right) {
                match request.kind {
                    DmlKind::Upsert => return inaccessible(self),
                    // What the user may not see is not in the user's recycle bin.
                    DmlKind::Undelete => {
                        let text = "Undelete failed. First exception on row 0; first error: UNDELETE_FAILED, invalid record id; \
                                    no recycle bin entry found: []";
                        return Err(self.throw(Exc::Dml, text));
                    }
                    DmlKind::Insert | DmlKind::Update | DmlKind::Delete | DmlKind::Merge => {}
                }
                let text = format!("Access to entity '{}' denied", self.program.schema.name(object));
                return Err(self.throw(Exc::Security, text));
            }
            if !matches!(right, Right::Create | Right::Edit) {
                continue;
            }
            // What a query computed is no change of the program's.
            let calculated = |field: &FieldId| self.program.schema.object(object).get(*field).calculated();
            let set =
                record.borrow().own_fields().map(|(field, _)| field).filter(|f| !calculated(f)).collect::<Vec<_>>();
            if set.into_iter().any(|field| !self.may_field(object, field, right)) {
                return inaccessible(self);
            }
        }
        Ok(())
    }
}

/// A `Map<String, Set<String>>`.
pub fn name_sets(named: &BTreeMap<String, BTreeSet<String>>) -> Value {
    let mut map = Map::new(TypeId::STRING, TypeId::set(TypeId::STRING));
    for (name, fields) in named {
        let mut set = Set::new(TypeId::STRING);
        for field in fields {
            set.add(Value::string(field));
        }
        map.put(Value::string(name), Value::set(set));
    }
    Value::map(map)
}
