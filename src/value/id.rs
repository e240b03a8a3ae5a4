//! `Id`: a record id, kept as its 15 case-sensitive characters.
//!
//! An id reads `PPP III SSSSSSSSS`: the object's key prefix, the instance and
//! a sequence in base 62 (`0-9A-Za-z`, so byte order is number order). The
//! 18-character form appends three characters that say which letters are
//! upper case; they are computed, not stored.
//!
//! Tests invent ids of 18 characters by counting in the last three
//! (`001000000000000042`). The platform takes such ids and keeps them apart, so
//! an invented ending is kept too: as a number spread over the top bits of the
//! 15 bytes, which ASCII leaves free.
//!
//! Whether a key prefix belongs to an object is the schema's business: this
//! module judges shape and checksum only.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The instance part of the ids that the in-memory org allocates. It differs
/// from `000`, which tests use for invented ids, so the two never collide; and
/// it has no letters, since tests that make ids of it do not compute checksums.
const INSTANCE: [u8; 3] = *b"900";

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Sequence digits, and so the largest sequence number plus one.
const SEQUENCE_DIGITS: usize = 9;
const SEQUENCE_END: u64 = 62u64.pow(SEQUENCE_DIGITS as u32);

/// Base-62 value of each byte, 255 for what is not a digit.
const VALUE: [u8; 256] = {
    let mut table = [255u8; 256];
    let mut i = 0;
    while i < 62 {
        table[DIGITS[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// A record id of 15 base-62 characters. Comparing two is comparing numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Id([u8; 15]);

/// Why a text is no id; `Display` is the platform's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Wrong length, a foreign character, or a checksum that does not fit.
    #[error("Invalid id: {0}")]
    Invalid(String),
    /// `Id.valueOf(text, true)` on 15 characters: there is nothing to restore from.
    #[error("Unable to restore casing for 15 character ids")]
    NoChecksum,
}

impl Id {
    /// Reads 15 characters, or 18 whose last three fit the case of the letters. No object has a key prefix that begins with
    /// a capital letter, and nothing but zeros is no id.
    ///
    /// ```
    /// use orgless::value::Id;
    /// assert_eq!(Id::parse("001B000001DVM9t").unwrap().to_string(), "001B000001DVM9tIAH");
    /// assert!(Id::parse("001b000001dvm9tiah").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Id> {
        let bytes = text.as_bytes();
        if bytes.first()?.is_ascii_uppercase() || bytes.iter().all(|b| *b == b'0') && bytes.len() == 15 {
            return None;
        }
        match bytes.len() {
            15 => Id::from_bytes(bytes.try_into().ok()?),
            18 => {
                let id = Id::from_bytes(bytes[..15].try_into().ok()?)?;
                let ending = bytes[15..].try_into().ok()?;
                match id.checksum() == ending {
                    true => Some(id),
                    false => id.fits(&ending).then(|| id.ending_in(ending)),
                }
            }
            _ => None,
        }
    }

    /// Whether these three characters may end the id: digits, and upper-case letters that do not call a lower-case letter
    /// of the id upper case. What they leave unsaid does not count.
    fn fits(&self, ending: &[u8; 3]) -> bool {
        self.0.chunks_exact(5).zip(ending).all(|(group, check)| {
            if check.is_ascii_digit() {
                return true;
            }
            let Some(bits) = CHECK.iter().position(|c| c == check) else { return false };
            group.iter().enumerate().all(|(i, b)| !b.is_ascii_lowercase() || bits >> i & 1 == 0)
        })
    }

    /// The id with an invented ending of digits and upper-case letters. Endings past `OZZ` do not fit into the free bits:
    /// they are forgotten.
    fn ending_in(mut self, ending: [u8; 3]) -> Id {
        let number = ending.iter().fold(0u16, |n, b| n * 36 + u16::from(VALUE[*b as usize])) + 1;
        if number < 1 << 15 {
            for (i, byte) in self.0.iter_mut().enumerate() {
                *byte |= (((number >> i) & 1) as u8) << 7;
            }
        }
        self
    }

    /// The invented ending, if there is one.
    fn ending(&self) -> Option<[u8; 3]> {
        let number = self.0.iter().enumerate().fold(0u16, |n, (i, b)| n | u16::from(b >> 7) << i).checked_sub(1)?;
        let digit = |n: u16| DIGITS[usize::from(n % 36)];
        Some([digit(number / 1296), digit(number / 36), digit(number)])
    }

    /// The 15 characters.
    fn plain(&self) -> [u8; 15] {
        self.0.map(|b| b & 0x7f)
    }

    /// `Id.valueOf(text)`.
    pub fn value_of(text: &str) -> Result<Id, IdError> {
        Id::parse(text).ok_or_else(|| IdError::Invalid(text.to_owned()))
    }

    /// `Id.valueOf(text, true)`: the checksum decides the case of the letters.
    pub fn restore_casing(text: &str) -> Result<Id, IdError> {
        let invalid = || IdError::Invalid(text.to_owned());
        if text.chars().count() == 15 {
            return Err(IdError::NoChecksum);
        }
        let bytes: &[u8; 18] = text.as_bytes().try_into().map_err(|_| invalid())?;
        let mut out = [0u8; 15];
        for group in 0..3 {
            let check = bytes[15 + group].to_ascii_uppercase();
            let bits = CHECK.iter().position(|c| *c == check).ok_or_else(invalid)?;
            for i in 0..5 {
                let byte = bytes[group * 5 + i];
                out[group * 5 + i] = match bits >> i & 1 {
                    1 => byte.to_ascii_uppercase(),
                    _ => byte.to_ascii_lowercase(),
                };
            }
        }
        Id::from_bytes(out).ok_or_else(invalid)
    }

    /// The id of these 15 bytes, if all are base-62 digits.
    pub fn from_bytes(bytes: [u8; 15]) -> Option<Id> {
        bytes.iter().all(|b| VALUE[*b as usize] != 255).then_some(Id(bytes))
    }

    /// The id that the org gives the `sequence`-th row of an object.
    ///
    /// Panics when the prefix is not base-62 or the sequence needs more than nine digits.
    pub fn from_parts(prefix: [u8; 3], sequence: u64) -> Id {
        assert!(sequence < SEQUENCE_END, "id sequence {sequence} is out of range");
        assert!(prefix.iter().all(|b| VALUE[*b as usize] != 255), "key prefix is base-62");
        let mut out = [b'0'; 15];
        out[..3].copy_from_slice(&prefix);
        out[3..6].copy_from_slice(&INSTANCE);
        let mut rest = sequence;
        for place in out[6..].iter_mut().rev() {
            if rest == 0 {
                break;
            }
            *place = DIGITS[(rest % 62) as usize];
            rest /= 62;
        }
        Id(out)
    }

    /// The row number of an id made by [`Id::from_parts`]; `None` for a foreign id.
    #[inline]
    pub fn sequence(&self) -> Option<u64> {
        if self.0[3..6] != INSTANCE || !self.0.is_ascii() {
            return None;
        }
        Some(self.0[6..].iter().fold(0, |n, b| n * 62 + u64::from(VALUE[*b as usize])))
    }

    /// The key prefix, which names the object type.
    #[inline]
    pub fn prefix(&self) -> [u8; 3] {
        [self.0[0] & 0x7f, self.0[1] & 0x7f, self.0[2] & 0x7f]
    }

    /// `Id.to15()`.
    pub fn to_15(&self) -> String {
        String::from_utf8(self.plain().to_vec()).expect("an id is ASCII")
    }

    /// The 18-character form.
    pub fn to_18(&self) -> [u8; 18] {
        let mut out = [0u8; 18];
        out[..15].copy_from_slice(&self.plain());
        out[15..].copy_from_slice(&self.ending().unwrap_or_else(|| self.checksum()));
        out
    }

    /// One character for each group of five: bit `i` is set when letter `i` is upper case.
    fn checksum(&self) -> [u8; 3] {
        let mut out = [0u8; 3];
        for (place, group) in out.iter_mut().zip(self.0.chunks_exact(5)) {
            let bits = (0..5).fold(0, |bits, i| bits | usize::from(group[i].is_ascii_uppercase()) << i);
            *place = CHECK[bits];
        }
        out
    }

    /// The first and the last eight bytes; they overlap in one.
    #[inline]
    fn words(&self) -> (u64, u64) {
        let head: [u8; 8] = self.0[..8].try_into().expect("eight bytes");
        let tail: [u8; 8] = self.0[7..].try_into().expect("eight bytes");
        (u64::from_le_bytes(head), u64::from_le_bytes(tail))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Id) -> Ordering {
        match self.0.is_ascii() && other.0.is_ascii() {
            true => self.0.cmp(&other.0),
            false => self.to_18().cmp(&other.to_18()),
        }
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Id) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Id {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (head, tail) = self.words();
        state.write_u64(head);
        state.write_u64(tail);
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.to_18()).expect("an id is ASCII"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_characters_as_the_platform_writes_them() {
        for (short, long) in [
            ("001000000000001", "001000000000001AAA"),
            ("001B000001DVM9t", "001B000001DVM9tIAH"),
            ("00G000000000001", "00G000000000001EAA"),
            ("a00000000000001", "a00000000000001AAA"),
        ] {
            assert_eq!(Id::value_of(short).unwrap().to_string(), long);
            assert_eq!(Id::value_of(long).unwrap().to_15(), short);
        }
    }

    #[test]
    fn invented_endings_are_kept() {
        for text in ["001000000000000042", "00Q000000000000001", "a0000000000000000E", "0Af000000000001AAA"] {
            let id = Id::value_of(text).unwrap();
            assert_eq!((id.to_string(), id.to_15()), (text.to_owned(), text[..15].to_owned()));
            assert_eq!((id.prefix().as_slice(), id.sequence()), (&text.as_bytes()[..3], None));
            assert_ne!(Some(id), Id::parse(&text[..15]));
        }
        assert_eq!(Id::parse("001000000000001AAA"), Id::parse("001000000000001"));
    }

    #[test]
    fn what_is_no_id_is_refused_with_the_platforms_text() {
        for text in [
            "",
            "1",
            "00100000000000",
            "0010000000000000",
            "001000000000001aaa",
            "001b000001dvm9tiah",
            "001B000001DVM9tZZZ",
            " 001000000000001",
            "00100000000000_",
            "00100000000000é",
            "001000000000001AAAA",
        ] {
            assert_eq!(Id::value_of(text).unwrap_err().to_string(), format!("Invalid id: {text}"));
        }
    }

    #[test]
    fn restoring_the_case() {
        let restored = |text| Id::restore_casing(text).map(|id| id.to_string()).map_err(|e| e.to_string());
        assert_eq!(restored("001b000001dvm9tiah").unwrap(), "001B000001DVM9tIAH");
        assert_eq!(restored("001B000001DVM9tZZZ").unwrap(), "001B000001Dvm9TIAR");
        assert_eq!(restored("001000000000001aaa").unwrap(), "001000000000001AAA");
        let no_checksum = "Unable to restore casing for 15 character ids";
        assert_eq!(restored("00100000000000_").unwrap_err(), no_checksum);
        assert_eq!(restored("00100000000000é").unwrap_err(), no_checksum);
        assert_eq!(restored("001000000000001 ").unwrap_err(), "Invalid id: 001000000000001 ");
    }

    #[test]
    fn sequence_is_the_inverse_of_from_parts_and_keeps_order() {
        let mut last = None;
        for n in [0, 1, 61, 62, 3843, 3844, 1_000_000, SEQUENCE_END - 1] {
            let id = Id::from_parts(*b"a0X", n);
            assert_eq!((id.sequence(), id.prefix()), (Some(n), *b"a0X"));
            assert!(last < Some(id));
            last = Some(id);
        }
        assert_eq!(Id::parse("001000000000001").unwrap().sequence(), None);
    }
}
