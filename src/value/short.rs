//! `ShortStr`: a text of at most 14 bytes, flat. What [`Str`](crate::value::Str) and the cells of rows keep such texts in.

use std::fmt;

/// Text of at most 14 bytes, with what is behind it zero.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct ShortStr {
    len: u8,
    bytes: [u8; 14],
}

/// The highest bit of each byte: what no ASCII character has.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// One in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

impl ShortStr {
    /// How many bytes there is room for.
    pub const ROOM: usize = 14;

    pub const EMPTY: ShortStr = ShortStr { len: 0, bytes: [0; 14] };

    /// All bytes of it differ.
    pub const SAMPLE: ShortStr = ShortStr { len: 14, bytes: *b"abcdefghijklmn" };

    /// None when the text is too long.
    #[inline]
    pub fn new(text: &str) -> Option<ShortStr> {
        (text.len() <= ShortStr::ROOM).then(|| ShortStr::pack(text.len(), word(text.as_bytes())))
    }

    /// `a + b`, if there is room.
    #[inline]
    pub fn concat(a: &str, b: &str) -> Option<ShortStr> {
        let len = a.len() + b.len();
        (len <= ShortStr::ROOM).then(|| ShortStr::pack(len, word(a.as_bytes()) | (word(b.as_bytes()) << (8 * a.len()))))
    }

    /// Of the bytes of whole characters only: what `as_str` relies on.
    #[inline]
    fn pack(len: usize, word: u128) -> ShortStr {
        let [bytes @ .., _, _] = word.to_le_bytes();
        ShortStr { len: len as u8, bytes }
    }

    #[inline]
    pub const fn as_bytes(&self) -> &[u8] {
        self.bytes.split_at(self.len as usize).0
    }

    #[inline]
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes as one number, the first one lowest.
    #[inline]
    pub fn word(&self) -> u128 {
        let (head, tail) = self.words();
        u128::from(head) | u128::from(tail) << 48
    }

    #[inline]
    pub fn as_str(&self) -> &str {
        // SAFETY: the fields are private, and `new` and `concat`, which alone fill them, copy the bytes of one `str` or of two in a
        // row, whole.
        unsafe { std::str::from_utf8_unchecked(self.as_bytes()) }
    }

    /// All bytes in two words, the last two of the first eight in both.
    #[inline]
    fn words(&self) -> (u64, u64) {
        let [head @ .., _, _, _, _, _, _] = self.bytes;
        let [_, _, _, _, _, _, tail @ ..] = self.bytes;
        (u64::from_le_bytes(head), u64::from_le_bytes(tail))
    }

    #[inline]
    pub fn is_ascii(&self) -> bool {
        let (head, tail) = self.words();
        (head | tail) & HIGH == 0
    }

    /// Whether two ASCII texts are equal but for the case of letters.
    #[inline]
    pub fn eq_ignore_ascii_case(&self, other: &ShortStr) -> bool {
        let ((a, b), (c, d)) = (self.words(), other.words());
        self.len == other.len && lower(a) == lower(c) && lower(b) == lower(d)
    }

    /// A hash that is spread over all its bits.
    #[inline]
    pub fn hash(&self) -> u32 {
        let (head, tail) = self.words();
        let (a, b) = (head ^ 0x9e37_79b9_7f4a_7c15, tail.rotate_left(8) ^ u64::from(self.len) ^ 0xd1b5_4a32_d192_ed03);
        let product = u128::from(a) * u128::from(b);
        let folded = (product as u64) ^ (product >> 64) as u64;
        (folded ^ (folded >> 32)) as u32
    }

    /// The whole text as plain numbers, the length on top: equal ones are equal texts.
    #[inline]
    pub fn key(&self) -> (u64, u64) {
        let (head, tail) = self.words();
        (head, (tail >> 8) | u64::from(self.len) << 56)
    }
}

/// ASCII letters of a word in lower case, all other bytes as they are.
#[inline]
fn lower(word: u64) -> u64 {
    let rest = word & !HIGH;
    let from_a = rest + u64::from(0x80 - b'A') * EACH;
    let beyond_z = rest + u64::from(0x7f - b'Z') * EACH;
    word | (((from_a ^ beyond_z) & HIGH & !word) >> 2)
}

/// At most 14 bytes as one number, the first one lowest. Two reads that overlap take fewer steps than a copy of any length.
#[inline]
fn word(bytes: &[u8]) -> u128 {
    let half = |at: usize| bytes[at..at + 4].first_chunk::<4>().map_or(0, |b| u64::from(u32::from_le_bytes(*b)));
    let whole = |at: usize| bytes[at..at + 8].first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b));
    match bytes.len() {
        len @ 8.. => u128::from(whole(0)) | (u128::from(whole(len - 8)) << (8 * (len - 8))),
        len @ 4..=7 => u128::from(half(0) | (half(len - 4) << (8 * (len - 4)))),
        0 => 0,
        len => {
            let byte = |at: usize| u64::from(bytes[at]) << (8 * at);
            u128::from(byte(0) | byte(len / 2) | byte(len - 1))
        }
    }
}

impl PartialEq for ShortStr {
    #[inline]
    fn eq(&self, other: &ShortStr) -> bool {
        self.words() == other.words() && self.len == other.len
    }
}

impl Eq for ShortStr {}

impl fmt::Debug for ShortStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_text(a in "[a-zA-Z@\\[`{\0é👍 ]{0,14}", b in "[a-zA-Z\0é]{0,14}") {
            let (x, y) = (ShortStr::new(&a), ShortStr::new(&b));
            prop_assert_eq!(x.is_some(), a.len() <= 14);
            prop_assert_eq!(ShortStr::concat(&a, &b).map(|s| s.as_str().to_owned()), Some(format!("{a}{b}")).filter(|s| s.len() <= 14));
            if let (Some(x), Some(y)) = (x, y) {
                prop_assert_eq!((x.as_str(), x.is_ascii()), (&*a, a.is_ascii()));
                prop_assert_eq!(x == y, a == b);
                prop_assert_eq!(x.key() == y.key(), a == b);
                prop_assert_eq!(x.eq_ignore_ascii_case(&y), a.eq_ignore_ascii_case(&b));
                let other = a.to_ascii_uppercase();
                prop_assert!(ShortStr::new(&other).expect("as long").eq_ignore_ascii_case(&x));
            }
        }
    }

    #[test]
    fn hashes_differ() {
        let many = if cfg!(miri) { 300 } else { 100_000 };
        let mut seen: Vec<u32> = (0..many).map(|n| ShortStr::new(&format!("w{n}")).expect("short").hash()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > many - 10, "{}", seen.len());
    }
}
