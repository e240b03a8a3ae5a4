//! Trees as one line of text, for tests and for looking at a tree: every grouping is in parentheses.

mod decl;
mod expr;
mod query;
mod stmt;

use super::ast::{Ident, TypeRef};

pub use decl::{anonymous, unit};
pub use expr::expr;
pub use query::{soql, sosl};
pub use stmt::stmt;

/// `Map<Id, List<Account>>[]`, folded.
pub fn ty(ty: &TypeRef) -> String {
    let part = |part: &super::ast::TypePart| match part.args.as_slice() {
        [] => part.name.sym.to_string(),
        args => format!("{}<{}>", part.name.sym, list(args, self::ty)),
    };
    let path: Vec<String> = ty.path.iter().map(part).collect();
    format!("{}{}", path.join("."), "[]".repeat(ty.dims as usize))
}

fn list<T>(items: &[T], print: impl Fn(&T) -> String) -> String {
    items.iter().map(print).collect::<Vec<_>>().join(", ")
}

fn words<T>(items: &[T], print: impl Fn(&T) -> String) -> String {
    items.iter().map(|item| format!(" {}", print(item))).collect()
}

fn id(ident: &Ident) -> String {
    ident.sym.to_string()
}

fn dotted(names: &[Ident]) -> String {
    names.iter().map(id).collect::<Vec<_>>().join(".")
}
