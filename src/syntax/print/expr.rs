//! Expressions as text: `(a + (b * c))`.

use super::{dotted, id, list, query, ty};
use crate::syntax::ast::{Callee, Expr, ExprKind, Literal, NewExpr, NewInit, StepOp, WhenValue, WhenValueKind};

/// `((Integer)a + f(b).c)`
pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Literal(value) => literal(value),
        ExprKind::Name(name) => id(name),
        ExprKind::This => "this".into(),
        ExprKind::Super => "super".into(),
        ExprKind::Field { target, name, safe } => format!("{}{}{}", expr(target), dot(*safe), name.sym),
        ExprKind::Call(call) => {
            let args = list(&call.args, expr);
            match &call.callee {
                Callee::Name(name) => format!("{}({args})", name.sym),
                Callee::Method { target, name, safe } => {
                    format!("{}{}{}({args})", expr(target), dot(*safe), name.sym)
                }
                Callee::This => format!("this({args})"),
                Callee::Super => format!("super({args})"),
            }
        }
        ExprKind::Index { target, index } => format!("{}[{}]", expr(target), expr(index)),
        ExprKind::Unary { op, operand } => format!("({}{})", op.as_str(), expr(operand)),
        ExprKind::Step { op, target } => {
            let target = expr(target);
            match op {
                StepOp::PreIncrement => format!("(++{target})"),
                StepOp::PreDecrement => format!("(--{target})"),
                StepOp::PostIncrement => format!("({target}++)"),
                StepOp::PostDecrement => format!("({target}--)"),
            }
        }
        ExprKind::Binary { op, left, right } => {
            format!("({} {} {})", expr(left), op.as_str(), expr(right))
        }
        ExprKind::Assign { op, target, value } => {
            let op = op.map_or("", |op| op.as_str());
            format!("({} {op}= {})", expr(target), expr(value))
        }
        ExprKind::Ternary(t) => {
            format!("({} ? {} : {})", expr(&t.cond), expr(&t.then), expr(&t.otherwise))
        }
        ExprKind::Cast { ty: to, operand } => format!("(({}) {})", ty(to), expr(operand)),
        ExprKind::InstanceOf { operand, ty: of } => format!("({} instanceof {})", expr(operand), ty(of)),
        ExprKind::Class(of) => format!("{}.class", ty(of)),
        ExprKind::New(new) => new_expr(new),
        // Groupings are shown anyway.
        ExprKind::Paren(inner) => expr(inner),
        ExprKind::Soql(soql) => format!("[{}]", query::soql(soql)),
        ExprKind::Sosl(sosl) => format!("[{}]", query::sosl(sosl)),
        ExprKind::Error => "<error>".into(),
    }
}

fn dot(safe: bool) -> &'static str {
    if safe { "?." } else { "." }
}

fn new_expr(new: &NewExpr) -> String {
    let of = ty(&new.ty);
    match &new.init {
        NewInit::Args(args) => format!("new {of}({})", list(args, expr)),
        NewInit::Fields(fields) => {
            format!("new {of}({})", list(fields, |f| format!("{}: {}", f.name.sym, expr(&f.value))))
        }
        NewInit::ArraySize(size) => format!("new {of}[{}]", expr(size)),
        NewInit::Array(values) => format!("new {of}[]{{{}}}", list(values, expr)),
        NewInit::Elements(values) => format!("new {of}{{{}}}", list(values, expr)),
        NewInit::Entries(entries) => {
            format!("new {of}{{{}}}", list(entries, |e| format!("{} => {}", expr(&e.key), expr(&e.value))))
        }
    }
}

pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "null".into(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Long(value) => format!("{value}L"),
        Literal::Double(value) => format!("{value:?}d"),
        Literal::Decimal(text) => text.to_string(),
        Literal::String(text) => format!("{text:?}"),
    }
}

pub(super) fn when_value(value: &WhenValue) -> String {
    match &value.kind {
        WhenValueKind::Literal(value) => literal(value),
        WhenValueKind::Name(names) => dotted(names),
    }
}
