//! Checks bodies and elaborates them into the typed tree.
//!
//! One [`Body`] per method. Expressions come out exactly typed: conversions are nodes, overloads are resolved, names are slots.

mod assign;
mod binary;
mod call;
mod coerce;
mod collection;
mod concat;
mod constructor;
mod dml;
mod expr;
mod field;
mod flow;
mod loops;
mod member_call;
mod name;
mod new;
mod schema_name;
mod special;
mod stmt;
mod switch;
mod unary;

use std::sync::Arc;

use super::compiler::Compiler;
use super::identifiers::Subject;
use super::resolve::Scope;
use super::symbols::{Storage, error_type};
use super::work::{InitPart, Work, WorkBody};
use crate::diag::{FileId, Span};
use crate::hir::{self, ClassId, Expr, ExprKind, LocalSlot, MethodKind, Place, PlaceKind, Stmt, StmtKind, TypeId};
use crate::schema::ObjectId;
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Ident, TypeRef};

pub(crate) use name::Named;

/// The body of one method while it is checked.
pub(crate) struct Body<'c> {
    pub cx: &'c mut Compiler,
    pub file: FileId,
    pub class: Option<ClassId>,
    pub is_static: bool,
    pub kind: MethodKind,
    /// What `return` must give; `None` where a value of any type may be returned.
    pub returns: Option<TypeId>,
    /// In an accessor: its property, whose name means the backing field.
    pub property: Option<Symbol>,
    /// In a trigger: the object of `Trigger.new`.
    pub trigger: Option<ObjectId>,
    pub locals: Vec<Local>,
    pub next_slot: u16,
    pub frame: u16,
    pub loops: u32,
    /// How many blocks are open.
    pub depth: u32,
    /// Among the arguments of `this(..)` or `super(..)`, where there is no instance yet.
    pub in_constructor_call: bool,
    /// In the REPL: variables of the top level are statics of this class.
    pub top_level: Option<ClassId>,
    /// In a dynamic query: the names it binds, in order.
    pub dynamic: Option<Vec<Arc<str>>>,
}

/// Variables of a method that are in scope together; an org refuses methods of such a size for their code.
const MAX_LOCALS: usize = 16_384;

/// A variable of a block.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub name: Symbol,
    pub spelling: Arc<str>,
    pub ty: TypeId,
    pub slot: LocalSlot,
    pub is_final: bool,
    /// The blocks that are open where it is declared.
    pub depth: u32,
}

/// Where a block began, to end it.
pub(crate) struct Mark {
    locals: usize,
    next_slot: u16,
    top_level: Option<ClassId>,
}

impl Compiler {
    /// Checks the bodies of this compilation.
    pub fn check_works(&mut self, works: &[Work<'_>]) {
        for work in works {
            self.unit = work.class.map(|id| self.table(id).unit);
            self.trigger = matches!(work.body, WorkBody::Trigger(_)).then_some(work.method);
            let (stmts, frame) = self.check_work(work);
            let method = self.method_mut(work.method);
            method.body = Some(stmts);
            method.frame = frame;
        }
        self.trigger = None;
    }

    fn check_work(&mut self, work: &Work<'_>) -> (Vec<Stmt>, u16) {
        let method = Arc::clone(&self.program.methods[work.method.0 as usize]);
        let mut body = Body::new(self, work.file, work.class, method.flags.is_static, method.kind);
        let explicit = matches!(work.body, WorkBody::Method(_) | WorkBody::Accessor { .. });
        body.returns = Some(method.returns);
        let names = param_names(work, &method);
        for (i, (spelling, ty)) in method.params.iter().enumerate() {
            let name = names.get(i).copied().unwrap_or_else(|| Symbol::intern(spelling));
            body.push_local(name, Arc::clone(spelling), *ty, false);
        }
        let stmts = match &work.body {
            WorkBody::Method(block) => body.block(block),
            WorkBody::Constructor(decl) => body.constructor(decl),
            WorkBody::ImplicitConstructor(span) => body.implicit_constructor(*span),
            WorkBody::Accessor { block, property } => {
                body.property = Some(*property);
                body.block(block)
            }
            WorkBody::AutomaticAccessor { property, span } => body.automatic_accessor(*property, *span),
            WorkBody::Initializers(parts) => body.initializers(parts),
            WorkBody::Trigger(decl) => body.trigger_body(decl),
            WorkBody::Unwritten => body.unwritten(&method),
        };
        if explicit && method.returns != TypeId::VOID && method.returns != error_type() && flow::may_complete(&stmts) {
            let name = body.cx.type_name(method.returns);
            let end = Span::new(method.span.end.saturating_sub(1), method.span.end);
            let message = format!("Missing return statement required return type: {name}");
            body.error("missing-return", message, end);
        }
        (stmts, body.frame)
    }
}

fn param_names(work: &Work<'_>, method: &hir::Method) -> Vec<Symbol> {
    match &work.body {
        WorkBody::Constructor(decl) => decl.params.iter().map(|p| p.name.sym).collect(),
        _ => method.params.iter().map(|p| Symbol::intern(&p.0)).collect(),
    }
}

impl<'c> Body<'c> {
    pub fn new(
        cx: &'c mut Compiler,
        file: FileId,
        class: Option<ClassId>,
        is_static: bool,
        kind: MethodKind,
    ) -> Body<'c> {
        let first = u16::from(!is_static);
        Body {
            cx,
            file,
            class,
            is_static,
            kind,
            returns: Some(TypeId::VOID),
            property: None,
            trigger: None,
            locals: Vec::new(),
            next_slot: first,
            frame: first,
            loops: 0,
            depth: 0,
            in_constructor_call: false,
            top_level: None,
            dynamic: None,
        }
    }

