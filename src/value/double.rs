//! Double: text in and out; and the texts of Integer and Long.

use std::fmt::Write as _;

/// A text that is no number of the type asked for: `System.TypeException`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseNumberError {
    #[error("Invalid integer: {0}")]
    Integer(String),
    #[error("Invalid long: {0}")]
    Long(String),
    #[error("Invalid double: {0}")]
    Double(String),
}

/// `String.valueOf(Double)`: the shortest digits that read back, as Java
/// writes them: `1.0`, `1.0E10`, `1.0E-5`, `NaN`, `Infinity`.
pub fn to_text(n: f64) -> String {
    let mut out = String::with_capacity(24);
    push_text(&mut out, n);
    out
}

/// Appends [`to_text`].
pub fn push_text(out: &mut String, n: f64) {
    let written = match n.abs() {
        // Java writes two digits at least, and chooses the nearest two.
        size if size == f64::from_bits(1) => out.write_str(if n < 0.0 { "-4.9E-324" } else { "4.9E-324" }),
        size if size == 0.0 || (1e-3..1e7).contains(&size) => write!(out, "{n:?}"),
        size if size.is_finite() => {
            let start = out.len();
            write!(out, "{n:E}").expect("writing to a String");
            if !out[start..].contains('.') {
                let exponent = start + out[start..].find('E').expect("an exponent was written");
                out.insert_str(exponent, ".0");
            }
            Ok(())
        }
        _ if n.is_nan() => out.write_str("NaN"),
        _ => out.write_str(if n < 0.0 { "-Infinity" } else { "Infinity" }),
    };
    written.expect("writing to a String");
}

/// `Integer.valueOf(String)`: a sign and digits, nothing else.
pub fn parse_integer(text: &str) -> Result<i32, ParseNumberError> {
    text.parse().map_err(|_| ParseNumberError::Integer(text.to_owned()))
}

/// `Long.valueOf(String)`.
pub fn parse_long(text: &str) -> Result<i64, ParseNumberError> {
    text.parse().map_err(|_| ParseNumberError::Long(text.to_owned()))
}

/// `Double.valueOf(String)`: as Java, blanks around and a final `d` or `f` allowed.
pub fn parse_double(text: &str) -> Result<f64, ParseNumberError> {
    let invalid = || ParseNumberError::Double(text.to_owned());
    let trimmed = text.trim();
    let (sign, unsigned) = match trimmed.as_bytes().first() {
        Some(b'-') => (-1.0, &trimmed[1..]),
        Some(b'+') => (1.0, &trimmed[1..]),
        _ => (1.0, trimmed),
    };
    match unsigned {
        "NaN" => return Ok(f64::NAN),
        "Infinity" => return Ok(sign * f64::INFINITY),
        _ => {}
    }
    let number = unsigned.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(unsigned);
    // Rust also reads signs and words here; Java does not.
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(invalid());
    }
    number.parse::<f64>().map(|n| sign * n).map_err(|_| invalid())
}

/// `Math.round(Double)` and `Math.roundToLong(Double)`: half up, saturating; NaN is 0.
pub fn round_half_up(n: f64) -> i64 {
    // Doubles from 2^52 on are whole; adding a half would round them twice.
    let whole = n.floor();
    (if n - whole >= 0.5 { whole + 1.0 } else { whole }) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_print_as_in_java() {
        for (n, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (100.0, "100.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (1.5e10, "1.5E10"),
            (1.234_567_890_123_456_7e19, "1.2345678901234567E19"),
            (5e-324, "4.9E-324"),
            (f64::MAX, "1.7976931348623157E308"),
            (std::f64::consts::PI, "3.141592653589793"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(to_text(n), text);
        }
    }

    #[test]
    fn numbers_are_read_with_the_platforms_complaints() {
        assert_eq!(parse_integer("+42"), Ok(42));
        assert_eq!(parse_integer("-2147483648"), Ok(i32::MIN));
        for text in ["abc", "", "1.5", " 1", "2147483648", "1_000"] {
            let error = parse_integer(text).unwrap_err();
            assert_eq!(error.to_string(), format!("Invalid integer: {text}"));
        }
        assert_eq!(parse_long("9223372036854775807"), Ok(i64::MAX));
        assert_eq!(parse_long("x").unwrap_err().to_string(), "Invalid long: x");
        assert_eq!(parse_double(" 1.5e3 "), Ok(1500.0));
        assert_eq!(parse_double("-.5"), Ok(-0.5));
        assert_eq!(parse_double("2d"), Ok(2.0));
        for text in ["", "inf", "--1", "1.2.3", "nan", "abc"] {
            assert_eq!(parse_double(text).unwrap_err().to_string(), format!("Invalid double: {text}"));
        }
    }

    #[test]
    fn rounding_half_up_and_saturating() {
        for (n, rounded) in [
            (2.5, 3),
            (-2.5, -2),
            (-1.5, -1),
            (0.499_999_999_999_999_94, 0),
            (4_503_599_627_370_497.0, 4_503_599_627_370_497),
            (4_503_599_627_370_496.5, 4_503_599_627_370_496),
            (9_223_372_036_854_775_808.0, i64::MAX),
            (-9_223_372_036_854_775_809.0, i64::MIN),
            (f64::NAN, 0),
        ] {
            assert_eq!(round_half_up(n), rounded, "{n}");
        }
    }
}
