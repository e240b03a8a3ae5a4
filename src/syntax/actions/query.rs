//! Queries and searches. Clauses arrive one by one; this module holds their order.

use super::Cx;
use super::types::span;
use crate::diag::Diagnostic;
use crate::syntax::ast::*;
use crate::syntax::error::Language;
use crate::syntax::{Span, keyword as kw};

/// A clause of a query, a search or one object of `RETURNING`.
pub enum Clause {
    Scope(Ident),
    ListView(Ident),
    Where(Condition),
    With(WithKind),
    GroupBy(Vec<FieldExpr>),
    Having(Condition),
    OrderBy(Vec<OrderItem>),
    Limit(QueryAmount),
    Offset(QueryAmount),
    For(ForClause),
    AllRows,
    Update(Vec<Ident>),
}

impl Clause {
    /// The clause's place in the order of clauses, and its name.
    fn rank(&self) -> (u8, &'static str) {
        match self {
            Clause::Scope(_) => (1, "USING SCOPE"),
            Clause::ListView(_) => (1, "USING LISTVIEW"),
            Clause::Where(_) => (2, "WHERE"),
            Clause::With(_) => (3, "WITH"),
            Clause::GroupBy(_) => (4, "GROUP BY"),
            Clause::Having(_) => (5, "HAVING"),
            Clause::OrderBy(_) => (6, "ORDER BY"),
            Clause::Limit(_) => (7, "LIMIT"),
            Clause::Offset(_) => (8, "OFFSET"),
            Clause::For(_) => (9, "FOR"),
            Clause::AllRows => (9, "ALL ROWS"),
            Clause::Update(_) => (9, "UPDATE"),
        }
    }
}

pub fn soql_query(select: Vec<SelectItem>, from: Vec<FromItem>, l: u32, r: u32) -> Box<SoqlQuery> {
    Box::new(SoqlQuery {
        select,
        from,
        scope: None,
        filter: None,
        with: vec![],
        group_by: None,
        having: None,
        order_by: vec![],
        limit: None,
        offset: None,
        lock: vec![],
        all_rows: false,
        update: vec![],
        span: span(l, r),
    })
}

pub fn soql_clause(mut query: Box<SoqlQuery>, clause: Clause, l: u32, r: u32, cx: &Cx<'_>) -> Box<SoqlQuery> {
    let at = span(l, r);
    check_order(&clause, last_of_soql(&query), at, false, cx);
    check_locks(&query, &clause, at, cx);
    if matches!(clause, Clause::Having(_)) && query.group_by.is_none() {
        refuse_clause(at, "HAVING chooses among the groups of GROUP BY".to_owned(), false, cx);
    }
    query.span.end = r;
    match clause {
        Clause::Scope(scope) => query.scope = Some(scope),
        Clause::Where(filter) => query.filter = Some(filter),
        Clause::With(kind) => query.with.push(WithClause { kind, span: at }),
        Clause::GroupBy(items) => query.group_by = Some(group_by(items, at, cx)),
        Clause::Having(having) => query.having = Some(having),
        Clause::OrderBy(items) => query.order_by = items,
        Clause::Limit(limit) => query.limit = Some(limit),
        Clause::Offset(offset) => query.offset = Some(offset),
        Clause::For(lock) => query.lock.push(lock),
        Clause::AllRows => query.all_rows = true,
        Clause::Update(names) => query.update.extend(names),
        Clause::ListView(_) => misplaced(&clause, at, false, cx),
    }
    query
}

/// The rank of the last clause that the query has.
fn last_of_soql(query: &SoqlQuery) -> (u8, &'static str) {
    if !query.lock.is_empty() || query.all_rows || !query.update.is_empty() {
        (9, "FOR")
    } else if query.offset.is_some() {
        (8, "OFFSET")
    } else if query.limit.is_some() {
        (7, "LIMIT")
    } else if !query.order_by.is_empty() {
        (6, "ORDER BY")
    } else if query.having.is_some() {
        (5, "HAVING")
    } else if query.group_by.is_some() {
        (4, "GROUP BY")
    } else if !query.with.is_empty() {
        (3, "WITH")
    } else if query.filter.is_some() {
        (2, "WHERE")
    } else if query.scope.is_some() {
        (1, "USING")
    } else {
        (0, "FROM")
    }
}

