//! Declarations. A declaration is built without its modifiers, which its caller puts in.

use super::Cx;
use super::types::{result_type, span, value_type};
use crate::diag::Diagnostic;
use crate::syntax::Span;
use crate::syntax::ast::*;

pub fn type_unit(decl: TypeDecl) -> Box<CompilationUnit> {
    Box::new(CompilationUnit { decl: UnitDecl::Type(decl) })
}

#[expect(clippy::boxed_local, reason = "the grammar's stack holds it boxed")]
pub fn trigger_unit(
    mut decl: Box<TriggerDecl>,
    modifiers: Modifiers,
    l: u32,
    r: u32,
    cx: &Cx<'_>,
) -> Box<CompilationUnit> {
    if let Some(modifier) = modifiers.list.first() {
        cx.error("bad-modifier", "a trigger takes no modifiers", modifier.span);
    }
    decl.annotations = modifiers.annotations;
    decl.span = span(l, r);
    Box::new(CompilationUnit { decl: UnitDecl::Trigger(*decl) })
}

pub fn trigger(name: Ident, object: Ident, events: Vec<TriggerEvent>, body: Vec<BlockItem>) -> Box<TriggerDecl> {
    Box::new(TriggerDecl { annotations: vec![], name, object, events, body, span: Span::NONE })
}

pub enum ModifierItem {
    Word(Modifier),
    Annotation(Box<Annotation>),
}

pub fn modifiers(item: ModifierItem) -> Modifiers {
    more_modifiers(Modifiers::default(), item)
}

pub fn more_modifiers(mut modifiers: Modifiers, item: ModifierItem) -> Modifiers {
    match item {
        ModifierItem::Word(word) => modifiers.list.push(word),
        ModifierItem::Annotation(annotation) => modifiers.annotations.push(*annotation),
    }
    modifiers
}

/// `Name` or `Name<T>` behind `class` and `interface`.
pub struct TypeHead {
    pub name: Ident,
    pub params: Vec<Ident>,
}

pub fn class(
    head: TypeHead,
    extends: Option<TypeRef>,
    implements: Vec<TypeRef>,
    members: Vec<Member>,
) -> Box<TypeDecl> {
    Box::new(TypeDecl::Class(ClassDecl {
        modifiers: Modifiers::default(),
        name: head.name,
        type_params: head.params,
        extends,
        implements,
        members,
        span: Span::NONE,
    }))
}

pub fn interface(head: TypeHead, extends: Vec<TypeRef>, members: Vec<Member>) -> Box<TypeDecl> {
    Box::new(TypeDecl::Interface(InterfaceDecl {
        modifiers: Modifiers::default(),
        name: head.name,
        type_params: head.params,
        extends,
        members,
        span: Span::NONE,
    }))
}

pub fn enumeration(name: Ident, constants: Vec<Ident>) -> Box<TypeDecl> {
    let modifiers = Modifiers::default();
    Box::new(TypeDecl::Enum(EnumDecl { modifiers, name, constants, span: Span::NONE }))
}

pub fn type_decl(mut decl: Box<TypeDecl>, modifiers: Modifiers, l: u32, r: u32) -> Box<TypeDecl> {
    place_type(&mut decl, modifiers, span(l, r));
    decl
}

fn place_type(decl: &mut TypeDecl, modifiers: Modifiers, span: Span) {
    match decl {
        TypeDecl::Class(decl) => (decl.modifiers, decl.span) = (modifiers, span),
        TypeDecl::Interface(decl) => (decl.modifiers, decl.span) = (modifiers, span),
        TypeDecl::Enum(decl) => (decl.modifiers, decl.span) = (modifiers, span),
    }
}

/// A member with its modifiers and its place.
pub fn member(mut member: Box<Member>, modifiers: Modifiers, l: u32, r: u32, cx: &Cx<'_>) -> Box<Member> {
    let span = span(l, r);
    match &mut *member {
        Member::Field(decl) => (decl.modifiers, decl.span) = (modifiers, span),
        Member::Property(decl) => (decl.modifiers, decl.span) = (modifiers, span),
        Member::Method(decl) => place_method(decl, modifiers, l, r),
        Member::Constructor(decl) => (decl.modifiers, decl.span) = (modifiers, span),
        Member::Type(decl) => place_type(decl, modifiers, span),
        Member::Initializer(decl) => {
            decl.span = span;
            decl.is_static = modifiers.has(ModifierKind::Static);
            check_initializer(&modifiers, cx);
        }
    }
    member
}

