//! What follows a decision: field updates, which are saved together.

use super::{Run, unavailable};
use crate::hir::{DmlKind, SecurityMode};
use crate::interp::dml::Request;
use crate::interp::{Exec, Interp};
use crate::org::{DmlError, convert};
use crate::schema::{ApprovalAction, Field, FieldId, FieldUpdate, NewValue};
use crate::value::{Cell, Object, Record, Ref, Value};

/// Does all actions. The save runs triggers, but neither validation rules nor locks hold for it, and it costs nothing.
pub(super) fn perform(cx: &mut Interp, run: &Run, actions: &[ApprovalAction]) -> Exec<Result<(), DmlError>> {
    let object = cx.org.object_of(run.record).expect("it was submitted");
    let mut record = Record::new(object);
    record.set(FieldId::ID, Value::Id(run.record));
    let mut changes = false;
    for action in actions {
        match action {
            ApprovalAction::Message => {}
            ApprovalAction::Unknown(name, kind) => {
                return Err(unavailable(cx, run.process(), &format!("the action {name} ({kind})")));
            }
            ApprovalAction::Update(update) => {
                let schema = cx.program.schema.clone();
                let Some(field) = schema.object(object).field(&update.field) else {
                    let text = format!("the update of {}, which is no field of the record,", update.field);
                    return Err(unavailable(cx, run.process(), &text));
                };
                let value = value_of(cx, run, update, schema.object(object).get(field))?;
                record.set(field, value);
                changes = true;
            }
        }
    }
    if !changes {
        return Ok(Ok(()));
    }
    let limits = cx.limits.clone();
    let was_automatic = std::mem::replace(&mut cx.context.automatic, true);
    let saved = cx.dml(Request {
        kind: DmlKind::Update,
        records: vec![Ref::new(Object::Record(record.into()))],
        all_or_none: false,
        external_id: None,
        mode: SecurityMode::System,
        truncate: false,
    });
    cx.context.automatic = was_automatic;
    cx.limits.restore(&limits);
    let failed = saved?.into_iter().flat_map(|row| row.errors).next();
    Ok(failed.map_or(Ok(()), Err))
}

fn value_of(cx: &mut Interp, run: &Run, update: &FieldUpdate, field: &Field) -> Exec<Value> {
    let named = |cx: &Interp, object: &str, name_field: &str, name: &str| {
        let found = cx.org.find_named(object, name_field, &Cell::string(name)).first().copied();
        found.map_or(Value::Null, Value::Id)
    };
    match &update.value {
        NewValue::Null => Ok(Value::Null),
        NewValue::Literal(text) => match convert::from_xml(field, text) {
            Some(cell) => Ok(cell.to_value()),
            None => Err(unavailable(cx, run.process(), &format!("the value `{text}` of the field {}", field.name))),
        },
        NewValue::Formula(formula) => match cx.org.compute(run.record, formula) {
            Ok(value) => Ok(value),
            Err(why) => Err(unavailable(cx, run.process(), &format!("the formula `{formula}` ({why})"))),
        },
        NewValue::NextInPicklist | NewValue::PreviousInPicklist => {
            let values: Vec<&str> = field.picklist.iter().filter(|v| v.active).map(|v| &*v.value).collect();
            let cell = cx.org.named_cell(run.record, &field.name);
            let Some(at) = values.iter().position(|value| cell.as_str() == Some(value)) else {
                return Ok(cell.to_value());
            };
            let to = match update.value {
                NewValue::NextInPicklist => (at + 1).min(values.len() - 1),
                _ => at.saturating_sub(1),
            };
            Ok(Value::string(values[to]))
        }
        NewValue::User(name) => Ok(named(cx, "User", "Username", name)),
        NewValue::Queue(name) => Ok(named(cx, "Group", "DeveloperName", name)),
        NewValue::RecordType(name) => {
            let object = cx.org.object_of(run.record).expect("it was submitted");
            let of = cx.program.schema.name(object).to_owned();
            let rows = cx.org.find_named("RecordType", "DeveloperName", &Cell::string(name));
            let own = rows.into_iter().find(|row| cx.org.named_cell(*row, "SobjectType").as_str() == Some(&of));
            Ok(own.map_or(Value::Null, Value::Id))
        }
    }
}
