//! Makes records of rows: selected fields, parents, children, `TYPEOF`.

use std::cell::RefMut;
use std::rc::Rc;
use std::sync::Arc;

use crate::hir::{FieldPath, FieldTarget, Func, SelectItem, SubQuery, TypeId};
use crate::org::query::path::{Cursor, Hop, Reader};
use crate::org::query::source::Source;
use crate::org::query::{Cx, QueryError, children};
use crate::org::state::id_of;
use crate::org::table::Table;
use crate::schema::{FieldId, ObjectId};
use crate::value::{Id, List, Object, Record, Selection, Str, Value, prefetch};

/// A field for which no row has a slot: it lies beyond the end of every row and reads as null.
const NEVER_HELD: u16 = Selection::NOT_SELECTED - 1;

/// Everything a query selects, ready to be applied to its rows.
pub struct Projection<'a> {
    shape: Shape<'a>,
    children: Vec<(u16, &'a SubQuery)>,
    computed: Vec<Computed<'a>>,
}

/// A function of a field: it takes the field's place, or stands under a name of its own.
struct Computed<'a> {
    source: Source<'a>,
    field: Option<FieldId>,
    name: Arc<str>,
}

/// The selected part of one object's rows.
struct Shape<'a> {
    object: ObjectId,
    table: Option<&'a Table>,
    /// By the fields' ids, for rows of `object` itself.
    selection: Rc<Selection>,
    /// The same fields for rows of other objects, when `object` is `Name`.
    readers: Vec<Reader<'a>>,
    /// Those of the fields that are formulas.
    formulas: Vec<Reader<'a>>,
    parents: Vec<Parent<'a>>,
}

struct Parent<'a> {
    lookup: Hop<'a>,
    branches: Vec<(ObjectId, Shape<'a>)>,
    /// For what no branch names; none leaves the parent null.
    otherwise: Option<Shape<'a>>,
}

/// Selected paths, merged by their lookups.
#[derive(Default)]
struct Tree {
    fields: Vec<FieldId>,
    parents: Vec<(FieldId, ObjectId, Tree)>,
    typeofs: Vec<Typeof>,
}

/// `TYPEOF` on a lookup.
struct Typeof {
    lookup: FieldId,
    branches: Vec<(ObjectId, Tree)>,
    otherwise: Option<(ObjectId, Tree)>,
}

impl Tree {
    fn at(&mut self, hops: &[(ObjectId, FieldId, ObjectId)]) -> &mut Tree {
        let Some(((_, lookup, target), rest)) = hops.split_first() else { return self };
        let known = self.parents.iter().position(|(l, ..)| l == lookup);
        let at = known.unwrap_or_else(|| {
            self.parents.push((*lookup, *target, Tree::default()));
            self.parents.len() - 1
        });
        self.parents[at].2.at(rest)
    }

    fn add(&mut self, path: &FieldPath) {
        let fields = &mut self.at(&path.hops).fields;
        if !fields.contains(&path.field) {
            fields.push(path.field);
        }
    }

    fn of(paths: &[FieldPath]) -> Tree {
        let mut tree = Tree::default();
        paths.iter().for_each(|p| tree.add(p));
        tree
    }
}

impl<'a> Projection<'a> {
    pub fn new(cx: &Cx<'a>, object: ObjectId, select: &'a [SelectItem]) -> Result<Projection<'a>, QueryError> {
        let mut tree = Tree::default();
        let (mut children, mut computed) = (Vec::new(), Vec::new());
        for item in select {
            match item {
                SelectItem::Field { path, .. } => tree.add(path),
                SelectItem::Target { target, alias } => {
                    let replaced = match target {
                        FieldTarget::Call(Func::ToLabel | Func::ConvertCurrency, path) if path.hops.is_empty() => {
                            let same = cx.schema.object(object).get(path.field).name.eq_ignore_ascii_case(alias);
                            (same || alias.starts_with("expr")).then_some(path.field)
                        }
                        _ => None,
                    };
                    computed.push(Computed { source: Source::new(cx, target)?, field: replaced, name: alias.clone() });
                }
                SelectItem::Written { .. } => {
                    return Err(QueryError("an aggregate stands in a query of groups".into()));
                }
                SelectItem::Children { child, query } => children.push((*child, &**query)),
                SelectItem::Typeof { hops, lookup, branches, otherwise } => {
                    let branches = branches.iter().map(|b| (b.object, Tree::of(&b.fields))).collect();
                    let rest =
                        otherwise.first().map(|p| (p.hops.first().map_or(p.object, |h| h.0), Tree::of(otherwise)));
                    tree.at(hops).typeofs.push(Typeof { lookup: *lookup, branches, otherwise: rest });
                }
            }
        }
        Ok(Projection { shape: Shape::new(cx, object, tree), children, computed })
    }

    /// The records of rows of the query's object.
    pub fn records(&self, cx: &'a Cx<'a>, rows: &[Cursor<'a>]) -> Result<Vec<Value>, QueryError> {
        let object = self.shape.object;
        let mut records = Vec::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate() {
            self.shape.prefetch(cx, rows, i);
            records.push(Value::record(self.shape.record(cx, object, *row)));
        }
        for computed in &self.computed {
            for (record, row) in records.iter().zip(rows) {
                let mut record = changed(record);
                let value = computed.source.read(cx, *row).to_value();
                match computed.field {
                    Some(field) => record.set(field, value),
                    None => record.extra_mut().named.push((Str::from(&*computed.name), value)),
                }
            }
        }
        for (child, query) in &self.children {
            cx.subqueries.set(cx.subqueries.get() + 1);
            let ids: Vec<Id> = rows.iter().map(|row| id_of(cx.schema, object, row.number)).collect();
            let mut lists = children::load(cx, query, &ids)?;
            for (record, id) in records.iter().zip(ids) {
                let list = List::from_values(TypeId::record(query.query.object), lists.remove(&id).unwrap_or_default());
                changed(record).extra_mut().children.insert(*child, Value::list(list));
            }
        }
        Ok(records)
    }
}

