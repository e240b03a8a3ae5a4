//! Which modifiers may stand where, and which of them exclude or need something else.

use super::compiler::Compiler;
use super::declare::Declared;
use crate::diag::{FileId, Span};
use crate::hir::{Access, ClassId, ClassKind};
use crate::syntax::ast::{self, Member, ModifierKind, Modifiers, TypeDecl};

/// What a modifier or an annotation stands in front of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Class,
    Interface,
    Enum,
    Method,
    Field,
    Property,
    Constructor,
    Parameter,
    Local,
}

impl Place {
    /// As messages name it: `protected is not allowed on classes`.
    pub fn plural(self) -> &'static str {
        match self {
            Place::Class => "classes",
            Place::Interface => "interfaces",
            Place::Enum => "enums",
            Place::Method => "methods",
            Place::Field => "fields",
            Place::Property => "properties",
            Place::Constructor => "constructors",
            Place::Parameter => "parameters",
            Place::Local => "locals",
        }
    }

    pub fn is_type(self) -> bool {
        matches!(self, Place::Class | Place::Interface | Place::Enum)
    }
}

/// What is wrong with a declaration, to be reported once.
pub(crate) struct Fault {
    pub span: Span,
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
}

impl Fault {
    pub fn new(span: Span, code: &'static str, message: impl Into<String>) -> Fault {
        Fault { span, code, message: message.into(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }
}

/// A modifier as it is written.
pub(crate) fn word(kind: ModifierKind) -> &'static str {
    match kind {
        ModifierKind::Public => "public",
        ModifierKind::Private => "private",
        ModifierKind::Protected => "protected",
        ModifierKind::Global => "global",
        ModifierKind::Static => "static",
        ModifierKind::Final => "final",
        ModifierKind::Abstract => "abstract",
        ModifierKind::Virtual => "virtual",
        ModifierKind::Override => "override",
        ModifierKind::Transient => "transient",
        ModifierKind::WebService => "webService",
        ModifierKind::TestMethod => "testMethod",
        ModifierKind::WithSharing => "with sharing",
        ModifierKind::WithoutSharing => "without sharing",
        ModifierKind::InheritedSharing => "inherited sharing",
    }
}

/// The visibility in words.
pub(crate) fn access_word(access: Access) -> &'static str {
    match access {
        Access::Private => "private",
        Access::Protected => "protected",
        Access::Public => "public",
        Access::Global => "global",
    }
}

fn is_access(kind: ModifierKind) -> bool {
    matches!(kind, ModifierKind::Public | ModifierKind::Private | ModifierKind::Protected | ModifierKind::Global)
}

fn is_allowed(kind: ModifierKind, place: Place) -> bool {
    use ModifierKind as M;
    use Place as P;
    match kind {
        M::Public | M::Private | M::Global => !matches!(place, P::Parameter | P::Local),
        M::Protected => matches!(place, P::Method | P::Field | P::Property | P::Constructor),
        M::Static => matches!(place, P::Method | P::Field | P::Property),
        M::Final => matches!(place, P::Field | P::Property | P::Parameter | P::Local),
        M::Abstract | M::Virtual => matches!(place, P::Class | P::Interface | P::Method | P::Property),
        M::Override => matches!(place, P::Method | P::Property),
        M::Transient => matches!(place, P::Field | P::Property | P::Local | P::Parameter),
        M::WebService => matches!(place, P::Method | P::Field | P::Property),
        M::TestMethod => place == P::Method,
        M::WithSharing | M::WithoutSharing | M::InheritedSharing => place.is_type(),
    }
}

