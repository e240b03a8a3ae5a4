//! The road from text to tree: lex, classify, parse, and parse again around each error.

use super::actions::{Cx, Root};
use super::error::Language;
use super::token::{Tok, Token};
use super::{FileId, Span, classify, error, lexer, query_error, recover};
use crate::diag::Diagnostic;
use lalrpop_util::ParseError;
use std::convert::Infallible;

#[allow(clippy::all, clippy::pedantic, unused, reason = "generated")]
mod grammar {
    include!(concat!(env!("OUT_DIR"), "/apex.rs"));
}

/// Reports of one text; more would help nobody.
const MAX_ERRORS: usize = 20;

/// Repairs of one text. Each parses everything again, and what stands behind a cut is not reported: without a bound a
/// long text of another kind (statements where declarations are wanted) would be cut away statement by statement.
const MAX_REPAIRS: usize = 100;

/// Stands for bytes that are no text; a noncharacter, so no text holds it.
pub const NOT_TEXT: char = '\u{ffff}';

/// What may surround an error without being cut away with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// The first syntax error is the last.
    None,
    /// One declaration; what follows it is reported once.
    OneUnit,
    /// Any number of statements or declarations.
    Many,
}

/// Parses a text from `start`. Of several errors, all are reported, in the order of the text; the tree
/// then lacks the statements and members that hold them.
pub fn parse(start: Tok, text: &str, file: FileId, recovery: Recovery) -> (Option<Root>, Vec<Diagnostic>) {
    if u32::try_from(text.len()).is_err() {
        let fault = Diagnostic::error("too-long", "the text is longer than 4 GB", file, Span::NONE);
        return (None, vec![fault]);
    }
    if let Some(at) = text.find(NOT_TEXT) {
        let span = Span::new(at as u32, (at + NOT_TEXT.len_utf8()) as u32);
        let fault = Diagnostic::error("not-utf8", "The text is not UTF-8", file, span);
        return (None, vec![fault.with_help("use the encoding UTF-8")]);
    }
    let (raw, faults) = lexer::lex(text, file);
    parse_tokens(start, raw, faults, text, file, recovery)
}

/// As [`parse`], from tokens that the lexer, or a caller that knows better, made.
pub fn parse_tokens(
    start: Tok,
    mut raw: Vec<Token>,
    mut faults: Vec<Diagnostic>,
    text: &str,
    file: FileId,
    recovery: Recovery,
) -> (Option<Root>, Vec<Diagnostic>) {
    let mut tokens = match classify::classify(start, &mut raw, text, file) {
        Ok(tokens) => tokens,
        Err(fault) => {
            faults.push(*fault);
            return (None, faults);
        }
    };
    drop(raw);
    let language = match start {
        Tok::StartSoql => Language::Query,
        Tok::StartSosl => Language::Search,
        _ => Language::Apex,
    };
    if language != Language::Apex {
        query_error::retell(&mut faults, text);
    }
    let mut state = State { text, file, recovery, language, holes: vec![], brace: None, repairs: 0, faults };
    let root = loop {
        let cx = Cx::new(text, file, language);
        let stream = tokens.iter().map(|token| Ok((token.start, token.tok, token.end)));
        match grammar::RootParser::new().parse(&cx, stream) {
            Ok(root) => {
                state.faults.extend(cx.into_faults());
                break Some(root);
            }
            Err(fault) => {
                if !state.recover(&mut tokens, fault) {
                    break None;
                }
            }
        }
    };
    state.faults.sort_by_key(|fault| fault.span.start);
    (root, state.faults)
}

struct State<'a> {
    text: &'a str,
    file: FileId,
    recovery: Recovery,
    language: Language,
    /// Offsets of the tokens that follow what was cut out: an error there is our own doing.
    holes: Vec<u32>,
    /// Where a `{` stands that nothing closes, once reported.
    brace: Option<u32>,
    repairs: usize,
    faults: Vec<Diagnostic>,
}

