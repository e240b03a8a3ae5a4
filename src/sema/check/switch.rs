//! `switch on`.

use rustc_hash::FxHashSet;

use super::Body;
use crate::diag::Span;
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
                    let mut labels = Vec::with_capacity(values.len());
                    for label in values {
                        let (name, ignores_case) = when_name(label, self.text(label.span));
                        self.check_unique(&mut seen, name, ignores_case, label.span);
                        labels.push(self.label(label, &value));
                    }
                    arms.push(SwitchArm { labels, body: self.block(&case.body) });
                }
                When::Type { ty, name } => {
                    kind = SwitchKind::Types;
                    let resolved = self.resolve(ty);
                    self.check_when_type(resolved, &value, ty.span);
                    self.check_unique(&mut seen, self.cx.type_name(resolved), false, ty.span);
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
    fn check_unique(&mut self, seen: &mut FxHashSet<Box<str>>, name: String, ignores_case: bool, span: Span) {
        let key = if ignores_case { name.to_lowercase() } else { name.clone() };
        if !seen.insert(key.into()) {
            let message = format!("{name} occurs as more than one when branch for this switch statement");
            self.error("when-value", message, span);
        }
    }

    fn check_when_type(&mut self, when: TypeId, subject: &Expr, span: Span) {
        if when == error_type() || subject.ty == error_type() {
            return;
        }
        let name = self.cx.type_name(when);
        if !self.cx.castable(subject.ty, when) {
            self.error("when-type", format!("{name} cannot be a 'when type variable' block"), span);
        } else if when == subject.ty {
            let message = format!("{name} in the 'when expression' is already matching the switch expression type");
            self.error("when-type", message, span);
        }
    }

    fn label(&mut self, value: &ast::WhenValue, subject: &Expr) -> SwitchLabel {
        match &value.kind {
            WhenValueKind::Literal(ast::Literal::Null) => SwitchLabel::Null,
            WhenValueKind::Literal(_) if subject.ty.is_sobject() => {
                let message = "Switching on SObject types must be a 'when type variable' or 'when null'";
                self.error("when-value", message, value.span);
                SwitchLabel::Null
            }
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
            if names.len() > 1 {
                let message = "Enum value used in 'when expression' should be unqualified";
                let help = Some(format!("write `when {}`", self.text(last.span)));
                self.error_with_help("when-value", message, value.span, help);
            }
            let found = self.cx.table(id).variables.get(&last.sym).map(|v| v.storage.clone());
            if let Some(Storage::Constant(ordinal)) = found {
                let kind = ExprKind::EnumConstant { class: id, ordinal };
                return SwitchLabel::Value(Expr { kind, ty: subject.ty, span: value.span });
            }
            let name = self.text(last.span).to_owned();
            let constants: Vec<_> = self.cx.table(id).variables.values().map(|v| v.name.clone()).collect();
            let near = self.cx.closest(&name, constants.iter().map(|n| &**n));
            let help = near.map(|n| format!("did you mean `{n}`?"));
            self.error_with_help("when-value", format!("Variable does not exist: {name}"), value.span, help);
            return SwitchLabel::Null;
        }
        let label = self.dotted(names, value.span);
        if label.ty != error_type() {
            self.check_constant(&label, names);
        }
        let label = match label.ty == error_type() {
            true => Expr { kind: ExprKind::Literal(Literal::Null), ..label },
            false => self.assign_to(label, subject.ty, "Illegal conversion from"),
        };
        SwitchLabel::Value(label)
    }

    /// A name after `when` means a constant: a static final field, not just any variable.
    fn check_constant(&mut self, label: &Expr, names: &[ast::Ident]) {
        let last = names.last().expect("a name has a part");
        let message = match &label.kind {
            ExprKind::Static { class, slot } => {
                let field = &self.cx.program.class(*class).statics[usize::from(*slot)];
                if field.is_final {
                    return;
                }
                format!("Field must be a static final constant: {}", field.name)
            }
            ExprKind::Field { .. } => format!("Field must be a static final constant: {}", self.text(last.span)),
            ExprKind::Local(_) => "'when expression' must be a literal, a constant literal field or enum value".into(),
            _ => return,
        };
        self.error("when-value", message, label.span);
    }
}

/// What tells one `when` value from another, and whether case does not.
fn when_name(value: &ast::WhenValue, text: &str) -> (String, bool) {
    match &value.kind {
        WhenValueKind::Literal(ast::Literal::String(text)) => (text.to_string(), false),
        WhenValueKind::Literal(ast::Literal::Long(n)) => (n.to_string(), false),
        WhenValueKind::Literal(_) => (text.to_owned(), false),
        WhenValueKind::Name(_) => (text.rsplit('.').next().unwrap_or(text).trim().to_owned(), true),
    }
}
