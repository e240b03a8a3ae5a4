//! Tokens of a formula.

use super::FormulaError;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(String),
    Text(String),
    /// `Name`, `Account.Owner.Name`, `$User.Id`, `Owner:User.Name`; also function names and words.
    Name(String),
    /// An operator or bracket.
    Sign(&'static str),
    End,
}

impl Token {
    /// As a message about syntax names it.
    pub fn text(&self) -> &str {
        match self {
            Token::Number(text) | Token::Text(text) | Token::Name(text) => text,
            Token::Sign(sign) => sign,
            Token::End => "end of formula",
        }
    }
}

/// Longer signs first.
const SIGNS: [&str; 21] =
    ["<>", "!=", "==", "<=", ">=", "&&", "||", "+", "-", "*", "/", "^", "&", "=", "<", ">", "(", ")", ",", "!", "#"];

/// Splits a formula into tokens; comments and blanks go.
pub fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '0'..='9' | '.' => number(rest),
            '"' | '\'' => quoted(rest, first)?,
            'a'..='z' | 'A'..='Z' | '_' | '$' => name(rest),
            '{' if rest.starts_with("{!") => merge(rest)?,
            '/' if rest.starts_with("/*") => {
                let Some(end) = rest.find("*/") else { return Err(syntax("/*")) };
                rest = rest[end + 2..].trim_start();
                continue;
            }
            other => {
                let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) else {
                    return Err(syntax(&other.to_string()));
                };
                (Token::Sign(sign), &rest[sign.len()..])
            }
        };
        all.push(token);
        rest = after.trim_start();
    }
    all.push(Token::End);
    Ok(all)
}

pub fn syntax(found: &str) -> FormulaError {
    FormulaError(format!("Syntax error.  Found '{found}'"))
}

fn number(text: &str) -> (Token, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    (Token::Number(text[..end].to_owned()), &text[end..])
}

/// A name with its dots; a `#` joins the parts of the short form of globals.
fn name(text: &str) -> (Token, &str) {
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | ':');
    let end = text.find(|c: char| !in_name(c)).unwrap_or(text.len());
    (Token::Name(text[..end].to_owned()), &text[end..])
}

/// `{!Name}` stands for the name.
fn merge(text: &str) -> Result<(Token, &str), FormulaError> {
    let end = text.find('}').ok_or_else(|| syntax("{"))?;
    Ok((Token::Name(text[2..end].trim().to_owned()), &text[end + 1..]))
}

fn quoted(text: &str, quote: char) -> Result<(Token, &str), FormulaError> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, 'r')) => out.push('\r'),
                Some((_, escaped @ ('"' | '\'' | '\\'))) => out.push(escaped),
                Some((_, other)) => out.extend(['\\', other]),
                None => break,
            },
            _ if c == quote => return Ok((Token::Text(out), &text[at + 1..])),
            _ => out.push(c),
        }
    }
    Err(FormulaError(format!("Syntax error.  Missing '{quote}'")))
}
