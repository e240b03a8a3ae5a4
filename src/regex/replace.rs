//! Replacement texts: `$1`, `${name}`, `\$`.

use super::{Groups, JavaRegex, TooComplicated};

/// A piece of a replacement.
pub(super) enum Piece {
    Text(String),
    Group(usize),
}

/// Why a text cannot be replaced.
#[derive(Debug)]
pub enum ReplaceError {
    TooComplicated,
    NoGroup(usize),
    /// What is wrong with the replacement.
    Malformed(String),
}

impl From<TooComplicated> for ReplaceError {
    fn from(TooComplicated: TooComplicated) -> ReplaceError {
        ReplaceError::TooComplicated
    }
}

/// Reads a replacement. A group that the pattern does not have is an error.
pub(super) fn parse(with: &str, regex: &JavaRegex) -> Result<Vec<Piece>, ReplaceError> {
    let malformed = |what: &str| ReplaceError::Malformed(what.to_owned());
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
                            return Err(ReplaceError::Malformed(format!(
                                "capturing group name {{{name}}} starts with digit character"
                            )));
                        }
                        let group = regex.group_named(&name);
                        group.ok_or_else(|| ReplaceError::Malformed(format!("No group with name {{{name}}}")))?
                    }
                    Some(first) if first.is_ascii_digit() => {
                        let mut group = digit(first);
                        if group > regex.groups {
                            return Err(ReplaceError::NoGroup(group));
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
