//! `ApexPages`: the current page and the messages on it.

use super::page_reference;
use crate::hir::TypeId;
use crate::interp::exceptions::exception_data;
use crate::interp::native::{InstanceRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::value::{List, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static PageReference currentPage()", "The page of the request; a test sets it.", current_page),
        m("static void addMessage(ApexPages.Message message)", "Shows a message on the page.", add),
        m("static void addMessages(Exception cause)", "Shows an exception's messages on the page.", add_exception),
        m("static List<ApexPages.Message> getMessages()", "The messages on the page.", |cx: &mut Interp| {
            let elem = cx.program.find_class("ApexPages.Message").map_or(TypeId::OBJECT, TypeId::class);
            List::from_values(elem, cx.context.page_messages.clone())
        }),
        m("static Boolean hasMessages()", "Whether there are messages.", |cx: &mut Interp| {
            !cx.context.page_messages.is_empty()
        }),
        m(
            "static Boolean hasMessages(ApexPages.Severity severity)",
            "Whether there are messages of a severity.",
            |cx: &mut Interp, severity: Value| -> Exec<bool> {
                for message in cx.context.page_messages.clone() {
                    if cx.call_named(&message, "getSeverity", &[])?.same(&severity) {
                        return Ok(true);
                    }
                }
                Ok(false)
            },
        ),
    ]
}

pub(super) fn current_page(cx: &mut Interp) -> Value {
    if let Some(page) = &cx.context.page {
        return page.clone();
    }
    // Outside of a page there is none; a test gets an empty one, so that parameters can be set on it.
    if !cx.context.is_test() {
        return Value::Null;
    }
    let page = page_reference::make(cx, "");
    cx.context.page = Some(page.clone());
    page
}

/// The platform shows equal messages once.
fn add(cx: &mut Interp, message: InstanceRef) -> Exec<()> {
    let texts = |cx: &mut Interp, m: &Value| -> Exec<_> {
        let severity = cx.call_named(m, "getSeverity", &[])?;
        let parts = [cx.call_named(m, "getSummary", &[])?, cx.call_named(m, "getDetail", &[])?];
        let [summary, detail] = parts;
        Ok((severity, cx.text(&summary)?, cx.text(&detail)?))
    };
    let new = texts(cx, &message.value())?;
    for old in cx.context.page_messages.clone() {
        let old = texts(cx, &old)?;
        if old.0.same(&new.0) && *old.1 == *new.1 && *old.2 == *new.2 {
            return Ok(());
        }
    }
    cx.context.page_messages.push(message.value());
    Ok(())
}

fn add_exception(cx: &mut Interp, cause: InstanceRef) -> Exec<()> {
    let failures = exception_data(&cause.value(), |d| d.dml.iter().map(|f| f.message.clone()).collect::<Vec<_>>());
    let mut texts = failures.unwrap_or_default();
    if texts.is_empty() {
        let message = cx.call_named(&cause.value(), "getMessage", &[])?;
        texts.push(cx.text(&message)?.to_string());
    }
    let class = cx.program.find_class("ApexPages.Message").expect("the prelude declares ApexPages.Message");
    let severity = cx.enum_constant("ApexPages.Severity", "ERROR");
    for text in texts {
        let message = cx.instantiate(class, &[severity.clone(), Value::string(&text)])?;
        cx.context.page_messages.push(message);
    }
    Ok(())
}
