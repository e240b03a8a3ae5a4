//! `JSONGenerator`.

use super::write::Writer;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::class_id;
use crate::value::{NativeObject, Str, Value};

/// Text under construction and what is open.
pub(super) struct Generator {
    writer: Writer,
    /// Open objects and arrays with the number of their entries; in an object, whether a name waits for its value.
    open: Vec<(Kind, usize, bool)>,
    roots: usize,
    closed: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Object,
    Array,
}

pub(super) fn create(pretty: Option<bool>) -> Value {
    let writer = Writer::new(pretty.unwrap_or(false), false);
    NativeObject::value(class_id("JSONGenerator"), Generator { writer, open: Vec::new(), roots: 0, closed: false })
}

impl Generator {
    /// Room for a value: separators, and the rules of the context.
    fn before_value(&mut self, what: &str) -> Result<(), String> {
        match self.open.last_mut() {
            None => {
                if self.roots > 0 {
                    self.writer.out.text.push(' ');
                }
                self.roots += 1;
            }
            Some((Kind::Array, count, _)) => {
                self.writer.out.before_element(*count == 0);
                *count += 1;
            }
            Some((Kind::Object, _, named)) => {
                if !*named {
                    return Err(format!("Can not {what}, expecting field name"));
                }
                *named = false;
                self.writer.out.colon();
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<(), String> {
        match self.open.last_mut() {
            Some((Kind::Object, count, named)) if !*named => {
                self.writer.out.before_name(*count == 0);
                self.writer.out.string(name);
                *count += 1;
                *named = true;
                Ok(())
            }
            _ => Err("Can not write a field name, expecting a value".into()),
        }
    }

    fn start(&mut self, kind: Kind) -> Result<(), String> {
        match kind {
            Kind::Object => {
                self.before_value("start an object")?;
                self.writer.out.begin_object();
            }
            Kind::Array => {
                self.before_value("start an array")?;
                self.writer.out.begin_array();
            }
        }
        self.open.push((kind, 0, false));
        Ok(())
    }

    fn end(&mut self, kind: Kind) -> Result<(), String> {
        let context = match self.open.last() {
            None => "ROOT",
            Some((Kind::Object, ..)) => "OBJECT",
            Some((Kind::Array, ..)) => "ARRAY",
        };
        match (kind, self.open.last().copied()) {
            (Kind::Object, Some((Kind::Object, count, _))) => self.writer.out.end_object(count == 0),
            (Kind::Array, Some((Kind::Array, ..))) => self.writer.out.end_array(),
            (Kind::Object, _) => return Err(format!("Current context not an object but {context}")),
            (Kind::Array, _) => return Err(format!("Current context not an ARRAY but {context}")),
        }
        self.open.pop();
        Ok(())
    }

    /// The text with everything closed that is still open.
    fn text(&self) -> String {
        let mut text = self.writer.out.text.clone();
        for (kind, ..) in self.open.iter().rev() {
            text.push(if *kind == Kind::Object { '}' } else { ']' });
        }
        text
    }
}

type This = Native<Generator>;

fn with(cx: &mut Interp, g: &This, f: impl FnOnce(&mut Generator) -> Result<(), String>) -> Result<(), Thrown> {
    if g.with(|g| g.closed) {
        return Err(cx.throw(Exc::Json, "The generator is closed"));
    }
    g.with(f).map_err(|why| cx.throw(Exc::Json, why))
}

fn null(cx: &mut Interp, method: &str) -> Thrown {
    cx.throw(Exc::NullPointer, format!("null argument for JSONGenerator.{method}()"))
}

/// Writes a value, which must not be null.
fn write(cx: &mut Interp, g: &This, method: &str, v: &Value) -> Result<(), Thrown> {
    if v.is_null() {
        return Err(null(cx, method));
    }
    let what = if matches!(v, Value::String(_)) { "write text value" } else { "write value" };
    with(cx, g, |g| g.before_value(what))?;
    g.with(|g| g.writer.value(cx, v))
}

/// Writes a name and its value; neither may be null.
fn write_field(cx: &mut Interp, g: &This, method: &str, name: Option<Str>, v: &Value) -> Result<(), Thrown> {
    let name = match name {
        Some(name) if !v.is_null() => name,
        _ => return Err(null(cx, method)),
    };
    with(cx, g, |g| g.name(&name))?;
    write(cx, g, method, v)
}

/// The rows of one kind of value: alone and as a field.
macro_rules! kinds {
    ($($ty:literal $method:literal;)+) => {
        vec![$(
            m(concat!("void ", $method, "(", $ty, " value)"), "Writes a value.", |cx: &mut Interp, g: This, v: Value| write(cx, &g, $method, &v)),
            m(
                concat!("void ", $method, "Field(String name, ", $ty, " value)"),
                "Writes a name and its value.",
                |cx: &mut Interp, g: This, name: Option<Str>, v: Value| write_field(cx, &g, concat!($method, "Field"), name, &v),
            ),
        )+]
    };
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    let mut rows = kinds! {
        "Blob" "writeBlob";
        "Boolean" "writeBoolean";
        "Date" "writeDate";
        "Datetime" "writeDateTime";
        "Id" "writeId";
        "Integer" "writeNumber";
        "Long" "writeNumber";
        "Double" "writeNumber";
        "Decimal" "writeNumber";
        "Object" "writeObject";
        "String" "writeString";
        "Time" "writeTime";
    };
    rows.extend([
        m("void writeStartObject()", "Opens an object.", |cx: &mut Interp, g: This| {
            with(cx, &g, |g| g.start(Kind::Object))
        }),
        m("void writeEndObject()", "Closes the object.", |cx: &mut Interp, g: This| {
            with(cx, &g, |g| g.end(Kind::Object))
        }),
        m("void writeStartArray()", "Opens an array.", |cx: &mut Interp, g: This| {
            with(cx, &g, |g| g.start(Kind::Array))
        }),
        m("void writeEndArray()", "Closes the array.", |cx: &mut Interp, g: This| with(cx, &g, |g| g.end(Kind::Array))),
        m(
            "void writeFieldName(String name)",
            "Writes a name; its value follows.",
            |cx: &mut Interp, g: This, name: Option<Str>| {
                let Some(name) = name else { return Err(null(cx, "writeFieldName")) };
                with(cx, &g, |g| g.name(&name))
            },
        ),
        m("void writeNull()", "Writes null.", |cx: &mut Interp, g: This| {
            with(cx, &g, |g| g.before_value("write null value"))?;
            g.with(|g| g.writer.out.text.push_str("null"));
            Ok(())
        }),
        m(
            "void writeNullField(String name)",
            "Writes a name and null.",
            |cx: &mut Interp, g: This, name: Option<Str>| {
                let Some(name) = name else { return Err(null(cx, "writeNullField")) };
                with(cx, &g, |g| {
                    g.name(&name)?;
                    g.before_value("write null value")
                })?;
                g.with(|g| g.writer.out.text.push_str("null"));
                Ok(())
            },
        ),
        m("String getAsString()", "The text so far, with everything closed.", |g: This| g.with(|g| g.text())),
        m("void close()", "Ends writing.", |g: This| g.with(|g| g.closed = true)),
        m("Boolean isClosed()", "Whether it was closed.", |g: This| g.with(|g| g.closed)),
    ]);
    rows
}
