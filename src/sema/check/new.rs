//! `new` in all its forms.

use super::Body;
use super::member_call::Tried;
use crate::diag::Span;
use crate::hir::expr::RecordTarget;
use crate::hir::{Access, ClassId, ClassKind, Expr, ExprKind, RecordInit, Type, TypeId};
use crate::schema::ObjectId;
use crate::sema::overload::NoChoice;
use crate::sema::symbols::{Target, error_type};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Ident, NewInit};

impl Body<'_> {
    pub fn new_expr(&mut self, new: &ast::NewExpr, span: Span) -> Expr {
        let ty = self.resolve(&new.ty);
        match &new.init {
            NewInit::Args(args) => {
                let args = self.exprs(args);
                self.new_with_args(ty, args, new.ty.span, span)
            }
            NewInit::Fields(fields) => self.new_record(ty, fields, span),
            NewInit::ArraySize(size) => {
                let size = self.expr_as(size, TypeId::INTEGER);
                Expr { kind: ExprKind::NewArray(Box::new(size)), ty: TypeId::list(ty), span }
            }
            NewInit::Array(items) => self.new_elements(TypeId::list(ty), items, span),
            NewInit::Elements(items) => self.new_elements(ty, items, span),
            NewInit::Entries(entries) => self.new_entries(ty, entries, span),
        }
    }

    fn new_with_args(&mut self, ty: TypeId, args: Vec<Expr>, name: Span, span: Span) -> Expr {
        if ty == error_type() {
            return self.bad(span);
        }
        match ty.get() {
            Type::List(_) | Type::Set(_) | Type::Map(..) => self.new_collection(ty, args, span),
            Type::Record(object) => {
                if self.cx.schema.name(object) == "AggregateResult" {
                    self.error("not-constructible", "SObject is not constructable: AggregateResult", name);
                    return self.bad(span);
                }
                if !args.is_empty() {
                    let message = format!("Type requires name=value pair construction: {}", self.cx.type_name(ty));
                    self.error("record-arguments", message, span);
                }
                Expr { kind: ExprKind::NewRecord { object, fields: Vec::new() }, ty, span }
            }
            Type::Class(class) | Type::Generic(class, _) => self.construct_at(class, ty, args, name, span),
            _ => {
                let message = format!("Type cannot be constructed: {}", self.cx.type_name(ty));
                self.error("not-constructible", message, name);
                self.bad(span)
            }
        }
    }

    /// `new C(args)`
    pub fn construct(&mut self, class: ClassId, ty: TypeId, args: Vec<Expr>, span: Span) -> Expr {
        self.construct_at(class, ty, args, span, span)
    }

    fn construct_at(&mut self, class: ClassId, ty: TypeId, args: Vec<Expr>, name: Span, span: Span) -> Expr {
        let info = self.cx.program.class(class);
        let root = self.cx.library.builtin.exception == Some(class);
        if info.kind != ClassKind::Class || info.is_abstract || root {
            let type_name = self.cx.type_name(ty);
            let message = match info.is_abstract {
                true => format!("Abstract classes cannot be constructed: {type_name}"),
                false => format!("Type cannot be constructed: {type_name}"),
            };
            self.error("not-constructible", message, name);
            return self.bad(span);
        }
        let is_native = (class.0 as usize) < self.cx.library.len();
        let is_exception = info.is_exception;
        let mut made_by_library = false;
        let (_, type_args) = self.cx.class_of(ty).unwrap_or((class, Default::default()));
        let mut candidates = self.cx.constructor_candidates(class, &type_args);
        if self.cx.is_library(class) && !self.cx.compiles_library() {
            // What the library makes for itself.
            let all = candidates.len();
            candidates.retain(|c| c.callable.access == Access::Global);
            if is_native && &*info.name == "Request" {
                let message = format!("Abstract classes cannot be constructed: {}", self.cx.type_name(ty));
                self.error("not-constructible", message, name);
                return self.bad(span);
            }
            let never = matches!(info.namespace, "Database" | "Schema" | "Messaging") || &*info.name == "Savepoint";
            if candidates.is_empty() && (all > 0 || is_native) && never {
                let message = format!("Type cannot be constructed: {}", self.cx.type_name(ty));
                self.error("not-constructible", message, name);
                return self.bad(span);
            }
            made_by_library = candidates.is_empty() && all > 0;
        }
        self.cx.note_use(class);
        match self.choose(&candidates, &args) {
            Ok(i) => {
                let chosen = candidates[i].clone();
                self.check_visible(&chosen, Ident { sym: Symbol::intern("new"), span: name });
                let args = self.coerce_args(&chosen, args);
                let kind = match chosen.callable.target {
                    Target::Apex(method) => ExprKind::New { class, constructor: Some(method), args },
                    Target::Native(native) => ExprKind::NewNative { native, args },
                };
                return Expr { kind, ty, span };
            }
            Err(NoChoice::Ambiguous) => return self.ambiguous_constructor(&args, span),
            Err(NoChoice::NoneFits) => {}
        }
        if is_exception && self.exception_arguments(class, &args) {
            if let [only] = args.as_slice()
                && only.ty == TypeId::NULL
            {
                return self.ambiguous_constructor(&args, span);
            }
            return Expr { kind: ExprKind::New { class, constructor: None, args }, ty, span };
        }
        if args.is_empty() && candidates.is_empty() && !is_native && !made_by_library {
            return Expr { kind: ExprKind::New { class, constructor: None, args }, ty, span };
        }
        if !args.iter().any(|a| a.ty == error_type()) {
            let types = self.cx.type_names_of(args.iter().map(|a| a.ty));
            let message = format!("Constructor not defined: [{}].<Constructor>({types})", self.cx.type_name(ty));
            let forms: Vec<String> = candidates
                .iter()
                .take(4)
                .map(|c| {
                    format!("`new {}({})`", self.cx.type_name(ty), self.cx.type_names_of(c.params.iter().copied()))
                })
                .collect();
            let help = match (forms.is_empty(), made_by_library) {
                (false, _) => Some(format!("there is {}", forms.join(", "))),
                (true, true) => Some("the platform makes these itself".to_owned()),
                (true, false) => None,
            };
            self.error_with_help("unknown-constructor", message, span, help);
        }
        self.bad(span)
    }

    fn ambiguous_constructor(&mut self, args: &[Expr], span: Span) -> Expr {
        let types = self.cx.type_names_of(args.iter().map(|a| a.ty));
        let help = Some("cast the `null` to the type that is meant".into());
        self.error_with_help(
            "ambiguous-method",
            format!("Ambiguous method signature: void <init>({types})"),
            span,
            help,
        );
        self.bad(span)
    }

    /// The constructors that every exception has: `()`, `(String)`, `(Exception)`, `(String, Exception)`.
    pub fn exception_arguments(&self, class: ClassId, args: &[Expr]) -> bool {
        let no_message = &*self.cx.program.class(class).name == "NullPointerException" && self.cx.is_library(class);
        let root = self.cx.library.builtin.exception.map_or(TypeId::OBJECT, TypeId::class);
        let is_text = |e: &Expr| self.fits(e, TypeId::STRING).is_some();
        let is_cause = |e: &Expr| self.fits(e, root).is_some();
        match args {
            [] => true,
            _ if no_message => false,
            [one] => is_text(one) || is_cause(one),
            [text, cause] => is_text(text) && is_cause(cause),
            _ => false,
        }
    }

    /// `new Account(Name = 'x', Owner = u)`
    fn new_record(&mut self, ty: TypeId, fields: &[ast::FieldInit], span: Span) -> Expr {
        let Type::Record(object) = ty.get() else {
            if let Some(component) = self.new_component(ty, fields, span) {
                return component;
            }
            for field in fields {
                self.expr(&field.value);
            }
            if ty != error_type() {
                let message = format!(
                    "Invalid constructor syntax, name=value pairs can only be used for SObjects: {}",
                    self.cx.type_name(ty)
                );
                self.error("not-a-record", message, span);
            }
            return self.bad(span);
        };
        let mut inits: Vec<RecordInit> = Vec::with_capacity(fields.len());
        for field in fields {
            let duplicate =
                fields.iter().take_while(|f| f.name.span != field.name.span).any(|f| f.name.sym == field.name.sym);
            if duplicate {
                let name = self.text(field.name.span).to_owned();
                self.error("duplicate-field", format!("Duplicate field initialization: {name}"), field.name.span);
            }
            if let Some(init) = self.record_init(object, field) {
                inits.push(init);
            }
        }
        Expr { kind: ExprKind::NewRecord { object, fields: inits }, ty, span }
    }

    /// `new Component.Apex.OutputText(value = 'x')`: components of pages take their attributes as records take fields.
    fn new_component(&mut self, ty: TypeId, attributes: &[ast::FieldInit], span: Span) -> Option<Expr> {
        let Type::Class(class) = ty.get() else { return None };
        let base = self.cx.named_class("apexpages.component")?;
        if !self.cx.program.class(class).ancestor_classes.contains(&base) {
            return None;
        }
        let mut made = self.construct(class, ty, Vec::new(), span);
        for attribute in attributes {
            let name = self.string(self.text(attribute.name.span), attribute.name.span);
            let value = self.expr_as(&attribute.value, TypeId::OBJECT);
            let setter = Ident { sym: Symbol::intern("attribute"), span: attribute.name.span };
            let Tried::Done(set) = self.call_on_value(made, setter, false, vec![name, value], span) else {
                return Some(self.bad(span));
            };
            made = Expr { kind: ExprKind::Cast { value: Box::new(set), ty }, ty, span };
        }
        Some(made)
    }

    fn record_init(&mut self, object: ObjectId, init: &ast::FieldInit) -> Option<RecordInit> {
        let value = self.expr(&init.value);
        if let Some(field) = self.cx.field_at(self.file, object, init.name) {
            self.check_writeable(object, field, init.name);
            self.cx.hint(object, field, value.ty);
            let ty = self.cx.field_type(object, field);
            let value = match self.cx.is_guess(object, field) {
                true => value,
                false => self.assign_field(value, ty),
            };
            return Some(RecordInit { target: RecordTarget::Field(field), value });
        }
        if let Some((field, parent)) = self.cx.parent_at(self.file, object, init.name) {
            let ty = TypeId::record(parent);
            let value = match value.ty.is_sobject() {
                // A polymorphic lookup takes any record.
                true if self.cx.schema.name(parent) == "Name" => value,
                _ => self.assign_to(value, ty, "Illegal assignment from"),
            };
            return Some(RecordInit { target: RecordTarget::Parent(field), value });
        }
        let name = self.text(init.name.span).to_owned();
        let names: Vec<String> = self.cx.schema.object(object).fields().iter().map(|f| f.name.to_string()).collect();
        let near = self.cx.closest(&name, names.iter().map(|n| n.as_str()));
        let help = near.map(|n| format!("did you mean `{n}`?"));
        let message = format!("Field does not exist: {name} on {}", self.cx.schema.name(object));
        self.error_with_help("unknown-field", message, init.name.span, help);
        None
    }

    /// A value for a field: as an assignment, and Decimals may go into Integer fields of the platform's own.
    pub fn assign_field(&mut self, value: Expr, ty: TypeId) -> Expr {
        self.assign_to(value, ty, "Illegal assignment from")
    }
}
