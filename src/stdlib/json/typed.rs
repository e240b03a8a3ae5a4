//! `JSON.deserialize`: values of a wanted type.

use std::sync::Arc;

use smallvec::SmallVec;

use super::fault::{Read, fault, plain};
use super::read::Reader;
use super::untyped;
use crate::hir::{ClassId, ClassKind, MethodId, Type, TypeId};
use crate::interp::{Exc, Interp};
use crate::stdlib::blob::from_base64;
use crate::value::{Date, Datetime, Decimal, Id, List, Map, Object, Set, Str, Time, Value, Zone};

/// A reader that knows what is wanted.
pub(super) struct Typed<'a, 't> {
    pub cx: &'a mut Interp,
    pub reader: &'a mut Reader<'t>,
    /// Unknown fields are errors.
    pub strict: bool,
}

/// What of an object its text has given so far.
type Seen = SmallVec<[Given; 8]>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Field(usize),
    Setter(MethodId),
}

impl Typed<'_, '_> {
    /// Reads the whole text's value.
    pub fn root(&mut self, ty: TypeId) -> Read<Value> {
        if self.reader.peek().is_none() {
            return fault("No content to map to Object due to end of input", self.reader.text.len());
        }
        self.value(ty)
    }

    pub fn value(&mut self, ty: TypeId) -> Read<Value> {
        match self.reader.peek() {
            Some(b'n') => return self.reader.word("null").map(|()| Value::Null),
            Some(_) => {}
            None => return self.reader.no_value(),
        }
        match ty.get() {
            Type::List(elem) => self.elements(elem).map(|items| Value::list(List::from_values(elem, items))),
            Type::Set(elem) => {
                let mut set = Set::new(elem);
                self.elements(elem)?.into_iter().for_each(|v| {
                    set.add(v);
                });
                Ok(Value::set(set))
            }
            Type::Map(key, value) => self.map(key, value),
            Type::Record(object) => super::record::read(self, Some(object)),
            Type::SObject => super::record::read(self, None),
            Type::Class(class) => self.class(class),
            Type::Object | Type::Generic(..) | Type::Void | Type::Null | Type::Param(_) => {
                let name = crate::stdlib::types::name(self.cx, ty);
                plain(format!("Apex Type unsupported in JSON: {name}"))
            }
            Type::Boolean
            | Type::Integer
            | Type::Long
            | Type::Double
            | Type::Decimal
            | Type::String
            | Type::Id
            | Type::Blob
            | Type::Date
            | Type::Datetime
            | Type::Time => self.scalar(ty),
        }
    }

    fn elements(&mut self, elem: TypeId) -> Read<Vec<Value>> {
        if self.reader.peek() != Some(b'[') {
            return fault("Malformed JSON: Expected '[' at the beginning of List/Set", self.reader.pos);
        }
        let mut items = Vec::new();
        let mut more = self.reader.open_array()?;
        while more {
            items.push(self.value(elem)?);
            more = self.reader.more_elements()?;
        }
        Ok(items)
    }

    fn map(&mut self, key: TypeId, value: TypeId) -> Read<Value> {
        self.brace()?;
        let mut map = Map::new(key, value);
        let mut more = self.reader.open_object()?;
        while more {
            let name = self.reader.shared_name()?;
            let k = self.key(key, name)?;
            let v = self.value(value)?;
            map.put(k, v);
            more = self.reader.more_members()?;
        }
        Ok(Value::map(map))
    }

    fn key(&mut self, ty: TypeId, name: Str) -> Read<Value> {
        match ty {
            TypeId::STRING | TypeId::OBJECT => Ok(Value::String(name)),
            _ if matches!(ty.get(), Type::Class(_)) => self.text_as(ty, &name),
            TypeId::BOOLEAN => Ok(Value::Boolean(name.eq_ignore_ascii_case("true"))),
            _ if ty.is_numeric() => self.number_as(ty, &name),
            _ => self.text_as(ty, &name),
        }
    }

    /// An object must begin here.
    pub fn brace(&mut self) -> Read<()> {
        match self.reader.peek() {
            Some(b'{') => Ok(()),
            _ => fault("Malformed JSON: Expected '{' at the beginning of object", self.reader.pos),
        }
    }

