//! What a name means: a variable, a class, a namespace, or one of the few names with a meaning of their own.

use std::sync::Arc;

use super::Body;
use crate::diag::Span;
use crate::hir::{ClassId, Expr, ExprKind, Literal, TypeId};
use crate::schema::ObjectId;
use crate::sema::symbols::{Storage, Variable, error_type, substitute};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Ident};

/// The meaning of a name or of the part of a dotted name read so far.
pub(crate) enum Named {
    Value(Expr),
    Type(TypeId),
    /// `System`, `Schema`, `Database`, ... in front of a class
    Namespace(Symbol),
    /// `Schema.SObjectType.Account.fields`, with the describe result it belongs to
    Fields(ObjectId, Expr),
    /// `Account.SObjectType.fields`: tokens of the fields
    Tokens(ObjectId),
    /// `Schema.SObjectType.Account.fieldSets`
    FieldSets(Expr),
    /// `Label`, `System.Label`
    Labels,
    /// `Page`
    Pages,
    /// `Trigger`
    Trigger,
    /// Reported already.
    Bad,
}

impl Body<'_> {
    /// The meaning of a name or a dotted name.
    pub fn named(&mut self, e: &ast::Expr) -> Named {
        match &e.kind {
            ast::ExprKind::Name(ident) => match self.name(*ident) {
                Some(named) => named,
                None => self.unknown_name(*ident),
            },
            ast::ExprKind::Field { target, name, safe } => self.named_field(target, *name, *safe, e.span),
            _ => Named::Value(self.expr(e)),
        }
    }

    /// A name by itself, in the order of look-up: variable, class, namespace.
    pub fn name(&mut self, ident: Ident) -> Option<Named> {
        if let Some(value) = self.variable(ident) {
            return Some(Named::Value(value));
        }
        self.type_name(ident)
    }

    /// A name as a class or namespace.
    pub fn type_name(&mut self, ident: Ident) -> Option<Named> {
        let scope = self.scope();
        match ident.sym.as_str() {
            "trigger" => return Some(Named::Trigger),
            "label" if self.cx.class_in_scope(self.class, ident.sym).is_none() => return Some(Named::Labels),
            "page" if self.cx.class_in_scope(self.class, ident.sym).is_none() => return Some(Named::Pages),
            _ => {}
        }
        if let Some(ty) = self.cx.simple_type(scope, ident, &[]) {
            return Some(Named::Type(ty));
        }
        let is_space = self.cx.namespaces.contains(&ident.sym) || self.cx.schema.is_namespace(ident.sym.as_str());
        is_space.then_some(Named::Namespace(ident.sym))
    }

    /// A name as a local, a field of the class, or a static of a class around it.
    pub fn variable(&mut self, ident: Ident) -> Option<Expr> {
        if let Some(local) = self.local(ident.sym) {
            return Some(Expr { kind: ExprKind::Local(local.slot), ty: local.ty, span: ident.span });
        }
        let (variable, own) = self.class_variable(ident.sym)?;
        let receiver = (!variable.is_static && own).then(|| self.this(ident.span));
        if receiver.is_some() && self.in_constructor_call {
            let message = format!("Cannot reference instance variables in a constructor invocation: {}", variable.name);
            let help = Some("the instance does not exist before `this(..)` or `super(..)` has run".into());
            self.error_with_help("constructor-call", message, ident.span, help);
        }
        Some(self.read(&variable, variable.ty, receiver, false, ident.span))
    }

    /// A field by its bare name; the flag says that it belongs to `this`' class.
    pub fn class_variable(&self, name: Symbol) -> Option<(Arc<Variable>, bool)> {
        let mut around = self.class;
        let mut own = true;
        while let Some(id) = around {
            if let Some(found) = self.find_variable(id, name)
                && (found.is_static || (own && !self.is_static))
            {
                return Some((found, own));
            }
            own = false;
            let class = self.cx.program.class(id);
            around = class.outer.or(self.cx.table(id).previous);
        }
        // Last, the statics of the classes that inherited ones lie in.
        let inherited = self.cx.around_inherited(self.class?);
        let statics = inherited.into_iter().filter_map(|id| self.find_variable(id, name)).find(|found| found.is_static);
        statics.map(|found| (found, false))
    }

    /// A variable of a class or of those above it.
    pub fn find_variable(&self, class: ClassId, name: Symbol) -> Option<Arc<Variable>> {
        let mut at = Some(class);
        while let Some(id) = at {
            if let Some(found) = self.cx.table(id).variables.get(&name) {
                return Some(Arc::clone(found));
            }
            at = self.cx.superclass_of(id);
        }
        // Constants of interfaces do not exist in Apex; native interfaces have no variables.
        None
    }

    /// A variable of a receiver's type, its own type parameters replaced.
    pub fn find_member(&self, ty: TypeId, name: Symbol) -> Option<(Arc<Variable>, TypeId)> {
        let (class, args) = self.cx.class_of(ty)?;
        let found = self.find_variable(class, name)?;
        let ty = substitute(found.ty, &args);
        Some((found, ty))
    }

    /// Reads a variable: a slot, a getter, a native row.
    pub fn read(&mut self, v: &Variable, ty: TypeId, receiver: Option<Expr>, safe: bool, span: Span) -> Expr {
        self.cx.note_use(v.owner);
        let readable = v.readable || self.in_own_accessor(v);
        if !readable || !self.visible(v.access, v.owner, v.test_visible) {
            self.invisible(v, span);
        }
        // A variable may have the name of the class whose static is meant.
        let receiver = receiver.filter(|_| !v.is_static);
        let kind = match &v.storage {
            Storage::Constant(ordinal) => ExprKind::EnumConstant { class: v.owner, ordinal: *ordinal },
            Storage::Slot(slot) => slot_kind(v, *slot, receiver, safe),
            Storage::Accessors { backing, .. } if self.in_own_accessor(v) => slot_kind(v, *backing, receiver, safe),
            Storage::Accessors { getter: None, backing, .. } => slot_kind(v, *backing, receiver, safe),
            Storage::Accessors { getter: Some(getter), .. } => match receiver {
                None => ExprKind::Call { method: getter.method, args: Vec::new() },
                Some(receiver) => {
                    let receiver = Box::new(receiver);
                    let (method, args) = (getter.method, Vec::new());
                    match getter.selector {
                        Some(selector) => ExprKind::CallVirtual { selector, method, receiver, args, safe },
                        None => ExprKind::CallDirect { method, receiver, args, safe },
                    }
                }
            },
            Storage::Native(native) => ExprKind::CallNative {
                native: *native,
                is_static: v.is_static,
                args: receiver.into_iter().collect(),
                safe,
            },
        };
        Expr { kind, ty, span }
    }

    /// `Variable is not visible: Outer.Inner.name`: private, or a property without the accessor that is needed.
    pub fn invisible(&mut self, v: &Variable, span: Span) {
        let owner = self.cx.type_name(TypeId::class(v.owner));
        self.error("not-visible", format!("Variable is not visible: {owner}.{}", v.name), span);
    }

    /// Inside the accessors of a property its name means the backing field.
    pub fn in_own_accessor(&self, v: &Variable) -> bool {
        self.class == Some(v.owner) && self.property.is_some_and(|p| p == Symbol::intern(&v.name))
    }

    /// A meaning as a value.
    pub fn value_of(&mut self, named: Named, span: Span) -> Expr {
        match named {
            Named::Value(value) => value,
            Named::Bad => self.bad(span),
            Named::Fields(_, describe) => self.describe_property(describe, "fields", span),
            Named::FieldSets(describe) => self.describe_property(describe, "fieldSets", span),
            Named::Type(ty) if ty == error_type() => self.bad(span),
            Named::Type(_) | Named::Tokens(_) | Named::Namespace(_) | Named::Labels | Named::Pages | Named::Trigger => {
                let name = self.text(span).to_owned();
                let help = Some(format!("`{name}` is a type here; a value is expected"));
                self.error_with_help("unknown-variable", format!("Variable does not exist: {name}"), span, help);
                self.bad(span)
            }
        }
    }

    fn unknown_name(&mut self, ident: Ident) -> Named {
        let name = self.text(ident.span).to_owned();
        let mut names: Vec<Arc<str>> = self.locals.iter().map(|l| Arc::clone(&l.spelling)).collect();
        let mut at = self.class;
        while let Some(id) = at {
            names.extend(self.cx.table(id).variables.values().map(|v| Arc::clone(&v.name)));
            at = self.cx.superclass_of(id).or(self.cx.program.class(id).outer);
        }
        let of_instance = self.is_static
            && self.class.and_then(|id| self.find_variable(id, ident.sym)).is_some_and(|variable| !variable.is_static);
        let help = match of_instance {
            true => Some(format!("`{name}` is a field of each instance, and static code has no `this`")),
            false => {
                let near = self.cx.closest(&name, names.iter().map(|n| &**n));
                near.map(|n| format!("did you mean `{n}`?"))
            }
        };
        self.error_with_help("unknown-variable", format!("Variable does not exist: {name}"), ident.span, help);
        Named::Bad
    }

    /// A text literal, as labels become.
    pub fn string(&self, text: &str, span: Span) -> Expr {
        self.literal(Literal::String(text.into()), TypeId::STRING, span)
    }
}

fn slot_kind(v: &Variable, slot: u16, receiver: Option<Expr>, safe: bool) -> ExprKind {
    match receiver {
        Some(receiver) if !v.is_static => ExprKind::Field { receiver: Box::new(receiver), slot, safe },
        Some(_) | None => ExprKind::Static { class: v.owner, slot },
    }
}
