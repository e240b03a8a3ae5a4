//! The characters of a pattern under a cursor, and what reading it collects.

/// The flags in force.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub ignore_case: bool,
    pub multi_line: bool,
    pub dot_all: bool,
    pub unix_lines: bool,
    pub unicode_case: bool,
    pub unicode_class: bool,
    pub comments: bool,
}

/// A pattern being read. Positions beyond the end are allowed: errors tell them.
pub(super) struct Scanner {
    pattern: String,
    chars: Vec<char>,
    pub cursor: usize,
    pub flags: Flags,
    pub groups: usize,
    pub names: Vec<(String, usize)>,
    pub depth: usize,
}

impl Scanner {
    pub fn new(pattern: &str) -> Scanner {
        Scanner {
            pattern: pattern.to_owned(),
            chars: without_quotes(pattern.chars().collect()),
            cursor: 0,
            flags: Flags::default(),
            groups: 0,
            names: Vec::new(),
            depth: 0,
        }
    }

    /// An error in Java's three lines. The arrow is missing where it would point beyond the end.
    pub fn error(&self, what: &str) -> String {
        let pattern = &self.pattern;
        let Some(at) = self.cursor.checked_sub(1) else { return format!("{what}\n{pattern}") };
        let arrow = if at < pattern.chars().count() { format!("\n{}^", " ".repeat(at)) } else { String::new() };
        format!("{what} near index {at}\n{pattern}{arrow}")
    }

    pub fn at_end(&self) -> bool {
        self.cursor >= self.chars.len()
    }

    /// The character at a position.
    pub fn temp(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character so many places after the cursor.
    pub fn ahead(&self, by: usize) -> Option<char> {
        self.temp(self.cursor + by)
    }

    /// The character under the cursor, past white space and comments with `(?x)`.
    pub fn peek(&mut self) -> Option<char> {
        self.pass_comments();
        self.temp(self.cursor)
    }

    /// The character under the cursor, which then stands behind it.
    pub fn read(&mut self) -> Option<char> {
        self.pass_comments();
        self.cursor += 1;
        self.temp(self.cursor - 1)
    }

    /// Moves on by one; answers what is under the cursor then.
    pub fn next(&mut self) -> Option<char> {
        self.cursor += 1;
        self.peek()
    }

    /// The character after the one under the cursor; the cursor goes behind it.
    pub fn skip(&mut self) -> Option<char> {
        self.cursor += 2;
        self.temp(self.cursor - 1)
    }

    /// Goes past a `?`, `*` or `+`.
    pub fn step_over_operator(&mut self) {
        self.pass_comments();
        self.cursor += 1;
    }

    pub fn accept(&mut self, wanted: char, what: &str) -> Result<(), String> {
        match self.read() {
            Some(c) if c == wanted => Ok(()),
            _ => Err(self.error(what)),
        }
    }

    fn pass_comments(&mut self) {
        if !self.flags.comments {
            return;
        }
        while let Some(c) = self.temp(self.cursor) {
            if c == '#' {
                let ends = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
                while self.temp(self.cursor).is_some_and(|c| !ends(c)) {
                    self.cursor += 1;
                }
            } else if matches!(c, ' ' | '\t'..='\r') {
                self.cursor += 1;
            } else {
                return;
            }
        }
    }
}

/// Replaces what `\Q` and `\E` enclose by escapes of its characters.
fn without_quotes(chars: Vec<char>) -> Vec<char> {
    let mut out = Vec::with_capacity(chars.len());
    let mut quoting = false;
    let mut just_begun = false;
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let following = chars.get(i + 1).copied();
        i += 1;
        match (quoting, c, following) {
            (false, '\\', Some('Q')) => {
                (quoting, just_begun) = (true, true);
                i += 1;
                continue;
            }
            (true, '\\', Some('E')) => {
                quoting = false;
                i += 1;
            }
            (false, '\\', Some(escaped)) => {
                out.extend(['\\', escaped]);
                i += 1;
            }
            (false, c, _) => out.push(c),
            (true, c, _) if !c.is_ascii() || c.is_ascii_alphabetic() => out.push(c),
            // An escape before the quote must not swallow this digit.
            (true, c, _) if c.is_ascii_digit() && just_begun => out.extend(['\\', 'x', '3', c]),
            (true, c, _) if c.is_ascii_digit() => out.push(c),
            (true, c, _) => out.extend(['\\', c]),
        }
        just_begun = false;
    }
    out
}
