//! Implicit conversions as nodes.

use super::Body;
use crate::diag::Span;
use crate::hir::expr::Conversion;
use crate::hir::{ClassId, Expr, ExprKind, Literal, NativeId, Type, TypeId};
use crate::sema::symbols::error_type;
use crate::syntax::ast;

impl Body<'_> {
    /// An expression that must have a type, as an assignment needs it.
    pub fn expr_as(&mut self, e: &ast::Expr, to: TypeId) -> Expr {
        let value = self.expr(e);
        self.assign_to(value, to, "Illegal assignment from")
    }

    /// A test of `if`, `while` and the like.
    pub fn condition(&mut self, e: &ast::Expr) -> Expr {
        let value = self.expr(e);
        self.hint_expr(&value, TypeId::BOOLEAN);
        if self.fits(&value, TypeId::BOOLEAN).is_none() {
            let name = self.cx.type_name(value.ty);
            self.error("condition", format!("Condition expression must be of type Boolean: {name}"), e.span);
            return self.bad(e.span);
        }
        self.coerce(value, TypeId::BOOLEAN)
    }

    /// Converts or reports `Illegal assignment from A to B`.
    pub fn assign_to(&mut self, value: Expr, to: TypeId, complaint: &str) -> Expr {
        self.hint_expr(&value, to);
        if self.fits(&value, to).is_none() {
            let (from_name, to_name) = (self.cx.type_name(value.ty), self.cx.type_name(to));
            let help = match self.cx.castable(value.ty, to) && value.ty != TypeId::VOID {
                true => Some(format!("cast it: `({to_name}) ...`")),
                false => None,
            };
            let message = format!("{complaint} {from_name} to {to_name}");
            self.error_with_help("illegal-assignment", message, value.span, help);
            return self.bad(value.span);
        }
        self.coerce(value, to)
    }

    /// How well a value fits a type; queries also fit the type of their one row.
    pub fn fits(&self, value: &Expr, to: TypeId) -> Option<u32> {
        if let Some(cost) = self.cx.conversion(value.ty, to) {
            return Some(cost);
        }
        if self.is_query(value) && self.single_row(value.ty, to) {
            return Some(400);
        }
        match value.kind {
            // The first run over an inferred schema does not know this field's type yet.
            ExprKind::RecordField { object, field, .. } if self.cx.is_guess(object, field) && to != TypeId::VOID => {
                Some(500)
            }
            _ => None,
        }
    }

    fn single_row(&self, from: TypeId, to: TypeId) -> bool {
        match from.get() {
            Type::List(row) => to.is_sobject() && (self.cx.conversion(row, to).is_some() || row == TypeId::SOBJECT),
            _ => false,
        }
    }

    /// A query, a call of `Database.query` and its kin, or the child records of a relationship.
    pub fn is_query(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Query(_) | ExprKind::Children { .. } => true,
            ExprKind::CallNative { native, .. } => self.is_dynamic_query(*native),
            _ => false,
        }
    }

    pub fn is_dynamic_query(&self, native: NativeId) -> bool {
        let class = self.cx.program.class(native.class);
        if &*class.name != "Database" || class.namespace != "System" {
            return false;
        }
        let all = &self.cx.table(native.class).methods;
        let query = |m: &&std::sync::Arc<crate::sema::symbols::Callable>| {
            m.target == crate::sema::symbols::Target::Native(native) && m.name.to_ascii_lowercase().starts_with("query")
        };
        all.values().flatten().any(|m| query(&m))
    }

    /// Brings a value to a type that it fits.
    pub fn coerce(&mut self, value: Expr, to: TypeId) -> Expr {
        let from = value.ty;
        let error = error_type();
        if from == to || from == error || to == error || from == TypeId::NULL {
            return value;
        }
        if to.is_sobject() && matches!(from.get(), Type::List(_)) {
            return self.single_record(value, to);
        }
        match conversion_node(from, to) {
            Some(how) => convert(value, how, to),
            None => value,
        }
    }

    /// The one row of a query.
    pub fn single_record(&mut self, value: Expr, to: TypeId) -> Expr {
        let span = value.span;
        match value.kind {
            ExprKind::Query(query) => Expr { ty: query.row, kind: ExprKind::Query(query), span },
            kind => {
                let list = Expr { kind, ty: value.ty, span };
                let how = Conversion::ListToSingleRecord;
                Expr { kind: ExprKind::Convert { value: Box::new(list), how }, ty: to, span }
            }
        }
    }

    /// The one row of a query, or null where there is none: what stands before `?.` and `??`.
    pub fn record_or_null(&self, query: Expr, row: TypeId) -> Expr {
        let (span, how) = (query.span, Conversion::ListToRecordOrNull);
        Expr { kind: ExprKind::Convert { value: Box::new(query), how }, ty: row, span }
    }

    /// Tells the inferred schema what a field's neighbour is.
    pub fn hint_expr(&mut self, value: &Expr, ty: TypeId) {
        if self.cx.hints.is_none() {
            return;
        }
        match &value.kind {
            ExprKind::RecordField { object, field, .. } => self.cx.hint(*object, *field, ty),
            ExprKind::Convert { value, .. } => self.hint_expr(value, ty),
            _ => {}
        }
    }

    /// A `null`, an Integer: a literal of any kind.
    pub fn literal(&self, literal: Literal, ty: TypeId, span: Span) -> Expr {
        Expr { kind: ExprKind::Literal(literal), ty, span }
    }

    /// A call of a native row.
    pub fn native(&self, native: NativeId, is_static: bool, args: Vec<Expr>, ty: TypeId, span: Span) -> Expr {
        Expr { kind: ExprKind::CallNative { native, is_static, args, safe: false }, ty, span }
    }

    /// A native row by class and method name, whatever its parameters.
    pub fn native_row(&self, class: Option<ClassId>, name: &str, params: usize) -> Option<NativeId> {
        let table = self.cx.table(class?);
        let all = table.methods.get(&crate::syntax::Symbol::intern(name))?;
        all.iter().find(|m| m.params.len() == params).and_then(|m| match m.target {
            crate::sema::symbols::Target::Native(native) => Some(native),
            crate::sema::symbols::Target::Apex(_) => None,
        })
    }
}

