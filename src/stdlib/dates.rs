//! `Date`, `Time`, `TimeZone`.

use super::argument::needed;
use super::{class_id, environment};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Date, DateError, Datetime, NativeObject, Str, Time, Value, Zone};

/// A text that is no date or time: a TypeException with the platform's text.
pub(super) fn parsed<T>(cx: &mut Interp, result: Result<T, DateError>) -> Result<T, Thrown> {
    result.map_err(|e| cx.throw(Exc::Type, e.to_string()))
}

fn date_value_of(cx: &mut Interp, v: Value) -> Result<Option<Date>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Date(d) => Ok(Some(*d)),
        Value::Datetime(t) => Ok(Some(t.date(&environment::zone(cx)))),
        // A text is no value to take a day of, whatever it says; as a String it is read.
        Value::String(s) => Err(cx.throw(Exc::Type, format!("Invalid date: {s}"))),
        _ => {
            let found = cx.type_name_of(&v);
            Err(cx.throw(Exc::Type, format!("Invalid conversion from runtime type {found} to Date")))
        }
    }
}

pub(super) fn date_rows() -> Vec<Row> {
    vec![
        m(
            "static Date newInstance(Integer year, Integer month, Integer day)",
            "The day; parts out of range carry over.",
            Date::new,
        ),
        m("static Date today()", "The present day in the user's time zone.", |cx: &mut Interp| environment::today(cx)),
        m("static Date valueOf(String text)", "The day of `yyyy-MM-dd`.", |cx: &mut Interp, s: Option<Str>| {
            let s = needed(cx, s)?;
            parsed(cx, Date::value_of(&s))
        }),
        m("static Date valueOf(Object value)", "A Date, or the day of a Datetime.", date_value_of),
        m(
            "static Date parse(String text)",
            "The day as the user's locale writes it: `M/d/yyyy`.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                parsed(cx, cx.locale.parse_date(&s))
            },
        ),
        m(
            "static Integer daysInMonth(Integer year, Integer month)",
            "How many days the month has.",
            Date::days_in_month,
        ),
        m("static Boolean isLeapYear(Integer year)", "Whether the year has a 29 February.", Date::is_leap_year),
        m("Date addDays(Integer days)", "So many days later.", Date::add_days),
        m("Date addMonths(Integer months)", "So many months later; at most the month's last day.", Date::add_months),
        m("Date addYears(Integer years)", "So many years later.", Date::add_years),
        m("Integer year()", "The year.", Date::year),
        m("Integer month()", "The month, 1 to 12.", Date::month),
        m("Integer day()", "The day of the month.", Date::day),
        m("Integer dayOfYear()", "The day of the year, from 1.", Date::day_of_year),
        m("Integer daysBetween(Date other)", "Days from this day to the other.", |d: Date, other: Date| {
            d.days_between(other)
        }),
        m(
            "Integer monthsBetween(Date other)",
            "Months from this day to the other; days do not count.",
            |d: Date, other: Date| d.months_between(other),
        ),
        m("Boolean isSameDay(Date other)", "Whether both are the same day.", |d: Date, other: Date| d == other),
        m("Date toStartOfMonth()", "The first of the month.", Date::to_start_of_month),
        m("Date toStartOfWeek()", "The first day of the week, by the user's locale.", |cx: &mut Interp, d: Date| {
            environment::start_of_week(cx, d)
        }),
        m("String format()", "As the user's locale writes it: `8/2/2026`.", |cx: &mut Interp, d: Date| {
            cx.locale.date(d)
        }),
        m("Date date()", "The day itself.", |d: Date| d),
    ]
}

pub(super) fn time_rows() -> Vec<Row> {
    vec![
        m(
            "static Time newInstance(Integer hour, Integer minute, Integer second, Integer millisecond)",
            "The time of day; parts out of range carry over.",
            Time::new,
        ),
        m("Integer hour()", "The hour, 0 to 23.", Time::hour),
        m("Integer minute()", "The minute.", Time::minute),
        m("Integer second()", "The second.", Time::second),
        m("Integer millisecond()", "The millisecond.", Time::millisecond),
        m("Time addHours(Integer hours)", "So many hours later, around the clock.", Time::add_hours),
        m("Time addMinutes(Integer minutes)", "So many minutes later, around the clock.", Time::add_minutes),
        m("Time addSeconds(Integer seconds)", "So many seconds later, around the clock.", Time::add_seconds),
        m(
            "Time addMilliseconds(Integer milliseconds)",
            "So many milliseconds later, around the clock.",
            Time::add_milliseconds,
        ),
    ]
}

/// The object of a time zone.
pub(super) fn zone_value(zone: Zone) -> Value {
    let key = zone.id().bytes().fold(7u64, |key, b| key.wrapping_mul(31) ^ u64::from(b));
    NativeObject::keyed(class_id("TimeZone"), key, zone)
}

pub(super) fn zone_rows() -> Vec<Row> {
    vec![
        m(
            "static TimeZone getTimeZone(String id)",
            "The zone of this id; GMT when there is none.",
            |cx: &mut Interp, id: Option<Str>| match id {
                Some(id) => Ok(zone_value(Zone::get(&id))),
                None => Err(cx.throw(Exc::NullPointer, "Script-thrown exception")),
            },
        ),
        m("String getID()", "The id: `America/Los_Angeles`.", |z: Native<Zone>| z.with(|z| z.id().to_owned())),
        m("String getDisplayName()", "The name for people.", |cx: &mut Interp, z: Native<Zone>| {
            let now = environment::now(cx);
            z.with(|z| z.display_name(now))
        }),
        m(
            "Integer getOffset(Datetime moment)",
            "Milliseconds to add to GMT at this moment.",
            |cx: &mut Interp, z: Native<Zone>, at: Option<Datetime>| match at {
                Some(at) => Ok(z.with(|z| z.offset_ms(at) as i32)),
                None => Err(cx.throw(Exc::NullPointer, "Null argument for TimeZone.getOffset()")),
            },
        ),
        m("String toString()", "The id.", |z: Native<Zone>| z.with(|z| z.id().to_owned())),
    ]
}
