//! Values as text: `String.valueOf`, string concatenation and `System.debug`.

use std::cmp::Ordering;

use crate::hir::ClassKind;
use crate::interp::order::compare_scalars;
use crate::interp::{Exec, Interp};
use crate::value::{Instance, Object, Ref, Str, Value, double};

/// What prints instead of an object that one text contains already.
const ALREADY: &str = "(already output)";

/// Nested objects deeper than this print their type only.
const MAX_NESTING: usize = 100;

/// Elements of a collection that print; then `...`.
const MOST_ITEMS: usize = 10;

/// How a text is made.
struct Printer {
    /// Objects that were printed or are being printed.
    seen: Vec<usize>,
    depth: usize,
}

impl Interp {
    /// `String.valueOf(v)`: user `toString` included; null prints `null`.
    pub fn text(&mut self, value: &Value) -> Exec<Str> {
        match value {
            Value::String(s) => Ok(s.clone()),
            _ => {
                let mut out = String::new();
                self.push_text(&mut out, value)?;
                Ok(Str::from(out))
            }
        }
    }

    /// Appends the text of a value, as `String.valueOf` makes it.
    #[inline]
    pub fn push_text(&mut self, out: &mut String, value: &Value) -> Exec<()> {
        match value {
            Value::String(s) => {
                out.push_str(s);
                Ok(())
            }
            Value::Integer(i) => {
                push_integer(out, i64::from(*i));
                Ok(())
            }
            _ => self.push_other(out, value),
        }
    }

    #[inline(never)]
    fn push_other(&mut self, out: &mut String, value: &Value) -> Exec<()> {
        self.print(out, value, &mut Printer { seen: Vec::new(), depth: 0 })
    }

    fn print(&mut self, out: &mut String, value: &Value, printer: &mut Printer) -> Exec<()> {
        match value {
            Value::Null => out.push_str("null"),
            Value::Boolean(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Integer(i) => push_integer(out, i64::from(*i)),
            Value::Long(i) => push_integer(out, *i),
            Value::Double(f) => double::push_text(out, *f),
            Value::Decimal(_) => out.push_str(&value.as_decimal().expect("a decimal").to_string()),
            Value::Date(d) => {
                out.push_str(&d.to_iso());
                out.push_str(" 00:00:00");
            }
            Value::Time(t) => t.push_iso(out),
            Value::Datetime(t) => out.push_str(&t.to_text(&self.zone)),
            Value::Id(id) => out.push_str(&id.to_string()),
            Value::Enum(class, n) => out.push_str(&self.enum_name(*class, *n)),
            Value::Type(ty) => out.push_str(&self.type_name(*ty)),
            Value::ObjectToken(object) => out.push_str(self.program.schema.name(*object)),
            Value::FieldToken(object, field) => out.push_str(&self.program.schema.object(*object).get(*field).name),
            Value::String(s) => out.push_str(s),
            Value::Ref(r) => return self.print_object(out, r, printer),
        }
        Ok(())
    }

    /// The name of an enum constant.
    pub fn enum_name(&self, class: crate::hir::ClassId, ordinal: u16) -> std::sync::Arc<str> {
        let info = self.program.class(class).enum_info.as_ref().expect("the class of a constant is an enum");
        info.constants[ordinal as usize].clone()
    }

    fn print_object(&mut self, out: &mut String, r: &Ref, printer: &mut Printer) -> Exec<()> {
        let is_plain = matches!(&**r, Object::Decimal(_) | Object::Blob(_));
        if !is_plain && printer.seen.contains(&r.address()) {
            out.push_str(ALREADY);
            return Ok(());
        }
        if printer.depth >= MAX_NESTING {
            out.push_str("...");
            return Ok(());
        }
        printer.seen.push(r.address());
        printer.depth += 1;
        let result = self.print_open_object(out, r, printer);
        printer.depth -= 1;
        result
    }

    fn print_open_object(&mut self, out: &mut String, r: &Ref, printer: &mut Printer) -> Exec<()> {
        match &**r {
            Object::Instance(_) => self.print_instance(out, r, printer),
            Object::List(l) => {
                let items = l.borrow().iter().take(MOST_ITEMS + 1).collect();
                self.print_items(out, ('(', ')'), items, printer)
            }
            Object::Set(s) => {
                let mut items: Vec<Value> = s.borrow().iter().cloned().collect();
                sort_printed(&mut items, |item| item);
                items.truncate(MOST_ITEMS + 1);
                self.print_items(out, ('{', '}'), items, printer)
            }
            Object::Map(m) => {
                let mut entries: Vec<(Value, Value)> = m.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
                sort_printed(&mut entries, |(key, _)| key);
                entries.truncate(MOST_ITEMS + 1);
                out.push('{');
                for (i, (k, v)) in entries.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    if i == MOST_ITEMS {
                        out.push_str("...");
                        break;
                    }
                    self.print(out, k, printer)?;
                    out.push('=');
                    self.print(out, v, printer)?;
                }
                out.push('}');
                Ok(())
            }
            Object::Record(_) => self.print_record(out, r, printer),
            Object::Blob(b) => {
                out.push_str(&format!("Blob[{}]", b.0.len()));
                Ok(())
            }
            Object::Decimal(_) => {
                let d = Value::Ref(r.clone()).as_decimal().expect("a decimal");
                out.push_str(&d.to_string());
                Ok(())
            }
            Object::Native(n) => {
                let (class, value) = (n.class, Value::Ref(r.clone()));
                match self.code.clone().native_row(self, class, "toString", 0) {
                    Some(row) => match (self.natives)(row)(self, &[value])? {
                        Value::String(s) => out.push_str(&s),
                        _ => out.push_str("null"),
                    },
                    None => out.push_str(&format!("{}[]", self.type_name(n.ty))),
                }
                Ok(())
            }
            Object::Stub { class, .. } => {
                out.push_str(&format!("{}__sfdc_ApexStub", self.class_name(*class)));
                Ok(())
            }
        }
    }

