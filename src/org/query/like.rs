//! `LIKE` patterns: `%` any text, `_` one character, `\` takes the next one literally; case does not matter.

use compact_str::CompactString;

use crate::org::index::fold;

/// A pattern, folded, in the shape that is quickest to test.
pub enum Pattern {
    /// `Acme%`
    Prefix(CompactString),
    /// `%acme%`
    Contains(CompactString),
    Any(Vec<Part>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Char(char),
    One,
    Many,
}

impl Pattern {
    pub fn new(pattern: &str) -> Pattern {
        let mut parts = Vec::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            match c {
                '%' => parts.push(Part::Many),
                '_' => parts.push(Part::One),
                '\\' => parts.extend(chars.next().unwrap_or('\\').to_lowercase().map(Part::Char)),
                c => parts.extend(c.to_lowercase().map(Part::Char)),
            }
        }
        let literal = |parts: &[Part]| -> Option<CompactString> {
            parts.iter().map(|p| if let Part::Char(c) = p { Some(*c) } else { None }).collect()
        };
        match parts.as_slice() {
            [middle @ .., Part::Many] if let Some(text) = literal(middle) => Pattern::Prefix(text),
            [Part::Many, middle @ .., Part::Many] if let Some(text) = literal(middle) => Pattern::Contains(text),
            _ => Pattern::Any(parts),
        }
    }

    /// What the bytes of a text tell by themselves: most rows need no more.
    #[inline]
    pub fn at_a_glance(&self, text: &[u8]) -> Option<bool> {
        let Pattern::Prefix(prefix) = self else { return None };
        let start = text.get(..prefix.len())?;
        match start.eq_ignore_ascii_case(prefix.as_bytes()) {
            true => Some(true),
            // Other letters may still be the same without regard to case.
            false => start.is_ascii().then_some(false),
        }
    }

    pub fn matches(&self, text: &str) -> bool {
        if let Some(answer) = self.at_a_glance(text.as_bytes()) {
            return answer;
        }
        match self {
            Pattern::Prefix(prefix) => !text.is_ascii() && fold(text).starts_with(&**prefix),
            Pattern::Contains(part) => fold(text).contains(&**part),
            Pattern::Any(parts) => {
                let text: Vec<char> = fold(text).chars().collect();
                wildcard(parts, &text)
            }
        }
    }
}

/// Greedy matching with one point to come back to: the last `%`.
fn wildcard(parts: &[Part], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        match parts.get(p) {
            Some(Part::Many) => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(Part::One) if t < text.len() => (p, t) = (p + 1, t + 1),
            Some(Part::Char(c)) if text.get(t) == Some(c) => (p, t) = (p + 1, t + 1),
            None if t == text.len() => return true,
            Some(Part::One | Part::Char(_)) | None => match back {
                Some((after, from)) if from < text.len() => {
                    back = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("A%", "acme", true),
            ("a%", "Bacme", false),
            ("%CM%", "acme", true),
            ("_eta", "Beta", true),
            ("_eta", "eta", false),
            ("%e%a", "Beta", true),
            ("%e%b", "Beta", false),
            ("A\\_\\%%", "a_%trail", true),
            ("A\\_%", "Alpha", false),
            ("%", "", true),
            ("", "x", false),
            ("Ä%", "ärger", true),
            ("Ä%", "Arger", false),
            ("acme%", "ACME Ä", true),
            ("k%", "\u{212a}elvin", true),
            ("long%", "lo", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), expected, "{text} LIKE {pattern}");
        }
    }
}
