//! Classes in brackets and escapes of a pattern.

use std::rc::Rc;

use super::parse::Escaped;
use super::property::{self, Unknown};
use super::scan::Scanner;
use super::set::CharSet;
use super::syntax::{Fold, Node, Place};

/// What a step inside brackets found.
enum Item {
    Char(char),
    Set(CharSet),
}

impl Scanner {
    /// A class; the cursor stands on the bracket. Without `consume` the closing bracket is left: the right side of `&&`.
    pub fn class(&mut self, consume: bool) -> Result<CharSet, String> {
        self.depth += 1;
        if self.depth > 250 {
            return Err(self.error("Too many nested classes"));
        }
        let mut found: Option<CharSet> = None;
        let mut negated = false;
        let mut c = self.next();
        loop {
            match c {
                Some('^') if self.temp(self.cursor - 1) == Some('[') && !negated && found.is_none() => {
                    c = self.next();
                    negated = true;
                    continue;
                }
                Some('[') => {
                    let inner = self.class(true)?;
                    add(&mut found, inner);
                    c = self.peek();
                    continue;
                }
                Some('&') if self.ahead(1) == Some('&') => {
                    self.next();
                    c = self.next();
                    let right = self.right_sides(c)?;
                    found = match (found, right) {
                        (None, None) => return Err(self.error("Bad class syntax")),
                        (None, right) => right,
                        (found, None) => found,
                        (Some(left), Some(right)) => Some(left.intersect(&right)),
                    };
                    c = self.peek();
                    continue;
                }
                None => {
                    return Err(self.error("Unclosed character class"));
                }
                Some(']') if found.is_some() => {
                    if consume {
                        self.next();
                    }
                    self.depth -= 1;
                    let set = found.unwrap_or_default();
                    return Ok(if negated { set.negate() } else { set });
                }
                Some(_) => {}
            }
            let item = self.range()?;
            add(&mut found, item);
            c = self.peek();
        }
    }

    /// What stands to the right of `&&`, up to the next one or the closing bracket.
    fn right_sides(&mut self, first: Option<char>) -> Result<Option<CharSet>, String> {
        let mut c = first;
        let mut right = None;
        while c != Some(']') && c != Some('&') {
            if c != Some('[') {
                self.cursor -= 1;
                let rest = self.class(false)?;
                add(&mut right, rest);
            } else {
                let inner = self.class(true)?;
                add(&mut right, inner);
            }
            c = self.peek();
        }
        Ok(right)
    }

    /// One character, a range or an escape.
    fn range(&mut self) -> Result<CharSet, String> {
        let low = match self.class_item()? {
            Item::Char(c) => c,
            Item::Set(set) => return Ok(set),
        };
        if self.peek() == Some('-') && !matches!(self.ahead(1), Some('[' | ']')) {
            self.next();
            let high = match self.peek() {
                Some('\\') => match self.escape(true)? {
                    Escaped::Char(c) => Some(c),
                    Escaped::Node(_) => None,
                },
                c => {
                    self.next();
                    c
                }
            };
            let Some(high) = high.filter(|high| *high >= low) else {
                return Err(self.error("Illegal character range"));
            };
            let set = CharSet::new(vec![(low as u32, high as u32)]);
            return Ok(match self.flags.fold() {
                Fold::No => set,
                Fold::Ascii => set.fold_ascii(),
                Fold::Unicode => set.fold_unicode(),
            });
        }
        Ok(self.single(low))
    }

    fn class_item(&mut self) -> Result<Item, String> {
        match self.peek() {
            Some('\\') if matches!(self.ahead(1), Some('p' | 'P')) => self.family().map(Item::Set),
            Some('\\') => Ok(match self.escape(true)? {
                Escaped::Char(c) => Item::Char(c),
                Escaped::Node(Node::Set(set)) => Item::Set((*set).clone()),
                Escaped::Node(_) => return Err(self.error("Illegal/unsupported escape sequence")),
            }),
            Some(c) => {
                self.next();
                Ok(Item::Char(c))
            }
            None => Err(self.error("Unclosed character class")),
        }
    }

    /// `\p{name}`, `\PL`; the cursor stands on the backslash.
    pub fn family(&mut self) -> Result<CharSet, String> {
        let outside = self.ahead(1) == Some('P');
        self.cursor += 2;
        let name: String = if self.temp(self.cursor) == Some('{') {
            let start = self.cursor + 1;
            let Some(length) = (start..).map_while(|i| self.temp(i)).position(|c| c == '}') else {
                self.cursor = start + (start..).map_while(|i| self.temp(i)).count() + 1;
                return Err(self.error("Unclosed character family"));
            };
            self.cursor = start + length + 1;
            if length == 0 {
                return Err(self.error("Empty character family"));
            }
            (start..start + length).filter_map(|i| self.temp(i)).collect()
        } else {
            self.cursor += 1;
            self.temp(self.cursor - 1).into_iter().collect()
        };
        let flags = self.flags;
        let set = property::property(&name, flags.unicode_class, flags.ignore_case).map_err(|why| {
            self.error(&match why {
                Unknown::Property => format!("Unknown character property name {{{name}}}"),
                Unknown::Value { name, value } => {
                    format!("Unknown Unicode property {{name=<{name}>, value=<{value}>}}")
                }
            })
        })?;
        Ok(if outside { set.negate() } else { set })
    }

