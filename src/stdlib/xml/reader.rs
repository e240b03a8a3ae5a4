//! `XmlStreamReader`: a walk over the events of a document.

use super::scan::{Event, Name, scan_places};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::{class_id, enums};
use crate::value::{NativeObject, Str, Value};

pub(super) struct Reader {
    text: Str,
    events: Vec<Event>,
    /// The byte behind each event.
    ends: Vec<usize>,
    /// 0 is the start of the document, then the events, then its end.
    place: usize,
}

type This = Native<Reader>;

fn create(cx: &mut Interp, text: Str) -> Result<Value, Thrown> {
    let (events, ends) = scan_places(&text).map_err(|fault| cx.throw(Exc::Xml, fault.text()))?;
    let (events, ends) = coalesced(events, ends);
    Ok(NativeObject::value(class_id("XmlStreamReader"), Reader { text, events, ends, place: 0 }))
}

/// Neighbouring texts are one event.
fn coalesced(events: Vec<Event>, ends: Vec<usize>) -> (Vec<Event>, Vec<usize>) {
    let mut all: Vec<Event> = Vec::with_capacity(events.len());
    let mut places: Vec<usize> = Vec::with_capacity(events.len());
    for (event, end) in events.into_iter().zip(ends) {
        match (all.last_mut(), event) {
            (Some(Event::Text(text)), Event::Text(more)) => {
                text.push_str(&more);
                places.pop();
            }
            (_, event) => all.push(event),
        }
        places.push(end);
    }
    (all, places)
}

