//! What the annotations of members ask of their signatures, and of the other members of the class.

use std::sync::Arc;

use super::annotations::spelled;
use super::compiler::Compiler;
use super::declare::Declared;
use super::modifiers::{Fault, Place};
use super::symbols::error_type;
use crate::diag::FileId;
use crate::hir::{ClassId, Type, TypeId};
use crate::syntax::Symbol;
use crate::syntax::ast::{Annotation, Member, MethodHeader, ModifierKind, Modifiers, TypeDecl};

/// A method as its annotations see it.
#[derive(Clone, Copy)]
pub(crate) struct Signature<'a> {
    pub class: ClassId,
    pub file: FileId,
    pub header: &'a MethodHeader,
    pub params: &'a [(Arc<str>, TypeId)],
    pub returns: TypeId,
}

impl Signature<'_> {
    fn modifiers(&self) -> &Modifiers {
        &self.header.modifiers
    }

    fn is_static(&self) -> bool {
        self.modifiers().has(ModifierKind::Static)
    }

    fn is_open(&self) -> bool {
        self.modifiers().has(ModifierKind::Public) || self.modifiers().has(ModifierKind::Global)
    }
}

const VERBS: [&str; 5] = ["HttpGet", "HttpPost", "HttpPut", "HttpPatch", "HttpDelete"];

impl Compiler {
    /// Reports the first rule that a method's annotations break.
    pub fn check_method_annotations(&mut self, method: Signature<'_>) {
        let mut fault = self.web_service(method);
        for annotation in &method.modifiers().annotations {
            fault = fault.or_else(|| self.method_rule(method, annotation));
        }
        if fault.is_none()
            && let Some(word) = method.modifiers().get(ModifierKind::TestMethod)
        {
            fault = self.test_rule(method, "testMethod", word.span);
        }
        self.report_fault(method.file, fault);
    }

    fn method_rule(&self, method: Signature<'_>, annotation: &Annotation) -> Option<Fault> {
        let name = spelled(annotation)?;
        match name {
            "IsTest" | "TestSetup" => self.test_rule(method, name, annotation.span),
            "AuraEnabled" => aura_rule(method, annotation),
            "InvocableMethod" => self.invocable_rule(method, annotation),
            "RemoteAction" => must_be_static(method, name).or_else(|| must_be_open(method, name, annotation)),
            "ReadOnly" => self.read_only_rule(method, annotation),
            _ if VERBS.contains(&name) => self.verb_rule(method, name, annotation),
            _ => None,
        }
    }

    fn test_rule(&self, method: Signature<'_>, name: &str, span: crate::diag::Span) -> Option<Fault> {
        let at = method.header.name.span;
        if let Some(fault) = must_be_static(method, name) {
            return Some(fault);
        }
        if !self.table(method.class).is_test && self.table(method.class).in_own_file {
            let class = &self.program.class(method.class).name;
            let message = format!("Defining type for {name} methods must be declared as IsTest");
            let help = format!("put `@isTest` in front of `{class}`");
            return Some(Fault::new(span, "test-class", message).help(help));
        }
        if let Some(first) = method.header.params.first() {
            let message = "Test methods must have no arguments";
            let help = "nobody passes arguments to a test; make the values inside";
            return Some(Fault::new(first.span, "test-arguments", message).help(help));
        }
        if method.returns != TypeId::VOID && method.returns != error_type() {
            let message = match name {
                "TestSetup" => "Test setup method must return void".to_owned(),
                _ => format!("{name} methods do not support return type of {}", self.type_name(method.returns)),
            };
            return Some(Fault::new(at, "test-result", message).help("write `void`: nobody reads the result"));
        }
        None
    }

