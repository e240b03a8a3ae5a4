//! Library files that only programs compile whose text names them: most programs never say `ConnectApi`.

use std::sync::Arc;

use super::compiler::Compiler;
use super::declare::Declarations;
use super::library::OnDemandFile;
use crate::diag::{FileId, SourceMap};
use crate::hir::Program;
use crate::schema::Schema;
use crate::syntax::ast::UnitDecl;
use crate::syntax::parse_units;

/// The base program grown by the on-demand files that the texts name, and by those that these name; None when nothing is to be
/// added. The texts of the added files go behind the others in `sources`.
pub(super) fn grow(base: &Program, sources: &mut Arc<SourceMap>, files: &[FileId]) -> Option<Program> {
    let waiting = base.symbols.library.on_demand;
    let mut wanted = 0;
    for file in files {
        wanted |= named_in(&sources.file(*file).text, waiting);
    }
    let mut seen = base.symbols.loaded;
    let mut chosen = Vec::new();
    while wanted & !seen != 0 {
        let n = (wanted & !seen).trailing_zeros() as usize;
        seen |= 1 << n;
        wanted |= named_in(waiting[n].file.text, waiting);
        chosen.push(n);
    }
    if chosen.is_empty() {
        return None;
    }
    chosen.sort_unstable();
    let chosen: Vec<&OnDemandFile> = chosen.into_iter().map(|n| &waiting[n]).collect();
    let mut map = SourceMap::clone(sources);
    let ids: Vec<FileId> = chosen.iter().map(|c| map.add(c.file.name, c.file.text)).collect();
    *sources = Arc::new(map);
    let mut program = compile(base, Arc::clone(sources), &chosen, &ids);
    program.schema = Arc::clone(&base.schema);
    Arc::make_mut(&mut program.symbols).loaded = seen;
    Some(program)
}

/// Panics when a file does not compile: a guard compiles all of them.
fn compile(base: &Program, sources: Arc<SourceMap>, chosen: &[&OnDemandFile], ids: &[FileId]) -> Program {
    let mut compiler = Compiler::new(base, Schema::standard(), Arc::default());
    compiler.program.sources = sources;
    let parsed: Vec<_> = chosen.iter().zip(ids).map(|(c, id)| parse_units(c.file.text, *id)).collect();
    let mut all = Declarations::default();
    for ((on_demand, file), (units, faults)) in chosen.iter().zip(ids).zip(&parsed) {
        compiler.diagnostics.extend(faults.iter().cloned());
        for unit in units {
            if let UnitDecl::Type(decl) = &unit.decl {
                compiler.declare_class(&mut all, decl, *file, None, on_demand.file.namespace);
            }
        }
    }
    compiler.set_namespaces();
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

/// The files, as bits, one of whose words stands beside a dot in the text. Words in strings count: `Type.forName` reads them.
fn named_in(text: &str, waiting: &[OnDemandFile]) -> u64 {
    let bytes = text.as_bytes();
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let mut found = 0;
    for dot in memchr::memchr_iter(b'.', bytes) {
        let before = bytes[..dot].trim_ascii_end();
        let start = before.iter().rposition(|b| !is_part(b)).map_or(0, |at| at + 1);
        let behind = bytes[dot + 1..].trim_ascii_start();
        let end = behind.iter().position(|b| !is_part(b)).unwrap_or(behind.len());
        for (n, on_demand) in waiting.iter().enumerate() {
            let is_named = |word: &&str| {
                let word = word.as_bytes();
                word.eq_ignore_ascii_case(&before[start..]) || word.eq_ignore_ascii_case(&behind[..end])
            };
            if on_demand.words.iter().any(is_named) {
                found |= 1 << n;
            }
        }
    }
    found
}
