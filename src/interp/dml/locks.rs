//! Locked records: who may change them all the same.

use crate::interp::Interp;
use crate::org::DmlError;
use crate::org::sharing::Viewer;
use crate::schema::ObjectId;
use crate::value::{Cell, Id};

impl Interp {
    /// Refuses a change of a locked record to all but administrators and, where its approval process says so, those whose
    /// answer it waits for.
    pub(super) fn check_lock(&mut self, object: ObjectId, id: Id) -> Result<(), DmlError> {
        let Some(locked) = self.org.lock_of(id) else { return Ok(()) };
        if self.context.automatic || self.may_edit_all(object) || self.waits_for_user(locked) {
            return Ok(());
        }
        Err(DmlError::new("ENTITY_IS_LOCKED", "This record is locked. If you need to edit it, contact your admin."))
    }

    fn waits_for_user(&self, record: Id) -> bool {
        let instances = self.org.find_named("ProcessInstance", "TargetObjectId", &Cell::Id(record));
        let open = instances.into_iter().filter(|instance| {
            let process = self.org.named_id(*instance, "ProcessDefinitionId");
            process.is_some_and(|id| self.org.named_cell(id, "LockType").as_str() == Some("Workitem"))
        });
        let items = open.flat_map(|instance| {
            self.org.find_named("ProcessInstanceWorkitem", "ProcessInstanceId", &Cell::Id(instance))
        });
        let viewer = Viewer::of(&self.org, self.context.user());
        items.filter_map(|item| self.org.named_id(item, "ActorId")).any(|actor| viewer.is_in(actor))
    }
}
