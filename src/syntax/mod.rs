//! From text to syntax tree: lexer, classification pass, LALRPOP grammar, and what they share.
//!
//! Every entry point takes one text and reports all of its errors; none panics or overflows on bad input.
//! A tree comes back even with errors, without the statements and members that hold them.

mod actions;
pub mod ast;
mod classify;
mod error;
pub mod keyword;
mod lexer;
mod more;
mod parse;
pub mod print;
mod query_error;
mod recover;
mod symbol;
#[cfg(test)]
mod tests;
mod token;

pub use crate::diag::{FileId, SourceMap, Span, source, span};
pub use more::needs_more_input;
pub use parse::NOT_TEXT;
pub use symbol::Symbol;

use crate::diag::Diagnostic;
use actions::Root;
use ast::{AnonymousBlock, CompilationUnit, Expr, MethodHeader, SoqlQuery, SoslQuery, TypeRef};
use parse::{Recovery, parse};
use token::Tok;

/// Parses a `.cls` or `.trigger` file: one class, interface, enum or trigger.
pub fn parse_unit(text: &str, file: FileId) -> (Option<CompilationUnit>, Vec<Diagnostic>) {
    let (root, mut faults) = parse(Tok::StartUnits, text, file, Recovery::OneUnit);
    let mut units = match root {
        Some(Root::Units(units)) => units.into_iter(),
        _ => return (None, faults),
    };
    let unit = units.next();
    if let Some(second) = units.next() {
        let message = "expected the end of the file, found a second declaration";
        faults.push(
            Diagnostic::error("second-unit", message, file, unit_name(&second))
                .with_help("a file holds one class, interface, enum or trigger"),
        );
    }
    if unit.is_none() && faults.is_empty() {
        let message = "expected a class, interface, enum or trigger, found nothing";
        faults.push(Diagnostic::error("syntax", message, file, Span::NONE));
    }
    (unit, faults)
}

fn unit_name(unit: &CompilationUnit) -> Span {
    match &unit.decl {
        ast::UnitDecl::Type(decl) => decl.name().span,
        ast::UnitDecl::Trigger(decl) => decl.name.span,
    }
}

/// Parses a text with any number of top-level declarations.
pub fn parse_units(text: &str, file: FileId) -> (Vec<CompilationUnit>, Vec<Diagnostic>) {
    match parse(Tok::StartUnits, text, file, Recovery::Many) {
        (Some(Root::Units(units)), faults) => (units, faults),
        (_, faults) => (vec![], faults),
    }
}

/// Parses statements, methods and type declarations in any order.
pub fn parse_anonymous(text: &str, file: FileId) -> (Option<AnonymousBlock>, Vec<Diagnostic>) {
    match parse(Tok::StartAnonymous, text, file, Recovery::Many) {
        (Some(Root::Anonymous(block)), faults) => (Some(block), faults),
        (_, faults) => (None, faults),
    }
}

/// Parses a dynamic query: `SELECT Id FROM Account WHERE Name = :name.path`.
pub fn parse_soql(text: &str, file: FileId) -> (Option<SoqlQuery>, Vec<Diagnostic>) {
    match parse(Tok::StartSoql, text, file, Recovery::None) {
        (Some(Root::Soql(query)), faults) => (Some(*query), faults),
        (_, faults) => (None, faults),
    }
}

/// Parses a dynamic search: `FIND {a*} RETURNING Account(Id)`.
pub fn parse_sosl(text: &str, file: FileId) -> (Option<SoslQuery>, Vec<Diagnostic>) {
    let (raw, faults) = lexer::lex_search(text, file);
    match parse::parse_tokens(Tok::StartSosl, raw, faults, text, file, Recovery::None) {
        (Some(Root::Sosl(query)), faults) => (Some(*query), faults),
        (_, faults) => (None, faults),
    }
}

/// Parses one expression, such as an input of the REPL.
pub fn parse_expr(text: &str, file: FileId) -> (Option<Expr>, Vec<Diagnostic>) {
    match parse(Tok::StartExpr, text, file, Recovery::None) {
        (Some(Root::Expr(expr)), faults) => (Some(expr), faults),
        (_, faults) => (None, faults),
    }
}

/// Parses the header of a library method: `static Boolean contains(String part, Integer n)`,
/// `<T> T pick(List<T> all)`, or a constructor, `Url(String spec)`.
///
/// # Errors
/// What was expected and found, as one sentence.
pub fn parse_signature(text: &str) -> Result<MethodHeader, String> {
    match parse(Tok::StartSignature, text, FileId(0), Recovery::None) {
        (Some(Root::Signature(header)), faults) if faults.is_empty() => Ok(*header),
        (_, faults) => Err(sentence(faults)),
    }
}

/// Parses a type: `Map<Id, List<Account>>`, `String[]`.
///
/// # Errors
/// What was expected and found, as one sentence.
pub fn parse_type(text: &str) -> Result<TypeRef, String> {
    match parse(Tok::StartType, text, FileId(0), Recovery::None) {
        (Some(Root::Type(ty)), faults) if faults.is_empty() => Ok(ty),
        (_, faults) => Err(sentence(faults)),
    }
}

fn sentence(faults: Vec<Diagnostic>) -> String {
    faults.into_iter().next().map_or_else(|| "expected something else".into(), |fault| fault.message)
}
