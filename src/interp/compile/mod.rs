//! From the typed tree to closures: one closure type per kind of result, specialised on the shape of operands.
//!
//! [`Compiler::value`] and the functions of [`kind::Kind`] dispatch on the node; one file per family of nodes builds it.
//! A closure finds its operands in the running frame by slot; what a call passes is evaluated straight into the frame of the
//! callee, whose place above the caller's own slots is known here.

mod arith;
mod assign;
mod call;
mod collection;
mod compare;
mod compound;
mod concat;
mod convert;
mod decimal;
mod dml;
mod field;
mod foreach;
mod index;
mod intrinsic;
mod intrinsics;
pub mod kind;
mod literal;
mod local;
mod logic;
mod loops;
mod native;
mod new;
mod operand;
mod query;
mod record;
mod scan;
mod stmt;
mod substring;
mod switch;
mod tail;
mod test;
mod trying;
mod value;
mod virtual_call;

use std::sync::Arc;

use crate::diag::Span;
use crate::hir::{ClassId, Kind as ResultKind, LocalSlot, MethodId, MethodKind, Program, TypeId};
use crate::interp::Interp;
use crate::interp::code::{Body, Compiled, Site, SiteId};

/// Compiles one method.
pub struct Compiler<'a> {
    cx: &'a Interp,
    program: Arc<Program>,
    method: MethodId,
    /// The class whose code this is.
    class: Option<ClassId>,
    /// Slots in use: the method's own, and above them the inputs of calls whose arguments are being compiled.
    height: usize,
    /// The largest height so far.
    frame: usize,
    /// The range of slots that may own memory.
    owned: Option<(usize, usize)>,
    /// Locals that the body assigns.
    assigned: Vec<usize>,
}

/// Compiles a method into closures.
pub fn method(cx: &mut Interp, id: MethodId) -> Compiled {
    let program = Arc::clone(&cx.program);
    let m = program.method(id);
    let inputs = m.inputs();
    let frame = usize::from(m.frame).max(inputs);
    let mut c = Compiler {
        cx,
        program: Arc::clone(&program),
        method: id,
        class: m.class,
        height: frame,
        frame,
        owned: None,
        assigned: vec![],
    };
    if !m.flags.is_static {
        c.own(0);
    }
    let first = usize::from(!m.flags.is_static);
    for (i, (_, ty)) in m.params.iter().enumerate() {
        c.own_if_needed(first + i, *ty);
    }
    let body = c.body(m.kind, m.returns, m.body.as_deref().unwrap_or(&[]));
    let owned = c.owned.map_or(0..0, |(from, to)| from..to + 1);
    Compiled { body, frame: c.frame, owned, inputs, keeps_inputs: !c.assigned.iter().any(|slot| *slot < inputs) }
}

impl Compiler<'_> {
    fn body(&mut self, kind: MethodKind, returns: TypeId, stmts: &[crate::hir::Stmt]) -> Body {
        let is_value = matches!(kind, MethodKind::Method | MethodKind::Getter | MethodKind::Anonymous);
        if !is_value || returns == TypeId::VOID {
            return Body::Void(self.block(stmts));
        }
        match returns.kind() {
            ResultKind::Boolean => Body::Boolean(self.tail(stmts)),
            ResultKind::Integer => Body::Integer(self.tail(stmts)),
            ResultKind::Long => Body::Long(self.tail(stmts)),
            ResultKind::Double => Body::Double(self.tail(stmts)),
            ResultKind::Value => Body::Value(self.tail(stmts)),
        }
    }

    /// The number of a place of this method.
    fn site(&self, span: Span) -> SiteId {
        self.cx.code.site(Site { method: self.method, span })
    }

    /// Reserves slots above those in use for the inputs of a call; [`Compiler::release`] gives them back.
    fn reserve(&mut self, slots: usize) -> usize {
        let at = self.height;
        self.height += slots;
        self.frame = self.frame.max(self.height);
        at
    }

    fn release(&mut self, at: usize) {
        self.height = at;
    }

    /// Notes that a local may own memory, so that leaving the frame empties it.
    fn own(&mut self, slot: usize) {
        self.owned = Some(match self.owned {
            None => (slot, slot),
            Some((from, to)) => (from.min(slot), to.max(slot)),
        });
    }

    fn own_if_needed(&mut self, slot: usize, ty: TypeId) {
        let flat = [
            TypeId::BOOLEAN,
            TypeId::INTEGER,
            TypeId::LONG,
            TypeId::DOUBLE,
            TypeId::DATE,
            TypeId::DATETIME,
            TypeId::TIME,
            TypeId::ID,
        ];
        if !flat.contains(&ty) {
            self.own(slot);
        }
    }

    /// The class to initialise before its static members or constructors are used here, if that is not certain already.
    fn initialisation(&self, class: ClassId) -> Option<ClassId> {
        let certain = self.class == Some(class);
        (!certain && self.cx.needs_initialisation(class)).then_some(class)
    }
}

/// A slot as an index.
fn slot(local: LocalSlot) -> usize {
    usize::from(local.0)
}
