//! From type names to types.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::compiler::{Compiler, class_of_type};
use super::symbols::error_type;
use crate::diag::{FileId, Span};
use crate::hir::{Access, ClassId, Type, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast::{Ident, TypeRef};

/// Where a type name stands: who it belongs to and where to report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub class: Option<ClassId>,
    pub file: FileId,
}

static BUILTIN: LazyLock<FxHashMap<Symbol, TypeId>> = LazyLock::new(|| {
    [
        ("object", TypeId::OBJECT),
        ("boolean", TypeId::BOOLEAN),
        ("integer", TypeId::INTEGER),
        ("long", TypeId::LONG),
        ("double", TypeId::DOUBLE),
        ("decimal", TypeId::DECIMAL),
        ("string", TypeId::STRING),
        ("id", TypeId::ID),
        ("blob", TypeId::BLOB),
        ("date", TypeId::DATE),
        ("datetime", TypeId::DATETIME),
        ("time", TypeId::TIME),
        ("sobject", TypeId::SOBJECT),
        ("void", TypeId::VOID),
    ]
    .into_iter()
    .map(|(name, ty)| (Symbol::intern(name), ty))
    .collect()
});

static CONTAINERS: LazyLock<[Symbol; 3]> = LazyLock::new(|| ["list", "set", "map"].map(Symbol::intern));

/// A type that the language itself knows.
pub(crate) fn builtin(name: Symbol, args: &[TypeId]) -> Option<TypeId> {
    let [list, set, map] = *CONTAINERS;
    if name == list {
        return Some(TypeId::list(args.first().copied().unwrap_or(TypeId::OBJECT)));
    }
    if name == set {
        return Some(TypeId::set(args.first().copied().unwrap_or(TypeId::OBJECT)));
    }
    if name == map {
        let key = args.first().copied().unwrap_or(TypeId::OBJECT);
        return Some(TypeId::map(key, args.get(1).copied().unwrap_or(TypeId::OBJECT)));
    }
    BUILTIN.get(&name).copied()
}

fn example(asked: usize, name: &str) -> String {
    match asked {
        2 => format!("{name}<Id, String>"),
        _ => format!("{name}<String>"),
    }
}

fn is_builtin(name: Symbol) -> bool {
    CONTAINERS.contains(&name) || BUILTIN.contains_key(&name)
}

impl Compiler {
    /// The type that a type reference names; reports and answers the error type when there is none.
    pub fn resolve(&mut self, scope: Scope, ty: &TypeRef) -> TypeId {
        let mut resolved = match self.resolve_path(scope, ty) {
            Some(found) => {
                self.check_type_visible(scope, ty, found);
                found
            }
            None => {
                let name = self.type_ref_text(scope.file, ty);
                let help = self.suggest_type(scope, ty);
                self.report(scope.file, ty.span, "invalid-type", format!("Invalid type: {name}"), help);
                return error_type();
            }
        };
        for _ in 0..ty.dims {
            resolved = TypeId::list(resolved);
        }
        resolved
    }

    fn resolve_path(&mut self, scope: Scope, ty: &TypeRef) -> Option<TypeId> {
        let args: Vec<TypeId> = match ty.path.last() {
            Some(last) => last.args.iter().map(|a| self.resolve(scope, a)).collect(),
            None => Vec::new(),
        };
        let names: Vec<Ident> = ty.path.iter().map(|p| p.name).collect();
        let found = self.type_by_path(scope, &names, &args)?;
        Some(self.with_arguments(scope, ty, found, args.len()))
    }

    /// The type again when it has as many arguments as it takes.
    fn with_arguments(&mut self, scope: Scope, ty: &TypeRef, found: TypeId, given: usize) -> TypeId {
        let asked = match found.get() {
            Type::List(_) | Type::Set(_) => 1,
            Type::Map(..) => 2,
            Type::Generic(..) => 1,
            _ => 0,
        };
        // The platform's own generic interfaces may stand without an argument.
        if given == asked || (given == 0 && matches!(found.get(), Type::Generic(..))) || found == error_type() {
            return found;
        }
        let name = self.type_ref_text(scope.file, ty);
        let (message, help) = match (asked, given) {
            (0, _) => (
                format!("Type arguments provided for a non-parameterized type: {name}"),
                format!("write `{name}` alone"),
            ),
            (_, 0) => (
                format!("No type arguments provided for a parameterized type: {name}"),
                format!("say of what, for example `{}`", example(asked, &name)),
            ),
            (_, _) => (
                format!("Invalid type argument count for {name}: expected {asked} but found {given}"),
                format!("write for example `{}`", example(asked, &name)),
            ),
        };
        self.report(scope.file, ty.span, "type-arguments", message, Some(help));
        error_type()
    }

