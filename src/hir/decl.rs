//! Declarations of the typed tree: the program, its classes, methods and triggers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{FileId, SourceMap, Span};
use crate::hir::{ClassId, Expr, LocalSlot, MethodId, NativeId, SelectorId, Stmt, Type, TypeId};
use crate::schema::{ObjectId, Schema};
use crate::syntax::Symbol;

/// Everything that was compiled together: immutable, shared by every transaction and thread.
///
/// A later compilation (an anonymous block, a REPL input) makes a new program that starts with the old one's
/// entries, so ids stay valid and compiled code can be kept.
#[derive(Clone)]
pub struct Program {
    pub sources: Arc<SourceMap>,
    pub schema: Arc<Schema>,
    /// By [`ClassId`]; the library's classes first.
    pub classes: Vec<Arc<Class>>,
    /// By [`MethodId`].
    pub methods: Vec<Arc<Method>>,
    pub triggers: Vec<Arc<Trigger>>,
    /// How many selectors exist; a [`SelectorId`] is below it.
    pub selectors: u32,
    /// Top-level and inner classes by folded qualified name (`outer.inner`, `system.dmlexception`, `dmlexception`).
    pub by_name: FxHashMap<Symbol, ClassId>,
    /// What the checker needs to check more against this program; nobody else reads it.
    pub symbols: Arc<crate::sema::Symbols>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClassKind {
    Class,
    Interface,
    Enum,
}

/// Visibility, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    Private,
    Protected,
    Public,
    Global,
}

