//! The native classes that need the org, the limits or the job queue.

use super::{
    Class, approval, business_hours, class, database, database_cursor, database_query, labels, limits, missing,
    org_limits, search, system_async, test, zip,
};

pub(super) fn classes() -> Vec<Class> {
    vec![
        class!(limits::rows, "Limits", "What the transaction has used, and what it may."),
        class!(org_limits::rows, "OrgLimits", "What the org as a whole may use."),
        class!(org_limits::limit, "OrgLimit", "One limit of the org."),
        class!(database::rows, "Database", "DML with results, queries given as text, savepoints, batches."),
        class!(search::rows, "Search", "Searches given as text."),
        class!(database::savepoint, "Savepoint", "A state of the data to go back to."),
        class!(
            database_query::query_locator, "Database.QueryLocator", "What a query found.",
            implements: &["Iterable<SObject>"],
        ),
        class!(
            database_query::query_locator_iterator, "Database.QueryLocatorIterator", "A walk over the records of a locator.",
            implements: &["Iterator<SObject>"],
        ),
        class!(database_cursor::store, "Orgless.Cursors", "The store behind the classes of cursors."),
        class!(test::rows, "Test", "The frame of a test, stand-ins for the outside, data of its own making."),
        class!(test::event_broker, "eventbus.TestBroker", "The event bus of a test."),
        class!(test::request, "Request", "The transaction under way."),
        class!(system_async::async_info, "AsyncInfo", "The running queueable's place in its chain."),
        class!(test::running, "Orgless.Running", "The code under way, as the prelude asks about it."),
        class!(approval::rows, "Orgless.Approvals", "Approval processes and locks, behind `Approval`."),
        class!(labels::rows, "Orgless.Labels", "Custom labels by name, behind `Label`."),
        class!(business_hours::rows, "Orgless.Hours", "The arithmetic of business hours."),
        class!(zip::rows, "Orgless.Zip", "The bytes of zip archives."),
        class!(missing::rows, "Orgless.Missing", "What methods that are declared but not there yet call."),
        class!(system_async::flex_queue, "FlexQueue", "The order of waiting batches."),
    ]
}
