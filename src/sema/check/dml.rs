//! DML statements and `System.runAs`.

use super::Body;
use crate::hir::{ClassId, DmlKind, DmlStmt, Expr, SecurityMode, StmtKind, Type, TypeId};
use crate::schema::{FieldId, Mode, ObjectKind};
use crate::sema::symbols::error_type;
use crate::syntax::ast::{self, AccessMode, DmlOp, DmlSecond, Ident};

/// The kinds of records that can be merged.
const MERGEABLE: &[&str] = &["Account", "Contact", "Individual", "Lead"];

/// Platform events are published, not inserted.
const NOT_INTERNAL: &str = "Argument must be of internal sObject type. use insertAsync() or insertImmediate() instead";

/// The record that a value is, or that its elements are.
fn row_type(ty: TypeId) -> TypeId {
    match ty.get() {
        Type::List(row) => row,
        _ => ty,
    }
}

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
        if self.check_records(&target) {
            self.check_operation(kind, &target);
        }
        let mut external_id = None;
        let mut duplicates = None;
        match &s.second {
            Some(DmlSecond::Field(path)) => external_id = self.external_id(&target, path),
            Some(DmlSecond::Duplicates(e)) => {
                let value = self.expr(e);
                if self.check_records(&value) {
                    self.check_merge(&target, &value);
                }
                duplicates = Some(value);
            }
            None => {}
        }
        StmtKind::Dml(DmlStmt { kind, target, external_id, duplicates, mode })
    }

    /// Whether the operation makes sense for the kind of record.
    fn check_operation(&mut self, kind: DmlKind, target: &Expr) {
        let Type::Record(object) = row_type(target.ty).get() else {
            if kind == DmlKind::Merge && row_type(target.ty) == TypeId::SOBJECT {
                let message = "Merge requires a concrete SObject type: SObject";
                self.error("merge-type", message, target.span);
            }
            return;
        };
        let name = self.cx.schema.name(object).to_owned();
        let operation = match kind {
            DmlKind::Insert => "Insert",
            DmlKind::Update => "Update",
            DmlKind::Upsert => "Upsert",
            DmlKind::Delete => "Delete",
            DmlKind::Undelete => "Undelete",
            DmlKind::Merge => {
                let help = Some(format!("records of {} can be merged", MERGEABLE.join(", ")));
                if !MERGEABLE.contains(&name.as_str()) {
                    let message = format!("Specified type {name} cannot be merged");
                    self.error_with_help("merge-type", message, target.span, help);
                }
                return;
            }
        };
        let is_event = matches!(self.cx.schema.object(object).kind, ObjectKind::PlatformEvent { .. });
        if is_event && kind != DmlKind::Insert {
            let name = self.cx.type_name(target.ty);
            let message = format!("DML operation {operation} not allowed on {name}");
            let help = Some("publish events with `EventBus.publish`".into());
            self.error_with_help("dml-operation", message, target.span, help);
        }
        let is_metadata = matches!(self.cx.schema.object(object).kind, ObjectKind::CustomMetadata);
        if name == "AggregateResult" || is_metadata {
            let message = format!("DML operation {operation} not allowed on {name}");
            self.error("dml-operation", message, target.span);
        }
    }

    /// What `EventBus.publish` and the insertions of `Database` refuse by the kind of the record.
    pub fn check_record_call(&mut self, class: ClassId, method: &str, args: &[Expr]) {
        let Some(target) = args.first() else { return };
        let Type::Record(object) = row_type(target.ty).get() else { return };
        let def = self.cx.schema.object(object);
        let is_event = matches!(def.kind, ObjectKind::PlatformEvent { .. });
        let is_outside = matches!(def.kind, ObjectKind::External | ObjectKind::BigObject);
        let is_change = matches!(def.kind, ObjectKind::ChangeEvent { .. });
        let (name, span, may_create) = (def.name.to_string(), target.span, def.createable);
        let message = match (&*self.cx.program.class(class).name, method) {
            ("EventBus", "publish" | "publishwithaccesslevel") if !is_event && !is_change => {
                "Argument must be a Platform Event sObject type.".to_owned()
            }
            ("EventBus", "publish" | "publishwithaccesslevel") if is_event && !may_create => {
                format!("DML operation Insert not allowed on {name}")
            }
            ("Database", "insert") if is_event => NOT_INTERNAL.to_owned(),
            ("Database", "insertasync" | "updateasync" | "deleteasync") if !is_outside => {
                "Argument must be of virtual sObject type.".to_owned()
            }
            ("Database", "insertimmediate" | "updateimmediate" | "deleteimmediate") if is_event => {
                "Argument must be of virtual sObject type.".to_owned()
            }
            _ => return,
        };
        self.error("record-kind", message, span);
    }

    fn check_merge(&mut self, target: &Expr, duplicates: &Expr) {
        let (to, from) = (row_type(target.ty), row_type(duplicates.ty));
        let known = matches!((to.get(), from.get()), (Type::Record(_), Type::Record(_)));
        if known && to != from {
            self.error("merge-type", "Invalid type for duplicate records", duplicates.span);
        }
    }

    /// Whether records are what is given; reports when not.
    fn check_records(&mut self, target: &Expr) -> bool {
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
                _ => Some("name a record, or a list of records".into()),
            };
            self.error_with_help("dml-type", message, target.span, help);
        }
        fits
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
        if row == TypeId::SOBJECT && path.len() == 1 {
            let message = "Upsert with a field specification requires a concrete SObject type";
            self.error("upsert-type", message, target.span);
            return None;
        }
        let found = object.and_then(|o| {
            let field = self.cx.field_at(self.file, o, last)?;
            let def = self.cx.schema.object(o).get(field);
            // A custom field that nobody declared may well be an external Id.
            let inferred = self.cx.schema.mode() == Mode::Inferred && def.custom;
            (def.external_id || def.id_lookup || inferred).then_some(field)
        });
        if found.is_none() && target.ty != error_type() {
            let field = self.text(last.span).to_owned();
            let message =
                format!("Invalid field for upsert, must be an External Id custom or standard indexed field: {field}");
            self.error("unknown-field", message, last.span);
        }
        found
    }

    /// A user, a package version, or a query of one user.
    fn may_run(&self, who: &Expr) -> bool {
        let user = self.cx.schema.find("User").map(TypeId::record);
        let row = row_type(who.ty);
        let fits = match who.ty.get() {
            Type::Class(class) => self.cx.named_class("system.version") == Some(class),
            Type::Null | Type::SObject => true,
            _ => false,
        };
        who.ty == error_type() || fits || Some(row) == user && (row == who.ty || self.is_query(who))
    }

    pub fn run_as(&mut self, s: &ast::RunAsStmt) -> StmtKind {
        let mut args: Vec<Expr> = s.args.iter().map(|e| self.expr(e)).collect();
        let body = self.block(&s.body);
        let span = s.body.span;
        if args.len() != 1 {
            self.error("run-as", "runAs requires a single argument of type 'User' or 'Version'", span);
        }
        if let [who] = args.as_slice()
            && !self.may_run(who)
        {
            self.error("run-as", "runAs requires a single argument of type 'User' or 'Version'", who.span);
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