/// A class, interface or enum with everything the interpreter needs to make and use its instances.
#[derive(Clone, Debug)]
pub struct Class {
    pub id: ClassId,
    /// As declared, with the outer class: `Outer.Inner`, `System.DmlException` is `DmlException` here.
    pub name: Arc<str>,
    /// `System`, `Database`, ... for the library, empty for user code.
    pub namespace: &'static str,
    pub kind: ClassKind,
    pub access: Access,
    pub file: FileId,
    pub span: Span,
    pub outer: Option<ClassId>,
    pub superclass: Option<TypeId>,
    /// Interfaces it names itself, with type arguments.
    pub interfaces: Vec<TypeId>,
    /// Every class and interface it is an instance of, itself included, with type arguments; for `instanceof` and casts.
    pub ancestors: Vec<TypeId>,
    /// The same as plain ids, sorted, for a quick test.
    pub ancestor_classes: Vec<ClassId>,
    pub is_abstract: bool,
    pub is_virtual: bool,
    /// `with sharing`, `without sharing`, `inherited sharing`, or none said.
    pub sharing: Option<Sharing>,
    /// Instance fields in slot order, the superclass's first.
    pub fields: Vec<Field>,
    /// Static fields in slot order.
    pub statics: Vec<StaticField>,
    pub properties: Vec<Property>,
    /// Evaluates the instance field initialisers and initialiser blocks of this class alone, in textual order.
    pub instance_init: Option<MethodId>,
    /// Evaluates the static initialisers and static blocks, in textual order.
    pub static_init: Option<MethodId>,
    pub constructors: Vec<MethodId>,
    /// Methods declared here (not inherited), in order.
    pub methods: Vec<MethodId>,
    /// Which method answers a selector for an instance of exactly this class.
    pub dispatch: FxHashMap<SelectorId, MethodId>,
    /// `equals(Object)`, `hashCode()`, `compareTo(Object)` and `toString()` when user code defines them.
    pub equals: Option<MethodId>,
    pub hash_code: Option<MethodId>,
    pub to_string: Option<MethodId>,
    pub compare_to: Option<MethodId>,
    /// For exceptions: the class descends from `Exception`.
    pub is_exception: bool,
    /// Instances can be part of a reference cycle, so the heap keeps track of them.
    pub may_cycle: bool,
    pub enum_info: Option<EnumInfo>,
    pub test: Option<TestInfo>,
    /// The class failed to compile; running into it is an error with this text.
    pub broken: Option<Arc<str>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sharing {
    With,
    Without,
    Inherited,
}

#[derive(Clone, Debug)]
pub struct EnumInfo {
    /// Constants in order of declaration.
    pub constants: Vec<Arc<str>>,
}

/// `@isTest` on a class.
#[derive(Clone, Debug)]
pub struct TestInfo {
    pub see_all_data: bool,
    pub is_parallel: bool,
    /// `@TestSetup` methods.
    pub setup: Vec<MethodId>,
    /// Test methods in order of declaration.
    pub tests: Vec<MethodId>,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Arc<str>,
    pub ty: TypeId,
    pub class: ClassId,
    pub access: Access,
    pub is_final: bool,
    pub is_transient: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct StaticField {
    pub name: Arc<str>,
    pub ty: TypeId,
    pub access: Access,
    pub is_final: bool,
    pub span: Span,
}

/// A property that has at least one accessor with a body; an automatic one is a plain field.
#[derive(Clone, Debug)]
pub struct Property {
    pub name: Arc<str>,
    pub ty: TypeId,
    pub is_static: bool,
    pub getter: Option<MethodId>,
    pub setter: Option<MethodId>,
    /// The slot of the backing field among `fields` or `statics`.
    pub backing: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Hash, Eq, Debug)]
pub enum MethodKind {
    Method,
    Constructor,
    Getter,
    Setter,
    InstanceInit,
    StaticInit,
    Anonymous,
    Trigger,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct MethodFlags {
    pub is_static: bool,
    pub is_virtual: bool,
    pub is_abstract: bool,
    pub is_test: bool,
    pub is_test_setup: bool,
    pub see_all_data: bool,
}

/// `@future`, perhaps with `callout=true`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FutureInfo {
    pub callout: bool,
}

/// A body with its frame. Slot 0 is `this` unless static; then the parameters; then the locals.
#[derive(Clone, Debug)]
pub struct Method {
    pub id: MethodId,
    pub class: Option<ClassId>,
    pub name: Arc<str>,
    pub kind: MethodKind,
    pub access: Access,
    pub flags: MethodFlags,
    pub params: Vec<(Arc<str>, TypeId)>,
    pub returns: TypeId,
    pub future: Option<FutureInfo>,
    /// Other annotations, folded (`invocablemethod`, `auraenabled`, ...).
    pub annotations: Vec<Symbol>,
    /// The selector it answers when it can be overridden or implements an interface's method.
    pub selector: Option<SelectorId>,
    pub file: FileId,
    pub span: Span,
    /// Number of slots of its frame, `this` and parameters included.
    pub frame: u16,
    /// None for abstract and interface methods.
    pub body: Option<Vec<Stmt>>,
    /// A constructor: the `this(...)` or `super(...)` call that comes first is part of `body`
    /// (as [`crate::hir::ExprKind::ConstructorCall`]).
    pub native: Option<NativeId>,
}

impl Method {
    /// How many slots the caller fills: the receiver and the arguments.
    pub fn inputs(&self) -> usize {
        self.params.len() + usize::from(!self.flags.is_static)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TriggerEvent {
    BeforeInsert,
    BeforeUpdate,
    BeforeDelete,
    AfterInsert,
    AfterUpdate,
    AfterDelete,
    AfterUndelete,
}

#[derive(Clone, Debug)]
pub struct Trigger {
    pub name: Arc<str>,
    pub object: ObjectId,
    pub events: Vec<TriggerEvent>,
    /// The body, a static method without parameters.
    pub method: MethodId,
    /// Why it cannot run: its own first error, or a class that it uses and that has one.
    pub broken: Option<Arc<str>>,
}

/// An anonymous block after checking: its body is a static method without parameters.
///
/// In a REPL the variables of the block's top level are statics of `scope`, so that they outlive the input.
#[derive(Clone, Debug)]
pub struct AnonymousBlock {
    pub method: MethodId,
    pub scope: Option<ClassId>,
    /// The slots and names of top-level locals, for the REPL's display.
    pub locals: Vec<(Arc<str>, TypeId, LocalSlot)>,
    /// The last statement was an expression: its value is the method's result, of this type.
    pub result: Option<TypeId>,
}

impl Program {
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    pub fn method(&self, id: MethodId) -> &Method {
        &self.methods[id.0 as usize]
    }

    /// Finds a class by name as Apex does: without regard to case.
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.by_name.get(&Symbol::intern(name)).copied()
    }

    /// What fills the fields of a new object before any constructor runs: its own class's initialisers first, then those of
    /// the ancestors, as on the platform.
    pub fn instance_initialisers(&self, class: ClassId) -> Vec<MethodId> {
        let mut all = Vec::new();
        let mut at = Some(class);
        while let Some(id) = at {
            let class = self.class(id);
            all.extend(class.instance_init);
            at = match class.superclass.map(TypeId::get) {
                Some(Type::Class(parent) | Type::Generic(parent, _)) => Some(parent),
                _ => None,
            };
        }
        all
    }

    /// Whether `class` is `ancestor` or descends from it or implements it.
    pub fn is_instance(&self, class: ClassId, ancestor: ClassId) -> bool {
        class == ancestor || self.class(class).ancestor_classes.binary_search(&ancestor).is_ok()
    }
}

const _: () = {
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Program>();
    let _ = std::mem::size_of::<Expr>();
};

/// What the platform says of whatever uses a class that does not compile. The first class at fault is the one that is named.
pub fn dependent_on(class: &str, reason: &str) -> Arc<str> {
    const HEAD: &str = "Dependent class is invalid and needs recompilation:";
    match reason.starts_with(HEAD) {
        true => reason.into(),
        false => format!("{HEAD}\n Class {class} : {reason}").into(),
    }
}
