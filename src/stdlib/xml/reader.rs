//! `XmlStreamReader`: a walk over the events of a document. Faults, and methods called in the wrong place, answer with the
//! sentences of Java's reader of streams.

use super::scan::{Event, Name, Scanned, scan_stream};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::{class_id, enums};
use crate::value::{NativeObject, Str, Value};

pub(super) struct Reader {
    text: Str,
    scanned: Scanned,
    /// 0 is the start of the document, then the events, then its end.
    place: usize,
    /// Whether neighbouring texts are told as one.
    coalescing: bool,
    /// The text at this place when it was joined with those behind it; `place` is at the last of them.
    joined: Option<String>,
}

type This = Native<Reader>;

fn create(cx: &mut Interp, text: Str) -> Result<Value, Thrown> {
    let scanned = scan_stream(&text);
    let reader = Reader { text, scanned, place: 0, coalescing: false, joined: None };
    // The declaration is read at once.
    match reader.text.is_empty() {
        true => Err(cx.throw(Exc::Xml, reader.fault().expect("an empty text is no document"))),
        false => Ok(NativeObject::value(class_id("XmlStreamReader"), reader)),
    }
}

impl Reader {
    fn event(&self) -> Option<&Event> {
        self.place.checked_sub(1).and_then(|i| self.scanned.events.get(i))
    }

    /// The tag's name in `System.XmlTag` and its number in Java.
    fn tag(&self) -> (&'static str, i32) {
        match self.event() {
            None if self.place == 0 => ("START_DOCUMENT", 7),
            None => ("END_DOCUMENT", 8),
            Some(Event::Start { .. }) => ("START_ELEMENT", 1),
            Some(Event::End { .. }) => ("END_ELEMENT", 2),
            Some(Event::Instruction { .. }) => ("PROCESSING_INSTRUCTION", 3),
            // The platform does not tell CDATA sections from other texts.
            Some(Event::Text(_) | Event::Cdata(_)) => ("CHARACTERS", 4),
            Some(Event::Comment(_)) => ("COMMENT", 5),
        }
    }

    fn name(&self) -> Option<&Name> {
        match self.event()? {
            Event::Start { name, .. } | Event::End { name } => Some(name),
            Event::Text(_) | Event::Cdata(_) | Event::Comment(_) | Event::Instruction { .. } => None,
        }
    }

    fn attributes(&self) -> Option<&[(Name, String)]> {
        match self.event()? {
            Event::Start { attributes, .. } => Some(attributes),
            _ => None,
        }
    }

    /// What the element declares that begins or ends here.
    fn namespaces(&self) -> Option<&[(String, String)]> {
        let mut place = self.place.checked_sub(1)?;
        let events = &self.scanned.events;
        let mut depth = match events.get(place)? {
            Event::Start { .. } => 0,
            Event::End { .. } => 1,
            _ => return None,
        };
        loop {
            if depth == 0
                && let Event::Start { namespaces, .. } = &events[place]
            {
                return Some(namespaces);
            }
            place = place.checked_sub(1)?;
            match &events[place] {
                Event::Start { .. } => depth -= 1,
                Event::End { .. } => depth += 1,
                _ => {}
            }
        }
    }

    /// The line and column of the character at this byte.
    fn row_and_column(&self, at: usize) -> (usize, usize) {
        let read = &self.text[..at];
        let column = read.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (read.matches('\n').count() + 1, column)
    }

    /// Where reading stands: a text has been read with the bracket behind it.
    fn stands(&self) -> (usize, usize) {
        let end = self.place.checked_sub(1).and_then(|i| self.scanned.ends.get(i)).copied().unwrap_or(self.text.len());
        let (row, column) = self.row_and_column(end);
        (row, column + usize::from(self.text[end..].starts_with('<')))
    }

    /// Why there is no event behind the last one; none when the document ends there as it should.
    fn fault(&self) -> Option<String> {
        let fault = self.scanned.fault.as_ref()?;
        let (row, column) = self.row_and_column(fault.at.min(self.text.len()));
        Some(format!("ParseError at [row,col]:[{row},{column}]\nMessage: {}", fault.cause.sentence()))
    }

