//! From XML text to events, with namespaces resolved.

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

struct Scanner<'t> {
    text: &'t str,
    pos: usize,
    events: Vec<Event>,
    open: Vec<(String, Name)>,
    /// Bindings in force, innermost last, with the depth that made them.
    bindings: Vec<(usize, String, String)>,
}

/// Reads a whole document.
///
/// # Errors
/// What is wrong, as one sentence.
pub(super) fn scan(text: &str) -> Result<Vec<Event>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut s = Scanner { text, pos: 0, events: Vec::new(), open: Vec::new(), bindings: Vec::new() };
    s.bindings.push((0, "xml".into(), "http://www.w3.org/XML/1998/namespace".into()));
    let mut rooted = false;
    while s.pos < text.len() {
        if s.open.is_empty()
            && rooted
            && !s.rest().trim_start().starts_with("<!--")
            && !s.rest().trim_start().starts_with("<?")
        {
            if s.rest().trim().is_empty() {
                break;
            }
            return Err("markup not permitted in epilog".into());
        }
        s.step()?;
        rooted |= !s.events.is_empty() && s.events.iter().any(|e| matches!(e, Event::Start { .. }));
    }
    match s.open.last() {
        Some((name, _)) => {
            Err(format!("no more data available - expected end tag </{name}> to close start tag <{name}>"))
        }
        None if !rooted => Err("only whitespace content allowed before start tag and not end of input".into()),
        None => Ok(s.events),
    }
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    fn step(&mut self) -> Result<(), String> {
        let rest = self.rest();
        if let Some(body) = rest.strip_prefix("<!--") {
            let comment = self.until(body, "-->")?;
            self.events.push(Event::Comment(comment.to_owned()));
        } else if let Some(body) = rest.strip_prefix("<![CDATA[") {
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
            let end = rest.find('<').unwrap_or(rest.len());
            self.pos += end;
            let text = unescape(&rest[..end])?;
            if !self.open.is_empty() {
                self.events.push(Event::Text(text));
            } else if !text.trim().is_empty() {
                return Err("only whitespace content allowed before start tag".into());
            }
        }
        Ok(())
    }

    /// What stands before `end`; goes on behind it.
    fn until(&mut self, body: &'t str, end: &str) -> Result<&'t str, String> {
        let at = body.find(end).ok_or_else(|| format!("no more data available - expected {end}"))?;
        self.pos = self.text.len() - body.len() + at + end.len();
        Ok(&body[..at])
    }

    fn start(&mut self, body: &'t str) -> Result<(), String> {
        let end = tag_end(body).ok_or("no more data available - expected >")?;
        let inside = &body[..end];
        self.pos = self.text.len() - body.len() + end + 1;
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
        let (tag, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if tag.is_empty() {
            return Err("a tag needs a name".into());
        }
        let raw = attributes(rest)?;
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
        let name = self.name(tag, true)?;
        let plain = raw.into_iter().filter(|(k, _)| k != "xmlns" && !k.starts_with("xmlns:"));
        let attributes = plain.map(|(k, v)| Ok((self.name(&k, false)?, v))).collect::<Result<_, String>>()?;
        self.events.push(Event::Start { name: name.clone(), attributes, namespaces });
        self.open.push((tag.to_owned(), name));
        if empty { self.close(tag) } else { Ok(()) }
    }

    fn close(&mut self, tag: &str) -> Result<(), String> {
        let Some((open, name)) = self.open.pop() else {
            return Err(format!("end tag name </{tag}> has no start tag"));
        };
        if open != tag {
            return Err(format!("end tag name </{tag}> must match start tag name <{open}>"));
        }
        let depth = self.open.len();
        self.bindings.retain(|(d, ..)| *d <= depth);
        self.events.push(Event::End { name });
        Ok(())
    }

    /// Resolves a name; attributes without a prefix have no namespace.
    fn name(&self, text: &str, is_element: bool) -> Result<Name, String> {
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        let bound = self.bindings.iter().rev().find(|(_, p, _)| p == prefix);
        let namespace = match bound {
            Some((.., uri)) if is_element || !prefix.is_empty() => uri.clone(),
            None if !prefix.is_empty() => {
                return Err(format!("could not determine namespace bound to prefix {prefix}"));
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

fn attributes(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut all = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or_else(|| format!("attribute {rest} has no value"))?;
        let after = after.trim_start();
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or("attribute value must start with quotation or apostrophe")?;
        let (value, more) = after[1..].split_once(quote).ok_or("attribute value has no end")?;
        all.push((key.trim().to_owned(), unescape(value)?));
        rest = more.trim_start();
    }
    Ok(all)
}

/// Entities and character references as text.
fn unescape(text: &str) -> Result<String, String> {
    if !text.contains('&') {
        return Ok(text.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, after) = rest[at + 1..].split_once(';').ok_or("entity reference has no end")?;
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => n.parse().ok(),
                });
                number.and_then(char::from_u32).ok_or_else(|| format!("could not resolve entity named '{name}'"))?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
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
        assert!(events.contains(&Event::Text("x & y".into())));
    }

    #[test]
    fn broken_documents_say_why() {
        assert!(scan("<a><b></a>").unwrap_err().contains("must match start tag name <b>"));
        assert!(scan("<a>").unwrap_err().contains("expected end tag </a>"));
        assert!(scan("text").is_err());
        assert!(scan("").is_err());
        assert!(scan("<p:a/>").unwrap_err().contains("prefix p"));
    }
}
