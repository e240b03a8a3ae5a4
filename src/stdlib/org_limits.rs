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
const FIGURES: [(&str, i32); 40] = [
    ("ActiveScratchOrgs", 40),
    ("AnalyticsExternalDataSizeMB", 40_960),
    ("ConcurrentAsyncGetReportInstances", 200),
    ("ConcurrentSyncReportRuns", 20),
    ("DailyAnalyticsDataflowJobExecutions", 60),
    ("DailyApexCursorLimit", 10_000),
    ("DailyApexCursorRowsLimit", 100_000_000),
    ("DailyApexPCursorLimit", 200_000),
    ("DailyApiRequests", 100_000),
    ("DailyAsyncApexTests", 500),
    ("DailyBulkApiBatches", 15_000),
    ("DailyBulkV2QueryFileStorageMB", 976_562),
    ("DailyBulkV2QueryJobs", 10_000),
    ("DailyDeliveredPlatformEvents", 10_000),
    ("DailyDurableGenericStreamingApiEvents", 10_000),
    ("DailyDurableStreamingApiEvents", 10_000),
    ("DailyGenericStreamingApiEvents", 10_000),
    ("DailyScratchOrgs", 80),
    ("DailyStandardVolumePlatformEvents", 10_000),
    ("DailyStreamingApiEvents", 10_000),
    ("DailyWorkflowEmails", 1_000),
    ("DataStorageMB", 10_240),
    ("DurableStreamingApiConcurrentClients", 20),
    ("FileStorageMB", 10_240),
    ("HourlyAsyncReportRuns", 1_200),
    ("HourlyDashboardRefreshes", 200),
    ("HourlyDashboardResults", 5_000),
    ("HourlyDashboardStatuses", 999_999_999),
    ("HourlyLongTermIdMapping", 100_000),
    ("HourlyODataCallout", 20_000),
    ("HourlyPublishedPlatformEvents", 50_000),
    ("HourlyPublishedStandardVolumePlatformEvents", 1_000),
    ("HourlyShortTermIdMapping", 100_000),
    ("HourlySyncReportRuns", 500),
    ("HourlyTimeBasedWorkflow", 1_000),
    ("MassEmail", 5_000),
    ("Package2VersionCreates", 6),
    ("PermissionSets", 1_500),
    ("SingleEmail", SINGLE_EMAILS),
    ("StreamingApiConcurrentClients", 20),
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
            l.with(|l| format!("OrgLimit[{}: consumed {} of {}]", l.name, l.used, l.max))
        }),
    ]
}
