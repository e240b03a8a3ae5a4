//! `switch on`: constants in a table where all are Integers, else arms in order.

use rustc_hash::FxHashMap;

use crate::hir::{Expr, ExprKind, Literal, Stmt, SwitchArm, SwitchKind, SwitchLabel, TypeId};
use crate::interp::Flow;
use crate::interp::code::StmtCode;
use crate::interp::compile::{Compiler, slot};
use crate::interp::{Exec, Interp};
use crate::value::Value;

/// One label of an arm.
enum Test {
    Null,
    Value(Value),
    Type(TypeId, usize),
}

impl Compiler<'_> {
    pub(super) fn switch(
        &mut self,
        value: &Expr,
        local: usize,
        kind: SwitchKind,
        arms: &[SwitchArm],
        otherwise: Option<&[Stmt]>,
    ) -> StmtCode {
        let store = self.store(local, value);
        let otherwise = match otherwise {
            Some(stmts) => self.block(stmts),
            None => Box::new(|_: &mut Interp| Ok(Flow::Next)),
        };
        if kind == SwitchKind::Values
            && let Some(table) = integer_table(arms)
        {
            let bodies: Vec<StmtCode> = arms.iter().map(|a| self.block(&a.body)).collect();
            return Box::new(move |cx| {
                store(cx)?;
                let key = match cx.local(local) {
                    Value::Integer(i) => Some(i64::from(*i)),
                    Value::Long(i) => Some(*i),
                    _ => None,
                };
                match table.get(&key) {
                    Some(&arm) => bodies[arm](cx),
                    None => otherwise(cx),
                }
            });
        }
        let arms: Vec<(Vec<Test>, StmtCode)> = arms
            .iter()
            .map(|arm| {
                let tests = arm.labels.iter().map(|l| self.label(l)).collect();
                (tests, self.block(&arm.body))
            })
            .collect();
        Box::new(move |cx| {
            store(cx)?;
            let value = cx.local(local).clone();
            for (tests, body) in &arms {
                for test in tests {
                    if matches(cx, test, &value)? {
                        return body(cx);
                    }
                }
            }
            otherwise(cx)
        })
    }

    fn label(&mut self, label: &SwitchLabel) -> Test {
        match label {
            SwitchLabel::Null => Test::Null,
            SwitchLabel::Value(e) => Test::Value(self.constant_of(e)),
            SwitchLabel::Type { ty, slot: local } => {
                self.own(slot(*local));
                Test::Type(*ty, slot(*local))
            }
        }
    }

    /// The value of a label: a literal, a negated or converted one, or an enum constant.
    fn constant_of(&self, e: &Expr) -> Value {
        match &e.kind {
            ExprKind::Literal(literal) => self.literal_value(literal),
            ExprKind::EnumConstant { class, ordinal } => Value::Enum(*class, *ordinal),
            ExprKind::Unary { operand, .. } => match self.constant_of(operand) {
                Value::Integer(i) => Value::Integer(i.wrapping_neg()),
                Value::Long(i) => Value::Long(i.wrapping_neg()),
                other => other,
            },
            ExprKind::Convert { value, .. } => self.constant_of(value),
            _ => Value::Null,
        }
    }
}

/// Labels that are all Integers or null, with the number of their arm. Null is the key None.
fn integer_table(arms: &[SwitchArm]) -> Option<FxHashMap<Option<i64>, usize>> {
    let mut table = FxHashMap::default();
    for (i, arm) in arms.iter().enumerate() {
        for label in &arm.labels {
            let key = match label {
                SwitchLabel::Null => None,
                SwitchLabel::Value(e) => Some(integer_label(e)?),
                SwitchLabel::Type { .. } => return None,
            };
            table.entry(key).or_insert(i);
        }
    }
    Some(table)
}

fn integer_label(e: &Expr) -> Option<i64> {
    match &e.kind {
        ExprKind::Literal(Literal::Integer(i)) => Some(i64::from(*i)),
        ExprKind::Literal(Literal::Long(i)) => Some(*i),
        ExprKind::Unary { operand, .. } => integer_label(operand).map(i64::wrapping_neg),
        ExprKind::Convert { value, .. } => integer_label(value),
        _ => None,
    }
}

fn matches(cx: &mut Interp, test: &Test, value: &Value) -> Exec<bool> {
    match test {
        Test::Null => Ok(value.is_null()),
        Test::Value(constant) => cx.equals(value, constant),
        Test::Type(ty, slot) => {
            let fits = cx.is_instance(value, *ty);
            if fits {
                cx.set_local(*slot, value.clone());
            }
            Ok(fits)
        }
    }
}
