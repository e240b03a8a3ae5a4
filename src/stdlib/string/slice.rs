//! Parts of a string.

use super::{clamp, cut, out_of_bounds, strings};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Str};

fn substring(cx: &mut Interp, s: Str, from: i32, to: Option<i32>) -> Result<Str, Thrown> {
    let length = s.len16() as i32;
    let end = to.unwrap_or(length);
    if from < 0 || from > length {
        return Err(out_of_bounds(cx, "Starting position", from));
    }
    if end < from || end > length {
        return Err(out_of_bounds(cx, "Ending position", end));
    }
    Ok(cut(&s, from as usize, end as usize))
}

fn left(s: Str, n: i32) -> Str {
    let end = clamp(n).min(s.len16());
    cut(&s, 0, end)
}

fn right(s: Str, n: i32) -> Str {
    let length = s.len16();
    cut(&s, length - clamp(n).min(length), length)
}

fn mid(s: Str, from: i32, n: i32) -> Str {
    let length = s.len16();
    let from = clamp(from);
    if n < 0 || from > length {
        return Str::empty();
    }
    cut(&s, from, (from + n as usize).min(length))
}

/// The text before or after an occurrence; as commons-lang does, what is missing leaves all or nothing.
fn around(s: Str, part: Option<Str>, last: bool, after: bool) -> Str {
    let missing = |s: Str| if after { Str::empty() } else { s };
    let Some(part) = part else { return missing(s) };
    if part.is_empty() && (last || !after) {
        return if last { missing(s) } else { Str::empty() };
    }
    let found = if last { s.rfind(&*part) } else { s.find(&*part) };
    match found {
        Some(at) if after => Str::from(&s[at + part.len()..]),
        Some(at) => Str::from(&s[..at]),
        None => missing(s),
    }
}

fn between(s: Str, open: Option<Str>, close: Option<Str>) -> Option<Str> {
    let (open, close) = (open?, close?);
    let start = s.find(&*open)? + open.len();
    let length = s[start..].find(&*close)?;
    Some(Str::from(&s[start..start + length]))
}

fn abbreviate(cx: &mut Interp, s: Str, width: i32, offset: i32) -> Result<Str, Thrown> {
    let length = s.len16() as i32;
    if width < 4 {
        return Err(cx.throw(Exc::IllegalArgument, format!("Minimum abbreviation width is 4, given was: {width}")));
    }
    if length <= width {
        return Ok(s);
    }
    let mut offset = offset.clamp(0, length);
    if length - offset < width - 3 {
        offset = length - (width - 3);
    }
    if offset <= 4 {
        return Ok(Str::concat2(&cut(&s, 0, (width - 3) as usize), "..."));
    }
    if width < 7 {
        return Err(
            cx.throw(Exc::IllegalArgument, format!("Minimum abbreviation width with offset is 7, given was: {width}"))
        );
    }
    if offset + width - 3 < length {
        let rest = cut(&s, offset as usize, length as usize);
        let rest = abbreviate(cx, rest, width - 3, 0)?;
        return Ok(Str::concat2("...", &rest));
    }
    Ok(Str::concat2("...", &cut(&s, (length - (width - 3)) as usize, length as usize)))
}

/// The kinds that `splitByCharacterType` tells apart.
#[derive(PartialEq, Clone, Copy)]
enum Class {
    Upper,
    Lower,
    Digit,
    Space,
    Control,
    OtherLetter,
    Opening,
    Closing,
    Dash,
    Connector,
    Currency,
    Mathematical,
    Modifier,
    Other,
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_control() => Class::Control,
        '(' | '[' | '{' => Class::Opening,
        ')' | ']' | '}' => Class::Closing,
        '-' | '\u{2010}'..='\u{2015}' => Class::Dash,
        '_' => Class::Connector,
        '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20c0}' => Class::Currency,
        '+' | '<' | '=' | '>' | '|' | '~' | '\u{ac}' | '\u{b1}' | '\u{d7}' | '\u{f7}' => Class::Mathematical,
        '^' | '`' | '\u{a8}' | '\u{af}' | '\u{b4}' | '\u{b8}' => Class::Modifier,
        _ if c.is_whitespace() => Class::Space,
        _ if c.is_alphabetic() => Class::OtherLetter,
        _ => Class::Other,
    }
}

fn by_class(s: &str, camel: bool) -> List {
    let chars: Vec<char> = s.chars().collect();
    let mut parts: Vec<String> = Vec::new();
    let mut start = 0;
    for i in 1..=chars.len() {
        if i < chars.len() && class(chars[i]) == class(chars[i - 1]) {
            continue;
        }
        let upper_then_lower =
            camel && i < chars.len() && class(chars[i - 1]) == Class::Upper && class(chars[i]) == Class::Lower;
        // The last upper-case letter begins the next word: `fooBAr` is foo, B, Ar.
        let end = if upper_then_lower { i - 1 } else { i };
        if end > start {
            parts.push(chars[start..end].iter().collect());
        }
        start = end;
    }
    strings(parts.iter().map(|p| Str::from(p.as_str())))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("String substring(Integer start)", "The rest from this place.", |cx: &mut Interp, s: Str, from: i32| {
            substring(cx, s, from, None)
        }),
        m(
            "String substring(Integer start, Integer finish)",
            "The part from `start` to before `finish`.",
            |cx: &mut Interp, s: Str, from: i32, to: i32| substring(cx, s, from, Some(to)),
        ),
        m("String left(Integer length)", "The first units.", left),
        m("String right(Integer length)", "The last units.", right),
        m("String mid(Integer start, Integer length)", "Units from this place on.", mid),
        m("String substringAfter(String separator)", "What follows the first occurrence.", |s: Str, p: Option<Str>| {
            around(s, p, false, true)
        }),
        m(
            "String substringAfterLast(String separator)",
            "What follows the last occurrence.",
            |s: Str, p: Option<Str>| around(s, p, true, true),
        ),
        m(
            "String substringBefore(String separator)",
            "What precedes the first occurrence, or all.",
            |s: Str, p: Option<Str>| around(s, p, false, false),
        ),
        m(
            "String substringBeforeLast(String separator)",
            "What precedes the last occurrence, or all.",
            |s: Str, p: Option<Str>| around(s, p, true, false),
        ),
        m(
            "String substringBetween(String tag)",
            "What lies between two occurrences, or null.",
            |s: Str, tag: Option<Str>| between(s, tag.clone(), tag),
        ),
        m("String substringBetween(String open, String close)", "What lies between the two texts, or null.", between),
        m(
            "String abbreviate(Integer maxWidth)",
            "The text shortened with `...` when it is longer.",
            |cx: &mut Interp, s: Str, width: i32| abbreviate(cx, s, width, 0),
        ),
        m(
            "String abbreviate(Integer maxWidth, Integer offset)",
            "The text around `offset`, shortened with `...` on both sides.",
            abbreviate,
        ),
        m("List<String> splitByCharacterType()", "Runs of characters of one kind.", |s: Str| by_class(&s, false)),
        m(
            "List<String> splitByCharacterTypeCamelCase()",
            "Runs of characters of one kind; an upper-case letter begins a word.",
            |s: Str| by_class(&s, true),
        ),
    ]
}
