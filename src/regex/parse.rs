//! Reads a pattern as Java does, with Java's errors: a text, the place where reading stopped, and an arrow to it.

use std::rc::Rc;

use super::property;
use super::scan::{Flags, Scanner};
use super::set::CharSet;
use super::syntax::{Fold, Greed, Node, Place};

/// Groups in groups, deeper than any pattern goes that is not an attack.
const DEEPEST: usize = 250;

/// A pattern that has been read.
pub(super) struct Parsed {
    pub node: Node,
    pub groups: usize,
    pub names: Vec<(String, usize)>,
}

/// Reads a whole pattern.
pub(super) fn parse(pattern: &str) -> Result<Parsed, String> {
    let mut scanner = Scanner::new(pattern);
    let node = scanner.alternatives()?;
    if !scanner.at_end() {
        let closing = scanner.peek() == Some(')');
        return Err(scanner.error(if closing { "Unmatched closing ')'" } else { "Unexpected internal error" }));
    }
    Ok(Parsed { node, groups: scanner.groups, names: scanner.names })
}

impl Scanner {
    /// `a|b`
    pub fn alternatives(&mut self) -> Result<Node, String> {
        let mut parts = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.next();
            parts.push(self.sequence()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Alternatives(parts) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut parts = Vec::new();
        loop {
            let part = match self.peek() {
                None | Some('|' | ')') => break,
                Some('(') => match self.group()? {
                    Some(group) => group,
                    None => continue,
                },
                Some('[') => Node::Set(Rc::new(self.class(true)?)),
                Some('^') => {
                    self.next();
                    Node::Place(match self.flags.multi_line {
                        true => Place::LineBegin { unix: self.flags.unix_lines },
                        false => Place::Begin,
                    })
                }
                Some('$') => {
                    self.next();
                    let unix = self.flags.unix_lines;
                    Node::Place(if self.flags.multi_line { Place::LineEnd { unix } } else { Place::FinalEnd { unix } })
                }
                Some('.') => {
                    self.next();
                    Node::Set(Rc::new(property::dot(self.flags.dot_all, self.flags.unix_lines)))
                }
                Some(c @ ('*' | '+' | '?')) => {
                    self.next();
                    return Err(self.error(&format!("Dangling meta character '{c}'")));
                }
                Some(_) => self.atom()?,
            };
            parts.push(self.closure(part)?);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Sequence(parts),
        })
    }

