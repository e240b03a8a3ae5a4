//! `FormulaEval`: formulas made at run time, over records and objects of classes; formula fields computed anew.

use std::cell::RefCell;
use std::rc::Rc;

use super::class_id;
use crate::formula::{Data, EvalError, Formula, ObjectScope, Reference, Scope, Source, Type as Kind};
use crate::hir::decl::Access;
use crate::hir::{ClassId, Program, Type, TypeId};
use crate::interp::native::{InstanceRef, Native, RecordRef, Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::org::formulas::{Env, InHand, Over, Root};
use crate::schema::{FieldId, FieldType, ObjectId};
use crate::value::{Datetime, Decimal, List, NativeObject, Set, Str, Value, Zone};

/// A formula that was built.
pub(super) struct Built {
    formula: Rc<Formula>,
    returns: Returns,
}

/// Constants of `FormulaEval.FormulaReturnType`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Returns {
    Boolean,
    Date,
    Datetime,
    Decimal,
    Double,
    Id,
    Integer,
    Long,
    String,
    Time,
}

type BuiltRef = Native<Built>;

pub(super) fn instance_rows() -> Vec<Row> {
    vec![
        m("Object evaluate(Object context)", "The formula's value for a record or an object.", evaluate),
        m(
            "Set<String> getReferencedFields()",
            "The fields that the formula reads, as the API spells them.",
            |built: BuiltRef| {
                let mut names = Set::new(TypeId::STRING);
                let formula = built.with(|b| Rc::clone(&b.formula));
                for reference in &formula.reads {
                    names.add(Value::string(&reference.path));
                }
                names
            },
        ),
    ]
}

pub(super) fn compiler_rows() -> Vec<Row> {
    vec![
        m(
            "static FormulaEval.FormulaInstance compile(String text, Type context, String returns, Boolean template, Boolean zero)",
            "Compiles a formula over a type.",
            compile,
        ),
        m(
            "static FormulaEval.FormulaInstance compileFor(String text, SObjectType context, String returns, Boolean template, Boolean zero)",
            "Compiles a formula over an object.",
            |cx: &mut Interp, text: Str, object: ObjectId, returns: Str, template: bool, zero: bool| {
                compile(cx, text, TypeId::record(object), returns, template, zero)
            },
        ),
        m(
            "static List<String> recalculate(SObject record)",
            "Computes a record's formula fields; answers field and message of each that failed, null where there are none.",
            |cx: &mut Interp, record: RecordRef| recalculate(cx, &record).map(failures),
        ),
    ]
}

fn failures(failed: Option<Vec<(String, String)>>) -> Value {
    let Some(failed) = failed else { return Value::Null };
    let texts = failed.iter().flat_map(|(field, message)| [Value::string(field), Value::string(message)]).collect();
    Value::list(List::from_values(TypeId::STRING, texts))
}

/// Names of a class: its fields and properties, and the fields of records that these hold.
struct ClassScope<'p> {
    program: &'p Program,
    class: ClassId,
}

impl Scope for ClassScope<'_> {
    fn resolve(&self, name: &str) -> Option<Reference> {
        if name.starts_with('$') {
            return ObjectScope { schema: &self.program.schema, object: None }.resolve(name);
        }
        let parts: Vec<&str> = name.split('.').collect();
        let mut ty = TypeId(0);
        let mut class = Some(self.class);
        for (i, part) in parts.iter().enumerate() {
            ty = member_type(self.program, class?, part)?;
            class = match ty.get() {
                Type::Class(next) => Some(next),
                Type::Record(object) if i + 1 < parts.len() => {
                    let scope = ObjectScope { schema: &self.program.schema, object: Some(object) };
                    let field = scope.resolve(&parts[i + 1..].join("."))?;
                    let source = Source::Member(parts.iter().map(ToString::to_string).collect());
                    return Some(Reference { path: name.to_owned(), ty: field.ty, source });
                }
                _ => None,
            };
        }
        let kind = match ty.get() {
            Type::Boolean => Kind::Boolean,
            Type::Integer | Type::Long | Type::Double | Type::Decimal => Kind::Number,
            Type::String => Kind::Text,
            Type::Id => Kind::Id,
            Type::Date => Kind::Date,
            Type::Datetime => Kind::Datetime,
            Type::Time => Kind::Time,
            _ => return None,
        };
        let source = Source::Member(parts.iter().map(ToString::to_string).collect());
        Some(Reference { path: name.to_owned(), ty: kind, source })
    }
}

/// The type of an instance field or property.
fn member_type(program: &Program, class: ClassId, name: &str) -> Option<TypeId> {
    let declared = program.class(class);
    let property = declared.properties.iter().find(|p| !p.is_static && p.name.eq_ignore_ascii_case(name));
    if let Some(property) = property {
        return Some(property.ty);
    }
    if let Some(field) = declared.fields.iter().find(|f| f.name.eq_ignore_ascii_case(name)) {
        return Some(field.ty);
    }
    match declared.superclass?.get() {
        Type::Class(above) => member_type(program, above, name),
        _ => None,
    }
}

