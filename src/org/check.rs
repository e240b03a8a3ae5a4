//! Data rules of a save that need no Apex: defaults, lengths, picklists, lookups, required fields.
//!
//! On the platform's path: [`defaults`] and [`formats`] before the before-triggers, both checks ([`save`]) after them.

use crate::org::{DmlError, Transaction, convert};
use crate::schema::{DefaultValue, Field, FieldId, FieldType, Object, ObjectId, PicklistValue};
use crate::value::{Cell, Value, str};

/// The fields that an insert fills because the caller said nothing about them: defaults of fields and picklists.
/// `given` knows the fields that the caller set, to null even.
pub fn defaults(tx: &Transaction, object: ObjectId, given: impl Fn(FieldId) -> bool) -> Vec<(FieldId, Cell)> {
    let rules = tx.rules(object);
    let constant = rules.defaults.iter().filter(|(id, _)| !given(*id)).cloned();
    let computed = rules.computed.iter().filter(|id| !given(**id));
    let computed = computed.map(|id| (*id, tx.computed_default(object, *id))).filter(|(_, cell)| !cell.is_null());
    constant.chain(computed).collect()
}

/// Defaults of an object's fields, those that are computed, and required fields.
pub(super) fn rules_of(def: &Object) -> (Vec<(FieldId, Cell)>, Vec<FieldId>, Vec<FieldId>) {
    let written = def.iter().filter(|(_, field)| !field.calculated());
    let defaults = written.filter_map(|(id, field)| Some((id, default(field)?))).filter(|(_, cell)| !cell.is_null());
    let required = def.iter().filter(|(_, field)| is_required(def, field)).map(|(id, _)| id);
    let is_computed = |f: &Field| {
        matches!(f.default, Some(DefaultValue::Formula(_))) && f.constant_default().is_none() && !f.calculated()
    };
    let computed = def.iter().filter(|(_, field)| is_computed(field)).map(|(id, _)| id);
    (defaults.collect(), computed.collect(), required.collect())
}

fn default(field: &Field) -> Option<Cell> {
    if let Some(text) = field.constant_default() {
        let value = match field.ty {
            FieldType::Boolean => Value::Boolean(text.eq_ignore_ascii_case("true")),
            FieldType::Integer | FieldType::Long | FieldType::Double | FieldType::Currency | FieldType::Percent => {
                Value::decimal(crate::value::Decimal::parse(text).ok()?)
            }
            _ => Value::string(text),
        };
        return convert::to_cell(field, &value).ok();
    }
    let chosen: Option<&PicklistValue> = field.default_picklist_value();
    chosen.map(|value| Cell::string(&value.value))
}

/// Lengths, restricted picklists, e-mail addresses and the lookups' targets of the given fields. The first failure wins.
pub fn formats(tx: &Transaction, object: ObjectId, fields: &[(FieldId, Cell)]) -> Result<(), DmlError> {
    let def = tx.schema().object(object);
    fields.iter().try_for_each(|(id, cell)| format(tx, def.get(*id), cell))
}

