//! Java pattern syntax to the syntax of fancy-regex.
//!
//! What differs: ASCII classes, `.` and `$` with five line terminators, `\h \v \R \X \Z \Q..\E`, POSIX names, escapes of any
//! punctuation, and a hyphen after a class inside brackets.

use std::iter::Peekable;
use std::str::Chars;

use super::class;

/// A line terminator of Java.
pub(super) fn is_terminator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const ANY_BUT_TERMINATOR: &str = "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]";
const LINE_BREAK: &str = "(?:\\r\\n|[\\n\\x0B\\x0C\\r\\x{85}\\x{2028}\\x{2029}])";
const FINAL_END: &str = "(?=(?:\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z)";
const GRAPHEME: &str =
    "(?>\\r\\n|[\\x{1F1E6}-\\x{1F1FF}]{2}|\\P{M}(?:\\p{M}|[\\x{1F3FB}-\\x{1F3FF}]|\\x{200D}\\P{M}|\\x{200D})*|\\p{M}+)";

/// The state of a translation.
struct Translator<'s> {
    chars: Peekable<Chars<'s>>,
    out: String,
    /// `$` may stand before a final line terminator.
    exact: bool,
    /// The flags in force, and those of the enclosing groups.
    flags: Flags,
    outer: Vec<Flags>,
}

#[derive(Clone, Copy, Default)]
struct Flags {
    dot_all: bool,
    multi_line: bool,
    unix_lines: bool,
    comments: bool,
}

/// Translates a whole pattern. The error is a sentence.
pub(super) fn translate(source: &str, exact: bool) -> Result<String, String> {
    let mut t = Translator {
        chars: source.chars().peekable(),
        out: String::with_capacity(source.len() * 2),
        exact,
        flags: Flags::default(),
        outer: Vec::new(),
    };
    while let Some(c) = t.chars.next() {
        match c {
            '\\' => t.escape()?,
            '[' => t.brackets()?,
            '(' => t.open(),
            ')' => {
                t.flags = t.outer.pop().ok_or("Unmatched closing ')'")?;
                t.out.push(')');
            }
            '.' if t.flags.dot_all => t.out.push_str("(?s:.)"),
            '.' if t.flags.unix_lines => t.out.push_str("[^\\n]"),
            '.' => t.out.push_str(ANY_BUT_TERMINATOR),
            '$' if t.flags.multi_line => t.out.push_str("(?:$|(?=[\\r\\x{85}\\x{2028}\\x{2029}]))"),
            '$' => t.end_of_text(),
            '#' if t.flags.comments => while t.chars.next().is_some_and(|c| !is_terminator(c)) {},
            '#' => t.out.push_str("\\#"),
            c if c.is_whitespace() && !t.flags.comments => push_char(&mut t.out, c),
            c => t.out.push(c),
        }
    }
    if !t.outer.is_empty() {
        return Err("Unclosed group".into());
    }
    Ok(t.out)
}

/// A character that must stand for itself.
fn push_literal(out: &mut String, c: char) {
    if c.is_ascii_punctuation() && c != '<' && c != '>' && c != '/' && c != '"' && c != '\'' && c != '_' {
        out.push('\\');
    }
    push_char(out, c);
}

fn push_char(out: &mut String, c: char) {
    match c {
        ' ' => out.push_str("\\x20"),
        c if c.is_whitespace() || c.is_control() => out.push_str(&format!("\\x{{{:X}}}", c as u32)),
        c => out.push(c),
    }
}