    /// The body of a library method that has none: `getX`, `isX` and `setX` read and write the variable `x` of their class; of
    /// anything else orgless has no more than the signature.
    fn unwritten(&self, method: &hir::Method) -> Vec<Stmt> {
        self.plain_accessor(method).map_or_else(|| self.missing(method), |kind| vec![Stmt { kind, span: method.span }])
    }

    fn plain_accessor(&self, method: &hir::Method) -> Option<StmtKind> {
        let span = method.span;
        let writes = method.name.get(..3)?.eq_ignore_ascii_case("set");
        let length = if method.name.get(..2)?.eq_ignore_ascii_case("is") { 2 } else { 3 };
        let reads = length == 2 || method.name.get(..3)?.eq_ignore_ascii_case("get");
        let variable = self.cx.table(self.class?).variables.get(&Symbol::intern(&method.name[length..]))?;
        let Storage::Slot(slot) = variable.storage else { return None };
        match &*method.params {
            [] if reads && method.returns == variable.ty && variable.is_static == self.is_static => {
                let kind = match self.is_static {
                    true => ExprKind::Static { class: self.class?, slot },
                    false => ExprKind::Field { receiver: Box::new(self.this(span)), slot, safe: false },
                };
                Some(StmtKind::Return(Some(Expr { kind, ty: variable.ty, span })))
            }
            [(_, ty)] if writes && *ty == variable.ty && method.returns == TypeId::VOID && !self.is_static => {
                let value = Expr { kind: ExprKind::Local(LocalSlot(1)), ty: *ty, span };
                let place = Box::new(self.own_slot(slot, *ty, span));
                let kind = ExprKind::Assign { place, value: Box::new(value) };
                Some(StmtKind::Expr(Expr { kind, ty: *ty, span }))
            }
            _ => None,
        }
    }

    /// A call that throws and names the method.
    fn missing(&self, method: &hir::Method) -> Vec<Stmt> {
        let span = method.span;
        let class = self.class.map(|id| self.cx.type_name(TypeId::class(id)));
        let name = format!("{}.{}", class.expect("library methods belong to classes"), method.name);
        let call = self.missing_value(&name, TypeId::VOID, span);
        vec![Stmt { kind: StmtKind::Expr(call), span }]
    }

    /// A value that orgless does not have: it throws, and names it.
    pub fn missing_value(&self, name: &str, ty: TypeId, span: Span) -> Expr {
        let class = self.cx.library.builtin.missing.expect("the library has the class behind missing members");
        let native = hir::NativeId { class, row: 0 };
        let args = vec![self.string(name, span)];
        Expr { kind: ExprKind::CallNative { native, is_static: true, args, safe: false }, ty, span }
    }

