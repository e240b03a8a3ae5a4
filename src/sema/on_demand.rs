//! Library files that only programs compile whose text names them: most programs never say `ConnectApi`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compiler::Compiler;
use super::declare::Declarations;
use super::library::PreludeFile;
use crate::diag::{FileId, SourceMap};
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
}

impl Words {
    /// Panics when there are more files than bits.
    pub fn of(prelude: &[PreludeFile]) -> Words {
        assert!(prelude.len() <= FileSet::BITS as usize, "one bit for each file of the prelude");
        let mut words = Words::default();
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

/// The base program grown by the files of the prelude that the texts name, and by those that these name; None when nothing is to
/// be added. The texts of the added files go behind the others in `sources`.
pub(super) fn grow(base: &Program, sources: &mut Arc<SourceMap>, files: &[FileId]) -> Option<Program> {
    let words = &base.symbols.library.words;
    let wanted = files.iter().fold(0, |wanted, file| wanted | words.named_in(&sources.file(*file).text));
    grow_by(base, sources, wanted)
}

/// The program with the whole library.
pub fn with_whole_library(program: &Program) -> Option<Program> {
    let prelude = base_files(program);
    let mut sources = Arc::clone(&program.sources);
    let all = prelude.iter().enumerate().fold(0, |set, (n, _)| set | 1 << n);
    grow_by(program, &mut sources, all)
}

fn base_files(program: &Program) -> &'static [PreludeFile] {
    program.symbols.library.prelude
}

fn grow_by(base: &Program, sources: &mut Arc<SourceMap>, mut wanted: FileSet) -> Option<Program> {
    let prelude = base_files(base);
    let mut seen = base.symbols.loaded;
    let mut chosen = Vec::new();
    while wanted & !seen != 0 {
        let n = (wanted & !seen).trailing_zeros() as usize;
        seen |= 1 << n;
        wanted |= base.symbols.library.words.named_in(prelude[n].text);
        chosen.push(n);
    }
    if chosen.is_empty() {
        return None;
    }
    chosen.sort_unstable();
    let chosen: Vec<&PreludeFile> = chosen.into_iter().map(|n| &prelude[n]).collect();
    let mut map = SourceMap::clone(sources);
    let ids: Vec<FileId> = chosen.iter().map(|file| map.add(file.name, file.text)).collect();
    *sources = Arc::new(map);
    let mut program = compile(base, Arc::clone(sources), &chosen, &ids);
    program.schema = Arc::clone(&base.schema);
    Arc::make_mut(&mut program.symbols).loaded = seen;
    Some(program)
}

/// Panics when a file does not compile: a guard compiles all of them.
fn compile(base: &Program, sources: Arc<SourceMap>, chosen: &[&PreludeFile], ids: &[FileId]) -> Program {
    let mut compiler = Compiler::new(base, Schema::standard(), Arc::default());
    compiler.program.sources = sources;
    let parsed: Vec<_> = chosen.iter().zip(ids).map(|(file, id)| parse_units(file.text, *id)).collect();
    let mut all = Declarations::default();
    for ((prelude, file), (units, faults)) in chosen.iter().zip(ids).zip(&parsed) {
        compiler.diagnostics.extend(faults.iter().cloned());
        for unit in units {
            if let UnitDecl::Type(decl) = &unit.decl {
                compiler.declare_class(&mut all, decl, *file, None, prelude.namespace);
            }
        }
    }
    compiler.set_namespaces();
    compiler.library = Arc::new(compiler.library.knowing(&compiler.program.classes));
    compiler.compile_declared(&mut all, &[]);
    let (program, diagnostics) = compiler.into_program();
    let fault = diagnostics.iter().find(|d| d.is_error());
    if let Some(fault) = fault {
        let place = program.sources.line_col(fault.file, fault.span.start);
        let name = &program.sources.file(fault.file).name;
        panic!("the prelude does not compile: {name}:{}: {}", place.line, fault.message);
    }
    program
}
