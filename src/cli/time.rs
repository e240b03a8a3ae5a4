//! Reads times and spans of the command line: `2025-01-15T09:00:00Z`, `1d`, `2h30m`.

use std::time::Duration;

/// A span: numbers with the units `s`, `m`, `h`, `d`, `w`, added up. A bare number is seconds.
///
/// # Errors
/// One sentence on what was expected.
pub fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no span of time; expected 90s, 15m, 2h, 1d or 2h30m");
    let mut total = 0u64;
    let mut rest = text.trim();
    if let Ok(seconds) = rest.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        let unit = rest[digits..].chars().next().ok_or_else(wrong)?;
        let seconds = match unit.to_ascii_lowercase() {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(wrong()),
        };
        total = number.checked_mul(seconds).and_then(|s| total.checked_add(s)).ok_or_else(wrong)?;
        rest = rest[digits + unit.len_utf8()..].trim_start();
    }
    if total == 0 && text.trim().is_empty() { Err(wrong()) } else { Ok(Duration::from_secs(total)) }
}

/// A moment, in milliseconds since 1970: a date, a date and time (GMT when no offset is said).
///
/// # Errors
/// One sentence on what was expected.
pub fn moment(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Ok(timestamp.as_millisecond());
    }
    let civil = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(|date| date.at(0, 0, 0, 0)))
        .ok()
        .and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC).ok());
    civil
        .map(|zoned| zoned.timestamp().as_millisecond())
        .ok_or_else(|| format!("`{text}` is no time; expected 2025-01-15 or 2025-01-15T09:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_add_up() {
        assert_eq!(span("1d"), Ok(Duration::from_secs(86_400)));
        assert_eq!(span("2h 30m"), Ok(Duration::from_secs(9000)));
        assert_eq!(span("45"), Ok(Duration::from_secs(45)));
        assert!(span("soon").is_err() && span("3y").is_err() && span("").is_err());
    }

    #[test]
    fn moments_are_gmt_unless_they_say_otherwise() {
        assert_eq!(moment("1970-01-02"), Ok(86_400_000));
        assert_eq!(moment("1970-01-01T01:00:00"), Ok(3_600_000));
        assert_eq!(moment("1970-01-01T01:00:00+01:00"), Ok(0));
        assert!(moment("yesterday").is_err());
    }
}
