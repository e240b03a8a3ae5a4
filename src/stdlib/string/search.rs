//! Finding texts in a string, and comparing.

use super::{clamp, index};
use crate::interp::native::{Row, m};
use crate::interp::{Interp, Thrown};
use crate::value::str::{compare_to, java_hash};
use crate::value::{Str, Value};

/// Lower-cases without changing the number of UTF-16 units, so that positions stay the same.
pub(super) fn folded(s: &str) -> Str {
    if s.is_ascii() {
        return Str::from(s.to_ascii_lowercase().as_str());
    }
    let folded: String = s
        .chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf16() == c.len_utf16() => l,
                _ => c,
            }
        })
        .collect();
    Str::from(folded.as_str())
}

fn last_index_of(s: &Str, part: &Str, from: i32) -> i32 {
    if from < 0 { -1 } else { index(s.last_index_of16(part, from as usize)) }
}

fn last_unit(s: &Str, unit: i32, from: i32) -> i32 {
    let units: Vec<u16> = s.encode_utf16().collect();
    let to = units.len().min(clamp(from.saturating_add(1)));
    index(units[..to].iter().rposition(|u| i32::from(*u) == unit))
}

fn first_unit(s: &Str, unit: i32, from: i32) -> i32 {
    let found = s.encode_utf16().enumerate().skip(clamp(from)).find(|(_, u)| i32::from(*u) == unit);
    index(found.map(|(i, _)| i))
}

/// The place of the first unit that is, or is not, one of `set`.
fn index_of_any(s: &Str, set: &Str, wanted: bool) -> i32 {
    let found = s.chars().position(|c| set.contains(c) == wanted);
    match found {
        Some(n) => s.chars().take(n).map(char::len_utf16).sum::<usize>() as i32,
        None => -1,
    }
}

/// The first place where both differ; None when they are equal.
pub(super) fn difference_at(a: &str, b: &str) -> Option<usize> {
    let (mut x, mut y) = (a.encode_utf16(), b.encode_utf16());
    for i in 0.. {
        match (x.next(), y.next()) {
            (None, None) => return None,
            (p, q) if p != q => return Some(i),
            _ => {}
        }
    }
    None
}

fn equals(cx: &mut Interp, s: Str, other: Value) -> Result<bool, Thrown> {
    match other {
        Value::String(o) => Ok(*s == *o),
        Value::Id(id) => Ok(*s == *id.to_string()),
        _ => {
            let _ = cx;
            Ok(false)
        }
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("Boolean contains(String part)", "Whether the text occurs.", |s: Str, part: Str| s.contains(&*part)),
        m("Boolean containsIgnoreCase(String part)", "Whether the text occurs in any case.", |s: Str, part: Str| {
            folded(&s).contains(&*folded(&part))
        }),
        m(
            "Boolean containsAny(String characters)",
            "Whether any of the characters occurs.",
            |s: Str, set: Option<Str>| set.is_some_and(|set| s.chars().any(|c| set.contains(c))),
        ),
        m(
            "Boolean containsNone(String characters)",
            "Whether none of the characters occurs.",
            |s: Str, set: Option<Str>| set.is_none_or(|set| !s.chars().any(|c| set.contains(c))),
        ),
        m(
            "Boolean containsOnly(String characters)",
            "Whether there are no other characters.",
            |s: Str, set: Option<Str>| set.is_some_and(|set| s.chars().all(|c| set.contains(c))),
        ),
        m("Boolean containsWhitespace()", "Whether there is any white space.", |s: Str| {
            s.chars().any(super::tests_of::is_space)
        }),
        m("Integer countMatches(String part)", "How often the text occurs.", |s: Str, part: Option<Str>| {
            part.filter(|p| !p.is_empty()).map_or(0, |p| s.matches(&*p).count() as i32)
        }),
        m("Boolean startsWith(String prefix)", "Whether it begins with the text.", |s: Str, part: Str| {
            s.starts_with(&*part)
        }),
        m(
            "Boolean startsWithIgnoreCase(String prefix)",
            "Whether it begins with the text in any case.",
            |s: Str, part: Str| folded(&s).starts_with(&*folded(&part)),
        ),
        m("Boolean endsWith(String suffix)", "Whether it ends with the text.", |s: Str, part: Str| s.ends_with(&*part)),
        m(
            "Boolean endsWithIgnoreCase(String suffix)",
            "Whether it ends with the text in any case.",
            |s: Str, part: Str| folded(&s).ends_with(&*folded(&part)),
        ),
        m("Boolean equals(Object other)", "Whether the other is the same text, case included.", equals),
        m(
            "Boolean equalsIgnoreCase(String other)",
            "Whether the other is the same text in any case.",
            |s: Str, o: Option<Str>| o.is_some_and(|o| s.eq_ignore_case(&o)),
        ),
        m(
            "Integer compareTo(String other)",
            "Negative, zero or positive: the order of the UTF-16 units.",
            |s: Str, o: Str| compare_to(&s, &o),
        ),
        m("Integer hashCode()", "The hash code, the same as Java's.", |s: Str| java_hash(&s)),
    ];
    rows.extend(index_rows());
    rows
}

