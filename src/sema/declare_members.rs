//! Second pass over the declarations: fields with their slots, properties, methods, constructors, initialisers.

use std::sync::Arc;

use super::compiler::Compiler;
use super::declare::{Declarations, Declared, access_of};
use super::resolve::Scope;
use super::symbols::{Callable, Storage, Target, Variable};
use super::work::{InitPart, Work, WorkBody};
use crate::diag::{FileId, Span};
use crate::hir::{Access, ClassId, Field, FutureInfo, Method, MethodFlags, MethodId, MethodKind, StaticField, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Member, ModifierKind, Modifiers, TypeDecl};

/// Initialisers of a class while its members are read.
#[derive(Default)]
struct Initializers<'a> {
    instance: Vec<InitPart<'a>>,
    statics: Vec<InitPart<'a>>,
}

impl Compiler {
    /// Declares the members of a class whose superclass is done.
    pub fn declare_members<'a>(&mut self, all: &mut Declarations<'a>, declared: Declared<'a>) {
        let Declared { id, decl, file } = declared;
        self.unit = Some(self.table(id).unit);
        let mut inits = Initializers::default();
        match decl {
            TypeDecl::Class(class) => {
                if let Some(up) = self.superclass_of(id) {
                    let inherited = self.program.class(up).fields.clone();
                    self.class_mut(id).is_exception =
                        self.program.class(up).is_exception || self.library.builtin.exception == Some(up);
                    self.class_mut(id).fields = inherited;
                    self.check_exception_name(declared);
                }
                for member in &class.members {
                    self.declare_member(all, &mut inits, id, file, member);
                }
            }
            TypeDecl::Interface(interface) => {
                for member in &interface.members {
                    match member {
                        Member::Method(method) => self.declare_method(all, id, file, method),
                        other => {
                            let message = "Interfaces can only contain method declarations".to_owned();
                            self.report(file, other.span(), "interface-member", message, None);
                        }
                    }
                }
            }
            TypeDecl::Enum(constants) => self.declare_constants(id, file, constants),
        }
        self.add_initializers(all, id, file, decl.span(), inits);
        if let TypeDecl::Class(class) = decl {
            self.add_implicit_constructor(all, id, file, class);
        }
    }

    /// Inner types have no statics.
    fn check_inner_static(&mut self, id: ClassId, file: FileId, member: &Member) {
        if self.program.class(id).outer.is_none() {
            return;
        }
        let is_static = |m: &Modifiers| m.has(ModifierKind::Static);
        let message = match member {
            Member::Field(m) if is_static(&m.modifiers) => "static can only be used on fields of a top level type",
            Member::Property(m) if is_static(&m.modifiers) => "static can only be used on fields of a top level type",
            Member::Method(m) if is_static(&m.header.modifiers) => {
                "static can only be used on methods of a top level type"
            }
            Member::Initializer(m) if m.is_static => "Inner types are not allowed to have static blocks",
            _ => return,
        };
        self.report(file, member.span(), "inner-static", message, None);
    }

    fn check_exception_name(&mut self, declared: Declared<'_>) {
        let class = self.program.class(declared.id);
        if !class.is_exception || class.name.to_ascii_lowercase().ends_with("exception") {
            return;
        }
        let message = format!("Classes extending Exception must have a name ending in 'Exception': {}", class.name);
        self.report(declared.file, declared.decl.name().span, "exception-name", message, None);
    }

    fn declare_member<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        inits: &mut Initializers<'a>,
        id: ClassId,
        file: FileId,
        member: &'a Member,
    ) {
        self.check_inner_static(id, file, member);
        match member {
            Member::Field(field) => self.declare_field(inits, id, file, field),
            Member::Property(property) => self.declare_property(all, id, file, property),
            Member::Method(method) => self.declare_method(all, id, file, method),
            Member::Constructor(constructor) => self.declare_constructor(all, id, file, constructor),
            Member::Initializer(block) => {
                let list = if block.is_static { &mut inits.statics } else { &mut inits.instance };
                list.push(InitPart::Block(&block.body));
            }
            Member::Type(_) => {}
        }
    }

    fn declare_constants(&mut self, id: ClassId, file: FileId, decl: &ast::EnumDecl) {
        for (ordinal, constant) in decl.constants.iter().enumerate() {
            let variable = Variable {
                name: self.text(file, constant.span).into(),
                ty: TypeId::class(id),
                owner: id,
                is_static: true,
                is_final: true,
                access: Access::Global,
                set_access: None,
                readable: true,
                test_visible: false,
                storage: Storage::Constant(ordinal as u16),
            };
            self.add_variable(id, file, *constant, variable);
        }
    }

    pub fn add_variable(&mut self, id: ClassId, file: FileId, name: ast::Ident, variable: Variable) {
        let text = Arc::clone(&variable.name);
        let before = self.table_mut(id).variables.insert(name.sym, Arc::new(variable));
        if before.is_some() {
            self.report(file, name.span, "duplicate-field", format!("Duplicate field: {text}"), None);
        }
    }

    fn declare_field<'a>(&mut self, inits: &mut Initializers<'a>, id: ClassId, file: FileId, decl: &'a ast::FieldDecl) {
        let ty = self.resolve(Scope { class: Some(id), file }, &decl.ty);
        let is_static = decl.modifiers.has(ModifierKind::Static);
        let is_final = decl.modifiers.has(ModifierKind::Final);
        let access = access_of(&decl.modifiers, Access::Private);
        for var in &decl.vars {
            let name: Arc<str> = self.text(file, var.name.span).into();
            let transient = decl.modifiers.has(ModifierKind::Transient);
            let slot = self.add_slot(id, &name, ty, is_static, access, is_final, transient, var.span);
            let variable = Variable {
                name,
                ty,
                owner: id,
                is_static,
                is_final,
                access,
                set_access: Some(access),
                readable: true,
                test_visible: decl.modifiers.annotation("TestVisible").is_some(),
                storage: Storage::Slot(slot),
            };
            self.add_variable(id, file, var.name, variable);
            if let Some(init) = &var.init {
                let list = if is_static { &mut inits.statics } else { &mut inits.instance };
                list.push(InitPart::Field { name: var.name, slot, ty, init });
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the facts of one slot")]
    pub fn add_slot(
        &mut self,
        id: ClassId,
        name: &Arc<str>,
        ty: TypeId,
        is_static: bool,
        access: Access,
        is_final: bool,
        is_transient: bool,
        span: Span,
    ) -> u16 {
        let class = self.class_mut(id);
        let name = Arc::clone(name);
        if is_static {
            class.statics.push(StaticField { name, ty, access, is_final, span });
            (class.statics.len() - 1) as u16
        } else {
            class.fields.push(Field { name, ty, class: id, access, is_final, is_transient, span });
            (class.fields.len() - 1) as u16
        }
    }

    pub fn declare_method<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::MethodDecl,
    ) {
        let scope = Scope { class: Some(id), file };
        let header = &decl.header;
        let modifiers = &header.modifiers;
        let in_interface = self.is_interface(id);
        let has = |m| modifiers.has(m);
        let is_static = has(ModifierKind::Static);
        let is_abstract = in_interface || has(ModifierKind::Abstract);
        let is_virtual = is_abstract || has(ModifierKind::Virtual) || has(ModifierKind::Override);
        let returns = header.result.as_ref().map_or(TypeId::VOID, |ty| self.resolve(scope, ty));
        let params = self.declare_params(scope, &header.params);
        let default = if in_interface { Access::Public } else { Access::Private };
        let access = access_of(modifiers, default);
        let is_test = has(ModifierKind::TestMethod) || modifiers.annotation("isTest").is_some();
        let name: Arc<str> = self.text(file, header.name.span).into();
        let future = modifiers.annotation("future").map(|a| FutureInfo { callout: a.flag("callout") });
        let method = self.add_method(Method {
            access,
            flags: MethodFlags {
                is_static,
                is_virtual,
                is_abstract,
                is_test,
                is_test_setup: modifiers.annotation("TestSetup").is_some(),
                see_all_data: modifiers.annotation("isTest").is_some_and(|a| a.flag("SeeAllData")),
            },
            params: params.clone(),
            returns,
            future,
            annotations: annotations_of(modifiers),
            ..blank_method(Some(id), Arc::clone(&name), MethodKind::Method, file, decl.span)
        });
        if future.is_some() {
            self.check_future(file, header, &params, returns);
        }
        self.check_method_modifiers(id, file, decl);
        let callable = Callable {
            target: Target::Apex(method),
            owner: id,
            name,
            params: params.iter().map(|p| p.1).collect(),
            returns,
            is_static,
            is_abstract,
            access,
            test_visible: modifiers.annotation("TestVisible").is_some(),
            selector: None,
        };
        self.add_callable(id, file, header.name, callable);
        self.class_mut(id).methods.push(method);
        let body = match &decl.body {
            Some(body) => WorkBody::Method(body),
            None if !is_abstract && self.is_library(id) => WorkBody::Missing,
            None => return,
        };
        all.works.push(Work { method, class: Some(id), file, body });
    }

    fn check_method_modifiers(&mut self, id: ClassId, file: FileId, decl: &ast::MethodDecl) {
        let header = &decl.header;
        let name = self.text(file, header.name.span).to_owned();
        let is_abstract = header.modifiers.has(ModifierKind::Abstract);
        let report = match (&decl.body, is_abstract || self.is_interface(id)) {
            (Some(_), true) => Some("Abstract methods cannot have a body"),
            (None, false) if !self.is_library(id) => Some("Method must have a body"),
            (Some(_), false) | (None, _) => None,
        };
        if let Some(message) = report {
            self.report(file, header.name.span, "method-body", message, None);
        }
        if is_abstract && !self.program.class(id).is_abstract {
            let class = self.program.class(id).name.clone();
            let message = format!("Class {class} must be declared abstract: it has the abstract method {name}");
            self.report(file, header.name.span, "abstract-method", message, None);
        }
    }

    fn add_callable(&mut self, id: ClassId, file: FileId, name: ast::Ident, callable: Callable) {
        let same = |other: &Arc<Callable>| other.params == callable.params;
        let duplicate = self.table(id).methods.get(&name.sym).is_some_and(|all| all.iter().any(same));
        if duplicate {
            let params = self.type_names_of(callable.params.iter().copied());
            let message =
                format!("Method already defined: {} {}({params})", self.type_name(callable.returns), callable.name);
            self.report(file, name.span, "duplicate-method", message, None);
            return;
        }
        self.table_mut(id).methods.entry(name.sym).or_default().push(Arc::new(callable));
    }

    fn declare_params(&mut self, scope: Scope, params: &[ast::Param]) -> Vec<(Arc<str>, TypeId)> {
        let mut seen: Vec<Symbol> = Vec::new();
        let mut declared = Vec::with_capacity(params.len());
        for param in params {
            let name: Arc<str> = self.text(scope.file, param.name.span).into();
            if seen.contains(&param.name.sym) {
                let message = format!("Duplicate variable: {name}");
                self.report(scope.file, param.name.span, "duplicate-variable", message, None);
            }
            seen.push(param.name.sym);
            declared.push((name, self.resolve(scope, &param.ty)));
        }
        declared
    }

    fn declare_constructor<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::ConstructorDecl,
    ) {
        if decl.name.sym != self.simple_name(id) {
            let name = self.text(file, decl.name.span).to_owned();
            let message = format!("Invalid constructor name: {name}");
            let help = Some("a method needs a result type or `void`; a constructor is named like its class".into());
            self.report(file, decl.name.span, "constructor-name", message, help);
        }
        let params = self.declare_params(Scope { class: Some(id), file }, &decl.params);
        let access = access_of(&decl.modifiers, Access::Private);
        let method = self.push_constructor(id, file, decl.span, params, access, &decl.modifiers);
        all.works.push(Work { method, class: Some(id), file, body: WorkBody::Constructor(decl) });
    }

    fn push_constructor(
        &mut self,
        id: ClassId,
        file: FileId,
        span: Span,
        params: Vec<(Arc<str>, TypeId)>,
        access: Access,
        modifiers: &Modifiers,
    ) -> MethodId {
        let types = params.iter().map(|p| p.1).collect();
        let method = self.add_method(Method {
            access,
            params,
            annotations: annotations_of(modifiers),
            ..blank_method(Some(id), "<init>".into(), MethodKind::Constructor, file, span)
        });
        let callable = Callable {
            target: Target::Apex(method),
            owner: id,
            name: "<init>".into(),
            params: types,
            returns: TypeId::VOID,
            is_static: false,
            is_abstract: false,
            access,
            test_visible: modifiers.annotation("TestVisible").is_some(),
            selector: None,
        };
        self.table_mut(id).constructors.push(Arc::new(callable));
        self.class_mut(id).constructors.push(method);
        method
    }

    fn add_initializers<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        span: Span,
        inits: Initializers<'a>,
    ) {
        if !inits.instance.is_empty() {
            let blank = blank_method(Some(id), "<init>".into(), MethodKind::InstanceInit, file, span);
            let method = self.add_method(blank);
            self.class_mut(id).instance_init = Some(method);
            all.works.push(Work { method, class: Some(id), file, body: WorkBody::Initializers(inits.instance) });
        }
        if !inits.statics.is_empty() {
            let blank = blank_method(Some(id), "<clinit>".into(), MethodKind::StaticInit, file, span);
            let flags = MethodFlags { is_static: true, ..MethodFlags::default() };
            let method = self.add_method(Method { flags, ..blank });
            self.class_mut(id).static_init = Some(method);
            all.works.push(Work { method, class: Some(id), file, body: WorkBody::Initializers(inits.statics) });
        }
    }

    /// A class that declares no constructor gets one when there is one above to call.
    fn add_implicit_constructor<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::ClassDecl,
    ) {
        let class = self.program.class(id);
        if !class.constructors.is_empty() {
            return;
        }
        let above = self.superclass_of(id).is_some_and(|up| !self.program.class(up).constructors.is_empty());
        if !above {
            return;
        }
        let is_exception = class.is_exception;
        let none = Modifiers::default();
        let exception = self.library.builtin.exception.map(TypeId::class);
        let forms: Vec<Vec<(Arc<str>, TypeId)>> = match exception {
            Some(cause) if is_exception => {
                let text = || ("message".into(), TypeId::STRING);
                vec![vec![], vec![text()], vec![("cause".into(), cause)], vec![text(), ("cause".into(), cause)]]
            }
            Some(_) | None => vec![vec![]],
        };
        for params in forms {
            let method = self.push_constructor(id, file, decl.span, params, Access::Public, &none);
            let body = WorkBody::ImplicitConstructor(decl.name.span);
            all.works.push(Work { method, class: Some(id), file, body });
        }
    }

    pub fn add_method(&mut self, mut method: Method) -> MethodId {
        let id = MethodId(self.program.methods.len() as u32);
        method.id = id;
        self.program.methods.push(Arc::new(method));
        id
    }
}

fn annotations_of(modifiers: &Modifiers) -> Vec<Symbol> {
    modifiers.annotations.iter().map(|a| a.name.sym).collect()
}

/// A method without a body; its id is given when it is added.
pub(crate) fn blank_method(
    class: Option<ClassId>,
    name: Arc<str>,
    kind: MethodKind,
    file: FileId,
    span: Span,
) -> Method {
    Method {
        id: MethodId(0),
        class,
        name,
        kind,
        access: Access::Private,
        flags: MethodFlags::default(),
        params: Vec::new(),
        returns: TypeId::VOID,
        future: None,
        annotations: Vec::new(),
        selector: None,
        file,
        span,
        frame: 0,
        body: None,
        native: None,
    }
}
