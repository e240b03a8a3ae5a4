//! The results as people read them: a line for each class or document, then the failures, then the sum.

use std::fmt::Write;
use std::time::Duration;

use super::{GroupReport, Report};
use crate::runner::event::{Case, Deed, Event, FailureKind, GroupKind, Outcome, TestResult};
use crate::session::abridged;

/// Makes lines of events as they come.
#[derive(Debug)]
pub struct Human {
    pub colour: bool,
    /// Failures and the sum only.
    pub concise: bool,
    /// Also show this many of the slowest tests.
    pub slowest: usize,
}

const GREEN: &str = "32";
const RED: &str = "31";
const YELLOW: &str = "33";
const DIM: &str = "2";
const BOLD: &str = "1";

impl Human {
    /// The text to print for an event, given the report that has taken it in.
    pub fn lines(&self, event: &Event, report: &Report) -> String {
        match event {
            Event::Started { .. } | Event::Finished { .. } => String::new(),
            Event::GroupFinished { group, .. } => self.group(&report.groups[*group]),
        }
    }

    /// What comes after the last group.
    pub fn end(&self, report: &Report) -> String {
        let mut out = String::new();
        self.push_failures(&mut out, report);
        self.push_slowest(&mut out, report);
        self.push_summary(&mut out, report);
        out
    }

    fn group(&self, group: &GroupReport) -> String {
        let counts = group.counts();
        if group.results.is_empty() || self.concise && counts.failed == 0 {
            return String::new();
        }
        let mut out = String::new();
        let state = match (counts.failed, counts.ran + group.results.len()) {
            (0, 0) => self.paint(YELLOW, "NONE"),
            (0, _) => self.paint(GREEN, "PASS"),
            _ => self.paint(RED, "FAIL"),
        };
        let mut parts = Vec::new();
        if counts.blocks > 0 {
            parts.push(plural(counts.blocks, "block"));
        }
        let methods = group.results.iter().filter(|r| is_method(r)).count();
        if methods > 0 {
            parts.push(plural(methods, "test"));
        }
        if counts.failed > 0 {
            parts.push(self.paint(RED, &format!("{} failed", counts.failed)));
        }
        if counts.skipped > 0 {
            parts.push(format!("{} skipped", counts.skipped));
        }
        let time = self.paint(DIM, &seconds(group.duration));
        let _ = writeln!(out, "{state}  {}  {}  {time}", self.paint(BOLD, &group.group.name), parts.join(", "));
        if group.group.kind == (GroupKind::Document { named: true }) && !self.concise {
            let mut results: Vec<&TestResult> = group.results.iter().collect();
            // Blocks in the order of the document, whatever they are; then the tests.
            results.sort_by_key(|result| match result.case {
                Case::Block { line, .. } => line,
                Case::Method { .. } | Case::Setup { .. } | Case::Class { .. } => u32::MAX,
            });
            for result in results {
                let _ = writeln!(out, "      {}", self.deed(result));
            }
        }
        out
    }

    /// One line on a block or test of a document.
    fn deed(&self, result: &TestResult) -> String {
        let time = self.paint(DIM, &seconds(result.duration));
        match &result.case {
            Case::Method { .. } | Case::Setup { .. } | Case::Class { .. } => {
                let state = match result.outcome {
                    Outcome::Pass => "passed".to_owned(),
                    Outcome::Skip => "skipped".to_owned(),
                    Outcome::Fail | Outcome::CompileFail => self.paint(RED, "failed"),
                };
                format!("test        {} {state}  {time}", result.case.full_name())
            }
            Case::Block { line, deed, .. } => {
                let place = format!("line {line:<6} ");
                let text = match deed {
                    Deed::Declared(names) => format!("declares {}", names.join(", ")),
                    Deed::Ran { jobs: 0 } => format!("ran{}  {time}", debug_lines(result)),
                    Deed::Ran { jobs } => format!("ran{}, then {}  {time}", debug_lines(result), plural(*jobs, "job")),
                    Deed::FailedAsExpected(text) => format!("failed as it says: {text}"),
                    Deed::Nothing => self.paint(DIM, "nothing to run: comments only"),
                    Deed::Ignored => self.paint(DIM, "ignored"),
                    Deed::Failed => {
                        let reason = result.failure.as_ref().and_then(|f| f.message.lines().next()).unwrap_or_default();
                        // The place is told by the line.
                        let first = reason.split_once(": error: ").map_or(reason, |(_, text)| text);
                        format!("{}: {first}", self.paint(RED, "failed"))
                    }
                };
                place + &text
            }
        }
    }

