//! The rules of `@future`: static, void, and only values that survive the transaction as parameters.

use std::sync::Arc;

use super::compiler::Compiler;
use super::symbols::error_type;
use crate::diag::FileId;
use crate::hir::{Type, TypeId};
use crate::syntax::ast::{MethodHeader, ModifierKind};

impl Compiler {
    /// Reports what keeps a method from being a future method.
    pub fn check_future(
        &mut self,
        file: FileId,
        header: &MethodHeader,
        params: &[(Arc<str>, TypeId)],
        returns: TypeId,
    ) {
        let span = header.name.span;
        if !header.modifiers.has(ModifierKind::Static) {
            let help = Some("add `static`: a future method runs later, in a transaction without this instance".into());
            self.report(file, span, "future-static", "Future methods must be declared as static", help);
        }
        if returns != TypeId::VOID {
            let help = Some("a future method runs later, so nobody can wait for its result; use `void`".into());
            self.report(
                file,
                span,
                "future-void",
                format!("Future methods do not support return type of {}", self.type_name(returns)),
                help,
            );
        }
        for (param, (name, ty)) in header.params.iter().zip(params) {
            if !is_plain(*ty) && *ty != error_type() {
                let message = format!("Future methods do not support parameter type of {}", self.type_name(*ty));
                let help =
                    format!("pass the record's Id, or `JSON.serialize({name})` as a String, and read it again inside");
                self.report(file, param.span, "future-parameter", message, Some(help));
            }
        }
    }
}

/// Primitives and collections of primitives.
fn is_plain(ty: TypeId) -> bool {
    match ty.get() {
        Type::Boolean
        | Type::Integer
        | Type::Long
        | Type::Double
        | Type::Decimal
        | Type::String
        | Type::Id
        | Type::Blob
        | Type::Date
        | Type::Datetime
        | Type::Time => true,
        Type::List(t) | Type::Set(t) => is_plain(t),
        Type::Map(k, v) => is_plain(k) && is_plain(v),
        Type::Void
        | Type::Null
        | Type::Object
        | Type::SObject
        | Type::Record(_)
        | Type::Class(_)
        | Type::Generic(..)
        | Type::Param(_) => false,
    }
}
