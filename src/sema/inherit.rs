//! Third pass over the declarations: who overrides whom, which method answers which selector, who descends from whom.

use std::sync::Arc;

use super::compiler::{Compiler, class_of_type};
use super::declare::Declared;
use super::overriding::written;
use super::symbols::{Accessor, Callable, Storage, Target, Variable, substitute};
use crate::hir::{
    ClassId, ClassKind, Expr, ExprKind, LocalSlot, Method, MethodFlags, MethodId, SelectorId, Stmt, StmtKind, Type,
    TypeId,
};
use crate::syntax::Symbol;

impl Compiler {
    /// Superclasses and interfaces before those that build on them.
    pub fn order<'a>(&self, classes: &[Declared<'a>]) -> Vec<Declared<'a>> {
        let mut ordered = Vec::with_capacity(classes.len());
        let mut done = vec![false; classes.len()];
        let first = classes.first().map_or(0, |c| c.id.0);
        for declared in classes {
            self.place(classes, first, *declared, &mut done, &mut ordered, 0);
        }
        ordered
    }

    fn place<'a>(
        &self,
        classes: &[Declared<'a>],
        first: u32,
        declared: Declared<'a>,
        done: &mut [bool],
        ordered: &mut Vec<Declared<'a>>,
        depth: u32,
    ) {
        let i = (declared.id.0 - first) as usize;
        if done[i] || depth > 500 {
            return;
        }
        done[i] = true;
        let class = self.program.class(declared.id);
        for up in class.superclass.iter().chain(&class.interfaces).filter_map(|t| class_of_type(*t)) {
            if let Some(above) = up.0.checked_sub(first).and_then(|i| classes.get(i as usize)) {
                self.place(classes, first, *above, done, ordered, depth + 1);
            }
        }
        ordered.push(declared);
    }

    /// Fills a class's dispatch table and checks its overrides; those above it are done.
    pub fn inherit(&mut self, declared: Declared<'_>) {
        let id = declared.id;
        self.unit = Some(self.table(id).unit);
        if let Some(up) = self.superclass_of(id) {
            let above = self.program.class(up);
            let dispatch = above.dispatch.clone();
            let hooks = (above.equals, above.hash_code, above.to_string, above.compare_to);
            let class = self.class_mut(id);
            class.dispatch = dispatch;
            (class.equals, class.hash_code, class.to_string, class.compare_to) = hooks;
        }
        self.set_ancestors(id);
        self.link_methods(declared);
        self.link_properties(id);
        if self.program.class(id).kind == ClassKind::Class {
            self.link_interfaces(declared);
            self.check_abstract(declared);
        }
    }

    /// Everything an instance of the class is, with type arguments.
    pub fn set_ancestors(&mut self, id: ClassId) {
        let params = self.table_params(id);
        let own = match params {
            0 => TypeId::class(id),
            _ => TypeId::of(Type::Generic(id, TypeId::of(Type::Param(0)))),
        };
        let mut all = vec![own];
        let mut i = 0;
        while let Some(&ty) = all.get(i) {
            for up in self.supertypes_raw(ty) {
                if !all.contains(&up) {
                    all.push(up);
                }
            }
            i += 1;
        }
        let mut ids: Vec<ClassId> = all.iter().filter_map(|t| class_of_type(*t)).collect();
        ids.sort_unstable();
        ids.dedup();
        let class = self.class_mut(id);
        class.ancestors = all;
        class.ancestor_classes = ids;
    }

    fn table_params(&self, id: ClassId) -> usize {
        match self.library.classes().get(id.0 as usize) {
            Some(class) => class.params.len(),
            None => self.table(id).type_params.len(),
        }
    }

    /// As [`Compiler::supertypes`], but reading no member table.
    fn supertypes_raw(&self, ty: TypeId) -> Vec<TypeId> {
        let (id, arg) = match ty.get() {
            Type::Class(id) => (id, None),
            Type::Generic(id, arg) => (id, Some(arg)),
            _ => return Vec::new(),
        };
        let class = self.program.class(id);
        let args: Vec<TypeId> = arg.into_iter().collect();
        class.superclass.iter().chain(&class.interfaces).map(|t| substitute(*t, &args)).collect()
    }

    /// Whether a method's parameters are those that the overridden or interface method asks for. Where a type parameter is
    /// asked for, `Object` will do: a `Comparator<Boolean>` may compare any two objects.
    pub fn params_match(&self, asked: &[TypeId], args: &[TypeId], given: &[TypeId]) -> bool {
        asked.iter().zip(given).all(|(a, g)| {
            let takes_all = *g == TypeId::OBJECT && matches!(a.get(), Type::Param(_));
            takes_all || self.alike(substitute(*a, args), *g)
        })
    }

    /// Whether parameters are the very types that are asked for, with the arguments of the type put in.
    pub fn params_same(&self, asked: &[TypeId], args: &[TypeId], given: &[TypeId]) -> bool {
        asked.iter().zip(given).all(|(a, g)| substitute(*a, args) == *g)
    }

    /// The same type, or lists of records of any kind, as the platform takes `execute(.., List<Account>)`.
    pub fn alike(&self, asked: TypeId, given: TypeId) -> bool {
        if asked == given {
            return true;
        }
        match (asked.get(), given.get()) {
            (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) => {
                self.alike(a, b) || (a.is_sobject() && b.is_sobject()) || a == TypeId::OBJECT || b == TypeId::OBJECT
            }
            (Type::Map(a, x), Type::Map(b, y)) => {
                let any = |asked: TypeId, given: TypeId| given == TypeId::OBJECT || self.alike(asked, given);
                any(a, b) && any(x, y)
            }
            (Type::Generic(a, x), Type::Generic(b, y)) => a == b && self.alike(x, y),
            (Type::Class(a), Type::Generic(b, _)) | (Type::Generic(a, _), Type::Class(b)) => a == b,
            (Type::Param(_), _) => true,
            _ => false,
        }
    }

    pub fn set_selector(&mut self, id: ClassId, name: Symbol, method: MethodId, selector: SelectorId) {
        self.method_mut(method).selector = Some(selector);
        let callables = self.table_mut(id).methods.get_mut(&name);
        for callable in callables.into_iter().flatten() {
            if callable.target == Target::Apex(method) {
                Arc::make_mut(callable).selector = Some(selector);
            }
        }
    }

    pub fn note_hook(&mut self, id: ClassId, method: MethodId, name: Symbol, params: &[TypeId]) {
        let class = self.class_mut(id);
        match (name.as_str(), params.len()) {
            ("equals", 1) => class.equals = Some(method),
            ("hashcode", 0) => class.hash_code = Some(method),
            ("tostring", 0) => class.to_string = Some(method),
            ("compareto", 1) => class.compare_to = Some(method),
            _ => {}
        }
    }

    /// Gives the accessors of overridable properties their selectors.
    fn link_properties(&mut self, id: ClassId) {
        let table = Arc::clone(self.table(id));
        for (name, variable) in &table.variables {
            let Storage::Accessors { getter, setter, backing } = variable.storage else { continue };
            let above = self.superclass_of(id).and_then(|up| self.inherited_variable(up, *name));
            let link = |cx: &mut Compiler, own: Option<Accessor>, above: Option<Accessor>| {
                let own = own?;
                let method = cx.program.method(own.method);
                if method.flags.is_static || !method.flags.is_virtual {
                    return Some(own);
                }
                let is_abstract = method.flags.is_abstract && method.body.is_none();
                let selector = match above.and_then(|a| a.selector) {
                    Some(selector) => selector,
                    None => cx.fresh_selector(),
                };
                cx.method_mut(own.method).selector = Some(selector);
                if !is_abstract {
                    cx.class_mut(id).dispatch.insert(selector, own.method);
                }
                Some(Accessor { selector: Some(selector), ..own })
            };
            let (up_get, up_set) = match above.map(|v| v.storage.clone()) {
                Some(Storage::Accessors { getter, setter, .. }) => (getter, setter),
                Some(Storage::Slot(_) | Storage::Native(_) | Storage::Constant(_)) | None => (None, None),
            };
            let getter = link(self, getter, up_get);
            let setter = link(self, setter, up_set);
            let linked =
                Variable { storage: Storage::Accessors { getter, setter, backing }, ..Variable::clone(variable) };
            self.table_mut(id).variables.insert(*name, Arc::new(linked));
        }
    }

    fn inherited_variable(&self, from: ClassId, name: Symbol) -> Option<Arc<Variable>> {
        let mut at = Some(from);
        while let Some(id) = at {
            if let Some(found) = self.table(id).variables.get(&name) {
                return Some(Arc::clone(found));
            }
            at = self.superclass_of(id);
        }
        None
    }

    /// Finds the methods that answer for the interfaces of a class.
    fn link_interfaces(&mut self, declared: Declared<'_>) {
        let id = declared.id;
        let ancestors = self.program.class(id).ancestors.clone();
        for ty in ancestors {
            let Some(interface) = class_of_type(ty).filter(|i| self.is_interface(*i)) else { continue };
            let args = type_args(ty);
            let table = Arc::clone(self.table(interface));
            for asked in table.methods.values().flatten() {
                let name = Symbol::intern(&asked.name);
                let found = self.implementation(id, name, asked, &args);
                if let Some(method) = found {
                    self.check_implementation(declared, ty, asked, &args, method);
                }
                match (found, asked.selector) {
                    (Some(method), Some(selector)) => {
                        let method = self.bridged(id, method);
                        self.class_mut(id).dispatch.insert(selector, method);
                    }
                    (Some(_), None) => {}
                    (None, _) => self.missing_method(declared, ty, asked, &args),
                }
            }
        }
    }

    /// The platform lets a static method implement an interface's: dispatch then goes through a method of the instance.
    fn bridged(&mut self, id: ClassId, target: MethodId) -> MethodId {
        let method = self.program.method(target).clone();
        if !method.flags.is_static {
            return target;
        }
        let span = method.span;
        let arg = |(i, param): (usize, &(Arc<str>, TypeId))| {
            let kind = ExprKind::Local(LocalSlot(i as u16 + 1));
            Expr { kind, ty: param.1, span }
        };
        let args = method.params.iter().enumerate().map(arg).collect();
        let call = Expr { kind: ExprKind::Call { method: target, args }, ty: method.returns, span };
        let kind = match method.returns {
            TypeId::VOID => StmtKind::Expr(call),
            _ => StmtKind::Return(Some(call)),
        };
        let flags = MethodFlags { is_static: false, ..method.flags };
        let frame = method.params.len() as u16 + 1;
        self.add_method(Method { flags, frame, class: Some(id), body: Some(vec![Stmt { kind, span }]), ..method })
    }

    /// The method with the asked parameters, else one that takes wider ones.
    fn implementation(&self, id: ClassId, name: Symbol, asked: &Callable, args: &[TypeId]) -> Option<MethodId> {
        let same = |method: &Callable| self.params_same(&asked.params, args, &method.params);
        let alike = |method: &Callable| self.params_match(&asked.params, args, &method.params);
        let wider = |method: &Callable| {
            let pairs = asked.params.iter().zip(&method.params);
            pairs.into_iter().all(|(asked, taken)| {
                let asked = substitute(*asked, args);
                *taken == TypeId::OBJECT
                    || self.is_subtype(asked, *taken)
                    || (*taken == TypeId::SOBJECT && asked.is_sobject())
            })
        };
        let found = self.implemented_by(id, name, asked, &same);
        let found = found.or_else(|| self.implemented_by(id, name, asked, &alike));
        found.or_else(|| self.implemented_by(id, name, asked, &wider))
    }

    fn implemented_by(
        &self,
        id: ClassId,
        name: Symbol,
        asked: &Callable,
        takes: &dyn Fn(&Callable) -> bool,
    ) -> Option<MethodId> {
        let mut at = Some(id);
        while let Some(class) = at {
            let own = self.table(class).methods.get(&name).into_iter().flatten();
            for method in own {
                if method.params.len() == asked.params.len()
                    && takes(method)
                    && let Target::Apex(found) = method.target
                {
                    // The most derived override answers, not the declaration that matched here.
                    let dispatched = method.selector.and_then(|s| self.program.class(id).dispatch.get(&s).copied());
                    return Some(dispatched.unwrap_or(found));
                }
            }
            at = self.superclass_of(class);
        }
        None
    }

    fn missing_method(&mut self, declared: Declared<'_>, ty: TypeId, asked: &Callable, args: &[TypeId]) {
        let class = self.program.class(declared.id);
        let object = matches!(&*asked.name, "equals" | "hashCode" | "toString");
        if class.is_abstract || object {
            return;
        }
        let text = self.signature(ty, asked, args);
        let message = format!("Class {} must implement the method: {text}", class.name);
        let params: Vec<TypeId> = asked.params.iter().map(|p| substitute(*p, args)).collect();
        let returns = self.type_name(substitute(asked.returns, args));
        let help = format!("add `public {returns} {}({}) {{ .. }}`", asked.name, self.type_names_of(params));
        self.report(declared.file, declared.decl.name().span, "missing-interface-method", message, Some(help));
    }

    /// What answers for an interface's method must be open to all and of its type.
    fn check_implementation(
        &mut self,
        declared: Declared<'_>,
        ty: TypeId,
        asked: &Callable,
        args: &[TypeId],
        found: MethodId,
    ) {
        let method = self.program.method(found);
        if method.class != Some(declared.id) {
            return;
        }
        let class = self.program.class(declared.id).name.clone();
        let place = written(declared, method.span).map_or(method.span, |m| m.header.name.span);
        if self.clashes(substitute(asked.returns, args), method.returns) {
            return self.missing_method(declared, ty, asked, args);
        }
        // An abstract class leaves the last word to those that extend it.
        if method.access >= crate::hir::Access::Public || self.program.class(declared.id).is_abstract {
            return;
        }
        let message = format!(
            "{class}: Overriding implementations of global or public interface methods must be global or public: {}",
            self.signature(ty, asked, args)
        );
        self.report(declared.file, place, "narrow-implementation", message, Some("write `public` in front".into()));
    }

    /// Every abstract method above a concrete class has an answer.
    fn check_abstract(&mut self, declared: Declared<'_>) {
        let class = self.program.class(declared.id);
        if class.is_abstract {
            return;
        }
        let mut missing = Vec::new();
        let mut at = self.superclass_of(declared.id);
        while let Some(id) = at {
            for method in self.table(id).methods.values().flatten() {
                let answered = method.selector.is_some_and(|s| class.dispatch.contains_key(&s));
                if method.is_abstract && !answered && matches!(method.target, Target::Apex(_)) {
                    missing.push(Arc::clone(method));
                }
            }
            at = self.superclass_of(id);
        }
        missing.sort_by(|a, b| a.name.cmp(&b.name));
        let name = class.name.clone();
        for method in missing {
            let text = self.own_signature(method.owner, &method);
            let message = format!("Class {name} must implement the abstract method: {text}");
            let returns = self.type_name(method.returns);
            let params = self.type_names_of(method.params.iter().copied());
            let help =
                format!("add `override {returns} {}({params}) {{ .. }}`, or make the class `abstract`", method.name);
            self.report(declared.file, declared.decl.name().span, "missing-abstract-method", message, Some(help));
        }
    }
}

/// The type arguments of a class type.
pub(crate) fn type_args(ty: TypeId) -> Vec<TypeId> {
    match ty.get() {
        Type::Generic(_, arg) => vec![arg],
        _ => Vec::new(),
    }
}