    /// Plain characters up to the next operator; the last one alone when a repetition follows.
    fn atom(&mut self) -> Result<Node, String> {
        let mut text: Vec<char> = Vec::new();
        let mut before = self.cursor;
        loop {
            match self.peek() {
                Some('*' | '+' | '?' | '{') => {
                    if text.len() > 1 {
                        self.cursor = before;
                        text.pop();
                    }
                    break;
                }
                None | Some('$' | '.' | '^' | '(' | '[' | '|' | ')') => break,
                Some('\\') => {
                    if matches!(self.ahead(1), Some('p' | 'P')) {
                        if !text.is_empty() {
                            break;
                        }
                        return Ok(Node::Set(Rc::new(self.family()?)));
                    }
                    before = self.cursor;
                    match self.escape(false)? {
                        Escaped::Char(c) => text.push(c),
                        Escaped::Node(node) if text.is_empty() => return Ok(node),
                        Escaped::Node(_) => {
                            self.cursor = before;
                            break;
                        }
                    }
                }
                Some(c) => {
                    before = self.cursor;
                    text.push(c);
                    self.next();
                }
            }
        }
        let mut nodes: Vec<Node> = text.into_iter().map(|c| Node::Set(Rc::new(self.single(c)))).collect();
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.remove(0),
            _ => Node::Sequence(nodes),
        })
    }

    /// A character, with its other cases where the flags say so.
    pub fn single(&self, c: char) -> CharSet {
        let set = CharSet::one(c as u32);
        match self.flags.fold() {
            Fold::No => set,
            Fold::Ascii => set.fold_ascii(),
            Fold::Unicode => {
                let upper = super::set::one_upper(c);
                let lower = super::set::one_lower(upper);
                [upper, lower].into_iter().fold(set, |all, c| all.union(&CharSet::one(c as u32)))
            }
        }
    }

    /// What may follow a part: `?`, `*`, `+`, `{2,3}`, and how it tries.
    fn closure(&mut self, body: Node) -> Result<Node, String> {
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let first = self.skip();
                let Some(digit) = first.and_then(|c| c.to_digit(10)) else {
                    return Err(self.error("Illegal repetition"));
                };
                self.counts(digit)?
            }
            _ => return Ok(body),
        };
        if self.temp(self.cursor) != Some('}') {
            // `?`, `*` and `+` still stand under the cursor, a closing brace lies behind it.
            self.step_over_operator();
        } else {
            self.cursor += 1;
        }
        let greed = match self.peek() {
            Some('?') => Greed::Lazy,
            Some('+') => Greed::Possessive,
            _ => Greed::Greedy,
        };
        if greed != Greed::Greedy {
            self.next();
        }
        Ok(Node::Repeat { body: Box::new(body), min, max, greed })
    }

    /// The figures of `{2,3}`; the cursor is left on the brace.
    fn counts(&mut self, first: u32) -> Result<(u32, Option<u32>), String> {
        let too_big = "Illegal repetition range";
        let append = |n: u32, digit: u32| n.checked_mul(10)?.checked_add(digit).filter(|n| *n <= i32::MAX as u32);
        let mut min = first;
        let mut c = self.read();
        while let Some(digit) = c.and_then(|c| c.to_digit(10)) {
            min = append(min, digit).ok_or_else(|| self.error(too_big))?;
            c = self.read();
        }
        let mut max = Some(min);
        if c == Some(',') {
            c = self.read();
            max = None;
            if c != Some('}') {
                let mut most = 0;
                while let Some(digit) = c.and_then(|c| c.to_digit(10)) {
                    most = append(most, digit).ok_or_else(|| self.error(too_big))?;
                    c = self.read();
                }
                max = Some(most);
            }
        }
        if c != Some('}') {
            return Err(self.error("Unclosed counted closure"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.error(too_big));
        }
        self.cursor -= 1;
        Ok((min, max))
    }

    /// A group, or flags for what follows, which are no node.
    fn group(&mut self) -> Result<Option<Node>, String> {
        let saved = self.flags;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("Too many nested groups"));
        }
        let node = if self.next() == Some('?') {
            match self.skip() {
                Some(':') => self.alternatives()?,
                Some(c @ ('=' | '!')) => Node::Ahead { body: Box::new(self.alternatives()?), negated: c == '!' },
                Some('>') => Node::Atomic(Box::new(self.alternatives()?)),
                Some('<') => match self.read() {
                    Some(c @ ('=' | '!')) => self.behind(c == '!')?,
                    c => self.named(c)?,
                },
                Some('$' | '@') => return Err(self.error("Unknown group type")),
                _ => {
                    self.cursor -= 1;
                    self.add_flags();
                    match self.read() {
                        Some(')') => {
                            self.depth -= 1;
                            return Ok(None);
                        }
                        Some(':') => self.alternatives()?,
                        _ => return Err(self.error("Unknown inline modifier")),
                    }
                }
            }
        } else {
            self.groups += 1;
            let number = self.groups;
            Node::Capture(number, Box::new(self.alternatives()?))
        };
        self.accept(')', "Unclosed group")?;
        self.depth -= 1;
        self.flags = saved;
        Ok(Some(node))
    }

    fn behind(&mut self, negated: bool) -> Result<Node, String> {
        let body = self.alternatives()?;
        let width = body.width();
        // Java takes a repetition of one character without end, and no other.
        let max = match width.max {
            Some(max) => max,
            None if plain_repeats_only(&body) => u32::MAX,
            None => return Err(self.error("Look-behind group does not have an obvious maximum length")),
        };
        Ok(Node::Behind { body: Box::new(body), negated, min: width.min, max })
    }

    fn named(&mut self, first: Option<char>) -> Result<Node, String> {
        let name = self.group_name(first)?;
        if self.names.iter().any(|(known, _)| *known == name) {
            return Err(self.error(&format!("Named capturing group <{name}> is already defined")));
        }
        self.groups += 1;
        let number = self.groups;
        self.names.push((name, number));
        Ok(Node::Capture(number, Box::new(self.alternatives()?)))
    }

    pub fn group_name(&mut self, first: Option<char>) -> Result<String, String> {
        let mut name = String::new();
        let mut c = first;
        if !c.is_some_and(|c| c.is_ascii_alphabetic()) {
            return Err(self.error("capturing group name does not start with a Latin letter"));
        }
        while let Some(letter) = c.filter(char::is_ascii_alphanumeric) {
            name.push(letter);
            c = self.read();
        }
        if c != Some('>') {
            return Err(self.error("named capturing group is missing trailing '>'"));
        }
        Ok(name)
    }

    /// The flags of `(?im-s`.
    fn add_flags(&mut self) {
        let mut on = true;
        let mut c = self.peek();
        loop {
            match c {
                Some('-') if on => on = false,
                Some(flag) if self.flags.set(flag, on) => {}
                _ => return,
            }
            c = self.next();
        }
    }
}

/// Whether what has no greatest width are only repetitions of single characters.
fn plain_repeats_only(node: &Node) -> bool {
    match node {
        Node::Repeat { body, max: None, .. } => body.width().max == Some(1),
        Node::Repeat { body, .. } | Node::Capture(_, body) | Node::Atomic(body) => plain_repeats_only(body),
        Node::Sequence(parts) | Node::Alternatives(parts) => parts.iter().all(plain_repeats_only),
        Node::Reference { .. } | Node::Grapheme => false,
        Node::Empty | Node::Set(_) | Node::Place(_) | Node::Ahead { .. } | Node::Behind { .. } => true,
    }
}

/// What an escape stands for.
pub(super) enum Escaped {
    Char(char),
    Node(Node),
}

impl Flags {
    pub fn fold(self) -> Fold {
        match (self.ignore_case, self.unicode_case) {
            (false, _) => Fold::No,
            (true, false) => Fold::Ascii,
            (true, true) => Fold::Unicode,
        }
    }

    /// Sets a flag; false when there is none of that letter.
    fn set(&mut self, letter: char, on: bool) -> bool {
        match letter {
            'i' => self.ignore_case = on,
            'm' => self.multi_line = on,
            's' => self.dot_all = on,
            'd' => self.unix_lines = on,
            'u' => self.unicode_case = on,
            // Canonical equivalence: known, and without effect.
            'c' => {}
            'x' => self.comments = on,
            'U' => {
                self.unicode_class = on;
                self.unicode_case = on;
            }
            _ => return false,
        }
        true
    }
}
