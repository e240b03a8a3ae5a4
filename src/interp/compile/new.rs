//! `new C(...)` and the chain of constructors and initialisers behind it.

use std::rc::Rc;

use crate::hir::{ClassId, Expr, MethodId, TypeId};
use crate::interp::Flow;
use crate::interp::code::{MethodCode, SiteId, StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::{Exec, Interp};
use crate::value::Value;

impl Compiler<'_> {
    pub(super) fn new_object(
        &mut self,
        class: ClassId,
        constructor: Option<MethodId>,
        args: &[Expr],
        e: &Expr,
    ) -> ValueCode {
        let (site, initialise) = (self.site(e.span), self.initialisation(class));
        let prepare = move |cx: &mut Interp| -> Exec<Value> {
            if let Some(class) = initialise {
                cx.site = site;
                cx.initialise(class)?;
            }
            cx.site = site;
            Ok(cx.new_instance(class))
        };
        let Some(constructor) = constructor else {
            return self.new_plain(class, args, e, prepare);
        };
        // The initialisers run above the arguments, which wait for the constructor.
        let (code, offset) = (self.cx.code.method(constructor), self.reserve(args.len() + 2));
        let stores: Vec<StmtCode> = args.iter().enumerate().map(|(i, a)| self.store(offset + 1 + i, a)).collect();
        let initialisers = self.initialisers(class, offset + 1 + args.len(), site);
        self.release(offset);
        Box::new(move |cx| {
            for store in &stores {
                store(cx)?;
            }
            let object = prepare(cx)?;
            let object = initialisers.run(cx, object)?;
            cx.set_local(offset, object);
            let compiled = code.get(cx);
            cx.enter(offset, site, compiled, |cx| {
                cx.run_body(&compiled.body)?;
                Ok(std::mem::take(cx.local_mut(0)))
            })
        })
    }

    /// A class without constructors: only initialisers run; an exception takes its arguments as message and cause.
    fn new_plain(
        &mut self,
        class: ClassId,
        args: &[Expr],
        e: &Expr,
        prepare: impl Fn(&mut Interp) -> Exec<Value> + 'static,
    ) -> ValueCode {
        if !args.is_empty() {
            let has_message = is_message(&args[0]);
            let args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
            return Box::new(move |cx| {
                let values = args.iter().map(|a| a(cx)).collect::<Exec<Vec<Value>>>()?;
                let object = prepare(cx)?;
                cx.fill_exception(&object, &values, has_message);
                cx.run_initialisers(class, &object)?;
                Ok(object)
            });
        }
        let (site, offset) = (self.site(e.span), self.reserve(1));
        self.release(offset);
        let steps = self.initialisers(class, offset, site);
        if steps.steps.is_empty() {
            return Box::new(prepare);
        }
        Box::new(move |cx| {
            let object = prepare(cx)?;
            steps.run(cx, object)
        })
    }

    /// What runs on a new object before any constructor: the ancestors' part first.
    fn initialisers(&self, class: ClassId, offset: usize, site: SiteId) -> Steps {
        let steps = self.program.instance_initialisers(class);
        Steps { steps: steps.into_iter().map(|m| self.cx.code.method(m)).collect(), offset, site }
    }

    /// `this(...)` or `super(...)`.
    pub(super) fn constructor_call(&mut self, constructor: Option<MethodId>, args: &[Expr], e: &Expr) -> StmtCode {
        if let Some(method) = constructor {
            let this =
                Expr { kind: crate::hir::ExprKind::Local(crate::hir::LocalSlot(0)), ty: TypeId::OBJECT, span: e.span };
            return self.call_direct_effect(method, &this, args, e);
        }
        let has_message = args.first().is_some_and(is_message);
        let args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
        Box::new(move |cx| {
            let values = args.iter().map(|a| a(cx)).collect::<Exec<Vec<Value>>>()?;
            if !values.is_empty() {
                let this = cx.local(0).clone();
                cx.fill_exception(&this, &values, has_message);
            }
            Ok(Flow::Next)
        })
    }
}

/// Methods without arguments that run on one object, one after the other.
struct Steps {
    steps: Vec<Rc<MethodCode>>,
    offset: usize,
    site: SiteId,
}

impl Steps {
    #[inline]
    fn run(&self, cx: &mut Interp, mut object: Value) -> Exec<Value> {
        for code in &self.steps {
            cx.set_local(self.offset, object);
            let compiled = code.get(cx);
            object = cx.enter(self.offset, self.site, compiled, |cx| {
                cx.run_body(&compiled.body)?;
                Ok(std::mem::take(cx.local_mut(0)))
            })?;
        }
        Ok(object)
    }
}

/// Whether the first argument of an exception's constructor is its message.
fn is_message(argument: &Expr) -> bool {
    argument.ty == TypeId::STRING
}
