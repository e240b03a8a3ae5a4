//! `Decimal`: Apex's arbitrary-precision decimal, as Java's BigDecimal.
//!
//! A value is an unscaled integer and a scale. What fits 64 bits with a scale
//! of 0..=255 lies inline; the rest is behind an `Rc`, in 128 bits where they
//! suffice. The form is canonical, so that equal parts mean equal variants.
//! Arithmetic is here, rounding in `decimal_round`, text in `decimal_text`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use num_integer::Integer;

use super::decimal_int::{Int, POW10};

/// A decimal number; 16 bytes, the common ones without allocation.
///
/// `==` of Rust (`Eq`, `Hash`) is that of the platform's sets and map keys,
/// where `1.0` and `1.00` differ. Apex `==` is [`Decimal::same_value`].
#[derive(Clone)]
pub enum Decimal {
    /// `mantissa / 10^scale`.
    Small(i64, u8),
    /// What does not fit the inline form.
    Big(Rc<BigDec>),
}

/// The out-of-line form. `Send`, so that stored rows can carry it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BigDec {
    pub(super) unscaled: Int,
    pub(super) scale: i32,
}

/// The inline form as plain data, for those who pack it themselves. Packed, so that it fits behind the mark of a value's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(Rust, packed)]
pub struct SmallDecimal {
    pub scale: u8,
    pub mantissa: i64,
}

/// A decimal that may cross threads: what the storage keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SendDecimal {
    Small(SmallDecimal),
    Big(Box<BigDec>),
}

/// How to drop digits; the names are Apex's `RoundingMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    Ceiling,
    Down,
    Floor,
    HalfDown,
    HalfEven,
    HalfUp,
    Unnecessary,
    Up,
}

/// What goes wrong in decimal arithmetic: a `System.MathException` with this text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MathError {
    #[error("Divide by 0")]
    DivideByZero,
    /// `UNNECESSARY` where digits would be lost.
    #[error("Scale insufficient")]
    ScaleInsufficient,
    /// `Decimal.pow` outside 0..=32767.
    #[error("Invalid exponent: {0}")]
    Exponent(i32),
    /// A Double that is no number.
    #[error("Cannot represent Double '{0}' as a Decimal")]
    NotANumber(&'static str),
}

/// Significant digits of a quotient that does not end (1/31 has scale 34, 1/3 scale 33).
const QUOTIENT_DIGITS: i64 = 33;

impl Decimal {
    pub const ZERO: Decimal = Decimal::Small(0, 0);
    pub const ONE: Decimal = Decimal::Small(1, 0);

    pub(super) fn from_parts(unscaled: Int, scale: i32) -> Decimal {
        match (unscaled.to_i64(), u8::try_from(scale)) {
            (Some(mantissa), Ok(scale)) => Decimal::Small(mantissa, scale),
            _ => Decimal::Big(Rc::new(BigDec { unscaled, scale })),
        }
    }

    pub(super) fn parts(&self) -> (Int, i32) {
        match self {
            Decimal::Small(mantissa, scale) => (Int::from(*mantissa), i32::from(*scale)),
            Decimal::Big(big) => (big.unscaled.clone(), big.scale),
        }
    }

    /// The inline form, if it has one.
    pub fn small(&self) -> Option<SmallDecimal> {
        match self {
            Decimal::Small(mantissa, scale) => Some(SmallDecimal { scale: *scale, mantissa: *mantissa }),
            Decimal::Big(_) => None,
        }
    }

    /// A copy that may cross threads.
    pub fn to_send(&self) -> SendDecimal {
        match self {
            Decimal::Small(mantissa, scale) => SendDecimal::Small(SmallDecimal { scale: *scale, mantissa: *mantissa }),
            Decimal::Big(big) => SendDecimal::Big(Box::new(BigDec::clone(big))),
        }
    }

    /// The decimal that [`Decimal::to_send`] copied.
    pub fn from_send(sent: &SendDecimal) -> Decimal {
        match sent {
            SendDecimal::Small(small) => Decimal::from(*small),
            SendDecimal::Big(big) => Decimal::Big(Rc::new(BigDec::clone(big))),
        }
    }

    #[inline]
    pub fn add(&self, other: &Decimal) -> Decimal {
        if let (Decimal::Small(a, s), Decimal::Small(b, t)) = (self, other)
            && let Some((a, b, scale)) = aligned(*a, *s, *b, *t)
            && let Some(sum) = a.checked_add(b)
        {
            return Decimal::Small(sum, scale);
        }
        self.add_wide(other)
    }

    #[cold]
    fn add_wide(&self, other: &Decimal) -> Decimal {
        let ((a, s), (b, t)) = (self.parts(), other.parts());
        let scale = s.max(t);
        let sum = a.shifted((scale - s) as u32).add(&b.shifted((scale - t) as u32));
        Decimal::from_parts(sum, scale)
    }

