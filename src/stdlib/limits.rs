//! `Limits`: what the transaction has used, and what it may.

use crate::interp::Interp;
use crate::interp::limits::Limit;
use crate::interp::native::{Row, m};

fn figure(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// The two rows of a counter.
fn pair(used: &'static str, max: &'static str, limit: Limit) -> [Row; 2] {
    [
        m(used, "How much of this limit is used.", move |cx: &mut Interp| figure(cx.limits.used(limit))),
        m(max, "How much this limit allows.", move |cx: &mut Interp| figure(cx.limits.max(limit))),
    ]
}

fn constant(signature: &'static str, value: i32) -> Row {
    m(signature, "A limit that does not apply here.", move || value)
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("static Integer getCpuTime()", "Milliseconds that the transaction has run.", |cx: &mut Interp| {
            i32::try_from(cx.limits.cpu().as_millis()).unwrap_or(i32::MAX)
        }),
        m("static Integer getLimitCpuTime()", "Milliseconds that the transaction may run.", |cx: &mut Interp| {
            i32::try_from(cx.limits.max_cpu().as_millis()).unwrap_or(i32::MAX)
        }),
        m("static Integer getHeapSize()", "Bytes that the transaction's values take.", |cx: &mut Interp| {
            let bytes = cx.heap_size();
            cx.limits.measured(bytes);
            i32::try_from(bytes).unwrap_or(i32::MAX)
        }),
        m("static Integer getLimitHeapSize()", "Bytes that the transaction's values may take.", |cx: &mut Interp| {
            i32::try_from(cx.limits.max_heap()).unwrap_or(i32::MAX)
        }),
        constant("static Integer getDatabaseTime()", 0),
        constant("static Integer getLimitDatabaseTime()", 0),
        constant("static Integer getAsyncCalls()", 0),
        constant("static Integer getLimitAsyncCalls()", 200),
    ];
    let pairs = [
        ("static Integer getQueries()", "static Integer getLimitQueries()", Limit::Queries),
        ("static Integer getQueryRows()", "static Integer getLimitQueryRows()", Limit::QueryRows),
        ("static Integer getQueryLocatorRows()", "static Integer getLimitQueryLocatorRows()", Limit::QueryLocatorRows),
        ("static Integer getAggregateQueries()", "static Integer getLimitAggregateQueries()", Limit::AggregateQueries),
        ("static Integer getSoslQueries()", "static Integer getLimitSoslQueries()", Limit::SoslQueries),
        ("static Integer getDmlStatements()", "static Integer getLimitDmlStatements()", Limit::DmlStatements),
        ("static Integer getDmlRows()", "static Integer getLimitDmlRows()", Limit::DmlRows),
        ("static Integer getCallouts()", "static Integer getLimitCallouts()", Limit::Callouts),
        ("static Integer getFutureCalls()", "static Integer getLimitFutureCalls()", Limit::FutureCalls),
        ("static Integer getQueueableJobs()", "static Integer getLimitQueueableJobs()", Limit::QueueableJobs),
        ("static Integer getEmailInvocations()", "static Integer getLimitEmailInvocations()", Limit::EmailInvocations),
        (
            "static Integer getMobilePushApexCalls()",
            "static Integer getLimitMobilePushApexCalls()",
            Limit::MobilePushCalls,
        ),
        (
            "static Integer getPublishImmediateDML()",
            "static Integer getLimitPublishImmediateDML()",
            Limit::PublishImmediate,
        ),
        ("static Integer getFindSimilarCalls()", "static Integer getLimitFindSimilarCalls()", Limit::FindSimilarCalls),
        ("static Integer getApexCursors()", "static Integer getLimitApexCursors()", Limit::ApexCursors),
        ("static Integer getApexCursorRows()", "static Integer getLimitApexCursorRows()", Limit::ApexCursorRows),
        (
            "static Integer getFetchCallsOnApexCursor()",
            "static Integer getLimitFetchCallsOnApexCursor()",
            Limit::CursorFetches,
        ),
        (
            "static Integer getApexPaginationCursors()",
            "static Integer getLimitApexPaginationCursors()",
            Limit::PaginationCursors,
        ),
        (
            "static Integer getApexPaginationCursorRows()",
            "static Integer getLimitApexPaginationCursorRows()",
            Limit::PaginationCursorRows,
        ),
        // The platform answers the DML statements for these three.
        ("static Integer getRunAs()", "static Integer getLimitRunAs()", Limit::DmlStatements),
        ("static Integer getSavepoints()", "static Integer getLimitSavepoints()", Limit::DmlStatements),
        ("static Integer getSavepointRollbacks()", "static Integer getLimitSavepointRollbacks()", Limit::DmlStatements),
    ];
    rows.extend(pairs.into_iter().flat_map(|(used, max, limit)| pair(used, max, limit)));
    rows
}
