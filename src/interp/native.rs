//! Native library methods: one row declares one method, a Rust closure whose types unpack the arguments.
//!
//! `m("Boolean contains(String part)", "Whether `part` occurs.", |s: Str, part: Str| s.contains(&*part))`: the first parameter
//! of an instance method is its receiver. Nullability is in the Rust type: `Str` throws NullPointerException on null,
//! `Option<Str>` accepts it. A closure that needs the interpreter takes `cx: &mut Interp` first.

use std::any::Any;
use std::cell::{Ref as Borrow, RefMut};
use std::marker::PhantomData;

use crate::hir::TypeId;
use crate::interp::{Exc, Interp, Thrown};
use crate::schema::{FieldId, ObjectId};
use crate::value::{
    Blob, Date, Datetime, Decimal, Id, Instance, List, Map, NativeObject, Object, Record, Ref, Set, Str, Time, Value,
};

/// What the interpreter calls: arguments with the receiver first.
pub type NativeFn = Box<dyn Fn(&mut Interp, &[Value]) -> Result<Value, Thrown> + Send + Sync>;

/// One method of a library class.
pub struct Row {
    /// Apex signature text: `static String join(Object parts, String separator)`, `Integer size()`, `HttpRequest()` for a
    /// constructor, `String name { get; }` for a property (`static` allowed, `set` makes it assignable: the closure then gets
    /// the new value as one more argument, else none, so it takes `Option<...>`).
    pub signature: &'static str,
    /// One sentence for `:info` and the reference.
    pub doc: &'static str,
    /// Rust arguments, the receiver included.
    pub arity: usize,
    pub call: NativeFn,
}

/// Declares a row.
pub fn m<Args, F: IntoNative<Args>>(signature: &'static str, doc: &'static str, f: F) -> Row {
    let head = signature.split('(').next().expect("split answers at least one part").trim();
    let is_constructor = signature.contains('(') && !head.contains(' ');
    let first = usize::from(is_constructor || signature.starts_with("static "));
    Row { signature, doc, arity: F::ARITY, call: f.into_native(first) }
}

/// Converts an argument. `at` is 0 for a receiver, then the argument's number.
pub trait FromValue: Sized {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Self, Thrown>;
}

/// Converts a result.
pub trait IntoResult {
    fn into_result(self, cx: &mut Interp) -> Result<Value, Thrown>;
}

/// Closures that can be rows; `Args` only tells the forms apart.
pub trait IntoNative<Args> {
    const ARITY: usize;
    /// `first` is the number of the first argument for messages: 0 when it is a receiver.
    fn into_native(self, first: usize) -> NativeFn;
}

/// Null where a value is needed: the receiver's or an argument's text.
#[cold]
fn null_argument(cx: &mut Interp, at: usize) -> Thrown {
    match at {
        0 => cx.null_pointer(),
        _ => cx.throw(Exc::NullPointer, "Argument cannot be null."),
    }
}

/// A value of a type that the checker should have refused.
#[cold]
fn wrong_type(cx: &mut Interp, value: &Value, wanted: &str) -> Thrown {
    let found = cx.type_name_of(value);
    cx.throw(Exc::Type, format!("Invalid conversion from runtime type {found} to {wanted}"))
}

macro_rules! scalar {
    ($($rust:ty, $apex:literal: $($pattern:pat => $result:expr),+;)+) => {$(
        impl FromValue for $rust {
            fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Self, Thrown> {
                match value {
                    $($pattern => Ok($result),)+
                    Value::Null => Err(null_argument(cx, at)),
                    _ => Err(wrong_type(cx, value, $apex)),
                }
            }
        }
    )+};
}

scalar! {
    bool, "Boolean": Value::Boolean(b) => *b;
    i32, "Integer": Value::Integer(i) => *i;
    i64, "Long": Value::Long(i) => *i, Value::Integer(i) => i64::from(*i);
    Str, "String": Value::String(s) => s.clone(), Value::Id(id) => Str::from(id.to_string().as_str());
    Id, "Id": Value::Id(id) => *id;
    Date, "Date": Value::Date(d) => *d;
    Time, "Time": Value::Time(t) => *t;
    Datetime, "Datetime": Value::Datetime(t) => *t;
    TypeId, "Type": Value::Type(t) => *t;
    ObjectId, "SObjectType": Value::ObjectToken(o) => *o;
    (ObjectId, FieldId), "SObjectField": Value::FieldToken(o, f) => (*o, *f);
}

