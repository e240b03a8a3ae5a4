//! Exceptions: making them with their stack trace, putting them under way, and how they read when nobody caught them.

use std::sync::Arc;

use crate::hir::{ClassId, Method, MethodId, MethodKind};
use crate::interp::code::SiteId;
use crate::interp::{Exec, Interp, Thrown};
use crate::value::object::{ExceptionData, TraceFrame};
use crate::value::{Instance, Object, Ref, Str, Value};

/// Exception classes that the platform itself throws.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Exc {
    Assert,
    Async,
    Callout,
    DataWeave,
    Dml,
    Email,
    ExternalObject,
    Final,
    FormulaEvaluation,
    FormulaValidation,
    Handled,
    IllegalArgument,
    InvalidParameterValue,
    InvalidReadOnlyUserDml,
    Json,
    Limit,
    List,
    Math,
    NoAccess,
    NoDataFound,
    NoSuchElement,
    NullPointer,
    Procedure,
    Query,
    RequiredFeatureMissing,
    Search,
    Security,
    Serialization,
    SObject,
    String,
    Type,
    Unexpected,
    UnsupportedOperation,
    Visualforce,
    Xml,
}

impl Exc {
    /// The class's name in the `System` namespace.
    pub fn name(self) -> &'static str {
        match self {
            Exc::Assert => "AssertException",
            Exc::Async => "AsyncException",
            Exc::Callout => "CalloutException",
            Exc::DataWeave => "DataWeaveScriptException",
            Exc::Dml => "DmlException",
            Exc::Email => "EmailException",
            Exc::ExternalObject => "ExternalObjectException",
            Exc::Final => "FinalException",
            Exc::FormulaEvaluation => "FormulaEvaluationException",
            Exc::FormulaValidation => "FormulaValidationException",
            Exc::Handled => "HandledException",
            Exc::IllegalArgument => "IllegalArgumentException",
            Exc::InvalidParameterValue => "InvalidParameterValueException",
            Exc::InvalidReadOnlyUserDml => "InvalidReadOnlyUserDmlException",
            Exc::Json => "JSONException",
            Exc::Limit => "LimitException",
            Exc::List => "ListException",
            Exc::Math => "MathException",
            Exc::NoAccess => "NoAccessException",
            Exc::NoDataFound => "NoDataFoundException",
            Exc::NoSuchElement => "NoSuchElementException",
            Exc::NullPointer => "NullPointerException",
            Exc::Procedure => "ProcedureException",
            Exc::Query => "QueryException",
            Exc::RequiredFeatureMissing => "RequiredFeatureMissingException",
            Exc::Search => "SearchException",
            Exc::Security => "SecurityException",
            Exc::Serialization => "SerializationException",
            Exc::SObject => "SObjectException",
            Exc::String => "StringException",
            Exc::Type => "TypeException",
            Exc::Unexpected => "UnexpectedException",
            Exc::UnsupportedOperation => "UnsupportedOperationException",
            Exc::Visualforce => "VisualforceException",
            Exc::Xml => "XmlException",
        }
    }
}

/// The message of an exception that was given none.
pub const NO_MESSAGE: &str = "Script-thrown exception";

pub const NULL_DEREFERENCE: &str = "Attempt to de-reference a null object";

impl Interp {
    /// Makes an exception of the platform with the current stack trace and puts it under way.
    #[cold]
    #[inline(never)]
    pub fn throw(&mut self, exc: Exc, message: impl Into<String>) -> Thrown {
        let class = self.exception_class(exc);
        let exception = self.new_exception(class, Some(Str::from(message.into())));
        self.throw_value(exception)
    }

    /// The same, past every `catch`.
    #[cold]
    #[inline(never)]
    pub fn throw_fatal(&mut self, exc: Exc, message: impl Into<String>) -> Thrown {
        let class = self.exception_class(exc);
        let exception = self.new_exception(class, Some(Str::from(message.into())));
        if let Some(Object::Instance(instance)) = exception.object()
            && let Some(data) = instance.extra.borrow_mut().as_mut()
        {
            data.fatal = true;
        }
        self.throw_value(exception)
    }

    /// Puts an exception object under way.
    #[cold]
    pub fn throw_value(&mut self, exception: Value) -> Thrown {
        self.pending = Some(exception);
        Thrown
    }