fn compile(cx: &mut Interp, text: Str, context: TypeId, returns: Str, template: bool, zero: bool) -> Exec<Value> {
    let program = cx.program.clone();
    let object_scope;
    let class_scope;
    let scope: &dyn Scope = match context.get() {
        Type::Record(object) => {
            object_scope = ObjectScope { schema: &program.schema, object: Some(object) };
            &object_scope
        }
        Type::Class(class) if program.class(class).access != Access::Global => {
            let text = format!("The class {} must be global to be the context of a formula", program.class(class).name);
            return Err(cx.throw(Exc::FormulaValidation, text));
        }
        Type::Class(class) => {
            class_scope = ClassScope { program: &program, class };
            &class_scope
        }
        _ => return Err(cx.throw(Exc::IllegalArgument, "Formulas are over sObjects and global classes")),
    };
    let returns = returns_of(&returns);
    let compiled = match template {
        true => Formula::template(&text, scope),
        false => Formula::compile(&text, scope, zero),
    };
    let formula = match compiled {
        Ok(formula) => formula,
        Err(error) => return Err(cx.throw(Exc::FormulaValidation, error.0)),
    };
    if !returns.takes(formula.ty) {
        let (found, wanted) = (formula.ty.name(), returns.name());
        let text = format!("Formula result is data type ({found}), incompatible with expected data type ({wanted}).");
        return Err(cx.throw(Exc::FormulaValidation, text));
    }
    let built = Built { formula: Rc::new(formula), returns };
    Ok(NativeObject::value(class_id("FormulaEval.FormulaInstance"), built))
}

fn returns_of(name: &str) -> Returns {
    match name {
        "BOOLEAN" => Returns::Boolean,
        "DATE" => Returns::Date,
        "DATETIME" => Returns::Datetime,
        "DECIMAL" => Returns::Decimal,
        "DOUBLE" => Returns::Double,
        "ID" => Returns::Id,
        "INTEGER" => Returns::Integer,
        "LONG" => Returns::Long,
        "TIME" => Returns::Time,
        _ => Returns::String,
    }
}

impl Returns {
    fn name(self) -> &'static str {
        match self {
            Returns::Boolean => "Boolean",
            Returns::Date => "Date",
            Returns::Datetime => "DateTime",
            Returns::Decimal => "Decimal",
            Returns::Double => "Double",
            Returns::Id => "Id",
            Returns::Integer => "Integer",
            Returns::Long => "Long",
            Returns::String => "String",
            Returns::Time => "Time",
        }
    }

    fn takes(self, kind: Kind) -> bool {
        match self {
            _ if kind == Kind::Null => true,
            Returns::Boolean => kind == Kind::Boolean,
            Returns::Date => kind == Kind::Date,
            Returns::Datetime => kind == Kind::Datetime,
            Returns::Time => kind == Kind::Time,
            Returns::Decimal | Returns::Double | Returns::Integer | Returns::Long => kind == Kind::Number,
            Returns::String | Returns::Id => matches!(kind, Kind::Text | Kind::Id | Kind::Picklist),
        }
    }

    /// A formula's value as the Apex type that was asked for. Numbers that do not fit lose their upper bits.
    fn convert(self, value: Value) -> Value {
        let number = || match &value {
            Value::Integer(n) => Some(Decimal::Small(i64::from(*n), 0)),
            Value::Long(n) => Some(Decimal::Small(*n, 0)),
            Value::Double(n) => Decimal::from_f64(*n).ok(),
            other => other.as_decimal(),
        };
        match (self, number()) {
            (Returns::Decimal, Some(n)) => Value::decimal(n),
            (Returns::Double, Some(n)) => Value::Double(n.double_value()),
            (Returns::Integer, Some(n)) => Value::Integer(n.int_value()),
            (Returns::Long, Some(n)) => Value::Long(n.long_value()),
            (Returns::Id, None) => match &value {
                Value::String(text) => crate::value::Id::parse(text).map_or(Value::Null, Value::Id),
                _ => value,
            },
            (Returns::String, None) => match &value {
                Value::Id(id) => Value::string(&id.to_string()),
                _ => value,
            },
            _ => value,
        }
    }
}

fn evaluate(cx: &mut Interp, built: BuiltRef, context: Value) -> Exec<Value> {
    if context.is_null() {
        return Err(cx.throw(Exc::IllegalArgument, "evaluate method parameter cannot be null"));
    }
    let (formula, returns) = built.with(|b| (Rc::clone(&b.formula), b.returns));
    let data = Context { cx: RefCell::new(cx), context, thrown: RefCell::default() };
    let value = formula.evaluate(&data);
    let thrown = data.thrown.take();
    match (thrown, value) {
        (Some(thrown), _) => Err(thrown),
        (None, Ok(value)) => Ok(returns.convert(value)),
        (None, Err(error)) => Err(throw_error(cx, error)),
    }
}

