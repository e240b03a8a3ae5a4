//! The shapes of the reports.

use std::time::{Duration, SystemTime};

use super::{Format, Report};
use crate::runner::event::{Case, Deed, Event, Failure, FailureKind, Group, GroupKind, Outcome, TestResult};

fn result(case: Case, outcome: Outcome, failure: Option<Failure>) -> TestResult {
    TestResult { case, outcome, failure, duration: Duration::from_millis(12), log: vec!["seen".into()], attempts: 1 }
}

fn report() -> Report {
    let mut report = Report::new(SystemTime::UNIX_EPOCH);
    let groups = vec![
        Group { name: "FooTest".into(), kind: GroupKind::Class { tests: 2 } },
        Group { name: "doc.md".into(), kind: GroupKind::Document { named: true } },
    ];
    let failure = Failure {
        stack: "Class.FooTest.bad: line 3, column 1".into(),
        ..Failure::new(FailureKind::Exception, "System.AssertException: Assertion Failed: Expected: <1>, Actual: 2")
    };
    let method = |name: &str| Case::Method { class: "FooTest".into(), method: name.into() };
    let block = |line, deed| Case::Block { document: "doc.md".into(), line, deed };
    for event in [
        Event::Started { groups },
        Event::Finished {
            group: 0,
            result: result(Case::Setup { class: "FooTest".into(), method: "make".into() }, Outcome::Pass, None),
        },
        Event::Finished { group: 0, result: result(method("good"), Outcome::Pass, None) },
        Event::Finished { group: 0, result: result(method("bad"), Outcome::Fail, Some(failure)) },
        Event::GroupFinished { group: 0, duration: Duration::from_millis(30) },
        Event::Finished { group: 1, result: result(block(4, Deed::Declared(vec!["A".into()])), Outcome::Pass, None) },
        Event::Finished { group: 1, result: result(block(9, Deed::Ran { jobs: 2 }), Outcome::Pass, None) },
        Event::Finished { group: 1, result: result(block(15, Deed::Nothing), Outcome::Pass, None) },
        Event::GroupFinished { group: 1, duration: Duration::from_millis(4) },
    ] {
        report.record(&event);
    }
    report.duration = Duration::from_millis(1250);
    report
}

#[test]
fn people_read_lines_then_failures_then_the_sum() {
    insta::assert_snapshot!(report().text(Format::Human), @r#"
    FAIL  FooTest  2 tests, 1 failed  30 ms
    PASS  doc.md  3 blocks  4.0 ms
          line 4      declares A
          line 9      ran, 1 debug line, then 2 jobs  12 ms
          line 15     nothing to run: comments only

    Failures

      FooTest.bad
        System.AssertException: Assertion Failed: Expected: <1>, Actual: 2
        Class.FooTest.bad: line 3, column 1
        System.debug:
        | seen

    Failed: 3 tests ran, 2 passed (66%), 1 failed  1.25 s
    "#);
}

#[test]
fn tap_has_a_line_for_each_test() {
    insta::assert_snapshot!(report().text(Format::Tap), @r#"
    1..3
    ok 1 FooTest.good
    not ok 2 FooTest.bad
    # System.AssertException: Assertion Failed: Expected: <1>, Actual: 2
    # Class.FooTest.bad: line 3, column 1
    ok 3 doc.md:9
    # passed 2, failed 1, skipped 0
    "#);
}

#[test]
fn junit_has_one_suite() {
    insta::assert_snapshot!(report().text(Format::Junit), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites>
        <testsuite name="force.apex" timestamp="1970-01-01T00:00:00Z" hostname="local" tests="3" failures="1" skipped="0" errors="0" time="0.036">
            <properties>
                <property name="outcome" value="Failed"/>
                <property name="testsRan" value="3"/>
                <property name="passing" value="2"/>
                <property name="failing" value="1"/>
                <property name="skipped" value="0"/>
                <property name="passRate" value="66%"/>
                <property name="failRate" value="33%"/>
                <property name="commandTime" value="1250 ms"/>
                <property name="testRunId" value="707000000000001AAA"/>
                <property name="username" value="admin@orgless.local"/>
            </properties>
            <testcase name="good" classname="FooTest" time="0.012"/>
            <testcase name="bad" classname="FooTest" time="0.012">
                <failure message="System.AssertException: Assertion Failed: Expected: &lt;1&gt;, Actual: 2"><![CDATA[Class.FooTest.bad: line 3, column 1]]></failure>
            </testcase>
            <testcase name="line 9" classname="doc.md" time="0.012"/>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn json_has_the_shape_of_sf() {
    let json: serde_json::Value = serde_json::from_str(&report().text(Format::Json)).expect("valid JSON");
    assert_eq!(json["status"], 100);
    let summary = &json["result"]["summary"];
    assert_eq!((&summary["outcome"], &summary["testsRan"]), (&"Failed".into(), &3.into()));
    assert_eq!((&summary["passRate"], &summary["testStartTime"]), (&"66%".into(), &"1970-01-01T00:00:00.000Z".into()));
    let bad = &json["result"]["tests"][1];
    assert_eq!((&bad["FullName"], &bad["Outcome"]), (&"FooTest.bad".into(), &"Fail".into()));
    assert_eq!(bad["StackTrace"], "Class.FooTest.bad: line 3, column 1");
    assert_eq!(bad["ApexClass"]["Name"], "FooTest");
    assert_eq!(json["result"]["setup"][0]["TestSetupTime"], 12);
}
