//! Shapes of operands: a local, a field of a local, a constant, or any code. Nodes are specialised on them.

use crate::hir::{BinaryOp, Expr, ExprKind, Literal, TypeId};
use crate::interp::code::{Code, SiteId};
use crate::interp::compile::kind::{Kind, not_of_kind, unbox};
use crate::interp::compile::scan::assigns;
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Interp};
use crate::value::{Object, Value};

/// How an operand is got, without the detour over a closure where its shape is simple.
pub trait Get<T>: 'static {
    fn get(&self, cx: &mut Interp) -> Exec<T>;
}

/// Looks at a value where it lies, without copying it.
///
/// A receiver is evaluated before the arguments and looked at behind them: what code computes is held meanwhile, what lies in a
/// local or a field stays there (see [`Compiler::first_place`]).
pub trait Look: 'static {
    type Held;

    fn hold(&self, cx: &mut Interp) -> Exec<Self::Held>;

    fn look_at<R>(&self, cx: &mut Interp, held: &Self::Held, f: impl FnOnce(&Value) -> R) -> Exec<R>;

    #[inline(always)]
    fn look<R>(&self, cx: &mut Interp, f: impl FnOnce(&Value) -> R) -> Exec<R> {
        let held = self.hold(cx)?;
        self.look_at(cx, &held, f)
    }

    /// The same where `f` may not know what to do: then the value itself is answered.
    #[inline(always)]
    fn try_look_at<R>(
        &self,
        cx: &mut Interp,
        held: &Self::Held,
        f: impl FnOnce(&Value) -> Option<R>,
    ) -> Exec<Result<R, Value>> {
        self.look_at(cx, held, |v| f(v).ok_or_else(|| v.clone()))
    }
}

/// Looks at a value without running any code, so that two can be looked at together.
pub trait Peek: Look {
    /// None when there is nothing to look at: a field of null.
    fn peek<'a>(&'a self, cx: &'a Interp) -> Option<Peeked<'a>>;
}

/// A value that lies in the stack or in an instance.
pub enum Peeked<'a> {
    Local(&'a Value),
    Field(std::cell::Ref<'a, Value>),
}

impl std::ops::Deref for Peeked<'_> {
    type Target = Value;

    #[inline(always)]
    fn deref(&self) -> &Value {
        match self {
            Peeked::Local(value) => value,
            Peeked::Field(value) => value,
        }
    }
}

/// A literal that is looked at.
pub struct Known(pub Value);

impl Look for Known {
    type Held = ();

    #[inline(always)]
    fn hold(&self, _: &mut Interp) -> Exec<()> {
        Ok(())
    }

    #[inline(always)]
    fn look_at<R>(&self, _: &mut Interp, (): &(), f: impl FnOnce(&Value) -> R) -> Exec<R> {
        Ok(f(&self.0))
    }
}

impl Peek for Known {
    #[inline(always)]
    fn peek<'a>(&'a self, _: &'a Interp) -> Option<Peeked<'a>> {
        Some(Peeked::Local(&self.0))
    }
}

impl Peek for LocalOperand {
    #[inline(always)]
    fn peek<'a>(&'a self, cx: &'a Interp) -> Option<Peeked<'a>> {
        Some(Peeked::Local(cx.local(self.slot)))
    }
}

