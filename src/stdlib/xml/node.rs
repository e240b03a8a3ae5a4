//! `Dom.XmlNode`.

use std::rc::Rc;

use super::scan::Name;
use super::tree::{Kind, Node};
use crate::hir::TypeId;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::{class_id, enums};
use crate::value::{List, NativeObject, Str, Value};

type This = Native<Rc<Node>>;

/// The object of a node: equal to every other object of the same node.
pub(super) fn node_value(node: Rc<Node>) -> Value {
    NativeObject::keyed(class_id("Dom.XmlNode"), Rc::as_ptr(&node) as u64, node)
}

pub(super) fn name_of(local: &str, namespace: Option<&str>, prefix: Option<&str>) -> Name {
    Name { prefix: prefix.unwrap_or("").into(), local: local.into(), namespace: namespace.unwrap_or("").into() }
}

/// Declares an element's own namespace where nothing above it does.
pub(super) fn declare(node: &Rc<Node>) {
    let Name { prefix, namespace, .. } = &node.name;
    if namespace.is_empty() || node.binding(&|p, u| p == prefix && u == namespace).is_some() {
        return;
    }
    node.namespaces.borrow_mut().push((prefix.clone(), namespace.clone()));
}

fn node(n: &This) -> Rc<Node> {
    n.with(|n| Rc::clone(n))
}

fn nodes(found: impl Iterator<Item = Rc<Node>>) -> List {
    let ty = TypeId::class(class_id("Dom.XmlNode"));
    List::from_values(ty, found.map(node_value).collect())
}

fn attribute(n: &This, key: &str, namespace: Option<&str>) -> Option<String> {
    let namespace = namespace.unwrap_or("");
    let n = node(n);
    let attributes = n.attributes.borrow();
    attributes.iter().find(|(k, _)| k.local == key && k.namespace == namespace).map(|(_, v)| v.clone())
}

fn set_attribute(n: &This, name: Name, value: Str) {
    let n = node(n);
    let mut attributes = n.attributes.borrow_mut();
    match attributes.iter_mut().find(|(k, _)| k.local == name.local && k.namespace == name.namespace) {
        Some((_, old)) => *old = value.to_string(),
        None => attributes.push((name, value.to_string())),
    }
}

fn attribute_key(cx: &mut Interp, n: This, i: i32, read: fn(&Name) -> &str) -> Result<String, Thrown> {
    let n = node(&n);
    let found = usize::try_from(i).ok().and_then(|i| n.attributes.borrow().get(i).map(|(k, _)| read(k).to_owned()));
    found.ok_or_else(|| cx.throw(Exc::List, format!("List index out of bounds: {i}")))
}

fn add(parent: &This, child: Rc<Node>) -> Value {
    node(parent).insert(Rc::clone(&child), None);
    declare(&child);
    node_value(child)
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("String getName()", "The element's name without its prefix.", |n: This| {
            n.with(|n| n.is_element().then(|| n.name.local.clone()))
        }),
        m("String getNamespace()", "The element's namespace, or null.", |n: This| {
            n.with(|n| Some(n.name.namespace.clone()).filter(|u| !u.is_empty()))
        }),
        m("String getText()", "The texts directly inside.", |n: This| n.with(|n| n.text())),
        m("Dom.XmlNodeType getNodeType()", "Element, text or comment.", |cx: &mut Interp, n: This| {
            let kind = n.with(|n| match n.kind {
                Kind::Element => "ELEMENT",
                Kind::Text => "TEXT",
                Kind::Comment => "COMMENT",
            });
            enums::constant(cx, "Dom.XmlNodeType", kind)
        }),
        m("Dom.XmlNode getParent()", "The element around it, or null.", |n: This| {
            let parent = n.with(|n| n.parent.borrow().upgrade());
            parent.map(node_value)
        }),
        m("List<Dom.XmlNode> getChildren()", "All nodes directly inside.", |n: This| {
            nodes(node(&n).children.borrow().iter().cloned())
        }),
        m("List<Dom.XmlNode> getChildElements()", "The elements directly inside.", |n: This| {
            nodes(node(&n).children.borrow().iter().filter(|c| c.is_element()).cloned())
        }),
        m(
            "Dom.XmlNode getChildElement(String name, String namespace)",
            "The first element inside of this name and namespace, or null.",
            |n: This, name: Str, namespace: Option<Str>| {
                let namespace = namespace.unwrap_or_else(Str::empty);
                let n = node(&n);
                let children = n.children.borrow();
                let found = children
                    .iter()
                    .find(|c| c.is_element() && *c.name.local == *name && *c.name.namespace == *namespace);
                found.cloned().map(node_value)
            },
        ),
        m(
            "String getNamespaceFor(String prefix)",
            "The namespace that a prefix stands for here.",
            |n: This, prefix: Str| node(&n).binding(&|p, _| *p == *prefix).map(|(_, u)| u),
        ),
        m(
            "String getPrefixFor(String namespace)",
            "The prefix that stands for a namespace here.",
            |n: This, namespace: Str| node(&n).binding(&|_, u| *u == *namespace).map(|(p, _)| p),
        ),
    ];
    rows.extend(attribute_rows());
    rows.extend(change_rows());
    rows
}

