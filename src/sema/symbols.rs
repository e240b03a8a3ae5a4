//! What the checker knows of a class beside the typed tree: its members by name.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::natives::LibraryIndex;
use super::on_demand::Loaded;
use crate::hir::{Access, ClassId, MethodId, NativeId, SelectorId, Type, TypeId};
use crate::syntax::Symbol;

/// The symbol tables of a program, kept with it so that later inputs can be checked against it.
#[derive(Clone, Default)]
pub struct Symbols {
    pub(crate) library: Arc<LibraryIndex>,
    /// Tables of classes written in Apex; the first belongs to the class after the last native one.
    pub(crate) tables: Vec<Arc<ClassTable>>,
    /// Folded names that can stand before a dot: `system`, `database`.
    pub(crate) namespaces: Arc<FxHashSet<Symbol>>,
    /// Which files of the prelude the program has.
    pub(crate) loaded: Loaded,
}

/// The members of one class by folded name, its own only.
#[derive(Clone, Debug)]
pub(crate) struct ClassTable {
    /// The top-level class around it: private members are shared within it.
    pub unit: ClassId,
    pub is_test: bool,
    /// Stands in a file of its own, where the platform's strictest rules hold; documents show parts of programs.
    pub in_own_file: bool,
    /// `@TestVisible`: tests may name it although it is private.
    pub test_visible: bool,
    /// `@RestResource`.
    pub is_rest: bool,
    /// `@NamespaceAccessible`.
    pub namespace_accessible: bool,
    pub type_params: Vec<Symbol>,
    pub variables: FxHashMap<Symbol, Arc<Variable>>,
    pub methods: FxHashMap<Symbol, Vec<Arc<Callable>>>,
    pub constructors: Vec<Arc<Callable>>,
    pub inner: FxHashMap<Symbol, ClassId>,
    /// The scope of the REPL's inputs before this one.
    pub previous: Option<ClassId>,
}

impl ClassTable {
    pub fn new(unit: ClassId) -> ClassTable {
        ClassTable {
            unit,
            is_test: false,
            in_own_file: false,
            test_visible: false,
            is_rest: false,
            namespace_accessible: false,
            type_params: Vec::new(),
            variables: FxHashMap::default(),
            methods: FxHashMap::default(),
            constructors: Vec::new(),
            inner: FxHashMap::default(),
            previous: None,
        }
    }
}

/// A method or constructor as calls see it.
#[derive(Clone, Debug)]
pub(crate) struct Callable {
    pub target: Target,
    pub owner: ClassId,
    pub name: Arc<str>,
    pub params: SmallVec<[TypeId; 3]>,
    pub returns: TypeId,
    pub is_static: bool,
    pub is_abstract: bool,
    pub access: Access,
    pub test_visible: bool,
    /// Set when calls must be dispatched on the receiver's class.
    pub selector: Option<SelectorId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Apex(MethodId),
    Native(NativeId),
}

/// A field, property or enum constant.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub name: Arc<str>,
    pub ty: TypeId,
    pub owner: ClassId,
    pub is_static: bool,
    pub is_final: bool,
    pub access: Access,
    /// Who may assign it; `None` when it has no setter.
    pub set_access: Option<Access>,
    /// False for a property without a getter.
    pub readable: bool,
    pub test_visible: bool,
    pub storage: Storage,
}

#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// A field, or a property whose accessors are all automatic.
    Slot(u16),
    /// A property with code; what is not there goes to the backing slot.
    Accessors { getter: Option<Accessor>, setter: Option<Accessor>, backing: u16 },
    /// A native property; the row reads, and with one more argument writes.
    Native(NativeId),
    /// A constant of an enum.
    Constant(u16),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Accessor {
    pub method: MethodId,
    pub selector: Option<SelectorId>,
}

/// Type arguments of a receiver: `[Account]` of `List<Account>`.
pub(crate) type Args = SmallVec<[TypeId; 2]>;

/// Puts the arguments of a generic class in the place of its parameters.
pub(crate) fn substitute(ty: TypeId, args: &[TypeId]) -> TypeId {
    match ty.get() {
        Type::Param(n) => args.get(usize::from(n)).copied().unwrap_or(ty),
        Type::List(t) => TypeId::list(substitute(t, args)),
        Type::Set(t) => TypeId::set(substitute(t, args)),
        Type::Map(k, v) => TypeId::map(substitute(k, args), substitute(v, args)),
        Type::Generic(c, t) => TypeId::of(Type::Generic(c, substitute(t, args))),
        Type::Void
        | Type::Null
        | Type::Object
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
        | Type::Time
        | Type::SObject
        | Type::Record(_)
        | Type::Class(_) => ty,
    }
}

/// The type of what was wrong and has been reported: converts to and from everything, silently.
pub(crate) fn error_type() -> TypeId {
    static ERROR: std::sync::LazyLock<TypeId> = std::sync::LazyLock::new(|| TypeId::of(Type::Param(255)));
    *ERROR
}
