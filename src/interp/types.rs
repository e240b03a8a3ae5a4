//! Run-time types: what a value is, how a type is called, and what can be cast to what.

use crate::hir::{ClassId, Type, TypeId};
use crate::interp::code::SiteId;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::value::{Object, Value};

impl Interp {
    /// The run-time type: `Account` of a record, `List<String>`, the class of an instance.
    pub fn type_of(&self, value: &Value) -> TypeId {
        match value {
            Value::Null => TypeId::NULL,
            Value::Boolean(_) => TypeId::BOOLEAN,
            Value::Integer(_) => TypeId::INTEGER,
            Value::Long(_) => TypeId::LONG,
            Value::Double(_) => TypeId::DOUBLE,
            Value::Decimal(_) => TypeId::DECIMAL,
            Value::Date(_) => TypeId::DATE,
            Value::Time(_) => TypeId::TIME,
            Value::Datetime(_) => TypeId::DATETIME,
            Value::Id(_) => TypeId::ID,
            Value::Enum(class, _) => TypeId::class(*class),
            Value::Type(_) => self.library_type("System.Type"),
            Value::ObjectToken(_) => self.library_type("Schema.SObjectType"),
            Value::FieldToken(..) => self.library_type("Schema.SObjectField"),
            Value::String(_) => TypeId::STRING,
            Value::Ref(r) => match &**r {
                Object::Instance(i) => TypeId::class(i.class),
                Object::List(l) => TypeId::list(l.borrow().elem),
                Object::Set(s) => TypeId::set(s.borrow().elem),
                Object::Map(m) => TypeId::map(m.borrow().key, m.borrow().value),
                Object::Record(r) => TypeId::record(r.borrow().object),
                Object::Blob(_) => TypeId::BLOB,
                Object::Decimal(_) => TypeId::DECIMAL,
                Object::Native(n) => n.ty,
                Object::Stub { class, .. } => TypeId::class(*class),
            },
        }
    }

    fn library_type(&self, name: &str) -> TypeId {
        self.program.find_class(name).map_or(TypeId::OBJECT, TypeId::class)
    }

    /// The type's name as Apex prints it: `Account`, `List<ANY>`, `System.HttpRequest`, `Outer.Inner`.
    pub fn type_name(&self, ty: TypeId) -> String {
        match ty.get() {
            Type::Void => "void".into(),
            Type::Null => "null".into(),
            Type::Object => "Object".into(),
            Type::Boolean => "Boolean".into(),
            Type::Integer => "Integer".into(),
            Type::Long => "Long".into(),
            Type::Double => "Double".into(),
            Type::Decimal => "Decimal".into(),
            Type::String => "String".into(),
            Type::Id => "Id".into(),
            Type::Blob => "Blob".into(),
            Type::Date => "Date".into(),
            Type::Datetime => "Datetime".into(),
            Type::Time => "Time".into(),
            Type::SObject => "SObject".into(),
            Type::Record(object) => self.program.schema.name(object).to_string(),
            Type::List(elem) => format!("List<{}>", self.argument_name(elem)),
            Type::Set(elem) => format!("Set<{}>", self.argument_name(elem)),
            Type::Map(key, value) => format!("Map<{},{}>", self.argument_name(key), self.argument_name(value)),
            Type::Class(class) => self.class_name(class),
            Type::Generic(class, arg) => format!("{}<{}>", self.class_name(class), self.argument_name(arg)),
            Type::Param(_) => "ANY".into(),
        }
    }

    fn argument_name(&self, ty: TypeId) -> String {
        if ty == TypeId::OBJECT { "ANY".into() } else { self.type_name(ty) }
    }

    /// `System.HttpRequest`, `Outer.Inner`.
    pub fn class_name(&self, class: ClassId) -> String {
        let c = self.program.class(class);
        match c.namespace {
            "" => c.name.to_string(),
            namespace => format!("{namespace}.{}", c.name),
        }
    }

    /// The run-time type's name, as messages print it.
    pub fn type_name_of(&self, value: &Value) -> String {
        self.type_name(self.type_of(value))
    }

    /// `value instanceof ty`; null is an instance of nothing.
    pub fn is_instance(&self, value: &Value, ty: TypeId) -> bool {
        if value.is_null() {
            return false;
        }
        if let (Value::Ref(r), Type::Class(ancestor)) = (value, ty.get())
            && let Object::Instance(i) = &**r
        {
            return self.program.is_instance(i.class, ancestor);
        }
        // A text that reads as an Id is one to the platform.
        if let (Value::String(s), TypeId::ID) = (value, ty) {
            return crate::value::Id::parse(s).is_some();
        }
        // A day is also the moment at which it begins.
        if let (Value::Date(_), TypeId::DATETIME) = (value, ty) {
            return true;
        }
        self.is_subtype(self.type_of(value), ty)
    }

