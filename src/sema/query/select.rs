//! What a query selects.

use std::sync::Arc;

use super::{Frame, child_query};
use crate::diag::Span;
use crate::hir::{Expr, FieldPath, FieldTarget, SelectItem, SubQuery, TypeofBranch};
use crate::schema::FieldType;
use crate::sema::check::Body;
use crate::syntax::ast::{self, FieldSet};

fn is_custom(name: ast::Ident) -> bool {
    name.sym.as_str().ends_with("__r")
}

impl Body<'_> {
    /// The selected items, where each stands, and whether one of them is an aggregate.
    pub fn select_items(
        &mut self,
        frame: &Frame,
        query: &ast::SoqlQuery,
        binds: &mut Vec<Expr>,
    ) -> (Vec<SelectItem>, Vec<Span>, bool) {
        let mut items = Vec::with_capacity(query.select.len());
        let mut spans: Vec<Span> = Vec::with_capacity(query.select.len());
        let mut aggregates = false;
        let mut unnamed = 0;
        for item in &query.select {
            self.check_count(query, item);
            let at: Span;
            match item {
                ast::SelectItem::Field { path, alias } => {
                    at = path.span;
                    if let Some(path) = self.path(frame, path) {
                        let alias = alias.map(|a| Arc::from(self.text(a.span)));
                        items.push(SelectItem::Field { path, alias });
                    }
                }
                ast::SelectItem::Function { call, alias } => {
                    at = call.span;
                    let name: Arc<str> = match alias {
                        Some(alias) => self.text(alias.span).into(),
                        None => {
                            unnamed += 1;
                            format!("expr{}", unnamed - 1).into()
                        }
                    };
                    aggregates |= super::function::aggregate_name(call);
                    if let Some(target) = self.call_target(frame, call) {
                        items.push(match target {
                            FieldTarget::Aggregate(aggregate, path) => {
                                aggregates = true;
                                match super::function::is_format(call) {
                                    true => SelectItem::Written { aggregate, path, alias: name },
                                    false => SelectItem::Target {
                                        target: FieldTarget::Aggregate(aggregate, path),
                                        alias: name,
                                    },
                                }
                            }
                            target => SelectItem::Target { target, alias: name },
                        });
                    }
                }
                ast::SelectItem::Fields { set, span } => {
                    at = *span;
                    if *set != FieldSet::Standard {
                        let message =
                            "The SOQL FIELDS function is not supported with an unbounded set of fields in this API.";
                        let help = Some("name the fields, or take FIELDS(STANDARD)".into());
                        self.error_with_help("field-set", message, *span, help);
                    }
                    let again = query
                        .select
                        .iter()
                        .any(|i| matches!(i, ast::SelectItem::Fields { span: s, .. } if s.start < span.start));
                    if again && *set == FieldSet::Standard {
                        self.error("field-set", "Invalid field: 'STANDARD'", *span);
                    }
                    self.field_set_items(frame, *set, &mut items);
                }
                ast::SelectItem::SubQuery { query, span, .. } => {
                    at = *span;
                    if let Some(item) = self.children(frame, query, *span, binds) {
                        items.push(item);
                    }
                }
                ast::SelectItem::TypeOf(type_of) => {
                    at = type_of.span;
                    if let Some(item) = self.type_of(frame, type_of) {
                        items.push(item);
                    }
                }
            }
            spans.resize(items.len(), at);
        }
        (items, spans, aggregates)
    }

    /// `COUNT()` stands alone, without a name.
    fn check_count(&mut self, query: &ast::SoqlQuery, item: &ast::SelectItem) {
        let ast::SelectItem::Function { call, alias } = item else { return };
        if call.name.sym.as_str() != "count" || !call.args.is_empty() {
            return;
        }
        let found = match (alias, query.select.len()) {
            (Some(alias), _) => self.text(alias.span).to_owned(),
            (None, 1) => return,
            (None, _) => ",".to_owned(),
        };
        let message = match self.dynamic.is_some() {
            true => format!("unexpected token: '{found}'"),
            false => format!("Unexpected token '{found}'."),
        };
        let help = Some("COUNT() stands alone; COUNT(Id) can have a name and stand beside others".into());
        self.error_with_help("count", message, alias.map_or(call.span, |a| a.span), help);
    }

    /// `FIELDS(ALL)`
    fn field_set_items(&mut self, frame: &Frame, set: FieldSet, items: &mut Vec<SelectItem>) {
        for (field, def) in self.cx.schema.object(frame.object).iter() {
            let stored =
                !matches!(def.ty, FieldType::Address | FieldType::Location | FieldType::Complex | FieldType::IdList);
            let wanted = match set {
                FieldSet::All => true,
                FieldSet::Custom => def.custom,
                FieldSet::Standard => !def.custom,
            };
            if stored && wanted {
                let path = FieldPath { hops: Vec::new(), object: frame.object, field };
                items.push(SelectItem::Field { path, alias: None });
            }
        }
    }

    /// `(SELECT Id FROM Contacts)`
    fn children(
        &mut self,
        frame: &Frame,
        query: &ast::SoqlQuery,
        span: Span,
        binds: &mut Vec<Expr>,
    ) -> Option<SelectItem> {
        let name = *query.from.first()?.path.names.last()?;
        let Some((child, object)) = self.cx.children_at(self.file, frame.object, name) else {
            let text = self.text(name.span).to_owned();
            let message = format!(
                "Didn't understand relationship '{text}' in FROM part of query call. If you are attempting to use a custom \
                 relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or \
                 the describe call for the appropriate names."
            );
            self.error("unknown-relationship", message, name.span);
            return None;
        };
        let field = self.cx.schema.object(frame.object).children[usize::from(child)].field.clone();
        let Some(lookup) = self.cx.schema.object(object).field(&field) else {
            self.error("unknown-relationship", format!("The lookup {field} of this relationship does not exist"), span);
            return None;
        };
        let checked = self.query_on(object, query, binds)?;
        let query: Arc<SubQuery> = Arc::new(child_query(checked, lookup));
        Some(SelectItem::Children { child, query })
    }

    /// `TYPEOF What WHEN Account THEN Phone ELSE Name END`
    fn type_of(&mut self, frame: &Frame, type_of: &ast::TypeOf) -> Option<SelectItem> {
        let (last, first) = type_of.field.names.split_last()?;
        let (hops, object) = match first {
            [] => (Vec::new(), frame.object),
            _ => self.hops(frame, first)?,
        };
        let Some((lookup, parent)) = self.cx.parent_at(self.file, object, *last) else {
            self.unknown_part("relation", object, *last);
            return None;
        };
        let polymorphic = self.cx.schema.object(object).get(lookup).reference.as_ref().is_some_and(|r| r.polymorphic());
        let known = self.cx.schema.mode() == crate::schema::Mode::Strict || !is_custom(*last);
        if known && !polymorphic {
            let text = self.text(last.span).to_owned();
            let message = format!("TYPEOF operand '{text}' is not a polymorphic relationship field");
            self.error("type-of", message, last.span);
        }
        let mut branches: Vec<TypeofBranch> = Vec::with_capacity(type_of.whens.len());
        for when in &type_of.whens {
            let Some(object) = self.queried_object(when.object) else { continue };
            if branches.iter().any(|branch| branch.object == object) {
                let text = self.text(when.object.span).to_owned();
                self.error("type-of", format!("WHEN clause operand [{text}] is not unique"), when.object.span);
            }
            let inner = Frame { object, aliases: Vec::new() };
            let fields = when.fields.iter().filter_map(|f| self.path(&inner, f)).collect();
            branches.push(TypeofBranch { object, fields });
        }
        let inner = Frame { object: parent, aliases: Vec::new() };
        let otherwise = type_of.otherwise.iter().filter_map(|f| self.path(&inner, f)).collect();
        Some(SelectItem::Typeof { hops, lookup, branches, otherwise })
    }
}
