//! A cursor over a JSON text: white space, strings, numbers, words.

use std::borrow::Cow;

use super::fault::{Fault, Read, Stop, bare_fault, fault};
use crate::value::Str;

/// How many recent names are kept, so that the names of equal objects share their text.
const NAMES: usize = 128;

pub(super) struct Reader<'t> {
    pub text: &'t str,
    pub pos: usize,
    /// Where the platform's reader says that the value under way begins: at its name, or at the comma before it.
    pub mark: usize,
    names: Vec<Option<Str>>,
    pub depth: usize,
}

/// How deep arrays and objects may nest.
const DEEPEST: usize = 1000;

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Reader<'t> {
        Reader { text, pos: 0, mark: 0, names: Vec::new(), depth: 0 }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    /// The next byte that is no white space, not taken.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte()? {
                b' ' | b'\n' | b'\t' | b'\r' => self.pos += 1,
                b => return Some(b),
            }
        }
    }

    /// Takes the byte if it comes next.
    #[inline]
    pub fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.pos += usize::from(found);
        found
    }

    /// A character that cannot stand here.
    #[cold]
    pub fn unexpected<T>(&self, expected: &str) -> Read<T> {
        match self.text[self.pos..].chars().next() {
            Some(c) => {
                let message = format!("Unexpected character ('{c}' (code {})): {expected}", c as u32);
                Err(Stop::Fault(Fault { message, at: self.pos + c.len_utf8(), inside: true, bare: false }))
            }
            None => fault(format!("Unexpected end-of-input: {expected}"), self.pos),
        }
    }

    /// A character that begins no value.
    #[cold]
    pub fn no_value<T>(&mut self) -> Read<T> {
        let expected = match self.peek() {
            Some(b'}' | b']') | None => "expected a value",
            Some(_) => "expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
        };
        self.unexpected(expected)
    }

    /// One more array or object is open.
    pub fn enter(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > DEEPEST { fault("The text is nested too deeply", self.pos) } else { Ok(()) }
    }

    /// The name of a member; the quote comes next. Then the colon.
    pub fn name(&mut self) -> Read<Cow<'t, str>> {
        if self.peek() != Some(b'"') {
            return self.unexpected("was expecting double-quote to start field name");
        }
        let name = self.string()?;
        self.colon()?;
        Ok(name)
    }

    pub fn colon(&mut self) -> Read<()> {
        match self.eat(b':') {
            true => Ok(()),
            false => self.unexpected("was expecting a colon to separate field name and value"),
        }
    }

    /// A name as a string value; equal names share one.
    #[inline]
    pub fn shared_name(&mut self) -> Read<Str> {
        let name = self.name()?;
        let bytes = name.as_bytes();
        let middle = bytes.get(bytes.len() / 2).copied().unwrap_or(0) as usize;
        let first = bytes.first().copied().unwrap_or(0) as usize;
        if self.names.is_empty() {
            self.names.resize(NAMES, None);
        }
        let slot = (bytes.len() * 31 + first * 7 + middle) % NAMES;
        match &self.names[slot] {
            Some(known) if **known == *name => Ok(known.clone()),
            _ => {
                let made = Str::from(&*name);
                self.names[slot] = Some(made.clone());
                Ok(made)
            }
        }
    }

    /// A string; the quote comes next. Without escapes it is borrowed.
    pub fn string(&mut self) -> Read<Cow<'t, str>> {
        let start = self.pos + 1;
        let bytes = self.text.as_bytes();
        let mut i = start;
        while i < bytes.len() {
            match bytes[i] {
                b'"' => {
                    self.pos = i + 1;
                    return Ok(Cow::Borrowed(&self.text[start..i]));
                }
                b'\\' => return self.escaped(start, i),
                b if b < 0x20 => {
                    let message = format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {b})): has to be escaped using backslash to be included in string value"
                    );
                    return fault(message, i + 1);
                }
                _ => i += 1,
            }
        }
        self.pos = bytes.len();
        fault("Unexpected end-of-input: was expecting closing quote for a string value", self.pos)
    }

    /// The rest of a string that has escapes.
    fn escaped(&mut self, start: usize, first: usize) -> Read<Cow<'t, str>> {
        let mut out = String::with_capacity(first - start + 16);
        let mut units: Vec<u16> = Vec::new();
        out.push_str(&self.text[start..first]);
        let bytes = self.text.as_bytes();
        let mut i = first;
        loop {
            let Some(&b) = bytes.get(i) else {
                self.pos = bytes.len();
                return fault("Unexpected end-of-input: was expecting closing quote for a string value", self.pos);
            };
            if b == b'\\' && bytes.get(i + 1) == Some(&b'u') {
                let digits = self.text.get(i + 2..i + 6).and_then(|d| u16::from_str_radix(d, 16).ok());
                let Some(unit) = digits else {
                    return fault("Unexpected character: expected a hex-digit for character escape sequence", i + 3);
                };
                units.push(unit);
                i += 6;
                continue;
            }
            if !units.is_empty() {
                out.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            match b {
                b'"' => {
                    self.pos = i + 1;
                    return Ok(Cow::Owned(out));
                }
                b'\\' => {
                    out.push(match bytes.get(i + 1) {
                        Some(b'n') => '\n',
                        Some(b't') => '\t',
                        Some(b'r') => '\r',
                        Some(b'b') => '\x08',
                        Some(b'f') => '\x0c',
                        Some(&c @ (b'"' | b'\\' | b'/')) => c as char,
                        other => {
                            let c = other.map_or(' ', |b| *b as char);
                            let message = format!("Unrecognized character escape '{c}' (code {})", c as u32);
                            return fault(message, i + 2);
                        }
                    });
                    i += 2;
                }
                _ => {
                    let run = bytes[i..].iter().position(|b| matches!(b, b'"' | b'\\')).unwrap_or(bytes.len() - i);
                    out.push_str(&self.text[i..i + run]);
                    i += run;
                }
            }
        }
    }

    /// A number's text, and whether it has a fraction or an exponent.
    pub fn number(&mut self) -> Read<(&'t str, bool)> {
        let bytes = self.text.as_bytes();
        let start = self.pos;
        let mut i = start + usize::from(bytes[start] == b'-');
        let digits = i;
        while bytes.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        if i == digits {
            self.pos = i;
            return self.unexpected("expected digit (0-9) to follow minus sign, for valid numeric value");
        }
        if bytes[digits] == b'0' && i > digits + 1 {
            return fault("Invalid numeric value: Leading zeroes not allowed", digits + 1);
        }
        let mut fraction = false;
        if bytes.get(i) == Some(&b'.') {
            fraction = true;
            i += 1;
            let from = i;
            while bytes.get(i).is_some_and(u8::is_ascii_digit) {
                i += 1;
            }
            if i == from {
                self.pos = i;
                return self.unexpected("Decimal point not followed by a digit");
            }
        }
        if matches!(bytes.get(i), Some(b'e' | b'E')) {
            fraction = true;
            i += 1;
            i += usize::from(matches!(bytes.get(i), Some(b'+' | b'-')));
            let from = i;
            while bytes.get(i).is_some_and(u8::is_ascii_digit) {
                i += 1;
            }
            if i == from {
                self.pos = i;
                return self.unexpected("Exponent indicator not followed by a digit");
            }
        }
        self.pos = i;
        Ok((&self.text[start..i], fraction))
    }

    /// `true`, `false` or `null`.
    pub fn word(&mut self, word: &'static str) -> Read<()> {
        let rest = &self.text.as_bytes()[self.pos..];
        if !rest.starts_with(word.as_bytes()) {
            let end = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let found = &self.text[self.pos..self.pos + end];
            return fault(
                format!("Unrecognized token '{found}': was expecting 'null', 'true', 'false' or NaN"),
                self.pos + end,
            );
        }
        self.pos += word.len();
        Ok(())
    }

    /// Goes on after an element: true for one more, false at the end of the array.
    #[inline]
    pub fn more_elements(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b',') => {
                self.mark = self.pos;
                self.pos += 1;
                Ok(true)
            }
            Some(b']') => {
                self.pos += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(_) => self.unexpected("was expecting comma to separate ARRAY entries"),
            None => self.end_of_input("ARRAY"),
        }
    }

    /// Goes on after a member: true for one more, false at the end of the object.
    #[inline]
    pub fn more_members(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b',') => {
                self.mark = self.pos;
                self.pos += 1;
                Ok(true)
            }
            Some(b'}') => {
                self.pos += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(_) => self.unexpected("was expecting comma to separate OBJECT entries"),
            None => self.end_of_input("OBJECT"),
        }
    }

    #[cold]
    pub fn end_of_input<T>(&self, of: &str) -> Read<T> {
        // The platform cuts out the place of the opening mark together with what follows it.
        bare_fault(format!("Unexpected end-of-input: expected close marker for {of} (from"), self.text.len())
    }

    /// Opens an object whose brace comes next; false when it is empty and thus already closed.
    pub fn open_object(&mut self) -> Read<bool> {
        self.pos += 1;
        self.enter()?;
        if self.eat(b'}') {
            self.depth -= 1;
            return Ok(false);
        }
        if self.peek().is_none() {
            return self.end_of_input("OBJECT");
        }
        self.mark = self.pos;
        Ok(true)
    }

    /// Opens an array whose bracket comes next; false when it is empty and thus already closed.
    pub fn open_array(&mut self) -> Read<bool> {
        self.pos += 1;
        self.enter()?;
        if self.eat(b']') {
            self.depth -= 1;
            return Ok(false);
        }
        if self.peek().is_none() {
            return self.end_of_input("ARRAY");
        }
        self.mark = self.pos;
        Ok(true)
    }

    /// Passes over one value; answers whether a filled array lay in it.
    pub fn skip(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b'{') => {
                let mut filled = false;
                let mut more = self.open_object()?;
                while more {
                    self.name()?;
                    filled |= self.skip()?;
                    more = self.more_members()?;
                }
                Ok(filled)
            }
            Some(b'[') => {
                let mut more = self.open_array()?;
                let filled = more;
                while more {
                    self.skip()?;
                    more = self.more_elements()?;
                }
                Ok(filled)
            }
            Some(b'"') => self.string().map(|_| false),
            Some(b't') => self.word("true").map(|()| false),
            Some(b'f') => self.word("false").map(|()| false),
            Some(b'n') => self.word("null").map(|()| false),
            Some(b'-' | b'0'..=b'9') => self.number().map(|_| false),
            Some(_) | None => self.no_value(),
        }
    }
}