    fn invocable_rule(&self, method: Signature<'_>, annotation: &Annotation) -> Option<Fault> {
        let fault = must_be_static(method, "InvocableMethod");
        if let Some(fault) = fault.or_else(|| must_be_open(method, "InvocableMethod", annotation)) {
            return Some(fault);
        }
        let quiet = ["InvocableMethod", "Deprecated", "SuppressWarnings", "TestVisible", "NamespaceAccessible"];
        let other = |a: &&Annotation| spelled(a).is_some_and(|name| !quiet.contains(&name));
        if let Some(other) = method.modifiers().annotations.iter().find(other) {
            let message = "The only annotation that can be used with InvocableMethod is Deprecated";
            let help = "let a second method bear the other annotation and call this one";
            return Some(Fault::new(other.span, "invocable-annotation", message).help(help));
        }
        if let Some(second) = method.header.params.get(1) {
            let message = "Only one parameter is supported on methods with @Invocable annotation";
            let help = "gather the values in a class with `@InvocableVariable` fields and take a `List` of it";
            return Some(Fault::new(second.span, "invocable-parameter", message).help(help));
        }
        if let (Some(param), Some((_, ty))) = (method.header.params.first(), method.params.first())
            && !matches!(ty.get(), Type::List(_))
            && *ty != error_type()
        {
            let name = self.type_name(*ty);
            let message = format!(
                "Unsupported parameter type {name}. Valid invocable parameters must be List types like List<T> where T is a \
                 supported type"
            );
            let help = format!("flows call for many records at once: take a `List<{name}>`");
            return Some(Fault::new(param.ty.span, "invocable-parameter", message).help(help));
        }
        let nothing = method.returns == TypeId::VOID || method.returns == error_type();
        if !nothing && !matches!(method.returns.get(), Type::List(_)) {
            let name = self.type_name(method.returns);
            let message = format!("InvocableMethod methods do not support return type of {name}");
            let span = method.header.result.as_ref().map_or(method.header.name.span, |ty| ty.span);
            return Some(Fault::new(span, "invocable-result", message).help(format!("return a `List<{name}>`")));
        }
        None
    }

    fn verb_rule(&self, method: Signature<'_>, name: &str, annotation: &Annotation) -> Option<Fault> {
        if !method.modifiers().has(ModifierKind::Global) {
            let message = format!("{name} methods must be declared as global");
            return Some(Fault::new(annotation.span, "rest-method", message).help("write `global static`"));
        }
        if let Some(fault) = must_be_static(method, name) {
            return Some(fault);
        }
        if !self.table(method.class).is_rest {
            let class = &self.program.class(method.class).name;
            let message = format!("Defining type for {name} methods must be declared as RestResource");
            let help = format!("put `@RestResource(urlMapping='/path/*')` in front of `{class}`");
            return Some(Fault::new(annotation.span, "rest-method", message).help(help));
        }
        if matches!(name, "HttpGet" | "HttpDelete")
            && let Some(first) = method.header.params.first()
        {
            let message = format!("{name} methods do not support parameters");
            let help = "such a request has no body: read `RestContext.request.params`";
            return Some(Fault::new(first.span, "rest-method", message).help(help));
        }
        None
    }

    /// `@ReadOnly` stands on what is called from outside, and on a schedule's `execute`.
    fn read_only_rule(&self, method: Signature<'_>, annotation: &Annotation) -> Option<Fault> {
        let modifiers = method.modifiers();
        let called = modifiers.annotations.iter().filter_map(spelled);
        let from_outside = modifiers.has(ModifierKind::WebService)
            || called.clone().any(|name| name == "RemoteAction")
            || (self.table(method.class).is_rest && called.clone().any(|name| VERBS.contains(&name)));
        let context = self.named_class("system.schedulablecontext").map(TypeId::class);
        let scheduled = method.header.name.sym.as_str() == "execute"
            && matches!(method.params, [(_, ty)] if Some(*ty) == context)
            && !method.is_static();
        if from_outside || scheduled {
            return None;
        }
        let message = match method.header.name.sym.as_str() == "execute"
            && method.is_static()
            && self.is_scheduled(method.class)
        {
            true => {
                "ReadOnly methods require at least one of the following webService, RemoteAction, HttpGet, HttpPost, HttpPatch, \
                 HttpPut, HttpDelete"
            }
            false => {
                "Only WebService, RemoteAction or Schedulable.execute(SchedulableContext) methods can be marked ReadOnly"
            }
        };
        Some(Fault::new(annotation.span, "read-only", message).help("leave `@ReadOnly` out"))
    }

    fn is_scheduled(&self, class: ClassId) -> bool {
        let schedulable = self.named_class("system.schedulable").map(TypeId::class);
        self.program.class(class).interfaces.iter().any(|i| Some(*i) == schedulable)
    }

    fn web_service(&self, method: Signature<'_>) -> Option<Fault> {
        method.modifiers().get(ModifierKind::WebService)?;
        if let Some(fault) = must_be_static(method, "webService") {
            return Some(fault);
        }
        let keyed = |ty: TypeId| matches!(ty.get(), Type::Map(..) | Type::Set(_));
        let help = "SOAP knows lists and classes with `webService` fields, but neither maps nor sets";
        for (param, (_, ty)) in method.header.params.iter().zip(method.params) {
            if keyed(*ty) {
                let message = format!("webService methods do not support parameter type of {}", self.type_name(*ty));
                return Some(Fault::new(param.ty.span, "webservice", message).help(help));
            }
        }
        keyed(method.returns).then(|| {
            let message =
                format!("webService methods do not support return type of {}", self.type_name(method.returns));
            let span = method.header.result.as_ref().map_or(method.header.name.span, |ty| ty.span);
            Fault::new(span, "webservice", message).help(help)
        })
    }

