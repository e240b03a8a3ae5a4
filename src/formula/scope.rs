//! Names in the formulas of an object: its fields, those of related records, and global variables.

use super::{Global, Reference, Scope, Source, Type};
use crate::hir::FieldPath;
use crate::schema::{FieldId, ObjectId, Schema};

/// The names of an object. Without an object only globals mean something: default values of new records.
pub struct ObjectScope<'s> {
    pub schema: &'s Schema,
    pub object: Option<ObjectId>,
}

/// A field reached from `object`, and its name as the API spells it.
fn path(schema: &Schema, object: ObjectId, parts: &[&str]) -> Option<(FieldPath, String)> {
    let (last, lookups) = parts.split_last()?;
    let mut hops = Vec::new();
    let mut spelled = String::new();
    let mut at = object;
    for part in lookups {
        // `Owner:User` says which of several objects is meant.
        let (name, kind) = part.split_once(':').map_or((*part, None), |(name, kind)| (name, Some(kind)));
        let lookup = schema.object(at).relationship(name)?;
        let reference = schema.object(at).get(lookup).reference.as_ref()?;
        let target = match kind {
            Some(kind) => schema.find(kind)?,
            None => schema.related(reference)?,
        };
        hops.push((at, lookup, target));
        spelled.push_str(reference.relationship.as_deref().unwrap_or(name));
        spelled.push('.');
        at = target;
    }
    let field = schema.object(at).field(last)?;
    spelled.push_str(&schema.object(at).get(field).name);
    Some((FieldPath { hops, object: at, field }, spelled))
}

impl ObjectScope<'_> {
    fn ty(&self, path: &FieldPath) -> Type {
        Type::of_field(self.schema.object(path.object).get(path.field).ty)
    }

    fn global(&self, name: &str, parts: &[&str]) -> Option<Reference> {
        let upper = parts[0].to_ascii_uppercase();
        let text = |source| Some(Reference { path: name.to_owned(), ty: Type::Text, source });
        match (upper.as_str(), &parts[1..]) {
            ("$LABEL", [label]) => text(Source::Label((*label).to_owned())),
            ("$PERMISSION", [permission]) => {
                let source = Source::Permission((*permission).to_owned());
                Some(Reference { path: name.to_owned(), ty: Type::Boolean, source })
            }
            ("$USER", rest) => self.record(name, Global::User, "User", rest, &[]),
            ("$PROFILE", rest) => self.record(name, Global::User, "User", rest, &["Profile"]),
            ("$USERROLE", rest) => self.record(name, Global::User, "User", rest, &["UserRole"]),
            ("$ORGANIZATION", rest) => self.record(name, Global::Organization, "Organization", rest, &[]),
            ("$SETUP", [setting, rest @ ..]) => {
                let object = self.schema.find(setting)?;
                self.record(name, Global::Setup(object), setting, rest, &[])
            }
            ("$CUSTOMMETADATA", [kind, record, rest @ ..]) => {
                let object = self.schema.find(kind)?;
                self.record(name, Global::Metadata(object, (*record).to_owned()), kind, rest, &[])
            }
            // The record type of the record itself.
            ("$RECORDTYPE", rest) => {
                let parts: Vec<&str> = ["RecordType"].iter().chain(rest).copied().collect();
                let (path, spelled) = path(self.schema, self.object?, &parts)?;
                Some(Reference { path: spelled, ty: self.ty(&path), source: Source::Field(path) })
            }
            _ => None,
        }
    }

    fn record(&self, name: &str, global: Global, object: &str, rest: &[&str], before: &[&str]) -> Option<Reference> {
        let object = self.schema.find(object)?;
        let parts: Vec<&str> = before.iter().chain(rest).copied().collect();
        let (path, _) = path(self.schema, object, &parts)?;
        Some(Reference { path: name.to_owned(), ty: self.ty(&path), source: Source::Global(global, path) })
    }
}

impl Scope for ObjectScope<'_> {
    fn resolve(&self, name: &str) -> Option<Reference> {
        let parts: Vec<&str> = name.split('.').collect();
        if name.starts_with('$') {
            return self.global(name, &parts);
        }
        let object = self.object?;
        // A formula may name its own object first.
        let own = parts.len() > 1 && parts[0].eq_ignore_ascii_case(self.schema.name(object));
        let found =
            path(self.schema, object, &parts).or_else(|| path(self.schema, object, &parts[1..]).filter(|_| own));
        let (path, spelled) = found?;
        Some(Reference { path: spelled, ty: self.ty(&path), source: Source::Field(path) })
    }
}

impl Reference {
    /// The record's own field, when it is one.
    pub fn own_field(&self) -> Option<FieldId> {
        match &self.source {
            Source::Field(path) if path.hops.is_empty() => Some(path.field),
            _ => None,
        }
    }
}
