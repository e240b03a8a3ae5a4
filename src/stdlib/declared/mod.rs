//! What the platform's reference declares beyond what orgless has, so that code which names it compiles.
//!
//! Variables and the accessors named after them work; any other method throws and names itself. A type that orgless comes to have
//! moves into the prelude.

use crate::sema::library::PreludeFile;
use crate::stdlib::prelude::prelude_files;

/// All files; programs take single types from them.
pub(super) fn files() -> Vec<PreludeFile> {
    let files = prelude_files! {
        "aiplatform" "aiplatform.cls": "aiplatform",
        "Apex" "apex.cls": "Apex",
        "ApexPages" "apexpages.cls": "IdeaStandardController" | "IdeaStandardSetController" | "KnowledgeArticleVersionStandardController",
        "AppLauncher" "applauncher.cls": "AppLauncher",
        "Auth" "auth.cls": "AuthProviderPlugin" | "AuthProviderPluginClass" | "AuthProviderPluginException" | "AuthToken" | "CommunitiesUtil" | "ConfigurableSelfRegHandler" | "ConfirmUserRegistrationHandler" | "ConnectedAppPlugin" | "ConnectedAppPluginException" | "CustomOneTimePasswordDeliveryHandler" | "CustomOneTimePasswordDeliveryResult" | "DiscoveryCustomErrorException" | "ExternalClientAppOauthHandler" | "GeneratedUserData" | "HeadlessSelfRegistrationHandler" | "HeadlessUserDiscoveryHandler" | "HttpCalloutMockUtil" | "IntegratingAppType" | "InvocationContext" | "LightningLoginEligibility" | "LoginDiscoveryException" | "LoginDiscoveryHandler" | "LoginDiscoveryMethod" | "MyDomainLoginDiscoveryHandler" | "Oauth2TokenExchangeHandler" | "OAuth2TokenExchangeType" | "OauthToken" | "OauthTokenType" | "SamlJitHandler" | "SessionLevel" | "SessionManagement" | "VerificationAction" | "VerificationException" | "VerificationMethod" | "VerificationPolicy" ,
        "cache" "cache.cls": "PlatformCacheDelegateWrapper" | "SessionCacheException" | "SessionCacheNoSessionException",
        "Canvas" "canvas.cls": "Canvas",
        "ChatterAnswers" "chatteranswers.cls": "ChatterAnswers",
        "CommerceBuyGrp" "commercebuygrp.cls": "CommerceBuyGrp",
        "CommerceExtension" "commerceextension.cls": "CommerceExtension",
        "CommerceOrders" "commerceorders.cls": "CommerceOrders",
        "CommercePayments" "commercepayments.cls": "CommercePayments",
        "CommerceTax" "commercetax.cls": "CommerceTax",
        "ConnectApi" "connectapi.cls": "ConnectApi",
        "ConnectApi" "connectapi_feeds.cls": "ConnectApi",
        "ConnectApi" "connectapi_named.cls": "ConnectApi",
        "Context" "context.cls": "Context",
        "Database" "database.cls": "MergeRequest" | "QueryLocatorChunkIterator",
        "Datacloud" "datacloud.cls": "AdditionalInformationMap" | "FieldDiff" | "FieldDifferenceType",
        "DataProtection" "dataprotection.cls": "DataProtection",
        "DocumentAI" "documentai.cls": "DocumentAI",
        "embeddedai" "embeddedai.cls": "embeddedai",
        "flowuiruntime" "flowuiruntime.cls": "flowuiruntime",
        "fsccashflow" "fsccashflow.cls": "fsccashflow",
        "Functions" "functions.cls": "Functions",
        "industriesNlpSvc" "industriesnlpsvc.cls": "industriesNlpSvc",
        "InvoiceWriteOff" "invoicewriteoff.cls": "InvoiceWriteOff",
        "ise_bots_apex" "ise_bots_apex.cls": "ise_bots_apex",
        "IsvPartners" "isvpartners.cls": "IsvPartners",
        "LiveAgent" "liveagent.cls": "LiveAgent",
        "LxScheduler" "lxscheduler.cls": "LxScheduler",
        "Messaging" "messaging.cls": "ActionableNotification" | "ActionError" | "ActionResult" | "EmailAttachment" | "EmailToSalesforceHandler" | "NotificationActionHandler" | "PushNotification" | "PushNotificationPayload",
        "Metadata" "metadata.cls": "AnalyticsCloudComponentLayoutItem" | "ConsoleComponent" | "Container" | "CustomConsoleComponents" | "DeployProblemType" | "FeedItemTypeEnum" | "FeedLayout" | "FeedLayoutComponent" | "FeedLayoutComponentType" | "FeedLayoutFilter" | "FeedLayoutFilterPosition" | "FeedLayoutFilterType" | "LayoutHeader" | "LayoutSectionStyle" | "MetadataValue" | "MiniLayout" | "PlatformActionListContextEnum" | "PrimaryTabComponents" | "QuickActionList" | "QuickActionListItem" | "RelatedContent" | "RelatedContentItem" | "RelatedList" | "ReportChartComponentLayoutItem" | "ReportChartComponentSize" | "SidebarComponent" | "SubtabComponents" | "SummaryLayout" | "SummaryLayoutItem" | "SummaryLayoutStyleEnum" | "UiBehavior",
        "PlaceQuote" "placequote.cls": "PlaceQuote",
        "Pref_center" "pref_center.cls": "Pref_center",
        "QuickAction" "quickaction.cls": "QuickAction",
        "reports" "reports.cls": "AggregateColumn" | "BucketField" | "BucketFieldValue" | "BucketType" | "CrossFilter" | "CsfGroupType" | "EvaluatedCondition" | "EvaluatedConditionOperator" | "FeatureNotSupportedException" | "FilterOperator" | "FilterValue" | "FormulaType" | "GroupingColumn" | "InstanceAccessException" | "InvalidFilterException" | "InvalidReportMetadataException" | "InvalidSnapshotDateException" | "MetadataException" | "NotificationAction" | "NotificationActionContext" | "ReportCsf" | "ReportDivisionInfo" | "ReportInstance" | "ReportInstanceAttributes" | "ReportRunException" | "ReportScopeInfo" | "ReportScopeValue" | "ReportTypeColumn" | "ReportTypeColumnCategory" | "ReportTypeMetadata" | "StandardDateFilterDuration" | "StandardDateFilterDurationGroup" | "StandardFilter" | "StandardFilterInfo" | "StandardFilterInfoPicklist" | "StandardFilterType" | "ThresholdInformation" | "UnsupportedOperationException",
        "RevSalesTrxn" "revsalestrxn.cls": "RevSalesTrxn",
        "RevSignaling" "revsignaling.cls": "RevSignaling",
        "RichMessaging" "richmessaging.cls": "RichMessaging",
        "Schema" "schema.cls": "FilteredLookupInfo",
        "Search" "search.cls": "QuestionSuggestionFilter",
        "Sfc" "sfc.cls": "Sfc",
        "Sfdc_Checkout" "sfdc_checkout.cls": "Sfdc_Checkout",
        "Sfdc_Enablement" "sfdc_enablement.cls": "Sfdc_Enablement",
        "Sfdc_Surveys" "sfdc_surveys.cls": "Sfdc_Surveys",
        "Site" "site.cls": "Site",
        "Slack" "slack.cls": "Slack",
        "Support" "support.cls": "Support",
        "System" "system.cls": "Answers" | "AppExchangeTrialTemplate" | "Cases" | "Collator" | "Communities" | "Currency" | "ExternalServiceTest" | "Ideas" | "IntegrationTest" | "Packaging" | "QuickAction" | "RemoteObjectController" | "SupportPredictiveService" | "UserManagement" | "WebServiceCalloutFuture",
        "TerritoryMgmt" "territorymgmt.cls": "TerritoryMgmt",
        "TxnSecurity" "txnsecurity.cls": "TxnSecurity",
        "UserProvisioning" "userprovisioning.cls": "UserProvisioning",
        "Wave" "wave.cls": "Wave",
        "wavetemplate" "wavetemplate.cls": "wavetemplate",
    };
    files.into_iter().map(|file| PreludeFile { by_type: true, ..file }).collect()
}
