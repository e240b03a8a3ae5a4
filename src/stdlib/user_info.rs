//! `UserInfo`: the running user and the org.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::schema::FieldId;
use crate::stdlib::dates;
use crate::value::{Cell, Id, Str, Value, Zone};

/// A field of the running user's row.
fn user_field(cx: &Interp, name: &str) -> Option<Value> {
    field_of(cx, cx.context.user(), "User", name)
}

fn field_of(cx: &Interp, id: Id, object: &str, name: &str) -> Option<Value> {
    let schema = &cx.program.schema;
    let object = schema.find(object)?;
    let field: FieldId = schema.object(object).field(name)?;
    match cx.org.cell(id, field) {
        Cell::Null => None,
        cell => Some(cell.to_value()),
    }
}

/// The running user's locale: `en_US`, `pl`.
pub(super) fn locale(cx: &Interp) -> String {
    match user_field(cx, "LocaleSidKey") {
        Some(Value::String(s)) => s.to_string(),
        _ => "en_US".to_owned(),
    }
}

/// The running user's language: `en_US`, `de`.
pub(super) fn language(cx: &Interp) -> String {
    match user_field(cx, "LanguageLocaleKey") {
        Some(Value::String(s)) => s.to_string(),
        _ => "en_US".to_owned(),
    }
}

/// The org's own row.
pub(super) fn organization(cx: &Interp) -> Id {
    let schema = &cx.program.schema;
    let object = schema.find("Organization").expect("every schema has Organization");
    let first = cx.org.state().table(object).and_then(|t| t.iter().next().map(|(n, _)| n));
    crate::org::id_of(schema, object, first.unwrap_or(1))
}

/// The running user's profile.
pub(super) fn profile(cx: &Interp) -> Option<Id> {
    match user_field(cx, "ProfileId")? {
        Value::Id(id) => Some(id),
        _ => None,
    }
}

fn text(name: &'static str) -> impl Fn(&mut Interp) -> Exec<Value> {
    move |cx| match user_field(cx, name) {
        None => Ok(Value::Null),
        Some(value) => cx.text(&value).map(Value::String),
    }
}

fn text_or(name: &'static str, other: &'static str) -> impl Fn(&mut Interp) -> Exec<Value> {
    move |cx| match text(name)(cx)? {
        Value::Null => Ok(Value::string(other)),
        value => Ok(value),
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("static String getUserId()", "The running user's id.", |cx: &mut Interp| cx.context.user().to_string()),
        m("static String getProfileId()", "The id of the user's profile.", text("ProfileId")),
        m("static String getUserRoleId()", "The id of the user's role, or null.", text("UserRoleId")),
        m("static String getFirstName()", "The user's first name.", text("FirstName")),
        m("static String getLastName()", "The user's last name.", text("LastName")),
        m("static String getName()", "The user's whole name.", name),
        m("static String getUserName()", "What the user logs in with.", text("Username")),
        m("static String getUserEmail()", "The user's e-mail address.", text("Email")),
        m("static String getUserType()", "`Standard`, `Guest`, ...", text_or("UserType", "Standard")),
        m("static String getLanguage()", "The user's language.", text_or("LanguageLocaleKey", "en_US")),
        m("static String getLocale()", "The user's locale.", text_or("LocaleSidKey", "en_US")),
        m("static TimeZone getTimeZone()", "The user's time zone.", time_zone),
        m("static String getDefaultCurrency()", "The currency of amounts.", || "USD"),
        m("static Boolean isMultiCurrencyOrganization()", "Whether the org has several currencies.", || false),
    ];
    rows.extend(org_rows());
    rows
}

fn org_rows() -> Vec<Row> {
    vec![
        m("static String getOrganizationId()", "The org's id.", |cx: &mut Interp| organization(cx).to_string()),
        m("static String getOrganizationName()", "The org's name.", |cx: &mut Interp| {
            field_of(cx, organization(cx), "Organization", "Name")
        }),
        m("static String getSessionId()", "A session id that opens nothing.", |cx: &mut Interp| {
            let session = if cx.context.is_test() { "ApexTestSession" } else { "orgless" };
            format!("{}!{session}", organization(cx).to_15())
        }),
        m("static String getUiTheme()", "The look that the org prefers.", || "Theme3"),
        m("static String getUiThemeDisplayed()", "The look that the user has.", || "Theme3"),
        m("static String getCurrentUvid()", "The id of the user's visit; none here.", || None::<&str>),
        m(
            "static Boolean isCurrentUserLicensed(String namespace)",
            "Whether the user may use a package; there are none.",
            |cx: &mut Interp, _: Option<Str>| {
                Err::<bool, _>(cx.throw(Exc::Type, "Managed Package corresponding to namespace prefix not found"))
            },
        ),
        m(
            "static Boolean isCurrentUserLicensedForPackage(Id packageId)",
            "Whether the user may use a package; there are none.",
            |cx: &mut Interp, _: Option<Id>| Err::<bool, _>(cx.throw(Exc::Type, "Package Not Found")),
        ),
        m(
            "static Boolean hasPackageLicense(Id packageId)",
            "Whether the user may use a package; there are none.",
            |cx: &mut Interp, _: Option<Id>| Err::<bool, _>(cx.throw(Exc::Type, "Package Not Found")),
        ),
    ]
}

fn name(cx: &mut Interp) -> Exec<Value> {
    match text("Name")(cx)? {
        Value::Null => {
            let parts = [text("FirstName")(cx)?, text("LastName")(cx)?];
            let words: Vec<String> = parts
                .iter()
                .filter_map(|p| match p {
                    Value::String(s) => Some(s.to_string()),
                    _ => None,
                })
                .collect();
            Ok(Value::string(&words.join(" ")))
        }
        value => Ok(value),
    }
}

fn time_zone(cx: &mut Interp) -> Value {
    let id = user_field(cx, "TimeZoneSidKey");
    let zone = match &id {
        Some(Value::String(id)) => Zone::get(id),
        _ => Zone::gmt(),
    };
    dates::zone_value(zone)
}
