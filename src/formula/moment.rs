//! Dates, date-times and times. What has no zone of its own is in GMT.

use super::Data;
use super::eval::{Computed, EvalError};
use super::functions::Func;
use super::number;
use crate::value::{DAY_MS, Date, Datetime, Decimal, RoundingMode, Time, Value};

/// `2024-02-29`, `2024-02-29 12:30:00Z`, `12:34:56.789`
pub fn text(value: &Value) -> String {
    match value {
        Value::Date(date) => date.to_iso(),
        Value::Datetime(t) => {
            let time = t.time_gmt();
            format!("{} {:02}:{:02}:{:02}Z", t.date_gmt().to_iso(), time.hour(), time.minute(), time.second())
        }
        Value::Time(time) => {
            let mut out = String::new();
            time.push_iso(&mut out);
            out.trim_end_matches('Z').to_owned()
        }
        _ => String::new(),
    }
}

/// A moment and a number of days, or of milliseconds for times. Dates take whole days.
pub fn shift(moment: &Value, by: &Value, adds: bool) -> Value {
    let Some(by) = number::of(by) else { return Value::Null };
    let by = if adds { by } else { by.negate() };
    match moment {
        Value::Date(date) => Value::Date(date.add_days(by.int_value())),
        Value::Datetime(t) => {
            let ms = by.mul(&Decimal::Small(DAY_MS, 0));
            let ms = number::rounded(&ms, 0, RoundingMode::HalfUp).long_value();
            Value::Datetime(Datetime::from_ms(t.ms().saturating_add(ms)))
        }
        Value::Time(time) => {
            let day = DAY_MS as i32;
            let ms = (i64::from(time.ms()) + by.long_value()).rem_euclid(i64::from(day));
            Value::Time(Time::from_ms(ms as i32))
        }
        _ => Value::Null,
    }
}

/// Days between dates or date-times, milliseconds between times.
pub fn between(a: &Value, b: &Value) -> Computed {
    Ok(match (a, b) {
        (Value::Date(a), Value::Date(b)) => Value::Integer(b.days_between(*a)),
        (Value::Datetime(a), Value::Datetime(b)) => {
            let ms = Decimal::Small(a.ms().saturating_sub(b.ms()), 0);
            Value::decimal(number::divide(&ms, &Decimal::Small(DAY_MS, 0))?)
        }
        (Value::Time(a), Value::Time(b)) => Value::Integer(a.ms() - b.ms()),
        _ => Value::Null,
    })
}

