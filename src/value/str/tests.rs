//! Tests of `Str`.

use super::*;

#[test]
fn units_are_utf16() {
    let plain = Str::new("hello");
    assert_eq!((plain.len16(), plain.char_at16(1), plain.char_at16(5)), (5, Some(101), None));
    let wide = Str::new("aé👍b");
    assert_eq!((wide.len(), wide.len16()), (8, 5));
    let units: Vec<_> = (0..5).map(|i| wide.char_at16(i).unwrap()).collect();
    assert_eq!(units, [97, 233, 55357, 56397, 98]);
    assert_eq!(wide.char_at16(5), None);
    // Backwards, so that the remembered position does not help.
    assert_eq!(wide.char_at16(0), Some(97));
    assert_eq!((wide.code_point_at16(2), wide.code_point_at16(3)), (Some(0x1F44D), Some(56397)));
}

#[test]
fn substrings_by_unit() {
    let plain = Str::new("hello world");
    assert_eq!(plain.substring16(0, 5).unwrap(), "hello");
    assert!(plain.substring16(0, 11).unwrap().ptr_eq(&plain));
    assert_eq!((plain.substring16(6, 12), plain.substring16(4, 3)), (None, None));
    let wide = Str::new("aé👍b");
    assert_eq!(wide.substring16(1, 4).unwrap(), "é👍");
    assert_eq!(wide.substring16(4, 5).unwrap(), "b");
    assert_eq!(wide.substring16(0, 6), None);
    assert_eq!(wide.substring16(0, 3).unwrap(), "aé\u{FFFD}", "half a pair is a replacement character");
    let parts: Vec<_> = (0..5).map(|i| wide.substring16(i, i + 1).unwrap()).collect();
    assert_eq!(parts, ["a", "é", "\u{FFFD}", "\u{FFFD}", "b"]);
    assert_eq!(wide.substring16(3, 5).unwrap(), "\u{FFFD}b");
}

#[test]
fn searching_by_unit() {
    let wide = Str::new("👍ab👍ab");
    assert_eq!(wide.index_of16("ab", 0), Some(2));
    assert_eq!(wide.index_of16("ab", 3), Some(6));
    assert_eq!(wide.index_of16("x", 0), None);
    assert_eq!(wide.index_of16("", 9), Some(8), "the empty text is at the end as well");
    assert_eq!(wide.last_index_of16("ab", usize::MAX), Some(6));
    assert_eq!(wide.last_index_of16("ab", 5), Some(2));
    let plain = Str::new("ababab");
    assert_eq!(plain.last_index_of16("ab", 3), Some(2));
    assert_eq!(plain.index_of16("", 6), Some(6));
}

#[test]
fn letter_case_does_not_count_in_apex_equality() {
    let equal = |a: &str, b: &str| Str::new(a).eq_ignore_case(&Str::new(b));
    assert!(equal("abc", "ABC"));
    assert!(equal("straÑe", "STRAñE"));
    assert!(equal("Σίσυφος", "ΣΊΣΥΦΟΣ"), "final sigma folds");
    assert!(!equal("strasse", "straße"), "one character folds to one");
    assert!(!equal("abc", "abd"));
    assert_ne!(Str::new("abc"), Str::new("ABC"), "but it counts for maps");
}

#[test]
fn order() {
    assert_eq!(cmp_ignore_case("apple", "Banana"), Ordering::Less);
    assert_eq!(cmp_ignore_case("ABC", "abc"), Ordering::Equal);
    assert_eq!(cmp_ignore_case("éa", "ÉB"), Ordering::Less);
    assert!(Str::new("B") < Str::new("a"));
    assert_eq!(compare_to("a", "c"), -2);
    assert_eq!(compare_to("abcd", "ab"), 2);
    // UTF-16 puts surrogates below U+FF5E, UTF-8 above.
    assert_eq!(cmp16("\u{1F44D}", "\u{FF5E}"), Ordering::Less);
}

#[test]
fn appending_copies_only_what_is_shared() {
    let mut text = Str::new("a");
    let shared = text.clone();
    text.push_str("bc");
    assert_eq!((&*text, &*shared), ("abc", "a"));
    assert_eq!(text.len16(), 3);
    text.push_str("é");
    assert_eq!(text.len16(), 4);
    assert!(!text.is_ascii());
    let mut long = Str::new("more than fourteen");
    let shared = long.clone();
    long.push_str(" bytes, with room to grow");
    assert_eq!(shared, "more than fourteen");
    let before = long.as_str().as_ptr();
    long.push_str("é");
    assert_eq!((long.len16(), long.as_str().as_ptr()), (44, before));
}

