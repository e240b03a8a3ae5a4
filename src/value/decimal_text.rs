//! Decimal: reading and writing.

use std::fmt;

use num_bigint::BigInt;

use super::decimal::Decimal;
use super::decimal_int::Int;

/// A text that is no decimal: `System.TypeException`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid decimal: {0}")]
pub struct ParseDecimalError(pub String);

impl Decimal {
    /// `Decimal.valueOf(String)`: sign, digits with a point, exponent. The scale
    /// is the number of digits after the point less the exponent.
    pub fn parse(text: &str) -> Result<Decimal, ParseDecimalError> {
        parse(text).ok_or_else(|| ParseDecimalError(text.to_owned()))
    }

    /// `toPlainString()`: all digits, no exponent.
    pub fn to_plain_string(&self) -> String {
        let (unscaled, scale) = self.parts();
        let mut out = String::new();
        push_plain(&mut out, &unscaled, scale);
        out
    }
}

fn parse(text: &str) -> Option<Decimal> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match number.as_bytes().first()? {
        b'-' => ("-", &number[1..]),
        b'+' => ("", &number[1..]),
        _ => ("", number),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + decimals.len() == 0 || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let scale = i32::try_from(decimals.len()).ok()?.checked_sub(exponent)?;
    let mut all = String::with_capacity(number.len());
    all.push_str(sign);
    all.push_str(whole);
    all.push_str(decimals);
    let unscaled = match all.parse::<i64>() {
        Ok(n) => Int::from(n),
        Err(_) => Int::from(all.parse::<BigInt>().ok()?),
    };
    Some(Decimal::from_parts(unscaled, scale))
}

fn push_plain(out: &mut String, unscaled: &Int, scale: i32) {
    let digits = unscaled.abs().to_string();
    if unscaled.sign() < 0 {
        out.push('-');
    }
    match usize::try_from(scale) {
        Err(_) if unscaled.is_zero() => out.push('0'),
        Err(_) => {
            out.push_str(&digits);
            out.extend(std::iter::repeat_n('0', scale.unsigned_abs() as usize));
        }
        Ok(0) => out.push_str(&digits),
        Ok(scale) if scale < digits.len() => {
            let point = digits.len() - scale;
            out.push_str(&digits[..point]);
            out.push('.');
            out.push_str(&digits[point..]);
        }
        Ok(scale) => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', scale - digits.len()));
            out.push_str(&digits);
        }
    }
}

/// Writes an inline decimal of at most six decimals, which needs no exponent.
fn push_small(out: &mut String, mantissa: i64, scale: usize) {
    let mut buffer = [b'0'; 24];
    let mut rest = mantissa.unsigned_abs();
    let mut start = buffer.len();
    let mut digits = 0;
    while rest > 0 || digits <= scale {
        if digits == scale && scale > 0 {
            start -= 1;
            buffer[start] = b'.';
        }
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        digits += 1;
    }
    if mantissa < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    out.push_str(std::str::from_utf8(&buffer[start..]).expect("digits are ASCII"));
}

impl Decimal {
    /// Appends `String.valueOf(Decimal)`: BigDecimal's form, which turns to an
    /// exponent for a negative scale and for values below 0.000001.
    pub fn push_text(&self, out: &mut String) {
        if let Decimal::Small(mantissa, scale @ 0..=6) = self {
            return push_small(out, *mantissa, usize::from(*scale));
        }
        let (unscaled, scale) = self.parts();
        let digits = i64::from(unscaled.digits());
        let exponent = digits - 1 - i64::from(scale);
        if scale >= 0 && exponent >= -6 {
            return push_plain(out, &unscaled, scale);
        }
        push_plain(out, &unscaled, (digits - 1) as i32);
        if exponent != 0 {
            out.push('E');
            out.push(if exponent < 0 { '-' } else { '+' });
            out.push_str(&exponent.unsigned_abs().to_string());
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(24);
        self.push_text(&mut out);
        f.pad(&out)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
