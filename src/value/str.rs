//! `Str`: Apex's String, a text that counts in UTF-16 units; flat up to 14 bytes, else shared.
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

use crate::value::ShortStr;

pub use compare::{cmp_ignore_case, cmp16, compare_to, eq_ignore_case, java_hash};

/// An immutable string; 16 bytes, cheap to clone.
pub struct Str(Repr);

/// A text that fits is always flat, so that the two forms never hold the same text.
enum Repr {
    Long(Rc<StrObj>),
    Short(ShortStr),
}

impl Clone for Str {
    #[inline]
    fn clone(&self) -> Str {
        self.count_share();
        // SAFETY: `self` can be read, and the copy owns the share that was just counted. All bytes at once: see `Value::clone`.
        unsafe { std::ptr::read(self) }
    }
}

/// The mark of a flat text, which is its first byte.
const SHORT: u8 = bytes_of(ShortStr::EMPTY)[0];

const fn bytes_of(text: ShortStr) -> [u8; 16] {
    // SAFETY: a flat text fills the 15 bytes behind the mark, so that all 16 are set; any bytes are bytes.
    unsafe { std::mem::transmute(Str(Repr::Short(text))) }
}

impl From<ShortStr> for Str {
    /// Put together in registers and written at once: whoever reads the whole soon after would wait for parts.
    #[inline]
    fn from(text: ShortStr) -> Str {
        let mut bytes = (text.word() << 16).to_le_bytes();
        bytes[0] = SHORT;
        bytes[1] = text.len() as u8;
        // SAFETY: these are the bytes that `Str(Repr::Short(text))` has, as `_AS_WRITTEN` holds of a text without equal bytes.
        unsafe { std::mem::transmute::<[u8; 16], Str>(bytes) }
    }
}

/// Mark, length, text.
const _AS_WRITTEN: () = {
    let bytes = bytes_of(ShortStr::SAMPLE);
    let text = ShortStr::SAMPLE.as_bytes();
    assert!(bytes[0] == SHORT && bytes[1] as usize == text.len());
    let mut i = 0;
    while i < text.len() {
        assert!(bytes[i + 2] == text[i]);
        i += 1;
    }
};

/// A share in a text, without the way to it.
pub struct Hold {
    _object: Rc<StrObj>,
}

/// A text of more than 14 bytes.
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

impl Str {
    /// Of more than 14 bytes.
    fn long(text: CompactString, shape: Shape) -> Str {
        debug_assert!(text.len() > ShortStr::ROOM, "short texts are flat");
        Str(Repr::Long(Rc::new(StrObj { text, shape: Cell::new(shape), hash: Cell::new(0) })))
    }

    /// A string of this text.
    #[inline]
    pub fn new(text: &str) -> Str {
        match ShortStr::new(text) {
            Some(short) => Str::from(short),
            None => Str::long(CompactString::new(text), Shape::UNKNOWN),
        }
    }

    /// The empty string.
    pub fn empty() -> Str {
        Str::from(ShortStr::EMPTY)
    }

    /// A string of one character.
    pub fn from_char(c: char) -> Str {
        Str::new(c.encode_utf8(&mut [0; 4]))
    }

    /// A string of these UTF-16 units; a lone surrogate becomes U+FFFD.
    pub fn from_utf16(units: impl IntoIterator<Item = u16>) -> Str {
        let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        Str::from(chars.collect::<CompactString>())
    }

    /// `a + b`.
    pub fn concat2(a: &str, b: &str) -> Str {
        if let Some(short) = ShortStr::concat(a, b) {
            return Str::from(short);
        }
        let mut text = CompactString::with_capacity(a.len() + b.len());
        text.push_str(a);
        text.push_str(b);
        Str::long(text, Shape::UNKNOWN)
    }

    /// All parts, one after the other.
    pub fn concat_n<S: AsRef<str>>(parts: &[S]) -> Str {
        let mut text = CompactString::with_capacity(parts.iter().map(|p| p.as_ref().len()).sum());
        parts.iter().for_each(|part| text.push_str(part.as_ref()));
        Str::from(text)
    }

