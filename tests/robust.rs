//! Bad input gets a clear error: never a crash, a hang, or silence.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use orgless::Session;
use orgless::session::with_big_stack;
use proptest::prelude::*;

const VALID: &str = "public with sharing class Till {
    public enum Coin { CENT, DIME }
    private Map<String, List<Decimal>> sums = new Map<String, List<Decimal>>{ 'a' => new List<Decimal>{ 1.5, 2 } };
    public Integer total { get { return total == null ? 0 : total; } private set; }
    @TestVisible private static Integer count(List<Account> accounts) {
        Integer n = 0;
        for (Account a : [SELECT Id, Name, (SELECT Id FROM Contacts) FROM Account WHERE Name LIKE :'A%' LIMIT 5]) {
            switch on a.Name { when 'x', 'y' { n++; } when else { n += (Integer) 2L.intValue(); } }
        }
        try { update accounts; } catch (DmlException e) { System.debug(e.getMessage() + '\\n'); } finally { n--; }
        do { n = n > 3 && !(n < 5) ? n >> 1 : n ?? 7; } while (n != 3);
        return accounts?.size() ?? n;
    }
}";

/// Compiles a class and says how many errors it has.
fn errors(text: &str) -> usize {
    with_big_stack(|| {
        let session = Session::builder().source("Till.cls", text).build().expect("texts in memory can be read");
        session.diagnostics().len()
    })
}

#[test]
fn a_text_that_ends_anywhere_is_refused_or_compiles() {
    assert_eq!(errors(VALID), 0);
    for end in (7..VALID.len() - 1).step_by(7) {
        assert!(errors(&VALID[..end]) > 0, "cut at {end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_or_compiles(text in "\\PC{0,200}") {
        errors(&text);
    }

    #[test]
    fn any_soup_of_words_is_refused_or_compiles(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        errors(&format!("public class Till {{ void f() {{ {} }} }}", words.join(" ")));
        errors(&words.join(" "));
    }

    #[test]
    fn a_class_with_a_piece_put_elsewhere_is_refused_or_compiles(from in 0..1000usize, len in 1..60usize, to in 0..1000usize) {
        let (from, to) = (from % VALID.len(), to % VALID.len());
        let piece = &VALID[from..(from + len).min(VALID.len())];
        errors(&format!("{}{piece}{}", &VALID[..to], &VALID[to..]));
        errors(&VALID.replacen(piece, "", 1));
    }
}

const WORDS: &[&str] = &[
    "class",
    "public",
    "static",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    ";",
    ",",
    ".",
    "=",
    "==",
    "+",
    "-",
    "++",
    "?",
    ":",
    "?.",
    "??",
    "=>",
    "if",
    "else",
    "for",
    "while",
    "do",
    "switch",
    "on",
    "when",
    "try",
    "catch",
    "return",
    "new",
    "List",
    "Map",
    "String",
    "Integer",
    "x",
    "y",
    "1",
    "2.5",
    "3L",
    "'text'",
    "null",
    "this",
    "super",
    "SELECT",
    "FROM",
    "Account",
    "WHERE",
    "Id",
    "insert",
    "instanceof",
    "void",
    "get",
    "set",
    "@isTest",
    "trigger",
    "interface",
    "enum",
    "extends",
];

/// Nests `core` between so many openings and closings.
fn nested(open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(10_000), close.repeat(10_000))
}

#[test]
fn code_nested_ten_thousand_deep_ends_with_an_error_or_compiles() {
    let expressions = [
        nested("(", "1", ")"),
        nested("-", "1", ""),
        nested("!", "true", ""),
        nested("f(", "1", ")"),
        nested("a[", "0", "]"),
        nested("true ? 1 : ", "2", ""),
        nested("1 + ", "2", ""),
        nested("(Integer) ", "2", ""),
        nested("new List<Object>{ ", "1", " }"),
        nested("", "a", ".b"),
        nested("", "a", ".b()"),
        nested("[SELECT Id FROM Account WHERE Id IN ", "x", "]"),
    ];
    for e in expressions {
        errors(&format!("public class Till {{ Object f(Integer[] a) {{ return {e}; }} }}"));
    }
    let statements = [nested("{", "", "}"), nested("if (a) ", ";", ""), nested("if (a) {} else ", "{}", "")];
    for s in statements {
        errors(&format!("public class Till {{ void f(Boolean a) {{ {s} }} }}"));
    }
    errors(&nested("public class A {", "", "}"));
    errors(&format!("public class Till {{ {} x; }}", nested("List<", "Integer", ">")));
}