    /// Whether a value of run-time type `ty` may stand where `target` is expected.
    pub fn is_subtype(&self, ty: TypeId, target: TypeId) -> bool {
        if ty == target || target == TypeId::OBJECT {
            return true;
        }
        match (ty.get(), target.get()) {
            (Type::Record(_), Type::SObject) => true,
            // The platform's numbers widen, and its Ids and Strings stand for each other.
            (Type::Integer, Type::Long | Type::Double | Type::Decimal) => true,
            (Type::Long, Type::Double | Type::Decimal) => true,
            (Type::Double, Type::Decimal) | (Type::Decimal, Type::Double) => true,
            (Type::Id, Type::String) => true,
            (Type::List(a), Type::List(b)) => self.is_element(a, b),
            (Type::Set(a), Type::Set(b)) => a == b,
            // A map of anything's records is none of one object's.
            (Type::Map(_, TypeId::SOBJECT), Type::Map(_, w)) if w != TypeId::SOBJECT && w != TypeId::OBJECT => false,
            (Type::Map(k, v), Type::Map(l, w)) => (k == l || l == TypeId::OBJECT) && self.is_element(v, w),
            (Type::List(a) | Type::Set(a), Type::Generic(class, b)) => {
                self.program.class(class).name.eq_ignore_ascii_case("Iterable") && self.is_element(a, b)
            }
            (Type::Class(a), Type::Class(b)) => self.program.is_instance(a, b),
            (Type::Class(a), Type::Generic(b, arg)) => {
                let ancestors = &self.program.class(a).ancestors;
                ancestors.iter().any(|t| match t.get() {
                    Type::Generic(c, x) => c == b && (x == arg || arg == TypeId::OBJECT || self.is_subtype(x, arg)),
                    Type::Class(c) => c == b,
                    _ => false,
                })
            }
            (Type::Generic(a, x), Type::Generic(b, y)) => {
                (a == b || self.program.is_instance(a, b)) && self.is_element(x, y)
            }
            (Type::Generic(a, _), Type::Class(b)) => self.program.is_instance(a, b),
            _ => false,
        }
    }

    /// Lists are covariant: elements may be of a subtype, and records of a list of SObject may be of any object.
    fn is_element(&self, elem: TypeId, target: TypeId) -> bool {
        if elem == target || target == TypeId::OBJECT {
            return true;
        }
        match (elem.get(), target.get()) {
            (Type::SObject, Type::Record(_)) | (Type::Record(_), Type::SObject) => true,
            // Ids and texts stand for each other in lists as they do alone.
            (Type::Id, Type::String) | (Type::String, Type::Id) => true,
            // A Decimal is a Double, and so in lists.
            (Type::Decimal, Type::Double) => true,
            (Type::Class(_) | Type::Generic(..), Type::Class(_) | Type::Generic(..)) => self.is_subtype(elem, target),
            (Type::List(_), Type::List(_)) | (Type::Map(..), Type::Map(..)) => self.is_subtype(elem, target),
            _ => false,
        }
    }

    /// Whether a collection made for elements of `elem` takes this value: it may have been handed on as one of a wider type.
    pub fn may_store(&self, elem: TypeId, value: &Value) -> bool {
        match (value, elem.get()) {
            (Value::Null, _) | (_, Type::Object | Type::Param(_)) => true,
            (Value::Ref(r), Type::Record(object)) => match &**r {
                Object::Record(record) => record.borrow().object == object || self.is_instance(value, elem),
                _ => false,
            },
            (Value::Ref(r), Type::Class(class)) => match &**r {
                Object::Instance(i) => i.class == class || self.is_instance(value, elem),
                _ => true,
            },
            (Value::String(_) | Value::Id(_), Type::String | Type::Id) => true,
            _ => self.is_instance(value, elem),
        }
    }

    /// `Collection store exception adding Contact to List<Account>`: what a collection does not take.
    #[cold]
    pub fn cannot_store(&mut self, value: &Value, collection: &Value) -> Thrown {
        let (what, whole) = (self.type_name_of(value), self.type_name_of(collection));
        self.throw(Exc::Type, format!("Collection store exception adding {what} to {whole}"))
    }

    /// `(T) value`, tested: `Invalid conversion from runtime type X to Y` when it does not fit.
    pub(super) fn cast(&mut self, value: Value, ty: TypeId, site: SiteId) -> Exec<Value> {
        if value.is_null() || self.is_instance(&value, ty) {
            return Ok(self.represent(value, ty));
        }
        if ty == TypeId::ID
            && let Value::String(s) = &value
        {
            return match crate::value::Id::parse(s) {
                Some(id) => Ok(Value::Id(id)),
                None => Err(self.throw_at(site, Exc::String, format!("Invalid id: {s}"))),
            };
        }
        let (from, to) = (self.type_name_of(&value), self.type_name(ty));
        Err(self.throw_at(site, Exc::Type, format!("Invalid conversion from runtime type {from} to {to}")))
    }

    /// The value in the form that static type `ty` has: numbers widen, Ids become text.
    pub fn represent(&self, value: Value, ty: TypeId) -> Value {
        match (ty, value) {
            (TypeId::LONG, Value::Integer(i)) => Value::Long(i64::from(i)),
            (TypeId::DOUBLE, Value::Integer(i)) => Value::Double(f64::from(i)),
            (TypeId::DOUBLE, Value::Long(i)) => Value::Double(i as f64),
            (TypeId::DECIMAL, Value::Integer(i)) => Value::decimal(i.into()),
            (TypeId::DECIMAL, Value::Long(i)) => Value::decimal(i.into()),
            (TypeId::DECIMAL, Value::Double(f)) => match crate::value::Decimal::from_f64(f) {
                Ok(d) => Value::decimal(d),
                Err(_) => Value::Double(f),
            },
            (TypeId::DOUBLE, v @ (Value::Decimal(_) | Value::Ref(_))) => match v.as_decimal() {
                Some(d) => Value::Double(d.double_value()),
                None => v,
            },
            (TypeId::STRING, Value::Id(id)) => Value::string(&id.to_string()),
            (TypeId::DATETIME, Value::Date(d)) => {
                Value::Datetime(crate::value::Datetime::new_gmt(d, crate::value::Time::from_ms(0)))
            }
            (TypeId::ID, Value::String(s)) => match crate::value::Id::parse(&s) {
                Some(id) => Value::Id(id),
                None => Value::String(s),
            },
            (_, value) => value,
        }
    }
}
