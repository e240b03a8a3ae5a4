//! Governor limits of one transaction: what is used, what is allowed, and the uncatchable exception beyond it.

use std::time::{Duration, Instant};

use crate::interp::{Exc, Interp, Thrown};

/// What the platform counts in a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    Queries,
    QueryRows,
    QueryLocatorRows,
    AggregateQueries,
    SoslQueries,
    /// Also savepoints, rollbacks and `System.runAs`.
    DmlStatements,
    DmlRows,
    Callouts,
    FutureCalls,
    QueueableJobs,
    EmailInvocations,
    MobilePushCalls,
    PublishImmediate,
    FindSimilarCalls,
    ApexCursors,
    ApexCursorRows,
    CursorFetches,
    PaginationCursors,
    PaginationCursorRows,
}

const COUNT: usize = Limit::PaginationCursorRows as usize + 1;

/// Which figures hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// The org's own figures.
    #[default]
    Platform,
    /// Counted limits as on the platform; 10 minutes of CPU, 4 GiB of heap.
    Roomy,
    /// Nothing counted is limited. CPU and heap keep the roomy bounds: nothing may run for ever.
    Off,
}

/// A transaction's kind in the eyes of the limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figures {
    /// Also scheduled Apex.
    Sync,
    /// Future calls, queueables and batches.
    Async,
}

/// Counters of one transaction. `Test.startTest` pushes a fresh set, `Test.stopTest` restores the outer one.
#[derive(Clone, Debug)]
pub struct Limits {
    profile: Profile,
    counters: Counters,
    /// The sets that `startTest` and jobs inside a test put aside.
    outer: Vec<Counters>,
    /// CPU seen at the last look, in milliseconds.
    heap_seen: u64,
    /// Bytes allocated in large pieces since the heap was last measured.
    fresh_bytes: u64,
}

#[derive(Clone, Debug)]
struct Counters {
    used: [u32; COUNT],
    max: [u32; COUNT],
    started: Instant,
    /// Time that does not count: waiting for callouts, outer sets.
    paused: Duration,
    cpu: Duration,
    heap: u64,
    put_aside: Option<Instant>,
}

/// What a transaction has used of everything that is counted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Used([u32; COUNT]);

impl Limits {
    /// What has been used so far.
    pub fn all_used(&self) -> Used {
        Used(self.counters.used)
    }

    /// Begins with what came before: a test with what its set-up used.
    pub fn begin_with(&mut self, used: Used) {
        self.counters.used = used.0;
    }

    pub fn new(profile: Profile, figures: Figures) -> Limits {
        Limits { profile, counters: Counters::new(profile, figures), outer: Vec::new(), heap_seen: 0, fresh_bytes: 0 }
    }

    pub fn profile(&self) -> Profile {
        self.profile
    }

    pub fn used(&self, limit: Limit) -> u32 {
        self.counters.used[limit as usize]
    }

    pub fn max(&self, limit: Limit) -> u32 {
        self.counters.max[limit as usize]
    }

    /// Lowers or raises one limit, for experiments and tests.
    pub fn set_max(&mut self, limit: Limit, max: u32) {
        self.counters.max[limit as usize] = max;
    }

    /// Lowers or raises the CPU limit.
    pub fn set_cpu(&mut self, cpu: Duration) {
        self.counters.cpu = cpu;
    }

    /// Counts `n` more.
    ///
    /// # Errors
    /// The text of the LimitException when that is too many.
    pub fn add(&mut self, limit: Limit, n: usize) -> Result<(), String> {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let used = &mut self.counters.used[limit as usize];
        *used = used.saturating_add(n);
        let max = self.counters.max[limit as usize];
        if *used > max && self.profile != Profile::Off {
            return Err(exceeded(limit, max));
        }
        Ok(())
    }

    /// Takes back what was counted, for the retries of a partial success.
    pub fn restore(&mut self, before: &Limits) {
        self.counters.used = before.counters.used;
    }

    /// A fresh set of counters on top: `Test.startTest`, or a job that runs inside a test.
    pub fn push(&mut self, figures: Figures) {
        let mut fresh = Counters::new(self.profile, figures);
        std::mem::swap(&mut fresh, &mut self.counters);
        fresh.put_aside = Some(Instant::now());
        self.outer.push(fresh);
    }

    /// Back to the counters before the last [`Limits::push`].
    pub fn pop(&mut self) {
        if let Some(mut outer) = self.outer.pop() {
            if let Some(since) = outer.put_aside.take() {
                outer.paused += since.elapsed();
            }
            self.counters = outer;
        }
    }

    /// Time that Apex code has run in this transaction.
    pub fn cpu(&self) -> Duration {
        self.counters.started.elapsed().saturating_sub(self.counters.paused)
    }

    pub fn max_cpu(&self) -> Duration {
        self.counters.cpu
    }

    /// Leaves out a time of waiting (a callout).
    pub fn pause(&mut self, waited: Duration) {
        self.counters.paused += waited;
    }

    pub fn max_heap(&self) -> u64 {
        self.counters.heap
    }

    /// The size at the last measurement, plus what was allocated in large pieces since.
    pub fn heap_estimate(&self) -> u64 {
        self.heap_seen + self.fresh_bytes
    }

    /// Notes a large allocation since the last measurement.
    #[inline]
    pub fn note(&mut self, bytes: u64) {
        self.fresh_bytes += bytes;
    }

    /// Stores what a measurement of the reachable values found.
    pub fn measured(&mut self, bytes: u64) {
        self.heap_seen = bytes;
        self.fresh_bytes = 0;
    }
}

