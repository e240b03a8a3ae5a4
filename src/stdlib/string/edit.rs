//! Strings made of strings: padding, removing, replacing, repeating.

use super::search::{difference_at, folded};
use super::{clamp, cut};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::Str;

/// Longer strings cannot exist on the platform either: its heap ends first.
const LONGEST: usize = 64 << 20;

/// `count` units of padding made of `unit` over and over.
fn padding(cx: &mut Interp, unit: &Str, count: usize) -> Result<Str, Thrown> {
    let unit = if unit.is_empty() { Str::from(" ") } else { unit.clone() };
    let times = count.div_ceil(unit.len16());
    repeated(cx, &unit, times).map(|text| cut(&text, 0, count))
}

fn repeated(cx: &mut Interp, s: &Str, times: usize) -> Result<Str, Thrown> {
    if s.len().saturating_mul(times) > LONGEST {
        return Err(cx.throw(Exc::Limit, format!("Apex heap size too large: {}", s.len().saturating_mul(times))));
    }
    Ok(Str::from(s.repeat(times).as_str()))
}

fn pad(cx: &mut Interp, s: Str, width: i32, with: Option<Str>, left: bool) -> Result<Str, Thrown> {
    let missing = clamp(width).saturating_sub(s.len16());
    if missing == 0 {
        return Ok(s);
    }
    let pad = padding(cx, &with.unwrap_or_else(|| Str::from(" ")), missing)?;
    Ok(if left { Str::concat2(&pad, &s) } else { Str::concat2(&s, &pad) })
}

fn center(cx: &mut Interp, s: Str, width: i32, with: Option<Str>) -> Result<Str, Thrown> {
    let length = s.len16();
    let missing = clamp(width).saturating_sub(length);
    if missing == 0 {
        return Ok(s);
    }
    let half = (length + missing / 2) as i32;
    let s = pad(cx, s, half, with.clone(), true)?;
    pad(cx, s, width, with, false)
}

fn repeat_with(cx: &mut Interp, s: Str, separator: Option<Str>, times: i32) -> Result<Str, Thrown> {
    let separator = separator.unwrap_or_else(Str::empty);
    match clamp(times) {
        0 => Ok(Str::empty()),
        n => {
            let more = repeated(cx, &Str::concat2(&separator, &s), n - 1)?;
            Ok(Str::concat2(&s, &more))
        }
    }
}

fn remove_end(s: Str, part: Option<Str>, ignore_case: bool) -> Str {
    let Some(part) = part else { return s };
    let at_end = if ignore_case { folded(&s).ends_with(&*folded(&part)) } else { s.ends_with(&*part) };
    match at_end {
        true => cut(&s, 0, s.len16() - part.len16()),
        false => s,
    }
}

fn remove_start(s: Str, part: Option<Str>, ignore_case: bool) -> Str {
    let Some(part) = part else { return s };
    let at_start = if ignore_case { folded(&s).starts_with(&*folded(&part)) } else { s.starts_with(&*part) };
    match at_start {
        true => cut(&s, part.len16(), s.len16()),
        false => s,
    }
}

fn overlay(s: Str, text: Option<Str>, from: i32, to: i32) -> Str {
    let length = s.len16();
    let (from, to) = (clamp(from).min(length), clamp(to).min(length));
    let (from, to) = (from.min(to), from.max(to));
    let middle = text.unwrap_or_else(Str::empty);
    Str::concat_n(&[cut(&s, 0, from), middle, cut(&s, to, length)])
}

/// White space as `trim` knows it: everything up to the blank.
fn trim(s: Str) -> Str {
    let trimmed = s.trim_matches(|c: char| c <= ' ');
    if trimmed.len() == s.len() { s } else { Str::from(trimmed) }
}

