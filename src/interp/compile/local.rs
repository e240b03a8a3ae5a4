//! Reading and writing local variables.

use crate::hir::{Expr, Kind as ResultKind};
use crate::interp::Flow;
use crate::interp::code::{StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::Kind;
use crate::interp::compile::operand::{Get, LocalOperand, Operand};

impl Compiler<'_> {
    pub(super) fn local_value(&self, slot: usize) -> ValueCode {
        Box::new(move |cx| Ok(cx.local(slot).clone()))
    }

    /// Evaluates `e` into a slot: a declaration, an assignment or an argument in the frame of a callee.
    pub(super) fn store(&mut self, slot: usize, e: &Expr) -> StmtCode {
        if !self.never_null(e) {
            let code = self.value(e);
            return Box::new(move |cx| {
                let value = code(cx)?;
                cx.set_local(slot, value);
                Ok(Flow::Next)
            });
        }
        match e.ty.kind() {
            ResultKind::Integer => self.store_scalar::<i32>(slot, e),
            ResultKind::Long => self.store_scalar::<i64>(slot, e),
            ResultKind::Double => self.store_scalar::<f64>(slot, e),
            ResultKind::Boolean => self.store_scalar::<bool>(slot, e),
            ResultKind::Value => {
                let code = self.value(e);
                Box::new(move |cx| {
                    let value = code(cx)?;
                    cx.set_local(slot, value);
                    Ok(Flow::Next)
                })
            }
        }
    }

    fn store_scalar<T: Kind>(&mut self, slot: usize, e: &Expr) -> StmtCode {
        if T::KIND == ResultKind::Integer
            && let Some(sum) = self.local_plus(e)
        {
            return Box::new(move |cx| {
                let x: i32 = sum.get(cx)?;
                cx.set_scalar(slot, x);
                Ok(Flow::Next)
            });
        }
        match self.operand::<T>(e) {
            Operand::Code(code) => Box::new(move |cx| {
                let x = code(cx)?;
                cx.set_scalar(slot, x);
                Ok(Flow::Next)
            }),
            Operand::Constant(x) => Box::new(move |cx| {
                cx.set_scalar(slot, x.clone());
                Ok(Flow::Next)
            }),
            other => {
                let code = other.into_code();
                Box::new(move |cx| {
                    let x = code(cx)?;
                    cx.set_scalar(slot, x);
                    Ok(Flow::Next)
                })
            }
        }
    }

    pub(super) fn local_operand<T: Kind>(&self, slot: usize, e: &Expr) -> impl Get<T> + use<T> {
        LocalOperand { slot, site: self.site(e.span) }
    }
}