impl State<'_> {
    /// Reports the fault and repairs it, or cuts its statement out. False when parsing cannot go on.
    fn recover(&mut self, tokens: &mut Vec<Token>, fault: ParseError<u32, Tok, Infallible>) -> bool {
        let (place, expected) = match fault {
            ParseError::UnrecognizedToken { token: (start, tok, end), expected } => {
                (Some(Token { start, end, tok }), expected)
            }
            ParseError::ExtraToken { token: (start, tok, end) } => (Some(Token { start, end, tok }), vec![]),
            ParseError::UnrecognizedEof { expected, .. } => (None, expected),
            ParseError::InvalidToken { .. } => (None, vec![]),
            ParseError::User { error } => match error {},
        };
        let index = place.map_or(tokens.len(), |found| {
            // The start token has the place of the first one; it is never the culprit.
            tokens.iter().skip(1).position(|token| *token == found).map_or(tokens.len(), |at| at + 1)
        });
        let before = index.checked_sub(1).filter(|&at| at > 0).map(|at| tokens[at]);
        self.report(&expected, place, before, index, tokens);
        self.repairs += 1;
        if self.recovery == Recovery::None || self.faults.len() >= MAX_ERRORS || self.repairs > MAX_REPAIRS {
            return false;
        }
        // A forgotten `;` is put in; but not twice at one place.
        if let Some(at) = error::lacks_semicolon(&expected, place, before, self.text)
            && before.is_some_and(|token| token.start < token.end)
        {
            tokens.insert(index, Token { start: at, end: at, tok: Tok::Semi });
            return true;
        }
        let Some(mut range) = recover::region(tokens, index) else { return false };
        let after_unit = self.recovery == Recovery::OneUnit
            && index > 1
            && tokens[index - 1].tok == Tok::RBrace
            && recover::depth(tokens, index) == 0;
        if after_unit {
            range = index..tokens.len();
            if let Some(fault) = self.faults.last_mut() {
                if tokens[index].tok == Tok::RBrace {
                    fault.message = "Extra '}', at '<EOF>'.".into();
                }
                fault.help = Some("the declaration ends above; is there a `}` too many?".into());
            }
        }
        let after = tokens.get(range.end).map_or(u32::MAX, |token| token.start);
        self.holes.push(after);
        tokens.drain(range);
        true
    }

    fn report(
        &mut self,
        expected: &[String],
        place: Option<Token>,
        before: Option<Token>,
        index: usize,
        tokens: &[Token],
    ) {
        let offset = place.map_or(u32::MAX, |token| token.start);
        let cut_before = self.holes.contains(&offset);
        // A brace without its partner lets all that follows it look wrong.
        let after_brace = self.brace.is_some_and(|brace| brace < offset);
        // An open string swallowed the end of its statement.
        let after_string =
            before.is_some_and(|token| self.faults.iter().any(|f| f.code == "open-string" && f.span.end == token.end));
        // A stray character was reported, and the token behind it stands where it should.
        let from = before.map_or(0, |token| token.end);
        let after_stray =
            self.faults.iter().any(|f| f.code == "stray-character" && from <= f.span.start && f.span.end <= offset);
        if cut_before || after_brace || after_string || after_stray {
            return;
        }
        if self.brace.is_none()
            && let Some(brace) = recover::unclosed_brace(tokens, self.text)
        {
            self.brace = Some(brace.start);
            if brace.start < offset {
                return self.faults.push(unclosed(brace, self.file));
            }
        }
        let place = error::Place {
            found: place,
            before,
            inside: recover::innermost(tokens, index),
            language: self.language,
            quote_from: query_error::quote_from(tokens, index),
            text: self.text,
            file: self.file,
        };
        self.faults.push(error::unexpected(expected, &place));
    }
}

fn unclosed(brace: Token, file: FileId) -> Diagnostic {
    let span = Span::new(brace.start, brace.end);
    Diagnostic::error("syntax", "Expecting '}' but was: '<EOF>'", file, span).with_label("this `{` is not closed")
}
