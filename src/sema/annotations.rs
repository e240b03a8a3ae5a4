//! Annotations: which there are, where they may stand, which parameters with which values they take.

use super::compiler::Compiler;
use super::modifiers::{Fault, Place};
use super::suggest;
use crate::diag::FileId;
use crate::hir::{Access, ClassId};
use crate::syntax::ast::{
    Annotation, AnnotationArg, AnnotationValue, Ident, Literal, ModifierKind, Modifiers, TypeDecl,
};

/// One annotation of the platform.
struct Spec {
    /// As messages spell it.
    name: &'static str,
    places: Places,
    /// Its parameters; `None` where they are not checked.
    params: Option<&'static [(&'static str, Value)]>,
}

#[derive(Clone, Copy)]
enum Places {
    Methods,
    MethodsAndProperties,
    MethodsAndClasses,
    Members,
    Fields,
    Classes,
    AllButParameters,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Boolean,
    String,
    Any,
}

impl Value {
    fn name(self) -> &'static str {
        match self {
            Value::Boolean => "Boolean",
            Value::String => "String",
            Value::Any => "Object",
        }
    }
}

impl Places {
    fn allow(self, place: Place) -> bool {
        match self {
            Places::Methods => place == Place::Method,
            Places::MethodsAndProperties => matches!(place, Place::Method | Place::Property),
            Places::MethodsAndClasses => place == Place::Method || place.is_type(),
            Places::Members => matches!(place, Place::Method | Place::Field | Place::Property),
            Places::Fields => matches!(place, Place::Field | Place::Property),
            Places::Classes => place.is_type(),
            Places::AllButParameters => !matches!(place, Place::Parameter | Place::Local),
            Places::All => true,
        }
    }

    /// What to say to someone who put it elsewhere.
    fn words(self) -> &'static str {
        match self {
            Places::Methods => "methods",
            Places::MethodsAndProperties => "methods and properties",
            Places::MethodsAndClasses => "classes and methods",
            Places::Members => "methods, fields and properties",
            Places::Fields => "fields and properties",
            Places::Classes => "classes",
            Places::AllButParameters => "types and members",
            Places::All => "declarations",
        }
    }
}

const fn spec(name: &'static str, places: Places, params: Option<&'static [(&'static str, Value)]>) -> Spec {
    Spec { name, places, params }
}

const CATALOGUE: &[Spec] = &[
    spec(
        "AuraEnabled",
        Places::Members,
        Some(&[("cacheable", Value::Boolean), ("continuation", Value::Boolean), ("scope", Value::String)]),
    ),
    spec("Deprecated", Places::AllButParameters, None),
    spec("Future", Places::Methods, Some(&[("callout", Value::Boolean), ("limits", Value::String)])),
    spec("HttpDelete", Places::Methods, Some(&[])),
    spec("HttpGet", Places::Methods, Some(&[])),
    spec("HttpPatch", Places::Methods, Some(&[])),
    spec("HttpPost", Places::Methods, Some(&[])),
    spec("HttpPut", Places::Methods, Some(&[])),
    spec(
        "InvocableMethod",
        Places::Methods,
        Some(&[
            ("label", Value::String),
            ("description", Value::String),
            ("category", Value::String),
            ("callout", Value::Boolean),
            ("configurationEditor", Value::String),
            ("iconName", Value::String),
            ("capabilityType", Value::Any),
        ]),
    ),
    spec(
        "InvocableVariable",
        Places::Fields,
        Some(&[
            ("label", Value::String),
            ("description", Value::String),
            ("required", Value::Boolean),
            ("defaultValue", Value::Any),
            ("placeholderText", Value::String),
            ("capabilityType", Value::Any),
        ]),
    ),
    spec(
        "IsTest",
        Places::MethodsAndClasses,
        Some(&[
            ("seeAllData", Value::Boolean),
            ("isParallel", Value::Boolean),
            ("onInstall", Value::Boolean),
            ("critical", Value::Boolean),
            ("testFor", Value::Any),
        ]),
    ),
    spec("JsonAccess", Places::Classes, Some(&[("serializable", Value::String), ("deserializable", Value::String)])),
    spec("NamespaceAccessible", Places::AllButParameters, None),
    spec("ReadOnly", Places::Methods, None),
    spec("RemoteAction", Places::MethodsAndProperties, None),
    spec("RestResource", Places::MethodsAndClasses, Some(&[("urlMapping", Value::String)])),
    spec("SuppressWarnings", Places::All, None),
    spec("TestSetup", Places::Methods, None),
    spec("TestVisible", Places::All, None),
];

fn find(annotation: &Annotation) -> Option<&'static Spec> {
    CATALOGUE.iter().find(|s| annotation.is(s.name))
}

/// The annotation's name as messages spell it.
pub(crate) fn spelled(annotation: &Annotation) -> Option<&'static str> {
    find(annotation).map(|s| s.name)
}

