//! A run as it ended, and its texts: for people, and in the shapes of `sf`.

mod files;
pub mod human;
mod json;
mod junit;
mod tap;

use std::time::{Duration, SystemTime};

pub use files::write_files;
pub use human::Human;

use super::event::{Event, Group, GroupKind, Outcome, TestResult};

/// The shape of the results on standard output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Human,
    Json,
    Junit,
    Tap,
}

/// Everything a run told.
#[derive(Clone, Debug)]
pub struct Report {
    pub groups: Vec<GroupReport>,
    pub started: SystemTime,
    pub duration: Duration,
}

/// A group and its results in order of their end.
#[derive(Clone, Debug)]
pub struct GroupReport {
    pub group: Group,
    pub results: Vec<TestResult>,
    pub duration: Duration,
}

/// How many tests ended how. Setups that passed and declaring blocks are no tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub ran: usize,
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
    /// Blocks of documents, of whatever kind.
    pub blocks: usize,
}

/// The id that `sf` would show for the run; there is one run in an org.
pub const RUN_ID: &str = "707000000000001AAA";

impl Report {
    pub fn new(started: SystemTime) -> Report {
        Report { groups: Vec::new(), started, duration: Duration::ZERO }
    }

    /// Takes in what happened.
    pub fn record(&mut self, event: &Event) {
        match event {
            Event::Started { groups } => {
                let empty =
                    |group: &Group| GroupReport { group: group.clone(), results: Vec::new(), duration: Duration::ZERO };
                self.groups = groups.iter().map(empty).collect();
            }
            Event::Finished { group, result } => self.groups[*group].results.push(result.clone()),
            Event::GroupFinished { group, duration } => self.groups[*group].duration = *duration,
        }
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for group in &self.groups {
            counts.add(&group.counts());
        }
        counts
    }

    /// Results that count as tests, in the order of groups.
    pub fn tests(&self) -> impl Iterator<Item = &TestResult> {
        self.groups.iter().flat_map(|g| &g.results).filter(|r| r.case.is_test())
    }

    /// The text of the results in a format; the human one without progress and colours.
    pub fn text(&self, format: Format) -> String {
        match format {
            Format::Human => human::whole(self),
            Format::Json => json::text(self),
            Format::Junit => junit::text(self),
            Format::Tap => tap::text(self),
        }
    }
}

impl GroupReport {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for result in &self.results {
            counts.blocks += usize::from(matches!(result.case, super::event::Case::Block { .. }));
            if !result.case.is_test() {
                continue;
            }
            match result.outcome {
                Outcome::Pass => counts.passed += 1,
                Outcome::Fail | Outcome::CompileFail => counts.failed += 1,
                Outcome::Skip => counts.skipped += 1,
            }
            counts.ran += usize::from(result.outcome != Outcome::Skip);
        }
        counts
    }

    pub fn is_document(&self) -> bool {
        matches!(self.group.kind, GroupKind::Document { .. })
    }
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.ran += other.ran;
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.blocks += other.blocks;
    }

    /// `97%`: sf rounds to whole per cent, and never up to 100.
    pub fn pass_rate(&self) -> String {
        percent(self.passed, self.ran)
    }

    pub fn fail_rate(&self) -> String {
        percent(self.failed, self.ran)
    }

    /// `Passed` or `Failed`.
    pub fn outcome(&self) -> &'static str {
        if self.failed == 0 { "Passed" } else { "Failed" }
    }
}

fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "0%".into(),
        _ if part == whole => "100%".into(),
        _ => format!("{}%", (part * 100 / whole).min(99)),
    }
}

/// `12 ms`
fn milliseconds(duration: Duration) -> String {
    format!("{} ms", duration.as_millis())
}

#[cfg(test)]
mod tests;
