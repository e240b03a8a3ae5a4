//! What a save has to know of an object, gathered once per transaction.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::org::layout::Layout;
use crate::org::{Transaction, check};
use crate::schema::{FieldId, ObjectId};
use crate::value::{Cell, Selection};

/// Rules of one object.
pub struct Rules {
    /// What fields hold when an insert says nothing about them.
    pub defaults: Vec<(FieldId, Cell)>,
    /// Fields that must hold something.
    pub required: Vec<FieldId>,
    /// How many fields the object had.
    fields: usize,
}

/// The selection of all fields, and the layout that it was made for.
type WholeRow = (Arc<Layout>, Rc<Selection>);

/// A transaction's gathered facts.
#[derive(Default)]
pub struct Gathered {
    rules: RefCell<FxHashMap<ObjectId, Rc<Rules>>>,
    whole_rows: RefCell<FxHashMap<ObjectId, WholeRow>>,
    /// Room for the cells of the row that is being made.
    pub(super) cells: Vec<Cell>,
}

impl Transaction {
    /// The rules of an object as the schema describes it now.
    pub fn rules(&self, object: ObjectId) -> Rc<Rules> {
        let def = self.schema().object(object);
        let mut known = self.gathered.rules.borrow_mut();
        match known.get(&object) {
            Some(rules) if rules.fields == def.fields().len() => Rc::clone(rules),
            _ => {
                let (defaults, required) = check::rules_of(def);
                let rules = Rc::new(Rules { defaults, required, fields: def.fields().len() });
                known.insert(object, Rc::clone(&rules));
                rules
            }
        }
    }

    /// The selection of all fields of an object's rows.
    pub(super) fn whole_row(&self, object: ObjectId, layout: &Arc<Layout>) -> Rc<Selection> {
        let mut known = self.gathered.whole_rows.borrow_mut();
        let fields = self.schema().object(object).fields().len();
        match known.get(&object) {
            Some((old, selection)) if Arc::ptr_eq(old, layout) && selection.fields.len() == fields => {
                Rc::clone(selection)
            }
            _ => {
                let selection = crate::org::query::whole_row(self.schema(), object, layout);
                known.insert(object, (Arc::clone(layout), Rc::clone(&selection)));
                selection
            }
        }
    }
}
