//! Whether statements can run to their end: for missing returns and unreachable code.

use crate::hir::{ExprKind, Literal, Stmt, StmtKind};

/// Whether control can leave the last of the statements at its end, for all that the loops' tests say.
pub(crate) fn may_complete(stmts: &[Stmt]) -> bool {
    stmts.iter().all(|s| completes(s, Loops::Read))
}

/// Whether the platform takes what follows a statement for reachable: it looks at no test of a loop, not even `true`.
pub(crate) fn leads_on(stmt: &Stmt) -> bool {
    completes(stmt, Loops::Trusted)
}

/// What the tests of loops count for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loops {
    /// `while (true)` without a `break` has no end.
    Read,
    /// Every loop may end.
    Trusted,
}

fn completes(stmt: &Stmt, loops: Loops) -> bool {
    let may_complete = |stmts: &[Stmt]| stmts.iter().all(|s| completes(s, loops));
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Throw(_) | StmtKind::Break | StmtKind::Continue => false,
        StmtKind::Block(stmts) => may_complete(stmts),
        StmtKind::If { then, otherwise, .. } => match otherwise {
            Some(otherwise) => completes(then, loops) || completes(otherwise, loops),
            None => true,
        },
        StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. } if loops == Loops::Trusted => true,
        StmtKind::While { test, body } => !is_true(&test.kind) || breaks(body),
        StmtKind::DoWhile { body, test } => {
            (completes(body, loops) && !is_true(&test.kind)) || breaks(body) || continues(body)
        }
        StmtKind::For { test, body, .. } => test.as_ref().is_some_and(|t| !is_true(&t.kind)) || breaks(body),
        StmtKind::Try { body, catches, finally } => {
            let ends = finally.as_ref().is_some_and(|f| !may_complete(f));
            !ends && (may_complete(body) || catches.iter().any(|c| may_complete(&c.body)))
        }
        StmtKind::Switch { arms, otherwise, .. } => match otherwise {
            Some(otherwise) => may_complete(otherwise) || arms.iter().any(|a| may_complete(&a.body)),
            None => true,
        },
        StmtKind::RunAs { body, .. } => may_complete(body),
        StmtKind::Expr(_)
        | StmtKind::Local { .. }
        | StmtKind::ForEach { .. }
        | StmtKind::ForQuery { .. }
        | StmtKind::Dml(_) => true,
    }
}

fn is_true(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Literal(Literal::Boolean(true)))
}

fn breaks(stmt: &Stmt) -> bool {
    leaves(stmt, &|kind| matches!(kind, StmtKind::Break))
}

fn continues(stmt: &Stmt) -> bool {
    leaves(stmt, &|kind| matches!(kind, StmtKind::Continue))
}

/// Whether such a statement of this very loop occurs inside.
fn leaves(stmt: &Stmt, wanted: &dyn Fn(&StmtKind) -> bool) -> bool {
    let any = |stmts: &[Stmt]| stmts.iter().any(|s| leaves(s, wanted));
    match &stmt.kind {
        kind if wanted(kind) => true,
        StmtKind::Block(stmts) | StmtKind::RunAs { body: stmts, .. } => any(stmts),
        StmtKind::If { then, otherwise, .. } => {
            leaves(then, wanted) || otherwise.as_ref().is_some_and(|o| leaves(o, wanted))
        }
        StmtKind::Try { body, catches, finally } => {
            any(body) || catches.iter().any(|c| any(&c.body)) || finally.as_ref().is_some_and(|f| any(f))
        }
        StmtKind::Switch { arms, otherwise, .. } => {
            arms.iter().any(|a| any(&a.body)) || otherwise.as_ref().is_some_and(|o| any(o))
        }
        _ => false,
    }
}
