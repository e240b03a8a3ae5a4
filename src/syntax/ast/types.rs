//! Type names as written.

use super::Ident;
use crate::diag::Span;
use crate::syntax::Symbol;

/// A type: `Integer`, `Outer.Inner`, `Map<Id, List<Account>>`, `String[]`.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeRef {
    /// The dotted path; never empty. Type arguments sit on the part that they follow.
    pub path: Vec<TypePart>,
    /// How many `[]` follow.
    pub dims: u32,
    pub span: Span,
}

/// `Map<Id, Account>`, one part of a dotted type name.
#[derive(Clone, PartialEq, Debug)]
pub struct TypePart {
    pub name: Ident,
    pub args: Vec<TypeRef>,
}

impl TypeRef {
    /// The name, when the type is a plain one: no dots, no arguments, no brackets.
    pub fn as_simple(&self) -> Option<Ident> {
        match self.path.as_slice() {
            [part] if part.args.is_empty() && self.dims == 0 => Some(part.name),
            _ => None,
        }
    }

    /// Whether this is the plain name `name` (folded).
    pub fn is_named(&self, name: Symbol) -> bool {
        self.as_simple().is_some_and(|ident| ident.sym == name)
    }
}
