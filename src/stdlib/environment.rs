//! What the library asks of the outside: time, chance, the log. One place, so that every method agrees.

use crate::interp::Interp;
use crate::org::LogEntry;
use crate::value::{Date, Datetime, Zone};

/// The present moment by the org's clock.
pub(super) fn now(cx: &Interp) -> Datetime {
    Datetime::from_ms(cx.org.now())
}

/// The running user's time zone.
pub(super) fn zone(cx: &Interp) -> Zone {
    cx.zone.clone()
}

/// Today in the running user's time zone.
pub(super) fn today(cx: &Interp) -> Date {
    now(cx).date(&cx.zone)
}

/// The first day of the week on or before a day, by the running user's locale.
pub(super) fn start_of_week(cx: &Interp, day: Date) -> Date {
    let sunday = day.to_start_of_week();
    if !begins_on_monday(&super::user_info::locale(cx)) {
        return sunday;
    }
    match day.weekday() {
        0 => sunday.add_days(-6),
        _ => sunday.add_days(1),
    }
}

/// Weeks begin on Sunday in most of America and parts of Asia, on Monday nearly everywhere else.
fn begins_on_monday(locale: &str) -> bool {
    const SUNDAY_COUNTRIES: [&str; 24] = [
        "US", "CA", "MX", "BR", "JP", "KR", "IN", "IL", "TW", "HK", "PH", "TH", "ZA", "AR", "CO", "PE", "VE", "GT",
        "DO", "PR", "SG", "SA", "AU", "CN",
    ];
    const SUNDAY_LANGUAGES: [&str; 8] = ["en", "ja", "ko", "hi", "iw", "he", "th", "zh"];
    let mut parts = locale.split(['_', '-']);
    let language = parts.next().unwrap_or("en");
    match parts.next().filter(|c| c.len() == 2) {
        Some(country) => !SUNDAY_COUNTRIES.contains(&country),
        None => !SUNDAY_LANGUAGES.contains(&language),
    }
}

/// 64 random bits.
pub(super) fn random(cx: &Interp) -> u64 {
    cx.host().random()
}

/// A random number from 0 to below 1.
pub(super) fn random_unit(cx: &Interp) -> f64 {
    (random(cx) >> 11) as f64 / (1u64 << 53) as f64
}

/// Random bytes.
pub(super) fn random_bytes(cx: &Interp, count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        bytes.extend_from_slice(&random(cx).to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

/// One line of the debug log.
pub(super) fn debug(cx: &Interp, level: &'static str, text: &str) {
    let line = cx.current_line().unwrap_or(0);
    cx.host().log(LogEntry { event: "USER_DEBUG", level, line, text });
}
