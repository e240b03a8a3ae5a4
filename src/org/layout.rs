//! Which cell of a row holds which field. Slots are given when a field first holds a value, so rows stay short.

use std::sync::Arc;

use crate::org::derive::{Companion, Derivation};
use crate::schema::{Field, FieldId, FieldType, Object, ObjectKind, RollUpOperation, SettingKind};
use crate::value::Selection;

/// The cells that every row has.
pub const ID_SLOT: u16 = 0;
pub const DELETED_SLOT: u16 = 1;

/// The slots of one table; only ever grows, so that old rows stay readable (a row that is too short reads as null).
#[derive(Clone, Debug)]
pub struct Layout {
    by_field: Vec<u16>,
    slots: u16,
    pub system: SystemFields,
    pub derivation: Option<Derivation>,
    pub companion: Option<Companion>,
    /// Checkboxes, which are false where nothing is said, sums, which begin at zero, auto-numbers, and names that are the
    /// record's id.
    pub filled: Arc<[FieldId]>,
    /// How many fields the object had when `filled` was made.
    known: usize,
}

/// Fields that the org itself maintains, as far as the object has them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFields {
    pub is_deleted: Option<FieldId>,
    pub created_date: Option<FieldId>,
    pub created_by: Option<FieldId>,
    pub modified_date: Option<FieldId>,
    pub modified_by: Option<FieldId>,
    pub modstamp: Option<FieldId>,
    pub owner: Option<FieldId>,
    /// `SetupOwnerId` of a hierarchy setting, which belongs to the organisation where nothing is said.
    pub setup_owner: Option<FieldId>,
}

impl Layout {
    pub fn new(object: &Object) -> Layout {
        let system = SystemFields {
            is_deleted: object.field("IsDeleted"),
            created_date: object.field("CreatedDate"),
            created_by: object.field("CreatedById"),
            modified_date: object.field("LastModifiedDate"),
            modified_by: object.field("LastModifiedById"),
            modstamp: object.field("SystemModstamp"),
            owner: object.field("OwnerId"),
            setup_owner: match object.kind {
                ObjectKind::CustomSetting(SettingKind::Hierarchy) => object.field("SetupOwnerId"),
                _ => None,
            },
        };
        let mut layout = Layout {
            by_field: Vec::new(),
            slots: 2,
            system,
            derivation: Derivation::of(object),
            companion: Companion::of(object),
            filled: Arc::default(),
            known: 0,
        };
        layout.place(FieldId::ID, ID_SLOT);
        if let Some(field) = system.is_deleted {
            layout.place(field, DELETED_SLOT);
        }
        layout
    }

    /// Whether the object has grown since [`Layout::learn`].
    pub fn is_behind(&self, object: &Object) -> bool {
        self.known != object.fields().len()
    }

    /// Notes which fields of the object the org fills itself.
    pub fn learn(&mut self, object: &Object) {
        let named_by_id = matches!(object.kind, ObjectKind::Custom | ObjectKind::CustomSetting(SettingKind::Hierarchy));
        let fills = |f: &Field| {
            let is_checkbox = f.ty == FieldType::Boolean && !f.calculated();
            let is_name = named_by_id && f.name_field && f.ty == FieldType::String;
            let is_total = f
                .roll_up
                .as_ref()
                .is_some_and(|r| matches!(r.operation, RollUpOperation::Count | RollUpOperation::Sum));
            is_checkbox || is_name || is_total || f.auto_number.is_some()
        };
        self.filled = object.iter().filter(|(_, f)| fills(f)).map(|(id, _)| id).collect();
        self.known = object.fields().len();
    }

    fn place(&mut self, field: FieldId, slot: u16) {
        let at = usize::from(field.0);
        if at >= self.by_field.len() {
            self.by_field.resize(at + 1, Selection::NOT_SELECTED);
        }
        self.by_field[at] = slot;
    }

    /// The slot of a field, if it ever held a value.
    #[inline]
    pub fn slot(&self, field: FieldId) -> Option<u16> {
        self.by_field.get(usize::from(field.0)).copied().filter(|s| *s != Selection::NOT_SELECTED)
    }

    /// Gives a field a slot. It has none yet.
    pub fn add(&mut self, field: FieldId) -> u16 {
        let slot = self.slots;
        self.slots += 1;
        self.place(field, slot);
        slot
    }

    /// How many slots there are.
    pub fn len(&self) -> usize {
        usize::from(self.slots)
    }

    pub fn is_empty(&self) -> bool {
        false
    }

    /// Every field with a slot.
    pub fn fields(&self) -> impl Iterator<Item = (FieldId, u16)> + '_ {
        let all = self.by_field.iter().enumerate();
        all.filter(|(_, slot)| **slot != Selection::NOT_SELECTED).map(|(i, slot)| (FieldId(i as u16), *slot))
    }
}