/// A record that was just made, for the rest of what it holds.
fn changed(record: &Value) -> RefMut<'_, Record> {
    match record.object() {
        Some(Object::Record(record)) => record.borrow_mut(),
        _ => unreachable!("projections make records"),
    }
}

impl<'a> Shape<'a> {
    fn new(cx: &Cx<'a>, object: ObjectId, tree: Tree) -> Shape<'a> {
        let mut fields = tree.fields;
        // A parent brings the lookup that led to it, and every record its id.
        let lookups = tree.parents.iter().map(|p| p.0).chain(tree.typeofs.iter().map(|t| t.lookup));
        for field in lookups.chain([FieldId::ID]) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let table = cx.state.table(object);
        let highest = fields.iter().map(|f| f.0).max().unwrap_or(0);
        let mut slots = vec![Selection::NOT_SELECTED; usize::from(highest) + 1];
        for field in &fields {
            let slot = table.and_then(|t| t.layout.slot(*field));
            slots[usize::from(field.0)] = slot.unwrap_or(NEVER_HELD);
        }
        let any = cx.schema.name(object) == "Name";
        let readers = if any { fields.iter().map(|f| Reader::new(cx, object, *f)).collect() } else { Vec::new() };
        let of_object = cx.schema.object(object);
        let formulas = fields.iter().filter(|f| of_object.get(**f).formula.is_some());
        let formulas = formulas.map(|f| Reader::new(cx, object, *f)).collect();
        let plain = tree.parents.into_iter().map(|(lookup, target, tree)| Parent {
            lookup: Hop::new(cx, object, lookup, target),
            branches: Vec::new(),
            otherwise: Some(Shape::new(cx, target, tree)),
        });
        let typeofs = tree.typeofs.into_iter().map(|t| Parent {
            lookup: Hop::new(cx, object, t.lookup, object),
            branches: t.branches.into_iter().map(|(o, tree)| (o, Shape::new(cx, o, tree))).collect(),
            otherwise: t.otherwise.map(|(o, tree)| Shape::new(cx, o, tree)),
        });
        let parents = plain.chain(typeofs).collect();
        let selection = Rc::new(Selection { slots: slots.into(), fields: fields.into() });
        Shape { object, table, selection, readers, formulas, parents }
    }

    /// Brings near the rows whose turn comes soon, then those that their lookups lead to.
    #[inline]
    fn prefetch(&self, cx: &Cx<'a>, rows: &[Cursor<'a>], now: usize) {
        const ROWS: usize = 8;
        const PARENTS: usize = 4;
        if let (Some(at), Some(table)) = (rows.get(now + ROWS), self.table) {
            prefetch::row(at.row(table));
        }
        for parent in &self.parents {
            let target = parent.lookup.target_table();
            if let (Some(at), Some(table)) = (rows.get(now + PARENTS), target)
                && let Some((_, found)) = parent.lookup.follow(cx, self.object, *at)
            {
                prefetch::row(found.row(table));
            }
        }
    }

    fn record(&self, cx: &Cx<'a>, object: ObjectId, at: Cursor<'a>) -> Record {
        let mut record = match object == self.object {
            true => {
                let table = self.table.expect("rows are in a table");
                let mut record = Record::queried(object, Arc::clone(at.row(table)), Rc::clone(&self.selection));
                for reader in &self.formulas {
                    let cell = reader.read(cx, object, at);
                    if !cell.is_null() {
                        record.set(reader.field, cell.to_value());
                    }
                }
                record
            }
            false => {
                let mut record = Record::new(self.object);
                for reader in &self.readers {
                    record.set(reader.field, reader.read(cx, object, at).to_value());
                }
                record.extra_mut().queried = true;
                record
            }
        };
        for parent in &self.parents {
            let value = parent
                .lookup
                .follow(cx, object, at)
                .and_then(|(o, at)| Some(Value::record(parent.shape(o)?.record(cx, o, at))));
            record.extra_mut().parents.insert(parent.lookup.reader.field, value.unwrap_or_default());
        }
        record
    }
}

impl<'a> Parent<'a> {
    fn shape(&self, object: ObjectId) -> Option<&Shape<'a>> {
        let branch = self.branches.iter().find(|(o, _)| *o == object).map(|(_, shape)| shape);
        branch.or(self.otherwise.as_ref())
    }
}
