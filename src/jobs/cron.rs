//! Quartz cron expressions as `System.schedule` takes them: seconds, minutes, hours, day of month, month, day of week, year.
//!
//! Unlike the platform's documentation, lists, ranges and steps are accepted for minutes and seconds too.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A parsed expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cron {
    seconds: u64,
    minutes: u64,
    hours: u64,
    day_of_month: DayOfMonth,
    months: u64,
    day_of_week: DayOfWeek,
    /// None: every year.
    years: Option<Vec<i16>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum DayOfMonth {
    /// `?`
    Any,
    /// Bit n: day n.
    Days(u64),
    /// `L`, `L-3`: so many days before the last.
    Last(i8),
    /// `LW`
    LastWeekday,
    /// `15W`
    NearestWeekday(i8),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum DayOfWeek {
    /// `?`
    Any,
    /// Bit n: day n, 1 is Sunday.
    Days(u64),
    /// `6L`: the last Friday of the month.
    Last(i8),
    /// `2#1`: the first Monday.
    Nth(i8, i8),
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/// Later than the platform's documentation says: schedules beyond it are in use.
const LAST_YEAR: i16 = 2199;

/// One of the plain fields: its bounds, its names and what it says of a value out of bounds.
struct Part {
    low: i16,
    high: i16,
    names: &'static [&'static str],
    first_name: i16,
    bounds: &'static str,
    name_error: &'static str,
}

const SECONDS: Part = plain(0, 59, "Minute and Second values must be between 0 and 59");
const HOURS: Part = plain(0, 23, "Hour values must be between 0 and 23");
const DAYS_OF_MONTH: Part = plain(1, 31, "Day of month values must be between 1 and 31");
const YEARS: Part = plain(1970, LAST_YEAR, "Year values must be between 1970 and 2099");
const MONTHS_OF_YEAR: Part = Part {
    names: &MONTHS,
    name_error: "Invalid Month value: ",
    ..plain(1, 12, "Month values must be between 1 and 12")
};
const DAYS_OF_WEEK: Part = Part {
    names: &DAYS,
    name_error: "Invalid Day-of-Week value: ",
    ..plain(1, 7, "Day-of-Week values must be between 1 and 7")
};

const fn plain(low: i16, high: i16, bounds: &'static str) -> Part {
    Part { low, high, names: &[], first_name: 1, bounds, name_error: "" }
}

impl Cron {
    /// Reads an expression.
    ///
    /// # Errors
    /// The text of the platform's StringException.
    pub fn parse(text: &str) -> Result<Cron, String> {
        let upper = text.to_ascii_uppercase();
        let fields: Vec<&str> = upper.split_whitespace().collect();
        let field = |i: usize| fields.get(i).copied().ok_or_else(|| "Unexpected end of expression.".to_string());
        for (i, f) in fields.iter().enumerate() {
            if f.contains('?') && i != 3 && i != 5 {
                return Err("'?' can only be specified for Day-of-Month or Day-of-Week.".into());
            }
        }
        let seconds = mask(&SECONDS, field(0)?)?;
        let minutes = mask(&SECONDS, field(1)?)?;
        let hours = mask(&HOURS, field(2)?)?;
        let day_of_month = day_of_month(field(3)?)?;
        let months = mask(&MONTHS_OF_YEAR, field(4)?)?;
        let day_of_week = day_of_week(field(5)?)?;
        let years = match fields.get(6) {
            None | Some(&"*") => None,
            Some(f) => Some(values(&YEARS, f)?),
        };
        match (&day_of_month, &day_of_week) {
            (DayOfMonth::Any, DayOfWeek::Any) => {
                Err("'?' can only be specified for Day-of-Month -OR- Day-of-Week.".into())
            }
            (DayOfMonth::Any, _) | (_, DayOfWeek::Any) => {
                Ok(Cron { seconds, minutes, hours, day_of_month, months, day_of_week, years })
            }
            _ => {
                Err("Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.".into())
            }
        }
    }

    /// The first time it fires after `after` (milliseconds since 1970), by the clock of `zone`. None: never again.
    pub fn next(&self, after: i64, zone: &TimeZone) -> Option<i64> {
        let after = Timestamp::from_millisecond(after.div_euclid(1000) * 1000).ok()?;
        let start = after.checked_add(1.second()).ok()?.to_zoned(zone.clone()).datetime();
        let mut date = start.date();
        let mut earliest = (start.hour(), start.minute(), start.second());
        while date.year() <= LAST_YEAR {
            if !self.fires_in(date) {
                date = date.first_of_month().checked_add(1.month()).ok()?;
                earliest = (0, 0, 0);
                continue;
            }
            if self.fires_on(date) {
                let mut from = earliest;
                while let Some((h, m, s)) = self.time_from(from) {
                    let at = date.at(h, m, s, 0).to_zoned(zone.clone()).ok()?.timestamp();
                    if at > after {
                        return Some(at.as_millisecond());
                    }
                    from = (h, m, s + 1);
                }
            }
            date = date.tomorrow().ok()?;
            earliest = (0, 0, 0);
        }
        None
    }

    fn fires_in(&self, date: Date) -> bool {
        let year = self.years.as_ref().is_none_or(|y| y.contains(&date.year()));
        year && bit(self.months, date.month())
    }

    fn fires_on(&self, date: Date) -> bool {
        let month_day = match self.day_of_month {
            DayOfMonth::Any => true,
            DayOfMonth::Days(days) => bit(days, date.day()),
            DayOfMonth::Last(before) => date.day() == date.days_in_month() - before,
            DayOfMonth::LastWeekday => date.day() == weekday_near(date, date.days_in_month()),
            DayOfMonth::NearestWeekday(day) => day <= date.days_in_month() && date.day() == weekday_near(date, day),
        };
        let day = date.weekday().to_sunday_one_offset();
        month_day
            && match self.day_of_week {
                DayOfWeek::Any => true,
                DayOfWeek::Days(days) => bit(days, day),
                DayOfWeek::Last(wanted) => day == wanted && date.day() + 7 > date.days_in_month(),
                DayOfWeek::Nth(wanted, n) => day == wanted && (date.day() - 1) / 7 + 1 == n,
            }
    }

    /// The first time of the day from `(hour, minute, second)` on.
    fn time_from(&self, (hour, minute, second): (i8, i8, i8)) -> Option<(i8, i8, i8)> {
        let first = |mask: u64, from: i8| (from..60).find(|&n| bit(mask, n));
        let h = first(self.hours, hour)?;
        let floor = if h == hour { (minute, second) } else { (0, 0) };
        if let Some(m) = first(self.minutes, floor.0) {
            let s = if m == floor.0 { floor.1 } else { 0 };
            if let Some(s) = first(self.seconds, s) {
                return Some((h, m, s));
            }
            if let Some(m) = first(self.minutes, m + 1) {
                return Some((h, m, first(self.seconds, 0)?));
            }
        }
        let h = first(self.hours, h + 1)?;
        Some((h, first(self.minutes, 0)?, first(self.seconds, 0)?))
    }
}

fn bit(mask: u64, n: i8) -> bool {
    mask >> n & 1 == 1
}

/// The weekday nearest to `day` without leaving the month.
fn weekday_near(date: Date, day: i8) -> i8 {
    let last = date.days_in_month();
    let Ok(wanted) = Date::new(date.year(), date.month(), day) else { return day };
    match wanted.weekday() {
        Weekday::Saturday if day == 1 => 3,
        Weekday::Saturday => day - 1,
        Weekday::Sunday if day == last => day - 2,
        Weekday::Sunday => day + 1,
        _ => day,
    }
}

fn mask(part: &Part, text: &str) -> Result<u64, String> {
    Ok(values(part, text)?.into_iter().fold(0, |mask, n| mask | 1 << n))
}

/// `*`, `5`, `1-5`, `0/15`, `*/2`, `MON`, and lists of these.
fn values(part: &Part, text: &str) -> Result<Vec<i16>, String> {
    let mut all = Vec::new();
    for item in text.split(',') {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(number(step)?)),
            None => (item, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (part.low, part.high),
            Some((from, to)) => (value(part, from)?, value(part, to)?),
            None => {
                let from = value(part, range)?;
                (from, if step.is_some() { part.high } else { from })
            }
        };
        let step = step.unwrap_or(1);
        if step < 1 {
            return Err(part.bounds.into());
        }
        let step = step as usize;
        match from <= to {
            true => all.extend((from..=to).step_by(step)),
            // A range over the end: FRI-MON, 22-4.
            false => all.extend((from..=part.high).chain(part.low..=to).step_by(step)),
        }
    }
    Ok(all)
}