impl Peek for FieldOperand {
    #[inline(always)]
    fn peek<'a>(&'a self, cx: &'a Interp) -> Option<Peeked<'a>> {
        match cx.local(self.local).object() {
            Some(Object::Instance(i)) => {
                Some(Peeked::Field(std::cell::Ref::map(i.fields.borrow(), |fields| &fields[self.field])))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
pub struct LocalOperand {
    pub slot: usize,
    pub site: SiteId,
}

/// A field of the instance in a local; `this` is the local 0.
#[derive(Clone, Copy)]
pub struct FieldOperand {
    pub local: usize,
    pub field: usize,
    pub site: SiteId,
}

pub struct Constant<T>(pub T);

/// `local + constant` on Integers.
#[derive(Clone, Copy)]
pub struct LocalPlus {
    pub local: LocalOperand,
    pub by: i32,
}

impl Get<i32> for LocalPlus {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<i32> {
        let x: i32 = self.local.get(cx)?;
        Ok(x.wrapping_add(self.by))
    }
}

pub enum Operand<T> {
    Local(LocalOperand),
    Field(FieldOperand),
    Constant(T),
    Code(Code<T>),
}

/// The same for values that are looked at.
pub enum Place {
    Local(LocalOperand),
    Field(FieldOperand),
    Code(Code<Value>),
}

impl Place {
    pub fn into_code(self) -> Code<Value> {
        match self {
            Place::Local(l) => Box::new(move |cx| l.look(cx, Value::clone)),
            Place::Field(f) => Box::new(move |cx| f.look(cx, Value::clone)),
            Place::Code(code) => code,
        }
    }
}

impl<T: Kind> Get<T> for LocalOperand {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<T> {
        match T::of(cx.local(self.slot)) {
            Some(x) => Ok(x),
            None => Err(self.fail::<T>(cx)),
        }
    }
}

impl LocalOperand {
    #[cold]
    #[inline(never)]
    fn fail<T: Kind>(&self, cx: &mut Interp) -> crate::interp::Thrown {
        let value = cx.local(self.slot).clone();
        not_of_kind::<T>(cx, &value, self.site)
    }
}

impl<T: Kind> Get<T> for FieldOperand {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<T> {
        if let Value::Ref(r) = cx.local(self.local)
            && let Object::Instance(i) = &**r
            && let Some(x) = T::of(&i.fields.borrow()[self.field])
        {
            return Ok(x);
        }
        self.fail(cx)
    }
}

impl FieldOperand {
    #[cold]
    #[inline(never)]
    fn fail<T: Kind>(&self, cx: &mut Interp) -> Exec<T> {
        let value = self.look(cx, Value::clone)?;
        unbox(cx, &value, self.site)
    }
}

impl<T: Clone + 'static> Get<T> for Constant<T> {
    #[inline(always)]
    fn get(&self, _: &mut Interp) -> Exec<T> {
        Ok(self.0.clone())
    }
}

impl<T: 'static> Get<T> for Code<T> {
    #[inline(always)]
    fn get(&self, cx: &mut Interp) -> Exec<T> {
        self(cx)
    }
}

impl Look for LocalOperand {
    type Held = ();

    #[inline(always)]
    fn hold(&self, _: &mut Interp) -> Exec<()> {
        Ok(())
    }

    #[inline(always)]
    fn look_at<R>(&self, cx: &mut Interp, (): &(), f: impl FnOnce(&Value) -> R) -> Exec<R> {
        Ok(f(cx.local(self.slot)))
    }
}

impl Look for FieldOperand {
    type Held = ();

    #[inline(always)]
    fn hold(&self, _: &mut Interp) -> Exec<()> {
        Ok(())
    }

    #[inline(always)]
    fn look_at<R>(&self, cx: &mut Interp, (): &(), f: impl FnOnce(&Value) -> R) -> Exec<R> {
        if let Value::Ref(r) = cx.local(self.local) {
            match &**r {
                Object::Instance(i) => return Ok(f(&i.fields.borrow()[self.field])),
                // The fields of a stub are those of an instance that was never initialised.
                Object::Stub { .. } => return Ok(f(&Value::Null)),
                _ => {}
            }
        }
        Err(cx.null_at(self.site))
    }
}

impl Look for Code<Value> {
    type Held = Value;

    #[inline(always)]
    fn hold(&self, cx: &mut Interp) -> Exec<Value> {
        self(cx)
    }

    #[inline(always)]
    fn look_at<R>(&self, _: &mut Interp, held: &Value, f: impl FnOnce(&Value) -> R) -> Exec<R> {
        Ok(f(held))
    }
}

impl<T: Kind> Operand<T> {
    pub fn into_code(self) -> Code<T> {
        match self {
            Operand::Local(l) => Box::new(move |cx| l.get(cx)),
            Operand::Field(f) => Box::new(move |cx| f.get(cx)),
            Operand::Constant(x) => Box::new(move |_| Ok(x.clone())),
            Operand::Code(code) => code,
        }
    }
}

impl Compiler<'_> {
    /// The operand in its simplest shape.
    pub(super) fn operand<T: Kind>(&mut self, e: &Expr) -> Operand<T> {
        match &e.kind {
            ExprKind::Local(local) => Operand::Local(LocalOperand { slot: slot(*local), site: self.site(e.span) }),
            ExprKind::Literal(literal) if !matches!(literal, Literal::Null) => {
                match T::of(&self.literal_value(literal)) {
                    Some(x) => Operand::Constant(x),
                    None => Operand::Code(T::compile(self, e)),
                }
            }
            _ => match self.field_of_local(e) {
                Some(field) => Operand::Field(field),
                None => Operand::Code(T::compile(self, e)),
            },
        }
    }

    /// A value that is only looked at: locals and their fields are not copied.
    pub(super) fn place(&mut self, e: &Expr) -> Place {
        match &e.kind {
            ExprKind::Local(local) => Place::Local(LocalOperand { slot: slot(*local), site: self.site(e.span) }),
            _ => match self.field_of_local(e) {
                Some(field) => Place::Field(field),
                None => Place::Code(self.value(e)),
            },
        }
    }

    /// The place of an operand that is evaluated before the others but looked at behind them. It stays where it lies unless
    /// they can change that.
    pub(super) fn first_place<'e>(&mut self, e: &Expr, others: impl IntoIterator<Item = &'e Expr>) -> Place {
        let mut others = others.into_iter();
        match (self.place(e), &e.kind) {
            (Place::Local(_), ExprKind::Local(l)) if others.any(|o| assigns(o, *l)) => Place::Code(self.value(e)),
            (Place::Field(_), _) if others.any(|o| !self.is_quiet(o)) => Place::Code(self.value(e)),
            (place, _) => place,
        }
    }

