//! Constructors: the call of another one comes first, then the body. Initialisers run before all of them.

use super::Body;
use crate::diag::Span;
use crate::hir::{ClassId, Expr, ExprKind, LocalSlot, Stmt, StmtKind, TypeId};
use crate::sema::overload::NoChoice;
use crate::sema::symbols::{Storage, Target, error_type};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, Callee, Ident};

impl Body<'_> {
    pub fn constructor(&mut self, decl: &ast::ConstructorDecl) -> Vec<Stmt> {
        let mark = self.enter();
        let class = self.class.expect("constructors belong to classes");
        let explicit = decl.body.stmts.first().and_then(constructor_call);
        let mut stmts = Vec::new();
        let rest = match explicit {
            Some((call, span)) => {
                self.in_constructor_call = true;
                let args = self.exprs(&call.args);
                self.in_constructor_call = false;
                let to_self = matches!(call.callee, Callee::This);
                let first = match to_self {
                    true => self.constructor_call(class, TypeId::class(class), args, span),
                    false => self.super_constructor(class, args, span),
                };
                stmts.push(Stmt { kind: StmtKind::Expr(first), span });
                &decl.body.stmts[1..]
            }
            None => {
                let span = decl.name.span;
                if let Some(first) = self.implicit_super(class, span) {
                    stmts.push(Stmt { kind: StmtKind::Expr(first), span });
                }
                &decl.body.stmts[..]
            }
        };
        stmts.extend(self.stmts(rest));
        self.leave(mark);
        stmts
    }

    /// The body of a constructor that nobody wrote.
    pub fn implicit_constructor(&mut self, span: Span) -> Vec<Stmt> {
        let class = self.class.expect("constructors belong to classes");
        if self.cx.program.class(class).is_exception {
            let args: Vec<Expr> =
                self.locals.iter().map(|l| Expr { kind: ExprKind::Local(l.slot), ty: l.ty, span }).collect();
            let call = self.super_constructor(class, args, span);
            return vec![Stmt { kind: StmtKind::Expr(call), span }];
        }
        let first = self.implicit_super(class, span);
        first.map(|call| Stmt { kind: StmtKind::Expr(call), span }).into_iter().collect()
    }

    /// `super()` where none is written; nothing when there is nothing to run.
    fn implicit_super(&mut self, class: ClassId, span: Span) -> Option<Expr> {
        let above = self.cx.superclass_of(class).filter(|up| !self.cx.program.class(*up).constructors.is_empty())?;
        if self.cx.table(above).constructors.iter().all(|c| !c.params.is_empty()) {
            let name = self.cx.program.class(above).name.clone();
            let message = format!("No default constructor available in super type: {name}");
            let help = Some("begin the constructor with `super(..)` and what it takes".into());
            self.error_with_help("default-constructor", message, span, help);
            return None;
        }
        Some(self.super_constructor(class, Vec::new(), span))
    }

    fn super_constructor(&mut self, class: ClassId, args: Vec<Expr>, span: Span) -> Expr {
        let above = self.cx.program.class(class).superclass;
        let found = above.and_then(|ty| Some((self.cx.class_of(ty)?.0, ty)));
        match found {
            Some((up, ty)) => self.constructor_call(up, ty, args, span),
            None => {
                if !args.is_empty() {
                    let name = self.cx.program.class(class).name.clone();
                    let help = Some("leave the call out: the class extends nothing".into());
                    self.error_with_help("super", format!("No super type defined: {name}"), span, help);
                }
                let kind = ExprKind::ConstructorCall { constructor: None, args: Vec::new() };
                Expr { kind, ty: TypeId::VOID, span }
            }
        }
    }

    /// A call of a constructor on `this`. Without a constructor of its own an exception hands the arguments to the platform's.
    fn constructor_call(&mut self, class: ClassId, ty: TypeId, args: Vec<Expr>, span: Span) -> Expr {
        let type_args = self.cx.class_of(ty).map(|(_, a)| a).unwrap_or_default();
        let candidates = self.cx.constructor_candidates(class, &type_args);
        let (constructor, args) = match self.choose(&candidates, &args) {
            Ok(i) => {
                let chosen = candidates[i].clone();
                self.check_visible(&chosen, Ident { sym: Symbol::intern("super"), span });
                let args = self.coerce_args(&chosen, args);
                match chosen.callable.target {
                    Target::Apex(method) => (Some(method), args),
                    Target::Native(_) => (None, args),
                }
            }
            Err(why) => {
                let info = self.cx.program.class(class);
                let root = self.cx.library.builtin.exception == Some(class);
                let platform = (info.is_exception || root) && self.exception_arguments(class, &args);
                let nothing = args.is_empty() && candidates.is_empty();
                if !platform && !nothing && !args.iter().any(|a| a.ty == error_type()) {
                    let types = self.cx.type_names_of(args.iter().map(|a| a.ty));
                    let name = self.cx.type_name(ty);
                    let message = match why {
                        NoChoice::Ambiguous => format!("Ambiguous method signature: void <init>({types})"),
                        NoChoice::NoneFits => format!("Constructor not defined: [{name}].<Constructor>({types})"),
                    };
                    self.error("unknown-constructor", message, span);
                }
                (None, args)
            }
        };
        Expr { kind: ExprKind::ConstructorCall { constructor, args }, ty: TypeId::VOID, span }
    }

    /// `get;` or `set;` of a property that can be overridden: reads or writes the backing field.
    pub fn automatic_accessor(&mut self, property: Symbol, span: Span) -> Vec<Stmt> {
        let class = self.class.expect("properties belong to classes");
        let variable = self.cx.table(class).variables.get(&property).cloned().expect("the property was declared");
        let Storage::Accessors { backing, .. } = variable.storage else { return Vec::new() };
        let place = self.own_slot(backing, variable.ty, span);
        let kind = match self.kind {
            crate::hir::MethodKind::Getter => {
                let value = match place.kind {
                    crate::hir::PlaceKind::Static { class, slot } => ExprKind::Static { class, slot },
                    _ => ExprKind::Field { receiver: Box::new(self.this(span)), slot: backing, safe: false },
                };
                StmtKind::Return(Some(Expr { kind: value, ty: variable.ty, span }))
            }
            _ => {
                let first = u16::from(!self.is_static);
                let value = Expr { kind: ExprKind::Local(LocalSlot(first)), ty: variable.ty, span };
                let kind = ExprKind::Assign { place: Box::new(place), value: Box::new(value) };
                StmtKind::Expr(Expr { kind, ty: variable.ty, span })
            }
        };
        vec![Stmt { kind, span }]
    }
}

/// `this(..)` or `super(..)` as a statement.
fn constructor_call(stmt: &ast::Stmt) -> Option<(&ast::CallExpr, Span)> {
    let ast::StmtKind::Expr(e) = &stmt.kind else { return None };
    match &e.kind {
        ast::ExprKind::Call(call) if matches!(call.callee, Callee::This | Callee::Super) => Some((call, e.span)),
        _ => None,
    }
}