#[test]
fn hash_codes_are_javas() {
    assert_eq!((java_hash(""), java_hash("hello"), java_hash("👍")), (0, 99_162_322, 1_772_464));
}

#[test]
fn short_texts_are_flat() {
    assert_eq!(Str::from_utf16([55357, 56397, 55357]), "👍\u{FFFD}");
    assert_eq!(Str::concat2("a", "b"), Str::concat_n(&["a", "", "b"]));
    for text in ["", "x", "fourteen bytes", "more than fourteen"] {
        let made =
            [Str::new(text), Str::from(text.to_owned()), Str::from(CompactString::new(text)), Str::concat2(text, "")];
        for each in &made {
            assert_eq!((each, each.short().is_some()), (&made[0], text.len() <= 14));
            assert_eq!(each.key_hash(), made[0].key_hash());
        }
    }
    let cut = Str::new("more than fourteen").substring16(0, 4).expect("within");
    assert!(cut.short().is_some() && cut.ptr_eq(&Str::new("more")));
    assert_eq!(std::mem::size_of::<Str>(), 16);
}

proptest::proptest! {
    /// Against Java's way: a vector of UTF-16 units.
    #[test]
    fn indexing_agrees_with_a_vector_of_units(text in "[aé👍]{0,8}", part in "[aé👍]{1,2}", from in 0usize..12, len in 0usize..12) {
        let (units, needle): (Vec<u16>, Vec<u16>) = (text.encode_utf16().collect(), part.encode_utf16().collect());
        let s = Str::new(&text);
        proptest::prop_assert_eq!(s.len16(), units.len());
        proptest::prop_assert_eq!(s.char_at16(from), units.get(from).copied());
        let cut = units.get(from..from + len).map(String::from_utf16_lossy);
        proptest::prop_assert_eq!(s.substring16(from, from + len).map(|s| s.to_string()), cut);
        let mut found = (0..units.len()).filter(|at| units[*at..].starts_with(&needle));
        let (first, last) = (found.clone().find(|at| *at >= from), found.rfind(|at| *at <= from));
        proptest::prop_assert_eq!((s.index_of16(&part, from), s.last_index_of16(&part, from)), (first, last));
    }
}

#[test]
fn places_in_wide_texts_are_found_from_the_last_one() {
    let mut wide = Str::new("é👍ab");
    let parts: Vec<String> = wide.chars().map(String::from).collect();
    for (from, to, expected) in
        [(3, 4, "a"), (0, 1, "é"), (4, 5, "b"), (1, 3, "👍"), (2, 3, "\u{FFFD}"), (0, 5, "é👍ab")]
    {
        assert_eq!(wide.substring16(from, to).as_deref(), Some(expected), "{from}..{to} of {parts:?}");
    }
    assert_eq!((wide.unit_of(6), wide.unit_of(2), wide.unit_of(8), wide.unit_of(0)), (3, 1, 5, 0));
    assert_eq!(wide.len16(), 5);
    wide.push_str("👍x");
    assert_eq!((wide.len16(), wide.unit_of(wide.len())), (8, 8));
    assert_eq!(wide.substring16(7, 8).as_deref(), Some("x"));
}

/// Work that is linear does about twice as much for twice the text; what counts is the shape, so the bound is generous.
#[test]
fn walks_through_wide_texts_stay_linear() {
    let time = |length: usize| {
        let text = Str::from(format!("é{}", "abc,".repeat(length)).as_str());
        let begin = std::time::Instant::now();
        let (mut at, mut parts) = (0, 0);
        while let Some(found) = text.index_of16(",", at) {
            parts += text.substring16(at, found).expect("it lies within").len();
            at = found + 1;
            assert!(at <= text.len16());
        }
        assert_eq!(parts, length * 3 + 2);
        begin.elapsed()
    };
    let (small, large) = (time(2_000), time(32_000));
    // Sixteen times the text; a quadratic walk would take 256 times as long.
    assert!(large < small * 100 + std::time::Duration::from_millis(200), "{small:?}, {large:?}");
}
