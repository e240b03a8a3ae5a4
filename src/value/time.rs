//! `Time`: a time of day without a date or zone.

use std::fmt;

use super::date::{DateError, digits, push_padded};

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;
pub const MINUTE_MS: i64 = 60_000;

/// A time of day, in milliseconds since midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i32);

impl Time {
    /// `Time.newInstance`: parts out of range carry over, whole days are dropped.
    pub fn new(hour: i32, minute: i32, second: i32, millisecond: i32) -> Time {
        let [hour, minute, second, millisecond] = [hour, minute, second, millisecond].map(i64::from);
        Time::wrapping(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
    }

    /// The time this many milliseconds after midnight; whole days are dropped.
    pub fn from_ms(ms: i32) -> Time {
        Time::wrapping(ms.into())
    }

    pub(super) fn wrapping(ms: i64) -> Time {
        Time(ms.rem_euclid(DAY_MS) as i32)
    }

    /// Milliseconds since midnight.
    pub fn ms(self) -> i32 {
        self.0
    }

    pub fn hour(self) -> i32 {
        self.0 / 3_600_000
    }

    pub fn minute(self) -> i32 {
        self.0 / 60_000 % 60
    }

    pub fn second(self) -> i32 {
        self.0 / 1000 % 60
    }

    pub fn millisecond(self) -> i32 {
        self.0 % 1000
    }

    pub fn add_hours(self, hours: i32) -> Time {
        self.plus(i64::from(hours) * 3_600_000)
    }

    pub fn add_minutes(self, minutes: i32) -> Time {
        self.plus(i64::from(minutes) * 60_000)
    }

    pub fn add_seconds(self, seconds: i32) -> Time {
        self.plus(i64::from(seconds) * 1000)
    }

    pub fn add_milliseconds(self, milliseconds: i32) -> Time {
        self.plus(milliseconds.into())
    }

    fn plus(self, ms: i64) -> Time {
        Time::wrapping(i64::from(self.0) + ms)
    }

    /// Appends `10:00:00.000Z`.
    pub fn push_iso(self, out: &mut String) {
        self.push_clock(out);
        out.push('.');
        push_padded(out, self.millisecond(), 3);
        out.push('Z');
    }

    /// Appends `10:00:00`.
    pub(super) fn push_clock(self, out: &mut String) {
        push_padded(out, self.hour(), 2);
        out.push(':');
        push_padded(out, self.minute(), 2);
        out.push(':');
        push_padded(out, self.second(), 2);
    }

    /// `HH:mm`, `HH:mm:ss` or `HH:mm:ss.SSS`, with or without a final `Z`.
    pub fn parse_iso(text: &str) -> Result<Time, DateError> {
        let read = || {
            let text = text.strip_suffix('Z').unwrap_or(text);
            let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
            let mut parts = clock.split(':');
            let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
            let second = parts.next().map_or(Some(0), digits)?;
            let valid = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
            valid.then_some(Time::new(hour, minute, second, fraction_ms(fraction)?))
        };
        read().ok_or_else(|| DateError::Time(text.to_owned()))
    }
}

/// Milliseconds of the digits after a decimal point; further digits are dropped.
pub(super) fn fraction_ms(fraction: &str) -> Option<i32> {
    digits(fraction.get(..3).unwrap_or(fraction))
        .map(|n| n * 10i32.pow(3 - fraction.len().min(3) as u32))
        .or(fraction.is_empty().then_some(0))
        .filter(|_| fraction.bytes().all(|b| b.is_ascii_digit()))
}

/// `10:00:00.000Z`, which is also the JSON form.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(13);
        self.push_iso(&mut out);
        f.pad(&out)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_carry_over_and_days_are_dropped() {
        for (time, text) in [
            (Time::new(24, 0, 0, 0), "00:00:00.000Z"),
            (Time::new(-1, 0, 0, 0), "23:00:00.000Z"),
            (Time::new(12, 60, 0, 0), "13:00:00.000Z"),
            (Time::new(12, 0, 60, 0), "12:01:00.000Z"),
            (Time::new(12, 0, 0, 1000), "12:00:01.000Z"),
            (Time::new(23, 59, 59, 999).add_hours(1), "00:59:59.999Z"),
            (Time::new(0, 0, 0, 0).add_milliseconds(-1), "23:59:59.999Z"),
        ] {
            assert_eq!(time.to_string(), text);
        }
        let time = Time::new(12, 34, 56, 789);
        assert_eq!((time.hour(), time.minute(), time.second(), time.millisecond()), (12, 34, 56, 789));
    }

    #[test]
    fn reading() {
        assert_eq!(Time::parse_iso("10:00:00.000Z"), Ok(Time::new(10, 0, 0, 0)));
        assert_eq!(Time::parse_iso("10:01:02.5"), Ok(Time::new(10, 1, 2, 500)));
        assert_eq!(Time::parse_iso("10:01"), Ok(Time::new(10, 1, 0, 0)));
        for text in ["", "25:00:00", "10", "10:0x"] {
            assert_eq!(Time::parse_iso(text).unwrap_err().to_string(), format!("Invalid time: {text}"));
        }
    }
}
