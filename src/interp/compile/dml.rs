//! DML statements.

use crate::diag::Span;
use crate::hir::{DmlKind, DmlStmt};
use crate::interp::code::StmtCode;
use crate::interp::compile::Compiler;
use crate::interp::{Flow, dml};

impl Compiler<'_> {
    pub(super) fn dml(&mut self, statement: &DmlStmt, span: Span) -> StmtCode {
        let (target, site) = (self.value(&statement.target), self.site(span));
        let (kind, external_id, mode) = (statement.kind, statement.external_id, statement.mode);
        if let (DmlKind::Merge, Some(duplicates)) = (kind, &statement.duplicates) {
            let duplicates = self.value(duplicates);
            return Box::new(move |cx| {
                let master = target(cx)?;
                let duplicates = duplicates(cx)?;
                cx.site = site;
                cx.check_mode(mode)?;
                dml::merge_statement(cx, &master, &duplicates, mode)?;
                Ok(Flow::Next)
            });
        }
        Box::new(move |cx| {
            let target = target(cx)?;
            cx.site = site;
            cx.check_mode(mode)?;
            dml::statement(cx, kind, &target, external_id, mode)?;
            Ok(Flow::Next)
        })
    }
}
