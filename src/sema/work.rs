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
    /// A method of the library without a body: it reads or writes the variable that it is named after, or orgless does not have it
    /// yet and it says so.
    Unwritten,
}

/// Initialisers of a class while its members are read.
#[derive(Default)]
pub(crate) struct Initializers<'a> {
    pub instance: Vec<InitPart<'a>>,
    /// `static final` fields of a literal: constants, which hold their value before anything else runs.
    pub constants: Vec<InitPart<'a>>,
    pub statics: Vec<InitPart<'a>>,
}

impl<'a> Initializers<'a> {
    /// Those of objects and the static ones, each in the order in which they run.
    pub fn in_order(mut self) -> (Vec<InitPart<'a>>, Vec<InitPart<'a>>) {
        self.constants.append(&mut self.statics);
        (self.instance, self.constants)
    }
}

pub(crate) enum InitPart<'a> {
    Field { name: ast::Ident, slot: u16, ty: TypeId, init: &'a ast::Expr },
    Block(&'a ast::Block),
}