    /// Appends in place when nobody else holds this string, else copies.
    pub fn push_str(&mut self, more: &str) {
        match &mut self.0 {
            Repr::Short(text) => match ShortStr::concat(text.as_str(), more) {
                Some(longer) => *self = Str::from(longer),
                None => *self = self.grown(more),
            },
            Repr::Long(object) => match Rc::get_mut(object) {
                Some(object) => object.append(more),
                None => *self = self.grown(more),
            },
        }
    }

    /// A copy with more behind it, and room to grow: a string that is appended to once is appended to again.
    fn grown(&self, more: &str) -> Str {
        let mut text = CompactString::with_capacity((self.len() + more.len()) * 3 / 2);
        text.push_str(self);
        text.push_str(more);
        Str::long(text, Shape::UNKNOWN)
    }

    /// Asks the processor to bring the text near.
    #[inline]
    pub fn prefetch(&self) {
        if let Repr::Long(object) = &self.0 {
            super::prefetch::prefetch(Rc::as_ptr(object));
        }
    }

    /// A hash of the text; that of a long one is computed once.
    #[inline]
    pub fn key_hash(&self) -> u32 {
        match &self.0 {
            Repr::Short(text) => text.hash(),
            Repr::Long(object) => match object.hash.get() {
                0 => object.find_hash(),
                known => known,
            },
        }
    }

