//! `Datetime`: a moment, read in the user's time zone or in GMT.

use super::argument::needed;
use super::dates::parsed;
use super::environment::{self, zone};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Date, Datetime, Str, Time, Value, Zone};

fn value_of(cx: &mut Interp, v: Value) -> Result<Option<Datetime>, Thrown> {
    match &v {
        Value::Null => Ok(None),
        Value::Datetime(t) => Ok(Some(*t)),
        Value::Date(d) => Ok(Some(Datetime::new(*d, Time::from_ms(0), &zone(cx)))),
        // Not documented, but public code that passes on the platform gives milliseconds.
        Value::Long(ms) => Ok(Some(Datetime::from_ms(*ms))),
        Value::String(s) => Err(cx.throw(Exc::Type, format!("Invalid date/time: {s}"))),
        _ => {
            let found = cx.type_name_of(&v);
            Err(cx.throw(Exc::Type, format!("Invalid conversion from runtime type {found} to Datetime")))
        }
    }
}

fn at(cx: &Interp, parts: [i32; 6]) -> Datetime {
    Datetime::from_parts(parts, &zone(cx))
}

pub(super) fn rows() -> Vec<Row> {
    let parts = [making(), reading(), reading_gmt(), moving(), formatting()];
    parts.into_iter().flatten().collect()
}

fn making() -> Vec<Row> {
    vec![
        m("static Datetime now()", "The present moment.", |cx: &mut Interp| environment::now(cx)),
        m(
            "static Datetime newInstance(Long milliseconds)",
            "So many milliseconds after 1970-01-01 00:00 GMT.",
            |ms: i64| Datetime::from_ms(ms),
        ),
        m(
            "static Datetime newInstance(Date day, Time time)",
            "This time of this day.",
            |cx: &mut Interp, d: Date, t: Time| Datetime::new(d, t, &zone(cx)),
        ),
        m(
            "static Datetime newInstance(Integer year, Integer month, Integer day)",
            "The beginning of this day.",
            |cx: &mut Interp, y: i32, mo: i32, d: i32| at(cx, [y, mo, d, 0, 0, 0]),
        ),
        m(
            "static Datetime newInstance(Integer year, Integer month, Integer day, Integer hour, Integer minute, Integer second)",
            "This moment in the user's time zone.",
            |cx: &mut Interp, y: i32, mo: i32, d: i32, h: i32, mi: i32, s: i32| at(cx, [y, mo, d, h, mi, s]),
        ),
        m("static Datetime newInstanceGmt(Date day, Time time)", "This time of this day in GMT.", Datetime::new_gmt),
        m(
            "static Datetime newInstanceGmt(Integer year, Integer month, Integer day)",
            "The beginning of this day in GMT.",
            |y: i32, mo: i32, d: i32| Datetime::from_parts([y, mo, d, 0, 0, 0], &Zone::gmt()),
        ),
        m(
            "static Datetime newInstanceGmt(Integer year, Integer month, Integer day, Integer hour, Integer minute, Integer second)",
            "This moment in GMT.",
            |y: i32, mo: i32, d: i32, h: i32, mi: i32, s: i32| Datetime::from_parts([y, mo, d, h, mi, s], &Zone::gmt()),
        ),
        m(
            "static Datetime valueOf(String text)",
            "The moment of `yyyy-MM-dd HH:mm:ss` in the user's time zone.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                let zone = zone(cx);
                parsed(cx, Datetime::value_of(&s, &zone))
            },
        ),
        m(
            "static Datetime valueOf(Object value)",
            "A Datetime, or the moment of a Date or of milliseconds since 1970.",
            value_of,
        ),
        m(
            "static Datetime valueOfGmt(String text)",
            "The moment of `yyyy-MM-dd HH:mm:ss` in GMT.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                parsed(cx, Datetime::value_of(&s, &Zone::gmt()))
            },
        ),
        m(
            "static Datetime parse(String text)",
            "The moment as the user's locale writes it: `M/d/yyyy, h:mm a`.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                let zone = zone(cx);
                parsed(cx, cx.locale.parse_moment(&s, &zone))
            },
        ),
    ]
}

