//! Questions about the characters of a string.

use crate::interp::native::{Row, m};
use crate::value::Str;

/// Java's white space: no-break spaces are none.
pub(super) fn is_space(c: char) -> bool {
    (c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}'))
        || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// True of no text with nothing in it, as commons-lang has it.
fn all(s: &str, test: impl Fn(char) -> bool) -> bool {
    !s.is_empty() && s.chars().all(test)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Boolean isBlank(String text)", "Whether it is null, empty or white space.", |s: Option<Str>| {
            s.is_none_or(|s| s.chars().all(is_space))
        }),
        m("static Boolean isNotBlank(String text)", "Whether it has anything but white space.", |s: Option<Str>| {
            s.is_some_and(|s| !s.chars().all(is_space))
        }),
        m("static Boolean isEmpty(String text)", "Whether it is null or empty.", |s: Option<Str>| {
            s.is_none_or(|s| s.is_empty())
        }),
        m("static Boolean isNotEmpty(String text)", "Whether it has any character.", |s: Option<Str>| {
            s.is_some_and(|s| !s.is_empty())
        }),
        m("Boolean isAllLowerCase()", "Whether all characters are lower-case letters.", |s: Str| {
            all(&s, char::is_lowercase)
        }),
        m("Boolean isAllUpperCase()", "Whether all characters are upper-case letters.", |s: Str| {
            all(&s, char::is_uppercase)
        }),
        m("Boolean isAlpha()", "Whether all characters are letters.", |s: Str| all(&s, char::is_alphabetic)),
        m("Boolean isAlphaSpace()", "Whether all characters are letters or blanks.", |s: Str| {
            s.chars().all(|c| c.is_alphabetic() || c == ' ')
        }),
        m("Boolean isAlphanumeric()", "Whether all characters are letters or digits.", |s: Str| {
            all(&s, char::is_alphanumeric)
        }),
        m("Boolean isAlphanumericSpace()", "Whether all characters are letters, digits or blanks.", |s: Str| {
            s.chars().all(|c| c.is_alphanumeric() || c == ' ')
        }),
        m("Boolean isAsciiPrintable()", "Whether all characters are printable ASCII.", |s: Str| {
            s.chars().all(|c| (' '..='~').contains(&c))
        }),
        m("Boolean isNumeric()", "Whether all characters are digits.", |s: Str| all(&s, char::is_numeric)),
        m("Boolean isNumericSpace()", "Whether all characters are digits or blanks.", |s: Str| {
            s.chars().all(|c| c.is_numeric() || c == ' ')
        }),
        m("Boolean isWhitespace()", "Whether all characters are white space.", |s: Str| s.chars().all(is_space)),
    ]
}
