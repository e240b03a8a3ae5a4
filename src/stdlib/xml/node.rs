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

/// A new element, at the end of a parent if it has one. A namespace without a prefix takes one that stands for it, else a
/// made-up one; what nothing above declares is declared here.
pub(super) fn element(
    parent: Option<&Rc<Node>>,
    local: &str,
    namespace: Option<&str>,
    prefix: Option<&str>,
) -> Rc<Node> {
    let uri = namespace.unwrap_or("");
    let found = |wanted: &str| parent.and_then(|p| p.binding(&|_, u| u == wanted)).map(|(prefix, _)| prefix);
    let prefix = match prefix {
        Some(prefix) => prefix.to_owned(),
        None if uri.is_empty() => String::new(),
        None => found(uri).unwrap_or_else(|| made_up(parent)),
    };
    let node = Node::element(Name { prefix: prefix.clone(), local: local.into(), namespace: uri.into() });
    if let Some(parent) = parent {
        parent.insert(Rc::clone(&node), None);
    }
    let undeclared = match uri {
        // Only a root says that it has no namespace.
        "" => parent.is_none() && namespace.is_some(),
        uri => node.binding(&|p, u| p == prefix && u == uri).is_none(),
    };
    if undeclared {
        node.namespaces.borrow_mut().push((prefix, uri.to_owned()));
    }
    node
}

/// The first of `ns0`, `ns1`, ... that stands for nothing here.
fn made_up(node: Option<&Rc<Node>>) -> String {
    let is_free = |prefix: &String| node.is_none_or(|n| n.binding(&|p, _| p == prefix).is_none());
    (0..).map(|n| format!("ns{n}")).find(is_free).expect("numbers do not end")
}

/// The prefix that an attribute can use for a namespace; declares one where there is none. Empty for no namespace.
fn attribute_prefix(node: &Rc<Node>, namespace: Option<&str>) -> String {
    let Some(uri) = namespace.filter(|uri| !uri.is_empty()) else { return String::new() };
    if let Some((prefix, _)) = node.binding(&|p, u| u == uri && !p.is_empty()) {
        return prefix;
    }
    let prefix = made_up(Some(node));
    node.namespaces.borrow_mut().push((prefix.clone(), uri.to_owned()));
    prefix
}

/// A value as a qualified name: what its prefix stands for here, and the rest. No prefix begins with a digit.
fn qualified(node: &Rc<Node>, value: &str) -> Option<(String, String)> {
    let can_begin = |c: char| c.is_alphabetic() || c == '_';
    let (prefix, rest) = value.split_once(':').filter(|(prefix, _)| prefix.starts_with(can_begin))?;
    let (_, uri) = node.binding(&|p, _| p == prefix)?;
    Some((uri, rest.to_owned()))
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

#[cold]
fn no_value(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::Xml, "Illegal Argument: local part cannot be \"null\" when creating a QName")
}

fn set_attribute(n: &This, name: Name, value: &str) {
    let n = node(n);
    let mut attributes = n.attributes.borrow_mut();
    match attributes.iter_mut().find(|(k, _)| k.local == name.local && k.namespace == name.namespace) {
        Some((_, old)) => *old = value.to_owned(),
        None => attributes.push((name, value.to_owned())),
    }
}

fn attribute_key(cx: &mut Interp, n: This, i: i32, read: fn(&Name) -> &str) -> Result<Option<String>, Thrown> {
    let n = node(&n);
    let attributes = n.attributes.borrow();
    match usize::try_from(i).ok().and_then(|i| attributes.get(i)) {
        Some((key, _)) => Ok(Some(read(key).to_owned()).filter(|text| !text.is_empty())),
        None if i >= 0 => Err(cx.throw(Exc::Xml, format!("Illegal Argument: No attribute found at index {i}"))),
        None => {
            let length = attributes.len();
            let why = format!("Got an unexpected error in callout : Index {i} out of bounds for length {length}.");
            Err(cx.throw(Exc::Unexpected, why))
        }
    }
}

fn add(parent: &This, child: Rc<Node>) -> Value {
    node(parent).insert(Rc::clone(&child), None);
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
            "The value of an attribute without a prefix that stands for something, or null.",
            |n: This, key: Str, ns: Option<Str>| {
                let value = attribute(&n, &key, ns.as_deref())?;
                Some(qualified(&node(&n), &value).map_or(value, |(_, rest)| rest))
            },
        ),
        m(
            "String getAttributeValueNs(String key, String namespace)",
            "The namespace of the prefix that an attribute's value begins with, or null.",
            |n: This, key: Str, ns: Option<Str>| {
                let value = attribute(&n, &key, ns.as_deref())?;
                qualified(&node(&n), &value).map(|(uri, _)| uri)
            },
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
        m(
            "void setAttribute(String key, String value)",
            "Sets an attribute.",
            |cx: &mut Interp, n: This, key: Str, value: Option<Str>| {
                let value = value.ok_or_else(|| no_value(cx))?;
                set_attribute(&n, Name { local: key.to_string(), ..Name::default() }, &value);
                Ok(())
            },
        ),
        m(
            "void setAttributeNs(String key, String value, String keyNamespace, String valueNamespace)",
            "Sets an attribute in a namespace.",
            |cx: &mut Interp, n: This, key: Str, value: Option<Str>, ns: Option<Str>, value_ns: Option<Str>| {
                let value = value.ok_or_else(|| no_value(cx))?;
                let prefix = attribute_prefix(&node(&n), ns.as_deref());
                let value = match attribute_prefix(&node(&n), value_ns.as_deref()).as_str() {
                    "" => value.to_string(),
                    prefix => format!("{prefix}:{value}"),
                };
                let namespace = ns.map_or_else(String::new, |ns| ns.to_string());
                set_attribute(&n, Name { prefix, local: key.to_string(), namespace }, &value);
                Ok(())
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
                node_value(element(Some(&node(&n)), &name, ns.as_deref(), prefix.as_deref()))
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
            |n: This, child: Option<This>, before: Option<This>| {
                let child = node(&child?);
                node(&n).insert(Rc::clone(&child), before.as_ref().map(node).as_ref());
                Some(node_value(child))
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
