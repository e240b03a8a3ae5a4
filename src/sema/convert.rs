//! Which types convert to which: assignments, arguments, casts.

use super::compiler::{Compiler, class_of_type};
use super::symbols::{error_type, substitute};
use crate::hir::{ClassKind, Type, TypeId};

/// Costs order overloads: the smaller, the closer.
const TO_OBJECT: u32 = 1000;
const LOOSE: u32 = 200;

impl Compiler {
    /// How far an implicit conversion goes; `None` when there is none. 0 is the same type.
    pub fn conversion(&self, from: TypeId, to: TypeId) -> Option<u32> {
        let error = error_type();
        if from == to || from == error || to == error {
            return Some(0);
        }
        match (from.get(), to.get()) {
            (Type::Void, _) | (_, Type::Void) => None,
            (Type::Null, _) => Some(1),
            (Type::Param(_), _) | (_, Type::Param(_)) => Some(1),
            (_, Type::Object) => Some(TO_OBJECT),
            (Type::Integer, Type::Long) => Some(1),
            (Type::Integer, Type::Double) => Some(2),
            (Type::Integer, Type::Decimal) => Some(3),
            (Type::Long, Type::Double) => Some(1),
            (Type::Long, Type::Decimal) => Some(2),
            (Type::Double, Type::Decimal) => Some(1),
            (Type::Decimal, Type::Double) => Some(2),
            (Type::Id, Type::String) => Some(2),
            (Type::String, Type::Id) => Some(20),
            (Type::Date, Type::Datetime) => Some(5),
            (Type::Record(_), Type::SObject) => Some(1),
            (Type::List(a), Type::List(b)) => self.element_conversion(a, b),
            (Type::Map(k1, v1), Type::Map(k2, v2)) => {
                Some(self.element_conversion(k1, k2)? + self.map_value_conversion(v1, v2)?)
            }
            (_, Type::Class(_) | Type::Generic(..)) => self.upcast(from, to, 0),
            _ => None,
        }
    }

    /// Elements of lists: the same representation, up or (for records) down. Sets do not vary at all.
    fn element_conversion(&self, from: TypeId, to: TypeId) -> Option<u32> {
        if from == to {
            return Some(0);
        }
        match (from.get(), to.get()) {
            (Type::SObject, Type::Record(_)) => Some(LOOSE),
            (Type::Id, Type::String) | (Type::String, Type::Id) => Some(LOOSE),
            (a, b) if is_number(a) && is_number(b) => None,
            (Type::Date, Type::Datetime) => None,
            _ => self.conversion(from, to),
        }
    }

    /// Values of maps: as elements of lists, but never down.
    fn map_value_conversion(&self, from: TypeId, to: TypeId) -> Option<u32> {
        match (from.get(), to.get()) {
            (Type::SObject, Type::Record(_)) => None,
            _ => self.element_conversion(from, to),
        }
    }

    /// The steps from a type to a class or interface that it is.
    fn upcast(&self, from: TypeId, to: TypeId, depth: u32) -> Option<u32> {
        if depth > 40 {
            return None;
        }
        if self.same_class(from, to) {
            return Some(depth);
        }
        self.supertypes(from).into_iter().filter_map(|s| self.upcast(s, to, depth + 1)).min()
    }

    /// The same class with arguments that fit.
    fn same_class(&self, from: TypeId, to: TypeId) -> bool {
        match (from.get(), to.get()) {
            (Type::Generic(a, x), Type::Generic(b, y)) => {
                a == b && (x == y || y == TypeId::OBJECT || x == TypeId::OBJECT || self.loosely(x, y))
            }
            (Type::Class(a), Type::Generic(b, _)) | (Type::Generic(a, _), Type::Class(b)) => a == b,
            _ => from == to,
        }
    }

    fn loosely(&self, from: TypeId, to: TypeId) -> bool {
        self.element_conversion(from, to).is_some() || (to.is_sobject() && from.is_sobject())
    }