    fn push_failures(&self, out: &mut String, report: &Report) {
        let failed: Vec<&TestResult> =
            report.groups.iter().flat_map(|g| &g.results).filter(|r| r.outcome.is_failure()).collect();
        if failed.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", self.paint(BOLD, "Failures"));
        // Tests that do not run for the same reason are told once.
        for same in failed.chunk_by(|a, b| is_same_cause(a, b)) {
            let result = same[0];
            let Some(failure) = &result.failure else { continue };
            let name = match same.len() {
                1 => result.case.full_name(),
                n => format!("{} ({n} tests not run)", result.case.class()),
            };
            let _ = writeln!(out, "\n  {}{}", self.paint(RED, &name), kind_note(failure.kind));
            for line in failure.report.as_deref().unwrap_or(&failure.message).lines() {
                let _ = writeln!(out, "{}", format!("    {line}").trim_end());
            }
            for line in abridged(&failure.stack).lines() {
                let _ = writeln!(out, "    {}", self.paint(DIM, line));
            }
            self.push_log(out, result);
        }
    }

    fn push_log(&self, out: &mut String, result: &TestResult) {
        const SHOWN: usize = 20;
        if result.log.is_empty() {
            return;
        }
        let hidden = result.log.len().saturating_sub(SHOWN);
        let note = if hidden > 0 { format!(" (the last {SHOWN} of {})", result.log.len()) } else { String::new() };
        let _ = writeln!(out, "    {}", self.paint(DIM, &format!("System.debug{note}:")));
        for line in result.log[hidden..].iter().flat_map(|message| message.lines()) {
            let _ = writeln!(out, "    {}", self.paint(DIM, &format!("| {line}")));
        }
    }

    fn push_slowest(&self, out: &mut String, report: &Report) {
        if self.slowest == 0 {
            return;
        }
        let mut tests: Vec<&TestResult> = report.tests().collect();
        tests.sort_by_key(|r| std::cmp::Reverse(r.duration));
        let _ = writeln!(out, "\n{}", self.paint(BOLD, "Slowest"));
        for result in tests.into_iter().take(self.slowest) {
            let _ = writeln!(out, "  {:>9}  {}", seconds(result.duration), result.case.full_name());
        }
    }

    fn push_summary(&self, out: &mut String, report: &Report) {
        let counts = report.counts();
        if counts.ran + counts.skipped + counts.blocks == 0 {
            return;
        }
        let outcome = self.paint(if counts.failed == 0 { GREEN } else { RED }, counts.outcome());
        let skipped = if counts.skipped > 0 { format!(", {} skipped", counts.skipped) } else { String::new() };
        let _ = writeln!(
            out,
            "\n{outcome}: {} ran, {} passed ({}), {} failed{skipped}  {}",
            plural(counts.ran, "test"),
            counts.passed,
            counts.pass_rate(),
            counts.failed,
            self.paint(DIM, &seconds(report.duration)),
        );
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// The whole report without colours, as `test-result.txt` holds it.
pub(super) fn whole(report: &Report) -> String {
    let human = Human { colour: false, concise: false, slowest: 0 };
    let groups: String = report.groups.iter().map(|group| human.group(group)).collect();
    groups + &human.end(report)
}

fn is_method(result: &TestResult) -> bool {
    matches!(result.case, Case::Method { .. } | Case::Class { .. })
}

fn is_same_cause(a: &TestResult, b: &TestResult) -> bool {
    let is_compile = a.outcome == Outcome::CompileFail && is_method(a) && is_method(b);
    is_compile && a.case.class() == b.case.class() && a.failure == b.failure
}

fn kind_note(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Exception | FailureKind::Expectation => "",
        FailureKind::Compile => "  (does not compile)",
        FailureKind::Timeout => "  (time-out)",
        FailureKind::Internal => "  (internal error of orgless)",
    }
}

fn debug_lines(result: &TestResult) -> String {
    match result.log.len() {
        0 => String::new(),
        n => format!(", {}", plural(n, "debug line")),
    }
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// `0.3 ms`, `12 ms`, `1.25 s`
fn seconds(duration: Duration) -> String {
    match duration.as_secs_f64() * 1000.0 {
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.2} s", ms / 1000.0),
    }
}
