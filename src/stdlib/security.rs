//! `Security.stripInaccessible`. Everything is accessible here, so nothing is ever removed.

use crate::hir::TypeId;
use crate::interp::native::RecordRef;
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::stdlib::sobject;
use crate::value::{Id, List, Map, Set, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords)",
            "Copies of the records, without the fields that the user has no right to.",
            |cx: &mut Interp, _: Value, records: ListRef| decide(cx, &records),
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Boolean enforceRootObjectCRUD)",
            "Copies of the records, without the fields that the user has no right to.",
            |cx: &mut Interp, _: Value, records: ListRef, _: Option<bool>| decide(cx, &records),
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Id permissionSetId)",
            "Copies of the records, without the fields that the permission set gives no right to.",
            |cx: &mut Interp, _: Value, records: ListRef, _: Option<Id>| decide(cx, &records),
        ),
        m(
            "static SObjectAccessDecision stripInaccessible(AccessType accessCheckType, List<SObject> sourceRecords, \
             Boolean enforceRootObjectCRUD, Id permissionSetId)",
            "Copies of the records, without the fields that the permission set gives no right to.",
            |cx: &mut Interp, _: Value, records: ListRef, _: Option<bool>, _: Option<Id>| decide(cx, &records),
        ),
    ]
}

fn decide(cx: &mut Interp, records: &ListRef) -> Exec<Value> {
    let (elem, values) = (records.borrow().elem, records.borrow().to_vec());
    let copy = |v: &Value| RecordRef::of(v).map_or(Value::Null, |r| sobject::deep_copy(&r));
    let copies = Value::list(List::from_values(elem, values.iter().map(copy).collect()));
    let removed = Value::map(Map::new(TypeId::STRING, TypeId::set(TypeId::STRING)));
    let indexes = Value::set(Set::new(TypeId::INTEGER));
    let class = cx.program.find_class("System.SObjectAccessDecision");
    let class = class.expect("the prelude declares SObjectAccessDecision");
    cx.instantiate(class, &[copies, removed, indexes])
}
