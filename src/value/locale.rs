//! Locales: how a user's country writes days, moments and numbers.
//!
//! The table is CLDR's, in `locales.tsv` (`tests/data/generate/Locales.java` writes it); years are written whole, as the
//! platform does. It is read when the first locale other than American English is asked for.

use std::sync::OnceLock;

use super::date::{Date, DateError};
use super::datetime::Datetime;
use super::decimal::{Decimal, RoundingMode};
use super::format::{Moment, format_with};
use super::time::Time;
use super::zone::Zone;

const TABLE: &str = include_str!("locales.tsv");

/// How one locale writes.
#[derive(Debug, PartialEq, Eq)]
pub struct Locale {
    name: &'static str,
    /// Patterns of SimpleDateFormat: `format()` of Date and Datetime, and `formatLong()`.
    date: &'static str,
    moment: &'static str,
    long: &'static str,
    decimal: &'static str,
    group: &'static str,
    minus: &'static str,
    /// Digits of the group beside the decimal sign, and of those before it.
    sizes: [usize; 2],
    /// Before noon, after noon.
    halves: [&'static str; 2],
    /// The first of ten digits that follow each other in Unicode.
    zero: char,
}

/// American English: the platform's default.
pub static EN_US: Locale = Locale {
    name: "en_US",
    date: "M/d/yyyy",
    moment: "M/d/yyyy, h:mm a",
    long: "M/d/yyyy, h:mm:ss a z",
    decimal: ".",
    group: ",",
    minus: "-",
    sizes: [3, 3],
    halves: ["AM", "PM"],
    zero: '0',
};

fn table() -> &'static [Locale] {
    static READ: OnceLock<Vec<Locale>> = OnceLock::new();
    READ.get_or_init(|| TABLE.lines().map(row).collect())
}

fn row(line: &'static str) -> Locale {
    let mut columns = line.split('\t');
    let mut next = || columns.next().expect("a row of locales.tsv has twelve columns");
    Locale {
        name: next(),
        date: next(),
        moment: next(),
        long: next(),
        decimal: next(),
        group: next(),
        minus: next(),
        sizes: [next(), next()].map(|size| size.parse().expect("a size is a number")),
        halves: [next(), next()],
        zero: next().chars().next().expect("a zero is a digit"),
    }
}

