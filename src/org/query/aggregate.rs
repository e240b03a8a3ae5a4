//! `COUNT`, `SUM` and the others over the cells of one group.

use std::cmp::Ordering;

use compact_str::CompactString;
use rustc_hash::FxHashSet;

use crate::hir::Aggregate;
use crate::org::index::fold;
use crate::org::order;
use crate::org::query::path::CellRef;
use crate::value::{Cell, Decimal, Id, Value, double};

/// A cell as a key of groups and of distinct counts: texts without case, numbers by value.
#[derive(PartialEq, Eq, Hash)]
pub enum Part {
    Null,
    Boolean(bool),
    Number(i64, i32),
    Text(CompactString),
    Id(Id),
    Time(i64),
}

impl Part {
    pub fn of(cell: &Cell) -> Part {
        match cell {
            Cell::Null => Part::Null,
            Cell::Boolean(b) => Part::Boolean(*b),
            Cell::Integer(n) => Part::Number(i64::from(*n), 0),
            Cell::Date(d) => Part::Time(i64::from(d.days())),
            Cell::Time(t) => Part::Time(i64::from(t.ms())),
            Cell::Datetime(t) => Part::Time(t.ms()),
            Cell::Id(id) => Part::Id(*id),
            Cell::Short(_) | Cell::String(_) => Part::Text(fold(cell.as_str().expect("a text cell"))),
            Cell::Blob(b) => Part::Text(CompactString::from_utf8_lossy(b)),
            Cell::Long(_) | Cell::Double(_) | Cell::Decimal { .. } | Cell::BigDecimal(_) => {
                let number = order::number(cell).map(|n| n.strip_trailing_zeros());
                match number {
                    Some(Decimal::Small(mantissa, scale)) => Part::Number(mantissa, i32::from(scale)),
                    Some(big) => Part::Text(CompactString::new(big.to_plain_string())),
                    None => Part::Null,
                }
            }
        }
    }
}

/// One aggregate in the making, for every group.
pub enum Accumulators {
    /// Rows.
    Count(Vec<i64>),
    /// Rows where the field holds something.
    Filled(Vec<i64>),
    Distinct(Vec<FxHashSet<Part>>),
    Sum(Vec<Total>),
    Average(Vec<Total>),
    Least(Vec<Cell>),
    Greatest(Vec<Cell>),
}

impl Accumulators {
    pub fn new(aggregate: Aggregate, of_field: bool) -> Accumulators {
        match aggregate {
            Aggregate::Count if of_field => Accumulators::Filled(Vec::new()),
            Aggregate::Count => Accumulators::Count(Vec::new()),
            Aggregate::CountDistinct => Accumulators::Distinct(Vec::new()),
            Aggregate::Sum => Accumulators::Sum(Vec::new()),
            Aggregate::Avg => Accumulators::Average(Vec::new()),
            Aggregate::Min => Accumulators::Least(Vec::new()),
            Aggregate::Max => Accumulators::Greatest(Vec::new()),
        }
    }

    /// Makes room for so many groups.
    pub fn grow(&mut self, groups: usize) {
        match self {
            Accumulators::Count(all) | Accumulators::Filled(all) => all.resize(groups, 0),
            Accumulators::Distinct(all) => all.resize_with(groups, FxHashSet::default),
            Accumulators::Sum(all) | Accumulators::Average(all) => all.resize_with(groups, Total::default),
            Accumulators::Least(all) | Accumulators::Greatest(all) => all.resize(groups, Cell::Null),
        }
    }

