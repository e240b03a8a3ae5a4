//! Library files that only programs compile whose text names them: most programs never say `ConnectApi`.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compiler::Compiler;
use super::declare::Declarations;
use super::library::PreludeFile;
use crate::diag::{Diagnostic, FileId, SourceMap};
use crate::hir::Program;
use crate::schema::Schema;
use crate::syntax::ast::UnitDecl;
use crate::syntax::parse_units;

/// Files of the prelude: bit `n` is file `n`.
pub(crate) type FileSet = u128;

/// The words that bring files with them, in small letters.
#[derive(Default)]
pub(crate) struct Words {
    files: FxHashMap<Box<[u8]>, FileSet>,
    /// For each first letter the lengths that its words have: nearly all of a text ends there.
    lengths: [u64; 26],
    /// For each file the types in it, once somebody asks for one.
    types: Vec<OnceLock<Types>>,
}

impl Words {
    /// Panics when there are more files than bits.
    pub fn of(prelude: &[PreludeFile]) -> Words {
        assert!(prelude.len() <= FileSet::BITS as usize, "one bit for each file of the prelude");
        let mut words = Words { types: prelude.iter().map(|_| OnceLock::new()).collect(), ..Words::default() };
        for (n, file) in prelude.iter().enumerate().filter(|(_, file)| file.waits()) {
            // A name that is made at run time may be of any class that stands alone.
            let by_name = matches!(file.namespace, "System" | "Schema").then_some(&"forName");
            for word in file.names.iter().chain(file.members).chain(by_name) {
                let folded = word.to_ascii_lowercase().into_bytes();
                words.lengths[usize::from(folded[0] - b'a')] |= 1 << folded.len();
                *words.files.entry(folded.into()).or_default() |= 1 << n;
            }
        }
        words
    }

    /// The files one of whose words is in the text. Words in strings count: `Type.forName` reads them.
    fn named_in(&self, text: &str) -> FileSet {
        let bytes = text.as_bytes();
        let mut found = 0;
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            let start = at;
            at += 1;
            if !is_part(first) {
                continue;
            }
            while bytes.get(at).is_some_and(|&b| is_part(b)) {
                at += 1;
            }
            let letter = first.to_ascii_lowercase().wrapping_sub(b'a');
            let lengths = self.lengths.get(usize::from(letter)).copied().unwrap_or(0);
            let word = &bytes[start..at];
            if word.len() < 64 && lengths >> word.len() & 1 == 1 {
                found |= self.files.get(&*word.to_ascii_lowercase()).copied().unwrap_or(0);
            }
        }
        found
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What of the library a program has.
#[derive(Clone, Default)]
pub(crate) struct Loaded {
    pub files: FileSet,
    /// Types of files that come type by type: the file and which of its types.
    types: FxHashSet<(usize, usize)>,
}

/// The base program grown by what of the prelude the texts name, and by what that names; None when nothing is to be added. The
/// texts that are added go behind the others in `sources`.
pub(super) fn grow(base: &Program, sources: &mut Arc<SourceMap>, files: &[FileId]) -> Option<Program> {
    let mut growth = Growth::of(base);
    for file in files {
        growth.add_named(&sources.file(*file).text, "");
    }
    growth.compile(sources)
}

/// The program with the whole library.
pub fn with_whole_library(program: &Program) -> Option<Program> {
    let mut growth = Growth::of(program);
    for n in 0..growth.prelude.len() {
        match growth.prelude[n].by_type {
            true => (0..growth.types_of(n).texts.len()).for_each(|which| growth.add_type(n, which)),
            false => growth.add_file(n),
        }
    }
    growth.compile(&mut Arc::clone(&program.sources))
}

/// Files and types of the prelude that are to be compiled.
struct Growth<'a> {
    base: &'a Program,
    words: &'a Words,
    prelude: &'static [PreludeFile],
    loaded: Loaded,
    files: Vec<usize>,
    types: Vec<(usize, usize)>,
}

