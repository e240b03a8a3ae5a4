//! The calendar under dates: days to year, month, day and back.
//!
//! As the platform's (Java's `GregorianCalendar`), it is Julian before
//! 15 October 1582. Years are astronomical here: year 0 is 1 BC.

/// In English, as metadata and records name them too; January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Sunday first.
pub const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A day of the calendar; `month` and `day` start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub year: i32,
    pub month: i32,
    pub day: i32,
}

/// 15 October 1582, the first Gregorian day.
const CUTOVER: i64 = -141_427;
const CUTOVER_YEAR: i64 = 1582;

/// Days from 0000-03-01 to 1970-01-01 in each calendar.
const GREGORIAN_SHIFT: i64 = 719_468;
const JULIAN_SHIFT: i64 = 719_470;

/// Day number (0 is 1970-01-01) of a date whose month and day may be out of
/// range: they carry over.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12) + 1;
    let gregorian = || {
        let (y, day_of_year) = march_year(year, month, day);
        y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + day_of_year - GREGORIAN_SHIFT
    };
    let julian = || {
        let (y, day_of_year) = march_year(year, month, day);
        y * 365 + y.div_euclid(4) + day_of_year - JULIAN_SHIFT
    };
    match year {
        CUTOVER_YEAR => Some(gregorian()).filter(|days| *days >= CUTOVER).unwrap_or_else(julian),
        ..CUTOVER_YEAR => julian(),
        _ => gregorian(),
    }
}

/// The year that starts in March, so that the leap day is its last, and the day within it.
fn march_year(year: i64, month: i64, day: i64) -> (i64, i64) {
    let y = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    (y, (153 * month + 2) / 5 + day - 1)
}

/// The date of a day number.
pub(super) fn civil_from_days(days: i64) -> Civil {
    let (year, day_of_year) = if days >= CUTOVER {
        let days = days + GREGORIAN_SHIFT;
        let era = days.div_euclid(146_097);
        let day = days.rem_euclid(146_097);
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        (era * 400 + year, day - (365 * year + year / 4 - year / 100))
    } else {
        let days = days + JULIAN_SHIFT;
        let era = days.div_euclid(1461);
        let day = days.rem_euclid(1461);
        let year = (day - day / 1460) / 365;
        (era * 4 + year, day - 365 * year)
    };
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, year) = if month < 10 { (month + 3, year) } else { (month - 9, year + 1) };
    Civil { year: year as i32, month: month as i32, day: day as i32 }
}

/// Day of the week: 0 is Sunday.
pub(super) fn weekday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

impl Civil {
    /// The year that one writes: 1 BC is 1.
    pub fn year_of_era(self) -> i32 {
        if self.year > 0 { self.year } else { 1 - self.year }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse_through_the_cutover() {
        let mut last = civil_from_days(-900_001);
        for days in -900_000..900_000 {
            let civil = civil_from_days(days);
            let back = days_from_civil(civil.year.into(), civil.month.into(), civil.day.into());
            assert_eq!(back, days, "{civil:?}");
            assert!((civil.year, civil.month, civil.day) > (last.year, last.month, last.day));
            last = civil;
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(civil_from_days(CUTOVER), Civil { year: 1582, month: 10, day: 15 });
        assert_eq!(civil_from_days(CUTOVER - 1), Civil { year: 1582, month: 10, day: 4 });
        assert_eq!(weekday(0), 4);
    }
}
