//! Classification inside SOQL and SOSL, where most words are keywords only next to certain others.

use super::frame::FrameKind;
use super::{Pass, TooDeep};
use crate::syntax::token::{Tok, Token};
use crate::syntax::{Symbol, keyword as kw};

impl Pass<'_> {
    pub(super) fn query_token(&mut self, token: Token) -> Result<(), TooDeep> {
        if self.frame().bind && !self.bind_ends(token.tok) {
            return self.apex_token(token);
        }
        self.frame().bind = false;
        match token.tok {
            Tok::Ident(sym) => {
                let tok = self.query_word(sym);
                if tok == Tok::Currency {
                    self.currency(token);
                } else {
                    self.emit(token, tok);
                }
            }
            Tok::LParen => self.open(token, Tok::LParen, FrameKind::QueryParen)?,
            Tok::LBracket => self.open_bracket(token)?,
            Tok::LBrace => self.open_brace(token)?,
            Tok::RParen | Tok::RBracket | Tok::RBrace => self.close(token),
            Tok::Colon => {
                // `LAST_N_DAYS:5` is no bind.
                let literal = matches!(self.prev, Tok::Ident(_)) && self.peek(1) == Some(Tok::Int);
                self.emit(token, Tok::Colon);
                self.frame().bind = !literal;
            }
            Tok::For | Tok::True | Tok::False | Tok::Null => self.emit(token, token.tok),
            Tok::Else if self.frame().type_of => self.emit(token, Tok::Else),
            _ => self.emit_name(token),
        }
        if matches!(self.prev, Tok::Not) {
            self.charge(token)?;
        }
        Ok(())
    }

    /// Whether the token cannot belong to the Apex expression after `:`.
    fn bind_ends(&self, tok: Tok) -> bool {
        match tok {
            Tok::Comma | Tok::RParen | Tok::RBracket => true,
            // Two operands in a row: the second is a word of the query.
            Tok::Ident(_) | Tok::For => self.after_operand() || self.prev == Tok::RBrace,
            _ => false,
        }
    }

    fn query_word(&mut self, sym: Symbol) -> Tok {
        if self.prev == Tok::Dot || self.peek(1) == Some(Tok::Dot) {
            return Tok::Ident(sym);
        }
        let next = self.peek(1);
        let next_is = |word: Symbol| next == Some(Tok::Ident(word));
        let number = matches!(next, Some(Tok::Int | Tok::Decimal | Tok::Colon | Tok::Minus));
        let prev = self.prev;
        let keyword = match sym {
            kw::SELECT => Some(Tok::Select),
            kw::FROM => Some(Tok::From),
            kw::WHERE => Some(Tok::Where),
            kw::GROUP if next_is(kw::BY) => Some(Tok::Group),
            kw::ORDER if next_is(kw::BY) => Some(Tok::Order),
            kw::BY if matches!(prev, Tok::Group | Tok::Order) => Some(Tok::By),
            kw::HAVING => Some(Tok::Having),
            kw::LIMIT if number => Some(Tok::Limit),
            kw::OFFSET if number => Some(Tok::Offset),
            kw::USING => Some(Tok::Using),
            kw::SCOPE if prev == Tok::Using => Some(Tok::Scope),
            kw::LISTVIEW if prev == Tok::Using => Some(Tok::ListView),
            kw::WITH => Some(Tok::With),
            kw::DATA if prev == Tok::With && next_is(kw::CATEGORY) => Some(Tok::Data),
            kw::CATEGORY if prev == Tok::Data => Some(Tok::Category),
            kw::AND => Some(Tok::And),
            kw::OR => Some(Tok::Or),
            kw::NOT => Some(Tok::Not),
            kw::LIKE => Some(Tok::Like),
            kw::IN => Some(Tok::In),
            kw::INCLUDES if matches!(next, Some(Tok::LParen | Tok::Colon)) => Some(Tok::Includes),
            kw::EXCLUDES if matches!(next, Some(Tok::LParen | Tok::Colon)) => Some(Tok::Excludes),
            kw::ASC => Some(Tok::Asc),
            kw::DESC => Some(Tok::Desc),
            kw::NULLS if next_is(kw::FIRST) || next_is(kw::LAST) || self.ends_order(prev, next) => Some(Tok::Nulls),
            kw::FIRST if prev == Tok::Nulls => Some(Tok::First),
            kw::LAST if prev == Tok::Nulls => Some(Tok::Last),
            kw::VIEW if prev == Tok::For => Some(Tok::View),
            kw::REFERENCE if prev == Tok::For => Some(Tok::Reference),
            kw::UPDATE if prev == Tok::For => Some(Tok::Update),
            kw::UPDATE if next_is(kw::TRACKING) || next_is(kw::VIEWSTAT) || self.updates(next) => Some(Tok::Update),
            kw::ALL if next_is(kw::ROWS) => Some(Tok::All),
            kw::ROWS if prev == Tok::All => Some(Tok::Rows),
            kw::FIELDS if self.back(2) == Some(Tok::Ident(kw::IN)) => Some(Tok::Fields),
            kw::FIND => Some(Tok::Find),
            kw::RETURNING => Some(Tok::Returning),
            kw::AS if matches!(prev, Tok::Ident(_) | Tok::RParen) => Some(Tok::As),
            kw::TYPEOF if matches!(prev, Tok::Select | Tok::Comma) => self.type_of_word(next),
            kw::WHEN if self.frame().type_of => Some(Tok::When),
            kw::THEN if self.frame().type_of => Some(Tok::Then),
            kw::END if self.frame().type_of => {
                self.frame().type_of = false;
                Some(Tok::End)
            }
            _ => None,
        };
        match keyword {
            Some(tok) => tok,
            None if self.is_currency(prev) => Tok::Currency,
            None => Tok::Ident(sym),
        }
    }

    /// Whether a word between `prev` and `next` stands behind a field of `ORDER BY`, with another word behind it.
    fn ends_order(&self, prev: Tok, next: Option<Tok>) -> bool {
        let behind = match prev {
            Tok::Asc | Tok::Desc => true,
            Tok::Ident(_) => self.out.len() > 2 && matches!(self.out[self.out.len() - 2].tok, Tok::By | Tok::Comma),
            _ => false,
        };
        behind && matches!(next, Some(Tok::Ident(word)) if word != kw::FROM)
    }

    /// Whether `UPDATE` begins a clause of a dynamic search, whatever follows.
    fn updates(&self, next: Option<Tok>) -> bool {
        let search = self.out.first().is_some_and(|token| token.tok == Tok::StartSosl);
        search && self.frames.len() == 1 && matches!(next, Some(Tok::Ident(_)))
    }

    fn type_of_word(&mut self, next: Option<Tok>) -> Option<Tok> {
        let fits = matches!(next, Some(Tok::Ident(word)) if word != kw::FROM && word != kw::AS);
        if fits {
            self.frame().type_of = true;
        }
        fits.then_some(Tok::TypeOf)
    }

    /// Whether the word in hand is an amount such as `USD5000`, given what comes before it.
    fn is_currency(&self, prev: Tok) -> bool {
        let compared = matches!(
            prev,
            Tok::Assign | Tok::NotEq | Tok::LtGt | Tok::Lt | Tok::Le | Tok::Gt | Tok::Ge | Tok::LParen | Tok::Comma
        );
        let token = self.raw[self.at];
        let word = &self.text.as_bytes()[token.start as usize..token.end as usize];
        compared
            && word.len() > 3
            && word[..3].iter().all(u8::is_ascii_alphabetic)
            && word[3..].iter().all(u8::is_ascii_digit)
    }

    /// `USD5000.50` was lexed as a word and a number; they become one token.
    fn currency(&mut self, token: Token) {
        let fraction = self.raw.get(self.at + 1);
        match fraction.copied() {
            Some(next) if next.tok == Tok::Decimal && next.start == token.end => {
                self.at += 1;
                self.emit(Token { end: next.end, ..token }, Tok::Currency);
            }
            _ => self.emit(token, Tok::Currency),
        }
    }
}
