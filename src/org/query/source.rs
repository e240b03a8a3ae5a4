//! What a comparison, an ordering, a grouping or a column reads from a row: a field, or a function of one.

use std::borrow::Cow;

use crate::hir::{FieldPath, FieldTarget, Func};
use crate::org::order;
use crate::org::query::operand::Const;
use crate::org::query::path::{CellRef, Cursor, Path};
use crate::org::query::{Cx, QueryError, operand};
use crate::schema::{CellKind, Field, FieldType};
use crate::value::{Cell, Date, Decimal};

/// Reads a cell from a row.
pub enum Source<'a> {
    Path(Path<'a>),
    Call(Func, Path<'a>),
    /// Great-circle distance from a place to the row's location, in miles or kilometres.
    Distance {
        latitude: Path<'a>,
        longitude: Path<'a>,
        from: (f64, f64),
        kilometres: bool,
    },
}

impl<'a> Source<'a> {
    /// Fails for aggregates, which a row does not have.
    pub fn new(cx: &Cx<'a>, target: &FieldTarget) -> Result<Source<'a>, QueryError> {
        Ok(match target {
            FieldTarget::Path(path) => Source::Path(Path::new(cx, path)),
            FieldTarget::Call(func, path) => Source::Call(*func, Path::new(cx, path)),
            FieldTarget::Distance { path, latitude, longitude, kilometres } => {
                let number = |o| match operand::constant(cx, o, CellKind::Decimal)? {
                    Const::Number(n) => Ok(n.double_value()),
                    _ => Err(QueryError("GEOLOCATION needs numbers".into())),
                };
                let part = |suffix: &str| component(cx, path, suffix);
                Source::Distance {
                    latitude: part("Latitude")?,
                    longitude: part("Longitude")?,
                    from: (number(latitude)?, number(longitude)?),
                    kilometres: *kilometres,
                }
            }
            FieldTarget::Aggregate(..) | FieldTarget::Grouping(_) => {
                return Err(QueryError("an aggregate stands where only a field of a row can".into()));
            }
        })
    }

    /// Says that all rows were read for this.
    pub fn note_scan(&self, cx: &Cx<'a>) {
        match self {
            Source::Path(path) | Source::Call(_, path) => path.note_scan(cx),
            Source::Distance { .. } => {}
        }
    }

    #[inline]
    pub fn read(&self, cx: &Cx<'a>, at: Cursor<'a>) -> CellRef<'a> {
        match self {
            Source::Path(path) => path.read(cx, at),
            Source::Call(func, path) => call(cx, *func, path, at),
            Source::Distance { latitude, longitude, from, kilometres } => {
                let degrees = |path: &Path<'a>| order::number(&path.read(cx, at)).map(|n| n.double_value());
                Cow::Owned(match (degrees(latitude), degrees(longitude)) {
                    (Some(lat), Some(lon)) => Cell::Double(distance(*from, (lat, lon), *kilometres)),
                    _ => Cell::Null,
                })
            }
        }
    }
}

/// `Location__c` is `Location__Latitude__s`, `BillingAddress` is `BillingLatitude`.
fn component<'a>(cx: &Cx<'a>, path: &FieldPath, suffix: &str) -> Result<Path<'a>, QueryError> {
    let def = cx.schema.object(path.object);
    let name = &def.get(path.field).name;
    let part = match name.strip_suffix("__c") {
        Some(stem) => format!("{stem}__{suffix}__s"),
        None => format!("{}{suffix}", name.strip_suffix("Address").unwrap_or(name)),
    };
    let field = def.field(&part).ok_or_else(|| QueryError(format!("{name} is not a location")))?;
    Ok(Path::new(cx, &FieldPath { field, ..path.clone() }))
}

/// The field whose values a target has, for types of constants and results.
pub fn field_of<'s>(cx: &Cx<'s>, target: &FieldTarget) -> Option<&'s Field> {
    let path = match target {
        FieldTarget::Path(path) | FieldTarget::Call(_, path) | FieldTarget::Grouping(path) => path,
        FieldTarget::Aggregate(_, path) => path.as_ref()?,
        FieldTarget::Distance { path, .. } => path,
    };
    Some(cx.schema.object(path.object).get(path.field))
}

