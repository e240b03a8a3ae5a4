//! `Exception`: the platform's own part of every exception. Its subclasses are Apex, in the prelude and in user code.

use crate::hir::TypeId;
use crate::interp::native::{InstanceRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::object::{DmlFailure, ExceptionData};
use crate::value::{List, Str, Value};

/// Reads the platform's part; an exception that was never initialised has an empty one.
fn read<R>(e: &InstanceRef, f: impl FnOnce(&ExceptionData) -> R) -> R {
    match &*e.instance().extra.borrow() {
        Some(data) => f(data),
        None => f(&ExceptionData::default()),
    }
}

fn write(e: &InstanceRef, f: impl FnOnce(&mut ExceptionData)) {
    f(e.instance().extra.borrow_mut().get_or_insert_default());
}

/// Runs `f` on the failure of this number.
fn failure<R>(cx: &mut Interp, e: &InstanceRef, i: i32, f: impl FnOnce(&DmlFailure) -> R) -> Result<R, Thrown> {
    let found = read(e, |d| usize::try_from(i).ok().and_then(|i| d.dml.get(i)).map(f));
    found.ok_or_else(|| cx.throw(Exc::List, format!("List index out of bounds: {i}")))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("String getMessage()", "The text that the exception was made with.", |e: InstanceRef| {
            read(&e, |d| d.message.clone())
        }),
        m("Exception getCause()", "The exception that led to this one, or null.", |e: InstanceRef| {
            read(&e, |d| d.cause.clone())
        }),
        m(
            "void initCause(Exception cause)",
            "Sets the cause, which can be done once.",
            |e: InstanceRef, cause: Value| write(&e, |d| d.cause = cause),
        ),
        m("void setMessage(String text)", "Replaces the message.", |e: InstanceRef, text: Option<Str>| {
            write(&e, |d| d.message = text)
        }),
        m(
            "String getTypeName()",
            "The class: `System.MathException`, `MyException`, `Outer.InnerException`.",
            |cx: &mut Interp, e: InstanceRef| {
                let class = cx.program.class(e.instance().class);
                match class.namespace {
                    "" => class.name.to_string(),
                    namespace => format!("{namespace}.{}", class.name),
                }
            },
        ),
        m("Integer getLineNumber()", "The line where it was thrown.", |e: InstanceRef| {
            read(&e, |d| d.trace.first().map_or(0, |f| f.line as i32))
        }),
        m(
            "String getStackTraceString()",
            "One line for each call under way, innermost first; then the same of the cause.",
            |cx: &mut Interp, e: InstanceRef| cx.stack_trace_text(&Value::Ref(e.0)),
        ),
    ];
    rows.extend(dml_rows());
    rows
}

fn dml_rows() -> Vec<Row> {
    vec![
        m("Integer getNumDml()", "How many rows failed.", |e: InstanceRef| read(&e, |d| d.dml.len())),
        m(
            "String getDmlMessage(Integer i)",
            "The text of the i-th failure.",
            |cx: &mut Interp, e: InstanceRef, i: i32| failure(cx, &e, i, |f| f.message.clone()),
        ),
        m(
            "Integer getDmlIndex(Integer i)",
            "The place of the i-th failed record in the list that was saved.",
            |cx: &mut Interp, e: InstanceRef, i: i32| failure(cx, &e, i, |f| f.row),
        ),
        m(
            "String getDmlId(Integer i)",
            "The Id of the i-th failed record, if it has one.",
            |cx: &mut Interp, e: InstanceRef, i: i32| failure(cx, &e, i, |f| f.id.map(|id| id.to_string())),
        ),
        m(
            "String getDmlStatusCode(Integer i)",
            "The status code of the i-th failure as text.",
            |cx: &mut Interp, e: InstanceRef, i: i32| failure(cx, &e, i, |f| f.status),
        ),
        m(
            "StatusCode getDmlType(Integer i)",
            "The status code of the i-th failure.",
            |cx: &mut Interp, e: InstanceRef, i: i32| {
                let status = failure(cx, &e, i, |f| f.status)?;
                Ok(super::enums::constant(cx, "System.StatusCode", status).unwrap_or_default())
            },
        ),
        m(
            "List<String> getDmlFieldNames(Integer i)",
            "API names of the fields at fault in the i-th failure.",
            |cx: &mut Interp, e: InstanceRef, i: i32| {
                failure(cx, &e, i, |f| {
                    List::from_values(TypeId::STRING, f.fields.iter().map(|n| Value::string(n)).collect())
                })
            },
        ),
        m("List<Schema.SObjectField> getDmlFields(Integer i)", "The fields at fault in the i-th failure.", dml_fields),
    ]
}

fn dml_fields(cx: &mut Interp, e: InstanceRef, i: i32) -> Result<List, Thrown> {
    let (object, names) = failure(cx, &e, i, |f| (f.object, f.fields.clone()))?;
    let tokens = names.iter().filter_map(|name| {
        let object = object?;
        Some(Value::FieldToken(object, cx.program.schema.object(object).field(name)?))
    });
    Ok(List::from_values(TypeId::OBJECT, tokens.collect()))
}
