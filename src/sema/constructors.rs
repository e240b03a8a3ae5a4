//! What the platform asks of exceptions' names and of the constructors that a class declares.

use std::sync::Arc;

use super::compiler::Compiler;
use super::declare::Declared;
use crate::diag::FileId;
use crate::hir::{ClassId, TypeId};
use crate::syntax::ast::{Ident, TypeDecl};

impl Compiler {
    /// Exceptions are named so, and nothing else is.
    pub fn check_exception_name(&mut self, declared: Declared<'_>) {
        let TypeDecl::Class(decl) = declared.decl else { return };
        let class = self.program.class(declared.id);
        let named_so = self.simple_name(declared.id).as_str().ends_with("exception");
        let is_exception = self.extends_exception(declared.id);
        // A superclass that could not be found was reported.
        let lost = decl.extends.is_some() && class.superclass.is_none();
        if is_exception == named_so || lost || self.compiles_library() {
            return;
        }
        let name = class.name.clone();
        let (message, help) = match is_exception {
            true => (
                format!("Classes extending Exception must have a name ending in Exception: {name}"),
                format!("rename it, for example to `{name}Exception`"),
            ),
            false => {
                let above = self.program.class(declared.id).superclass.map(|ty| self.type_name(ty));
                let shown = above.unwrap_or_else(|| name.to_string());
                let message = format!("Exception class must extend another Exception class: {shown}");
                (message, "write `extends Exception`, or end the name in another word".to_owned())
            }
        };
        self.report(declared.file, decl.name.span, "exception-name", message, Some(help));
    }

    /// A constructor is declared once; exceptions have the platform's four already.
    pub fn check_constructor(&mut self, id: ClassId, file: FileId, name: Ident, params: &[(Arc<str>, TypeId)]) {
        let types: Vec<TypeId> = params.iter().map(|p| p.1).collect();
        let class = self.program.class(id).name.clone();
        let shown = self.type_names_of(types.iter().copied());
        let cause = self.library.builtin.exception.map(TypeId::class);
        let given = match types.as_slice() {
            [] => true,
            [one] => *one == TypeId::STRING || Some(*one) == cause,
            [text, why] => *text == TypeId::STRING && Some(*why) == cause,
            _ => false,
        };
        if given && self.program.class(id).is_exception && !self.compiles_library() {
            let message = format!("System exception constructor already defined: void <init>({shown})");
            let help = "the platform declares (), (String), (Exception) and (String, Exception): leave this one out";
            self.report(file, name.span, "exception-constructor", message, Some(help.into()));
        } else if self.table(id).constructors.iter().any(|c| c.params.as_slice() == types) {
            let message = format!("Method already defined: void <init>({shown}) from the type {class}");
            let help = "constructors differ in their parameters' types";
            self.report(file, name.span, "duplicate-method", message, Some(help.into()));
        }
    }
}
