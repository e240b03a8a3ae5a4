//! What one compilation works on: the growing program, its symbol tables and what was reported.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::infer::Hints;
use super::natives::LibraryIndex;
use super::on_demand::Loaded;
use super::suggest;
use super::symbols::{Args, ClassTable, Symbols, error_type};
use crate::diag::{Diagnostic, FileId, Span};
use crate::hir::{Class, ClassId, ClassKind, Method, MethodId, Program, SelectorId, Type, TypeId};
use crate::schema::Schema;
use crate::syntax::Symbol;

/// Texts of custom labels by folded name.
pub type Labels = FxHashMap<Symbol, LabelText>;

/// What the checker knows of a custom label.
#[derive(Clone, Debug)]
pub struct LabelText {
    pub text: Arc<str>,
    /// Its text depends on the language of whoever runs.
    pub is_translated: bool,
}

/// Errors of one compilation that are told what may have been meant.
const MOST_GUESSES: u16 = 250;

/// What decides whether a trigger can run.
#[derive(Default)]
pub(crate) struct TriggerFacts {
    /// Its own first error.
    pub fault: Option<Arc<str>>,
    /// Which top-level classes it uses.
    pub uses: FxHashSet<ClassId>,
}

pub(crate) struct Compiler {
    /// Starts with everything of the base program.
    pub program: Program,
    pub schema: Schema,
    pub library: Arc<LibraryIndex>,
    pub tables: Vec<Arc<ClassTable>>,
    pub namespaces: Arc<FxHashSet<Symbol>>,
    /// As [`Symbols::loaded`].
    pub loaded: Loaded,
    pub labels: Arc<Labels>,
    pub diagnostics: Vec<Diagnostic>,
    /// Files with syntax errors: what else seems wrong in them may be wrong because of those.
    pub unparsed: FxHashSet<FileId>,
    /// Entries from here on are of this compilation.
    pub first_class: usize,
    pub first_method: usize,
    /// Top-level classes with errors, and their first one.
    pub broken: FxHashMap<ClassId, Arc<str>>,
    /// Which top-level classes a top-level class uses.
    pub uses: FxHashMap<ClassId, FxHashSet<ClassId>>,
    /// The top-level class that is being checked.
    pub unit: Option<ClassId>,
    /// What was found out about triggers, by their methods.
    pub triggers: FxHashMap<MethodId, TriggerFacts>,
    /// The trigger that is being checked.
    pub trigger: Option<MethodId>,
    /// In the inferred schema: what the uses of fields that were not declared say about their types.
    pub hints: Option<Hints>,
    /// How many more errors may look for a name like theirs: a project that lacks a package has thousands of errors, and each
    /// look goes over all names.
    pub guesses: std::cell::Cell<u16>,
    /// Classes of an anonymous block can be extended without being virtual.
    pub anonymous: bool,
}

impl Compiler {
    /// Continues a program.
    pub fn new(base: &Program, schema: Schema, labels: Arc<Labels>) -> Compiler {
        let symbols = Arc::clone(&base.symbols);
        Compiler {
            first_class: base.classes.len(),
            first_method: base.methods.len(),
            program: base.clone(),
            schema,
            library: Arc::clone(&symbols.library),
            tables: symbols.tables.clone(),
            namespaces: Arc::clone(&symbols.namespaces),
            loaded: symbols.loaded.clone(),
            labels,
            diagnostics: Vec::new(),
            unparsed: FxHashSet::default(),
            broken: FxHashMap::default(),
            uses: FxHashMap::default(),
            unit: None,
            triggers: FxHashMap::default(),
            trigger: None,
            hints: None,
            guesses: std::cell::Cell::new(MOST_GUESSES),
            anonymous: false,
        }
    }

    /// The finished program.
    pub fn into_program(mut self) -> (Program, Vec<Diagnostic>) {
        self.program.schema = Arc::new(self.schema);
        self.program.symbols = Arc::new(Symbols {
            library: self.library,
            tables: self.tables,
            namespaces: self.namespaces,
            loaded: self.loaded,
        });
        self.diagnostics.sort_by_key(|d| (d.file, d.span.start));
        for diagnostic in self.diagnostics.iter_mut().filter(|d| d.help.is_none()) {
            diagnostic.help = super::advice::of(&diagnostic.message).map(str::to_owned);
        }
        (self.program, self.diagnostics)
    }

