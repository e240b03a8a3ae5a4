//! `a.b` in all its meanings.

use super::{Body, Named};
use crate::diag::Span;
use crate::hir::{ClassId, Expr, ExprKind, Type, TypeId};
use crate::schema::ObjectId;
use crate::sema::symbols::{Storage, Variable, error_type};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Ident};

impl Body<'_> {
    /// `target.name`: tries the target as a variable, then as a class, then as a namespace.
    pub fn named_field(&mut self, target: &ast::Expr, name: Ident, safe: bool, span: Span) -> Named {
        if let ast::ExprKind::Super = target.kind {
            return self.super_field(name, span);
        }
        let before = self.cx.diagnostics.len();
        let named = self.named(target);
        if matches!(named, Named::Bad) {
            return Named::Bad;
        }
        let safe = safe || matches!(&named, Named::Value(v) if is_safe(&v.kind));
        let described = self.describe_for_message(&named);
        let is_value = matches!(named, Named::Value(_));
        if let Some(found) = self.member(named, name, safe, span) {
            return found;
        }
        if let ast::ExprKind::Name(ident) = target.kind
            && let Some(found) = self.member_of_homonym(ident, name, span)
        {
            self.cx.diagnostics.truncate(before);
            return found;
        }
        self.unknown_member(described, is_value, name)
    }

    /// `super.name`: the superclass's field or property, its accessors without dispatch.
    fn super_field(&mut self, name: Ident, span: Span) -> Named {
        let Some(variable) = self.super_variable(name, span) else { return Named::Bad };
        let direct = without_dispatch(&variable);
        let this = self.this(span);
        let ty = direct.ty;
        let mut value = self.read(&direct, ty, Some(this), false, span);
        if let ExprKind::CallDirect { method, receiver, .. } = value.kind {
            value.kind = ExprKind::Call { method, args: vec![*receiver] };
        }
        Named::Value(value)
    }

    /// The variable that `super.name` means; reports when there is none.
    pub fn super_variable(&mut self, name: Ident, span: Span) -> Option<std::sync::Arc<Variable>> {
        if self.is_static || self.class.is_none() {
            self.error("super", "Super cannot be referenced in a static context", span);
            return None;
        }
        let above = self.class.and_then(|id| self.cx.superclass_of(id));
        let found = above.and_then(|up| self.find_variable(up, name.sym));
        if found.is_none() {
            let text = self.text(name.span).to_owned();
            self.error("unknown-variable", format!("Variable does not exist: {text}"), name.span);
        }
        found
    }

    /// The target read as a class although a variable hides it, or as a namespace although a class does.
    fn member_of_homonym(&mut self, ident: Ident, name: Ident, span: Span) -> Option<Named> {
        if let Some(ty @ Named::Type(_)) = self.type_name(ident)
            && let Some(found) = self.member(ty, name, false, span)
        {
            return Some(found);
        }
        if self.cx.namespaces.contains(&ident.sym) {
            return self.member(Named::Namespace(ident.sym), name, false, span);
        }
        None
    }

    /// A member of what was named so far; nothing is reported when there is none.
    pub fn member(&mut self, target: Named, name: Ident, safe: bool, span: Span) -> Option<Named> {
        match target {
            Named::Value(value) => self.value_member(value, name, safe, span),
            Named::Type(ty) => self.type_member(ty, name, span),
            Named::Namespace(space) => self.namespace_member(space, name),
            Named::Fields(object, describe) => self.described_field(object, describe, name, span),
            Named::Tokens(object) => {
                let field = self.cx.field_at(self.file, object, name)?;
                Some(Named::Value(self.field_token(object, field, span)))
            }
            Named::FieldSets(describe) => self.field_set(describe, name, span).map(Named::Value),
            // `Label.ns.greeting`; `c` is the namespace of whoever has none.
            Named::Labels if name.sym.as_str() == "c" || self.cx.schema.is_namespace(name.sym.as_str()) => {
                Some(Named::Labels)
            }
            // The platform's own labels for sites, which every org has.
            Named::Labels if name.sym.as_str() == "site" && self.cx.labels.get(&name.sym).is_none() => {
                Some(Named::Namespace(Symbol::intern("label.site")))
            }
            Named::Labels => Some(Named::Value(self.label_text(name, span))),
            Named::Pages => Some(Named::Value(self.page_reference(name, span))),
            Named::Trigger => self.trigger_variable(name, span).map(Named::Value),
            Named::Bad => Some(Named::Bad),
        }
    }

    fn value_member(&mut self, value: Expr, name: Ident, safe: bool, span: Span) -> Option<Named> {
        if value.ty == error_type() {
            return Some(Named::Bad);
        }
        match value.ty.get() {
            Type::Record(object) => {
                return self.record_member(value, object, name, safe, span).map(Named::Value);
            }
            Type::SObject if name.sym.as_str() == "id" => {
                return Some(Named::Value(self.generic_id(value, safe, span)));
            }
            // `[SELECT Name FROM Account LIMIT 1].Name`
            Type::List(row) if self.is_query(&value) && row.is_sobject() => {
                let record = match safe {
                    true => self.record_or_null(value, row),
                    false => self.single_record(value, row),
                };
                return self.value_member(record, name, safe, span);
            }
            _ => {}
        }
        if let ExprKind::ObjectToken(object) = value.kind
            && name.sym.as_str() == "fields"
        {
            return Some(Named::Tokens(object));
        }
        // `Schema.Log__Share.RowCause.Reason__c`: the name of a sharing reason.
        if let ExprKind::FieldToken(object, field) = value.kind
            && self.cx.schema.object(object).get(field).name == "RowCause"
        {
            let reason = self.text(name.span).to_owned();
            return Some(Named::Value(self.string(&reason, span)));
        }
        if let Some(object) = self.described_object(&value) {
            match name.sym.as_str() {
                "fields" => return Some(Named::Fields(object, value)),
                "fieldsets" => return Some(Named::FieldSets(value)),
                _ => {}
            }
        }
        let (variable, ty) = self.find_member(value.ty, name.sym)?;
        if variable.is_static {
            return None;
        }
        Some(Named::Value(self.read(&variable, ty, Some(value), safe, span)))
    }

    /// A field, a parent or the children of a record.
    fn record_member(&mut self, record: Expr, object: ObjectId, name: Ident, safe: bool, span: Span) -> Option<Expr> {
        let record_box = |r| Box::new(r);
        let key = name.sym.as_str();
        if self.cx.schema.object(object).relationship(key).is_none()
            && let Some(field) = self.cx.field_at(self.file, object, name)
        {
            let ty = self.cx.field_type(object, field);
            let kind = ExprKind::RecordField { record: record_box(record), object, field, safe };
            return Some(Expr { kind, ty, span });
        }
        if let Some((field, parent)) = self.cx.parent_at(self.file, object, name) {
            let kind = ExprKind::Parent { record: record_box(record), object, field, safe };
            return Some(Expr { kind, ty: TypeId::record(parent), span });
        }
        let (child, rows) = self.cx.children_at(self.file, object, name)?;
        let kind = ExprKind::Children { record: record_box(record), object, child, safe };
        Some(Expr { kind, ty: TypeId::list(TypeId::record(rows)), span })
    }

    fn type_member(&mut self, ty: TypeId, name: Ident, span: Span) -> Option<Named> {
        if ty == error_type() {
            return Some(Named::Bad);
        }
        if let Type::Record(object) = ty.get() {
            return self.object_member(object, name, span);
        }
        let (class, _) = self.cx.class_of(ty)?;
        if let Some(variable) = self.find_variable(class, name.sym)
            && variable.is_static
        {
            return Some(Named::Value(self.read(&variable, variable.ty, None, false, span)));
        }
        if let Some(inner) = self.cx.inner_of(class, name.sym) {
            self.cx.note_use(inner);
            return Some(Named::Type(TypeId::class(inner)));
        }
        // `Schema.SObjectType.Account`, also without `Schema.`
        if self.cx.library.builtin.sobject_type == Some(class)
            && let Some(object) = self.cx.find_object_at(self.file, name)
        {
            return Some(Named::Value(self.describe_object(object, span)));
        }
        None
    }

    fn namespace_member(&mut self, space: Symbol, name: Ident) -> Option<Named> {
        if name.sym.as_str() == "label" && space.as_str() == "system" {
            return Some(Named::Labels);
        }
        if space.as_str() == "label.site" {
            let label = format!("Label.site.{}", self.text(name.span));
            return Some(Named::Value(self.missing_value(&label, TypeId::STRING, name.span)));
        }
        if name.sym.as_str() == "page" && space.as_str() == "system" {
            return Some(Named::Pages);
        }
        if name.sym.as_str() == "trigger" && space.as_str() == "system" {
            return Some(Named::Trigger);
        }
        let qualified = Symbol::intern(&format!("{space}.{}", name.sym));
        if let Some(&id) = self.cx.program.by_name.get(&qualified) {
            // Built-in types are known by their own ids, not by their native classes'.
            let builtin = crate::sema::resolve::builtin(name.sym, &[]);
            return Some(Named::Type(builtin.unwrap_or_else(|| TypeId::class(id))));
        }
        if matches!(space.as_str(), "system" | "schema")
            && let Some(builtin) = crate::sema::resolve::builtin(name.sym, &[])
        {
            return Some(Named::Type(builtin));
        }
        if self.cx.schema.is_namespace(space.as_str()) {
            let scope = crate::sema::resolve::Scope { class: None, file: self.file };
            return self.cx.simple_type(scope, name, &[]).map(Named::Type);
        }
        // `System.Network`: a library class that shares its name with an object.
        if space.as_str() == "system"
            && let Some(class) = self.cx.named_class(&format!("statics.{}", name.sym))
        {
            return Some(Named::Type(TypeId::class(class)));
        }
        if space.as_str() == "schema" {
            let object = self.cx.find_object_at(self.file, name)?;
            return Some(Named::Type(TypeId::record(object)));
        }
        None
    }

    fn describe_for_message(&self, named: &Named) -> Option<TypeId> {
        match named {
            Named::Value(v) => Some(v.ty),
            Named::Type(ty) => Some(*ty),
            _ => None,
        }
    }

    fn unknown_member(&mut self, ty: Option<TypeId>, is_value: bool, name: Ident) -> Named {
        if ty.is_some_and(|ty| self.cx.is_unparsed(ty)) {
            return Named::Bad;
        }
        let text = self.text(name.span).to_owned();
        if let Some((variable, _)) = ty.and_then(|ty| self.find_member(ty, name.sym)) {
            let owner = self.cx.type_name(TypeId::class(variable.owner));
            let (word, other, help) = match is_value {
                true => ("Static", "non static", format!("write `{owner}.{}`", variable.name)),
                false => ("Non static", "static", format!("`{}` belongs to each `{owner}`; name one", variable.name)),
            };
            let message =
                format!("{word} field cannot be referenced from a {other} context: {text} from the type {owner}");
            self.error_with_help("static-context", message, name.span, Some(help));
            return Named::Bad;
        }
        let names = ty.map(|t| self.member_names(t)).unwrap_or_default();
        let near = self.cx.closest(&text, names.iter().map(|n| n.as_str()));
        let help = near.map(|n| format!("did you mean `{n}`?"));
        self.error_with_help("unknown-variable", format!("Variable does not exist: {text}"), name.span, help);
        Named::Bad
    }

    fn member_names(&self, ty: TypeId) -> Vec<String> {
        if let Type::Record(object) = ty.get() {
            return self.cx.schema.object(object).fields().iter().map(|f| f.name.to_string()).collect();
        }
        let mut names = Vec::new();
        let mut at: Option<ClassId> = self.cx.class_of(ty).map(|(c, _)| c);
        while let Some(id) = at {
            names.extend(self.cx.table(id).variables.values().map(|v| v.name.to_string()));
            at = self.cx.superclass_of(id);
        }
        names
    }
}

/// A property whose accessors are called as they stand.
pub(crate) fn without_dispatch(variable: &Variable) -> Variable {
    let mut direct = variable.clone();
    if let Storage::Accessors { getter, setter, .. } = &mut direct.storage {
        for accessor in [getter, setter].into_iter().flatten() {
            accessor.selector = None;
        }
    }
    direct
}

/// Whether a chain has skipped a null before: `a?.b.c` is null as a whole when `a` is.
pub(crate) fn is_safe(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Field { safe, .. }
        | ExprKind::RecordField { safe, .. }
        | ExprKind::Parent { safe, .. }
        | ExprKind::Children { safe, .. }
        | ExprKind::CallDirect { safe, .. }
        | ExprKind::CallVirtual { safe, .. }
        | ExprKind::CallNative { safe, .. }
        | ExprKind::CallObject { safe, .. } => *safe,
        _ => false,
    }
}
