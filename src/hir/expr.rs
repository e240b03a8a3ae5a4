//! Expressions of the typed tree. Each is exactly typed: conversions are nodes, overloads are resolved.

use std::sync::Arc;

use crate::diag::Span;
use crate::hir::{ClassId, LocalSlot, MethodId, NativeId, Query, Search, SelectorId, TypeId};
use crate::schema::{FieldId, ObjectId};

/// An expression, its static type and its place in the method's file.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: TypeId,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i32),
    Long(i64),
    Double(f64),
    /// A decimal literal as written: `1.50`.
    Decimal(Arc<str>),
    String(Arc<str>),
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Literal(Literal),
    /// A local variable or parameter; `this` is slot 0 of an instance method.
    Local(LocalSlot),
    /// `receiver.field` of a class instance; `slot` counts inherited fields.
    Field {
        receiver: Box<Expr>,
        slot: u16,
        safe: bool,
    },
    /// `Class.field`; the class's static initialiser runs before the first use.
    Static {
        class: ClassId,
        slot: u16,
    },
    /// `Color.RED`
    EnumConstant {
        class: ClassId,
        ordinal: u16,
    },
    /// `list[index]`
    Index {
        list: Box<Expr>,
        index: Box<Expr>,
    },
    /// `record.Field__c`, also through lookups: `contact.Account.Owner.Name` nests `Parent`.
    RecordField {
        record: Box<Expr>,
        object: ObjectId,
        field: FieldId,
        safe: bool,
    },
    /// `contact.Account`: the parent record behind the lookup `field`.
    Parent {
        record: Box<Expr>,
        object: ObjectId,
        field: FieldId,
        safe: bool,
    },
    /// `account.Contacts`: a child relationship, by its place in the object's describe.
    Children {
        record: Box<Expr>,
        object: ObjectId,
        child: u16,
        safe: bool,
    },

    /// `place = value`; the result is the assigned value.
    Assign {
        place: Box<Place>,
        value: Box<Expr>,
    },
    /// `place op= value`. `op`'s operand type is `operand` (the place's value is converted to it, the result back to the
    /// place's type); for `String +=` it is String.
    Compound {
        place: Box<Place>,
        op: AssignOp,
        value: Box<Expr>,
        operand: TypeId,
    },
    /// `++i`, `i--`; the result's type is the place's.
    IncDec {
        place: Box<Place>,
        how: IncDec,
    },

    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    /// Both operands have the same type (`operand`'s): numeric promotion is done.
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `a + b` on strings, flattened: the operands of any type in order, converted as `String.valueOf` does (null prints `null`).
    Concat(Vec<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Conditional {
        test: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `a ?? b`
    Coalesce(Box<Expr>, Box<Expr>),
    /// `x instanceof T`
    InstanceOf {
        value: Box<Expr>,
        ty: TypeId,
    },
    /// `(T) x` that must be tested at run time.
    Cast {
        value: Box<Expr>,
        ty: TypeId,
    },
    /// An implicit or explicit conversion that changes the representation.
    Convert {
        value: Box<Expr>,
        how: Conversion,
    },

    /// A static method, or an instance method of `this`' class called without dispatch (`super.m()`, private, final).
    /// For an instance method the receiver is the first argument.
    Call {
        method: MethodId,
        args: Vec<Expr>,
    },
    /// An instance method bound at compile time: not virtual. Null receivers throw, `safe` answers null.
    CallDirect {
        method: MethodId,
        receiver: Box<Expr>,
        args: Vec<Expr>,
        safe: bool,
    },
    /// A virtual or interface method, dispatched on the receiver's class.
    /// `method` is the declaration found statically (for stubs and messages). A receiver may also be a library object that
    /// implements the interface (an Iterator of a list, ...): then the interpreter looks the native method up by name.
    CallVirtual {
        selector: SelectorId,
        method: MethodId,
        receiver: Box<Expr>,
        args: Vec<Expr>,
        safe: bool,
    },
    /// A method of the native library. An instance method has its receiver as first argument.
    CallNative {
        native: NativeId,
        is_static: bool,
        args: Vec<Expr>,
        safe: bool,
    },
    /// `Object.toString()/equals/hashCode` on anything: user methods when defined, else the platform's.
    CallObject {
        which: ObjectMethod,
        receiver: Box<Expr>,
        args: Vec<Expr>,
        safe: bool,
    },

    /// `new C(args)` for a class with Apex code: its own instance initialisers and those of all its ancestors run first, then
    /// the constructors, so that methods which a constructor of an ancestor calls find the fields filled.
    New {
        class: ClassId,
        constructor: Option<MethodId>,
        args: Vec<Expr>,
    },
    /// `new HttpRequest()`-like for native classes: a native constructor row.
    NewNative {
        native: NativeId,
        args: Vec<Expr>,
    },
    /// `this(...)` or `super(...)` as first statement of a constructor.
    ConstructorCall {
        constructor: Option<MethodId>,
        args: Vec<Expr>,
    },
    /// `new Account(Name = 'x', Owner = u)`
    NewRecord {
        object: ObjectId,
        fields: Vec<RecordInit>,
    },
    /// `new List<T>{ a, b }`, `new T[]{ a }`; `ty` of the node is the list's.
    NewList(Vec<Expr>),
    /// `new T[n]`: n nulls; also `new List<T>(n)`.
    NewArray(Box<Expr>),
    NewSet(Vec<Expr>),
    NewMap(Vec<(Expr, Expr)>),
    /// `new List<T>(collection)`, `new Set<T>(collection)`, `new Map<K, V>(mapOrRecords)`: copies.
    CopyCollection(Box<Expr>),

    /// `Account.class`, `List<String>.class`: a `System.Type`.
    TypeLiteral(TypeId),
    /// `Account.SObjectType`, `Schema.Account.SObjectType`
    ObjectToken(ObjectId),
    /// `Account.Name` as a token: `Schema.SObjectField`
    FieldToken(ObjectId, FieldId),

    /// `[SELECT ...]`; the type says how the rows are delivered: a list, one record, an Integer (COUNT()).
    Query(Arc<Query>),
    /// `[FIND ...]`: `List<List<SObject>>`
    Search(Arc<Search>),

    /// `Trigger.new`, `Trigger.oldMap`, `Trigger.isInsert`, ...
    TriggerVariable(TriggerVariable),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectMethod {
    ToString,
    Equals,
    HashCode,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TriggerVariable {
    New,
    Old,
    NewMap,
    OldMap,
    IsInsert,
    IsUpdate,
    IsDelete,
    IsUndelete,
    IsBefore,
    IsAfter,
    IsExecuting,
    Size,
    OperationType,
}

/// `Field = value` inside `new Account(...)`.
#[derive(Clone, Debug)]
pub struct RecordInit {
    pub target: RecordTarget,
    pub value: Expr,
}

#[derive(Clone, Copy, Debug)]
pub enum RecordTarget {
    Field(FieldId),
    /// `Account = new Account(Ext__c = 'x')`: the parent behind a lookup.
    Parent(FieldId),
}

/// Something that can be assigned.
#[derive(Clone, Debug)]
pub struct Place {
    pub kind: PlaceKind,
    pub ty: TypeId,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum PlaceKind {
    Local(LocalSlot),
    Field {
        receiver: Expr,
        slot: u16,
    },
    Static {
        class: ClassId,
        slot: u16,
    },
    Index {
        list: Expr,
        index: Expr,
    },
    RecordField {
        record: Expr,
        object: ObjectId,
        field: FieldId,
    },
    Parent {
        record: Expr,
        object: ObjectId,
        field: FieldId,
    },
    /// A property with accessors; the getter is needed by compound assignments.
    Property {
        receiver: Option<Expr>,
        getter: Option<MethodId>,
        virtual_getter: Option<SelectorId>,
        setter: MethodId,
        virtual_setter: Option<SelectorId>,
    },
    /// A native property's setter row (and getter row).
    NativeProperty {
        receiver: Option<Expr>,
        getter: Option<NativeId>,
        setter: NativeId,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IncDec {
    PreIncrement,
    PreDecrement,
    PostIncrement,
    PostDecrement,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Negate,
    Not,
    BitNot,
}

/// Arithmetic on equal types, and comparisons (whose result is Boolean).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    /// `==`: strings without regard to case, numbers by value, records and collections by content, nulls allowed.
    Equal,
    NotEqual,
    /// `===`: the same object; strings by exact content.
    Same,
    NotSame,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssignOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    ShiftRightUnsigned,
    /// `s += anything`
    Concat,
}

/// Changes of representation. Null stays null.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    IntegerToLong,
    IntegerToDouble,
    IntegerToDecimal,
    LongToInteger,
    LongToDouble,
    LongToDecimal,
    DoubleToDecimal,
    DoubleToInteger,
    DoubleToLong,
    DecimalToDouble,
    DecimalToInteger,
    DecimalToLong,
    /// 18 characters.
    IdToString,
    /// Throws `System.StringException: Invalid id: x`.
    StringToId,
    DateToDatetime,
    DatetimeToDate,
    /// A `List<Account>` from a query given where a single `Account` is expected:
    /// `System.QueryException: List has no rows for assignment to SObject` / `List has more than 1 row ...`.
    ListToSingleRecord,
    /// The same where no row is null: `[SELECT Name FROM Account]?.Name`, `[SELECT Name FROM Account] ?? other`.
    ListToRecordOrNull,
    /// `Set`/`List` to `Iterable` and similar keep the value.
    Keep,
}

/// An argument of a call (kept as an alias so that named arguments can come later without a new node).
pub type Arg = Expr;

/// What `instanceof`, a cast or `when Type t` tests; derived from a type by the interpreter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Test {
    pub ty: TypeId,
}
