//! Properties: automatic ones are fields, the others get accessor methods beside their backing field.

use std::sync::Arc;

use super::compiler::Compiler;
use super::declare::{Declarations, access_of};
use super::declare_members::blank_method;
use super::identifiers::Subject;
use super::resolve::Scope;
use super::symbols::{Accessor, Storage, Variable};
use super::work::{Work, WorkBody};
use crate::diag::FileId;
use crate::hir::{Access, ClassId, Method, MethodFlags, MethodId, MethodKind, Property, TypeId};
use crate::syntax::ast::{self, AccessorKind, ModifierKind};

impl Compiler {
    pub fn declare_property<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::PropertyDecl,
    ) -> TypeId {
        self.check_name(file, decl.name, Subject::Variable);
        let ty = self.resolve(Scope { class: Some(id), file }, &decl.ty);
        let name: Arc<str> = self.text(file, decl.name.span).into();
        let is_static = decl.modifiers.has(ModifierKind::Static);
        let access = access_of(&decl.modifiers, Access::Private);
        let transient = decl.modifiers.has(ModifierKind::Transient);
        let slot = self.add_slot(id, &name, ty, is_static, access, false, transient, decl.span);
        let overridable =
            [ModifierKind::Virtual, ModifierKind::Abstract, ModifierKind::Override].map(|m| decl.modifiers.has(m));
        // Where one accessor has code the other is a method, too: a compound assignment goes through both.
        let has_code = [AccessorKind::Get, AccessorKind::Set]
            .into_iter()
            .filter_map(|kind| decl.accessor(kind))
            .any(|accessor| accessor.body.is_some());
        let overridable = overridable.contains(&true);
        let getter = self.declare_accessor(all, id, file, decl, ty, AccessorKind::Get, overridable, has_code);
        let setter = self.declare_accessor(all, id, file, decl, ty, AccessorKind::Set, overridable, has_code);
        let set = decl.accessor(AccessorKind::Set);
        let storage = if getter.is_some() || setter.is_some() {
            let property = Property { name: Arc::clone(&name), ty, is_static, getter, setter, backing: Some(slot) };
            self.class_mut(id).properties.push(property);
            let accessor = |method: MethodId| Accessor { method, selector: None };
            Storage::Accessors { getter: getter.map(accessor), setter: setter.map(accessor), backing: slot }
        } else {
            Storage::Slot(slot)
        };
        let variable = Variable {
            name,
            ty,
            owner: id,
            is_static,
            is_final: false,
            access,
            set_access: set.map(|s| access_of(&s.modifiers, access)),
            readable: decl.accessor(AccessorKind::Get).is_some(),
            test_visible: decl.modifiers.annotation("TestVisible").is_some(),
            storage,
        };
        self.add_variable(id, file, decl.name, variable);
        ty
    }

    /// A method for an accessor that has code, or whose other one has, or that can be overridden.
    #[expect(clippy::too_many_arguments, reason = "the facts of one accessor")]
    fn declare_accessor<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::PropertyDecl,
        ty: TypeId,
        kind: AccessorKind,
        overridable: bool,
        has_code: bool,
    ) -> Option<MethodId> {
        let accessor = decl.accessor(kind)?;
        if !has_code && !overridable {
            return None;
        }
        let is_static = decl.modifiers.has(ModifierKind::Static);
        let is_abstract = decl.modifiers.has(ModifierKind::Abstract);
        let text: Arc<str> = self.text(file, decl.name.span).into();
        let (kind, params, returns) = match kind {
            AccessorKind::Get => (MethodKind::Getter, vec![], ty),
            AccessorKind::Set => (MethodKind::Setter, vec![("value".into(), ty)], TypeId::VOID),
        };
        let access = access_of(&accessor.modifiers, access_of(&decl.modifiers, Access::Private));
        let flags = MethodFlags { is_static, is_virtual: overridable, is_abstract, ..MethodFlags::default() };
        let method = self.add_method(Method {
            access,
            flags,
            params,
            returns,
            ..blank_method(Some(id), text, kind, file, accessor.span)
        });
        let body = match &accessor.body {
            Some(block) => WorkBody::Accessor { block, property: decl.name.sym },
            None => WorkBody::AutomaticAccessor { property: decl.name.sym, span: accessor.span },
        };
        if !(is_abstract && accessor.body.is_none()) {
            all.works.push(Work { method, class: Some(id), file, body });
        }
        Some(method)
    }
}