impl Compiler {
    /// The first fault of the annotations in front of a declaration: existence, place, repetition, parameters.
    pub fn annotation_fault(&self, id: ClassId, file: FileId, modifiers: &Modifiers, place: Place) -> Option<Fault> {
        for (i, annotation) in modifiers.annotations.iter().enumerate() {
            let Some(spec) = find(annotation) else {
                return Some(self.unknown_annotation(file, annotation));
            };
            if modifiers.annotations[..i].iter().any(|a| a.name.sym == annotation.name.sym) {
                let message = format!("Duplicate modifier: {}", spec.name);
                return Some(Fault::new(annotation.span, "duplicate-modifier", message).help("write it once"));
            }
            if !spec.places.allow(place) {
                let message = format!("{} is not allowed on {}", spec.name, place.plural());
                let help = format!("`@{}` belongs on {}", spec.name, spec.places.words());
                return Some(Fault::new(annotation.span, "misplaced-annotation", message).help(help));
            }
            let fault = self.parameter_of_annotation(file, spec, annotation);
            let fault = fault.or_else(|| self.namespace_accessible(id, modifiers, annotation, place));
            if fault.is_some() {
                return fault;
            }
        }
        None
    }

    fn unknown_annotation(&self, file: FileId, annotation: &Annotation) -> Fault {
        let name = self.text(file, annotation.name.span);
        let fault =
            Fault::new(annotation.name.span, "unknown-annotation", format!("Annotation does not exist: {name}"));
        match suggest::closest(name, CATALOGUE.iter().map(|s| s.name)) {
            Some(near) => fault.help(format!("did you mean `@{near}`?")),
            None => fault,
        }
    }

    fn parameter_of_annotation(&self, file: FileId, spec: &Spec, annotation: &Annotation) -> Option<Fault> {
        let params = spec.params?;
        for arg in &annotation.args {
            let Some(ident) = arg.name else { continue };
            let name = self.text(file, ident.span);
            let Some((known, value)) = params.iter().find(|(p, _)| p.eq_ignore_ascii_case(name)) else {
                let message = format!("No such property, {name}, defined on this annotation: {}", spec.name);
                let fault = Fault::new(ident.span, "unknown-annotation-property", message);
                return Some(match suggest::closest(name, params.iter().map(|p| p.0)) {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None if params.is_empty() => fault.help(format!("`@{}` takes none", spec.name)),
                    None => {
                        let all: Vec<String> = params.iter().map(|p| format!("`{}`", p.0)).collect();
                        fault.help(format!("`@{}` takes {}", spec.name, all.join(", ")))
                    }
                });
            };
            if !fits(&arg.value, *value) {
                let message = format!("Invalid value for property {known} expected type {}", value.name());
                let help = match value {
                    Value::Boolean => "write `true` or `false`",
                    Value::String | Value::Any => "write a text in quotes",
                };
                return Some(Fault::new(arg.span, "annotation-value", message).help(help));
            }
        }
        None
    }

    /// What `@NamespaceAccessible` asks of the declaration and of what is around it.
    fn namespace_accessible(
        &self,
        id: ClassId,
        modifiers: &Modifiers,
        annotation: &Annotation,
        place: Place,
    ) -> Option<Fault> {
        if !annotation.is("NamespaceAccessible") {
            return None;
        }
        let open = [ModifierKind::Public, ModifierKind::Protected, ModifierKind::Global].map(|m| modifiers.has(m));
        let span = annotation.span;
        if !place.is_type() && !open.contains(&true) {
            let message = format!(
                "NamespaceAccessible {} require at least one of the following public, protected",
                place.plural()
            );
            return Some(Fault::new(span, "namespace-accessible", message).help("write `public` in front"));
        }
        let (who, around, tail) = match place.is_type() {
            true => ("Enclosing", self.program.class(id).outer?, " in apex classes"),
            false => ("Defining", id, ""),
        };
        if self.table(around).namespace_accessible || self.program.class(around).access == Access::Global {
            return None;
        }
        let message = format!(
            "{who} type for NamespaceAccessible {}{tail} require at least one of the following NamespaceAccessible, global",
            place.plural()
        );
        let help = format!("put `@NamespaceAccessible` on `{}` too", self.program.class(around).name);
        Some(Fault::new(span, "namespace-accessible", message).help(help))
    }

