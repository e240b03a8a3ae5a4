//! The DML methods of `Database`: `insert` to `merge`, with their results.

use crate::hir::{DmlKind, SecurityMode, TypeId};
use crate::interp::dml::{self, Request, RowResult};
use crate::interp::exceptions::with_exception_data;
use crate::interp::native::{InstanceRef, Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::DmlError;
use crate::schema::{FieldId, Mode, ObjectId};
use crate::stdlib::system_async::{field, id_of};
use crate::value::object::DmlFailure;
use crate::value::{Id, List, Object, Record, Ref, Value};

/// What stands behind the records in a call, in any combination.
pub(super) struct Options {
    pub all_or_none: bool,
    external_id: Option<FieldId>,
    pub mode: SecurityMode,
    truncate: bool,
}

impl Options {
    /// # Errors
    /// As [`access_level`].
    pub fn read(cx: &mut Interp, args: &[Value]) -> Exec<Options> {
        let mut options =
            Options { all_or_none: true, external_id: None, mode: SecurityMode::Default, truncate: false };
        for arg in args {
            match arg {
                Value::Boolean(all) => options.all_or_none = *all,
                Value::FieldToken(_, field) => options.external_id = Some(*field),
                _ => {
                    let Some(instance) = InstanceRef::of(arg) else { continue };
                    let class = std::sync::Arc::clone(&cx.program.class(instance.instance().class).name);
                    match &*class {
                        "DMLOptions" => {
                            // Without an answer the platform takes it that some may fail.
                            options.all_or_none = matches!(field(cx, &instance, "optAllOrNone"), Value::Boolean(true));
                            options.truncate =
                                matches!(field(cx, &instance, "allowFieldTruncation"), Value::Boolean(true));
                        }
                        "AccessLevel" => options.mode = access_level(cx, arg)?,
                        _ => {}
                    }
                }
            }
        }
        Ok(options)
    }
}

/// The mode that an `AccessLevel` asks for; anything else asks for none.
///
/// # Errors
/// SecurityException when an anonymous block asks for the system's mode.
pub(super) fn access_level(cx: &mut Interp, value: &Value) -> Exec<SecurityMode> {
    let mode = match InstanceRef::of(value).map(|level| field(cx, &level, "name")) {
        Some(Value::String(s)) if &*s == "USER_MODE" => SecurityMode::User,
        Some(Value::String(_)) => SecurityMode::System,
        _ => SecurityMode::Default,
    };
    cx.check_mode(mode)?;
    Ok(mode)
}

/// Runs one operation on a record or a list of them and wraps the results in the same shape.
pub(super) fn operate(cx: &mut Interp, kind: DmlKind, target: &Value, args: &[Value]) -> Exec<Value> {
    let options = Options::read(cx, args)?;
    let records = records(cx, kind, target)?;
    if let (Some(field), Some(Object::Record(record))) = (options.external_id, records.first().map(|r| &**r)) {
        check_external_id(cx, record.borrow().object, field)?;
    }
    let is_list = matches!(target.object(), Some(Object::List(_)));
    let request = Request {
        kind,
        records,
        all_or_none: options.all_or_none,
        external_id: options.external_id,
        mode: options.mode,
        truncate: options.truncate,
    };
    let results = cx.dml(request)?;
    let mut wrapped = Vec::with_capacity(results.len());
    for result in &results {
        wrapped.push(wrap(cx, kind, result)?);
    }
    match is_list {
        true => {
            let class = cx.program.find_class(class_name(kind)).map_or(TypeId::OBJECT, TypeId::class);
            Ok(Value::list(List::from_values(class, wrapped)))
        }
        false => Ok(wrapped.pop().unwrap_or_default()),
    }
}

/// Upsert matches by external ids and by what the platform looks up itself.
fn check_external_id(cx: &mut Interp, object: ObjectId, field: FieldId) -> Exec<()> {
    let schema = cx.program.schema.clone();
    let def = schema.object(object).get(field);
    // A custom field that nobody declared may well be an external Id.
    if def.external_id || def.id_lookup || field == FieldId::ID || (def.custom && schema.mode() == Mode::Inferred) {
        return Ok(());
    }
    let text =
        format!("Invalid field for upsert, must be an External Id custom or standard indexed field: {}", def.name);
    Err(cx.throw(Exc::SObject, text))
}

/// The records of a call; deletions also take Ids.
fn records(cx: &mut Interp, kind: DmlKind, target: &Value) -> Exec<Vec<Ref>> {
    if !matches!(kind, DmlKind::Delete | DmlKind::Undelete) {
        return dml::targets(cx, target);
    }
    let values = match target.object() {
        Some(Object::List(list)) => list.borrow().to_vec(),
        _ => vec![target.clone()],
    };
    if !values.iter().any(|v| matches!(v, Value::Id(_) | Value::String(_))) {
        return dml::targets(cx, target);
    }
    values.iter().map(|v| by_id(cx, v)).collect()
}

/// A record that holds nothing but an Id.
fn by_id(cx: &mut Interp, value: &Value) -> Exec<Ref> {
    let Some(id) = id_of(cx, value)? else { return Err(cx.null_pointer()) };
    let Some(object) = cx.org.object_of(id) else {
        return Err(cx.throw(Exc::String, format!("Invalid id: {id}")));
    };
    let mut record = Record::new(object);
    record.set(FieldId::ID, Value::Id(id));
    Ok(Ref::new(Object::Record(record.into())))
}

fn class_name(kind: DmlKind) -> &'static str {
    match kind {
        DmlKind::Insert | DmlKind::Update => "Database.SaveResult",
        DmlKind::Upsert => "Database.UpsertResult",
        DmlKind::Delete => "Database.DeleteResult",
        DmlKind::Undelete => "Database.UndeleteResult",
        DmlKind::Merge => "Database.MergeResult",
    }
}

