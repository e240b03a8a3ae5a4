//! `Zone`: a time zone, from the bundled database so that every machine agrees.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::tz::{Dst, TimeZone, TimeZoneDatabase};

use super::datetime::Datetime;
use super::zone_names;

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
static GMT: LazyLock<Zone> = LazyLock::new(|| Zone::fixed("GMT", 0));

/// A time zone; cheap to clone, may cross threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(Arc<Rules>);

#[derive(Debug, PartialEq)]
enum Rules {
    /// `GMT`, or a custom id such as `GMT+05:30`; the offset in seconds.
    Fixed {
        id: String,
        offset: i64,
    },
    Named {
        id: String,
        zone: TimeZone,
    },
}

/// What holds in a zone at an instant.
pub(super) struct ZoneInfo {
    /// Seconds east of Greenwich.
    pub offset: i64,
    pub short_name: String,
    pub long_name: String,
}

impl Zone {
    /// Greenwich Mean Time.
    pub fn gmt() -> Zone {
        GMT.clone()
    }

    /// The zone's rules, for reckoning with wall-clock times.
    pub fn rules(&self) -> TimeZone {
        match &*self.0 {
            Rules::Fixed { offset, .. } => {
                let offset = i32::try_from(*offset).ok().and_then(|s| jiff::tz::Offset::from_seconds(s).ok());
                TimeZone::fixed(offset.unwrap_or(jiff::tz::Offset::UTC))
            }
            Rules::Named { zone, .. } => zone.clone(),
        }
    }

    fn fixed(id: &str, offset: i64) -> Zone {
        Zone(Arc::new(Rules::Fixed { id: id.to_owned(), offset }))
    }

    /// `TimeZone.getTimeZone(id)`: ids are case-sensitive, and what is none is GMT.
    pub fn get(id: &str) -> Zone {
        Zone::find(id).unwrap_or_else(Zone::gmt)
    }

    /// The zone of an id: a name of the tz database, or `GMT+h`, `GMT+hh:mm`, `GMT+hhmm`.
    pub fn find(id: &str) -> Option<Zone> {
        if id == "GMT" {
            return Some(Zone::gmt());
        }
        if let Some(custom) = id.strip_prefix("GMT").filter(|rest| rest.starts_with(['+', '-'])) {
            return Zone::custom(custom);
        }
        let name = zone_names::java_alias(id).unwrap_or(id);
        let zone = DATABASE.get(name).ok().filter(|zone| zone.iana_name() == Some(name))?;
        Some(Zone(Arc::new(Rules::Named { id: id.to_owned(), zone })))
    }

    /// `+5`, `-0800`, `+05:30`
    fn custom(text: &str) -> Option<Zone> {
        let (sign, digits) = text.split_at(1);
        let (hours, minutes) = match (digits.len(), digits.split_once(':')) {
            (1 | 2, None) => (digits, "00"),
            (3 | 4, None) => digits.split_at(digits.len() - 2),
            (4 | 5, Some((hours, minutes))) if minutes.len() == 2 => (hours, minutes),
            _ => return None,
        };
        let (hours, minutes) = (super::date::digits(hours)?, super::date::digits(minutes)?);
        if hours > 23 || minutes > 59 {
            return None;
        }
        let offset = i64::from(hours * 60 + minutes) * 60;
        let offset = if sign == "-" { -offset } else { offset };
        Some(Zone::fixed(&format!("GMT{sign}{hours:02}:{minutes:02}"), offset))
    }

    /// `getID()` and `toString()`.
    pub fn id(&self) -> &str {
        match &*self.0 {
            Rules::Fixed { id, .. } | Rules::Named { id, .. } => id,
        }
    }

    /// `getOffset(datetime)`: what to add to UTC, daylight saving included.
    pub fn offset_ms(&self, at: Datetime) -> i64 {
        self.offset_of_ms(at.ms())
    }

    fn offset_of_ms(&self, utc_ms: i64) -> i64 {
        match &*self.0 {
            Rules::Fixed { offset, .. } => offset * 1000,
            Rules::Named { zone, .. } => i64::from(zone.to_offset(timestamp(utc_ms)).seconds()) * 1000,
        }
    }

    /// The instant of a wall clock, given as if it were UTC.
    pub(super) fn to_utc_ms(&self, wall: i64) -> i64 {
        const DAY: i64 = 86_400_000;
        if let Rules::Fixed { offset, .. } = &*self.0 {
            return wall - offset * 1000;
        }
        let before = self.offset_of_ms(wall.saturating_sub(DAY));
        let after = self.offset_of_ms(wall.saturating_add(DAY));
        if before == after {
            return wall - before;
        }
        // Near a change of clocks: of two readings take the later; in a gap go on
        // counting with the old offset, which lands behind it.
        let reads = |offset: i64| self.offset_of_ms(wall - offset) == offset;
        match (reads(before), reads(after)) {
            (true, true) => wall - before.min(after),
            (false, true) => wall - after,
            (true, false) | (false, false) => wall - before,
        }
    }

    pub(super) fn info(&self, at: Datetime) -> ZoneInfo {
        match &*self.0 {
            Rules::Fixed { id, offset } => {
                let long_name = if id == "GMT" { "Greenwich Mean Time" } else { id };
                ZoneInfo { offset: *offset, short_name: id.clone(), long_name: long_name.to_owned() }
            }
            Rules::Named { id, zone } => {
                let info = zone.to_offset_info(timestamp(at.ms()));
                let offset = i64::from(info.offset().seconds());
                let (short_name, long_name) =
                    zone_names::names(id, info.abbreviation(), info.dst() == Dst::Yes, offset);
                ZoneInfo { offset, short_name, long_name }
            }
        }
    }

    /// `getDisplayName()`: `(GMT-07:00) Pacific Daylight Time (America/Los_Angeles)`.
    pub fn display_name(&self, now: Datetime) -> String {
        let info = self.info(now);
        let name = match &*self.0 {
            // The platform names custom zones after its own machines' zone.
            Rules::Fixed { id, .. } if id != "GMT" => "Pacific Standard Time",
            _ => &info.long_name,
        };
        format!("(GMT{}) {name} ({})", colon_offset(info.offset), self.id())
    }
}

/// `+05:30`
pub(super) fn colon_offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn timestamp(ms: i64) -> Timestamp {
    let (min, max) = (Timestamp::MIN.as_second() * 1000, Timestamp::MAX.as_second() * 1000);
    Timestamp::from_millisecond(ms.clamp(min, max)).expect("clamped into range")
}
