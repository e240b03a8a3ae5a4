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
    /// Fields whose default is a formula that must be computed.
    pub computed: Vec<FieldId>,
    /// Fields that must hold something.
    pub required: Vec<FieldId>,
    /// How many fields the object had.
    fields: usize,
}

/// The selection of all fields and the layout that it was made for; the fields that are computed, if there are any.
struct WholeRow {
    layout: Arc<Layout>,
    selection: Rc<Selection>,
    computed: Option<Rc<[FieldId]>>,
}

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
                let (defaults, computed, required) = check::rules_of(def);
                let rules = Rc::new(Rules { defaults, computed, required, fields: def.fields().len() });
                known.insert(object, Rc::clone(&rules));
                rules
            }
        }
    }

    /// The selection of all fields of an object's rows, and which of them are formulas.
    pub(super) fn whole_row(&self, object: ObjectId, layout: &Arc<Layout>) -> (Rc<Selection>, Option<Rc<[FieldId]>>) {
        let mut known = self.gathered.whole_rows.borrow_mut();
        let fields = self.schema().object(object).fields().len();
        match known.get(&object) {
            Some(whole) if Arc::ptr_eq(&whole.layout, layout) && whole.selection.fields.len() == fields => {
                (Rc::clone(&whole.selection), whole.computed.clone())
            }
            _ => {
                let selection = crate::org::query::whole_row(self.schema(), object, layout);
                let computed = self.formula_fields(object);
                let computed = (!computed.is_empty()).then(|| Rc::from(computed));
                let (layout, of_all) = (Arc::clone(layout), Rc::clone(&selection));
                known.insert(object, WholeRow { layout, selection: of_all, computed: computed.clone() });
                (selection, computed)
            }
        }
    }
}