impl Counters {
    fn new(profile: Profile, figures: Figures) -> Counters {
        let is_async = figures == Figures::Async;
        let (cpu, heap) = match (profile, figures) {
            (Profile::Platform, Figures::Sync) => (Duration::from_secs(10), 6_000_000),
            (Profile::Platform, Figures::Async) => (Duration::from_secs(60), 12_000_000),
            (Profile::Roomy | Profile::Off, _) => (Duration::from_secs(600), 4 << 30),
        };
        let mut max = [0; COUNT];
        for (limit, figure) in [
            (Limit::Queries, if is_async { 200 } else { 100 }),
            (Limit::QueryRows, 50_000),
            (Limit::QueryLocatorRows, 10_000),
            (Limit::AggregateQueries, 300),
            (Limit::SoslQueries, 20),
            (Limit::DmlStatements, 150),
            (Limit::DmlRows, 10_000),
            (Limit::Callouts, 100),
            (Limit::FutureCalls, 50),
            (Limit::QueueableJobs, if is_async { 1 } else { 50 }),
            (Limit::EmailInvocations, 10),
            (Limit::MobilePushCalls, 10),
            (Limit::PublishImmediate, 150),
            (Limit::FindSimilarCalls, 20),
            (Limit::ApexCursors, 50),
            (Limit::ApexCursorRows, 50_000_000),
            (Limit::CursorFetches, 100),
            (Limit::PaginationCursors, 50),
            (Limit::PaginationCursorRows, 100_000),
        ] {
            max[limit as usize] = figure;
        }
        Counters { used: [0; COUNT], max, started: Instant::now(), paused: Duration::ZERO, cpu, heap, put_aside: None }
    }
}

/// `Too many SOQL queries: 101`
fn exceeded(limit: Limit, max: u32) -> String {
    let what = match limit {
        Limit::Queries => "SOQL queries",
        Limit::QueryRows => "query rows",
        Limit::QueryLocatorRows => "query locator rows",
        Limit::AggregateQueries => "aggregate queries",
        Limit::SoslQueries => "SOSL queries",
        Limit::DmlStatements => "DML statements",
        Limit::DmlRows => "DML rows",
        Limit::Callouts => "callouts",
        Limit::FutureCalls => "future calls",
        Limit::QueueableJobs => "queueable jobs added to the queue",
        Limit::EmailInvocations => "Email Invocations",
        Limit::MobilePushCalls => "Mobile Apex push calls",
        Limit::PublishImmediate => "Publish Immediate DML",
        Limit::FindSimilarCalls => "find similar calls",
        Limit::ApexCursors => "Apex cursors",
        Limit::ApexCursorRows => "Apex cursor rows",
        Limit::CursorFetches => "fetch calls on Apex cursor",
        Limit::PaginationCursors => "Apex pagination cursors",
        Limit::PaginationCursorRows => "Apex pagination cursor rows",
    };
    format!("Too many {what}: {}", u64::from(max) + 1)
}

impl Interp {
    /// Counts `n` more of `limit`.
    ///
    /// # Errors
    /// The uncatchable LimitException.
    #[inline]
    pub fn charge(&mut self, limit: Limit, n: usize) -> Result<(), Thrown> {
        match self.limits.add(limit, n) {
            Ok(()) => Ok(()),
            Err(text) => Err(self.throw(Exc::Limit, text)),
        }
    }

    /// Looks at the clock; called when the interpreter's budget of steps runs out.
    ///
    /// # Errors
    /// `Apex CPU time limit exceeded`, uncatchable.
    #[cold]
    pub fn check_cpu(&mut self) -> Result<(), Thrown> {
        match self.limits.cpu() > self.limits.max_cpu() {
            false => Ok(()),
            true => Err(self.throw(Exc::Limit, "Apex CPU time limit exceeded")),
        }
    }

    /// Refuses a heap of `bytes` when that is too much.
    ///
    /// # Errors
    /// `Apex heap size too large: <bytes>`, uncatchable.
    pub fn check_heap(&mut self, bytes: u64) -> Result<(), Thrown> {
        self.limits.measured(bytes);
        match bytes > self.limits.max_heap() {
            false => Ok(()),
            true => Err(self.throw(Exc::Limit, format!("Apex heap size too large: {bytes}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_has_the_platforms_text() {
        let mut l = Limits::new(Profile::Platform, Figures::Sync);
        assert_eq!(l.add(Limit::Queries, 100), Ok(()));
        assert_eq!(l.add(Limit::Queries, 1), Err("Too many SOQL queries: 101".into()));
        let mut a = Limits::new(Profile::Platform, Figures::Async);
        assert_eq!(a.add(Limit::QueueableJobs, 2), Err("Too many queueable jobs added to the queue: 2".into()));
    }

    #[test]
    fn start_test_gives_fresh_counters_and_stop_test_restores() {
        let mut l = Limits::new(Profile::Platform, Figures::Sync);
        l.add(Limit::Queries, 1).expect("within");
        l.push(Figures::Sync);
        assert_eq!(l.used(Limit::Queries), 0);
        l.add(Limit::Queries, 7).expect("within");
        l.pop();
        assert_eq!(l.used(Limit::Queries), 1);
    }

    #[test]
    fn off_counts_but_never_refuses() {
        let mut l = Limits::new(Profile::Off, Figures::Sync);
        assert_eq!(l.add(Limit::DmlRows, 1_000_000), Ok(()));
        assert_eq!(l.used(Limit::DmlRows), 1_000_000);
    }
}
