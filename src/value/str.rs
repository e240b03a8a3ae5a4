//! `Str`: Apex's String, a shared text that counts in UTF-16 units.
//!
//! Apex indexes strings by UTF-16 unit, Rust stores UTF-8. A text that is all
//! ASCII (nearly every one) indexes directly; whether it is gets cached. For
//! other texts the last position is remembered, so that a loop over
//! `charAt(i)` stays linear.
//!
//! A lone surrogate, which Java can hold and UTF-8 cannot, becomes U+FFFD:
//! cutting through a surrogate pair yields it in the place of each half.

mod compare;

use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use compact_str::CompactString;

pub use compare::{cmp_ignore_case, cmp16, compare_to, eq_ignore_case, java_hash};

/// An immutable, shared string; 8 bytes, cheap to clone.
#[derive(Clone)]
pub struct Str(Rc<StrObj>);

struct StrObj {
    text: CompactString,
    shape: Cell<Shape>,
    /// The hash as a key, once asked for; 0 is not known.
    hash: Cell<u32>,
}

/// What is known of a text: all ASCII or not, and for the latter its length and one pair of matching positions. Marks in
/// the place of the byte keep this small.
#[derive(Clone, Copy)]
struct Shape {
    unit: u32,
    byte: u32,
    /// In units; 0 is not known.
    length: u32,
}

impl Shape {
    const UNKNOWN: Shape = Shape { unit: 0, byte: u32::MAX, length: 0 };
    const ASCII: Shape = Shape { unit: 0, byte: u32::MAX - 1, length: 0 };
    /// Not all ASCII; nothing else is known.
    const WIDE: Shape = Shape { unit: 0, byte: 0, length: 0 };
}

thread_local! {
    /// The empty text, then each one-character ASCII text.
    static SHARED: [Str; 129] = std::array::from_fn(|i| match i {
        0 => Str::fresh(CompactString::const_new(""), Shape::ASCII),
        i => Str::fresh(CompactString::from(char::from(i as u8 - 1).to_string()), Shape::ASCII),
    });
}

impl Str {
    fn fresh(text: CompactString, shape: Shape) -> Str {
        Str(Rc::new(StrObj { text, shape: Cell::new(shape), hash: Cell::new(0) }))
    }

    /// A string of this text. Texts of at most one ASCII character are shared.
    #[inline]
    pub fn new(text: &str) -> Str {
        match text.as_bytes() {
            [] => Str::empty(),
            [byte] => Str::from_ascii(*byte),
            _ => Str::fresh(CompactString::new(text), Shape::UNKNOWN),
        }
    }

    /// The empty string; never allocates.
    pub fn empty() -> Str {
        SHARED.with(|shared| shared[0].clone())
    }

    /// A one-character string; never allocates. Panics when `byte` is not ASCII.
    #[inline]
    pub fn from_ascii(byte: u8) -> Str {
        assert!(byte.is_ascii(), "one ASCII byte");
        SHARED.with(|shared| shared[usize::from(byte) + 1].clone())
    }

