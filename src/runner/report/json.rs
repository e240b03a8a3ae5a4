//! The JSON of `sf apex run test --json`.

use serde_json::{Value, json};

use super::{Counts, RUN_ID, Report, milliseconds};
use crate::runner::event::{Case, TestResult};

/// `{status, result: {summary, tests, setup}}`, indented by two.
pub(super) fn text(report: &Report) -> String {
    let counts = report.counts();
    let tests: Vec<Value> = report.tests().enumerate().map(|(i, result)| test(i, result)).collect();
    let setups: Vec<Value> = report
        .groups
        .iter()
        .flat_map(|g| &g.results)
        .filter(|r| matches!(r.case, Case::Setup { .. }))
        .enumerate()
        .map(|(i, result)| setup(i, result))
        .collect();
    let mut result = json!({ "summary": summary(report, &counts), "tests": tests });
    if !setups.is_empty() {
        result["setup"] = Value::Array(setups);
    }
    let status = if counts.failed > 0 { 100 } else { 0 };
    let whole = json!({ "status": status, "result": result, "warnings": [] });
    format!("{whole:#}\n")
}

fn summary(report: &Report, counts: &Counts) -> Value {
    let execution: u128 = report.tests().map(|r| r.duration.as_millis()).sum();
    let started = jiff::Timestamp::try_from(report.started).unwrap_or_default();
    json!({
        "failRate": counts.fail_rate(),
        "failing": counts.failed,
        "hostname": "local",
        "orgId": "00D000000000001EAA",
        "outcome": counts.outcome(),
        "passRate": counts.pass_rate(),
        "passing": counts.passed,
        "skipped": counts.skipped,
        "testRunId": RUN_ID,
        "testStartTime": format!("{started:.3}"),
        "testsRan": counts.ran + counts.skipped,
        "userId": "005000000000001AAA",
        "username": "admin@orgless.local",
        "commandTime": milliseconds(report.duration),
        "testExecutionTime": format!("{execution} ms"),
        "testTotalTime": format!("{execution} ms"),
    })
}

fn test(index: usize, result: &TestResult) -> Value {
    let (message, stack) = match &result.failure {
        Some(failure) => (Value::from(failure.message.as_str()), non_empty(&failure.stack)),
        None => (Value::Null, Value::Null),
    };
    json!({
        "Id": id("07M", index),
        "QueueItemId": id("709", index),
        "StackTrace": stack,
        "Message": message,
        "AsyncApexJobId": RUN_ID,
        "MethodName": result.case.method(),
        "Outcome": result.outcome.name(),
        "ApexClass": { "Id": id("01p", index), "Name": result.case.class(), "NamespacePrefix": null },
        "RunTime": result.duration.as_millis() as u64,
        "FullName": result.case.full_name(),
    })
}

fn setup(index: usize, result: &TestResult) -> Value {
    json!({
        "Id": id("07M", index),
        "MethodName": result.case.method(),
        "ApexClass": { "Id": id("01p", index), "Name": result.case.class(), "NamespacePrefix": null },
        "FullName": result.case.full_name(),
        "TestSetupTime": result.duration.as_millis() as u64,
    })
}

fn non_empty(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

fn id(prefix: &str, index: usize) -> String {
    format!("{prefix}{:012}AAA", index + 1)
}
