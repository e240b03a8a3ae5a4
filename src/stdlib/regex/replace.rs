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
    read(with, regex).map_err(|fault| {
        let text = match fault {
            Fault::NoGroup(group) => format!("No group {group}"),
            Fault::Malformed(what) => format!(
                "{what}  (Invalid replacement string: '{with}'.  '$' should be escaped if you do not intend to use a \
                 backreference.  Try using Matcher.quoteReplacement() for your argument)"
            ),
        };
        cx.throw(Exc::String, text)
    })
}

enum Fault {
    NoGroup(usize),
    Malformed(String),
}

fn read(with: &str, regex: &JavaRegex) -> Result<Vec<Piece>, Fault> {
    let malformed = |what: &str| Fault::Malformed(what.to_owned());
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c) => text.push(c),
                None => return Err(malformed("character to be escaped is missing")),
            },
            '$' => {
                let group = match chars.next() {
                    None => return Err(malformed("Illegal group reference: group index is missing")),
                    Some('{') => {
                        let mut name = String::new();
                        while let Some(c) = chars.next_if(char::is_ascii_alphanumeric) {
                            name.push(c);
                        }
                        if name.is_empty() || chars.next() != Some('}') {
                            return Err(malformed("named capturing group is missing trailing '}'"));
                        }
                        if name.starts_with(|c: char| c.is_ascii_digit()) {
                            return Err(Fault::Malformed(format!(
                                "capturing group name {{{name}}} starts with digit character"
                            )));
                        }
                        let group = regex.group_named(&name);
                        group.ok_or_else(|| Fault::Malformed(format!("No group with name {{{name}}}")))?
                    }
                    Some(first) if first.is_ascii_digit() => {
                        let mut group = digit(first);
                        if group > regex.groups {
                            return Err(Fault::NoGroup(group));
                        }
                        // More digits belong to it as long as such a group exists.
                        while let Some(more) =
                            chars.next_if(|c| c.is_ascii_digit() && group * 10 + digit(*c) <= regex.groups)
                        {
                            group = group * 10 + digit(more);
                        }
                        group
                    }
                    Some(_) => return Err(malformed("Illegal group reference")),
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
