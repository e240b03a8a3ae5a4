//! The integer under a decimal: 128 bits while they suffice, else arbitrary.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::decimal::RoundingMode;

/// An integer of any size. `Huge` is used only for what `Wide` cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Int {
    Wide(i128),
    Huge(BigInt),
}

/// Powers of ten that fit 64 bits.
pub(super) const POW10: [i64; 19] = {
    let mut table = [1i64; 19];
    let mut i = 1;
    while i < 19 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

/// The largest power of ten that fits 128 bits is 10^38.
const WIDE_DIGITS: u32 = 38;

impl From<BigInt> for Int {
    fn from(n: BigInt) -> Int {
        n.to_i128().map_or_else(|| Int::Huge(n), Int::Wide)
    }
}

impl From<i64> for Int {
    fn from(n: i64) -> Int {
        Int::Wide(i128::from(n))
    }
}

impl Int {
    pub fn pow10(digits: u32) -> Int {
        match digits {
            0..=WIDE_DIGITS => Int::Wide(10i128.pow(digits)),
            _ => Int::Huge(BigInt::from(10).pow(digits)),
        }
    }

    pub fn to_big(&self) -> BigInt {
        match self {
            Int::Wide(n) => BigInt::from(*n),
            Int::Huge(n) => n.clone(),
        }
    }

    fn both(
        &self,
        other: &Int,
        wide: impl Fn(i128, i128) -> Option<i128>,
        huge: impl Fn(BigInt, BigInt) -> BigInt,
    ) -> Int {
        if let (Int::Wide(a), Int::Wide(b)) = (self, other)
            && let Some(n) = wide(*a, *b)
        {
            return Int::Wide(n);
        }
        Int::from(huge(self.to_big(), other.to_big()))
    }

    pub fn add(&self, other: &Int) -> Int {
        self.both(other, i128::checked_add, |a, b| a + b)
    }

    pub fn mul(&self, other: &Int) -> Int {
        self.both(other, i128::checked_mul, |a, b| a * b)
    }

    pub fn neg(&self) -> Int {
        match self {
            Int::Wide(n) => n.checked_neg().map_or_else(|| Int::from(-self.to_big()), Int::Wide),
            Int::Huge(n) => Int::from(-n),
        }
    }

    pub fn pow(&self, exponent: u32) -> Int {
        if let Int::Wide(n) = self
            && let Some(n) = n.checked_pow(exponent)
        {
            return Int::Wide(n);
        }
        Int::from(self.to_big().pow(exponent))
    }

    /// `self * 10^digits`.
    pub fn shifted(&self, digits: u32) -> Int {
        if digits == 0 || self.sign() == 0 { self.clone() } else { self.mul(&Int::pow10(digits)) }
    }

    pub fn sign(&self) -> i32 {
        match self {
            Int::Wide(n) => n.signum() as i32,
            Int::Huge(n) => match n.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
        }
    }

    /// Truncated quotient and remainder; the divisor is not zero.
    pub fn div_rem(&self, divisor: &Int) -> (Int, Int) {
        if let (Int::Wide(a), Int::Wide(b)) = (self, divisor)
            && let (Some(quotient), Some(rest)) = (a.checked_div(*b), a.checked_rem(*b))
        {
            return (Int::Wide(quotient), Int::Wide(rest));
        }
        let (quotient, rest) = self.to_big().div_rem(&divisor.to_big());
        (Int::from(quotient), Int::from(rest))
    }

    /// The quotient rounded to an integer. `None`: it is not exact and `mode` forbids rounding.
    pub fn div_round(&self, divisor: &Int, mode: RoundingMode) -> Option<Int> {
        let (quotient, rest) = self.div_rem(divisor);
        if rest.sign() == 0 {
            return Some(quotient);
        }
        let negative = self.sign() * divisor.sign() < 0;
        let odd = match &quotient {
            Int::Wide(n) => n & 1 == 1,
            Int::Huge(n) => n.is_odd(),
        };
        let half = rest.abs().mul(&Int::Wide(2)).cmp(&divisor.abs());
        let away = mode.rounds_away(negative, odd, half)?;
        Some(match (away, negative) {
            (false, _) => quotient,
            (true, false) => quotient.add(&Int::Wide(1)),
            (true, true) => quotient.add(&Int::Wide(-1)),
        })
    }

    pub fn abs(&self) -> Int {
        if self.sign() < 0 { self.neg() } else { self.clone() }
    }

    pub fn cmp(&self, other: &Int) -> Ordering {
        match (self, other) {
            (Int::Wide(a), Int::Wide(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }

    /// Number of decimal digits; zero has one.
    pub fn digits(&self) -> u32 {
        match self {
            Int::Wide(n) => n.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1),
            Int::Huge(n) => n.abs().to_string().len() as u32,
        }
    }

    /// The low 64 bits, as Java's `longValue`.
    pub fn low64(&self) -> i64 {
        match self {
            Int::Wide(n) => *n as i64,
            Int::Huge(n) => {
                let low = n.iter_u64_digits().next().unwrap_or(0) as i64;
                if n.is_negative() { low.wrapping_neg() } else { low }
            }
        }
    }

    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Wide(n) => i64::try_from(*n).ok(),
            Int::Huge(_) => None,
        }
    }

    /// Java's `BigInteger.hashCode`: the magnitude's 32-bit words, highest first.
    pub fn java_hash(&self) -> i32 {
        let big = self.to_big();
        let hash = big
            .magnitude()
            .to_u32_digits()
            .iter()
            .rev()
            .fold(0i32, |hash, word| hash.wrapping_mul(31).wrapping_add(*word as i32));
        if big.is_negative() { hash.wrapping_neg() } else { hash }
    }

    /// Without its trailing zeros, and how many they were (at most `limit`).
    pub fn strip_zeros(&self, limit: u32) -> (Int, u32) {
        let mut int = self.clone();
        let mut stripped = 0;
        let ten = Int::Wide(10);
        while stripped < limit && int.sign() != 0 {
            let (quotient, rest) = int.div_rem(&ten);
            if rest.sign() != 0 {
                break;
            }
            int = quotient;
            stripped += 1;
        }
        (int, stripped)
    }

    pub fn is_zero(&self) -> bool {
        match self {
            Int::Wide(n) => *n == 0,
            Int::Huge(n) => n.is_zero(),
        }
    }
}

impl std::fmt::Display for Int {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Int::Wide(n) => n.fmt(f),
            Int::Huge(n) => n.fmt(f),
        }
    }
}
