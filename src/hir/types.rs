//! Types of the typed tree: interned once per process, `Copy`, compared by id.

use std::cell::RefCell;
use std::sync::{LazyLock, RwLock};

use rustc_hash::FxHashMap;

use crate::hir::ClassId;
use crate::schema::ObjectId;

/// An interned [`Type`]. Equal types have equal ids. The common ones are constants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub u32);

/// What a [`TypeId`] stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// The result of a method without one.
    Void,
    /// The type of the literal `null`: converts to everything.
    Null,
    /// `Object`: any value.
    Object,
    Boolean,
    Integer,
    Long,
    Double,
    Decimal,
    String,
    Id,
    Blob,
    Date,
    Datetime,
    Time,
    /// `SObject`: a record of any object.
    SObject,
    /// A record of one object: `Account`, `Foo__c`, `AggregateResult`.
    Record(ObjectId),
    /// `List<T>` and `T[]`.
    List(TypeId),
    Set(TypeId),
    Map(TypeId, TypeId),
    /// A class, interface or enum: of the user, the prelude or the native library.
    Class(ClassId),
    /// A library interface or class with one type argument: `Iterator<T>`, `Database.Batchable<T>`.
    Generic(ClassId, TypeId),
    /// The n-th type parameter of a library class while its signatures are read.
    Param(u8),
}

/// How an expression of a type is evaluated: the closure kinds of the interpreter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Boolean,
    Integer,
    Long,
    Double,
    Value,
}

const BASIC: [Type; 15] = [
    Type::Void,
    Type::Null,
    Type::Object,
    Type::Boolean,
    Type::Integer,
    Type::Long,
    Type::Double,
    Type::Decimal,
    Type::String,
    Type::Id,
    Type::Blob,
    Type::Date,
    Type::Datetime,
    Type::Time,
    Type::SObject,
];

#[derive(Default)]
struct Interner {
    types: Vec<Type>,
    ids: FxHashMap<Type, TypeId>,
}

static INTERNER: LazyLock<RwLock<Interner>> = LazyLock::new(|| {
    let ids = BASIC.iter().enumerate().map(|(i, &t)| (t, TypeId(i as u32))).collect();
    RwLock::new(Interner { types: BASIC.to_vec(), ids })
});

thread_local! {
    /// A thread's own copy of the interned types, so that reading one takes no lock.
    static SEEN: RefCell<Vec<Type>> = RefCell::new(BASIC.to_vec());
}

impl TypeId {
    pub const VOID: TypeId = TypeId(0);
    pub const NULL: TypeId = TypeId(1);
    pub const OBJECT: TypeId = TypeId(2);
    pub const BOOLEAN: TypeId = TypeId(3);
    pub const INTEGER: TypeId = TypeId(4);
    pub const LONG: TypeId = TypeId(5);
    pub const DOUBLE: TypeId = TypeId(6);
    pub const DECIMAL: TypeId = TypeId(7);
    pub const STRING: TypeId = TypeId(8);
    pub const ID: TypeId = TypeId(9);
    pub const BLOB: TypeId = TypeId(10);
    pub const DATE: TypeId = TypeId(11);
    pub const DATETIME: TypeId = TypeId(12);
    pub const TIME: TypeId = TypeId(13);
    pub const SOBJECT: TypeId = TypeId(14);

    /// Interns a type.
    pub fn of(ty: Type) -> TypeId {
        if let Some(i) = BASIC.iter().position(|b| *b == ty) {
            return TypeId(i as u32);
        }
        if let Some(&id) = INTERNER.read().expect("no interner user panics").ids.get(&ty) {
            return id;
        }
        let mut table = INTERNER.write().expect("no interner user panics");
        if let Some(&id) = table.ids.get(&ty) {
            return id;
        }
        let id = TypeId(table.types.len() as u32);
        table.types.push(ty);
        table.ids.insert(ty, id);
        id
    }

    pub fn list(elem: TypeId) -> TypeId {
        TypeId::of(Type::List(elem))
    }

    pub fn set(elem: TypeId) -> TypeId {
        TypeId::of(Type::Set(elem))
    }

    pub fn map(key: TypeId, value: TypeId) -> TypeId {
        TypeId::of(Type::Map(key, value))
    }

    pub fn record(object: ObjectId) -> TypeId {
        TypeId::of(Type::Record(object))
    }

    pub fn class(class: ClassId) -> TypeId {
        TypeId::of(Type::Class(class))
    }

    /// What this id stands for.
    pub fn get(self) -> Type {
        SEEN.with_borrow_mut(|seen| {
            let i = self.0 as usize;
            if i >= seen.len() {
                let table = INTERNER.read().expect("no interner user panics");
                let from = seen.len();
                seen.extend_from_slice(&table.types[from..]);
            }
            seen[i]
        })
    }

    /// The closure kind that evaluates an expression of this type without boxing.
    pub fn kind(self) -> Kind {
        match self {
            TypeId::BOOLEAN => Kind::Boolean,
            TypeId::INTEGER => Kind::Integer,
            TypeId::LONG => Kind::Long,
            TypeId::DOUBLE => Kind::Double,
            _ => Kind::Value,
        }
    }

    pub fn is_numeric(self) -> bool {
        matches!(self, TypeId::INTEGER | TypeId::LONG | TypeId::DOUBLE | TypeId::DECIMAL)
    }

    /// A record type, generic or concrete.
    pub fn is_sobject(self) -> bool {
        matches!(self.get(), Type::SObject | Type::Record(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_types_have_equal_ids() {
        assert_eq!(TypeId::list(TypeId::STRING), TypeId::list(TypeId::STRING));
        assert_ne!(TypeId::list(TypeId::STRING), TypeId::set(TypeId::STRING));
        assert_eq!(TypeId::of(Type::SObject), TypeId::SOBJECT);
        assert_eq!(TypeId::map(TypeId::ID, TypeId::SOBJECT).get(), Type::Map(TypeId::ID, TypeId::SOBJECT));
    }
}
