//! `FeatureManagement`: custom permissions, and the parameters of packages, of which there are none.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::org::permission;
use crate::value::{Date, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Boolean checkPermission(String apiName)",
            "Whether a permission set gives the running user the custom permission.",
            |cx: &mut Interp, name: Option<Str>| {
                let user = cx.context.user();
                name.is_some_and(|name| permission::holds(cx.org.schema(), cx.org.state(), user, &name))
            },
        ),
        m(
            "static Boolean checkPackageBooleanValue(String apiName)",
            "The value of a package's parameter.",
            |cx: &mut Interp, name: Option<Str>| match name {
                None => Ok(Value::Boolean(false)),
                Some(name) => missing(cx, &name),
            },
        ),
        m("static Date checkPackageDateValue(String apiName)", "The value of a package's parameter.", parameter),
        m("static Integer checkPackageIntegerValue(String apiName)", "The value of a package's parameter.", parameter),
        m(
            "static void setPackageBooleanValue(String apiName, Boolean value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<bool>| missing(cx, &name).map(drop),
        ),
        m(
            "static void setPackageDateValue(String apiName, Date value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<Date>| missing(cx, &name).map(drop),
        ),
        m(
            "static void setPackageIntegerValue(String apiName, Integer value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, _: Option<i32>| missing(cx, &name).map(drop),
        ),
        m(
            "static void changeProtection(String apiName, String typeApiName, String protection)",
            "Changes who sees a package's component; there are none.",
            |_: Option<Str>, _: Option<Str>, _: Option<Str>| (),
        ),
    ]
}

fn parameter(cx: &mut Interp, name: Option<Str>) -> Exec<Value> {
    match name {
        None => Ok(Value::Null),
        Some(name) => missing(cx, &name),
    }
}

fn missing(cx: &mut Interp, name: &str) -> Exec<Value> {
    let text = format!("Unable to retrieve feature parameter {name}. No results found.");
    Err(cx.throw(Exc::NoDataFound, text))
}
