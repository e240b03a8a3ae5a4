//! `OrgLimits`: what the org as a whole may use in a day.

use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::value::{List, Map, NativeObject, Value};

/// The state of an `OrgLimit`.
struct OrgLimit {
    name: &'static str,
    max: i32,
    used: i32,
}

/// Single e-mails of a day.
pub(super) const SINGLE_EMAILS: i32 = 5_000;

/// Limits of an Enterprise org; only the jobs are counted.
const FIGURES: [(&str, i32); 10] = [
    ("ActiveScratchOrgs", 40),
    ("DailyApiRequests", 100_000),
    ("DailyBulkApiBatches", 15_000),
    ("DailyWorkflowEmails", 1_000),
    ("DataStorageMB", 10_240),
    ("FileStorageMB", 10_240),
    ("HourlyTimeBasedWorkflow", 1_000),
    ("MassEmail", 5_000),
    ("PermissionSets", 1_500),
    ("SingleEmail", SINGLE_EMAILS),
];

fn limits(cx: &Interp) -> Vec<(&'static str, Value)> {
    let class = cx.program.find_class("System.OrgLimit").expect("it is in the table");
    let jobs = &cx.org.state().jobs;
    let daily = ("DailyAsyncApexExecutions", jobs.limits.daily as i32, jobs.executions() as i32);
    let fixed = FIGURES.iter().map(|&(name, max)| (name, max, 0));
    let mut all: Vec<_> = fixed.chain(std::iter::once(daily)).collect();
    all.sort_by_key(|(name, ..)| *name);
    all.into_iter().map(|(name, max, used)| (name, NativeObject::value(class, OrgLimit { name, max, used }))).collect()
}

fn of(cx: &Interp) -> TypeId {
    cx.program.find_class("System.OrgLimit").map_or(TypeId::OBJECT, TypeId::class)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static List<OrgLimit> getAll()", "All limits of the org.", |cx: &mut Interp| {
            List::from_values(of(cx), limits(cx).into_iter().map(|(_, limit)| limit).collect())
        }),
        m("static Map<String, OrgLimit> getMap()", "All limits of the org by name.", |cx: &mut Interp| {
            let mut map = Map::new(TypeId::STRING, of(cx));
            for (name, limit) in limits(cx) {
                map.put(Value::string(name), limit);
            }
            map
        }),
    ]
}

pub(super) fn limit() -> Vec<Row> {
    vec![
        m("String getName()", "The limit's name.", |l: Native<OrgLimit>| l.with(|l| l.name)),
        m("Integer getLimit()", "What it allows.", |l: Native<OrgLimit>| l.with(|l| l.max)),
        m("Integer getValue()", "What is used of it.", |l: Native<OrgLimit>| l.with(|l| l.used)),
        m("String toString()", "Name, use and figure.", |l: Native<OrgLimit>| {
            l.with(|l| format!("OrgLimit[name={}, limit={}, value={}]", l.name, l.max, l.used))
        }),
    ]
}