    // --- classes ---

    pub fn table(&self, id: ClassId) -> &Arc<ClassTable> {
        match (id.0 as usize).checked_sub(self.library.len()) {
            Some(i) => &self.tables[i],
            None => self.library.table(id),
        }
    }

    /// The table of a class of this compilation, for filling.
    pub fn table_mut(&mut self, id: ClassId) -> &mut ClassTable {
        let i = id.0 as usize - self.library.len();
        Arc::make_mut(&mut self.tables[i])
    }

    pub fn class_mut(&mut self, id: ClassId) -> &mut Class {
        Arc::make_mut(&mut self.program.classes[id.0 as usize])
    }

    pub fn method_mut(&mut self, id: MethodId) -> &mut Method {
        Arc::make_mut(&mut self.program.methods[id.0 as usize])
    }

    /// The superclass's id, whatever its type arguments.
    pub fn superclass_of(&self, id: ClassId) -> Option<ClassId> {
        class_of_type(self.program.class(id).superclass?)
    }

    /// Whether a class of the library is being compiled, which may do what users may not.
    pub fn compiles_library(&self) -> bool {
        self.unit.is_some_and(|unit| self.is_library(unit))
    }

    /// Native classes and the prelude.
    pub fn is_library(&self, id: ClassId) -> bool {
        !self.program.class(id).namespace.is_empty()
    }

    pub fn is_interface(&self, id: ClassId) -> bool {
        self.program.class(id).kind == ClassKind::Interface
    }

    /// The last part of a class's name, folded.
    pub fn simple_name(&self, id: ClassId) -> Symbol {
        let name = &self.program.class(id).name;
        Symbol::intern(name.rsplit('.').next().unwrap_or(name))
    }

    pub fn fresh_selector(&mut self) -> SelectorId {
        let id = SelectorId(self.program.selectors);
        self.program.selectors += 1;
        id
    }

    /// Remembers that the class being checked cannot do without `class`.
    pub fn note_use(&mut self, class: ClassId) {
        if (class.0 as usize) < self.first_class {
            return;
        }
        let used = self.table(class).unit;
        match (self.unit, self.trigger) {
            (Some(unit), _) if unit != used => {
                self.uses.entry(unit).or_default().insert(used);
            }
            (None, Some(trigger)) => {
                self.triggers.entry(trigger).or_default().uses.insert(used);
            }
            _ => {}
        }
    }

    /// The class whose members a value of this type has, and its type arguments.
    pub fn class_of(&self, ty: TypeId) -> Option<(ClassId, Args)> {
        let b = &self.library.builtin;
        let plain = |id: Option<ClassId>| Some((id?, Args::new()));
        match ty.get() {
            Type::Void | Type::Null | Type::Param(_) => None,
            Type::Object => plain(b.object),
            Type::Boolean => plain(b.boolean),
            Type::Integer => plain(b.integer),
            Type::Long => plain(b.long),
            Type::Double => plain(b.double),
            Type::Decimal => plain(b.decimal),
            Type::String => plain(b.string),
            Type::Id => plain(b.id),
            Type::Blob => plain(b.blob),
            Type::Date => plain(b.date),
            Type::Datetime => plain(b.datetime),
            Type::Time => plain(b.time),
            Type::SObject | Type::Record(_) => plain(b.sobject),
            Type::List(t) => Some((b.list?, Args::from_slice(&[t]))),
            Type::Set(t) => Some((b.set?, Args::from_slice(&[t]))),
            Type::Map(k, v) => Some((b.map?, Args::from_slice(&[k, v]))),
            Type::Class(id) => plain(Some(id)),
            Type::Generic(id, t) => Some((id, Args::from_slice(&[t]))),
        }
    }

    // --- messages ---

    pub fn text(&self, file: FileId, span: Span) -> &str {
        match self.program.sources.get(file) {
            Some(source) => span.text(&source.text),
            None => "",
        }
    }

