//! A parser's complaint as a sentence: what was expected, what was found, and sometimes what to do.

use super::lexer::reserved_symbol;
use super::query_error;
use super::token::{Tok, Token};
use super::{FileId, Span};
use crate::diag::Diagnostic;

/// What a text is written in: each language has a parser of its own on the platform, with its own sentences.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Apex,
    /// a dynamic query
    Query,
    /// a dynamic search
    Search,
}

/// What is known of the place where the parser gave up.
pub struct Place<'a> {
    /// The token that did not fit; none at the end of the text.
    pub found: Option<Token>,
    /// The token in front of it.
    pub before: Option<Token>,
    /// The innermost open bracket.
    pub inside: Option<Tok>,
    /// Whose sentences the message takes.
    pub language: Language,
    /// Where the words that a query's message quotes begin, when before `found`.
    pub quote_from: Option<u32>,
    pub text: &'a str,
    pub file: FileId,
}

/// The report of an unexpected token, or of an unexpected end.
///
/// `expected` are the grammar's terminals that could have followed. The message is the platform's; what was expected stands at
/// the place and in the help.
pub fn unexpected(expected: &[String], place: &Place<'_>) -> Diagnostic {
    let Place { found, text, file, .. } = *place;
    let expected = Expected::new(expected, place.inside);
    let missing_semi = lacks_semicolon(&expected.0, found, place.before, text);
    let reserved = found.is_some_and(|token| reserved_symbol(token.tok).is_some());
    let wanted = match missing_semi {
        Some(_) => "`;`".to_string(),
        None if reserved && expected.is_name() => "a name".to_string(),
        None => expected.phrase(),
    };
    let end = text.trim_end().len() as u32;
    let at = found.map_or(Span::new(end, end), |token| Span::new(token.start, token.end));
    let mut fault = Diagnostic::error("syntax", expected.message(place, missing_semi.is_some()), file, at);
    // A missing `;` belongs to the line that lacks it, not to the one that follows.
    if let Some(at) = missing_semi {
        fault.span = Span::new(at, at);
    }
    fault.label = Some(format!("expected {wanted}"));
    fault.help = help(&expected, found, text);
    fault
}

/// Where a `;` was forgotten: it could stand there, and a new line or a `}` follows.
pub fn lacks_semicolon(
    expected: &[impl AsRef<str>],
    found: Option<Token>,
    before: Option<Token>,
    text: &str,
) -> Option<u32> {
    let at = before?.end;
    let follows = match found {
        Some(token) => token.tok == Tok::RBrace || text[at as usize..token.start as usize].contains('\n'),
        None => true,
    };
    let has = |name: &str| expected.iter().any(|terminal| terminal.as_ref().trim_matches('"') == name);
    // Where a statement or member may start, `;` would be an empty one.
    let fits = has(";") && !has("return") && !has("class");
    (fits && follows).then_some(at)
}

/// The token as messages quote it; a very long one is cut.
fn quoted(found: Option<Token>, text: &str) -> String {
    let Some(token) = found else { return "<EOF>".to_string() };
    let source = Span::new(token.start, token.end).text(text);
    match source.char_indices().nth(40) {
        Some((cut, _)) => format!("{}...", &source[..cut]),
        None => source.to_string(),
    }
}

fn help(expected: &Expected, found: Option<Token>, text: &str) -> Option<String> {
    let token = found?;
    let source = Span::new(token.start, token.end).text(text);
    let help = match token.tok {
        Tok::Assign if expected.has("==") && !expected.has("=") => "`==` compares, `=` assigns",
        Tok::Arrow => "`=>` stands between key and value in `new Map<K, V>{ k => v }`",
        tok if expected.is_name() && reserved_symbol(tok).is_some() => {
            return Some(format!("`{source}` is a word of the language; choose another name"));
        }
        Tok::Or | Tok::And if expected.has("AND") || expected.has("OR") => "AND and OR do not mix without parentheses",
        Tok::LParen if expected.has(";") && expected.has("=") && expected.has(",") => {
            "a method cannot stand inside another one; is a `}` missing above?"
        }
        Tok::Question if expected.has("?.") => "safe navigation is written `a?.b`",
        _ => return None,
    };
    Some(help.to_string())
}

/// The set of terminals that could have come.
struct Expected<'a>(Vec<&'a str>);

