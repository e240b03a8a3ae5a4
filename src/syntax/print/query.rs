//! Queries as text: keywords in capitals, names folded, conditions in parentheses.

use super::expr::expr;
use super::{dotted, id, list, words};
use crate::syntax::ast::{
    CompareOp, Condition, FieldExpr, FieldPath, FindTerm, FunctionArg, FunctionCall, GroupKind, Ident, OrderItem,
    QueryAmount, QueryValue, QueryValueKind, Returning, SelectItem, SoqlQuery, SoslQuery, TypeOf, WithClause, WithKind,
};

pub fn soql(q: &SoqlQuery) -> String {
    let from = list(&q.from, |item| format!("{}{}", path(&item.path), alias(item.alias.as_ref())));
    let mut out = format!("SELECT {} FROM {from}", list(&q.select, select_item));
    if let Some(scope) = &q.scope {
        out += &format!(" USING SCOPE {}", scope.sym);
    }
    out += &tail_before_order(q.filter.as_ref(), &q.with);
    if let Some(group) = &q.group_by {
        let items = list(&group.items, field_expr);
        out += &match group.kind {
            GroupKind::Plain => format!(" GROUP BY {items}"),
            GroupKind::Rollup => format!(" GROUP BY ROLLUP({items})"),
            GroupKind::Cube => format!(" GROUP BY CUBE({items})"),
        };
    }
    if let Some(having) = &q.having {
        out += &format!(" HAVING {}", condition(having));
    }
    out += &tail(&q.order_by, q.limit.as_ref(), q.offset.as_ref());
    out += &words(&q.lock, |lock| format!("FOR {lock:?}").to_uppercase());
    if q.all_rows {
        out += " ALL ROWS";
    }
    out + &update(&q.update)
}

pub fn sosl(q: &SoslQuery) -> String {
    let mut out = match &q.find {
        FindTerm::Text(text) => format!("FIND {text:?}"),
        FindTerm::Bind(e) => format!("FIND :{}", expr(e)),
    };
    if let Some(group) = &q.group {
        out += &format!(" IN {} FIELDS", group.sym);
    }
    if !q.returning.is_empty() {
        out += &format!(" RETURNING {}", list(&q.returning, returning));
    }
    out += &tail_before_order(None, &q.with);
    out += &tail(&[], q.limit.as_ref(), None);
    out + &update(&q.update)
}

fn returning(r: &Returning) -> String {
    if r.fields.is_empty() {
        return r.object.sym.to_string();
    }
    let view = r.list_view.map_or(String::new(), |view| format!(" USING LISTVIEW = {}", view.sym));
    let filter = tail_before_order(r.filter.as_ref(), &[]);
    let tail = tail(&r.order_by, r.limit.as_ref(), r.offset.as_ref());
    format!("{}({}{view}{filter}{tail})", r.object.sym, list(&r.fields, select_item))
}

fn tail_before_order(filter: Option<&Condition>, with: &[WithClause]) -> String {
    let filter = filter.map_or(String::new(), |filter| format!(" WHERE {}", condition(filter)));
    filter + &words(with, |clause| format!("WITH {}", with_kind(&clause.kind)))
}

fn tail(order: &[OrderItem], limit: Option<&QueryAmount>, offset: Option<&QueryAmount>) -> String {
    let mut out = String::new();
    if !order.is_empty() {
        out += &format!(" ORDER BY {}", list(order, order_item));
    }
    if let Some(limit) = limit {
        out += &format!(" LIMIT {}", amount(limit));
    }
    if let Some(offset) = offset {
        out += &format!(" OFFSET {}", amount(offset));
    }
    out
}

fn update(names: &[Ident]) -> String {
    if names.is_empty() { String::new() } else { format!(" UPDATE {}", list(names, id)) }
}

fn select_item(item: &SelectItem) -> String {
    match item {
        SelectItem::Field { path: p, alias: a } => format!("{}{}", path(p), alias(a.as_ref())),
        SelectItem::Function { call, alias: a } => format!("{}{}", function(call), alias(a.as_ref())),
        SelectItem::Fields { set, .. } => format!("FIELDS({set:?})").to_uppercase(),
        SelectItem::SubQuery { query, alias: a, .. } => format!("({}){}", soql(query), alias(a.as_ref())),
        SelectItem::TypeOf(t) => type_of(t),
    }
}

fn type_of(t: &TypeOf) -> String {
    let whens = words(&t.whens, |w| format!("WHEN {} THEN {}", w.object.sym, list(&w.fields, path)));
    let other = if t.otherwise.is_empty() { String::new() } else { format!(" ELSE {}", list(&t.otherwise, path)) };
    format!("TYPEOF {}{whens}{other} END", path(&t.field))
}