    fn text(&self) -> Option<&str> {
        if self.joined.is_some() {
            return self.joined.as_deref();
        }
        match self.event()? {
            Event::Text(t) | Event::Cdata(t) | Event::Comment(t) => Some(t),
            Event::Start { .. } | Event::End { .. } | Event::Instruction { .. } => None,
        }
    }

    fn is_characters(&self) -> bool {
        matches!(self.event(), Some(Event::Text(_) | Event::Cdata(_)))
    }

    /// Goes on; behind the end of the document there is only its end. Answers a fault that stands in the way.
    fn next(&mut self) -> Result<i32, String> {
        self.joined = None;
        if self.place >= self.scanned.events.len()
            && let Some(fault) = self.fault()
        {
            return Err(fault);
        }
        self.place = (self.place + 1).min(self.scanned.events.len() + 1);
        if self.coalescing && self.is_characters() {
            let mut all = String::new();
            while let Some(Event::Text(more) | Event::Cdata(more)) = self.scanned.events.get(self.place - 1) {
                all.push_str(more);
                self.place += 1;
            }
            self.place -= 1;
            self.joined = Some(all);
        }
        Ok(self.tag().1)
    }

    /// The version that a declaration names.
    fn version(&self) -> Option<&str> {
        let declaration = self.text.strip_prefix("<?xml")?.split("?>").next()?;
        let value = declaration.split_once("version")?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next()?;
        value[1..].split(quote).next()
    }
}

fn next(cx: &mut Interp, r: &This) -> Result<i32, Thrown> {
    r.with(Reader::next).map_err(|why| cx.throw(Exc::Xml, why))
}

fn next_tag(cx: &mut Interp, r: This) -> Result<i32, Thrown> {
    loop {
        let tag = next(cx, &r)?;
        let skipped = r.with(|r| r.text().is_some_and(|t| t.trim().is_empty()) || tag == 5 || tag == 3);
        match tag {
            1 | 2 => return Ok(tag),
            _ if skipped => {}
            _ => {
                let (place, found) = r.with(|r| (r.stands(), r.tag().0));
                let why = format!(
                    "ParseError at [row,col]:[{},{}]\nMessage: found: {found}, expected START_ELEMENT or END_ELEMENT",
                    place.0, place.1
                );
                return Err(cx.throw(Exc::Xml, why));
            }
        }
    }
}

#[cold]
fn wrong_state(cx: &mut Interp, why: &str) -> Thrown {
    cx.throw(Exc::Xml, format!("Illegal State: {why}"))
}

/// The attributes, where there can be some.
fn with_attributes<T>(
    cx: &mut Interp,
    r: &This,
    method: &str,
    f: impl FnOnce(&[(Name, String)]) -> T,
) -> Result<T, Thrown> {
    let found = r.with(|r| r.attributes().map(f));
    found.ok_or_else(|| {
        let states = "Current state is not among the states START_ELEMENT , ATTRIBUTE";
        wrong_state(cx, &format!("{states}valid for {method}()"))
    })
}

fn attribute<T>(
    cx: &mut Interp,
    r: &This,
    method: &str,
    i: i32,
    f: impl FnOnce(&Name, &str) -> Option<T>,
) -> Result<Option<T>, Thrown> {
    with_attributes(cx, r, method, |all| {
        let (name, value) = all.get(usize::try_from(i).ok()?)?;
        f(name, value)
    })
}

/// The declared prefixes, where there can be some.
fn with_namespaces<T>(
    cx: &mut Interp,
    r: &This,
    method: &str,
    f: impl FnOnce(&[(String, String)]) -> T,
) -> Result<T, Thrown> {
    let (found, tag) = r.with(|r| (r.namespaces().map(f), r.tag().0));
    found.ok_or_else(|| {
        let state = if method == "getNamespaceCount" { "event state is" } else { "state" };
        let states = "START_ELEMENT, END_ELEMENT, UNKNOWN_EVENT_TYPE, 13";
        wrong_state(cx, &format!("Current {state} {tag} is not among the states {states} valid for {method}()."))
    })
}

