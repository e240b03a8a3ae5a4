//! Reads a field of a row, or of a row that its lookups lead to.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::hir::FieldPath;
use crate::org::query::Cx;
use crate::org::table::Table;
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Id, Row};

pub const NULL: &Cell = &Cell::Null;

/// A cell of a stored row, or one that was computed.
pub type CellRef<'a> = Cow<'a, Cell>;

/// The slot of a field of the same name in rows of each object met so far.
type Slots = Vec<(ObjectId, Option<u16>)>;

/// A field of one object, found in rows of that object; or by name in rows of others when the object is `Name`, which
/// stands for whatever a polymorphic lookup leads to.
pub struct Reader {
    pub object: ObjectId,
    pub field: FieldId,
    slot: Option<u16>,
    others: Option<RefCell<Slots>>,
}

impl Reader {
    pub fn new(cx: &Cx<'_>, object: ObjectId, field: FieldId) -> Reader {
        let slot = cx.state.table(object).and_then(|t| t.layout.slot(field));
        let others = (cx.schema.name(object) == "Name").then(RefCell::default);
        Reader { object, field, slot, others }
    }

    /// The field in a row of `object`.
    pub fn read<'a>(&self, cx: &Cx<'a>, object: ObjectId, row: &'a Row) -> CellRef<'a> {
        let slot = match &self.others {
            Some(others) if object != self.object => {
                if let Some(own) = self.stand_in(cx, object, row) {
                    return own;
                }
                self.translated(cx, object, others)
            }
            _ => self.slot,
        };
        Cow::Borrowed(slot.and_then(|s| row.get(usize::from(s))).unwrap_or(NULL))
    }

    /// What only the `Name` object has: the type's name, and the record's name under a second name.
    fn stand_in<'a>(&self, cx: &Cx<'a>, object: ObjectId, row: &'a Row) -> Option<CellRef<'a>> {
        let def = cx.schema.object(object);
        match &*cx.schema.object(self.object).get(self.field).name {
            "Type" => Some(Cow::Owned(Cell::string(&def.name))),
            // Cases and tasks are named by a number or a subject.
            "Name" | "NameOrAlias" if def.field("Name").is_none() => {
                let field = def.name_field?;
                let table = cx.state.table(object)?;
                Some(Cow::Borrowed(table.cell(row, field)))
            }
            "NameOrAlias" => Some(Cow::Borrowed(cx.state.table(object)?.cell(row, def.field("Name")?))),
            _ => None,
        }
    }

    fn translated(&self, cx: &Cx<'_>, object: ObjectId, others: &RefCell<Slots>) -> Option<u16> {
        if let Some((_, slot)) = others.borrow().iter().find(|(o, _)| *o == object) {
            return *slot;
        }
        let name = &cx.schema.object(self.object).get(self.field).name;
        let field = cx.schema.object(object).field(name);
        let slot = field.and_then(|f| cx.state.table(object)?.layout.slot(f));
        others.borrow_mut().push((object, slot));
        slot
    }
}

/// A lookup to follow.
struct Hop<'a> {
    reader: Reader,
    /// Where it leads when that is one object with a key prefix of its own.
    target: Option<(ObjectId, [u8; 3], &'a Table)>,
}

/// A field reached through any number of lookups.
pub struct Path<'a> {
    hops: Vec<Hop<'a>>,
    pub leaf: Reader,
    root: ObjectId,
}

impl<'a> Path<'a> {
    pub fn new(cx: &Cx<'a>, path: &FieldPath) -> Path<'a> {
        let hops = path.hops.iter().map(|&(object, lookup, target)| Hop::new(cx, object, lookup, target)).collect();
        let root = path.hops.first().map_or(path.object, |hop| hop.0);
        Path { hops, leaf: Reader::new(cx, path.object, path.field), root }
    }

    /// The slot in the root's own rows, when no lookup is followed.
    pub fn own_slot(&self) -> Option<Option<u16>> {
        self.hops.is_empty().then_some(self.leaf.slot)
    }

    /// The cell at the end of the path; null when a lookup on the way is empty.
    #[inline]
    pub fn read(&self, cx: &Cx<'a>, row: &'a Row) -> CellRef<'a> {
        if self.hops.is_empty() {
            return Cow::Borrowed(self.leaf.slot.and_then(|s| row.get(usize::from(s))).unwrap_or(NULL));
        }
        let (mut object, mut row) = (self.root, row);
        for hop in &self.hops {
            match hop.follow(cx, object, row) {
                Some(next) => (object, row) = next,
                None => return Cow::Borrowed(NULL),
            }
        }
        self.leaf.read(cx, object, row)
    }
}

impl<'a> Hop<'a> {
    fn new(cx: &Cx<'a>, object: ObjectId, lookup: FieldId, target: ObjectId) -> Hop<'a> {
        let prefix = cx.schema.object(target).key_prefix.filter(|p| cx.schema.object_by_prefix(*p) == Some(target));
        let target = prefix.and_then(|p| Some((target, p, cx.state.table(target)?)));
        Hop { reader: Reader::new(cx, object, lookup), target }
    }

    #[inline]
    fn follow(&self, cx: &Cx<'a>, object: ObjectId, row: &'a Row) -> Option<(ObjectId, &'a Row)> {
        let cell = self.reader.read(cx, object, row);
        let Cell::Id(id) = &*cell else { return None };
        if let Some((target, prefix, table)) = self.target
            && id.prefix() == prefix
        {
            return Some((target, table.row(u32::try_from(id.sequence()?).ok()?)?));
        }
        find(cx, *id)
    }
}

/// The row of an id with its object.
pub fn find<'a>(cx: &Cx<'a>, id: Id) -> Option<(ObjectId, &'a Row)> {
    cx.state.find(cx.schema, id).map(|(object, _, row)| (object, row))
}
