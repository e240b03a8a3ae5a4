//! Library classes written in Apex: exceptions, interfaces, enums and plain data.
//!
//! A method without a body is declared but not there yet: a call of it throws and names it.

use crate::sema::library::{OnDemandFile, PreludeFile};

macro_rules! files {
    ($($namespace:literal $name:literal)+) => {
        vec![$(PreludeFile { name: $name, namespace: $namespace, text: include_str!($name) }),+]
    };
}

macro_rules! on_demand {
    ($($($word:literal)|+ => $namespace:literal $name:literal)+) => {
        vec![$(OnDemandFile {
            file: PreludeFile { name: $name, namespace: $namespace, text: include_str!($name) },
            words: &[$($word),+],
        }),+]
    };
}

/// The files that every program begins with, in the order in which they are compiled.
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
        "Search" "search.cls"
        "Flow" "flow.cls"
        "FormulaEval" "formulaeval.cls"
        "System" "formula.cls"
        "Statics" "statics.cls"
        "Site" "site.cls"
    }
}

/// The files that are compiled when a program has one of the words beside a dot: `Cache` in `Cache.Org.get('key')`.
pub(super) fn on_demand() -> Vec<OnDemandFile> {
    on_demand! {
        "Cache" => "Cache" "cache.cls"
        "Approval" => "Approval" "approval.cls"
        "Approval" => "System" "approvals.cls"
        "Compression" => "compression" "compression.cls"
        "Invocable" => "Invocable" "invocable.cls"
        "Metadata" => "Metadata" "metadata.cls"
        "DataWeave" | "DataWeaveScriptResource" => "DataWeave" "dataweave.cls"
        "VisualEditor" => "VisualEditor" "visualeditor.cls"
        "Auth" => "Auth" "auth.cls"
        "Datacloud" => "Datacloud" "datacloud.cls"
        "DuplicateError" => "Database" "database_duplicates.cls"
        "ConnectApi" => "ConnectApi" "connectapi.cls"
        "ConnectApi" => "ConnectApi" "connectapi_records.cls"
        "DataSource" => "DataSource" "datasource.cls"
        "Reports" => "Reports" "reports.cls"
        "Component" => "Component" "components.cls"
        "Aura" => "System" "aura.cls"
        "DomainCreator" => "System" "domains.cls"
        "EmailMessages" => "System" "email_messages.cls"
        "AppLauncher" => "AppLauncher" "applauncher.cls"
        "KbManagement" => "KbManagement" "kbmanagement.cls"
    }
}
