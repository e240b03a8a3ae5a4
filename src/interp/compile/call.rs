//! Calls that are bound here: arguments go straight into the frame of the callee, scalars come back as scalars.

use std::rc::Rc;

use crate::hir::{Expr, ExprKind, MethodId};
use crate::interp::code::{Body, Code, MethodCode, SiteId, StmtCode};
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::compile::scan::assigns;
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Flow, Interp, Thrown};
use crate::value::{Object, Value};

/// What a call answers: a kind of value, or nothing that is looked at.
pub trait Answer: Sized + 'static {
    /// Runs a body in the frame that was entered for it.
    fn run(cx: &mut Interp, body: &Body, site: SiteId) -> Exec<Self>;

    /// The answer of a body that failed: a scalar body with nothing pending answered null.
    fn failed(cx: &mut Interp, thrown: Thrown, site: SiteId, strict: bool) -> Exec<Self>;

    fn of_value(cx: &mut Interp, value: Value, site: SiteId) -> Exec<Self>;

    /// What a safe call on null answers.
    fn null(cx: &mut Interp, site: SiteId) -> Exec<Self>;
}

impl<T: Kind> Answer for T {
    #[inline(always)]
    fn run(cx: &mut Interp, body: &Body, site: SiteId) -> Exec<T> {
        match T::body(body) {
            Some(code) => code(cx),
            None => {
                let value = cx.run_body(body)?;
                unbox(cx, &value, site)
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn failed(cx: &mut Interp, thrown: Thrown, site: SiteId, strict: bool) -> Exec<T> {
        Err(if strict { cx.null_result(site) } else { thrown })
    }

    fn of_value(cx: &mut Interp, value: Value, site: SiteId) -> Exec<T> {
        unbox(cx, &value, site)
    }

    fn null(cx: &mut Interp, site: SiteId) -> Exec<T> {
        unbox(cx, &Value::Null, site)
    }
}

/// A call whose result is dropped.
pub struct Dropped;

impl Answer for Dropped {
    #[inline(always)]
    fn run(cx: &mut Interp, body: &Body, _: SiteId) -> Exec<Dropped> {
        match body {
            Body::Void(code) => code(cx).map(|_| Dropped),
            other => cx.run_body(other).map(|_| Dropped),
        }
    }

    fn failed(cx: &mut Interp, thrown: Thrown, _: SiteId, _: bool) -> Exec<Dropped> {
        cx.or_null(thrown).map(|_| Dropped)
    }

    fn of_value(_: &mut Interp, _: Value, _: SiteId) -> Exec<Dropped> {
        Ok(Dropped)
    }

    fn null(_: &mut Interp, _: SiteId) -> Exec<Dropped> {
        Ok(Dropped)
    }
}

/// Where the receiver of an instance method comes from.
pub enum Receiver {
    /// A static method.
    None,
    /// `this`: moved into the callee's frame for the call, and back.
    This,
    /// A local, moved in the same way.
    Moved(usize),
    Code(Code<Value>),
}

/// Everything about a call but its arguments and receiver.
pub struct Callee {
    pub code: Rc<MethodCode>,
    /// Where the callee's frame begins, from the caller's base.
    pub offset: usize,
    pub site: SiteId,
    pub strict: bool,
    pub initialise: Option<crate::hir::ClassId>,
}

impl Callee {
    /// Enters the frame whose inputs are in place.
    #[inline(always)]
    fn enter<A: Answer>(&self, cx: &mut Interp) -> Exec<A> {
        let (compiled, site) = (self.code.get(cx), self.site);
        match cx.enter(self.offset, site, compiled, |cx| A::run(cx, &compiled.body, site)) {
            Err(thrown) => A::failed(cx, thrown, site, self.strict),
            done => done,
        }
    }

    /// The same with the receiver taken from a local of the caller.
    #[inline(always)]
    fn enter_moved<A: Answer>(&self, cx: &mut Interp, local: usize) -> Exec<A> {
        let (compiled, site, offset) = (self.code.get(cx), self.site, self.offset);
        // The callee's slot is empty; both are exchanged, so nothing has to be dropped.
        let (from, to) = (cx.base + local, cx.base + offset);
        cx.stack.swap(from, to);
        let entered = cx.enter(offset, site, compiled, |cx| {
            let result = A::run(cx, &compiled.body, site);
            cx.stack.swap(from, to);
            result
        });
        match entered {
            Err(thrown) => {
                // A call that was too deep never ran: its receiver is still where it was put.
                if cx.local(local).is_null() {
                    cx.stack.swap(from, to);
                }
                A::failed(cx, thrown, site, self.strict)
            }
            done => done,
        }
    }
}

impl Compiler<'_> {
    /// `Class.method(args)`, or a call on `this` without dispatch, whose receiver is the first argument.
    pub(super) fn call<T: Kind>(&mut self, method: MethodId, args: &[Expr], e: &Expr, strict: bool) -> Code<T> {
        self.bound(method, args, e, strict)
    }

    pub(super) fn call_effect(&mut self, method: MethodId, args: &[Expr], e: &Expr) -> StmtCode {
        if self.program.method(method).future.is_some() {
            return self.future_call(method, args, e);
        }
        let code: Code<Dropped> = self.bound(method, args, e, false);
        Box::new(move |cx| code(cx).map(|_| Flow::Next))
    }

    /// A call of an `@future` method hands it to the job queue.
    fn future_call(&mut self, method: MethodId, args: &[Expr], e: &Expr) -> StmtCode {
        let args: Vec<_> = args.iter().map(|a| self.value(a)).collect();
        let site = self.site(e.span);
        Box::new(move |cx| {
            let values = args.iter().map(|a| a(cx)).collect::<Exec<Vec<Value>>>()?;
            cx.site = site;
            (cx.hooks.future)(cx, method, values)?;
            Ok(Flow::Next)
        })
    }

    fn bound<A: Answer>(&mut self, method: MethodId, args: &[Expr], e: &Expr, strict: bool) -> Code<A> {
        match (self.program.method(method).flags.is_static, args.split_first()) {
            (false, Some((receiver, rest))) => self.direct(method, receiver, rest, e, strict),
            _ => {
                let callee = self.callee(method, args.len(), e, strict);
                let stores = self.stores(&callee, 0, args);
                self.release(callee.offset);
                with_inputs(callee, Receiver::None, stores)
            }
        }
    }

    /// `receiver.method(args)` bound at compile time.
    pub(super) fn call_direct<T: Kind>(
        &mut self,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        safe: bool,
        e: &Expr,
        strict: bool,
    ) -> Code<T> {
        if safe {
            return self.safe_call(method, receiver, args, e, strict);
        }
        self.direct(method, receiver, args, e, strict)
    }

    pub(super) fn call_direct_effect(
        &mut self,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        e: &Expr,
    ) -> StmtCode {
        let code: Code<Dropped> = self.direct(method, receiver, args, e, false);
        Box::new(move |cx| code(cx).map(|_| Flow::Next))
    }

    fn direct<A: Answer>(
        &mut self,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        e: &Expr,
        strict: bool,
    ) -> Code<A> {
        let callee = self.callee(method, args.len() + 1, e, strict);
        let receiver = self.receiver(receiver, args);
        let stores = self.stores(&callee, 1, args);
        self.release(callee.offset);
        with_inputs(callee, receiver, stores)
    }

    /// `receiver?.method(args)`
    fn safe_call<A: Answer>(
        &mut self,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        e: &Expr,
        strict: bool,
    ) -> Code<A> {
        let callee = self.callee(method, args.len() + 1, e, strict);
        let receiver = self.value(receiver);
        let stores = self.stores(&callee, 1, args);
        self.release(callee.offset);
        Box::new(move |cx| {
            let object = receiver(cx)?;
            if object.is_null() {
                return A::null(cx, callee.site);
            }
            cx.set_local(callee.offset, object);
            stores.iter().try_for_each(|s| s(cx).map(drop))?;
            call_with_receiver(cx, &callee)
        })
    }

    /// A receiver that is a local is moved for the call when the arguments leave it alone.
    pub(super) fn receiver(&mut self, e: &Expr, args: &[Expr]) -> Receiver {
        match &e.kind {
            // In a static method slot 0 is a variable like any other.
            ExprKind::Local(local) if slot(*local) == 0 && !self.program.method(self.method).flags.is_static => {
                Receiver::This
            }
            ExprKind::Local(local) if !args.iter().any(|a| assigns(a, *local)) => Receiver::Moved(slot(*local)),
            _ => Receiver::Code(self.value(e)),
        }
    }

    fn callee(&mut self, method: MethodId, inputs: usize, e: &Expr, strict: bool) -> Callee {
        let m = self.program.method(method);
        // An instance exists only of a class that is initialised.
        let initialise = m.class.filter(|_| m.flags.is_static).and_then(|c| self.initialisation(c));
        Callee {
            code: self.cx.code.method(method),
            offset: self.reserve(inputs),
            site: self.site(e.span),
            strict,
            initialise,
        }
    }

    /// Code that evaluates the arguments into the callee's slots from `first` on.
    pub(super) fn stores(&mut self, callee: &Callee, first: usize, args: &[Expr]) -> Vec<StmtCode> {
        args.iter().enumerate().map(|(i, a)| self.store(callee.offset + first + i, a)).collect()
    }
}

/// The node for a number of arguments.
fn with_inputs<A: Answer>(callee: Callee, receiver: Receiver, stores: Vec<StmtCode>) -> Code<A> {
    match <[StmtCode; 1]>::try_from(stores) {
        Ok([one]) => node(callee, receiver, move |cx| one(cx).map(drop)),
        Err(stores) => match <[StmtCode; 2]>::try_from(stores) {
            Ok([one, two]) => node(callee, receiver, move |cx| {
                one(cx)?;
                two(cx).map(drop)
            }),
            Err(stores) if stores.is_empty() => node(callee, receiver, |_| Ok(())),
            Err(stores) => {
                let stores = stores.into_boxed_slice();
                node(callee, receiver, move |cx| {
                    for store in &stores {
                        store(cx)?;
                    }
                    Ok(())
                })
            }
        },
    }
}

fn node<A: Answer>(callee: Callee, receiver: Receiver, inputs: impl Fn(&mut Interp) -> Exec<()> + 'static) -> Code<A> {
    match receiver {
        Receiver::None => match callee.initialise {
            None => Box::new(move |cx| {
                inputs(cx)?;
                callee.enter(cx)
            }),
            Some(class) => Box::new(move |cx| {
                cx.initialise_at(class, callee.site)?;
                inputs(cx)?;
                callee.enter(cx)
            }),
        },
        // `this` is never null, nor a stub.
        Receiver::This => Box::new(move |cx| {
            inputs(cx)?;
            callee.enter_moved(cx, 0)
        }),
        Receiver::Moved(local) => Box::new(move |cx| {
            inputs(cx)?;
            match cx.local(local).object() {
                Some(Object::Instance(_)) => callee.enter_moved(cx, local),
                _ => {
                    let receiver = cx.local(local).clone();
                    cx.set_local(callee.offset, receiver);
                    call_with_receiver(cx, &callee)
                }
            }
        }),
        Receiver::Code(code) => Box::new(move |cx| {
            let object = code(cx)?;
            cx.set_local(callee.offset, object);
            inputs(cx)?;
            call_with_receiver(cx, &callee)
        }),
    }
}

/// Calls with receiver and arguments in the callee's slots; the receiver may be null or a stub.
#[inline]
fn call_with_receiver<A: Answer>(cx: &mut Interp, callee: &Callee) -> Exec<A> {
    match cx.local(callee.offset).object() {
        Some(Object::Instance(_)) => callee.enter(cx),
        _ => unusual_receiver(cx, callee),
    }
}

#[cold]
#[inline(never)]
fn unusual_receiver<A: Answer>(cx: &mut Interp, callee: &Callee) -> Exec<A> {
    let receiver = std::mem::take(cx.local_mut(callee.offset));
    match receiver.object() {
        Some(Object::Stub { .. }) => {
            let count = callee.code.get(cx).inputs - 1;
            let args = take_arguments(cx, callee.offset + 1, count);
            cx.site = callee.site;
            let answer = cx.call_stub(&receiver, callee.code.id, args)?;
            A::of_value(cx, answer, callee.site)
        }
        Some(_) => {
            // A receiver that is no instance: an enum or library value in a prelude method.
            cx.set_local(callee.offset, receiver);
            callee.enter(cx)
        }
        None if receiver.is_null() => Err(cx.null_at(callee.site)),
        None => {
            cx.set_local(callee.offset, receiver);
            callee.enter(cx)
        }
    }
}

/// Moves evaluated arguments out of a frame that is not entered after all.
pub fn take_arguments(cx: &mut Interp, from: usize, count: usize) -> Vec<Value> {
    (from..from + count).map(|slot| std::mem::take(cx.local_mut(slot))).collect()
}
