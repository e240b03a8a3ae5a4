//! `Http.send` and `WebServiceCallout.invoke`: callouts, answered by a test's mock or by the outside world.

use crate::hir::TypeId;
use crate::interp::context::JobPhase;
use crate::interp::limits::Limit;
use crate::interp::native::{InstanceRef, ListRef, MapRef, Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::org::{HttpAnswer, HttpCall};
use crate::stdlib::argument::Numbered;
use crate::value::{NativeObject, Object, Value};

struct Http;

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("Http()", "A sender of requests.", || NativeObject::value(super::class_id("Http"), Http)),
        m(
            "HttpResponse send(HttpRequest request)",
            "Sends a request. In tests the mock of `Test.setMock` answers; else callouts must be allowed.",
            |cx: &mut Interp, _: Native<Http>, Numbered(request): Numbered<InstanceRef>| send(cx, &request),
        ),
        m("String toString()", "The class.", |_: Native<Http>| "System.Http[]"),
    ]
}

pub(super) fn web_service_rows() -> Vec<Row> {
    vec![m(
        "static void invoke(Object stub, Object request, Map<String, Object> response, List<String> info)",
        "Makes a SOAP callout of generated code. In tests the WebServiceMock answers.",
        invoke,
    )]
}

/// The value of an Apex object's field by name.
pub(super) fn field(cx: &Interp, object: &InstanceRef, name: &str) -> Value {
    let instance = object.instance();
    let fields = &cx.program.class(instance.class).fields;
    let slot = fields.iter().position(|f| f.name.eq_ignore_ascii_case(name));
    slot.map_or(Value::Null, |slot| instance.fields.borrow()[slot].clone())
}

/// The text of an Apex object's field, if it has one.
pub(super) fn text_field(cx: &Interp, object: &InstanceRef, name: &str) -> Option<String> {
    match field(cx, object, name) {
        Value::String(s) => Some(s.to_string()),
        Value::Id(id) => Some(id.to_string()),
        _ => None,
    }
}

fn send(cx: &mut Interp, request: &InstanceRef) -> Exec<Value> {
    let mock = mock(cx, "System.HttpCalloutMock");
    let endpoint = text_field(cx, request, "endpoint");
    if endpoint.is_none() && mock.is_none() {
        return Err(cx.throw(Exc::Callout, "Endpoint can not be null"));
    }
    check_allowed(cx)?;
    cx.charge(Limit::Callouts, 1)?;
    if let Some(mock) = mock {
        return cx.call_named(&mock, "respond", &[request.value()]);
    }
    let endpoint = endpoint.expect("a request without a mock has an endpoint");
    refuse_in_tests(cx)?;
    check_endpoint(cx, &endpoint)?;
    let call = call(cx, request, endpoint);
    let host = cx.host();
    let started = std::time::Instant::now();
    let answer = host.callout(&call);
    cx.limits.pause(started.elapsed());
    match answer {
        Ok(answer) => response(cx, answer),
        Err(text) => Err(cx.throw(Exc::Callout, text)),
    }
}

/// The rules on when a transaction may call out at all.
fn check_allowed(cx: &mut Interp) -> Exec<()> {
    if !cx.context.triggers.is_empty() {
        return Err(cx.throw(Exc::Callout, "Callout from triggers are currently not supported."));
    }
    if let Some(job) = &cx.context.job
        && !job.callouts
    {
        let text = match job.phase {
            JobPhase::Scheduled => "Callout from scheduled Apex not supported.",
            JobPhase::Future => {
                "Callout not allowed from this future method. Please enable callout by annotating the future method. \
                 eg: @Future(callout=true)"
            }
            JobPhase::Queueable
            | JobPhase::Finalizer
            | JobPhase::BatchStart
            | JobPhase::BatchExecute
            | JobPhase::BatchFinish => {
                "Callout not allowed from this asynchronous process. Please implement Database.AllowsCallouts."
            }
        };
        return Err(cx.throw(Exc::Callout, text));
    }
    if cx.context.uncommitted {
        let text = "You have uncommitted work pending. Please commit or rollback before calling out.";
        return Err(cx.throw(Exc::Callout, text));
    }
    if !cx.context.savepoints.is_empty() {
        return Err(cx.throw(Exc::Callout, "All active Savepoints must be released before making callouts."));
    }
    Ok(())
}

