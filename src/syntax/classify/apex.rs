//! Classification outside queries.

use super::frame::{FrameKind, Pending};
use super::{Pass, TooDeep};
use crate::syntax::token::{Tok, Token};
use crate::syntax::{Symbol, keyword as kw};

impl Pass<'_> {
    pub(super) fn apex_token(&mut self, token: Token) -> Result<(), TooDeep> {
        match token.tok {
            Tok::Ident(sym) => {
                let tok = if self.after_dot() { token.tok } else { self.apex_word(sym) };
                self.emit(token, tok);
            }
            Tok::Dot if self.peek(1) == Some(Tok::Class) => {
                self.at += 1;
                let end = self.raw[self.at].end;
                self.emit(Token { end, ..token }, Tok::DotClass);
            }
            Tok::LParen => self.open_paren(token)?,
            Tok::LBracket => self.open_bracket(token)?,
            Tok::LBrace => self.open_brace(token)?,
            Tok::RParen | Tok::RBracket | Tok::RBrace => self.close(token),
            Tok::Semi => {
                if self.frame().kind != FrameKind::Control {
                    self.leave_parens();
                }
                self.emit(token, Tok::Semi);
                if self.peek(1) != Some(Tok::Else) {
                    self.reset_cost();
                }
            }
            Tok::Lt => {
                self.charge(token)?;
                self.mark_type_args();
                self.emit_angle(token);
            }
            Tok::LtType | Tok::GtType => self.emit_angle(token),
            // `a > = b`: the platform lets space stand within the operator.
            Tok::Gt if self.peek(1) == Some(Tok::Assign) => {
                self.charge(token)?;
                self.at += 1;
                let end = self.raw[self.at].end;
                self.emit(Token { end, ..token }, Tok::Ge);
            }
            Tok::Comma => {
                self.emit(token, Tok::Comma);
                if self.type_level == 0 {
                    self.reset_cost();
                }
            }
            Tok::GtType2 => self.split(token, 2),
            Tok::GtType3 => self.split(token, 3),
            Tok::Date => self.split_date(token),
            Tok::Class | Tok::Interface | Tok::Enum if !self.after_dot() => {
                let pending = if token.tok == Tok::Enum { Pending::Enum } else { Pending::Type };
                self.frame().pending = Some(pending);
                self.emit(token, token.tok);
            }
            Tok::Colon | Tok::At => self.emit(token, token.tok),
            tok if tok.is_literal() => self.emit(token, tok),
            _ if self.after_dot() => self.emit_name(token),
            // Not a reserved word, only a modifier where a type or another modifier follows.
            Tok::Transient if !self.peek(1).is_some_and(goes_on_a_modifier) => self.emit_name(token),
            // Operators, and words that open statements.
            _ => {
                self.charge(token)?;
                self.emit(token, token.tok);
            }
        }
        Ok(())
    }

    fn after_dot(&self) -> bool {
        matches!(self.prev, Tok::Dot | Tok::SafeDot)
    }

    /// Whether an operator or the end of the expression follows `prev`, rather than an operand.
    pub(super) fn after_operand(&self) -> bool {
        self.prev.ends_operand() && !self.control_closed
    }

    /// Whether a statement may start with the token in hand.
    fn at_statement(&mut self) -> bool {
        self.frame().kind == FrameKind::Block
            && (matches!(self.prev, Tok::Semi | Tok::LBrace | Tok::RBrace | Tok::RParen | Tok::Else | Tok::Do)
                || self.at == 0)
    }

    /// The token of a word that may be a keyword here.
    fn apex_word(&mut self, sym: Symbol) -> Tok {
        if sym >= kw::FIRST_QUERY_WORD {
            return Tok::Ident(sym);
        }
        let keyword = match sym {
            kw::INSERT => self.dml_word(Tok::Insert),
            kw::UPDATE => self.dml_word(Tok::Update),
            kw::UPSERT => self.dml_word(Tok::Upsert),
            kw::DELETE => self.dml_word(Tok::Delete),
            kw::UNDELETE => self.dml_word(Tok::Undelete),
            kw::MERGE => self.dml_word(Tok::Merge),
            kw::GET => self.accessor_word(Tok::Get),
            kw::SET => self.accessor_word(Tok::Set),
            kw::SWITCH => self.switch_word(),
            kw::WHEN => self.when_word(),
            kw::ON => matches!(self.prev, Tok::Switch).then_some(Tok::On).or_else(|| self.trigger_on()),
            kw::TRIGGER => self.trigger_word(),
            kw::BEFORE => (self.frame().kind == FrameKind::Events).then_some(Tok::Before),
            kw::AFTER => (self.frame().kind == FrameKind::Events).then_some(Tok::After),
            kw::WITH => self.sharing_follows().then_some(Tok::With),
            kw::WITHOUT => self.sharing_follows().then_some(Tok::Without),
            kw::INHERITED => self.sharing_follows().then_some(Tok::Inherited),
            kw::SHARING => matches!(self.prev, Tok::With | Tok::Without | Tok::Inherited).then_some(Tok::Sharing),
            kw::AS => self.as_word(),
            kw::USER => (self.prev == Tok::As).then_some(Tok::User),
            kw::SYSTEM => (self.prev == Tok::As).then_some(Tok::System),
            _ => None,
        };
        keyword.unwrap_or(Tok::Ident(sym))
    }

    fn dml_word(&mut self, verb: Tok) -> Option<Tok> {
        if self.frame().kind == FrameKind::Events {
            return Some(verb);
        }
        if !self.at_statement() {
            return None;
        }
        match self.peek(1)? {
            Tok::Ident(_) | Tok::New | Tok::This | Tok::Super | Tok::LParen => Some(verb),
            // No record: the checker says so, and better than the parser.
            literal if literal.is_literal() => Some(verb),
            Tok::LBracket if self.is_query_at(self.at + 1) => Some(verb),
            _ => None,
        }
    }

    fn accessor_word(&mut self, word: Tok) -> Option<Tok> {
        let fits = self.frame().kind == FrameKind::Property
            && matches!(self.peek(1), Some(Tok::Semi | Tok::LBrace | Tok::RBrace));
        fits.then_some(word)
    }

    fn switch_word(&mut self) -> Option<Tok> {
        let fits = self.at_statement()
            && self.peek(1) == Some(Tok::Ident(kw::ON))
            && !matches!(self.peek(2), Some(Tok::Semi | Tok::Assign | Tok::Comma) | None);
        if fits {
            self.frame().pending = Some(Pending::Switch);
        }
        fits.then_some(Tok::Switch)
    }

    fn when_word(&mut self) -> Option<Tok> {
        let fits = self.frame().kind == FrameKind::SwitchBody && matches!(self.prev, Tok::LBrace | Tok::RBrace);
        fits.then_some(Tok::When)
    }

    fn trigger_word(&mut self) -> Option<Tok> {
        let fits = self.frame().kind == FrameKind::Unit
            && matches!(self.peek(1), Some(Tok::Ident(_)))
            && self.peek(2) == Some(Tok::Ident(kw::ON));
        if fits {
            self.frame().pending = Some(Pending::Trigger);
        }
        fits.then_some(Tok::Trigger)
    }

    fn trigger_on(&mut self) -> Option<Tok> {
        let fits = self.frame().pending == Some(Pending::Trigger) && self.back(2) == Some(Tok::Ident(kw::TRIGGER));
        fits.then_some(Tok::On)
    }

    fn sharing_follows(&self) -> bool {
        self.peek(1) == Some(Tok::Ident(kw::SHARING))
    }

    fn as_word(&mut self) -> Option<Tok> {
        let after_verb =
            matches!(self.prev, Tok::Insert | Tok::Update | Tok::Upsert | Tok::Delete | Tok::Undelete | Tok::Merge);
        let mode = matches!(self.peek(1), Some(Tok::Ident(kw::USER | kw::SYSTEM)));
        let operand = matches!(
            self.peek(2),
            Some(Tok::Ident(_) | Tok::New | Tok::This | Tok::Super | Tok::LParen | Tok::LBracket)
        );
        (after_verb && mode && operand).then_some(Tok::As)
    }

    pub(super) fn open_paren(&mut self, token: Token) -> Result<(), TooDeep> {
        if self.frame().pending == Some(Pending::Trigger) {
            return self.open(token, Tok::LParen, FrameKind::Events);
        }
        if matches!(self.prev, Tok::If | Tok::While | Tok::For | Tok::Catch) {
            return self.open(token, Tok::LParen, FrameKind::Control);
        }
        if self.after_operand() {
            let kind = if self.params_follow() { FrameKind::Params } else { FrameKind::Call };
            return self.open(token, Tok::LParen, kind);
        }
        match self.cast_end() {
            Some(_) => {
                self.charge(token)?;
                self.open(token, Tok::CastOpen, FrameKind::Cast)
            }
            None => self.open(token, Tok::GroupOpen, FrameKind::Group),
        }
    }

    /// Whether the `(` in hand belongs to a declaration: `Type name(`, or anything in a class body.
    fn params_follow(&mut self) -> bool {
        self.frame().kind == FrameKind::TypeBody
            || matches!(self.back(2), Some(Tok::Ident(_) | Tok::GtType | Tok::GtType2 | Tok::GtType3 | Tok::RBracket))
    }

    pub(super) fn open_bracket(&mut self, token: Token) -> Result<(), TooDeep> {
        if self.peek(1) == Some(Tok::RBracket) {
            self.at += 1;
            let end = self.raw[self.at].end;
            self.emit(Token { end, ..token }, Tok::Dims);
            return Ok(());
        }
        if self.is_query_at(self.at) {
            return self.open(token, Tok::QueryOpen, FrameKind::Query);
        }
        self.charge(token)?;
        self.open(token, Tok::LBracket, FrameKind::Index)
    }

    pub(super) fn open_brace(&mut self, token: Token) -> Result<(), TooDeep> {
        // `if (a {`: what is open cannot hold a block.
        if !matches!(self.prev, Tok::GtType | Tok::Dims | Tok::LParen | Tok::Comma) {
            self.leave_parens();
        }
        let kind = match (self.frame().kind, self.frame().pending) {
            (_, Some(Pending::Type)) => FrameKind::TypeBody,
            (_, Some(Pending::Enum)) => FrameKind::EnumBody,
            _ if matches!(self.prev, Tok::GtType | Tok::Dims) => FrameKind::Init,
            (_, Some(Pending::Switch)) => FrameKind::SwitchBody,
            (FrameKind::Block | FrameKind::Unit, _) => FrameKind::Block,
            (FrameKind::Property | FrameKind::SwitchBody, _) => FrameKind::Block,
            (FrameKind::TypeBody, _) if matches!(self.prev, Tok::Ident(_)) => FrameKind::Property,
            (FrameKind::TypeBody, _) => FrameKind::Block,
            _ => FrameKind::Init,
        };
        if kind != FrameKind::Init {
            self.frame().pending = None;
        }
        self.open(token, Tok::LBrace, kind)
    }

    /// Gives up parentheses that were never closed.
    fn leave_parens(&mut self) {
        while self.frames.len() > 1 && !self.frame().kind.closes_with_brace() {
            self.pop();
        }
    }

    /// `>>` as two brackets.
    fn split(&mut self, token: Token, count: u32) {
        for index in 0..count {
            let start = token.start + index;
            self.emit(Token { start, end: start + 1, ..token }, Tok::GtType);
        }
        self.type_level = self.type_level.saturating_sub(count);
    }

    /// A `<` or `>` as the marks of the look-ahead say.
    fn emit_angle(&mut self, token: Token) {
        let tok = self.raw[self.at].tok;
        match tok {
            Tok::LtType => self.type_level += 1,
            Tok::GtType => self.type_level = self.type_level.saturating_sub(1),
            _ => {}
        }
        self.emit(token, tok);
    }

    /// `2024-01-31` outside a query is a subtraction.
    fn split_date(&mut self, token: Token) {
        let parts = [(0, 4, Tok::Int), (4, 5, Tok::Minus), (5, 7, Tok::Int), (7, 8, Tok::Minus), (8, 10, Tok::Int)];
        for (from, to, tok) in parts {
            self.emit(Token { start: token.start + from, end: token.start + to, tok }, tok);
        }
    }
}

/// Whether a token may follow a modifier.
fn goes_on_a_modifier(tok: Tok) -> bool {
    matches!(
        tok,
        Tok::Ident(_)
            | Tok::Public
            | Tok::Private
            | Tok::Protected
            | Tok::Global
            | Tok::Static
            | Tok::Final
            | Tok::Transient
            | Tok::Virtual
            | Tok::Abstract
            | Tok::Override
            | Tok::WebService
            | Tok::TestMethod
            | Tok::Class
            | Tok::Interface
            | Tok::Enum
            | Tok::At
    )
}