impl<'a> Growth<'a> {
    fn of(base: &'a Program) -> Growth<'a> {
        let library = &base.symbols.library;
        let loaded = base.symbols.loaded.clone();
        Growth { base, words: &library.words, prelude: library.prelude, loaded, files: Vec::new(), types: Vec::new() }
    }

    /// What the text names, seen from inside a namespace.
    fn add_named(&mut self, text: &str, namespace: &str) {
        let mut named = self.words.named_in(text);
        while named != 0 {
            let n = named.trailing_zeros() as usize;
            named &= named - 1;
            match self.prelude[n].by_type {
                true => self.add_types(n, text),
                false => self.add_file(n),
            }
        }
        if !namespace.is_empty() {
            let siblings = |file: &PreludeFile| file.by_type && file.namespace == namespace;
            let siblings: Vec<usize> = (0..self.prelude.len()).filter(|n| siblings(&self.prelude[*n])).collect();
            siblings.into_iter().for_each(|n| self.add_types(n, text));
        }
    }

    fn add_file(&mut self, n: usize) {
        if self.loaded.files >> n & 1 == 0 {
            self.loaded.files |= 1 << n;
            self.files.push(n);
            self.add_named(self.prelude[n].text, self.prelude[n].namespace);
        }
    }

    fn add_types(&mut self, n: usize, text: &str) {
        let index = self.types_of(n);
        for which in identifiers(text).filter_map(|word| index.by_name.get(&*word.to_ascii_lowercase())) {
            self.add_type(n, *which);
        }
    }

    fn add_type(&mut self, n: usize, which: usize) {
        if self.loaded.types.insert((n, which)) {
            self.types.push((n, which));
            let namespace = self.prelude[n].namespace;
            self.add_named(self.types_of(n).texts[which], namespace);
            self.add_named(namespace, "");
        }
    }

    fn types_of(&self, n: usize) -> &'a Types {
        self.words.types[n].get_or_init(|| Types::of(self.prelude[n].text))
    }

    fn compile(mut self, sources: &mut Arc<SourceMap>) -> Option<Program> {
        if self.files.is_empty() && self.types.is_empty() {
            return None;
        }
        self.files.sort_unstable();
        self.types.sort_unstable();
        let mut chosen: Vec<(&PreludeFile, Cow<'static, str>)> =
            self.files.iter().map(|n| (&self.prelude[*n], self.prelude[*n].text.into())).collect();
        for of_file in self.types.chunk_by(|a, b| a.0 == b.0) {
            let n = of_file[0].0;
            let text: String = of_file.iter().map(|(_, which)| self.types_of(n).texts[*which]).collect();
            chosen.push((&self.prelude[n], text.into()));
        }
        let mut map = SourceMap::clone(sources);
        let chosen: Vec<Chosen> = chosen
            .into_iter()
            .map(|(file, text)| Chosen { id: map.add(file.name, &*text), namespace: file.namespace, text })
            .collect();
        *sources = Arc::new(map);
        let mut program = compile(self.base, Arc::clone(sources), &chosen);
        program.schema = Arc::clone(&self.base.schema);
        Arc::make_mut(&mut program.symbols).loaded = self.loaded;
        Some(program)
    }
}

struct Chosen {
    id: FileId,
    namespace: &'static str,
    text: Cow<'static, str>,
}

/// The types of a file that come one by one.
pub(crate) struct Types {
    texts: Vec<&'static str>,
    by_name: FxHashMap<String, usize>,
}

impl Types {
    /// A type begins with `global` at the start of a line, and goes on to the next one.
    fn of(text: &'static str) -> Types {
        let starts: Vec<usize> = text.match_indices("\nglobal ").map(|(at, _)| at + 1).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let texts: Vec<&str> = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect();
        let name = |text: &str| {
            let mut words = identifiers(text).skip_while(|word| !matches!(*word, "class" | "enum" | "interface"));
            words.nth(1).expect("it declares a type").to_ascii_lowercase()
        };
        let by_name = texts.iter().enumerate().map(|(n, text)| (name(text), n)).collect();
        Types { texts, by_name }
    }
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Panics when a file does not compile: a guard compiles all of them.
fn compile(base: &Program, sources: Arc<SourceMap>, chosen: &[Chosen]) -> Program {
    let mut compiler = Compiler::new(base, Schema::standard(), Arc::default());
    compiler.program.sources = sources;
    let parsed: Vec<_> = chosen.iter().map(|file| parse_units(&file.text, file.id)).collect();
    let mut all = Declarations::default();
    for (file, (units, faults)) in chosen.iter().zip(&parsed) {
        compiler.diagnostics.extend(faults.iter().cloned());
        for unit in units {
            if let UnitDecl::Type(decl) = &unit.decl {
                compiler.declare_class(&mut all, decl, file.id, None, file.namespace);
            }
        }
    }
    compiler.set_namespaces();
    compiler.library = Arc::new(compiler.library.knowing(&compiler.program.classes));
    compiler.compile_declared(&mut all, &[]);
    let (program, diagnostics) = compiler.into_program();
    let faults: Vec<String> = diagnostics.iter().filter(|d| d.is_error()).map(|fault| place(&program, fault)).collect();
    assert!(faults.is_empty(), "the prelude does not compile:\n{}", faults.join("\n"));
    program
}

fn place(program: &Program, fault: &Diagnostic) -> String {
    let place = program.sources.line_col(fault.file, fault.span.start);
    format!("{}:{}: {}", program.sources.file(fault.file).name, place.line, fault.message)
}
