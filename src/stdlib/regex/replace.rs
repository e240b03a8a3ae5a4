//! Replacement texts: `$1`, `${name}`, `\$`.

use super::{Groups, JavaRegex};
use crate::interp::{Exc, Interp, Thrown};

/// A piece of a replacement.
pub(super) enum Piece {
    Text(String),
    Group(usize),
}

/// Reads a replacement. A group that the pattern does not have is an error.
pub(super) fn parse(cx: &mut Interp, with: &str, regex: &JavaRegex) -> Result<Vec<Piece>, Thrown> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c) => text.push(c),
                None => return Err(cx.throw(Exc::String, "character to be escaped is missing")),
            },
            '$' => {
                let group = if chars.next_if_eq(&'{').is_some() {
                    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    match regex.group_named(&name) {
                        Some(group) => group,
                        None => return Err(cx.throw(Exc::String, format!("No group with name {{{name}}}"))),
                    }
                } else {
                    let Some(first) = chars.next_if(char::is_ascii_digit) else {
                        return Err(cx.throw(Exc::String, "Illegal group reference"));
                    };
                    let mut group = digit(first);
                    if group > regex.groups {
                        return Err(cx.throw(Exc::String, format!("No group {group}")));
                    }
                    // More digits belong to it as long as such a group exists.
                    while let Some(more) =
                        chars.next_if(|c| c.is_ascii_digit() && group * 10 + digit(*c) <= regex.groups)
                    {
                        group = group * 10 + digit(more);
                    }
                    group
                };
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Group(group));
            }
            c => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

fn digit(c: char) -> usize {
    c.to_digit(10).map_or(0, |d| d as usize)
}

/// Writes a replacement for one match; a group that took no part is empty.
pub(super) fn expand(pieces: &[Piece], text: &str, groups: &Groups, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(t) => out.push_str(t),
            Piece::Group(n) => {
                if let Some((start, end)) = groups.get(*n).copied().flatten() {
                    out.push_str(&text[start..end]);
                }
            }
        }
    }
}
