//! Queries given as text, compiled where they run, and the values of what they bind.

use crate::hir::{ClassId, Condition, Operand, Property, Query, Search, SecurityMode, Type, TypeId};
use crate::interp::native::{InstanceRef, MapRef, RecordRef};
use crate::interp::{Exc, Exec, Interp};
use crate::sema::query::{compile_dynamic, compile_search};
use crate::value::Value;

/// Where the values of a text's binds come from.
#[derive(Clone, Copy)]
pub(super) enum Binds<'a> {
    None,
    /// The variables around the call.
    Variables(&'a MapRef),
    /// The map of `queryWithBinds`.
    Given(&'a MapRef),
}

/// A query and the values of its binds, taken by name without regard to case.
///
/// # Errors
/// QueryException with the platform's text; for what only the plan shows, an UnexpectedException that no `catch` takes.
pub(super) fn query(cx: &mut Interp, text: &str, binds: Binds<'_>) -> Exec<(Query, Vec<Value>)> {
    match compile_dynamic(&cx.program, text) {
        Ok(found) => {
            let values = found.binds.iter().map(|name| bound(cx, name, binds)).collect::<Exec<Vec<_>>>()?;
            if found.query.filter.as_ref().is_some_and(|filter| lacks_collection(filter, &values)) {
                return Err(cx.null_pointer());
            }
            Ok((found.query, values))
        }
        Err(error) if error.fatal => Err(cx.throw_fatal(Exc::Unexpected, error.message)),
        Err(error) => Err(cx.throw(Exc::Query, error.message)),
    }
}

/// The mode of a query whose text asks for one, and whose caller may ask for one beside it.
///
/// # Errors
/// SecurityException when both ask, or when an anonymous block asks for the system's mode.
pub(super) fn mode(cx: &mut Interp, written: SecurityMode, asked: SecurityMode) -> Exec<SecurityMode> {
    match (written, asked) {
        (SecurityMode::User | SecurityMode::System, SecurityMode::User | SecurityMode::System) => {
            let text = "Cannot use the WITH AccessLevel clause in dynamic queries that also specify an access level.";
            Err(cx.throw(Exc::Security, text))
        }
        (SecurityMode::Default, asked) => Ok(asked),
        (written, _) => {
            cx.check_mode(written)?;
            Ok(written)
        }
    }
}

/// Whether what `IN` looks into is null: a compiled query finds nothing there, one given as text fails.
fn lacks_collection(filter: &Condition, values: &[Value]) -> bool {
    match filter {
        Condition::And(all) | Condition::Or(all) => all.iter().any(|c| lacks_collection(c, values)),
        Condition::Not(inner) => lacks_collection(inner, values),
        Condition::In { values: operands, .. } => match operands.as_slice() {
            [Operand::Bind(i)] => values.get(*i).is_some_and(Value::is_null),
            _ => false,
        },
        Condition::SemiJoin { query, .. } => query.filter.as_ref().is_some_and(|f| lacks_collection(f, values)),
        Condition::Compare { .. } | Condition::Includes { .. } => false,
    }
}

/// The same for a search.
///
/// # Errors
/// As [`query`].
pub(super) fn search(cx: &mut Interp, text: &str, binds: Binds<'_>) -> Exec<(Search, Vec<Value>)> {
    if let Some((place, found)) = bare_operator(text) {
        let text = format!("line 1:{place} mismatched character '{found}' expecting '}}'");
        return Err(cx.throw(Exc::Query, text));
    }
    if let Some(fault) = no_search(text) {
        return Err(cx.throw(Exc::Query, fault));
    }
    match compile_search(&cx.program, text) {
        Ok(found) => {
            if found.search.returning.is_empty() {
                return Err(cx.throw(Exc::Query, NO_OBJECTS));
            }
            let values = found.binds.iter().map(|name| bound(cx, name, binds)).collect::<Exec<_>>()?;
            Ok((found.search, values))
        }
        Err(error) => Err(cx.throw(Exc::Query, error.message)),
    }
}

/// Of a search that does not say which objects it returns.
const NO_OBJECTS: &str = "Entities should be explictly specified in SOSL call in Apex";

/// Why a text is no search, when its beginning says so.
fn no_search(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    match words.next() {
        None => Some(NO_OBJECTS.to_owned()),
        Some(word) if word.eq_ignore_ascii_case("FIND") => {
            words.next().is_none().then(|| "expecting a string literal, found '<EOF>'".to_owned())
        }
        Some(word) if word.eq_ignore_ascii_case("SELECT") => Some(format!("unexpected token: {word}")),
        Some(_) => None,
    }
}

/// The first of `& | + -` in the braces of a search's term, neither quoted nor escaped: the place, and which.
fn bare_operator(text: &str) -> Option<(usize, char)> {
    let (mut inside, mut quoted, mut escaped) = (false, false, false);
    for (place, c) in text.chars().enumerate() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' if !inside => inside = true,
            '}' if inside && !quoted => return None,
            '\'' if !inside => return None,
            '"' if inside => quoted = !quoted,
            '&' | '|' | '+' | '-' if inside && !quoted => return Some((place, c)),
            _ => {}
        }
    }
    None
}

