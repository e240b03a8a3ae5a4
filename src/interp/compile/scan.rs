//! Questions about a tree before it is compiled: whether it can be null, returns, or assigns a local.

use crate::hir::{AssignOp, Expr, ExprKind, Literal, LocalSlot, PlaceKind, Stmt, StmtKind, UnaryOp};
use crate::interp::compile::Compiler;

impl Compiler<'_> {
    /// Whether the result is certainly not null, so that its unboxed form loses nothing.
    pub(super) fn never_null(&self, e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Literal(l) => !matches!(l, Literal::Null),
            ExprKind::Binary { .. } | ExprKind::And(..) | ExprKind::Or(..) | ExprKind::InstanceOf { .. } => true,
            ExprKind::Unary { op: UnaryOp::Negate | UnaryOp::Not | UnaryOp::BitNot, .. } => true,
            ExprKind::IncDec { .. } => true,
            ExprKind::Compound { op, .. } => *op != AssignOp::Concat,
            ExprKind::Convert { value, .. } => self.never_null(value),
            ExprKind::Conditional { then, otherwise, .. } => self.never_null(then) && self.never_null(otherwise),
            ExprKind::Concat(_) => true,
            ExprKind::CallNative { native, safe: false, .. } => self.intrinsic(*native).is_some_and(|i| i.never_null()),
            _ => false,
        }
    }

    /// Whether evaluating the expression changes nothing and runs no code that could.
    pub(super) fn is_quiet(&self, e: &Expr) -> bool {
        let itself = match &e.kind {
            ExprKind::Literal(_)
            | ExprKind::Local(_)
            | ExprKind::EnumConstant { .. }
            | ExprKind::TypeLiteral(_)
            | ExprKind::ObjectToken(_)
            | ExprKind::FieldToken(..)
            | ExprKind::Field { .. }
            | ExprKind::Index { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Conditional { .. }
            | ExprKind::Coalesce(..)
            | ExprKind::Convert { .. } => true,
            ExprKind::CallNative { native, .. } => self.intrinsic(*native).is_some_and(|i| i.never_changes()),
            _ => false,
        };
        itself && children(e).into_iter().all(|part| self.is_quiet(part))
    }
}

/// Whether every way through the statement ends in a `return` or a `throw`.
pub fn always_leaves(s: &Stmt) -> bool {
    match &s.kind {
        StmtKind::Return(_) | StmtKind::Throw(_) => true,
        StmtKind::Block(stmts) => stmts.last().is_some_and(always_leaves),
        StmtKind::If { then, otherwise: Some(otherwise), .. } => always_leaves(then) && always_leaves(otherwise),
        _ => false,
    }
}

/// Whether a `return` is somewhere in the statement.
pub fn has_return(s: &Stmt) -> bool {
    let any = |stmts: &[Stmt]| stmts.iter().any(has_return);
    match &s.kind {
        StmtKind::Return(_) => true,
        StmtKind::Block(stmts) | StmtKind::RunAs { body: stmts, .. } => any(stmts),
        StmtKind::If { then, otherwise, .. } => has_return(then) || otherwise.as_deref().is_some_and(has_return),
        StmtKind::While { body, .. }
        | StmtKind::DoWhile { body, .. }
        | StmtKind::For { body, .. }
        | StmtKind::ForEach { body, .. }
        | StmtKind::ForQuery { body, .. } => has_return(body),
        StmtKind::Try { body, catches, finally } => {
            any(body) || catches.iter().any(|c| any(&c.body)) || finally.as_deref().is_some_and(any)
        }
        StmtKind::Switch { arms, otherwise, .. } => {
            arms.iter().any(|a| any(&a.body)) || otherwise.as_deref().is_some_and(any)
        }
        StmtKind::Expr(_)
        | StmtKind::Local { .. }
        | StmtKind::Throw(_)
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Dml(_) => false,
    }
}

/// Whether evaluating the expression may assign the local itself (callees cannot reach it).
pub fn assigns(e: &Expr, local: LocalSlot) -> bool {
    let here = match &e.kind {
        ExprKind::Assign { place, .. } | ExprKind::Compound { place, .. } | ExprKind::IncDec { place, .. } => {
            matches!(place.kind, PlaceKind::Local(l) if l == local)
        }
        _ => false,
    };
    here || children(e).into_iter().any(|c| assigns(c, local))
}

/// The direct parts of an expression. Queries count their binds.
pub fn children(e: &Expr) -> Vec<&Expr> {
    match &e.kind {
        ExprKind::Literal(_)
        | ExprKind::Local(_)
        | ExprKind::Static { .. }
        | ExprKind::EnumConstant { .. }
        | ExprKind::TypeLiteral(_)
        | ExprKind::ObjectToken(_)
        | ExprKind::FieldToken(..)
        | ExprKind::TriggerVariable(_) => vec![],
        ExprKind::Field { receiver: x, .. }
        | ExprKind::RecordField { record: x, .. }
        | ExprKind::Parent { record: x, .. }
        | ExprKind::Children { record: x, .. }
        | ExprKind::Unary { operand: x, .. }
        | ExprKind::InstanceOf { value: x, .. }
        | ExprKind::Cast { value: x, .. }
        | ExprKind::Convert { value: x, .. }
        | ExprKind::NewArray(x)
        | ExprKind::CopyCollection(x) => vec![x],
        ExprKind::Index { list: a, index: b }
        | ExprKind::Binary { left: a, right: b, .. }
        | ExprKind::And(a, b)
        | ExprKind::Or(a, b)
        | ExprKind::Coalesce(a, b) => vec![a, b],
        ExprKind::Conditional { test, then, otherwise } => vec![test, then, otherwise],
        ExprKind::Concat(items) | ExprKind::NewList(items) | ExprKind::NewSet(items) => items.iter().collect(),
        ExprKind::NewMap(entries) => entries.iter().flat_map(|(k, v)| [k, v]).collect(),
        ExprKind::NewRecord { fields, .. } => fields.iter().map(|f| &f.value).collect(),
        ExprKind::Call { args, .. }
        | ExprKind::CallNative { args, .. }
        | ExprKind::New { args, .. }
        | ExprKind::NewNative { args, .. }
        | ExprKind::ConstructorCall { args, .. } => args.iter().collect(),
        ExprKind::CallDirect { receiver, args, .. }
        | ExprKind::CallVirtual { receiver, args, .. }
        | ExprKind::CallObject { receiver, args, .. } => std::iter::once(&**receiver).chain(args).collect(),
        ExprKind::Assign { place, value } | ExprKind::Compound { place, value, .. } => {
            let mut parts = place_parts(&place.kind);
            parts.push(value);
            parts
        }
        ExprKind::IncDec { place, .. } => place_parts(&place.kind),
        ExprKind::Query(q) => q.binds.iter().collect(),
        ExprKind::Search(s) => s.binds.iter().collect(),
    }
}

fn place_parts(place: &PlaceKind) -> Vec<&Expr> {
    match place {
        PlaceKind::Local(_) | PlaceKind::Static { .. } => vec![],
        PlaceKind::Field { receiver, .. } => vec![receiver],
        PlaceKind::Index { list, index } => vec![list, index],
        PlaceKind::RecordField { record, .. } | PlaceKind::Parent { record, .. } => vec![record],
        PlaceKind::Property { receiver, .. } | PlaceKind::NativeProperty { receiver, .. } => receiver.iter().collect(),
    }
}
