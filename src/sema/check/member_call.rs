//! `a.f(x)`: the receiver is a value, a class or a namespace.

use super::{Body, Named};
use crate::diag::Span;
use crate::hir::expr::ObjectMethod;
use crate::hir::{ClassKind, Expr, ExprKind, Type, TypeId};
use crate::sema::overload::{Candidate, NoChoice};
use crate::sema::symbols::{Callable, error_type};
use crate::syntax::ast::{self, Ident};

/// What looking for a method came to.
pub(crate) enum Tried {
    Done(Expr),
    /// The arguments come back; the reason serves the message.
    Failed {
        args: Vec<Expr>,
        owner: Option<TypeId>,
        why: Option<NoChoice>,
    },
}

impl Body<'_> {
    pub fn method_call(&mut self, target: &ast::Expr, name: Ident, safe: bool, args: &[ast::Expr], span: Span) -> Expr {
        let named = self.named(target);
        if matches!(named, Named::Bad) {
            self.exprs(args);
            return self.bad(span);
        }
        let args = self.exprs(args);
        let (args, owner, why) = match self.call_on(named, name, safe, args, span) {
            Tried::Done(call) => return call,
            Tried::Failed { args, owner, why } => (args, owner, why),
        };
        // The variable hides a class of the same name, or the class a namespace.
        let mut args = args;
        if let ast::ExprKind::Name(ident) = target.kind
            && let Some(Named::Type(ty)) = self.type_name(ident)
        {
            match self.static_of_homonym(ty, name, args, span) {
                Tried::Done(call) => return call,
                Tried::Failed { args: back, .. } => args = back,
            }
        }
        if let Some(found) = owner.and_then(|ty| self.static_candidate(ty, name, &args)) {
            let message =
                format!("Static method cannot be referenced from a non static context: {}", self.signature(&found));
            let class = self.cx.type_name(TypeId::class(found.callable.owner));
            let help = Some(format!("write `{class}.{}(..)`", found.callable.name));
            self.error_with_help("static-context", message, name.span, help);
            return self.bad(span);
        }
        self.no_method(name, &args, owner, why, false, span)
    }

    /// A static method of a class that a variable hides.
    fn static_of_homonym(&mut self, ty: TypeId, name: Ident, args: Vec<Expr>, span: Span) -> Tried {
        let before = (self.cx.diagnostics.len(), self.cx.broken.clone());
        let spare = args.clone();
        let tried = self.call_on_type(ty, name, args, span);
        if matches!(tried, Tried::Done(_)) && self.cx.diagnostics.len() > before.0 {
            // An instance method of the class, say: the variable was meant after all.
            self.cx.diagnostics.truncate(before.0);
            self.cx.broken = before.1;
            return Tried::Failed { args: spare, owner: None, why: None };
        }
        tried
    }

    /// A static method that would take the arguments.
    fn static_candidate(&self, ty: TypeId, name: Ident, args: &[Expr]) -> Option<Candidate> {
        let (class, type_args) = self.cx.class_of(ty)?;
        let all = self.cx.candidates(class, &type_args, name.sym);
        let statics: Vec<Candidate> = all.into_iter().filter(|c| c.callable.is_static).collect();
        let chosen = self.choose(&statics, args).ok()?;
        statics.into_iter().nth(chosen)
    }

    fn call_on(&mut self, named: Named, name: Ident, safe: bool, args: Vec<Expr>, span: Span) -> Tried {
        match named {
            Named::Value(value) => self.call_on_value(value, name, safe, args, span),
            Named::Type(ty) => self.call_on_type(ty, name, args, span),
            Named::Fields(_, describe) => {
                let value = self.describe_property(describe, "fields", span);
                self.call_on_value(value, name, safe, args, span)
            }
            Named::FieldSets(describe) => {
                let value = self.describe_property(describe, "fieldSets", span);
                self.call_on_value(value, name, safe, args, span)
            }
            Named::Labels => match self.cx.named_class("statics.label") {
                Some(class) => self.call_on_type(TypeId::class(class), name, args, span),
                None => Tried::Failed { args, owner: None, why: None },
            },
            Named::Tokens(object) => {
                let describe = self.describe_object(object, span);
                let value = self.describe_property(describe, "fields", span);
                self.call_on_value(value, name, safe, args, span)
            }
            Named::Namespace(_) | Named::Pages | Named::Trigger | Named::Bad => {
                Tried::Failed { args, owner: None, why: None }
            }
        }
    }

    pub fn call_on_value(&mut self, value: Expr, name: Ident, safe: bool, args: Vec<Expr>, span: Span) -> Tried {
        let ty = value.ty;
        if ty == error_type() {
            return Tried::Done(self.bad(span));
        }
        if safe && name.sym.as_str() == "adderror" && matches!(value.kind, ExprKind::RecordField { .. }) {
            let message = "Safe navigation operator is not allowed between SObject field and addError";
            self.error("add-error", message, name.span);
            return Tried::Done(self.bad(span));
        }
        let safe = safe || super::field::is_safe(&value.kind);
        if let Some(call) = self.special_call(&value, name, &args, safe, span) {
            return Tried::Done(call);
        }
        let Some((class, type_args)) = self.cx.class_of(ty) else {
            return Tried::Failed { args, owner: Some(ty), why: None };
        };
        let candidates = self.instance_candidates(self.cx.candidates(class, &type_args, name.sym));
        let why = match self.choose(&candidates, &args) {
            Ok(i) => {
                let chosen = self.retyped(candidates[i].clone(), ty);
                let receiver = self.receiver(value, &chosen.callable);
                return Tried::Done(self.finish_call(&chosen, Some(receiver), args, safe, name, span));
            }
            Err(why) => why,
        };
        if let Some(call) = self.object_method(value.clone(), name, &args, safe, span) {
            return Tried::Done(call);
        }
        if let Type::List(row) = ty.get()
            && self.is_query(&value)
            && row.is_sobject()
        {
            let record = match safe {
                true => self.record_or_null(value, row),
                false => self.single_record(value, row),
            };
            return self.call_on_value(record, name, safe, args, span);
        }
        if self.guessed(&value)
            && let Some(ty) = self.type_with_method(name, args.len())
        {
            self.hint_expr(&value, ty);
            return Tried::Done(self.bad(span));
        }
        let why = (!candidates.is_empty()).then_some(why);
        Tried::Failed { args, owner: Some(ty), why }
    }

    /// Methods that a value answers: the instance methods; a static one of that name is another method.
    fn instance_candidates(&self, all: Vec<Candidate>) -> Vec<Candidate> {
        all.into_iter().filter(|c| !c.callable.is_static).collect()
    }

    /// Results that signatures cannot say: a clone has its receiver's type.
    fn retyped(&self, mut chosen: Candidate, receiver: TypeId) -> Candidate {
        let name = &*chosen.callable.name;
        let same = matches!(name, "clone" | "deepClone") && self.cx.conversion(receiver, chosen.returns).is_some();
        if same {
            chosen.returns = receiver;
        }
        chosen
    }

    /// A native method takes its own kind of receiver: an Id where a String's method is called.
    fn receiver(&mut self, value: Expr, callable: &Callable) -> Expr {
        let string = self.cx.library.builtin.string;
        match value.ty == TypeId::ID && string == Some(callable.owner) {
            true => self.coerce(value, TypeId::STRING),
            false => value,
        }
    }

    /// In the first run over an inferred schema: the type whose values have such a method.
    fn type_with_method(&self, name: Ident, count: usize) -> Option<TypeId> {
        let likely = [TypeId::DECIMAL, TypeId::DATE, TypeId::DATETIME, TypeId::TIME, TypeId::ID];
        likely.into_iter().find(|ty| {
            let Some((class, _)) = self.cx.class_of(*ty) else { return false };
            let methods = self.cx.table(class).methods.get(&name.sym);
            methods.is_some_and(|all| all.iter().any(|m| !m.is_static && m.params.len() == count))
        })
    }

    /// `toString`, `equals`, `hashCode` of anything.
    pub fn object_method(
        &mut self,
        receiver: Expr,
        name: Ident,
        args: &[Expr],
        safe: bool,
        span: Span,
    ) -> Option<Expr> {
        let (which, ty) = match (name.sym.as_str(), args.len()) {
            ("tostring", 0) => (ObjectMethod::ToString, TypeId::STRING),
            ("equals", 1) => (ObjectMethod::Equals, TypeId::BOOLEAN),
            ("hashcode", 0) => (ObjectMethod::HashCode, TypeId::INTEGER),
            _ => return None,
        };
        if receiver.ty == TypeId::VOID {
            return None;
        }
        let kind = ExprKind::CallObject { which, receiver: Box::new(receiver), args: args.to_vec(), safe };
        Some(Expr { kind, ty, span })
    }

    /// `Type.f(x)`
    fn call_on_type(&mut self, ty: TypeId, name: Ident, args: Vec<Expr>, span: Span) -> Tried {
        if ty == error_type() {
            return Tried::Done(self.bad(span));
        }
        let args = match self.static_special(ty, name, args, span) {
            Ok(call) => return Tried::Done(call),
            Err(args) => args,
        };
        // `Network.getNetworkId()`: a library class that shares its name with an object.
        if let Type::Record(object) = ty.get()
            && let Some(class) = self.cx.named_class(&format!("statics.{}", self.cx.schema.name(object)))
            && !self.cx.candidates(class, &[], name.sym).is_empty()
        {
            return self.call_on_type(TypeId::class(class), name, args, span);
        }
        let Some((class, type_args)) = self.cx.class_of(ty) else {
            return Tried::Failed { args, owner: Some(ty), why: None };
        };
        let all = self.cx.candidates(class, &type_args, name.sym);
        let statics: Vec<Candidate> = all.iter().filter(|c| c.callable.is_static).cloned().collect();
        match self.choose(&statics, &args) {
            Ok(i) => {
                let chosen = &statics[i];
                if self.cx.is_library(class) {
                    self.check_record_call(class, name.sym.as_str(), &args);
                }
                let args = self.scoped_args(chosen, args, span);
                match args {
                    Ok((wider, args)) => Tried::Done(self.finish_call(&wider, None, args, false, name, span)),
                    Err(args) => Tried::Done(self.finish_call(chosen, None, args, false, name, span)),
                }
            }
            Err(why) => {
                if let Ok(i) = self.choose(&all, &args)
                    && statics.is_empty()
                {
                    // `Outer.method()` on an instance method.
                    if self.class == Some(class) && !self.is_static {
                        let this = self.this(span);
                        let chosen = all[i].clone();
                        return Tried::Done(self.finish_call(&chosen, Some(this), args, false, name, span));
                    }
                    let chosen = all[i].clone();
                    return Tried::Done(self.instance_method_in_static(&chosen, name));
                }
                let why = (!statics.is_empty()).then_some(why);
                Tried::Failed { args, owner: Some(ty), why }
            }
        }
    }

    /// Whether a class is an enum.
    pub fn is_enum(&self, ty: TypeId) -> bool {
        matches!(ty.get(), Type::Class(id) if self.cx.program.class(id).kind == ClassKind::Enum)
    }
}