/// The mock that the test set last for an interface.
fn mock(cx: &Interp, interface: &str) -> Option<Value> {
    let ty = TypeId::class(cx.program.find_class(interface)?);
    let mocks = &cx.context.test.as_ref()?.mocks;
    let latest = mocks.iter().rev().find(|(t, _)| *t == ty);
    latest.map(|(_, mock)| mock.clone()).filter(|mock| !mock.is_null())
}

fn refuse_in_tests(cx: &mut Interp) -> Exec<()> {
    match cx.context.is_test() {
        false => Ok(()),
        true => Err(cx.throw(Exc::Type, "Methods defined as TestMethod do not support Web service callouts")),
    }
}

fn check_endpoint(cx: &mut Interp, endpoint: &str) -> Exec<()> {
    if let Some(rest) = endpoint.strip_prefix("callout:") {
        let name = rest.split(['/', '?']).next().unwrap_or(rest);
        let text = format!(
            "The callout couldn't access the endpoint. You might not have the required permissions, or the named \
             credential \"{name}\" might not exist."
        );
        return Err(cx.throw(Exc::Callout, text));
    }
    match endpoint.contains("://") {
        true => Ok(()),
        false => Err(cx.throw(Exc::Callout, format!("no protocol: {endpoint}"))),
    }
}

fn call(cx: &Interp, request: &InstanceRef, endpoint: String) -> HttpCall {
    let body = match (field(cx, request, "bytes").object(), text_field(cx, request, "body")) {
        (Some(Object::Blob(bytes)), _) => bytes.0.to_vec(),
        (_, text) => text.unwrap_or_default().into_bytes(),
    };
    let headers = match MapRef::of(&field(cx, request, "headers")) {
        Some(map) => map.borrow().iter().map(|(k, v)| (plain(k), plain(v))).collect(),
        None => Vec::new(),
    };
    let timeout_ms = match field(cx, request, "timeout") {
        Value::Integer(n) => u32::try_from(n).unwrap_or(10_000),
        _ => 10_000,
    };
    let method = text_field(cx, request, "method").unwrap_or_else(|| "GET".into()).to_uppercase();
    HttpCall { method, endpoint, headers, body, timeout_ms }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(s) => s.to_string(),
        _ => String::new(),
    }
}

fn response(cx: &mut Interp, answer: HttpAnswer) -> Exec<Value> {
    let class = cx.program.find_class("System.HttpResponse").expect("the prelude declares HttpResponse");
    let response = cx.instantiate(class, &[])?;
    cx.call_named(&response, "setStatusCode", &[Value::Integer(i32::from(answer.status_code))])?;
    cx.call_named(&response, "setStatus", &[Value::string(&answer.status)])?;
    cx.call_named(&response, "setBodyAsBlob", &[Value::blob(answer.body)])?;
    for (name, value) in &answer.headers {
        cx.call_named(&response, "setHeader", &[Value::string(name), Value::string(value)])?;
    }
    Ok(response)
}

fn invoke(cx: &mut Interp, stub: Value, request: Value, into: MapRef, info: ListRef) -> Exec<()> {
    let info = info.borrow().to_vec();
    if info.len() < 7 {
        return Err(cx.throw(Exc::Type, format!("Invalid info with length {}", info.len())));
    }
    check_allowed(cx)?;
    cx.charge(Limit::Callouts, 1)?;
    let Some(mock) = mock(cx, "System.WebServiceMock") else {
        refuse_in_tests(cx)?;
        return Err(cx.throw(Exc::Callout, "Web service callout failed: SOAP callouts are not supported here"));
    };
    // The generated code lists endpoint, action, request namespace and name, response namespace, name and type.
    let [endpoint, action, _, request_name, namespace, name, ty] = [0, 1, 2, 3, 4, 5, 6].map(|i| info[i].clone());
    let args = [stub, request, into.value(), endpoint, action, request_name, namespace, name, ty];
    cx.call_named(&mock, "doInvoke", &args).map(drop)
}