impl FromValue for f64 {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<f64, Thrown> {
        match value {
            Value::Double(f) => Ok(*f),
            Value::Integer(i) => Ok(f64::from(*i)),
            Value::Long(i) => Ok(*i as f64),
            Value::Null => Err(null_argument(cx, at)),
            _ => match value.as_decimal() {
                Some(d) => Ok(d.double_value()),
                None => Err(wrong_type(cx, value, "Double")),
            },
        }
    }
}

impl FromValue for Decimal {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Decimal, Thrown> {
        match value {
            Value::Integer(i) => Ok(Decimal::from(i64::from(*i))),
            Value::Long(i) => Ok(Decimal::from(*i)),
            Value::Double(f) => Decimal::from_f64(*f).map_err(|_| cx.throw(Exc::Math, format!("Invalid decimal: {f}"))),
            Value::Null => Err(null_argument(cx, at)),
            _ => value.as_decimal().ok_or_else(|| wrong_type(cx, value, "Decimal")),
        }
    }
}

impl FromValue for Value {
    fn from_value(_: &mut Interp, value: &Value, _: usize) -> Result<Value, Thrown> {
        Ok(value.clone())
    }
}

impl FromValue for Blob {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Blob, Thrown> {
        match value {
            Value::Null => Err(null_argument(cx, at)),
            Value::Ref(r) => match &**r {
                Object::Blob(b) => Ok(b.clone()),
                _ => Err(wrong_type(cx, value, "Blob")),
            },
            _ => Err(wrong_type(cx, value, "Blob")),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Option<T>, Thrown> {
        match value {
            Value::Null => Ok(None),
            _ => T::from_value(cx, value, at).map(Some),
        }
    }
}

macro_rules! reference {
    ($($(#[$doc:meta])* $name:ident, $variant:ident, $inner:ty, $apex:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(pub Ref);

        impl $name {
            pub fn borrow(&self) -> Borrow<'_, $inner> {
                match &*self.0 {
                    Object::$variant(x) => x.borrow(),
                    _ => unreachable!("checked when it was made"),
                }
            }

            pub fn borrow_mut(&self) -> RefMut<'_, $inner> {
                match &*self.0 {
                    Object::$variant(x) => x.borrow_mut(),
                    _ => unreachable!("checked when it was made"),
                }
            }

            /// The wrapper of a value that is one.
            pub fn of(value: &Value) -> Option<$name> {
                match value {
                    Value::Ref(r) if matches!(&**r, Object::$variant(_)) => Some($name(r.clone())),
                    _ => None,
                }
            }

            pub fn value(&self) -> Value {
                Value::Ref(self.0.clone())
            }
        }

        impl FromValue for $name {
            fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<$name, Thrown> {
                match value {
                    Value::Null => Err(null_argument(cx, at)),
                    _ => $name::of(value).ok_or_else(|| wrong_type(cx, value, $apex)),
                }
            }
        }
    )+};
}

reference! {
    /// A list that a native method reads or changes.
    ListRef, List, List, "List<ANY>";
    /// A set that a native method reads or changes.
    SetRef, Set, Set, "Set<ANY>";
    /// A map that a native method reads or changes.
    MapRef, Map, Map, "Map<ANY,ANY>";
    /// A record that a native method reads or changes.
    RecordRef, Record, Record, "SObject";
}

/// An instance of a class with Apex code (user class, exception, prelude class).
#[derive(Clone)]
pub struct InstanceRef(pub Ref);

impl InstanceRef {
    pub fn of(value: &Value) -> Option<InstanceRef> {
        match value {
            Value::Ref(r) if matches!(&**r, Object::Instance(_)) => Some(InstanceRef(r.clone())),
            _ => None,
        }
    }

    pub fn instance(&self) -> &Instance {
        match &*self.0 {
            Object::Instance(i) => i,
            _ => unreachable!("checked when it was made"),
        }
    }

    pub fn value(&self) -> Value {
        Value::Ref(self.0.clone())
    }
}

impl FromValue for InstanceRef {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<InstanceRef, Thrown> {
        match value {
            Value::Null => Err(null_argument(cx, at)),
            _ => InstanceRef::of(value).ok_or_else(|| wrong_type(cx, value, "Object")),
        }
    }
}

/// A library object whose state is the Rust type `T`.
#[derive(Clone)]
pub struct Native<T>(pub Ref, PhantomData<T>);

impl<T: Any> Native<T> {
    /// Runs `f` on the state.
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        self.object().with(f).expect("checked when it was made")
    }

