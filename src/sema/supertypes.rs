//! The heads of type declarations: parameters, names within names, `extends` and `implements`.

use super::compiler::{Compiler, class_of_type};
use super::declare::Declared;
use super::resolve::Scope;
use super::symbols::error_type;
use crate::diag::FileId;
use crate::hir::{ClassId, ClassKind, Type, TypeId};
use crate::syntax::ast::{TypeDecl, TypeRef};

impl Compiler {
    /// What can be said of a declaration's head before any name is known.
    pub fn check_type_head(&mut self, decl: &TypeDecl, file: FileId, outer: Option<ClassId>) {
        let params = match decl {
            TypeDecl::Class(c) => c.type_params.as_slice(),
            TypeDecl::Interface(i) => i.type_params.as_slice(),
            TypeDecl::Enum(_) => &[],
        };
        if let (Some(first), Some(last)) = (params.first(), params.last()) {
            let help = Some("only the platform's own types are generic: use `Object` and cast, or an interface".into());
            let span = first.span.to(last.span);
            self.report(file, span, "type-parameters", "Type parameters are not supported", help);
        }
        let name = decl.name();
        if outer.is_some_and(|o| self.simple_name(o) == name.sym) {
            let text = self.text(file, name.span).to_owned();
            let help = Some("an inner type needs another name than the class around it".into());
            self.report(file, name.span, "duplicate-class", format!("Type name already in use: {text}"), help);
        }
    }

    /// Resolves `extends` and `implements`.
    pub fn declare_supertypes(&mut self, declared: Declared<'_>) {
        let Declared { id, decl, file } = declared;
        self.unit = Some(self.table(id).unit);
        let scope = Scope { class: Some(id), file };
        let (extends, implements): (Option<&TypeRef>, &[TypeRef]) = match decl {
            TypeDecl::Class(c) => (c.extends.as_ref(), &c.implements),
            TypeDecl::Interface(i) => (None, &i.extends),
            TypeDecl::Enum(_) => (None, &[]),
        };
        if let Some(ty) = extends
            && !self.is_array(file, ty)
        {
            let superclass = self.resolve(scope, ty);
            if self.may_extend(id, file, ty, superclass) {
                self.class_mut(id).superclass = Some(superclass);
            }
        }
        for ty in implements {
            if self.is_array(file, ty) {
                continue;
            }
            let interface = self.resolve(scope, ty);
            if interface == error_type() {
                continue;
            }
            match class_of_type(interface) {
                Some(class) if self.is_interface(class) => self.add_interface(declared, ty, interface, class),
                Some(_) | None => {
                    let name = self.type_name(interface);
                    let help = class_of_type(interface).map(|_| format!("`{name}` is a class: write `extends {name}`"));
                    self.report(file, ty.span, "not-an-interface", format!("Invalid interface: {name}"), help);
                }
            }
        }
    }

    fn is_array(&mut self, file: FileId, ty: &TypeRef) -> bool {
        if ty.dims == 0 {
            return false;
        }
        let name = self.text(file, ty.span).to_owned();
        let message = format!("A type is not allowed to extend or implement an array ref: {name}");
        self.report(file, ty.span, "array-supertype", message, Some("name a class or an interface".into()));
        true
    }

    fn add_interface(&mut self, declared: Declared<'_>, ty: &TypeRef, interface: TypeId, class: ClassId) {
        let Declared { id, file, .. } = declared;
        let name = self.type_name(interface);
        let others = self.program.class(id).interfaces.clone();
        let help = || Some("name it once".to_owned());
        if others.contains(&interface) {
            return self.report(
                file,
                ty.span,
                "interface-twice",
                format!("Interface already implemented: {name}"),
                help(),
            );
        }
        if others.iter().any(|other| class_of_type(*other) == Some(class)) {
            let message = format!("Generic Interface already implemented: {name}");
            return self.report(file, ty.span, "interface-twice", message, help());
        }
        let batch = self.named_class("database.batchable") == Some(class);
        if batch && self.program.class(id).outer.is_some() && !self.compiles_library() {
            let message = format!("Only top-level classes can implement {name}");
            let help = Some("give the batch class a file of its own".into());
            self.report(file, ty.span, "inner-batch", message, help);
        }
        self.class_mut(id).interfaces.push(interface);
    }

    fn may_extend(&mut self, of: ClassId, file: FileId, ty: &TypeRef, superclass: TypeId) -> bool {
        if superclass == error_type() {
            return false;
        }
        let name = self.type_name(superclass);
        let found = class_of_type(superclass);
        let Some(id) = found.filter(|id| self.program.class(*id).kind == ClassKind::Class) else {
            let interface = found.is_some_and(|id| self.is_interface(id));
            if !interface && self.simple_name(of).as_str().ends_with("exception") {
                let message = format!("Exception class must extend another Exception class: {name}");
                let help = "write `extends Exception`, or end the name in another word".to_owned();
                self.report(file, ty.span, "exception-name", message, Some(help));
                return false;
            }
            let help = match interface {
                true => format!("`{name}` is an interface: write `implements {name}`"),
                false => "only a virtual or abstract class can be extended".into(),
            };
            self.report(file, ty.span, "not-a-class", format!("Invalid class: {name}"), Some(help));
            return false;
        };
        let class = self.program.class(id);
        // Native classes stand for the platform's own, which say by their constructors whether they can be extended;
        // none of its exceptions can but the first. What a script declares is virtual.
        let is_native = (id.0 as usize) < self.library.len();
        let is_system = self.is_library(id) && class.is_exception && !self.compiles_library();
        let is_open = is_native || (self.anonymous && !is_system);
        if !class.is_virtual && !is_open {
            let message = format!("Non-virtual and non-abstract type cannot be extended: {name}");
            let help = format!("declare `{name}` as `virtual` or `abstract`");
            self.report(file, ty.span, "final-superclass", message, Some(help));
        }
        true
    }

    /// Cuts circles of supertypes, so that later passes can walk upwards.
    pub fn cut_circles(&mut self, declared: Declared<'_>) {
        let id = declared.id;
        if !self.leads_up_to(id) {
            return;
        }
        let name = self.program.class(id).name.clone();
        let class = self.class_mut(id);
        class.superclass = None;
        class.interfaces.clear();
        self.unit = Some(self.table(id).unit);
        let help = Some("a type cannot stand above itself".into());
        let message = format!("Circular definition: {name}");
        self.report(declared.file, declared.decl.name().span, "circular-class", message, help);
    }

    /// Whether a class is found among its own supertypes.
    fn leads_up_to(&self, id: ClassId) -> bool {
        let above = |class: ClassId| {
            let class = self.program.class(class);
            class.superclass.iter().chain(&class.interfaces).filter_map(|ty| match ty.get() {
                Type::Class(up) | Type::Generic(up, _) if up.0 as usize >= self.first_class => Some(up),
                _ => None,
            })
        };
        let mut seen: Vec<ClassId> = above(id).collect();
        let mut at = 0;
        while let Some(&class) = seen.get(at) {
            if class == id {
                return true;
            }
            let next: Vec<ClassId> = above(class).filter(|up| !seen.contains(up)).collect();
            seen.extend(next);
            at += 1;
        }
        false
    }
}
