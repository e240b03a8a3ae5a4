//! Library classes written in Apex: exceptions, interfaces, enums and plain data.
//!
//! A method without a body is declared but not there yet: a call of it throws and names it.

use crate::sema::library::PreludeFile;

/// `"Namespace" "file.cls"`, then the words that a program names its classes with, then native members that answer them.
macro_rules! prelude_files {
    ($($namespace:literal $name:literal $(: $($word:literal)|+ $(; $($member:literal)|+)?)?,)+) => {
        vec![$(PreludeFile {
            name: $name,
            namespace: $namespace,
            text: include_str!($name),
            names: &[$($($word),+)?],
            members: &[$($($($member),+)?)?],
            by_type: false,
        }),+]
    };
}

pub(super) use prelude_files;

/// All files in the order in which they are compiled. Those with words wait until a program says one of them, so that start-up
/// pays only for what it needs.
pub(super) fn files() -> Vec<PreludeFile> {
    prelude_files! {
        "System" "enums.cls",
        "System" "exceptions.cls",
        "System" "interfaces.cls",
        "System" "status_code.cls": "StatusCode"; "getDmlType",
        "Schema" "schema_enums.cls": "DisplayType" | "SoapType" | "SObjectDescribeOptions" | "FieldDescribeOptions";
            "getType" | "type" | "getSoapType" | "soapType" | "getSObjectDescribeOption" | "sObjectDescribeOption",
        "Schema" "schema_results.cls":
            "DescribeIconResult" | "DescribeColorResult" | "DataCategory" | "DataCategoryGroupSobjectTypePair"
            | "DescribeDataCategoryGroupResult" | "DescribeDataCategoryGroupStructureResult";
            "getIcons" | "icons" | "getColors" | "colors" | "describeDataCategoryGroups" | "describeDataCategoryGroupStructures",
        "ApexPages" "apexpages_enums.cls": "ApexPages",
        "Dom" "dom_enums.cls": "Dom"; "getNodeType",
        "System" "jobs.cls":
            "Queueable" | "QueueableContext" | "QueueableContextImpl" | "Schedulable" | "SchedulableContext"
            | "SchedulableContextImpl" | "Finalizer" | "FinalizerContext" | "FinalizerContextImpl"; "attachFinalizer",
        "System" "mocks.cls": "StubProvider" | "HttpCalloutMock" | "WebServiceMock" | "SoqlStubProvider"; "createStub" | "createSoqlStub",
        "System" "install.cls":
            "InstallHandler" | "InstallContext" | "UninstallHandler" | "UninstallContext" | "TestInstallation" | "TestSandbox"
            | "SandboxPostCopy" | "SandboxContext"; "testInstall" | "testUninstall" | "testSandboxPostCopyScript",
        "System" "version.cls": "Version"; "requestVersion" | "runAs" | "writeStartDocument" | "testInstall",
        "System" "access_level.cls": "AccessLevel" | "Database" | "Search" | "EventBus",
        "Database" "database_interfaces.cls": "Database",
        "System" "http.cls":
            "HttpRequest" | "HttpResponse" | "StaticResourceCalloutMock" | "MultiStaticResourceCalloutMock" | "Continuation"
            ; "send" | "setContinuationResponse" | "invokeContinuationMethod",
        "System" "access.cls": "SObjectAccessDecision" | "Security",
        "System" "rest.cls": "RestContext" | "RestRequest" | "RestResponse",
        "System" "passwords.cls": "ResetPasswordResult"; "resetPassword" | "resetPasswordWithEmailTemplate",
        "System" "pages.cls": "Cookie" | "SelectOption"; "getCookies" | "setCookies",
        "Database" "database_results.cls": "Database" | "EventBus"; "getErrors" | "getOptions" | "setOptions",
        "Database" "database_cursors.cls":
            "Cursor" | "PaginationCursor" | "CursorFetchResult"; "getCursor" | "getCursorWithBinds" | "getCursorInScope"
            | "getPaginationCursor" | "getPaginationCursorWithBinds" | "getPaginationCursorInScope",
        "System" "async.cls": "AsyncOptions" | "QueueableDuplicateSignature"; "enqueueJob",
        "Messaging" "messaging.cls": "Messaging",
        "Messaging" "messaging_bodies.cls": "Messaging",
        "eventbus" "eventbus.cls": "EventBus",
        "ApexPages" "apexpages.cls": "ApexPages",
        "Search" "search.cls": "Search",
        "Flow" "flow.cls": "Flow",
        "FormulaEval" "formulaeval.cls": "FormulaEval",
        "System" "formula.cls": "Formula" | "FormulaRecalcResult" | "FormulaRecalcFieldError",
        "Statics" "statics.cls": "Network" | "Site" | "BusinessHours" | "Label",
        "Site" "site.cls": "Site",
        "cache" "cache.cls": "Cache",
        "Approval" "approval.cls": "Approval",
        "System" "approvals.cls": "Approval",
        "compression" "compression.cls": "Compression",
        "Invocable" "invocable.cls": "Invocable",
        "Metadata" "metadata.cls": "Metadata",
        "Metadata" "status_code.cls": "DeployResult",
        "DataWeave" "dataweave.cls": "DataWeave" | "DataWeaveScriptResource",
        "VisualEditor" "visualeditor.cls": "VisualEditor",
        "Auth" "auth.cls": "Auth",
        "Datacloud" "datacloud.cls": "Datacloud",
        "Database" "database_duplicates.cls": "DuplicateError",
        "Database" "database_changes.cls": "DeletedRecord" | "GetDeletedResult" | "GetUpdatedResult"; "getDeleted" | "getUpdated",
        "DataSource" "datasource.cls": "DataSource",
        "DataSource" "datasource_query.cls": "DataSource",
        "reports" "reports.cls": "Reports",
        "Component" "components.cls": "Component",
        "System" "aura.cls": "Aura",
        "System" "domains.cls": "DomainCreator" | "DomainParser" | "Domain",
        "Process" "process.cls": "Process",
        "System" "email_messages.cls": "EmailMessages",
        "AppLauncher" "applauncher.cls": "AppLauncher",
        "KbManagement" "kbmanagement.cls": "KbManagement",
    }
}