/// Faults that need nothing but the modifiers themselves and where they stand.
pub(crate) fn misplaced(modifiers: &Modifiers, place: Place) -> Option<Fault> {
    for (i, modifier) in modifiers.list.iter().enumerate() {
        let before = &modifiers.list[..i];
        let name = word(modifier.kind);
        if before.iter().any(|b| b.kind == modifier.kind) {
            let fault = Fault::new(modifier.span, "duplicate-modifier", format!("Duplicate modifier: {name}"));
            return Some(fault.help("write it once"));
        }
        if let Some(other) = before.iter().find(|b| is_access(b.kind) && is_access(modifier.kind)) {
            let fault = Fault::new(modifier.span, "two-scopes", "Declarations can only have one scope");
            return Some(fault.help(format!("keep `{}` or `{name}`", word(other.kind))));
        }
        if modifier.kind == ModifierKind::Final && matches!(place, Place::Class | Place::Method) {
            let message = format!("{} are by default final", place.plural());
            let help = "leave `final` out; `virtual` is what opens a declaration to others";
            return Some(Fault::new(modifier.span, "default-modifier", message).help(help));
        }
        if !is_allowed(modifier.kind, place) {
            let message = format!("{name} is not allowed on {}", place.plural());
            return Some(Fault::new(modifier.span, "misplaced-modifier", message).help(advice(modifier.kind, place)));
        }
    }
    None
}

fn advice(kind: ModifierKind, place: Place) -> String {
    let name = word(kind);
    match (kind, place) {
        (ModifierKind::Static, Place::Class) => "an inner class is static by nature: leave `static` out".into(),
        (ModifierKind::Protected, Place::Class) => "a class is `public`, `global` or `private`".into(),
        (ModifierKind::Transient, Place::Method) => "only fields and properties are `transient`".into(),
        (ModifierKind::Abstract | ModifierKind::Virtual | ModifierKind::Override, Place::Field) => {
            format!("only a method or a property is `{name}`")
        }
        _ => format!("leave `{name}` out"),
    }
}

/// What a member's modifiers depend on in the classes around it.
#[derive(Clone, Copy)]
struct Around {
    id: ClassId,
    is_inner: bool,
    is_interface: bool,
    is_global: bool,
    outer_is_global: bool,
}

impl Compiler {
    /// Checks the modifiers of a class itself.
    pub fn check_type_modifiers(&mut self, declared: Declared<'_>) {
        let Declared { id, decl, file } = declared;
        let place = match decl {
            TypeDecl::Class(_) => Place::Class,
            TypeDecl::Interface(_) => Place::Interface,
            TypeDecl::Enum(_) => Place::Enum,
        };
        let modifiers = decl.modifiers();
        let fault = misplaced(modifiers, place)
            .or_else(|| self.unreachable_global(id, decl, place))
            .or_else(|| self.annotation_fault(id, file, modifiers, place))
            .or_else(|| self.type_annotation_fault(id, file, decl));
        self.report_fault(file, fault);
    }

    /// A file holds one class that others can name, unless it is a test.
    pub fn check_top_level_scope(&mut self, file: FileId, decl: &TypeDecl) {
        let modifiers = decl.modifiers();
        let open = modifiers.has(ModifierKind::Public) || modifiers.has(ModifierKind::Global);
        if open || modifiers.has(ModifierKind::Protected) || modifiers.annotation("isTest").is_some() {
            return;
        }
        let message = "Top-level type must have public or global visibility";
        let private = modifiers.get(ModifierKind::Private).map(|m| m.span);
        let span = private.unwrap_or(decl.name().span);
        let help = match private {
            Some(_) => "only a class with `@isTest` can be private; write `public`",
            None => "write `public` in front",
        };
        self.report(file, span, "top-level-scope", message, Some(help.into()));
    }

    /// A global inner type wants a global outer one; a global member inside says so first.
    fn unreachable_global(&self, id: ClassId, decl: &TypeDecl, place: Place) -> Option<Fault> {
        let outer = self.program.class(id).outer?;
        let modifier = decl.modifiers().get(ModifierKind::Global)?;
        if self.anonymous || self.program.class(outer).access == Access::Global {
            return None;
        }
        if let TypeDecl::Class(class) = decl
            && class.members.iter().any(|m| member_modifiers(m).is_some_and(|m| m.has(ModifierKind::Global)))
        {
            return None;
        }
        Some(not_global("Enclosing type", place, modifier.span, &self.program.class(outer).name))
    }

