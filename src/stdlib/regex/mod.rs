//! Java's regular expressions: compiled once, cached per thread, answering byte ranges.

mod class;
mod replace;
mod translate;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use fancy_regex::Regex;
use rustc_hash::FxHashMap;

use crate::interp::{Exc, Interp, Thrown};

/// A compiled pattern and the text that it was made of.
pub(super) struct JavaRegex {
    pub source: String,
    /// `$` as the very end: right for texts that do not end in a line terminator.
    plain: Regex,
    /// The pattern as it stands, where the two differ.
    exact: OnceCell<Option<Regex>>,
    /// The variants that must match from the start, and to the end.
    looking: OnceCell<Option<Regex>>,
    whole: OnceCell<Option<Regex>>,
    /// Set when the pattern is nothing but this text.
    literal: Option<String>,
    pub groups: usize,
}

/// Ranges of a match: the whole, then each group.
pub(super) type Groups = Vec<Option<(usize, usize)>>;

/// How much of the text a match must cover.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    None,
    Start,
    Both,
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

fn build(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|e| e.to_string())
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
            '.' | '^' | '$' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' => return None,
            c => text.push(c),
        }
    }
    (!text.is_empty()).then_some(text)
}

impl JavaRegex {
    pub fn new(source: &str) -> Result<JavaRegex, String> {
        let literal = literal_of(source);
        let plain = build(&translate::translate(source, false)?)?;
        let groups = plain.captures_len() - 1;
        Ok(JavaRegex {
            source: source.to_owned(),
            plain,
            exact: OnceCell::new(),
            looking: OnceCell::new(),
            whole: OnceCell::new(),
            literal,
            groups,
        })
    }

    pub fn literal(&self) -> Option<&str> {
        self.literal.as_deref()
    }

    /// The variant for a text and an anchor.
    fn variant(&self, text: &str, anchor: Anchor) -> &Regex {
        let exact = || translate::translate(&self.source, true).expect("it was translated before");
        let made = match anchor {
            Anchor::None if !text.ends_with(translate::is_terminator) || !self.source.contains(['$', 'Z']) => {
                return &self.plain;
            }
            Anchor::None => self.exact.get_or_init(|| build(&exact()).ok()),
            Anchor::Start => self.looking.get_or_init(|| build(&format!("\\G(?:{})", exact())).ok()),
            Anchor::Both => self.whole.get_or_init(|| build(&format!("\\G(?:{})\\z", exact())).ok()),
        };
        made.as_ref().unwrap_or(&self.plain)
    }

    /// The first match at or after a byte position.
    pub fn find(&self, cx: &mut Interp, text: &str, from: usize, anchor: Anchor) -> Result<Option<Groups>, Thrown> {
        if let (Some(literal), Anchor::None) = (&self.literal, anchor) {
            return Ok(text[from..].find(&**literal).map(|at| vec![Some((from + at, from + at + literal.len()))]));
        }
        let found = match self.variant(text, anchor).captures_from_pos(text, from) {
            Ok(found) => found,
            Err(_) => return Err(cx.throw(Exc::Limit, "Regex too complicated")),
        };
        let Some(captures) = found else { return Ok(None) };
        let groups: Groups = (0..captures.len()).map(|i| captures.get(i).map(|m| (m.start(), m.end()))).collect();
        Ok(Some(groups))
    }

    /// Whether all of the text matches.
    pub fn matches(&self, cx: &mut Interp, text: &str) -> Result<bool, Thrown> {
        if let Some(literal) = &self.literal {
            return Ok(text == literal);
        }
        self.find(cx, text, 0, Anchor::Both).map(|found| found.is_some())
    }

    /// Every match, in order, as `Matcher.find()` would go on.
    pub fn find_all(&self, cx: &mut Interp, text: &str) -> Result<Vec<Groups>, Thrown> {
        let mut all = Vec::new();
        let mut from = 0;
        while from <= text.len() {
            let Some(groups) = self.find(cx, text, from, Anchor::None)? else { break };
            let (start, end) = groups[0].expect("group 0 took part");
            from = if end == start { next_char(text, end) } else { end };
            all.push(groups);
        }
        Ok(all)
    }

    /// `split(regex, limit)`: Java's rules on empty parts at both ends.
    pub fn split<'t>(&self, cx: &mut Interp, text: &'t str, limit: i32) -> Result<Vec<&'t str>, Thrown> {
        let mut parts: Vec<&str> = Vec::new();
        let mut index = 0;
        let room = usize::try_from(limit).ok().filter(|n| *n > 0);
        if let Some(literal) = self.literal() {
            // One byte is found much faster than a text.
            match (room, literal.as_bytes()) {
                (Some(n), _) => parts.extend(text.splitn(n, literal)),
                (None, [b]) if b.is_ascii() => parts.extend(text.split(*b as char)),
                (None, _) => parts.extend(text.split(literal)),
            }
        } else {
            for groups in self.find_all(cx, text)? {
                let (start, end) = groups[0].expect("group 0 took part");
                if room.is_some_and(|n| parts.len() + 1 >= n) {
                    break;
                }
                if end == 0 {
                    continue;
                }
                parts.push(&text[index..start]);
                index = end;
            }
            parts.push(&text[index..]);
        }
        if limit == 0 && parts.len() > 1 {
            while parts.last().is_some_and(|p| p.is_empty()) {
                parts.pop();
            }
        }
        Ok(parts)
    }

    /// `replaceAll` and `replaceFirst`.
    pub fn replace(&self, cx: &mut Interp, text: &str, with: &str, all: bool) -> Result<String, Thrown> {
        if let Some(literal) = self.literal()
            && !with.contains(['$', '\\'])
        {
            return Ok(if all { text.replace(literal, with) } else { text.replacen(literal, with, 1) });
        }
        let template = replace::parse(cx, with, self)?;
        let mut out = String::with_capacity(text.len());
        let mut index = 0;
        let matches = match all {
            true => self.find_all(cx, text)?,
            false => self.find(cx, text, 0, Anchor::None)?.into_iter().collect(),
        };
        for groups in &matches {
            let (start, end) = groups[0].expect("group 0 took part");
            out.push_str(&text[index..start]);
            replace::expand(&template, text, groups, &mut out);
            index = end;
        }
        out.push_str(&text[index..]);
        Ok(out)
    }

    /// The number of a named group.
    fn group_named(&self, name: &str) -> Option<usize> {
        self.plain.capture_names().position(|n| n == Some(name))
    }
}

/// The position after the character at `at`; beyond the end when there is none.
pub(super) fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
