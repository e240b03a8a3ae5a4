//! Second pass over the declarations: fields with their slots, properties, methods, constructors, initialisers.

use std::sync::Arc;

use super::annotation_rules::Signature;
use super::compiler::Compiler;
use super::declare::{Declarations, Declared, access_of};
use super::identifiers::Subject;
use super::modifiers::Place;
use super::resolve::Scope;
use super::symbols::{Callable, Storage, Target, Variable};
use super::work::{InitPart, Initializers, Work, WorkBody};
use crate::diag::{FileId, Span};
use crate::hir::{Access, ClassId, Field, FutureInfo, Method, MethodFlags, MethodId, MethodKind, StaticField, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, ExprKind, Member, ModifierKind, Modifiers, TypeDecl};

/// As many parameters as a method may have.
const MOST_PARAMETERS: usize = 32;

/// As many constants as an enum may have.
const MOST_CONSTANTS: usize = 100;

impl Compiler {
    /// Declares the members of a class whose superclass is done.
    pub fn declare_members<'a>(&mut self, all: &mut Declarations<'a>, declared: Declared<'a>) {
        let Declared { id, decl, file } = declared;
        self.unit = Some(self.table(id).unit);
        if !self.compiles_library() {
            self.check_name(file, decl.name(), Subject::Type);
            self.check_type_modifiers(declared);
        }
        let mut inits = Initializers::default();
        match decl {
            TypeDecl::Class(class) => {
                self.check_exception_name(declared);
                if let Some(up) = self.superclass_of(id) {
                    let inherited = self.program.class(up).fields.clone();
                    self.class_mut(id).is_exception =
                        self.program.class(up).is_exception || self.library.builtin.exception == Some(up);
                    self.class_mut(id).fields = inherited;
                }
                for member in &class.members {
                    self.declare_member(all, &mut inits, id, file, member);
                }
            }
            TypeDecl::Interface(interface) => {
                for member in &interface.members {
                    match member {
                        Member::Method(method) => {
                            let good = self.check_member_modifiers(id, file, member);
                            let declared = self.declare_method(all, id, file, method);
                            if good {
                                self.check_method(id, file, method, declared);
                            }
                        }
                        other => {
                            let message = "Interfaces can only contain method declarations";
                            let help = Some("move it to a class".into());
                            self.report(file, other.span(), "interface-member", message, help);
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
        if !self.compiles_library() {
            self.check_annotated_members(declared);
        }
    }

    fn declare_member<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        inits: &mut Initializers<'a>,
        id: ClassId,
        file: FileId,
        member: &'a Member,
    ) {
        // One mistake is reported once: what a wrong modifier leads to is not.
        let good = self.compiles_library() || self.check_member_modifiers(id, file, member);
        match member {
            Member::Field(field) => {
                let ty = self.declare_field(inits, id, file, field);
                if good {
                    self.check_variable_annotations(file, &field.modifiers, ty, Place::Field);
                }
            }
            Member::Property(property) => {
                let ty = self.declare_property(all, id, file, property);
                if good {
                    self.check_variable_annotations(file, &property.modifiers, ty, Place::Property);
                }
            }
            Member::Method(method) => {
                let declared = self.declare_method(all, id, file, method);
                if good {
                    self.check_method(id, file, method, declared);
                }
            }
            Member::Constructor(constructor) => self.declare_constructor(all, id, file, constructor),
            Member::Initializer(block) => {
                let list = if block.is_static { &mut inits.statics } else { &mut inits.instance };
                list.push(InitPart::Block(&block.body));
            }
            Member::Type(_) => {}
        }
    }

    fn declare_constants(&mut self, id: ClassId, file: FileId, decl: &ast::EnumDecl) {
        if let Some(over) = decl.constants.get(MOST_CONSTANTS)
            && !self.compiles_library()
        {
            let message = format!("Maximum number of enum items exceeded: {MOST_CONSTANTS}");
            let help = Some("so many values are better kept as records or custom metadata".into());
            self.report(file, over.span, "too-many-constants", message, help);
        }
        for (ordinal, constant) in decl.constants.iter().enumerate() {
            self.check_name(file, *constant, Subject::Constant);
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
            let help = Some("names of fields, properties and constants differ in more than their case".into());
            self.report(file, name.span, "duplicate-field", format!("Duplicate field: {text}"), help);
        }
    }

    fn declare_field<'a>(
        &mut self,
        inits: &mut Initializers<'a>,
        id: ClassId,
        file: FileId,
        decl: &'a ast::FieldDecl,
    ) -> TypeId {
        let ty = self.resolve(Scope { class: Some(id), file }, &decl.ty);
        let is_static = decl.modifiers.has(ModifierKind::Static);
        let is_final = decl.modifiers.has(ModifierKind::Final);
        let access = access_of(&decl.modifiers, Access::Private);
        for var in &decl.vars {
            self.check_name(file, var.name, Subject::Variable);
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
                let list = match is_static {
                    true if is_final && matches!(init.kind, ExprKind::Literal(_)) => &mut inits.constants,
                    true => &mut inits.statics,
                    false => &mut inits.instance,
                };
                list.push(InitPart::Field { name: var.name, slot, ty, init });
            }
        }
        ty
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
    ) -> MethodId {
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
        self.check_name(file, header.name, Subject::Method);
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
            Some(body) => Some(WorkBody::Method(body)),
            None if !is_abstract && self.is_library(id) => Some(WorkBody::Unwritten),
            None => None,
        };
        if let Some(body) = body {
            all.works.push(Work { method, class: Some(id), file, body });
        }
        method
    }

