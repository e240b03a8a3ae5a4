//! String concatenation: one string is built from all parts.

use crate::hir::TypeId;
use crate::hir::{Expr, ExprKind, Literal};
use crate::interp::code::{Code, SiteId, ValueCode};
use crate::interp::compile::operand::{LocalOperand, Look};
use crate::interp::compile::{Compiler, slot};
use crate::interp::measure::LARGE;
use crate::interp::text::push_integer;
use crate::interp::{Exec, Interp};
use crate::value::{Str, Value};

/// Code that appends a text.
pub type AppendCode = Box<dyn Fn(&mut Interp, &mut String) -> Exec<()>>;

/// One operand of a concatenation.
enum Part {
    Text(Box<str>),
    Integer(Code<i32>),
    Local(LocalOperand),
    Value(ValueCode, SiteId),
}

impl Part {
    #[inline]
    fn push(&self, cx: &mut Interp, out: &mut String) -> Exec<()> {
        match self {
            Part::Text(text) => out.push_str(text),
            Part::Integer(code) => push_integer(out, i64::from(code(cx)?)),
            Part::Local(local) => {
                let flat = local.look(cx, |v| match v {
                    Value::String(s) => {
                        out.push_str(s);
                        true
                    }
                    Value::Integer(i) => {
                        push_integer(out, i64::from(*i));
                        true
                    }
                    _ => false,
                })?;
                if !flat {
                    let value = cx.local(local.slot).clone();
                    cx.site = local.site;
                    cx.push_text(out, &value)?;
                }
            }
            Part::Value(code, site) => {
                let value = code(cx)?;
                cx.site = *site;
                cx.push_text(out, &value)?;
            }
        }
        Ok(())
    }
}

impl Compiler<'_> {
    pub(super) fn concat(&mut self, parts: &[Expr]) -> ValueCode {
        let parts: Vec<Part> = parts.iter().map(|p| self.part(p)).collect();
        Box::new(move |cx| {
            // Nested concatenations find it taken and make their own.
            let mut out = std::mem::take(&mut cx.scratch);
            out.clear();
            for part in &parts {
                part.push(cx, &mut out)?;
            }
            let text = Value::String(Str::from(out.as_str()));
            let length = out.len();
            cx.scratch = out;
            if length > LARGE {
                cx.reserve(length)?;
            }
            Ok(text)
        })
    }

    fn part(&mut self, e: &Expr) -> Part {
        match &e.kind {
            ExprKind::Literal(Literal::String(text)) => Part::Text((**text).into()),
            ExprKind::Local(local) => Part::Local(LocalOperand { slot: slot(*local), site: self.site(e.span) }),
            _ if e.ty == TypeId::INTEGER && self.never_null(e) => Part::Integer(self.integer(e)),
            _ => Part::Value(self.value(e), self.site(e.span)),
        }
    }

    /// Code that appends the text of `e`, for `s += e`.
    pub(super) fn append(&mut self, e: &Expr) -> AppendCode {
        let parts: Vec<Part> = match &e.kind {
            ExprKind::Concat(parts) => parts.iter().map(|p| self.part(p)).collect(),
            _ => vec![self.part(e)],
        };
        Box::new(move |cx, out| parts.iter().try_for_each(|p| p.push(cx, out)))
    }
}
