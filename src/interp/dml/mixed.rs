//! The mixed-DML rule: setup objects and other objects are not changed in one transaction.

use super::{Row, record};
use crate::hir::DmlKind;
use crate::interp::Interp;
use crate::org::DmlError;
use crate::schema::{ObjectId, ObjectKind};

/// Which side of the rule an operation is on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Setup,
    Data,
    /// Allowed beside both.
    Neither,
}

/// Changing one of these makes an update of a user a setup operation.
const USER_FIELDS: [&str; 6] =
    ["UserRoleId", "IsActive", "ForecastEnabled", "IsPortalEnabled", "Username", "ProfileId"];

impl Interp {
    /// The failure of every row when the operation does not go with what the transaction did before.
    pub(super) fn mixed_dml(&mut self, object: ObjectId, kind: DmlKind, rows: &[Row]) -> Option<DmlError> {
        let side = self.side(object, kind, rows);
        let mixed = &mut self.context.mixed;
        let other = match side {
            Side::Neither => return None,
            Side::Setup => {
                mixed.setup.get_or_insert(object);
                mixed.data
            }
            Side::Data => {
                mixed.data.get_or_insert(object);
                mixed.setup
            }
        }?;
        let schema = &self.program.schema;
        let text = format!(
            "DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): \
             {}, original object: {}",
            schema.name(object),
            schema.name(other)
        );
        Some(DmlError::new("MIXED_DML_OPERATION", text))
    }

    fn side(&self, object: ObjectId, kind: DmlKind, rows: &[Row]) -> Side {
        let schema = &self.program.schema;
        let def = schema.object(object);
        match (&*def.name, kind) {
            ("Group", DmlKind::Insert | DmlKind::Update) => return Side::Neither,
            ("User", DmlKind::Insert) => {
                let role = def.field("UserRoleId");
                let has_role =
                    rows.iter().any(|r| role.and_then(|f| record(&r.record).get(f)).is_some_and(|v| !v.is_null()));
                return if has_role { Side::Setup } else { Side::Neither };
            }
            ("User", DmlKind::Update) => {
                return if rows.iter().any(|r| self.changes_setup(object, r)) { Side::Setup } else { Side::Neither };
            }
            _ => {}
        }
        if def.setup {
            return Side::Setup;
        }
        match def.kind {
            ObjectKind::PlatformEvent { .. } | ObjectKind::CustomMetadata | ObjectKind::CustomSetting(_) => {
                Side::Neither
            }
            ObjectKind::Standard
            | ObjectKind::Custom
            | ObjectKind::BigObject
            | ObjectKind::External
            | ObjectKind::Share { .. }
            | ObjectKind::History { .. }
            | ObjectKind::Feed { .. }
            | ObjectKind::ChangeEvent { .. } => Side::Data,
        }
    }

    fn changes_setup(&self, object: ObjectId, row: &Row) -> bool {
        let given = record(&row.record);
        let Some(id) = given.id() else { return false };
        let def = self.program.schema.object(object);
        USER_FIELDS.iter().filter_map(|name| def.field(name)).any(|field| {
            let stored = self.org.cell(id, field).to_value();
            given.get(field).is_some_and(|new| !new.same(&stored))
        })
    }
}
