//! The dispatch of nodes: to their value form, to what scalars have in common, and to statements that drop the result.

use crate::hir::{Expr, ExprKind, Kind as ResultKind, Literal, TypeId};
use crate::interp::Flow;
use crate::interp::code::{Code, StmtCode, ValueCode};
use crate::interp::compile::kind::Kind;
use crate::interp::compile::{Compiler, slot};
use crate::value::Value;

impl Compiler<'_> {
    /// `e` as a value; null stays null.
    pub(super) fn value(&mut self, e: &Expr) -> ValueCode {
        match &e.kind {
            ExprKind::Literal(literal) => self.constant(self.literal_value(literal)),
            ExprKind::Local(local) => self.local_value(slot(*local)),
            ExprKind::Field { receiver, slot, safe } => self.field_value(receiver, usize::from(*slot), *safe, e),
            ExprKind::Static { class, slot } => self.static_field(*class, usize::from(*slot), e),
            ExprKind::EnumConstant { class, ordinal } => self.constant(Value::Enum(*class, *ordinal)),
            ExprKind::Index { list, index } => self.index_value(list, index, e),
            ExprKind::RecordField { record, object, field, safe } => {
                self.record_field(record, *object, *field, *safe, e)
            }
            ExprKind::Parent { record, object, field, safe } => self.parent(record, *object, *field, *safe, e),
            ExprKind::Children { record, object, child, safe } => self.children(record, *object, *child, *safe, e),
            ExprKind::Assign { place, value } => self.assign_value(place, value),
            ExprKind::Compound { place, op, value, operand } => self.compound_value(place, *op, value, *operand),
            ExprKind::IncDec { place, how } => self.incdec_value(place, *how),
            ExprKind::Unary { .. } | ExprKind::Binary { .. } => match e.ty.kind() {
                ResultKind::Integer => self.boxed::<i32>(e),
                ResultKind::Long => self.boxed::<i64>(e),
                ResultKind::Double => self.boxed::<f64>(e),
                ResultKind::Boolean => self.boxed::<bool>(e),
                ResultKind::Value => self.other_arithmetic(e),
            },
            ExprKind::And(..) | ExprKind::Or(..) | ExprKind::InstanceOf { .. } => self.boxed::<bool>(e),
            ExprKind::Concat(parts) => self.concat(parts),
            ExprKind::Conditional { test, then, otherwise } => self.conditional::<Value>(test, then, otherwise),
            ExprKind::Coalesce(left, right) => self.coalesce(left, right),
            ExprKind::Cast { value, ty } => self.cast(value, *ty, e),
            ExprKind::Convert { value, how } => self.convert_value(value, *how, e),
            ExprKind::Call { method, args } => self.call::<Value>(*method, args, e, true),
            ExprKind::CallDirect { method, receiver, args, safe } => {
                self.call_direct::<Value>(*method, receiver, args, *safe, e, true)
            }
            ExprKind::CallVirtual { selector, method, receiver, args, safe } => {
                self.call_virtual::<Value>(*selector, *method, receiver, args, *safe, e, true)
            }
            ExprKind::CallNative { native, is_static, args, safe } => {
                self.native_value(*native, *is_static, args, *safe, e)
            }
            ExprKind::CallObject { which, receiver, args, safe } => self.call_object(*which, receiver, args, *safe, e),
            ExprKind::New { class, constructor, args } => self.new_object(*class, *constructor, args, e),
            ExprKind::NewNative { native, args } => self.native_value(*native, true, args, false, e),
            ExprKind::ConstructorCall { constructor, args } => {
                let code = self.constructor_call(*constructor, args, e);
                Box::new(move |cx| code(cx).map(|_| Value::Null))
            }
            ExprKind::NewRecord { object, fields } => self.new_record(*object, fields, e),
            ExprKind::NewList(items) => self.new_list(items, e.ty),
            ExprKind::NewArray(size) => self.new_array(size, e),
            ExprKind::NewSet(items) => self.new_set(items, e.ty),
            ExprKind::NewMap(entries) => self.new_map(entries, e.ty),
            ExprKind::CopyCollection(from) => self.copy_collection(from, e),
            ExprKind::TypeLiteral(ty) => self.constant(Value::Type(*ty)),
            ExprKind::ObjectToken(object) => self.constant(Value::ObjectToken(*object)),
            ExprKind::FieldToken(object, field) => self.constant(Value::FieldToken(*object, *field)),
            ExprKind::Query(query) => self.query(query, e),
            ExprKind::Search(search) => self.search(search, e),
            ExprKind::TriggerVariable(which) => self.trigger_variable(*which, e),
        }
    }

    /// What scalar nodes of all kinds have in common.
    pub(super) fn common<T: Kind>(&mut self, e: &Expr) -> Code<T> {
        match &e.kind {
            ExprKind::Local(local) => {
                use crate::interp::compile::operand::Get;
                let operand = self.local_operand::<T>(slot(*local), e);
                Box::new(move |cx| operand.get(cx))
            }
            ExprKind::Field { safe: false, .. } => self.field_scalar(e),
            ExprKind::Static { class, slot } => self.static_scalar(*class, usize::from(*slot), e),
            ExprKind::Index { list, index } => self.index(list, index, e),
            ExprKind::Assign { .. } | ExprKind::Compound { .. } | ExprKind::IncDec { .. } => self.assigned(e),
            ExprKind::Conditional { test, then, otherwise } => self.conditional(test, then, otherwise),
            ExprKind::Call { method, args } => self.call(*method, args, e, true),
            ExprKind::CallDirect { method, receiver, args, safe: false } => {
                self.call_direct(*method, receiver, args, false, e, true)
            }
            ExprKind::CallVirtual { selector, method, receiver, args, safe: false } => {
                self.call_virtual(*selector, *method, receiver, args, false, e, true)
            }
            ExprKind::CallNative { native, is_static, args, safe: false } => {
                self.native_scalar(*native, *is_static, args, e)
            }
            _ => self.unboxed(e),
        }
    }

    /// `e` as the result of a method, where null is allowed: scalars answer it as `Err` with nothing pending.
    pub(super) fn result<T: Kind>(&mut self, e: &Expr) -> Code<T> {
        if T::KIND == ResultKind::Value {
            return T::compile(self, e);
        }
        match &e.kind {
            _ if self.never_null(e) => T::compile(self, e),
            ExprKind::Call { method, args } => self.call(*method, args, e, false),
            ExprKind::CallDirect { method, receiver, args, safe: false } => {
                self.call_direct(*method, receiver, args, false, e, false)
            }
            ExprKind::CallVirtual { selector, method, receiver, args, safe: false } => {
                self.call_virtual(*selector, *method, receiver, args, false, e, false)
            }
            ExprKind::Conditional { test, then, otherwise } => {
                let test = self.boolean(test);
                let (then, otherwise) = (self.result::<T>(then), self.result::<T>(otherwise));
                Box::new(move |cx| if test(cx)? { then(cx) } else { otherwise(cx) })
            }
            ExprKind::Local(local) => {
                let slot = slot(*local);
                Box::new(move |cx| T::of(cx.local(slot)).ok_or(crate::interp::Thrown))
            }
            _ => {
                let code = self.value(e);
                Box::new(move |cx| T::of(&code(cx)?).ok_or(crate::interp::Thrown))
            }
        }
    }

    /// `e` as a statement: the result is dropped.
    pub(super) fn effect(&mut self, e: &Expr) -> StmtCode {
        match &e.kind {
            ExprKind::Assign { place, value } => self.assign_effect(place, value),
            ExprKind::Compound { place, op, value, operand } => self.compound_effect(place, *op, value, *operand),
            ExprKind::IncDec { place, how } => self.incdec_effect(place, *how),
            ExprKind::Call { method, args } => self.call_effect(*method, args, e),
            ExprKind::CallDirect { method, receiver, args, safe: false } => {
                self.call_direct_effect(*method, receiver, args, e)
            }
            ExprKind::CallNative { native, is_static, args, safe: false } => {
                self.native_effect(*native, *is_static, args, e)
            }
            ExprKind::ConstructorCall { constructor, args } => self.constructor_call(*constructor, args, e),
            _ => {
                let code = self.value(e);
                Box::new(move |cx| code(cx).map(|_| Flow::Next))
            }
        }
    }

    /// Arithmetic whose result is not a scalar: Decimals, and what the checker leaves to dates and strings.
    fn other_arithmetic(&mut self, e: &Expr) -> ValueCode {
        match &e.kind {
            ExprKind::Unary { op, operand } => self.decimal_unary(*op, operand, e),
            ExprKind::Binary { op, left, right } if e.ty == TypeId::DECIMAL => self.decimal(*op, left, right, e),
            ExprKind::Binary { op, left, right } => self.date_arithmetic(*op, left, right, e),
            _ => unreachable!("asked for unary and binary nodes"),
        }
    }

    /// Whether the expression is the literal `null`.
    pub(super) fn is_null_literal(e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Literal(Literal::Null) => true,
            ExprKind::Convert { value, .. } | ExprKind::Cast { value, .. } => Compiler::is_null_literal(value),
            _ => false,
        }
    }
}
