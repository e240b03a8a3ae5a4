//! SOSL: words of a search term at the beginnings of words in the records' text fields.
//!
//! Tests on the platform do not search: they get the records of `Test.setFixedSearchResults`, which the caller passes.

use compact_str::CompactString;

use crate::hir::{Operand, Search, SearchScope};
use crate::org::index::fold;
use crate::org::{Outcome, QueryError, Table, Transaction, is_deleted};
use crate::schema::{CellKind, Field, FieldId, FieldType, ObjectId};
use crate::value::{Id, Row, Value};

/// Why a search fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SearchError {
    /// The message of a `SearchException`.
    Term(String),
    /// The message of a `QueryException`.
    Query(QueryError),
}

impl From<QueryError> for SearchError {
    fn from(error: QueryError) -> SearchError {
        SearchError::Query(error)
    }
}

impl Transaction {
    /// Runs a search; one outcome per `RETURNING` object, in order.
    pub fn search(&self, search: &Search, binds: &[Value], fixed: Option<&[Id]>) -> Result<Vec<Outcome>, SearchError> {
        let text = match &search.term {
            Operand::String(text) => text.to_string(),
            Operand::Bind(i) => match binds.get(*i) {
                Some(Value::String(text)) => text.to_string(),
                Some(_) | None => return Err(QueryError::null_pointer().into()),
            },
            _ => String::new(),
        };
        let text = text.trim();
        if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return Err(SearchError::Term(format!("search term must be longer than one character: {text}")));
        }
        let term = Parser { tokens: tokens(text), at: 0 }.any();
        let mut left = search.limit.as_ref().map_or(Ok(usize::MAX), |l| self.limit_of(l, binds))?;
        let mut outcomes = Vec::with_capacity(search.returning.len());
        for target in &search.returning {
            let ids = match fixed {
                Some(ids) => distinct(ids),
                None => self.matches(target.query.object, search.scope, &term),
            };
            let mut outcome = self.query_only(&target.query, binds, &ids)?;
            outcome.records.truncate(left);
            left -= outcome.records.len();
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    fn matches(&self, object: ObjectId, scope: SearchScope, term: &Term) -> Vec<Id> {
        let Some(table) = self.state().table(object) else { return Vec::new() };
        let def = self.schema().object(object);
        let fields: Vec<FieldId> = def.iter().filter(|(_, f)| searched(f, scope)).map(|(id, _)| id).collect();
        let found = table.iter().filter(|(_, row)| !is_deleted(row) && term.matches(&words(table, row, &fields)));
        found.map(|(number, _)| crate::org::id_of(self.schema(), object, number)).collect()
    }
}

fn distinct(ids: &[Id]) -> Vec<Id> {
    let mut seen = rustc_hash::FxHashSet::default();
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}

fn searched(field: &Field, scope: SearchScope) -> bool {
    let text = field.ty.cell_kind() == CellKind::Str && !field.ty.is_picklist() && !field.encrypted;
    match scope {
        SearchScope::All | SearchScope::Sidebar => text,
        SearchScope::Name => field.name_field || matches!(&*field.name, "Name" | "FirstName" | "LastName"),
        SearchScope::Email => field.ty == FieldType::Email,
        SearchScope::Phone => field.ty == FieldType::Phone,
    }
}

/// The folded words of a row's fields, one list per field.
fn words(table: &Table, row: &Row, fields: &[FieldId]) -> Vec<Vec<CompactString>> {
    fields.iter().filter_map(|f| table.cell(row, *f).as_str()).map(split).collect()
}

fn split(text: &str) -> Vec<CompactString> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(fold).collect()
}

/// A search term, folded.
#[derive(Debug, PartialEq)]
enum Term {
    Word(Vec<char>),
    /// `"exact phrase"`: these words in a row.
    Phrase(Vec<CompactString>),
    All(Vec<Term>),
    Any(Vec<Term>),
    Not(Box<Term>),
}