    /// Checks what a declared method's modifiers and annotations ask of it.
    pub fn check_method(&mut self, id: ClassId, file: FileId, decl: &ast::MethodDecl, method: MethodId) {
        let declared = self.program.method(method);
        let (params, returns, future) = (declared.params.clone(), declared.returns, declared.future);
        if future.is_some() {
            self.check_future(file, &decl.header, &params, returns);
        }
        self.check_method_body(id, file, decl);
        self.check_method_annotations(Signature { class: id, file, header: &decl.header, params: &params, returns });
    }

    fn check_method_body(&mut self, id: ClassId, file: FileId, decl: &ast::MethodDecl) {
        let header = &decl.header;
        let is_abstract = header.modifiers.has(ModifierKind::Abstract);
        let report = match (&decl.body, is_abstract || self.is_interface(id)) {
            (Some(_), true) => Some(("Abstract methods cannot have a body", "end the method with `;`")),
            (None, false) if !self.is_library(id) => {
                Some(("Method must have a body", "write `{ .. }`, or declare the method `abstract`"))
            }
            (Some(_), false) | (None, _) => None,
        };
        if let Some((message, help)) = report {
            self.report(file, header.name.span, "method-body", message, Some(help.into()));
        }
        if is_abstract && !self.program.class(id).is_abstract {
            let class = self.program.class(id).name.clone();
            let message = "Defining type for abstract methods must be declared as abstract";
            let help = Some(format!("declare `{class}` as `abstract`, or give the method a body"));
            self.report(file, header.name.span, "abstract-method", message, help);
        }
    }

    fn add_callable(&mut self, id: ClassId, file: FileId, name: ast::Ident, callable: Callable) {
        let same = |other: &Arc<Callable>| other.params == callable.params;
        let duplicate = self.table(id).methods.get(&name.sym).is_some_and(|all| all.iter().any(same));
        if duplicate {
            let params = self.type_names_of(callable.params.iter().copied());
            let message = format!(
                "Method already defined: {} {}({params}) from the type {}",
                self.type_name(callable.returns),
                callable.name,
                self.program.class(id).name
            );
            let help = Some("methods of one name differ in their parameters' types".into());
            self.report(file, name.span, "duplicate-method", message, help);
            return;
        }
        self.table_mut(id).methods.entry(name.sym).or_default().push(Arc::new(callable));
    }

    fn declare_params(&mut self, scope: Scope, params: &[ast::Param]) -> Vec<(Arc<str>, TypeId)> {
        let mut seen: Vec<Symbol> = Vec::new();
        let mut declared = Vec::with_capacity(params.len());
        if let Some(over) = params.get(MOST_PARAMETERS) {
            let message = format!("Invalid number of parameters exceeds: {MOST_PARAMETERS}");
            let help = Some("gather some of the values in a class of their own".into());
            self.report(scope.file, over.span, "too-many-parameters", message, help);
        }
        for param in params {
            self.check_name(scope.file, param.name, Subject::Variable);
            let name: Arc<str> = self.text(scope.file, param.name.span).into();
            if seen.contains(&param.name.sym) {
                let message = format!("Duplicate variable: {name}");
                let help = Some("rename one of the two".into());
                self.report(scope.file, param.name.span, "duplicate-variable", message, help);
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
        self.check_constructor(id, file, decl.name, &params);
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
        let (instance, statics) = inits.in_order();
        if !instance.is_empty() {
            let blank = blank_method(Some(id), "<init>".into(), MethodKind::InstanceInit, file, span);
            let method = self.add_method(blank);
            self.class_mut(id).instance_init = Some(method);
            all.works.push(Work { method, class: Some(id), file, body: WorkBody::Initializers(instance) });
        }
        if !statics.is_empty() {
            let blank = blank_method(Some(id), "<clinit>".into(), MethodKind::StaticInit, file, span);
            let flags = MethodFlags { is_static: true, ..MethodFlags::default() };
            let method = self.add_method(Method { flags, ..blank });
            self.class_mut(id).static_init = Some(method);
            all.works.push(Work { method, class: Some(id), file, body: WorkBody::Initializers(statics) });
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
