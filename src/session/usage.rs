//! What a transaction used of its limits, in the words of the platform's debug log.

use std::fmt;

use crate::interp::Interp;
use crate::interp::limits::Limit;

/// Used and allowed, by name. Prints one line for each: `Number of SOQL queries: 1 out of 100`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Usage(pub Vec<(&'static str, u64, u64)>);

const COUNTED: [(Limit, &str); 10] = [
    (Limit::Queries, "Number of SOQL queries"),
    (Limit::QueryRows, "Number of query rows"),
    (Limit::SoslQueries, "Number of SOSL queries"),
    (Limit::DmlStatements, "Number of DML statements"),
    (Limit::DmlRows, "Number of DML rows"),
    (Limit::Callouts, "Number of callouts"),
    (Limit::EmailInvocations, "Number of Email Invocations"),
    (Limit::FutureCalls, "Number of future calls"),
    (Limit::QueueableJobs, "Number of queueable jobs added to the queue"),
    (Limit::MobilePushCalls, "Number of Mobile Apex push calls"),
];

impl Usage {
    pub(super) fn of(cx: &mut Interp) -> Usage {
        let counted = |(limit, name)| (name, u64::from(cx.limits.used(limit)), u64::from(cx.limits.max(limit)));
        let mut rows: Vec<_> = COUNTED.into_iter().map(counted).collect();
        rows.insert(
            5,
            ("Maximum CPU time", cx.limits.cpu().as_millis() as u64, cx.limits.max_cpu().as_millis() as u64),
        );
        let heap = cx.heap_size();
        rows.insert(6, ("Maximum heap size", heap, cx.limits.max_heap()));
        Usage(rows)
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, used, max)| writeln!(f, "{name}: {used} out of {max}"))
    }
}