fn alias(alias: Option<&Ident>) -> String {
    alias.map_or(String::new(), |alias| format!(" {}", alias.sym))
}

fn path(path: &FieldPath) -> String {
    dotted(&path.names)
}

fn function(call: &FunctionCall) -> String {
    let args = list(&call.args, |arg| match arg {
        FunctionArg::Field(field) => path(field),
        FunctionArg::Call(call) => function(call),
        FunctionArg::Value(v) => value(v),
    });
    format!("{}({args})", call.name.sym)
}

fn field_expr(field: &FieldExpr) -> String {
    match field {
        FieldExpr::Field(field) => path(field),
        FieldExpr::Function(call) => function(call),
    }
}

fn condition(c: &Condition) -> String {
    let join = |list: &[Condition], word: &str| {
        let parts: Vec<String> = list.iter().map(condition).collect();
        format!("({})", parts.join(word))
    };
    match c {
        Condition::And(list) => join(list, " AND "),
        Condition::Or(list) => join(list, " OR "),
        Condition::Not(inner) => format!("NOT {}", condition(inner)),
        Condition::Compare(c) => format!("{} {} {}", field_expr(&c.field), operator(c.op), value(&c.value)),
    }
}

fn operator(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "=",
        CompareOp::Ne => "!=",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
        CompareOp::Like => "LIKE",
        CompareOp::In => "IN",
        CompareOp::NotIn => "NOT IN",
        CompareOp::Includes => "INCLUDES",
        CompareOp::Excludes => "EXCLUDES",
    }
}

fn value(v: &QueryValue) -> String {
    match &v.kind {
        QueryValueKind::Null => "null".into(),
        QueryValueKind::Bool(b) => b.to_string(),
        QueryValueKind::Integer(n) => n.to_string(),
        QueryValueKind::Decimal(text) => text.to_string(),
        QueryValueKind::String(text) => format!("{text:?}"),
        QueryValueKind::Date(d) => format!("{:04}-{:02}-{:02}", d.year, d.month, d.day),
        QueryValueKind::DateTime(t) => {
            let (d, zone) = (t.date, t.offset_minutes);
            let clock = format!("{:02}:{:02}:{:02}.{:03}", t.hour, t.minute, t.second, t.millis);
            format!("{:04}-{:02}-{:02}T{clock}{zone:+}", d.year, d.month, d.day)
        }
        QueryValueKind::Currency { code, amount } => format!("{code}{amount}"),
        QueryValueKind::DateLiteral { name, n: None } => name.sym.as_str().to_uppercase(),
        QueryValueKind::DateLiteral { name, n: Some(n) } => {
            format!("{}:{n}", name.sym.as_str().to_uppercase())
        }
        QueryValueKind::Bind(e) => format!(":{}", expr(e)),
        QueryValueKind::List(values) => format!("({})", list(values, value)),
        QueryValueKind::SubQuery(query) => format!("({})", soql(query)),
    }
}

fn with_kind(kind: &WithKind) -> String {
    match kind {
        WithKind::SecurityEnforced => "SECURITY_ENFORCED".into(),
        WithKind::UserMode => "USER_MODE".into(),
        WithKind::SystemMode => "SYSTEM_MODE".into(),
        WithKind::DataCategory(list) => {
            let part = |c: &crate::syntax::ast::DataCategory| {
                format!("{} {} ({})", c.group.sym, c.selector.sym, super::list(&c.categories, id))
            };
            format!("DATA CATEGORY {}", list.iter().map(part).collect::<Vec<_>>().join(" AND "))
        }
        WithKind::Other { name, settings } => {
            let setting = |s: &crate::syntax::ast::WithSetting| {
                let name = s.name.map_or(String::new(), |name| format!("{} = ", name.sym));
                format!("{name}{}", value(&s.value))
            };
            format!("{} ({})", name.sym, list(settings, setting))
        }
    }
}

fn order_item(item: &OrderItem) -> String {
    let direction = if item.descending { " DESC" } else { "" };
    let nulls = match item.nulls_first {
        Some(true) => " NULLS FIRST",
        Some(false) => " NULLS LAST",
        None => "",
    };
    format!("{}{direction}{nulls}", field_expr(&item.by))
}

fn amount(amount: &QueryAmount) -> String {
    match amount {
        QueryAmount::Number { value, .. } => value.to_string(),
        QueryAmount::Bind(e) => format!(":{}", expr(e)),
    }
}