/// The value of `name` or `record.Field`.
fn bound(cx: &mut Interp, name: &str, binds: Binds<'_>) -> Exec<Value> {
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or(name);
    let (found, fault) = match binds {
        Binds::None => (None, format!("Variable does not exist: {first}")),
        Binds::Variables(map) => {
            let found = match named(map, first) {
                None => property(cx, map, first)?,
                found => found,
            };
            (found, format!("Variable does not exist: {first}"))
        }
        Binds::Given(map) => (named(map, first), format!("Key '{first}' does not exist in the bindMap")),
    };
    let Some(mut value) = found else { return Err(cx.throw(Exc::Query, fault)) };
    for part in parts {
        let next = if let Some(record) = RecordRef::of(&value) {
            let record = record.borrow();
            let field = cx.program.schema.object(record.object).field(part);
            field.map(|f| record.get(f).unwrap_or_default())
        } else if let Some(instance) = InstanceRef::of(&value) {
            let class = cx.program.class(instance.instance().class);
            let slot = class.fields.iter().position(|f| f.name.eq_ignore_ascii_case(part));
            slot.map(|slot| instance.instance().fields.borrow()[slot].clone())
        } else {
            return Err(cx.null_pointer());
        };
        match next {
            Some(next) => value = next,
            None => return Err(cx.throw(Exc::Query, format!("Variable does not exist: {name}"))),
        }
    }
    Ok(value)
}

/// What a property with code answers, of `this` or of the class that the query stands in.
fn property(cx: &mut Interp, scope: &MapRef, name: &str) -> Exec<Option<Value>> {
    let this = named(scope, "this");
    let Some(Value::Type(class)) = named(scope, "class") else { return Ok(None) };
    let mut at = class_of_type(class);
    while let Some(id) = at {
        let class = cx.program.class(id);
        let is_it = |p: &&Property| p.name.eq_ignore_ascii_case(name) && (p.is_static || this.is_some());
        let found = class.properties.iter().find(is_it);
        at = class.superclass.and_then(class_of_type);
        let Some((is_static, Some(getter))) = found.map(|p| (p.is_static, p.getter)) else { continue };
        cx.initialise_class(id)?;
        let receiver = this.filter(|_| !is_static);
        return cx.call(getter, receiver.as_slice()).map(Some);
    }
    Ok(None)
}

fn class_of_type(ty: TypeId) -> Option<ClassId> {
    match ty.get() {
        Type::Class(id) | Type::Generic(id, _) => Some(id),
        _ => None,
    }
}

fn named(map: &MapRef, name: &str) -> Option<Value> {
    let map = map.borrow();
    let found = map.iter().find(|(key, _)| matches!(key, Value::String(s) if s.eq_ignore_ascii_case(name)));
    found.map(|(_, value)| value.clone())
}
