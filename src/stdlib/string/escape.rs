//! Escaping and unescaping for CSV, JavaScript, Java, XML and HTML, as commons-lang does.

use super::escape_html as html;
use crate::interp::native::{Row, m};
use crate::value::Str;

fn escape_csv(s: Str) -> Str {
    match s.contains([',', '"', '\n', '\r']) {
        true => Str::from(format!("\"{}\"", s.replace('"', "\"\"")).as_str()),
        false => s,
    }
}

fn unescape_csv(s: Str) -> Str {
    let inner = s.strip_prefix('"').and_then(|s| s.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains([',', '"', '\n', '\r']) => Str::from(inner.replace("\"\"", "\"").as_str()),
        _ => s,
    }
}

/// Java and JavaScript escapes; the latter also protects single quotes and slashes.
fn escape_java(s: &str, script: bool) -> String {
    let mut out = String::with_capacity(s.len() + 8);
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\'' if script => out.push_str("\\'"),
            '/' if script => out.push_str("\\/"),
            '\x08' => out.push_str("\\b"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            ' '..='~' => out.push(c),
            c => push_units(&mut out, c),
        }
    }
    out
}

/// `\uXXXX` for each UTF-16 unit.
fn push_units(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04X}"));
    }
}

fn escape_unicode(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        if c.is_ascii() { out.push(c) } else { push_units(&mut out, c) }
    }
    out
}

/// Undoes Java and JavaScript escapes; what is none stays.
fn unescape_java(s: &str) -> Str {
    let mut units: Vec<u16> = Vec::with_capacity(s.len());
    let mut chars = s.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\x08',
                Some('f') => '\x0c',
                Some('u') => {
                    while chars.next_if_eq(&'u').is_some() {}
                    let digits: String = chars.clone().take(4).collect();
                    match u16::from_str_radix(&digits, 16) {
                        Ok(unit) if digits.len() == 4 => {
                            chars.by_ref().take(4).for_each(drop);
                            units.push(unit);
                            continue;
                        }
                        _ => 'u',
                    }
                }
                Some(d @ '0'..='7') => {
                    let mut n = d as u32 - 48;
                    for _ in 0..2 {
                        match chars.peek().and_then(|c| c.to_digit(8)) {
                            Some(digit) if n * 8 + digit < 256 => n = n * 8 + digit,
                            _ => break,
                        }
                        chars.next();
                    }
                    char::from_u32(n).unwrap_or('\0')
                }
                Some(c) => c,
                None => '\\',
            },
            c => c,
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
    Str::from_utf16(units)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("String escapeCsv()", "In double quotes when it holds a comma, quote or line break.", escape_csv),
        m("String unescapeCsv()", "Without the quotes of `escapeCsv`.", unescape_csv),
        m("String escapeEcmaScript()", "With JavaScript escapes.", |s: Str| escape_java(&s, true)),
        m("String unescapeEcmaScript()", "Without JavaScript escapes.", |s: Str| unescape_java(&s)),
        m("String escapeJava()", "With Java escapes.", |s: Str| escape_java(&s, false)),
        m("String unescapeJava()", "Without Java escapes.", |s: Str| unescape_java(&s)),
        m("String escapeUnicode()", "With `\\uXXXX` for every character outside ASCII.", |s: Str| escape_unicode(&s)),
        m("String unescapeUnicode()", "With `\\uXXXX` turned into characters.", |s: Str| unescape_java(&s)),
        m("String escapeXml()", "With XML entities.", |s: Str| html::escape_xml(&s)),
        m("String unescapeXml()", "Without XML entities.", |s: Str| html::unescape(&s, html::Set::Xml)),
        m("String escapeHtml3()", "With the entities of HTML 3.", |s: Str| html::escape(&s, html::Set::Html3)),
        m("String unescapeHtml3()", "Without the entities of HTML 3.", |s: Str| html::unescape(&s, html::Set::Html3)),
        m("String escapeHtml4()", "With the entities of HTML 4.", |s: Str| html::escape(&s, html::Set::Html4)),
        m("String unescapeHtml4()", "Without the entities of HTML 4.", |s: Str| html::unescape(&s, html::Set::Html4)),
    ]
}
