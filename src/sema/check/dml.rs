//! DML statements and `System.runAs`.

use super::Body;
use crate::hir::{DmlKind, DmlStmt, Expr, SecurityMode, StmtKind, Type, TypeId};
use crate::schema::FieldId;
use crate::sema::symbols::error_type;
use crate::syntax::ast::{self, AccessMode, DmlOp, DmlSecond, Ident};

impl Body<'_> {
    pub fn dml(&mut self, s: &ast::DmlStmt) -> StmtKind {
        let kind = match s.op {
            DmlOp::Insert => DmlKind::Insert,
            DmlOp::Update => DmlKind::Update,
            DmlOp::Upsert => DmlKind::Upsert,
            DmlOp::Delete => DmlKind::Delete,
            DmlOp::Undelete => DmlKind::Undelete,
            DmlOp::Merge => DmlKind::Merge,
        };
        let mode = match s.mode {
            Some(AccessMode::User) => SecurityMode::User,
            Some(AccessMode::System) => SecurityMode::System,
            None => SecurityMode::Default,
        };
        let target = self.expr(&s.target);
        self.check_records(&target);
        let mut external_id = None;
        let mut duplicates = None;
        match &s.second {
            Some(DmlSecond::Field(path)) => external_id = self.external_id(&target, path),
            Some(DmlSecond::Duplicates(e)) => {
                let value = self.expr(e);
                self.check_records(&value);
                duplicates = Some(value);
            }
            None => {}
        }
        StmtKind::Dml(DmlStmt { kind, target, external_id, duplicates, mode })
    }

    fn check_records(&mut self, target: &Expr) {
        let fits = match target.ty.get() {
            Type::SObject | Type::Record(_) => true,
            Type::List(t) => t.is_sobject() || t == error_type(),
            _ => target.ty == error_type() || target.ty == TypeId::NULL,
        };
        if !fits {
            let name = self.cx.type_name(target.ty);
            let message = format!("DML requires SObject or SObject list type: {name}");
            let help = match target.ty.get() {
                Type::Map(..) => Some("use the map's `values()`".into()),
                Type::Set(_) => Some("make a list of the set first".into()),
                _ => None,
            };
            self.error_with_help("dml-type", message, target.span, help);
        }
    }

    fn external_id(&mut self, target: &Expr, path: &[Ident]) -> Option<FieldId> {
        let last = *path.last()?;
        let row = match target.ty.get() {
            Type::List(t) => t,
            _ => target.ty,
        };
        let object = match row.get() {
            Type::Record(object) => Some(object),
            _ if path.len() > 1 => {
                let name = path[path.len() - 2];
                let name = if name.sym.as_str() == "fields" { *path.get(path.len().checked_sub(3)?)? } else { name };
                self.cx.find_object_at(self.file, name)
            }
            _ => None,
        };
        let found = object.and_then(|o| self.cx.field_at(self.file, o, last));
        if found.is_none() && target.ty != error_type() {
            let field = self.text(last.span).to_owned();
            let message =
                format!("Invalid field for upsert, must be an External Id custom or standard indexed field: {field}");
            self.error("unknown-field", message, last.span);
        }
        found
    }

    pub fn run_as(&mut self, s: &ast::RunAsStmt) -> StmtKind {
        let mut args: Vec<Expr> = s.args.iter().map(|e| self.expr(e)).collect();
        let body = self.block(&s.body);
        let span = s.body.span;
        if args.len() != 1 {
            self.error("run-as", "runAs requires a single argument of type 'User' or 'Version'", span);
        }
        let who = args.pop().unwrap_or_else(|| self.bad(span));
        let who = match who.ty.get() {
            Type::List(_) if self.is_query(&who) => {
                let user = self.cx.schema.find("User").map_or(TypeId::SOBJECT, TypeId::record);
                self.single_record(who, user)
            }
            _ => who,
        };
        StmtKind::RunAs { who, body }
    }
}
