//! `Dom.Document`.

use std::rc::Rc;

use super::node::{element, node_value};
use super::tree::{Node, parse};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::class_id;
use crate::value::{NativeObject, Str};

#[derive(Default)]
struct Document {
    root: Option<Rc<Node>>,
}

type This = Native<Document>;

fn load(cx: &mut Interp, d: This, text: Str) -> Result<(), Thrown> {
    let root = parse(&text).map_err(|fault| cx.throw(Exc::Xml, fault.text))?;
    take_root(cx, &d, root)
}

/// A document takes one root, and keeps it.
fn take_root(cx: &mut Interp, d: &This, root: Rc<Node>) -> Result<(), Thrown> {
    if d.with(|d| d.root.is_some()) {
        return Err(cx.throw(Exc::Xml, "Root element already created"));
    }
    d.with(|d| d.root = Some(root));
    Ok(())
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    vec![
        m("Document()", "A document without a root.", || {
            NativeObject::value(class_id("Dom.Document"), Document::default())
        }),
        m("void load(String xml)", "Reads a document.", load),
        m("Dom.XmlNode getRootElement()", "The root, or null.", |d: This| d.with(|d| d.root.clone()).map(node_value)),
        m(
            "Dom.XmlNode createRootElement(String name, String namespace, String prefix)",
            "Makes the root.",
            |cx: &mut Interp, d: This, name: Str, namespace: Option<Str>, prefix: Option<Str>| {
                let root = element(None, &name, namespace.as_deref(), prefix.as_deref());
                take_root(cx, &d, Rc::clone(&root))?;
                Ok(node_value(root))
            },
        ),
        m("String toXmlString()", "The document as text.", |d: This| {
            let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            if let Some(root) = d.with(|d| d.root.clone()) {
                root.write(&mut out);
            }
            out
        }),
    ]
}
