//! Everything with an identity: one reference-counted block per object, one pointer per reference.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::rc::{Rc, Weak};

use crate::hir::{ClassId, TypeId};
use crate::value::{BigDec, Fields, List, Map, Record, Set, Value, prefetch};

/// A counted, thin reference to an [`Object`].
#[derive(Clone)]
pub struct Ref(Rc<Object>);

/// What a reference leads to.
pub enum Object {
    /// An instance of a class with Apex code.
    Instance(Instance),
    List(RefCell<List>),
    Set(RefCell<Set>),
    Map(RefCell<Map>),
    Record(RefCell<Record>),
    Blob(Blob),
    /// A decimal too large for the flat form.
    Decimal(Rc<BigDec>),
    /// An object of the native library with a Rust type of its own.
    Native(NativeObject),
    /// What `Test.createStub` made: a stand-in for `class` that hands every call to the provider.
    Stub {
        class: ClassId,
        provider: Value,
    },
}

// With the counts of its references an object fills two cache lines.
const _: () = assert!(size_of::<Object>() <= 112);

/// An instance: its class and its fields by slot.
pub struct Instance {
    pub class: ClassId,
    pub fields: RefCell<Fields>,
    /// Set once for exceptions: message, cause and trace live beside the fields.
    pub extra: RefCell<Option<Box<ExceptionData>>>,
    /// Its entry in the heap's list of objects that can be part of a cycle, if it is tracked.
    pub tracked: Cell<bool>,
    /// What the class's own `hashCode` answered when the instance was last used as a key.
    pub hash: Cell<Option<i32>>,
}

/// The platform's own part of an exception.
#[derive(Default, Clone, Debug)]
pub struct ExceptionData {
    /// What `getMessage()` answers.
    pub message: Option<crate::value::Str>,
    pub cause: Value,
    /// Innermost frame first; filled when the exception is made, see `interp::exceptions`.
    pub trace: Vec<TraceFrame>,
    /// DML failures, in order, for `DmlException` and its kin.
    pub dml: Vec<DmlFailure>,
    /// No `catch` takes it, whatever its class.
    pub fatal: bool,
}

/// One line of a stack trace: `Class.Name.method: line 3, column 1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceFrame {
    /// `Class.Foo.bar`, `Trigger.T`, `AnonymousBlock`, `Class.Foo.<init>`
    pub place: std::sync::Arc<str>,
    pub line: u32,
    pub column: u32,
}

/// One failed row of a DML operation.
#[derive(Clone, PartialEq, Debug)]
pub struct DmlFailure {
    /// Index of the record in the operation's list.
    pub row: usize,
    /// The record's object, where there was a record.
    pub object: Option<crate::schema::ObjectId>,
    pub id: Option<crate::value::Id>,
    /// `REQUIRED_FIELD_MISSING`, ...
    pub status: &'static str,
    pub message: String,
    /// API names of the fields at fault.
    pub fields: Vec<String>,
}

/// Immutable bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blob(pub Rc<[u8]>);

/// An object whose state is a Rust type: describe results, matchers, generators...
pub struct NativeObject {
    pub class: ClassId,
    /// Its type as Apex sees it (`Iterator<String>`, `Schema.DescribeFieldResult`).
    pub ty: TypeId,
    /// What it describes, for objects that are equal when they describe the same thing; else it is equal to itself only.
    pub key: Option<u64>,
    pub data: RefCell<Box<dyn Any>>,
}

impl Ref {
    pub fn new(object: Object) -> Ref {
        Ref(Rc::new(object))
    }

    pub fn ptr_eq(a: &Ref, b: &Ref) -> bool {
        Rc::ptr_eq(&a.0, &b.0)
    }

    /// A number that is the same for the same object while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    pub fn downgrade(&self) -> Weak<Object> {
        Rc::downgrade(&self.0)
    }

    pub fn upgrade(weak: &Weak<Object>) -> Option<Ref> {
        weak.upgrade().map(Ref)
    }

    /// Asks the processor to bring the object near.
    #[inline]
    pub fn prefetch(&self) {
        let address = Rc::as_ptr(&self.0).cast::<u8>();
        for line in 0..size_of::<Object>().div_ceil(prefetch::LINE) {
            prefetch::prefetch(address.wrapping_add(line * prefetch::LINE));
        }
    }

    /// Whether this is the only reference, so that its content may be reused.
    pub fn is_unique(&self) -> bool {
        Rc::strong_count(&self.0) == 1
    }
}

impl Deref for Ref {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.0
    }
}

impl fmt::Debug for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &**self {
            Object::Instance(i) => return write!(f, "Instance({})", i.class.0),
            Object::List(_) => "List",
            Object::Set(_) => "Set",
            Object::Map(_) => "Map",
            Object::Record(_) => "Record",
            Object::Blob(_) => "Blob",
            Object::Decimal(_) => "Decimal",
            Object::Native(_) => "Native",
            Object::Stub { .. } => "Stub",
        };
        f.write_str(kind)
    }
}

impl Instance {
    /// A new instance with all fields null.
    pub fn new(class: ClassId, fields: usize) -> Instance {
        Instance {
            class,
            fields: RefCell::new(Fields::new(fields)),
            extra: RefCell::new(None),
            tracked: Cell::new(false),
            hash: Cell::new(None),
        }
    }
}

impl NativeObject {
    /// Wraps a Rust value as an object of a library class.
    pub fn value<T: Any>(class: ClassId, data: T) -> Value {
        NativeObject::typed(class, TypeId::class(class), data)
    }

    /// The same for a generic class: `ty` is the type with its argument.
    pub fn typed<T: Any>(class: ClassId, ty: TypeId, data: T) -> Value {
        Value::Ref(Ref::new(Object::Native(NativeObject { class, ty, key: None, data: RefCell::new(Box::new(data)) })))
    }

    /// An object that equals others of its class with the same key.
    pub fn keyed<T: Any>(class: ClassId, key: u64, data: T) -> Value {
        let (ty, data) = (TypeId::class(class), RefCell::new(Box::new(data) as Box<dyn Any>));
        Value::Ref(Ref::new(Object::Native(NativeObject { class, ty, key: Some(key), data })))
    }

    /// Runs `f` on the Rust value. None when it is of another type.
    pub fn with<T: Any, R>(&self, f: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.data.borrow_mut().downcast_mut::<T>().map(f)
    }
}
