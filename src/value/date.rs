//! `Date`: a day without a time.

use std::fmt;

use super::civil::{Civil, civil_from_days, days_from_civil, weekday};

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A text that cannot be read as, or a pattern that cannot write, a date or time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// `System.TypeException`.
    #[error("Invalid date: {0}")]
    Date(String),
    /// `System.TypeException`.
    #[error("Invalid date/time: {0}")]
    Datetime(String),
    /// `System.TypeException`.
    #[error("Invalid time: {0}")]
    Time(String),
    /// `System.StringException`.
    #[error("Unrecognized format: {0}")]
    Format(String),
}

impl Date {
    /// `Date.newInstance`: a month or day out of range carries over.
    pub fn new(year: i32, month: i32, day: i32) -> Date {
        Date::from_wide(days_from_civil(year.into(), month.into(), day.into()))
    }

    /// The day this many days after 1970-01-01.
    pub fn from_days(days: i32) -> Date {
        Date(days)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    fn from_wide(days: i64) -> Date {
        Date(days.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
    }

    pub(super) fn civil(self) -> Civil {
        civil_from_days(self.0.into())
    }

    /// The year as written; years before Christ count up from 1.
    pub fn year(self) -> i32 {
        self.civil().year_of_era()
    }

    /// 1..=12
    pub fn month(self) -> i32 {
        self.civil().month
    }

    /// 1..=31
    pub fn day(self) -> i32 {
        self.civil().day
    }

    /// 1..=366
    pub fn day_of_year(self) -> i32 {
        self.0 - Date::at(self.civil().year, 1, 1).0 + 1
    }

    /// 0 is Sunday.
    pub fn weekday(self) -> i32 {
        weekday(self.0.into()) as i32
    }

    fn at(year: i32, month: i32, day: i32) -> Date {
        Date::new(year, month, day)
    }

    pub fn add_days(self, days: i32) -> Date {
        Date::from_wide(i64::from(self.0) + i64::from(days))
    }

    /// The same day of another month, or its last if it is shorter.
    pub fn add_months(self, months: i32) -> Date {
        let Civil { year, month, day } = self.civil();
        let month = i64::from(month) + i64::from(months);
        let first = days_from_civil(year.into(), month, 1);
        let length = days_from_civil(year.into(), month + 1, 1) - first;
        Date::from_wide(first + i64::from(day).min(length) - 1)
    }

    pub fn add_years(self, years: i32) -> Date {
        self.add_months(years.saturating_mul(12))
    }

    /// Days from this to the other; negative when the other is earlier.
    pub fn days_between(self, other: Date) -> i32 {
        other.0.wrapping_sub(self.0)
    }

    /// Months from this to the other; the days do not count.
    pub fn months_between(self, other: Date) -> i32 {
        let (a, b) = (self.civil(), other.civil());
        (b.year - a.year) * 12 + b.month - a.month
    }

    pub fn to_start_of_month(self) -> Date {
        let Civil { year, month, .. } = self.civil();
        Date::at(year, month, 1)
    }

    /// The Sunday on or before this day (en_US).
    pub fn to_start_of_week(self) -> Date {
        self.add_days(-self.weekday())
    }

    pub fn is_leap_year(year: i32) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Length of a month; a month out of range carries over.
    pub fn days_in_month(year: i32, month: i32) -> i32 {
        let start = |month: i64| days_from_civil(year.into(), month, 1);
        (start(i64::from(month) + 1) - start(month.into())) as i32
    }

    /// `Date.valueOf(String)`: `yyyy-M-d`; what follows the day is ignored.
    pub fn value_of(text: &str) -> Result<Date, DateError> {
        let mut rest = text.trim_start();
        let mut read = || -> Option<Date> {
            let year = take_number(&mut rest, 4)?;
            rest = rest.strip_prefix('-')?;
            let month = take_number(&mut rest, 2)?;
            rest = rest.strip_prefix('-')?;
            let day = take_number(&mut rest, 2)?;
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            Date::exact(year, month, day)
        };
        read().ok_or_else(|| DateError::Date(text.to_owned()))
    }

    /// `Date.parse(String)` for en_US: `M/d/yyyy`, two digits meaning this century.
    pub fn parse_us(text: &str) -> Result<Date, DateError> {
        parse_us(text).ok_or_else(|| DateError::Date(text.to_owned()))
    }

    /// `yyyy-MM-dd` and nothing more, as in JSON and SOQL.
    pub fn parse_iso(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        Date::exact(digits(year)?, digits(month)?, digits(day)?)
    }

    /// The date, if there is such a day.
    pub fn exact(year: i32, month: i32, day: i32) -> Option<Date> {
        let valid = (1..=12).contains(&month) && (1..=Date::days_in_month(year, month)).contains(&day);
        valid.then(|| Date::new(year, month, day))
    }

    /// `2026-08-02`, as in JSON.
    pub fn to_iso(self) -> String {
        let mut out = String::with_capacity(10);
        self.push_iso(&mut out);
        out
    }

    /// Appends [`Date::to_iso`].
    pub fn push_iso(self, out: &mut String) {
        let civil = self.civil();
        push_padded(out, civil.year_of_era(), 4);
        out.push('-');
        push_padded(out, civil.month, 2);
        out.push('-');
        push_padded(out, civil.day, 2);
    }
}

/// Appends a number that is not negative, with leading zeros up to a width.
pub(super) fn push_padded(out: &mut String, number: i32, width: usize) {
    let mut buffer = [b'0'; 10];
    let mut rest = number.unsigned_abs();
    let mut start = buffer.len();
    while rest > 0 || start == buffer.len() {
        start -= 1;
        buffer[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let digits = std::str::from_utf8(&buffer[start..]).expect("digits are ASCII");
    out.extend(std::iter::repeat_n('0', width.saturating_sub(digits.len())));
    out.push_str(digits);
}

/// A number of only digits.
pub(super) fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Takes up to `max` leading digits off `rest`; at least one.
pub(super) fn take_number(rest: &mut &str, max: usize) -> Option<i32> {
    let end = rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
    let number = rest[..end].parse().ok()?;
    *rest = &rest[end..];
    Some(number)
}

/// `M/d/yyyy`
pub(super) fn parse_us(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = match year.len() {
        2 => 2000 + digits(year)?,
        _ => digits(year)?,
    };
    Date::exact(year, digits(month)?, digits(day)?)
}

/// `String.valueOf(Date)`: with a midnight, as the platform writes it.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(19);
        self.push_iso(&mut out);
        out.push_str(" 00:00:00");
        f.pad(&out)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::locale::EN_US;

    #[test]
    fn out_of_range_parts_carry_over() {
        for ((year, month, day), text) in [
            ((2026, 2, 30), "2026-03-02 00:00:00"),
            ((2026, 0, 0), "2025-11-30 00:00:00"),
            ((2026, 13, 1), "2027-01-01 00:00:00"),
            ((0, 1, 1), "0001-01-01 00:00:00"),
            ((4, 20, 2020), "0011-02-10 00:00:00"),
            ((1, 1, 2024), "0006-07-17 00:00:00"),
        ] {
            assert_eq!(Date::new(year, month, day).to_string(), text);
        }
        assert_eq!(Date::days_in_month(2026, 0), 31);
        assert_eq!(Date::days_in_month(2026, 13), 31);
        assert_eq!(Date::days_in_month(2024, 2), 29);
        let leap = [1900, 2000, 2023, 2024, 2100].map(Date::is_leap_year);
        assert_eq!(leap, [false, true, false, true, false]);
    }

    #[test]
    fn arithmetic_as_on_the_platform() {
        let leap = Date::new(2024, 2, 29);
        assert_eq!((leap.year(), leap.month(), leap.day(), leap.day_of_year()), (2024, 2, 29, 60));
        assert_eq!(leap.add_days(-366).to_iso(), "2023-02-28");
        assert_eq!(leap.add_days(366).to_iso(), "2025-03-01");
        assert_eq!(leap.add_years(1).to_iso(), "2025-02-28");
        assert_eq!(leap.to_start_of_week().to_iso(), "2024-02-25");
        assert_eq!(leap.to_start_of_month().to_iso(), "2024-02-01");
        for (months, day) in [(-13, "2024-12-31"), (1, "2026-02-28"), (13, "2027-02-28")] {
            assert_eq!(Date::new(2026, 1, 31).add_months(months).to_iso(), day);
        }
        assert_eq!(Date::new(2026, 12, 31).add_months(-1).to_iso(), "2026-11-30");
        assert_eq!(Date::new(2026, 1, 1).days_between(Date::new(2026, 12, 31)), 364);
        assert_eq!(Date::new(2026, 1, 31).months_between(Date::new(2025, 12, 1)), -1);
        assert_eq!(Date::new(9999, 12, 31).add_days(1).to_iso(), "10000-01-01");
    }

    #[test]
    fn before_1582_the_calendar_is_julian() {
        let first = Date::new(1, 1, 1);
        assert_eq!(first.to_start_of_week().to_string(), "0001-12-26 00:00:00");
        assert_eq!(first.add_days(-366).to_string(), "0001-01-01 00:00:00");
        assert_eq!(first.add_days(-1).to_string(), "0001-12-31 00:00:00");
        assert_eq!(Date::new(1900, 2, 28).to_start_of_week().to_iso(), "1900-02-25");
    }

    #[test]
    fn reading() {
        for text in [
            "2026-05-04",
            "2026-5-4",
            " 2026-05-04 ",
            "2026-05-04 23:59:580",
            "2026-05-04T23:59:58Z",
            "2026-05-04,not-a-date",
        ] {
            assert_eq!(Date::value_of(text).unwrap(), Date::new(2026, 5, 4), "{text}");
        }
        for text in ["", "01/02/2026", "2026-02-30", "x", "2026-05"] {
            assert_eq!(Date::value_of(text).unwrap_err().to_string(), format!("Invalid date: {text}"));
        }
        assert_eq!(Date::parse_us("01/02/2026").unwrap(), Date::new(2026, 1, 2));
        assert_eq!(Date::parse_us("01/01/26").unwrap(), Date::new(2026, 1, 1));
        for text in ["2024-02-29", "", "13/01/2026", "2026-01-01 12:34:56"] {
            assert_eq!(Date::parse_us(text).unwrap_err().to_string(), format!("Invalid date: {text}"));
        }
        assert_eq!(EN_US.date(Date::new(2026, 8, 2)), "8/2/2026");
    }
}
