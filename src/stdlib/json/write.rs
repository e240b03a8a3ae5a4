//! From values to JSON.
//!
//! Orders are the platform's: a map comes out in reverse order of insertion, an object's fields in reverse alphabetical
//! order, a record's as they were set or queried, or by hash when it came from JSON.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::out::Out;
use super::record::in_bucket_order;
use crate::hir::ClassId;
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::blob::to_base64;
use crate::value::{Instance, Map, Object, Record, Ref, Value};

/// How deep values may nest; a cycle ends here.
const DEEPEST: usize = 1000;

/// Slots and names of a class's fields in order of output.
type Layout = Vec<(usize, Arc<str>)>;

pub(super) struct Writer {
    pub out: Out,
    suppress_nulls: bool,
    depth: usize,
    /// By class: the slots and names of its fields in order of output.
    layouts: FxHashMap<ClassId, Rc<Layout>>,
}

impl Writer {
    pub fn new(pretty: bool, suppress_nulls: bool) -> Writer {
        Writer { out: Out::new(pretty), suppress_nulls, depth: 0, layouts: FxHashMap::default() }
    }

    pub fn finish(self) -> String {
        self.out.text
    }

    pub fn value(&mut self, cx: &mut Interp, value: &Value) -> Result<(), Thrown> {
        match value {
            Value::Null => self.out.text.push_str("null"),
            Value::Boolean(b) => self.out.text.push_str(if *b { "true" } else { "false" }),
            Value::Integer(i) => self.out.integer(i64::from(*i)),
            Value::Long(i) => self.out.integer(*i),
            Value::Double(f) => crate::value::double::push_text(&mut self.out.text, *f),
            Value::String(s) => self.out.string(s),
            Value::Decimal(_) => value.as_decimal().expect("a decimal").push_text(&mut self.out.text),
            Value::Id(_) | Value::Date(_) | Value::Time(_) | Value::Datetime(_) | Value::Enum(..) | Value::Type(_) => {
                let text = plain_text(cx, value);
                self.out.string(&text);
            }
            Value::ObjectToken(_) => return Err(unsupported(cx, "Schema.SObjectType")),
            Value::FieldToken(..) => return Err(unsupported(cx, "Schema.SObjectField")),
            Value::Ref(r) => self.object(cx, value, r)?,
        }
        Ok(())
    }