    /// `System.NullPointerException: Attempt to de-reference a null object`
    #[cold]
    #[inline(never)]
    pub fn null_pointer(&mut self) -> Thrown {
        self.throw(Exc::NullPointer, NULL_DEREFERENCE)
    }

    /// The same at a place that the code names.
    #[cold]
    #[inline(never)]
    pub(super) fn null_at(&mut self, site: SiteId) -> Thrown {
        self.site = site;
        self.null_pointer()
    }

    #[cold]
    #[inline(never)]
    pub(super) fn throw_at(&mut self, site: SiteId, exc: Exc, message: impl Into<String>) -> Thrown {
        self.site = site;
        self.throw(exc, message)
    }

    /// The class of a platform exception.
    pub fn exception_class(&self, exc: Exc) -> ClassId {
        self.code.exception(&self.program, exc.name()).expect("the prelude declares the platform's exceptions")
    }

    /// Makes an exception object with the current stack trace.
    pub fn new_exception(&mut self, class: ClassId, message: Option<Str>) -> Value {
        let instance = Instance::new(class, self.program.class(class).fields.len());
        let message = message.unwrap_or_else(|| Str::from(NO_MESSAGE));
        let data = ExceptionData { message: Some(message), trace: self.trace(), ..ExceptionData::default() };
        *instance.extra.borrow_mut() = Some(Box::new(data));
        Value::Ref(Ref::new(Object::Instance(instance)))
    }

    /// The running frames, innermost first. A trigger is the outermost: who saved the record does not show.
    pub fn trace(&self) -> Vec<TraceFrame> {
        let callers = self.sites[..self.depth.min(self.sites.len())].iter().rev();
        let mut frames = Vec::new();
        for &site in std::iter::once(&self.site).chain(callers) {
            frames.extend(self.trace_frame(site));
            if site != 0 && self.program.method(self.code.site_of(site).method).kind == MethodKind::Trigger {
                break;
            }
        }
        frames
    }

    fn trace_frame(&self, site: SiteId) -> Option<TraceFrame> {
        if site == 0 {
            return None;
        }
        self.code.trace_frame(site, || self.make_trace_frame(site))
    }

    fn make_trace_frame(&self, site: SiteId) -> Option<TraceFrame> {
        let place = self.code.site_of(site);
        let method = self.program.methods.get(place.method.0 as usize)?;
        // Code of the prelude is the platform's own: it does not show.
        if method.class.is_some_and(|c| !self.program.class(c).namespace.is_empty()) {
            return None;
        }
        let at = self.program.sources.get(method.file)?.line_col(place.span.start);
        // The platform's compiler gives column 1 to every statement.
        Some(TraceFrame { place: Arc::from(self.place_of_method(place.method)), line: at.line, column: 1 })
    }

    /// How a trace line names a method: `Class.Outer.Inner.run`, `Trigger.T`, `AnonymousBlock`.
    pub fn place_of_method(&self, method: MethodId) -> String {
        let m = self.program.method(method);
        let class = m.class.map_or("", |c| &self.program.class(c).name);
        match m.kind {
            MethodKind::Anonymous => "AnonymousBlock".into(),
            MethodKind::Trigger => format!("Trigger.{}", m.name),
            MethodKind::Constructor | MethodKind::InstanceInit => format!("Class.{class}.<init>"),
            MethodKind::StaticInit => format!("Class.{class}.<clinit>"),
            MethodKind::Getter | MethodKind::Setter => format!("Class.{class}.__sfdc_{}", m.name),
            // A method of the block's own scope.
            MethodKind::Method if matches!(class, "" | "AnonymousBlock") => "AnonymousBlock".into(),
            MethodKind::Method => format!("Class.{class}.{}", m.name),
        }
    }

    /// Whether the code that runs may call a private method: it is of the same unit, or of a test that the method is open to.
    pub fn sees_private(&self, method: &Method) -> bool {
        let unit = |mut class: ClassId| {
            while let Some(outer) = self.program.class(class).outer {
                class = outer;
            }
            class
        };
        let Some(caller) = (self.site != 0).then(|| self.code.site_of(self.site).method) else { return false };
        let (Some(caller), Some(owner)) = (self.program.method(caller).class, method.class) else { return false };
        let test_visible = method.annotations.iter().any(|a| a.as_str() == "testvisible");
        unit(caller) == unit(owner) || test_visible && self.program.class(unit(caller)).test.is_some()
    }

