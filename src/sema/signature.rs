//! Methods as messages print them: `void System.Schedulable.execute(System.SchedulableContext)`.

use super::compiler::Compiler;
use super::symbols::{Callable, substitute};
use crate::hir::{ClassId, TypeId};

impl Compiler {
    /// A method with its owner and its types in full; `args` stand for the owner's type parameters.
    pub fn signature(&self, owner: TypeId, method: &Callable, args: &[TypeId]) -> String {
        let params: Vec<String> = method.params.iter().map(|p| self.type_name(substitute(*p, args))).collect();
        let returns = self.type_name(substitute(method.returns, args));
        format!("{returns} {}.{}({})", self.type_name(owner), method.name, params.join(", "))
    }

    /// The same of a method as its own class declares it.
    pub fn own_signature(&self, id: ClassId, method: &Callable) -> String {
        self.signature(TypeId::class(id), method, &[])
    }
}