fn check_initializer(modifiers: &Modifiers, cx: &Cx<'_>) {
    let wrong = modifiers.list.iter().find(|modifier| modifier.kind != ModifierKind::Static);
    let at = wrong.map(|modifier| modifier.span).or(modifiers.annotations.first().map(|a| a.span));
    if let Some(at) = at {
        let message = "expected a declaration, found a block";
        let fault = Diagnostic::error("bad-modifier", message, cx.file, at);
        cx.fault(fault.with_help("a block of a class takes no modifier but `static`"));
    }
}

pub fn field_member(ty: TypeRef, vars: Vec<Declarator>, cx: &Cx<'_>) -> Box<Member> {
    let (modifiers, ty) = (Modifiers::default(), value_type(ty, "Variables", cx));
    Box::new(Member::Field(FieldDecl { modifiers, ty, vars, span: Span::NONE }))
}

pub fn declarator(name: Ident, init: Expr) -> Declarator {
    let span = name.span.to(init.span);
    Declarator { name, init: Some(init), span }
}

pub fn property(ty: TypeRef, name: Ident, accessors: Vec<Accessor>, cx: &Cx<'_>) -> Box<Member> {
    let (modifiers, ty) = (Modifiers::default(), value_type(ty, "Properties", cx));
    Box::new(Member::Property(PropertyDecl { modifiers, ty, name, accessors, span: Span::NONE }))
}

pub fn accessor(modifiers: Modifiers, kind: AccessorKind, body: Option<Block>, l: u32, r: u32) -> Box<Accessor> {
    Box::new(Accessor { modifiers, kind, body, span: span(l, r) })
}

pub fn method_member(ty: TypeRef, name: Ident, params: Vec<Param>, body: Option<Block>) -> Box<Member> {
    Box::new(Member::Method(method(ty, name, params, body)))
}

pub(super) fn method(ty: TypeRef, name: Ident, params: Vec<Param>, body: Option<Block>) -> MethodDecl {
    MethodDecl { header: *method_header(ty, name, params), body, span: Span::NONE }
}

/// Puts in the modifiers. The header's span ends with the body's start, or with the method.
pub(super) fn place_method(method: &mut MethodDecl, modifiers: Modifiers, l: u32, r: u32) {
    method.span = span(l, r);
    method.header.modifiers = modifiers;
    let end = method.body.as_ref().map_or(r, |body| body.span.start);
    method.header.span = span(l, end);
}

pub fn method_header(ty: TypeRef, name: Ident, params: Vec<Param>) -> Box<MethodHeader> {
    Box::new(MethodHeader {
        modifiers: Modifiers::default(),
        type_params: vec![],
        result: result_type(ty),
        name,
        params,
        is_constructor: false,
        span: Span::NONE,
    })
}

pub fn constructor_header(name: Ident, params: Vec<Param>) -> Box<MethodHeader> {
    Box::new(MethodHeader {
        modifiers: Modifiers::default(),
        type_params: vec![],
        result: None,
        name,
        params,
        is_constructor: true,
        span: Span::NONE,
    })
}

pub fn signature(
    mut header: Box<MethodHeader>,
    modifiers: Modifiers,
    type_params: Vec<Ident>,
    l: u32,
    r: u32,
) -> Box<MethodHeader> {
    header.modifiers = modifiers;
    header.type_params = type_params;
    header.span = span(l, r);
    header
}

pub fn constructor(name: Ident, params: Vec<Param>, body: Block) -> Box<Member> {
    let modifiers = Modifiers::default();
    Box::new(Member::Constructor(ConstructorDecl { modifiers, name, params, body, span: Span::NONE }))
}

pub fn initializer(body: Block) -> Box<Member> {
    Box::new(Member::Initializer(InitializerDecl { is_static: false, body, span: Span::NONE }))
}

pub fn param(modifiers: Modifiers, ty: TypeRef, name: Ident, l: u32, r: u32, cx: &Cx<'_>) -> Box<Param> {
    Box::new(Param { modifiers, ty: value_type(ty, "Parameters", cx), name, span: span(l, r) })
}
