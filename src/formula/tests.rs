//! Claims about the language itself; what functions answer is in `tests/spec/stdlib/formula.md`.

use super::{Formula, Reference, Scope, Source, Type};

/// Every name is a number.
struct Numbers;

impl Scope for Numbers {
    fn resolve(&self, name: &str) -> Option<Reference> {
        let source = Source::Member(vec![name.to_ascii_lowercase()]);
        (name != "Missing").then(|| Reference { path: name.to_owned(), ty: Type::Number, source })
    }
}

fn message(text: &str) -> String {
    Formula::compile(text, &Numbers, false).expect_err("no formula").to_string()
}

#[test]
fn a_formula_reads_each_thing_once() {
    let formula = Formula::compile("a + b * A - IF(b > 1, a, 0)", &Numbers, false).expect("a formula");
    assert_eq!(formula.reads.iter().map(|r| r.path.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(formula.ty, Type::Number);
}

#[test]
fn what_is_no_formula_says_why() {
    assert_eq!(message("1 +"), "Syntax error.  Found 'end of formula'");
    assert_eq!(message("(1"), "Syntax error.  Missing ')'");
    assert_eq!(message("1 2"), "Syntax error.  Found '2'");
    assert_eq!(message("\"open"), "Syntax error.  Missing '\"'");
    assert_eq!(message("a ~ b"), "Syntax error.  Found '~'");
    assert_eq!(message("Missing"), "Could not access the following field: Missing. Contact your administrator.");
    assert_eq!(message("NOT(1)"), "Incorrect parameter type for function 'NOT()'. Expected Boolean, received Number");
    assert_eq!(message("CASE(1, 2)"), "Incorrect number of parameters for function 'CASE()'. Expected 4, received 2");
}

#[test]
fn deep_nesting_is_refused_not_survived() {
    let text = format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(message(&text), "Formula is too deeply nested");
    assert_eq!(message(&"-".repeat(10_000)), "Formula is too deeply nested");
}