    #[inline]
    pub fn sub(&self, other: &Decimal) -> Decimal {
        if let (Decimal::Small(a, s), Decimal::Small(b, t)) = (self, other)
            && let Some((a, b, scale)) = aligned(*a, *s, *b, *t)
            && let Some(difference) = a.checked_sub(b)
        {
            return Decimal::Small(difference, scale);
        }
        self.add_wide(&other.negate())
    }

    /// The scale of a product is the sum of the scales.
    #[inline]
    pub fn mul(&self, other: &Decimal) -> Decimal {
        if let (Decimal::Small(a, s), Decimal::Small(b, t)) = (self, other)
            && let (Some(product), Some(scale)) = (a.checked_mul(*b), s.checked_add(*t))
        {
            return Decimal::Small(product, scale);
        }
        self.mul_wide(other)
    }

    #[cold]
    fn mul_wide(&self, other: &Decimal) -> Decimal {
        let ((a, s), (b, t)) = (self.parts(), other.parts());
        Decimal::from_parts(a.mul(&b), s.saturating_add(t))
    }

    /// Apex `/`: exact if the quotient ends within 33 significant digits, with as
    /// few decimals as show it but at least the difference of the scales; else
    /// rounded half-even to 33 significant digits.
    pub fn div(&self, divisor: &Decimal) -> Result<Decimal, MathError> {
        let ((a, s), (b, t)) = (self.parts(), divisor.parts());
        if b.is_zero() {
            return Err(MathError::DivideByZero);
        }
        let preferred = (s - t).max(0);
        if a.is_zero() {
            return Ok(Decimal::from_parts(a, preferred));
        }
        if let (Int::Wide(a), Int::Wide(b)) = (&a, &b)
            && let Some(exact) = exact_quotient(*a, *b, s - t, preferred)
        {
            return Ok(exact);
        }
        // One digit more or less than wanted at first: which, only dividing tells.
        let shift = QUOTIENT_DIGITS + i64::from(b.digits()) - i64::from(a.digits());
        let mut scale = (shift + i64::from(s - t)) as i32;
        let quotient = |scale: i32| {
            let up = scale - (s - t);
            let (a, b) = match up >= 0 {
                true => (a.shifted(up as u32), b.clone()),
                false => (a.clone(), b.shifted(up.unsigned_abs())),
            };
            a.div_round(&b, RoundingMode::HalfEven).expect("half-even always rounds")
        };
        let mut unscaled = quotient(scale);
        if i64::from(unscaled.digits()) > QUOTIENT_DIGITS {
            scale -= 1;
            unscaled = quotient(scale);
        }
        if scale > preferred {
            let (stripped, zeros) = unscaled.strip_zeros((scale - preferred) as u32);
            (unscaled, scale) = (stripped, scale - zeros as i32);
        }
        Ok(Decimal::from_parts(unscaled, scale))
    }

    /// `divide(divisor, scale, mode)`.
    pub fn divide(&self, divisor: &Decimal, scale: i32, mode: RoundingMode) -> Result<Decimal, MathError> {
        let ((a, s), (b, t)) = (self.parts(), divisor.parts());
        if b.is_zero() {
            return Err(MathError::DivideByZero);
        }
        let up = scale - (s - t);
        let (a, b) = match up >= 0 {
            true => (a.shifted(up as u32), b),
            false => (a, b.shifted(up.unsigned_abs())),
        };
        let unscaled = a.div_round(&b, mode).ok_or(MathError::ScaleInsufficient)?;
        Ok(Decimal::from_parts(unscaled, scale))
    }

    /// What is left of a division to an integer; has the dividend's sign.
    pub fn remainder(&self, divisor: &Decimal) -> Result<Decimal, MathError> {
        let ((a, s), (b, t)) = (self.parts(), divisor.parts());
        if b.is_zero() {
            return Err(MathError::DivideByZero);
        }
        let scale = s.max(t);
        let (_, rest) = a.shifted((scale - s) as u32).div_rem(&b.shifted((scale - t) as u32));
        Ok(Decimal::from_parts(rest, scale))
    }

    /// `pow(exponent)`: exact; the exponent is 0..=32767.
    pub fn pow(&self, exponent: i32) -> Result<Decimal, MathError> {
        if !(0..=32_767).contains(&exponent) {
            return Err(MathError::Exponent(exponent));
        }
        let (unscaled, scale) = self.parts();
        Ok(Decimal::from_parts(unscaled.pow(exponent as u32), scale.saturating_mul(exponent)))
    }

    pub fn negate(&self) -> Decimal {
        match self {
            Decimal::Small(mantissa, scale) if *mantissa != i64::MIN => Decimal::Small(-mantissa, *scale),
            _ => {
                let (unscaled, scale) = self.parts();
                Decimal::from_parts(unscaled.neg(), scale)
            }
        }
    }

