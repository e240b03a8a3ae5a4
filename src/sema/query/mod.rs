//! SOQL and SOSL: names become objects, fields and relationships, binds become expressions.

mod condition;
mod dynamic;
mod filter_value;
mod function;
mod literal;
mod path;
mod rules;
mod search;
mod search_options;
mod select;

use std::sync::Arc;

pub use dynamic::{DynamicQuery, DynamicSearch, QueryError, compile_dynamic, compile_search};

use super::check::Body;
use crate::diag::Span;
use crate::hir::{self, Expr, ExprKind, GroupBy, Operand, OrderBy, Query, SecurityMode, TypeId};
use crate::schema::{FieldId, ObjectId, ObjectKind};
use crate::syntax::Symbol;
use crate::syntax::ast::{self, GroupKind, QueryAmount, WithKind};

/// A lookup that a path follows: the object that has it, the field, the object it leads to.
pub(crate) type Hop = (ObjectId, FieldId, ObjectId);

/// One `SELECT` while it is read: its object and what its aliases stand for.
pub(crate) struct Frame {
    pub object: ObjectId,
    /// Names that a path may begin with, and the lookups from the object that they stand for.
    pub aliases: Vec<(Symbol, Vec<Hop>)>,
}

impl Body<'_> {
    /// `[SELECT ...]`
    pub fn soql(&mut self, query: &ast::SoqlQuery, span: Span) -> Expr {
        let mut binds = Vec::new();
        let Some(mut checked) = self.query(query, &mut binds) else { return self.bad(span) };
        checked.binds = binds;
        if checked.security == SecurityMode::System && self.kind == crate::hir::MethodKind::Anonymous {
            let help = Some("a class may use it; a block runs as its user".into());
            let message = "Cannot use SYSTEM_MODE access level in anonymous execution of Apex.";
            self.error_with_help("system-mode", message, span, help);
        }
        let ty = match checked.count_only {
            true => TypeId::INTEGER,
            false => TypeId::list(checked.row),
        };
        Expr { kind: ExprKind::Query(Arc::new(checked)), ty, span }
    }

    /// Checks a top-level query or the right side of a semi-join; its binds go to the outermost query's list.
    pub fn query(&mut self, query: &ast::SoqlQuery, binds: &mut Vec<Expr>) -> Option<Query> {
        let from = query.from.first()?;
        let name = *from.path.names.last()?;
        let object = self.queried_object(name)?;
        self.query_on(object, query, binds)
    }

    /// An object that a query names; reports when there is none.
    pub fn queried_object(&mut self, name: ast::Ident) -> Option<ObjectId> {
        self.object_named(name, self.text(name.span).to_owned())
    }

    /// The same, with the name as the message shows it.
    pub fn object_named(&mut self, name: ast::Ident, text: String) -> Option<ObjectId> {
        // Some standard objects exist in describes only, or come with features that the org lacks.
        let found = self.cx.find_object_at(self.file, name).filter(|id| {
            let object = self.cx.schema.object(*id);
            object.queryable || object.kind != ObjectKind::Standard
        });
        if found.is_none() {
            let near = self.cx.closest(&text, self.cx.schema.iter().map(|(_, name)| name));
            let help = near.map(|n| format!("did you mean `{n}`?"));
            let message = format!(
                "sObject type '{text}' is not supported. If you are attempting to use a custom object, be sure to append the \
                 '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
            );
            self.error_with_help("unknown-object", message, name.span, help);
        }
        found
    }

    /// Checks a query whose object is known, as a child sub-select's is.
    pub fn query_on(&mut self, object: ObjectId, query: &ast::SoqlQuery, binds: &mut Vec<Expr>) -> Option<Query> {
        let frame = self.frame(object, query);
        let (select, spans, aggregates) = self.select_items(&frame, query, binds);
        let group_by = query.group_by.as_ref().map(|g| self.group_by(&frame, g));
        let count_only = is_count_only(query);
        let aggregate = !count_only && (group_by.is_some() || aggregates);
        match aggregate {
            true => self.check_grouped(&select, &spans, group_by.as_ref()),
            false => {
                self.check_aliases(query);
                self.check_selected_once(&select, &spans);
            }
        }
        if let (Some(written), Some(group)) = (&query.group_by, &group_by) {
            self.check_grouping(written, group.items());
        }
        self.check_clauses(&frame, query, aggregate && group_by.is_none());
        self.check_children(query);
        let row = match aggregate {
            true => self.cx.schema.find("AggregateResult").unwrap_or(object),
            false => object,
        };
        let filter = query.filter.as_ref().and_then(|f| self.filter(&frame, f, binds));
        let having = query.having.as_ref().and_then(|f| self.filter(&frame, f, binds));
        let order_by = query.order_by.iter().filter_map(|o| self.order_item(&frame, o)).collect();
        let limit = query.limit.as_ref().map(|l| self.amount(l, "Limit", binds));
        let offset = query.offset.as_ref().map(|l| self.amount(l, "Offset", binds));
        Some(Query {
            object,
            select,
            count_only,
            aggregate,
            filter,
            group_by,
            having,
            order_by,
            limit,
            offset,
            for_update: query.lock.contains(&ast::ForClause::Update),
            all_rows: query.all_rows,
            security: security(&query.with),
            binds: Vec::new(),
            row: TypeId::record(row),
            text: self.text(query.span).into(),
        })
    }

    fn frame(&mut self, object: ObjectId, query: &ast::SoqlQuery) -> Frame {
        let mut frame = Frame { object, aliases: Vec::new() };
        let own = Symbol::intern(self.cx.schema.name(object));
        frame.aliases.push((own, Vec::new()));
        for (i, item) in query.from.iter().enumerate() {
            let hops = match i {
                0 => Some(Vec::new()),
                _ => self.hops(&frame, &item.path.names).map(|(hops, _)| hops),
            };
            let Some(hops) = hops else {
                let text = self.text(item.path.span).to_owned();
                self.error(
                    "query-path",
                    format!("Didn't understand relationship '{text}' in FROM clause"),
                    item.path.span,
                );
                continue;
            };
            if let Some(alias) = item.alias {
                frame.aliases.push((alias.sym, hops));
            }
        }
        frame
    }

    fn group_by(&mut self, frame: &Frame, group: &ast::GroupBy) -> GroupBy {
        let items: Vec<_> = group.items.iter().filter_map(|item| self.target(frame, item)).collect();
        match group.kind {
            GroupKind::Plain => GroupBy::Plain(items),
            GroupKind::Rollup => GroupBy::Rollup(items),
            GroupKind::Cube => GroupBy::Cube(items),
        }
    }

    fn order_item(&mut self, frame: &Frame, item: &ast::OrderItem) -> Option<OrderBy> {
        let target = self.target(frame, &item.by)?;
        self.check_sortable(&target, rules::field_span(&item.by));
        Some(OrderBy { target, descending: item.descending, nulls_last: item.nulls_first == Some(false) })
    }

    /// What `LIMIT` or `OFFSET`, whichever `clause` names, gives.
    pub fn amount(&mut self, amount: &QueryAmount, clause: &str, binds: &mut Vec<Expr>) -> Operand {
        match amount {
            QueryAmount::Number { value, .. } => Operand::Number(value.to_string().into()),
            QueryAmount::Bind(e) => {
                let value = self.bind_value(e);
                let value = match value.ty {
                    TypeId::LONG => value,
                    _ if self.fits(&value, TypeId::INTEGER).is_some() => self.coerce(value, TypeId::INTEGER),
                    _ => {
                        let message = format!("{clause} expression must be of type Integer");
                        self.error("query-limit", message, value.span);
                        self.bad(value.span)
                    }
                };
                push_bind(binds, value)
            }
        }
    }

    /// The expression behind `:e`; in a dynamic query a name that the caller looks up.
    pub fn bind_value(&mut self, e: &ast::Expr) -> Expr {
        if self.dynamic.is_none() {
            return self.expr(e);
        }
        let name: Arc<str> = self.text(e.span).trim().into();
        let unknown = self.bad(e.span);
        if let Some(names) = &mut self.dynamic {
            names.push(name);
        }
        unknown
    }
}

pub(crate) fn push_bind(binds: &mut Vec<Expr>, value: Expr) -> Operand {
    binds.push(value);
    Operand::Bind(binds.len() - 1)
}

/// `SELECT COUNT() FROM ...`
fn is_count_only(query: &ast::SoqlQuery) -> bool {
    match query.select.as_slice() {
        [ast::SelectItem::Function { call, .. }] => {
            call.args.is_empty() && call.name.sym.as_str() == "count" && query.group_by.is_none()
        }
        _ => false,
    }
}

fn security(with: &[ast::WithClause]) -> SecurityMode {
    with.iter().fold(SecurityMode::Default, |mode, clause| match clause.kind {
        WithKind::SecurityEnforced => SecurityMode::Enforced,
        WithKind::UserMode => SecurityMode::User,
        WithKind::SystemMode => SecurityMode::System,
        WithKind::DataCategory(_) | WithKind::Other { .. } => mode,
    })
}

/// Rows of one object, without binds of its own.
pub(crate) fn child_query(query: Query, lookup: FieldId) -> hir::SubQuery {
    hir::SubQuery { query, lookup }
}
