//! `XmlStreamWriter`.

use super::push_escaped;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::class_id;
use crate::value::{NativeObject, Str};

#[derive(Default)]
pub(super) struct Writer {
    out: String,
    /// Tags that are not closed yet.
    open: Vec<String>,
    /// The last tag still takes attributes; the flag says that it is empty.
    tag: Option<bool>,
    default_namespace: Option<String>,
    closed: bool,
}

type This = Native<Writer>;

impl Writer {
    /// Ends the tag that was taking attributes.
    fn settle(&mut self) {
        match self.tag.take() {
            Some(true) => self.out.push_str("/>"),
            Some(false) => self.out.push('>'),
            None => {}
        }
    }

    fn start(&mut self, prefix: Option<Str>, name: &str, empty: bool) {
        self.settle();
        let tag = match prefix.as_deref() {
            Some(p) if !p.is_empty() => format!("{p}:{name}"),
            _ => name.to_owned(),
        };
        self.out.push('<');
        self.out.push_str(&tag);
        self.tag = Some(empty);
        if !empty {
            self.open.push(tag);
        }
    }

    fn end(&mut self) -> bool {
        self.settle();
        match self.open.pop() {
            Some(tag) => {
                self.out.push_str(&format!("</{tag}>"));
                true
            }
            None => false,
        }
    }

    fn attribute(&mut self, key: &str, value: &str) {
        self.out.push_str(&format!(" {key}=\""));
        push_escaped(&mut self.out, value, true);
        self.out.push('"');
    }
}

/// A writer that was closed does nothing more.
fn writing<T>(cx: &mut Interp, w: &This, f: impl FnOnce(&mut Writer) -> T) -> Result<T, Thrown> {
    if w.with(|w| w.closed) {
        return Err(cx.throw(Exc::Xml, "Stream already closed"));
    }
    Ok(w.with(f))
}

/// An attribute needs a tag that is still open for it; without one there is this fault.
fn with_tag(cx: &mut Interp, w: &This, fault: &str, f: impl FnOnce(&mut Writer)) -> Result<(), Thrown> {
    if writing(cx, w, |w| w.tag.is_none())? {
        return Err(cx.throw(Exc::Xml, fault));
    }
    w.with(f);
    Ok(())
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    vec![
        m("XmlStreamWriter()", "A writer of an empty text.", || {
            NativeObject::value(class_id("XmlStreamWriter"), Writer::default())
        }),
        m(
            "void writeStartDocument(String encoding, String version)",
            "Writes the declaration.",
            |cx: &mut Interp, w: This, encoding: Option<Str>, version: Option<Str>| {
                writing(cx, &w, |w| {
                    let version = version.unwrap_or_else(|| Str::from("1.0"));
                    w.out.push_str(&format!("<?xml version=\"{version}\""));
                    if let Some(encoding) = encoding {
                        w.out.push_str(&format!(" encoding=\"{encoding}\""));
                    }
                    w.out.push_str("?>");
                })
            },
        ),
        m("void writeEndDocument()", "Closes everything that is open.", |cx: &mut Interp, w: This| {
            writing(cx, &w, |w| while w.end() {})
        }),
        m(
            "void writeStartElement(String prefix, String name, String namespace)",
            "Opens an element.",
            |cx: &mut Interp, w: This, prefix: Option<Str>, name: Str, _ns: Option<Str>| {
                writing(cx, &w, |w| w.start(prefix, &name, false))
            },
        ),
        m(
            "void writeEmptyElement(String prefix, String name, String namespace)",
            "Writes an element without content.",
            |cx: &mut Interp, w: This, prefix: Option<Str>, name: Str, _ns: Option<Str>| {
                writing(cx, &w, |w| w.start(prefix, &name, true))
            },
        ),
        m("void writeEndElement()", "Closes the element.", |cx: &mut Interp, w: This| {
            match writing(cx, &w, Writer::end)? {
                true => Ok(()),
                false => Err(cx.throw(Exc::Xml, "No element was found to write: ")),
            }
        }),
        m(
            "void writeAttribute(String prefix, String namespace, String name, String value)",
            "Writes an attribute.",
            |cx: &mut Interp, w: This, prefix: Option<Str>, _ns: Option<Str>, name: Str, value: Str| {
                let key = match prefix.as_deref() {
                    Some(p) if !p.is_empty() => format!("{p}:{name}"),
                    _ => name.to_string(),
                };
                with_tag(cx, &w, "Attribute not associated with any element", |w| w.attribute(&key, &value))
            },
        ),
        m(
            "void writeNamespace(String prefix, String namespace)",
            "Declares a prefix.",
            |cx: &mut Interp, w: This, prefix: Str, ns: Str| {
                let state = "Invalid state: start tag is not opened at writeNamespace";
                let fault = format!("Illegal State: {state}({prefix}, {ns})");
                with_tag(cx, &w, &fault, |w| w.attribute(&format!("xmlns:{prefix}"), &ns))
            },
        ),
        m(
            "void writeDefaultNamespace(String namespace)",
            "Declares the default namespace.",
            |cx: &mut Interp, w: This, ns: Str| {
                let fault = "Illegal State: Namespace Attribute not associated with any element";
                with_tag(cx, &w, fault, |w| w.attribute("xmlns", &ns))
            },
        ),
        m(
            "void setDefaultNamespace(String namespace)",
            "Binds the default namespace without writing it.",
            |cx: &mut Interp, w: This, ns: Str| writing(cx, &w, |w| w.default_namespace = Some(ns.to_string())),
        ),
        m("void writeCharacters(String text)", "Writes a text.", |cx: &mut Interp, w: This, text: Str| {
            writing(cx, &w, |w| {
                w.settle();
                push_escaped(&mut w.out, &text, false);
            })
        }),
        m("void writeCData(String text)", "Writes a text as CDATA.", |cx: &mut Interp, w: This, text: Str| {
            writing(cx, &w, |w| {
                w.settle();
                w.out.push_str(&format!("<![CDATA[{text}]]>"));
            })
        }),
        m("void writeComment(String text)", "Writes a comment.", |cx: &mut Interp, w: This, text: Str| {
            writing(cx, &w, |w| {
                w.settle();
                w.out.push_str(&format!("<!--{text}-->"));
            })
        }),
        m(
            "void writeProcessingInstruction(String target, String data)",
            "Writes a processing instruction.",
            |cx: &mut Interp, w: This, target: Str, data: Option<Str>| {
                writing(cx, &w, |w| {
                    w.settle();
                    let data = data.map_or_else(String::new, |d| format!(" {d}"));
                    w.out.push_str(&format!("<?{target}{data}?>"));
                })
            },
        ),
        m(
            "String getXmlString()",
            "The text so far; a tag that may still take attributes is not closed.",
            |cx: &mut Interp, w: This| writing(cx, &w, |w| w.out.clone()),
        ),
        m("void close()", "Ends writing; the text must have been read before.", |w: This| w.with(|w| w.closed = true)),
    ]
}
