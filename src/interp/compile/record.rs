//! SObject records: fields, parents, children and construction.

use crate::hir::{Expr, ExprKind, RecordInit, TypeId};
use crate::interp::code::{SiteId, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compound;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::schema::{FieldId, FieldType, ObjectId};
use crate::value::{List, Object, Record, Value};

/// `record.Field__c`: a field that the query did not select is an error.
pub fn read_record(cx: &mut Interp, record: &Value, object: ObjectId, field: FieldId, site: SiteId) -> Exec<Value> {
    let Some(Object::Record(r)) = record.object() else { return Err(cx.null_at(site)) };
    let found = {
        let r = r.borrow();
        match r.object == object {
            true => r.get(field).ok_or_else(|| (r.lacks(field), object, field)),
            false => match same_field(cx, object, field, r.object) {
                Some(field) => r.get(field).ok_or_else(|| (r.lacks(field), r.object, field)),
                None => return Err(other_object(cx, record, object, site)),
            },
        }
    };
    match found {
        Ok(Value::Null) if is_compound(cx, object, field) => {
            let program = cx.program.clone();
            Ok(compound::read(cx, &r.borrow(), program.schema.object(object), field).unwrap_or_default())
        }
        Ok(Value::Null) if is_checkbox(cx, object, field) => Ok(Value::Boolean(false)),
        Ok(value) => Ok(value),
        Err((_, object, field)) if is_compound(cx, object, field) => {
            let program = cx.program.clone();
            match compound::read(cx, &r.borrow(), program.schema.object(object), field) {
                Some(whole) => Ok(whole),
                None => Err(not_queried(cx, object, field, site)),
            }
        }
        Err((true, object, field)) => Err(not_queried(cx, object, field, site)),
        Err((false, object, field)) if is_checkbox(cx, object, field) => Ok(Value::Boolean(false)),
        Err((false, _, FieldId::ID)) if r.borrow().extra().is_some_and(|extra| extra.published) => {
            Err(cx.throw_at(site, Exc::SObject, "Invalid field Id"))
        }
        Err((false, ..)) => Ok(Value::Null),
    }
}

/// Checkboxes are never null, not even when null was put into them.
fn is_checkbox(cx: &Interp, object: ObjectId, field: FieldId) -> bool {
    cx.program.schema.object(object).get(field).ty == FieldType::Boolean
}

fn is_compound(cx: &Interp, object: ObjectId, field: FieldId) -> bool {
    let ty = cx.program.schema.object(object).get(field).ty;
    matches!(ty, FieldType::Address | FieldType::Location)
}

/// The field of that name of the record's own object, when the static type is another: `Name` stands for every object that a
/// lookup may lead to, and each has an Id. A list of sObjects may stand for a list of accounts and yet hold contacts: no field then.
fn same_field(cx: &Interp, object: ObjectId, field: FieldId, actual: ObjectId) -> Option<FieldId> {
    let schema = &cx.program.schema;
    let described = schema.object(object);
    let name = &described.get(field).name;
    let shared = name.eq_ignore_ascii_case("Id") || described.name.eq_ignore_ascii_case("Name");
    schema.object(actual).field(name).filter(|_| shared)
}

#[cold]
fn other_object(cx: &mut Interp, record: &Value, object: ObjectId, site: SiteId) -> Thrown {
    let (from, to) = (cx.type_name_of(record), cx.type_name(TypeId::record(object)));
    cx.throw_at(site, Exc::Type, format!("Invalid conversion from runtime type {from} to {to}"))
}

#[cold]
fn not_queried(cx: &mut Interp, object: ObjectId, field: FieldId, site: SiteId) -> Thrown {
    let described = cx.program.schema.object(object);
    let name = format!("{}.{}", described.name, described.get(field).name);
    missing(cx, &name, site)
}

#[cold]
fn missing(cx: &mut Interp, name: &str, site: SiteId) -> Thrown {
    let text = format!("SObject row was retrieved via SOQL without querying the requested field: {name}");
    cx.throw_at(site, Exc::SObject, text)
}

/// The record behind a value, for writing.
fn writable(cx: &mut Interp, record: &Value, site: SiteId) -> Exec<()> {
    match record.object() {
        Some(Object::Record(r)) if r.borrow().read_only => Err(cx.throw_at(site, Exc::Final, "Record is read-only")),
        Some(Object::Record(_)) => Ok(()),
        _ => Err(cx.null_at(site)),
    }
}

pub fn write_record(
    cx: &mut Interp,
    record: &Value,
    object: ObjectId,
    field: FieldId,
    value: Value,
    site: SiteId,
) -> Exec<()> {
    writable(cx, record, site)?;
    let Some(Object::Record(r)) = record.object() else { unreachable!("just checked") };
    let actual = r.borrow().object;
    let field = match actual == object {
        true => Some(field),
        false => same_field(cx, object, field, actual),
    };
    let Some(field) = field else { return Err(other_object(cx, record, object, site)) };
    r.borrow_mut().set(field, value);
    Ok(())
}

pub fn write_parent(
    cx: &mut Interp,
    record: &Value,
    _object: ObjectId,
    field: FieldId,
    value: Value,
    site: SiteId,
) -> Exec<()> {
    writable(cx, record, site)?;
    let Some(Object::Record(r)) = record.object() else { unreachable!("just checked") };
    r.borrow_mut().extra_mut().parents.insert(field, value);
    Ok(())
}

impl Compiler<'_> {
    pub(super) fn record_field(
        &mut self,
        record: &Expr,
        object: ObjectId,
        field: FieldId,
        safe: bool,
        e: &Expr,
    ) -> ValueCode {
        let site = self.site(e.span);
        // Through a lookup that leads nowhere every field is null.
        let lenient = safe || matches!(record.kind, ExprKind::Parent { .. });
        let code = self.value(record);
        if let ExprKind::Local(local) = &record.kind {
            let slot = super::slot(*local);
            return Box::new(move |cx| {
                if let Some(Object::Record(r)) = cx.local(slot).object() {
                    let r = r.borrow();
                    if r.object == object
                        && let Some(value) = r.get(field)
                        && !value.is_null()
                    {
                        return Ok(value);
                    }
                }
                let record = cx.local(slot).clone();
                if safe && record.is_null() {
                    return Ok(Value::Null);
                }
                read_record(cx, &record, object, field, site)
            });
        }
        Box::new(move |cx| {
            let record = code(cx)?;
            if lenient && record.is_null() {
                return Ok(Value::Null);
            }
            read_record(cx, &record, object, field, site)
        })
    }

    /// `contact.Account`
    pub(super) fn parent(
        &mut self,
        record: &Expr,
        object: ObjectId,
        field: FieldId,
        safe: bool,
        e: &Expr,
    ) -> ValueCode {
        let (code, site) = (self.value(record), self.site(e.span));
        let lenient = safe || matches!(record.kind, ExprKind::Parent { .. });
        Box::new(move |cx| {
            let record = code(cx)?;
            if lenient && record.is_null() {
                return Ok(Value::Null);
            }
            let Some(Object::Record(r)) = record.object() else { return Err(cx.null_at(site)) };
            let (found, queried) = {
                let r = r.borrow();
                (r.extra().and_then(|x| x.parents.get(&field).cloned()), r.is_queried())
            };
            match found {
                Some(parent) => Ok(parent),
                None if queried => {
                    let described = cx.program.schema.object(object);
                    let lookup = described.get(field);
                    let name = format!("{}.{}", described.name, lookup.relationship().unwrap_or(&lookup.name));
                    Err(missing(cx, &name, site))
                }
                None => Ok(Value::Null),
            }
        })
    }

    /// `account.Contacts`
    pub(super) fn children(&mut self, record: &Expr, _: ObjectId, child: u16, safe: bool, e: &Expr) -> ValueCode {
        let (code, site, ty) = (self.value(record), self.site(e.span), e.ty);
        let elem = match ty.get() {
            crate::hir::Type::List(elem) => elem,
            _ => TypeId::SOBJECT,
        };
        Box::new(move |cx| {
            let record = code(cx)?;
            if safe && record.is_null() {
                return Ok(Value::Null);
            }
            let Some(Object::Record(r)) = record.object() else { return Err(cx.null_at(site)) };
            let found = r.borrow().extra().and_then(|x| x.children.get(&child).cloned());
            // Children that were not queried read as none, unlike fields.
            Ok(found.filter(|list| !list.is_null()).unwrap_or_else(|| Value::list(List::new(elem))))
        })
    }

    pub(super) fn new_record(&mut self, object: ObjectId, fields: &[RecordInit], _: &Expr) -> ValueCode {
        use crate::hir::expr::RecordTarget;
        let fields: Vec<(RecordTarget, ValueCode)> = fields.iter().map(|f| (f.target, self.value(&f.value))).collect();
        Box::new(move |cx| {
            let mut record = Record::new(object);
            for (target, code) in &fields {
                let value = code(cx)?;
                match target {
                    RecordTarget::Field(field) => record.set(*field, value),
                    RecordTarget::Parent(field) => {
                        record.extra_mut().parents.insert(*field, value);
                    }
                }
            }
            Ok(Value::record(record))
        })
    }
}