impl Locale {
    /// The locale of a key of `LocaleSidKey`: `de_CH`, else its language, else American English.
    pub fn get(key: &str) -> &'static Locale {
        if key.is_empty() || key == EN_US.name {
            return &EN_US;
        }
        let find = |name: &str| {
            let rows = table();
            rows.binary_search_by(|row| row.name.cmp(name)).ok().map(|at| &rows[at])
        };
        // `en_US_EURO`, `zh_CN_PINYIN`, `sr_Latn_RS`: what is behind the country, and scripts, say nothing here.
        let mut parts = key.split(['_', '-']);
        let language = parts.next().unwrap_or_default();
        let country = parts.find(|part| part.len() == 2).unwrap_or_default();
        find(&format!("{language}_{country}")).or_else(|| find(language)).unwrap_or(&EN_US)
    }

    /// `Date.format()`
    pub fn date(&self, day: Date) -> String {
        self.write(self.date, Datetime::new_gmt(day, Time::from_ms(0)), &Zone::gmt())
    }

    /// `Datetime.format()`
    pub fn moment(&self, at: Datetime, zone: &Zone) -> String {
        self.write(self.moment, at, zone)
    }

    /// `Datetime.formatLong()`
    pub fn long_moment(&self, at: Datetime, zone: &Zone) -> String {
        self.write(self.long, at, zone)
    }

    fn write(&self, pattern: &str, at: Datetime, zone: &Zone) -> String {
        let text = format_with(pattern, &Moment::new(at, zone), &self.halves).expect("a valid pattern");
        self.own_digits(text)
    }

    /// `Decimal.format()`: grouped, at most three decimals.
    pub fn decimal(&self, number: &Decimal) -> String {
        let rounded = match number.scale() > 3 {
            true => number.set_scale(3, RoundingMode::HalfEven).expect("half-even always rounds"),
            false => number.clone(),
        };
        self.number(&rounded.to_plain_string())
    }

    /// `Integer.format()` and `Long.format()`
    pub fn integer(&self, number: i64) -> String {
        self.number(&number.to_string())
    }

    /// From sign, digits and a point.
    fn number(&self, plain: &str) -> String {
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| (self.minus, digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = decimals.trim_end_matches('0');
        let mut out = String::with_capacity(plain.len() * 2);
        out.push_str(sign);
        for (i, digit) in whole.chars().enumerate() {
            let left = whole.len() - i;
            let begins = left >= self.sizes[0] && (left - self.sizes[0]).is_multiple_of(self.sizes[1]);
            if i > 0 && begins {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !decimals.is_empty() {
            out.push_str(self.decimal);
            out.push_str(decimals);
        }
        self.own_digits(out)
    }

    fn own_digits(&self, text: String) -> String {
        if self.zero == '0' {
            return text;
        }
        let own = |c: char| c.to_digit(10).and_then(|n| char::from_u32(self.zero as u32 + n)).unwrap_or(c);
        text.chars().map(own).collect()
    }

    /// `Date.parse(String)`: the form of [`Locale::date`]; two digits mean a year of this century.
    ///
    /// # Errors
    /// `Invalid date: ...`
    pub fn parse_date(&self, text: &str) -> Result<Date, DateError> {
        let fault = || DateError::Date(text.to_owned());
        let parts = self.read(self.date, text).ok_or_else(fault)?;
        parts.date().ok_or_else(fault)
    }

    /// `Datetime.parse(String)`: the form of [`Locale::moment`].
    ///
    /// # Errors
    /// `Invalid date/time: ...`
    pub fn parse_moment(&self, text: &str, zone: &Zone) -> Result<Datetime, DateError> {
        if *self == EN_US {
            return Datetime::parse_us(text, zone);
        }
        let fault = || DateError::Datetime(text.to_owned());
        let parts = self.read(self.moment, text).ok_or_else(fault)?;
        let (date, time) = parts.date().zip(parts.time()).ok_or_else(fault)?;
        Ok(Datetime::new(date, time, zone))
    }

    /// What a text says by a pattern. Spaces may be more or fewer, and a comma may be left out.
    fn read(&self, pattern: &str, text: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let mut rest = text.trim();
        let mut quoted = false;
        // Each sign of the pattern, and whether it stands for itself.
        let mut letters = pattern
            .chars()
            .filter_map(|c| {
                quoted ^= c == '\'';
                (!is_mark(c) && c != '\'').then_some((c, quoted))
            })
            .peekable();
        while let Some((letter, itself)) = letters.next() {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || is_mark(c));
            if letter.is_whitespace() || letter == ',' {
                rest = rest.strip_prefix(letter).unwrap_or(rest);
                continue;
            }
            if itself || !letter.is_ascii_alphabetic() {
                rest = rest.strip_prefix(letter)?;
                continue;
            }
            while letters.next_if_eq(&(letter, false)).is_some() {}
            if letter == 'a' {
                let (half, after) = self.half(rest)?;
                parts.half = Some(half);
                rest = after;
                continue;
            }
            let place = match letter {
                'y' => &mut parts.year,
                'M' => &mut parts.month,
                'd' => &mut parts.day,
                'h' => {
                    parts.twelve = true;
                    &mut parts.hour
                }
                'H' => &mut parts.hour,
                'm' => &mut parts.minute,
                _ => return None,
            };
            let (number, after) = self.digits(rest)?;
            *place = number;
            if letter == 'y' && rest.len() - after.len() == 2 * self.zero.len_utf8() {
                parts.year += 2000;
            }
            rest = after;
        }
        rest.trim_matches(|c: char| c.is_whitespace() || is_mark(c)).is_empty().then_some(parts)
    }

    /// The digits at the start, in the locale's own or in ours.
    fn digits<'a>(&self, text: &'a str) -> Option<(i32, &'a str)> {
        let value = |c: char| c.to_digit(10).or_else(|| (c as u32).checked_sub(self.zero as u32).filter(|n| *n < 10));
        let text = text.trim_start_matches(is_mark);
        let end = text.find(|c| value(c).is_none()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        if digits.is_empty() || digits.chars().count() > 4 {
            return None;
        }
        Some((digits.chars().filter_map(value).fold(0, |n, d| n * 10 + d as i32), rest))
    }

    /// Whether a text begins with the word for after noon, and what follows it.
    fn half<'a>(&self, text: &'a str) -> Option<(bool, &'a str)> {
        [(false, self.halves[0]), (true, self.halves[1]), (false, "AM"), (true, "PM")].into_iter().find_map(
            |(half, word)| {
                let start = text.get(..word.len())?;
                start.eq_ignore_ascii_case(word).then(|| (half, &text[word.len()..]))
            },
        )
    }
}

/// Marks of the writing direction, which nobody types.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

#[derive(Default)]
struct Parts {
    year: i32,
    month: i32,
    day: i32,
    hour: i32,
    minute: i32,
    /// Whether the clock has twelve hours, and then whether it is after noon.
    twelve: bool,
    half: Option<bool>,
}

impl Parts {
    fn date(&self) -> Option<Date> {
        Date::exact(self.year, self.month, self.day)
    }

    fn time(&self) -> Option<Time> {
        let hour = match self.half.filter(|_| self.twelve) {
            None => (0..24).contains(&self.hour).then_some(self.hour)?,
            Some(late) => (1..=12).contains(&self.hour).then_some(self.hour % 12 + if late { 12 } else { 0 })?,
        };
        (0..60).contains(&self.minute).then(|| Time::new(hour, self.minute, 0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_reads_what_it_writes() {
        let day = Date::new(2026, 11, 3);
        for locale in table().iter().chain([&EN_US]) {
            let shown = locale.date(day);
            assert_eq!(locale.parse_date(&shown), Ok(day), "{}: {shown}", locale.name);
            for hour in [0, 9, 12, 21] {
                let at = Datetime::new_gmt(day, Time::new(hour, 5, 0, 0));
                let shown = locale.moment(at, &Zone::gmt());
                assert_eq!(locale.parse_moment(&shown, &Zone::gmt()), Ok(at), "{}: {shown}", locale.name);
            }
        }
    }

    #[test]
    fn the_default_is_the_tables_english() {
        let english = Locale::get("en");
        assert_eq!(Locale { name: "en_US", ..row(TABLE.lines().find(|l| l.starts_with("en\t")).unwrap()) }, EN_US);
        assert_eq!(english.name, "en");
        assert_eq!(Locale::get("xx_YY"), &EN_US);
        assert!(table().is_sorted_by_key(|row| row.name));
    }
}
