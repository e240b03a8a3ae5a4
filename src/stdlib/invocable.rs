//! What `Invocable.Action.invoke` runs: a class's `@InvocableMethod`, with its inputs made of maps and its outputs as maps.

use crate::hir::{ClassId, Method, Type, TypeId};
use crate::interp::native::{InstanceRef, ListRef, MapRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::syntax::Symbol;
use crate::value::{List, Map, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![m(
        "static List<Object> run(String className, List<Map<String, Object>> invocations)",
        "Runs the invocable method of a class once for all invocations; answers a map of outputs for each.",
        run,
    )]
}

fn run(cx: &mut Interp, name: Str, invocations: ListRef) -> Exec<List> {
    let program = cx.program.clone();
    let annotation = Symbol::intern("invocablemethod");
    let class = program.find_class(&name).map(|class| program.class(class));
    let found = class.and_then(|class| {
        class.methods.iter().map(|m| program.method(*m)).find(|m| m.annotations.contains(&annotation))
    });
    let Some(method) = found else {
        return Err(cx.throw(Exc::InvalidParameterValue, format!("No invocable method in {name}")));
    };
    let invocations = invocations.borrow().to_vec();
    let inputs = inputs(cx, method, &invocations)?;
    let answer = cx.call(method.id, &inputs)?;
    let mut outputs = match ListRef::of(&answer) {
        Some(list) => list.borrow().to_vec(),
        None => Vec::new(),
    };
    outputs.resize(invocations.len(), Value::Null);
    let maps = outputs.iter().map(|v| output(cx, v)).collect();
    Ok(List::from_values(TypeId::OBJECT, maps))
}

/// The one list that an invocable method takes, or nothing.
fn inputs(cx: &mut Interp, method: &Method, invocations: &[Value]) -> Exec<Vec<Value>> {
    let Some((_, ty)) = method.params.first() else { return Ok(Vec::new()) };
    let Type::List(elem) = ty.get() else { return Ok(vec![Value::Null]) };
    let mut items = Vec::with_capacity(invocations.len());
    for invocation in invocations {
        let Some(map) = MapRef::of(invocation) else { continue };
        let entries: Vec<(Value, Value)> = map.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        items.push(match elem.get() {
            Type::Class(class) => request(cx, class, &entries)?,
            // Plain inputs have one unnamed parameter.
            _ => entries.into_iter().next().map_or(Value::Null, |(_, v)| v),
        });
    }
    Ok(vec![Value::list(List::from_values(elem, items))])
}

/// An input object with its fields set by name.
fn request(cx: &mut Interp, class: ClassId, entries: &[(Value, Value)]) -> Exec<Value> {
    let object = cx.instantiate(class, &[])?;
    let program = cx.program.clone();
    let Some(instance) = InstanceRef::of(&object) else { return Ok(object) };
    for (name, value) in entries {
        let Value::String(name) = name else { continue };
        match program.class(class).fields.iter().position(|f| f.name.eq_ignore_ascii_case(name)) {
            Some(slot) => instance.instance().fields.borrow_mut()[slot] = value.clone(),
            None => return Err(cx.throw(Exc::InvalidParameterValue, format!("Invalid parameter: {name}"))),
        }
    }
    Ok(object)
}

/// The fields of an output object; a plain output is called `output`.
fn output(cx: &Interp, value: &Value) -> Value {
    let mut map = Map::new(TypeId::STRING, TypeId::OBJECT);
    match InstanceRef::of(value) {
        Some(instance) => {
            let fields = &cx.program.class(instance.instance().class).fields;
            for (field, value) in fields.iter().zip(instance.instance().fields.borrow().iter()) {
                map.put(Value::string(&field.name), value.clone());
            }
        }
        None if value.is_null() => {}
        None => drop(map.put(Value::string("output"), value.clone())),
    }
    Value::map(map)
}
