//! Guards over the whole table.

pub(super) mod examples;
mod expected;
mod expected_regex;
mod values;

use super::*;
use crate::syntax::parse_signature;
use rustc_hash::FxHashSet;

/// The parameters that a signature's text names, and whether the closure gets a receiver as well.
fn expected_arity(signature: &str) -> usize {
    let (head, rest) = match signature.split_once('(') {
        Some(parts) => parts,
        None => {
            let accessor = usize::from(signature.contains("set"));
            return accessor + usize::from(!signature.starts_with("static "));
        }
    };
    let inside = rest.trim_end().trim_end_matches(')');
    let mut depth = 0;
    let mut parameters = usize::from(!inside.trim().is_empty());
    for c in inside.chars() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => parameters += 1,
            _ => {}
        }
    }
    let is_constructor = !head.trim().contains(' ');
    parameters + usize::from(!is_constructor && !head.starts_with("static "))
}

#[test]
fn every_closure_takes_what_its_signature_says() {
    for (i, class) in CLASSES.iter().enumerate() {
        for row in rows(ClassId(i as u32)) {
            if row.arity != Row::MISSING {
                assert_eq!(row.arity, expected_arity(row.signature), "{}: {}", class.name, row.signature);
            }
            assert!(row.doc.ends_with('.'), "{}: {} wants a sentence", class.name, row.signature);
        }
    }
}

#[test]
fn no_signature_and_no_class_is_declared_twice() {
    let mut names = FxHashSet::default();
    for class in CLASSES.iter() {
        assert!(names.insert(class.name), "{} twice", class.name);
        let mut seen = FxHashSet::default();
        for signature in (class.signatures)() {
            assert!(seen.insert(signature), "{}: {signature} twice", class.name);
        }
    }
}

#[test]
fn every_signature_parses() {
    if parse_signature("Integer size()").is_err() {
        return; // The grammar has not landed.
    }
    for class in CLASSES.iter() {
        for signature in (class.signatures)().into_iter().filter(|s| s.contains('(')) {
            if let Err(why) = parse_signature(signature) {
                panic!("{}: {signature}: {why}", class.name);
            }
        }
    }
}

#[test]
fn the_prelude_compiles_and_every_type_in_signatures_exists() {
    let (program, diagnostics) = crate::sema::base_checked(library());
    let faults: Vec<String> = diagnostics
        .iter()
        .filter(|d| d.is_error())
        .map(|d| {
            let place = program.sources.line_col(d.file, d.span.start);
            format!("{}:{}: {}", program.sources.file(d.file).name, place.line, d.message)
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let problems = crate::sema::library_problems(&program);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A member's name and the types of its parameters, without their names.
fn shape(signature: &str) -> String {
    let Some((head, rest)) = signature.split_once('(') else { return signature.to_owned() };
    let name = head.rsplit(char::is_whitespace).next().unwrap_or(head).to_ascii_lowercase();
    let mut depth = 0;
    let is_comma = |c: char| {
        depth += i32::from(c == '<') - i32::from(c == '>');
        c == ',' && depth == 0
    };
    let types: Vec<String> = rest
        .trim_end_matches(')')
        .split(is_comma)
        .map(|p| p.trim().rsplit_once(' ').map_or("", |(ty, _)| ty).replace(' ', "").to_ascii_lowercase())
        .collect();
    format!("{name}({})", types.join(","))
}

#[test]
fn a_member_is_there_or_declared_as_missing_but_not_both() {
    for (i, class) in CLASSES.iter().enumerate() {
        let mut seen = FxHashSet::default();
        for row in rows(ClassId(i as u32)) {
            assert!(seen.insert(shape(row.signature)), "{}: {} twice", class.name, row.signature);
        }
    }
}

/// Compiles a class that mentions these words before a dot, which brings the on-demand files with it.
fn compile_naming(words: &[&str]) -> crate::hir::Program {
    let base = crate::sema::base(library(), std::sync::Arc::new(crate::schema::Schema::standard()));
    let names: String = words.iter().map(|word| format!("// {word}.X\n")).collect();
    let mut sources = crate::diag::SourceMap::clone(&base.sources);
    let file = sources.add("Names.cls", format!("{names}public class Names {{}}"));
    let unit = crate::sema::SourceUnit { file, kind: crate::sema::UnitKind::Single };
    let schema = crate::schema::Schema::standard();
    let options = crate::sema::Options::default();
    let (program, faults) = crate::sema::compile(&base, schema, std::sync::Arc::new(sources), &[unit], &options);
    assert!(faults.is_empty(), "{faults:?}");
    program
}

#[test]
fn every_file_that_waits_compiles_alone_and_with_the_others() {
    let library = library();
    assert!(library.on_demand.len() <= 64, "one bit for each");
    let base = compile_naming(&[]).classes.len();
    let alone: usize = library.on_demand.iter().map(|f| compile_naming(&f.words[..1]).classes.len() - base).sum();
    let words: Vec<&str> = library.on_demand.iter().flat_map(|f| f.words).copied().collect();
    let together = compile_naming(&words).classes.len() - base;
    assert!(together > 100 && alone >= together, "{together} classes together, {alone} alone");
}
