//! JSON text under construction: separators, indentation, escapes.

use crate::interp::text::push_integer;

/// The text so far. In pretty form objects stand on lines of their own and arrays on one line, as Jackson prints.
pub(super) struct Out {
    pub text: String,
    pretty: bool,
    /// Open objects, for the indentation.
    depth: usize,
}

/// Bytes that a string must escape.
const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 0x20 {
        table[i] = true;
        i += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

impl Out {
    pub fn new(pretty: bool) -> Out {
        Out { text: String::with_capacity(256), pretty, depth: 0 }
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        (0..self.depth).for_each(|_| self.text.push_str("  "));
    }

    #[inline]
    pub fn begin_object(&mut self) {
        self.text.push('{');
        self.depth += 1;
    }

    #[inline]
    pub fn end_object(&mut self, empty: bool) {
        self.depth -= 1;
        if self.pretty {
            if empty { self.text.push(' ') } else { self.new_line() }
        }
        self.text.push('}');
    }

    /// Before each name; `first` of the object.
    #[inline]
    pub fn before_name(&mut self, first: bool) {
        if !first {
            self.text.push(',');
        }
        if self.pretty {
            self.new_line();
        }
    }

    #[inline]
    pub fn name(&mut self, name: &str, first: bool) {
        self.before_name(first);
        self.string(name);
        self.colon();
    }

    #[inline]
    pub fn colon(&mut self) {
        self.text.push_str(if self.pretty { " : " } else { ":" });
    }

    #[inline]
    pub fn begin_array(&mut self) {
        self.text.push('[');
    }

    #[inline]
    pub fn before_element(&mut self, first: bool) {
        if !first {
            self.text.push(',');
        }
        if self.pretty {
            self.text.push(' ');
        }
    }

    #[inline]
    pub fn end_array(&mut self) {
        if self.pretty {
            self.text.push(' ');
        }
        self.text.push(']');
    }

    #[inline]
    pub fn integer(&mut self, n: i64) {
        push_integer(&mut self.text, n);
    }

    /// A string in quotes; runs without escapes are copied at once.
    pub fn string(&mut self, s: &str) {
        self.text.push('"');
        let bytes = s.as_bytes();
        let mut from = 0;
        for (i, b) in bytes.iter().enumerate() {
            if !ESCAPED[*b as usize] {
                continue;
            }
            self.text.push_str(&s[from..i]);
            from = i + 1;
            match b {
                b'"' => self.text.push_str("\\\""),
                b'\\' => self.text.push_str("\\\\"),
                b'\n' => self.text.push_str("\\n"),
                b'\r' => self.text.push_str("\\r"),
                b'\t' => self.text.push_str("\\t"),
                8 => self.text.push_str("\\b"),
                12 => self.text.push_str("\\f"),
                b => self.text.push_str(&format!("\\u{b:04X}")),
            }
        }
        self.text.push_str(&s[from..]);
        self.text.push('"');
    }
}