    /// Annotations whose rules concern the class that bears them.
    pub fn type_annotation_fault(&self, id: ClassId, file: FileId, decl: &TypeDecl) -> Option<Fault> {
        let modifiers = decl.modifiers();
        let annotation = |name: &str| modifiers.annotation(name);
        if let Some(test) = annotation("isTest") {
            if self.program.class(id).outer.is_some() {
                let message = "IsTest can only be used on a top level type";
                let help = "an inner class of a test class belongs to the test: leave `@isTest` out";
                return Some(Fault::new(test.span, "inner-test", message).help(help));
            }
            if modifiers.has(ModifierKind::Virtual) {
                let message = "IsTest classes cannot be virtual";
                return Some(
                    Fault::new(test.span, "virtual-test", message).help("leave `virtual` out, or write `abstract`"),
                );
            }
            let exception = matches!(decl, TypeDecl::Class(_)) && self.extends_exception(id);
            if exception {
                let message = "Only top-level non-exception class types can be marked as tests";
                return Some(Fault::new(test.span, "exception-test", message).help("leave `@isTest` out"));
            }
            if test.flag("isParallel") && test.flag("SeeAllData") {
                let message = "Test class annotated with @isTest(IsParallel=true) cannot also be annotated with @isTest(SeeAllData=true)";
                return Some(Fault::new(test.span, "parallel-test", message).help("leave one of the two out"));
            }
        }
        if let Some(rest) = annotation("RestResource") {
            return rest_resource(modifiers, rest);
        }
        if let Some(json) = annotation("JsonAccess") {
            return json_access(json, |name| self.text(file, name.span));
        }
        None
    }

    /// Whether the classes above a class lead to `Exception`; before its members are declared.
    pub fn extends_exception(&self, id: ClassId) -> bool {
        let mut at = self.superclass_of(id);
        // A cycle of superclasses is reported elsewhere; this must only not hang.
        for _ in 0..64 {
            let Some(up) = at else { return false };
            if self.library.builtin.exception == Some(up) {
                return true;
            }
            at = self.superclass_of(up);
        }
        false
    }
}

fn rest_resource(modifiers: &Modifiers, rest: &Annotation) -> Option<Fault> {
    if !modifiers.has(ModifierKind::Global) {
        let message = "RestResource classes must be declared as global";
        return Some(Fault::new(rest.span, "rest-global", message).help("declare the class as `global`"));
    }
    let named = |a: &&AnnotationArg| a.name.is_some_and(|n| n.sym.as_str().eq_ignore_ascii_case("urlMapping"));
    let Some(arg) = rest.args.iter().find(named) else {
        let message = "Required property is missing: urlMapping";
        let help = "write `@RestResource(urlMapping='/path/*')`";
        return Some(Fault::new(rest.span, "rest-url", message).help(help));
    };
    let AnnotationValue::Literal(Literal::String(url)) = &arg.value else { return None };
    let message = bad_url(url)?;
    Some(Fault::new(arg.span, "rest-url", message).help("write a path such as `'/orders/*'`"))
}

/// What is wrong with a resource's path.
fn bad_url(url: &str) -> Option<&'static str> {
    let star = url.find('*');
    let before = star.map(|i| &url[..i]);
    let after = star.map(|i| &url[i + 1..]);
    if url.is_empty() {
        Some("Rest Resource url cannot be empty")
    } else if url.len() > 255 {
        Some("Rest Resource url cannot be longer than 255 characters")
    } else if !url.starts_with('/') {
        Some("Rest Resource url must begin with a forward slash, '/'")
    } else if before.is_some_and(|b| !b.ends_with('/')) {
        Some("Rest Resource url wildcard, '*', must be preceded by a forward slash, '/'")
    } else if after.is_some_and(|a| !a.is_empty() && !a.starts_with('/')) {
        Some("Rest Resource url wildcard, '*', must be followed by a forward slash, '/', or be the last character")
    } else if url.contains(char::is_whitespace) {
        Some("Rest Resource url was invalid")
    } else {
        None
    }
}

fn json_access<'t>(json: &Annotation, text: impl Fn(Ident) -> &'t str) -> Option<Fault> {
    if json.args.is_empty() {
        let message = "At least one JSON serialization control parameter must be specified";
        let help = "write `@JsonAccess(serializable='always' deserializable='always')`";
        return Some(Fault::new(json.span, "json-access", message).help(help));
    }
    for arg in &json.args {
        let (Some(name), AnnotationValue::Literal(Literal::String(value))) = (arg.name, &arg.value) else { continue };
        let known = ["always", "never", "sameNamespace", "samePackage"];
        if known.iter().any(|k| k.eq_ignore_ascii_case(value)) {
            continue;
        }
        let message = format!("Annotation property, {} on JsonAccess, unknown value: {value}", text(name));
        let fault = Fault::new(arg.span, "json-access", message);
        return Some(match suggest::closest(value, known.into_iter()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("write 'always', 'never', 'sameNamespace' or 'samePackage'"),
        });
    }
    None
}

fn fits(value: &AnnotationValue, asked: Value) -> bool {
    match (asked, value) {
        (Value::Any, _) => true,
        (Value::Boolean, AnnotationValue::Literal(Literal::Bool(_)))
        | (Value::String, AnnotationValue::Literal(Literal::String(_))) => true,
        (
            Value::Boolean | Value::String,
            AnnotationValue::Literal(_) | AnnotationValue::Name(_) | AnnotationValue::List(_),
        ) => false,
    }
}
