//! `String`: all its methods, by topic. Positions count UTF-16 units as the platform does.

mod case;
mod edit;
mod escape;
mod escape_html;
mod format;
mod regex;
mod search;
mod slice;
mod statics;
mod tests_of;
mod units;

pub(super) use edit::strip_tags;

use crate::hir::TypeId;
use crate::interp::native::Row;
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    let parts = [
        search::rows(),
        slice::rows(),
        edit::rows(),
        case::rows(),
        tests_of::rows(),
        units::rows(),
        regex::rows(),
        escape::rows(),
        statics::rows(),
    ];
    parts.into_iter().flatten().collect()
}

/// A list of strings.
pub(super) fn strings(items: impl IntoIterator<Item = Str>) -> List {
    List::from_values(TypeId::STRING, items.into_iter().map(Value::String).collect())
}

/// A position that a method cannot use.
fn out_of_bounds(cx: &mut Interp, what: &str, at: i32) -> Thrown {
    cx.throw(Exc::String, format!("{what} out of bounds: {at}"))
}

/// An index for Apex: -1 when there is none.
fn index(found: Option<usize>) -> i32 {
    found.map_or(-1, |i| i as i32)
}

/// A count or position from Apex: below zero counts as zero.
fn clamp(n: i32) -> usize {
    usize::try_from(n).unwrap_or(0)
}

/// The unit range as text; positions are within the string.
fn cut(s: &Str, from: usize, to: usize) -> Str {
    s.substring16(from, to).expect("the range lies within the string")
}
