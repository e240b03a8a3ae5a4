//! What a type offers, as text: for `:info` and for completion.

use crate::hir::{Class, ClassId, MethodKind, Program, Type, TypeId};
use crate::schema::ObjectId;
use crate::stdlib;

/// A method, field, property or constant of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    pub name: String,
    /// As one would declare it: `Boolean contains(String part)`.
    pub signature: String,
    /// One sentence of the library's; empty for user code.
    pub doc: &'static str,
    pub is_static: bool,
}

/// What can stand behind `Name.` for a class, inherited members included.
pub fn of_class(program: &Program, type_name: &dyn Fn(TypeId) -> String, class: ClassId) -> Vec<Member> {
    let mut members = Vec::new();
    let mut next = Some(class);
    while let Some(id) = next {
        match stdlib::library().class(id) {
            Some(_) => members.extend(stdlib::rows(id).iter().map(|row| native(row.signature, row.doc))),
            None => own(program, type_name, program.class(id), &mut members),
        }
        next = program.class(id).superclass.and_then(class_of);
    }
    members
}

/// What can stand behind a value of a type.
pub fn of_type(program: &Program, type_name: &dyn Fn(TypeId) -> String, ty: TypeId) -> Vec<Member> {
    let library = |name: &str| {
        let class = program.find_class(name);
        class.map_or_else(Vec::new, |class| of_class(program, type_name, class))
    };
    match ty.get() {
        Type::Class(class) | Type::Generic(class, _) => of_class(program, type_name, class),
        Type::Record(object) => {
            let mut members = fields(program, object);
            members.extend(library("SObject"));
            members
        }
        Type::SObject => library("SObject"),
        Type::List(_) => library("List"),
        Type::Set(_) => library("Set"),
        Type::Map(..) => library("Map"),
        Type::Void | Type::Null | Type::Object | Type::Param(_) => Vec::new(),
        Type::Boolean
        | Type::Integer
        | Type::Long
        | Type::Double
        | Type::Decimal
        | Type::String
        | Type::Id
        | Type::Blob
        | Type::Date
        | Type::Datetime
        | Type::Time => library(&type_name(ty)),
    }
}

/// The fields and relationships of an object.
pub fn fields(program: &Program, object: ObjectId) -> Vec<Member> {
    let schema = &program.schema;
    let mut members = Vec::new();
    for field in schema.object(object).fields() {
        let member = |name: &str, ty: String| Member {
            name: name.to_owned(),
            signature: format!("{ty} {name}"),
            doc: "",
            is_static: false,
        };
        members.push(member(&field.name, format!("{:?}", field.ty)));
        if let Some(reference) = &field.reference
            && let Some(name) = &reference.relationship
        {
            members.push(member(name, reference.targets.join(" or ")));
        }
    }
    members
}

fn class_of(ty: TypeId) -> Option<ClassId> {
    match ty.get() {
        Type::Class(class) | Type::Generic(class, _) => Some(class),
        _ => None,
    }
}

fn native(signature: &'static str, doc: &'static str) -> Member {
    let head = signature.split(['(', '{']).next().unwrap_or(signature).trim();
    let name = head.rsplit(' ').next().unwrap_or(head).to_owned();
    Member { name, signature: signature.to_owned(), doc, is_static: signature.starts_with("static ") }
}

fn own(program: &Program, type_name: &dyn Fn(TypeId) -> String, class: &Class, members: &mut Vec<Member>) {
    let mut push = |name: &str, signature: String, is_static: bool| {
        let keyword = if is_static { "static " } else { "" };
        let signature = format!("{keyword}{signature}");
        members.push(Member { name: name.to_owned(), signature, doc: "", is_static });
    };
    for constant in class.enum_info.iter().flat_map(|info| &info.constants) {
        push(constant, constant.to_string(), true);
    }
    for field in &class.statics {
        push(&field.name, format!("{} {}", type_name(field.ty), field.name), true);
    }
    for field in &class.fields {
        push(&field.name, format!("{} {}", type_name(field.ty), field.name), false);
    }
    for property in &class.properties {
        push(&property.name, format!("{} {}", type_name(property.ty), property.name), property.is_static);
    }
    for &id in class.constructors.iter().chain(&class.methods) {
        let method = program.method(id);
        let params: Vec<String> = method.params.iter().map(|(n, ty)| format!("{} {n}", type_name(*ty))).collect();
        let params = params.join(", ");
        match method.kind {
            MethodKind::Constructor => push(&class.name, format!("{}({params})", class.name), false),
            MethodKind::Method => {
                let signature = format!("{} {}({params})", type_name(method.returns), method.name);
                push(&method.name, signature, method.flags.is_static);
            }
            _ => {}
        }
    }
}
