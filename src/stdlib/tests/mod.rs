//! Guards over the whole table.

pub(super) mod examples;
mod expected;
mod expected_commons;
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
    let whole = crate::sema::with_whole_library(&program).expect("some files wait");
    let problems = crate::sema::library_problems(&whole);
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
    let waiting: Vec<_> = library().prelude.iter().filter(|file| file.waits()).collect();
    let base = compile_naming(&[]).classes.len();
    let alone: usize = waiting.iter().map(|f| compile_naming(&f.names[..1]).classes.len() - base).sum();
    let words: Vec<&str> = waiting.iter().flat_map(|f| f.names).copied().collect();
    let together = compile_naming(&words).classes.len() - base;
    assert!(together > 100 && alone >= together, "{together} classes together, {alone} alone");
}

/// The names of top-level classes in a file of the prelude: its declarations begin in the first column.
fn declared_in(text: &'static str) -> impl Iterator<Item = &'static str> {
    let heads = text.lines().filter(|line| line.starts_with("global ") || line.starts_with("public "));
    heads.filter_map(|line| {
        let mut words = line.split([' ', '(', '<']);
        words.find(|word| matches!(*word, "class" | "enum" | "interface")).and_then(|_| words.next())
    })
}

fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part.eq_ignore_ascii_case(word))
}

/// A program that never says `Database` may still call `getErrors`: whatever answers or takes a class of a file that waits must
/// bring the file with it, be it by a member's name or, for static members, by the name of the class.
#[test]
fn words_bring_every_file_that_signatures_need() {
    let mut missing = Vec::new();
    for file in library().prelude.iter().filter(|file| file.waits()) {
        let has = |word: &str| file.names.iter().chain(file.members).any(|w| w.eq_ignore_ascii_case(word));
        let is_plain = matches!(file.namespace, "System" | "Schema");
        for class in declared_in(file.text) {
            if is_plain && !has(class) {
                missing.push(format!("{}: {class}", file.name));
            }
            let shown = if is_plain { class.to_owned() } else { format!("{}.{class}", file.namespace) };
            for (i, native) in CLASSES.iter().enumerate() {
                let own = native.name.rsplit('.').next().expect("a name has a part");
                for row in rows(ClassId(i as u32)).iter().filter(|row| {
                    if is_plain { mentions(row.signature, class) } else { row.signature.contains(&shown) }
                }) {
                    let head = row.signature.split(['(', '{']).next().expect("a part").trim_end();
                    let member = head.rsplit(' ').next().expect("a part");
                    let is_static = row.signature.starts_with("static ");
                    // Whoever implements an interface names it, and its namespace.
                    let is_named = is_static || member == own || native.kind == ClassKind::Interface;
                    let space = native.name.split('.').next().expect("a part");
                    if !has(member) && !(is_named && (has(own) || has(space))) {
                        missing.push(format!("{}: {member} ({}: {})", file.name, native.name, row.signature));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "words to add in prelude/mod.rs:\n{}", missing.join("\n"));
}

#[test]
fn native_classes_extend_what_every_program_has() {
    let base = compile_naming(&[]);
    for (i, native) in CLASSES.iter().enumerate() {
        let class = &base.classes[i];
        assert_eq!(class.superclass.is_some(), native.extends.is_some(), "{}", native.name);
        assert_eq!(class.interfaces.len(), native.implements.len(), "{}", native.name);
    }
}
