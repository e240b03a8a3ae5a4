//! Calls of library rows: arguments in a small array, nulls and types are the row's business.

use crate::hir::{Expr, NativeId};
use crate::interp::code::{Code, SiteId, StmtCode, ValueCode};
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::{Kind, unbox};
use crate::interp::native::NativeFn;
use crate::interp::{Exec, Flow, Interp};
use crate::value::Value;

impl Compiler<'_> {
    pub(super) fn native_value(
        &mut self,
        native: NativeId,
        is_static: bool,
        args: &[Expr],
        safe: bool,
        e: &Expr,
    ) -> ValueCode {
        if !safe && let Some(code) = self.intrinsic_value(native, args, e) {
            return code;
        }
        let site = self.site(e.span);
        if safe && !is_static {
            return self.safe_native(native, args, site);
        }
        self.native_row(native, args, site)
    }

    fn native_row(&mut self, native: NativeId, args: &[Expr], site: SiteId) -> ValueCode {
        let row: &'static NativeFn = (self.cx.natives)(native);
        let mut args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
        match args.len() {
            0 => Box::new(move |cx| {
                cx.site = site;
                let made = row(cx, &[])?;
                cx.weigh(made)
            }),
            1 => {
                let a = args.remove(0);
                Box::new(move |cx| {
                    let args = [a(cx)?];
                    cx.site = site;
                    let made = row(cx, &args)?;
                    cx.weigh(made)
                })
            }
            2 => {
                let (a, b) = (args.remove(0), args.remove(0));
                Box::new(move |cx| {
                    let args = [a(cx)?, b(cx)?];
                    cx.site = site;
                    let made = row(cx, &args)?;
                    cx.weigh(made)
                })
            }
            3 => {
                let (a, b, c) = (args.remove(0), args.remove(0), args.remove(0));
                Box::new(move |cx| {
                    let args = [a(cx)?, b(cx)?, c(cx)?];
                    cx.site = site;
                    let made = row(cx, &args)?;
                    cx.weigh(made)
                })
            }
            _ => Box::new(move |cx| {
                let values = args.iter().map(|a| a(cx)).collect::<Exec<smallvec::SmallVec<[Value; 8]>>>()?;
                cx.site = site;
                let made = row(cx, &values)?;
                cx.weigh(made)
            }),
        }
    }

    /// `receiver?.method(args)`: null answers null, and the arguments are not evaluated.
    fn safe_native(&mut self, native: NativeId, args: &[Expr], site: SiteId) -> ValueCode {
        let row: &'static NativeFn = (self.cx.natives)(native);
        let args: Vec<ValueCode> = args.iter().map(|a| self.value(a)).collect();
        Box::new(move |cx| {
            let mut values = smallvec::SmallVec::<[Value; 4]>::new();
            for arg in &args {
                let value = arg(cx)?;
                if values.is_empty() && value.is_null() {
                    return Ok(Value::Null);
                }
                values.push(value);
            }
            cx.site = site;
            row(cx, &values)
        })
    }

    /// A row whose result is wanted unboxed.
    pub(super) fn native_scalar<T: Kind>(
        &mut self,
        native: NativeId,
        _is_static: bool,
        args: &[Expr],
        e: &Expr,
    ) -> Code<T> {
        if let Some(code) = self.intrinsic_scalar::<T>(native, args, e) {
            return code;
        }
        let site = self.site(e.span);
        let code = self.native_row(native, args, site);
        Box::new(move |cx: &mut Interp| {
            let value = code(cx)?;
            unbox(cx, &value, site)
        })
    }

    pub(super) fn native_effect(&mut self, native: NativeId, _is_static: bool, args: &[Expr], e: &Expr) -> StmtCode {
        if let Some(code) = self.intrinsic_effect(native, args, e) {
            return code;
        }
        let site = self.site(e.span);
        let code = self.native_row(native, args, site);
        Box::new(move |cx| code(cx).map(|_| Flow::Next))
    }
}