    /// A private inner type is known within its file alone.
    fn check_type_visible(&mut self, scope: Scope, ty: &TypeRef, found: TypeId) {
        let Some(id) = class_of_type(found) else { return };
        let class = self.program.class(id);
        if class.outer.is_none() || class.access != Access::Private || self.is_library(id) {
            return;
        }
        let table = self.table(id);
        let own = scope.class.map(|c| self.table(c));
        let near = own.is_some_and(|o| o.unit == table.unit || (o.is_test && table.test_visible));
        if near || self.anonymous {
            return;
        }
        let name = class.name.clone();
        let help = "declare it `public`, or `@TestVisible` for tests";
        self.report(scope.file, ty.span, "not-visible", format!("Type is not visible: {name}"), Some(help.into()));
    }

    /// The type behind a dotted name, if there is one.
    pub fn type_by_path(&mut self, scope: Scope, names: &[Ident], args: &[TypeId]) -> Option<TypeId> {
        match names {
            [name] => self.simple_type(scope, *name, args),
            [first, rest @ ..] => {
                if let Some(outer) = self.class_in_scope(scope.class, first.sym)
                    && let Some(found) = self.inner_path(outer, rest)
                {
                    return Some(self.apply(found, args));
                }
                self.qualified_type(scope, names, args)
            }
            [] => None,
        }
    }

    /// A name without dots: type parameter, inner class, user class, built-in type, library class, object.
    pub fn simple_type(&mut self, scope: Scope, name: Ident, args: &[TypeId]) -> Option<TypeId> {
        if let Some(id) = scope.class {
            if let Some(n) = self.type_param(id, name.sym) {
                return Some(TypeId::of(Type::Param(n)));
            }
            if let Some(found) = self.inner_in_scope(id, name.sym) {
                return Some(self.apply(found, args));
            }
        }
        if let Some(found) = self.top_level_class(scope.class, name.sym)
            && !(is_builtin(name.sym) && self.is_library(found))
        {
            return Some(self.apply(found, args));
        }
        if let Some(found) = builtin(name.sym, args) {
            return Some(found);
        }
        self.find_object_at(scope.file, name).map(TypeId::record)
    }

    /// `Namespace.Class`, `Namespace.Outer.Inner`, `Schema.Account`.
    fn qualified_type(&mut self, scope: Scope, names: &[Ident], args: &[TypeId]) -> Option<TypeId> {
        let texts: Vec<&str> = names.iter().map(|n| n.sym.as_str()).collect();
        if let [space, name] = names
            && matches!(space.sym.as_str(), "system" | "schema")
            && is_builtin(name.sym)
        {
            return builtin(name.sym, args);
        }
        // The project's own namespace.
        if let [space, rest @ ..] = names
            && self.schema.is_namespace(space.sym.as_str())
            && let Some(found) = self.type_by_path(Scope { class: None, ..scope }, rest, args)
        {
            return Some(found);
        }
        let joined = Symbol::intern(&texts.join("."));
        if let Some(&found) = self.program.by_name.get(&joined) {
            return Some(self.apply(found, args));
        }
        match names {
            [space, name] if space.sym.as_str() == "schema" => {
                self.find_object_at(scope.file, *name).map(TypeId::record)
            }
            // `System.Network`: a library class that shares its name with an object.
            [space, name] if space.sym.as_str() == "system" => {
                self.named_class(&format!("statics.{}", name.sym)).map(TypeId::class)
            }
            // `ApexPages.PageReference` and the like: what lives in `System` goes by both names.
            [space, name] if space.sym.as_str() == "apexpages" && name.sym.as_str() == "pagereference" => {
                self.named_class("system.pagereference").map(TypeId::class)
            }
            // `Account.SObjectType.class`
            [object, name] if name.sym.as_str() == "sobjecttype" => {
                self.find_object_at(scope.file, *object)?;
                self.named_class("schema.sobjecttype").map(TypeId::class)
            }
            // Each component of a project has a class of its own.
            [space, _] | [space, _, _] if space.sym.as_str() == "component" => {
                self.named_class("component.apex.markup").map(TypeId::class)
            }
            // Each flow and each DataWeave script of a project has a class of its own.
            [space, class, _] if space.sym.as_str() == "flow" && class.sym.as_str() == "interview" => {
                self.named_class("flow.interview").map(TypeId::class)
            }
            [space, _] if space.sym.as_str() == "dataweavescriptresource" => {
                self.named_class("dataweave.script").map(TypeId::class)
            }
            _ => None,
        }
    }

    fn apply(&mut self, class: ClassId, args: &[TypeId]) -> TypeId {
        self.note_use(class);
        let params = self.table(class).type_params.len();
        match (params, args.first()) {
            (0, _) => TypeId::class(class),
            (_, Some(&arg)) => TypeId::of(Type::Generic(class, arg)),
            (_, None) => TypeId::of(Type::Generic(class, TypeId::OBJECT)),
        }
    }

