//! The native classes around records: describe calls, users, callouts, pages, caches.

use super::{Class, class, custom_settings, geo, sobject, url, user_info};

pub(super) fn classes() -> Vec<Class> {
    let mut classes = vec![
        class!(sobject::rows, "SObject", "A record of any object."),
        class!(geo::address_rows, "Address", "The value of an address field."),
        class!(geo::location_rows, "Location", "The value of a geolocation field."),
        class!(user_info::rows, "UserInfo", "The running user and the org."),
        class!(url::rows, "Url", "An address on the web."),
        class!(custom_settings::rows, "CustomSetting", "What custom settings and custom metadata types answer."),
    ];
    classes.extend(super::schema::classes());
    classes
}
