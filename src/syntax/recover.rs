//! Recovery: the smallest statement or member around an error is cut out, and the rest parsed again.
//!
//! Cutting tokens keeps the grammar free of error rules and costs nothing while the input is right.

use super::token::{Tok, Token};
use std::ops::Range;

/// The tokens to cut so that parsing gets past the error at `error`; `None` when nothing sensible is left.
pub fn region(tokens: &[Token], error: usize) -> Option<Range<usize>> {
    if error >= tokens.len() {
        return None;
    }
    let brackets = Brackets::of(tokens);
    let mut at = error;
    loop {
        let range = brackets.start(tokens, at)..brackets.end(tokens, at);
        if !range.is_empty() {
            return Some(range);
        }
        // A `}` came where a block needs more: the construct that the block belongs to goes.
        match brackets.partner[at] {
            Some(open) => at = open,
            None => return Some(at..at + 1),
        }
    }
}

/// How many braces are open before a token, all told.
pub fn depth(tokens: &[Token], index: usize) -> usize {
    tokens[..index].iter().fold(0usize, |depth, token| match token.tok {
        Tok::LBrace => depth + 1,
        Tok::RBrace => depth.saturating_sub(1),
        _ => depth,
    })
}

/// The innermost bracket that is open before a token.
pub fn innermost(tokens: &[Token], index: usize) -> Option<Tok> {
    let mut closed = 0usize;
    for token in tokens[..index].iter().rev() {
        match token.tok {
            Tok::RParen | Tok::RBracket | Tok::RBrace => closed += 1,
            tok if opens(tok) && closed == 0 => return Some(tok),
            tok if opens(tok) => closed -= 1,
            _ => {}
        }
    }
    None
}

/// If a `{` is never closed: the one that the indentation accuses, or else the last one open.
pub fn unclosed_brace(tokens: &[Token], text: &str) -> Option<Token> {
    let brackets = Brackets::of(tokens);
    let is_open = |&index: &usize| tokens[index].tok == Tok::LBrace && brackets.partner[index].is_none();
    let last = (0..tokens.len()).rev().find(is_open)?;
    let accused = (0..tokens.len()).rev().find(|&index| {
        let close = brackets.partner[index].filter(|&close| close > index && tokens[close].tok == Tok::RBrace);
        close.is_some_and(|close| indent(text, tokens[close].start) < indent(text, tokens[index].start))
    });
    Some(tokens[accused.unwrap_or(last)])
}

/// The blanks at the start of the line that holds `offset`.
fn indent(text: &str, offset: u32) -> usize {
    let line = text[..offset as usize].rfind('\n').map_or(0, |at| at + 1);
    text[line..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Which brackets belong together, in text where some may be missing.
struct Brackets {
    partner: Vec<Option<usize>>,
    /// Whether a token stands inside parentheses or brackets that close.
    enclosed: Vec<bool>,
}

impl Brackets {
    fn of(tokens: &[Token]) -> Brackets {
        let mut partner = vec![None; tokens.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            if opens(token.tok) {
                open.push(index);
                continue;
            }
            let fits: fn(Tok) -> bool = match token.tok {
                Tok::RParen => |tok| matches!(tok, Tok::LParen | Tok::GroupOpen | Tok::CastOpen),
                Tok::RBracket => |tok| matches!(tok, Tok::LBracket | Tok::QueryOpen),
                Tok::RBrace => |tok| tok == Tok::LBrace,
                _ => continue,
            };
            // Parentheses never reach over a brace; a brace gives up the parentheses inside it.
            let barrier = |&at: &usize| fits(tokens[at].tok) || tokens[at].tok == Tok::LBrace;
            let Some(place) = open.iter().rposition(barrier) else { continue };
            if fits(tokens[open[place]].tok) {
                partner[index] = Some(open[place]);
                partner[open[place]] = Some(index);
                open.truncate(place);
            }
        }
        let enclosed = enclosed(tokens, &partner);
        Brackets { partner, enclosed }
    }

    /// The first token of the statement or member that holds `at`.
    fn start(&self, tokens: &[Token], at: usize) -> usize {
        let mut first = at;
        while first > 1 {
            let goes_on = matches!(tokens[first].tok, Tok::Else | Tok::Catch | Tok::Finally);
            let before = first - 1;
            match tokens[before].tok {
                Tok::Semi if !self.enclosed[before] && !goes_on => break,
                Tok::LBrace => break,
                Tok::RBrace if !goes_on && !self.is_init(tokens, before) => break,
                Tok::RBrace | Tok::RParen | Tok::RBracket => {
                    first = self.partner[before].unwrap_or(before);
                }
                _ => first = before,
            }
        }
        first
    }

    /// The end of the statement or member that holds `at`.
    fn end(&self, tokens: &[Token], at: usize) -> usize {
        let mut next = at;
        while let Some(token) = tokens.get(next) {
            let goes_on = |after: usize| {
                tokens.get(after).is_some_and(|token| matches!(token.tok, Tok::Else | Tok::Catch | Tok::Finally))
            };
            match token.tok {
                Tok::Semi if !self.enclosed[next] && !goes_on(next + 1) => return next + 1,
                Tok::RBrace => return next,
                Tok::LBrace => {
                    let Some(close) = self.partner[next] else { return next + 1 };
                    if !self.is_init(tokens, close) && !goes_on(close + 1) {
                        return close + 1;
                    }
                    next = close + 1;
                }
                _ => next += 1,
            }
        }
        tokens.len()
    }

    /// Whether the `}` at `close` ends the elements of a `new`.
    fn is_init(&self, tokens: &[Token], close: usize) -> bool {
        self.partner[close]
            .and_then(|open| open.checked_sub(1))
            .is_some_and(|before| matches!(tokens[before].tok, Tok::GtType | Tok::Dims))
    }
}

fn opens(tok: Tok) -> bool {
    matches!(tok, Tok::LParen | Tok::GroupOpen | Tok::CastOpen | Tok::LBracket | Tok::QueryOpen | Tok::LBrace)
}

fn enclosed(tokens: &[Token], partner: &[Option<usize>]) -> Vec<bool> {
    // Levels of closed parentheses since each open brace.
    let mut levels = vec![0u32];
    let mut enclosed = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let closed = partner[index].is_some();
        match token.tok {
            Tok::LBrace => levels.push(0),
            Tok::RBrace if levels.len() > 1 => drop(levels.pop()),
            tok if opens(tok) && closed => *levels.last_mut().expect("never empty") += 1,
            Tok::RParen | Tok::RBracket if closed => {
                let level = levels.last_mut().expect("never empty");
                *level = level.saturating_sub(1);
            }
            _ => {}
        }
        enclosed.push(levels.last().is_some_and(|&level| level > 0));
    }
    enclosed
}
