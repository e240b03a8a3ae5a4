//! Look-ahead over types: which `<` opens type arguments, which `(` a cast.

use super::Pass;
use super::frame::FrameKind;
use crate::syntax::keyword as kw;
use crate::syntax::token::Tok;

/// No type in real code comes near; longer ones are read as comparisons.
const MAX_TYPE_TOKENS: usize = 256;

impl Pass<'_> {
    /// Marks the `<` in hand and its closers if they enclose type arguments.
    pub(super) fn mark_type_args(&mut self) -> bool {
        let Some(after) = self.scan_args(self.at) else { return false };
        if !self.args_fit_here(after) {
            return false;
        }
        self.mark(self.at, after);
        true
    }

    /// Whether the tokens around say that `a < .. >` is a type and not two comparisons.
    fn args_fit_here(&mut self, after: usize) -> bool {
        let head = self.type_start();
        let before = head.checked_sub(1).map(|index| self.raw[index].tok);
        if head == self.at {
            // `<T> T pick(..)`: only a signature starts with type parameters.
            return self.at == 0;
        }
        if matches!(
            before,
            Some(Tok::New | Tok::InstanceOf | Tok::Extends | Tok::Implements | Tok::Class | Tok::Interface)
        ) {
            return true;
        }
        match self.raw.get(after).map(|token| token.tok) {
            None => true,
            // `f(a < b, c > d)`: an argument cannot be a declaration.
            Some(Tok::Ident(_)) => self.frame().kind != FrameKind::Call,
            Some(Tok::LBracket) => self.raw.get(after + 1).is_some_and(|token| token.tok == Tok::RBracket),
            Some(Tok::Dot) => self.raw.get(after + 1).is_some_and(|token| token.tok == Tok::Class),
            Some(Tok::RParen) => before == Some(Tok::LParen),
            Some(Tok::Comma | Tok::LBrace) => {
                matches!(self.frame().kind, FrameKind::TypeBody | FrameKind::Unit | FrameKind::Block)
            }
            _ => false,
        }
    }

    /// Index of the first token of the dotted name that ends before the token in hand.
    fn type_start(&self) -> usize {
        let mut head = self.at;
        while head > 0 && matches!(self.raw[head - 1].tok, Tok::Ident(_)) {
            head -= 1;
            if head > 0 && self.raw[head - 1].tok == Tok::Dot {
                head -= 1;
            } else {
                break;
            }
        }
        head
    }

    /// Scans type arguments from the `<` at `open`; the index after the closing `>`.
    fn scan_args(&self, open: usize) -> Option<usize> {
        let mut level = 0usize;
        let mut name_expected = true;
        let window = self.raw.get(open..)?.iter().take(MAX_TYPE_TOKENS);
        for (index, token) in window.enumerate() {
            match token.tok {
                Tok::Lt | Tok::LtType if index == 0 || !name_expected => {
                    level += 1;
                    name_expected = true;
                }
                Tok::Ident(_) if name_expected => name_expected = false,
                Tok::Dot | Tok::Comma if !name_expected => name_expected = true,
                Tok::LBracket | Tok::RBracket if !name_expected => {}
                tok if !name_expected => {
                    let closes = closers(tok)?;
                    if closes > level {
                        return None;
                    }
                    level -= closes;
                    if level == 0 {
                        return Some(open + index + 1);
                    }
                }
                _ => return None,
            }
        }
        None
    }

    fn mark(&mut self, open: usize, after: usize) {
        for token in &mut self.raw[open..after] {
            token.tok = match token.tok {
                Tok::Lt => Tok::LtType,
                Tok::Gt => Tok::GtType,
                Tok::Shr => Tok::GtType2,
                Tok::UShr => Tok::GtType3,
                other => other,
            };
        }
    }

    /// If the `(` in hand opens a cast: the index of its `)`. The type's brackets are marked.
    pub(super) fn cast_end(&mut self) -> Option<usize> {
        let mut at = self.at + 1;
        let first = self.raw.get(at)?.tok;
        loop {
            let Tok::Ident(_) = self.raw.get(at)?.tok else { return None };
            at += 1;
            match self.raw.get(at)?.tok {
                Tok::Dot => at += 1,
                _ => break,
            }
        }
        let args = at;
        let mut sure = false;
        if matches!(self.raw[at].tok, Tok::Lt | Tok::LtType) {
            at = self.scan_args(at)?;
            sure = true;
        }
        let args_end = at;
        while self.raw.get(at)?.tok == Tok::LBracket {
            if self.raw.get(at + 1)?.tok != Tok::RBracket {
                return None;
            }
            at += 2;
            sure = true;
        }
        if self.raw.get(at)?.tok != Tok::RParen {
            return None;
        }
        let primitive = matches!(first, Tok::Ident(sym) if is_number_type(sym.as_str()));
        if !self.operand_follows(at, sure || primitive) {
            return None;
        }
        self.mark(args, args_end);
        Some(at)
    }

    /// Whether what follows the `)` at `close` can only be the operand of a cast.
    fn operand_follows(&self, close: usize, sure: bool) -> bool {
        let Some(next) = self.raw.get(close + 1) else { return false };
        let query = self.frames.last().is_some_and(|frame| frame.kind.is_query());
        match next.tok {
            Tok::Ident(sym) => !(query && kw::is_word(sym)),
            Tok::LParen | Tok::Bang | Tok::Tilde | Tok::This | Tok::Super | Tok::New => true,
            Tok::LBracket => self.is_query_at(close + 1),
            Tok::Plus | Tok::Minus | Tok::PlusPlus | Tok::MinusMinus => sure,
            tok => tok.is_literal(),
        }
    }

    /// Whether the `[` at `index` opens a query.
    pub(super) fn is_query_at(&self, index: usize) -> bool {
        match self.raw.get(index + 1).map(|token| token.tok) {
            Some(Tok::Ident(kw::SELECT)) => true,
            Some(Tok::Ident(kw::FIND)) => matches!(
                self.raw.get(index + 2).map(|token| token.tok),
                Some(Tok::Str | Tok::TextBlock | Tok::Colon | Tok::LBrace)
            ),
            _ => false,
        }
    }
}

/// How many lists of type arguments a token closes.
fn closers(tok: Tok) -> Option<usize> {
    match tok {
        Tok::Gt | Tok::GtType => Some(1),
        Tok::Shr | Tok::GtType2 => Some(2),
        Tok::UShr | Tok::GtType3 => Some(3),
        _ => None,
    }
}

fn is_number_type(name: &str) -> bool {
    matches!(name, "integer" | "long" | "double" | "decimal" | "object")
}
