//! SOSL.

use std::sync::Arc;

use super::{Frame, push_bind, security};
use crate::diag::Span;
use crate::hir::{
    Expr, ExprKind, FieldPath, Operand, OrderBy, Query, Search, SearchScope, SearchTarget, SelectItem, TypeId,
};
use crate::schema::FieldId;
use crate::sema::check::Body;
use crate::syntax::ast::{self, FindTerm, QueryAmount};

/// The most records that a search finds of one object, and the farthest that it skips to.
const MOST: i64 = 2000;

impl Body<'_> {
    /// `[FIND 'x' RETURNING Account(Id)]`
    pub fn sosl(&mut self, search: &ast::SoslQuery, span: Span) -> Expr {
        let mut binds = Vec::new();
        let Some(mut checked) = self.search(search, &mut binds) else { return self.bad(span) };
        checked.binds = binds;
        let ty = TypeId::list(TypeId::list(TypeId::SOBJECT));
        Expr { kind: ExprKind::Search(Arc::new(checked)), ty, span }
    }

    pub fn search(&mut self, search: &ast::SoslQuery, binds: &mut Vec<Expr>) -> Option<Search> {
        let term = match &search.find {
            FindTerm::Text(text) => Operand::String((&**text).into()),
            FindTerm::Bind(e) => {
                let value = self.bind_value(e);
                if self.fits(&value, TypeId::STRING).is_none() {
                    let message = "Specified search expression cannot be converted to string";
                    self.error("bind", message, value.span);
                }
                let value = self.coerce(value, TypeId::STRING);
                push_bind(binds, value)
            }
        };
        let mut refusal = None;
        let scope = match search.group.map(|g| g.sym.as_str()) {
            Some("name") => SearchScope::Name,
            Some("email") => SearchScope::Email,
            Some("phone") => SearchScope::Phone,
            Some("sidebar") => SearchScope::Sidebar,
            Some("all") | None => SearchScope::All,
            Some(_) => {
                let group = search.group.map_or("", |group| self.text(group.span));
                refusal = Some(format!("Invalid IN fields group: {group}").into());
                SearchScope::All
            }
        };
        self.check_update(search);
        let mut returning = Vec::with_capacity(search.returning.len());
        for target in &search.returning {
            // An object that is named twice has one list of records.
            let named = |query: &Query| returning.iter().any(|t: &SearchTarget| t.query.object == query.object);
            if let Some(query) = self.search_target(target, &mut refusal, binds)
                && !named(&query)
            {
                returning.push(SearchTarget { query });
            }
        }
        let limit = search.limit.as_ref().map(|l| self.amount(l, "Limit", binds));
        refusal = refusal.or(self.check_search_options(&search.with, &returning));
        self.check_updated(search, &returning);
        match &search.limit {
            Some(QueryAmount::Number { value, span }) if *value < 0 => {
                let message = match self.dynamic.is_some() {
                    true => "expecting a colon, found '-'",
                    false => "Limit must be a non-negative value",
                };
                self.error("query-limit", message, *span);
            }
            Some(QueryAmount::Number { value, span }) if *value > MOST => {
                self.error("query-limit", format!("maximum limit of search results is {MOST}"), *span);
            }
            Some(QueryAmount::Number { .. } | QueryAmount::Bind(_)) | None => {}
        }
        let security = security(&search.with);
        Some(Search { term, scope, returning, limit, security, refusal, binds: Vec::new() })
    }

    /// `LIMIT` and `OFFSET` of one object, when they are numbers.
    fn check_amounts(&mut self, target: &ast::Returning, refusal: &mut Option<Box<str>>) {
        if let Some(QueryAmount::Number { value, span }) = &target.limit {
            if *value < 0 {
                self.error("query-limit", "Limit must be a non-negative value", *span);
            } else if *value > MOST {
                self.error("query-limit", format!("Maximum entity limit is {MOST}"), *span);
            }
        }
        // A compiled search takes an offset below zero for none.
        let first = if self.dynamic.is_some() { 0 } else { i64::MIN };
        if let Some(QueryAmount::Number { value, .. }) = &target.offset
            && !(first..=MOST).contains(value)
        {
            refusal.get_or_insert_with(|| format!("SOSL offset should be between 0 and {MOST}").into());
        }
    }

    fn search_target(
        &mut self,
        target: &ast::Returning,
        refusal: &mut Option<Box<str>>,
        binds: &mut Vec<Expr>,
    ) -> Option<Query> {
        let object = self.object_named(target.object, target.object.sym.as_str().to_owned())?;
        let frame = Frame { object, aliases: Vec::new() };
        let mut select = Vec::new();
        let mut spans = Vec::new();
        for item in &target.fields {
            match item {
                ast::SelectItem::Field { path, .. } => {
                    let span = path.span;
                    if let Some(path) = self.path(&frame, path) {
                        spans.push(span);
                        select.push(SelectItem::Field { path, alias: None });
                    }
                }
                ast::SelectItem::Function { call, .. } => {
                    if let Some(target) = self.call_target(&frame, call) {
                        spans.push(call.span);
                        select.push(SelectItem::Target { target, alias: self.text(call.span).into() });
                    }
                }
                ast::SelectItem::Fields { span, .. }
                | ast::SelectItem::SubQuery { span, .. }
                | ast::SelectItem::TypeOf(ast::TypeOf { span, .. }) => {
                    self.error("search-field", "RETURNING takes fields only", *span);
                }
            }
        }
        self.check_selected_once(&select, &spans);
        if select.is_empty() {
            let path = FieldPath { hops: Vec::new(), object, field: FieldId(0) };
            select.push(SelectItem::Field { path, alias: None });
        }
        let filter = target.filter.as_ref().and_then(|f| self.filter(&frame, f, binds));
        let mut order_by = Vec::new();
        for item in &target.order_by {
            if let Some(target) = self.target(&frame, &item.by) {
                let nulls_last = item.nulls_first == Some(false);
                order_by.push(OrderBy { target, descending: item.descending, nulls_last });
            }
        }
        self.check_amounts(target, refusal);
        let limit = target.limit.as_ref().map(|l| self.amount(l, "Limit", binds));
        let offset = match &target.offset {
            Some(QueryAmount::Number { value, .. }) if *value < 0 => None,
            offset => offset.as_ref().map(|l| self.amount(l, "Offset", binds)),
        };
        Some(Query {
            object,
            select,
            count_only: false,
            aggregate: false,
            filter,
            group_by: None,
            having: None,
            order_by,
            limit,
            offset,
            for_update: false,
            all_rows: false,
            security: Default::default(),
            binds: Vec::new(),
            row: TypeId::record(object),
            text: self.text(target.span).into(),
        })
    }
}