fn index_rows() -> Vec<Row> {
    vec![
        m("Integer indexOf(String part)", "The first place of the text, or -1.", |s: Str, part: Str| {
            index(s.index_of16(&part, 0))
        }),
        m(
            "Integer indexOf(String part, Integer from)",
            "The first place of the text at or after `from`, or -1.",
            |s: Str, part: Str, from: i32| index(s.index_of16(&part, clamp(from))),
        ),
        m(
            "Integer indexOfIgnoreCase(String part)",
            "The first place of the text in any case, or -1.",
            |s: Str, part: Str| index(folded(&s).index_of16(&folded(&part), 0)),
        ),
        m(
            "Integer indexOfIgnoreCase(String part, Integer from)",
            "The first place of the text in any case at or after `from`, or -1.",
            |s: Str, part: Str, from: i32| index(folded(&s).index_of16(&folded(&part), clamp(from))),
        ),
        m(
            "Integer indexOfAny(String characters)",
            "The first place of any of the characters, or -1.",
            |s: Str, set: Option<Str>| set.map_or(-1, |set| index_of_any(&s, &set, true)),
        ),
        m(
            "Integer indexOfAnyBut(String characters)",
            "The first place of any other character, or -1.",
            |s: Str, set: Option<Str>| {
                set.filter(|set| !set.is_empty()).map_or(-1, |set| index_of_any(&s, &set, false))
            },
        ),
        m(
            "Integer indexOfChar(Integer character)",
            "The first place of the UTF-16 unit, or -1.",
            |s: Str, unit: i32| first_unit(&s, unit, 0),
        ),
        m(
            "Integer indexOfChar(Integer character, Integer from)",
            "The first place of the UTF-16 unit at or after `from`, or -1.",
            |s: Str, unit: i32, from: i32| first_unit(&s, unit, from),
        ),
        m("Integer indexOfDifference(String other)", "The first place where both differ, or -1.", |s: Str, o: Str| {
            index(difference_at(&s, &o))
        }),
        m("Integer lastIndexOf(String part)", "The last place of the text, or -1.", |s: Str, part: Str| {
            index(s.last_index_of16(&part, s.len16()))
        }),
        m(
            "Integer lastIndexOf(String part, Integer from)",
            "The last place of the text at or before `from`, or -1.",
            |s: Str, part: Str, from: i32| last_index_of(&s, &part, from),
        ),
        m(
            "Integer lastIndexOfIgnoreCase(String part)",
            "The last place of the text in any case, or -1.",
            |s: Str, part: Str| index(folded(&s).last_index_of16(&folded(&part), s.len16())),
        ),
        m(
            "Integer lastIndexOfIgnoreCase(String part, Integer from)",
            "The last place of the text in any case at or before `from`, or -1.",
            |s: Str, part: Str, from: i32| last_index_of(&folded(&s), &folded(&part), from),
        ),
        m(
            "Integer lastIndexOfChar(Integer character)",
            "The last place of the UTF-16 unit, or -1.",
            |s: Str, unit: i32| last_unit(&s, unit, i32::MAX),
        ),
        m(
            "Integer lastIndexOfChar(Integer character, Integer from)",
            "The last place of the UTF-16 unit at or before `from`, or -1.",
            |s: Str, unit: i32, from: i32| last_unit(&s, unit, from),
        ),
    ]
}
