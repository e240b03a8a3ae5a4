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
