//! The pass between lexer and parser. It settles, with short look-ahead, what an LR(1) grammar cannot:
//! type arguments or comparison, cast or parentheses, query or index, and words that are keywords only
//! in some places. It also measures nesting, so that no tree becomes too deep to walk.
//!
//! It never fails: what it misjudges, the grammar reports.

mod apex;
mod frame;
mod query;
mod types;

use super::lexer;
use super::token::{Tok, Token};
use super::{FileId, Span};
use crate::diag::Diagnostic;
use frame::{Frame, FrameKind};

/// Brackets inside brackets; the platform's own parser gives up earlier.
const MAX_BRACKETS: usize = 400;
/// Operators and statements inside one another, all brackets together.
const MAX_DEPTH: u32 = 2_500;

/// The grammar's tokens, starting with `start`.
///
/// # Errors
/// When the text nests too deeply to be parsed.
pub fn classify(start: Tok, raw: &mut [Token], text: &str, file: FileId) -> Result<Vec<Token>, Box<Diagnostic>> {
    let mut out = Vec::with_capacity(raw.len() + 8);
    out.push(Token { start: 0, end: 0, tok: start });
    let mut pass = Pass {
        raw,
        text,
        out,
        at: 0,
        frames: vec![Frame::new(FrameKind::outermost(start))],
        depth: 0,
        prev: Tok::Semi,
        control_closed: false,
        type_level: 0,
    };
    match pass.run() {
        Ok(()) => Ok(pass.out),
        Err(TooDeep(span)) => Err(Box::new(
            Diagnostic::error("too-deep", "the code nests too deeply to be compiled", file, span)
                .with_label("at this point")
                .with_help("split the expression or the block into smaller parts"),
        )),
    }
}

/// The place where nesting passed the limit.
struct TooDeep(Span);

struct Pass<'a> {
    raw: &'a mut [Token],
    text: &'a str,
    out: Vec<Token>,
    /// Index of the token in hand.
    at: usize,
    /// Open brackets, innermost last; never empty.
    frames: Vec<Frame>,
    /// Sum of the costs of all frames.
    depth: u32,
    /// The last token that was emitted.
    prev: Tok,
    /// `prev` is the `)` of a cast or of `if (..)`: an operand or statement follows.
    control_closed: bool,
    /// Lists of type arguments that are open.
    type_level: u32,
}

impl Pass<'_> {
    fn run(&mut self) -> Result<(), TooDeep> {
        while let Some(&token) = self.raw.get(self.at) {
            if self.frame().kind.is_query() {
                self.query_token(token)?;
            } else {
                self.apex_token(token)?;
            }
            self.at += 1;
        }
        Ok(())
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame stays")
    }

    /// The raw token `n` places after the one in hand.
    fn peek(&self, n: usize) -> Option<Tok> {
        self.raw.get(self.at + n).map(|token| token.tok)
    }

    /// The raw token `n` places before the one in hand.
    fn back(&self, n: usize) -> Option<Tok> {
        self.at.checked_sub(n).map(|index| self.raw[index].tok)
    }

    fn emit(&mut self, token: Token, tok: Tok) {
        self.out.push(Token { tok, ..token });
        self.prev = tok;
        self.control_closed = false;
    }

    /// The token as an ordinary name, whatever word it is.
    fn emit_name(&mut self, token: Token) {
        match lexer::reserved_symbol(token.tok) {
            Some(sym) => self.emit(token, Tok::Ident(sym)),
            None => self.emit(token, token.tok),
        }
    }

    fn open(&mut self, token: Token, tok: Tok, kind: FrameKind) -> Result<(), TooDeep> {
        if self.frames.len() >= MAX_BRACKETS {
            return Err(TooDeep(Span::new(token.start, token.end)));
        }
        self.frames.push(Frame::new(kind));
        self.emit(token, tok);
        Ok(())
    }

    /// Closes the innermost frame if the bracket fits it; unbalanced brackets are for the grammar to report.
    fn close(&mut self, token: Token) {
        let fits = match token.tok {
            Tok::RParen => self.frame().kind.closes_with_paren(),
            Tok::RBracket => self.frame().kind.closes_with_bracket(),
            _ => true,
        };
        // A `}` also ends what was left open inside the braces.
        if token.tok == Tok::RBrace {
            while self.frames.len() > 1 && !self.frame().kind.closes_with_brace() {
                self.pop();
            }
        }
        self.emit(token, token.tok);
        if !fits || self.frames.len() == 1 {
            return;
        }
        let closed = self.pop();
        self.control_closed = closed == FrameKind::Control || closed == FrameKind::Cast;
        if closed.is_body() {
            self.frame().pending = None;
            if !matches!(self.peek(1), Some(Tok::Else | Tok::Catch | Tok::Finally)) {
                self.reset_cost();
            }
        }
    }

    fn pop(&mut self) -> FrameKind {
        let frame = self.frames.pop().expect("the outermost frame stays");
        self.depth -= frame.cost;
        frame.kind
    }

    /// Counts a token that may make the tree one level deeper.
    fn charge(&mut self, token: Token) -> Result<(), TooDeep> {
        self.frame().cost += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(TooDeep(Span::new(token.start, token.end))) } else { Ok(()) }
    }

    fn reset_cost(&mut self) {
        self.depth -= std::mem::take(&mut self.frame().cost);
    }
}
