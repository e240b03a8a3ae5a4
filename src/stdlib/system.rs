//! `System`: the log, assertions, time.

use super::{apex_pages, asserts, environment, system_async, system_jobs};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp};
use crate::value::Value;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("static void debug(Object message)", "Writes the value to the debug log.", |cx: &mut Interp, v: Value| {
            let text = cx.text(&v)?;
            environment::debug(cx, "DEBUG", &text);
            Ok(())
        }),
        m(
            "static void debug(LoggingLevel level, Object message)",
            "Writes the value to the debug log at this level.",
            |cx: &mut Interp, level: Value, v: Value| {
                let level = match level {
                    Value::Enum(class, ordinal) => log_level(&cx.enum_name(class, ordinal)),
                    _ => return Err(cx.throw(Exc::NullPointer, "Argument 1 cannot be null")),
                };
                let text = cx.text(&v)?;
                environment::debug(cx, level, &text);
                Ok(())
            },
        ),
        m("static Datetime now()", "The present moment.", |cx: &mut Interp| environment::now(cx)),
        m("static Date today()", "The present day in the user's time zone.", |cx: &mut Interp| environment::today(cx)),
        m("static Long currentTimeMillis()", "Milliseconds since 1970-01-01 00:00 GMT.", |cx: &mut Interp| {
            environment::now(cx).ms()
        }),
        m(
            "static Boolean equals(Object first, Object second)",
            "Whether both are null or equal.",
            |cx: &mut Interp, a: Value, b: Value| cx.equals(&a, &b),
        ),
        m("static Integer hashCode(Object value)", "The value's hash code; 0 of null.", |cx: &mut Interp, v: Value| {
            super::object::hash_code(cx, &v)
        }),
        m("static PageReference currentPageReference()", "The page of the request.", apex_pages::current_page),
    ];
    rows.extend(asserts::system_rows());
    rows.extend(system_async::rows());
    rows.extend(system_jobs::rows());
    rows
}

/// The log knows its levels by heart.
fn log_level(name: &str) -> &'static str {
    const LEVELS: [&str; 9] = ["NONE", "INTERNAL", "FINEST", "FINER", "FINE", "DEBUG", "INFO", "WARN", "ERROR"];
    LEVELS.into_iter().find(|l| *l == name).unwrap_or("DEBUG")
}
