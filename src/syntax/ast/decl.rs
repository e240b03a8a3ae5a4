//! Declarations: classes, interfaces, enums, triggers and their members.

use super::{Block, BlockItem, Expr, Ident, Literal, TypeRef};
use crate::diag::Span;

#[derive(Clone, Debug)]
pub enum TypeDecl {
    Class(ClassDecl),
    Interface(InterfaceDecl),
    Enum(EnumDecl),
}

impl TypeDecl {
    pub fn name(&self) -> Ident {
        match self {
            TypeDecl::Class(decl) => decl.name,
            TypeDecl::Interface(decl) => decl.name,
            TypeDecl::Enum(decl) => decl.name,
        }
    }

    pub fn modifiers(&self) -> &Modifiers {
        match self {
            TypeDecl::Class(decl) => &decl.modifiers,
            TypeDecl::Interface(decl) => &decl.modifiers,
            TypeDecl::Enum(decl) => &decl.modifiers,
        }
    }

    pub fn span(&self) -> Span {
        match self {
            TypeDecl::Class(decl) => decl.span,
            TypeDecl::Interface(decl) => decl.span,
            TypeDecl::Enum(decl) => decl.span,
        }
    }
}

/// `public with sharing class A extends B implements C, D { .. }`
#[derive(Clone, Debug)]
pub struct ClassDecl {
    pub modifiers: Modifiers,
    pub name: Ident,
    /// `<T>`: only the standard library's own declarations have these.
    pub type_params: Vec<Ident>,
    pub extends: Option<TypeRef>,
    pub implements: Vec<TypeRef>,
    pub members: Vec<Member>,
    pub span: Span,
}

/// `public interface A extends B, C { .. }`
#[derive(Clone, Debug)]
pub struct InterfaceDecl {
    pub modifiers: Modifiers,
    pub name: Ident,
    /// `<T>`: only the standard library's own declarations have these.
    pub type_params: Vec<Ident>,
    pub extends: Vec<TypeRef>,
    /// The grammar takes any member here; the checker refuses all but methods.
    pub members: Vec<Member>,
    pub span: Span,
}

/// `public enum Season { WINTER, SPRING }`
#[derive(Clone, Debug)]
pub struct EnumDecl {
    pub modifiers: Modifiers,
    pub name: Ident,
    pub constants: Vec<Ident>,
    pub span: Span,
}

/// `trigger T on Account (before insert, after update) { .. }`
#[derive(Clone, Debug)]
pub struct TriggerDecl {
    pub annotations: Vec<Annotation>,
    pub name: Ident,
    pub object: Ident,
    pub events: Vec<TriggerEvent>,
    pub body: Vec<BlockItem>,
    pub span: Span,
}

