//! `GROUP BY` with roll-ups and cubes, `HAVING`, and aggregates.

use std::borrow::Cow;
use std::ops::ControlFlow;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::hir::{Aggregate, FieldPath, FieldTarget, GroupBy, Query, SelectItem};
use crate::org::columns::Codes;
use crate::org::query::aggregate::{Accumulators, Part};
use crate::org::query::path::{CellRef, Cursor, NULL, Path};
use crate::org::query::plan::Rows;
use crate::org::query::source::{Source, written};
use crate::org::query::{Cx, QueryError, filter, run, sort};
use crate::schema::FieldId;
use crate::value::{Cell, Record, Str, Value};

/// How many keys are looked at before hashing.
const RECENT: usize = 16;

/// Where a column, a condition or an order of a grouped query reads.
#[derive(Clone, Copy)]
enum Column {
    Key(usize),
    Aggregate(usize),
    /// 1 when the key was rolled up in this group, 0 when not.
    Grouping(usize),
}

/// The keys and aggregates that a query names, each once.
struct Columns<'q, 'a> {
    keys: Vec<(&'q FieldTarget, Source<'a>)>,
    aggregates: Vec<(Aggregate, Option<FieldPath>, Option<Source<'a>>)>,
}

/// One group while rows are added to it.
struct Group {
    keys: Vec<Cell>,
    /// Bit i: key i is not rolled up.
    active: u32,
}

/// One group when all rows are in.
struct Finished {
    keys: Vec<Cell>,
    active: u32,
    results: Vec<Cell>,
}

/// Runs an aggregate query over rows that passed its filter; also answers how many rows count against the limit.
pub fn run<'a>(cx: &Cx<'a>, query: &Query, rows: Rows<'_, 'a>) -> Result<(Vec<Value>, u64), QueryError> {
    let mut columns = Columns::new(cx, query)?;
    let selected = query.select.iter().map(|item| columns.selected(cx, item)).collect::<Result<Vec<_>, _>>()?;
    let having = match &query.having {
        Some(condition) => Some(filter::compile(cx, condition, &mut |target| columns.column(cx, target))?),
        None => None,
    };
    let keys = sort::keys(cx, &query.order_by, &mut |target| columns.column(cx, target))?;
    let (mut groups, seen) = columns.gather(cx, &sets(query, columns.keys.len()), rows, query.group_by.is_none());
    // Counting everything costs one row; what looks into rows costs each of them.
    let only_counts = query.group_by.is_none() && columns.aggregates.iter().all(|(a, ..)| *a == Aggregate::Count);
    if let Some(having) = &having {
        groups.retain(|group| having.holds(&|column: &Column| group.read(*column)));
    }
    if !keys.is_empty() {
        let directions: Vec<_> = keys.iter().map(|k| k.direction).collect();
        let cells =
            |group: &Finished| -> Vec<Cell> { keys.iter().map(|k| k.of(group.read(k.source)).into_owned()).collect() };
        let mut keyed: Vec<(Vec<Cell>, Finished)> = groups.into_iter().map(|g| (cells(&g), g)).collect();
        let borrowed = |cells: &[Cell]| -> Vec<CellRef<'static>> { cells.iter().cloned().map(Cow::Owned).collect() };
        keyed.sort_by(|(a, _), (b, _)| sort::compare(&directions, &borrowed(a), &borrowed(b)));
        groups = keyed.into_iter().map(|(_, g)| g).collect();
    }
    let (offset, limit) = run::window(cx, query)?;
    let object = cx.schema.find("AggregateResult").expect("every schema has AggregateResult");
    let record = |group: Finished| {
        let mut record = Record::new(object);
        let extra = record.extra_mut();
        extra.queried = true;
        let cell = |item: &SelectItem, column: Column| match item {
            SelectItem::Written { path, .. } => {
                let ty = path.as_ref().map(|p| cx.schema.object(p.object).get(p.field).ty);
                Cow::Owned(written(cx, ty, &group.read(column)))
            }
            _ => group.read(column),
        };
        let items = query.select.iter().zip(&selected);
        extra.named =
            items.map(|(item, (name, column))| (Str::from(&**name), cell(item, *column).to_value())).collect();
        Value::record(record)
    };
    let records = groups.into_iter().skip(offset).take(limit).map(record).collect();
    Ok((records, if only_counts { 1 } else { seen }))
}

/// The key sets to group by: all keys; each prefix for a roll-up; each subset for a cube.
fn sets(query: &Query, keys: usize) -> SmallVec<[u32; 4]> {
    let all = (1u32 << keys) - 1;
    match &query.group_by {
        None | Some(GroupBy::Plain(_)) => SmallVec::from_slice(&[all]),
        Some(GroupBy::Rollup(_)) => (0..=keys).rev().map(|n| (1u32 << n) - 1).collect(),
        Some(GroupBy::Cube(_)) => (0..=all).rev().collect(),
    }
}

