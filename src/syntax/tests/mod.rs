//! What the parser makes of Apex: claims about trees, and about errors.

mod decls;
mod exprs;
mod golden;
mod queries;
mod robust;
mod stmts;

use super::{FileId, parse_anonymous, parse_expr, parse_soql, parse_sosl, parse_unit, print};
use crate::diag::Diagnostic;

/// An expression and its tree.
#[track_caller]
fn expr(source: &str, tree: &str) {
    let (found, faults) = parse_expr(source, FileId(0));
    clean(source, &faults);
    assert_eq!(print::expr(&found.expect("no faults, so a tree")), tree, "{source}");
}

/// Anonymous code and its tree.
#[track_caller]
fn code(source: &str, tree: &str) {
    let (found, faults) = parse_anonymous(source, FileId(0));
    clean(source, &faults);
    assert_eq!(print::anonymous(&found.expect("no faults, so a tree")), tree, "{source}");
}

/// A file and its tree.
#[track_caller]
fn unit(source: &str, tree: &str) {
    let (found, faults) = parse_unit(source, FileId(0));
    clean(source, &faults);
    assert_eq!(print::unit(&found.expect("no faults, so a tree")), tree, "{source}");
}

/// A dynamic query and its tree.
#[track_caller]
fn soql(source: &str, tree: &str) {
    let (found, faults) = parse_soql(source, FileId(0));
    clean(source, &faults);
    assert_eq!(print::soql(&found.expect("no faults, so a tree")), tree, "{source}");
}

/// A dynamic search and its tree.
#[track_caller]
fn sosl(source: &str, tree: &str) {
    let (found, faults) = parse_sosl(source, FileId(0));
    clean(source, &faults);
    assert_eq!(print::sosl(&found.expect("no faults, so a tree")), tree, "{source}");
}

/// Messages of anonymous code.
fn messages(source: &str) -> Vec<String> {
    parse_anonymous(source, FileId(0)).1.into_iter().map(|fault| fault.message).collect()
}

#[track_caller]
fn clean(source: &str, faults: &[Diagnostic]) {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert!(messages.is_empty(), "{source}: {messages:?}");
}
