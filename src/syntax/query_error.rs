//! What the platform's parsers of queries and searches say, which are older than Apex's and speak otherwise.

use super::Span;
use super::error::Place;
use super::token::{Tok, Token};
use crate::diag::Diagnostic;

/// `SELECT Id FROM Account LIMIT 1 WHERE ..`
pub fn in_query(place: &Place<'_>, found: &str) -> String {
    if place.before.is_some_and(|token| token.tok == Tok::Nulls) {
        return format!("missing value at '{found}'");
    }
    match (place.quote_from, place.found) {
        (Some(from), Some(token)) => {
            format!("unexpected token: '{}'", Span::new(from, token.end).text(place.text))
        }
        // It reads `===` sign by sign.
        (None, Some(token)) if token.tok == Tok::Same => "unexpected token: '='".to_owned(),
        _ => format!("unexpected token: '{found}'"),
    }
}

/// `FIND {a} IN ALL RETURNING ..`: inside the parentheses of an object a token is quoted, outside it is not.
pub fn in_search(place: &Place<'_>, expected: &[&str], found: &str) -> String {
    let has = |terminal: &str| expected.contains(&terminal);
    let before = place.before.map(|token| token.tok);
    if has(":") && has("integer") && has("-") {
        return format!("expecting a colon, found '{found}'");
    }
    if before == Some(Tok::In) && place.inside.is_none() {
        return format!("expecting a field or entity name, found '{found}'");
    }
    if has("FIELDS")
        && let Some(group) = place.before
    {
        let group = Span::new(group.start, group.end).text(place.text);
        if group.eq_ignore_ascii_case("FIELDS") {
            return format!("expecting a field or entity name, found '{group}'");
        }
    }
    match place.inside {
        Some(_) if has(")") => format!("expecting a right parentheses, found '{found}'"),
        Some(_) => format!("unexpected token: '{found}'"),
        None => format!("unexpected token: {found}"),
    }
}

/// Where the words begin that a query's message quotes, when they are more than the token at `index`.
///
/// `SELECT FROM` and `Id IN ()` are quoted as a whole.
pub fn quote_from(tokens: &[Token], index: usize) -> Option<u32> {
    let before = tokens.get(index.checked_sub(1)?)?;
    if before.tok == Tok::Select {
        return Some(before.start);
    }
    let empty = before.tok == Tok::LParen && tokens.get(index).is_some_and(|token| token.tok == Tok::RParen);
    if !empty {
        return None;
    }
    let mut at = index.checked_sub(2)?;
    if tokens[at].tok != Tok::In {
        return None;
    }
    while at > 0 && matches!(tokens[at - 1].tok, Tok::Not | Tok::Ident(_) | Tok::Dot) {
        at -= 1;
    }
    Some(tokens[at].start)
}

/// What the lexer complains of, in the words of a query's lexer.
pub fn retell(faults: &mut [Diagnostic], text: &str) {
    for fault in faults {
        match fault.code {
            "open-string" => fault.message = "unexpected token: '<EOF>'".to_owned(),
            "stray-character" | "double-quotes" => {
                let before = &text[..fault.span.start as usize];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
                let found = text[fault.span.start as usize..].chars().next().unwrap_or_default();
                fault.message = format!("line {line}:{column} no viable alternative at character '{found}'");
            }
            _ => {}
        }
    }
}