impl Reader {
    fn event(&self) -> Option<&Event> {
        self.place.checked_sub(1).and_then(|i| self.events.get(i))
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

    fn attributes(&self) -> &[(Name, String)] {
        match self.event() {
            Some(Event::Start { attributes, .. }) => attributes,
            _ => &[],
        }
    }

    fn attribute(&self, i: i32) -> Option<&(Name, String)> {
        self.attributes().get(usize::try_from(i).ok()?)
    }

    fn namespaces(&self) -> &[(String, String)] {
        match self.event() {
            Some(Event::Start { namespaces, .. }) => namespaces,
            _ => &[],
        }
    }

    /// Where reading stands: a text has been read with the bracket behind it.
    fn row_and_column(&self) -> (usize, usize) {
        let end = self.place.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(self.text.len());
        let read = &self.text[..end];
        let column = read.chars().rev().take_while(|c| *c != '\n').count() + 1;
        (read.matches('\n').count() + 1, column + usize::from(self.text[end..].starts_with('<')))
    }

    fn text(&self) -> Option<&str> {
        match self.event()? {
            Event::Text(t) | Event::Cdata(t) | Event::Comment(t) => Some(t),
            Event::Start { .. } | Event::End { .. } | Event::Instruction { .. } => None,
        }
    }
}

/// Goes on; behind the end of the document there is only its end.
fn next(r: &This) -> i32 {
    r.with(|r| {
        r.place = (r.place + 1).min(r.events.len() + 1);
        r.tag().1
    })
}

fn next_tag(cx: &mut Interp, r: This) -> Result<i32, Thrown> {
    loop {
        let tag = next(&r);
        let skipped = r.with(|r| r.text().is_some_and(|t| t.trim().is_empty()) || tag == 5 || tag == 3);
        match tag {
            1 | 2 => return Ok(tag),
            _ if skipped => {}
            _ => {
                let (place, found) = r.with(|r| (r.row_and_column(), r.tag().0));
                let why = format!(
                    "ParseError at [row,col]:[{},{}]\nMessage: found: {found}, expected START_ELEMENT or END_ELEMENT",
                    place.0, place.1
                );
                return Err(cx.throw(Exc::Xml, why));
            }
        }
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// A text that is there only when it is not empty.
fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("XmlStreamReader(String xml)", "A reader at the start of the document.", create),
        m("Boolean hasNext()", "Whether there is one more event.", |r: This| r.with(|r| r.place <= r.events.len())),
        m("Integer next()", "Goes on to the next event and answers its number.", |r: This| next(&r)),
        m("Integer nextTag()", "Goes on to the next start or end of an element.", next_tag),
        m("XmlTag getEventType()", "The kind of the event.", |cx: &mut Interp, r: This| {
            let tag = r.with(|r| r.tag().0);
            enums::constant(cx, "System.XmlTag", tag)
        }),
        m("Boolean isStartElement()", "Whether an element begins here.", |r: This| r.with(|r| r.tag().1 == 1)),
        m("Boolean isEndElement()", "Whether an element ends here.", |r: This| r.with(|r| r.tag().1 == 2)),
        m("Boolean isCharacters()", "Whether this is text.", |r: This| r.with(|r| r.tag().1 == 4)),
        m("Boolean isWhitespace()", "Whether this is text of nothing but white space.", |r: This| {
            r.with(|r| r.tag().1 == 4 && r.text().is_some_and(|t| t.trim().is_empty()))
        }),
        m("Boolean hasName()", "Whether the event has a name.", |r: This| r.with(|r| r.name().is_some())),
        m("Boolean hasText()", "Whether the event has a text.", |r: This| r.with(|r| r.text().is_some())),
        m("String getText()", "The event's text, or null.", |r: This| r.with(|r| owned(r.text()))),
        m("String getLocalName()", "The element's name, or null.", |r: This| {
            r.with(|r| r.name().map(|n| n.local.clone()))
        }),
        m("String getPrefix()", "The element's prefix, or null.", |r: This| {
            r.with(|r| r.name().and_then(|n| filled(&n.prefix)))
        }),
        m("String getNamespace()", "The element's namespace, or null.", |r: This| {
            r.with(|r| r.name().and_then(|n| filled(&n.namespace)))
        }),
        m("void setCoalescing(Boolean on)", "Texts are always joined.", |_r: This, _on: bool| ()),
        m("void setNamespaceAware(Boolean on)", "Namespaces are always resolved.", |_r: This, _on: bool| ()),
        m("String getVersion()", "The version of XML.", |_r: This| "1.0"),
        m("String getLocation()", "Which event this is.", |r: This| r.with(|r| format!("Event {}", r.place))),
        m("String toString()", "The kind of the event.", |r: This| r.with(|r| r.tag().0)),
    ];
    rows.extend(attribute_rows());
    rows
}

fn attribute_rows() -> Vec<Row> {
    vec![
        m("Integer getAttributeCount()", "How many attributes there are.", |r: This| r.with(|r| r.attributes().len())),
        m("String getAttributeLocalName(Integer index)", "The name of an attribute.", |r: This, i: i32| {
            r.with(|r| r.attribute(i).map(|(n, _)| n.local.clone()))
        }),
        m(
            "String getAttributeNamespace(Integer index)",
            "The namespace of an attribute, or null.",
            |r: This, i: i32| r.with(|r| r.attribute(i).and_then(|(n, _)| filled(&n.namespace))),
        ),
        m("String getAttributePrefix(Integer index)", "The prefix of an attribute, or null.", |r: This, i: i32| {
            r.with(|r| r.attribute(i).and_then(|(n, _)| filled(&n.prefix)))
        }),
        m(
            "String getAttributeType(Integer index)",
            "The type of an attribute: always CDATA.",
            |_r: This, _i: i32| "CDATA",
        ),
        m("String getAttributeValueAt(Integer index)", "The value of an attribute.", |r: This, i: i32| {
            r.with(|r| r.attribute(i).map(|(_, v)| v.clone()))
        }),
        m(
            "String getAttributeValue(String namespace, String name)",
            "The value of an attribute, or null.",
            |r: This, ns: Option<Str>, name: Str| {
                r.with(|r| {
                    let fits = |n: &Name| *n.local == *name && ns.as_ref().is_none_or(|ns| *n.namespace == **ns);
                    r.attributes().iter().find(|(n, _)| fits(n)).map(|(_, v)| v.clone())
                })
            },
        ),
        m("Integer getNamespaceCount()", "How many prefixes are declared here.", |r: This| {
            r.with(|r| r.namespaces().len())
        }),
        m(
            "String getNamespacePrefix(Integer index)",
            "A prefix that is declared here.",
            |cx: &mut Interp, r: This, i: i32| match r.with(|r| binding(r.namespaces(), i).map(|(p, _)| filled(p))) {
                Some(prefix) => Ok(prefix),
                None if i < 0 => Ok(Some("xmlns".to_owned())),
                None => {
                    let why = "Cannot invoke \"String.equals(Object)\" because \"prefix\" is null";
                    Err(cx.throw(Exc::NullPointer, why))
                }
            },
        ),
        m("String getNamespaceURIAt(Integer index)", "A namespace that is declared here.", |r: This, i: i32| {
            if i < 0 {
                return Some("http://www.w3.org/2000/xmlns/".to_owned());
            }
            r.with(|r| binding(r.namespaces(), i).map(|(_, u)| u.clone()))
        }),
        m(
            "String getNamespaceURI(String prefix)",
            "The namespace that a prefix is declared for here.",
            |r: This, prefix: Str| {
                r.with(|r| r.namespaces().iter().find(|(p, _)| **p == *prefix).map(|(_, u)| u.clone()))
            },
        ),
        m("String getPITarget()", "The target of a processing instruction.", |r: This| {
            r.with(|r| match r.event() {
                Some(Event::Instruction { target, .. }) => Some(target.clone()),
                _ => None,
            })
        }),
        m("String getPIData()", "The data of a processing instruction.", |r: This| {
            r.with(|r| match r.event() {
                Some(Event::Instruction { data, .. }) => Some(data.clone()),
                _ => None,
            })
        }),
    ]
}

fn binding(all: &[(String, String)], i: i32) -> Option<&(String, String)> {
    all.get(usize::try_from(i).ok()?)
}
