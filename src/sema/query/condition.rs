//! `WHERE` and `HAVING`.

use std::sync::Arc;

use super::literal::operand;
use super::rules::{amount_span, field_span};
use super::{Frame, push_bind};
use crate::diag::Span;
use crate::hir::{Condition, Expr, FieldTarget, Operand, Operator, SelectItem, Type, TypeId};
use crate::schema::{FieldId, FieldType};
use crate::sema::check::Body;
use crate::syntax::ast::{self, CompareOp, Comparison, QueryValue, QueryValueKind};

impl Body<'_> {
    pub fn filter(&mut self, frame: &Frame, condition: &ast::Condition, binds: &mut Vec<Expr>) -> Option<Condition> {
        Some(match condition {
            ast::Condition::And(all) => Condition::And(self.filters(frame, all, binds)),
            ast::Condition::Or(all) => Condition::Or(self.filters(frame, all, binds)),
            ast::Condition::Not(inner) => Condition::Not(Box::new(self.filter(frame, inner, binds)?)),
            ast::Condition::Compare(comparison) => self.comparison(frame, comparison, binds)?,
        })
    }

    fn filters(&mut self, frame: &Frame, all: &[ast::Condition], binds: &mut Vec<Expr>) -> Vec<Condition> {
        all.iter().filter_map(|c| self.filter(frame, c, binds)).collect()
    }

    fn comparison(&mut self, frame: &Frame, c: &Comparison, binds: &mut Vec<Expr>) -> Option<Condition> {
        let target = self.target(frame, &c.field)?;
        self.hint_by_value(&target, &c.value);
        self.check_comparison(&target, c, field_span(&c.field));
        let negated = matches!(c.op, CompareOp::NotIn | CompareOp::Excludes);
        match c.op {
            CompareOp::In | CompareOp::NotIn => match &c.value.kind {
                QueryValueKind::SubQuery(inner) => {
                    self.check_joined(inner);
                    let query = Arc::new(self.query(inner, binds)?);
                    self.check_semi_join(frame, &target, &query, c.value.span);
                    Some(Condition::SemiJoin { target, query, negated })
                }
                _ => {
                    let values = self.values(&target, &c.value, binds)?;
                    Some(Condition::In { target, values, negated })
                }
            },
            CompareOp::Includes | CompareOp::Excludes => {
                if let FieldTarget::Path(path) = &target {
                    self.cx.hint_type(path.object, path.field, FieldType::MultiPicklist);
                }
                let values = self.values(&target, &c.value, binds)?;
                Some(Condition::Includes { target, values, negated })
            }
            CompareOp::Eq
            | CompareOp::Ne
            | CompareOp::Lt
            | CompareOp::Le
            | CompareOp::Gt
            | CompareOp::Ge
            | CompareOp::Like => {
                // `Name LIKE :patterns` and `Id = :ids` take a collection as IN does.
                let value = match (c.op, &c.value.kind) {
                    (CompareOp::Like, QueryValueKind::String(_)) => self.like_pattern(c.value.span),
                    _ => self.operand(&target, &c.value, binds)?,
                };
                Some(Condition::Compare { target, op: operator(c.op), value })
            }
        }
    }

    fn values(&mut self, target: &FieldTarget, value: &QueryValue, binds: &mut Vec<Expr>) -> Option<Vec<Operand>> {
        match &value.kind {
            QueryValueKind::List(items) => Some(items.iter().filter_map(|v| self.operand(target, v, binds)).collect()),
            _ => Some(vec![self.operand(target, value, binds)?]),
        }
    }

    fn operand(&mut self, target: &FieldTarget, value: &QueryValue, binds: &mut Vec<Expr>) -> Option<Operand> {
        if let QueryValueKind::Bind(e) = &value.kind {
            let bound = self.bind_value(e);
            if let FieldTarget::Path(path) = target {
                self.check_bind(path, &bound);
                let elem = match bound.ty.get() {
                    Type::List(t) | Type::Set(t) => t,
                    _ => bound.ty,
                };
                self.cx.hint(path.object, path.field, elem);
            }
            return Some(push_bind(binds, self.settled(bound)));
        }
        let known = operand(&value.kind);
        if known.is_none() {
            let text = self.text(value.span).to_owned();
            self.error("query-value", format!("unexpected token: '{text}'"), value.span);
        }
        known
    }

    /// What `IN (SELECT ..)` joins with is neither ordered nor cut off.
    fn check_joined(&mut self, inner: &ast::SoqlQuery) {
        let clause = match (inner.order_by.first(), &inner.limit, &inner.offset) {
            (Some(first), ..) => ("ORDER", field_span(&first.by)),
            (None, Some(limit), _) => ("LIMIT", amount_span(limit)),
            (None, None, Some(offset)) => ("OFFSET", amount_span(offset)),
            (None, None, None) => return,
        };
        let message = match self.dynamic.is_some() {
            true => format!("missing value at '{}'", clause.0),
            false => format!("Unexpected token '{}'.", clause.0),
        };
        let help = Some("the query behind IN takes WHERE only".into());
        self.error_with_help("semi-join", message, clause.1, help);
    }

    /// The literal behind LIKE, read from the source: `\\` stands for a backslash, not for the sign that hides the next one.
    fn like_pattern(&mut self, span: Span) -> Operand {
        let written = self.text(span);
        let body = written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(written);
        let mut pattern = String::with_capacity(body.len());
        let mut chars = body.chars();
        while let Some(c) = chars.next() {
            match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some(hidden @ ('\\' | '%' | '_'))) => pattern.extend(['\\', hidden]),
                ('\\', Some('n' | 'N')) => pattern.push('\n'),
                ('\\', Some('t' | 'T')) => pattern.push('\t'),
                ('\\', Some('r' | 'R')) => pattern.push('\r'),
                ('\\', Some('b' | 'B')) => pattern.push('\u{8}'),
                ('\\', Some('f' | 'F')) => pattern.push('\u{c}'),
                ('\\', Some('u' | 'U')) => {
                    let code: String = chars.by_ref().take(4).collect();
                    pattern.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                ('\\', Some(other)) => pattern.push(other),
                _ => pattern.push(c),
            }
        }
        if pattern.is_empty() {
            let help = Some("compare with `= ''`, or match anything with '%'".into());
            self.error_with_help("query-value", "invalid LIKE value: ", span, help);
        }
        Operand::String(pattern.into())
    }

    /// `Id IN (SELECT Id FROM ...)` of the same object joins nothing.
    fn check_semi_join(&mut self, frame: &Frame, target: &FieldTarget, inner: &crate::hir::Query, span: Span) {
        let own_id = matches!(target, FieldTarget::Path(p) if p.hops.is_empty() && p.field == FieldId::ID);
        let inner_id = matches!(inner.select.as_slice(), [SelectItem::Field { path, .. }] if path.hops.is_empty()
            && path.field == FieldId::ID);
        if own_id && inner_id && inner.object == frame.object {
            let message = "The inner and outer selects should not be on the same object type";
            self.error("semi-join", message, span);
        }
    }

    /// A query as a bind is its list; a method without a result cannot be bound.
    fn settled(&mut self, bound: Expr) -> Expr {
        if bound.ty == TypeId::VOID {
            self.error("bind", "Invalid bind expression type of void", bound.span);
            return self.bad(bound.span);
        }
        bound
    }

    /// What a literal says about an unknown field.
    fn hint_by_value(&mut self, target: &FieldTarget, value: &QueryValue) {
        let FieldTarget::Path(path) = target else { return };
        let (object, field) = (path.object, path.field);
        let ty = match &value.kind {
            QueryValueKind::Bool(_) => FieldType::Boolean,
            QueryValueKind::Integer(_) | QueryValueKind::Decimal(_) | QueryValueKind::Currency { .. } => {
                FieldType::Double
            }
            QueryValueKind::String(_) => FieldType::String,
            QueryValueKind::Date(_) => FieldType::Date,
            QueryValueKind::DateTime(_) => FieldType::Datetime,
            QueryValueKind::DateLiteral { .. } => {
                let name = self.cx.schema.object(object).get(field).name.to_ascii_lowercase();
                match name.contains("date") && !name.contains("time") {
                    true => FieldType::Date,
                    false => FieldType::Datetime,
                }
            }
            QueryValueKind::List(items) => match items.first() {
                Some(first) => return self.hint_by_value(target, first),
                None => return,
            },
            QueryValueKind::SubQuery(_) => FieldType::Reference,
            QueryValueKind::Null | QueryValueKind::Bind(_) => return,
        };
        self.cx.hint_type(object, field, ty);
    }
}

fn operator(op: CompareOp) -> Operator {
    match op {
        CompareOp::Ne => Operator::NotEqual,
        CompareOp::Lt => Operator::Less,
        CompareOp::Le => Operator::LessEqual,
        CompareOp::Gt => Operator::Greater,
        CompareOp::Ge => Operator::GreaterEqual,
        CompareOp::Like => Operator::Like,
        CompareOp::Eq | CompareOp::In | CompareOp::NotIn | CompareOp::Includes | CompareOp::Excludes => Operator::Equal,
    }
}
