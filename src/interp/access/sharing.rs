//! Sharing at run time: which class's keyword holds, and who the running user is to records.

use std::rc::Rc;

use crate::hir::decl::Sharing;
use crate::hir::query::SelectItem;
use crate::hir::{DmlKind, Query, SecurityMode};
use crate::interp::Interp;
use crate::interp::dml::Request;
use crate::org::DmlError;
use crate::org::sharing::{Level, Viewer, hides};
use crate::value::{Id, Object};

impl Interp {
    /// Whether the code that runs now respects sharing: the nearest class says `with sharing` or `without sharing`; one that
    /// says nothing goes by its caller. Triggers do not, anonymous code does.
    fn runs_with_sharing(&self) -> bool {
        let callers = self.sites[..self.depth.min(self.sites.len())].iter().rev();
        let mut last = None;
        for site in std::iter::once(&self.site).chain(callers).filter(|site| **site != 0) {
            let method = self.program.method(self.code.site_of(*site).method);
            let Some(class) = method.class.map(|class| self.program.class(class)) else {
                return method.kind == crate::hir::MethodKind::Anonymous;
            };
            if !class.namespace.is_empty() {
                continue;
            }
            match class.sharing {
                Some(Sharing::With) => return true,
                Some(Sharing::Without) => return false,
                Some(Sharing::Inherited) | None => last = class.sharing,
            }
        }
        // Code that begins with `inherited sharing` is safe.
        last == Some(Sharing::Inherited)
    }

    /// Through whose eyes a query looks; none when nothing can be hidden.
    pub(in crate::interp) fn viewer_of_query(&mut self, query: &Query) -> Option<Rc<Viewer>> {
        let schema = &self.program.schema;
        let children = query.select.iter().filter_map(|item| match item {
            SelectItem::Children { query, .. } => Some(query.query.object),
            SelectItem::Field { .. }
            | SelectItem::Target { .. }
            | SelectItem::Written { .. }
            | SelectItem::Typeof { .. } => None,
        });
        let hidden = std::iter::once(query.object).chain(children).any(|object| hides(schema.object(object)));
        if !hidden || !self.respects_sharing(query.security) {
            return None;
        }
        self.viewer()
    }

    fn respects_sharing(&self, mode: SecurityMode) -> bool {
        mode == SecurityMode::User || self.runs_with_sharing()
    }

    /// The running user as sharing sees them; none for one who may do everything.
    pub(super) fn viewer(&mut self) -> Option<Rc<Viewer>> {
        let access = self.access();
        if access.everything {
            return None;
        }
        let mut viewer = Viewer::of(&self.org, self.context.user());
        viewer.sees_everything = access.sees_everything;
        viewer.sees_all = access.sees_all.clone();
        viewer.edits_all = access.edits_all.clone();
        Some(Rc::new(viewer))
    }

    /// Why sharing forbids what a request does to its records, one answer for each; nothing when it forbids nothing.
    pub(in crate::interp) fn sharing_errors(&mut self, request: &Request) -> Vec<Option<DmlError>> {
        let needed = match request.kind {
            DmlKind::Insert => return Vec::new(),
            DmlKind::Update | DmlKind::Upsert => Level::Edit,
            DmlKind::Delete | DmlKind::Undelete | DmlKind::Merge => Level::All,
        };
        if !self.respects_sharing(request.mode) {
            return Vec::new();
        }
        let Some(viewer) = self.viewer() else { return Vec::new() };
        let record_id = |r: &crate::value::Ref| match &**r {
            Object::Record(record) => record.borrow().id(),
            _ => None,
        };
        let error = |id: Id| match self.org.level(&viewer, id) {
            level if level >= needed => None,
            Level::Nothing if request.kind != DmlKind::Undelete => Some(DmlError::new(
                "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                format!("insufficient access rights on cross-reference id: {}", id.to_15()),
            )),
            _ => Some(DmlError::new("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id")),
        };
        request.records.iter().map(|r| record_id(r).and_then(error)).collect()
    }
}
