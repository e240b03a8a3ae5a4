//! Sets of characters: sorted ranges, and a bit for each ASCII character.

/// A set of code points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CharSet {
    /// Sorted, neither overlapping nor touching.
    ranges: Vec<(u32, u32)>,
    ascii: u128,
}

pub(super) const LAST: u32 = 0x10ffff;

impl CharSet {
    pub fn new(mut ranges: Vec<(u32, u32)>) -> CharSet {
        ranges.retain(|(low, high)| low <= high);
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        let mut ascii = 0;
        for &(low, high) in merged.iter().take_while(|(low, _)| *low < 128) {
            for c in low..=high.min(127) {
                ascii |= 1 << c;
            }
        }
        CharSet { ranges: merged, ascii }
    }

    pub fn one(c: u32) -> CharSet {
        CharSet::new(vec![(c, c)])
    }

    pub fn all() -> CharSet {
        CharSet::new(vec![(0, LAST)])
    }

    /// The only member, when there is but one.
    pub fn single(&self) -> Option<char> {
        match self.ranges[..] {
            [(low, high)] if low == high => char::from_u32(low),
            _ => None,
        }
    }

    #[inline]
    pub fn has_ascii(&self, byte: u8) -> bool {
        self.ascii >> byte & 1 == 1
    }

    #[inline]
    pub fn has(&self, c: char) -> bool {
        let c = c as u32;
        if c < 128 {
            return self.ascii >> c & 1 == 1;
        }
        let i = self.ranges.partition_point(|(low, _)| *low <= c);
        i > 0 && c <= self.ranges[i - 1].1
    }

    pub fn union(&self, other: &CharSet) -> CharSet {
        CharSet::new([&self.ranges[..], &other.ranges[..]].concat())
    }

    pub fn negate(&self) -> CharSet {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if low > next {
                ranges.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        CharSet::new(ranges)
    }

    pub fn intersect(&self, other: &CharSet) -> CharSet {
        self.negate().union(&other.negate()).negate()
    }

    /// With the other case of each ASCII letter.
    pub fn fold_ascii(&self) -> CharSet {
        let letters = (b'A'..=b'Z').chain(b'a'..=b'z').filter(|b| self.has_ascii(b ^ 0x20));
        let more: Vec<(u32, u32)> = letters.map(|b| (b.into(), b.into())).collect();
        self.union(&CharSet::new(more))
    }

    /// With every character whose upper-case form, or the lower-case form of that, is in the set.
    pub fn fold_unicode(&self) -> CharSet {
        let other = |c: &char| {
            let upper = one_upper(*c);
            self.has(upper) || self.has(one_lower(upper))
        };
        // No letter beyond these planes has a case.
        let more = ('\0'..'\u{1f000}').filter(other).map(|c| (c as u32, c as u32)).collect();
        self.union(&CharSet::new(more))
    }
}

/// The upper-case form, where that is one character.
pub(super) fn one_upper(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// The lower-case form, where that is one character.
pub(super) fn one_lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_an_algebra() {
        let vowels = CharSet::new("aeiou".chars().map(|c| (c as u32, c as u32)).collect());
        let letters = CharSet::new(vec![('a' as u32, 'm' as u32), ('n' as u32, 'z' as u32)]);
        let consonants = letters.intersect(&vowels.negate());
        assert!(consonants.has('b') && !consonants.has('e') && !consonants.has('é'));
        assert_eq!(vowels.negate().negate(), vowels);
        assert_eq!(consonants.union(&vowels), letters);
        assert!(letters.fold_ascii().has('Q') && CharSet::one('é' as u32).fold_unicode().has('É'));
        assert_eq!(CharSet::one('x' as u32).single(), Some('x'));
    }
}
