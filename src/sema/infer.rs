//! The inferred schema: what the uses of an unknown field say about its type.
//!
//! A first run over the bodies collects hints, with unknown fields as texts; the run that counts starts again with the fields
//! typed. So the order of uses hardly matters: the first decisive one wins.

use rustc_hash::FxHashMap;

use super::compiler::Compiler;
use crate::diag::FileId;
use crate::hir::{Type, TypeId};
use crate::schema::{FieldId, FieldType, Mode, ObjectId};
use crate::syntax::ast::Ident;

/// Fields that came into being during the first run, in order.
#[derive(Clone, Default)]
pub(crate) struct Hints {
    fields: Vec<Hint>,
    index: FxHashMap<(ObjectId, FieldId), usize>,
}

#[derive(Clone)]
struct Hint {
    object: String,
    field: String,
    decided: Option<FieldType>,
}

impl Hints {
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl Compiler {
    /// A field by name, or the new one of an inferred schema.
    pub fn field_at(&mut self, file: FileId, object: ObjectId, name: Ident) -> Option<FieldId> {
        let key = name.sym.as_str();
        if let Some(found) = self.schema.object(object).field(key) {
            return Some(found);
        }
        // A record with a setup owner is a custom setting's.
        if key == "setupownerid" {
            return self.schema.infer_field(object, "SetupOwnerId", FieldType::Reference);
        }
        if self.schema.mode() == Mode::Strict || !key.ends_with("__c") {
            return None;
        }
        let text = self.text(file, name.span).to_owned();
        let spelling = if text.eq_ignore_ascii_case(key) { text } else { key.to_owned() };
        self.named_field(object, &spelling)
    }

    /// As [`Compiler::field_at`], spelled as given.
    pub fn named_field(&mut self, object: ObjectId, spelling: &str) -> Option<FieldId> {
        if let Some(found) = self.schema.object(object).field(spelling) {
            return Some(found);
        }
        let field = self.schema.infer_field(object, spelling, FieldType::String)?;
        if let Some(hints) = &mut self.hints {
            let object_name = self.schema.name(object).to_owned();
            hints.index.insert((object, field), hints.fields.len());
            hints.fields.push(Hint { object: object_name, field: spelling.to_owned(), decided: None });
        }
        Some(field)
    }

    /// A use of a field gives it the type of what stands beside it.
    pub fn hint(&mut self, object: ObjectId, field: FieldId, ty: TypeId) {
        let Some(decided) = field_type_for(ty) else { return };
        self.hint_type(object, field, decided);
    }

    /// As [`Compiler::hint`], when the field's type itself is known.
    pub fn hint_type(&mut self, object: ObjectId, field: FieldId, ty: FieldType) {
        let Some(hints) = &mut self.hints else { return };
        if let Some(&i) = hints.index.get(&(object, field)) {
            hints.fields[i].decided.get_or_insert(ty);
        }
    }

    /// Adds the fields of the first run to the schema of the second.
    pub fn apply_hints(&mut self, hints: &Hints) {
        for hint in &hints.fields {
            if let Some(object) = self.schema.infer_object(&hint.object) {
                let ty = hint.decided.unwrap_or(FieldType::String);
                self.schema.infer_field(object, &hint.field, ty);
            }
        }
    }

    /// The Apex type of a field's values.
    pub fn field_type(&self, object: ObjectId, field: FieldId) -> TypeId {
        use crate::schema::CellKind;
        let field = self.schema.object(object).get(field);
        match field.ty.cell_kind() {
            CellKind::Id => TypeId::ID,
            CellKind::Str if field.ty == FieldType::AnyType => TypeId::OBJECT,
            CellKind::Str => TypeId::STRING,
            CellKind::Bool => TypeId::BOOLEAN,
            CellKind::Int => TypeId::INTEGER,
            CellKind::Long => TypeId::LONG,
            CellKind::Decimal => TypeId::DECIMAL,
            CellKind::Double => TypeId::DOUBLE,
            CellKind::Date => TypeId::DATE,
            CellKind::Datetime => TypeId::DATETIME,
            CellKind::Time => TypeId::TIME,
            CellKind::Blob => TypeId::BLOB,
            CellKind::Compound if field.ty == FieldType::IdList => TypeId::list(TypeId::STRING),
            CellKind::Compound => {
                let class = match field.ty {
                    FieldType::Address => self.named_class("system.address"),
                    FieldType::Location => self.named_class("system.location"),
                    FieldType::Complex if field.name == "ChangeEventHeader" => {
                        self.named_class("eventbus.changeeventheader")
                    }
                    _ => None,
                };
                class.map_or(TypeId::OBJECT, TypeId::class)
            }
        }
    }

    /// A library class by its folded qualified name.
    pub fn named_class(&self, name: &str) -> Option<crate::hir::ClassId> {
        self.program.by_name.get(&crate::syntax::Symbol::intern(name)).copied()
    }
}

/// The field type that can hold values of an Apex type; none when the type says nothing.
fn field_type_for(ty: TypeId) -> Option<FieldType> {
    match ty.get() {
        Type::Boolean => Some(FieldType::Boolean),
        Type::Integer | Type::Long | Type::Double | Type::Decimal => Some(FieldType::Double),
        Type::String => Some(FieldType::String),
        Type::Id => Some(FieldType::Reference),
        Type::Blob => Some(FieldType::Base64),
        Type::Date => Some(FieldType::Date),
        Type::Datetime => Some(FieldType::Datetime),
        Type::Time => Some(FieldType::Time),
        Type::Void
        | Type::Null
        | Type::Object
        | Type::SObject
        | Type::Record(_)
        | Type::List(_)
        | Type::Set(_)
        | Type::Map(..)
        | Type::Class(_)
        | Type::Generic(..)
        | Type::Param(_) => None,
    }
}

impl Compiler {
    /// In the first run over an inferred schema: the field's type is not settled.
    pub fn is_guess(&self, object: ObjectId, field: FieldId) -> bool {
        self.hints.as_ref().is_some_and(|h| h.index.contains_key(&(object, field)))
    }
}