fn value(part: &Part, text: &str) -> Result<i16, String> {
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        if part.names.is_empty() {
            return Err(format!("Illegal characters for this position: '{text}'"));
        }
        let found = part.names.iter().position(|n| text == *n);
        return found.map(|i| i as i16 + part.first_name).ok_or_else(|| format!("{}'{text}'", part.name_error));
    }
    let n = number(text)?;
    match (part.low..=part.high).contains(&n) {
        true => Ok(n),
        false => Err(part.bounds.into()),
    }
}

fn number(text: &str) -> Result<i16, String> {
    text.parse().map_err(|_| match text.chars().next() {
        None => "Unexpected end of expression.".to_string(),
        Some(_) => format!("Unexpected character: {}", text.trim_start_matches(|c: char| c.is_ascii_digit())),
    })
}

fn day_of_month(text: &str) -> Result<DayOfMonth, String> {
    Ok(match text {
        "?" => DayOfMonth::Any,
        "L" => DayOfMonth::Last(0),
        "LW" => DayOfMonth::LastWeekday,
        _ if text.contains('L') && text.contains(',') => {
            return Err("Support for specifying 'L' and 'LW' with other days of the month is not implemented".into());
        }
        _ if text.starts_with("L-") => {
            let before = number(&text[2..])?;
            match (0..=30).contains(&before) {
                true => DayOfMonth::Last(before as i8),
                false => return Err("Offset from last day must be <= 30".into()),
            }
        }
        _ => match text.strip_suffix('W') {
            Some(day) => DayOfMonth::NearestWeekday(value(&DAYS_OF_MONTH, day)? as i8),
            None => DayOfMonth::Days(mask(&DAYS_OF_MONTH, text)?),
        },
    })
}

