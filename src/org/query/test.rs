//! Tests of one cell, made once per query so that a scan only compares.

use compact_str::CompactString;
use rustc_hash::FxHashSet;

use crate::hir::Operator;
use crate::org::index::fold;
use crate::org::order;
use crate::org::query::like::Pattern;
use crate::org::query::operand::Const;
use crate::value::{Cell, Decimal, Id, str};

/// What a cell is held against.
pub enum Test {
    Null {
        wanted: bool,
    },
    Bool(bool),
    /// The number, and its digits at the scale that most cells have.
    Number {
        op: Operator,
        number: Decimal,
        scale: u8,
        mantissa: Option<i64>,
    },
    /// An ASCII text to equal, the most frequent test.
    Same {
        bytes: Box<[u8]>,
        wanted: bool,
    },
    Text {
        op: Operator,
        text: String,
    },
    Like(Pattern),
    Id(Id),
    IdOrder {
        op: Operator,
        id: Id,
    },
    Range {
        op: Operator,
        from: i64,
        to: i64,
    },
    InIds {
        ids: FxHashSet<Id>,
        null: bool,
    },
    InTexts {
        texts: FxHashSet<CompactString>,
        null: bool,
    },
    AnyOf(Vec<Test>),
    /// `INCLUDES`: one of the groups has all its values in the cell.
    Includes(Vec<Vec<CompactString>>),
    Not(Box<Test>),
    Always(bool),
}

impl Test {
    /// `cell op value`. Ordering against null holds for no cell.
    pub fn compare(op: Operator, value: Const, scale: u8) -> Test {
        let not_equal = op == Operator::NotEqual;
        match value {
            Const::Null => match op {
                Operator::Equal => Test::Null { wanted: true },
                Operator::NotEqual => Test::Null { wanted: false },
                Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual | Operator::Like => {
                    Test::Always(false)
                }
            },
            Const::Bool(b) => Test::Bool(b != not_equal),
            Const::NoId => Test::Always(not_equal),
            Const::Id(id) => match op {
                Operator::Equal => Test::Id(id),
                Operator::NotEqual => negated(Test::Id(id), true),
                op => Test::IdOrder { op, id },
            },
            Const::Number(number) => {
                let mantissa = match number.set_scale(i32::from(scale), crate::value::RoundingMode::Unnecessary) {
                    Ok(Decimal::Small(mantissa, _)) => Some(mantissa),
                    Ok(Decimal::Big(_)) | Err(_) => None,
                };
                Test::Number { op, number, scale, mantissa }
            }
            Const::Text(text) => match op {
                Operator::Like => Test::Like(Pattern::new(&text)),
                Operator::Equal | Operator::NotEqual if text.is_ascii() => {
                    Test::Same { bytes: text.into_bytes().into(), wanted: !not_equal }
                }
                op => Test::Text { op, text },
            },
            Const::Range(from, to) => Test::Range { op, from, to },
        }
    }

    /// `cell IN values`.
    pub fn any_of(values: Vec<Const>, scale: u8) -> Test {
        let null = values.iter().any(|v| matches!(v, Const::Null));
        if values.iter().all(|v| matches!(v, Const::Id(_) | Const::Null | Const::NoId)) {
            let ids = values.into_iter().filter_map(|v| if let Const::Id(id) = v { Some(id) } else { None }).collect();
            return Test::InIds { ids, null };
        }
        if values.iter().all(|v| matches!(v, Const::Text(_) | Const::Null)) {
            let texts =
                values.iter().filter_map(|v| if let Const::Text(t) = v { Some(fold(t)) } else { None }).collect();
            return Test::InTexts { texts, null };
        }
        Test::AnyOf(values.into_iter().map(|v| Test::compare(Operator::Equal, v, scale)).collect())
    }

    /// `cell INCLUDES ('a;b', 'c')`.
    pub fn includes(values: Vec<Const>) -> Test {
        let group = |text: &str| text.split(';').map(|part| fold(part.trim())).collect();
        Test::Includes(
            values.iter().filter_map(|v| if let Const::Text(t) = v { Some(group(t)) } else { None }).collect(),
        )
    }