fn attribute_rows() -> Vec<Row> {
    vec![
        m(
            "String getAttribute(String key, String namespace)",
            "The value of an attribute, or null.",
            |n: This, key: Str, ns: Option<Str>| attribute(&n, &key, ns.as_deref()),
        ),
        m(
            "String getAttributeValue(String key, String namespace)",
            "The value of an attribute, or null.",
            |n: This, key: Str, ns: Option<Str>| attribute(&n, &key, ns.as_deref()),
        ),
        m(
            "String getAttributeValueNs(String key, String namespace)",
            "The namespace of an attribute's value; always null here.",
            |_n: This, _key: Str, _ns: Option<Str>| -> Option<Str> { None },
        ),
        m("Integer getAttributeCount()", "How many attributes there are.", |n: This| {
            node(&n).attributes.borrow().len()
        }),
        m(
            "String getAttributeKeyAt(Integer index)",
            "The name of the attribute at this place.",
            |cx: &mut Interp, n: This, i: i32| attribute_key(cx, n, i, |k| &k.local),
        ),
        m(
            "String getAttributeKeyNsAt(Integer index)",
            "The namespace of the attribute at this place.",
            |cx: &mut Interp, n: This, i: i32| attribute_key(cx, n, i, |k| &k.namespace),
        ),
        m("void setAttribute(String key, String value)", "Sets an attribute.", |n: This, key: Str, value: Str| {
            set_attribute(&n, name_of(&key, None, None), value)
        }),
        m(
            "void setAttributeNs(String key, String value, String keyNamespace, String valueNamespace)",
            "Sets an attribute in a namespace.",
            |n: This, key: Str, value: Str, ns: Option<Str>, _value_ns: Option<Str>| {
                let prefix = ns.as_ref().and_then(|ns| node(&n).binding(&|_, u| *u == **ns)).map(|(p, _)| p);
                set_attribute(&n, name_of(&key, ns.as_deref(), prefix.as_deref()), value)
            },
        ),
        m(
            "Boolean removeAttribute(String key, String namespace)",
            "Takes an attribute away; whether it was there.",
            |n: This, key: Str, ns: Option<Str>| {
                let ns = ns.unwrap_or_else(Str::empty);
                let n = node(&n);
                let before = n.attributes.borrow().len();
                n.attributes.borrow_mut().retain(|(k, _)| !(*k.local == *key && *k.namespace == *ns));
                n.attributes.borrow().len() != before
            },
        ),
    ]
}

fn change_rows() -> Vec<Row> {
    vec![
        m(
            "Dom.XmlNode addChildElement(String name, String namespace, String prefix)",
            "Puts a new element at the end.",
            |n: This, name: Str, ns: Option<Str>, prefix: Option<Str>| {
                add(&n, Node::element(name_of(&name, ns.as_deref(), prefix.as_deref())))
            },
        ),
        m("Dom.XmlNode addTextNode(String text)", "Puts a text at the end.", |n: This, text: Str| {
            add(&n, Node::new(Kind::Text, Name::default(), text.to_string()))
        }),
        m("Dom.XmlNode addCommentNode(String text)", "Puts a comment at the end.", |n: This, text: Str| {
            add(&n, Node::new(Kind::Comment, Name::default(), text.to_string()))
        }),
        m(
            "Dom.XmlNode insertBefore(Dom.XmlNode child, Dom.XmlNode before)",
            "Puts a node before another one.",
            |n: This, child: This, before: Option<This>| {
                let child = node(&child);
                node(&n).insert(Rc::clone(&child), before.as_ref().map(node).as_ref());
                node_value(child)
            },
        ),
        m(
            "Boolean removeChild(Dom.XmlNode child)",
            "Takes a node out; whether it was there.",
            |n: This, child: This| {
                let (n, child) = (node(&n), node(&child));
                let before = n.children.borrow().len();
                n.children.borrow_mut().retain(|c| !Rc::ptr_eq(c, &child));
                n.children.borrow().len() != before
            },
        ),
        m(
            "void setNamespace(String prefix, String namespace)",
            "Declares a prefix on this element.",
            |n: This, prefix: Str, ns: Str| node(&n).namespaces.borrow_mut().push((prefix.to_string(), ns.to_string())),
        ),
    ]
}