    /// `i + 1`, `n - 2`
    pub(super) fn local_plus(&self, e: &Expr) -> Option<LocalPlus> {
        let ExprKind::Binary { op, left, right } = &e.kind else { return None };
        let (ExprKind::Local(local), ExprKind::Literal(Literal::Integer(n))) = (&left.kind, &right.kind) else {
            return None;
        };
        if e.ty != TypeId::INTEGER || left.ty != TypeId::INTEGER {
            return None;
        }
        let by = match op {
            BinaryOp::Add => *n,
            BinaryOp::Subtract => n.wrapping_neg(),
            _ => return None,
        };
        Some(LocalPlus { local: LocalOperand { slot: slot(*local), site: self.site(left.span) }, by })
    }

    fn field_of_local(&self, e: &Expr) -> Option<FieldOperand> {
        match &e.kind {
            ExprKind::Field { receiver, slot: field, safe: false } => match &receiver.kind {
                ExprKind::Local(local) => {
                    Some(FieldOperand { local: slot(*local), field: usize::from(*field), site: self.site(e.span) })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// A node with two operands.
pub fn binary<T: Kind, R: 'static>(
    a: Operand<T>,
    b: Operand<T>,
    f: impl Fn(&mut Interp, T, T) -> Exec<R> + Copy + 'static,
) -> Code<R> {
    match (a, b) {
        (Operand::Local(a), Operand::Local(b)) => pair(a, b, f),
        (Operand::Local(a), Operand::Constant(b)) => pair(a, Constant(b), f),
        (Operand::Local(a), Operand::Field(b)) => pair(a, b, f),
        (Operand::Local(a), Operand::Code(b)) => pair(a, b, f),
        (Operand::Field(a), Operand::Local(b)) => pair(a, b, f),
        (Operand::Field(a), Operand::Constant(b)) => pair(a, Constant(b), f),
        (Operand::Field(a), Operand::Field(b)) => pair(a, b, f),
        (Operand::Code(a), Operand::Local(b)) => pair(a, b, f),
        (Operand::Code(a), Operand::Constant(b)) => pair(a, Constant(b), f),
        (a, b) => pair(a.into_code(), b.into_code(), f),
    }
}

fn pair<T: 'static, R: 'static>(
    a: impl Get<T>,
    b: impl Get<T>,
    f: impl Fn(&mut Interp, T, T) -> Exec<R> + 'static,
) -> Code<R> {
    Box::new(move |cx| {
        let x = a.get(cx)?;
        let y = b.get(cx)?;
        f(cx, x, y)
    })
}

/// A node with two operands of which the shapes hardly matter.
pub fn plain<T: Kind, R: 'static>(
    a: Operand<T>,
    b: Operand<T>,
    f: impl Fn(&mut Interp, T, T) -> Exec<R> + 'static,
) -> Code<R> {
    pair(a.into_code(), b.into_code(), f)
}