fn day_of_week(text: &str) -> Result<DayOfWeek, String> {
    if text == "?" {
        return Ok(DayOfWeek::Any);
    }
    if text == "L" {
        return Ok(DayOfWeek::Days(1 << 7));
    }
    if let Some((day, n)) = text.split_once('#') {
        let n = number(n)?;
        return match (1..=5).contains(&n) {
            true => Ok(DayOfWeek::Nth(value(&DAYS_OF_WEEK, day)? as i8, n as i8)),
            false => Err("A numeric value between 1 and 5 must follow the '#' option".into()),
        };
    }
    match text.strip_suffix('L') {
        Some(day) if !day.is_empty() => Ok(DayOfWeek::Last(value(&DAYS_OF_WEEK, day)? as i8)),
        _ => Ok(DayOfWeek::Days(mask(&DAYS_OF_WEEK, text)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts the next times after Wednesday 2025-01-15 10:20:30 UTC.
    fn check(expression: &str, expected: &[&str]) {
        let cron = Cron::parse(expression).expect("parses");
        let mut at = "2025-01-15T10:20:30Z".parse::<Timestamp>().expect("a time").as_millisecond();
        for want in expected {
            at = cron.next(at, &TimeZone::UTC).expect("fires");
            let got = Timestamp::from_millisecond(at).expect("in range").to_string();
            assert_eq!(got, format!("{want}Z"), "{expression}");
        }
    }

    #[test]
    fn the_five_patterns_of_the_tutorial_fire_when_they_say() {
        check("0 0 * * * ?", &["2025-01-15T11:00:00", "2025-01-15T12:00:00"]);
        check("0 30 3 * * ?", &["2025-01-16T03:30:00", "2025-01-17T03:30:00"]);
        check("0 0 9 ? * MON", &["2025-01-20T09:00:00", "2025-01-27T09:00:00"]);
        check("0 0 0 1 * ?", &["2025-02-01T00:00:00", "2025-03-01T00:00:00"]);
        check("0 0,15,30,45 * * * ?", &["2025-01-15T10:30:00", "2025-01-15T10:45:00", "2025-01-15T11:00:00"]);
    }

    #[test]
    fn last_days_nearest_weekdays_and_nth_days_are_found() {
        check("0 0 12 L * ?", &["2025-01-31T12:00:00", "2025-02-28T12:00:00"]);
        check("0 0 12 LW * ?", &["2025-01-31T12:00:00", "2025-02-28T12:00:00", "2025-03-31T12:00:00"]);
        check("0 0 12 15W 2-3 ?", &["2025-02-14T12:00:00", "2025-03-14T12:00:00"]);
        check("0 0 12 ? * 6L", &["2025-01-31T12:00:00", "2025-02-28T12:00:00"]);
        check("0 0 12 ? * 2#1", &["2025-02-03T12:00:00", "2025-03-03T12:00:00"]);
        check("0 0 12 ? * L", &["2025-01-18T12:00:00"]);
        check("0 0 22-1/1 ? * FRI-SUN", &["2025-01-17T00:00:00", "2025-01-17T01:00:00", "2025-01-17T22:00:00"]);
        check("0 0 0 29 2 ?", &["2028-02-29T00:00:00"]);
        check("0 0 0 1 1 ? 2099", &["2099-01-01T00:00:00"]);
    }

    #[test]
    fn the_clock_is_the_zones() {
        let zone = TimeZone::get("America/Los_Angeles").expect("bundled");
        let at = "2025-03-09T00:00:00Z".parse::<Timestamp>().expect("a time").as_millisecond();
        // 02:30 does not exist on the day the clocks go forward.
        let next = Cron::parse("0 30 2 * * ?").expect("parses").next(at, &zone).expect("fires");
        assert_eq!(Timestamp::from_millisecond(next).expect("in range").to_string(), "2025-03-09T10:30:00Z");
    }

    #[test]
    fn what_can_never_fire_has_no_next_time() {
        let cron = Cron::parse("0 0 0 31 2 ? 2099").expect("parses");
        assert_eq!(cron.next(0, &TimeZone::UTC), None);
    }

    #[test]
    fn errors_have_the_platforms_texts() {
        for (expression, text) in [
            ("0 60 0 * * ?", "Minute and Second values must be between 0 and 59"),
            ("0 0 24 * * ?", "Hour values must be between 0 and 23"),
            (
                "0 0 0 * * *",
                "Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.",
            ),
            ("0 0 0 ? * ?", "'?' can only be specified for Day-of-Month -OR- Day-of-Week."),
            ("not cron", "Illegal characters for this position: 'NOT'"),
            ("", "Unexpected end of expression."),
        ] {
            assert_eq!(Cron::parse(expression), Err(text.into()), "{expression}");
        }
    }
}
