//! Triggers: which ones a save fires, and what `Trigger.new` and its kin answer inside them.

use crate::hir::expr::TriggerVariable;
use crate::hir::{TriggerEvent, TypeId};
use crate::interp::{Exc, Interp};
use crate::schema::{FieldId, ObjectId};
use crate::value::{List, Map, Object, Ref, Value};

/// How deep triggers may lead to triggers.
const MAX_DEPTH: usize = 16;

/// A trigger event under way, with the values of its context variables.
#[derive(Clone, Debug)]
pub struct TriggerFrame {
    pub object: ObjectId,
    pub event: TriggerEvent,
    pub new: Value,
    pub old: Value,
    pub new_map: Value,
    pub old_map: Value,
    pub size: usize,
    /// The trigger that runs now, for messages.
    pub name: std::sync::Arc<str>,
}

/// Why triggers did not run to their end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misfire {
    /// The trigger of this name threw; the exception is under way.
    Thrown {
        trigger: std::sync::Arc<str>,
    },
    TooDeep {
        text: String,
    },
}

impl TriggerFrame {
    /// The context of `event` over these records. Lists and maps cannot be changed; records of `new` can be written to in
    /// before events only.
    pub fn new(object: ObjectId, event: TriggerEvent, new: Option<&[Ref]>, old: Option<&[Ref]>) -> TriggerFrame {
        let has_ids = event != TriggerEvent::BeforeInsert;
        let size = new.or(old).map_or(0, <[Ref]>::len);
        TriggerFrame {
            object,
            event,
            new: new.map_or(Value::Null, |r| records(object, r)),
            old: old.map_or(Value::Null, |r| records(object, r)),
            new_map: new.filter(|_| has_ids).map_or(Value::Null, |r| by_id(object, r)),
            old_map: old.map_or(Value::Null, |r| by_id(object, r)),
            size,
            name: "".into(),
        }
    }
}

fn records(object: ObjectId, refs: &[Ref]) -> Value {
    let mut list = List::from_values(TypeId::record(object), refs.iter().map(|r| Value::Ref(r.clone())).collect());
    list.read_only = true;
    Value::list(list)
}

fn by_id(object: ObjectId, refs: &[Ref]) -> Value {
    let mut map = Map::new(TypeId::ID, TypeId::record(object));
    for r in refs {
        if let Object::Record(record) = &**r
            && let Some(id) = record.borrow().get(FieldId::ID)
        {
            map.put(id, Value::Ref(r.clone()));
        }
    }
    map.read_only = true;
    Value::map(map)
}

impl TriggerEvent {
    pub fn is_before(self) -> bool {
        matches!(self, TriggerEvent::BeforeInsert | TriggerEvent::BeforeUpdate | TriggerEvent::BeforeDelete)
    }

    fn is_insert(self) -> bool {
        matches!(self, TriggerEvent::BeforeInsert | TriggerEvent::AfterInsert)
    }

    fn is_update(self) -> bool {
        matches!(self, TriggerEvent::BeforeUpdate | TriggerEvent::AfterUpdate)
    }

    fn is_delete(self) -> bool {
        matches!(self, TriggerEvent::BeforeDelete | TriggerEvent::AfterDelete)
    }

    /// `BeforeInsert`, as messages about triggers spell it.
    pub fn text(self) -> &'static str {
        match self {
            TriggerEvent::BeforeInsert => "BeforeInsert",
            TriggerEvent::BeforeUpdate => "BeforeUpdate",
            TriggerEvent::BeforeDelete => "BeforeDelete",
            TriggerEvent::AfterInsert => "AfterInsert",
            TriggerEvent::AfterUpdate => "AfterUpdate",
            TriggerEvent::AfterDelete => "AfterDelete",
            TriggerEvent::AfterUndelete => "AfterUndelete",
        }
    }

    /// Its constant of `System.TriggerOperation`.
    fn operation(self) -> &'static str {
        match self {
            TriggerEvent::BeforeInsert => "BEFORE_INSERT",
            TriggerEvent::BeforeUpdate => "BEFORE_UPDATE",
            TriggerEvent::BeforeDelete => "BEFORE_DELETE",
            TriggerEvent::AfterInsert => "AFTER_INSERT",
            TriggerEvent::AfterUpdate => "AFTER_UPDATE",
            TriggerEvent::AfterDelete => "AFTER_DELETE",
            TriggerEvent::AfterUndelete => "AFTER_UNDELETE",
        }
    }
}