/// `FOR UPDATE` is the last clause; `FOR VIEW` and `FOR REFERENCE` exclude each other.
fn check_locks(query: &SoqlQuery, clause: &Clause, at: Span, cx: &Cx<'_>) {
    let (Clause::For(next), Some(last)) = (clause, query.lock.last()) else { return };
    let at = match (last, next) {
        (ForClause::Update, _) => at,
        (ForClause::View | ForClause::Reference, ForClause::Update) => return,
        (ForClause::View | ForClause::Reference, ForClause::View | ForClause::Reference) => {
            let word = cx.text(at).trim_start_matches(|c: char| !c.is_whitespace()).trim_start();
            span(at.end - word.len() as u32, at.end)
        }
    };
    refuse_clause(at, "a query is FOR VIEW, FOR REFERENCE or FOR UPDATE".to_owned(), false, cx);
}

fn check_order(clause: &Clause, last: (u8, &'static str), at: Span, inside: bool, cx: &Cx<'_>) {
    let (rank, name) = clause.rank();
    let help = if rank < last.0 {
        let order = "USING SCOPE, WHERE, WITH, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, FOR";
        format!("{name} stands before {}; the order is {order}", last.1)
    } else if rank == last.0 && rank != 9 && rank != 3 {
        format!("the query has two {name} clauses")
    } else {
        return;
    };
    refuse_clause(at, help, inside, cx);
}

fn misplaced(clause: &Clause, at: Span, inside: bool, cx: &Cx<'_>) {
    refuse_clause(at, format!("{} cannot stand here", clause.rank().1), inside, cx);
}

/// A clause where the platform's parser expects none: its first word is the unexpected token. `inside` are the parentheses
/// of an object that a search returns.
fn refuse_clause(at: Span, help: String, inside: bool, cx: &Cx<'_>) {
    let word = cx.text(at).split_whitespace().next().unwrap_or_default();
    let message = match cx.language {
        Language::Apex => format!("Unexpected token '{word}'."),
        Language::Query => format!("unexpected token: '{word}'"),
        Language::Search if inside => format!("expecting a right parentheses, found '{word}'"),
        Language::Search => format!("unexpected token: {word}"),
    };
    cx.fault(Diagnostic::error("clause-order", message, cx.file, at).with_help(help));
}

/// `ROLLUP(a, b)` and `CUBE(a, b)` look like functions to the grammar.
fn group_by(mut items: Vec<FieldExpr>, span: Span, cx: &Cx<'_>) -> GroupBy {
    if let [FieldExpr::Function(call)] = items.as_mut_slice() {
        let kind = match call.name.sym {
            kw::ROLLUP => GroupKind::Rollup,
            kw::CUBE => GroupKind::Cube,
            _ => return GroupBy { kind: GroupKind::Plain, items, span },
        };
        let args = std::mem::take(&mut call.args);
        if args.is_empty() {
            let message = match cx.language {
                Language::Apex => "Unexpected token ')'.",
                Language::Query | Language::Search => "unexpected token: ')'",
            };
            cx.error("group-by", message, call.span);
        }
        return GroupBy { kind, items: args.into_iter().filter_map(field_expr).collect(), span };
    }
    GroupBy { kind: GroupKind::Plain, items, span }
}

fn field_expr(arg: FunctionArg) -> Option<FieldExpr> {
    match arg {
        FunctionArg::Field(path) => Some(FieldExpr::Field(path)),
        FunctionArg::Call(call) => Some(FieldExpr::Function(call)),
        FunctionArg::Value(_) => None,
    }
}

pub fn sosl_query(find: FindTerm, group: Option<Ident>, l: u32, r: u32) -> Box<SoslQuery> {
    Box::new(SoslQuery { find, group, returning: vec![], with: vec![], limit: None, update: vec![], span: span(l, r) })
}

pub fn sosl_returning(mut query: Box<SoslQuery>, list: Vec<Returning>, l: u32, r: u32, cx: &Cx<'_>) -> Box<SoslQuery> {
    let last = last_of_sosl(&query);
    if last.0 > 0 {
        refuse_clause(span(l, r), format!("RETURNING stands before {}; the order is {SOSL_ORDER}", last.1), false, cx);
    }
    query.returning.extend(list);
    query.span.end = r;
    query
}

pub fn sosl_clause(mut query: Box<SoslQuery>, clause: Clause, l: u32, r: u32, cx: &Cx<'_>) -> Box<SoslQuery> {
    query.span.end = r;
    check_sosl_order(&query, &clause, span(l, r), cx);
    match clause {
        Clause::With(kind) => query.with.push(WithClause { kind, span: span(l, r) }),
        Clause::Limit(limit) => query.limit = Some(limit),
        Clause::Update(names) => query.update.extend(names),
        other => misplaced(&other, span(l, r), false, cx),
    }
    query
}

const SOSL_ORDER: &str = "IN, RETURNING, WITH, LIMIT, UPDATE";

/// The place of the last clause that the search has, and its name.
fn last_of_sosl(query: &SoslQuery) -> (u8, &'static str) {
    if !query.update.is_empty() {
        (3, "UPDATE")
    } else if query.limit.is_some() {
        (2, "LIMIT")
    } else if !query.with.is_empty() {
        (1, "WITH")
    } else {
        (0, "RETURNING")
    }
}

fn check_sosl_order(query: &SoslQuery, clause: &Clause, at: Span, cx: &Cx<'_>) {
    let (rank, name) = match clause {
        Clause::With(_) => (1, "WITH"),
        Clause::Limit(_) => (2, "LIMIT"),
        Clause::Update(_) => (3, "UPDATE"),
        Clause::Scope(_)
        | Clause::ListView(_)
        | Clause::Where(_)
        | Clause::GroupBy(_)
        | Clause::Having(_)
        | Clause::OrderBy(_)
        | Clause::Offset(_)
        | Clause::For(_)
        | Clause::AllRows => return,
    };
    let last = last_of_sosl(query);
    if rank < last.0 {
        refuse_clause(at, format!("{name} stands before {}; the order is {SOSL_ORDER}", last.1), false, cx);
    } else if rank == last.0 && rank > 1 {
        refuse_clause(at, format!("the search has two {name} clauses"), false, cx);
    }
}

pub fn returning(object: Ident) -> Box<Returning> {
    Box::new(Returning {
        object,
        fields: vec![],
        list_view: None,
        filter: None,
        order_by: vec![],
        limit: None,
        offset: None,
        span: object.span,
    })
}

/// What stands in the parentheses of an object of `RETURNING`.
pub struct ReturningBody {
    fields: Vec<SelectItem>,
    clauses: Vec<Clause>,
}

impl ReturningBody {
    pub fn new(fields: Vec<SelectItem>) -> ReturningBody {
        ReturningBody { fields, clauses: vec![] }
    }

    pub fn clause(mut self, clause: Clause, l: u32, r: u32, cx: &Cx<'_>) -> ReturningBody {
        let last = self.clauses.last().map_or((0, ""), Clause::rank);
        check_order(&clause, last, span(l, r), true, cx);
        match clause {
            Clause::ListView(_) | Clause::Where(_) | Clause::OrderBy(_) | Clause::Limit(_) | Clause::Offset(_) => {
                self.clauses.push(clause)
            }
            other => misplaced(&other, span(l, r), true, cx),
        }
        self
    }

    pub fn named(self, object: Ident, r: u32) -> Box<Returning> {
        let mut item = returning(object);
        item.fields = self.fields;
        item.span.end = r;
        for clause in self.clauses {
            match clause {
                Clause::ListView(name) => item.list_view = Some(name),
                Clause::Where(filter) => item.filter = Some(filter),
                Clause::OrderBy(items) => item.order_by = items,
                Clause::Limit(limit) => item.limit = Some(limit),
                Clause::Offset(offset) => item.offset = Some(offset),
                Clause::Scope(_)
                | Clause::With(_)
                | Clause::GroupBy(_)
                | Clause::Having(_)
                | Clause::For(_)
                | Clause::AllRows
                | Clause::Update(_) => unreachable!("`clause` refused it"),
            }
        }
        item
    }
}

pub fn select_field(path: FieldPath, alias: Option<Ident>) -> Box<SelectItem> {
    Box::new(SelectItem::Field { path, alias })
}

pub fn type_of(field: FieldPath, whens: Vec<TypeOfWhen>, otherwise: Vec<FieldPath>, l: u32, r: u32) -> Box<SelectItem> {
    Box::new(SelectItem::TypeOf(TypeOf { field, whens, otherwise, span: span(l, r) }))
}

/// A function in the select list; `FIELDS(ALL)` looks like one.
pub fn select_function(call: FunctionCall, alias: Option<Ident>, cx: &Cx<'_>) -> Box<SelectItem> {
    if call.name.sym != kw::FIELDS {
        return Box::new(SelectItem::Function { call, alias });
    }
    let set = match call.args.as_slice() {
        [FunctionArg::Field(path)] => match path.names.as_slice() {
            [name] if name.sym == kw::ALL => Some(FieldSet::All),
            [name] if name.sym == kw::CUSTOM => Some(FieldSet::Custom),
            [name] if name.sym == kw::STANDARD => Some(FieldSet::Standard),
            _ => None,
        },
        _ => None,
    };
    if set.is_none() {
        let inner = cx.text(call.span).split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')').trim());
        let message = format!(
            "The SOQL FIELDS function only supports arguments of (all), (custom), (standard); ({inner}) is not supported."
        );
        cx.error("bad-fields", message, call.span);
    }
    Box::new(SelectItem::Fields { set: set.unwrap_or(FieldSet::All), span: call.span })
}

