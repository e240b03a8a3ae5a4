//! Holidays of business hours: on which days they fall, and from when to when they close.

use crate::org::Transaction;
use crate::value::{Cell, DAY_MS, Date, Id, MINUTE_MS, MONTHS, Value};

/// A row of `Holiday`.
pub(super) struct Holiday {
    days: Days,
    /// From and to, in milliseconds of the day.
    span: (i64, i64),
}

enum Days {
    One(Date),
    Recurring { rule: Rule, start: Date, end: Option<Date> },
}

/// How a holiday comes again. A mask has a bit for each day of the week, Sunday the first.
enum Rule {
    /// every so many days
    Daily(i32),
    /// on the days of a mask, every so many weeks
    Weekly { mask: i32, interval: i32 },
    /// on a day of every so many months
    Monthly { day: i32, interval: i32 },
    /// on the nth of such days of every so many months
    MonthlyNth { instance: Instance, mask: i32, interval: i32 },
    /// on a day of a month
    Yearly { day: i32, month: i32 },
    /// on the nth of such days of a month
    YearlyNth { instance: Instance, mask: i32, month: i32 },
}

/// Which of the days of a month that a mask takes.
enum Instance {
    /// the first is 1
    Nth(i32),
    Last,
}

/// The mask of Monday to Friday.
const WORKDAYS: i32 = 0b011_1110;

impl Holiday {
    /// None when the row says of no day that it is one.
    pub(super) fn read(org: &Transaction, id: Id) -> Option<Holiday> {
        let schema = org.schema();
        let def = schema.object(schema.find("Holiday")?);
        let cell = |name: &str| def.field(name).map_or(Cell::Null, |field| org.cell(id, field));
        let number = |name: &str| match cell(name) {
            Cell::Integer(n) => Some(n),
            _ => None,
        };
        let date = |name: &str| match cell(name) {
            Cell::Date(date) => Some(date),
            _ => None,
        };
        let text = |name: &str| match cell(name).to_value() {
            Value::String(text) => Some(text.to_string()),
            _ => None,
        };
        let yes = |name: &str| matches!(cell(name), Cell::Boolean(true));
        let span = match (yes("IsAllDay"), number("StartTimeInMinutes"), number("EndTimeInMinutes")) {
            (false, Some(from), Some(to)) => (i64::from(from) * MINUTE_MS, i64::from(to) * MINUTE_MS),
            _ => (0, DAY_MS),
        };
        if !yes("IsRecurrence") {
            return Some(Holiday { days: Days::One(date("ActivityDate")?), span });
        }
        let interval = number("RecurrenceInterval").unwrap_or(1).max(1);
        let mask = number("RecurrenceDayOfWeekMask").unwrap_or(0);
        let day = number("RecurrenceDayOfMonth").unwrap_or(1);
        let named = text("RecurrenceMonthOfYear");
        let month = MONTHS.iter().position(|month| Some(*month) == named.as_deref()).map_or(1, |at| at as i32 + 1);
        let instance = match text("RecurrenceInstance").as_deref() {
            Some("Second") => Instance::Nth(2),
            Some("Third") => Instance::Nth(3),
            Some("Fourth") => Instance::Nth(4),
            Some("Last") => Instance::Last,
            _ => Instance::Nth(1),
        };
        let rule = match text("RecurrenceType").as_deref()? {
            "RecursDaily" => Rule::Daily(interval),
            "RecursEveryWeekday" => Rule::Weekly { mask: WORKDAYS, interval: 1 },
            "RecursWeekly" => Rule::Weekly { mask, interval },
            "RecursMonthly" => Rule::Monthly { day, interval },
            "RecursMonthlyNth" => Rule::MonthlyNth { instance, mask, interval },
            "RecursYearly" => Rule::Yearly { day, month },
            "RecursYearlyNth" => Rule::YearlyNth { instance, mask, month },
            _ => return None,
        };
        let start = date("RecurrenceStartDate").or_else(|| date("ActivityDate"))?;
        Some(Holiday { days: Days::Recurring { rule, start, end: date("RecurrenceEndDateOnly") }, span })
    }

    /// From when to when it closes on a day, in milliseconds of the day.
    pub(super) fn closes_on(&self, date: Date) -> Option<(i64, i64)> {
        let falls = match &self.days {
            Days::One(day) => *day == date,
            Days::Recurring { rule, start, end } => {
                date.days() >= start.days()
                    && end.is_none_or(|end| date.days() <= end.days())
                    && rule.falls(date, *start)
            }
        };
        falls.then_some(self.span)
    }
}

impl Rule {
    /// Whether it falls on a day at or behind its start.
    fn falls(&self, date: Date, start: Date) -> bool {
        let months = (date.year() - start.year()) * 12 + date.month() - start.month();
        match self {
            Rule::Daily(interval) => (date.days() - start.days()) % interval == 0,
            Rule::Weekly { mask, interval } => {
                let week = |date: Date| (date.days() - date.weekday()).div_euclid(7);
                taken(*mask, date) && (week(date) - week(start)) % interval == 0
            }
            Rule::Monthly { day, interval } => date.day() == *day && months % interval == 0,
            Rule::MonthlyNth { instance, mask, interval } => instance.is(date, *mask) && months % interval == 0,
            Rule::Yearly { day, month } => date.day() == *day && date.month() == *month,
            Rule::YearlyNth { instance, mask, month } => date.month() == *month && instance.is(date, *mask),
        }
    }
}

impl Instance {
    /// Whether a date is this one of the days of its month that the mask takes.
    fn is(&self, date: Date, mask: i32) -> bool {
        let day = date.day();
        if !taken(mask, date) {
            return false;
        }
        match self {
            Instance::Nth(n) => (1..=day).filter(|d| taken(mask, date.add_days(d - day))).count() as i32 == *n,
            Instance::Last => {
                let mut later = (1..=6).map(|ahead| date.add_days(ahead));
                !later.any(|next| next.month() == date.month() && taken(mask, next))
            }
        }
    }
}

fn taken(mask: i32, date: Date) -> bool {
    mask & (1 << date.weekday()) != 0
}