    pub fn abs(&self) -> Decimal {
        if self.signum() < 0 { self.negate() } else { self.clone() }
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match self {
            Decimal::Small(mantissa, _) => mantissa.signum() as i32,
            Decimal::Big(big) => big.unscaled.sign(),
        }
    }

    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Number of digits of the unscaled value.
    pub fn precision(&self) -> i32 {
        self.parts().0.digits() as i32
    }

    /// Number of decimals; negative when trailing integer digits are not held.
    pub fn scale(&self) -> i32 {
        match self {
            Decimal::Small(_, scale) => i32::from(*scale),
            Decimal::Big(big) => big.scale,
        }
    }

    /// Numeric order: the scale does not count.
    #[inline]
    pub fn cmp_value(&self, other: &Decimal) -> Ordering {
        if let (Decimal::Small(a, s), Decimal::Small(b, t)) = (self, other)
            && let Some((a, b, _)) = aligned(*a, *s, *b, *t)
        {
            return a.cmp(&b);
        }
        self.cmp_wide(other)
    }

    #[cold]
    fn cmp_wide(&self, other: &Decimal) -> Ordering {
        let ((a, s), (b, t)) = (self.parts(), other.parts());
        if a.sign() != b.sign() {
            return a.sign().cmp(&b.sign());
        }
        // Compare magnitudes first: aligning 1E+2000000 would be a large number.
        let magnitude = |n: &Int, scale: i32| i64::from(n.digits()) - i64::from(scale);
        let order = magnitude(&a, s).cmp(&magnitude(&b, t));
        if order != Ordering::Equal && a.sign() != 0 {
            return if a.sign() < 0 { order.reverse() } else { order };
        }
        let scale = s.max(t);
        a.shifted((scale - s) as u32).cmp(&b.shifted((scale - t) as u32))
    }

    /// Apex `==`: `1.0 == 1.00`.
    #[inline]
    pub fn same_value(&self, other: &Decimal) -> bool {
        self.cmp_value(other) == Ordering::Equal
    }

    /// Apex `hashCode()`, which is BigDecimal's and tells `1.0` from `1.00`.
    pub fn java_hash(&self) -> i32 {
        let (unscaled, scale) = self.parts();
        unscaled.java_hash().wrapping_mul(31).wrapping_add(scale)
    }
}

/// `a / b` with the fewest decimals from `preferred` on, if it ends early enough
/// for 128 bits. `scale` is that of `a` less that of `b`.
fn exact_quotient(a: i128, b: i128, scale: i32, preferred: i32) -> Option<Decimal> {
    // In lowest terms a fraction ends only if its divisor is made of twos and fives.
    let divisor = a.gcd(&b);
    let (a, b) = (a / divisor, b / divisor);
    let (a, mut rest) = if b < 0 { (a.checked_neg()?, b.checked_neg()?) } else { (a, b) };
    let twos = rest.trailing_zeros();
    rest >>= twos;
    let mut fives = 0;
    while rest > 1 && rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    if rest != 1 {
        return None;
    }
    let decimals = twos.max(fives);
    let up = (preferred - scale - decimals as i32).max(0) as u32;
    let factor = 2i128.checked_pow(decimals - twos)?.checked_mul(5i128.checked_pow(decimals - fives)?)?;
    let unscaled = a.checked_mul(factor)?.checked_mul(10i128.checked_pow(up)?)?;
    let within = i64::from(Int::Wide(unscaled).digits()) <= QUOTIENT_DIGITS;
    within.then(|| Decimal::from_parts(Int::Wide(unscaled), scale + (decimals + up) as i32))
}

/// Both mantissas at the larger scale, while 64 bits hold them.
#[inline]
fn aligned(a: i64, s: u8, b: i64, t: u8) -> Option<(i64, i64, u8)> {
    match s.cmp(&t) {
        Ordering::Equal => Some((a, b, s)),
        Ordering::Less => Some((a.checked_mul(*POW10.get(usize::from(t - s))?)?, b, t)),
        Ordering::Greater => Some((a, b.checked_mul(*POW10.get(usize::from(s - t))?)?, s)),
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Decimal {
        Decimal::Small(n, 0)
    }
}

impl From<i32> for Decimal {
    fn from(n: i32) -> Decimal {
        Decimal::Small(i64::from(n), 0)
    }
}

impl From<SmallDecimal> for Decimal {
    fn from(small: SmallDecimal) -> Decimal {
        Decimal::Small(small.mantissa, small.scale)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        match (self, other) {
            (Decimal::Small(a, s), Decimal::Small(b, t)) => a == b && s == t,
            (Decimal::Big(a), Decimal::Big(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Decimal::Small(mantissa, scale) => {
                state.write_i64(*mantissa);
                state.write_u8(*scale);
            }
            Decimal::Big(big) => big.hash(state),
        }
    }
}

#[cfg(test)]
mod tests;