impl<'q, 'a> Columns<'q, 'a> {
    fn new(cx: &Cx<'a>, query: &'q Query) -> Result<Columns<'q, 'a>, QueryError> {
        let targets: &[FieldTarget] = match &query.group_by {
            None => &[],
            Some(GroupBy::Plain(t) | GroupBy::Rollup(t) | GroupBy::Cube(t)) => t,
        };
        let keys = targets.iter().map(|t| Ok((t, Source::new(cx, t)?))).collect::<Result<_, _>>()?;
        Ok(Columns { keys, aggregates: Vec::new() })
    }

    fn selected(&mut self, cx: &Cx<'a>, item: &SelectItem) -> Result<(std::sync::Arc<str>, Column), QueryError> {
        match item {
            SelectItem::Field { path, alias } => {
                let name = || cx.schema.object(path.object).get(path.field).name.as_ref().into();
                let name = alias.clone().unwrap_or_else(name);
                Ok((name, self.column(cx, &FieldTarget::Path(path.clone()))?))
            }
            SelectItem::Target { target, alias } => Ok((alias.clone(), self.column(cx, target)?)),
            SelectItem::Written { aggregate, path, alias } => {
                Ok((alias.clone(), self.column(cx, &FieldTarget::Aggregate(*aggregate, path.clone()))?))
            }
            SelectItem::Children { .. } | SelectItem::Typeof { .. } => {
                Err(QueryError("a sub-select cannot stand in an aggregate query".into()))
            }
        }
    }

    fn column(&mut self, cx: &Cx<'a>, target: &FieldTarget) -> Result<Column, QueryError> {
        match target {
            FieldTarget::Aggregate(aggregate, path) => {
                let same = |(a, p, _): &(Aggregate, Option<FieldPath>, _)| a == aggregate && p == path;
                if let Some(i) = self.aggregates.iter().position(same) {
                    return Ok(Column::Aggregate(i));
                }
                let source = path.as_ref().map(|p| Source::new(cx, &FieldTarget::Path(p.clone()))).transpose()?;
                self.aggregates.push((*aggregate, path.clone(), source));
                Ok(Column::Aggregate(self.aggregates.len() - 1))
            }
            FieldTarget::Grouping(path) => {
                let key = self.key(&FieldTarget::Path(path.clone()));
                key.map(Column::Grouping).ok_or_else(|| ungrouped(cx, path))
            }
            FieldTarget::Path(path) | FieldTarget::Call(_, path) | FieldTarget::Distance { path, .. } => {
                self.key(target).map(Column::Key).ok_or_else(|| ungrouped(cx, path))
            }
        }
    }

    fn key(&self, target: &FieldTarget) -> Option<usize> {
        self.keys.iter().position(|(key, _)| match (key, target) {
            (FieldTarget::Path(a), FieldTarget::Path(b)) => a == b,
            (FieldTarget::Call(f, a), FieldTarget::Call(g, b)) => f == g && a == b,
            _ => false,
        })
    }

    /// The groups of all rows with their aggregates, and how many rows there were.
    fn gather(&self, cx: &Cx<'a>, sets: &[u32], rows: Rows<'_, 'a>, one_group: bool) -> (Vec<Finished>, u64) {
        let mut groups = Groups::default();
        let mut totals: Vec<Accumulators> = self
            .aggregates
            .iter()
            .map(|(a, path, _)| Accumulators::new(*a, path.as_ref().is_some_and(may_be_null)))
            .collect();
        if one_group {
            groups.all.push(Group { keys: Vec::new(), active: 0 });
        }
        let mut recent = Recent::new(&self.keys, sets.len());
        let mut places: Vec<u32> = Vec::new();
        let mut seen = 0;
        rows.each_block(cx, |block| {
            if seen == 0 && cx.scanning.get() {
                let inputs = self.aggregates.iter().filter_map(|(.., s)| s.as_ref());
                self.keys.iter().map(|(_, s)| s).chain(inputs).for_each(|s| s.note_scan(cx));
            }
            seen += block.len() as u64;
            // Groups come in the order of the rows that bring them, and each row brings one of each set.
            let step = if sets.len() > 1 { 1 } else { block.len().max(1) };
            let steps = block.chunks(step).flat_map(|part| sets.iter().map(move |active| (part, *active)));
            for (block, active) in steps {
                places.clear();
                match one_group {
                    true => places.resize(block.len(), 0),
                    false => places.extend(block.iter().map(|at| {
                        let keys = || self.keys.iter().map(|(_, s)| s.read(cx, *at));
                        recent.group(cx, *at, || groups.find(active, keys()))
                    })),
                }
                for (total, (.., source)) in totals.iter_mut().zip(&self.aggregates) {
                    total.grow(groups.all.len());
                    let numbers = match source {
                        Some(Source::Path(path)) => path.numbers().map(|numbers| (path, numbers)),
                        _ => None,
                    };
                    if let Some((path, numbers)) = numbers {
                        let number = |at: &Cursor<'a>| path.number(*at).and_then(|number| numbers.of(number));
                        let rows = places.iter().zip(block).map(|(group, at)| (*group, number(at)));
                        if total.add_numbers(numbers.scale, rows) {
                            continue;
                        }
                    }
                    match source {
                        Some(source) => {
                            total.add(places.iter().zip(block).map(|(group, at)| (*group, source.read(cx, *at))));
                        }
                        None => total.add(places.iter().map(|group| (*group, Cow::Borrowed(NULL)))),
                    }
                }
            }
            ControlFlow::Continue(())
        });
        let mut results: Vec<_> = totals
            .into_iter()
            .map(|mut total| {
                total.grow(groups.all.len());
                total.results().into_iter()
            })
            .collect();
        let finish = |group: Group| Finished {
            keys: group.keys,
            active: group.active,
            results: results.iter_mut().map(|r| r.next().expect("a result for each group")).collect(),
        };
        (groups.all.into_iter().map(finish).collect(), seen)
    }
}

