//! Date patterns: the letters of Java's SimpleDateFormat, in English (US).

use super::civil::{Civil, MONTHS, WEEKDAYS, days_from_civil, weekday};
use super::date::{Date, DateError, push_padded};
use super::datetime::Datetime;
use super::time::Time;
use super::zone::{Zone, colon_offset};

/// An instant as one zone's wall shows it.
pub(super) struct Moment<'a> {
    at: Datetime,
    zone: &'a Zone,
    date: Date,
    civil: Civil,
    time: Time,
}

impl Moment<'_> {
    pub fn new(at: Datetime, zone: &Zone) -> Moment<'_> {
        let (date, time) = at.wall(zone);
        Moment { at, zone, date, civil: date.civil(), time }
    }

    /// US weeks start on Sunday, and the first is that of 1 January.
    fn week_of_year(&self) -> (i64, i64) {
        let year = i64::from(self.civil.year);
        let days = i64::from(self.date.days());
        let first_week = |year| {
            let january = days_from_civil(year, 1, 1);
            january - weekday(january)
        };
        if days >= first_week(year + 1) { (year + 1, 1) } else { (year, (days - first_week(year)) / 7 + 1) }
    }
}

/// Writes a moment by a pattern. A letter without meaning, a fourth `X` or an
/// open quote make the pattern unrecognized.
pub(super) fn format_pattern(pattern: &str, moment: &Moment) -> Result<String, DateError> {
    format_with(pattern, moment, &["AM", "PM"])
}

/// As [`format_pattern`], with other words for the halves of a day.
pub(super) fn format_with(pattern: &str, moment: &Moment, halves: &[&str; 2]) -> Result<String, DateError> {
    let unrecognized = || DateError::Format(pattern.to_owned());
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            rest = quoted(&rest[1..], &mut out).ok_or_else(unrecognized)?;
        } else if c.is_ascii_alphabetic() {
            let count = rest.bytes().take_while(|b| *b == c as u8).count();
            match c {
                'a' => out.push_str(halves[usize::from(moment.time.hour() >= 12)]),
                _ => field(&mut out, c, count, moment).ok_or_else(unrecognized)?,
            }
            rest = &rest[count..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(out)
}

/// Copies quoted text (the opening quote is gone) and returns what follows it.
/// Two quotes stand for one, inside quotes and outside.
fn quoted<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix('\'') {
        out.push('\'');
        return Some(rest);
    }
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('\'')?;
        out.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return Some(after),
        }
    }
}

/// One run of a pattern letter. `None`: the letter means nothing.
fn field(out: &mut String, letter: char, count: usize, at: &Moment) -> Option<()> {
    match letter {
        'y' => push_year(out, at.civil.year_of_era(), count),
        'Y' => push_year(out, at.week_of_year().0 as i32, count),
        'M' | 'L' if count > 2 => push_name(out, MONTHS[at.civil.month as usize - 1], count),
        'E' => push_name(out, WEEKDAYS[at.date.weekday() as usize], count),
        'G' => out.push_str(if at.civil.year > 0 { "AD" } else { "BC" }),
        'z' if count > 3 => out.push_str(&at.zone.info(at.at).long_name),
        'z' => out.push_str(&at.zone.info(at.at).short_name),
        'Z' => out.push_str(&colon_offset(at.zone.offset_ms(at.at) / 1000).replace(':', "")),
        'X' => push_iso_zone(out, at.zone.offset_ms(at.at) / 1000, count)?,
        _ => push_padded(out, number(letter, at)?, count),
    }
    Some(())
}

/// The letters that stand for a number.
fn number(letter: char, at: &Moment) -> Option<i32> {
    let Civil { month, day, .. } = at.civil;
    let hour = at.time.hour();
    Some(match letter {
        'M' | 'L' => month,
        'd' => day,
        'D' => at.date.day_of_year(),
        'F' => (day - 1) / 7 + 1,
        'w' => at.week_of_year().1 as i32,
        'W' => (day - 1 + at.date.to_start_of_month().weekday()) / 7 + 1,
        'u' => (at.date.weekday() + 6) % 7 + 1,
        'H' => hour,
        'k' => (hour + 23) % 24 + 1,
        'K' => hour % 12,
        'h' => (hour + 11) % 12 + 1,
        'm' => at.time.minute(),
        's' => at.time.second(),
        'S' => at.time.millisecond(),
        _ => return None,
    })
}

/// Two letters mean two digits; any other number of them a minimal width.
fn push_year(out: &mut String, year: i32, count: usize) {
    if count == 2 { push_padded(out, year % 100, 2) } else { push_padded(out, year, count) }
}

/// Up to three letters mean the short name.
fn push_name(out: &mut String, name: &str, count: usize) {
    out.push_str(if count > 3 { name } else { &name[..3] });
}

/// `X`: `Z` or `-07`; `XX`: `-0700`; `XXX`: `-07:00`.
fn push_iso_zone(out: &mut String, offset: i64, count: usize) -> Option<()> {
    let text = colon_offset(offset);
    match count {
        4.. => return None,
        _ if offset == 0 => out.push('Z'),
        1 => out.push_str(&text[..3]),
        2 => out.push_str(&text.replace(':', "")),
        _ => out.push_str(&text),
    }
    Some(())
}