fn instruction(cx: &mut Interp, r: &This, f: fn(&str, &str) -> String) -> Result<String, Thrown> {
    let found = r.with(|r| match r.event() {
        Some(Event::Instruction { target, data }) => Ok(f(target, data)),
        _ => Err(r.tag().0),
    });
    found.map_err(|tag| wrong_state(cx, &format!("Current state of the parser is {tag} But Expected state is 3")))
}

fn text(cx: &mut Interp, r: This) -> Result<String, Thrown> {
    let found = r.with(|r| r.text().map(str::to_owned).ok_or(r.tag().0));
    found.map_err(|tag| {
        let states = "CHARACTERS, COMMENT, CDATA, SPACE, ENTITY_REFERENCE, DTD";
        wrong_state(cx, &format!("Current state {tag} is not among the states{states} valid for getText() "))
    })
}

/// A text that is there only when it is not empty.
fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("XmlStreamReader(String xml)", "A reader at the start of the document.", create),
        m("Boolean hasNext()", "Whether there is one more event.", |r: This| {
            r.with(|r| r.place <= r.scanned.events.len())
        }),
        m("Integer next()", "Goes on to the next event and answers its number.", |cx: &mut Interp, r: This| {
            next(cx, &r)
        }),
        m("Integer nextTag()", "Goes on to the next start or end of an element.", next_tag),
        m("XmlTag getEventType()", "The kind of the event.", |cx: &mut Interp, r: This| {
            let tag = r.with(|r| r.tag().0);
            enums::constant(cx, "System.XmlTag", tag)
        }),
        m("Boolean isStartElement()", "Whether an element begins here.", |r: This| r.with(|r| r.tag().1 == 1)),
        m("Boolean isEndElement()", "Whether an element ends here.", |r: This| r.with(|r| r.tag().1 == 2)),
        m("Boolean isCharacters()", "Whether this is text.", |r: This| r.with(|r| r.is_characters())),
        m("Boolean isWhitespace()", "Whether this is text of nothing but white space.", |r: This| {
            r.with(|r| r.is_characters() && r.text().is_some_and(|t| t.trim().is_empty()))
        }),
        m("Boolean hasName()", "Whether the event has a name.", |r: This| r.with(|r| r.name().is_some())),
        m("Boolean hasText()", "Whether the event has a text.", |r: This| r.with(|r| r.text().is_some())),
        m("String getText()", "The event's text.", text),
        m("String getLocalName()", "The element's name, or null.", |r: This| {
            r.with(|r| r.name().map(|n| n.local.clone()))
        }),
        m("String getPrefix()", "The element's prefix, or null.", |r: This| {
            r.with(|r| r.name().and_then(|n| filled(&n.prefix)))
        }),
        m("String getNamespace()", "The element's namespace, or null.", |r: This| {
            r.with(|r| r.name().and_then(|n| filled(&n.namespace)))
        }),
        m(
            "void setCoalescing(Boolean on)",
            "Whether neighbouring texts are told as one; each reference is a text of its own else.",
            |r: This, on: bool| r.with(|r| r.coalescing = on),
        ),
        m("void setNamespaceAware(Boolean on)", "Namespaces are always resolved.", |_r: This, _on: bool| ()),
        m("String getVersion()", "The version of XML that the declaration names, or null.", |r: This| {
            r.with(|r| r.version().map(str::to_owned))
        }),
        m("String getLocation()", "Which event this is.", |r: This| r.with(|r| format!("Event {}", r.place))),
        m("String toString()", "The kind of the event.", |r: This| r.with(|r| r.tag().0)),
    ];
    rows.extend(attribute_rows());
    rows.extend(namespace_rows());
    rows
}

