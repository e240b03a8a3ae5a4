//! `Schema.PicklistEntry`.

use super::both;
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::schema::{FieldId, ObjectId, PicklistValue};
use crate::stdlib::class_id;
use crate::value::{List, NativeObject};

/// The value at a place of a field's list.
#[derive(Clone, Copy)]
struct Entry(ObjectId, FieldId, usize);

type EntryRef = Native<Entry>;

pub(super) fn list(cx: &mut Interp, (object, field): (ObjectId, FieldId)) -> List {
    let class = class_id("Schema.PicklistEntry");
    let count = cx.program.schema.object(object).get(field).picklist.len();
    let entry = |at: usize| {
        let key = (u64::from(object.0) << 40) + (u64::from(field.0) << 20) + at as u64;
        NativeObject::keyed(class, key, Entry(object, field, at))
    };
    List::from_values(TypeId::class(class), (0..count).map(entry).collect())
}

fn ask<R>(f: impl Fn(&PicklistValue) -> R) -> impl Fn(&mut Interp, EntryRef) -> R {
    move |cx, e| {
        let Entry(object, field, at) = e.with(|e| *e);
        f(&cx.program.schema.object(object).get(field).picklist[at])
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getValue", "Value", "What is stored.", ask(|p| p.value.to_string()));
    both!(rows, "String", "getLabel", "Label", "What users see.", ask(|p| p.label.to_string()));
    both!(rows, "Boolean", "isActive", "Active", "Whether it can be chosen.", ask(|p| p.active));
    both!(rows, "Boolean", "isDefaultValue", "DefaultValue", "Whether new records have it.", ask(|p| p.default));
    rows.push(m(
        "String toString()",
        "Label and value.",
        ask(|p| {
            format!(
                "Schema.PicklistEntry[getLabel={};getValue={};isActive={};isDefaultValue={};]",
                p.label, p.value, p.active, p.default
            )
        }),
    ));
    rows
}