    /// A string of one character.
    pub fn from_char(c: char) -> Str {
        match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => Str::from_ascii(byte),
            _ => Str::new(c.encode_utf8(&mut [0; 4])),
        }
    }

    /// A string of these UTF-16 units; a lone surrogate becomes U+FFFD.
    pub fn from_utf16(units: impl IntoIterator<Item = u16>) -> Str {
        let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        Str::from(chars.collect::<CompactString>())
    }

    /// `a + b`.
    pub fn concat2(a: &str, b: &str) -> Str {
        let mut text = match a.len() + b.len() {
            // What stays inline is built fastest by one copy and one append.
            0..=24 => CompactString::new(a),
            len => {
                let mut text = CompactString::with_capacity(len);
                text.push_str(a);
                text
            }
        };
        text.push_str(b);
        Str::from(text)
    }

    /// All parts, one after the other.
    pub fn concat_n<S: AsRef<str>>(parts: &[S]) -> Str {
        let mut text = CompactString::with_capacity(parts.iter().map(|p| p.as_ref().len()).sum());
        parts.iter().for_each(|part| text.push_str(part.as_ref()));
        Str::from(text)
    }

    /// Appends in place when nobody else holds this string, else copies.
    pub fn push_str(&mut self, more: &str) {
        if let Some(object) = Rc::get_mut(&mut self.0) {
            object.text.push_str(more);
            object.hash.set(0);
            let shape = object.shape.get();
            match shape.byte {
                byte if byte == Shape::UNKNOWN.byte => {}
                byte if byte == Shape::ASCII.byte => {
                    if !more.is_ascii() {
                        object.shape.set(Shape::UNKNOWN);
                    }
                }
                _ if shape.length == 0 => {}
                _ => object.shape.set(Shape { length: shape.length + len16(more) as u32, ..shape }),
            }
        } else {
            // Room to grow: a string that is appended to once is appended to again.
            let mut text = CompactString::with_capacity((self.len() + more.len()) * 3 / 2);
            text.push_str(self);
            text.push_str(more);
            *self = Str::fresh(text, Shape::UNKNOWN);
        }
    }

    /// Asks the processor to bring the text near.
    #[inline]
    pub fn prefetch(&self) {
        super::prefetch::prefetch(Rc::as_ptr(&self.0));
    }

    /// A hash of the text, computed once.
    #[inline]
    pub fn key_hash(&self) -> u32 {
        match self.0.hash.get() {
            0 => self.find_hash(),
            known => known,
        }
    }

    fn find_hash(&self) -> u32 {
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(self.0.text.as_bytes());
        let hash = hasher.finish();
        let hash = ((hash >> 32) as u32 ^ hash as u32).max(1);
        self.0.hash.set(hash);
        hash
    }

    /// The text as `str`.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The text as the storage keeps it; texts up to 24 bytes do not allocate.
    pub fn to_compact(&self) -> CompactString {
        self.0.text.clone()
    }

    /// Where the object lies: never 0, and no other's while it lives.
    #[inline]
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// The same text. Short ones are compared by two words that overlap: a call to compare bytes would cost more.
    #[inline]
    pub fn same_text(&self, other: &Str) -> bool {
        let (a, b) = (self.as_bytes(), other.as_bytes());
        if a.len() != b.len() {
            return false;
        }
        let word = |bytes: &[u8], at: usize| bytes[at..at + 8].first_chunk::<8>().copied().map(u64::from_ne_bytes);
        let half = |bytes: &[u8], at: usize| bytes[at..at + 4].first_chunk::<4>().copied().map(u32::from_ne_bytes);
        match a.len() {
            len @ 8..=16 => word(a, 0) == word(b, 0) && word(a, len - 8) == word(b, len - 8),
            len @ 4..=7 => half(a, 0) == half(b, 0) && half(a, len - 4) == half(b, len - 4),
            _ => a == b,
        }
    }

    /// The same object, not only the same text.
    pub fn ptr_eq(&self, other: &Str) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Whether every character is ASCII, so that units are bytes.
    #[inline]
    pub fn is_ascii(&self) -> bool {
        let byte = self.0.shape.get().byte;
        byte == Shape::ASCII.byte || (byte == Shape::UNKNOWN.byte && self.find_shape())
    }

    #[cold]
    fn find_shape(&self) -> bool {
        let ascii = self.0.text.is_ascii();
        self.0.shape.set(if ascii { Shape::ASCII } else { Shape::WIDE });
        ascii
    }

    /// The byte at which UTF-16 unit `index` starts, and whether `index` falls
    /// between the halves of a surrogate pair (the byte is then that of the pair).
    fn byte_of(&self, index: usize) -> (usize, bool) {
        if self.is_ascii() {
            return (index, false);
        }
        let text = self.as_str();
        let Shape { unit, byte, .. } = self.0.shape.get();
        let (mut unit, mut byte) = (unit as usize, byte as usize);
        // The beginning may be nearer than the last place.
        if index < unit / 2 {
            (unit, byte) = (0, 0);
        }
        for c in text[..byte].chars().rev() {
            if unit <= index {
                break;
            }
            unit -= c.len_utf16();
            byte -= c.len_utf8();
        }
        for c in text[byte..].chars() {
            if unit + c.len_utf16() > index {
                break;
            }
            unit += c.len_utf16();
            byte += c.len_utf8();
        }
        self.remember(unit, byte);
        (byte, unit != index)
    }

    /// Keeps a pair of matching positions. Only for texts that are not all ASCII.
    fn remember(&self, unit: usize, byte: usize) {
        let shape = self.0.shape.get();
        if byte < Shape::ASCII.byte as usize {
            self.0.shape.set(Shape { unit: unit as u32, byte: byte as u32, ..shape });
        }
    }

    /// Length in UTF-16 units: Apex `length()`.
    #[inline]
    pub fn len16(&self) -> usize {
        if self.is_ascii() { self.len() } else { self.wide_length() }
    }

    fn wide_length(&self) -> usize {
        let shape = self.0.shape.get();
        if shape.length > 0 {
            return shape.length as usize;
        }
        let length = len16(self);
        self.0.shape.set(Shape { length: u32::try_from(length).unwrap_or(0), ..shape });
        length
    }

    /// The UTF-16 unit at `index`: Apex `charAt`. `None` when out of range.
    pub fn char_at16(&self, index: usize) -> Option<u16> {
        if self.is_ascii() {
            return self.as_bytes().get(index).map(|b| u16::from(*b));
        }
        let (byte, second_half) = self.byte_of(index);
        let mut units = [0; 2];
        let c = self[byte..].chars().next()?;
        c.encode_utf16(&mut units).get(usize::from(second_half)).copied()
    }

    /// The code point that starts at unit `index`; the unit itself within a pair.
    pub fn code_point_at16(&self, index: usize) -> Option<u32> {
        let (byte, second_half) = self.byte_of(index);
        match second_half {
            true => self.char_at16(index).map(u32::from),
            false => self.get(byte..)?.chars().next().map(u32::from),
        }
    }

    /// Units `start..end`. `None` when the range does not lie within the string.
    pub fn substring16(&self, start: usize, end: usize) -> Option<Str> {
        if start > end {
            return None;
        }
        if self.is_ascii() {
            return self.get(start..end).map(|part| self.part(part));
        }
        if end > self.len16() {
            return None;
        }
        let (from, cut_front) = self.byte_of(start);
        let (to, cut_back) = self.byte_of(end);
        if !cut_front && !cut_back {
            return Some(Str::new(&self[from..to]));
        }
        Some(Str::from_utf16(self.encode_utf16().skip(start).take(end - start)))
    }

    /// A string of a part of this text, of which as much is known as of the whole.
    #[inline]
    pub fn part(&self, part: &str) -> Str {
        match part.len() {
            len if len == self.len() => self.clone(),
            0 | 1 => Str::new(part),
            _ => {
                let shape = self.0.shape.get();
                let shape = if shape.byte == Shape::ASCII.byte { Shape::ASCII } else { Shape::UNKNOWN };
                Str::fresh(CompactString::new(part), shape)
            }
        }
    }

    /// Unit index of the first `part` at or after unit `from`. The empty text is also found at the very end, wherever beyond
    /// it the search begins.
    pub fn index_of16(&self, part: &str, from: usize) -> Option<usize> {
        let from = if part.is_empty() { from.min(self.len16()) } else { from };
        if self.is_ascii() {
            return self.get(from..)?.find(part).map(|at| at + from);
        }
        if from > self.len16() {
            return None;
        }
        let (byte, within_pair) = self.byte_of(from);
        // A match cannot start with the second half of a pair: go on behind it.
        let byte = if within_pair { byte + 4 } else { byte };
        self[byte..].find(part).map(|at| self.unit_of(byte + at))
    }

    /// Unit index of the last `part` that starts at or before unit `from`.
    pub fn last_index_of16(&self, part: &str, from: usize) -> Option<usize> {
        let (byte, _) = self.byte_of(from.min(self.len16()));
        let mut end = (byte + part.len()).min(self.len());
        while !self.is_char_boundary(end) {
            end -= 1;
        }
        self[..end].rfind(part).map(|at| self.unit_of(at))
    }

    /// The UTF-16 index of a byte position, which must be a character boundary.
    pub fn unit_of(&self, byte: usize) -> usize {
        if self.is_ascii() {
            return byte;
        }
        // Counts from the last place or from the beginning, whichever is nearer.
        let last = self.0.shape.get();
        let (last_unit, last_byte) = (last.unit as usize, last.byte as usize);
        let unit = if byte >= last_byte {
            last_unit + len16(&self[last_byte..byte])
        } else if byte < last_byte / 2 {
            len16(&self[..byte])
        } else {
            last_unit - len16(&self[byte..last_byte])
        };
        self.remember(unit, byte);
        unit
    }

    /// Apex `==` on strings: letter case does not count.
    #[inline]
    pub fn eq_ignore_case(&self, other: &Str) -> bool {
        if self == other {
            return true;
        }
        match self.is_ascii() && other.is_ascii() {
            true => self.eq_ignore_ascii_case(other),
            false => eq_ignore_case(self, other),
        }
    }
}

/// Length of `text` in UTF-16 units.
pub fn len16(text: &str) -> usize {
    // Every byte but a continuation starts a character; four-byte ones take two units.
    text.bytes().map(|b| usize::from(b as i8 >= -0x40) + usize::from(b >= 0xF0)).sum()
}

impl Deref for Str {
    type Target = str;
    #[inline]
    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        Str::new(text)
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        Str::from(CompactString::from(text))
    }
}

impl From<CompactString> for Str {
    fn from(text: CompactString) -> Str {
        match text.len() {
            0 | 1 => Str::new(&text),
            _ => Str::fresh(text, Shape::UNKNOWN),
        }
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self
    }
}

impl std::borrow::Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self
    }
}

/// Equal texts, letter case included: what maps, sets and `equals` use.
impl PartialEq for Str {
    #[inline]
    fn eq(&self, other: &Str) -> bool {
        self.ptr_eq(other) || self.as_str() == other.as_str()
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// The order of `compareTo`.
impl Ord for Str {
    fn cmp(&self, other: &Str) -> Ordering {
        cmp16(self, other)
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Str {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests;
