//! The kinds of results: Integer, Long, Double and Boolean unboxed, everything else as a value.

use crate::hir::{Expr, Kind as ResultKind};
use crate::interp::code::{Body, Code, SiteId};
use crate::interp::compile::Compiler;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::value::Value;

/// A Rust type that closures answer.
pub trait Kind: Sized + Clone + 'static {
    const KIND: ResultKind;

    /// Unboxes; None when the value is null or of another type.
    fn of(value: &Value) -> Option<Self>;

    /// The unboxed content of a slot, to be changed in place.
    fn of_mut(slot: &mut Value) -> Option<&mut Self>;

    fn into_value(self) -> Value;

    /// The body of a method whose result is of this kind.
    fn body(body: &Body) -> Option<&Code<Self>>;

    /// Code whose result is never null: a null throws where it appears.
    fn compile(c: &mut Compiler, e: &Expr) -> Code<Self>;

    /// `list[index]`
    fn index(c: &mut Compiler, list: &Expr, index: &Expr, e: &Expr) -> Code<Self>;
}

macro_rules! scalar {
    ($rust:ty, $kind:ident, $function:ident, $value:ident => $of:expr) => {
        impl Kind for $rust {
            const KIND: ResultKind = ResultKind::$kind;

            #[inline(always)]
            fn of($value: &Value) -> Option<$rust> {
                $of
            }

            #[inline(always)]
            fn of_mut(slot: &mut Value) -> Option<&mut $rust> {
                if let Value::$kind(x) = slot { Some(x) } else { None }
            }

            #[inline(always)]
            fn into_value(self) -> Value {
                Value::$kind(self)
            }

            #[inline(always)]
            fn body(body: &Body) -> Option<&Code<$rust>> {
                match body {
                    Body::$kind(code) => Some(code),
                    _ => None,
                }
            }

            fn compile(c: &mut Compiler, e: &Expr) -> Code<$rust> {
                c.$function(e)
            }

            fn index(c: &mut Compiler, list: &Expr, index: &Expr, e: &Expr) -> Code<$rust> {
                c.index_scalar(list, index, e)
            }
        }
    };
}

scalar!(bool, Boolean, boolean, v => if let Value::Boolean(b) = v { Some(*b) } else { None });
scalar!(i32, Integer, integer, v => if let Value::Integer(i) = v { Some(*i) } else { None });
scalar!(i64, Long, long, v => match v {
    Value::Long(i) => Some(*i),
    Value::Integer(i) => Some(i64::from(*i)),
    _ => None,
});
scalar!(f64, Double, double, v => match v {
    Value::Double(f) => Some(*f),
    other => double_of(other),
});

#[cold]
#[inline(never)]
fn double_of(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(i) => Some(f64::from(*i)),
        Value::Long(i) => Some(*i as f64),
        other => other.as_decimal().map(|d| d.double_value()),
    }
}

impl Kind for Value {
    const KIND: ResultKind = ResultKind::Value;

    #[inline(always)]
    fn of(value: &Value) -> Option<Value> {
        Some(value.clone())
    }

    #[inline(always)]
    fn of_mut(slot: &mut Value) -> Option<&mut Value> {
        Some(slot)
    }

    #[inline(always)]
    fn into_value(self) -> Value {
        self
    }

    #[inline(always)]
    fn body(body: &Body) -> Option<&Code<Value>> {
        match body {
            Body::Value(code) => Some(code),
            _ => None,
        }
    }

    fn compile(c: &mut Compiler, e: &Expr) -> Code<Value> {
        c.value(e)
    }

    fn index(c: &mut Compiler, list: &Expr, index: &Expr, e: &Expr) -> Code<Value> {
        c.index_value(list, index, e)
    }
}

/// Unboxes a value at a place: null throws there.
#[inline(always)]
pub fn unbox<T: Kind>(cx: &mut Interp, value: &Value, site: SiteId) -> Exec<T> {
    match T::of(value) {
        Some(x) => Ok(x),
        None => Err(not_of_kind::<T>(cx, &value.clone(), site)),
    }
}

#[cold]
#[inline(never)]
pub fn not_of_kind<T: Kind>(cx: &mut Interp, value: &Value, site: SiteId) -> Thrown {
    match value {
        Value::Null => cx.null_at(site),
        other => {
            let from = cx.type_name_of(other);
            cx.throw_at(site, Exc::Type, format!("Invalid conversion from runtime type {from} to {:?}", T::KIND))
        }
    }
}

impl Compiler<'_> {
    /// Unboxed from the value form.
    pub(super) fn unboxed<T: Kind>(&mut self, e: &Expr) -> Code<T> {
        let (code, site) = (self.value(e), self.site(e.span));
        Box::new(move |cx| {
            let value = code(cx)?;
            unbox(cx, &value, site)
        })
    }

    /// Boxed from the scalar form, for nodes whose result is never null.
    pub(super) fn boxed<T: Kind>(&mut self, e: &Expr) -> Code<Value> {
        let code = T::compile(self, e);
        Box::new(move |cx| Ok(code(cx)?.into_value()))
    }
}
