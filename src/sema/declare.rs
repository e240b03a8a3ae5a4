//! First passes over the declarations: every class gets its id and name, then its superclass and interfaces.

use std::sync::Arc;

use super::compiler::Compiler;
use super::symbols::ClassTable;
use super::work::Work;
use crate::diag::{FileId, Span};
use crate::hir::decl::Sharing;
use crate::hir::{Access, Class, ClassId, ClassKind, EnumInfo};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Ident, ModifierKind, Modifiers, TypeDecl};

/// A class of this compilation and its text.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'a> {
    pub id: ClassId,
    pub decl: &'a TypeDecl,
    pub file: FileId,
}

/// What the declaration passes collect for the passes behind them.
#[derive(Default)]
pub(crate) struct Declarations<'a> {
    pub classes: Vec<Declared<'a>>,
    /// With the first fault of their texts.
    pub triggers: Vec<(FileId, &'a ast::TriggerDecl, Option<Arc<str>>)>,
    /// Bodies to check.
    pub works: Vec<Work<'a>>,
}

impl Compiler {
    /// Gives a class and its inner classes ids and names.
    pub fn declare_class<'a>(
        &mut self,
        all: &mut Declarations<'a>,
        decl: &'a TypeDecl,
        file: FileId,
        outer: Option<ClassId>,
        namespace: &'static str,
    ) -> ClassId {
        let id = ClassId(self.program.classes.len() as u32);
        let ident = decl.name();
        let simple = self.text(file, ident.span).to_owned();
        let unit = outer.map_or(id, |o| self.table(o).unit);
        self.unit = Some(unit);
        let name: Arc<str> = match outer {
            Some(o) => format!("{}.{simple}", self.program.class(o).name).into(),
            None => simple.as_str().into(),
        };
        let class = Class {
            access: access_of(decl.modifiers(), Access::Private),
            outer,
            is_abstract: decl.modifiers().has(ModifierKind::Abstract),
            is_virtual: decl.modifiers().has(ModifierKind::Virtual) || decl.modifiers().has(ModifierKind::Abstract),
            sharing: sharing_of(decl.modifiers()),
            enum_info: self.enum_info(decl, file),
            ..blank_class(id, name, namespace, kind_of(decl), file, decl.span())
        };
        if namespace.is_empty() {
            self.check_type_head(decl, file, outer);
        }
        let mut table = ClassTable::new(unit);
        table.is_test = decl.modifiers().annotation("isTest").is_some() || outer.is_some_and(|o| self.table(o).is_test);
        table.test_visible = decl.modifiers().annotation("TestVisible").is_some();
        table.is_rest = decl.modifiers().annotation("RestResource").is_some();
        table.namespace_accessible = decl.modifiers().annotation("NamespaceAccessible").is_some();
        table.type_params = match decl {
            TypeDecl::Class(c) => c.type_params.iter().map(|p| p.sym).collect(),
            TypeDecl::Interface(i) => i.type_params.iter().map(|p| p.sym).collect(),
            TypeDecl::Enum(_) => Vec::new(),
        };
        self.program.classes.push(Arc::new(class));
        self.tables.push(Arc::new(table));
        self.register_name(id, ident, file, outer, namespace);
        all.classes.push(Declared { id, decl, file });
        let members = match decl {
            TypeDecl::Class(c) => c.members.as_slice(),
            TypeDecl::Interface(i) => i.members.as_slice(),
            TypeDecl::Enum(_) => &[],
        };
        for member in members {
            if let ast::Member::Type(inner) = member {
                if outer.is_some() {
                    let message = "Inner types are not allowed to have inner types";
                    let help = Some("move it to the outer class".into());
                    self.report(file, inner.name().span, "nested-inner-type", message, help);
                }
                let inner_id = self.declare_class(all, inner, file, Some(id), namespace);
                self.table_mut(id).inner.insert(inner.name().sym, inner_id);
            }
        }
        id
    }

    fn enum_info(&self, decl: &TypeDecl, file: FileId) -> Option<EnumInfo> {
        match decl {
            TypeDecl::Enum(e) => {
                let constants = e.constants.iter().map(|c| self.text(file, c.span).into()).collect();
                Some(EnumInfo { constants })
            }
            TypeDecl::Class(_) | TypeDecl::Interface(_) => None,
        }
    }

    fn register_name(&mut self, id: ClassId, ident: Ident, file: FileId, outer: Option<ClassId>, space: &'static str) {
        let name = self.program.class(id).name.clone();
        let key = Symbol::intern(&name);
        if !space.is_empty() {
            let qualified = Symbol::intern(&format!("{space}.{name}"));
            self.program.by_name.insert(qualified, id);
            if matches!(space, "System" | "Schema") {
                self.program.by_name.entry(key).or_insert(id);
            }
            return;
        }
        let before = self.program.by_name.insert(key, id);
        let taken = before.filter(|b| b.0 as usize >= self.first_class && self.program.class(*b).outer == outer);
        if taken.is_some() {
            let message = format!("Type name already in use: {name}");
            self.report(file, ident.span, "duplicate-class", message, Some("rename one of the two".into()));
        }
    }
}

fn kind_of(decl: &TypeDecl) -> ClassKind {
    match decl {
        TypeDecl::Class(_) => ClassKind::Class,
        TypeDecl::Interface(_) => ClassKind::Interface,
        TypeDecl::Enum(_) => ClassKind::Enum,
    }
}

/// The visibility that modifiers say.
pub(crate) fn access_of(modifiers: &Modifiers, default: Access) -> Access {
    let has = |kind| modifiers.has(kind);
    if has(ModifierKind::Global) || has(ModifierKind::WebService) {
        Access::Global
    } else if has(ModifierKind::Public) {
        Access::Public
    } else if has(ModifierKind::Protected) {
        Access::Protected
    } else if has(ModifierKind::Private) {
        Access::Private
    } else {
        default
    }
}

fn sharing_of(modifiers: &Modifiers) -> Option<Sharing> {
    if modifiers.has(ModifierKind::WithSharing) {
        Some(Sharing::With)
    } else if modifiers.has(ModifierKind::WithoutSharing) {
        Some(Sharing::Without)
    } else if modifiers.has(ModifierKind::InheritedSharing) {
        Some(Sharing::Inherited)
    } else {
        None
    }
}

/// A class with nothing in it.
pub(crate) fn blank_class(
    id: ClassId,
    name: Arc<str>,
    namespace: &'static str,
    kind: ClassKind,
    file: FileId,
    span: Span,
) -> Class {
    Class {
        id,
        name,
        namespace,
        kind,
        access: Access::Global,
        file,
        span,
        outer: None,
        superclass: None,
        interfaces: Vec::new(),
        ancestors: Vec::new(),
        ancestor_classes: Vec::new(),
        is_abstract: false,
        is_virtual: false,
        sharing: None,
        fields: Vec::new(),
        statics: Vec::new(),
        properties: Vec::new(),
        instance_init: None,
        static_init: None,
        constructors: Vec::new(),
        methods: Vec::new(),
        dispatch: Default::default(),
        equals: None,
        hash_code: None,
        to_string: None,
        compare_to: None,
        is_exception: false,
        may_cycle: false,
        enum_info: None,
        test: None,
        broken: None,
    }
}