    /// The superclass and the interfaces that a type names itself, with its arguments put in.
    pub fn supertypes(&self, ty: TypeId) -> Vec<TypeId> {
        let Some((id, args)) = self.class_of(ty) else { return Vec::new() };
        let class = self.program.class(id);
        class.superclass.iter().chain(&class.interfaces).map(|t| substitute(*t, &args)).collect()
    }

    /// Whether `from` is `to` or descends from it.
    pub fn is_subtype(&self, from: TypeId, to: TypeId) -> bool {
        from == to || self.upcast(from, to, 0).is_some()
    }

    /// Whether `(to) from` can ever succeed.
    pub fn castable(&self, from: TypeId, to: TypeId) -> bool {
        if self.conversion(from, to).is_some() || self.conversion(to, from).is_some() {
            return from != TypeId::VOID;
        }
        match (from.get(), to.get()) {
            (a, b) if is_number(a) && is_number(b) => true,
            (Type::Object, b) => b != Type::Void,
            (Type::SObject | Type::Record(_), Type::Record(_)) => {
                from == TypeId::SOBJECT || self.is_name_object(from) || self.is_name_object(to)
            }
            (Type::List(a), Type::List(b)) => self.castable(a, b),
            (Type::Map(a, x), Type::Map(b, y)) => self.castable(a, b) && self.castable(x, y),
            (Type::Datetime, Type::Date) => true,
            _ => self.may_share_instances(from, to),
        }
    }

    /// An interface on one side: some subclass of the other may implement it.
    fn may_share_instances(&self, from: TypeId, to: TypeId) -> bool {
        let open = |ty: TypeId| match class_of_type(ty) {
            Some(id) => self.program.class(id).kind != ClassKind::Enum,
            None => false,
        };
        let interface = |ty: TypeId| class_of_type(ty).is_some_and(|id| self.is_interface(id));
        let collection = |ty: TypeId| matches!(ty.get(), Type::List(_) | Type::Set(_) | Type::Map(..));
        (interface(from) && (open(to) || collection(to))) || (interface(to) && (open(from) || collection(from)))
    }

    fn is_name_object(&self, ty: TypeId) -> bool {
        matches!(ty.get(), Type::Record(object) if self.schema.name(object) == "Name")
    }

    /// The type that both sides of `?:`, `==` or `??` are brought to.
    pub fn common_type(&self, a: TypeId, b: TypeId) -> Option<TypeId> {
        let error = error_type();
        match (a, b) {
            (x, y) if x == y => return Some(x),
            (TypeId::VOID, _) | (_, TypeId::VOID) => return None,
            (TypeId::NULL, x) | (x, TypeId::NULL) => return Some(x),
            (x, y) if x == error || y == error => return Some(error),
            _ => {}
        }
        if a.is_numeric() && b.is_numeric() {
            return Some(wider_number(a, b));
        }
        if self.conversion(a, b).is_some() && !(a == TypeId::STRING && b == TypeId::ID) {
            return Some(b);
        }
        if self.conversion(b, a).is_some() {
            return Some(a);
        }
        if a.is_sobject() && b.is_sobject() {
            return Some(TypeId::SOBJECT);
        }
        None
    }

    /// Whether `a == b` makes sense.
    pub fn comparable(&self, a: TypeId, b: TypeId) -> bool {
        self.common_type(a, b).is_some() || self.castable(a, b) || self.castable(b, a)
    }
}

fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Integer | Type::Long | Type::Double | Type::Decimal)
}

/// Integer, Long, Double, Decimal: the later of the two.
pub(crate) fn wider_number(a: TypeId, b: TypeId) -> TypeId {
    const ORDER: [TypeId; 4] = [TypeId::INTEGER, TypeId::LONG, TypeId::DOUBLE, TypeId::DECIMAL];
    let rank = |t: TypeId| ORDER.iter().position(|o| *o == t).unwrap_or(0);
    ORDER[rank(a).max(rank(b))]
}
