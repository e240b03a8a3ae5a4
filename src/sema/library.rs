//! The native library as the checker sees it: class headers and signatures, as data.
//!
//! The standard library fills this table; checker and interpreter read the same rows. Classes have fixed ids in the order of
//! the table, so that native code can name them; signatures are parsed when a class is first used.

use crate::hir::{ClassId, ClassKind};

/// One native class.
pub struct LibraryClass {
    /// Qualified name: `String`, `List`, `Database.QueryLocator`, `Schema.DescribeFieldResult`. The namespace is `System`
    /// when there is none.
    pub name: &'static str,
    /// A class, or an interface that user classes implement (its rows run when only the interface is known).
    pub kind: ClassKind,
    /// Names of type parameters: `["T"]` for `List<T>`.
    pub params: &'static [&'static str],
    /// The type text of its superclass, if any.
    pub extends: Option<&'static str>,
    /// Type texts of its interfaces: `["Iterable<T>"]`.
    pub implements: &'static [&'static str],
    /// One sentence.
    pub doc: &'static str,
    /// Signatures, in the order of the rows that a [`crate::hir::NativeId`] names.
    pub signatures: fn() -> Vec<&'static str>,
}

/// All of the library: native classes and the prelude, which is Apex.
pub struct Library {
    pub classes: Vec<LibraryClass>,
    /// At most 128 files.
    pub prelude: Vec<PreludeFile>,
}

/// A file of library classes written in Apex; it holds several top-level classes, and `namespace` is where they live. A method
/// without a body is one that orgless does not have yet: a call throws and names it.
///
/// A file with words waits until a program's text has one of them; every program begins with the others.
#[derive(Clone, Copy)]
pub struct PreludeFile {
    pub name: &'static str,
    pub namespace: &'static str,
    pub text: &'static str,
    /// Words that programs name its classes with: `HttpRequest`; the namespace where that is not `System` or `Schema`.
    pub names: &'static [&'static str],
    /// Native members whose signatures mention its classes: `getErrors`. Whoever calls them need not name a class.
    pub members: &'static [&'static str],
    /// Whether programs compile only those of its types that they name. Each begins with `global` at the start of a line.
    pub by_type: bool,
}

impl PreludeFile {
    /// Whether only programs compile it that say one of its words.
    pub fn waits(&self) -> bool {
        !self.names.is_empty()
    }
}

impl Library {
    /// The native class of this id.
    pub fn class(&self, id: ClassId) -> Option<&LibraryClass> {
        self.classes.get(id.0 as usize)
    }
}