/// The node that changes the representation; none when it stays.
fn conversion_node(from: TypeId, to: TypeId) -> Option<Conversion> {
    Some(match (from, to) {
        (TypeId::INTEGER, TypeId::LONG) => Conversion::IntegerToLong,
        (TypeId::INTEGER, TypeId::DOUBLE) => Conversion::IntegerToDouble,
        (TypeId::INTEGER, TypeId::DECIMAL) => Conversion::IntegerToDecimal,
        (TypeId::LONG, TypeId::INTEGER) => Conversion::LongToInteger,
        (TypeId::LONG, TypeId::DOUBLE) => Conversion::LongToDouble,
        (TypeId::LONG, TypeId::DECIMAL) => Conversion::LongToDecimal,
        (TypeId::DOUBLE, TypeId::INTEGER) => Conversion::DoubleToInteger,
        (TypeId::DOUBLE, TypeId::LONG) => Conversion::DoubleToLong,
        (TypeId::DOUBLE, TypeId::DECIMAL) => Conversion::DoubleToDecimal,
        (TypeId::DECIMAL, TypeId::INTEGER) => Conversion::DecimalToInteger,
        (TypeId::DECIMAL, TypeId::LONG) => Conversion::DecimalToLong,
        (TypeId::DECIMAL, TypeId::DOUBLE) => Conversion::DecimalToDouble,
        (TypeId::ID, TypeId::STRING) => Conversion::IdToString,
        (TypeId::STRING, TypeId::ID) => Conversion::StringToId,
        (TypeId::DATE, TypeId::DATETIME) => Conversion::DateToDatetime,
        (TypeId::DATETIME, TypeId::DATE) => Conversion::DatetimeToDate,
        _ => return None,
    })
}

/// A conversion of numbers, ids or dates; literals are converted at once.
pub(crate) fn convert(value: Expr, how: Conversion, to: TypeId) -> Expr {
    let folded = match (&value.kind, how) {
        (ExprKind::Literal(Literal::Integer(i)), Conversion::IntegerToLong) => Some(Literal::Long(i64::from(*i))),
        (ExprKind::Literal(Literal::Integer(i)), Conversion::IntegerToDouble) => Some(Literal::Double(f64::from(*i))),
        (ExprKind::Literal(Literal::Integer(i)), Conversion::IntegerToDecimal) => {
            Some(Literal::Decimal(i.to_string().into()))
        }
        (ExprKind::Literal(Literal::Long(i)), Conversion::LongToDecimal) => {
            Some(Literal::Decimal(i.to_string().into()))
        }
        (ExprKind::Literal(Literal::Decimal(d)), Conversion::DecimalToDouble) => d.parse().ok().map(Literal::Double),
        _ => None,
    };
    let span = value.span;
    let kind = match folded {
        Some(literal) => ExprKind::Literal(literal),
        None => ExprKind::Convert { value: Box::new(value), how },
    };
    Expr { kind, ty: to, span }
}

/// The conversion of an explicit cast between numbers and the like.
pub(crate) fn cast_conversion(from: TypeId, to: TypeId) -> Option<Conversion> {
    conversion_node(from, to)
}
