//! Decimal: rounding, scaling and conversion to the other number types.

use std::cmp::Ordering;

use super::decimal::{Decimal, MathError, RoundingMode};
use super::decimal_int::{Int, POW10};
use super::double;

impl RoundingMode {
    /// The modes in the order of the Apex enum.
    pub const ALL: [RoundingMode; 8] = [
        RoundingMode::Ceiling,
        RoundingMode::Down,
        RoundingMode::Floor,
        RoundingMode::HalfDown,
        RoundingMode::HalfEven,
        RoundingMode::HalfUp,
        RoundingMode::Unnecessary,
        RoundingMode::Up,
    ];

    /// Whether what is dropped makes the last digit grow, given the number's sign, whether
    /// that digit is odd, and how the dropped part compares with a half. `None`: forbidden.
    pub(super) fn rounds_away(self, negative: bool, odd: bool, half: Ordering) -> Option<bool> {
        match self {
            RoundingMode::Up => Some(true),
            RoundingMode::Down => Some(false),
            RoundingMode::Ceiling => Some(!negative),
            RoundingMode::Floor => Some(negative),
            RoundingMode::HalfUp => Some(half.is_ge()),
            RoundingMode::HalfDown => Some(half.is_gt()),
            RoundingMode::HalfEven => Some(half.is_gt() || (half.is_eq() && odd)),
            RoundingMode::Unnecessary => None,
        }
    }

    /// The Apex name.
    pub fn name(self) -> &'static str {
        match self {
            RoundingMode::Ceiling => "CEILING",
            RoundingMode::Down => "DOWN",
            RoundingMode::Floor => "FLOOR",
            RoundingMode::HalfDown => "HALF_DOWN",
            RoundingMode::HalfEven => "HALF_EVEN",
            RoundingMode::HalfUp => "HALF_UP",
            RoundingMode::Unnecessary => "UNNECESSARY",
            RoundingMode::Up => "UP",
        }
    }
}

impl Decimal {
    /// `setScale(scale, mode)`.
    pub fn set_scale(&self, scale: i32, mode: RoundingMode) -> Result<Decimal, MathError> {
        if self.scale() == scale {
            return Ok(self.clone());
        }
        if let Decimal::Small(mantissa, from) = self
            && let Ok(to) = u8::try_from(scale)
            && let Some(power) = POW10.get(usize::from(from.abs_diff(to)))
        {
            if to < *from {
                let rounded = round_quotient(*mantissa, *power, mode).ok_or(MathError::ScaleInsufficient)?;
                return Ok(Decimal::Small(rounded, to));
            }
            if let Some(mantissa) = mantissa.checked_mul(*power) {
                return Ok(Decimal::Small(mantissa, to));
            }
        }
        let (unscaled, from) = self.parts();
        let up = scale.saturating_sub(from);
        if up > 0 {
            return Ok(Decimal::from_parts(unscaled.shifted(up as u32), scale));
        }
        let rounded = unscaled.div_round(&Int::pow10(up.unsigned_abs()), mode);
        Ok(Decimal::from_parts(rounded.ok_or(MathError::ScaleInsufficient)?, scale))
    }

    /// `round(mode)`: to a Long, the low 64 bits if it is larger.
    pub fn round(&self, mode: RoundingMode) -> Result<i64, MathError> {
        Ok(self.set_scale(0, mode)?.long_value())
    }

    /// `Math.floor`: a Decimal without decimals.
    pub fn floor(&self) -> Decimal {
        self.set_scale(0, RoundingMode::Floor).expect("floor always rounds")
    }

    /// `Math.ceil`: a Decimal without decimals.
    pub fn ceil(&self) -> Decimal {
        self.set_scale(0, RoundingMode::Ceiling).expect("ceiling always rounds")
    }

    /// `stripTrailingZeros()`: the scale may become negative.
    pub fn strip_trailing_zeros(&self) -> Decimal {
        let (unscaled, scale) = self.parts();
        if unscaled.is_zero() {
            return Decimal::ZERO;
        }
        let (unscaled, zeros) = unscaled.strip_zeros(u32::MAX);
        Decimal::from_parts(unscaled, scale - zeros as i32)
    }

    /// The integer part, its low 64 bits if it is larger: `longValue()`.
    pub fn long_value(&self) -> i64 {
        match self {
            Decimal::Small(mantissa, 0) => *mantissa,
            _ => {
                let (unscaled, scale) = self.parts();
                match scale >= 0 {
                    true => unscaled.div_rem(&Int::pow10(scale as u32)).0.low64(),
                    false => unscaled.shifted(scale.unsigned_abs()).low64(),
                }
            }
        }
    }

    /// The integer part, its low 32 bits if it is larger: `intValue()`.
    pub fn int_value(&self) -> i32 {
        self.long_value() as i32
    }

    /// The nearest Double.
    pub fn double_value(&self) -> f64 {
        if let Decimal::Small(mantissa, scale @ 0..=22) = self
            && mantissa.unsigned_abs() < 1 << 53
        {
            // Both are exact, so the quotient is rounded once.
            return *mantissa as f64 / 10f64.powi(i32::from(*scale));
        }
        let (unscaled, scale) = self.parts();
        format!("{unscaled}E{}", -i64::from(scale)).parse().expect("digits and an exponent")
    }

    /// The integer this is, when it is one that fits 64 bits (decimals all zero).
    pub fn to_i64_exact(&self) -> Option<i64> {
        let whole = self.set_scale(0, RoundingMode::Unnecessary).ok()?;
        whole.parts().0.to_i64()
    }

    /// `Decimal.valueOf(Double)`: the digits that the Double prints.
    pub fn from_f64(n: f64) -> Result<Decimal, MathError> {
        if n.is_nan() {
            return Err(MathError::NotANumber("NaN"));
        }
        if n.is_infinite() {
            // The platform drops the sign here.
            return Err(MathError::NotANumber("Infinity"));
        }
        Ok(Decimal::parse(&double::to_text(n)).expect("a finite Double prints as a decimal"))
    }
}

/// `mantissa / power` rounded; `power` is a power of ten above 1. `None`: not exact, and
/// `mode` forbids rounding.
fn round_quotient(mantissa: i64, power: i64, mode: RoundingMode) -> Option<i64> {
    let (quotient, rest) = (mantissa / power, mantissa % power);
    if rest == 0 {
        return Some(quotient);
    }
    let half = rest.unsigned_abs().cmp(&(power.unsigned_abs() / 2));
    Some(if mode.rounds_away(mantissa < 0, quotient & 1 == 1, half)? { quotient + mantissa.signum() } else { quotient })
}
