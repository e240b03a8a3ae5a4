//! SObject values: a stored row as it was queried, and what the transaction has set on top of it.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use smallvec::SmallVec;

use crate::schema::{FieldId, ObjectId};
use crate::value::key::{equal, hash};
use crate::value::{Cell, Id, Row, SmallMap, Str, Value};

/// One SObject.
///
/// A queried record shares its stored row and reads fields from it on demand, so that making one costs two
/// reference counts. Fields set later lie in `own` and hide the row's.
#[derive(Clone, Debug)]
pub struct Record {
    pub object: ObjectId,
    own: Fields,
    base: Option<(Row, Rc<Selection>)>,
    extra: Option<Box<Extra>>,
    /// `Trigger.new` in after triggers, `Trigger.old`: writing throws `Record is read-only`.
    pub read_only: bool,
    /// It was made from JSON: the platform keeps the fields of such a record in a hash table, and writes them in its order.
    pub hashed: bool,
}

/// Which fields of a row were selected, and where they lie in it.
#[derive(Debug, Default)]
pub struct Selection {
    /// By field: the physical slot in the row, or [`Selection::NOT_SELECTED`]. Fields beyond the end are not selected.
    pub slots: Box<[u16]>,
    /// The selected fields in order of the query, for iteration.
    pub fields: Box<[FieldId]>,
}

impl Selection {
    pub const NOT_SELECTED: u16 = u16::MAX;
    /// Selected, but emptied since: it lies beyond the end of every row, so it reads as null.
    const EMPTIED: u16 = u16::MAX - 1;
}

#[derive(Clone, Default, Debug)]
struct Fields {
    keys: SmallVec<[FieldId; 8]>,
    values: Vec<Value>,
}

/// What few records have.
#[derive(Clone, Default, Debug)]
pub struct Extra {
    /// Parent records by lookup field: `contact.Account` under `AccountId`. Null when queried and empty.
    pub parents: SmallMap<FieldId>,
    /// Child lists by place in the object's child relationships.
    pub children: SmallMap<u16>,
    /// Named values of an `AggregateResult`, in order.
    pub named: Vec<(Str, Value)>,
    /// `addError` texts: the field, or None for the record.
    pub errors: Vec<(Option<FieldId>, String)>,
    /// `setOptions(...)`
    pub options: Value,
    /// It was made by `clone(...)`: the id of its source, if that had one.
    pub cloned: Option<Option<Id>>,
    /// It came from a query: reading a field that was not selected is an error.
    pub queried: bool,
    /// An event that was published: it has an Id that nobody may read, and is not published again.
    pub published: bool,
}

impl Record {
    /// `new Account()`: no field is set, every field reads as null.
    pub fn new(object: ObjectId) -> Record {
        Record { object, own: Fields::default(), base: None, extra: None, read_only: false, hashed: false }
    }

    /// A record as a query delivers it.
    pub fn queried(object: ObjectId, row: Row, selection: Rc<Selection>) -> Record {
        Record {
            object,
            own: Fields::default(),
            base: Some((row, selection)),
            extra: None,
            read_only: false,
            hashed: false,
        }
    }

    /// The field's value, or None when it was neither set nor queried.
    pub fn get(&self, field: FieldId) -> Option<Value> {
        if let Some(i) = self.own.keys.iter().position(|k| *k == field) {
            return Some(self.own.values[i].clone());
        }
        self.base_cell(field).map(Cell::to_value)
    }

    /// The cell of the stored row that this field was queried from.
    fn base_cell(&self, field: FieldId) -> Option<&Cell> {
        let (row, selection) = self.base.as_ref()?;
        match selection.slots.get(field.0 as usize) {
            None | Some(&Selection::NOT_SELECTED) => None,
            Some(&slot) => Some(row.get(slot as usize).unwrap_or(&Cell::Null)),
        }
    }

    /// What lies in a slot of the stored row, selected or not. None when it shares no row.
    pub fn stored(&self, slot: u16) -> Option<Value> {
        let (row, _) = self.base.as_ref()?;
        Some(row.get(usize::from(slot)).map_or(Value::Null, Cell::to_value))
    }

    pub fn set(&mut self, field: FieldId, value: Value) {
        match self.own.keys.iter().position(|k| *k == field) {
            Some(i) => self.own.values[i] = value,
            None => {
                self.own.keys.push(field);
                self.own.values.push(value);
            }
        }
    }

    pub fn is_set(&self, field: FieldId) -> bool {
        self.own.keys.contains(&field) || self.base_cell(field).is_some()
    }

    /// Makes a field null again without setting it: a clone's id, for example.
    pub fn empty(&mut self, field: FieldId) {
        if let Some(i) = self.own.keys.iter().position(|k| *k == field) {
            self.own.keys.remove(i);
            self.own.values.remove(i);
        }
        if let Some((_, selection)) = &mut self.base {
            let emptied = |slots: &[u16]| {
                slots.get(field.0 as usize).is_none_or(|s| [Selection::NOT_SELECTED, Selection::EMPTIED].contains(s))
            };
            if !emptied(&selection.slots) {
                let mut slots = selection.slots.clone();
                slots[field.0 as usize] = Selection::EMPTIED;
                *selection = Rc::new(Selection { slots, fields: selection.fields.clone() });
            }
        }
    }

