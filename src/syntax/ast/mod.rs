//! The syntax tree: what was written, with a span wherever a later pass may need a place.
//!
//! The tree knows no types, symbols or schema. A dotted name in an expression is a chain of
//! [`ExprKind::Field`] over [`ExprKind::Name`]; whether it means a variable, a class or a field is for
//! the checker to say.

mod decl;
mod expr;
mod query;
mod sosl;
mod stmt;
mod types;

pub use decl::*;
pub use expr::*;
pub use query::*;
pub use sosl::*;
pub use stmt::*;
pub use types::*;

use crate::diag::Span;
use crate::syntax::Symbol;

/// A name at a place. The symbol ignores case; the spelling is the source text at the span.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Ident {
    pub sym: Symbol,
    pub span: Span,
}

impl Ident {
    /// The spelling, given the text that was parsed.
    pub fn text<'s>(&self, source: &'s str) -> &'s str {
        self.span.text(source)
    }
}

/// The content of a `.cls` or `.trigger` file.
#[derive(Clone, Debug)]
pub struct CompilationUnit {
    pub decl: UnitDecl,
}

impl CompilationUnit {
    /// The name of the class, interface, enum or trigger.
    pub fn name(&self) -> Ident {
        match &self.decl {
            UnitDecl::Type(decl) => decl.name(),
            UnitDecl::Trigger(decl) => decl.name,
        }
    }
}

#[derive(Clone, Debug)]
pub enum UnitDecl {
    Type(TypeDecl),
    Trigger(TriggerDecl),
}

/// Anonymous Apex, a REPL input, or a fenced block of a document.
#[derive(Clone, Debug)]
pub struct AnonymousBlock {
    pub items: Vec<BlockItem>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum BlockItem {
    Stmt(Stmt),
    /// `void log(String s) { .. }` beside statements.
    Method(MethodDecl),
    Type(TypeDecl),
}
