//! The engine held to what Java answers.

use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    let regex = JavaRegex::new(pattern).expect("a pattern");
    let mut run = Run::new(&regex.program, text, Bounds::of(text), regex.groups);
    run.matches_at(0, true).expect("a simple one").is_some()
}

#[test]
fn java_classes_and_escapes_keep_their_meaning() {
    for (pattern, text, expected) in [
        (r"\d+", "٣", false),
        (r"[\w-.]+", "a-b.c", true),
        (r"[a-z&&[^aeiou]]+", "bcdf", true),
        (r"[a-z&&[^aeiou]]+", "bad", false),
        (r"[a-z&&[b-d&&[^c]]]+", "bd", true),
        (r"\Qa.b\E+", "a.bb", true),
        (r"\p{Punct}+", "!~[", true),
        (r"\u0041\x42", "AB", true),
        (r"(?i)abc", "ABC", true),
        (r"a.c", "a\nc", false),
        (r"(?s)a.c", "a\nc", true),
        (r"(?<word>[A-Z]+)-\k<word>", "AB-AB", true),
        (r"[^\]]+", "abc", true),
        (r"\<b\>", "<b>", true),
        (r"[$#&~^]+", "$#&~^", true),
        (r"(?!^[0-9]*$)(?!^[a-zA-Z]*$)^([!-~]{8,50})$", "abc123!!", true),
        (r"a++b", "aab", true),
        (r"a++a", "aaa", false),
        (r"[A-Za-z0-9_\-\.]+@x", "a_-.b@x", true),
        (r"\X", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", true),
        (r"(a|ab)(c|bcd)(d*)", "abcd", true),
        (r"(?<=a*)b", "b", true),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn a_pattern_that_tries_too_much_ends() {
    let regex = JavaRegex::new("(a+)+b").expect("a pattern");
    assert!(regex.matches(&"a".repeat(60)).is_err());
}

/// What is linear does a bit more than twice the work on twice the text; the bound leaves room for a busy machine.
#[test]
fn searching_grows_with_the_text() {
    for pattern in ["[xyz]+\\d", "(?:ab|cd)*e", "\\s*,\\s*", "(\\w+)@(\\w+)"] {
        let regex = JavaRegex::new(pattern).expect("a pattern");
        let time = |length: usize| {
            let text = "abcd xy1, ".repeat(length);
            let begin = std::time::Instant::now();
            regex.split(&text, -1).expect("a simple pattern");
            begin.elapsed()
        };
        let (small, large) = (time(1_000), time(16_000));
        // Sixteen times the text; quadratic work would take 256 times as long.
        assert!(large < small * 100 + std::time::Duration::from_millis(300), "{pattern}: {small:?}, {large:?}");
    }
}
