//! Methods as messages print them: `void System.Schedulable.execute(System.SchedulableContext)`.

use super::compiler::{Compiler, class_of_type};
use super::symbols::{Callable, substitute};
use crate::hir::{ClassId, Type, TypeId};

impl Compiler {
    /// A method with its owner and its types in full; `args` stand for the owner's type parameters.
    pub fn signature(&self, owner: TypeId, method: &Callable, args: &[TypeId]) -> String {
        let params: Vec<String> = method.params.iter().map(|p| self.full_name(substitute(*p, args))).collect();
        let returns = self.full_name(substitute(method.returns, args));
        format!("{returns} {}.{}({})", self.full_name(owner), method.name, params.join(", "))
    }

    /// The same of a method as its own class declares it.
    pub fn own_signature(&self, id: ClassId, method: &Callable) -> String {
        self.signature(TypeId::class(id), method, &[])
    }

    /// A type's name with the namespace of the platform's own classes.
    pub fn full_name(&self, ty: TypeId) -> String {
        let plain = self.type_name(ty);
        match ty.get() {
            Type::List(t) => format!("List<{}>", self.full_name(t)),
            Type::Set(t) => format!("Set<{}>", self.full_name(t)),
            Type::Map(k, v) => format!("Map<{},{}>", self.full_name(k), self.full_name(v)),
            Type::Class(_) | Type::Generic(..) => {
                let class = class_of_type(ty).map(|id| self.program.class(id));
                // Exception is one of the types that the language itself knows.
                match class.filter(|c| c.namespace == "System" && Some(c.id) != self.library.builtin.exception) {
                    Some(_) => format!("System.{plain}"),
                    None => plain,
                }
            }
            _ => plain,
        }
    }
}
