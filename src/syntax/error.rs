//! A parser's complaint as a sentence: what was expected, what was found, and sometimes what to do.

use super::lexer::reserved_symbol;
use super::token::{Tok, Token};
use super::{FileId, Span};
use crate::diag::Diagnostic;

/// The report of an unexpected token, or of an unexpected end when `found` is `None`.
///
/// `expected` are the grammar's terminals that could have followed; `before` is the token in front, `inside` the
/// innermost open bracket.
pub fn unexpected(
    expected: &[String],
    found: Option<Token>,
    before: Option<Token>,
    inside: Option<Tok>,
    text: &str,
    file: FileId,
) -> Diagnostic {
    let expected = Expected::new(expected, inside);
    let missing_semi = lacks_semicolon(&expected.0, found, before, text);
    let reserved = found.is_some_and(|token| reserved_symbol(token.tok).is_some());
    let wanted = match missing_semi {
        Some(_) => "`;`".to_string(),
        None if reserved && expected.is_name() => "a name".to_string(),
        None => expected.phrase(),
    };
    let end = text.trim_end().len() as u32;
    let place = found.map_or(Span::new(end, end), |token| Span::new(token.start, token.end));
    let what = match found {
        Some(token) => describe(token, text),
        None => "the end of the text".to_string(),
    };
    let mut fault = Diagnostic::error("syntax", format!("expected {wanted}, found {what}"), file, place);
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

fn describe(token: Token, text: &str) -> String {
    let source = Span::new(token.start, token.end).text(text);
    match token.tok {
        tok if reserved_symbol(tok).is_some() => format!("the reserved word `{source}`"),
        _ if source.len() > 40 => "a very long word".to_string(),
        _ => format!("`{source}`"),
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
