//! Calls that are dispatched on the receiver's class, and `toString`, `equals` and `hashCode` of anything.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::hir::expr::ObjectMethod;
use crate::hir::{ClassId, Expr, MethodId, SelectorId};
use crate::interp::code::{Code, MethodCode, SiteId, StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::call::{Answer, Receiver, take_arguments};
use crate::interp::compile::kind::Kind;
use crate::interp::{Exc, Exec, Interp};
use crate::value::{Object, Value};

/// What a call site has seen: each class with the method it answers. The list only grows.
#[derive(Default)]
struct Seen(OnceCell<Box<SeenClass>>);

struct SeenClass {
    class: ClassId,
    code: Rc<MethodCode>,
    next: Seen,
}

/// A dispatched call site.
struct Site {
    selector: SelectorId,
    /// The declaration found at compile time.
    method: MethodId,
    offset: usize,
    args: usize,
    site: SiteId,
    strict: bool,
    seen: Seen,
}

impl Site {
    /// The method that instances of `class` answer.
    #[inline(always)]
    fn find(&self, cx: &mut Interp, class: ClassId) -> Option<&MethodCode> {
        let mut seen = &self.seen;
        while let Some(entry) = seen.0.get() {
            if entry.class == class {
                return Some(&entry.code);
            }
            seen = &entry.next;
        }
        self.add(cx, seen, class)
    }

    #[cold]
    #[inline(never)]
    fn add<'s>(&'s self, cx: &mut Interp, last: &'s Seen, class: ClassId) -> Option<&'s MethodCode> {
        let method = match cx.program.class(class).dispatch.get(&self.selector) {
            Some(&m) => m,
            None => {
                let declared = cx.program.method(self.method);
                let (name, args) = (declared.name.clone(), declared.params.len());
                cx.find_method(class, &name, args)?
            }
        };
        let code = cx.code.method(method);
        let entry = last.0.get_or_init(|| Box::new(SeenClass { class, code, next: Seen::default() }));
        Some(&entry.code)
    }

    /// Calls with receiver and arguments in the callee's slots.
    #[inline(always)]
    fn dispatch<A: Answer>(&self, cx: &mut Interp) -> Exec<A> {
        if let Some(Object::Instance(i)) = cx.local(self.offset).object() {
            let class = i.class;
            if let Some(code) = self.find(cx, class) {
                let compiled = code.get(cx);
                return match cx.enter(self.offset, self.site, compiled, |cx| A::run(cx, &compiled.body, self.site)) {
                    Err(thrown) => A::failed(cx, thrown, self.site, self.strict),
                    done => done,
                };
            }
        }
        self.unusual(cx)
    }

    /// Null, stubs, and library objects that implement an interface.
    #[cold]
    #[inline(never)]
    fn unusual<A: Answer>(&self, cx: &mut Interp) -> Exec<A> {
        let receiver = std::mem::take(cx.local_mut(self.offset));
        let args = take_arguments(cx, self.offset + 1, self.args);
        cx.site = self.site;
        let answer = match receiver.object() {
            Some(Object::Stub { .. }) => cx.call_stub(&receiver, self.method, args)?,
            _ if receiver.is_null() => return Err(cx.null_at(self.site)),
            _ => {
                let name = cx.program.method(self.method).name.clone();
                cx.call_named(&receiver, &name, &args)?
            }
        };
        A::of_value(cx, answer, self.site)
    }
}

impl Compiler<'_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of the node and how its result is wanted")]
    pub(super) fn call_virtual<T: Kind>(
        &mut self,
        selector: SelectorId,
        method: MethodId,
        receiver: &Expr,
        args: &[Expr],
        safe: bool,
        e: &Expr,
        strict: bool,
    ) -> Code<T> {
        let offset = self.reserve(args.len() + 1);
        let receiver = match self.receiver(receiver, args) {
            // The receiver's class decides: a copy costs a reference count, less than the look-ups.
            Receiver::This => self.local_value(0),
            Receiver::Moved(slot) => self.local_value(slot),
            Receiver::Code(code) => code,
            Receiver::None => unreachable!("a receiver expression was given"),
        };
        let stores: Vec<StmtCode> = args.iter().enumerate().map(|(i, a)| self.store(offset + 1 + i, a)).collect();
        self.release(offset);
        let site = self.site(e.span);
        let call = Site { selector, method, offset, args: args.len(), site, strict, seen: Seen::default() };
        Box::new(move |cx| {
            let object = receiver(cx)?;
            if safe && object.is_null() {
                return T::null(cx, site);
            }
            cx.set_local(offset, object);
            for store in &stores {
                store(cx)?;
            }
            call.dispatch(cx)
        })
    }

    /// `x.toString()`, `x.equals(y)`, `x.hashCode()` where the static type does not declare them.
    pub(super) fn call_object(
        &mut self,
        which: ObjectMethod,
        receiver: &Expr,
        args: &[Expr],
        safe: bool,
        e: &Expr,
    ) -> ValueCode {
        let (object, site) = (self.value(receiver), self.site(e.span));
        let other = args.first().map(|a| self.value(a));
        Box::new(move |cx| {
            let object = object(cx)?;
            if object.is_null() {
                return if safe { Ok(Value::Null) } else { Err(cx.null_at(site)) };
            }
            let other = match &other {
                Some(code) => code(cx)?,
                None => Value::Null,
            };
            cx.site = site;
            if let Some(Object::Stub { .. }) = object.object() {
                return Err(cx.throw(Exc::Type, "Stubs have no Object methods of their own"));
            }
            match which {
                ObjectMethod::ToString => cx.text(&object).map(Value::String),
                ObjectMethod::Equals => cx.equals(&object, &other).map(Value::Boolean),
                ObjectMethod::HashCode => cx.hash_code(&object).map(Value::Integer),
            }
        })
    }
}
