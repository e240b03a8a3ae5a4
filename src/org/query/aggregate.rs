//! `COUNT`, `SUM` and the others over the cells of one group.

use compact_str::CompactString;
use rustc_hash::FxHashSet;

use crate::hir::Aggregate;
use crate::org::index::fold;
use crate::org::order;
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

/// An aggregate in the making.
pub enum Accumulator {
    /// Rows, or rows where the field holds something.
    Count {
        of_field: bool,
        n: i64,
    },
    Distinct(FxHashSet<Part>),
    Sum(Total),
    Average(Total),
    Least(Cell),
    Greatest(Cell),
}

impl Accumulator {
    pub fn new(aggregate: Aggregate, of_field: bool) -> Accumulator {
        match aggregate {
            Aggregate::Count => Accumulator::Count { of_field, n: 0 },
            Aggregate::CountDistinct => Accumulator::Distinct(FxHashSet::default()),
            Aggregate::Sum => Accumulator::Sum(Total::default()),
            Aggregate::Avg => Accumulator::Average(Total::default()),
            Aggregate::Min => Accumulator::Least(Cell::Null),
            Aggregate::Max => Accumulator::Greatest(Cell::Null),
        }
    }

    /// Adds a row; `cell` is the field's, none for `COUNT()`. Nulls count for nothing.
    pub fn add(&mut self, cell: Option<&Cell>) {
        let cell = cell.unwrap_or(&Cell::Null);
        if cell.is_null() {
            if let Accumulator::Count { of_field: false, n } = self {
                *n += 1;
            }
            return;
        }
        match self {
            Accumulator::Count { n, .. } => *n += 1,
            Accumulator::Distinct(parts) => {
                parts.insert(Part::of(cell));
            }
            Accumulator::Sum(total) | Accumulator::Average(total) => total.add(cell),
            Accumulator::Least(least) => {
                if least.is_null() || order::compare(cell, least).is_lt() {
                    *least = cell.clone();
                }
            }
            Accumulator::Greatest(greatest) => {
                if greatest.is_null() || order::compare(cell, greatest).is_gt() {
                    *greatest = cell.clone();
                }
            }
        }
    }

    pub fn result(self) -> Cell {
        match self {
            Accumulator::Count { n, .. } => Cell::Integer(i32::try_from(n).unwrap_or(i32::MAX)),
            Accumulator::Distinct(parts) => Cell::Integer(i32::try_from(parts.len()).unwrap_or(i32::MAX)),
            Accumulator::Sum(total) | Accumulator::Average(total) if total.n == 0 => Cell::Null,
            Accumulator::Sum(total) => {
                let sum = total.sum();
                floating(sum.double_value(), sum)
            }
            Accumulator::Average(total) => {
                let sum = total.sum();
                floating(sum.double_value() / total.n as f64, sum)
            }
            Accumulator::Least(cell) | Accumulator::Greatest(cell) => cell,
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
            _ => return self.add_other(cell),
        };
        if self.n == 0 {
            self.scale = scale;
        }
        match self.mantissa.checked_add(mantissa) {
            Some(sum) if scale == self.scale => {
                self.mantissa = sum;
                self.n += 1;
            }
            _ => self.add_other(cell),
        }
    }

    fn add_other(&mut self, cell: &Cell) {
        if let Some(number) = order::number(cell) {
            self.rest = Some(self.rest.as_ref().map_or(number.clone(), |rest| rest.add(&number)));
            self.n += 1;
        }
    }

    fn sum(&self) -> Decimal {
        let sum = Decimal::Small(self.mantissa, self.scale);
        self.rest.as_ref().map_or(sum.clone(), |rest| sum.add(rest))
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