fn format(tx: &Transaction, field: &Field, cell: &Cell) -> Result<(), DmlError> {
    if let Some(text) = cell.as_str() {
        // Every character has at least one byte, so counting is seldom needed.
        if field.length > 0 && text.len() > field.length as usize && str::len16(text) > field.length as usize {
            return Err(DmlError::too_long(field, text));
        }
        if field.restricted && field.ty.is_picklist() && !field.picklist.is_empty() {
            let known = |part: &str| field.picklist.iter().any(|v| v.active && v.value.eq_ignore_ascii_case(part));
            let bad = match field.ty {
                FieldType::MultiPicklist => text.split(';').map(str::trim).find(|part| !known(part)),
                _ => Some(text).filter(|text| !known(text)),
            };
            if let Some(bad) = bad {
                return Err(DmlError::bad_picklist(field, bad));
            }
        }
        if field.ty == FieldType::Email && !is_email(text) {
            return Err(DmlError::bad_email(field, text));
        }
    }
    if let (Cell::Id(id), Some(reference)) = (cell, &field.reference) {
        let Some(target) = tx.object_of(*id) else { return Err(DmlError::invalid_reference(field)) };
        let allowed = reference.open
            || reference.targets.is_empty()
            || tx.schema().targets(reference).any(|object| object == target || is_name(tx, object));
        if !allowed {
            return Err(DmlError::wrong_id_type(field, *id));
        }
        match tx.row(*id) {
            None => return Err(DmlError::invalid_reference(field)),
            Some(row) if crate::org::is_deleted(row) => return Err(DmlError::deleted().at(field)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// References declared to `Name` mean any named record.
fn is_name(tx: &Transaction, object: ObjectId) -> bool {
    tx.schema().name(object) == "Name"
}

/// Fields that must hold something: on insert all of them, on update those that are being set.
pub fn required(
    tx: &Transaction,
    object: ObjectId,
    fields: &[(FieldId, Cell)],
    is_insert: bool,
) -> Result<(), DmlError> {
    let def = tx.schema().object(object);
    let empty = |id: &&FieldId| match fields.iter().rev().find(|(f, _)| f == *id) {
        Some((_, cell)) => cell.is_null(),
        None => is_insert,
    };
    let rules = tx.rules(object);
    let mut missing: Vec<String> =
        rules.required.iter().filter(empty).map(|id| def.get(*id).name.to_string()).collect();
    if is_insert && &*def.name == "ContentVersion" {
        missing.extend(missing_of_file(def, fields));
    }
    match missing.is_empty() {
        true => Ok(()),
        false => Err(DmlError::required(missing)),
    }
}

/// A file needs a name and content, though the describe calls both fields optional: a link has neither.
fn missing_of_file(def: &Object, fields: &[(FieldId, Cell)]) -> impl Iterator<Item = String> {
    let filled = |name: &str| {
        let cell = fields.iter().rev().find(|(f, _)| &*def.get(*f).name == name).map(|(_, cell)| cell);
        cell.is_some_and(|cell| match cell {
            Cell::Blob(bytes) => !bytes.is_empty(),
            other => !other.is_null(),
        })
    };
    let elsewhere = filled("ContentUrl") || filled("ContentBodyId");
    let (path, data) = (filled("PathOnClient"), filled("VersionData"));
    let wanted = [("PathOnClient", path), ("VersionData", data)];
    wanted.into_iter().filter(move |(_, there)| !elsewhere && !there).map(|(name, _)| name.to_owned())
}

/// A required field that the org does not fill itself.
fn is_required(def: &Object, field: &Field) -> bool {
    let composed = &*field.name == "Name" && def.field("LastName").is_some();
    field.required() && field.auto_number.is_none() && !composed && &*field.name != "OwnerId"
}

/// All checks of a save: [`formats`], then [`required`].
pub fn save(tx: &Transaction, object: ObjectId, fields: &[(FieldId, Cell)], is_insert: bool) -> Result<(), DmlError> {
    formats(tx, object, fields)?;
    required(tx, object, fields, is_insert)
}

/// As strict as the platform: one `@`, something before it, a domain with a dot.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let odd = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '@');
    let labels = domain.split('.');
    !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !text.contains(odd_except_at(odd))
        && labels.clone().count() > 1
        && labels.clone().all(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

/// Forbidden characters, sparing the one `@` that separates the domain.
fn odd_except_at(odd: impl Fn(char) -> bool) -> impl FnMut(char) -> bool {
    let mut seen = false;
    move |c| {
        if c == '@' && !seen {
            seen = true;
            return false;
        }
        odd(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::{MemoryHost, Org};
    use crate::schema::Schema;
    use crate::value::Id;
    use std::sync::Arc;

    #[test]
    fn failures_carry_the_platforms_texts() {
        let org = Org::new(Arc::new(Schema::standard()), Arc::new(MemoryHost::new()));
        let tx = org.begin();
        let contact = tx.schema().find("Contact").unwrap();
        let def = tx.schema().object(contact).clone();
        let f = |name: &str| def.field(name).unwrap();
        let check = |fields: &[(FieldId, Cell)]| {
            save(&tx, contact, fields, true).map_err(|e| (e.status, e.message)).unwrap_err()
        };
        assert_eq!(check(&[]), ("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]".into()));
        let last = (f("LastName"), Cell::string("X"));
        let (status, message) = check(&[last.clone(), (f("FirstName"), Cell::string(&"x".repeat(41)))]);
        assert_eq!(status, "STRING_TOO_LONG");
        assert_eq!(message, format!("First Name: data value too large: {} (max length=40)", "x".repeat(41)));
        let nowhere = Cell::Id(Id::parse("001000000000001").unwrap());
        assert_eq!(check(&[last.clone(), (f("AccountId"), nowhere)]).0, "INVALID_CROSS_REFERENCE_KEY");
        let user = Cell::Id(org.user());
        assert_eq!(check(&[last.clone(), (f("AccountId"), user)]).0, "FIELD_INTEGRITY_EXCEPTION");
        let (_, message) = check(&[last, (f("Email"), Cell::string("a@b"))]);
        assert_eq!(message, "Email: invalid email address: a@b");
    }
}
