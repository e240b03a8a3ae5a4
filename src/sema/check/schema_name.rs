//! Names that mean something of the schema: tokens, describes, labels, pages, trigger variables.

use super::{Body, Named};
use crate::diag::Span;
use crate::hir::expr::TriggerVariable;
use crate::hir::{ClassId, Expr, ExprKind, TypeId};
use crate::schema::{FieldId, Mode, ObjectId};
use crate::sema::compiler::Compiler;
use crate::syntax::Symbol;
use crate::syntax::ast::Ident;

impl Compiler {
    /// The lookup behind a relationship name, and the object it leads to.
    pub fn parent_at(
        &mut self,
        file: crate::diag::FileId,
        object: ObjectId,
        name: Ident,
    ) -> Option<(FieldId, ObjectId)> {
        let key = name.sym.as_str();
        let mut field = self.schema.object(object).relationship(key);
        if field.is_none() && key.ends_with("__r") && self.schema.mode() == Mode::Inferred {
            // A child relationship of that name is the likelier meaning when it exists.
            if self.schema.object(object).child(key).is_some() {
                return None;
            }
            let text = self.text(file, name.span).to_owned();
            let spelling = if text.eq_ignore_ascii_case(key) { text } else { key.to_owned() };
            field = self.schema.infer_field(object, &spelling, crate::schema::FieldType::Reference);
        }
        let field = field?;
        let reference = self.schema.object(object).get(field).reference.clone()?;
        let parent = self.schema.related(&reference)?;
        Some((field, parent))
    }

    /// A child relationship by name: its place in the describe and the object of its rows.
    pub fn children_at(&mut self, file: crate::diag::FileId, object: ObjectId, name: Ident) -> Option<(u16, ObjectId)> {
        let key = name.sym.as_str();
        let named =
            |c: &crate::schema::ChildRelationship| c.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(key));
        let place = self.schema.object(object).children.iter().position(named);
        let place = match place {
            Some(place) => place,
            None if self.schema.mode() == Mode::Inferred && key.ends_with("__r") => {
                let text = self.text(file, name.span).to_owned();
                let spelling = if text.eq_ignore_ascii_case(key) { text } else { key.to_owned() };
                self.schema.infer_child(object, &spelling)?;
                self.schema.object(object).children.iter().position(named)?
            }
            None => return None,
        };
        let child = self.schema.object(object).children[place].child.clone();
        Some((place as u16, self.schema.find(&child)?))
    }
}

