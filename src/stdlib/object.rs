//! `Object` and `Enum`: what every value and every constant answers.

use crate::hir::{ClassId, Type, TypeId};
use crate::interp::native::{InstanceRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Str, Value};

/// The hash code; null's is 0.
pub(super) fn hash_code(cx: &mut Interp, v: &Value) -> Result<i32, Thrown> {
    if v.is_null() { Ok(0) } else { cx.hash_code(v) }
}

/// A receiver must be there.
fn receiver(cx: &mut Interp, v: Value) -> Result<Value, Thrown> {
    if v.is_null() { Err(cx.null_pointer()) } else { Ok(v) }
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("String toString()", "The value as text.", |cx: &mut Interp, v: Value| {
            let v = receiver(cx, v)?;
            cx.text(&v)
        }),
        m("Boolean equals(Object other)", "Whether the other is equal.", |cx: &mut Interp, v: Value, other: Value| {
            let v = receiver(cx, v)?;
            cx.equals(&v, &other)
        }),
        m("Integer hashCode()", "A hash code: equal values have equal ones.", |cx: &mut Interp, v: Value| {
            let v = receiver(cx, v)?;
            cx.hash_code(&v)
        }),
        m("Object clone()", "A copy that shares what the fields refer to.", |cx: &mut Interp, v: InstanceRef| {
            let copy = cx.new_instance(v.instance().class);
            if let Some(new) = InstanceRef::of(&copy) {
                new.instance().fields.borrow_mut().clone_from(&v.instance().fields.borrow());
            }
            copy
        }),
    ]
}

/// The class and ordinal of a constant.
fn constant(cx: &mut Interp, v: &Value) -> Result<(ClassId, u16), Thrown> {
    match v {
        Value::Enum(class, ordinal) => Ok((*class, *ordinal)),
        _ => Err(cx.null_pointer()),
    }
}

/// The enum class that a type stands for.
fn enum_class(cx: &mut Interp, ty: TypeId) -> Result<ClassId, Thrown> {
    match ty.get() {
        Type::Class(class) if cx.program.class(class).enum_info.is_some() => Ok(class),
        _ => Err(cx.throw(Exc::Type, "Not an enum type")),
    }
}

fn value_of(cx: &mut Interp, ty: TypeId, name: Option<Str>) -> Result<Value, Thrown> {
    let class = enum_class(cx, ty)?;
    let info = cx.program.class(class).enum_info.as_ref().expect("it was found");
    let found = name.as_ref().and_then(|n| info.constants.iter().position(|c| c.eq_ignore_ascii_case(n)));
    match found {
        Some(ordinal) => Ok(Value::Enum(class, ordinal as u16)),
        None => {
            let name = name.unwrap_or_else(|| Str::from("null"));
            Err(cx.throw(Exc::NoSuchElement, format!("No enum value found called {name}")))
        }
    }
}

pub(super) fn enum_rows() -> Vec<Row> {
    vec![
        m("String name()", "The constant's name.", |cx: &mut Interp, v: Value| {
            let (class, ordinal) = constant(cx, &v)?;
            Ok(cx.enum_name(class, ordinal).to_string())
        }),
        m("Integer ordinal()", "The constant's place, from 0.", |cx: &mut Interp, v: Value| {
            constant(cx, &v).map(|(_, ordinal)| i32::from(ordinal))
        }),
        m(
            "static List<Object> values(Type ofEnum)",
            "All constants in order, in a list that cannot be changed.",
            |cx: &mut Interp, ty: TypeId| {
                let class = enum_class(cx, ty)?;
                let count = cx.program.class(class).enum_info.as_ref().map_or(0, |e| e.constants.len());
                let mut all = List::from_values(ty, (0..count).map(|i| Value::Enum(class, i as u16)).collect());
                all.read_only = true;
                Ok(all)
            },
        ),
        m("static Object valueOf(Type ofEnum, String name)", "The constant of this name in any case.", value_of),
        m("String toString()", "The constant's name.", |cx: &mut Interp, v: Value| {
            let (class, ordinal) = constant(cx, &v)?;
            Ok(cx.enum_name(class, ordinal).to_string())
        }),
        m(
            "Boolean equals(Object other)",
            "Whether the other is the same constant.",
            |cx: &mut Interp, v: Value, other: Value| {
                constant(cx, &v)?;
                cx.equals(&v, &other)
            },
        ),
        m("Integer hashCode()", "A hash code.", |cx: &mut Interp, v: Value| {
            constant(cx, &v)?;
            cx.hash_code(&v)
        }),
    ]
}
