//! XML as a small tree: metadata files are short and are read once.

use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Problem;

/// An element with its text, attributes dropped but for `xsi:nil`.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Node {
    pub name: String,
    pub text: String,
    pub nil: bool,
    pub children: Vec<Node>,
}

impl Node {
    /// All children of a name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of a child, trimmed; `None` where it is missing or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The text of a child, owned.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Whether a child says `true`.
    pub fn is(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.parse().ok()
    }
}

/// Reads the root element of a file; a file that is missing or malformed becomes a problem.
pub fn read(path: &Path, problems: &mut Vec<Problem>) -> Option<Node> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(Problem::new(path, format!("cannot be read: {error}")));
            return None;
        }
    };
    match parse(&text) {
        Ok(node) => Some(node),
        Err(fault) => {
            let before = &text.as_bytes()[..fault.offset.min(text.len())];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            problems.push(Problem::new(path, format!("is not well-formed XML: line {line}: {}", fault.message)));
            None
        }
    }
}

/// What is wrong with a text that should be XML, and where.
#[derive(Debug)]
pub struct Fault {
    pub offset: usize,
    pub message: String,
}

pub fn parse(text: &str) -> Result<Node, Fault> {
    let body = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(body);
    let read = tree(&mut reader);
    let skipped = text.len() - body.len();
    read.map_err(|message| Fault { offset: skipped + reader.buffer_position() as usize, message })
}

fn tree(reader: &mut Reader<&[u8]>) -> Result<Node, String> {
    // The bottom of the stack collects the root element.
    let mut open = vec![Node::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let top = open.last_mut().expect("the bottom of the stack stays");
        match event {
            Event::Start(tag) => open.push(element(&tag)),
            Event::Empty(tag) => top.children.push(element(&tag)),
            Event::End(_) => {
                let done = open.pop().expect("the reader checks that ends match");
                let parent = open.last_mut().ok_or("an element ends that never began")?;
                parent.children.push(done);
            }
            Event::Text(content) => top.text.push_str(&content.decode().map_err(|error| error.to_string())?),
            Event::CData(content) => top.text.push_str(&content.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?;
                match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => top.text.push(c),
                    None => top.text.push_str(
                        quick_xml::escape::resolve_predefined_entity(&name)
                            .ok_or_else(|| format!("unknown entity &{name};"))?,
                    ),
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if open.len() > 1 {
        return Err(format!("<{}> is not closed", open[open.len() - 1].name));
    }
    open.pop().and_then(|mut bottom| bottom.children.pop()).ok_or_else(|| "there is no element".to_owned())
}

fn element(tag: &BytesStart) -> Node {
    let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
    let nil = tag
        .attributes()
        .flatten()
        .any(|attribute| attribute.key.local_name().as_ref() == b"nil" && &*attribute.value == b"true");
    Node { name, nil, ..Node::default() }
}