impl Term {
    fn matches(&self, fields: &[Vec<CompactString>]) -> bool {
        match self {
            Term::Word(pattern) => fields.iter().flatten().any(|word| {
                let word: Vec<char> = word.chars().collect();
                begins(pattern, &word)
            }),
            Term::Phrase(phrase) => {
                let len = phrase.len().max(1);
                fields.iter().any(|words| words.windows(len).any(|w| w == phrase.as_slice()))
            }
            Term::All(terms) => terms.iter().all(|t| t.matches(fields)),
            Term::Any(terms) => terms.iter().any(|t| t.matches(fields)),
            Term::Not(term) => !term.matches(fields),
        }
    }
}

/// Whether a word begins with a pattern in which `*` is any text and `?` one character.
fn begins(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => true,
        Some(('*', rest)) => (0..=word.len()).any(|n| begins(rest, &word[n..])),
        Some((p, rest)) => word.split_first().is_some_and(|(c, more)| (*p == '?' || p == c) && begins(rest, more)),
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Phrase(String),
    And,
    Or,
    Not,
    Open,
    Close,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => tokens.push(Token::Phrase(chars.by_ref().take_while(|c| *c != '"').collect())),
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            c if c.is_alphanumeric() || matches!(c, '*' | '?') => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '*' | '?')) {
                    word.push(c);
                }
                tokens.push(match word.to_ascii_uppercase().as_str() {
                    "AND" => Token::And,
                    "OR" => Token::Or,
                    "NOT" => Token::Not,
                    _ => Token::Word(word),
                });
            }
            // Punctuation separates words, here as in the records.
            _ => {}
        }
    }
    tokens
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn next_is(&mut self, token: &Token) -> bool {
        let is = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(is);
        is
    }

    /// `a OR b`
    fn any(&mut self) -> Term {
        let mut terms = vec![self.all()];
        while self.next_is(&Token::Or) {
            terms.push(self.all());
        }
        if terms.len() == 1 { terms.remove(0) } else { Term::Any(terms) }
    }

    /// `a AND b`, `a b`, `a AND NOT b`
    fn all(&mut self) -> Term {
        let mut terms = Vec::new();
        loop {
            while self.next_is(&Token::And) {}
            let not = self.next_is(&Token::Not);
            let term = match self.tokens.get(self.at) {
                Some(Token::Word(word)) => Term::Word(fold(word).chars().collect()),
                Some(Token::Phrase(phrase)) => Term::Phrase(split(phrase)),
                Some(Token::Open) => {
                    self.at += 1;
                    let inner = self.any();
                    // The closing parenthesis may be missing; then the term ends with the text.
                    self.at -= usize::from(self.tokens.get(self.at) != Some(&Token::Close));
                    inner
                }
                Some(Token::And | Token::Or | Token::Not | Token::Close) | None => break,
            };
            self.at += 1;
            terms.push(if not { Term::Not(Box::new(term)) } else { term });
        }
        if terms.len() == 1 { terms.remove(0) } else { Term::All(terms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_match_word_beginnings() {
        for (term, text, expected) in [
            ("acm", "The Acme Corporation", true),
            ("cme", "The Acme Corporation", false),
            ("*cme", "The Acme Corporation", true),
            ("ac?e", "The Acme Corporation", true),
            ("acme corp", "The Acme Corporation", true),
            ("acme AND NOT corp", "The Acme Corporation", false),
            ("nothing OR acme", "The Acme Corporation", true),
            ("(nothing OR acme) AND the", "The Acme Corporation", true),
            ("(nothing OR acme", "The Acme Corporation", true),
            ("\"acme corporation\"", "The Acme Corporation", true),
            ("\"corporation acme\"", "The Acme Corporation", false),
            ("joe@acme.com", "mail joe@acme.com now", true),
        ] {
            let parsed = Parser { tokens: tokens(term), at: 0 }.any();
            assert_eq!(parsed.matches(&[split(text)]), expected, "{term}");
        }
    }
}
