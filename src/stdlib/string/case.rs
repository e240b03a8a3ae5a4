//! Upper and lower case.

use crate::interp::native::{Row, m};
use crate::value::Str;

fn lower(s: Str) -> Str {
    match s.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        true => Str::from(s.to_lowercase().as_str()),
        false => s,
    }
}

fn upper(s: Str) -> Str {
    match s.bytes().any(|b| b.is_ascii_lowercase() || !b.is_ascii()) {
        true => Str::from(s.to_uppercase().as_str()),
        false => s,
    }
}

fn first(s: Str, change: fn(char) -> String) -> Str {
    let mut chars = s.chars();
    match chars.next() {
        Some(c) => Str::concat2(&change(c), chars.as_str()),
        None => s,
    }
}

fn swap(s: Str) -> String {
    s.chars().map(swapped).collect()
}

/// One character for one: what has no such partner (`ß`) stays.
fn swapped(c: char) -> char {
    fn only(mut partners: impl Iterator<Item = char>, c: char) -> char {
        match (partners.next(), partners.next()) {
            (Some(partner), None) => partner,
            _ => c,
        }
    }
    match c {
        _ if c.is_uppercase() => only(c.to_lowercase(), c),
        _ if c.is_lowercase() => only(c.to_uppercase(), c),
        _ => c,
    }
}

/// Turkish and its kin have their own pairs of i.
fn turkish(locale: &str) -> bool {
    let language = locale.split(['_', '-']).next().unwrap_or(locale);
    matches!(language, "tr" | "az")
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("String toLowerCase()", "The text in lower case.", lower),
        m(
            "String toLowerCase(String locale)",
            "The text in lower case by the rules of a locale.",
            |s: Str, locale: Str| {
                if turkish(&locale) {
                    lower(Str::from(s.replace('I', "ı").replace('İ', "i").as_str()))
                } else {
                    lower(s)
                }
            },
        ),
        m("String toUpperCase()", "The text in upper case.", upper),
        m(
            "String toUpperCase(String locale)",
            "The text in upper case by the rules of a locale.",
            |s: Str, locale: Str| {
                if turkish(&locale) {
                    upper(Str::from(s.replace('i', "İ").replace('ı', "I").as_str()))
                } else {
                    upper(s)
                }
            },
        ),
        m("String capitalize()", "With the first letter in upper case.", |s: Str| {
            first(s, |c| c.to_uppercase().collect())
        }),
        m("String uncapitalize()", "With the first letter in lower case.", |s: Str| {
            first(s, |c| c.to_lowercase().collect())
        }),
        m("String swapCase()", "With upper and lower case swapped.", swap),
    ]
}
