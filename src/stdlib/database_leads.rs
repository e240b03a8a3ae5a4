//! `Database.convertLead`.

use crate::hir::{DmlKind, SecurityMode, TypeId};
use crate::interp::dml::Request;
use crate::interp::limits::Limit;
use crate::interp::native::{InstanceRef, ListRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::org::DmlError;
use crate::schema::FieldId;
use crate::stdlib::database_dml::{self, Options, make};
use crate::stdlib::system_async::field;
use crate::value::{Id, List, Object, Record, Ref, Value};

/// `convertLead` in its forms.
pub(super) fn rows() -> Vec<Row> {
    macro_rules! forms {
        ($($tail:literal: $($extra:ident),*;)*) => {
            vec![$(
                m(
                    concat!("static Database.LeadConvertResult convertLead(Database.LeadConvert lead", $tail, ")"),
                    "Turns a lead into an account, a contact and an opportunity.",
                    |cx: &mut Interp, lead: Value $(, $extra: Value)*| -> Exec<Value> {
                        let mut results = convert_all(cx, &[lead], &[$($extra),*])?;
                        Ok(results.pop().expect("one result for one lead"))
                    },
                ),
                m(
                    concat!(
                        "static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert> leads", $tail, ")"
                    ),
                    "Turns leads into accounts, contacts and opportunities.",
                    |cx: &mut Interp, leads: ListRef $(, $extra: Value)*| -> Exec<List> {
                        let results = convert_all(cx, &leads.borrow().to_vec(), &[$($extra),*])?;
                        let class = cx.program.find_class("Database.LeadConvertResult");
                        Ok(List::from_values(class.map_or(TypeId::OBJECT, TypeId::class), results))
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

/// Converts leads. Without all-or-none, what was made for a lead that fails goes again.
fn convert_all(cx: &mut Interp, leads: &[Value], extra: &[Value]) -> Exec<Vec<Value>> {
    cx.charge(Limit::DmlStatements, 1)?;
    let options = Options::read(cx, extra)?;
    let before = cx.org.savepoint();
    let mut results = Vec::with_capacity(leads.len());
    for (row, order) in leads.iter().enumerate() {
        let Some(order) = InstanceRef::of(order) else { return Err(cx.null_pointer()) };
        let lead = id_in(cx, &order, "leadId");
        let own = cx.org.savepoint();
        match convert(cx, lead, &order, options.mode)? {
            Ok([account, contact, opportunity]) => {
                results.push(convert_result(cx, [lead, account, contact, opportunity], &[])?);
            }
            Err(error) if options.all_or_none => {
                cx.org.rollback(&before);
                return Err(database_dml::refuse(cx, "ConvertLead", row, lead, &error));
            }
            Err(error) => {
                cx.org.rollback(&own);
                results.push(convert_result(cx, [lead, None, None, None], &[error])?);
            }
        }
    }
    Ok(results)
}

fn id_in(cx: &Interp, order: &InstanceRef, name: &str) -> Option<Id> {
    match field(cx, order, name) {
        Value::Id(id) => Some(id),
        _ => None,
    }
}

/// Account, contact and opportunity of a lead, or why there are none.
type Converted = Result<[Option<Id>; 3], DmlError>;

/// Converts one lead: what does not exist yet is inserted with the lead's values, and the lead is closed.
fn convert(cx: &mut Interp, lead: Option<Id>, order: &InstanceRef, mode: SecurityMode) -> Exec<Converted> {
    let found = lead.and_then(|id| cx.org.record(id).filter(|_| cx.org.exists(id)).map(|record| (id, record)));
    let Some((lead, source)) = found else {
        return Ok(Err(DmlError::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")));
    };
    if matches!(value_of(cx, &source, "IsConverted"), Value::Boolean(true)) {
        return Ok(Err(DmlError::new("CANNOT_UPDATE_CONVERTED_LEAD", "this lead is already converted")));
    }
    let owner = id_in(cx, order, "ownerId").map_or_else(|| value_of(cx, &source, "OwnerId"), Value::Id);
    let company = value_of(cx, &source, "Company");
    let account = match id_in(cx, order, "accountId") {
        Some(id) => id,
        None => {
            let own = [("Name", company.clone()), ("OwnerId", owner.clone())];
            match insert(cx, "Account", &own, &source, &ACCOUNT, mode)? {
                Ok(id) => id,
                Err(error) => return Ok(Err(error)),
            }
        }
    };
    let contact = match id_in(cx, order, "contactId") {
        Some(id) => id,
        None => {
            let own = [("AccountId", Value::Id(account)), ("OwnerId", owner.clone())];
            match insert(cx, "Contact", &own, &source, &CONTACT, mode)? {
                Ok(id) => id,
                Err(error) => return Ok(Err(error)),
            }
        }
    };
    let wants_opportunity = !matches!(field(cx, order, "doNotCreateOpportunity"), Value::Boolean(true));
    let opportunity = match id_in(cx, order, "opportunityId") {
        Some(id) => Some(id),
        None if !wants_opportunity => None,
        None => {
            let name = match field(cx, order, "opportunityName") {
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
            match insert(cx, "Opportunity", &own, &source, &["LeadSource", "CampaignId"], mode)? {
                Ok(id) => Some(id),
                Err(error) => return Ok(Err(error)),
            }
        }
    };
    close_lead(cx, lead, order, account, contact, opportunity);
    Ok(Ok([Some(account), Some(contact), opportunity]))
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

fn insert(
    cx: &mut Interp,
    object: &str,
    own: &[(&str, Value)],
    lead: &Record,
    copied: &[&str],
    mode: SecurityMode,
) -> Exec<Result<Id, DmlError>> {
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
        all_or_none: false,
        external_id: None,
        mode,
        truncate: false,
    };
    let result = cx.dml(request)?.pop().expect("one result for one record");
    Ok(match (result.errors.into_iter().next(), result.id) {
        (Some(error), _) => Err(error),
        (None, id) => Ok(id.expect("an insert that does not fail has an id")),
    })
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