fn wrap(cx: &mut Interp, kind: DmlKind, result: &RowResult) -> Exec<Value> {
    let success = Value::Boolean(result.is_success());
    let id = result.id.filter(|_| result.is_success() || kind != DmlKind::Insert).map_or(Value::Null, Value::Id);
    let errors = match kind {
        DmlKind::Undelete if result.is_success() => Value::Null,
        _ => errors(cx, &result.errors)?,
    };
    match kind {
        DmlKind::Upsert => {
            let created = Value::Boolean(result.created);
            make(cx, class_name(kind), &[success, created, id, errors])
        }
        DmlKind::Insert | DmlKind::Update | DmlKind::Delete | DmlKind::Undelete | DmlKind::Merge => {
            make(cx, class_name(kind), &[success, id, errors])
        }
    }
}

/// A list of `Database.Error`.
pub(super) fn errors(cx: &mut Interp, errors: &[DmlError]) -> Exec<Value> {
    let mut all = Vec::with_capacity(errors.len());
    for error in errors {
        let fields = error.fields.iter().map(|f| Value::string(f)).collect();
        let fields = Value::list(List::from_values(TypeId::STRING, fields));
        let status = cx.enum_constant("System.StatusCode", error.status);
        all.push(make(cx, "Database.Error", &[Value::string(&error.message), status, fields])?);
    }
    let class = cx.program.find_class("Database.Error").map_or(TypeId::OBJECT, TypeId::class);
    Ok(Value::list(List::from_values(class, all)))
}

/// The DmlException of an operation that is none of the six statements.
pub(super) fn refuse(cx: &mut Interp, operation: &str, row: usize, id: Option<Id>, error: &DmlError) -> Thrown {
    let text = format!(
        "{operation} failed. First exception on row {row}; first error: {}, {}: [{}]",
        error.status,
        error.message,
        error.fields.join(", ")
    );
    let thrown = cx.throw(Exc::Dml, text);
    let object = id.and_then(|id| cx.org.object_of(id));
    let (status, message, fields) = (error.status, error.message.clone(), error.fields.clone());
    if let Some(exception) = &cx.pending {
        let failure = DmlFailure { row, object, id, status, message, fields };
        with_exception_data(exception, |data| data.dml = vec![failure]);
    }
    thrown
}

/// An instance of a prelude class.
pub(super) fn make(cx: &mut Interp, class: &str, args: &[Value]) -> Exec<Value> {
    let class = cx.program.find_class(class).expect("the prelude has the results of the database");
    cx.instantiate(class, args)
}

