//! Methods of `String` that take a regular expression.

use super::strings;
use crate::interp::native::{Row, m};
use crate::interp::{Interp, Thrown};
use crate::stdlib::regex::{compile, replace as replace_in, searched};
use crate::value::{List, Str};

fn split(cx: &mut Interp, s: Str, pattern: Str, limit: i32) -> Result<List, Thrown> {
    let regex = compile(cx, &pattern)?;
    let parts = searched(cx, regex.split(&s, limit))?;
    // Asked here, once, so that no part need ask.
    s.is_ascii();
    Ok(strings(parts.into_iter().map(|part| s.part(part))))
}

fn replace(cx: &mut Interp, s: Str, pattern: Str, with: Str, all: bool) -> Result<Str, Thrown> {
    let regex = compile(cx, &pattern)?;
    Ok(Str::from(replace_in(cx, &regex, &s, &with, all)?.as_str()))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "List<String> split(String regex)",
            "The parts between matches, without empty ones at the end.",
            |cx: &mut Interp, s: Str, p: Str| split(cx, s, p, 0),
        ),
        m(
            "List<String> split(String regex, Integer limit)",
            "At most `limit` parts; below zero all of them, with empty ones at the end.",
            |cx: &mut Interp, s: Str, p: Str, limit: i32| split(cx, s, p, limit),
        ),
        m(
            "String replaceAll(String regex, String replacement)",
            "With every match replaced; `$1` names a group.",
            |cx: &mut Interp, s: Str, p: Str, r: Str| replace(cx, s, p, r, true),
        ),
        m(
            "String replaceFirst(String regex, String replacement)",
            "With the first match replaced.",
            |cx: &mut Interp, s: Str, p: Str, r: Str| replace(cx, s, p, r, false),
        ),
    ]
}