    /// What the annotations of a field or property ask of it.
    pub fn check_variable_annotations(&mut self, file: FileId, modifiers: &Modifiers, ty: TypeId, place: Place) {
        let fault = modifiers.annotations.iter().find_map(|a| self.variable_rule(modifiers, a, ty, place));
        self.report_fault(file, fault);
    }

    fn variable_rule(&self, modifiers: &Modifiers, annotation: &Annotation, ty: TypeId, place: Place) -> Option<Fault> {
        let name = spelled(annotation).filter(|n| matches!(*n, "AuraEnabled" | "InvocableVariable"))?;
        let kind = place.plural();
        if !modifiers.has(ModifierKind::Public) && !modifiers.has(ModifierKind::Global) {
            let message = format!("{name} {kind} require at least one of the following global, public");
            return Some(Fault::new(annotation.span, "annotation-scope", message).help("write `public` in front"));
        }
        if name == "AuraEnabled" {
            let arg = annotation.args.iter().find(|a| a.name.is_some_and(|n| n.sym.as_str() == "cacheable"))?;
            let message = format!("Annotation property, cacheable on AuraEnabled, is not allowed on {kind}");
            return Some(Fault::new(arg.span, "annotation-value", message).help("only a method's result is cached"));
        }
        for word in [ModifierKind::Static, ModifierKind::Final] {
            if let Some(modifier) = modifiers.get(word) {
                let word = super::modifiers::word(word);
                let message = format!("InvocableVariable {kind} cannot be {word}");
                return Some(
                    Fault::new(modifier.span, "annotation-scope", message).help(format!("leave `{word}` out")),
                );
            }
        }
        matches!(ty.get(), Type::Map(..) | Type::Set(_)).then(|| {
            let message = format!("InvocableVariable {kind} do not support type of {}", self.type_name(ty));
            Fault::new(annotation.span, "annotation-type", message)
                .help("a flow knows lists, but neither maps nor sets")
        })
    }

    /// Rules about several members of one class.
    pub fn check_annotated_members(&mut self, declared: Declared<'_>) {
        let TypeDecl::Class(class) = declared.decl else { return };
        let headers = class.members.iter().filter_map(|member| match member {
            Member::Method(method) => Some(&method.header),
            Member::Field(_)
            | Member::Property(_)
            | Member::Constructor(_)
            | Member::Initializer(_)
            | Member::Type(_) => None,
        });
        // Most classes have no annotated methods at all.
        let annotated: Vec<&MethodHeader> = headers
            .filter(|h| !h.modifiers.annotations.is_empty() || h.modifiers.has(ModifierKind::WebService))
            .collect();
        let mut faults = Vec::new();
        for name in ["TestSetup", "InvocableMethod"].into_iter().chain(VERBS) {
            let mut with = annotated.iter().filter_map(|h| h.modifiers.annotation(name)).skip(1);
            if let Some(second) = with.next() {
                let message = format!("Only one method per type can be defined with: {name}");
                let help = format!("keep one `@{name}` and let it call the other method");
                faults.push(Fault::new(second.span, "annotated-twice", message).help(help));
            }
        }
        self.named_twice(declared, &annotated, &mut faults);
        all_data(&class.modifiers, &annotated, &mut faults);
        for fault in faults {
            self.report_fault(declared.file, Some(fault));
        }
    }