    /// An escape; the cursor stands on the backslash and goes behind it.
    pub fn escape(&mut self, in_class: bool) -> Result<Escaped, String> {
        let unsupported = "Illegal/unsupported escape sequence";
        let Some(c) = self.skip() else { return Err(self.error("Unescaped trailing backslash")) };
        if let Some(set) = property::letter(c, self.flags.unicode_class) {
            return Ok(Escaped::Node(Node::Set(Rc::new(set))));
        }
        let unix = self.flags.unix_lines;
        let unicode = self.flags.unicode_class;
        let place = |place| Ok(Escaped::Node(Node::Place(place)));
        match c {
            '0' => self.octal().map(Escaped::Char),
            'a' => Ok(Escaped::Char('\x07')),
            'e' => Ok(Escaped::Char('\x1b')),
            'f' => Ok(Escaped::Char('\x0c')),
            'n' => Ok(Escaped::Char('\n')),
            'r' => Ok(Escaped::Char('\r')),
            't' => Ok(Escaped::Char('\t')),
            'u' => self.unicode().map(Escaped::Char),
            'x' => self.hexadecimal().map(Escaped::Char),
            'c' if self.at_end() => Err(self.error("Illegal control escape sequence")),
            'c' => {
                let c = self.read().map_or(0, |c| c as u32 ^ 64);
                Ok(Escaped::Char(char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)))
            }
            c if !c.is_ascii_alphanumeric() => Ok(Escaped::Char(c)),
            _ if in_class => Err(self.error(unsupported)),
            '1'..='9' => Ok(Escaped::Node(self.numbered(c))),
            'k' => self.by_name().map(Escaped::Node),
            'A' => place(Place::Begin),
            'B' => place(Place::NoWordBoundary { unicode }),
            'b' if self.temp(self.cursor) == Some('{') && self.ahead(1) == Some('g') && self.ahead(2) == Some('}') => {
                self.cursor += 3;
                place(Place::GraphemeBoundary)
            }
            'b' => place(Place::WordBoundary { unicode }),
            'G' => place(Place::LastMatch),
            'Z' => place(Place::FinalEnd { unix }),
            'z' => place(Place::End),
            'R' => Ok(Escaped::Node(line_break())),
            'X' => Ok(Escaped::Node(Node::Grapheme)),
            _ => Err(self.error(unsupported)),
        }
    }

    /// A reference to a numbered group; more digits belong to it while there are so many groups.
    fn numbered(&mut self, first: char) -> Node {
        let mut group = first.to_digit(10).unwrap_or(0) as usize;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = group * 10 + digit as usize;
            if self.groups < longer {
                break;
            }
            group = longer;
            self.read();
        }
        Node::Reference { group, fold: self.flags.fold() }
    }

    fn by_name(&mut self) -> Result<Node, String> {
        if self.read() != Some('<') {
            return Err(self.error("\\k is not followed by '<' for named capturing group"));
        }
        let first = self.read();
        let name = self.group_name(first)?;
        match self.names.iter().find(|(known, _)| *known == name) {
            Some((_, group)) => Ok(Node::Reference { group: *group, fold: self.flags.fold() }),
            None => Err(self.error(&format!("named capturing group <{name}> does not exist"))),
        }
    }

    fn octal(&mut self) -> Result<char, String> {
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(8));
        let Some(first) = digit(self.read()) else { return Err(self.error("Illegal octal escape sequence")) };
        let mut value = first;
        for _ in 0..if first <= 3 { 2 } else { 1 } {
            match digit(self.temp(self.cursor)) {
                Some(more) => value = value * 8 + more,
                None => break,
            }
            self.cursor += 1;
        }
        Ok(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hexadecimal(&mut self) -> Result<char, String> {
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(16));
        let illegal = "Illegal hexadecimal escape sequence";
        let first = self.read();
        let value = if let Some(high) = digit(first) {
            let Some(low) = digit(self.read()) else { return Err(self.error(illegal)) };
            high * 16 + low
        } else if first == Some('{') && digit(self.temp(self.cursor)).is_some() {
            let mut value = 0;
            let mut c = self.read();
            while let Some(digit) = digit(c) {
                value = value * 16 + digit;
                if value > super::set::LAST {
                    return Err(self.error("Hexadecimal codepoint is too big"));
                }
                c = self.read();
            }
            if c != Some('}') {
                return Err(self.error("Unclosed hexadecimal escape sequence"));
            }
            value
        } else {
            return Err(self.error(illegal));
        };
        Ok(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unicode(&mut self) -> Result<char, String> {
        let high = self.four_digits()?;
        if (0xd800..0xdc00).contains(&high) && self.temp(self.cursor) == Some('\\') && self.ahead(1) == Some('u') {
            let before = self.cursor;
            self.cursor += 2;
            let low = self.four_digits()?;
            if (0xdc00..0xe000).contains(&low) {
                let point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.cursor = before;
        }
        Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, String> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.read().and_then(|c| c.to_digit(16)) else {
                return Err(self.error("Illegal Unicode escape sequence"));
            };
            value = value * 16 + digit;
        }
        Ok(value)
    }
}

fn add(found: &mut Option<CharSet>, more: CharSet) {
    *found = Some(match found.take() {
        Some(all) => all.union(&more),
        None => more,
    });
}

/// `\R`: one of the line terminators, a pair of two first.
fn line_break() -> Node {
    let one = |c: u32| Node::Set(Rc::new(CharSet::one(c)));
    let single = CharSet::new(vec![(0x0a, 0x0d), (0x85, 0x85), (0x2028, 0x2029)]);
    Node::Alternatives(vec![Node::Sequence(vec![one(0x0d), one(0x0a)]), Node::Set(Rc::new(single))])
}
