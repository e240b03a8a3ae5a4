//! Java's regular expressions: an engine of our own, since answers such as `hitEnd`, bounds of regions and the texts of errors
//! are Java's. A pattern is read (`parse`), compiled (`program`) and run (`run`); places are bytes.

mod class;
mod parse;
mod place;
mod program;
mod property;
mod replace;
mod run;
mod scan;
mod set;
mod syntax;

use program::Program;
pub use replace::ReplaceError;
use run::Run;
pub use run::{Bounds, TooComplicated};

/// A compiled pattern and the text that it was made of.
pub struct JavaRegex {
    pub source: String,
    program: Program,
    /// Set when the pattern is nothing but this text.
    literal: Option<String>,
    names: Vec<(String, usize)>,
    pub groups: usize,
}

/// Ranges of a match in bytes: the whole, then each group.
pub type Groups = Vec<Option<(usize, usize)>>;

/// How a match must lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Anywhere at or after a place.
    None,
    /// Just at a place.
    Start,
    /// From a place to the end.
    Both,
}

/// What a search answers.
#[derive(Debug)]
pub struct Found {
    pub groups: Option<Groups>,
    /// Whether the search came to the end of the text.
    pub hit_end: bool,
    /// Whether more text could undo the match.
    pub require_end: bool,
}

/// The text of a pattern that has no operators.
fn literal_of(source: &str) -> Option<String> {
    let mut text = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                c if c.is_ascii_alphanumeric() => return None,
                c => text.push(c),
            },
            '.' | '^' | '$' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | '{' => return None,
            c => text.push(c),
        }
    }
    (!text.is_empty()).then_some(text)
}

impl Bounds {
    /// All of a text.
    pub fn of(text: &str) -> Bounds {
        Bounds { from: 0, to: text.len(), anchoring: true, transparent: false, last: 0 }
    }
}

impl JavaRegex {
    /// Compiles a pattern. The error is Java's, in lines: what is wrong and where, the pattern, an arrow.
    pub fn new(source: &str) -> Result<JavaRegex, String> {
        let parsed = parse::parse(source)?;
        Ok(JavaRegex {
            source: source.to_owned(),
            program: program::compile(&parsed.node),
            literal: literal_of(source),
            names: parsed.names,
            groups: parsed.groups,
        })
    }

    fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    /// One search within bounds, from a place on.
    pub fn search(&self, text: &str, bounds: Bounds, from: usize, anchor: Anchor) -> Result<Found, TooComplicated> {
        let mut run = Run::new(&self.program, text, bounds, self.groups);
        let groups = match anchor {
            Anchor::None => run.find(from),
            Anchor::Start => run.matches_at(from, false),
            Anchor::Both => run.matches_at(from, true),
        }?;
        Ok(Found { groups, hit_end: run.hit_end, require_end: run.require_end })
    }

    /// Whether all of the text matches.
    pub fn matches(&self, text: &str) -> Result<bool, TooComplicated> {
        if let Some(literal) = &self.literal {
            return Ok(text == literal);
        }
        self.search(text, Bounds::of(text), 0, Anchor::Both).map(|found| found.groups.is_some())
    }

    /// Calls `each` with every match, in order, as `Matcher.find()` would go on, until that answers false.
    fn each_match<E: From<TooComplicated>>(
        &self,
        text: &str,
        mut each: impl FnMut(Groups) -> Result<bool, E>,
    ) -> Result<(), E> {
        let mut run = Run::new(&self.program, text, Bounds::of(text), self.groups);
        let mut from = 0;
        while from <= text.len() {
            let Some(groups) = run.find(from)? else { break };
            let (start, end) = groups[0].expect("group 0 took part");
            from = if end == start { next_char(text, end) } else { end };
            run.bounds.last = end;
            if !each(groups)? {
                break;
            }
        }
        Ok(())
    }

    /// `split(regex, limit)`: Java's rules on empty parts at both ends.
    pub fn split<'t>(&self, text: &'t str, limit: i32) -> Result<Vec<&'t str>, TooComplicated> {
        let mut parts: Vec<&str> = Vec::new();
        let room = usize::try_from(limit).ok().filter(|n| *n > 0);
        if let Some(literal) = self.literal() {
            // One byte is found much faster than a text.
            match (room, literal.as_bytes()) {
                (Some(n), _) => parts.extend(text.splitn(n, literal)),
                (None, [b]) if b.is_ascii() => {
                    let mut index = 0;
                    for at in memchr::memchr_iter(*b, text.as_bytes()) {
                        parts.push(&text[index..at]);
                        index = at + 1;
                    }
                    parts.push(&text[index..]);
                }
                (None, _) => parts.extend(text.split(literal)),
            }
        } else {
            let mut index = 0;
            self.each_match::<TooComplicated>(text, |groups| {
                let (start, end) = groups[0].expect("group 0 took part");
                if room.is_some_and(|n| parts.len() + 1 >= n) {
                    return Ok(false);
                }
                if end > 0 {
                    parts.push(&text[index..start]);
                    index = end;
                }
                Ok(true)
            })?;
            parts.push(&text[index..]);
        }
        if limit == 0 && parts.len() > 1 {
            while parts.last().is_some_and(|p| p.is_empty()) {
                parts.pop();
            }
        }
        Ok(parts)
    }

    /// `replaceAll` and `replaceFirst`. The replacement is read at the first match, so that without one any will do.
    pub fn replace(&self, text: &str, with: &str, all: bool) -> Result<String, ReplaceError> {
        if let Some(literal) = self.literal()
            && !with.contains(['$', '\\'])
        {
            return Ok(if all { text.replace(literal, with) } else { text.replacen(literal, with, 1) });
        }
        let mut template = None;
        let mut out = String::with_capacity(text.len());
        let mut index = 0;
        self.each_match::<ReplaceError>(text, |groups| {
            let pieces = match &mut template {
                Some(pieces) => pieces,
                None => template.insert(replace::parse(with, self)?),
            };
            let (start, end) = groups[0].expect("group 0 took part");
            out.push_str(&text[index..start]);
            replace::expand(pieces, text, &groups, &mut out);
            index = end;
            Ok(all)
        })?;
        out.push_str(&text[index..]);
        Ok(out)
    }

    /// The number of a named group.
    fn group_named(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, group)| *group)
    }
}

/// The position after the character at `at`; beyond the end when there is none.
pub fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests;
