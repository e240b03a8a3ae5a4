//! `FeatureManagement`: custom permissions, and the parameters that a package declares.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::permission;
use crate::value::{Cell, Date, Str, Value};

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
                Some(name) => parameter(cx, &name, Kind::Boolean),
            },
        ),
        m(
            "static Date checkPackageDateValue(String apiName)",
            "The value of a package's parameter.",
            |cx: &mut Interp, name: Option<Str>| name.map_or(Ok(Value::Null), |name| parameter(cx, &name, Kind::Date)),
        ),
        m(
            "static Integer checkPackageIntegerValue(String apiName)",
            "The value of a package's parameter.",
            |cx: &mut Interp, name: Option<Str>| {
                name.map_or(Ok(Value::Null), |name| parameter(cx, &name, Kind::Integer))
            },
        ),
        m(
            "static void setPackageBooleanValue(String apiName, Boolean value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, value: Option<bool>| {
                set(cx, &name, Kind::Boolean, value.map_or(Cell::Null, Cell::Boolean))
            },
        ),
        m(
            "static void setPackageDateValue(String apiName, Date value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, value: Option<Date>| {
                set(cx, &name, Kind::Date, value.map_or(Cell::Null, Cell::Date))
            },
        ),
        m(
            "static void setPackageIntegerValue(String apiName, Integer value)",
            "Sets a package's parameter.",
            |cx: &mut Interp, name: Str, value: Option<i32>| {
                set(cx, &name, Kind::Integer, value.map_or(Cell::Null, Cell::Integer))
            },
        ),
        m(
            "static void changeProtection(String apiName, String typeApiName, String protection)",
            "Changes who sees a package's component; there are none.",
            |_: Option<Str>, _: Option<Str>, _: Option<Str>| (),
        ),
    ]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Date,
    Integer,
}

/// The parameter of a name and a kind; one of another kind is not found.
fn parameter(cx: &mut Interp, name: &str, kind: Kind) -> Exec<Value> {
    let found = cx.org.parameter(name).filter(|cell| fits(cell, kind)).map(Cell::to_value);
    found.ok_or_else(|| missing(cx, name))
}

fn set(cx: &mut Interp, name: &str, kind: Kind, value: Cell) -> Exec<()> {
    if !cx.org.parameter(name).is_some_and(|cell| fits(cell, kind)) {
        return Err(missing(cx, name));
    }
    cx.org.set_parameter(name, value);
    Ok(())
}

fn fits(cell: &Cell, kind: Kind) -> bool {
    match kind {
        Kind::Boolean => matches!(cell, Cell::Boolean(_) | Cell::Null),
        Kind::Date => matches!(cell, Cell::Date(_) | Cell::Null),
        Kind::Integer => matches!(cell, Cell::Integer(_) | Cell::Null),
    }
}

fn missing(cx: &mut Interp, name: &str) -> Thrown {
    let text = format!("Unable to retrieve feature parameter {name}. No results found.");
    cx.throw(Exc::NoDataFound, text)
}
