//! Library classes written in Apex: exceptions, interfaces, enums and plain data.

use crate::sema::library::PreludeFile;

macro_rules! files {
    ($($namespace:literal $name:literal)+) => {
        vec![$(PreludeFile { name: $name, namespace: $namespace, text: include_str!($name) }),+]
    };
}

/// The files, in the order in which they are compiled.
pub(super) fn files() -> Vec<PreludeFile> {
    files! {
        "System" "enums.cls"
        "System" "status_code.cls"
        "Schema" "schema_enums.cls"
        "Schema" "schema_results.cls"
        "ApexPages" "apexpages_enums.cls"
        "Dom" "dom_enums.cls"
        "System" "exceptions.cls"
        "System" "interfaces.cls"
        "Database" "database_interfaces.cls"
        "System" "http.cls"
        "System" "access.cls"
        "System" "rest.cls"
        "System" "pages.cls"
        "Database" "database_results.cls"
        "System" "async.cls"
        "Messaging" "messaging.cls"
        "EventBus" "eventbus.cls"
        "ApexPages" "apexpages.cls"
        "Cache" "cache.cls"
        "Search" "search.cls"
        "Approval" "approval.cls"
        "System" "approvals.cls"
        "Flow" "flow.cls"
        "Invocable" "invocable.cls"
        "Metadata" "metadata.cls"
        "DataWeave" "dataweave.cls"
        "FormulaEval" "formulaeval.cls"
        "System" "formula.cls"
        "VisualEditor" "visualeditor.cls"
        "Statics" "statics.cls"
        "Site" "site.cls"
        "Auth" "auth.cls"
        "Datacloud" "datacloud.cls"
        "ConnectApi" "connectapi.cls"
        "AppLauncher" "applauncher.cls"
        "KbManagement" "kbmanagement.cls"
    }
}