fn attribute_rows() -> Vec<Row> {
    vec![
        m("Integer getAttributeCount()", "How many attributes there are.", |cx: &mut Interp, r: This| {
            with_attributes(cx, &r, "getAttributeCount", <[_]>::len)
        }),
        m(
            "String getAttributeLocalName(Integer index)",
            "The name of an attribute.",
            |cx: &mut Interp, r: This, i: i32| {
                attribute(cx, &r, "getAttributeLocalName", i, |n, _| Some(n.local.clone()))
            },
        ),
        m(
            "String getAttributeNamespace(Integer index)",
            "The namespace of an attribute, or null.",
            |cx: &mut Interp, r: This, i: i32| {
                attribute(cx, &r, "getAttributeNamespace", i, |n, _| filled(&n.namespace))
            },
        ),
        m(
            "String getAttributePrefix(Integer index)",
            "The prefix of an attribute, or null.",
            |cx: &mut Interp, r: This, i: i32| attribute(cx, &r, "getAttributePrefix", i, |n, _| filled(&n.prefix)),
        ),
        m(
            "String getAttributeType(Integer index)",
            "The type of an attribute: always CDATA.",
            |cx: &mut Interp, r: This, i: i32| {
                attribute(cx, &r, "getAttributeType", i, |_, _| Some("CDATA".to_owned()))
            },
        ),
        m(
            "String getAttributeValueAt(Integer index)",
            "The value of an attribute.",
            |cx: &mut Interp, r: This, i: i32| attribute(cx, &r, "getAttributeValue", i, |_, v| Some(v.to_owned())),
        ),
        m(
            "String getAttributeValue(String namespace, String name)",
            "The value of an attribute, or null.",
            |cx: &mut Interp, r: This, ns: Option<Str>, name: Str| {
                let fits = |n: &Name| *n.local == *name && ns.as_ref().is_none_or(|ns| *n.namespace == **ns);
                with_attributes(cx, &r, "getAttributeValue", |all| {
                    all.iter().find(|(n, _)| fits(n)).map(|(_, v)| v.clone())
                })
            },
        ),
    ]
}

fn namespace_rows() -> Vec<Row> {
    vec![
        m("Integer getNamespaceCount()", "How many prefixes are declared here.", |cx: &mut Interp, r: This| {
            with_namespaces(cx, &r, "getNamespaceCount", <[_]>::len)
        }),
        m(
            "String getNamespacePrefix(Integer index)",
            "A prefix that is declared here.",
            |cx: &mut Interp, r: This, i: i32| {
                let found =
                    with_namespaces(cx, &r, "getNamespacePrefix", |all| binding(all, i).map(|(p, _)| filled(p)))?;
                match found {
                    Some(prefix) => Ok(prefix),
                    None if i < 0 => Ok(Some("xmlns".to_owned())),
                    None => {
                        let why = "Cannot invoke \"String.equals(Object)\" because \"prefix\" is null";
                        Err(cx.throw(Exc::NullPointer, why))
                    }
                }
            },
        ),
        m(
            "String getNamespaceURIAt(Integer index)",
            "A namespace that is declared here.",
            |cx: &mut Interp, r: This, i: i32| {
                with_namespaces(cx, &r, "getNamespaceURI", |all| match i < 0 {
                    true => Some("http://www.w3.org/2000/xmlns/".to_owned()),
                    false => binding(all, i).map(|(_, u)| u.clone()),
                })
            },
        ),
        m(
            "String getNamespaceURI(String prefix)",
            "The namespace that a prefix is declared for here.",
            |r: This, prefix: Str| {
                r.with(|r| r.namespaces()?.iter().find(|(p, _)| **p == *prefix).map(|(_, u)| u.clone()))
            },
        ),
        m("String getPITarget()", "The target of a processing instruction.", |cx: &mut Interp, r: This| {
            instruction(cx, &r, |target, _| target.to_owned())
        }),
        m("String getPIData()", "The data of a processing instruction.", |cx: &mut Interp, r: This| {
            instruction(cx, &r, |_, data| data.to_owned())
        }),
    ]
}

fn binding(all: &[(String, String)], i: i32) -> Option<&(String, String)> {
    all.get(usize::try_from(i).ok()?)
}
