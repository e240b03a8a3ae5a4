//! What the grammar's rules build. A rule calls one function of this module; facts that need the text
//! or report a fault go through [`Cx`].

mod chain;
mod decl;
mod expr;
mod literal;
mod query;
mod stmt;
mod types;

pub use chain::Chain;
pub use decl::*;
pub use expr::*;
pub use query::*;
pub use stmt::*;
pub use types::*;

use super::ast;
use super::error::Language;
use super::{FileId, Span};
use crate::diag::Diagnostic;
use std::cell::RefCell;

/// What a parse yields, by its start token.
pub enum Root {
    Units(Vec<ast::CompilationUnit>),
    Anonymous(ast::AnonymousBlock),
    Soql(Box<ast::SoqlQuery>),
    Sosl(Box<ast::SoslQuery>),
    Expr(ast::Expr),
    Signature(Box<ast::MethodHeader>),
    Type(ast::TypeRef),
}

/// The text in hand and the faults that actions find in it.
pub struct Cx<'a> {
    text: &'a str,
    file: FileId,
    faults: RefCell<Vec<Diagnostic>>,
    /// Whose sentences the messages take.
    language: Language,
}

impl<'a> Cx<'a> {
    pub fn new(text: &'a str, file: FileId, language: Language) -> Cx<'a> {
        Cx { text, file, faults: RefCell::default(), language }
    }

    pub fn into_faults(self) -> Vec<Diagnostic> {
        self.faults.into_inner()
    }

    fn text(&self, span: Span) -> &'a str {
        span.text(self.text)
    }

    fn fault(&self, fault: Diagnostic) {
        self.faults.borrow_mut().push(fault);
    }

    fn error(&self, code: &'static str, message: impl Into<String>, span: Span) {
        self.fault(Diagnostic::error(code, message, self.file, span));
    }
}