/// Replaces tags by nothing.
pub(in crate::stdlib) fn strip_tags(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>') else { break };
        out.push_str(&rest[..open]);
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

/// Insertions, deletions and changes between two texts, by the usual table with one row.
fn levenshtein(a: &str, b: &str) -> i32 {
    let (a, b): (Vec<u16>, Vec<u16>) = (a.encode_utf16().collect(), b.encode_utf16().collect());
    let mut row: Vec<i32> = (0..=b.len() as i32).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i as i32 + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + i32::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("String leftPad(Integer length)", "Blanks in front up to this length.", |cx: &mut Interp, s: Str, n: i32| {
            pad(cx, s, n, None, true)
        }),
        m(
            "String leftPad(Integer length, String padding)",
            "Padding in front up to this length.",
            |cx: &mut Interp, s: Str, n: i32, p: Option<Str>| pad(cx, s, n, p, true),
        ),
        m("String rightPad(Integer length)", "Blanks behind up to this length.", |cx: &mut Interp, s: Str, n: i32| {
            pad(cx, s, n, None, false)
        }),
        m(
            "String rightPad(Integer length, String padding)",
            "Padding behind up to this length.",
            |cx: &mut Interp, s: Str, n: i32, p: Option<Str>| pad(cx, s, n, p, false),
        ),
        m(
            "String center(Integer size)",
            "Blanks on both sides up to this length.",
            |cx: &mut Interp, s: Str, n: i32| center(cx, s, n, None),
        ),
        m(
            "String center(Integer size, String padding)",
            "Padding on both sides up to this length.",
            |cx: &mut Interp, s: Str, n: i32, p: Option<Str>| center(cx, s, n, p),
        ),
        m("String repeat(Integer times)", "The text so many times over.", |cx: &mut Interp, s: Str, n: i32| {
            repeated(cx, &s, clamp(n))
        }),
        m(
            "String repeat(String separator, Integer times)",
            "The text so many times over, with the separator between.",
            repeat_with,
        ),
        m("String trim()", "The text without white space at both ends.", trim),
        m(
            "String normalizeSpace()",
            "Without white space at both ends, and one blank for each run inside.",
            |s: Str| s.split_whitespace().collect::<Vec<_>>().join(" "),
        ),
        m("String deleteWhitespace()", "The text without any white space.", |s: Str| {
            s.chars().filter(|c| !super::tests_of::is_space(*c)).collect::<String>()
        }),
        m("String reverse()", "The characters from last to first.", |s: Str| s.chars().rev().collect::<String>()),
        m(
            "String overlay(String text, Integer start, Integer finish)",
            "With the part from `start` to before `finish` replaced.",
            overlay,
        ),
        m("String stripHtmlTags()", "The text without HTML tags.", |s: Str| strip_tags(&s)),
    ];
    rows.extend(replace_rows());
    rows
}

fn replace_rows() -> Vec<Row> {
    vec![
        m(
            "String replace(String target, String replacement)",
            "With every occurrence replaced.",
            |s: Str, a: Str, b: Str| {
                if s.contains(&*a) { Str::from(s.replace(&*a, &b).as_str()) } else { s }
            },
        ),
        m("String remove(String part)", "Without any occurrence of the text.", |s: Str, p: Option<Str>| match p {
            Some(p) if !p.is_empty() && s.contains(&*p) => Str::from(s.replace(&*p, "").as_str()),
            _ => s,
        }),
        m("String removeEnd(String part)", "Without this end, if it has it.", |s: Str, p: Option<Str>| {
            remove_end(s, p, false)
        }),
        m(
            "String removeEndIgnoreCase(String part)",
            "Without this end in any case, if it has it.",
            |s: Str, p: Option<Str>| remove_end(s, p, true),
        ),
        m("String removeStart(String part)", "Without this beginning, if it has it.", |s: Str, p: Option<Str>| {
            remove_start(s, p, false)
        }),
        m(
            "String removeStartIgnoreCase(String part)",
            "Without this beginning in any case, if it has it.",
            |s: Str, p: Option<Str>| remove_start(s, p, true),
        ),
        m(
            "String difference(String other)",
            "What the other has from the first difference on.",
            |s: Str, o: Option<Str>| match o {
                Some(o) => difference_at(&s, &o).map_or_else(Str::empty, |at| cut(&o, at.min(o.len16()), o.len16())),
                None => s,
            },
        ),
        m(
            "Integer getLevenshteinDistance(String other)",
            "How many characters must be put in, taken out or changed.",
            |s: Str, o: Str| levenshtein(&s, &o),
        ),
        m(
            "Integer getLevenshteinDistance(String other, Integer threshold)",
            "The same, or -1 when it is above the threshold.",
            |s: Str, o: Str, most: i32| {
                let distance = levenshtein(&s, &o);
                if distance <= most { distance } else { -1 }
            },
        ),
    ]
}
