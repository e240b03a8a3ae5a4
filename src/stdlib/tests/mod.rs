//! Guards over the whole table.

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
            assert_eq!(row.arity, expected_arity(row.signature), "{}: {}", class.name, row.signature);
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
