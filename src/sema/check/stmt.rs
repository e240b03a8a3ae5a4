//! Statements.

use std::sync::Arc;

use super::Body;
use crate::diag::Span;
use crate::hir::{Access, ClassKind, MethodKind};
use crate::hir::{Catch, ClassId, Expr, ExprKind, Place, PlaceKind, StaticField, Stmt, StmtKind, TypeId};
use crate::sema::compiler::class_of_type;
use crate::sema::symbols::{Storage, Variable, error_type};
use crate::syntax::ast::{self, ModifierKind};

impl Body<'_> {
    /// `{ .. }` with a scope of its own.
    pub fn block(&mut self, block: &ast::Block) -> Vec<Stmt> {
        let mark = self.enter();
        let stmts = self.stmts(&block.stmts);
        self.leave(mark);
        stmts
    }

    pub fn stmts(&mut self, list: &[ast::Stmt]) -> Vec<Stmt> {
        let mut out = Vec::with_capacity(list.len());
        for (i, stmt) in list.iter().enumerate() {
            if i > 0 && out.last().is_some_and(|last| !super::flow::leads_on(last)) {
                self.error("unreachable", "Unreachable statement", stmt.span);
                // One report per block is enough; the rest is still checked.
                for rest in &list[i..] {
                    self.stmt(rest, &mut out);
                }
                break;
            }
            if matches!(stmt.kind, ast::StmtKind::Empty) {
                self.empty_statement(stmt.span);
            }
            self.stmt(stmt, &mut out);
        }
        out
    }

    /// A lone `;`: only `for` and `while` may have it, as their body.
    fn empty_statement(&mut self, span: Span) {
        if !self.class.is_some_and(|id| self.cx.is_library(id)) {
            let help = Some("there is one `;` too many".into());
            self.error_with_help("empty-statement", "Unexpected token ';'.", span, help);
        }
    }

    /// What `if` and `else` do.
    fn branch(&mut self, stmt: &ast::Stmt) -> Box<Stmt> {
        if matches!(stmt.kind, ast::StmtKind::Empty) {
            self.empty_statement(stmt.span);
        }
        Box::new(self.nested(stmt))
    }

    /// One statement as the body of `if` or a loop.
    pub fn nested(&mut self, stmt: &ast::Stmt) -> Stmt {
        let mark = self.enter();
        let mut out = Vec::with_capacity(1);
        self.stmt(stmt, &mut out);
        self.leave(mark);
        match out.pop() {
            Some(only) if out.is_empty() => only,
            Some(last) => {
                out.push(last);
                Stmt { kind: StmtKind::Block(out), span: stmt.span }
            }
            None => Stmt { kind: StmtKind::Block(Vec::new()), span: stmt.span },
        }
    }

    /// Checks a statement; a declaration of several variables makes several.
    pub fn stmt(&mut self, stmt: &ast::Stmt, out: &mut Vec<Stmt>) {
        let span = stmt.span;
        let kind = match &stmt.kind {
            ast::StmtKind::Block(block) => StmtKind::Block(self.block(block)),
            ast::StmtKind::Local(decl) => {
                self.local_decl(decl, out);
                return;
            }
            ast::StmtKind::Expr(e) => StmtKind::Expr(self.expr_stmt(e)),
            ast::StmtKind::If(s) => {
                let test = self.condition(&s.cond);
                let then = self.branch(&s.then);
                let otherwise = s.otherwise.as_ref().map(|o| self.branch(o));
                StmtKind::If { test, then, otherwise }
            }
            ast::StmtKind::While(s) => {
                let test = self.condition(&s.cond);
                StmtKind::While { test, body: Box::new(self.loop_body(&s.body)) }
            }
            ast::StmtKind::DoWhile(s) => {
                if !matches!(s.body.kind, ast::StmtKind::Block(_)) {
                    let word = self.text(s.body.span).split([' ', '(', '+', '-', ';', '.']).next().unwrap_or_default();
                    let message = format!("Missing '{{' at '{word}'");
                    let help = Some("the body of `do` stands in braces".into());
                    self.error_with_help("do-body", message, s.body.span, help);
                }
                let body = Box::new(self.loop_body(&s.body));
                StmtKind::DoWhile { body, test: self.condition(&s.cond) }
            }
            ast::StmtKind::For(s) => self.for_stmt(s),
            ast::StmtKind::ForEach(s) => self.for_each(s),
            ast::StmtKind::Switch(s) => self.switch(s),
            ast::StmtKind::Try(s) => self.try_stmt(s),
            ast::StmtKind::Throw(e) => self.throw(e),
            ast::StmtKind::Return(value) => self.return_stmt(value.as_ref(), span),
            ast::StmtKind::Break => {
                self.expect_loop("Break", span);
                StmtKind::Break
            }
            ast::StmtKind::Continue => {
                self.expect_loop("Continue", span);
                StmtKind::Continue
            }
            ast::StmtKind::Dml(s) => self.dml(s),
            ast::StmtKind::RunAs(s) => self.run_as(s),
            ast::StmtKind::Empty => return,
        };
        out.push(Stmt { kind, span });
    }

    fn expect_loop(&mut self, word: &str, span: Span) {
        if self.loops == 0 {
            self.error("outside-loop", format!("{word} statement must be in loop"), span);
        }
    }

    fn expr_stmt(&mut self, e: &ast::Expr) -> Expr {
        let value = self.expr(e);
        if !is_effect(&e.kind) && value.ty != error_type() {
            let help = Some("only assignments, calls, `new`, `++` and `--` stand alone".into());
            self.error_with_help("not-a-statement", "Expression cannot be a statement.", e.span, help);
        }
        value
    }

    fn local_decl(&mut self, decl: &ast::LocalDecl, out: &mut Vec<Stmt>) {
        let ty = self.resolve(&decl.ty);
        // Anonymous blocks take modifiers on their variables.
        if self.kind != MethodKind::Anonymous {
            self.cx.check_local_modifiers(self.file, &decl.modifiers);
        }
        let is_final = decl.modifiers.has(ModifierKind::Final);
        for var in &decl.vars {
            // The name is not in scope in its own initialiser.
            let init = var.init.as_ref().map(|e| self.expr_as(e, ty));
            if let Some(class) = self.top_level {
                let place = self.top_level_variable(class, var, ty);
                let value = init.unwrap_or_else(|| self.literal(crate::hir::Literal::Null, TypeId::NULL, var.span));
                let kind = ExprKind::Assign { place: Box::new(place), value: Box::new(value) };
                out.push(Stmt { kind: StmtKind::Expr(Expr { kind, ty, span: var.span }), span: var.span });
                continue;
            }
            let slot = self.declare_local(var.name, ty, is_final && init.is_some());
            out.push(Stmt { kind: StmtKind::Local { slot, ty, init }, span: var.span });
        }
    }

    /// In the REPL a variable of the top level becomes a static of the input's scope class.
    fn top_level_variable(&mut self, class: ClassId, var: &ast::Declarator, ty: TypeId) -> Place {
        let name: Arc<str> = self.text(var.name.span).into();
        let statics = &mut self.cx.class_mut(class).statics;
        let slot = statics.len() as u16;
        let access = Access::Public;
        statics.push(StaticField { name: Arc::clone(&name), ty, access, is_final: false, span: var.span });
        let variable = Variable {
            name,
            ty,
            owner: class,
            is_static: true,
            is_final: false,
            access,
            set_access: Some(access),
            readable: true,
            test_visible: false,
            storage: Storage::Slot(slot),
        };
        self.cx.table_mut(class).variables.insert(var.name.sym, Arc::new(variable));
        Place { kind: PlaceKind::Static { class, slot }, ty, span: var.name.span }
    }

    fn return_stmt(&mut self, value: Option<&ast::Expr>, span: Span) -> StmtKind {
        if matches!(self.kind, MethodKind::InstanceInit | MethodKind::StaticInit) {
            self.error("return", "Return must be called from a method", span);
        }
        match (value, self.returns) {
            (None, Some(TypeId::VOID) | None) => StmtKind::Return(None),
            (None, Some(ty)) => {
                let name = self.cx.type_name(ty);
                let message = format!("Missing return statement required return type: {name}");
                self.error_with_help("missing-value", message, span, Some("give the value: `return ...;`".into()));
                StmtKind::Return(None)
            }
            (Some(e), None) => StmtKind::Return(Some(self.expr(e))),
            (Some(e), Some(TypeId::VOID)) => {
                let value = self.expr(e);
                if value.ty != error_type() {
                    let what = match self.kind {
                        MethodKind::Constructor => "Constructors must not return a value",
                        MethodKind::Trigger => "Trigger bodies must not return a value",
                        _ => "Void method must not return a value",
                    };
                    let help = Some("write `return;`".into());
                    self.error_with_help("unexpected-value", what, e.span, help);
                }
                StmtKind::Return(Some(value))
            }
            (Some(e), Some(ty)) => {
                let value = self.expr(e);
                StmtKind::Return(Some(self.assign_to(value, ty, "Illegal conversion from")))
            }
        }
    }

    fn throw(&mut self, e: &ast::Expr) -> StmtKind {
        let value = self.expr(e);
        let exception = self.cx.library.builtin.exception.map(TypeId::class);
        let is_exception = exception.is_none_or(|x| self.cx.is_subtype(value.ty, x));
        if !is_exception && value.ty != error_type() {
            let name = self.cx.type_name(value.ty);
            self.error("throw", format!("Throw expression must be of type exception: {name}"), e.span);
        }
        StmtKind::Throw(value)
    }

    fn try_stmt(&mut self, s: &ast::TryStmt) -> StmtKind {
        let body = self.block(&s.body);
        let mut catches = Vec::with_capacity(s.catches.len());
        for clause in &s.catches {
            let ty = self.resolve(&clause.ty);
            let mark = self.enter();
            let slot = self.declare_local(clause.name, ty, false);
            let stmts = self.stmts(&clause.body.stmts);
            self.leave(mark);
            if let Some(class) = self.exception_class(ty, clause.ty.span) {
                let caught = |before: &Catch| self.cx.is_subtype(ty, TypeId::class(before.class));
                if catches.iter().any(caught) {
                    let message = format!("Exception type already caught: {}", self.cx.type_name(ty));
                    self.error("caught-twice", message, clause.ty.span);
                }
                catches.push(Catch { class, slot, body: stmts, span: clause.span });
            }
        }
        let finally = s.finally.as_ref().map(|f| self.block(f));
        StmtKind::Try { body, catches, finally }
    }

    fn exception_class(&mut self, ty: TypeId, span: Span) -> Option<ClassId> {
        if ty == error_type() {
            return None;
        }
        let class = class_of_type(ty);
        let root = self.cx.library.builtin.exception;
        let fits = class.filter(|id| {
            let c = self.cx.program.class(*id);
            c.kind == ClassKind::Class && (c.is_exception || Some(*id) == root)
        });
        if fits.is_none() {
            let name = self.cx.type_name(ty);
            self.error("catch-type", format!("Catch block variable must be of type exception: {name}"), span);
        }
        fits
    }
}

/// Expressions that do something.
fn is_effect(kind: &ast::ExprKind) -> bool {
    match kind {
        ast::ExprKind::Call(_)
        | ast::ExprKind::Assign { .. }
        | ast::ExprKind::Step { .. }
        | ast::ExprKind::New(_)
        | ast::ExprKind::Soql(_)
        | ast::ExprKind::Sosl(_)
        | ast::ExprKind::Error => true,
        ast::ExprKind::Paren(inner) => is_effect(&inner.kind),
        _ => false,
    }
}