impl Interp {
    /// The value of `Trigger.new`, `Trigger.isInsert`, ...: null outside of triggers, where nothing is executing.
    pub fn trigger_variable(&mut self, variable: TriggerVariable) -> Value {
        let Some(frame) = self.context.triggers.last() else {
            return match variable {
                TriggerVariable::New
                | TriggerVariable::Old
                | TriggerVariable::NewMap
                | TriggerVariable::OldMap
                | TriggerVariable::OperationType
                | TriggerVariable::Size
                | TriggerVariable::IsInsert
                | TriggerVariable::IsUpdate
                | TriggerVariable::IsDelete
                | TriggerVariable::IsUndelete
                | TriggerVariable::IsBefore
                | TriggerVariable::IsAfter => Value::Null,
                TriggerVariable::IsExecuting => Value::Boolean(false),
            };
        };
        let event = frame.event;
        match variable {
            TriggerVariable::New => frame.new.clone(),
            TriggerVariable::Old => frame.old.clone(),
            TriggerVariable::NewMap => frame.new_map.clone(),
            TriggerVariable::OldMap => frame.old_map.clone(),
            TriggerVariable::IsInsert => Value::Boolean(event.is_insert()),
            TriggerVariable::IsUpdate => Value::Boolean(event.is_update()),
            TriggerVariable::IsDelete => Value::Boolean(event.is_delete()),
            TriggerVariable::IsUndelete => Value::Boolean(event == TriggerEvent::AfterUndelete),
            TriggerVariable::IsBefore => Value::Boolean(event.is_before()),
            TriggerVariable::IsAfter => Value::Boolean(!event.is_before()),
            TriggerVariable::IsExecuting => Value::Boolean(true),
            TriggerVariable::Size => Value::Integer(i32::try_from(frame.size).unwrap_or(i32::MAX)),
            TriggerVariable::OperationType => self.enum_constant("System.TriggerOperation", event.operation()),
        }
    }

    /// A constant of an enum class of the library, by names.
    pub fn enum_constant(&self, class: &str, constant: &str) -> Value {
        let Some(id) = self.program.find_class(class) else { return Value::Null };
        let info = self.program.class(id).enum_info.as_ref();
        let found = info.and_then(|i| i.constants.iter().position(|c| c.eq_ignore_ascii_case(constant)));
        found.map_or(Value::Null, |ordinal| Value::Enum(id, ordinal as u16))
    }

    /// Whether any trigger listens to an event, so that a save can skip making its records.
    pub fn has_trigger(&self, object: ObjectId, event: TriggerEvent) -> bool {
        self.program.triggers.iter().any(|t| t.object == object && t.events.contains(&event))
    }

    /// Runs every trigger of the object that listens to the event, in order of declaration.
    ///
    /// # Errors
    /// What a trigger throws (the exception is pending), or that triggers lead to triggers too deeply.
    pub fn fire(
        &mut self,
        object: ObjectId,
        event: TriggerEvent,
        new: Option<&[Ref]>,
        old: Option<&[Ref]>,
    ) -> Result<(), Misfire> {
        let program = self.program.clone();
        for trigger in program.triggers.iter().filter(|t| t.object == object && t.events.contains(&event)) {
            if self.context.triggers.len() >= MAX_DEPTH {
                return Err(Misfire::TooDeep { text: format!("{}: {}", trigger.name, self.depth_text()) });
            }
            let mut frame = TriggerFrame::new(object, event, new, old);
            frame.name = trigger.name.clone();
            self.context.triggers.push(frame);
            let result = match &trigger.broken {
                None => self.call(trigger.method, &[]),
                Some(reason) => {
                    let text = format!("trigger body is invalid and failed recompilation: {reason}");
                    Err(self.throw(Exc::Type, text))
                }
            };
            self.context.triggers.pop();
            if result.is_err() {
                return Err(Misfire::Thrown { trigger: trigger.name.clone() });
            }
        }
        Ok(())
    }

    /// `maximum trigger depth exceeded` and one line for each trigger under way.
    fn depth_text(&self) -> String {
        let schema = &self.program.schema;
        let lines = self
            .context
            .triggers
            .iter()
            .map(|f| format!("\n{} trigger event {}", schema.name(f.object), f.event.text()));
        format!("maximum trigger depth exceeded{}", lines.collect::<String>())
    }
}
