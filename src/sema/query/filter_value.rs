//! What a field may be compared with.

use crate::diag::Span;
use crate::hir::{Expr, FieldPath, FieldTarget, Type, TypeId};
use crate::schema::{CellKind, FieldType};
use crate::sema::check::Body;
use crate::sema::symbols::error_type;
use crate::syntax::ast::{CompareOp, Comparison, QueryValue, QueryValueKind};

impl Body<'_> {
    /// Whether the operator and the value suit the field.
    pub fn check_comparison(&mut self, target: &FieldTarget, c: &Comparison, span: Span) {
        let FieldTarget::Path(path) = target else { return };
        if self.cx.is_guess(path.object, path.field) {
            return;
        }
        let def = self.cx.schema.object(path.object).get(path.field);
        let (name, ty, filterable) = (def.name.to_string(), def.ty, def.filterable);
        if !filterable {
            let help = Some("long texts cannot be searched by a query; use SOSL, or filter the rows in Apex".into());
            let message = format!("field '{name}' can not be filtered in a query call");
            return self.error_with_help("not-filterable", message, span, help);
        }
        let ordering = matches!(c.op, CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge);
        if ordering && matches!(c.value.kind, QueryValueKind::Null) {
            let help = Some("null is compared with `=` and `!=` only".into());
            return self.error_with_help("query-operator", "invalid operator", c.value.span, help);
        }
        let is_text = matches!(ty.cell_kind(), CellKind::Str);
        if c.op == CompareOp::Like && !is_text {
            let message = match ty.cell_kind() {
                CellKind::Id => "invalid operator on id field",
                _ => "invalid operator",
            };
            let help = Some(format!("LIKE compares texts, and `{name}` is none"));
            return self.error_with_help("query-operator", message, span, help);
        }
        let multi = matches!(c.op, CompareOp::Includes | CompareOp::Excludes);
        if multi && ty != FieldType::MultiPicklist {
            let message = "includes/excludes operator only valid on multipicklist field";
            return self.error("query-operator", message, span);
        }
        if !multi && c.op != CompareOp::Like {
            self.check_value(&name, ty, &c.value);
        }
    }

    fn check_value(&mut self, name: &str, ty: FieldType, value: &QueryValue) {
        use QueryValueKind as Kind;
        let text_literal = matches!(value.kind, Kind::String(_));
        let wanted = match (ty.cell_kind(), &value.kind) {
            (_, Kind::List(items)) => return items.iter().for_each(|item| self.check_value(name, ty, item)),
            (_, Kind::Null | Kind::Bind(_) | Kind::SubQuery(_) | Kind::DateLiteral { .. }) => return,
            (CellKind::Id, Kind::String(text)) => return self.check_id(text, value.span),
            (
                CellKind::Str,
                Kind::Bool(_) | Kind::Integer(_) | Kind::Decimal(_) | Kind::Date(_) | Kind::DateTime(_),
            ) => "string",
            (CellKind::Bool, Kind::String(_) | Kind::Integer(_) | Kind::Decimal(_)) => "boolean",
            (CellKind::Int | CellKind::Long, Kind::String(_) | Kind::Bool(_) | Kind::Date(_) | Kind::DateTime(_)) => {
                "int"
            }
            (
                CellKind::Decimal | CellKind::Double,
                Kind::String(_) | Kind::Bool(_) | Kind::Date(_) | Kind::DateTime(_),
            ) => "double",
            (CellKind::Date, Kind::String(_) | Kind::Bool(_) | Kind::Integer(_) | Kind::DateTime(_)) => "date",
            (CellKind::Datetime, Kind::String(_) | Kind::Bool(_) | Kind::Integer(_) | Kind::Date(_)) => "dateTime",
            _ => return,
        };
        let quotes = if wanted == "string" { "should be" } else { "should not be" };
        let message = format!(
            "value of filter criterion for field '{name}' must be of type {wanted} and {quotes} enclosed in quotes"
        );
        let help = (text_literal && matches!(wanted, "date" | "dateTime"))
            .then(|| "write 2025-01-31 or 2025-01-31T10:00:00Z, without quotes".to_owned());
        self.error_with_help("query-value", message, value.span, help);
    }

    /// An Id has 15 or 18 letters and digits.
    fn check_id(&mut self, text: &str, span: Span) {
        let fits =
            text.is_empty() || (matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !fits {
            self.error("query-value", format!("invalid ID field: {text}"), span);
        }
    }

    /// `WHERE AnnualRevenue = :wanted`: what is bound must have the field's kind of value.
    pub fn check_bind(&mut self, path: &FieldPath, value: &Expr) {
        if self.cx.is_guess(path.object, path.field) || value.ty == error_type() || self.guessed(value) {
            return;
        }
        let bound = match value.ty.get() {
            Type::List(t) | Type::Set(t) => t,
            _ => value.ty,
        };
        let column = self.cx.field_type(path.object, path.field);
        let text = |t: TypeId| matches!(t, TypeId::STRING | TypeId::ID);
        let moment = |t: TypeId| matches!(t, TypeId::DATE | TypeId::DATETIME);
        let plain = |t: TypeId| {
            text(t) || moment(t) || t.is_numeric() || matches!(t, TypeId::BOOLEAN | TypeId::TIME | TypeId::BLOB)
        };
        let fits = bound == column
            || !plain(bound)
            || !plain(column)
            || (text(bound) && text(column))
            || (moment(bound) && moment(column))
            || (bound.is_numeric() && column.is_numeric());
        if !fits {
            let (from, to) = (self.cx.type_name(bound), self.cx.type_name(column));
            let message = format!("Invalid bind expression type of {from} for column of type {to}");
            self.error("bind", message, value.span);
        }
    }
}