    fn type_param(&self, class: ClassId, name: Symbol) -> Option<u8> {
        if self.program.class(class).outer.is_none() && self.table(class).type_params.is_empty() {
            return None;
        }
        self.table(class).type_params.iter().position(|p| *p == name).map(|n| n as u8)
    }

    /// A class named by one word: inner classes in scope first, then top-level ones.
    pub fn class_in_scope(&self, class: Option<ClassId>, name: Symbol) -> Option<ClassId> {
        let inner = class.and_then(|id| self.inner_in_scope(id, name));
        inner.or_else(|| self.top_level_class(class, name))
    }

    /// A top-level class: for library code one of its own namespace first, and none of a user's before the library's.
    fn top_level_class(&self, class: Option<ClassId>, name: Symbol) -> Option<ClassId> {
        let space = class.map_or("", |id| self.program.class(id).namespace);
        if !space.is_empty() {
            let in_space = |space| self.program.by_name.get(&Symbol::intern(&format!("{space}.{name}"))).copied();
            if let Some(found) = in_space(space).or_else(|| in_space("system")).or_else(|| in_space("schema")) {
                return Some(found);
            }
        }
        self.program.by_name.get(&name).copied()
    }

    /// Inner classes of the class, of what it extends, and of the class around it.
    fn inner_in_scope(&self, class: ClassId, name: Symbol) -> Option<ClassId> {
        let mut around = Some(class);
        while let Some(id) = around {
            if let Some(found) = self.inner_of(id, name) {
                return Some(found);
            }
            let hir = self.program.class(id);
            if self.simple_name(id) == name && hir.outer.is_some() {
                return Some(id);
            }
            around = hir.outer.or(self.table(id).previous);
        }
        // Last, what the classes that inherited ones lie in have.
        self.around_inherited(class).into_iter().find_map(|id| self.inner_of(id, name))
    }

    /// The classes around the superclasses of a class and of those around it: `extends Outer.Inner` shows what `Outer` declares.
    /// (Public code that orgs compile leans on it; the documentation is silent.)
    pub fn around_inherited(&self, class: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        let mut around = Some(class);
        while let Some(id) = around {
            let mut at = self.superclass_of(id);
            // A cycle of superclasses is reported elsewhere; this must only not hang.
            for _ in 0..64 {
                let Some(up) = at else { break };
                found.extend(self.program.class(up).outer);
                at = self.superclass_of(up);
            }
            around = self.program.class(id).outer;
        }
        found
    }

    /// An inner class by name, inherited ones included.
    pub fn inner_of(&self, class: ClassId, name: Symbol) -> Option<ClassId> {
        let mut at = Some(class);
        // A cycle of superclasses is reported elsewhere; this must only not hang.
        for _ in 0..64 {
            let id = at?;
            if let Some(&found) = self.table(id).inner.get(&name) {
                return Some(found);
            }
            at = self.superclass_of(id);
        }
        None
    }

    fn inner_path(&self, outer: ClassId, rest: &[Ident]) -> Option<ClassId> {
        rest.iter().try_fold(outer, |class, name| self.inner_of(class, name.sym))
    }

    /// An object by its API name; in the inferred schema a custom one comes into being, spelled as in the source.
    pub fn find_object_at(&mut self, file: FileId, name: Ident) -> Option<crate::schema::ObjectId> {
        if let Some(found) = self.schema.find(name.sym.as_str()) {
            return Some(found);
        }
        let spelling = self.text(file, name.span).to_owned();
        let spelling =
            if spelling.eq_ignore_ascii_case(name.sym.as_str()) { spelling } else { name.sym.as_str().into() };
        self.schema.infer_object(&spelling)
    }

    /// A type reference as it was written, for messages.
    pub fn type_ref_text(&self, file: FileId, ty: &TypeRef) -> String {
        let names: Vec<&str> = ty.path.iter().map(|p| self.text(file, p.name.span)).collect();
        names.join(".")
    }

    fn suggest_type(&self, scope: Scope, ty: &TypeRef) -> Option<String> {
        let last: Span = ty.path.last()?.name.span;
        let name = self.text(scope.file, last);
        self.closest(name, self.type_names()).map(|s| format!("did you mean `{s}`?"))
    }

    /// The types that one word names, as they are declared, those of the library that wait included.
    fn type_names(&self) -> impl Iterator<Item = &str> {
        let classes = self.program.by_name.iter().filter(|(key, _)| !key.as_str().contains('.'));
        let classes = classes.map(|(_, id)| &*self.program.class(*id).name);
        let waiting = self.library.prelude.iter().filter(|file| matches!(file.namespace, "System" | "Schema"));
        classes
            .chain(waiting.flat_map(|file| file.names).copied())
            .chain(["SObject"])
            .chain(self.schema.iter().map(|(_, name)| name))
    }
}
