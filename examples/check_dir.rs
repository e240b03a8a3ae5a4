//! Checks every class and trigger below some folders and counts the errors by message: a measure for the checker.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use orgless::schema::Schema;
use orgless::sema::{self, Options, SourceUnit, UnitKind};

fn main() {
    let mut folders: Vec<String> = std::env::args().skip(1).collect();
    let verbose = folders.iter().any(|a| a == "-v");
    let strict = folders.iter().any(|a| a == "--strict");
    folders.retain(|a| !a.starts_with('-'));
    let start = Instant::now();
    let (base, faults) = sema::base_checked(orgless::stdlib::library());
    println!("library: {} classes, {} faults, {:?}", base.classes.len(), faults.len(), start.elapsed());
    for fault in &faults {
        let at = base.sources.line_col(fault.file, fault.span.start);
        println!("  {}:{}: {}", base.sources.file(fault.file).name, at.line, fault.message);
    }
    for problem in sema::library_problems(&base) {
        println!("  signature: {problem}");
    }
    let mut files = Vec::new();
    for folder in &folders {
        collect(Path::new(folder), &mut files);
    }
    files.sort();
    let mut sources = (*base.sources).clone();
    let mut units = Vec::new();
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let file = sources.add(path.to_string_lossy().into_owned(), text);
        units.push(SourceUnit { file, kind: UnitKind::Single });
    }
    let schema = if strict { Schema::standard() } else { Schema::inferred() };
    let start = Instant::now();
    let (program, diagnostics) = sema::compile(&base, schema, Arc::new(sources), &units, &Options::default());
    let elapsed = start.elapsed();
    let mut by_message: BTreeMap<String, usize> = BTreeMap::new();
    for d in diagnostics.iter().filter(|d| d.is_error()) {
        let at = program.sources.line_col(d.file, d.span.start);
        if verbose {
            println!("{}:{}:{}: {}", program.sources.file(d.file).name, at.line, at.column, d.message);
        }
        *by_message.entry(d.message.clone()).or_default() += 1;
    }
    let mut counts: Vec<_> = by_message.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    for (message, n) in counts.iter().take(60) {
        println!("{n:5} {message}");
    }
    let broken = program.classes.iter().filter(|c| c.broken.is_some()).count();
    println!("{} files, {} errors, {broken} broken classes, {elapsed:?}", files.len(), diagnostics.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|e| Some(e.ok()?.path())) {
        match path.extension().and_then(|e| e.to_str()) {
            _ if path.is_dir() => collect(&path, files),
            Some("cls" | "trigger") => files.push(path),
            Some(_) | None => {}
        }
    }
}
