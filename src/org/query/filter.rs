//! Conditions as trees of tests over whatever has cells: rows, or groups of rows.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::hir::{Condition, FieldTarget, Operator};
use crate::org::query::path::{Cursor, NULL};
use crate::org::query::source::{Source, field_of, kind_of};
use crate::org::query::test::{Test, negated};
use crate::org::query::{Cx, QueryError, operand, run};
use crate::value::Cell;

/// A condition; `S` says where a test's cell comes from.
pub enum Predicate<S> {
    All(Vec<Predicate<S>>),
    Any(Vec<Predicate<S>>),
    Test(S, Test),
}

impl<S> Predicate<S> {
    /// Whether it holds, given how to read a source.
    #[inline]
    pub fn holds<'c>(&self, read: &impl Fn(&S) -> Cow<'c, Cell>) -> bool {
        match self {
            Predicate::All(all) => all.iter().all(|p| p.holds(read)),
            Predicate::Any(any) => any.iter().any(|p| p.holds(read)),
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
    make(cx, condition, false, source)
}

/// `NOT` moves inwards to the comparisons, as on the platform: `NOT (n > 15)` is `n <= 15`, which no null passes.
fn make<'a, S>(
    cx: &Cx<'a>,
    condition: &Condition,
    not: bool,
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
        Condition::And(parts) | Condition::Or(parts) => {
            let made = parts.iter().map(|c| make(cx, c, not, source)).collect::<Result<Vec<_>, _>>()?;
            match matches!(condition, Condition::And(_)) != not {
                true => Predicate::All(made),
                false => Predicate::Any(made),
            }
        }
        Condition::Not(inner) => make(cx, inner, !not, source)?,
        // A collection compared with `=` is meant as `IN`.
        Condition::Compare { target, op: op @ (Operator::Equal | Operator::NotEqual), value }
            if operand::is_collection(cx, value) =>
        {
            let values = operand::constants(cx, std::slice::from_ref(value), kind_of(cx, target))?;
            let out = *op == Operator::NotEqual;
            Predicate::Test(source(target)?, negated(Test::any_of(values, scale(target)), out != not))
        }
        Condition::Compare { target, op: Operator::Like, value } if operand::is_collection(cx, value) => {
            let values = operand::constants(cx, std::slice::from_ref(value), kind_of(cx, target))?;
            let mut any = Vec::with_capacity(values.len());
            for value in values {
                let test = negated(Test::compare(Operator::Like, value, scale(target)), not);
                any.push(Predicate::Test(source(target)?, test));
            }
            if not { Predicate::All(any) } else { Predicate::Any(any) }
        }
        Condition::Compare { target, op, value } => {
            let value = operand::constant(cx, value, kind_of(cx, target))?;
            // The platform drops an ordering against null from HAVING.
            let grouped = matches!(target, FieldTarget::Aggregate(..) | FieldTarget::Grouping(_));
            let test = match (opposite(*op), value) {
                (Some(_), operand::Const::Null) if grouped => Test::Always(true),
                (Some(opposite), value) if not => Test::compare(opposite, value, scale(target)),
                (_, value) => negated(Test::compare(*op, value, scale(target)), not),
            };
            Predicate::Test(source(target)?, test)
        }
        Condition::In { target, values, negated: out } => {
            let values = operand::constants(cx, values, kind_of(cx, target))?;
            Predicate::Test(source(target)?, negated(Test::any_of(values, scale(target)), *out != not))
        }
        Condition::Includes { target, values, negated: out } => {
            let values = operand::constants(cx, values, kind_of(cx, target))?;
            Predicate::Test(source(target)?, negated(Test::includes(values), *out != not))
        }
        Condition::SemiJoin { target, query, negated: out } => {
            // Empty lookups inside are no match and exclude nothing.
            let ids: FxHashSet<_> = run::column(cx, query)?
                .into_iter()
                .filter_map(|cell| if let Cell::Id(id) = cell { Some(id) } else { None })
                .collect();
            Predicate::Test(source(target)?, negated(Test::InIds { ids, null: false }, *out != not))
        }
    })
}

/// The ordering that holds where another does not; none for what is no ordering.
fn opposite(op: Operator) -> Option<Operator> {
    match op {
        Operator::Less => Some(Operator::GreaterEqual),
        Operator::LessEqual => Some(Operator::Greater),
        Operator::Greater => Some(Operator::LessEqual),
        Operator::GreaterEqual => Some(Operator::Less),
        Operator::Equal | Operator::NotEqual | Operator::Like => None,
    }
}

/// A condition over rows.
pub type RowPredicate<'a> = Predicate<Source<'a>>;

/// Makes a query's `WHERE`.
pub fn rows<'a>(cx: &Cx<'a>, condition: &Condition) -> Result<RowPredicate<'a>, QueryError> {
    compile(cx, condition, &mut |target| Source::new(cx, target))
}

impl<'a> RowPredicate<'a> {
    #[inline]
    pub fn accepts(&self, cx: &Cx<'a>, at: Cursor<'a>) -> bool {
        self.holds(&|source: &Source<'a>| source.read(cx, at))
    }

    /// Keeps those rows of a block that it accepts. Test by test, so that each runs over one column at a time.
    pub fn narrow(&self, cx: &Cx<'a>, block: &mut Vec<Cursor<'a>>) {
        match self {
            Predicate::All(parts) => parts.iter().for_each(|part| part.narrow(cx, block)),
            Predicate::Any(_) => block.retain(|at| self.accepts(cx, *at)),
            Predicate::Test(Source::Path(path), test) => {
                if let Some(codes) = path.codes() {
                    let accepted = codes.map(|cell| test.holds(cell));
                    let nothing = test.holds(NULL);
                    block.retain(|at| path.number(*at).map_or(nothing, |number| accepted[codes.of(number)]));
                } else if let Some(numbers) = path.numbers()
                    && let Some((op, wanted)) = test.number_at(numbers.scale)
                {
                    let number = |at: &Cursor<'a>| path.number(*at).and_then(|number| numbers.of(number));
                    match op {
                        Operator::Equal => block.retain(|at| number(at) == Some(wanted)),
                        Operator::NotEqual => block.retain(|at| number(at) != Some(wanted)),
                        Operator::Less => block.retain(|at| number(at).is_some_and(|n| n < wanted)),
                        Operator::LessEqual => block.retain(|at| number(at).is_some_and(|n| n <= wanted)),
                        Operator::Greater => block.retain(|at| number(at).is_some_and(|n| n > wanted)),
                        Operator::GreaterEqual => block.retain(|at| number(at).is_some_and(|n| n >= wanted)),
                        Operator::Like => block.clear(),
                    }
                } else {
                    block.retain(|at| test.holds(&path.read(cx, *at)));
                }
            }
            Predicate::Test(source, test) => block.retain(|at| test.holds(&source.read(cx, *at))),
        }
    }

    /// Says that all rows were tested.
    pub fn note_scan(&self, cx: &Cx<'a>) {
        match self {
            Predicate::All(parts) | Predicate::Any(parts) => parts.iter().for_each(|p| p.note_scan(cx)),
            Predicate::Test(source, _) => source.note_scan(cx),
        }
    }
}
