//! Methods whose typing no signature can say: enums, clones, custom settings, errors on fields.

use super::Body;
use crate::diag::Span;
use crate::hir::expr::ObjectMethod;
use crate::hir::{Expr, ExprKind, NativeId, Type, TypeId};
use crate::schema::{ObjectId, ObjectKind, SettingKind};
use crate::sema::overload::Candidate;
use crate::sema::symbols::Target;
use crate::syntax::Symbol;
use crate::syntax::ast::Ident;

impl Body<'_> {
    /// Methods of values that come before the library's.
    pub fn special_call(&mut self, value: &Expr, name: Ident, args: &[Expr], safe: bool, span: Span) -> Option<Expr> {
        let key = name.sym.as_str();
        if let (Type::Record(object), "get" | "put", [first, ..]) = (value.ty.get(), key, args)
            && let ExprKind::Literal(crate::hir::Literal::String(field)) = &first.kind
        {
            let field = std::sync::Arc::clone(field);
            self.infer_named_field(object, &field, args.get(1).map(|a| a.ty));
        }
        if self.is_enum(value.ty) {
            return self.enum_method(value, key, args, safe, span);
        }
        if key == "adderror"
            && let ExprKind::RecordField { .. } = value.kind
            && !value.ty.is_sobject()
        {
            return Some(self.field_error(value.clone(), args.to_vec(), span));
        }
        if key == "clone"
            && args.is_empty()
            && let Type::Class(class) = value.ty.get()
            && class.0 as usize >= self.cx.library.len()
            && !self.cx.candidates(class, &[], name.sym).iter().any(|c| c.callable.params.is_empty())
        {
            let Some(row) = self.native_row(self.cx.library.builtin.object, "clone", 0) else {
                return Some(self.not_in_library("Object.clone()", span));
            };
            let args = vec![value.clone()];
            let kind = ExprKind::CallNative { native: row, is_static: false, args, safe };
            return Some(Expr { kind, ty: value.ty, span });
        }
        None
    }

    /// `name()`, `ordinal()` and what all objects have.
    fn enum_method(&mut self, value: &Expr, key: &str, args: &[Expr], safe: bool, span: Span) -> Option<Expr> {
        let receiver = Box::new(value.clone());
        let (kind, ty) = match (key, args) {
            ("name" | "tostring", []) => {
                let which = ObjectMethod::ToString;
                (ExprKind::CallObject { which, receiver, args: vec![], safe }, TypeId::STRING)
            }
            ("hashcode", []) => {
                let which = ObjectMethod::HashCode;
                (ExprKind::CallObject { which, receiver, args: vec![], safe }, TypeId::INTEGER)
            }
            ("equals", [other]) => {
                let args = vec![other.clone()];
                (ExprKind::CallObject { which: ObjectMethod::Equals, receiver, args, safe }, TypeId::BOOLEAN)
            }
            ("ordinal", []) => {
                let Some(native) = self.native_row(self.cx.library.builtin.enumeration, "ordinal", 0) else {
                    return Some(self.not_in_library("Enum.ordinal()", span));
                };
                let args = vec![value.clone()];
                (ExprKind::CallNative { native, is_static: false, args, safe }, TypeId::INTEGER)
            }
            _ => return None,
        };
        Some(Expr { kind, ty, span })
    }

    /// `record.Field__c.addError('text')`: the error belongs to the field.
    fn field_error(&mut self, value: Expr, mut args: Vec<Expr>, span: Span) -> Expr {
        let ExprKind::RecordField { record, object, field, .. } = value.kind else {
            unreachable!("only asked for fields of records")
        };
        let sobject = self.cx.library.builtin.sobject;
        let mut inputs = vec![*record, self.field_token(object, field, span)];
        inputs.append(&mut args);
        let name = Symbol::intern("addError");
        let candidates = sobject.map(|c| self.cx.candidates(c, &[], name)).unwrap_or_default();
        match self.choose(&candidates, &inputs[1..]) {
            Ok(i) => {
                let chosen = candidates[i].clone();
                let receiver = inputs.remove(0);
                let mut all = vec![receiver];
                all.extend(self.coerce_args(&chosen, inputs));
                match chosen.callable.target {
                    Target::Native(native) => self.native(native, false, all, TypeId::VOID, span),
                    Target::Apex(_) => self.bad(span),
                }
            }
            Err(_) => self.not_in_library("SObject.addError(Schema.SObjectField, String)", span),
        }
    }

    /// Static methods that come before the library's; the arguments come back when it is none.
    pub fn static_special(&mut self, ty: TypeId, name: Ident, args: Vec<Expr>, span: Span) -> Result<Expr, Vec<Expr>> {
        if self.is_enum(ty) {
            return self.enum_static(ty, name, args, span);
        }
        if let Type::Record(object) = ty.get() {
            return self.record_static(object, name, args, span);
        }
        // Of all values only a constant of an enum has a text when it is null.
        if ty == TypeId::STRING
            && name.sym.as_str() == "valueof"
            && let [only] = args.as_slice()
            && self.is_enum(only.ty)
        {
            let empty = self.string("", span);
            let text = args.into_iter().next().expect("there is one argument");
            return Ok(self.concat(empty, text, span));
        }
        Err(args)
    }

    /// `Season.values()`, `Season.valueOf('WINTER')`
    fn enum_static(&mut self, ty: TypeId, name: Ident, mut args: Vec<Expr>, span: Span) -> Result<Expr, Vec<Expr>> {
        let class_type = self.cx.library.builtin.ty.map_or(TypeId::OBJECT, TypeId::class);
        let token = Expr { kind: ExprKind::TypeLiteral(ty), ty: class_type, span };
        match (name.sym.as_str(), args.len()) {
            ("values", 0) => {
                let Some(native) = self.native_row(self.cx.library.builtin.enumeration, "values", 1) else {
                    return Ok(self.not_in_library("Enum.values(Type)", span));
                };
                Ok(self.native(native, true, vec![token], TypeId::list(ty), span))
            }
            ("valueof", 1) if self.fits(&args[0], TypeId::STRING).is_some() => {
                let Some(native) = self.native_row(self.cx.library.builtin.enumeration, "valueOf", 2) else {
                    return Ok(self.not_in_library("Enum.valueOf(Type, String)", span));
                };
                let text = args.remove(0);
                let text = self.assign_to(text, TypeId::STRING, "Illegal assignment from");
                Ok(self.native(native, true, vec![token, text], ty, span))
            }
            _ => Err(args),
        }
    }

    /// `Settings__c.getInstance()`, `Config__mdt.getAll()`: rows of the native class `CustomSetting` that take the object first.
    fn record_static(&mut self, object: ObjectId, name: Ident, args: Vec<Expr>, span: Span) -> Result<Expr, Vec<Expr>> {
        let key = name.sym.as_str();
        if key == "getsobjecttype" && args.is_empty() {
            return Ok(self.object_token(object, span));
        }
        let known = matches!(key, "getinstance" | "getorgdefaults" | "getvalues" | "getall");
        let kind = &self.cx.schema.object(object).kind;
        let fits = matches!(kind, ObjectKind::CustomSetting(_) | ObjectKind::CustomMetadata | ObjectKind::Custom);
        if !known || !fits {
            return Err(args);
        }
        let refusal = match (kind, key) {
            (ObjectKind::CustomSetting(SettingKind::Hierarchy), "getall") => {
                Some(format!("Method only supports list type Custom Settings: {}", self.cx.schema.name(object)))
            }
            (ObjectKind::CustomMetadata, "getvalues" | "getorgdefaults") => Some(format!(
                "Method does not exist or incorrect signature: {} from the type {}",
                self.text(name.span),
                self.cx.schema.name(object)
            )),
            _ => None,
        };
        if let Some(message) = refusal {
            let help = Some("`getInstance` answers one record".into());
            self.error_with_help("unknown-method", message, name.span, help);
            return Ok(self.bad(span));
        }
        let candidates = match self.cx.library.builtin.custom_setting {
            Some(class) => self.cx.candidates(class, &[], name.sym),
            None => Vec::new(),
        };
        let mut inputs = vec![self.object_token(object, span)];
        inputs.extend(args);
        let Ok(i) = self.choose(&candidates, &inputs) else {
            let spelling = self.text(name.span).to_owned();
            return Ok(self.not_in_library(&format!("CustomSetting.{spelling}"), span));
        };
        let chosen = candidates[i].clone();
        let row = TypeId::record(object);
        let ty = match key {
            "getall" => TypeId::map(TypeId::STRING, row),
            _ => row,
        };
        let args = self.coerce_args(&chosen, inputs);
        match chosen.callable.target {
            Target::Native(native) => Ok(self.native(native, true, args, ty, span)),
            Target::Apex(_) => Ok(self.bad(span)),
        }
    }

    /// A dynamic query may bind variables of its surroundings: they go along as a map, to the row `<name>InScope`.
    pub fn scoped_args(
        &mut self,
        chosen: &Candidate,
        args: Vec<Expr>,
        span: Span,
    ) -> Result<(Candidate, Vec<Expr>), Vec<Expr>> {
        let Target::Native(NativeId { class, .. }) = chosen.callable.target else { return Err(args) };
        let database = &self.cx.program.class(class).name;
        let is_text = args.first().is_some_and(|a| a.ty == TypeId::STRING);
        if !is_text || !matches!(&**database, "Database" | "Search") || !self.may_bind(&args) {
            return Err(args);
        }
        let scoped = Symbol::intern(&format!("{}InScope", chosen.callable.name));
        let count = args.len() + 1;
        let found = self.cx.candidates(class, &[], scoped).into_iter().find(|c| c.params.len() == count);
        let Some(found) = found else { return Err(args) };
        let mut args = args;
        args.push(self.scope_map(span));
        let wider = Candidate { returns: chosen.returns, ..found };
        Ok((wider, args))
    }

    /// A literal without a colon binds nothing.
    fn may_bind(&self, args: &[Expr]) -> bool {
        match args.first().map(|a| &a.kind) {
            Some(ExprKind::Literal(crate::hir::Literal::String(text))) => text.contains(':'),
            _ => true,
        }
    }

    /// `{ name => value }` of all variables in scope that are plain slots. Properties with code are only asked when a query names
    /// them: through `this`, and the class, which no variable can be called.
    fn scope_map(&mut self, span: Span) -> Expr {
        let mut names: Vec<(Symbol, Expr)> = Vec::new();
        if let Some(class) = self.class {
            let token = self.cx.library.builtin.ty.map_or(TypeId::OBJECT, TypeId::class);
            let kind = ExprKind::TypeLiteral(TypeId::class(class));
            names.push((Symbol::intern("class"), Expr { kind, ty: token, span }));
            if !self.is_static {
                names.push((Symbol::intern("this"), self.this(span)));
            }
        }
        for local in self.locals.iter().rev() {
            if !names.iter().any(|(n, _)| *n == local.name) {
                let kind = ExprKind::Local(local.slot);
                names.push((local.name, Expr { kind, ty: local.ty, span }));
            }
        }
        let mut at = self.class;
        while let Some(id) = at {
            let table = std::sync::Arc::clone(self.cx.table(id));
            let mut own: Vec<_> = table.variables.iter().collect();
            own.sort_by_key(|(name, _)| **name);
            for (name, variable) in own {
                let slot = matches!(variable.storage, crate::sema::symbols::Storage::Slot(_));
                let reachable = variable.is_static || !self.is_static;
                let visible = self.visible(variable.access, variable.owner, variable.test_visible);
                if slot && reachable && visible && !names.iter().any(|(n, _)| n == name) {
                    let receiver = (!variable.is_static).then(|| self.this(span));
                    let value = self.read(variable, variable.ty, receiver, false, span);
                    names.push((*name, value));
                }
            }
            at = self.cx.superclass_of(id);
        }
        let entries = names.into_iter().map(|(name, value)| (self.string(name.as_str(), span), value)).collect();
        Expr { kind: ExprKind::NewMap(entries), ty: TypeId::map(TypeId::STRING, TypeId::OBJECT), span }
    }
}