    /// An object of a class: fields by name in any case, each at most once; properties through their setters; no constructor runs.
    fn class(&mut self, class: ClassId) -> Read<Value> {
        let declared = Arc::clone(&self.cx.program.classes[class.0 as usize]);
        if declared.enum_info.is_some() {
            return self.constant(class);
        }
        if declared.kind != ClassKind::Class || declared.is_abstract || self.cx.library.class(class).is_some() {
            let name = self.cx.class_name(class);
            return plain(format!("Apex Type unsupported in JSON: {name}"));
        }
        self.brace()?;
        self.cx.initialise_class(class)?;
        let object = self.cx.new_instance(class);
        let mut seen = Seen::new();
        let mut more = self.reader.open_object()?;
        while more {
            let name = self.reader.shared_name()?;
            self.field(class, &object, &name, &mut seen)?;
            more = self.reader.more_members()?;
        }
        Ok(object)
    }

    /// A constant of an enum, in any case.
    fn constant(&mut self, class: ClassId) -> Read<Value> {
        let mark = self.reader.mark;
        let text = match self.reader.peek() {
            Some(b'"') => self.reader.string()?,
            Some(b'-' | b'0'..=b'9') => self.reader.number()?.0.into(),
            Some(_) | None => return self.scalar(TypeId::class(class)),
        };
        let info = self.cx.program.class(class).enum_info.as_ref();
        match info.and_then(|i| i.constants.iter().position(|c| c.eq_ignore_ascii_case(&text))) {
            Some(ordinal) => Ok(Value::Enum(class, ordinal as u16)),
            None => {
                let name = self.cx.class_name(class);
                fault(format!("The type {name} does not have an enum value {text}"), mark)
            }
        }
    }

    fn field(&mut self, class: ClassId, object: &Value, name: &str, seen: &mut Seen) -> Read<()> {
        let declared = Arc::clone(&self.cx.program.classes[class.0 as usize]);
        if let Some((setter, ty)) = self.setter(class, name) {
            self.once(class, seen, Given::Setter(setter), || name.to_owned())?;
            let value = self.value(ty)?;
            self.cx.call(setter, &[object.clone(), value])?;
            return Ok(());
        }
        match declared.fields.iter().rposition(|f| f.name.eq_ignore_ascii_case(name)) {
            Some(slot) => {
                self.once(class, seen, Given::Field(slot), || declared.fields[slot].name.to_string())?;
                let value = match declared.fields[slot].ty {
                    TypeId::ID if !declared.namespace.is_empty() => self.loose_id()?,
                    ty => self.value(ty)?,
                };
                if let Some(Object::Instance(i)) = object.object() {
                    i.fields.borrow_mut()[slot] = value;
                }
                Ok(())
            }
            None if self.strict => {
                let class = self.cx.class_name(class);
                plain(format!("Unknown field: {class}.{name}"))
            }
            None => self.reader.skip().map(drop),
        }
    }

    /// Notes that a text has given this; an error the second time, be it in another case. (Two public bug reports have the text.)
    fn once(&self, class: ClassId, seen: &mut Seen, given: Given, name: impl FnOnce() -> String) -> Read<()> {
        if seen.contains(&given) {
            return plain(format!("Duplicate field: {}.{}", self.cx.class_name(class), name()));
        }
        seen.push(given);
        Ok(())
    }

    /// The Id of a platform result such as `Database.SaveResult`: its suffix is not checked, and what is no Id reads as null.
    /// Public tests that pass on the platform make results of `"id": "null"` and of ids with any suffix.
    fn loose_id(&mut self) -> Read<Value> {
        if self.reader.peek() != Some(b'"') {
            return self.value(TypeId::ID);
        }
        let text = self.reader.string()?;
        let digits = text.as_bytes().get(..15).filter(|_| matches!(text.len(), 15 | 18));
        let id = Id::parse(&text).or_else(|| Id::from_bytes(digits?.try_into().ok()?));
        Ok(id.map_or(Value::Null, Value::Id))
    }

    /// The setter of a property with a body of its own, in the class or above it.
    fn setter(&self, class: ClassId, name: &str) -> Option<(MethodId, TypeId)> {
        let declared = self.cx.program.class(class);
        let own = declared.properties.iter().find(|p| !p.is_static && p.name.eq_ignore_ascii_case(name));
        if let Some(p) = own {
            return p.setter.map(|setter| (setter, p.ty));
        }
        match declared.superclass?.get() {
            Type::Class(above) => self.setter(above, name),
            _ => None,
        }
    }

    fn scalar(&mut self, ty: TypeId) -> Read<Value> {
        let start = self.reader.pos;
        match self.reader.peek() {
            Some(b'"') => {
                let text = self.reader.string()?;
                self.text_as(ty, &text)
            }
            Some(b'-' | b'0'..=b'9') => {
                let (text, _) = self.reader.number()?;
                self.number_as(ty, text)
            }
            Some(b @ (b't' | b'f')) => {
                self.reader.word(if b == b't' { "true" } else { "false" })?;
                match ty {
                    TypeId::BOOLEAN => Ok(Value::Boolean(b == b't')),
                    TypeId::STRING => Ok(Value::string(if b == b't' { "true" } else { "false" })),
                    _ => fault("Value does not match expected type", start),
                }
            }
            Some(b'{' | b'[') => fault("Illegal value for primitive", start),
            Some(_) | None => self.reader.no_value(),
        }
    }