    fn object(&mut self, cx: &mut Interp, value: &Value, r: &Ref) -> Result<(), Thrown> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(cx.throw(Exc::Json, "Direct self-reference leading to cycle"));
        }
        match &**r {
            Object::List(l) => {
                let list = l.borrow();
                self.array(cx, list.iter())?;
            }
            Object::Set(s) => {
                let set = s.borrow();
                self.array(cx, set.iter().cloned())?;
            }
            Object::Map(m) => self.map(cx, &m.borrow())?,
            Object::Record(rec) => self.record(cx, &rec.borrow())?,
            Object::Instance(i) => self.instance(cx, i)?,
            Object::Decimal(_) => value.as_decimal().expect("a decimal").push_text(&mut self.out.text),
            Object::Blob(b) => self.out.string(&to_base64(&b.0)),
            Object::Native(n) if n.class == crate::stdlib::class_id("Schema.PicklistEntry") => {
                self.picklist_entry(cx, value)?;
            }
            Object::Native(n) if n.class == crate::stdlib::class_id("UUID") => {
                let text = crate::stdlib::uuid::text(n).expect("a UUID has its text");
                self.out.string(&text);
            }
            Object::Native(_) | Object::Stub { .. } => {
                let name = cx.type_name_of(value);
                return Err(unsupported(cx, &name));
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn array(&mut self, cx: &mut Interp, items: impl Iterator<Item = Value>) -> Result<(), Thrown> {
        self.out.begin_array();
        for (i, item) in items.enumerate() {
            self.out.before_element(i == 0);
            self.value(cx, &item)?;
        }
        self.out.end_array();
        Ok(())
    }

    fn map(&mut self, cx: &mut Interp, map: &Map) -> Result<(), Thrown> {
        self.out.begin_object();
        for (i, (key, value)) in map.entries.iter().rev().enumerate() {
            match key {
                Value::String(s) => self.out.name(s, i == 0),
                other => {
                    let text = plain_text(cx, other);
                    self.out.name(&text, i == 0);
                }
            }
            self.value(cx, value)?;
        }
        self.out.end_object(map.is_empty());
        Ok(())
    }

    fn instance(&mut self, cx: &mut Interp, instance: &Instance) -> Result<(), Thrown> {
        let layout = self.layout(cx, instance.class);
        self.out.begin_object();
        let mut first = true;
        for (slot, name) in layout.iter() {
            let value = instance.fields.borrow()[*slot].clone();
            if value.is_null() && self.suppress_nulls {
                continue;
            }
            self.out.name(name, first);
            self.value(cx, &value)?;
            first = false;
        }
        self.out.end_object(first);
        Ok(())
    }

    fn layout(&mut self, cx: &Interp, class: ClassId) -> Rc<Vec<(usize, Arc<str>)>> {
        let made = self.layouts.entry(class).or_insert_with(|| {
            let fields = cx.program.class(class).fields.iter().enumerate();
            let mut named: Vec<_> =
                fields.filter(|(_, f)| !f.is_transient).map(|(slot, f)| (slot, Arc::clone(&f.name))).collect();
            named.sort_by(|a, b| b.1.cmp(&a.1));
            Rc::new(named)
        });
        Rc::clone(made)
    }

    fn record(&mut self, cx: &mut Interp, record: &Record) -> Result<(), Thrown> {
        let schema = Arc::clone(&cx.program);
        let object = schema.schema.object(record.object);
        self.out.begin_object();
        self.attributes(&object.name, record);
        let mut fields = record.fields();
        if record.hashed {
            in_bucket_order(object, &mut fields);
        }
        for (field, value) in fields {
            self.out.name(&object.get(field).name, false);
            self.value(cx, &value)?;
        }
        let Some(extra) = record.extra() else {
            self.out.end_object(false);
            return Ok(());
        };
        for (name, value) in &extra.named {
            self.out.name(name, false);
            self.value(cx, value)?;
        }
        for (field, parent) in extra.parents.iter() {
            let field = object.get(*field);
            self.out.name(field.relationship().unwrap_or(&field.name), false);
            self.value(cx, parent)?;
        }
        for (place, children) in extra.children.iter() {
            let name = object.children.get(*place as usize).and_then(|c| c.name.as_deref());
            self.out.name(name.unwrap_or("records"), false);
            self.children(cx, children)?;
        }
        self.out.end_object(false);
        Ok(())
    }

    fn attributes(&mut self, name: &str, record: &Record) {
        self.out.name("attributes", true);
        self.out.begin_object();
        self.out.name("type", true);
        self.out.string(name);
        if let Some(id) = record.id() {
            self.out.name("url", false);
            self.out.string(&format!("/services/data/v67.0/sobjects/{name}/{id}"));
        }
        self.out.end_object(false);
    }

    /// The one describe result that has a JSON form.
    fn picklist_entry(&mut self, cx: &mut Interp, entry: &Value) -> Result<(), Thrown> {
        self.out.begin_object();
        self.out.name("validFor", true);
        self.out.text.push_str("null");
        let parts =
            [("value", "getValue"), ("label", "getLabel"), ("defaultValue", "isDefaultValue"), ("active", "isActive")];
        for (name, getter) in parts {
            self.out.name(name, false);
            let part = cx.call_named(entry, getter, &[])?;
            self.value(cx, &part)?;
        }
        self.out.end_object(false);
        Ok(())
    }

    fn children(&mut self, cx: &mut Interp, children: &Value) -> Result<(), Thrown> {
        let count = match children.object() {
            Some(Object::List(l)) => l.borrow().len(),
            _ => return self.value(cx, children),
        };
        self.out.begin_object();
        self.out.name("totalSize", true);
        self.out.integer(count as i64);
        self.out.name("done", false);
        self.out.text.push_str("true");
        self.out.name("records", false);
        self.value(cx, children)?;
        self.out.end_object(false);
        Ok(())
    }
}

/// A scalar as the text inside its quotes; also a map's key.
fn plain_text(cx: &mut Interp, value: &Value) -> String {
    match value {
        Value::Id(id) => id.to_string(),
        Value::Date(d) => d.to_iso(),
        Value::Datetime(t) => t.to_iso(),
        Value::Time(t) => {
            let mut out = String::new();
            t.push_iso(&mut out);
            out
        }
        Value::Enum(class, ordinal) => cx.enum_name(*class, *ordinal).to_string(),
        Value::Type(ty) => crate::stdlib::types::name(cx, *ty),
        other => cx.text(other).map_or_else(|_| String::new(), |s| s.to_string()),
    }
}

fn unsupported(cx: &mut Interp, name: &str) -> Thrown {
    cx.throw(Exc::Json, format!("Apex Type unsupported in JSON: {name}"))
}
