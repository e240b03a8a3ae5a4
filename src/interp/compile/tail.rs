//! Bodies with a result: what stands in tail position answers it directly, without a detour over `Flow::Return`.

use crate::hir::{Stmt, StmtKind};
use crate::interp::code::Code;
use crate::interp::compile::Compiler;
use crate::interp::compile::kind::Kind;
use crate::interp::compile::operand::Get;
use crate::interp::compile::scan::{always_leaves, has_return};
use crate::interp::compile::test::with_test;
use crate::interp::{Exec, Flow, Interp, Thrown};

/// The value that a `return` elsewhere left; null answers `Err` with nothing pending for scalars.
fn returned<T: Kind>(cx: &mut Interp) -> Exec<T> {
    let value = std::mem::take(&mut cx.result);
    T::of(&value).ok_or(Thrown)
}

fn choice<T: Kind>(test: impl Get<bool>, then: Code<T>, otherwise: Code<T>) -> Code<T> {
    Box::new(move |cx| if test.get(cx)? { then(cx) } else { otherwise(cx) })
}

impl Compiler<'_> {
    pub(super) fn tail<T: Kind>(&mut self, stmts: &[Stmt]) -> Code<T> {
        // Statements without a `return` in them run before what follows.
        let before = stmts.iter().take_while(|s| !has_return(s) && !always_leaves(s)).count();
        if before > 0 && before < stmts.len() {
            let first = self.block(&stmts[..before]);
            let rest = self.tail::<T>(&stmts[before..]);
            return Box::new(move |cx| {
                first(cx)?;
                rest(cx)
            });
        }
        match stmts.split_first() {
            Some((Stmt { kind: StmtKind::Return(Some(e)), .. }, _)) => self.result(e),
            Some((Stmt { kind: StmtKind::Block(inner), .. }, [])) => self.tail(inner),
            Some((Stmt { kind: StmtKind::If { test, then, otherwise: None }, .. }, rest))
                if always_leaves(then) && !rest.is_empty() =>
            {
                let test = self.test(test);
                let (then, rest) = (self.tail_of::<T>(then), self.tail::<T>(rest));
                with_test!(test, |t| choice(t, then, rest))
            }
            Some((Stmt { kind: StmtKind::If { test, then, otherwise: Some(otherwise) }, .. }, []))
                if always_leaves(then) && always_leaves(otherwise) =>
            {
                let test = self.test(test);
                let (then, otherwise) = (self.tail_of::<T>(then), self.tail_of::<T>(otherwise));
                with_test!(test, |t| choice(t, then, otherwise))
            }
            _ => {
                let code = self.block(stmts);
                Box::new(move |cx| match code(cx)? {
                    Flow::Return => returned(cx),
                    // The checker wants a return on every way; what it cannot follow answers null.
                    Flow::Next | Flow::Break | Flow::Continue => T::of(&crate::value::Value::Null).ok_or(Thrown),
                })
            }
        }
    }

    fn tail_of<T: Kind>(&mut self, s: &Stmt) -> Code<T> {
        match &s.kind {
            StmtKind::Block(stmts) => self.tail(stmts),
            _ => self.tail(std::slice::from_ref(s)),
        }
    }
}
