//! The checker: from syntax to the typed tree, with every error of a source and its place.
//!
//! [`base`] compiles the library, [`compile`] a project on top of it, [`compile_anonymous`] a script or a REPL input on top of
//! that. A [`Program`](crate::hir::Program) is append-only: each step keeps the entries, and so the ids, of the one before.

mod advice;
mod annotation_rules;
mod annotations;
mod anonymous;
mod check;
mod compiler;
mod constructors;
mod convert;
mod declare;
mod declare_members;
mod declare_property;
mod finish;
mod future;
mod identifiers;
mod infer;
mod inherit;
pub mod library;
mod modifiers;
mod natives;
mod on_demand;
mod overload;
mod overriding;
mod program;
pub mod query;
mod resolve;
mod signature;
mod suggest;
mod supertypes;
pub mod symbols;
#[cfg(test)]
mod tests;
mod triggers;
mod work;

pub use anonymous::{Mode, compile_anonymous};
pub use compiler::{LabelText, Labels, type_name};
pub use on_demand::with_whole_library;
pub use program::{Options, SourceUnit, UnitKind, base, base_checked, compile, library_problems};
pub use symbols::Symbols;
