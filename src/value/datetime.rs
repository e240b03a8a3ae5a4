//! `Datetime`: an instant, in milliseconds UTC.
//!
//! What a person reads off it depends on a [`Zone`], which the caller gives:
//! this module knows no user.

use std::fmt;

use super::date::{Date, DateError, digits, parse_us, take_number};
use super::format::{Moment, format_pattern};
use super::time::{DAY_MS, Time, fraction_ms};
use super::zone::Zone;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime(i64);

impl Datetime {
    /// The instant of this many milliseconds: `getTime()` backwards.
    pub fn from_ms(ms: i64) -> Datetime {
        Datetime(ms)
    }

    /// `getTime()`.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// `newInstance(date, time)`: a wall clock in a zone. In the hour that a
    /// clock skips it reads the later time, in the hour that repeats the second.
    pub fn new(date: Date, time: Time, zone: &Zone) -> Datetime {
        Datetime(zone.to_utc_ms(wall_ms(date, time)))
    }

    /// `newInstanceGmt(date, time)`.
    pub fn new_gmt(date: Date, time: Time) -> Datetime {
        Datetime(wall_ms(date, time))
    }

    /// `newInstance(year, month, day, hour, minute, second)`; parts out of range carry over.
    pub fn from_parts(parts: [i32; 6], zone: &Zone) -> Datetime {
        let [year, month, day, hour, minute, second] = parts;
        let date = i64::from(Date::new(year, month, day).days()) * DAY_MS;
        let time = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        Datetime(zone.to_utc_ms(date + time * 1000))
    }

    /// Date and time on the wall in a zone.
    pub fn wall(self, zone: &Zone) -> (Date, Time) {
        split(self.0.saturating_add(zone.offset_ms(self)))
    }

    /// The date on the wall in a zone.
    pub fn date(self, zone: &Zone) -> Date {
        self.wall(zone).0
    }

    /// The time on the wall in a zone.
    pub fn time(self, zone: &Zone) -> Time {
        self.wall(zone).1
    }

    pub fn date_gmt(self) -> Date {
        split(self.0).0
    }

    pub fn time_gmt(self) -> Time {
        split(self.0).1
    }

    pub fn add_days(self, days: i32) -> Datetime {
        self.plus(i64::from(days) * DAY_MS)
    }

    pub fn add_hours(self, hours: i32) -> Datetime {
        self.plus(i64::from(hours) * 3_600_000)
    }

    pub fn add_minutes(self, minutes: i32) -> Datetime {
        self.plus(i64::from(minutes) * 60_000)
    }

    pub fn add_seconds(self, seconds: i32) -> Datetime {
        self.plus(i64::from(seconds) * 1000)
    }

    fn plus(self, ms: i64) -> Datetime {
        Datetime(self.0.saturating_add(ms))
    }

    /// The same day (or the month's last) and time of another month, in GMT.
    pub fn add_months(self, months: i32) -> Datetime {
        let (date, time) = split(self.0);
        Datetime(wall_ms(date.add_months(months), time))
    }

    pub fn add_years(self, years: i32) -> Datetime {
        self.add_months(years.saturating_mul(12))
    }

    /// Without its milliseconds: what a Datetime field stores.
    pub fn whole_seconds(self) -> Datetime {
        Datetime(self.0.div_euclid(1000) * 1000)
    }

    /// `Datetime.valueOf(String)` in the user's zone, `valueOfGmt` in GMT:
    /// `yyyy-MM-dd HH:mm:ss`. Parts carry over; what follows the seconds is ignored.
    pub fn value_of(text: &str, zone: &Zone) -> Result<Datetime, DateError> {
        let mut rest = text.trim_start();
        let mut read = || -> Option<Datetime> {
            let mut parts = [0; 6];
            for (part, before) in parts.iter_mut().zip(["", "-", "-", " ", ":", ":"]) {
                rest = rest.strip_prefix(before)?.trim_start();
                *part = take_number(&mut rest, 9)?;
            }
            Some(Datetime::from_parts(parts, zone))
        };
        read().ok_or_else(|| DateError::Datetime(text.to_owned()))
    }

    /// `Datetime.parse(String)` for en_US: `1/2/2026, 3:04 PM`, the comma optional.
    pub fn parse_us(text: &str, zone: &Zone) -> Result<Datetime, DateError> {
        let read = || {
            let (date, time) = text.trim().split_once([',', ' '])?;
            let (clock, half) = time.trim_start().rsplit_once(' ')?;
            let (hour, minute) = clock.trim_end().split_once(':')?;
            let (hour, minute) = (digits(hour)?, digits(minute)?);
            let noon = match () {
                () if half.eq_ignore_ascii_case("AM") => 0,
                () if half.eq_ignore_ascii_case("PM") => 12,
                () => return None,
            };
            let valid = (1..=12).contains(&hour) && minute < 60;
            valid.then_some(Datetime::new(parse_us(date)?, Time::new(hour % 12 + noon, minute, 0, 0), zone))
        };
        read().ok_or_else(|| DateError::Datetime(text.to_owned()))
    }

    /// ISO 8601 as in JSON and SOQL: date, `T`, time, and an offset `Z`,
    /// `+02:00`, `+0200` or `+02`; without one it is GMT.
    pub fn parse_iso(text: &str) -> Option<Datetime> {
        let (date, rest) = text.split_once('T')?;
        let split_at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        let (clock, offset) = rest.split_at(split_at);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let time = Time::parse_iso(clock).ok()?.add_milliseconds(fraction_ms(fraction)?);
        let minutes = match offset {
            "" | "Z" => 0,
            _ => {
                let (sign, digit) = offset.split_at(1);
                let number = digits(&digit.replacen(':', "", 1))?;
                let minutes = match digit.len() {
                    2 => number * 60,
                    4 | 5 => number / 100 * 60 + number % 100,
                    _ => return None,
                };
                if sign == "-" { -minutes } else { minutes }
            }
        };
        Some(Datetime::new_gmt(Date::parse_iso(date)?, time).add_minutes(-minutes))
    }

    /// `format(pattern, zone)`: SimpleDateFormat's letters.
    pub fn format(self, pattern: &str, zone: &Zone) -> Result<String, DateError> {
        format_pattern(pattern, &Moment::new(self, zone))
    }

    /// `String.valueOf(Datetime)`: `2026-08-02 10:00:00` on the zone's wall.
    pub fn to_text(self, zone: &Zone) -> String {
        text(self.wall(zone))
    }

    /// `2026-08-02T10:00:00.000Z`, the JSON form.
    pub fn to_iso(self) -> String {
        let (date, time) = split(self.0);
        let mut out = String::with_capacity(24);
        date.push_iso(&mut out);
        out.push('T');
        time.push_iso(&mut out);
        out
    }
}

fn wall_ms(date: Date, time: Time) -> i64 {
    i64::from(date.days()) * DAY_MS + i64::from(time.ms())
}

fn split(ms: i64) -> (Date, Time) {
    let days = ms.div_euclid(DAY_MS).clamp(i32::MIN.into(), i32::MAX.into());
    (Date::from_days(days as i32), Time::wrapping(ms))
}

fn text((date, time): (Date, Time)) -> String {
    let mut out = String::with_capacity(19);
    date.push_iso(&mut out);
    out.push(' ');
    time.push_clock(&mut out);
    out
}

/// In string concatenation: `2026-08-02 10:00:00` in GMT.
impl fmt::Display for Datetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&text(split(self.0)))
    }
}

impl fmt::Debug for Datetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

#[cfg(test)]
mod tests;
