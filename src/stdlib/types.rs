//! `Type`.

use crate::hir::{Access, ClassId, ClassKind, NativeId, Type, TypeId};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Map, Record, Set, Str, Value};

/// `value instanceof ty`.
pub(super) fn is_instance(cx: &Interp, value: &Value, ty: TypeId) -> bool {
    cx.is_instance(value, ty)
}

/// The name of a type as it answers it: `Map<String,List<ANY>>`.
pub(super) fn name(cx: &Interp, ty: TypeId) -> String {
    cx.type_name(ty)
}

/// The type that a text names, if there is one.
pub(super) fn find(cx: &Interp, text: &str) -> Option<TypeId> {
    let text = text.trim();
    if let Some((space, rest)) = text.split_once('.')
        && cx.program.schema.is_namespace(space)
    {
        return find(cx, rest);
    }
    if let Some(elem) = text.strip_suffix("[]") {
        return find(cx, elem).map(TypeId::list);
    }
    if let Some((head, rest)) = text.split_once('<') {
        let args = split_arguments(rest.trim_end().strip_suffix('>')?);
        let args: Option<Vec<TypeId>> = args.into_iter().map(|a| find(cx, a)).collect();
        let head = head.trim().to_ascii_lowercase();
        return match (head.strip_prefix("system.").unwrap_or(&head), &args?[..]) {
            ("list", [e]) => Some(TypeId::list(*e)),
            ("set", [e]) => Some(TypeId::set(*e)),
            ("map", [k, v]) => Some(TypeId::map(*k, *v)),
            (class, [arg]) => Some(TypeId::of(Type::Generic(cx.program.find_class(class)?, *arg))),
            _ => None,
        };
    }
    let folded = text.to_ascii_lowercase();
    let class = cx.program.find_class(&folded);
    // A class of the user may have the name of a built-in type.
    if let Some(class) = class.filter(|c| cx.program.class(*c).namespace.is_empty()) {
        return Some(TypeId::class(class));
    }
    let builtin = match folded.strip_prefix("system.").unwrap_or(&folded) {
        "object" => TypeId::OBJECT,
        "boolean" => TypeId::BOOLEAN,
        "integer" => TypeId::INTEGER,
        "long" => TypeId::LONG,
        "double" => TypeId::DOUBLE,
        "decimal" => TypeId::DECIMAL,
        "string" => TypeId::STRING,
        "id" => TypeId::ID,
        "blob" => TypeId::BLOB,
        "date" => TypeId::DATE,
        "datetime" => TypeId::DATETIME,
        "time" => TypeId::TIME,
        "sobject" => TypeId::SOBJECT,
        _ => {
            let object = folded.strip_prefix("schema.").unwrap_or(&folded);
            return match class {
                Some(class) => Some(TypeId::class(class)),
                None => cx.program.schema.find(object).map(TypeId::record),
            };
        }
    };
    Some(builtin)
}

/// `A, Map<B, C>` at its outer commas.
fn split_arguments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether the code that runs may make an object of the class without arguments.
fn has_open_constructor(cx: &Interp, class: ClassId) -> bool {
    let declared = cx.program.class(class);
    let mut constructors = declared.constructors.iter().map(|m| cx.program.method(*m));
    match constructors.find(|m| m.params.is_empty()) {
        Some(found) => found.access != Access::Private || cx.sees_private(found),
        None => declared.constructors.is_empty() || declared.is_exception,
    }
}

fn new_instance(cx: &mut Interp, ty: TypeId) -> Result<Value, Thrown> {
    match ty.get() {
        Type::List(elem) => Ok(Value::list(List::new(elem))),
        Type::Set(elem) => Ok(Value::set(Set::new(elem))),
        Type::Map(k, v) => Ok(Value::map(Map::new(k, v))),
        Type::Record(object) => Ok(Value::record(Record::new(object))),
        Type::Class(class) => {
            let declared = cx.program.class(class);
            if declared.kind != ClassKind::Class || declared.is_abstract {
                return Err(not_constructed(cx, ty));
            }
            if !has_open_constructor(cx, class) {
                let name = name(cx, ty);
                return Err(cx.throw(Exc::Type, format!("{name} does not have a no-arg constructor")));
            }
            if cx.library.class(class).is_none() {
                return cx.instantiate(class, &[]);
            }
            let row = super::rows(class).iter().position(|r| r.arity == 0 && !r.signature.contains(' '));
            match row {
                Some(row) => (super::native(NativeId { class, row: row as u16 }))(cx, &[]),
                None => Err(not_constructed(cx, ty)),
            }
        }
        Type::String => Ok(Value::string("")),
        _ => Err(not_constructed(cx, ty)),
    }
}

fn not_constructed(cx: &mut Interp, ty: TypeId) -> Thrown {
    let name = name(cx, ty);
    cx.throw(Exc::Type, format!("{name} cannot be constructed"))
}

/// `Type.forName(name)`: an object of the org goes before a class of the same name. The name is taken as it stands.
fn for_name(cx: &Interp, text: &str) -> Option<TypeId> {
    let folded = text.to_ascii_lowercase();
    if folded.trim() != folded {
        return None;
    }
    cx.program
        .schema
        .find(&folded)
        .map(TypeId::record)
        .or_else(|| find(cx, text))
        .filter(|ty| has_namespace(&folded, *ty))
}

/// `Type.forName(namespace, name)`: without a namespace, a class goes before an object. Simple types and objects live in none.
fn for_qualified_name(cx: &Interp, namespace: Option<&str>, name: &str) -> Option<TypeId> {
    match namespace.filter(|ns| !ns.is_empty()) {
        None => find(cx, name),
        Some(ns) => {
            find(cx, &format!("{ns}.{name}")).filter(|ty| matches!(ty.get(), Type::Class(_) | Type::Generic(..)))
        }
    }
}

/// `System.String` names nothing: the simple types live in no namespace.
fn has_namespace(folded: &str, ty: TypeId) -> bool {
    !folded.starts_with("system.") || matches!(ty.get(), Type::Class(_) | Type::Generic(..) | Type::Record(_))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Type forName(String name)",
            "The type of this name, or null.",
            |cx: &mut Interp, name: Option<Str>| {
                let name = name.ok_or_else(|| cx.null_pointer())?;
                Ok(for_name(cx, &name).map_or(Value::Null, Value::Type))
            },
        ),
        m(
            "static Type forName(String namespace, String name)",
            "The type of this name in a namespace, or null.",
            |cx: &mut Interp, namespace: Option<Str>, name: Option<Str>| {
                let name = name.ok_or_else(|| cx.null_pointer())?;
                Ok(for_qualified_name(cx, namespace.as_deref(), &name).map_or(Value::Null, Value::Type))
            },
        ),
        m("String getName()", "The type's name.", |cx: &mut Interp, ty: TypeId| name(cx, ty)),
        m("Object newInstance()", "A new object, made by the constructor without parameters.", new_instance),
        m(
            "Boolean isAssignableFrom(Type other)",
            "Whether values of the other type may stand for this one.",
            |cx: &mut Interp, ty: TypeId, other: TypeId| cx.is_subtype(other, ty),
        ),
        m("String toString()", "The type's name.", |cx: &mut Interp, ty: TypeId| name(cx, ty)),
        m(
            "Boolean equals(Object other)",
            "Whether the other is the same type.",
            |ty: TypeId, other: Value| matches!(other, Value::Type(o) if o == ty),
        ),
        m("Integer hashCode()", "A hash code.", |cx: &mut Interp, ty: TypeId| {
            let name = name(cx, ty);
            crate::value::str::java_hash(&name)
        }),
    ]
}