    pub fn object(&self) -> &NativeObject {
        match &*self.0 {
            Object::Native(n) => n,
            _ => unreachable!("checked when it was made"),
        }
    }

    pub fn value(&self) -> Value {
        Value::Ref(self.0.clone())
    }
}

impl<T: Any> FromValue for Native<T> {
    fn from_value(cx: &mut Interp, value: &Value, at: usize) -> Result<Native<T>, Thrown> {
        match value {
            Value::Null => Err(null_argument(cx, at)),
            Value::Ref(r) => match &**r {
                Object::Native(n) if n.data.borrow().is::<T>() => Ok(Native(r.clone(), PhantomData)),
                _ => Err(wrong_type(cx, value, std::any::type_name::<T>())),
            },
            _ => Err(wrong_type(cx, value, std::any::type_name::<T>())),
        }
    }
}

impl IntoResult for () {
    fn into_result(self, _: &mut Interp) -> Result<Value, Thrown> {
        Ok(Value::Null)
    }
}

impl<T: IntoResult> IntoResult for Result<T, Thrown> {
    fn into_result(self, cx: &mut Interp) -> Result<Value, Thrown> {
        self.and_then(|v| v.into_result(cx))
    }
}

impl<T: IntoResult> IntoResult for Option<T> {
    fn into_result(self, cx: &mut Interp) -> Result<Value, Thrown> {
        self.map_or(Ok(Value::Null), |v| v.into_result(cx))
    }
}

macro_rules! results {
    ($($rust:ty: $v:ident => $result:expr;)+) => {$(
        impl IntoResult for $rust {
            fn into_result(self, _: &mut Interp) -> Result<Value, Thrown> {
                let $v = self;
                Ok($result)
            }
        }
    )+};
}

results! {
    Value: v => v;
    bool: v => Value::Boolean(v);
    i32: v => Value::Integer(v);
    i64: v => Value::Long(v);
    f64: v => Value::Double(v);
    usize: v => Value::Integer(i32::try_from(v).expect("sizes fit an Integer"));
    Decimal: v => Value::decimal(v);
    Str: v => Value::String(v);
    String: v => Value::string(&v);
    &str: v => Value::string(v);
    Id: v => Value::Id(v);
    Date: v => Value::Date(v);
    Time: v => Value::Time(v);
    Datetime: v => Value::Datetime(v);
    TypeId: v => Value::Type(v);
    ObjectId: v => Value::ObjectToken(v);
    Blob: v => Value::Ref(Ref::new(Object::Blob(v)));
    Ref: v => Value::Ref(v);
    List: v => Value::list(v);
    Set: v => Value::set(v);
    Map: v => Value::map(v);
    Record: v => Value::record(v);
    ListRef: v => v.value();
    SetRef: v => v.value();
    MapRef: v => v.value();
    RecordRef: v => v.value();
    InstanceRef: v => v.value();
}

/// Marks closures that take the interpreter.
pub struct WithCx;

macro_rules! native {
    ($arity:literal: $($arg:ident $i:tt),*) => {
        impl<Func, Out, $($arg),*> IntoNative<($($arg,)*)> for Func
        where
            Func: Fn($($arg),*) -> Out + Send + Sync + 'static,
            Out: IntoResult,
            $($arg: FromValue,)*
        {
            const ARITY: usize = $arity;

            fn into_native(self, first: usize) -> NativeFn {
                Box::new(move |cx, args| {
                    let _ = (args, first);
                    let result = self($(<$arg>::from_value(cx, &args[$i], first + $i)?),*);
                    result.into_result(cx)
                })
            }
        }

        impl<Func, Out, $($arg),*> IntoNative<(WithCx, $($arg,)*)> for Func
        where
            Func: Fn(&mut Interp, $($arg),*) -> Out + Send + Sync + 'static,
            Out: IntoResult,
            $($arg: FromValue,)*
        {
            const ARITY: usize = $arity;

            #[allow(non_snake_case)]
            fn into_native(self, first: usize) -> NativeFn {
                Box::new(move |cx, args| {
                    let _ = (args, first);
                    $(let $arg = <$arg>::from_value(cx, &args[$i], first + $i)?;)*
                    let result = self(cx, $($arg),*);
                    result.into_result(cx)
                })
            }
        }
    };
}

native!(0:);
native!(1: A 0);
native!(2: A 0, B 1);
native!(3: A 0, B 1, C 2);
native!(4: A 0, B 1, C 2, D 3);
native!(5: A 0, B 1, C 2, D 3, E 4);
native!(6: A 0, B 1, C 2, D 3, E 4, F 5);
native!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
native!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
