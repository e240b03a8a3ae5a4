//! Statements as text, close to their source.

use super::expr::{expr, when_value};
use super::{decl, dotted, list, ty, words};
use crate::syntax::ast::{
    AccessMode, Block, Declarator, DmlSecond, DmlStmt, ForInit, Stmt, StmtKind, SwitchCase, TryStmt, When,
};

pub fn stmt(s: &Stmt) -> String {
    match &s.kind {
        StmtKind::Block(inner) => block(inner),
        StmtKind::Local(local) => {
            format!("{}{} {};", decl::modifiers(&local.modifiers), ty(&local.ty), list(&local.vars, declarator))
        }
        StmtKind::Expr(e) => format!("{};", expr(e)),
        StmtKind::If(i) => {
            let other = i.otherwise.as_ref().map_or(String::new(), |s| format!(" else {}", stmt(s)));
            format!("if {} {}{other}", expr(&i.cond), stmt(&i.then))
        }
        StmtKind::While(w) => format!("while {} {}", expr(&w.cond), stmt(&w.body)),
        StmtKind::DoWhile(w) => format!("do {} while {};", stmt(&w.body), expr(&w.cond)),
        StmtKind::For(f) => {
            let init = match &f.init {
                None => String::new(),
                Some(ForInit::Local(local)) => format!("{} {}", ty(&local.ty), list(&local.vars, declarator)),
                Some(ForInit::Exprs(exprs)) => list(exprs, expr),
            };
            let cond = f.cond.as_ref().map_or(String::new(), expr);
            format!("for ({init}; {cond}; {}) {}", list(&f.update, expr), stmt(&f.body))
        }
        StmtKind::ForEach(f) => {
            format!("for ({} {} : {}) {}", ty(&f.ty), f.name.sym, expr(&f.iterable), stmt(&f.body))
        }
        StmtKind::Switch(s) => format!("switch {} {{{} }}", expr(&s.subject), words(&s.cases, case)),
        StmtKind::Try(t) => try_stmt(t),
        StmtKind::Throw(e) => format!("throw {};", expr(e)),
        StmtKind::Return(None) => "return;".into(),
        StmtKind::Return(Some(e)) => format!("return {};", expr(e)),
        StmtKind::Break => "break;".into(),
        StmtKind::Continue => "continue;".into(),
        StmtKind::Dml(d) => dml(d),
        StmtKind::RunAs(r) => format!("runas ({}) {}", list(&r.args, expr), block(&r.body)),
        StmtKind::Empty => ";".into(),
    }
}

pub(super) fn block(b: &Block) -> String {
    format!("{{{} }}", words(&b.stmts, stmt))
}

pub(super) fn declarator(var: &Declarator) -> String {
    match &var.init {
        Some(init) => format!("{} = {}", var.name.sym, expr(init)),
        None => var.name.sym.to_string(),
    }
}

fn case(case: &SwitchCase) -> String {
    let when = match &case.when {
        When::Values(values) => list(values, when_value),
        When::Type { ty: of, name } => format!("{} {}", ty(of), name.sym),
        When::Else => "else".into(),
    };
    format!("when {when} {}", block(&case.body))
}

fn try_stmt(t: &TryStmt) -> String {
    let catches = words(&t.catches, |c| format!("catch ({} {}) {}", ty(&c.ty), c.name.sym, block(&c.body)));
    let finally = t.finally.as_ref().map_or(String::new(), |b| format!(" finally {}", block(b)));
    format!("try {}{catches}{finally}", block(&t.body))
}

fn dml(d: &DmlStmt) -> String {
    let op = format!("{:?}", d.op).to_lowercase();
    let mode = match d.mode {
        Some(AccessMode::User) => " as user",
        Some(AccessMode::System) => " as system",
        None => "",
    };
    let second = match &d.second {
        Some(DmlSecond::Field(names)) => format!(" by {}", dotted(names)),
        Some(DmlSecond::Duplicates(others)) => format!(" with {}", expr(others)),
        None => String::new(),
    };
    format!("{op}{mode} {}{second};", expr(&d.target))
}
