//! Comparing texts as Apex does: with and without letter case, by UTF-16 unit.

use std::cmp::Ordering;

use super::len16;

/// Whether two texts are equal but for letter case, by simple folding
/// (one character to one character, as Java's `equalsIgnoreCase`).
pub fn eq_ignore_case(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(fold).eq(b.chars().map(fold))
}

/// Order but for letter case, by UTF-16 unit: Apex `<` on strings.
pub fn cmp_ignore_case(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let lower = |b: u8| b.to_ascii_lowercase();
        return a.bytes().map(lower).cmp(b.bytes().map(lower));
    }
    cmp_units(a.chars().map(fold), b.chars().map(fold))
}

/// Order by UTF-16 unit, letter case included: the sign of [`compare_to`].
pub fn cmp16(a: &str, b: &str) -> Ordering {
    // UTF-8 order is code-point order; it differs only where surrogates come in.
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { cmp_units(a.chars(), b.chars()) }
}

/// Java's `compareTo`: the difference of the first unlike units, else of the lengths.
pub fn compare_to(a: &str, b: &str) -> i32 {
    let differ = a.encode_utf16().zip(b.encode_utf16()).find(|(x, y)| x != y);
    match differ {
        Some((x, y)) => i32::from(x) - i32::from(y),
        None => len16(a) as i32 - len16(b) as i32,
    }
}

/// Java's and so Apex's `hashCode()` of a string.
pub fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(unit.into()))
}

fn cmp_units(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> Ordering {
    fn key(c: char) -> (u16, u16) {
        let mut units = [0; 2];
        c.encode_utf16(&mut units);
        (units[0], units[1])
    }
    a.map(key).cmp(b.map(key))
}

/// Upper and then lower case, each only where it is one character.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut upper = c.to_uppercase();
    let upper = if upper.len() == 1 { upper.next().unwrap_or(c) } else { c };
    let mut lower = upper.to_lowercase();
    if lower.len() == 1 { lower.next().unwrap_or(upper) } else { upper }
}
