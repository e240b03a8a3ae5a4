//! Declarations as text, close to their source.

use super::expr::literal;
use super::stmt::{block, declarator, stmt};
use super::{id, list, ty, words};
use crate::syntax::ast::{
    Accessor, Annotation, AnnotationValue, AnonymousBlock, BlockItem, CompilationUnit, Member, MethodDecl, Modifiers,
    Param, TypeDecl, TypeRef, UnitDecl,
};

/// A whole file.
pub fn unit(unit: &CompilationUnit) -> String {
    match &unit.decl {
        UnitDecl::Type(decl) => type_decl(decl),
        UnitDecl::Trigger(t) => {
            let events = list(&t.events, |e| format!("{:?} {:?}", e.time, e.operation).to_lowercase());
            format!("trigger {} on {} ({events}) {{{} }}", t.name.sym, t.object.sym, words(&t.body, item))
        }
    }
}

/// Anonymous code.
pub fn anonymous(code: &AnonymousBlock) -> String {
    words(&code.items, item).trim_start().to_string()
}

fn item(item: &BlockItem) -> String {
    match item {
        BlockItem::Stmt(s) => stmt(s),
        BlockItem::Method(m) => method(m),
        BlockItem::Type(t) => type_decl(t),
    }
}

fn type_decl(decl: &TypeDecl) -> String {
    let head = modifiers(decl.modifiers());
    let name = decl.name().sym;
    match decl {
        TypeDecl::Class(c) => {
            let extends = c.extends.as_ref().map_or(String::new(), |t| format!(" extends {}", ty(t)));
            let implements = clause("implements", &c.implements);
            let members = words(&c.members, member);
            format!("{head}class {name}{}{extends}{implements} {{{members} }}", type_params(&c.type_params))
        }
        TypeDecl::Interface(i) => {
            let extends = clause("extends", &i.extends);
            let members = words(&i.members, member);
            format!("{head}interface {name}{}{extends} {{{members} }}", type_params(&i.type_params))
        }
        TypeDecl::Enum(e) => format!("{head}enum {name} {{ {} }}", list(&e.constants, id)),
    }
}

fn type_params(params: &[crate::syntax::ast::Ident]) -> String {
    if params.is_empty() { String::new() } else { format!("<{}>", list(params, id)) }
}

fn clause(word: &str, types: &[TypeRef]) -> String {
    if types.is_empty() { String::new() } else { format!(" {word} {}", list(types, ty)) }
}

fn member(member: &Member) -> String {
    match member {
        Member::Field(f) => {
            format!("{}{} {};", modifiers(&f.modifiers), ty(&f.ty), list(&f.vars, declarator))
        }
        Member::Property(p) => {
            let accessors = words(&p.accessors, accessor);
            format!("{}{} {} {{{accessors} }}", modifiers(&p.modifiers), ty(&p.ty), p.name.sym)
        }
        Member::Method(m) => method(m),
        Member::Constructor(c) => {
            format!("{}{}({}) {}", modifiers(&c.modifiers), c.name.sym, list(&c.params, param), block(&c.body))
        }
        Member::Initializer(i) => format!("{}{}", if i.is_static { "static " } else { "" }, block(&i.body)),
        Member::Type(t) => type_decl(t),
    }
}

fn method(m: &MethodDecl) -> String {
    let header = &m.header;
    let result = header.result.as_ref().map_or("void".to_string(), ty);
    let body = m.body.as_ref().map_or(";".to_string(), |b| format!(" {}", block(b)));
    let params = list(&header.params, param);
    format!("{}{result} {}({params}){body}", modifiers(&header.modifiers), header.name.sym)
}

fn accessor(a: &Accessor) -> String {
    let body = a.body.as_ref().map_or(";".to_string(), |b| format!(" {}", block(b)));
    format!("{}{}{body}", modifiers(&a.modifiers), format!("{:?}", a.kind).to_lowercase())
}

fn param(p: &Param) -> String {
    format!("{}{} {}", modifiers(&p.modifiers), ty(&p.ty), p.name.sym)
}

pub(super) fn modifiers(m: &Modifiers) -> String {
    let annotations: String = m.annotations.iter().map(|a| format!("{} ", annotation(a))).collect();
    let words: String = m.list.iter().map(|m| format!("{:?} ", m.kind).to_lowercase()).collect();
    annotations + &words
}

fn annotation(a: &Annotation) -> String {
    if a.args.is_empty() {
        return format!("@{}", a.name.sym);
    }
    let args = list(&a.args, |arg| match &arg.name {
        Some(name) => format!("{}={}", name.sym, annotation_value(&arg.value)),
        None => annotation_value(&arg.value),
    });
    format!("@{}({args})", a.name.sym)
}

fn annotation_value(value: &AnnotationValue) -> String {
    match value {
        AnnotationValue::Literal(value) => literal(value),
        AnnotationValue::Name(name) => id(name),
        AnnotationValue::List(values) => format!("{{{}}}", list(values, annotation_value)),
    }
}