/// The groups found so far.
#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    found: FxHashMap<(u32, SmallVec<[Part; 1]>), u32>,
}

impl Groups {
    /// The group of a row's keys under one set of them; made when it is new.
    fn find<'c>(&mut self, active: u32, keys: impl Iterator<Item = CellRef<'c>>) -> u32 {
        let cells: SmallVec<[CellRef<'c>; 2]> = keys.collect();
        let is_active = |i: usize| active >> i & 1 == 1;
        let parts = cells.iter().enumerate().filter(|(i, _)| is_active(*i)).map(|(_, c)| Part::of(c)).collect();
        *self.found.entry((active, parts)).or_insert_with(|| {
            let held = |(i, c): (usize, CellRef<'c>)| if is_active(i) { c.into_owned() } else { Cell::Null };
            self.all.push(Group { keys: cells.into_iter().enumerate().map(held).collect(), active });
            self.all.len() as u32 - 1
        })
    }
}

/// The groups of a single key's values that were met before: rows mostly repeat them, letter for letter.
enum Recent<'k, 'a> {
    /// The group of each code of a column with few values.
    Codes {
        path: &'k Path<'a>,
        codes: &'a Codes,
        groups: Vec<Option<u32>>,
    },
    Cells {
        source: &'k Source<'a>,
        groups: Vec<(Cell, u32)>,
    },
    /// Several keys, or several sets of them.
    Nothing,
}

impl<'k, 'a> Recent<'k, 'a> {
    fn new(keys: &'k [(&FieldTarget, Source<'a>)], sets: usize) -> Recent<'k, 'a> {
        match keys {
            [(_, Source::Path(path))] if sets == 1 && path.codes().is_some() => {
                let codes = path.codes().expect("asked just now");
                Recent::Codes { path, codes, groups: vec![None; codes.distinct.len()] }
            }
            [(_, source)] if sets == 1 => Recent::Cells { source, groups: Vec::new() },
            _ => Recent::Nothing,
        }
    }

    /// The group of a row; `find` knows the way that always works.
    #[inline]
    fn group(&mut self, cx: &Cx<'a>, at: Cursor<'a>, find: impl FnOnce() -> u32) -> u32 {
        match self {
            Recent::Codes { path, codes, groups } => match path.number(at) {
                Some(number) => *groups[codes.of(number)].get_or_insert_with(find),
                None => find(),
            },
            Recent::Cells { source, groups } => {
                let cell = source.read(cx, at);
                if let Some((_, group)) = groups.iter().find(|(seen, _)| identical(seen, &cell)) {
                    return *group;
                }
                let group = find();
                if groups.len() < RECENT {
                    groups.push((cell.into_owned(), group));
                }
                group
            }
            Recent::Nothing => find(),
        }
    }
}

/// Whether two cells hold the same, as far as that is seen at a glance.
#[inline]
fn identical(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Short(a), Cell::Short(b)) => a == b,
        (Cell::Id(a), Cell::Id(b)) => a == b,
        (Cell::Integer(a), Cell::Integer(b)) => a == b,
        (Cell::Null, Cell::Null) => true,
        _ => false,
    }
}

/// Whether the field can be empty: every row has an Id.
fn may_be_null(path: &FieldPath) -> bool {
    !(path.hops.is_empty() && path.field == FieldId::ID)
}

fn ungrouped(cx: &Cx<'_>, path: &FieldPath) -> QueryError {
    let name = &cx.schema.object(path.object).get(path.field).name;
    QueryError(format!("Field must be grouped or aggregated: {name}"))
}

impl Finished {
    fn read(&self, column: Column) -> CellRef<'_> {
        match column {
            Column::Key(i) => Cow::Borrowed(&self.keys[i]),
            Column::Aggregate(i) => Cow::Borrowed(&self.results[i]),
            Column::Grouping(i) => Cow::Owned(Cell::Integer(i32::from(self.active >> i & 1 == 0))),
        }
    }
}
