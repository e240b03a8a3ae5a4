//! Conditions as trees of tests over whatever has cells: rows, or groups of rows.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::hir::{Condition, FieldTarget, Operator};
use crate::org::query::source::{Source, field_of, kind_of};
use crate::org::query::test::{Test, negated};
use crate::org::query::{Cx, QueryError, operand, run};
use crate::value::{Cell, Row};

/// A condition; `S` says where a test's cell comes from.
pub enum Predicate<S> {
    All(Vec<Predicate<S>>),
    Any(Vec<Predicate<S>>),
    Not(Box<Predicate<S>>),
    Test(S, Test),
}

impl<S> Predicate<S> {
    /// Whether it holds, given how to read a source.
    #[inline]
    pub fn holds<'c>(&self, read: &impl Fn(&S) -> Cow<'c, Cell>) -> bool {
        match self {
            Predicate::All(all) => all.iter().all(|p| p.holds(read)),
            Predicate::Any(any) => any.iter().any(|p| p.holds(read)),
            Predicate::Not(p) => !p.holds(read),
            Predicate::Test(source, test) => test.holds(&read(source)),
        }
    }
}

/// Makes a predicate; `source` turns a target into where its cells come from.
pub fn compile<'a, S>(
    cx: &Cx<'a>,
    condition: &Condition,
    source: &mut impl FnMut(&FieldTarget) -> Result<S, QueryError>,
) -> Result<Predicate<S>, QueryError> {
    let scale = |target: &FieldTarget| match target {
        FieldTarget::Path(_) => field_of(cx, target).map_or(0, |f| f.scale),
        FieldTarget::Call(..)
        | FieldTarget::Aggregate(..)
        | FieldTarget::Distance { .. }
        | FieldTarget::Grouping(_) => 0,
    };
    Ok(match condition {
        Condition::And(all) => Predicate::All(all.iter().map(|c| compile(cx, c, source)).collect::<Result<_, _>>()?),
        Condition::Or(any) => Predicate::Any(any.iter().map(|c| compile(cx, c, source)).collect::<Result<_, _>>()?),
        Condition::Not(inner) => Predicate::Not(Box::new(compile(cx, inner, source)?)),
        Condition::Compare { target, op, value } => {
            let value = operand::constant(cx, value, kind_of(cx, target))?;
            // The platform drops an ordering against null from HAVING.
            let grouped = matches!(target, FieldTarget::Aggregate(..) | FieldTarget::Grouping(_));
            let ordering = !matches!(op, Operator::Equal | Operator::NotEqual);
            let test = match value {
                operand::Const::Null if grouped && ordering => Test::Always(true),
                value => Test::compare(*op, value, scale(target)),
            };
            Predicate::Test(source(target)?, test)
        }
        Condition::In { target, values, negated: not } => {
            let values = operand::constants(cx, values, kind_of(cx, target))?;
            Predicate::Test(source(target)?, negated(Test::any_of(values, scale(target)), *not))
        }
        Condition::Includes { target, values, negated: not } => {
            let values = operand::constants(cx, values, kind_of(cx, target))?;
            Predicate::Test(source(target)?, negated(Test::includes(values), *not))
        }
        Condition::SemiJoin { target, query, negated: not } => {
            // Empty lookups inside are no match and exclude nothing.
            let ids: FxHashSet<_> = run::column(cx, query)?
                .into_iter()
                .filter_map(|cell| if let Cell::Id(id) = cell { Some(id) } else { None })
                .collect();
            Predicate::Test(source(target)?, negated(Test::InIds { ids, null: false }, *not))
        }
    })
}

/// A condition over rows.
pub type RowPredicate<'a> = Predicate<Source<'a>>;

/// Makes a query's `WHERE`.
pub fn rows<'a>(cx: &Cx<'a>, condition: &Condition) -> Result<RowPredicate<'a>, QueryError> {
    compile(cx, condition, &mut |target| Source::new(cx, target))
}

impl<'a> RowPredicate<'a> {
    #[inline]
    pub fn accepts(&self, cx: &Cx<'a>, row: &'a Row) -> bool {
        self.holds(&|source: &Source<'a>| source.read(cx, row))
    }
}
