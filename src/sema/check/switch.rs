//! `switch on`.

use rustc_hash::FxHashSet;

use super::Body;
use crate::hir::{
    ClassKind, Expr, ExprKind, Literal, Stmt, StmtKind, SwitchArm, SwitchKind, SwitchLabel, Type, TypeId,
};
use crate::sema::symbols::{Storage, error_type};
use crate::syntax::ast::{self, When, WhenValueKind};

impl Body<'_> {
    pub fn switch(&mut self, s: &ast::SwitchStmt) -> StmtKind {
        let mark = self.enter();
        let value = self.expr(&s.subject);
        self.check_subject(&value);
        let mut seen = FxHashSet::default();
        let slot = self.fresh_slot();
        let mut kind = SwitchKind::Values;
        let mut arms = Vec::new();
        let mut otherwise: Option<Vec<Stmt>> = None;
        for case in &s.cases {
            if otherwise.is_some() {
                self.error("when-else", "'when else' must be the last when block", case.span);
            }
            match &case.when {
                When::Values(values) => {
                    let labels: Vec<SwitchLabel> = values.iter().map(|v| self.label(v, &value)).collect();
                    self.check_repeated(&labels, values, &mut seen);
                    arms.push(SwitchArm { labels, body: self.block(&case.body) });
                }
                When::Type { ty, name } => {
                    kind = SwitchKind::Types;
                    let resolved = self.resolve(ty);
                    if !self.cx.castable(value.ty, resolved) {
                        let message = format!("{} cannot be a 'when type variable' block", self.cx.type_name(resolved));
                        self.error("when-type", message, ty.span);
                    }
                    let inner = self.enter();
                    let slot = self.declare_local(*name, resolved, false);
                    let body = self.stmts(&case.body.stmts);
                    self.leave(inner);
                    arms.push(SwitchArm { labels: vec![SwitchLabel::Type { ty: resolved, slot }], body });
                }
                When::Else => otherwise = Some(self.block(&case.body)),
            }
        }
        self.leave(mark);
        StmtKind::Switch { value, slot, kind, arms, otherwise }
    }

    /// `switch on` takes Integers, Longs, Strings, enum values and sObjects.
    fn check_subject(&mut self, value: &Expr) {
        let ty = value.ty;
        let fits = matches!(ty, TypeId::INTEGER | TypeId::LONG | TypeId::STRING | TypeId::SOBJECT)
            || matches!(ty.get(), Type::Record(_))
            || matches!(ty.get(), Type::Class(id) if self.cx.program.class(id).kind == ClassKind::Enum);
        if !fits && ty != error_type() && !self.guessed(value) {
            let message = format!("{} is not a valid switch expression type", self.cx.type_name(ty));
            let help = "`switch on` takes an Integer, a Long, a String, an enum or an sObject";
            self.error_with_help("switch-type", message, value.span, Some(help.into()));
        }
    }

    /// Each value has one branch.
    fn check_repeated(&mut self, labels: &[SwitchLabel], values: &[ast::WhenValue], seen: &mut FxHashSet<Box<str>>) {
        for (label, value) in labels.iter().zip(values) {
            let name = match label {
                SwitchLabel::Null => "null".to_string(),
                SwitchLabel::Value(Expr { kind: ExprKind::Literal(Literal::String(s)), .. }) => s.to_string(),
                SwitchLabel::Value(Expr { kind: ExprKind::Literal(Literal::Long(n)), .. }) => n.to_string(),
                SwitchLabel::Value(_) => match &value.kind {
                    WhenValueKind::Name(names) => names.last().map_or("", |n| self.text(n.span)).to_string(),
                    WhenValueKind::Literal(_) => self.text(value.span).to_string(),
                },
                // Branches of one type may differ in what they bind.
                SwitchLabel::Type { .. } => continue,
            };
            let key = match &value.kind {
                WhenValueKind::Name(_) => name.to_lowercase(),
                WhenValueKind::Literal(_) => name.clone(),
            };
            if !seen.insert(key.into()) {
                let message = format!("{name} occurs as more than one when branch for this switch statement");
                self.error("when-value", message, value.span);
            }
        }
    }

    fn label(&mut self, value: &ast::WhenValue, subject: &Expr) -> SwitchLabel {
        match &value.kind {
            WhenValueKind::Literal(ast::Literal::Null) => SwitchLabel::Null,
            WhenValueKind::Literal(literal) => {
                let label = self.ast_literal(literal, value.span);
                let fits = subject.ty == error_type()
                    || subject.ty == TypeId::OBJECT
                    || self.cx.comparable(label.ty, subject.ty);
                if !fits {
                    let (from, to) = (self.cx.type_name(label.ty), self.cx.type_name(subject.ty));
                    let message = format!(
                        "{from} value in 'when expression' cannot be implicitly converted to the {to} type in switch expression"
                    );
                    self.error("when-value", message, value.span);
                    return SwitchLabel::Null;
                }
                SwitchLabel::Value(match subject.ty {
                    TypeId::LONG => self.coerce(label, TypeId::LONG),
                    _ => label,
                })
            }
            WhenValueKind::Name(names) => self.name_label(names, value, subject),
        }
    }

    /// An enum constant, or a static final constant.
    fn name_label(&mut self, names: &[ast::Ident], value: &ast::WhenValue, subject: &Expr) -> SwitchLabel {
        if let Type::Class(id) = subject.ty.get()
            && self.cx.program.class(id).kind == ClassKind::Enum
            && let Some(last) = names.last()
        {
            let found = self.cx.table(id).variables.get(&last.sym).map(|v| v.storage.clone());
            if let Some(Storage::Constant(ordinal)) = found {
                let kind = ExprKind::EnumConstant { class: id, ordinal };
                return SwitchLabel::Value(Expr { kind, ty: subject.ty, span: value.span });
            }
            let name = self.text(last.span).to_owned();
            self.error("when-value", format!("Variable does not exist: {name}"), value.span);
            return SwitchLabel::Null;
        }
        let label = self.dotted(names, value.span);
        let label = match label.ty == error_type() {
            true => Expr { kind: ExprKind::Literal(Literal::Null), ..label },
            false => self.assign_to(label, subject.ty, "Illegal conversion from"),
        };
        SwitchLabel::Value(label)
    }
}
