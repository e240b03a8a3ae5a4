//! From XML text to events, with namespaces resolved.

use super::fault::Cause;

/// A name with what its prefix stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Name {
    pub prefix: String,
    pub local: String,
    /// Empty when there is none.
    pub namespace: String,
}

/// `prefix -> uri`; the empty prefix is the default namespace.
pub(super) type Bindings = Vec<(String, String)>;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    Start { name: Name, attributes: Vec<(Name, String)>, namespaces: Bindings },
    End { name: Name },
    Text(String),
    Cdata(String),
    Comment(String),
    Instruction { target: String, data: String },
}

/// Why a text is no document. The platform has two parsers, that of documents and that of streams, with sentences of their own.
#[derive(Debug)]
pub(super) struct Fault {
    /// What `Dom.Document` says.
    pub text: String,
    pub cause: Cause,
    /// The byte where the parser of streams stands.
    pub at: usize,
}

/// What a walk over a text found: the events before the first fault, the byte behind each, and that fault.
pub(super) struct Scanned {
    pub events: Vec<Event>,
    pub ends: Vec<usize>,
    pub fault: Option<Fault>,
}

/// An element that is still open: its tag as it is written, its name, and where it begins.
struct Open {
    tag: String,
    name: Name,
    at: usize,
}

struct Scanner<'t> {
    text: &'t str,
    /// Whether an entity that is not known stands for its name, as in a document; in a stream it is a fault.
    lenient: bool,
    pos: usize,
    /// Where the token under way begins.
    token: usize,
    events: Vec<Event>,
    open: Vec<Open>,
    rooted: bool,
    /// Bindings in force, innermost last, with the depth that made them.
    bindings: Vec<(usize, String, String)>,
}

/// Reads a whole document.
pub(super) fn scan(text: &str) -> Result<Vec<Event>, Fault> {
    let scanned = walk(text, true);
    scanned.fault.map_or(Ok(scanned.events), Err)
}

/// Reads as far as a stream can.
pub(super) fn scan_stream(text: &str) -> Scanned {
    walk(text, false)
}

fn walk(text: &str, lenient: bool) -> Scanned {
    let text = text.trim_start_matches('\u{feff}');
    let mut s = Scanner {
        text,
        lenient,
        pos: 0,
        token: 0,
        events: Vec::new(),
        open: Vec::new(),
        rooted: false,
        bindings: vec![(0, "xml".into(), "http://www.w3.org/XML/1998/namespace".into())],
    };
    let mut ends = Vec::new();
    let fault = s.all(&mut ends).err();
    Scanned { events: s.events, ends, fault }
}

