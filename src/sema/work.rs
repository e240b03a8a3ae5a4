//! Bodies that wait to be checked: declarations are complete before the first of them is.

use crate::diag::{FileId, Span};
use crate::hir::{ClassId, MethodId, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast;

/// A method of this compilation whose body is still to be made.
pub(crate) struct Work<'a> {
    pub method: MethodId,
    pub class: Option<ClassId>,
    pub file: FileId,
    pub body: WorkBody<'a>,
}

pub(crate) enum WorkBody<'a> {
    Method(&'a ast::Block),
    Constructor(&'a ast::ConstructorDecl),
    /// A constructor that nobody wrote: `super()` and the initialisers; for exceptions the arguments go up.
    ImplicitConstructor(Span),
    /// A getter or setter with code; its property's name means the backing field there.
    Accessor {
        block: &'a ast::Block,
        property: Symbol,
    },
    /// An accessor without code that can be overridden.
    AutomaticAccessor {
        property: Symbol,
        span: Span,
    },
    /// Field initialisers and initialiser blocks in textual order.
    Initializers(Vec<InitPart<'a>>),
    Trigger(&'a ast::TriggerDecl),
    /// A method of the library that orgless does not have yet: it throws, and says so.
    Missing,
}

pub(crate) enum InitPart<'a> {
    Field { name: ast::Ident, slot: u16, ty: TypeId, init: &'a ast::Expr },
    Block(&'a ast::Block),
}