    /// The comparison of a test of numbers, with the number as an integer of this scale. None when it has no such form.
    pub fn number_at(&self, scale: u8) -> Option<(Operator, i64)> {
        let Test::Number { op, number, .. } = self else { return None };
        match number.set_scale(i32::from(scale), crate::value::RoundingMode::Unnecessary) {
            Ok(Decimal::Small(mantissa, _)) => Some((*op, mantissa)),
            Ok(Decimal::Big(_)) | Err(_) => None,
        }
    }

    #[inline]
    pub fn holds(&self, cell: &Cell) -> bool {
        match self {
            Test::Null { wanted } => cell.is_null() == *wanted,
            // A checkbox that nobody ever set is not ticked.
            Test::Bool(wanted) => matches!(cell, Cell::Boolean(true)) == *wanted,
            Test::Number { op, number, scale, mantissa } => match (cell, mantissa) {
                (Cell::Decimal { scale: s, mantissa: m }, Some(n)) if s == scale => ordered(*op, m.cmp(n)),
                (Cell::Integer(m), Some(n)) if *scale == 0 => ordered(*op, i64::from(*m).cmp(n)),
                (Cell::Null, _) => *op == Operator::NotEqual,
                (cell, _) => order::number(cell).is_some_and(|m| ordered(*op, m.cmp_value(number))),
            },
            Test::Same { bytes, wanted } => match cell.text_bytes() {
                Some(held) => held.eq_ignore_ascii_case(bytes) == *wanted,
                None => matches!(cell, Cell::Id(id) if id.to_string().as_bytes() == &**bytes) == *wanted,
            },
            Test::Text { op, text } => match (cell.as_str(), op) {
                (None, op) => match cell {
                    // An id or a picklist token held against a text.
                    Cell::Id(id) => ordered(*op, id.to_string().as_str().cmp(text)),
                    // An empty text comes before every other.
                    _ => matches!(op, Operator::NotEqual | Operator::Less | Operator::LessEqual),
                },
                (Some(s), Operator::Equal) => str::eq_ignore_case(s, text),
                (Some(s), Operator::NotEqual) => !str::eq_ignore_case(s, text),
                (Some(s), op) => ordered(*op, str::cmp_ignore_case(s, text)),
            },
            Test::Like(pattern) => cell.text_bytes().is_some_and(|bytes| match pattern.at_a_glance(bytes) {
                Some(answer) => answer,
                None => cell.as_str().is_some_and(|s| pattern.matches(s)),
            }),
            Test::Id(id) => matches!(cell, Cell::Id(other) if other == id),
            Test::IdOrder { op, id } => matches!(cell, Cell::Id(other) if ordered(*op, other.cmp(id))),
            Test::Range { op, from, to } => {
                let at = match cell {
                    Cell::Date(d) => i64::from(d.days()),
                    Cell::Datetime(t) => t.ms(),
                    Cell::Time(t) => i64::from(t.ms()),
                    _ => return *op == Operator::NotEqual,
                };
                match op {
                    Operator::Equal => *from <= at && at < *to,
                    Operator::NotEqual => at < *from || *to <= at,
                    Operator::Less => at < *from,
                    Operator::LessEqual => at < *to,
                    Operator::Greater => at >= *to,
                    Operator::GreaterEqual => at >= *from,
                    Operator::Like => false,
                }
            }
            Test::InIds { ids, null } => match cell {
                Cell::Id(id) => ids.contains(id),
                cell => *null && cell.is_null(),
            },
            Test::InTexts { texts, null } => match cell.as_str() {
                Some(text) => texts.contains(&fold(text)),
                None => *null && cell.is_null(),
            },
            Test::AnyOf(tests) => tests.iter().any(|t| t.holds(cell)),
            Test::Includes(groups) => cell.as_str().is_some_and(|text| {
                let held: Vec<CompactString> = text.split(';').map(|part| fold(part.trim())).collect();
                groups.iter().any(|group| group.iter().all(|part| held.contains(part)))
            }),
            Test::Not(test) => !test.holds(cell),
            Test::Always(b) => *b,
        }
    }
}

fn ordered(op: Operator, order: std::cmp::Ordering) -> bool {
    match op {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterEqual => order.is_ge(),
        Operator::Like => false,
    }
}

/// The opposite of a test, if `not`.
pub fn negated(test: Test, not: bool) -> Test {
    if not { Test::Not(Box::new(test)) } else { test }
}