fn reading() -> Vec<Row> {
    vec![
        m("Date date()", "The day in the user's time zone.", |cx: &mut Interp, t: Datetime| t.date(&zone(cx))),
        m("Time time()", "The time of day in the user's time zone.", |cx: &mut Interp, t: Datetime| t.time(&zone(cx))),
        m("Integer year()", "The year in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.date(&zone(cx)).year()
        }),
        m("Integer month()", "The month in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.date(&zone(cx)).month()
        }),
        m("Integer day()", "The day of the month in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.date(&zone(cx)).day()
        }),
        m("Integer dayOfYear()", "The day of the year in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.date(&zone(cx)).day_of_year()
        }),
        m("Integer hour()", "The hour in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.time(&zone(cx)).hour()
        }),
        m("Integer minute()", "The minute in the user's time zone.", |cx: &mut Interp, t: Datetime| {
            t.time(&zone(cx)).minute()
        }),
        m("Integer second()", "The second.", |cx: &mut Interp, t: Datetime| t.time(&zone(cx)).second()),
        m("Integer millisecond()", "The millisecond.", |t: Datetime| t.time_gmt().millisecond()),
        m("Long getTime()", "Milliseconds since 1970-01-01 00:00 GMT.", |t: Datetime| t.ms()),
        m(
            "Boolean isSameDay(Datetime other)",
            "Whether both fall on one day of the user's time zone.",
            |cx: &mut Interp, t: Datetime, o: Datetime| t.date(&zone(cx)) == o.date(&zone(cx)),
        ),
    ]
}

fn reading_gmt() -> Vec<Row> {
    vec![
        m("Date dateGmt()", "The day in GMT.", Datetime::date_gmt),
        m("Time timeGmt()", "The time of day in GMT.", Datetime::time_gmt),
        m("Integer yearGmt()", "The year in GMT.", |t: Datetime| t.date_gmt().year()),
        m("Integer monthGmt()", "The month in GMT.", |t: Datetime| t.date_gmt().month()),
        m("Integer dayGmt()", "The day of the month in GMT.", |t: Datetime| t.date_gmt().day()),
        m("Integer dayOfYearGmt()", "The day of the year in GMT.", |t: Datetime| t.date_gmt().day_of_year()),
        m("Integer hourGmt()", "The hour in GMT.", |t: Datetime| t.time_gmt().hour()),
        m("Integer minuteGmt()", "The minute in GMT.", |t: Datetime| t.time_gmt().minute()),
        m("Integer secondGmt()", "The second in GMT.", |t: Datetime| t.time_gmt().second()),
        m("Integer millisecondGmt()", "The millisecond in GMT.", |t: Datetime| t.time_gmt().millisecond()),
    ]
}

fn moving() -> Vec<Row> {
    vec![
        m("Datetime addDays(Integer days)", "So many days of 24 hours later.", Datetime::add_days),
        m("Datetime addHours(Integer hours)", "So many hours later.", Datetime::add_hours),
        m("Datetime addMinutes(Integer minutes)", "So many minutes later.", Datetime::add_minutes),
        m("Datetime addSeconds(Integer seconds)", "So many seconds later.", Datetime::add_seconds),
        m(
            "Datetime addMonths(Integer months)",
            "So many months later; at most the month's last day.",
            Datetime::add_months,
        ),
        m("Datetime addYears(Integer years)", "So many years later.", Datetime::add_years),
    ]
}

/// A pattern with letters that mean nothing.
fn formatted(cx: &mut Interp, t: Datetime, pattern: &str, zone: &Zone) -> Result<String, Thrown> {
    t.format(pattern, zone).map_err(|e| cx.throw(Exc::String, e.to_string()))
}

fn formatting() -> Vec<Row> {
    vec![
        m("String format()", "`8/2/2026, 10:00 AM`.", |cx: &mut Interp, t: Datetime| cx.locale.moment(t, &zone(cx))),
        m(
            "String format(String pattern)",
            "By a pattern of SimpleDateFormat, in the user's time zone.",
            |cx: &mut Interp, t: Datetime, p: Str| {
                let zone = zone(cx);
                formatted(cx, t, &p, &zone)
            },
        ),
        m(
            "String format(String pattern, String timezone)",
            "By a pattern of SimpleDateFormat, in a time zone.",
            |cx: &mut Interp, t: Datetime, p: Str, id: Str| formatted(cx, t, &p, &Zone::get(&id)),
        ),
        m(
            "String formatGmt(String pattern)",
            "By a pattern of SimpleDateFormat, in GMT.",
            |cx: &mut Interp, t: Datetime, p: Str| formatted(cx, t, &p, &Zone::gmt()),
        ),
        m("String formatLong()", "`8/2/2026, 10:00:00 AM PDT`.", |cx: &mut Interp, t: Datetime| {
            cx.locale.long_moment(t, &zone(cx))
        }),
    ]
}