    /// Checks the modifiers of one member; whether they are good.
    pub fn check_member_modifiers(&mut self, id: ClassId, file: FileId, member: &Member) -> bool {
        let class = self.program.class(id);
        let around = Around {
            id,
            is_inner: class.outer.is_some(),
            is_interface: class.kind == ClassKind::Interface,
            is_global: class.access == Access::Global,
            outer_is_global: class.outer.is_none_or(|o| self.program.class(o).access == Access::Global),
        };
        let fault = match member {
            Member::Field(m) => self.member_fault(around, file, &m.modifiers, Place::Field),
            Member::Property(m) => self
                .member_fault(around, file, &m.modifiers, Place::Property)
                .or_else(|| accessor_fault(m, &self.program.sources.file(file).text)),
            Member::Method(m) => {
                let fault = self.member_fault(around, file, &m.header.modifiers, Place::Method);
                fault.or_else(|| self.parameter_fault(id, file, &m.header.params))
            }
            Member::Constructor(m) => {
                let fault = self.member_fault(around, file, &m.modifiers, Place::Constructor);
                fault.or_else(|| self.parameter_fault(id, file, &m.params))
            }
            Member::Initializer(m) if m.is_static && around.is_inner => {
                let message = "Inner types are not allowed to have static blocks";
                Some(Fault::new(m.span, "inner-static", message).help("move the block to the outer class"))
            }
            Member::Initializer(_) | Member::Type(_) => None,
        };
        let good = fault.is_none();
        self.report_fault(file, fault);
        good
    }

    fn member_fault(&self, around: Around, file: FileId, modifiers: &Modifiers, place: Place) -> Option<Fault> {
        let fault = misplaced(modifiers, place)
            .or_else(|| self.needs_of(around, modifiers, place))
            .or_else(|| combination(modifiers, place));
        fault.or_else(|| self.annotation_fault(around.id, file, modifiers, place))
    }

    /// What a member's modifiers ask of the class around it.
    fn needs_of(&self, around: Around, modifiers: &Modifiers, place: Place) -> Option<Fault> {
        use ModifierKind as M;
        let class = self.program.class(around.id);
        if around.is_interface {
            let modifier = modifiers.list.iter().find(|m| !matches!(m.kind, M::Public | M::Global))?;
            let message = format!("{} is not allowed in interfaces", word(modifier.kind));
            let help = "methods of an interface are public and abstract by nature: write none";
            return Some(Fault::new(modifier.span, "interface-modifier", message).help(help));
        }
        if let Some(modifier) = modifiers.get(M::Static)
            && around.is_inner
        {
            // Messages count properties among the fields here.
            let kind = if place == Place::Method { "methods" } else { "fields" };
            let message = format!("static can only be used on {kind} of a top level type");
            let help = format!("move it to the outer class, or leave `static` out of `{}`", class.name);
            return Some(Fault::new(modifier.span, "inner-static", message).help(help));
        }
        if let Some(modifier) = modifiers.get(M::WebService)
            && !around.is_global
        {
            let message = format!("Defining type for webService {} must be declared as global", place.plural());
            let help = format!("declare `{}` as `global`", class.name);
            return Some(Fault::new(modifier.span, "webservice", message).help(help));
        }
        if let Some(modifier) = modifiers.get(M::Global)
            && !self.anonymous
        {
            if !around.is_global {
                return Some(not_global("Defining type", place, modifier.span, &class.name));
            }
            if !around.outer_is_global {
                let outer = class.outer.map_or("", |o| &self.program.class(o).name);
                return Some(not_global("Enclosing type", place, modifier.span, outer));
            }
        }
        if place == Place::Method
            && let Some(modifier) = modifiers.get(M::Protected)
            && !(class.is_virtual || self.anonymous || modifiers.has(M::Override))
        {
            let message = "New protected methods cannot be defined in non-virtual classes";
            let help = format!("make `{}` `virtual`, or the method `private` or `public`", class.name);
            return Some(Fault::new(modifier.span, "protected-method", message).help(help));
        }
        None
    }