/// How constants for a target are read.
pub fn kind_of(cx: &Cx<'_>, target: &FieldTarget) -> CellKind {
    use crate::hir::Aggregate;
    let field = || field_of(cx, target).map_or(CellKind::Int, |f| f.ty.cell_kind());
    match target {
        FieldTarget::Path(_) => field(),
        FieldTarget::Aggregate(Aggregate::Min | Aggregate::Max, _) => field(),
        FieldTarget::Aggregate(Aggregate::Count | Aggregate::CountDistinct, _) | FieldTarget::Grouping(_) => {
            CellKind::Int
        }
        FieldTarget::Aggregate(Aggregate::Sum | Aggregate::Avg, _) | FieldTarget::Distance { .. } => CellKind::Decimal,
        FieldTarget::Call(func, _) => match func {
            Func::DayOnly => CellKind::Date,
            Func::Format | Func::ToLabel => CellKind::Str,
            Func::ConvertCurrency | Func::ConvertTimezone => field(),
            Func::CalendarMonth
            | Func::CalendarQuarter
            | Func::CalendarYear
            | Func::DayInMonth
            | Func::DayInWeek
            | Func::DayInYear
            | Func::FiscalMonth
            | Func::FiscalQuarter
            | Func::FiscalYear
            | Func::HourInDay
            | Func::WeekInMonth
            | Func::WeekInYear => CellKind::Int,
        },
    }
}

fn call<'a>(cx: &Cx<'a>, func: Func, path: &Path<'a>, at: Cursor<'a>) -> CellRef<'a> {
    let cell = path.read(cx, at);
    let field = || cx.schema.object(path.leaf.object).get(path.leaf.field);
    match func {
        Func::ConvertCurrency | Func::ConvertTimezone => return cell,
        Func::ToLabel => return Cow::Owned(label(field(), &cell)),
        Func::Format => return Cow::Owned(written(cx, Some(field().ty), &cell)),
        _ => {}
    }
    // Date functions count in UTC.
    let (date, hour) = match &*cell {
        Cell::Date(d) => (*d, 0),
        Cell::Datetime(t) => (t.date_gmt(), t.time_gmt().hour()),
        _ => return Cow::Owned(Cell::Null),
    };
    let fiscal = cx.fiscal_month();
    let into_fiscal = (date.month() - fiscal).rem_euclid(12);
    Cow::Owned(match func {
        Func::DayOnly => Cell::Date(date),
        Func::CalendarMonth => Cell::Integer(date.month()),
        Func::CalendarQuarter => Cell::Integer((date.month() - 1) / 3 + 1),
        Func::CalendarYear => Cell::Integer(date.year()),
        Func::DayInMonth => Cell::Integer(date.day()),
        Func::DayInWeek => Cell::Integer(date.weekday() + 1),
        Func::DayInYear => Cell::Integer(date.day_of_year()),
        Func::FiscalMonth => Cell::Integer(into_fiscal + 1),
        Func::FiscalQuarter => Cell::Integer(into_fiscal / 3 + 1),
        // Named after the year in which it ends.
        Func::FiscalYear => Cell::Integer(fiscal_year(date, fiscal)),
        Func::HourInDay => Cell::Integer(hour),
        Func::WeekInMonth => Cell::Integer((date.day() - 1) / 7 + 1),
        Func::WeekInYear => Cell::Integer((date.day_of_year() - 1) / 7 + 1),
        Func::Format | Func::ToLabel | Func::ConvertCurrency | Func::ConvertTimezone => unreachable!("answered above"),
    })
}

fn fiscal_year(date: Date, first_month: i32) -> i32 {
    date.year() + i32::from(first_month > 1 && date.month() >= first_month)
}

fn label(field: &Field, cell: &Cell) -> Cell {
    let Some(text) = cell.as_str() else { return cell.clone() };
    let of = |value: &str| {
        field.picklist.iter().find(|v| v.value == value).map_or(value.to_owned(), |v| v.label.to_string())
    };
    match field.ty {
        FieldType::MultiPicklist => Cell::string(&text.split(';').map(of).collect::<Vec<_>>().join(";")),
        _ => Cell::string(&of(text)),
    }
}

/// `FORMAT()`: as the running user writes it.
pub fn written(cx: &Cx<'_>, ty: Option<FieldType>, cell: &Cell) -> Cell {
    let locale = cx.locale();
    let number = |n: Decimal| locale.decimal(&n);
    Cell::string(&match cell {
        Cell::Date(d) => locale.date(*d),
        Cell::Datetime(t) => locale.moment(*t, &cx.env.zone),
        cell => match (order::number(cell), ty) {
            (Some(n), Some(FieldType::Currency)) => format!("${}", number(n)),
            (Some(n), _) => number(n),
            (None, _) => return cell.clone(),
        },
    })
}

fn distance(from: (f64, f64), to: (f64, f64), kilometres: bool) -> f64 {
    let radius = if kilometres { 6371.0 } else { 3958.8 };
    let (a, b) = (from.0.to_radians(), to.0.to_radians());
    let (lat, lon) = ((b - a) / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let h = lat.sin().powi(2) + a.cos() * b.cos() * lon.sin().powi(2);
    2.0 * radius * h.sqrt().min(1.0).asin()
}
