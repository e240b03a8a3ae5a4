//! Java's regular expressions: an engine of our own, since answers such as `hitEnd`, bounds of regions and the texts of errors
//! are Java's. A pattern is read ([`parse`]), compiled ([`program`]), cached per thread and run ([`run`]); places are bytes.

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

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::interp::{Exc, Interp, Thrown};
use program::Program;
pub(super) use run::Bounds;
use run::Run;

/// A compiled pattern and the text that it was made of.
pub(super) struct JavaRegex {
    pub source: String,
    program: Program,
    /// Set when the pattern is nothing but this text.
    literal: Option<String>,
    names: Vec<(String, usize)>,
    pub groups: usize,
}

/// Ranges of a match: the whole, then each group.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// How a match must lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Anywhere at or after a place.
    None,
    /// Just at a place.
    Start,
    /// From a place to the end.
    Both,
}

/// What a search answers.
pub(super) struct Found {
    pub groups: Option<Groups>,
    pub hit_end: bool,
    pub require_end: bool,
}

const CACHED: usize = 256;

thread_local! {
    static CACHE: RefCell<FxHashMap<String, Rc<JavaRegex>>> = RefCell::default();
}

/// The compiled form of a pattern.
pub(super) fn compile(cx: &mut Interp, source: &str) -> Result<Rc<JavaRegex>, Thrown> {
    if let Some(found) = CACHE.with_borrow(|cache| cache.get(source).cloned()) {
        return Ok(found);
    }
    let regex = match JavaRegex::new(source) {
        Ok(regex) => Rc::new(regex),
        Err(why) => return Err(cx.throw(Exc::String, format!("Invalid regex: {why}"))),
    };
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= CACHED {
            cache.clear();
        }
        cache.insert(source.to_owned(), Rc::clone(&regex));
    });
    Ok(regex)
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

    pub fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    /// One search within bounds, from a place on.
    pub fn search(
        &self,
        cx: &mut Interp,
        text: &str,
        bounds: Bounds,
        from: usize,
        anchor: Anchor,
    ) -> Result<Found, Thrown> {
        let mut run = Run::new(&self.program, text, bounds, self.groups);
        let groups = match anchor {
            Anchor::None => run.find(from),
            Anchor::Start => run.matches_at(from, false),
            Anchor::Both => run.matches_at(from, true),
        };
        match groups {
            Ok(groups) => Ok(Found { groups, hit_end: run.hit_end, require_end: run.require_end }),
            Err(run::TooComplicated) => Err(too_complicated(cx)),
        }
    }

    /// Whether all of the text matches.
    pub fn matches(&self, cx: &mut Interp, text: &str) -> Result<bool, Thrown> {
        if let Some(literal) = &self.literal {
            return Ok(text == literal);
        }
        self.search(cx, text, Bounds::of(text), 0, Anchor::Both).map(|found| found.groups.is_some())
    }

    /// Calls `each` with every match, in order, as `Matcher.find()` would go on, until that answers false.
    pub fn each_match(
        &self,
        cx: &mut Interp,
        text: &str,
        mut each: impl FnMut(&mut Interp, Groups) -> Result<bool, Thrown>,
    ) -> Result<(), Thrown> {
        let mut run = Run::new(&self.program, text, Bounds::of(text), self.groups);
        let mut from = 0;
        while from <= text.len() {
            let groups = match run.find(from) {
                Ok(Some(groups)) => groups,
                Ok(None) => break,
                Err(run::TooComplicated) => return Err(too_complicated(cx)),
            };
            let (start, end) = groups[0].expect("group 0 took part");
            from = if end == start { next_char(text, end) } else { end };
            run.bounds.last = end;
            if !each(cx, groups)? {
                break;
            }
        }
        Ok(())
    }

    /// `split(regex, limit)`: Java's rules on empty parts at both ends.
    pub fn split<'t>(&self, cx: &mut Interp, text: &'t str, limit: i32) -> Result<Vec<&'t str>, Thrown> {
        let mut parts: Vec<&str> = Vec::new();
        let room = usize::try_from(limit).ok().filter(|n| *n > 0);
        if let Some(literal) = self.literal() {
            // One byte is found much faster than a text.
            match (room, literal.as_bytes()) {
                (Some(n), _) => parts.extend(text.splitn(n, literal)),
                (None, [b]) if b.is_ascii() => parts.extend(text.split(*b as char)),
                (None, _) => parts.extend(text.split(literal)),
            }
        } else {
            let mut index = 0;
            self.each_match(cx, text, |_, groups| {
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
    pub fn replace(&self, cx: &mut Interp, text: &str, with: &str, all: bool) -> Result<String, Thrown> {
        if let Some(literal) = self.literal()
            && !with.contains(['$', '\\'])
        {
            return Ok(if all { text.replace(literal, with) } else { text.replacen(literal, with, 1) });
        }
        let mut template = None;
        let mut out = String::with_capacity(text.len());
        let mut index = 0;
        self.each_match(cx, text, |cx, groups| {
            let pieces = match &mut template {
                Some(pieces) => pieces,
                None => template.insert(replace::parse(cx, with, self)?),
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

fn too_complicated(cx: &mut Interp) -> Thrown {
    cx.throw(Exc::Limit, "Regex too complicated")
}

/// The position after the character at `at`; beyond the end when there is none.
pub(super) fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests;