    /// Forgets a field, as if it had been neither set nor queried.
    pub fn unset(&mut self, field: FieldId) {
        self.detach();
        if let Some(i) = self.own.keys.iter().position(|k| *k == field) {
            self.own.keys.remove(i);
            self.own.values.remove(i);
        }
    }

    /// Whether it came from a query, so that a field that was not selected cannot be read.
    pub fn is_queried(&self) -> bool {
        self.base.is_some() || self.extra.as_ref().is_some_and(|e| e.queried)
    }

    /// Whether it has nothing but fields that the program set.
    pub fn is_plain(&self) -> bool {
        self.base.is_none() && self.extra.is_none()
    }

    /// Every field that is set or queried, with its value: the queried ones in query order, then those set.
    pub fn fields(&self) -> Vec<(FieldId, Value)> {
        let queried = self.base.iter().flat_map(|(_, s)| s.fields.iter().copied());
        let mut all: Vec<(FieldId, Value)> =
            queried.map(|f| (f, self.get(f).expect("a selected field has a value"))).collect();
        for (k, v) in self.own.keys.iter().zip(&self.own.values) {
            if !all.iter().any(|(f, _)| f == k) {
                all.push((*k, v.clone()));
            }
        }
        all
    }

    /// The fields that count as filled: those set, and those queried that are not null.
    pub fn populated(&self) -> Vec<(FieldId, Value)> {
        // An Id that was set to null counts as none.
        let own = |f: &FieldId| self.own.keys.contains(f) && *f != FieldId::ID;
        self.fields().into_iter().filter(|(f, v)| !v.is_null() || own(f)).collect()
    }

    /// Whether reading the field is an error: the record was queried without it. The id can always be read.
    pub fn lacks(&self, field: FieldId) -> bool {
        self.is_queried() && field != FieldId::ID && !self.is_set(field)
    }

    /// The fields that the transaction set itself, whether or not they were queried before.
    pub fn own_fields(&self) -> impl Iterator<Item = (FieldId, &Value)> {
        self.own.keys.iter().copied().zip(&self.own.values)
    }

    /// Copies the queried fields into the record, so that it no longer shares the row.
    fn detach(&mut self) {
        let Some((row, selection)) = self.base.take() else { return };
        for &f in &selection.fields {
            if !self.own.keys.contains(&f) {
                let slot = selection.slots[f.0 as usize] as usize;
                self.own.keys.push(f);
                self.own.values.push(row.get(slot).map_or(Value::Null, Cell::to_value));
            }
        }
        self.extra_mut().queried = true;
    }

    /// The Id, read from the field that every object has first.
    pub fn id(&self) -> Option<Id> {
        match self.get(FieldId::ID)? {
            Value::Id(id) => Some(id),
            Value::String(s) => Id::parse(&s),
            _ => None,
        }
    }

    /// What maps made of records are keyed by: the Id, or what an aggregate query calls `Id`.
    pub fn map_key(&self) -> Value {
        let named = || {
            let named = &self.extra.as_ref()?.named;
            named.iter().find(|(name, _)| name.eq_ignore_ascii_case("Id")).map(|(_, value)| value.clone())
        };
        self.get(FieldId::ID).filter(|id| !id.is_null()).or_else(named).unwrap_or_default()
    }

    pub fn extra(&self) -> Option<&Extra> {
        self.extra.as_deref()
    }

    pub fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Moves everything out, for taking cycles apart.
    pub fn take(&mut self) -> Record {
        std::mem::replace(self, Record::new(self.object))
    }

    /// Equality as `==` on SObjects: the same object type and the same filled fields and parents with equal values.
    pub fn equals(&self, other: &Record) -> bool {
        if self.object != other.object {
            return false;
        }
        let same = |a: &[(FieldId, Value)], b: &[(FieldId, Value)]| {
            a.len() == b.len() && a.iter().all(|(f, v)| b.iter().any(|(g, w)| f == g && equal(v, w)))
        };
        if !same(&self.populated(), &other.populated()) || !same(&self.parents(), &other.parents()) {
            return false;
        }
        let named = |r: &Record| r.extra.as_ref().map_or_else(Vec::new, |e| e.named.clone());
        let (a, b) = (named(self), named(other));
        a.len() == b.len() && a.iter().all(|(n, v)| b.iter().any(|(m, w)| **n == **m && equal(v, w)))
    }

    /// Parent records that are there.
    fn parents(&self) -> Vec<(FieldId, Value)> {
        let all = self.extra.iter().flat_map(|e| e.parents.iter());
        all.filter(|(_, v)| !v.is_null()).map(|(f, v)| (*f, v.clone())).collect()
    }

    /// Hashes as a map key: the object and the sum of its fields' hashes, whatever their order.
    pub(crate) fn hash_key<H: Hasher>(&self, h: &mut H) {
        self.object.hash(h);
        let sum = self.populated().iter().fold(0u64, |sum, (f, v)| {
            let mut one = rustc_hash::FxHasher::default();
            f.hash(&mut one);
            hash(v, &mut one);
            sum.wrapping_add(one.finish())
        });
        h.write_u64(sum);
    }
}
