//! Reads a field of a row, or of a row that its lookups lead to.

use std::borrow::Cow;
use std::cell::{Cell as Slot, RefCell};

use crate::hir::FieldPath;
use crate::org::columns::{Codes, Column, Numbers};
use crate::org::query::Cx;
use crate::org::state::place_of;
use crate::org::table::Table;
use crate::schema::{CellKind, FieldId, ObjectId};
use crate::value::{Cell, Id, Row};

pub const NULL: &Cell = &Cell::Null;

/// A cell of a stored row, or one that was computed.
pub type CellRef<'a> = Cow<'a, Cell>;

/// A row by its number in its table. Where columns serve, the row itself is never looked up.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    pub number: u32,
    row: Option<&'a Row>,
}

impl<'a> Cursor<'a> {
    /// A row that is at hand.
    #[inline]
    pub fn new(number: u32, row: &'a Row) -> Cursor<'a> {
        Cursor { number, row: Some(row) }
    }

    /// A row that is known to exist.
    #[inline]
    pub fn of(number: u32) -> Cursor<'a> {
        Cursor { number, row: None }
    }

    /// The row, given its table.
    #[inline]
    pub fn row(self, table: &'a Table) -> &'a Row {
        self.row.unwrap_or_else(|| table.row(self.number).expect("a cursor stands on a row"))
    }
}

/// The slot of a field of the same name in rows of each object met so far.
type Slots = Vec<(ObjectId, Option<u16>)>;

/// A field of one object, found in rows of that object; or by name in rows of others when the object is `Name`, which
/// stands for whatever a polymorphic lookup leads to.
pub struct Reader<'a> {
    pub object: ObjectId,
    pub field: FieldId,
    pub slot: Option<u16>,
    table: Option<&'a Table>,
    /// Where the table has copied the field; a scan may bring that about.
    column: Slot<Option<&'a Column>>,
    others: Option<RefCell<Slots>>,
    /// A formula field: its rows have no slot for it.
    computed: bool,
}

impl<'a> Reader<'a> {
    pub fn new(cx: &Cx<'a>, object: ObjectId, field: FieldId) -> Reader<'a> {
        let table = cx.state.table(object);
        let slot = table.and_then(|t| t.layout.slot(field));
        let column = Slot::new(slot.and_then(|s| table?.column(s)));
        let others = (cx.schema.name(object) == "Name").then(RefCell::default);
        let computed = cx.schema.object(object).get(field).formula.is_some();
        if computed {
            cx.require_formula(object, field);
        }
        Reader { object, field, slot, table, column, others, computed }
    }

    /// The field in a row of its own object.
    #[inline]
    fn own(&self, cx: &Cx<'a>, at: Cursor<'a>) -> CellRef<'a> {
        match self.computed {
            true => self.compute(cx, at),
            false => Cow::Borrowed(self.stored(at)),
        }
    }

    /// What the row holds for the field: nothing when it is computed.
    #[inline]
    fn stored(&self, at: Cursor<'a>) -> &'a Cell {
        if let Some(cell) = self.column.get().and_then(|column| column.cell(at.number)) {
            return cell;
        }
        match (self.slot, self.table) {
            (Some(slot), Some(table)) => at.row(table).get(usize::from(slot)).unwrap_or(NULL),
            _ => NULL,
        }
    }

    #[cold]
    fn compute(&self, cx: &Cx<'a>, at: Cursor<'a>) -> CellRef<'a> {
        let cell = |table: &'a Table| cx.env.cell(self.object, self.field, table, at.row(table));
        self.table.map_or(Cow::Borrowed(NULL), |table| Cow::Owned(cell(table)))
    }

    /// The field in a row of `object`.
    #[inline]
    pub fn read(&self, cx: &Cx<'a>, object: ObjectId, at: Cursor<'a>) -> CellRef<'a> {
        match &self.others {
            Some(others) if object != self.object => self.elsewhere(cx, object, at, others),
            _ => self.own(cx, at),
        }
    }

    fn elsewhere(&self, cx: &Cx<'a>, object: ObjectId, at: Cursor<'a>, others: &RefCell<Slots>) -> CellRef<'a> {
        let Some(table) = cx.state.table(object) else { return Cow::Borrowed(NULL) };
        let row = at.row(table);
        if let Some(own) = self.stand_in(cx, object, row) {
            return own;
        }
        let slot = self.translated(cx, object, others);
        Cow::Borrowed(slot.and_then(|s| row.get(usize::from(s))).unwrap_or(NULL))
    }

    /// What only the `Name` object has: the type's name, and the record's name under a second name.
    fn stand_in(&self, cx: &Cx<'a>, object: ObjectId, row: &'a Row) -> Option<CellRef<'a>> {
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
pub struct Hop<'a> {
    pub reader: Reader<'a>,
    leads_to: ObjectId,
    /// Where it leads when that is one object with a key prefix of its own, by Ids.
    target: Option<(ObjectId, [u8; 3], &'a Table)>,
}

/// A field reached through any number of lookups.
pub struct Path<'a> {
    hops: Vec<Hop<'a>>,
    pub leaf: Reader<'a>,
    root: ObjectId,
}

