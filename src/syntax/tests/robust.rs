//! Bad input: every error of a file, no panic, no overflow.

use super::messages;
use crate::syntax::{FileId, parse_anonymous, parse_expr, parse_soql, parse_sosl, parse_unit};
use proptest::prelude::*;

#[test]
fn one_file_reports_all_its_errors() {
    let source = "
        public class A {
            void a() { Integer x = ; y = 1; }
            void b() { if (x { } z(; }
            Integer c
            void d() { return 1 }
            void e() { for (Integer i = 0; i < ; i++) { } f(1 2); }
        }";
    let (unit, faults) = parse_unit(source, FileId(0));
    let found: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(found.len(), 7, "{found:#?}");
    assert!(unit.is_some());
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = |open: &str, middle: &str, close: &str| {
        let text = format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(messages(&format!("x = {text};")), ["the code nests too deeply to be compiled"], "{open}");
    };
    deep("(", "1", ")");
    deep("f(", "1", ")");
    deep("a[", "1", "]");
    deep("-", " 1", "");
    deep("!", "a", "");
    deep("(A) ", "a", "");
    deep("a + ", "a", "");
    deep("a.", "b", "");
    deep("a ? b : ", "c", "");
    deep("new List<A>{", "", "}");
    let blocks = format!("{}{}", "{".repeat(10_000), "}".repeat(10_000));
    assert_eq!(messages(&blocks).len(), 1);
    assert_eq!(messages(&"if (a) ".repeat(10_000)).len(), 1);
    assert_eq!(messages(&"if (a) { } else ".repeat(10_000)).len(), 1);
    assert!(!messages(&format!("List<{}", "List<".repeat(10_000))).is_empty());
    assert_eq!(parse_soql(&format!("SELECT Id FROM A WHERE {}a = 1", "NOT ".repeat(10_000)), FileId(0)).1.len(), 1);
}

#[test]
fn what_real_code_writes_is_not_too_deep() {
    let long = |head: &str, part: &str, tail: &str| {
        let text = format!("{head}{}{tail}", part.repeat(1_000));
        assert_eq!(messages(&text), Vec::<String>::new(), "{part}");
    };
    long("x = 'a'", " + 'b'", ";");
    long("x = new Map<A, B>{ a => b", ", 'x' => new C(D = 1 + 2)", "};");
    long("", "a = b + c;", "");
    long("x", ".add(1, 2)", ";");
    long("", "if (a) { b(); } ", "");
    long("if (a) { }", " else if (b == c) { }", "");
}

#[test]
fn endless_lists_of_errors_stop() {
    assert!(messages(&") ] ; ".repeat(1_000)).len() <= 20);
    assert!(messages(&"} ".repeat(1_000)).len() <= 20);
}

/// Texts made of words and signs of the language, so that many get past the first tokens.
fn soup() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "class",
        "A",
        "b",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        ">>",
        ";",
        ",",
        ".",
        "=",
        "+",
        "-",
        "if",
        "else",
        "for",
        "while",
        "SELECT",
        "FROM",
        "WHERE",
        "IN",
        ":",
        "?",
        "?.",
        "new",
        "insert",
        "switch",
        "on",
        "when",
        "get",
        "set",
        "'s'",
        "1",
        "2024-01-01",
        "trigger",
        "try",
        "catch",
        "return",
        "public",
        "static",
        "@",
        "=>",
        "FIND",
        "RETURNING",
        "TYPEOF",
        "END",
        "GROUP",
        "BY",
        "USD5",
        "instanceof",
        "void",
        "enum",
        "this",
        "'",
        "'''",
        "/*",
        "é",
        "\"",
        "\\",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_input_panics(text in prop_oneof![soup(), "\\PC{0,40}"]) {
        let file = FileId(0);
        let _ = parse_unit(&text, file);
        let _ = parse_anonymous(&text, file);
        let _ = parse_expr(&text, file);
        let _ = parse_soql(&text, file);
        let _ = parse_sosl(&text, file);
        let _ = crate::syntax::needs_more_input(&text);
        let (_, faults) = parse_unit(&format!("class A {{ void f() {{ {text} }} }}"), file);
        let mut sources = crate::diag::SourceMap::new();
        sources.add("x", text.as_str());
        let _ = crate::diag::render_all(&faults, &sources, crate::diag::Style::Plain);
    }
}

#[test]
fn what_the_parser_moves_around_is_small() {
    use crate::syntax::ast;
    let sizes = [
        size_of::<ast::Expr>(),
        size_of::<ast::Stmt>(),
        size_of::<ast::Declarator>(),
        size_of::<ast::TypeRef>(),
        size_of::<ast::Modifiers>(),
        size_of::<ast::QueryValue>(),
        size_of::<ast::When>(),
        size_of::<ast::FieldExpr>(),
        size_of::<ast::Annotation>(),
        size_of::<ast::AnnotationArg>(),
        size_of::<ast::WithSetting>(),
    ];
    assert!(sizes.iter().all(|&size| size <= 64), "{sizes:?}");
}