    /// The line that runs now, for logs.
    pub fn current_line(&self) -> Option<u32> {
        self.trace_frame(self.site).map(|f| f.line)
    }

    /// Whether no `catch` may take this exception: limits, failed assertions, writes to what is read-only.
    pub(super) fn is_uncatchable(&self, exception: &Value) -> bool {
        let fatal = match exception.object() {
            Some(Object::Instance(i)) => i.extra.borrow().as_ref().is_some_and(|data| data.fatal),
            _ => false,
        };
        fatal || self.ends_transaction(exception) || self.is_one_of(exception, &[Exc::Final])
    }

    /// Whether the exception passes even the DML statement whose trigger threw it.
    pub(super) fn ends_transaction(&self, exception: &Value) -> bool {
        self.is_one_of(exception, &[Exc::Limit, Exc::Assert])
    }

    fn is_one_of(&self, exception: &Value, kinds: &[Exc]) -> bool {
        let Some(Object::Instance(i)) = exception.object() else { return false };
        kinds.iter().any(|e| self.code.exception(&self.program, e.name()) == Some(i.class))
    }

    /// `getMessage()` without looking at overrides.
    pub fn exception_message(&self, exception: &Value) -> String {
        let message = exception_data(exception, |d| d.message.as_ref().map(ToString::to_string));
        message.flatten().unwrap_or_else(|| "null".into())
    }

    /// `getTypeName()`: `System.NullPointerException`, `Outer.MyException`.
    pub fn exception_type(&self, exception: &Value) -> String {
        self.type_name_of(exception)
    }

    /// `getStackTraceString()`: one line per frame, innermost first; then `Caused by` and the frames of the cause.
    pub fn stack_trace_text(&self, exception: &Value) -> String {
        let mut seen = Vec::new();
        let mut parts = Vec::new();
        let mut at = Some(exception.clone());
        while let Some(e) = at.take()
            && let Value::Ref(r) = &e
            && !seen.contains(&r.address())
        {
            seen.push(r.address());
            let read = exception_data(&e, |d| {
                let lines = d.trace.iter().map(|f| format!("{}: line {}, column {}", f.place, f.line, f.column));
                (lines.collect::<Vec<_>>().join("\n"), d.cause.clone())
            });
            let (text, cause) = read.unwrap_or_default();
            parts.push(text);
            at = Some(cause);
        }
        parts.join("\nCaused by\n")
    }

    /// What a run reports for an uncaught exception: type and message (an override of `getMessage` is asked).
    pub fn uncaught_text(&mut self, exception: &Value) -> String {
        let kind = self.exception_type(exception);
        let message = match self.call_named(exception, "getMessage", &[]) {
            Ok(Value::String(s)) => s.to_string(),
            Ok(_) => String::new(),
            Err(Thrown) => {
                self.pending = None;
                self.exception_message(exception)
            }
        };
        format!("{kind}: {message}")
    }

    /// The result of a scalar body: nothing pending means that the method answered null.
    #[cold]
    #[inline(never)]
    pub(super) fn null_result(&mut self, site: SiteId) -> Thrown {
        match self.pending {
            Some(_) => Thrown,
            None => self.null_at(site),
        }
    }

    /// Takes the exception under way, for code that handles it.
    pub fn take_pending(&mut self) -> Value {
        self.pending.take().expect("an exception is under way when code answers Err")
    }

    /// Turns an error of running into its exception object.
    pub fn caught<T>(&mut self, result: Exec<T>) -> Result<T, Value> {
        result.map_err(|Thrown| self.take_pending())
    }
}

/// Reads the platform's part of an exception object.
pub fn exception_data<R>(exception: &Value, read: impl FnOnce(&ExceptionData) -> R) -> Option<R> {
    match exception.object()? {
        Object::Instance(i) => i.extra.borrow().as_deref().map(read),
        _ => None,
    }
}

/// Changes the platform's part of an exception object; it is made when there is none.
pub fn with_exception_data<R>(exception: &Value, change: impl FnOnce(&mut ExceptionData) -> R) -> Option<R> {
    match exception.object()? {
        Object::Instance(i) => Some(change(i.extra.borrow_mut().get_or_insert_default())),
        _ => None,
    }
}