    /// A string where `ty` is wanted.
    fn text_as(&mut self, ty: TypeId, text: &str) -> Read<Value> {
        let at = self.reader.pos;
        let invalid = |_| plain_fault(format!("Invalid format: \"{text}\""), at);
        match ty.get() {
            Type::String => Ok(Value::string(text)),
            Type::Id => match Id::parse(text) {
                Some(id) => Ok(Value::Id(id)),
                None => Err(self.cx.throw(Exc::String, format!("Invalid id: {text}")).into()),
            },
            Type::Boolean => fault(format!("Illegal value for boolean: {text}"), at),
            Type::Date => match Date::parse_iso(text).or_else(|| Date::parse_iso(text.get(..10)?)) {
                Some(d) => Ok(Value::Date(d)),
                None => invalid(()),
            },
            Type::Datetime => match datetime(text) {
                Some(t) => Ok(Value::Datetime(t)),
                None => invalid(()),
            },
            Type::Time => match Time::parse_iso(text) {
                Ok(t) => Ok(Value::Time(t)),
                Err(_) => invalid(()),
            },
            Type::Blob => match from_base64(text) {
                Ok(bytes) => Ok(Value::blob(bytes)),
                Err(_) => fault("Value does not match expected type", at),
            },
            Type::Decimal => match Decimal::parse(text) {
                Ok(d) => Ok(Value::decimal(d)),
                Err(_) if text.is_empty() => fault("N/A", 1),
                Err(_) => {
                    let bad = text.chars().find(|c| !c.is_ascii_digit() && *c != '.').unwrap_or(' ');
                    let why = "is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.";
                    fault(format!("Character {bad} {why}"), 1)
                }
            },
            Type::Double => match text.trim().parse() {
                Ok(f) => Ok(Value::Double(f)),
                Err(_) => fault("Value does not match expected type", 0),
            },
            Type::Integer | Type::Long => match text.parse::<i64>() {
                Ok(_) => self.number_as(ty, text),
                Err(_) => fault("Value does not match expected type", 0),
            },
            Type::Class(class) => {
                let info = self.cx.program.class(class).enum_info.as_ref();
                match info.and_then(|i| i.constants.iter().position(|c| c.eq_ignore_ascii_case(text))) {
                    Some(ordinal) => Ok(Value::Enum(class, ordinal as u16)),
                    None => fault("Value does not match expected type", at),
                }
            }
            _ => fault("Value does not match expected type", at),
        }
    }

    /// A number where `ty` is wanted.
    fn number_as(&mut self, ty: TypeId, text: &str) -> Read<Value> {
        let at = self.reader.pos;
        let whole = || text.parse::<i64>().or_else(|_| text.parse::<f64>().map(|f| f as i64));
        match ty {
            TypeId::STRING => Ok(Value::string(text)),
            TypeId::INTEGER => match whole().ok().map(i32::try_from) {
                Some(Ok(n)) => Ok(Value::Integer(n)),
                Some(Err(_)) | None => fault(format!("Numeric value ({text}) out of range of int"), at),
            },
            TypeId::LONG => match text.parse::<f64>() {
                Ok(f) if f.abs() < 9.3e18 => Ok(Value::Long(whole().unwrap_or(f as i64))),
                Ok(_) | Err(_) => fault(format!("Numeric value ({text}) out of range of long"), at),
            },
            TypeId::DOUBLE => Ok(Value::Double(text.parse().unwrap_or(f64::NAN))),
            TypeId::DECIMAL => untyped::decimal(text, at),
            TypeId::DATETIME => Ok(Value::Datetime(Datetime::from_ms(whole().unwrap_or(0)))),
            TypeId::DATE => Ok(Value::Date(Datetime::from_ms(whole().unwrap_or(0)).date_gmt())),
            _ => fault("Value does not match expected type", at),
        }
    }
}

fn plain_fault<T>(message: String, _at: usize) -> Read<T> {
    fault(message, 1)
}

/// A moment in ISO form; a day alone is its beginning in GMT.
pub(super) fn datetime(text: &str) -> Option<Datetime> {
    Datetime::parse_iso(text)
        .or_else(|| Date::parse_iso(text).map(|d| Datetime::new_gmt(d, Time::from_ms(0))))
        .or_else(|| Datetime::value_of(text, &Zone::gmt()).ok().filter(|_| text.len() >= 19))
}