    /// The text as `str`.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Short(text) => text.as_str(),
            Repr::Long(object) => &object.text,
        }
    }

    /// The flat text, if it is one.
    #[inline]
    pub fn short(&self) -> Option<ShortStr> {
        match &self.0 {
            Repr::Short(text) => Some(*text),
            Repr::Long(_) => None,
        }
    }

    /// What no other text has as long as this one lives: a flat text is its own, a shared one has its address.
    #[inline]
    pub fn identity(&self) -> (u64, u64) {
        match &self.0 {
            Repr::Short(text) => text.key(),
            Repr::Long(object) => (Rc::as_ptr(object) as u64, u64::MAX),
        }
    }

    /// What no text has.
    pub const NO_IDENTITY: (u64, u64) = (0, u64::MAX);

    /// Counts one more share, which the caller owes to whom it copies this string for.
    #[inline]
    pub(super) fn count_share(&self) {
        if let Repr::Long(object) = &self.0 {
            std::mem::forget(Rc::clone(object));
        }
    }

    /// What keeps a shared text alive, and with it its identity.
    #[inline]
    pub fn hold(&self) -> Option<Hold> {
        match &self.0 {
            Repr::Short(_) => None,
            Repr::Long(object) => Some(Hold { _object: Rc::clone(object) }),
        }
    }

    /// The same object, or the same flat text.
    #[inline]
    pub fn ptr_eq(&self, other: &Str) -> bool {
        match (&self.0, &other.0) {
            (Repr::Short(a), Repr::Short(b)) => a == b,
            (Repr::Long(a), Repr::Long(b)) => Rc::ptr_eq(a, b),
            (Repr::Short(_), Repr::Long(_)) | (Repr::Long(_), Repr::Short(_)) => false,
        }
    }

    /// Whether every character is ASCII, so that units are bytes.
    #[inline]
    pub fn is_ascii(&self) -> bool {
        match &self.0 {
            Repr::Short(text) => text.is_ascii(),
            Repr::Long(object) => object.is_ascii(),
        }
    }

    /// What is known of the text. Nothing is kept of short ones: counting them through is quick.
    fn shape(&self) -> Shape {
        match &self.0 {
            Repr::Short(_) => Shape::WIDE,
            Repr::Long(object) => object.shape.get(),
        }
    }

    fn set_shape(&self, shape: Shape) {
        if let Repr::Long(object) = &self.0 {
            object.shape.set(shape);
        }
    }

    /// The byte at which UTF-16 unit `index` starts, and whether `index` falls
    /// between the halves of a surrogate pair (the byte is then that of the pair).
    fn byte_of(&self, index: usize) -> (usize, bool) {
        if self.is_ascii() {
            return (index, false);
        }
        let text = self.as_str();
        let Shape { unit, byte, .. } = self.shape();
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
        if byte < Shape::ASCII.byte as usize {
            self.set_shape(Shape { unit: unit as u32, byte: byte as u32, ..self.shape() });
        }
    }

    /// Length in UTF-16 units: Apex `length()`.
    #[inline]
    pub fn len16(&self) -> usize {
        if self.is_ascii() { self.len() } else { self.wide_length() }
    }

    fn wide_length(&self) -> usize {
        let shape = self.shape();
        if shape.length > 0 {
            return shape.length as usize;
        }
        let length = len16(self);
        self.set_shape(Shape { length: u32::try_from(length).unwrap_or(0), ..shape });
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
    #[inline]
    pub fn substring16(&self, start: usize, end: usize) -> Option<Str> {
        match self.is_ascii() {
            true => self.get(start..end).map(|part| self.part(part)),
            false => self.wide_substring(start, end),
        }
    }

    fn wide_substring(&self, start: usize, end: usize) -> Option<Str> {
        if start > end || end > self.len16() {
            return None;
        }
        let (from, cut_front) = self.byte_of(start);
        let (to, cut_back) = self.byte_of(end);
        if !cut_front && !cut_back {
            return Some(Str::new(&self[from..to]));
        }
        // The halves of pairs at the ends: only the characters that the range touches are looked at.
        let units = self[from..].encode_utf16().skip(usize::from(cut_front));
        Some(Str::from_utf16(units.take(end - start)))
    }

    /// A string of a part of this text, of which as much is known as of the whole.
    #[inline]
    pub fn part(&self, part: &str) -> Str {
        match ShortStr::new(part) {
            Some(short) => Str::from(short),
            None if part.len() == self.len() => self.clone(),
            None => {
                let shape = if self.shape().byte == Shape::ASCII.byte { Shape::ASCII } else { Shape::UNKNOWN };
                Str::long(CompactString::new(part), shape)
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
        let last = self.shape();
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
        if let (Repr::Short(a), Repr::Short(b)) = (&self.0, &other.0)
            && a.is_ascii()
            && b.is_ascii()
        {
            return a.eq_ignore_ascii_case(b);
        }
        if self == other {
            return true;
        }
        match self.is_ascii() && other.is_ascii() {
            true => self.eq_ignore_ascii_case(other),
            false => eq_ignore_case(self, other),
        }
    }
}

impl StrObj {
    fn append(&mut self, more: &str) {
        self.text.push_str(more);
        self.hash.set(0);
        let shape = self.shape.get();
        match shape.byte {
            byte if byte == Shape::UNKNOWN.byte => {}
            byte if byte == Shape::ASCII.byte => {
                if !more.is_ascii() {
                    self.shape.set(Shape::UNKNOWN);
                }
            }
            _ if shape.length == 0 => {}
            _ => self.shape.set(Shape { length: shape.length + len16(more) as u32, ..shape }),
        }
    }

    fn find_hash(&self) -> u32 {
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(self.text.as_bytes());
        let hash = hasher.finish();
        let hash = ((hash >> 32) as u32 ^ hash as u32).max(1);
        self.hash.set(hash);
        hash
    }

    #[inline]
    fn is_ascii(&self) -> bool {
        let byte = self.shape.get().byte;
        byte == Shape::ASCII.byte || (byte == Shape::UNKNOWN.byte && self.find_shape())
    }

    #[cold]
    fn find_shape(&self) -> bool {
        let ascii = self.text.is_ascii();
        self.shape.set(if ascii { Shape::ASCII } else { Shape::WIDE });
        ascii
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
        self.as_str()
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Str {
        Str::new(text)
    }
}

impl From<String> for Str {
    fn from(text: String) -> Str {
        match ShortStr::new(&text) {
            Some(short) => Str::from(short),
            None => Str::long(CompactString::from(text), Shape::UNKNOWN),
        }
    }
}

impl From<CompactString> for Str {
    fn from(text: CompactString) -> Str {
        match ShortStr::new(&text) {
            Some(short) => Str::from(short),
            None => Str::long(text, Shape::UNKNOWN),
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
        match (&self.0, &other.0) {
            (Repr::Short(a), Repr::Short(b)) => a == b,
            (Repr::Long(a), Repr::Long(b)) => Rc::ptr_eq(a, b) || a.text == b.text,
            (Repr::Short(_), Repr::Long(_)) | (Repr::Long(_), Repr::Short(_)) => false,
        }
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