pub fn select_sub_query(query: Box<SoqlQuery>, alias: Option<Ident>, l: u32, r: u32) -> Box<SelectItem> {
    Box::new(SelectItem::SubQuery { query, alias, span: span(l, r) })
}

pub fn short_path(name: Ident) -> FieldPath {
    FieldPath { names: vec![name], span: name.span }
}

pub fn longer_path(mut path: FieldPath, name: Ident) -> FieldPath {
    path.names.push(name);
    path.span = path.span.to(name.span);
    path
}

pub fn function(name: Ident, args: Vec<FunctionArg>, r: u32) -> FunctionCall {
    FunctionCall { name, args, span: span(name.span.start, r) }
}

pub fn comparison(field: FieldExpr, op: CompareOp, value: QueryValue) -> Condition {
    let span = field.span().to(value.span);
    Condition::Compare(Box::new(Comparison { field, op, value, span }))
}

pub fn query_value(kind: QueryValueKind, l: u32, r: u32) -> QueryValue {
    QueryValue { kind, span: span(l, r) }
}

pub fn with_word(name: Ident) -> WithKind {
    match name.sym {
        kw::SECURITY_ENFORCED => WithKind::SecurityEnforced,
        kw::USER_MODE => WithKind::UserMode,
        kw::SYSTEM_MODE => WithKind::SystemMode,
        _ => with_settings(name, vec![]),
    }
}

pub fn with_settings(name: Ident, settings: Vec<WithSetting>) -> WithKind {
    WithKind::Other { name, settings }
}
