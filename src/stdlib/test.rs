//! `Test`: the frame of a test, stand-ins for the outside, data of its own making.

use super::missing::declared;
use crate::hir::{ClassKind, Type, TypeId};
use crate::interp::context::Quiddity;
use crate::interp::native::{InstanceRef, ListRef, Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::jobs::drain;
use crate::stdlib::system_async::{field, flex_order};
use crate::value::{Cell, Datetime, Id, List, NativeObject, Object, Ref, Str, Value};

fn id_in(value: &Value) -> Option<Id> {
    match value {
        Value::Id(id) => Some(*id),
        Value::String(text) => Id::parse(text),
        _ => None,
    }
}

/// Refuses what only tests may do.
fn only_in_tests(cx: &mut Interp, what: &str) -> Exec<()> {
    match cx.context.is_test() {
        true => Ok(()),
        false => Err(cx.throw(Exc::Type, format!("{what} can only be called from test methods"))),
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("static Boolean isRunningTest()", "Whether code runs for a test.", |cx: &mut Interp| cx.context.is_test()),
        m("static void startTest()", "Begins the part of a test that has limits of its own.", drain::start_test),
        m("static void stopTest()", "Ends it and runs the jobs that it queued.", drain::stop_test),
        m("static void setMock(Type interfaceType, Object mock)", "Has an object answer callouts.", set_mock),
        m(
            "static Object createStub(Type parentType, StubProvider provider)",
            "Makes a stand-in for a class whose calls go to a provider.",
            create_stub,
        ),
        m(
            "static void setFixedSearchResults(List<Id> ids)",
            "Says which records searches find.",
            |cx: &mut Interp, ids: Option<ListRef>| -> Exec<()> {
                let ids = ids.map(|ids| ids.borrow().iter().filter_map(|v| id_in(&v)).collect()).unwrap_or_default();
                match &mut cx.context.test {
                    Some(test) => {
                        test.search_results = Some(ids);
                        Ok(())
                    }
                    None => {
                        let text = "Test.setFixedSearchResults() can only be called from testMethods";
                        Err(cx.throw(Exc::String, text))
                    }
                }
            },
        ),
        m(
            "static void setCreatedDate(Id record, Datetime created)",
            "Changes when a record was created.",
            |cx: &mut Interp, record: Id, created: Datetime| {
                only_in_tests(cx, "Test.setCreatedDate()")?;
                set_created(cx, record, created)
            },
        ),
        m("static Id getStandardPricebookId()", "The standard price book.", |cx: &mut Interp| -> Exec<Option<Id>> {
            Ok(standard_pricebook(cx))
        }),
        m(
            "static List<SObject> loadData(Schema.SObjectType object, String resource)",
            "Inserts the rows of a static resource.",
            |cx: &mut Interp, object: Value, resource: Option<Str>| {
                only_in_tests(cx, "Test.loadData()")?;
                super::test_data::load(cx, &object, resource)
            },
        ),
        m(
            "static Object invokeContinuationMethod(Object controller, Object continuation)",
            "Runs the callback that a continuation names, with the responses that the test prepared.",
            invoke_continuation,
        ),
        m("static void setCurrentPage(PageReference page)", "Sets the current page.", set_page),
        m("static void setCurrentPageReference(PageReference page)", "Sets the current page.", set_page),
        m(
            "static void setContinuationResponse(String label, HttpResponse response)",
            "Prepares the answer to a continuation's request.",
            |cx: &mut Interp, label: Value, response: Value| {
                let class = cx.program.find_class("System.Continuation").expect("the prelude declares Continuation");
                let method = cx.find_method(class, "setResponse", 2).expect("it has this method");
                cx.call(method, &[label, response]).map(drop)
            },
        ),
        m(
            "static void setReadOnlyApplicationMode(Boolean on)",
            "Simulates read-only mode.",
            |cx: &mut Interp, on: bool| {
                if let Some(test) = &mut cx.context.test {
                    test.read_only = on;
                }
            },
        ),
        m("static void calculatePermissionSetGroup(Id group)", "Computes a group's rights.", |_: Option<Id>| ()),
        m(
            "static void calculatePermissionSetGroup(List<Id> groups)",
            "Computes groups' rights.",
            |_: crate::interp::native::ListRef| (),
        ),
        m(
            "static void testInstall(InstallHandler handler, Version previous)",
            "Runs the script of a package's installation; null for a first one.",
            |cx: &mut Interp, handler: Value, previous: Value| install(cx, &handler, "onInstall", previous, false),
        ),
        m(
            "static void testInstall(InstallHandler handler, Version previous, Boolean push)",
            "Runs the script of a package's installation, perhaps a pushed one.",
            |cx: &mut Interp, handler: Value, previous: Value, push: Option<bool>| {
                install(cx, &handler, "onInstall", previous, push.unwrap_or(false))
            },
        ),
        m(
            "static void testSandboxPostCopyScript(SandboxPostCopy script, Id organization, Id sandbox, String name)",
            "Runs what prepares a sandbox.",
            |cx: &mut Interp, script: Value, organization: Value, sandbox: Value, name: Value| {
                post_copy(cx, &script, [organization, sandbox, name])
            },
        ),
        m(
            "static void testSandboxPostCopyScript(SandboxPostCopy script, Id organization, Id sandbox, String name, \
             Boolean asAutomatedProcess)",
            "Runs what prepares a sandbox; here always as the running user.",
            |cx: &mut Interp, script: Value, organization: Value, sandbox: Value, name: Value, _: Option<bool>| {
                post_copy(cx, &script, [organization, sandbox, name])
            },
        ),
        declared(
            "static void createSoqlStub(SObjectType type, SoqlStubProvider provider)",
            "System.Test.createSoqlStub",
        ),
        declared("static Boolean isSoqlStubDefined(SObjectType type)", "System.Test.isSoqlStubDefined"),
        declared(
            "static SObject createStubQueryRow(SObjectType type, Map<String, Object> values)",
            "System.Test.createStubQueryRow",
        ),
        declared(
            "static List<SObject> createStubQueryRows(SObjectType type, List<Map<String, Object>> values)",
            "System.Test.createStubQueryRows",
        ),
        m(
            "static void testUninstall(UninstallHandler handler)",
            "Runs the script of a package's removal.",
            |cx: &mut Interp, handler: Value| install(cx, &handler, "onUninstall", Value::Null, false),
        ),
        m("static void enableChangeDataCapture()", "Has change events delivered.", || ()),
        m("static void clearApexPageMessages()", "Forgets page messages.", |cx: &mut Interp| {
            cx.context.page_messages.clear();
        }),
        m("static eventbus.TestBroker getEventBus()", "The event bus of the test.", || {
            NativeObject::value(super::class_id("eventbus.TestBroker"), EventBroker)
        }),
    ];
    rows.extend(batch_rows());
    rows
}

/// A page's callback takes nothing; a component's takes the labels of the requests and the state.
fn invoke_continuation(cx: &mut Interp, controller: Value, continuation: InstanceRef) -> Exec<Value> {
    only_in_tests(cx, "Test.invokeContinuationMethod()")?;
    let Some(target) = InstanceRef::of(&controller) else { return Err(cx.null_pointer()) };
    let Value::String(name) = field(cx, &continuation, "continuationMethod") else {
        return Err(cx.throw(Exc::IllegalArgument, "The continuation names no method"));
    };
    if cx.find_method(target.instance().class, &name, 2).is_none() {
        return cx.call_named(&controller, &name, &[]);
    }
    let labels = match field(cx, &continuation, "requests").object() {
        Some(Object::Map(requests)) => requests.borrow().iter().map(|(label, _)| label.clone()).collect(),
        _ => Vec::new(),
    };
    let labels = Value::list(List::from_values(TypeId::STRING, labels));
    let state = field(cx, &continuation, "state");
    cx.call_named(&controller, &name, &[labels, state])
}

fn set_page(cx: &mut Interp, page: Value) -> Exec<()> {
    if !cx.context.is_test() {
        let text = "Test.setCurrentPage() can only be called from testMethods";
        return Err(cx.throw(Exc::String, text));
    }
    cx.context.page = Some(page);
    Ok(())
}

fn batch_rows() -> Vec<Row> {
    vec![
        m(
            "static List<Id> enqueueBatchJobs(Integer count)",
            "Queues empty batches, to fill the flex queue.",
            |cx: &mut Interp, count: Option<i32>| -> Exec<List> {
                only_in_tests(cx, "Test.enqueueBatchJobs()")?;
                match count {
                    Some(n) if n >= 1 => Ok(crate::jobs::flex::fill(cx, n as usize)),
                    _ => {
                        let text = "Number of Jobs must not be null or less than 1";
                        Err(cx.throw(Exc::InvalidParameterValue, text))
                    }
                }
            },
        ),
        m("static List<Id> getFlexQueueOrder()", "The waiting batches in order.", |cx: &mut Interp| -> Exec<List> {
            only_in_tests(cx, "Test.getFlexQueueOrder()")?;
            Ok(flex_order(cx))
        }),
    ]
}

/// The state of an `EventBus.TestBroker`: none.
pub(super) struct EventBroker;

/// `EventBus.TestBroker`
pub(super) fn event_broker() -> Vec<Row> {
    vec![
        m("TestBroker()", "An event bus that delivers the same events.", || {
            NativeObject::value(super::class_id("eventbus.TestBroker"), EventBroker)
        }),
        m(
            "void deliver()",
            "Delivers published events to their triggers.",
            |cx: &mut Interp, _: Native<EventBroker>| drain::deliver_events(cx),
        ),
        m("void fail()", "Drops published events.", |cx: &mut Interp, _: Native<EventBroker>| drain::drop_events(cx)),
    ]
}

fn set_mock(cx: &mut Interp, ty: Value, mock: Value) -> Exec<()> {
    only_in_tests(cx, "Test.setMock()")?;
    let Value::Type(ty) = ty else { return Err(cx.throw(Exc::NullPointer, "Null type token")) };
    let is_interface = match ty.get() {
        Type::Class(class) => cx.program.class(class).kind == ClassKind::Interface,
        Type::Generic(..) => true,
        _ => false,
    };
    if !is_interface {
        return Err(cx.throw(Exc::Type, "Supplied type is not an interface"));
    }
    if let Some(test) = &mut cx.context.test {
        test.mocks.push((ty, mock));
    }
    Ok(())
}

fn create_stub(cx: &mut Interp, ty: Value, provider: Value) -> Exec<Value> {
    let Value::Type(ty) = ty else { return Err(cx.null_pointer()) };
    only_in_tests(cx, "Test.createStub()")?;
    if provider.is_null() {
        return Err(cx.throw(Exc::NullPointer, "stubProvider cannot be null"));
    }
    match ty.get() {
        Type::Class(class) if cx.program.class(class).namespace.is_empty() => {
            Ok(Value::Ref(Ref::new(Object::Stub { class, provider })))
        }
        _ => Err(cx.throw(Exc::Type, "Test.createStub() can only be invoked on user defined types.")),
    }
}

fn set_created(cx: &mut Interp, record: Id, created: Datetime) -> Exec<()> {
    let schema = cx.org.schema().clone();
    let field = cx.org.object_of(record).and_then(|o| schema.object(o).field("CreatedDate"));
    let changed = field.map(|f| cx.org.overwrite(record, &[(f, Cell::Datetime(created))]));
    match changed {
        Some(Ok(())) => Ok(()),
        _ => Err(cx.throw(Exc::String, format!("Invalid id: {record}"))),
    }
}

fn standard_pricebook(cx: &Interp) -> Option<Id> {
    let schema = cx.org.schema();
    let object = schema.find("Pricebook2")?;
    let field = schema.object(object).field("IsStandard")?;
    cx.org.find_by(object, field, &Cell::Boolean(true)).first().copied()
}

/// `Orgless.Running`: what the prelude asks about the code under way.
pub(super) fn running() -> Vec<Row> {
    vec![m("static Boolean isSiloed()", "Whether a test runs that sees its own data only.", |cx: &mut Interp| {
        cx.context.test.as_ref().is_some_and(|test| !test.see_all_data)
    })]
    .into_iter()
    .chain(super::event_bus::delivery())
    .collect()
}

/// `Request`: the transaction under way.
pub(super) fn request() -> Vec<Row> {
    vec![
        m("static Request getCurrent()", "The transaction under way.", || {
            NativeObject::value(super::class_id("Request"), Request)
        }),
        m("Quiddity getQuiddity()", "How it was started.", |cx: &mut Interp, _: This| {
            let kind =
                if cx.context.is_test() && cx.context.job.is_none() { Quiddity::RunTest } else { cx.context.quiddity };
            cx.enum_constant("System.Quiddity", kind.name())
        }),
        m("String getRequestId()", "Its number.", |cx: &mut Interp, _: This| cx.context.request_id.clone()),
    ]
}

/// The state of a `Request`: none.
struct Request;

type This = Native<Request>;

/// Hands a package's script the running user and the version before.
fn post_copy(cx: &mut Interp, script: &Value, of: [Value; 3]) -> Exec<()> {
    if script.is_null() {
        return Err(cx.null_pointer());
    }
    let class = cx.program.find_class("System.TestSandbox").expect("the prelude declares it");
    let context = cx.instantiate(class, &of)?;
    cx.call_named(script, "runApexClass", &[context])?;
    Ok(())
}

fn install(cx: &mut Interp, handler: &Value, method: &str, previous: Value, push: bool) -> Exec<()> {
    if handler.is_null() {
        return Err(cx.null_pointer());
    }
    let class = cx.program.find_class("System.TestInstallation").expect("the prelude declares it");
    let context = cx.instantiate(class, &[previous, Value::Boolean(push)])?;
    cx.call_named(handler, method, &[context])?;
    Ok(())
}
