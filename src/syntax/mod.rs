//! From text to syntax tree: lexer, classification pass, LALRPOP grammar, and what they share.
//!
//! Every entry point takes one text and reports all of its errors; none panics or overflows on bad input.

pub mod ast;
pub mod keyword;
mod symbol;

pub use crate::diag::{FileId, SourceMap, Span, source, span};
pub use symbol::Symbol;

use crate::diag::Diagnostic;
use ast::*;

/// Parses a `.cls` or `.trigger` file: one class, interface, enum or trigger.
pub fn parse_unit(text: &str, file: FileId) -> (Option<CompilationUnit>, Vec<Diagnostic>) {
    let _ = (text, file);
    (None, vec![])
}

/// Parses a text with any number of top-level declarations.
pub fn parse_units(text: &str, file: FileId) -> (Vec<CompilationUnit>, Vec<Diagnostic>) {
    let _ = (text, file);
    (vec![], vec![])
}

/// Parses statements, methods and type declarations in any order.
pub fn parse_anonymous(text: &str, file: FileId) -> (Option<AnonymousBlock>, Vec<Diagnostic>) {
    let _ = (text, file);
    (None, vec![])
}

/// Parses a dynamic query: `SELECT Id FROM Account WHERE Name = :name.path`.
pub fn parse_soql(text: &str, file: FileId) -> (Option<SoqlQuery>, Vec<Diagnostic>) {
    let _ = (text, file);
    (None, vec![])
}

/// Parses a dynamic search: `FIND {a*} RETURNING Account(Id)`.
pub fn parse_sosl(text: &str, file: FileId) -> (Option<SoslQuery>, Vec<Diagnostic>) {
    let _ = (text, file);
    (None, vec![])
}

/// Parses one expression, such as the right side of a watch or a formula of a test.
pub fn parse_expr(text: &str, file: FileId) -> (Option<Expr>, Vec<Diagnostic>) {
    let _ = (text, file);
    (None, vec![])
}

/// Parses the header of a library method: `static Boolean contains(String part, Integer n)`, `<T> T pick(List<T> all)`,
/// or a constructor, `Url(String spec)`.
///
/// # Errors
/// What was expected and found, as one sentence.
pub fn parse_signature(text: &str) -> Result<MethodHeader, String> {
    Err(text.into())
}

/// Parses a type: `Map<Id, List<Account>>`, `String[]`.
///
/// # Errors
/// What was expected and found, as one sentence.
pub fn parse_type(text: &str) -> Result<TypeRef, String> {
    Err(text.into())
}

/// Whether an interactive input is unfinished: a bracket, string or comment is open, or the last
/// statement lacks more than a `;`.
pub fn needs_more_input(text: &str) -> bool {
    let _ = text;
    false
}
