//! The JUnit XML of `sf apex run test -r junit`: one suite of all tests.

use std::fmt::Write;

use super::{Report, milliseconds};
use crate::runner::event::{Failure, Outcome};

pub(super) fn text(report: &Report) -> String {
    let counts = report.counts();
    let started = jiff::Timestamp::try_from(report.started).unwrap_or_default();
    let seconds = report.tests().map(|r| r.duration.as_secs_f64()).sum::<f64>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    let _ = writeln!(
        out,
        "    <testsuite name=\"force.apex\" timestamp=\"{started:.0}\" hostname=\"local\" tests=\"{}\" failures=\"{}\" \
         skipped=\"{}\" errors=\"0\" time=\"{seconds:.3}\">",
        counts.ran + counts.skipped,
        counts.failed,
        counts.skipped,
    );
    out.push_str("        <properties>\n");
    for (name, value) in [
        ("outcome", counts.outcome().to_owned()),
        ("testsRan", (counts.ran + counts.skipped).to_string()),
        ("passing", counts.passed.to_string()),
        ("failing", counts.failed.to_string()),
        ("skipped", counts.skipped.to_string()),
        ("passRate", counts.pass_rate()),
        ("failRate", counts.fail_rate()),
        ("commandTime", milliseconds(report.duration)),
        ("testRunId", super::RUN_ID.to_owned()),
        ("username", "admin@orgless.local".to_owned()),
    ] {
        let _ = writeln!(out, "            <property name=\"{name}\" value=\"{}\"/>", escape(&value));
    }
    out.push_str("        </properties>\n");
    for result in report.tests() {
        let _ = write!(
            out,
            "        <testcase name=\"{}\" classname=\"{}\" time=\"{:.3}\"",
            escape(&result.case.method()),
            escape(result.case.class()),
            result.duration.as_secs_f64(),
        );
        match (&result.failure, result.outcome) {
            (Some(failure), _) => {
                out.push_str(">\n");
                push_failure(&mut out, failure);
                out.push_str("        </testcase>\n");
            }
            (None, Outcome::Skip) => out.push_str("><skipped/></testcase>\n"),
            (None, _) => out.push_str("/>\n"),
        }
    }
    out.push_str("    </testsuite>\n</testsuites>\n");
    out
}

fn push_failure(out: &mut String, failure: &Failure) {
    let _ = write!(out, "            <failure message=\"{}\">", escape(&failure.message));
    if !failure.stack.is_empty() {
        let _ = write!(out, "<![CDATA[{}]]>", failure.stack.replace("]]>", "]]]]><![CDATA[>"));
    }
    out.push_str("</failure>\n");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            // XML has no way to write the other control characters.
            c if c.is_control() && c != '\t' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
