//! Rules about a whole query: what may be selected, grouped, ordered and locked together.

use super::Frame;
use crate::diag::Span;
use crate::hir::{Aggregate, FieldPath, FieldTarget, GroupBy, SelectItem};
use crate::schema::FieldId;
use crate::sema::check::Body;
use crate::syntax::ast::{self, FieldExpr, QueryAmount};

/// The largest `OFFSET`.
const MAX_OFFSET: i64 = 2000;

impl Body<'_> {
    /// Reports fields that are selected twice.
    pub fn check_selected_once(&mut self, items: &[SelectItem], spans: &[Span]) {
        for (i, item) in items.iter().enumerate() {
            let SelectItem::Field { path, .. } = item else { continue };
            let earlier =
                items[..i].iter().any(|other| matches!(other, SelectItem::Field { path: p, .. } if same(p, path)));
            if earlier {
                let name = self.path_name(path);
                self.error("field-twice", format!("duplicate field selected: {name}"), spans[i]);
                return;
            }
        }
    }

    /// In a query that groups or aggregates, each plain field must be grouped by.
    pub fn check_grouped(&mut self, items: &[SelectItem], spans: &[Span], group: Option<&GroupBy>) {
        let grouped: &[FieldTarget] = group.map_or(&[], GroupBy::items);
        for (item, span) in items.iter().zip(spans) {
            let SelectItem::Field { path, .. } = item else { continue };
            let found = grouped.iter().any(|target| matches!(target, FieldTarget::Path(p) if same(p, path)));
            if !found {
                let name = self.path_name(path);
                self.error("not-grouped", format!("Field must be grouped or aggregated: {name}"), *span);
            }
        }
        for item in items {
            let (SelectItem::Target { target: FieldTarget::Aggregate(_, Some(path)), .. }
            | SelectItem::Written { path: Some(path), .. }) = item
            else {
                continue;
            };
            let twice = grouped.iter().any(|target| matches!(target, FieldTarget::Path(p) if same(p, path)));
            if twice && !self.cx.schema.object(path.object).get(path.field).groupable {
                let name = self.path_name(path);
                let span = spans.first().copied().unwrap_or(Span::NONE);
                self.error("grouped-aggregate", format!("Grouped field should not be aggregated: {name}"), span);
                return;
            }
        }
    }

    /// `GROUP BY`: fields that can be grouped by, each once.
    pub fn check_grouping(&mut self, group: &ast::GroupBy, items: &[FieldTarget]) {
        for (i, item) in items.iter().enumerate() {
            let FieldTarget::Path(path) = item else { continue };
            let span = group.items.get(i).map_or(Span::NONE, field_span);
            let twice = items[..i].iter().any(|other| matches!(other, FieldTarget::Path(p) if same(p, path)));
            let def = self.cx.schema.object(path.object).get(path.field);
            let name = def.name.to_string();
            if twice {
                self.error("grouped-twice", format!("duplicate grouping expression: {name}"), span);
            } else if !def.groupable && !def.custom {
                self.error("not-groupable", format!("field '{name}' can not be grouped in a query call"), span);
            }
        }
    }

    /// `ORDER BY`: fields that can be sorted by.
    pub fn check_sortable(&mut self, target: &FieldTarget, span: Span) {
        let FieldTarget::Path(path) = target else { return };
        let def = self.cx.schema.object(path.object).get(path.field);
        if !def.sortable {
            let name = def.name.to_string();
            self.error("not-sortable", format!("field '{name}' can not be sorted in a query call"), span);
        }
    }

    /// `LIMIT`, `OFFSET` and `FOR UPDATE` beside the other clauses.
    pub fn check_clauses(&mut self, frame: &Frame, query: &ast::SoqlQuery, overall: bool) {
        if let Some(QueryAmount::Number { value, span }) = &query.limit
            && *value < 0
        {
            self.error("query-limit", "Limit must be a non-negative value", *span);
        }
        if let (true, Some(limit)) = (overall, &query.limit) {
            let message = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT";
            self.error("overall-aggregate", message, amount_span(limit));
        }
        if let Some(offset) = &query.offset {
            let span = amount_span(offset);
            if overall {
                let message = "Non-grouped query that uses overall aggregate functions cannot also use OFFSET";
                self.error("overall-aggregate", message, span);
            } else if let QueryAmount::Number { value, .. } = offset {
                let name = self.cx.schema.name(frame.object).to_owned();
                if *value < 0 {
                    self.error("query-offset", "SOQL offset must be a non-negative value", span);
                } else if *value > MAX_OFFSET {
                    let message = format!("Maximum SOQL offset allowed for apiName {name} is {MAX_OFFSET}");
                    self.error("query-offset", message, span);
                }
            }
        }
        if query.lock.contains(&ast::ForClause::Update)
            && let Some(first) = query.order_by.first()
        {
            let message = "Explicit ORDER BY not allowed when locking rows (Id order is implied)";
            self.error("query-lock", message, field_span(&first.by));
        }
        if query.lock.contains(&ast::ForClause::Update)
            && let Some(offset) = &query.offset
        {
            let message = "FOR UPDATE cannot be used in conjunction with the OFFSET clause";
            self.error("query-lock", message, amount_span(offset));
        }
    }

    /// Only a query that groups or aggregates names its fields anew.
    pub fn check_aliases(&mut self, query: &ast::SoqlQuery) {
        for item in &query.select {
            let ast::SelectItem::Field { alias: Some(alias), .. } = item else { continue };
            let help = Some("is a comma missing?".into());
            self.error_with_help("alias", "only aggregate expressions use field aliasing", alias.span, help);
        }
    }

    /// `SUM` and `AVG` take numbers, `MIN` and `MAX` no checkboxes.
    pub fn check_aggregate(&mut self, aggregate: Aggregate, path: &FieldPath, span: Span) {
        use crate::schema::CellKind;
        if self.cx.is_guess(path.object, path.field) {
            return;
        }
        let def = self.cx.schema.object(path.object).get(path.field);
        let kind = def.ty.cell_kind();
        let number = matches!(kind, CellKind::Int | CellKind::Long | CellKind::Decimal | CellKind::Double);
        let (operator, fits) = match aggregate {
            Aggregate::Count | Aggregate::CountDistinct => return,
            Aggregate::Sum => ("SUM", number),
            Aggregate::Avg => ("AVG", number),
            Aggregate::Min => ("MIN", kind != CellKind::Bool),
            Aggregate::Max => ("MAX", kind != CellKind::Bool),
        };
        if !fits {
            let message = format!("field {} does not support aggregate operator {operator}", def.name);
            self.error("aggregate", message, span);
        }
    }

    /// A child sub-select: each relationship once, and no `OFFSET` unless one parent comes back.
    pub fn check_children(&mut self, query: &ast::SoqlQuery) {
        let one_parent = matches!(query.limit, Some(QueryAmount::Number { value: 1, .. }));
        let mut seen: Vec<crate::syntax::Symbol> = Vec::new();
        for item in &query.select {
            let ast::SelectItem::SubQuery { query: inner, .. } = item else { continue };
            let Some(name) = inner.from.first().and_then(|from| from.path.names.last()) else { continue };
            if seen.contains(&name.sym) {
                let text = self.text(name.span).to_owned();
                let message = format!("Cannot follow the same aggregate relationship twice: {text}");
                self.error("children-twice", message, name.span);
            }
            seen.push(name.sym);
            if let Some(offset) = &inner.offset
                && !one_parent
            {
                let message = "SOQL OFFSET clause may not appear in a sub-query where the parent query retrieves more than one record";
                self.error("query-offset", message, amount_span(offset));
            }
        }
    }

    /// A path as messages name it: `Parent.Name`.
    fn path_name(&self, path: &FieldPath) -> String {
        let mut name = String::new();
        for (object, lookup, _) in &path.hops {
            let def = self.cx.schema.object(*object).get(*lookup);
            name.push_str(def.relationship().unwrap_or(&def.name));
            name.push('.');
        }
        name + &self.cx.schema.object(path.object).get(path.field).name
    }
}

/// Whether two paths lead to the same field.
fn same(a: &FieldPath, b: &FieldPath) -> bool {
    let lookups = |path: &FieldPath| path.hops.iter().map(|hop| hop.1).collect::<Vec<FieldId>>();
    a.field == b.field && a.object == b.object && lookups(a) == lookups(b)
}

pub(super) fn field_span(by: &FieldExpr) -> Span {
    match by {
        FieldExpr::Field(path) => path.span,
        FieldExpr::Function(call) => call.span,
    }
}

pub(super) fn amount_span(amount: &QueryAmount) -> Span {
    match amount {
        QueryAmount::Number { span, .. } => *span,
        QueryAmount::Bind(e) => e.span,
    }
}