#[test]
fn a_thousand_operands_compile() {
    let sum = vec!["'a'"; 1_000].join(" + ");
    assert_eq!(errors(&format!("public class Till {{ String f() {{ return {sum}; }} }}")), 0);
}

/// A folder for this test's files.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn orgless(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_orgless")).args(args).env("NO_COLOR", "1").output().expect("the program runs")
}

/// Checks a file of these bytes and answers what is printed.
fn check(name: &str, bytes: &[u8]) -> String {
    let path = folder(&name.replace('.', "_")).join(name);
    std::fs::write(&path, bytes).expect("the file can be written");
    let output = orgless(&["check", "--short", path.to_str().expect("plain names")]);
    assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).expect("what is printed is UTF-8")
}

#[test]
fn a_file_that_is_no_text_says_so() {
    let latin = b"public class Till { String s = 'caf\xe9'; }";
    assert!(check("Till.cls", latin).contains("Till.cls:1:36: error: The text is not UTF-8"));
    let wide: Vec<u8> = "\u{feff}public class Wide {}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(check("Wide.cls", &wide).contains("Wide.cls:1:1: error: The text is not UTF-8"));
    assert!(check("Script.apex", b"System.debug('\xff');").contains("The text is not UTF-8"));
    assert!(check("Zero.cls", b"public class Zero { \0 }").contains("Zero.cls:1:21: error: "));
}

#[test]
fn a_file_without_code_says_what_is_expected() {
    for (name, bytes) in
        [("Empty.cls", &b""[..]), ("Mark.cls", b"\xef\xbb\xbf"), ("Comment.cls", b"// nothing\n/* */\n")]
    {
        assert!(check(name, bytes).contains("error: expected a class, interface, enum or trigger"), "{name}");
    }
}

#[test]
fn very_many_errors_are_all_printed() {
    let lines: String = (0..5_000).map(|n| format!("x{n} = 1;\n")).collect();
    let printed = check("Many.cls", format!("public class Many {{ void f() {{\n{lines}}} }}").as_bytes());
    assert_eq!(printed.lines().filter(|line| line.contains("Variable does not exist")).count(), 5_000);
}

#[test]
fn an_endless_line_is_shown_in_part() {
    let path = folder("line").join("Line.cls");
    let text = format!("public class Line {{ String s = '{}'; Integer i = unknown; }}", "x".repeat(1_000_000));
    std::fs::write(&path, text).expect("the file can be written");
    let output = orgless(&["check", path.to_str().expect("plain names")]);
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(printed.contains("Variable does not exist: unknown") && printed.len() < 10_000, "{} bytes", printed.len());
}

#[test]
fn variables_without_end_are_too_many() {
    let names: Vec<String> = (0..70_000).map(|n| format!("a{n}")).collect();
    let text = format!("public class Wider {{ void f() {{ Integer {}; }} }}", names.join(", "));
    assert!(check("Wider.cls", text.as_bytes()).contains("error: Method has too many local variables"));
}

#[test]
fn a_folder_named_like_a_class_is_a_folder() {
    let folder = folder("named");
    std::fs::create_dir(folder.join("Folder.cls")).expect("the folder can be made");
    std::fs::write(folder.join("Folder.cls/Inside.cls"), "public class Inside {}").expect("the file can be written");
    let output = orgless(&["check", folder.to_str().expect("plain names")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 file checked"));
}

#[test]
fn a_line_that_is_no_text_does_not_end_a_conversation() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_orgless"))
        .arg("repl")
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let input = b"System.debug('caf\xe9');\nSystem.debug('after');\n";
    child.stdin.take().expect("piped").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(String::from_utf8_lossy(&output.stderr).contains("The text is not UTF-8"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("after"));
}
