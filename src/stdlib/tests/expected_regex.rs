//! Regular expressions held to the answers of `java.util.regex`.

use super::expected::rows_of;
use crate::regex::{Anchor, Bounds, Found, JavaRegex, next_char};

#[test]
fn patterns_match_replace_and_split_as_in_java() {
    let mut checked = 0;
    let mut faults = Vec::new();
    for row in rows_of("regex.tsv").iter().filter(|r| r.kind() == "match") {
        let (pattern, text) = (row.text(1), row.text(2));
        let Ok(regex) = JavaRegex::new(pattern) else {
            faults.push(format!("{pattern:?} is refused"));
            continue;
        };
        for (at, found) in answers(&regex, text).iter().enumerate() {
            let expected = row.text(3 + at);
            if found != expected {
                faults.push(format!("{pattern:?} on {text:?}, field {}: {found:?} instead of {expected:?}", 3 + at));
            }
        }
        checked += 1;
    }
    assert!(checked > 1000, "{checked} rows");
    assert!(faults.is_empty(), "{} of {checked}:\n{}", faults.len(), faults[..faults.len().min(60)].join("\n"));
}

#[test]
fn malformed_patterns_have_the_errors_of_java() {
    for row in rows_of("regex.tsv").iter().filter(|r| r.kind() == "error") {
        // The platform's JDK is newer here.
        let expected = match row.text(1) {
            "a\\" => "Unescaped trailing backslash near index 2\na\\",
            _ => row.text(2),
        };
        match JavaRegex::new(row.text(1)) {
            Ok(_) => panic!("{:?} is taken, expected {expected}", row.text(1)),
            Err(found) => assert_eq!(found, expected, "{:?}", row.text(1)),
        }
    }
}

/// What the row says: the walk of `find`, `matches`, `lookingAt`, `replaceAll`, three ways to split.
fn answers(regex: &JavaRegex, text: &str) -> [String; 7] {
    let unit = |byte: usize| text[..byte].encode_utf16().count();
    let mut walk = String::new();
    let (mut first, mut last) = (None, 0);
    let mut ends = (false, false);
    for _ in 0..12 {
        let from = if first == Some(last) { next_char(text, last) } else { last };
        let mut found = Found { groups: None, hit_end: ends.0, require_end: ends.1 };
        if from <= text.len() {
            let bounds = Bounds { last, ..Bounds::of(text) };
            found = regex.search(text, bounds, from, Anchor::None).expect("a simple pattern");
        }
        ends = (found.hit_end, found.require_end);
        walk.push(if found.groups.is_some() { 'f' } else { '-' });
        walk.push(if found.hit_end { 'h' } else { '.' });
        walk.push(if found.require_end { 'r' } else { '.' });
        let Some(groups) = found.groups else { break };
        let shown: Vec<String> = groups
            .iter()
            .map(|range| range.map_or("-1:-1".to_owned(), |(start, end)| format!("{}:{}", unit(start), unit(end))))
            .collect();
        walk.push_str(&shown.join(","));
        walk.push(' ');
        (first, last) = (groups[0].map(|r| r.0), groups[0].map_or(0, |r| r.1));
    }
    let whole = |anchor| {
        let found = regex.search(text, Bounds::of(text), 0, anchor).expect("a simple pattern");
        [found.groups.is_some(), found.hit_end, found.require_end].map(|b| if b { 't' } else { 'f' }).iter().collect()
    };
    let (matches, begins) = (whole(Anchor::Both), whole(Anchor::Start));
    let replaced = regex.replace(text, "<$0>", true).expect("a simple pattern");
    let split = |limit| regex.split(text, limit).expect("a simple pattern").join("\u{1}");
    [walk, matches, begins, replaced, split(0), split(-1), split(2)]
}
