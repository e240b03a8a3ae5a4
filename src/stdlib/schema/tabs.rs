//! `Schema.DescribeTabSetResult` and `Schema.DescribeTabResult`: one app with a tab for each object that can have one.

use super::both;
use crate::hir::TypeId;
use crate::interp::Interp;
use crate::interp::native::{Native, Row, m};
use crate::schema::{Object, ObjectId, ObjectKind};
use crate::stdlib::{class_id, url};
use crate::value::{List, NativeObject, Value};

struct App;
struct Tab(ObjectId);

type AppRef = Native<App>;
type TabRef = Native<Tab>;

pub(super) fn describe() -> List {
    let class = class_id("Schema.DescribeTabSetResult");
    List::from_values(TypeId::class(class), vec![NativeObject::keyed(class, 0, App)])
}

fn tabs(cx: &mut Interp) -> List {
    let class = class_id("Schema.DescribeTabResult");
    let schema = &cx.program.schema;
    let standard = |o: &Object| o.searchable && o.createable && o.key_prefix.is_some() && !o.setup;
    let shown = |o: &Object| o.kind == ObjectKind::Custom || o.kind == ObjectKind::Standard && standard(o);
    let objects = schema.iter().map(|(id, _)| id).filter(|id| shown(schema.object(*id)));
    let values = objects.map(|id| NativeObject::keyed(class, u64::from(id.0), Tab(id))).collect();
    List::from_values(TypeId::class(class), values)
}

pub(super) fn set_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getLabel", "Label", "The app's label.", |_: AppRef| "Orgless");
    both!(rows, "String", "getDescription", "Description", "What the app is for.", |_: AppRef| "All objects");
    both!(rows, "String", "getNamespace", "Namespace", "The package; none here.", |_: AppRef| "");
    both!(rows, "String", "getTabSetId", "TabSetId", "The app's id.", |_: AppRef| "02u000000000001AAA");
    both!(rows, "String", "getLogoUrl", "LogoUrl", "Where the app's picture is.", |_: AppRef| {
        format!("{}/img/logo.png", url::DOMAIN)
    });
    both!(rows, "Boolean", "isSelected", "Selected", "Whether it is the user's present app.", |_: AppRef| true);
    both!(
        rows,
        "List<Schema.DescribeTabResult>",
        "getTabs",
        "Tabs",
        "The app's tabs.",
        |cx: &mut Interp, _: AppRef| { tabs(cx) }
    );
    rows
}

fn ask<R>(f: impl Fn(&Object) -> R) -> impl Fn(&mut Interp, TabRef) -> R {
    move |cx, tab| f(cx.program.schema.object(tab.with(|t| t.0)))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    both!(rows, "String", "getLabel", "Label", "The tab's label.", ask(|o| o.label_plural.to_string()));
    both!(rows, "String", "getName", "Name", "The tab's name.", ask(|o| o.name.to_string()));
    both!(rows, "String", "getSobjectName", "SobjectName", "The tab's object.", ask(|o| o.name.to_string()));
    both!(rows, "Boolean", "isCustom", "Custom", "Whether customers made it.", ask(Object::custom));
    both!(
        rows,
        "String",
        "getUrl",
        "Url",
        "Where the tab is.",
        ask(|o| {
            let prefix = o.key_prefix.map(|p| String::from_utf8_lossy(&p).into_owned()).unwrap_or_default();
            format!("{}/{prefix}/o", url::DOMAIN)
        })
    );
    both!(
        rows,
        "String",
        "getIconUrl",
        "IconUrl",
        "Where its picture is.",
        ask(|_| { format!("{}/img/icon/default32.png", url::DOMAIN) })
    );
    both!(
        rows,
        "String",
        "getMiniIconUrl",
        "MiniIconUrl",
        "Where its small picture is.",
        ask(|_| { format!("{}/img/icon/default16.png", url::DOMAIN) })
    );
    both!(
        rows,
        "String",
        "getMobileUrl",
        "MobileUrl",
        "Where the tab is on a phone; nowhere here.",
        |_: TabRef| None::<String>
    );
    both!(
        rows,
        "String",
        "getTabEnumOrId",
        "TabEnumOrId",
        "The tab's name for the platform.",
        ask(|o| o.name.to_string())
    );
    both!(
        rows,
        "List<Schema.DescribeColorResult>",
        "getColors",
        "Colors",
        "Its colours; none here.",
        |cx: &mut Interp, _: TabRef| { none_of(cx, "Schema.DescribeColorResult") }
    );
    both!(rows, "List<Schema.DescribeIconResult>", "getIcons", "Icons", "Its pictures; none here.", icons);
    rows
}

fn icons(cx: &mut Interp, _: TabRef) -> Value {
    none_of(cx, "Schema.DescribeIconResult")
}

fn none_of(cx: &mut Interp, class: &str) -> Value {
    let elem = cx.program.find_class(class).map_or(TypeId::OBJECT, TypeId::class);
    Value::list(List::new(elem))
}