/// `before insert`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TriggerEvent {
    pub time: TriggerTime,
    pub operation: TriggerOperation,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum TriggerTime {
    Before,
    After,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum TriggerOperation {
    Insert,
    Update,
    Delete,
    Undelete,
}

#[derive(Clone, Debug)]
pub enum Member {
    /// `static Integer a = 1, b;`
    Field(FieldDecl),
    /// `public String name { get; private set; }`
    Property(PropertyDecl),
    /// `Integer twice(Integer n) { .. }`
    Method(MethodDecl),
    /// `public Account_Handler(Integer n) { .. }`
    Constructor(ConstructorDecl),
    /// `static { .. }` or `{ .. }`
    Initializer(InitializerDecl),
    /// an inner type
    Type(TypeDecl),
}

impl Member {
    pub fn span(&self) -> Span {
        match self {
            Member::Field(decl) => decl.span,
            Member::Property(decl) => decl.span,
            Member::Method(decl) => decl.span,
            Member::Constructor(decl) => decl.span,
            Member::Initializer(decl) => decl.span,
            Member::Type(decl) => decl.span(),
        }
    }
}

/// `private static final Integer A = 1, B = 2;`
#[derive(Clone, Debug)]
pub struct FieldDecl {
    pub modifiers: Modifiers,
    pub ty: TypeRef,
    pub vars: Vec<Declarator>,
    pub span: Span,
}

/// `a = 1` in a declaration of fields or locals.
#[derive(Clone, Debug)]
pub struct Declarator {
    pub name: Ident,
    pub init: Option<Expr>,
    pub span: Span,
}

/// `public String name { get { return x; } private set; }`
#[derive(Clone, Debug)]
pub struct PropertyDecl {
    pub modifiers: Modifiers,
    pub ty: TypeRef,
    pub name: Ident,
    pub accessors: Vec<Accessor>,
    pub span: Span,
}

impl PropertyDecl {
    pub fn accessor(&self, kind: AccessorKind) -> Option<&Accessor> {
        self.accessors.iter().find(|accessor| accessor.kind == kind)
    }
}

/// `private set { .. }`; without a body (`get;`) it is automatic.
#[derive(Clone, Debug)]
pub struct Accessor {
    pub modifiers: Modifiers,
    pub kind: AccessorKind,
    pub body: Option<Block>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum AccessorKind {
    Get,
    Set,
}

/// A method with its body, or without one in an interface or when abstract.
#[derive(Clone, Debug)]
pub struct MethodDecl {
    pub header: MethodHeader,
    pub body: Option<Block>,
    pub span: Span,
}

/// `public static Integer twice(Integer n)`
#[derive(Clone, Debug)]
pub struct MethodHeader {
    pub modifiers: Modifiers,
    /// `<T>`: only signatures of the standard library have these.
    pub type_params: Vec<Ident>,
    /// `None` is `void`, and also the header of a constructor (see `is_constructor`).
    pub result: Option<TypeRef>,
    pub name: Ident,
    pub params: Vec<Param>,
    /// Signatures of the standard library may declare constructors: `Url(String spec)`.
    pub is_constructor: bool,
    pub span: Span,
}

/// `public A(Integer n) { .. }`; `this(..)` or `super(..)` are ordinary call statements of the body.
#[derive(Clone, Debug)]
pub struct ConstructorDecl {
    pub modifiers: Modifiers,
    pub name: Ident,
    pub params: Vec<Param>,
    pub body: Block,
    pub span: Span,
}

/// `static { .. }` or `{ .. }`
#[derive(Clone, Debug)]
pub struct InitializerDecl {
    pub is_static: bool,
    pub body: Block,
    pub span: Span,
}

/// `final Integer n`
#[derive(Clone, Debug)]
pub struct Param {
    pub modifiers: Modifiers,
    pub ty: TypeRef,
    pub name: Ident,
    pub span: Span,
}

/// Annotations and modifiers in front of a declaration, both in source order.
#[derive(Clone, Debug, Default)]
pub struct Modifiers {
    pub annotations: Vec<Annotation>,
    pub list: Vec<Modifier>,
}

impl Modifiers {
    pub fn has(&self, kind: ModifierKind) -> bool {
        self.list.iter().any(|modifier| modifier.kind == kind)
    }

    pub fn get(&self, kind: ModifierKind) -> Option<&Modifier> {
        self.list.iter().find(|modifier| modifier.kind == kind)
    }

    /// The annotation of a name, in any case: `isTest`.
    pub fn annotation(&self, name: &str) -> Option<&Annotation> {
        self.annotations.iter().find(|annotation| annotation.is(name))
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.annotations.is_empty()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Modifier {
    pub kind: ModifierKind,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ModifierKind {
    Public,
    Private,
    Protected,
    Global,
    Static,
    Final,
    Abstract,
    Virtual,
    Override,
    Transient,
    /// `webservice`
    WebService,
    /// `testMethod`
    TestMethod,
    /// `with sharing`
    WithSharing,
    /// `without sharing`
    WithoutSharing,
    /// `inherited sharing`
    InheritedSharing,
}

/// `@IsTest(SeeAllData=true)`
#[derive(Clone, Debug)]
pub struct Annotation {
    pub name: Ident,
    pub args: Vec<AnnotationArg>,
    pub span: Span,
}

impl Annotation {
    /// Whether the annotation has this name, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.sym.as_str().eq_ignore_ascii_case(name)
    }

    /// The value of a named parameter, in any case.
    pub fn arg(&self, name: &str) -> Option<&AnnotationValue> {
        let named = |arg: &&AnnotationArg| arg.name.is_some_and(|ident| ident.sym.as_str().eq_ignore_ascii_case(name));
        self.args.iter().find(named).map(|arg| &arg.value)
    }

    /// Whether the named parameter is there and `true`.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.arg(name), Some(AnnotationValue::Literal(Literal::Bool(true))))
    }
}

/// `SeeAllData=true`, or a lone value as in `@SuppressWarnings('PMD')`.
#[derive(Clone, Debug)]
pub struct AnnotationArg {
    pub name: Option<Ident>,
    pub value: AnnotationValue,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum AnnotationValue {
    /// `true`, `'x'`, `100`
    Literal(Literal),
    /// `always`
    Name(Ident),
    /// `{ 'a', 'b' }`
    List(Vec<AnnotationValue>),
}