fn merge(cx: &mut Interp, master: &Value, duplicates: &Value, args: &[Value]) -> Exec<Value> {
    let options = Options::read(cx, args)?;
    let Some(winner) = dml::targets(cx, master)?.pop() else { return Err(cx.null_pointer()) };
    let is_list = matches!(duplicates.object(), Some(Object::List(_)));
    let values = match duplicates.object() {
        Some(Object::List(list)) => list.borrow().to_vec(),
        _ => vec![duplicates.clone()],
    };
    let mut ids = Vec::new();
    for value in &values {
        let id = match value.object() {
            Some(Object::Record(record)) => record.borrow().id(),
            _ => id_of(cx, value)?,
        };
        ids.push(match (id, value.is_null()) {
            (Some(id), _) => id,
            (None, true) => return Err(cx.null_pointer()),
            (None, false) => return Err(cx.throw(Exc::String, "Invalid id: null")),
        });
    }
    let merged = cx.merge(&winner, &ids, options.all_or_none, options.mode)?;
    let texts = |ids: &[Id]| {
        Value::list(List::from_values(TypeId::STRING, ids.iter().map(|id| Value::string(&id.to_string())).collect()))
    };
    let errors = match merged.result.is_success() {
        true => Value::Null,
        false => errors(cx, &merged.result.errors)?,
    };
    let args = [
        Value::Boolean(merged.result.is_success()),
        merged.result.id.map_or(Value::Null, Value::Id),
        errors,
        texts(&merged.merged),
        texts(&merged.updated),
    ];
    let result = make(cx, "Database.MergeResult", &args)?;
    match is_list {
        true => Ok(Value::list(List::from_values(TypeId::OBJECT, vec![result]))),
        false => Ok(result),
    }
}

/// The overloads of one method: each text is the parameters behind the first.
macro_rules! overloads {
    ($rows:ident, $kind:expr, $doc:literal, $name:literal: $result:literal, $first:literal;
     $($one:literal),* ; $($two:literal),* ; $($three:literal),*) => {
        $rows.push(m(
            concat!("static ", $result, " ", $name, "(", $first, ")"),
            $doc,
            |cx: &mut Interp, target: Value| operate(cx, $kind, &target, &[]),
        ));
        $($rows.push(m(
            concat!("static ", $result, " ", $name, "(", $first, ", ", $one, ")"),
            $doc,
            |cx: &mut Interp, target: Value, a: Value| operate(cx, $kind, &target, &[a]),
        ));)*
        $($rows.push(m(
            concat!("static ", $result, " ", $name, "(", $first, ", ", $two, ")"),
            $doc,
            |cx: &mut Interp, target: Value, a: Value, b: Value| operate(cx, $kind, &target, &[a, b]),
        ));)*
        $($rows.push(m(
            concat!("static ", $result, " ", $name, "(", $first, ", ", $three, ")"),
            $doc,
            |cx: &mut Interp, target: Value, a: Value, b: Value, c: Value| {
                operate(cx, $kind, &target, &[a, b, c])
            },
        ));)*
    };
}

macro_rules! saves {
    ($rows:ident, $kind:expr, $doc:literal, $name:literal) => {
        overloads! { $rows, $kind, $doc, $name: "Database.SaveResult", "SObject record";
        "Boolean allOrNone", "Database.DMLOptions options", "AccessLevel access";
        "Boolean allOrNone, AccessLevel access", "Database.DMLOptions options, AccessLevel access"; }
        overloads! { $rows, $kind, $doc, $name: "List<Database.SaveResult>", "List<SObject> records";
        "Boolean allOrNone", "Database.DMLOptions options", "AccessLevel access";
        "Boolean allOrNone, AccessLevel access", "Database.DMLOptions options, AccessLevel access"; }
    };
}

macro_rules! at_once {
    ($rows:ident, $kind:expr, $doc:literal, $name:literal, $result:literal, $list:literal) => {
        overloads! { $rows, $kind, $doc, $name: $result, "SObject record"; "AccessLevel access"; ; }
        overloads! { $rows, $kind, $doc, $name: $list, "List<SObject> records"; "AccessLevel access"; ; }
    };
}