impl<'a> Expected<'a> {
    fn new(expected: &'a [String], inside: Option<Tok>) -> Expected<'a> {
        let mut terminals: Vec<&str> = expected.iter().map(|name| name.trim_matches('"')).collect();
        // The parser took a name for a type before it saw the error; the bracket says what fits.
        if terminals.contains(&".class") && !terminals.contains(&"+") && !terminals.contains(&"new") {
            terminals = match inside {
                Some(Tok::LParen | Tok::GroupOpen | Tok::CastOpen) => vec![")", ","],
                Some(Tok::LBracket) => vec!["]"],
                Some(Tok::QueryOpen) => vec!["WHERE", "LIMIT", "]"],
                _ => vec![";"],
            };
        }
        Expected(terminals)
    }

    fn has(&self, terminal: &str) -> bool {
        self.0.contains(&terminal)
    }

    /// The platform's sentence.
    fn message(&self, place: &Place<'_>, lacks_semicolon: bool) -> String {
        let found = quoted(place.found, place.text);
        match place.language {
            Language::Apex => {}
            Language::Query => return query_error::in_query(place, &found),
            Language::Search => return query_error::in_search(place, &self.0, &found),
        }
        if self.has("catch") && self.has("finally") && place.before.is_some_and(|token| token.tok == Tok::RBrace) {
            return "Try block must have at least one catch block or a finally block".to_string();
        }
        let no_when = self.0.as_slice() == ["when"] && place.before.is_some_and(|token| token.tok == Tok::LBrace);
        if no_when && place.found.is_some_and(|token| token.tok == Tok::RBrace) {
            return "Switch statement requires at least one when block".to_string();
        }
        if self.0.as_slice() == ["when"] && place.found.is_some() {
            return format!("Missing '}}' at '{found}'");
        }
        let missing = match lacks_semicolon {
            true => Some(";"),
            false if place.found.is_some_and(|token| token.tok == Tok::Colon) => None,
            false => self.only_mark(),
        };
        match (missing, place.found) {
            // Put in, the bracket would not help: no comma goes on behind it.
            (Some(mark @ ")"), Some(Token { tok: Tok::Comma, .. })) => format!("Expecting '{mark}' but was: '{found}'"),
            (Some(mark), Some(_)) => format!("Missing '{mark}' at '{found}'"),
            (Some(mark), None) => format!("Expecting '{mark}' but was: '<EOF>'"),
            (None, _) => format!("Unexpected token '{found}'."),
        }
    }

    /// The one sign or word that fits, when there is only one that ends or opens something.
    fn only_mark(&self) -> Option<&str> {
        let operand =
            (self.has("new") && self.has("this")) || self.has("return") || self.has("class") || self.is_name();
        if operand || self.has("WHERE") || self.has("get") {
            return None;
        }
        const CLOSING: &[&str] = &[")", "]", "}", "type>", ";", "{", "(", ":", "while", "END", "on"];
        let mut marks = CLOSING.iter().filter(|mark| self.has(mark));
        match (marks.next(), marks.next()) {
            (Some(only), None) => Some(spelling(only)),
            _ => None,
        }
    }

    /// A name, and no expression.
    fn is_name(&self) -> bool {
        self.has("identifier") && !self.has("new")
    }

    /// "a name, `(` or `{`"
    fn phrase(&self) -> String {
        let mut items: Vec<String> = self.kinds().iter().map(|kind| kind.to_string()).collect();
        let swallowed = !items.is_empty();
        let operator = self.has("+") && self.has("instanceof");
        for &terminal in MARKS {
            let hidden = (swallowed && OPENERS.contains(&terminal)) || (operator && SELECTORS.contains(&terminal));
            if self.has(terminal) && !hidden {
                items.push(format!("`{}`", spelling(terminal)));
            }
        }
        if items.is_empty() {
            items = self.0.iter().map(|terminal| format!("`{}`", spelling(terminal))).collect();
        }
        if items.is_empty() {
            return "the end of the text".to_string();
        }
        items.dedup();
        items.truncate(4);
        let last = items.pop().expect("not empty");
        if items.is_empty() { last } else { format!("{} or {last}", items.join(", ")) }
    }

    /// Groups of terminals that have a name of their own.
    fn kinds(&self) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        let operand = self.has("new") && self.has("this");
        if self.has("return") {
            kinds.push("a statement");
        } else if operand {
            kinds.push("an expression");
        } else if self.has("string") && self.has("null") {
            kinds.push("a value");
        } else if self.has("class") && self.has("public") {
            kinds.push("a declaration");
        } else if self.has("get") {
            kinds.extend(["`get`", "`set`"]);
        } else if self.has("WHERE") && self.has("LIMIT") {
            kinds.push("a clause of the query");
        } else if self.has("TYPEOF") {
            kinds.push("a field");
        } else if self.has("identifier") && !self.has("+") && !self.has("FROM") {
            kinds.push("a name");
        }
        kinds
    }
}

/// Terminals worth naming beside or instead of a kind, most telling first.
const MARKS: &[&str] = &[
    ";", ")", "]", "}", "type>", ",", "{", "(", ":", "=>", "=", "while", "when", "on", "catch", "finally", "FROM",
    "SELECT", "FIND", "IN", "BY", "THEN", "END", "AND", "OR", "FIELDS", "sharing", "before", "after", "insert",
    "delete",
];

/// Marks that also begin what a kind stands for.
const OPENERS: &[&str] = &["(", "{", "insert", "delete", "while", ";", "when", "="];

/// Marks that only make an operand longer.
const SELECTORS: &[&str] = &["(", "{", "="];

/// A terminal as it is written in source.
fn spelling(terminal: &str) -> &str {
    match terminal {
        "type>" => ">",
        "<type" => "<",
        "(group" | "(cast" => "(",
        "[query" => "[",
        other => other,
    }
}
