//! `Orgless.Hours`: the arithmetic behind `BusinessHours`, over the rows of the object of that name.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::schema::Object;
use crate::stdlib::holiday::Holiday;
use crate::value::{Cell, DAY_MS, Date, Datetime, Id, MINUTE_MS, Str, Time, Value, WEEKDAYS, Zone};

/// Days to look for the next opening: holidays may close for long.
const MOST_CLOSED_DAYS: i32 = 3_660;
/// Days to walk before giving up: as many as dates have.
const MOST_DAYS: i32 = 3_660_000;

/// The opening times of a week, in a zone.
struct Week {
    /// From and to, in milliseconds of the day; none on a closed day.
    days: [Option<(i64, i64)>; 7],
    zone: Zone,
    holidays: Vec<Holiday>,
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Datetime add(String id, Datetime start, Long milliseconds)",
            "The moment so much opening time later, or earlier.",
            |cx: &mut Interp, id: Option<Str>, start: Option<Datetime>, interval: Option<i64>| {
                let id = need(cx, id, "Business Hours Id")?;
                let start = need(cx, start, "Start date")?;
                let interval = need(cx, interval, "Interval")?;
                add(cx, &id, start, interval)
            },
        ),
        m(
            "static Datetime addGmt(String id, Datetime start, Long milliseconds)",
            "The same; what is missing shows when it is used.",
            |cx: &mut Interp, id: Option<Str>, start: Option<Datetime>, interval: Option<i64>| {
                let Some(id) = id else { return Err(not_found(cx)) };
                let Some(start) = start else {
                    let text = "Cannot invoke \"java.util.Calendar.clone()\" because \"startDateCal\" is null";
                    return Err(cx.throw(Exc::Math, text));
                };
                let Some(interval) = interval else {
                    let text = "Cannot invoke \"java.lang.Long.longValue()\" because \"interval\" is null";
                    return Err(cx.throw(Exc::Math, text));
                };
                add(cx, &id, start, interval)
            },
        ),
        m(
            "static Long diff(String id, Datetime start, Datetime finish)",
            "The opening time between two moments; negative when they are the wrong way round.",
            |cx: &mut Interp, id: Option<Str>, start: Option<Datetime>, finish: Option<Datetime>| {
                let id = need(cx, id, "Business Hours Id")?;
                let start = need(cx, start, "Start date")?;
                let finish = need(cx, finish, "End date")?;
                let week = week(cx, &id)?;
                Ok::<i64, Thrown>(match start.ms() <= finish.ms() {
                    true => week.between(start, finish),
                    false => -week.between(finish, start),
                })
            },
        ),
        m(
            "static Boolean isWithin(String id, Datetime moment)",
            "Whether it is open at a moment.",
            |cx: &mut Interp, id: Option<Str>, moment: Option<Datetime>| {
                let id = need(cx, id, "Business Hours Id")?;
                let moment = need(cx, moment, "Target date")?;
                let week = week(cx, &id)?;
                let open = week.openings(moment.date(&week.zone));
                Ok::<bool, Thrown>(open.iter().any(|(from, to)| *from <= moment.ms() && moment.ms() < *to))
            },
        ),
        m(
            "static Datetime next(String id, Datetime moment)",
            "The moment itself, to the minute, when it is open; else when it opens next.",
            |cx: &mut Interp, id: Option<Str>, moment: Option<Datetime>| {
                let id = need(cx, id, "Business Hours Id")?;
                let moment = need(cx, moment, "Target date")?;
                some_id(cx, &id)?;
                let week = week(cx, &id)?;
                Ok(week.next(moment).map_or(Value::Null, Value::Datetime))
            },
        ),
    ]
}

fn need<T>(cx: &mut Interp, value: Option<T>, what: &str) -> Exec<T> {
    value.ok_or_else(|| cx.throw(Exc::NullPointer, format!("{what} cannot be null")))
}

fn add(cx: &mut Interp, id: &str, start: Datetime, interval: i64) -> Exec<Value> {
    some_id(cx, id)?;
    let week = week(cx, id)?;
    Ok(moved(&week, start, interval).map_or(Value::Null, Value::Datetime))
}

fn some_id(cx: &mut Interp, id: &str) -> Exec<()> {
    match id {
        "" => Err(cx.throw(Exc::String, "Invalid id: ")),
        _ => Ok(()),
    }
}

fn week(cx: &mut Interp, id: &str) -> Exec<Week> {
    let found = Id::parse(id).and_then(|id| read(cx, id));
    found.ok_or_else(|| not_found(cx))
}