macro_rules! removals {
    ($rows:ident, $kind:expr, $doc:literal, $name:literal, $result:literal, $list:literal) => {
        overloads! { $rows, $kind, $doc, $name: $result, "SObject record";
        "Boolean allOrNone", "AccessLevel access"; "Boolean allOrNone, AccessLevel access"; }
        overloads! { $rows, $kind, $doc, $name: $list, "List<SObject> records";
        "Boolean allOrNone", "AccessLevel access"; "Boolean allOrNone, AccessLevel access"; }
        overloads! { $rows, $kind, $doc, $name: $result, "Id id";
        "Boolean allOrNone", "AccessLevel access"; "Boolean allOrNone, AccessLevel access"; }
        overloads! { $rows, $kind, $doc, $name: $list, "List<Id> ids";
        "Boolean allOrNone", "AccessLevel access"; "Boolean allOrNone, AccessLevel access"; }
    };
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    saves! { rows, DmlKind::Insert, "Inserts records; without all-or-none some may fail.", "insert" }
    saves! { rows, DmlKind::Update, "Updates records; without all-or-none some may fail.", "update" }
    at_once! { rows, DmlKind::Insert, "Inserts records of external or big objects at once.", "insertImmediate",
    "Database.SaveResult", "List<Database.SaveResult>" }
    at_once! { rows, DmlKind::Update, "Updates records of external or big objects at once.", "updateImmediate",
    "Database.SaveResult", "List<Database.SaveResult>" }
    overloads! { rows, DmlKind::Upsert, "Updates the records that exist, inserts the others.",
    "upsert": "Database.UpsertResult", "SObject record";
    "Boolean allOrNone", "Schema.SObjectField externalId", "AccessLevel access";
    "Schema.SObjectField externalId, Boolean allOrNone", "Boolean allOrNone, AccessLevel access",
    "Schema.SObjectField externalId, AccessLevel access";
    "Schema.SObjectField externalId, Boolean allOrNone, AccessLevel access" }
    overloads! { rows, DmlKind::Upsert, "Updates the records that exist, inserts the others.",
    "upsert": "List<Database.UpsertResult>", "List<SObject> records";
    "Boolean allOrNone", "Schema.SObjectField externalId", "AccessLevel access";
    "Schema.SObjectField externalId, Boolean allOrNone", "Boolean allOrNone, AccessLevel access",
    "Schema.SObjectField externalId, AccessLevel access";
    "Schema.SObjectField externalId, Boolean allOrNone, AccessLevel access" }
    removals! { rows, DmlKind::Delete, "Deletes records.", "delete", "Database.DeleteResult",
    "List<Database.DeleteResult>" }
    at_once! { rows, DmlKind::Delete, "Deletes records of external or big objects at once.", "deleteImmediate",
    "Database.DeleteResult", "List<Database.DeleteResult>" }
    removals! { rows, DmlKind::Undelete, "Brings records back from the recycle bin.", "undelete",
    "Database.UndeleteResult", "List<Database.UndeleteResult>" }
    rows.extend(merges());
    rows
}

/// The overloads of `merge`.
macro_rules! merges {
    ($($result:literal, $second:literal);+) => {
        vec![$(
            m(
                concat!("static ", $result, " merge(SObject master, ", $second, ")"),
                "Merges records into a master.",
                |cx: &mut Interp, master: Value, other: Value| merge(cx, &master, &other, &[]),
            ),
            m(
                concat!("static ", $result, " merge(SObject master, ", $second, ", Boolean allOrNone)"),
                "Merges records into a master.",
                |cx: &mut Interp, master: Value, other: Value, a: Value| merge(cx, &master, &other, &[a]),
            ),
            m(
                concat!("static ", $result, " merge(SObject master, ", $second, ", AccessLevel access)"),
                "Merges records into a master.",
                |cx: &mut Interp, master: Value, other: Value, a: Value| merge(cx, &master, &other, &[a]),
            ),
            m(
                concat!(
                    "static ", $result, " merge(SObject master, ", $second, ", Boolean allOrNone, AccessLevel access)"
                ),
                "Merges records into a master.",
                |cx: &mut Interp, master: Value, other: Value, a: Value, b: Value| {
                    merge(cx, &master, &other, &[a, b])
                },
            )
        ),+]
    };
}

fn merges() -> Vec<Row> {
    merges! {
        "Database.MergeResult", "SObject duplicate";
        "Database.MergeResult", "Id duplicate";
        "List<Database.MergeResult>", "List<SObject> duplicates";
        "List<Database.MergeResult>", "List<Id> duplicates"
    }
}