fn throw_error(cx: &mut Interp, error: EvalError) -> Thrown {
    match error {
        EvalError::Evaluation(text) => cx.throw(Exc::FormulaEvaluation, text),
        EvalError::Handled(text) => cx.throw(Exc::Handled, text),
    }
}

/// The record or object that a built formula is computed for.
struct Context<'c> {
    cx: RefCell<&'c mut Interp>,
    context: Value,
    /// What a getter threw.
    thrown: RefCell<Option<Thrown>>,
}

struct Nothing;

impl Root for Nothing {
    fn value(&self, _: FieldId) -> Value {
        Value::Null
    }
}

impl Data for Context<'_> {
    fn read(&self, reference: &Reference) -> Value {
        match (&reference.source, RecordRef::of(&self.context)) {
            (Source::Member(names), _) => self.member(names),
            (Source::Field(path), Some(record)) => {
                let cx = self.cx.borrow();
                let field_type = cx.org.schema().object(path.object).get(path.field).ty;
                let record = record.borrow();
                over(&cx.org.env(), record.object, &InHand { record: &record, trims: false }, |over| {
                    as_double(field_type, over.follow(path, 0))
                })
            }
            (Source::Field(_), None) => Value::Null,
            (Source::Global(..) | Source::Label(_) | Source::Permission(_), _) => {
                let cx = self.cx.borrow();
                over(&cx.org.env(), ObjectId(0), &Nothing, |over| over.read(reference))
            }
        }
    }

    fn now(&self) -> Datetime {
        Datetime::from_ms(self.cx.borrow().org.now())
    }

    fn zone(&self) -> Zone {
        self.cx.borrow().org.zone()
    }
}

fn over<T>(env: &Env<'_>, object: ObjectId, root: &dyn Root, read: impl FnOnce(&Over<'_>) -> T) -> T {
    read(&Over { env, object, root, depth: 0 })
}

/// Currencies pass through Doubles on their way into a built formula: `2` is `2.0` there.
fn as_double(ty: FieldType, value: Value) -> Value {
    match value.as_decimal() {
        Some(n) if ty == FieldType::Currency => Decimal::from_f64(n.double_value()).map_or(value, Value::decimal),
        _ => value,
    }
}

impl Context<'_> {
    fn member(&self, names: &[String]) -> Value {
        let mut at = self.context.clone();
        for (i, name) in names.iter().enumerate() {
            if let Some(record) = RecordRef::of(&at) {
                let cx = self.cx.borrow();
                let record = record.borrow();
                let scope = ObjectScope { schema: cx.org.schema(), object: Some(record.object) };
                let Some(reference) = scope.resolve(&names[i..].join(".")) else { return Value::Null };
                let root = InHand { record: &record, trims: false };
                return over(&cx.org.env(), record.object, &root, |over| over.read(&reference));
            }
            match member_value(&mut self.cx.borrow_mut(), &at, name) {
                Ok(value) => at = value,
                Err(thrown) => {
                    self.thrown.replace(Some(thrown));
                    return Value::Null;
                }
            }
        }
        at
    }
}

/// A field or property of an object; null of what has no such member.
fn member_value(cx: &mut Interp, object: &Value, name: &str) -> Exec<Value> {
    let Some(instance) = InstanceRef::of(object) else { return Ok(Value::Null) };
    let program = cx.program.clone();
    let mut class = Some(instance.instance().class);
    while let Some(at) = class {
        let declared = program.class(at);
        let property = declared.properties.iter().find(|p| !p.is_static && p.name.eq_ignore_ascii_case(name));
        if let Some(getter) = property.and_then(|p| p.getter) {
            return cx.call(getter, std::slice::from_ref(object));
        }
        class = match declared.superclass.map(TypeId::get) {
            Some(Type::Class(above)) => Some(above),
            _ => None,
        };
    }
    let fields = &program.class(instance.instance().class).fields;
    let slot = fields.iter().position(|f| f.name.eq_ignore_ascii_case(name));
    Ok(slot.map_or(Value::Null, |slot| instance.instance().fields.borrow()[slot].clone()))
}

/// Computes the formula fields of a record in hand. Answers the fields that failed, by name and message; none when the
/// object has no formula fields.
pub(super) fn recalculate(cx: &mut Interp, r: &RecordRef) -> Exec<Option<Vec<(String, String)>>> {
    let computed = cx.org.computed_fields(&r.borrow());
    if computed.is_empty() {
        return Ok(None);
    }
    let schema = cx.org.schema().clone();
    let object = schema.object(r.borrow().object);
    let mut failed = Vec::new();
    for (field, value) in computed {
        let value = value.unwrap_or_else(|error| {
            let name = &object.get(field).name;
            failed.push((name.strip_suffix("__c").unwrap_or(name).to_owned(), error.to_string()));
            Value::Null
        });
        r.borrow_mut().set(field, value);
    }
    Ok(Some(failed))
}
