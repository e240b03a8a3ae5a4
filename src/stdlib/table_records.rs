//! The native classes around records: describe calls, users, callouts, pages, caches.

use super::{
    Class, apex_pages, cache, class, custom_settings, event_bus, feature_management, flow, formula, geo, http,
    invocable, messaging, page_reference, schema, security, sobject, url, user_info,
};

pub(super) fn classes() -> Vec<Class> {
    let mut classes = vec![
        class!(sobject::rows, "SObject", "A record of any object."),
        class!(geo::address_rows, "Address", "The value of an address field."),
        class!(geo::location_rows, "Location", "The value of a geolocation field."),
        class!(user_info::rows, "UserInfo", "The running user and the org."),
        class!(url::rows, "Url", "An address on the web."),
        class!(custom_settings::rows, "CustomSetting", "What custom settings and custom metadata types answer."),
        class!(http::rows, "Http", "Sends requests."),
        class!(http::web_service_rows, "WebServiceCallout", "Sends SOAP requests of generated code."),
        class!(security::rows, "Security", "What a user may do with records."),
        class!(feature_management::rows, "FeatureManagement", "Custom permissions and parameters of packages."),
        class!(messaging::rows, "Messaging", "Sends e-mails."),
        class!(event_bus::rows, "EventBus", "Publishes platform events."),
        class!(page_reference::rows, "PageReference", "The address of a page, with parameters."),
        class!(apex_pages::rows, "ApexPages", "The current page and its messages."),
        class!(invocable::rows, "Invocable.Runner", "Runs invocable methods by the name of their class."),
        class!(flow::rows, "Flow.Names", "The flows that the project has."),
        class!(formula::instance_rows, "FormulaEval.FormulaInstance", "A formula that can be computed for records."),
        class!(formula::compiler_rows, "FormulaEval.Compiler", "Compiles formulas and computes formula fields."),
        class!(cache::rows, "cache.Store", "The store behind the platform cache's classes."),
    ];
    classes.extend(schema::classes());
    classes
}
