//! `Database`: savepoints, batches, the recycle bin, lead conversion; DML and queries in files of their own.

use crate::hir::{DmlKind, SecurityMode, TypeId};
use crate::interp::dml::Request;
use crate::interp::limits::Limit;
use crate::interp::native::{InstanceRef, Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::batch;
use crate::org::DmlError;
use crate::schema::FieldId;
use crate::stdlib::database_dml::{self, make};
use crate::stdlib::system_async::field;
use crate::stdlib::{class_id, database_cursor, database_external, database_query};
use crate::value::{Id, List, NativeObject, Object, Record, Ref, Value};

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
    ];
    rows.extend(conversions());
    rows.extend(database_dml::rows());
    rows.extend(database_external::rows());
    rows.extend(database_query::rows());
    rows.extend(database_cursor::rows());
    rows
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

/// `convertLead` in its forms.
fn conversions() -> Vec<Row> {
    macro_rules! forms {
        ($($tail:literal: $($extra:ident),*;)*) => {
            vec![$(
                m(
                    concat!("static Database.LeadConvertResult convertLead(Database.LeadConvert lead", $tail, ")"),
                    "Turns a lead into an account, a contact and an opportunity.",
                    |cx: &mut Interp, lead: Value $(, $extra: Value)*| {
                        let all_or_none = !([$($extra),*] as [Value; _]).iter().any(|v| matches!(v, Value::Boolean(false)));
                        convert(cx, &lead, all_or_none)
                    },
                ),
                m(
                    concat!(
                        "static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> leads", $tail, ")"
                    ),
                    "Turns leads into accounts, contacts and opportunities.",
                    |cx: &mut Interp, leads: Value $(, $extra: Value)*| {
                        let all_or_none = !([$($extra),*] as [Value; _]).iter().any(|v| matches!(v, Value::Boolean(false)));
                        convert_all(cx, &leads, all_or_none)
                    },
                )
            ),*]
        };
    }
    forms! {
        "":;
        ", Boolean allOrNone": a;
        ", AccessLevel access": a;
        ", Database.DMLOptions options": a;
        ", Boolean allOrNone, AccessLevel access": a, b;
        ", Database.DMLOptions options, AccessLevel access": a, b;
    }
}

fn convert_all(cx: &mut Interp, leads: &Value, all_or_none: bool) -> Exec<Value> {
    let Some(Object::List(list)) = leads.object() else { return Err(cx.null_pointer()) };
    let values = list.borrow().to_vec();
    let mut results = Vec::with_capacity(values.len());
    for lead in &values {
        results.push(convert(cx, lead, all_or_none)?);
    }
    Ok(Value::list(List::from_values(TypeId::OBJECT, results)))
}