impl<'t> Scanner<'t> {
    fn all(&mut self, ends: &mut Vec<usize>) -> Result<(), Fault> {
        if self.text.is_empty() {
            let text = "Encountered premature end of XML: input contained no data".to_owned();
            return Err(Fault { text, cause: Cause::Empty, at: 0 });
        }
        while self.pos < self.text.len() {
            self.token = self.pos;
            self.step()?;
            ends.resize(self.events.len(), self.pos);
        }
        if self.rooted && self.open.is_empty() { Ok(()) } else { Err(self.premature()) }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    /// The kind of the last event, what was read up to a place, and its line and column.
    fn seen(&self, at: usize) -> String {
        let kind = match self.events.last() {
            None => "START_DOCUMENT",
            Some(Event::Start { .. }) => "START_TAG",
            Some(Event::End { .. }) => "END_TAG",
            Some(Event::Text(_)) => "TEXT",
            Some(Event::Cdata(_)) => "CDSECT",
            Some(Event::Comment(_)) => "COMMENT",
            Some(Event::Instruction { .. }) => "PROCESSING_INSTRUCTION",
        };
        let read: Vec<char> = self.text[..at].chars().collect();
        let token = self.text[..self.token].chars().count();
        let begin = fragment_begin(&read, token);
        let fragment: String = read[begin..].iter().map(|c| printable(*c)).collect();
        let dots = if begin > 0 { "..." } else { "" };
        let column = read.iter().rev().take_while(|c| **c != '\n').count();
        let line = self.line_of(at);
        format!("{kind} seen {dots}{fragment}... @{line}:{column}")
    }

    fn line_of(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// A fault that was noticed when this much had been read.
    fn malformed(&self, what: &str, at: usize, cause: Cause) -> Fault {
        let text = format!("Failed to parse XML due to: {what} (position: {}) ", self.seen(at.min(self.text.len())));
        Fault { text, cause, at }
    }

    fn premature(&self) -> Fault {
        let seen = self.seen(self.text.len());
        let why = if self.open.is_empty() {
            format!("no more data available {seen}")
        } else {
            let plural = if self.open.len() > 1 { "s" } else { "" };
            let ends: String = self.open.iter().rev().map(|o| format!("</{}>", o.tag)).collect();
            let starts: Vec<String> = self
                .open
                .iter()
                .rev()
                .map(|o| format!(" start tag <{}> from line {}", o.tag, self.line_of(o.at)))
                .collect();
            let starts = starts.join(" and");
            format!(
                "no more data available - expected end tag{plural} {ends} to close{starts}, parser stopped on {seen}"
            )
        };
        let cause = if self.open.is_empty() && !self.rooted { Cause::Empty } else { Cause::Unclosed };
        Fault { text: format!("Encountered premature end of XML: {why}"), cause, at: self.text.len() }
    }

    fn step(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        if let Some(body) = rest.strip_prefix("<!--") {
            let comment = self.until(body, "-->")?;
            self.events.push(Event::Comment(comment.to_owned()));
        } else if let Some(body) = rest.strip_prefix("<![CDATA[").filter(|_| !self.open.is_empty()) {
            let data = self.until(body, "]]>")?;
            self.events.push(Event::Cdata(data.to_owned()));
        } else if let Some(body) = rest.strip_prefix("<?") {
            let inside = self.until(body, "?>")?;
            let (target, data) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
            if !target.eq_ignore_ascii_case("xml") {
                self.events.push(Event::Instruction { target: target.into(), data: data.trim().into() });
            }
        } else if let Some(body) = rest.strip_prefix("<!") {
            self.until(body, ">")?;
        } else if let Some(body) = rest.strip_prefix("</") {
            let name = self.until(body, ">")?.trim();
            self.close(name)?;
        } else if let Some(body) = rest.strip_prefix('<') {
            self.start(body)?;
        } else {
            self.text(rest)?;
        }
        Ok(())
    }

    /// A text; each reference in it is a text of its own.
    fn text(&mut self, rest: &'t str) -> Result<(), Fault> {
        if self.open.is_empty() {
            let blank = rest.len() - rest.trim_start().len();
            self.pos += blank;
            return match rest[blank..].chars().next() {
                None | Some('<') => Ok(()),
                Some(c) if self.rooted => {
                    let what = format!("in epilog non whitespace content is not allowed but got {c}");
                    Err(Fault { at: self.pos, ..self.malformed(&what, self.pos + c.len_utf8(), Cause::Trailing) })
                }
                Some(c) => {
                    let what = format!("only whitespace content allowed before start tag and not {c}");
                    Err(Fault { at: self.pos, ..self.malformed(&what, self.pos + c.len_utf8(), Cause::Prolog) })
                }
            };
        }
        if rest.starts_with('&') {
            let Some(end) = rest.find(';') else {
                self.pos = self.text.len();
                return Err(self.premature());
            };
            let value = self.reference(&rest[1..end], self.pos + end + 1)?;
            self.pos += end + 1;
            self.events.push(Event::Text(value));
            return Ok(());
        }
        let end = rest.find(['<', '&']).unwrap_or(rest.len());
        self.pos += end;
        self.events.push(Event::Text(rest[..end].to_owned()));
        Ok(())
    }

    /// What a reference stands for; one that is not known stands for its name.
    fn reference(&self, name: &str, at: usize) -> Result<String, Fault> {
        let known = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            name => match name.strip_prefix('#') {
                None if self.lenient => return Ok(name.to_owned()),
                None => return Err(self.malformed("could not resolve entity", at, Cause::Entity(name.to_owned()))),
                Some(number) => {
                    let code = match number.strip_prefix('x') {
                        Some(hex) => u32::from_str_radix(hex, 16),
                        None => number.parse(),
                    };
                    let found = code.ok().and_then(char::from_u32);
                    found.ok_or_else(|| {
                        let cause = Cause::CharacterReference(name.to_owned());
                        self.malformed("character reference may not contain this", at, cause)
                    })?
                }
            },
        };
        Ok(known.to_string())
    }

    /// What stands before `end`; goes on behind it.
    fn until(&mut self, body: &'t str, end: &str) -> Result<&'t str, Fault> {
        let Some(at) = body.find(end) else { return Err(self.premature()) };
        self.pos = self.text.len() - body.len() + at + end.len();
        Ok(&body[..at])
    }

    fn start(&mut self, body: &'t str) -> Result<(), Fault> {
        let begin = self.pos;
        if self.rooted && self.open.is_empty() {
            let c = body.chars().next().map_or(String::new(), |c| c.to_string());
            let what = format!("start tag not allowed in epilog but got {c}");
            let fault = self.malformed(&what, begin + 1 + c.len(), Cause::SecondRoot);
            return Err(Fault { at: begin + 1, ..fault });
        }
        let Some(end) = tag_end(body) else { return Err(self.premature()) };
        let inside = &body[..end];
        let behind = self.text.len() - body.len() + end + 1;
        self.pos = behind;
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
        let (tag, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if tag.is_empty() {
            let fault = self.malformed("expected start tag name and not >", behind, Cause::NoName);
            return Err(Fault { at: begin + 1, ..fault });
        }
        let raw = self.attributes(tag, rest, behind)?;
        let depth = self.open.len() + 1;
        let mut namespaces = Bindings::new();
        for (key, value) in &raw {
            let prefix = match key.as_str() {
                "xmlns" => "",
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            namespaces.push((prefix.to_owned(), value.clone()));
            self.bindings.push((depth, prefix.to_owned(), value.clone()));
        }
        let name = self.name(tag, None, behind)?;
        let mut attributes: Vec<(Name, String)> = Vec::new();
        for (key, value) in raw.into_iter().filter(|(k, _)| k != "xmlns" && !k.starts_with("xmlns:")) {
            let name = self.name(&key, Some(tag), behind)?;
            let same = attributes.iter().find(|(n, _)| n.local == name.local && n.namespace == name.namespace);
            if same.is_some() {
                let shown = format!("{}:{}", name.namespace, name.local);
                let cause = Cause::Twice { attribute: key, tag: tag.to_owned() };
                return Err(self.malformed(&format!("duplicated attributes {shown} and {shown}"), behind, cause));
            }
            attributes.push((name, value));
        }
        self.rooted = true;
        self.events.push(Event::Start { name: name.clone(), attributes, namespaces });
        self.open.push(Open { tag: tag.to_owned(), name, at: begin });
        if empty { self.close(tag) } else { Ok(()) }
    }

    fn close(&mut self, tag: &str) -> Result<(), Fault> {
        let Some(open) = self.open.last() else {
            let what = format!("end tag not allowed in epilog but got {}", tag.chars().next().unwrap_or('>'));
            return Err(Fault { at: self.token + 1, ..self.malformed(&what, self.pos, Cause::SecondRoot) });
        };
        if open.tag != tag {
            let line = self.line_of(open.at);
            let what = format!("end tag name </{tag}> must be the same as start tag <{}> from line {line}", open.tag);
            let cause = Cause::OtherEnd(open.tag.clone());
            return Err(Fault { at: self.token + 2, ..self.malformed(&what, self.pos, cause) });
        }
        let name = self.open.pop().expect("it was there").name;
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|(d, ..)| *d > depth) {
            self.bindings.pop();
        }
        self.events.push(Event::End { name });
        Ok(())
    }

    fn attributes(&self, tag: &str, text: &str, behind: usize) -> Result<Vec<(String, String)>, Fault> {
        let mut all = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let Some((key, after)) = rest.split_once('=') else {
                let cause = Cause::NoEquals { attribute: rest.to_owned(), tag: tag.to_owned() };
                return Err(self.malformed("expected = after attribute name", behind, cause));
            };
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                let c = after.chars().next().unwrap_or('>');
                let what = format!("attribute value must start with quotation or apostrophe not {c}");
                let cause = Cause::NoQuote { attribute: key.trim().to_owned(), tag: tag.to_owned() };
                return Err(self.malformed(&what, behind, cause));
            };
            let Some((value, more)) = after[1..].split_once(quote) else { return Err(self.premature()) };
            all.push((key.trim().to_owned(), self.unescape(value, behind)?));
            rest = more.trim_start();
        }
        Ok(all)
    }

    /// References in an attribute's value as text.
    fn unescape(&self, text: &str, behind: usize) -> Result<String, Fault> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            out.push_str(before);
            let Some((name, more)) = after.split_once(';') else {
                let cause = Cause::NoSemicolon(after.to_owned());
                return Err(self.malformed("entity reference names can not start with this", behind, cause));
            };
            out.push_str(&self.reference(name, behind)?);
            rest = more;
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Resolves a name, that of an element or of an attribute of this tag; attributes without a prefix have no namespace.
    fn name(&self, text: &str, attribute_of: Option<&str>, behind: usize) -> Result<Name, Fault> {
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        let bound = self.bindings.iter().rev().find(|(_, p, _)| p == prefix);
        let namespace = match bound {
            Some((.., uri)) if attribute_of.is_none() || !prefix.is_empty() => uri.clone(),
            None if !prefix.is_empty() => {
                let what = if attribute_of.is_none() { "element" } else { "attribute" };
                let what = format!("could not determine namespace bound to {what} prefix {prefix}");
                let cause = Cause::Unbound { name: text.to_owned(), attribute_of: attribute_of.map(str::to_owned) };
                return Err(self.malformed(&what, behind, cause));
            }
            Some(_) | None => String::new(),
        };
        Ok(Name { prefix: prefix.into(), local: local.into(), namespace })
    }
}

/// The `>` that ends a tag, not one inside quotes.
fn tag_end(body: &str) -> Option<usize> {
    let mut quote = None;
    for (i, b) in body.bytes().enumerate() {
        match (quote, b) {
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            (None, b'>') => return Some(i),
            _ => {}
        }
    }
    None
}

/// Where what an error shows begins: some way before the token, at a tag where there is one.
fn fragment_begin(read: &[char], token: usize) -> usize {
    const MOST: usize = 65;
    let end = read.len();
    let start = if end - token.min(end) > MOST { end - 10 } else { token.min(end) };
    let mut i = start;
    while i > 0 {
        if end - i > MOST || (read.get(i) == Some(&'<') && start - i > 10) {
            break;
        }
        i -= 1;
    }
    i
}

fn printable(c: char) -> String {
    match c {
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        ' '..='~' => c.to_string(),
        c => format!("\\u{:04x}", c as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_follow_the_nesting() {
        let events =
            scan("<?xml version='1.0'?><a xmlns='u' xmlns:p='v'><p:b k='1' p:k='2'>x &amp; y</p:b><c xmlns=''/></a>")
                .unwrap();
        let names: Vec<_> = events
            .iter()
            .filter_map(|e| match e {
                Event::Start { name, .. } => Some((name.local.as_str(), name.namespace.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(names, [("a", "u"), ("b", "v"), ("c", "")]);
        assert!(events.contains(&Event::Text("x ".into())) && events.contains(&Event::Text("&".into())));
    }

    #[test]
    fn broken_documents_say_why() {
        let why = |text| scan(text).unwrap_err().text;
        assert!(
            why("<a>\n<b></a>").contains("must be the same as start tag <b> from line 2 (position: START_TAG seen")
        );
        assert!(why("<a>").contains("expected end tag </a>"));
        assert!(scan("text").is_err());
        assert!(scan("").is_err());
        assert!(why("<p:a/>").contains("element prefix p"));
    }
}
