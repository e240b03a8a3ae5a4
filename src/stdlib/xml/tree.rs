//! The nodes of a document.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::scan::{Bindings, Event, Fault, Name, scan};

pub(super) enum Kind {
    Element,
    Text,
    Comment,
}

/// One node; shared by every object that stands for it.
pub(super) struct Node {
    pub kind: Kind,
    pub name: Name,
    /// Of a text or comment.
    pub text: String,
    pub attributes: RefCell<Vec<(Name, String)>>,
    /// Declared on this element.
    pub namespaces: RefCell<Bindings>,
    pub children: RefCell<Vec<Rc<Node>>>,
    pub parent: RefCell<Weak<Node>>,
}

impl Node {
    pub fn element(name: Name) -> Rc<Node> {
        Node::new(Kind::Element, name, String::new())
    }

    pub fn new(kind: Kind, name: Name, text: String) -> Rc<Node> {
        Rc::new(Node {
            kind,
            name,
            text,
            attributes: RefCell::default(),
            namespaces: RefCell::default(),
            children: RefCell::default(),
            parent: RefCell::default(),
        })
    }

    pub fn is_element(&self) -> bool {
        matches!(self.kind, Kind::Element)
    }

    /// Puts a node at the end, or before another one. False when that one is no child.
    pub fn insert(self: &Rc<Node>, child: Rc<Node>, before: Option<&Rc<Node>>) -> bool {
        let place = match before {
            None => self.children.borrow().len(),
            Some(b) => match self.children.borrow().iter().position(|c| Rc::ptr_eq(c, b)) {
                Some(place) => place,
                None => return false,
            },
        };
        *child.parent.borrow_mut() = Rc::downgrade(self);
        self.children.borrow_mut().insert(place, child);
        true
    }

    /// What a prefix stands for here, or which prefix stands for a namespace.
    pub fn binding(&self, found: &dyn Fn(&str, &str) -> bool) -> Option<(String, String)> {
        if let Some((p, u)) = self.namespaces.borrow().iter().find(|(p, u)| found(p, u)) {
            return Some((p.clone(), u.clone()));
        }
        self.parent.borrow().upgrade()?.binding(found)
    }

    /// The texts directly inside, joined.
    pub fn text(&self) -> String {
        match self.kind {
            Kind::Element => self
                .children
                .borrow()
                .iter()
                .filter(|c| matches!(c.kind, Kind::Text))
                .map(|c| c.text.as_str())
                .collect(),
            Kind::Text | Kind::Comment => self.text.clone(),
        }
    }

    /// The node as XML.
    pub fn write(&self, out: &mut String) {
        match self.kind {
            Kind::Text => push_escaped(out, &self.text, false),
            Kind::Comment => out.push_str(&format!("<!--{}-->", self.text)),
            Kind::Element => {
                let tag = full(&self.name);
                out.push('<');
                out.push_str(&tag);
                for (name, value) in self.attributes.borrow().iter() {
                    out.push_str(&format!(" {}=\"", full(name)));
                    push_escaped(out, value, true);
                    out.push('"');
                }
                for (prefix, uri) in self.namespaces.borrow().iter() {
                    let colon = if prefix.is_empty() { "" } else { ":" };
                    out.push_str(&format!(" xmlns{colon}{prefix}=\""));
                    push_escaped(out, uri, true);
                    out.push('"');
                }
                if self.children.borrow().is_empty() {
                    out.push_str(" />");
                    return;
                }
                out.push('>');
                self.children.borrow().iter().for_each(|c| c.write(out));
                out.push_str(&format!("</{tag}>"));
            }
        }
    }
}

/// Appends a text as a document writes it: `>` stays as it is.
fn push_escaped(out: &mut String, text: &str, in_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

fn full(name: &Name) -> String {
    match name.prefix.as_str() {
        "" => name.local.clone(),
        prefix => format!("{prefix}:{}", name.local),
    }
}

/// Reads a document and answers its root. The platform leaves out CDATA sections and processing instructions.
pub(super) fn parse(text: &str) -> Result<Rc<Node>, Fault> {
    let mut open: Vec<Rc<Node>> = Vec::new();
    let mut root = None;
    let add = |open: &[Rc<Node>], node: Rc<Node>| {
        if let Some(parent) = open.last() {
            parent.insert(node, None);
        }
    };
    for event in scan(text)? {
        match event {
            Event::Start { name, attributes, namespaces } => {
                let node = Node::element(name);
                *node.attributes.borrow_mut() = attributes;
                *node.namespaces.borrow_mut() = namespaces;
                add(&open, Rc::clone(&node));
                root.get_or_insert_with(|| Rc::clone(&node));
                open.push(node);
            }
            Event::End { .. } => {
                open.pop();
            }
            Event::Text(text) => add(&open, Node::new(Kind::Text, Name::default(), text)),
            Event::Comment(text) => add(&open, Node::new(Kind::Comment, Name::default(), text)),
            Event::Cdata(_) | Event::Instruction { .. } => {}
        }
    }
    Ok(root.expect("a document that was read has a root"))
}
