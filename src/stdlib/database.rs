//! `Database`: savepoints, batches, the recycle bin, lead conversion; DML and queries in files of their own.

use crate::hir::TypeId;
use crate::interp::limits::Limit;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::batch;
use crate::org::DmlError;
use crate::stdlib::database_dml::{self, make};
use crate::stdlib::missing::declared;
use crate::stdlib::{class_id, database_cursor, database_external, database_leads, database_query};
use crate::value::{Datetime, List, NativeObject, Object, Str, Value};

/// The state of a `System.Savepoint`: its number in the transaction, and whether work was uncommitted then.
pub(super) struct Savepoint {
    number: u32,
    uncommitted: bool,
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("static Savepoint setSavepoint()", "Remembers the present state of the data.", set_savepoint),
        m("static void rollback(Savepoint savepoint)", "Goes back to a savepoint; later ones are void.", rollback),
        m(
            "static void releaseSavepoint(Savepoint savepoint)",
            "Forgets a savepoint and those after it.",
            release_savepoint,
        ),
        m(
            "static Id executeBatch(Object batch)",
            "Queues a batch with chunks of 200.",
            |cx: &mut Interp, job: Value| batch::execute(cx, &job, Some(200)),
        ),
        m(
            "static Id executeBatch(Object batch, Integer scope)",
            "Queues a batch with chunks of a given size.",
            |cx: &mut Interp, job: Value, scope: Option<i32>| batch::execute(cx, &job, scope),
        ),
        m(
            "static List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<SObject> records)",
            "Removes deleted records for good.",
            |cx: &mut Interp, records: Value| empty_bin(cx, &records),
        ),
        m(
            "static Database.EmptyRecycleBinResult emptyRecycleBin(SObject record)",
            "Removes a deleted record for good.",
            |cx: &mut Interp, record: Value| empty_bin(cx, &record),
        ),
        m(
            "static List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<Id> ids)",
            "Removes deleted records for good.",
            |cx: &mut Interp, ids: Value| empty_bin(cx, &ids),
        ),
        m(
            "static Database.GetDeletedResult getDeleted(String object, Datetime begins, Datetime ends)",
            "The records in the recycle bin that were deleted in a time.",
            |cx: &mut Interp, object: Str, begins: Datetime, ends: Datetime| {
                changes(cx, "deleted", object, begins, ends)
            },
        ),
        m(
            "static Database.GetUpdatedResult getUpdated(String object, Datetime begins, Datetime ends)",
            "The records that were made or changed in a time.",
            |cx: &mut Interp, object: Str, begins: Datetime, ends: Datetime| {
                changes(cx, "updated", object, begins, ends)
            },
        ),
        declared("static Object getAsyncLocator(Object result)", "System.Database.getAsyncLocator"),
        declared(
            "static Database.SaveResult getAsyncSaveResult(Database.SaveResult result)",
            "System.Database.getAsyncSaveResult",
        ),
        declared("static Database.SaveResult getAsyncSaveResult(String locator)", "System.Database.getAsyncSaveResult"),
        declared(
            "static Database.DeleteResult getAsyncDeleteResult(Database.DeleteResult result)",
            "System.Database.getAsyncDeleteResult",
        ),
        declared(
            "static Database.DeleteResult getAsyncDeleteResult(String locator)",
            "System.Database.getAsyncDeleteResult",
        ),
    ];
    rows.extend(database_leads::rows());
    rows.extend(database_dml::rows());
    rows.extend(database_external::rows());
    rows.extend(database_query::rows());
    rows.extend(database_cursor::rows());
    rows
}

/// What the Apex behind `getDeleted` and `getUpdated` answers.
fn changes(cx: &mut Interp, method: &str, object: Str, begins: Datetime, ends: Datetime) -> Exec<Value> {
    let class = cx.program.find_class("Database.RecordChanges").expect("the words of the method bring it");
    let asked = cx.instantiate(class, &[Value::String(object), Value::Datetime(begins), Value::Datetime(ends)])?;
    cx.call_named(&asked, method, &[])
}

fn set_savepoint(cx: &mut Interp) -> Exec<Value> {
    cx.charge(Limit::DmlStatements, 1)?;
    let savepoint = cx.org.savepoint();
    let number = cx.context.savepoints.push(savepoint);
    let state = Savepoint { number, uncommitted: cx.context.uncommitted };
    // Until it is rolled back or released, a savepoint keeps callouts out.
    Ok(NativeObject::value(class_id("Savepoint"), state))
}

fn rollback(cx: &mut Interp, savepoint: Native<Savepoint>) -> Exec<()> {
    cx.charge(Limit::DmlStatements, 1)?;
    let (number, uncommitted) = savepoint.with(|s| (s.number, s.uncommitted));
    let Some(to) = cx.context.savepoints.rollback_to(number).cloned() else {
        return Err(cx.throw(Exc::Type, "Savepoint is no longer valid: it was released, or rolled back past"));
    };
    cx.org.rollback(&to);
    cx.context.uncommitted = uncommitted;
    Ok(())
}

fn release_savepoint(cx: &mut Interp, savepoint: Native<Savepoint>) -> Exec<()> {
    cx.charge(Limit::DmlStatements, 1)?;
    let number = savepoint.with(|s| s.number);
    match cx.context.savepoints.release(number) {
        true => Ok(()),
        false => Err(cx.throw(Exc::Type, "Savepoint is no longer valid: it was released, or rolled back past")),
    }
}

fn empty_bin(cx: &mut Interp, target: &Value) -> Exec<Value> {
    let values = match target.object() {
        Some(Object::List(list)) => list.borrow().to_vec(),
        _ => vec![target.clone()],
    };
    cx.charge(Limit::DmlStatements, 1)?;
    cx.charge(Limit::DmlRows, values.len())?;
    let mut results = Vec::new();
    for value in &values {
        let id = match value.object() {
            Some(Object::Record(record)) => record.borrow().id(),
            _ => super::system_async::id_of(cx, value)?,
        };
        let Some(id) = id else { return Err(cx.null_pointer()) };
        let failed: Vec<DmlError> = cx.org.empty_from_bin(id).err().into_iter().collect();
        let errors = database_dml::errors(cx, &failed)?;
        let args = [Value::Boolean(failed.is_empty()), Value::Id(id), errors];
        results.push(make(cx, "Database.EmptyRecycleBinResult", &args)?);
    }
    match target.object() {
        Some(Object::List(_)) => Ok(Value::list(List::from_values(TypeId::OBJECT, results))),
        _ => Ok(results.pop().unwrap_or_default()),
    }
}

/// `Savepoint` has no methods.
pub(super) fn savepoint() -> Vec<Row> {
    vec![]
}
