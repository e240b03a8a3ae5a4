//! Tokens to a tree, by precedence: `||`, `&&`, comparisons, `&` `+` `-`, `*` `/`, `^`, signs.

use super::FormulaError;
use super::lex::{Token, syntax, tokens};

/// A formula as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Number(String),
    Text(String),
    Boolean(bool),
    Null,
    Name(String),
    /// `-x`, `+x`, `!x`
    Unary(&'static str, Box<Expr>),
    /// `a + b`
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// `LEFT(a, 3)`
    Call(String, Vec<Expr>),
}

/// How deep brackets and signs may nest.
const MAX_DEPTH: usize = 200;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// Parses a whole formula.
pub fn parse(text: &str) -> Result<Expr, FormulaError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let expr = parser.level(0)?;
    match parser.next() {
        Token::End => Ok(expr),
        other => Err(syntax(other.text())),
    }
}

/// Binary operators, the loosest first. All are left-associative, `^` too.
const LEVELS: [&[&str]; 6] =
    [&["||"], &["&&"], &["=", "==", "<>", "!=", "<", ">", "<=", ">="], &["&", "+", "-"], &["*", "/"], &["^"]];

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn takes(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let Token::Sign(sign) = self.peek() else { return None };
        let found = signs.iter().find(|s| *s == sign).copied();
        if found.is_some() {
            self.next();
        }
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), FormulaError> {
        match self.takes(&[sign]) {
            Some(_) => Ok(()),
            None => Err(FormulaError(format!("Syntax error.  Missing '{sign}'"))),
        }
    }

    fn level(&mut self, level: usize) -> Result<Expr, FormulaError> {
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while let Some(sign) = self.takes(signs) {
            let right = self.level(level + 1)?;
            left = Expr::Binary(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, FormulaError> {
        let Some(sign) = self.takes(&["-", "+", "!"]) else { return self.primary() };
        self.deeper(|p| Ok(Expr::Unary(sign, Box::new(p.unary()?))))
    }

    fn deeper<T>(&mut self, body: impl FnOnce(&mut Parser) -> Result<T, FormulaError>) -> Result<T, FormulaError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(FormulaError("Formula is too deeply nested".to_owned()));
        }
        let result = body(self);
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> Result<Expr, FormulaError> {
        match self.next() {
            Token::Number(text) => Ok(Expr::Number(text)),
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Sign("(") => self.deeper(|p| {
                let inner = p.level(0)?;
                p.expect(")")?;
                Ok(inner)
            }),
            Token::Name(name) => match self.takes(&["("]) {
                Some(_) => self.deeper(|p| p.arguments(name)),
                None => Ok(word(name)),
            },
            other @ (Token::Sign(_) | Token::End) => Err(syntax(other.text())),
        }
    }

    fn arguments(&mut self, name: String) -> Result<Expr, FormulaError> {
        let mut arguments = Vec::new();
        if self.takes(&[")"]).is_none() {
            loop {
                arguments.push(self.level(0)?);
                if self.takes(&[","]).is_none() {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(Expr::Call(name, arguments))
    }
}

fn word(name: String) -> Expr {
    match name.to_ascii_uppercase().as_str() {
        "TRUE" => Expr::Boolean(true),
        "FALSE" => Expr::Boolean(false),
        "NULL" => Expr::Null,
        _ => Expr::Name(name),
    }
}
