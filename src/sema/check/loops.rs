//! `for` in its forms.

use super::Body;
use crate::hir::{Expr, ExprKind, LocalSlot, Stmt, StmtKind, Type, TypeId};
use crate::sema::symbols::{error_type, substitute};
use crate::syntax::Symbol;
use crate::syntax::ast;

impl Body<'_> {
    pub fn loop_body(&mut self, body: &ast::Stmt) -> Stmt {
        self.loops += 1;
        let top = self.top_level.take();
        let stmt = self.nested(body);
        self.top_level = top;
        self.loops -= 1;
        stmt
    }

    pub fn for_stmt(&mut self, s: &ast::ForStmt) -> StmtKind {
        let mark = self.enter();
        let mut init = Vec::new();
        match &s.init {
            Some(ast::ForInit::Local(decl)) => {
                let local = ast::StmtKind::Local(Box::new(decl.clone()));
                let span = decl.ty.span;
                self.stmt(&ast::Stmt { kind: local, span }, &mut init);
            }
            Some(ast::ForInit::Exprs(list)) => {
                for e in list {
                    let value = self.expr(e);
                    init.push(Stmt { kind: StmtKind::Expr(value), span: e.span });
                }
            }
            None => {}
        }
        if let [first, second, ..] = s.update.as_slice() {
            let help = Some("a loop has one step; put the other into its body".into());
            let gap = crate::diag::Span::new(first.span.end, second.span.start);
            self.error_with_help("for-step", "Expecting ')' but was: ','", gap, help);
        }
        let test = s.cond.as_ref().map(|c| self.condition(c));
        let update: Vec<Expr> = s.update.iter().map(|e| self.expr(e)).collect();
        let body = Box::new(self.loop_body(&s.body));
        self.leave(mark);
        StmtKind::For { init, test, update, body }
    }

    pub fn for_each(&mut self, s: &ast::ForEachStmt) -> StmtKind {
        let ty = self.resolve(&s.ty);
        let iterable = self.expr(&s.iterable);
        if matches!(s.body.kind, ast::StmtKind::Empty) && matches!(iterable.kind, ExprKind::Query(_)) {
            self.error("query-loop", "Loop with query must provide a statement", s.body.span);
        }
        let mark = self.enter();
        let kind = match iterable.kind {
            ExprKind::Query(query) if !query.count_only => {
                let chunked = matches!(ty.get(), Type::List(_));
                let row = if chunked { TypeId::list(query.row) } else { query.row };
                self.check_query_variable(query.row, row, ty, s);
                let slot = self.declare_local(s.name, ty, false);
                let cursor = self.cursor();
                let body = Box::new(self.loop_body(&s.body));
                StmtKind::ForQuery { slot, query, chunked, cursor, body }
            }
            _ => self.for_collection(s, ty, iterable),
        };
        self.leave(mark);
        kind
    }

    fn for_collection(&mut self, s: &ast::ForEachStmt, ty: TypeId, iterable: Expr) -> StmtKind {
        let chunked = self.is_query(&iterable) && matches!(ty.get(), Type::List(_));
        let elem = match self.element_type(iterable.ty) {
            // `for (List<Account> chunk : Database.query(..))`
            Some(_) if chunked => ty,
            Some(elem) => elem,
            None => {
                if iterable.ty != error_type() {
                    let name = self.cx.type_name(iterable.ty);
                    let message = format!("Loop must iterate over collection: {name}");
                    self.error("not-iterable", message, s.iterable.span);
                }
                error_type()
            }
        };
        let fits = self.check_loop_variable(elem, ty, s);
        let needs_conversion = fits && elem != error_type() && super::coerce::cast_conversion(elem, ty).is_some();
        if !needs_conversion {
            let slot = self.declare_local(s.name, ty, false);
            let cursor = self.cursor();
            let body = Box::new(self.loop_body(&s.body));
            return StmtKind::ForEach { slot, ty, iterable, cursor, body };
        }
        // The element comes in a hidden variable of its own type and is converted into the loop's.
        let hidden = self.fresh_slot();
        let slot = self.declare_local(s.name, ty, false);
        let cursor = self.cursor();
        let raw = Expr { kind: ExprKind::Local(hidden), ty: elem, span: s.name.span };
        let init = Some(self.coerce(raw, ty));
        let local = Stmt { kind: StmtKind::Local { slot, ty, init }, span: s.name.span };
        let inner = self.loop_body(&s.body);
        let span = inner.span;
        let body = Box::new(Stmt { kind: StmtKind::Block(vec![local, inner]), span });
        StmtKind::ForEach { slot: hidden, ty: elem, iterable, cursor, body }
    }

    /// Two hidden slots: the collection and the position.
    fn cursor(&mut self) -> LocalSlot {
        let cursor = self.fresh_slot();
        self.fresh_slot();
        cursor
    }

    /// The variable of a loop over a query: a record, or a list of them.
    fn check_query_variable(&mut self, row: TypeId, elem: TypeId, ty: TypeId, s: &ast::ForEachStmt) {
        let of_records = match ty.get() {
            Type::List(t) => t.is_sobject(),
            _ => ty.is_sobject(),
        };
        if of_records && self.cx.conversion(elem, ty).is_none() {
            let name = self.cx.type_name(row);
            let message =
                format!("Loop variable must be a generic SObject or List or a concrete SObject or List of: {name}");
            self.error("loop-variable", message, s.ty.span);
        } else if !of_records && ty != error_type() {
            let message = "Loop variable must be a generic SObject or List or a concrete SObject or List.";
            self.error("loop-variable", message, s.ty.span);
        }
    }

    fn check_loop_variable(&mut self, elem: TypeId, ty: TypeId, s: &ast::ForEachStmt) -> bool {
        let down = (elem == TypeId::SOBJECT && ty.is_sobject())
            || matches!((elem.get(), ty.get()), (Type::List(a), Type::List(b)) if a == TypeId::SOBJECT && b.is_sobject());
        let fits = down || self.cx.conversion(elem, ty).is_some();
        if !fits {
            let (wanted, found) = (self.cx.type_name(elem), self.cx.type_name(ty));
            let message = format!("Invalid loop variable type expected {wanted} was {found}");
            self.error("loop-variable", message, s.ty.span);
        }
        fits
    }

    /// What a loop over a value of this type yields.
    pub fn element_type(&self, ty: TypeId) -> Option<TypeId> {
        match ty.get() {
            Type::List(t) | Type::Set(t) => Some(t),
            _ => {
                let iterable = self.cx.library.builtin.iterable?;
                self.iterable_argument(ty, iterable, 0).or_else(|| self.iterator_method(ty))
            }
        }
    }

    fn iterable_argument(&self, ty: TypeId, iterable: crate::hir::ClassId, depth: u32) -> Option<TypeId> {
        match ty.get() {
            Type::Generic(id, arg) if id == iterable => Some(arg),
            Type::Class(id) if id == iterable => Some(TypeId::OBJECT),
            _ if depth > 20 => None,
            _ => {
                let above = self.cx.supertypes(ty);
                above.into_iter().find_map(|t| self.iterable_argument(t, iterable, depth + 1))
            }
        }
    }

    /// A class with an `iterator()` method, interface or not.
    fn iterator_method(&self, ty: TypeId) -> Option<TypeId> {
        let (class, args) = self.cx.class_of(ty)?;
        let methods = self.cx.table(class).methods.get(&Symbol::intern("iterator"))?;
        let method = methods.iter().find(|m| m.params.is_empty())?;
        match substitute(method.returns, &args).get() {
            Type::Generic(_, arg) => Some(arg),
            _ => None,
        }
    }
}