impl Body<'_> {
    /// `Account.Name`, `Account.SObjectType`, `Contact.Account.Name`: tokens.
    pub fn object_member(&mut self, object: ObjectId, name: Ident, span: Span) -> Option<Named> {
        if name.sym.as_str() == "sobjecttype" {
            return Some(Named::Value(self.object_token(object, span)));
        }
        if name.sym.as_str() == "fields" {
            return Some(Named::Tokens(object));
        }
        if self.cx.schema.object(object).relationship(name.sym.as_str()).is_none()
            && let Some(field) = self.cx.field_at(self.file, object, name)
        {
            return Some(Named::Value(self.field_token(object, field, span)));
        }
        let (_, parent) = self.cx.parent_at(self.file, object, name)?;
        Some(Named::Type(TypeId::record(parent)))
    }

    fn class_type(&self, class: Option<ClassId>) -> TypeId {
        class.map_or(TypeId::OBJECT, TypeId::class)
    }

    pub fn object_token(&self, object: ObjectId, span: Span) -> Expr {
        let ty = self.class_type(self.cx.library.builtin.sobject_type);
        Expr { kind: ExprKind::ObjectToken(object), ty, span }
    }

    pub fn field_token(&self, object: ObjectId, field: FieldId, span: Span) -> Expr {
        let ty = self.class_type(self.cx.library.builtin.sobject_field);
        Expr { kind: ExprKind::FieldToken(object, field), ty, span }
    }

    /// `Schema.SObjectType.Account`: the describe result.
    pub fn describe_object(&mut self, object: ObjectId, span: Span) -> Expr {
        let b = self.cx.library.builtin;
        let token = self.object_token(object, span);
        match self.native_row(b.sobject_type, "getDescribe", 0) {
            Some(row) => self.native(row, false, vec![token], self.class_type(b.sobject_describe), span),
            None => self.not_in_library("Schema.SObjectType.getDescribe()", span),
        }
    }

    /// The object that a describe expression made by the checker is about.
    pub fn described_object(&self, value: &Expr) -> Option<ObjectId> {
        if Some(value.ty) != self.cx.library.builtin.sobject_describe.map(TypeId::class) {
            return None;
        }
        match &value.kind {
            ExprKind::CallNative { args, .. } => match args.first()?.kind {
                ExprKind::ObjectToken(object) => Some(object),
                _ => None,
            },
            _ => None,
        }
    }

    /// `describe.fields`, `describe.fieldSets` as values.
    pub fn describe_property(&mut self, describe: Expr, name: &str, span: Span) -> Expr {
        match self.find_member(describe.ty, Symbol::intern(name)) {
            Some((variable, ty)) => self.read(&variable, ty, Some(describe), false, span),
            None => self.not_in_library(&format!("Schema.DescribeSObjectResult.{name}"), span),
        }
    }

    /// `Schema.SObjectType.Account.fields.Name`: the field's describe result.
    pub fn described_field(&mut self, object: ObjectId, describe: Expr, name: Ident, span: Span) -> Option<Named> {
        let _ = describe;
        let field = self.cx.field_at(self.file, object, name)?;
        let b = self.cx.library.builtin;
        let token = self.field_token(object, field, span);
        Some(Named::Value(match self.native_row(b.sobject_field, "getDescribe", 0) {
            Some(row) => self.native(row, false, vec![token], self.class_type(b.field_describe), span),
            None => self.not_in_library("Schema.SObjectField.getDescribe()", span),
        }))
    }

    /// `Schema.SObjectType.Account.fieldSets.Mine`: the row `CustomSetting.fieldSet` finds it. None when a strict schema knows
    /// no such field set.
    pub fn field_set(&mut self, describe: Expr, name: Ident, span: Span) -> Option<Expr> {
        let set_type = self.cx.named_class("schema.fieldset").map_or(TypeId::OBJECT, TypeId::class);
        let object = self.described_object(&describe);
        let row = self.native_row(self.cx.library.builtin.custom_setting, "fieldSet", 2);
        let (Some(object), Some(row)) = (object, row) else {
            return Some(self.not_in_library("Schema.DescribeSObjectResult.fieldSets", span));
        };
        let spelling = self.text(name.span).to_owned();
        let is_known = self.cx.schema.object(object).field_sets.iter().any(|s| s.name.eq_ignore_ascii_case(&spelling));
        if !is_known && self.cx.schema.mode() == Mode::Strict {
            return None;
        }
        let args = vec![self.object_token(object, span), self.string(&spelling, span)];
        Some(self.native(row, true, args, set_type, span))
    }

    /// `System.Label.greeting`
    pub fn label_text(&mut self, name: Ident, span: Span) -> Expr {
        let labels = std::sync::Arc::clone(&self.cx.labels);
        if let Some(label) = labels.get(&name.sym) {
            let in_language = self.native_row(self.cx.named_class("orgless.labels"), "own", 1);
            return match in_language.filter(|_| label.is_translated) {
                Some(row) => {
                    let name = self.string(self.text(name.span), span);
                    self.native(row, true, vec![name], TypeId::STRING, span)
                }
                None => self.string(&label.text, span),
            };
        }
        let spelling = self.text(name.span).to_owned();
        if self.cx.schema.mode() == Mode::Strict {
            let message = format!("External string does not exist: {spelling}");
            let help = Some("declare it in a `.labels-meta.xml` file of the project".into());
            self.error_with_help("unknown-label", message, name.span, help);
        }
        self.string(&spelling, span)
    }

    /// `Page.Detail`
    pub fn page_reference(&mut self, name: Ident, span: Span) -> Expr {
        let class = self.cx.library.builtin.page_reference.or_else(|| self.cx.named_class("system.pagereference"));
        let url = self.string(&format!("/apex/{}", name.sym), span);
        let Some(class) = class else { return self.not_in_library("PageReference(String)", span) };
        self.construct(class, TypeId::class(class), vec![url], span)
    }

    /// `Trigger.new` and its kin.
    pub fn trigger_variable(&mut self, name: Ident, span: Span) -> Option<Expr> {
        let row = self.trigger.map_or(TypeId::SOBJECT, TypeId::record);
        let list = TypeId::list(row);
        let map = TypeId::map(TypeId::ID, row);
        let (variable, ty) = match name.sym.as_str() {
            "new" => (TriggerVariable::New, list),
            "old" => (TriggerVariable::Old, list),
            "newmap" => (TriggerVariable::NewMap, map),
            "oldmap" => (TriggerVariable::OldMap, map),
            "isinsert" => (TriggerVariable::IsInsert, TypeId::BOOLEAN),
            "isupdate" => (TriggerVariable::IsUpdate, TypeId::BOOLEAN),
            "isdelete" => (TriggerVariable::IsDelete, TypeId::BOOLEAN),
            "isundelete" => (TriggerVariable::IsUndelete, TypeId::BOOLEAN),
            "isbefore" => (TriggerVariable::IsBefore, TypeId::BOOLEAN),
            "isafter" => (TriggerVariable::IsAfter, TypeId::BOOLEAN),
            "isexecuting" => (TriggerVariable::IsExecuting, TypeId::BOOLEAN),
            "size" => (TriggerVariable::Size, TypeId::INTEGER),
            "operationtype" => {
                let class = self.cx.named_class("system.triggeroperation");
                (TriggerVariable::OperationType, self.class_type(class))
            }
            _ => return None,
        };
        Some(Expr { kind: ExprKind::TriggerVariable(variable), ty, span })
    }

    /// `record.Id` of an sObject whose kind is not known.
    pub fn generic_id(&mut self, record: Expr, safe: bool, span: Span) -> Expr {
        let Some(get) = self.native_row(self.cx.library.builtin.sobject, "get", 1) else {
            return self.not_in_library("SObject.get(String)", span);
        };
        let key = self.string("Id", span);
        let mut value = self.native(get, false, vec![record, key], TypeId::OBJECT, span);
        if let ExprKind::CallNative { safe: call, .. } = &mut value.kind {
            *call = safe;
        }
        Expr { kind: ExprKind::Cast { value: Box::new(value), ty: TypeId::ID }, ty: TypeId::ID, span }
    }

    /// Something that the platform has and the library lacks.
    pub fn not_in_library(&mut self, what: &str, span: Span) -> Expr {
        let help = Some("this part of the platform's library is not there yet".into());
        self.error_with_help("not-supported", format!("Not supported: {what}"), span, help);
        self.bad(span)
    }
}