fn not_found(cx: &mut Interp) -> Thrown {
    let text = "BusinessHours record not found.This may indicate: 1) Invalid BusinessHours ID, 2) Data corruption, \
                or 3) Missing setup.";
    cx.throw(Exc::Math, text)
}

fn read(cx: &Interp, id: Id) -> Option<Week> {
    let schema = cx.org.schema();
    let object = schema.find("BusinessHours")?;
    if schema.object_by_prefix(id.prefix()) != Some(object) || !cx.org.exists(id) {
        return None;
    }
    let def: &Object = schema.object(object);
    let time = |name: String| match cx.org.cell(id, def.field(&name)?) {
        Cell::Time(time) => Some(i64::from(time.ms())),
        _ => None,
    };
    let day = |name: &str| {
        let (from, to) = (time(format!("{name}StartTime"))?, time(format!("{name}EndTime"))?);
        // Midnight ends the day, and a day from midnight to midnight is open all of it.
        Some((from, if to == 0 { DAY_MS } else { to }))
    };
    let zone = match cx.org.cell(id, def.field("TimeZoneSidKey")?).to_value() {
        Value::String(name) => Zone::get(&name),
        _ => Zone::gmt(),
    };
    let holidays = cx.org.holidays_of(id).filter_map(|holiday| Holiday::read(&cx.org, holiday)).collect();
    Some(Week { days: WEEKDAYS.map(day), zone, holidays })
}

impl Week {
    /// When it opens and closes on a day of its zone: more than once when a holiday closes it in between.
    fn openings(&self, date: Date) -> Vec<(i64, i64)> {
        let day = usize::try_from(date.weekday()).ok().and_then(|day| self.days[day]);
        let mut open: Vec<(i64, i64)> = day.into_iter().collect();
        for (from, to) in self.holidays.iter().filter_map(|holiday| holiday.closes_on(date)) {
            open = open.iter().flat_map(|&(a, b)| [(a, b.min(from)), (a.max(to), b)]).filter(|(a, b)| a < b).collect();
        }
        let at = |ms: i64| match ms {
            DAY_MS => Datetime::new(date.add_days(1), Time::from_ms(0), &self.zone).ms(),
            ms => Datetime::new(date, Time::from_ms(ms as i32), &self.zone).ms(),
        };
        open.into_iter().map(|(from, to)| (at(from), at(to))).collect()
    }

    fn is_ever_open(&self) -> bool {
        self.days.iter().any(Option::is_some)
    }

    fn is_always_open(&self) -> bool {
        self.holidays.is_empty() && self.days.iter().all(|day| *day == Some((0, DAY_MS)))
    }

    fn next(&self, moment: Datetime) -> Option<Datetime> {
        if !self.is_ever_open() {
            return None;
        }
        let today = moment.date(&self.zone);
        (0..=MOST_CLOSED_DAYS).find_map(|ahead| {
            self.openings(today.add_days(ahead)).into_iter().find_map(|(from, to)| {
                let at = moment.ms().max(from);
                let minute = at.div_euclid(MINUTE_MS) * MINUTE_MS;
                (at < to).then(|| Datetime::from_ms(minute.max(from)))
            })
        })
    }

    /// The opening time between two moments in order.
    fn between(&self, start: Datetime, finish: Datetime) -> i64 {
        if self.is_always_open() {
            return finish.ms() - start.ms();
        }
        let (first, last) = (start.date(&self.zone).days(), finish.date(&self.zone).days());
        let open = (first..=last).flat_map(|day| self.openings(Date::from_days(day)));
        open.map(|(from, to)| (to.min(finish.ms()) - from.max(start.ms())).max(0)).sum()
    }
}

/// The moment so much opening time later or earlier; none when it never opens for so long.
fn moved(week: &Week, start: Datetime, interval: i64) -> Option<Datetime> {
    if interval == 0 {
        return Some(start);
    }
    if week.is_always_open() {
        return Some(Datetime::from_ms(start.ms().saturating_add(interval)));
    }
    if !week.is_ever_open() {
        return None;
    }
    let today = start.date(&week.zone).days();
    let mut left = interval.checked_abs()?;
    for step in 0..MOST_DAYS {
        let day = if interval > 0 { today.checked_add(step)? } else { today.checked_sub(step)? };
        let mut openings = week.openings(Date::from_days(day));
        if interval < 0 {
            openings.reverse();
        }
        for (from, to) in openings {
            let (from, to) = match interval > 0 {
                true => (from.max(start.ms()), to),
                false => (from, to.min(start.ms())),
            };
            let open = (to - from).max(0);
            if open >= left {
                return Some(Datetime::from_ms(if interval > 0 { from + left } else { to - left }));
            }
            left -= open;
        }
    }
    None
}
