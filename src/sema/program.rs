//! Compiling the library and whole projects.

use std::collections::hash_map::Entry;
use std::sync::{Arc, LazyLock, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compiler::{Compiler, Labels};
use super::declare::{Declarations, blank_class};
use super::infer::Hints;
use super::library::Library;
use super::natives::LibraryIndex;
use super::on_demand;
use super::symbols::Symbols;
use crate::diag::{Diagnostic, FileId, SourceMap, Span};
use crate::hir::{ClassId, Program};
use crate::schema::{Mode, Schema};
use crate::syntax::ast::{self, UnitDecl};
use crate::syntax::{Symbol, parse_type, parse_unit, parse_units};

/// A text to compile.
#[derive(Clone, Copy, Debug)]
pub struct SourceUnit {
    pub file: FileId,
    pub kind: UnitKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitKind {
    /// A `.cls` or `.trigger` file: one declaration.
    Single,
    /// A document's block with any number of declarations.
    Several,
}

/// What a compilation needs beside texts and schema.
#[derive(Clone, Default)]
pub struct Options {
    /// Texts of custom labels by folded name.
    pub labels: Arc<Labels>,
}

/// The library's program: native classes with fixed ids, then the compiled prelude. Made once per process and library.
///
/// Panics when the prelude does not compile; [`base_checked`] answers the faults instead.
pub fn base(library: &'static Library, schema: Arc<Schema>) -> Arc<Program> {
    static BASES: LazyLock<Mutex<FxHashMap<usize, Arc<Program>>>> = LazyLock::new(Mutex::default);
    let mut bases = BASES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let program = match bases.entry(std::ptr::from_ref(library) as usize) {
        Entry::Occupied(made) => Arc::clone(made.get()),
        Entry::Vacant(free) => {
            let (program, diagnostics) = base_checked(library);
            let faults: Vec<String> = diagnostics
                .iter()
                .filter(|d| d.is_error())
                .map(|d| {
                    let place = program.sources.line_col(d.file, d.span.start);
                    format!("{}:{}: {}", program.sources.file(d.file).name, place.line, d.message)
                })
                .collect();
            assert!(faults.is_empty(), "the prelude does not compile:\n{}", faults.join("\n"));
            Arc::clone(free.insert(Arc::new(program)))
        }
    };
    drop(bases);
    Arc::new(Program { schema, ..Program::clone(&program) })
}

/// Compiles the library and answers what is wrong with its prelude.
pub fn base_checked(library: &'static Library) -> (Program, Vec<Diagnostic>) {
    let index = Arc::new(LibraryIndex::new(library));
    let mut sources = SourceMap::new();
    let mut files = Vec::new();
    for prelude in library.prelude.iter().filter(|prelude| !prelude.waits()) {
        files.push((sources.add(prelude.name, prelude.text), prelude));
    }
    let schema = Schema::standard();
    let empty = Program {
        sources: Arc::new(sources),
        schema: Arc::new(Schema::standard()),
        classes: Vec::new(),
        methods: Vec::new(),
        triggers: Vec::new(),
        selectors: 0,
        by_name: FxHashMap::default(),
        symbols: Arc::new(Symbols { library: Arc::clone(&index), ..Symbols::default() }),
    };
    let mut compiler = Compiler::new(&empty, schema, Arc::default());
    compiler.add_natives(library);
    compiler.first_class = library.classes.len();
    let mut parsed = Vec::new();
    for (file, prelude) in files {
        let (units, faults) = parse_units(prelude.text, file);
        compiler.diagnostics.extend(faults);
        parsed.push((file, prelude.namespace, units));
    }
    let mut all = Declarations::default();
    for (file, namespace, units) in &parsed {
        for unit in units {
            if let UnitDecl::Type(decl) = &unit.decl {
                compiler.declare_class(&mut all, decl, *file, None, namespace);
            }
        }
    }
    compiler.set_namespaces();
    compiler.library = Arc::new(index.knowing(&compiler.program.classes));
    compiler.loaded.files =
        library.prelude.iter().enumerate().fold(0, |set, (n, file)| set | u128::from(!file.waits()) << n);
    compiler.native_supertypes(library);
    compiler.compile_declared(&mut all, &[]);
    compiler.into_program()
}

type ParsedFile = (Vec<ast::CompilationUnit>, Vec<Diagnostic>);

/// Parses the texts of a compilation; those of a project side by side.
fn parse_all(sources: &SourceMap, units: &[SourceUnit]) -> Vec<ParsedFile> {
    let parse = |unit: &SourceUnit| -> ParsedFile {
        let text = &sources.file(unit.file).text;
        match unit.kind {
            UnitKind::Single => {
                let (unit, faults) = parse_unit(text, unit.file);
                (unit.into_iter().collect(), faults)
            }
            UnitKind::Several => parse_units(text, unit.file),
        }
    };
    let total: usize = units.iter().map(|u| sources.file(u.file).text.len()).sum();
    let worth = total / WORTH_A_THREAD;
    if worth < 2 {
        return units.iter().map(parse).collect();
    }
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(worth);
    let mut parts = Vec::with_capacity(threads);
    let mut rest = units;
    for left in (1..=threads).rev() {
        let share = rest.iter().map(|u| sources.file(u.file).text.len()).sum::<usize>() / left;
        let mut taken = 0;
        let own = rest.iter().take_while(|u| {
            let more = taken <= share;
            taken += sources.file(u.file).text.len();
            more
        });
        let (part, others) = rest.split_at(if left == 1 { rest.len() } else { own.count() });
        parts.push(part);
        rest = others;
    }
    std::thread::scope(|scope| {
        let run = |part: &'_ [SourceUnit]| part.iter().map(parse).collect::<Vec<_>>();
        let spawn = |part| {
            // Trees nest deeply, and what a fault leaves of one is dropped where it was made.
            let thread = std::thread::Builder::new().stack_size(64 << 20);
            thread.spawn_scoped(scope, move || run(part)).expect("threads can be started")
        };
        let (first, others) = parts.split_first().expect("there is one at least");
        let others: Vec<_> = others.iter().map(|part| spawn(*part)).collect();
        let mut all = run(first);
        for other in others {
            all.extend(other.join().expect("parsing does not panic"));
        }
        all
    })
}

/// Bytes of text that are worth a thread of their own.
const WORTH_A_THREAD: usize = 256 << 10;

/// Faults in the library's signatures, for its own tests.
pub fn library_problems(program: &Program) -> Vec<String> {
    program.symbols.library.problems()
}

/// Compiles a project on top of the library's (or another) program.
///
/// `sources` continues the base program's map, so that its file ids stay valid. A class with errors is kept and marked broken,
/// and so are those that use it; everything else is complete.
pub fn compile(
    base: &Program,
    schema: Schema,
    sources: Arc<SourceMap>,
    units: &[SourceUnit],
    options: &Options,
) -> (Program, Vec<Diagnostic>) {
    let files: Vec<FileId> = units.iter().map(|u| u.file).collect();
    let mut sources = sources;
    let grown = on_demand::grow(base, &mut sources, &files);
    let mut compiler = Compiler::new(grown.as_ref().unwrap_or(base), schema, Arc::clone(&options.labels));
    compiler.program.sources = Arc::clone(&sources);
    let mut parsed = Vec::with_capacity(units.len());
    for (unit, (found, faults)) in units.iter().zip(parse_all(&sources, units)) {
        let broken = faults.iter().find(|f| f.is_error()).map(|f| f.message.clone());
        compiler.add_syntax_faults(unit.file, faults);
        parsed.push((unit.file, found, broken, unit.kind == UnitKind::Single));
    }
    let mut all = Declarations::default();
    for (file, found, broken, alone) in &parsed {
        for unit in found {
            match &unit.decl {
                UnitDecl::Type(decl) => {
                    let id = compiler.declare_class(&mut all, decl, *file, None, "");
                    // Blocks of documents may show a class as an anonymous block would declare it.
                    if *alone {
                        compiler.unit = Some(id);
                        compiler.table_mut(id).in_own_file = true;
                        compiler.check_top_level_scope(*file, decl);
                    }
                    if let Some(fault) = broken {
                        compiler.broken.entry(id).or_insert_with(|| fault.as_str().into());
                    }
                }
                UnitDecl::Trigger(decl) => all.triggers.push((*file, decl, broken.as_deref().map(Arc::from))),
            }
        }
    }
    compiler.compile_declared(&mut all, &files);
    compiler.into_program()
}

impl Compiler {
    /// Runs all passes behind the declaration of names.
    pub fn compile_declared<'a>(&mut self, all: &mut Declarations<'a>, files: &[FileId]) {
        let classes = std::mem::take(&mut all.classes);
        for declared in &classes {
            self.declare_supertypes(*declared);
        }
        for declared in &classes {
            self.cut_circles(*declared);
        }
        let ordered = self.order(&classes);
        for declared in &ordered {
            self.declare_members(all, *declared);
        }
        for (file, decl, fault) in std::mem::take(&mut all.triggers) {
            self.declare_trigger(all, file, decl, fault);
        }
        for declared in &ordered {
            self.inherit(*declared);
        }
        let works = std::mem::take(&mut all.works);
        if self.may_infer(files)
            && let Some(hints) = self.first_run(|trial| trial.check_works(&works))
        {
            self.apply_hints(&hints);
        }
        self.check_works(&works);
        self.unit = None;
        self.finish(&classes);
        all.classes = classes;
    }

    /// Whether the texts may use fields that nobody declared.
    pub fn may_infer(&self, files: &[FileId]) -> bool {
        self.schema.mode() == Mode::Inferred
            && files.iter().any(|f| {
                let text = self.program.sources.file(*f).text.as_bytes();
                text.windows(3).any(|w| w.eq_ignore_ascii_case(b"__c"))
            })
    }

    /// Checks once for what uses say about unknown fields; nothing of it stays.
    pub fn first_run(&self, check: impl FnOnce(&mut Compiler)) -> Option<Hints> {
        let mut trial = Compiler {
            program: self.program.clone(),
            schema: self.schema.clone(),
            library: Arc::clone(&self.library),
            tables: self.tables.clone(),
            namespaces: Arc::clone(&self.namespaces),
            loaded: self.loaded.clone(),
            labels: Arc::clone(&self.labels),
            diagnostics: Vec::new(),
            unparsed: self.unparsed.clone(),
            first_class: self.first_class,
            first_method: self.first_method,
            broken: FxHashMap::default(),
            uses: FxHashMap::default(),
            unit: None,
            triggers: FxHashMap::default(),
            trigger: None,
            hints: Some(Hints::default()),
            guesses: self.guesses.clone(),
            anonymous: self.anonymous,
        };
        check(&mut trial);
        trial.hints.take().filter(|h| !h.is_empty())
    }

    fn add_natives(&mut self, library: &'static Library) {
        for (i, native) in library.classes.iter().enumerate() {
            let id = ClassId(i as u32);
            let (namespace, name) = native.name.split_once('.').unwrap_or(("System", native.name));
            let class = blank_class(id, name.into(), namespace, native.kind, FileId(0), Span::NONE);
            // A class that user code can extend is told by its constructors' absence; only exceptions are.
            self.program.classes.push(Arc::new(class));
            let qualified = Symbol::intern(&format!("{namespace}.{name}"));
            self.program.by_name.insert(qualified, id);
            if matches!(namespace, "System" | "Schema") {
                self.program.by_name.entry(Symbol::intern(name)).or_insert(id);
            }
        }
    }

    /// Superclasses and interfaces of native classes, once every name of the library is known.
    fn native_supertypes(&mut self, library: &'static Library) {
        let index = Arc::clone(&self.library);
        for (i, native) in library.classes.iter().enumerate() {
            let id = ClassId(i as u32);
            let params: Vec<Symbol> = native.params.iter().map(|p| Symbol::intern(p)).collect();
            let resolve = |text: &&str| parse_type(text).and_then(|ty| index.resolve(&ty, &params)).ok();
            let superclass = native.extends.as_ref().and_then(resolve);
            let interfaces = native.implements.iter().filter_map(resolve).collect();
            let class = self.class_mut(id);
            class.superclass = superclass;
            class.interfaces = interfaces;
        }
        for i in 0..library.classes.len() {
            self.set_ancestors(ClassId(i as u32));
        }
    }

    pub fn set_namespaces(&mut self) {
        let mut spaces: FxHashSet<Symbol> = self
            .program
            .classes
            .iter()
            .filter(|c| !c.namespace.is_empty())
            .map(|c| Symbol::intern(c.namespace))
            .collect();
        spaces.insert(Symbol::intern("system"));
        spaces.insert(Symbol::intern("schema"));
        self.namespaces = Arc::new(spaces);
    }
}