    fn named_twice(&self, declared: Declared<'_>, annotated: &[&MethodHeader], faults: &mut Vec<Fault>) {
        let with = |h: &MethodHeader, name: &str| h.modifiers.annotation(name).is_some();
        let text = |h: &MethodHeader| self.text(declared.file, h.name.span);
        for (i, header) in annotated.iter().enumerate() {
            let same = |h: &&&MethodHeader| h.name.sym == header.name.sym;
            let before = || annotated[..i].iter().filter(same);
            let at = header.name.span;
            if with(header, "AuraEnabled") {
                if before().any(|h| with(h, "AuraEnabled")) {
                    let message = format!("Overload of AuraEnabled method: {} overload is not permitted", text(header));
                    let help = "components call by name alone: give one of the two another name";
                    faults.push(Fault::new(at, "aura-overload", message).help(help));
                } else if aura_variable(declared.decl, header.name.sym) {
                    let message =
                        format!("AuraEnabled method and variable cannot have the same name: {}", text(header));
                    faults.push(Fault::new(at, "aura-overload", message).help("rename one of the two"));
                }
            }
            let count = header.params.len();
            if with(header, "RemoteAction") && before().any(|h| with(h, "RemoteAction") && h.params.len() == count) {
                let message = "Remote Action does not support two remote action methods with the same name and same number of parameters";
                faults.push(Fault::new(at, "remote-overload", message).help("give one of the two another name"));
            }
            let soap = |h: &MethodHeader| h.modifiers.has(ModifierKind::WebService);
            if soap(header) && before().any(|h| soap(h)) {
                let message = format!(
                    "Web Service does not support two web service methods with the same name: {}",
                    text(header)
                );
                faults.push(Fault::new(at, "webservice", message).help("give one of the two another name"));
            }
        }
    }
}

/// Whether the class offers a field or property of this name to components.
fn aura_variable(decl: &TypeDecl, name: Symbol) -> bool {
    let TypeDecl::Class(class) = decl else { return false };
    let offered = |modifiers: &Modifiers| modifiers.annotation("AuraEnabled").is_some();
    class.members.iter().any(|member| match member {
        Member::Field(m) => offered(&m.modifiers) && m.vars.iter().any(|v| v.name.sym == name),
        Member::Property(m) => offered(&m.modifiers) && m.name.sym == name,
        Member::Method(_) | Member::Constructor(_) | Member::Initializer(_) | Member::Type(_) => false,
    })
}

/// `SeeAllData=true` goes neither with a setup method nor with parallel tests.
fn all_data(class: &Modifiers, annotated: &[&MethodHeader], faults: &mut Vec<Fault>) {
    let test = class.annotation("isTest");
    let setup = annotated.iter().find_map(|h| h.modifiers.annotation("TestSetup"));
    let method = annotated.iter().filter_map(|h| h.modifiers.annotation("isTest")).find(|a| a.flag("SeeAllData"));
    let on_class = test.filter(|t| t.flag("SeeAllData"));
    let parallel = test.is_some_and(|t| t.flag("isParallel"));
    let help = "make the records that the tests need in the setup method";
    if let (Some(class), Some(_)) = (on_class, setup) {
        let message = "Test class cannot be annotated with @isTest(SeeAllData=true)";
        faults.push(Fault::new(class.span, "test-data", message).help(help));
    } else if let (Some(method), Some(_)) = (method, setup) {
        let message =
            "Test class containing a test setup method cannot have any methods annotated with @isTest(SeeAllData=true)";
        faults.push(Fault::new(method.span, "test-data", message).help(help));
    } else if let (Some(method), true) = (method, parallel) {
        let message = "Test class annotated with @isTest(IsParallel=true) cannot have any methods annotated with @isTest(SeeAllData=true)";
        let help = "parallel tests see only their own data: leave one of the two out";
        faults.push(Fault::new(method.span, "parallel-test", message).help(help));
    }
}

fn aura_rule(method: Signature<'_>, annotation: &Annotation) -> Option<Fault> {
    let at = method.header.name.span;
    if !method.is_static() && !method.header.name.sym.as_str().starts_with("get") {
        let message = "Non static AuraEnabled methods must be named with a prefix 'get'";
        let help = "write `static` to offer it to components";
        return Some(Fault::new(at, "aura-instance", message).help(help));
    }
    if !method.is_static()
        && let Some(first) = method.header.params.first()
    {
        let message = "Non static AuraEnabled methods may not have parameters";
        let help = "write `static`, or leave the parameters out";
        return Some(Fault::new(first.span, "aura-instance", message).help(help));
    }
    must_be_open(method, "AuraEnabled", annotation)
}

fn must_be_static(method: Signature<'_>, name: &str) -> Option<Fault> {
    if method.is_static() {
        return None;
    }
    let message = format!("{name} methods must be declared as static");
    Some(Fault::new(method.header.name.span, "annotation-static", message).help("write `static` in front"))
}

fn must_be_open(method: Signature<'_>, name: &str, annotation: &Annotation) -> Option<Fault> {
    if method.is_open() {
        return None;
    }
    let message = format!("{name} methods require at least one of the following global, public");
    Some(Fault::new(annotation.span, "annotation-scope", message).help("write `public` in front"))
}