/// Converts one lead: what does not exist yet is inserted with the lead's values, and the lead is closed.
fn convert(cx: &mut Interp, lead: &Value, all_or_none: bool) -> Exec<Value> {
    let Some(options) = InstanceRef::of(lead) else { return Err(cx.null_pointer()) };
    let get = |cx: &Interp, name: &str| match field(cx, &options, name) {
        Value::Id(id) => Some(id),
        _ => None,
    };
    let Some(lead) = get(cx, "leadId") else {
        return Err(cx.throw(Exc::IllegalArgument, "leadId must be specified"));
    };
    let stored = cx.org.record(lead).filter(|_| cx.org.exists(lead));
    let failed = match &stored {
        None => Some(DmlError::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")),
        Some(record) => match value_of(cx, record, "IsConverted") {
            Value::Boolean(true) => {
                Some(DmlError::new("CANNOT_UPDATE_CONVERTED_LEAD", "this lead is already converted"))
            }
            _ => None,
        },
    };
    let (Some(source), None) = (stored, &failed) else {
        let error = failed.expect("without a record there is a failure");
        if all_or_none {
            let text = format!(
                "ConvertLead failed. First exception on row 0; first error: {}, {}: []",
                error.status, error.message
            );
            return Err(cx.throw(Exc::Dml, text));
        }
        return convert_result(cx, [Some(lead), None, None, None], &[error]);
    };
    let owner = get(cx, "ownerId").map_or_else(|| value_of(cx, &source, "OwnerId"), Value::Id);
    let company = value_of(cx, &source, "Company");
    let account = match get(cx, "accountId") {
        Some(id) => id,
        None => insert(cx, "Account", &[("Name", company.clone()), ("OwnerId", owner.clone())], &source, &ACCOUNT)?,
    };
    let contact = match get(cx, "contactId") {
        Some(id) => id,
        None => {
            let own = [("AccountId", Value::Id(account)), ("OwnerId", owner.clone())];
            insert(cx, "Contact", &own, &source, &CONTACT)?
        }
    };
    let wants_opportunity = !matches!(field(cx, &options, "doNotCreateOpportunity"), Value::Boolean(true));
    let opportunity = match get(cx, "opportunityId") {
        Some(id) => Some(id),
        None if !wants_opportunity => None,
        None => {
            let name = match field(cx, &options, "opportunityName") {
                Value::Null => company,
                name => name,
            };
            let close = crate::value::Datetime::from_ms(cx.org.now()).date_gmt();
            let own = [
                ("Name", name),
                ("AccountId", Value::Id(account)),
                ("StageName", Value::string("Prospecting")),
                ("CloseDate", Value::Date(close)),
                ("OwnerId", owner),
            ];
            Some(insert(cx, "Opportunity", &own, &source, &["LeadSource", "CampaignId"])?)
        }
    };
    close_lead(cx, lead, &options, account, contact, opportunity);
    convert_result(cx, [Some(lead), Some(account), Some(contact), opportunity], &[])
}

const ACCOUNT: [&str; 9] = [
    "Phone",
    "Fax",
    "Website",
    "Industry",
    "AnnualRevenue",
    "NumberOfEmployees",
    "Rating",
    "Description",
    "AccountSource",
];
const CONTACT: [&str; 9] =
    ["FirstName", "LastName", "Salutation", "Title", "Email", "Phone", "MobilePhone", "LeadSource", "Description"];

fn value_of(cx: &Interp, record: &Record, name: &str) -> Value {
    let found = cx.org.schema().object(record.object).field(name);
    found.and_then(|f| record.get(f)).unwrap_or_default()
}

fn insert(cx: &mut Interp, object: &str, own: &[(&str, Value)], lead: &Record, copied: &[&str]) -> Exec<Id> {
    let schema = cx.org.schema().clone();
    let id = schema.find(object).expect("a standard object");
    let def = schema.object(id);
    let mut record = Record::new(id);
    for name in copied {
        let value = value_of(cx, lead, name);
        if let Some(f) = def.field(name).filter(|_| !value.is_null()) {
            record.set(f, value);
        }
    }
    for (name, value) in own {
        if let Some(f) = def.field(name).filter(|_| !value.is_null()) {
            record.set(f, value.clone());
        }
    }
    let record = Ref::new(Object::Record(record.into()));
    let request = Request {
        kind: DmlKind::Insert,
        records: vec![record],
        all_or_none: true,
        external_id: None,
        mode: SecurityMode::System,
        truncate: false,
    };
    let results = cx.dml(request)?;
    Ok(results[0].id.expect("an insert that does not fail has an id"))
}

fn close_lead(cx: &mut Interp, lead: Id, options: &InstanceRef, account: Id, contact: Id, opportunity: Option<Id>) {
    let schema = cx.org.schema().clone();
    let def = schema.object(schema.find("Lead").expect("a standard object"));
    let status = match field(cx, options, "convertedStatus") {
        Value::Null => Value::string("Closed - Converted"),
        status => status,
    };
    let today = crate::value::Datetime::from_ms(cx.org.now()).date_gmt();
    let values = [
        ("IsConverted", Value::Boolean(true)),
        ("Status", status),
        ("ConvertedDate", Value::Date(today)),
        ("ConvertedAccountId", Value::Id(account)),
        ("ConvertedContactId", Value::Id(contact)),
        ("ConvertedOpportunityId", opportunity.map_or(Value::Null, Value::Id)),
    ];
    let cells: Vec<(FieldId, crate::value::Cell)> = values
        .iter()
        .filter_map(|(name, value)| Some((def.field(name)?, crate::value::Cell::from_value(value)?)))
        .collect();
    // The lead was read a moment ago.
    let _ = cx.org.overwrite(lead, &cells);
}

fn convert_result(cx: &mut Interp, ids: [Option<Id>; 4], failed: &[DmlError]) -> Exec<Value> {
    let errors = database_dml::errors(cx, failed)?;
    let [lead, account, contact, opportunity] = ids.map(|id| id.map_or(Value::Null, Value::Id));
    let args = [Value::Boolean(failed.is_empty()), lead, account, contact, opportunity, errors];
    make(cx, "Database.LeadConvertResult", &args)
}

/// `Savepoint` has no methods.
pub(super) fn savepoint() -> Vec<Row> {
    vec![]
}