    /// Adds the field's cell of each row to its group. Nulls count for nothing, except where rows are counted.
    #[inline]
    pub fn add<'c>(&mut self, rows: impl Iterator<Item = (u32, CellRef<'c>)>) {
        let filled = |(_, cell): &(u32, CellRef<'c>)| !cell.is_null();
        match self {
            Accumulators::Count(all) => rows.for_each(|(group, _)| all[group as usize] += 1),
            Accumulators::Filled(all) => rows.filter(filled).for_each(|(group, _)| all[group as usize] += 1),
            Accumulators::Distinct(all) => rows.filter(filled).for_each(|(group, cell)| {
                all[group as usize].insert(Part::of(&cell));
            }),
            Accumulators::Sum(all) | Accumulators::Average(all) => {
                rows.filter(filled).for_each(|(group, cell)| all[group as usize].add(&cell));
            }
            Accumulators::Least(all) => keep_first(all, rows, Ordering::Less),
            Accumulators::Greatest(all) => keep_first(all, rows, Ordering::Greater),
        }
    }

    /// Adds numbers of one scale. False when this needs the cells.
    #[inline]
    pub fn add_numbers(&mut self, scale: u8, rows: impl Iterator<Item = (u32, Option<i64>)>) -> bool {
        let filled = rows.filter_map(|(group, number)| Some((group as usize, number?)));
        match self {
            Accumulators::Sum(all) | Accumulators::Average(all) => {
                filled.for_each(|(group, number)| all[group].add_number(scale, number));
            }
            Accumulators::Filled(all) => filled.for_each(|(group, _)| all[group] += 1),
            Accumulators::Count(_) | Accumulators::Distinct(_) | Accumulators::Least(_) | Accumulators::Greatest(_) => {
                return false;
            }
        }
        true
    }

    /// The result of each group.
    pub fn results(self) -> Vec<Cell> {
        let count = |n: i64| Cell::Integer(i32::try_from(n).unwrap_or(i32::MAX));
        match self {
            Accumulators::Count(all) | Accumulators::Filled(all) => all.into_iter().map(count).collect(),
            Accumulators::Distinct(all) => all.into_iter().map(|set| count(set.len() as i64)).collect(),
            Accumulators::Sum(all) => all.into_iter().map(|total| total.result(1)).collect(),
            Accumulators::Average(all) => all.into_iter().map(|total| total.result(total.n)).collect(),
            Accumulators::Least(all) | Accumulators::Greatest(all) => all,
        }
    }
}

/// Keeps in each group the cell that compares as `wanted` with all others.
fn keep_first<'c>(all: &mut [Cell], rows: impl Iterator<Item = (u32, CellRef<'c>)>, wanted: Ordering) {
    for (group, cell) in rows {
        let held = &mut all[group as usize];
        if !cell.is_null() && (held.is_null() || order::compare(&cell, held) == wanted) {
            *held = cell.into_owned();
        }
    }
}

/// A sum and what it is of. While all numbers have one scale, it only adds integers.
#[derive(Default)]
pub struct Total {
    scale: u8,
    mantissa: i64,
    rest: Option<Decimal>,
    n: i64,
}

impl Total {
    #[inline]
    fn add(&mut self, cell: &Cell) {
        let (scale, mantissa) = match cell {
            Cell::Decimal { scale, mantissa } => (*scale, *mantissa),
            Cell::Integer(n) => (0, i64::from(*n)),
            cell => return order::number(cell).map_or((), |number| self.add_other(number)),
        };
        self.add_number(scale, mantissa);
    }

    #[inline]
    fn add_number(&mut self, scale: u8, mantissa: i64) {
        if self.n == 0 {
            self.scale = scale;
        }
        match self.mantissa.checked_add(mantissa) {
            Some(sum) if scale == self.scale => {
                self.mantissa = sum;
                self.n += 1;
            }
            _ => self.add_other(Decimal::Small(mantissa, scale)),
        }
    }

    #[cold]
    fn add_other(&mut self, number: Decimal) {
        self.rest = Some(self.rest.as_ref().map_or(number.clone(), |rest| rest.add(&number)));
        self.n += 1;
    }

    /// The sum, or its share; null of nothing.
    fn result(&self, shares: i64) -> Cell {
        if self.n == 0 {
            return Cell::Null;
        }
        let sum = Decimal::Small(self.mantissa, self.scale);
        let sum = self.rest.as_ref().map_or(sum.clone(), |rest| sum.add(rest));
        floating(sum.double_value() / shares as f64, sum)
    }
}

/// Sums and averages have the digits of a floating number: `1.0`, `16.833333333333332`.
fn floating(f: f64, exact: Decimal) -> Cell {
    let text = double::to_text(f);
    let decimal = match text.contains('E') {
        false => Decimal::parse(&text).unwrap_or(exact),
        true => Decimal::from_f64(f).unwrap_or(exact),
    };
    Cell::from_value(&Value::decimal(decimal)).expect("a decimal fits a cell")
}
