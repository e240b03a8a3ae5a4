//! TAP: one line a test, reasons as comment lines.

use std::fmt::Write;

use super::Report;
use crate::runner::event::Outcome;

pub(super) fn text(report: &Report) -> String {
    let mut out = format!("1..{}\n", report.tests().count());
    for (number, result) in (1..).zip(report.tests()) {
        let state = if result.outcome.is_failure() { "not ok" } else { "ok" };
        let note = if result.outcome == Outcome::Skip { " # SKIP" } else { "" };
        let _ = writeln!(out, "{state} {number} {}{note}", result.case.full_name());
        if let Some(failure) = &result.failure {
            for line in failure.message.lines().chain(failure.stack.lines()) {
                let _ = writeln!(out, "# {line}");
            }
        }
    }
    let counts = report.counts();
    let _ = writeln!(out, "# passed {}, failed {}, skipped {}", counts.passed, counts.failed, counts.skipped);
    out
}