    fn print_items(
        &mut self,
        out: &mut String,
        around: (char, char),
        items: Vec<Value>,
        printer: &mut Printer,
    ) -> Exec<()> {
        out.push(around.0);
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            if i == MOST_ITEMS {
                out.push_str("...");
                break;
            }
            self.print(out, item, printer)?;
        }
        out.push(around.1);
        Ok(())
    }

    /// `Foo:[x=1, y=2]`; exceptions `MyException:[]: message` and `System.MathException: message`; a user `toString` wins.
    fn print_instance(&mut self, out: &mut String, r: &Ref, printer: &mut Printer) -> Exec<()> {
        let Object::Instance(instance) = &**r else { unreachable!("asked for instances") };
        let program = self.program.clone();
        let class = program.class(instance.class);
        if let Some(method) = class.to_string {
            match self.call(method, &[Value::Ref(r.clone())])? {
                Value::String(s) => out.push_str(&s),
                _ => out.push_str("null"),
            }
            return Ok(());
        }
        if class.is_exception && !class.namespace.is_empty() {
            out.push_str(&self.class_name(instance.class));
            push_message(out, instance);
            return Ok(());
        }
        debug_assert!(class.kind != ClassKind::Enum);
        let simple = class.name.rsplit('.').next().unwrap_or(&class.name);
        out.push_str(simple);
        out.push_str(":[");
        // By name, whatever the order of declaration.
        let mut slots: Vec<usize> = (0..class.fields.len()).collect();
        slots.sort_by_cached_key(|&slot| class.fields[slot].name.to_lowercase());
        for (i, slot) in slots.into_iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(&class.fields[slot].name);
            out.push('=');
            let value = instance.fields.borrow()[slot].clone();
            self.print(out, &value, printer)?;
        }
        out.push(']');
        if class.is_exception {
            push_message(out, instance);
        }
        Ok(())
    }

    /// `Account:{Name=A, Id=001000000000001AAA}`
    fn print_record(&mut self, out: &mut String, r: &Ref, printer: &mut Printer) -> Exec<()> {
        let Object::Record(record) = &**r else { unreachable!("asked for records") };
        let (object, fields, parents, named) = {
            let record = record.borrow();
            let extra = record.extra();
            let parents: Vec<_> =
                extra.map_or_else(Vec::new, |e| e.parents.iter().map(|(f, v)| (*f, v.clone())).collect());
            (record.object, record.populated(), parents, extra.map_or_else(Vec::new, |e| e.named.clone()))
        };
        let program = self.program.clone();
        let described = program.schema.object(object);
        out.push_str(&described.name);
        out.push_str(":{");
        let mut first = true;
        for (name, value) in &named {
            separate(out, &mut first);
            out.push_str(name);
            out.push('=');
            self.print(out, value, printer)?;
        }
        for (field, value) in &fields {
            separate(out, &mut first);
            out.push_str(&described.get(*field).name);
            out.push('=');
            self.print(out, value, printer)?;
        }
        for (field, value) in &parents {
            separate(out, &mut first);
            let lookup = described.get(*field);
            out.push_str(lookup.relationship().unwrap_or(&lookup.name));
            out.push('=');
            self.print(out, value, printer)?;
        }
        out.push('}');
        Ok(())
    }
}

/// Sets and maps print in the order of their keys, though they iterate in the order of insertion; keys without an order of
/// their own stay as they are.
fn sort_printed<T>(items: &mut [T], key: impl Fn(&T) -> &Value) {
    let first = items.iter().map(&key).find(|k| !k.is_null());
    if first.is_none_or(|first| items.iter().all(|item| compare_scalars(first, key(item)).is_some())) {
        items.sort_by(|a, b| compare_scalars(key(a), key(b)).unwrap_or(Ordering::Equal));
    }
}

/// What follows an exception's name: `: message`.
fn push_message(out: &mut String, instance: &Instance) {
    let message = instance.extra.borrow().as_deref().and_then(|e| e.message.clone());
    out.push_str(": ");
    match message {
        Some(m) => out.push_str(&m),
        None => out.push_str("null"),
    }
}

fn separate(out: &mut String, first: &mut bool) {
    if !std::mem::take(first) {
        out.push_str(", ");
    }
}

/// Appends a whole number; several times faster than the general formatter.
pub fn push_integer(out: &mut String, n: i64) {
    let mut digits = [0u8; 20];
    let (mut at, mut rest) = (digits.len(), n.unsigned_abs());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[at..]).expect("digits are ASCII"));
}
