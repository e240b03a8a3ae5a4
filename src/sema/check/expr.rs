//! Expressions: the dispatch, and the forms that need few words.

use super::{Body, Named};
use crate::diag::Span;
use crate::hir::{Expr, ExprKind, Literal, Type, TypeId};
use crate::sema::symbols::error_type;
use crate::syntax::ast;

impl Body<'_> {
    pub fn expr(&mut self, e: &ast::Expr) -> Expr {
        match &e.kind {
            ast::ExprKind::Literal(literal) => {
                if let ast::Literal::String(text) = literal {
                    self.infer_from_text(text);
                }
                self.ast_literal(literal, e.span)
            }
            ast::ExprKind::Name(_) | ast::ExprKind::Field { .. } => {
                let named = self.named(e);
                self.value_of(named, e.span)
            }
            ast::ExprKind::This => self.this_expr(e.span),
            ast::ExprKind::Super => {
                self.error("super", "super can only be the target of a call", e.span);
                self.bad(e.span)
            }
            ast::ExprKind::Call(call) => self.call(call, e.span),
            ast::ExprKind::Index { target, index } => self.index(target, index, e.span),
            ast::ExprKind::Unary { op, operand } => self.unary(*op, operand, e.span),
            ast::ExprKind::Step { op, target } => self.step(*op, target, e.span),
            ast::ExprKind::Binary { .. } => self.binary_chain(e),
            ast::ExprKind::Assign { op, target, value } => self.assign(*op, target, value, e.span),
            ast::ExprKind::Ternary(t) => self.ternary(t, e.span),
            ast::ExprKind::Cast { ty, operand } => self.cast(ty, operand, e.span),
            ast::ExprKind::InstanceOf { operand, ty } => self.instance_of(operand, ty, e.span),
            ast::ExprKind::Class(ty) => self.class_literal(ty, e.span),
            ast::ExprKind::New(new) => self.new_expr(new, e.span),
            ast::ExprKind::Paren(inner) => self.expr(inner),
            ast::ExprKind::Soql(query) => self.soql(query, e.span),
            ast::ExprKind::Sosl(search) => self.sosl(search, e.span),
            ast::ExprKind::Error => self.bad(e.span),
        }
    }

    pub fn exprs(&mut self, list: &[ast::Expr]) -> Vec<Expr> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    pub fn ast_literal(&self, literal: &ast::Literal, span: Span) -> Expr {
        let (literal, ty) = match literal {
            ast::Literal::Null => (Literal::Null, TypeId::NULL),
            ast::Literal::Bool(b) => (Literal::Boolean(*b), TypeId::BOOLEAN),
            ast::Literal::Integer(i) => (Literal::Integer(*i), TypeId::INTEGER),
            ast::Literal::Long(i) => (Literal::Long(*i), TypeId::LONG),
            ast::Literal::Double(f) => (Literal::Double(*f), TypeId::DOUBLE),
            ast::Literal::Decimal(d) => (Literal::Decimal((&**d).into()), TypeId::DECIMAL),
            ast::Literal::String(s) => (Literal::String((&**s).into()), TypeId::STRING),
        };
        self.literal(literal, ty, span)
    }

    fn this_expr(&mut self, span: Span) -> Expr {
        if self.is_static || self.class.is_none() {
            self.error("this", "This cannot be referenced in a static context", span);
            return self.bad(span);
        }
        self.this(span)
    }

    fn index(&mut self, target: &ast::Expr, index: &ast::Expr, span: Span) -> Expr {
        let list = self.expr(target);
        let index = self.expr(index);
        let Some(elem) = self.list_element(&list, span) else { return self.bad(span) };
        let index = self.list_index(index);
        Expr { kind: ExprKind::Index { list: Box::new(list), index: Box::new(index) }, ty: elem, span }
    }

    /// What stands between the brackets of `list[index]`.
    pub fn list_index(&mut self, index: Expr) -> Expr {
        self.hint_expr(&index, TypeId::INTEGER);
        if self.fits(&index, TypeId::INTEGER).is_none() {
            let found = self.cx.type_name(index.ty);
            self.error("list-index", format!("List index must be of type Integer: {found}"), index.span);
            return self.bad(index.span);
        }
        self.coerce(index, TypeId::INTEGER)
    }

    pub fn list_element(&mut self, list: &Expr, span: Span) -> Option<TypeId> {
        match list.ty.get() {
            Type::List(elem) => Some(elem),
            _ if list.ty == error_type() => None,
            _ => {
                let name = self.cx.type_name(list.ty);
                self.error("not-a-list", format!("Expression must be a list type: {name}"), span);
                None
            }
        }
    }

    fn ternary(&mut self, t: &ast::TernaryExpr, span: Span) -> Expr {
        let test = self.condition(&t.cond);
        let then = self.expr(&t.then);
        let otherwise = self.expr(&t.otherwise);
        let (then, otherwise, ty) = self.unify(then, otherwise, span, "Incompatible types in ternary operator");
        let kind = ExprKind::Conditional { test: Box::new(test), then: Box::new(then), otherwise: Box::new(otherwise) };
        Expr { kind, ty, span }
    }

    /// Brings two values to one type.
    pub fn unify(&mut self, a: Expr, b: Expr, span: Span, complaint: &str) -> (Expr, Expr, TypeId) {
        self.hint_expr(&a, b.ty);
        self.hint_expr(&b, a.ty);
        let (a, b) = (self.settle_query(a, b.ty), b);
        let b = self.settle_query(b, a.ty);
        match self.cx.common_type(a.ty, b.ty) {
            Some(ty) => (self.coerce(a, ty), self.coerce(b, ty), ty),
            None => {
                let (x, y) = (self.cx.type_name(a.ty), self.cx.type_name(b.ty));
                // The platform names the second one first.
                self.error("incompatible-types", format!("{complaint}: {y}, {x}"), span);
                (a, b, error_type())
            }
        }
    }

    /// A query beside a record stands for its one row.
    fn settle_query(&mut self, value: Expr, beside: TypeId) -> Expr {
        if beside.is_sobject() && self.is_query(&value) && matches!(value.ty.get(), Type::List(_)) {
            return self.single_record(value, beside);
        }
        value
    }

    fn cast(&mut self, ty: &ast::TypeRef, operand: &ast::Expr, span: Span) -> Expr {
        let to = self.resolve(ty);
        let value = self.expr(operand);
        self.hint_expr(&value, to);
        let from = value.ty;
        let error = error_type();
        if from == error || to == error {
            return Expr { ty: to, span, ..value };
        }
        if from == TypeId::VOID || to == TypeId::VOID {
            self.error("cast", "Operation cast is not allowed on type: void", span);
            return self.bad(span);
        }
        if from == TypeId::NULL {
            return Expr { ty: to, span, kind: ExprKind::Literal(Literal::Null) };
        }
        // A Date counts as a Datetime, not the other way round: what is written as a cast is tested when it runs.
        if (from, to) == (TypeId::DATETIME, TypeId::DATE) {
            return Expr { kind: ExprKind::Cast { value: Box::new(value), ty: to }, ty: to, span };
        }
        if let Some(how) = super::coerce::cast_conversion(from, to) {
            return Expr { span, ..super::coerce::convert(value, how, to) };
        }
        if self.is_query(&value) && to.is_sobject() && matches!(from.get(), Type::List(_)) {
            return self.single_record(value, to);
        }
        if !self.cx.castable(from, to) && !self.guessed(&value) {
            let (x, y) = (self.cx.type_name(from), self.cx.type_name(to));
            let message = format!("Incompatible types since an instance of {x} is never an instance of {y}");
            self.error("cast", message, span);
            return self.bad(span);
        }
        // What makes a collection does so by its own type, so that stays.
        let makes = matches!(
            value.kind,
            ExprKind::NewList(_)
                | ExprKind::NewArray(_)
                | ExprKind::NewSet(_)
                | ExprKind::NewMap(_)
                | ExprKind::CopyCollection(_)
        );
        if from == to || (self.cx.is_subtype(from, to) && !makes) {
            return Expr { ty: to, span, ..value };
        }
        Expr { kind: ExprKind::Cast { value: Box::new(value), ty: to }, ty: to, span }
    }

    /// In the first run over an inferred schema: the value's type is not settled.
    pub fn guessed(&self, value: &Expr) -> bool {
        matches!(value.kind, ExprKind::RecordField { object, field, .. } if self.cx.is_guess(object, field))
    }

    fn instance_of(&mut self, operand: &ast::Expr, ty: &ast::TypeRef, span: Span) -> Expr {
        let value = self.expr(operand);
        let ty = self.resolve(ty);
        self.check_instance_of(&value, ty, span);
        let kind = ExprKind::InstanceOf { value: Box::new(value), ty };
        Expr { kind, ty: TypeId::BOOLEAN, span }
    }

    /// A test whose answer is known is refused, as on the platform.
    fn check_instance_of(&mut self, value: &Expr, ty: TypeId, span: Span) {
        let from = value.ty;
        let unknown = [from, ty].contains(&error_type()) || self.guessed(value);
        if !unknown && (from == TypeId::VOID || ty == TypeId::VOID) {
            return self.error("instanceof", "Operation instanceof is not allowed on type: void", span);
        }
        let text_or_id = |t| matches!(t, TypeId::STRING | TypeId::ID);
        if unknown || (from != ty && text_or_id(from) && text_or_id(ty)) {
            return;
        }
        let up = matches!(from.get(), Type::Class(_) | Type::Generic(..) | Type::Record(_));
        let record = matches!(from.get(), Type::Record(_)) && ty == TypeId::SOBJECT;
        let always = from == ty
            || from == TypeId::NULL
            || record
            || (up && (ty == TypeId::OBJECT || self.cx.is_subtype(from, ty)));
        let collection = |t: TypeId| matches!(t.get(), Type::List(_) | Type::Set(_) | Type::Map(..));
        let never = !collection(from) && !collection(ty) && !self.cx.castable(from, ty);
        if !always && !never {
            return;
        }
        let (x, y) = (self.cx.type_name(from), self.cx.type_name(ty));
        let message = match always {
            true => {
                format!("Operation instanceof is always true since an instance of {x} is always an instance of {y}")
            }
            false => {
                format!("Operation instanceof is always false since an instance of {x} is never an instance of {y}")
            }
        };
        self.error("instanceof", message, span);
    }

    fn class_literal(&mut self, ty: &ast::TypeRef, span: Span) -> Expr {
        let named = self.resolve(ty);
        let ty = self.cx.library.builtin.ty.map_or(TypeId::OBJECT, TypeId::class);
        Expr { kind: ExprKind::TypeLiteral(named), ty, span }
    }

    /// A dotted name as a value.
    pub fn dotted(&mut self, names: &[ast::Ident], span: Span) -> Expr {
        let Some((first, rest)) = names.split_first() else { return self.bad(span) };
        let mut e = ast::Expr { kind: ast::ExprKind::Name(*first), span: first.span };
        for name in rest {
            let span = e.span.to(name.span);
            e = ast::Expr { kind: ast::ExprKind::Field { target: Box::new(e), name: *name, safe: false }, span };
        }
        let named: Named = self.named(&e);
        self.value_of(named, span)
    }
}