    /// Takes over what the parser reports of a file.
    pub fn add_syntax_faults(&mut self, file: FileId, faults: Vec<Diagnostic>) {
        if faults.iter().any(Diagnostic::is_error) {
            self.unparsed.insert(file);
        }
        self.diagnostics.extend(faults);
    }

    /// Whether members of the type may be missing because its file does not parse.
    pub fn is_unparsed(&self, ty: TypeId) -> bool {
        class_of_type(ty).is_some_and(|id| self.unparsed.contains(&self.program.class(id).file) && !self.is_library(id))
    }

    /// Reports an error and marks the class that is being checked as broken.
    pub fn report(
        &mut self,
        file: FileId,
        span: Span,
        code: &'static str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let message = message.into();
        if let Some(unit) = self.unit {
            self.broken.entry(unit).or_insert_with(|| message.as_str().into());
        } else if let Some(trigger) = self.trigger {
            self.triggers.entry(trigger).or_default().fault.get_or_insert_with(|| message.as_str().into());
        }
        if self.unparsed.contains(&file) {
            return;
        }
        let mut diagnostic = Diagnostic::error(code, message, file, span);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }

    /// The candidate nearest to `name`, when it is near enough to be a slip and not too many errors asked before.
    pub fn closest<'a>(&self, name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        self.guesses.set(self.guesses.get().checked_sub(1)?);
        suggest::closest(name, candidates)
    }

    /// A type's name as the platform prints it.
    pub fn type_name(&self, ty: TypeId) -> String {
        type_name(&self.program, &self.schema, ty)
    }

    pub fn type_names_of(&self, types: impl IntoIterator<Item = TypeId>) -> String {
        let names: Vec<String> = types.into_iter().map(|t| self.type_name(t)).collect();
        names.join(", ")
    }
}

/// The class that a class type names.
pub(crate) fn class_of_type(ty: TypeId) -> Option<ClassId> {
    match ty.get() {
        Type::Class(id) | Type::Generic(id, _) => Some(id),
        _ => None,
    }
}

/// A type's name as the platform prints it: `Map<Id,List<Account>>`, `Outer.Inner`, `Schema.SObjectType`.
pub fn type_name(program: &Program, schema: &Schema, ty: TypeId) -> String {
    let name = |t| type_name(program, schema, t);
    if ty == error_type() {
        return "unknown".into();
    }
    match ty.get() {
        Type::Void => "void".into(),
        Type::Null => "NULL".into(),
        Type::Object => "Object".into(),
        Type::Boolean => "Boolean".into(),
        Type::Integer => "Integer".into(),
        Type::Long => "Long".into(),
        Type::Double => "Double".into(),
        Type::Decimal => "Decimal".into(),
        Type::String => "String".into(),
        Type::Id => "Id".into(),
        Type::Blob => "Blob".into(),
        Type::Date => "Date".into(),
        Type::Datetime => "Datetime".into(),
        Type::Time => "Time".into(),
        Type::SObject => "SObject".into(),
        Type::Record(object) => schema.name(object).into(),
        Type::List(t) => format!("List<{}>", name(t)),
        Type::Set(t) => format!("Set<{}>", name(t)),
        Type::Map(k, v) => format!("Map<{},{}>", name(k), name(v)),
        Type::Class(id) => class_name(program.class(id)),
        Type::Generic(id, t) => format!("{}<{}>", class_name(program.class(id)), name(t)),
        Type::Param(n) => format!("T{n}"),
    }
}

/// Classes of `System` that go by their bare names: those that are namespaces too, and some of the oldest.
const BARE: [&str; 9] =
    ["System", "Database", "Schema", "EventBus", "Messaging", "ApexPages", "Approval", "Search", "FlexQueue"];

fn class_name(class: &Class) -> String {
    match class.namespace {
        // Exception is one of the types that the language itself knows.
        "" => class.name.to_string(),
        "System" if &*class.name == "Exception" || BARE.contains(&&*class.name) => class.name.to_string(),
        // Its first name.
        "System" if &*class.name == "Limits" => "Limit".to_owned(),
        // Where `System` and an object share a name.
        "Statics" => format!("System.{}", class.name),
        space => format!("{space}.{}", class.name),
    }
}