pub fn call(func: Func, args: &[Value], data: &dyn Data) -> Computed {
    match func {
        Func::Now => return Ok(Value::Datetime(data.now())),
        Func::Today => return Ok(Value::Date(data.now().date(&data.zone()))),
        Func::TimeNow => return Ok(Value::Time(data.now().time_gmt())),
        _ => {}
    }
    if args.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let number = |i: usize| args.get(i).and_then(number::of).map_or(0, |n| n.int_value());
    let of_date = |read: fn(Date) -> i32| match &args[0] {
        Value::Date(date) => Ok(Value::Integer(read(*date))),
        _ => Ok(Value::Null),
    };
    let of_time = |read: fn(Time) -> i32| match &args[0] {
        Value::Time(time) => Ok(Value::Integer(read(*time))),
        _ => Ok(Value::Null),
    };
    match func {
        Func::Year => of_date(Date::year),
        Func::Month => of_date(Date::month),
        Func::Day => of_date(Date::day),
        Func::DayOfYear => of_date(Date::day_of_year),
        Func::Weekday => of_date(|date| date.weekday() + 1),
        Func::IsoWeek => of_date(|date| iso_week(date).1),
        Func::IsoYear => of_date(|date| iso_week(date).0),
        Func::Hour => of_time(Time::hour),
        Func::Minute => of_time(Time::minute),
        Func::Second => of_time(Time::second),
        Func::Millisecond => of_time(Time::millisecond),
        Func::Date => match Date::exact(number(0), number(1), number(2)) {
            Some(date) => Ok(Value::Date(date)),
            None => Err(EvalError::new("Invalid date for DATE function")),
        },
        Func::AddMonths => Ok(match &args[0] {
            Value::Date(date) => Value::Date(date.add_months(number(1))),
            Value::Datetime(t) => Value::Datetime(t.add_months(number(1))),
            _ => Value::Null,
        }),
        Func::DateValue => match &args[0] {
            Value::Datetime(t) => Ok(Value::Date(t.date(&data.zone()))),
            Value::Date(date) => Ok(Value::Date(*date)),
            other => date_of(&super::text::of(other)).map(Value::Date),
        },
        Func::DatetimeValue => match &args[0] {
            Value::Date(date) => Ok(Value::Datetime(Datetime::new_gmt(*date, Time::from_ms(0)))),
            Value::Datetime(t) => Ok(Value::Datetime(*t)),
            other => datetime_of(&super::text::of(other)).map(Value::Datetime),
        },
        Func::TimeValue => match &args[0] {
            Value::Datetime(t) => Ok(Value::Time(t.time_gmt())),
            Value::Time(time) => Ok(Value::Time(*time)),
            other => {
                let text = super::text::of(other);
                let invalid = || EvalError::Handled(format!("Invalid time format: {text}"));
                Time::parse_iso(text.trim()).map(Value::Time).map_err(|_| invalid())
            }
        },
        Func::UnixTimestamp => Ok(Value::Long(match &args[0] {
            Value::Date(date) => i64::from(date.days()) * DAY_MS / 1000,
            Value::Datetime(t) => t.ms().div_euclid(1000),
            Value::Time(time) => i64::from(time.ms() / 1000),
            _ => return Ok(Value::Null),
        })),
        Func::FromUnixTime => {
            let seconds = number::of(&args[0]).map_or(0, |n| n.long_value());
            Ok(Value::Datetime(Datetime::from_ms(seconds.saturating_mul(1000))))
        }
        Func::FormatDuration => Ok(Value::string(&duration(args))),
        other => unreachable!("{other:?} is no function of moments"),
    }
}

fn date_of(text: &str) -> Result<Date, EvalError> {
    let invalid = |part: &str| EvalError::Handled(format!("Invalid {part} for DATEVALUE function"));
    let mut parts = text.trim().splitn(3, '-');
    let mut number = |name| parts.next().and_then(|p| p.trim().parse::<i32>().ok()).ok_or_else(|| invalid(name));
    let (year, month, day) = (number("year")?, number("month")?, number("day")?);
    if !(1..=12).contains(&month) {
        return Err(invalid("month"));
    }
    Date::exact(year, month, day).ok_or_else(|| invalid("day"))
}

fn datetime_of(text: &str) -> Result<Datetime, EvalError> {
    let text = text.trim();
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let date = date_of(date)?;
    let time = Time::parse_iso(time.trim());
    let time = time.map_err(|_| EvalError::Handled("Invalid time for DATETIMEVALUE function".to_owned()))?;
    Ok(Datetime::new_gmt(date, time))
}

/// The year and week of ISO 8601: weeks begin on Monday, the first one has the year's first Thursday.
fn iso_week(date: Date) -> (i32, i32) {
    let monday_first = (date.weekday() + 6) % 7;
    let thursday = date.add_days(3 - monday_first);
    (thursday.year(), (thursday.day_of_year() - 1) / 7 + 1)
}

/// `hh:mm:ss`, with days in front when asked for; of seconds, or between two date-times.
fn duration(args: &[Value]) -> String {
    let (seconds, with_days) = match args {
        [Value::Datetime(a), Value::Datetime(b)] => ((a.ms() - b.ms()).abs() / 1000, true),
        [first, rest @ ..] => {
            let seconds = number::of(first).map_or(0, |n| n.long_value());
            (seconds, matches!(rest.first(), Some(Value::Boolean(true))))
        }
        [] => (0, false),
    };
    let (minutes, second) = (seconds / 60, seconds % 60);
    let (hours, minute) = (minutes / 60, minutes % 60);
    match with_days {
        true => format!("{}:{:02}:{minute:02}:{second:02}", hours / 24, hours % 24),
        false => format!("{hours:02}:{minute:02}:{second:02}"),
    }
}
