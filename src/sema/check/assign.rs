//! Assignments and what can be assigned.

use super::{Body, Named};
use crate::diag::Span;
use crate::hir::{Expr, ExprKind, MethodKind, Place, PlaceKind, Type, TypeId};
use crate::schema::{FieldId, ObjectId, ObjectKind};
use crate::sema::convert::wider_number;
use crate::sema::symbols::{Storage, Variable, error_type};
use crate::syntax::ast::{self, BinaryOp, Ident};

const COMPLAINT: &str = "Illegal assignment from";

impl Body<'_> {
    pub fn assign(&mut self, op: Option<BinaryOp>, target: &ast::Expr, value: &ast::Expr, span: Span) -> Expr {
        if op.is_none()
            && let Some(done) = self.assign_generic_id(target, value, span)
        {
            return done;
        }
        let Some(place) = self.place(target) else {
            self.expr(value);
            return self.bad(span);
        };
        let value = self.expr(value);
        if let PlaceKind::RecordField { object, field, .. } = place.kind {
            self.cx.hint(object, field, value.ty);
            if self.cx.is_guess(object, field) {
                return Expr { ty: place.ty, ..self.bad(span) };
            }
        }
        match op {
            None => self.plain_assign(place, value, span),
            Some(op) => self.compound(op, place, value, span),
        }
    }

    fn plain_assign(&mut self, place: Place, value: Expr, span: Span) -> Expr {
        let ty = place.ty;
        let any_record = matches!(&place.kind, PlaceKind::Parent { .. }) && value.ty.is_sobject();
        let value = match any_record {
            true => value,
            false => self.assign_to(value, ty, COMPLAINT),
        };
        Expr { kind: ExprKind::Assign { place: Box::new(place), value: Box::new(value) }, ty, span }
    }

    fn compound(&mut self, op: BinaryOp, place: Place, value: Expr, span: Span) -> Expr {
        use crate::hir::AssignOp;
        let ty = place.ty;
        let error = error_type();
        if ty == error || value.ty == error {
            return Expr { ty, ..self.bad(span) };
        }
        let op = match op {
            BinaryOp::Add
                if matches!(ty, TypeId::STRING | TypeId::ID)
                    || (ty == TypeId::OBJECT && value.ty == TypeId::STRING) =>
            {
                let kind = ExprKind::Compound {
                    place: Box::new(place),
                    op: AssignOp::Concat,
                    value: Box::new(value),
                    operand: TypeId::STRING,
                };
                return Expr { kind, ty, span };
            }
            BinaryOp::Add => AssignOp::Add,
            BinaryOp::Sub => AssignOp::Subtract,
            BinaryOp::Mul => AssignOp::Multiply,
            BinaryOp::Div => AssignOp::Divide,
            BinaryOp::BitAnd => AssignOp::BitAnd,
            BinaryOp::BitOr => AssignOp::BitOr,
            BinaryOp::BitXor => AssignOp::BitXor,
            BinaryOp::Shl => AssignOp::ShiftLeft,
            BinaryOp::Shr => AssignOp::ShiftRight,
            BinaryOp::UShr => AssignOp::ShiftRightUnsigned,
            _ => {
                self.error("compound", "Expression cannot be assigned", span);
                return self.bad(span);
            }
        };
        if matches!(ty, TypeId::DATE | TypeId::DATETIME | TypeId::TIME)
            && matches!(op, AssignOp::Add | AssignOp::Subtract)
            && value.ty.is_numeric()
        {
            return self.shift_date(place, value, op == AssignOp::Subtract, span);
        }
        let logical = matches!(op, AssignOp::BitAnd | AssignOp::BitOr | AssignOp::BitXor);
        let shift = matches!(op, AssignOp::ShiftLeft | AssignOp::ShiftRight | AssignOp::ShiftRightUnsigned);
        let operand = match (ty, value.ty) {
            (TypeId::BOOLEAN, TypeId::BOOLEAN) if logical => TypeId::BOOLEAN,
            (a, b) if a.is_numeric() && b.is_numeric() && !shift => wider_number(a, b),
            (a, b) if a.is_numeric() && b.is_numeric() => a,
            _ => {
                self.error("operand", "Arithmetic expressions must use numeric arguments", span);
                return self.bad(span);
            }
        };
        if self.cx.conversion(operand, ty).is_none() {
            let (x, y) = (self.cx.type_name(operand), self.cx.type_name(ty));
            self.error("illegal-assignment", format!("{COMPLAINT} {x} to {y}"), span);
            return self.bad(span);
        }
        let value = self.coerce(value, operand);
        let kind = ExprKind::Compound { place: Box::new(place), op, value: Box::new(value), operand };
        Expr { kind, ty, span }
    }

    /// `date += 3`: the place is a plain variable, so reading it twice is harmless.
    fn shift_date(&mut self, place: Place, value: Expr, back: bool, span: Span) -> Expr {
        let read = match &place.kind {
            PlaceKind::Local(slot) => ExprKind::Local(*slot),
            PlaceKind::Static { class, slot } => ExprKind::Static { class: *class, slot: *slot },
            PlaceKind::Field { receiver, slot } => {
                ExprKind::Field { receiver: Box::new(receiver.clone()), slot: *slot, safe: false }
            }
            PlaceKind::RecordField { record, object, field } => {
                ExprKind::RecordField { record: Box::new(record.clone()), object: *object, field: *field, safe: false }
            }
            _ => {
                self.error("operand", "Write the sum out: a = a + n", span);
                return self.bad(span);
            }
        };
        let now = Expr { kind: read, ty: place.ty, span: place.span };
        let op = if back { BinaryOp::Sub } else { BinaryOp::Add };
        let sum = self.date_arithmetic(op, now, value, span);
        self.plain_assign(place, sum, span)
    }

    /// `record.Id = x` of an sObject whose kind is not known.
    fn assign_generic_id(&mut self, target: &ast::Expr, value: &ast::Expr, span: Span) -> Option<Expr> {
        let ast::ExprKind::Field { target: record, name, .. } = &target.kind else { return None };
        if name.sym.as_str() != "id" {
            return None;
        }
        let before = (self.cx.diagnostics.len(), self.cx.broken.clone());
        let named = self.named(record);
        let record = match named {
            Named::Value(v) if v.ty == TypeId::SOBJECT => v,
            _ => {
                // Looked at again as an ordinary place, with the same reports.
                self.cx.diagnostics.truncate(before.0);
                self.cx.broken = before.1;
                return None;
            }
        };
        let row = self.native_row(self.cx.library.builtin.sobject, "put", 2);
        let value = self.expr_as(value, TypeId::ID);
        let Some(put) = row else { return Some(self.not_in_library("SObject.put(String, Object)", span)) };
        let key = self.string("Id", span);
        Some(self.native(put, false, vec![record, key, value], TypeId::OBJECT, span))
    }

    /// A target of an assignment.
    pub fn place(&mut self, e: &ast::Expr) -> Option<Place> {
        match &e.kind {
            _ if is_safe(e) => {
                self.expr(e);
                let help = "what is behind `?.` may not be there: test for null and assign with `.`";
                self.error_with_help("not-assignable", "Expression cannot be assigned", e.span, Some(help.into()));
                None
            }
            ast::ExprKind::Paren(inner) => self.place(inner),
            ast::ExprKind::Name(ident) => self.name_place(*ident, e.span),
            ast::ExprKind::Field { target, name, .. } => self.field_place(target, *name, e.span),
            ast::ExprKind::Index { target, index } => {
                let list = self.expr(target);
                let index = self.expr(index);
                let index = self.list_index(index);
                let ty = self.list_element(&list, e.span)?;
                Some(Place { kind: PlaceKind::Index { list, index }, ty, span: e.span })
            }
            ast::ExprKind::Error => None,
            _ => {
                self.expr(e);
                self.error("not-assignable", "Expression cannot be assigned", e.span);
                None
            }
        }
    }

    fn name_place(&mut self, ident: Ident, span: Span) -> Option<Place> {
        if let Some(local) = self.local(ident.sym).cloned() {
            if local.is_final {
                let message = format!("Final variable has already been initialized: {}", local.spelling);
                self.error("final", message, span);
            }
            return Some(Place { kind: PlaceKind::Local(local.slot), ty: local.ty, span });
        }
        match self.class_variable(ident.sym) {
            Some((variable, own)) => {
                let receiver = (!variable.is_static && own).then(|| self.this(span));
                self.variable_place(&variable, variable.ty, receiver, span)
            }
            None => {
                // Reports the unknown name as every reading of it does.
                let e = ast::Expr { kind: ast::ExprKind::Name(ident), span };
                let value = self.expr(&e);
                if value.ty != error_type() {
                    self.error("not-assignable", "Expression cannot be assigned", span);
                }
                None
            }
        }
    }

    fn field_place(&mut self, target: &ast::Expr, name: Ident, span: Span) -> Option<Place> {
        if let ast::ExprKind::Super = target.kind {
            let variable = self.super_variable(name, span)?;
            let direct = super::field::without_dispatch(&variable);
            let receiver = (!direct.is_static).then(|| self.this(span));
            return self.variable_place(&direct, direct.ty, receiver, span);
        }
        if let Some(place) = self.static_place(target, name, span) {
            return Some(place);
        }
        let e = ast::Expr { kind: ast::ExprKind::Field { target: Box::new(target.clone()), name, safe: false }, span };
        // A field is first read; the reading says which place it is.
        let receiver = match self.named(target) {
            Named::Value(v) => v,
            Named::Bad => return None,
            _ => {
                let value = self.expr(&e);
                if value.ty != error_type() {
                    self.error("not-assignable", "Expression cannot be assigned", span);
                }
                return None;
            }
        };
        let receiver = match receiver.ty.get() {
            Type::List(row) if self.is_query(&receiver) && row.is_sobject() => self.single_record(receiver, row),
            _ => receiver,
        };
        if !receiver.ty.is_sobject()
            && let Some((variable, ty)) = self.find_member(receiver.ty, name.sym)
            && !variable.is_static
        {
            return self.variable_place(&variable, ty, Some(receiver), span);
        }
        let value = match self.member(Named::Value(receiver), name, false, span) {
            Some(named) => self.value_of(named, span),
            None => {
                if let Some(place) = self.hidden_static_place(target, name, span) {
                    return Some(place);
                }
                if self.expr(&e).ty != error_type() {
                    self.error("not-assignable", "Expression cannot be assigned", span);
                }
                return None;
            }
        };
        let ty = value.ty;
        let kind = match value.kind {
            ExprKind::RecordField { record, object, field, .. } => {
                self.check_writeable(object, field, name);
                PlaceKind::RecordField { record: *record, object, field }
            }
            ExprKind::Parent { record, object, field, .. } => PlaceKind::Parent { record: *record, object, field },
            _ => {
                if ty != error_type() {
                    let text = self.text(name.span).to_owned();
                    self.error("not-assignable", format!("Field is not writeable: {text}"), name.span);
                }
                return None;
            }
        };
        Some(Place { kind, ty, span })
    }

    /// The platform alone fills audit fields and numbers, puts names and addresses together, and computes formulas and roll-ups.
    pub fn check_writeable(&mut self, object: ObjectId, field: FieldId, name: Ident) {
        let def = self.cx.schema.object(object).get(field);
        let own = ["IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp"];
        let of_event = matches!(self.cx.schema.object(object).kind, ObjectKind::PlatformEvent { .. })
            && ["EventUuid", "ReplayId"].contains(&&*def.name);
        let fields = self.cx.schema.object(object);
        let is_whole = || fields.iter().any(|(_, part)| part.compound == Some(field));
        let is_read_only = !def.createable
            && !def.updateable
            && (own.contains(&&*def.name) || def.auto_number.is_some() || is_whole());
        if def.calculated() || of_event || is_read_only {
            let message = format!("Field is not writeable: {}.{}", self.cx.schema.name(object), def.name);
            self.error("not-writeable", message, name.span);
        }
    }

    /// `Class.field = x`
    fn static_place(&mut self, target: &ast::Expr, name: Ident, span: Span) -> Option<Place> {
        let (ast::ExprKind::Name(_) | ast::ExprKind::Field { .. }) = target.kind else { return None };
        let ast::ExprKind::Name(first) = first_name(target)?.kind else { return None };
        if self.local(first.sym).is_some() || self.class_variable(first.sym).is_some() {
            return None;
        }
        let before = self.cx.diagnostics.len();
        let named = self.named(target);
        let Named::Type(ty) = named else {
            self.cx.diagnostics.truncate(before);
            return None;
        };
        self.static_of(ty, name, span)
    }

    /// The same where a variable has the name of the class.
    fn hidden_static_place(&mut self, target: &ast::Expr, name: Ident, span: Span) -> Option<Place> {
        let ast::ExprKind::Name(ident) = target.kind else { return None };
        match self.type_name(ident)? {
            Named::Type(ty) => self.static_of(ty, name, span),
            _ => None,
        }
    }

    fn static_of(&mut self, ty: TypeId, name: Ident, span: Span) -> Option<Place> {
        let (class, _) = self.cx.class_of(ty)?;
        let variable = self.find_variable(class, name.sym).filter(|v| v.is_static)?;
        self.variable_place(&variable, variable.ty, None, span)
    }

    fn variable_place(&mut self, v: &Variable, ty: TypeId, receiver: Option<Expr>, span: Span) -> Option<Place> {
        let own_accessor = self.in_own_accessor(v);
        // A variable may have the name of the class whose static is meant.
        let receiver = receiver.filter(|_| !v.is_static);
        let Some(access) = v.set_access.or(own_accessor.then_some(v.access)) else {
            self.invisible(v, span);
            return None;
        };
        if !self.visible(access, v.owner, v.test_visible) {
            self.invisible(v, span);
        }
        if v.is_final && !self.initialises(v) {
            let message = format!(
                "Final members can only be assigned in their declaration, init blocks, or constructors: {}",
                v.name
            );
            self.error("final", message, span);
        }
        let slot_place = |slot: u16, receiver: Option<Expr>| match receiver {
            Some(receiver) if !v.is_static => PlaceKind::Field { receiver, slot },
            Some(_) | None => PlaceKind::Static { class: v.owner, slot },
        };
        let kind = match &v.storage {
            Storage::Slot(slot) => slot_place(*slot, receiver),
            Storage::Accessors { backing, .. } if own_accessor => slot_place(*backing, receiver),
            Storage::Accessors { setter: None, backing, .. } => slot_place(*backing, receiver),
            Storage::Accessors { getter, setter: Some(setter), .. } => PlaceKind::Property {
                receiver,
                getter: getter.map(|g| g.method),
                virtual_getter: getter.and_then(|g| g.selector),
                setter: setter.method,
                virtual_setter: setter.selector,
            },
            Storage::Native(native) => {
                PlaceKind::NativeProperty { receiver, getter: v.readable.then_some(*native), setter: *native }
            }
            Storage::Constant(_) => {
                self.error("not-assignable", format!("Field is not writeable: {}", v.name), span);
                return None;
            }
        };
        Some(Place { kind, ty, span })
    }

    /// Whether the code being checked may give a final field its value: that of the field's class, and of classes below it.
    fn initialises(&self, v: &Variable) -> bool {
        let own = self
            .class
            .is_some_and(|class| class == v.owner || self.cx.program.class(class).ancestor_classes.contains(&v.owner));
        own && match self.kind {
            MethodKind::Constructor | MethodKind::InstanceInit => !v.is_static,
            MethodKind::StaticInit => v.is_static,
            _ => false,
        }
    }
}

/// `a?.b`, `a?.b[0]`: what may not be there cannot be assigned to.
fn is_safe(e: &ast::Expr) -> bool {
    match &e.kind {
        ast::ExprKind::Field { target, safe, .. } => *safe || is_safe(target),
        ast::ExprKind::Index { target, .. } => is_safe(target),
        ast::ExprKind::Paren(inner) => is_safe(inner),
        _ => false,
    }
}

/// The first name of a dotted name.
fn first_name(e: &ast::Expr) -> Option<&ast::Expr> {
    let mut e = e;
    loop {
        match &e.kind {
            ast::ExprKind::Name(_) => return Some(e),
            ast::ExprKind::Field { target, .. } => e = target,
            _ => return None,
        }
    }
}
