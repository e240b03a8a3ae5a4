//! `new C(...)` and the chain of constructors and initialisers behind it.

use crate::hir::{ClassId, Expr, MethodId, TypeId};
use crate::interp::Flow;
use crate::interp::call::class_of;
use crate::interp::code::{StmtCode, ValueCode};
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
        let (code, offset) = (self.cx.code.method(constructor), self.reserve(args.len() + 1));
        let stores: Vec<StmtCode> = args.iter().enumerate().map(|(i, a)| self.store(offset + 1 + i, a)).collect();
        self.release(offset);
        Box::new(move |cx| {
            for store in &stores {
                store(cx)?;
            }
            let object = prepare(cx)?;
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
            let args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
            return Box::new(move |cx| {
                let values = args.iter().map(|a| a(cx)).collect::<Exec<Vec<Value>>>()?;
                let object = prepare(cx)?;
                cx.fill_exception(&object, &values);
                cx.run_initialisers(class, &object)?;
                Ok(object)
            });
        }
        let chain = self.initialisers(class);
        if chain.is_empty() {
            return Box::new(prepare);
        }
        let (site, offset) = (self.site(e.span), self.reserve(1));
        self.release(offset);
        let chain: Vec<_> = chain.into_iter().map(|m| self.cx.code.method(m)).collect();
        Box::new(move |cx| {
            let mut object = prepare(cx)?;
            for code in &chain {
                cx.set_local(offset, object);
                let compiled = code.get(cx);
                object = cx.enter(offset, site, compiled, |cx| {
                    cx.run_body(&compiled.body)?;
                    Ok(std::mem::take(cx.local_mut(0)))
                })?;
            }
            Ok(object)
        })
    }

    /// What runs on a new object of a class without constructors: the ancestors' part first.
    fn initialisers(&self, class: ClassId) -> Vec<MethodId> {
        let c = self.program.class(class);
        let mut chain = match c.superclass.and_then(class_of) {
            Some(parent) => self.default_construction(parent),
            None => Vec::new(),
        };
        chain.extend(c.instance_init);
        chain
    }

    /// What `super()` runs: the constructor without parameters, or the initialisers.
    fn default_construction(&self, class: ClassId) -> Vec<MethodId> {
        let constructors = &self.program.class(class).constructors;
        match constructors.iter().find(|m| self.program.method(**m).params.is_empty()) {
            Some(&m) => vec![m],
            None => self.initialisers(class),
        }
    }

    /// `this(...)` or `super(...)`, then the instance initialisers of the class itself.
    pub(super) fn constructor_call(
        &mut self,
        constructor: Option<MethodId>,
        args: &[Expr],
        init: Option<MethodId>,
        e: &Expr,
    ) -> StmtCode {
        let this =
            Expr { kind: crate::hir::ExprKind::Local(crate::hir::LocalSlot(0)), ty: TypeId::OBJECT, span: e.span };
        let first: Option<StmtCode> = match constructor {
            Some(m) => Some(self.call_direct_effect(m, &this, args, e)),
            None if args.is_empty() => self.implicit_super(&this, e),
            None => {
                let args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
                Some(Box::new(move |cx| {
                    let values = args.iter().map(|a| a(cx)).collect::<Exec<Vec<Value>>>()?;
                    let this = cx.local(0).clone();
                    cx.fill_exception(&this, &values);
                    Ok(Flow::Next)
                }))
            }
        };
        let second = init.map(|m| self.call_direct_effect(m, &this, &[], e));
        match (first, second) {
            (Some(a), Some(b)) => Box::new(move |cx| {
                a(cx)?;
                b(cx)
            }),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Box::new(|_| Ok(Flow::Next)),
        }
    }

    /// `super()` to a class without constructors of its own.
    fn implicit_super(&mut self, this: &Expr, e: &Expr) -> Option<StmtCode> {
        let parent = self.class.and_then(|c| self.program.class(c).superclass).and_then(class_of)?;
        let chain: Vec<StmtCode> =
            self.default_construction(parent).into_iter().map(|m| self.call_direct_effect(m, this, &[], e)).collect();
        if chain.is_empty() {
            return None;
        }
        Some(Box::new(move |cx| {
            for step in &chain {
                step(cx)?;
            }
            Ok(Flow::Next)
        }))
    }
}