impl Translator<'_> {
    fn end_of_text(&mut self) {
        self.out.push_str(if self.exact { FINAL_END } else { "\\z" });
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.chars.next() else {
            return Err("Unexpected internal error near the final backslash".into());
        };
        if let Some((inside, negated)) = class::letter(c) {
            self.out.push_str(&format!("[{}{inside}]", if negated { "^" } else { "" }));
            return Ok(());
        }
        match c {
            'Q' => self.quoted(false),
            'E' => {}
            'p' | 'P' => {
                let inside = self.property_name()?;
                self.out.push_str(&format!("[{}{inside}]", if c == 'P' { "^" } else { "" }));
            }
            'R' => self.out.push_str(LINE_BREAK),
            'X' => self.out.push_str(GRAPHEME),
            'Z' => self.end_of_text(),
            'A' | 'z' | 'G' | 'B' => self.out.extend(['\\', c]),
            'b' => {
                self.out.push_str("\\b");
                // `\b{g}`, the boundary of a grapheme, has no counterpart; a plain boundary is the nearest.
                if self.chars.clone().take(3).eq("{g}".chars()) {
                    self.chars.by_ref().take(3).for_each(drop);
                }
            }
            'k' => {
                self.out.push_str("\\k");
            }
            '1'..='9' => self.out.extend(['\\', c]),
            c => {
                let c = self.character(c)?;
                push_literal(&mut self.out, c);
            }
        }
        Ok(())
    }

    /// The character that an escape names.
    fn character(&mut self, c: char) -> Result<char, String> {
        let point = match c {
            't' => return Ok('\t'),
            'n' => return Ok('\n'),
            'r' => return Ok('\r'),
            'f' => return Ok('\x0c'),
            'a' => return Ok('\x07'),
            'e' => return Ok('\x1b'),
            '0' => self.number(8, 3)?,
            'x' if self.chars.next_if_eq(&'{').is_some() => {
                let n = self.number(16, 6)?;
                self.chars.next();
                n
            }
            'x' => self.number(16, 2)?,
            'u' => {
                let n = self.number(16, 4)?;
                if !(0xd800..0xdc00).contains(&n) {
                    n
                } else {
                    // The second half of a surrogate pair follows.
                    self.chars.by_ref().take(2).for_each(drop);
                    0x10000 + ((n - 0xd800) << 10) + (self.number(16, 4)?.wrapping_sub(0xdc00) & 0x3ff)
                }
            }
            'c' => self.chars.next().map_or(0, |c| c as u32 ^ 64),
            c if c.is_ascii_alphabetic() => return Err(format!("Illegal/unsupported escape sequence \\{c}")),
            c => return Ok(c),
        };
        char::from_u32(point).ok_or_else(|| "Illegal character".to_owned())
    }

    fn number(&mut self, radix: u32, most: usize) -> Result<u32, String> {
        let mut digits = String::new();
        while digits.len() < most
            && let Some(d) = self.chars.next_if(|c| c.is_digit(radix))
        {
            digits.push(d);
        }
        u32::from_str_radix(&digits, radix).map_err(|_| "Illegal escape sequence: digits are missing".to_owned())
    }

    /// What follows `\Q` up to `\E`.
    fn quoted(&mut self, in_class: bool) {
        while let Some(c) = self.chars.next() {
            if c == '\\' && self.chars.next_if_eq(&'E').is_some() {
                return;
            }
            let _ = in_class;
            push_literal(&mut self.out, c);
        }
    }

    fn property_name(&mut self) -> Result<String, String> {
        let first = self.chars.next().ok_or("Unknown character property name")?;
        if first != '{' {
            return Ok(class::property(&first.to_string()));
        }
        let name: String = self.chars.by_ref().take_while(|c| *c != '}').collect();
        Ok(class::property(&name))
    }

    /// A group: keeps its head, reads its flags.
    fn open(&mut self) {
        self.outer.push(self.flags);
        self.out.push('(');
        let rest: String = self.chars.clone().take_while(|c| *c != ')' && *c != ':').collect();
        let Some(head) = rest.strip_prefix('?') else { return };
        let is_flags = !head.is_empty() && head.chars().all(|c| c == '-' || c.is_ascii_alphabetic());
        let closed_by = self.chars.clone().nth(rest.chars().count());
        if !is_flags {
            // `?:`, `?=`, `?!`, `?>`, `?<=`, `?<!`, `?<name>`
            if head.is_empty() && closed_by == Some(':') {
                self.chars.by_ref().take(2).for_each(drop);
                self.out.push_str("?:");
                return;
            }
            self.chars.next();
            self.out.push('?');
            while let Some(c) = self.chars.next_if(|c| "=!><".contains(*c)) {
                self.out.push(c);
                if c == '<' && self.chars.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
                    let name: String = self.chars.by_ref().take_while(|c| *c != '>').collect();
                    self.out.push_str(&name);
                    self.out.push('>');
                    return;
                }
            }
            return;
        }
        self.chars.by_ref().take(rest.chars().count() + 1).for_each(drop);
        let (on, off) = head.split_once('-').unwrap_or((head, ""));
        for (flags, value) in [(on, true), (off, false)] {
            for f in flags.chars() {
                match f {
                    's' => self.flags.dot_all = value,
                    'm' => self.flags.multi_line = value,
                    'd' => self.flags.unix_lines = value,
                    'x' => self.flags.comments = value,
                    _ => {}
                }
            }
        }
        let known = |flags: &str| flags.chars().filter(|f| "imx".contains(*f)).collect::<String>();
        let (on, off) = (known(on), known(off));
        let minus = if off.is_empty() { "" } else { "-" };
        if closed_by == Some(':') {
            self.out.push_str(&format!("?{on}{minus}{off}:"));
            return;
        }
        // Flags for the rest of the enclosing group.
        self.out.pop();
        self.outer.pop();
        if !on.is_empty() || !off.is_empty() {
            self.out.push_str(&format!("(?{on}{minus}{off})"));
        }
    }

    /// A class in brackets, with nested classes and intersections.
    fn brackets(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.chars.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        if self.chars.next_if_eq(&']').is_some() {
            self.out.push_str("\\]");
        }
        // Whether what came last cannot begin a range.
        let mut closed = true;
        while let Some(c) = self.chars.next() {
            match c {
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' => {
                    self.brackets()?;
                    closed = true;
                }
                '&' if self.chars.next_if_eq(&'&').is_some() => {
                    self.out.push_str("&&");
                    closed = true;
                }
                '-' if closed || self.ends_no_range() => {
                    self.out.push_str("\\-");
                    closed = false;
                }
                '-' => {
                    self.out.push('-');
                    closed = false;
                }
                '\\' => closed = self.class_escape()?,
                c => {
                    if matches!(c, '~' | '^' | '#' | '&') {
                        self.out.push('\\');
                    }
                    push_char(&mut self.out, c);
                    closed = false;
                }
            }
        }
        Err("Unclosed character class".into())
    }

    /// Whether what follows a hyphen cannot end a range.
    fn ends_no_range(&self) -> bool {
        let mut ahead = self.chars.clone();
        match ahead.next() {
            Some(']' | '[') => true,
            Some('\\') => ahead.next().is_some_and(|c| class::letter(c).is_some() || matches!(c, 'p' | 'P')),
            Some('&') => ahead.next() == Some('&'),
            _ => false,
        }
    }

    /// An escape inside brackets; answers whether it was a class.
    fn class_escape(&mut self) -> Result<bool, String> {
        let Some(c) = self.chars.next() else { return Err("Unclosed character class".into()) };
        if let Some((inside, negated)) = class::letter(c) {
            self.out.push_str(&format!("[{}{inside}]", if negated { "^" } else { "" }));
            return Ok(true);
        }
        match c {
            'Q' => {
                self.quoted(true);
                Ok(false)
            }
            'E' => Ok(false),
            'p' | 'P' => {
                let inside = self.property_name()?;
                self.out.push_str(&format!("[{}{inside}]", if c == 'P' { "^" } else { "" }));
                Ok(true)
            }
            c => {
                let c = self.character(c)?;
                push_literal(&mut self.out, c);
                Ok(false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let regex = fancy_regex::Regex::new(&format!("\\A(?:{})\\z", translate(pattern, true).unwrap())).unwrap();
        regex.is_match(text).unwrap()
    }

    #[test]
    fn java_classes_and_escapes_keep_their_meaning() {
        for (pattern, text, expected) in [
            (r"\d+", "٣", false),
            (r"[\w-.]+", "a-b.c", true),
            (r"[a-z&&[^aeiou]]+", "bcdf", true),
            (r"[a-z&&[^aeiou]]+", "bad", false),
            (r"[a-z&&[b-d&&[^c]]]+", "bd", true),
            (r"\Qa.b\E+", "a.bb", true),
            (r"\p{Punct}+", "!~[", true),
            (r"\u0041\x42", "AB", true),
            (r"(?i)abc", "ABC", true),
            (r"a.c", "a\nc", false),
            (r"(?s)a.c", "a\nc", true),
            (r"(?<word>[A-Z]+)-\k<word>", "AB-AB", true),
            (r"[^\]]+", "abc", true),
            (r"\<b\>", "<b>", true),
            (r"[$#&~^]+", "$#&~^", true),
            (r"(?!^[0-9]*$)(?!^[a-zA-Z]*$)^([!-~]{8,50})$", "abc123!!", true),
            (r"a++b", "aab", true),
            (r"[A-Za-z0-9_\-\.]+@x", "a_-.b@x", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn a_dollar_stands_before_a_final_terminator() {
        let regex = fancy_regex::Regex::new(&translate("a$", true).unwrap()).unwrap();
        for text in ["a", "a\n", "a\r\n", "a\u{2028}"] {
            assert!(regex.is_match(text).unwrap(), "{text:?}");
        }
        assert!(!regex.is_match("a\n\n").unwrap());
    }
}