    /// A local variable is at most `final`.
    pub fn check_local_modifiers(&mut self, file: FileId, modifiers: &Modifiers) {
        if modifiers.is_empty() {
            return;
        }
        let fault = misplaced(modifiers, Place::Local).or_else(|| {
            let unit = self.unit?;
            self.annotation_fault(unit, file, modifiers, Place::Local)
        });
        self.report_fault(file, fault);
    }

    fn parameter_fault(&self, id: ClassId, file: FileId, params: &[ast::Param]) -> Option<Fault> {
        params.iter().find_map(|param| {
            let misplaced = misplaced(&param.modifiers, Place::Parameter);
            misplaced.or_else(|| self.annotation_fault(id, file, &param.modifiers, Place::Parameter))
        })
    }

    pub fn report_fault(&mut self, file: FileId, fault: Option<Fault>) {
        if let Some(fault) = fault {
            self.report(file, fault.span, fault.code, fault.message, fault.help);
        }
    }
}

/// Modifiers that exclude each other.
fn combination(modifiers: &Modifiers, place: Place) -> Option<Fault> {
    use ModifierKind as M;
    if place != Place::Method {
        return None;
    }
    let fixed = modifiers.get(M::Static)?;
    let open = modifiers.list.iter().find(|m| matches!(m.kind, M::Abstract | M::Override))?;
    let message = format!("{} methods cannot be static", word(open.kind));
    let help = "a static method belongs to no instance, so no subclass can answer for it";
    Some(Fault::new(fixed.span, "modifier-conflict", message).help(help))
}

/// Accessors: each kind once, none wider than its property.
fn accessor_fault(property: &ast::PropertyDecl, text: &str) -> Option<Fault> {
    let wide = super::declare::access_of(&property.modifiers, Access::Private);
    for (i, accessor) in property.accessors.iter().enumerate() {
        let name = match accessor.kind {
            ast::AccessorKind::Get => "get",
            ast::AccessorKind::Set => "set",
        };
        if property.accessors[..i].iter().any(|a| a.kind == accessor.kind) {
            let at = text[accessor.span.start as usize..accessor.span.end as usize].to_ascii_lowercase().find(name);
            let start = accessor.span.start + at.unwrap_or(0) as u32;
            let span = Span::new(start, start + name.len() as u32);
            let fault = Fault::new(span, "duplicate-accessor", format!("Missing '}}' at '{name}'"));
            return Some(fault.help(format!("a property has one `{name}`")));
        }
        let allowed = |m: &&ast::Modifier| is_access(m.kind) || m.kind == ModifierKind::Static;
        if let Some(modifier) = accessor.modifiers.list.iter().find(|m| !allowed(m)) {
            let message = format!("{} is not allowed on {name}", word(modifier.kind));
            let help = "an accessor has at most a visibility; the rest belongs to the property";
            return Some(Fault::new(modifier.span, "misplaced-modifier", message).help(help));
        }
        let own = super::declare::access_of(&accessor.modifiers, wide);
        if own > wide {
            let (own, wide) = (access_word(own), access_word(wide));
            let span = accessor.modifiers.list.first().map_or(accessor.span, |m| m.span);
            let message = format!("Cannot declare {own} accessor on {wide} property");
            let help = format!("make the property `{own}`, or leave `{own}` out");
            return Some(Fault::new(span, "wide-accessor", message).help(help));
        }
    }
    None
}

fn not_global(who: &str, place: Place, span: Span, class: &str) -> Fault {
    let around = if who == "Enclosing type" { " in apex classes" } else { "" };
    let message = format!("{who} for global {}{around} must be declared as global", place.plural());
    Fault::new(span, "not-global", message).help(format!("declare `{class}` as `global`, or write `public` here"))
}

fn member_modifiers(member: &Member) -> Option<&Modifiers> {
    Some(match member {
        Member::Field(m) => &m.modifiers,
        Member::Property(m) => &m.modifiers,
        Member::Method(m) => &m.header.modifiers,
        Member::Constructor(m) => &m.modifiers,
        Member::Initializer(_) | Member::Type(_) => return None,
    })
}
