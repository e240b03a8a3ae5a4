//! Who overrides whom, and what an override may not do.

use std::sync::Arc;

use super::compiler::{Compiler, class_of_type};
use super::declare::Declared;
use super::inherit::type_args;
use super::symbols::{Callable, Target};
use crate::hir::{Access, ClassId, ClassKind, MethodId, Type, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast::{Member, MethodDecl, ModifierKind, TypeDecl};

impl Compiler {
    /// Gives the methods of a class their selectors, and checks what they override.
    pub fn link_methods(&mut self, declared: Declared<'_>) {
        let id = declared.id;
        let methods = self.program.class(id).methods.clone();
        for method in methods {
            let m = self.program.method(method);
            if m.flags.is_static {
                continue;
            }
            let name = Symbol::intern(&m.name);
            let params: Vec<TypeId> = m.params.iter().map(|p| p.1).collect();
            let (is_virtual, is_abstract) = (m.flags.is_virtual, m.flags.is_abstract);
            self.note_hook(id, method, name, &params);
            let overridden = self.overridden(id, name, &params);
            if !self.is_interface(id) {
                self.check_override(declared, method, overridden.as_deref());
            }
            let mut selector = overridden.as_ref().and_then(|o| o.selector);
            if selector.is_none() && is_virtual {
                selector = Some(self.fresh_selector());
            }
            if let Some(selector) = selector {
                self.set_selector(id, name, method, selector);
                if !is_abstract {
                    self.class_mut(id).dispatch.insert(selector, method);
                }
            }
        }
    }

    /// Reports the first rule that a method breaks against those above its class.
    fn check_override(&mut self, declared: Declared<'_>, method: MethodId, above: Option<&Callable>) {
        let Some(decl) = written(declared, self.program.method(method).span) else { return };
        let says_override = decl.header.modifiers.get(ModifierKind::Override);
        let file = declared.file;
        let at = decl.header.name.span;
        let id = declared.id;
        let name = decl.header.name.sym;
        let own = self.table(id).methods.get(&name).into_iter().flatten();
        // A second method of the same signature was reported and is in no table.
        let Some(own) = own.clone().find(|c| c.target == Target::Apex(method)).cloned() else { return };
        let text = self.own_signature(id, &own);
        let Some(above) = above.filter(|a| a.selector.is_some() || matches!(a.target, Target::Apex(_))) else {
            let Some(word) = says_override else { return };
            if let Some(fixed) = self.static_above(id, name, &own) {
                let message =
                    format!("Cannot override static method: {} with {text}", self.own_signature(fixed.owner, &fixed));
                let help = Some("a static method is called by its class's name and never overridden".into());
                self.report(file, at, "override", message, help);
            } else if !self.overrides_native(id, name, &own.params) {
                let message = format!("@Override specified for non-overriding method: {text}");
                let help = self.near_override(id, &own).unwrap_or_else(|| "leave `override` out".into());
                self.report(file, word.span, "override", message, Some(help));
            }
            return;
        };
        let class = self.program.class(above.owner).name.clone();
        if above.selector.is_none() {
            if above.access != Access::Private {
                let message = format!("Non-virtual, non-abstract methods cannot be overridden: {text}");
                let help = Some(format!("declare it `virtual` in `{class}`, or give this one another name"));
                self.report(file, at, "final-method", message, help);
            }
        } else if own.access < above.access.min(Access::Public) {
            let message = format!("Cannot reduce the visibility of method: {text}");
            let wide = super::modifiers::access_word(above.access);
            self.report(file, at, "override", message, Some(format!("it is `{wide}` in `{class}`")));
        } else if self.clashes(above.returns, own.returns) {
            let message = format!(
                "Method return types clash: {} vs {text} from the type {}",
                self.own_signature(above.owner, above),
                self.program.class(id).name
            );
            let span = decl.header.result.as_ref().map_or(at, |ty| ty.span);
            let help = Some(format!("return `{}` as in `{class}`", self.type_name(above.returns)));
            self.report(file, span, "override", message, help);
        } else if says_override.is_none() && !above.is_abstract {
            let message = format!("Method must use the override keyword: {text}");
            let help = Some(format!("write `override`: `{class}` has this method too"));
            self.report(file, at, "override", message, help);
        }
    }

    /// A method of the same name with other parameters, which may have been meant.
    fn near_override(&self, id: ClassId, own: &Callable) -> Option<String> {
        let name = Symbol::intern(&own.name);
        let mut at = self.superclass_of(id);
        while let Some(up) = at {
            let mut all = self.table(up).methods.get(&name).into_iter().flatten();
            if let Some(other) = all.find(|m| m.selector.is_some()) {
                return Some(format!("there is `{}`", self.own_signature(up, other)));
            }
            at = self.superclass_of(up);
        }
        None
    }

    fn static_above(&self, id: ClassId, name: Symbol, own: &Callable) -> Option<Arc<Callable>> {
        let mut at = self.superclass_of(id);
        while let Some(up) = at {
            let mut all = self.table(up).methods.get(&name).into_iter().flatten();
            if let Some(found) = all.find(|m| m.is_static && m.params == own.params) {
                return Some(Arc::clone(found));
            }
            at = self.superclass_of(up);
        }
        None
    }

    /// Whether results are plainly different: what generics and interfaces make alike is left alone.
    pub fn clashes(&self, above: TypeId, own: TypeId) -> bool {
        // An Id is a text to whoever asks for one, and the other way round.
        let texts = [TypeId::ID, TypeId::STRING];
        if texts.contains(&above) && texts.contains(&own) {
            return false;
        }
        let plain = |ty: TypeId| match ty.get() {
            Type::Void
            | Type::Boolean
            | Type::Integer
            | Type::Long
            | Type::Double
            | Type::Decimal
            | Type::String
            | Type::Id
            | Type::Blob
            | Type::Date
            | Type::Datetime
            | Type::Time => true,
            Type::Class(id) => self.program.class(id).kind == ClassKind::Enum,
            Type::Null
            | Type::Object
            | Type::SObject
            | Type::Record(_)
            | Type::List(_)
            | Type::Set(_)
            | Type::Map(..)
            | Type::Generic(..)
            | Type::Param(_) => false,
        };
        above != own && ((plain(above) && plain(own)) || above == TypeId::VOID || own == TypeId::VOID)
    }

    /// `toString` and its kin, interfaces' methods and native superclasses' may be overridden too.
    fn overrides_native(&self, id: ClassId, name: Symbol, params: &[TypeId]) -> bool {
        let object = matches!((name.as_str(), params.len()), ("tostring" | "hashcode" | "clone", 0) | ("equals", 1));
        let class = self.program.class(id);
        object
            || class.ancestor_classes.iter().any(|a| {
                *a != id
                    && (self.is_library(*a) || self.is_interface(*a))
                    && self
                        .table(*a)
                        .methods
                        .get(&name)
                        .is_some_and(|all| all.iter().any(|m| m.params.len() == params.len()))
            })
    }

    /// The method that a declaration overrides: in the superclasses, or for interfaces in those they extend.
    fn overridden(&self, id: ClassId, name: Symbol, params: &[TypeId]) -> Option<Arc<Callable>> {
        let own = TypeId::class(id);
        let class = self.program.class(id);
        let above = |matches: &dyn Fn(&Callable, &[TypeId]) -> bool| {
            class.ancestors.iter().filter(|t| **t != own).find_map(|ty| {
                let ancestor = class_of_type(*ty)?;
                if self.is_interface(ancestor) != self.is_interface(id) || ancestor == id {
                    return None;
                }
                let args = type_args(*ty);
                let found = self.table(ancestor).methods.get(&name)?.iter().find(|m| {
                    // A private method is out of sight for classes of other files, which cannot override it; an abstract one
                    // asks for a body wherever that is, and tests see what is `@TestVisible`.
                    let in_sight = m.access != Access::Private
                        || m.is_abstract
                        || (m.test_visible && self.table(id).is_test)
                        || self.table(id).unit == self.table(ancestor).unit;
                    !m.is_static && in_sight && m.params.len() == params.len() && matches(m, &args)
                })?;
                Some(Arc::clone(found))
            })
        };
        let same = above(&|m, args| self.params_same(&m.params, args, params));
        same.or_else(|| above(&|m, args| self.params_match(&m.params, args, params)))
    }
}

/// The declaration of a method, by its place.
pub(crate) fn written<'a>(declared: Declared<'a>, span: crate::diag::Span) -> Option<&'a MethodDecl> {
    let TypeDecl::Class(class) = declared.decl else { return None };
    class.members.iter().find_map(|member| match member {
        Member::Method(m) if m.span == span => Some(m),
        Member::Method(_)
        | Member::Field(_)
        | Member::Property(_)
        | Member::Constructor(_)
        | Member::Initializer(_)
        | Member::Type(_) => None,
    })
}