impl<'a> Path<'a> {
    pub fn new(cx: &Cx<'a>, path: &FieldPath) -> Path<'a> {
        let hops = path.hops.iter().map(|&(object, lookup, target)| Hop::new(cx, object, lookup, target)).collect();
        let root = path.hops.first().map_or(path.object, |hop| hop.0);
        Path { hops, leaf: Reader::new(cx, path.object, path.field), root }
    }

    /// Whether it is a field of the root's own rows.
    pub fn is_own(&self) -> bool {
        self.hops.is_empty()
    }

    /// Says that all rows of the root were read for this path.
    pub fn note_scan(&self, cx: &Cx<'a>) {
        let readers = self.hops.iter().map(|hop| &hop.reader).chain([&self.leaf]);
        for reader in readers {
            if let (Some(table), Some(slot)) = (cx.state.table(reader.object), reader.slot) {
                table.note_scan(slot);
                reader.column.set(table.column(slot));
            }
        }
    }

    /// The codes of the field at the end, by the row numbers that [`Path::number`] answers.
    pub fn codes(&self) -> Option<&'a Codes> {
        match self.column()? {
            Column::Codes(codes) => Some(codes),
            Column::Numbers(_) | Column::Cells(_) => None,
        }
    }

    /// The numbers of the field at the end, in the same way.
    pub fn numbers(&self) -> Option<&'a Numbers> {
        match self.column()? {
            Column::Numbers(numbers) => Some(numbers),
            Column::Codes(_) | Column::Cells(_) => None,
        }
    }

    /// The column at the end, if the rows that the path leads to can be told by their numbers alone.
    fn column(&self) -> Option<&'a Column> {
        let known = |hop: &Hop<'_>| hop.target.is_some() && hop.reader.others.is_none();
        (self.hops.iter().all(known) && self.leaf.others.is_none()).then(|| self.leaf.column.get()).flatten()
    }

    /// The number of the row at the end of the path; none when a lookup on the way is empty.
    #[inline]
    pub fn number(&self, at: Cursor<'a>) -> Option<u32> {
        if self.hops.is_empty() {
            return Some(at.number);
        }
        self.number_behind(at)
    }

    fn number_behind(&self, mut at: Cursor<'a>) -> Option<u32> {
        for (i, hop) in self.hops.iter().enumerate() {
            let Cell::Id(id) = hop.reader.stored(at) else { return None };
            let (_, prefix, table) = hop.target?;
            if id.prefix() != prefix {
                return None;
            }
            let number = u32::try_from(id.sequence()?).ok()?;
            if i + 1 == self.hops.len() {
                let held = self.leaf.column.get().is_some_and(|c| (number as usize) < c.len());
                return held.then_some(number);
            }
            at = Cursor::new(number, table.row(number)?);
        }
        Some(at.number)
    }

    /// The cell at the end of the path; null when a lookup on the way is empty.
    #[inline]
    pub fn read(&self, cx: &Cx<'a>, at: Cursor<'a>) -> CellRef<'a> {
        match self.hops.is_empty() {
            true => self.leaf.own(cx, at),
            false => self.follow(cx, at).unwrap_or(Cow::Borrowed(NULL)),
        }
    }

    fn follow(&self, cx: &Cx<'a>, mut at: Cursor<'a>) -> Option<CellRef<'a>> {
        // The last row need not be fetched when its field lies in a column.
        if let Some(column) = self.column()
            && let Some(cell) = self.number_behind(at).and_then(|number| column.cell(number))
        {
            return Some(Cow::Borrowed(cell));
        }
        let mut object = self.root;
        for hop in &self.hops {
            (object, at) = hop.follow(cx, object, at)?;
        }
        Some(self.leaf.read(cx, object, at))
    }
}

impl<'a> Hop<'a> {
    pub fn new(cx: &Cx<'a>, object: ObjectId, lookup: FieldId, target: ObjectId) -> Hop<'a> {
        let prefix = cx.schema.object(target).key_prefix.filter(|p| cx.schema.object_by_prefix(*p) == Some(target));
        let by_id = cx.schema.object(object).get(lookup).ty.cell_kind() == CellKind::Id;
        let table = prefix.filter(|_| by_id).and_then(|p| Some((target, p, cx.state.table(target)?)));
        Hop { reader: Reader::new(cx, object, lookup), leads_to: target, target: table }
    }

    /// The table that the lookup leads to, when it is one.
    pub fn target_table(&self) -> Option<&'a Table> {
        self.target.map(|(_, _, table)| table)
    }

    /// The row that the lookup leads to from a row of `object`, with its object.
    #[inline]
    pub fn follow(&self, cx: &Cx<'a>, object: ObjectId, at: Cursor<'a>) -> Option<(ObjectId, Cursor<'a>)> {
        let cell = self.reader.read(cx, object, at);
        let Cell::Id(id) = &*cell else { return definition(cx, self.leads_to, &cell) };
        match self.target {
            Some((target, prefix, table)) if id.prefix() == prefix => {
                let number = u32::try_from(id.sequence()?).ok()?;
                Some((target, Cursor::new(number, table.row(number)?)))
            }
            _ => find(cx, *id),
        }
    }
}

/// The row of a definition. Definitions of entities and fields are known by name, so lookups to them hold a text.
#[cold]
pub fn definition<'a>(cx: &Cx<'a>, target: ObjectId, name: &Cell) -> Option<(ObjectId, Cursor<'a>)> {
    if name.is_null() {
        return None;
    }
    let table = cx.state.table(target)?;
    let def = cx.schema.object(target);
    let mut found = ["QualifiedApiName", "DurableId"].iter().filter_map(|field| {
        let number = *table.rows_with(def.field(field)?, name).first()?;
        Some((target, Cursor::new(number, table.row(number)?)))
    });
    found.next()
}

/// The row of an id with its object.
fn find<'a>(cx: &Cx<'a>, id: Id) -> Option<(ObjectId, Cursor<'a>)> {
    let (object, number) = place_of(cx.schema, id)?;
    Some((object, Cursor::new(number, cx.state.table(object)?.row(number)?)))
}