    fn initializers(&mut self, parts: &[InitPart<'_>]) -> Vec<Stmt> {
        let mut stmts = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                InitPart::Field { name, slot, ty, init } => {
                    let value = self.expr_as(init, *ty);
                    let span = name.span.to(init.span);
                    let place = self.own_slot(*slot, *ty, name.span);
                    let kind = ExprKind::Assign { place: Box::new(place), value: Box::new(value) };
                    stmts.push(Stmt { kind: StmtKind::Expr(Expr { kind, ty: *ty, span }), span });
                }
                InitPart::Block(block) => {
                    let inner = self.block(block);
                    stmts.push(Stmt { kind: StmtKind::Block(inner), span: block.span });
                }
            }
        }
        stmts
    }

    /// A field of the class itself, static or of `this`.
    fn own_slot(&self, slot: u16, ty: TypeId, span: Span) -> Place {
        let class = self.class.expect("fields belong to classes");
        let kind = match self.is_static {
            true => PlaceKind::Static { class, slot },
            false => PlaceKind::Field { receiver: self.this(span), slot },
        };
        Place { kind, ty, span }
    }

    /// `this`
    pub fn this(&self, span: Span) -> Expr {
        let ty = self.class.map_or(TypeId::OBJECT, |id| self.own_type(id));
        Expr { kind: ExprKind::Local(LocalSlot(0)), ty, span }
    }

    /// The type of a class from inside, its own parameters as arguments.
    pub fn own_type(&self, id: ClassId) -> TypeId {
        match self.cx.table(id).type_params.is_empty() {
            true => TypeId::class(id),
            false => TypeId::of(hir::Type::Generic(id, TypeId::of(hir::Type::Param(0)))),
        }
    }

    // --- scopes ---

    pub fn enter(&mut self) -> Mark {
        self.depth += 1;
        Mark { locals: self.locals.len(), next_slot: self.next_slot, top_level: self.top_level.take() }
    }

    pub fn leave(&mut self, mark: Mark) {
        self.depth -= 1;
        self.locals.truncate(mark.locals);
        self.next_slot = mark.next_slot;
        self.top_level = mark.top_level;
    }

    pub fn fresh_slot(&mut self) -> LocalSlot {
        let slot = LocalSlot(self.next_slot);
        self.next_slot = self.next_slot.saturating_add(1);
        self.frame = self.frame.max(self.next_slot);
        slot
    }

    pub fn push_local(&mut self, name: Symbol, spelling: Arc<str>, ty: TypeId, is_final: bool) -> LocalSlot {
        let slot = self.fresh_slot();
        self.locals.push(Local { name, spelling, ty, slot, is_final, depth: self.depth });
        slot
    }

    /// Declares a variable of the source; a name may stand only once in a method.
    pub fn declare_local(&mut self, name: Ident, ty: TypeId, is_final: bool) -> LocalSlot {
        self.cx.check_name(self.file, name, Subject::Variable);
        if self.locals.len() > MAX_LOCALS {
            return LocalSlot(self.next_slot);
        }
        let spelling: Arc<str> = self.cx.text(self.file, name.span).into();
        // The variables of a script's top level are fields to the platform: its blocks may have variables of their names.
        let is_field = |local: &Local| self.kind == MethodKind::Anonymous && local.depth == 0;
        let clash = self.locals.iter().find(|l| l.name == name.sym && (!is_field(l) || self.depth == 0));
        if let Some(clash) = clash {
            let what = if is_field(clash) { "field" } else { "variable" };
            self.error("duplicate-variable", format!("Duplicate {what}: {spelling}"), name.span);
        }
        if self.locals.len() == MAX_LOCALS {
            let help = Some(format!("a method has at most {MAX_LOCALS} variables at one place; take it apart"));
            self.error_with_help("too-many-variables", "Method has too many local variables", name.span, help);
        }
        self.push_local(name.sym, spelling, ty, is_final)
    }

    pub fn local(&self, name: Symbol) -> Option<&Local> {
        self.locals.iter().rev().find(|l| l.name == name)
    }

    // --- types and reports ---

    pub fn scope(&self) -> Scope {
        Scope { class: self.class, file: self.file }
    }

    pub fn resolve(&mut self, ty: &TypeRef) -> TypeId {
        let scope = self.scope();
        let ty = self.cx.resolve(scope, ty);
        if let Some(class) = super::compiler::class_of_type(ty) {
            self.cx.note_use(class);
        }
        ty
    }

    pub fn error(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        self.cx.report(self.file, span, code, message, None);
    }

    pub fn error_with_help(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        help: Option<String>,
    ) {
        self.cx.report(self.file, span, code, message, help);
    }

    /// What stands for an expression that was wrong and has been reported.
    pub fn bad(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Literal(hir::Literal::Null), ty: error_type(), span }
    }

    pub fn text(&self, span: Span) -> &str {
        self.cx.text(self.file, span)
    }

    fn trigger_body(&mut self, decl: &ast::TriggerDecl) -> Vec<Stmt> {
        self.trigger = self.cx.schema.find(decl.object.sym.as_str());
        let mut stmts = Vec::new();
        for item in &decl.body {
            match item {
                ast::BlockItem::Stmt(stmt) => self.stmt(stmt, &mut stmts),
                ast::BlockItem::Method(m) => {
                    self.error("trigger-method", "Triggers cannot declare methods", m.span);
                }
                ast::BlockItem::Type(t) => self.error("trigger-type", "Triggers cannot declare types", t.span()),
            }
        }
        stmts
    }
}
