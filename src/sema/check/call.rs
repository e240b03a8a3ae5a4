//! Calls: finding the method, visibility, and the node that binds it.

use std::sync::Arc;

use super::Body;
use crate::diag::Span;
use crate::hir::{Access, ClassId, Expr, ExprKind, LocalSlot, MethodKind, Type, TypeId};
use crate::sema::compiler::class_of_type;
use crate::sema::overload::{Candidate, NoChoice};
use crate::sema::symbols::{Target, error_type};
use crate::syntax::ast::{self, Callee, Ident};

impl Body<'_> {
    pub fn call(&mut self, call: &ast::CallExpr, span: Span) -> Expr {
        match &call.callee {
            Callee::Name(name) => {
                let args = self.exprs(&call.args);
                self.bare_call(*name, args, span)
            }
            Callee::Method { target, name, safe } => match target.kind {
                ast::ExprKind::Super => {
                    let args = self.exprs(&call.args);
                    self.super_call(*name, args, span)
                }
                ast::ExprKind::Class(ref ty) if let Some(part) = ty.path.iter().find(|part| !part.args.is_empty()) => {
                    // `List` and `Map` are words of the platform's grammar, other names are not.
                    let word = self.text(part.name.span);
                    let is_known = matches!(part.name.sym.as_str(), "list" | "map");
                    let message = format!("Unexpected token '{}'.", if is_known { word } else { "." });
                    let help = "hold the type in a variable first: `Type t = List<String>.class;`".into();
                    self.error_with_help("generic-class-literal", message, part.name.span, Some(help));
                    self.exprs(&call.args);
                    self.bad(span)
                }
                _ => self.method_call(target, *name, *safe, &call.args, span),
            },
            Callee::This | Callee::Super => {
                let help = match self.kind {
                    MethodKind::Constructor => "the call must be the first statement of the constructor",
                    _ => "constructors are called so only from constructors",
                };
                self.exprs(&call.args);
                let word = if matches!(call.callee, Callee::This) { "this" } else { "super" };
                let message = format!("Call to '{word}()' must be the first statement in a constructor method");
                self.error_with_help("constructor-call", message, span, Some(help.into()));
                self.bad(span)
            }
        }
    }

    /// `f(x)`: a method of the class or a static one of a class around it.
    fn bare_call(&mut self, name: Ident, args: Vec<Expr>, span: Span) -> Expr {
        let mut around = self.class;
        let mut own = true;
        let mut first_try: Option<(Vec<Candidate>, NoChoice)> = None;
        while let Some(id) = around {
            let candidates = self.cx.candidates(id, &[], name.sym);
            if !candidates.is_empty() {
                match self.choose(&candidates, &args) {
                    Ok(i) if own || candidates[i].callable.is_static => {
                        return self.finish_bare(&candidates[i], own, name, args, span);
                    }
                    Ok(_) => {}
                    Err(why) => {
                        first_try.get_or_insert((candidates, why));
                    }
                }
            }
            own = false;
            let class = self.cx.program.class(id);
            around = class.outer.or(self.cx.table(id).previous);
        }
        if let Some(class) = self.class
            && !self.is_static
            && let Some(call) = self.object_method(self.this(span), name, &args, false, span)
        {
            let _ = class;
            return call;
        }
        let owner = self.class.map(TypeId::class);
        self.no_method(name, &args, owner, first_try.map(|t| t.1), false, span)
    }

    fn finish_bare(&mut self, chosen: &Candidate, own: bool, name: Ident, args: Vec<Expr>, span: Span) -> Expr {
        if chosen.callable.is_static {
            return self.finish_call(chosen, None, args, false, name, span);
        }
        if !own || self.is_static {
            return self.instance_method_in_static(chosen, name);
        }
        if self.in_constructor_call {
            let message =
                format!("Cannot reference instance methods in a constructor invocation: {}", self.signature(chosen));
            let help = Some("the instance does not exist before `this(..)` or `super(..)` has run".into());
            self.error_with_help("constructor-call", message, name.span, help);
            return self.bad(span);
        }
        let this = self.this(name.span);
        self.finish_call(chosen, Some(this), args, false, name, span)
    }

    /// A method as the platform's messages show it: `Integer Till.total(String)`.
    pub fn signature(&self, method: &Candidate) -> String {
        let callable = &method.callable;
        let owner = self.cx.type_name(TypeId::class(callable.owner));
        let types = self.cx.type_names_of(method.params.iter().copied());
        let returns = self.cx.type_name(method.returns);
        format!("{returns} {owner}.{}({types})", callable.name)
    }

    pub fn instance_method_in_static(&mut self, chosen: &Candidate, name: Ident) -> Expr {
        let signature = self.signature(chosen);
        let message = format!("Non static method cannot be referenced from a static context: {signature}");
        let owner = self.cx.type_name(TypeId::class(chosen.callable.owner));
        let help = Some(format!("call it on an instance of `{owner}`, or declare it static"));
        self.error_with_help("static-context", message, name.span, help);
        self.bad(name.span)
    }

    /// `super.f(x)`
    fn super_call(&mut self, name: Ident, args: Vec<Expr>, span: Span) -> Expr {
        let above = self.class.and_then(|id| self.cx.program.class(id).superclass);
        if self.is_static || self.class.is_none() {
            self.error("super", "Super cannot be referenced in a static context", span);
            return self.bad(span);
        }
        let found = above.and_then(|ty| self.cx.class_of(ty));
        if let Some((class, type_args)) = &found {
            let candidates = self.cx.candidates(*class, type_args, name.sym);
            match self.choose(&candidates, &args) {
                Ok(i) => {
                    let chosen = candidates[i].clone();
                    if chosen.callable.is_abstract {
                        let message = format!("Abstract method cannot be called directly: {}", self.signature(&chosen));
                        self.error("abstract-call", message, span);
                        return self.bad(span);
                    }
                    let this = self.this(span);
                    return self.direct_call(&chosen, this, args, name, span);
                }
                Err(why) if !candidates.is_empty() => {
                    return self.no_method(name, &args, above, Some(why), false, span);
                }
                Err(_) => {}
            }
        }
        let this = self.this(span);
        match self.object_method(this, name, &args, false, span) {
            Some(call) => call,
            None => self.no_method(name, &args, above, None, false, span),
        }
    }

    /// A call without dispatch.
    fn direct_call(&mut self, chosen: &Candidate, this: Expr, args: Vec<Expr>, name: Ident, span: Span) -> Expr {
        match chosen.callable.target {
            Target::Apex(method) => {
                self.check_visible(chosen, name);
                let mut inputs = vec![this];
                inputs.extend(self.coerce_args(chosen, args));
                Expr { kind: ExprKind::Call { method, args: inputs }, ty: chosen.returns, span }
            }
            Target::Native(_) => self.finish_call(chosen, Some(this), args, false, name, span),
        }
    }

    /// Picks among candidates by the arguments.
    pub fn choose(&self, candidates: &[Candidate], args: &[Expr]) -> Result<usize, NoChoice> {
        let has_null = args.iter().any(|a| a.ty == TypeId::NULL);
        let unknown = args.iter().any(|a| a.ty == error_type());
        if unknown && candidates.iter().filter(|c| c.params.len() == args.len()).count() > 1 {
            // Any choice would be a guess, and a wrong result type a false report.
            return Err(NoChoice::NoneFits);
        }
        self.cx.choose(candidates, args.len(), |n, ty| self.fits(&args[n], ty), has_null)
    }

    pub fn coerce_args(&mut self, chosen: &Candidate, args: Vec<Expr>) -> Vec<Expr> {
        let params = chosen.params.clone();
        let each = args.into_iter().zip(params);
        each.map(|(arg, ty)| {
            self.hint_expr(&arg, ty);
            self.coerce(arg, ty)
        })
        .collect()
    }

    /// The node for a chosen method.
    pub fn finish_call(
        &mut self,
        chosen: &Candidate,
        receiver: Option<Expr>,
        args: Vec<Expr>,
        safe: bool,
        name: Ident,
        span: Span,
    ) -> Expr {
        self.check_visible(chosen, name);
        self.cx.note_use(chosen.callable.owner);
        if let ("assertequals" | "assertnotequals", [expected, actual, ..]) = (name.sym.as_str(), args.as_slice())
            && self.cx.type_name(TypeId::class(chosen.callable.owner)) == "System"
        {
            self.check_comparable(expected, actual, span);
        }
        let args = self.coerce_args(chosen, args);
        let ty = chosen.returns;
        let callable = &chosen.callable;
        let kind = match (callable.target, receiver) {
            (Target::Native(native), receiver) => {
                let mut inputs: Vec<Expr> = receiver.into_iter().filter(|_| !callable.is_static).collect();
                inputs.extend(args);
                ExprKind::CallNative { native, is_static: callable.is_static, args: inputs, safe }
            }
            (Target::Apex(method), None) => ExprKind::Call { method, args },
            (Target::Apex(method), Some(_)) if callable.is_static => ExprKind::Call { method, args },
            (Target::Apex(method), Some(receiver)) => match callable.selector {
                Some(selector) => ExprKind::CallVirtual { selector, method, receiver: Box::new(receiver), args, safe },
                None if self.is_this(&receiver) => {
                    let mut inputs = vec![receiver];
                    inputs.extend(args);
                    ExprKind::Call { method, args: inputs }
                }
                None => ExprKind::CallDirect { method, receiver: Box::new(receiver), args, safe },
            },
        };
        Expr { kind, ty, span }
    }

    fn is_this(&self, receiver: &Expr) -> bool {
        !self.is_static && matches!(receiver.kind, ExprKind::Local(LocalSlot(0)))
    }

    /// `Method does not exist or incorrect signature: void f(String) from the type A`
    pub fn no_method(
        &mut self,
        name: Ident,
        args: &[Expr],
        owner: Option<TypeId>,
        why: Option<NoChoice>,
        is_static: bool,
        span: Span,
    ) -> Expr {
        if args.iter().any(|a| a.ty == error_type()) || owner == Some(error_type()) {
            return self.bad(span);
        }
        if owner.is_some_and(|ty| self.cx.is_unparsed(ty)) {
            return self.bad(span);
        }
        if why != Some(NoChoice::Ambiguous) && self.collection_complaint(name, args, owner) {
            return self.bad(span);
        }
        let text = self.text(name.span).to_owned();
        if owner.is_some_and(|ty| self.cx.type_name(ty) == "Limit") && was_removed(name) {
            let message = format!("Method was removed after version 30.0: {text}");
            self.error("unknown-method", message, name.span);
            return self.bad(span);
        }
        let types = self.cx.type_names_of(args.iter().map(|a| a.ty));
        if why == Some(NoChoice::Ambiguous) {
            let message = format!("Ambiguous method signature: void {text}({types})");
            let what = if args.iter().any(|a| a.ty == TypeId::NULL) { "the `null`" } else { "an argument" };
            let help = Some(format!("cast {what} to the type that is meant"));
            self.error_with_help("ambiguous-method", message, name.span, help);
            return self.bad(span);
        }
        let from = owner.map(|ty| format!(" from the type {}", self.cx.type_name(ty))).unwrap_or_default();
        let message = format!("Method does not exist or incorrect signature: void {text}({types}){from}");
        let help = self.method_help(&text, name, owner, is_static);
        self.error_with_help("unknown-method", message, name.span, help);
        self.bad(span)
    }

    /// `addAll`, `putAll`, `sort` and `addError` have sentences of their own.
    fn collection_complaint(&mut self, name: Ident, args: &[Expr], owner: Option<TypeId>) -> bool {
        let Some(owner) = owner else { return false };
        let [arg] = args else { return false };
        let (found, whole) = (self.cx.type_name(arg.ty), self.cx.type_name(owner));
        let is_collection = |ty: TypeId| matches!(ty.get(), Type::List(_) | Type::Set(_));
        let message = match (owner.get(), name.sym.as_str()) {
            (Type::List(_) | Type::Set(_), "addall" | "removeall" | "retainall" | "containsall")
                if is_collection(arg.ty) =>
            {
                format!("Illegal all method call for argument type, {found}, for collection: {whole}")
            }
            (Type::Map(..), "putall") => format!("Invalid putAll type {found} found for {whole}"),
            (Type::List(_), "sort") if class_of_type(arg.ty).is_some() => {
                format!("Incompatible Comparator argument type: {found}, for collection: {whole}")
            }
            (_, "adderror") if !owner.is_sobject() && !matches!(owner.get(), Type::Class(_)) => {
                "addError must be invoked on an expression that is an exact SObject field reference".into()
            }
            _ => return false,
        };
        self.error("argument", message, name.span);
        true
    }

    fn method_help(&self, text: &str, name: Ident, owner: Option<TypeId>, _is_static: bool) -> Option<String> {
        let (class, args) = self.cx.class_of(owner?)?;
        let same: Vec<String> = self
            .cx
            .candidates(class, &args, name.sym)
            .iter()
            .take(4)
            .map(|c| format!("`{}({})`", c.callable.name, self.cx.type_names_of(c.params.iter().copied())))
            .collect();
        if !same.is_empty() {
            return Some(format!("there is {}", same.join(", ")));
        }
        let mut names: Vec<Arc<str>> = Vec::new();
        let mut at: Option<ClassId> = Some(class);
        while let Some(id) = at {
            names.extend(self.cx.table(id).methods.values().flatten().map(|m| Arc::clone(&m.name)));
            at = self.cx.superclass_of(id);
        }
        let near = self.cx.closest(text, names.iter().map(|n| &**n))?;
        Some(format!("did you mean `{near}`?"))
    }

    pub fn check_visible(&mut self, chosen: &Candidate, name: Ident) {
        let callable = &chosen.callable;
        if !self.visible(callable.access, callable.owner, callable.test_visible) {
            let owner = self.cx.type_name(TypeId::class(callable.owner));
            let types = self.cx.type_names_of(callable.params.iter().copied());
            let returns = self.cx.type_name(callable.returns);
            let message = match &*callable.name {
                "<init>" => format!("Constructor is not visible: {owner}({types})"),
                method => format!("Method is not visible: {returns} {owner}.{method}({types})"),
            };
            let help = Some("make it `public`, or `@TestVisible` for tests".into());
            self.error_with_help("not-visible", message, name.span, help);
        }
    }

    /// Whether the code being checked may use a member.
    pub fn visible(&self, access: Access, owner: ClassId, test_visible: bool) -> bool {
        let unit = self.cx.table(owner).unit;
        let own_unit = self.class.map(|id| self.cx.table(id).unit);
        let in_test = || self.class.is_some_and(|id| self.cx.table(id).is_test);
        match access {
            Access::Global | Access::Public => true,
            _ if own_unit == Some(unit) => true,
            _ if test_visible && in_test() => true,
            Access::Protected => self.descends(owner),
            Access::Private => false,
        }
    }

    fn descends(&self, owner: ClassId) -> bool {
        let mut around = self.class;
        while let Some(id) = around {
            if self.cx.program.is_instance(id, owner) {
                return true;
            }
            around = self.cx.program.class(id).outer;
        }
        false
    }
}

/// Figures of `Limits` that the platform no longer counts.
fn was_removed(name: Ident) -> bool {
    let figure = name.sym.as_str().trim_start_matches("get").trim_start_matches("limit");
    matches!(
        figure,
        "childrelationshipsdescribes"
            | "fieldsetsdescribes"
            | "fieldsdescribes"
            | "picklistdescribes"
            | "recordtypesdescribes"
            | "scriptstatements"
    )
}
