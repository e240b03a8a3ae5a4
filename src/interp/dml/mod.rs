//! DML: from records in the program to rows in the org, with triggers, checks and partial success.
//!
//! [`Interp::dml`] is the one way in, for statements and for `Database` methods alike.

mod errors;
mod locks;
mod mail;
mod merge;
mod mixed;
mod prepare;
mod remove;
mod rollup;
mod save;
mod upsert;

use crate::hir::{DmlKind, SecurityMode, Type};
use crate::interp::limits::Limit;
use crate::interp::{Exc, Interp, Thrown};
use crate::org::DmlError;
use crate::schema::{FieldId, ObjectId, ObjectKind};
use crate::value::{Cell, Id, Object, Record, Ref, Value};

/// What is to be done with which records.
#[derive(Clone, Debug)]
pub struct Request {
    pub kind: DmlKind,
    /// Records in order. A deletion by Id has records that hold nothing else.
    pub records: Vec<Ref>,
    pub all_or_none: bool,
    /// The field that `upsert` matches by; none: the Id.
    pub external_id: Option<FieldId>,
    pub mode: SecurityMode,
    /// `DMLOptions.AllowFieldTruncation`: texts that are too long are cut.
    pub truncate: bool,
}

/// What became of one record.
#[derive(Clone, Default, Debug)]
pub struct RowResult {
    pub id: Option<Id>,
    pub created: bool,
    pub errors: Vec<DmlError>,
}

/// What the rows are told that would have been saved at the next try.
const TOO_MANY_RETRIES: &str = "Too many retries of batch save in the presence of Apex triggers with failures: \
    when triggers are present partial save requires that some subset of rows save without any errors \
    in order to avoid inconsistent side effects from those triggers. Number of retries: 2";

impl RowResult {
    pub fn is_success(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Records that are saved together.
const CHUNK: usize = 200;

/// One record on its way into the org.
struct Row {
    /// Its place in the request.
    index: usize,
    /// The program's record, which gets the Id.
    record: Ref,
    /// What is saved: seen and changed by before triggers.
    work: Option<Ref>,
    /// As it was stored before.
    old: Option<Record>,
    id: Option<Id>,
    is_insert: bool,
    truncate: bool,
    /// Roll-ups that are saved with it.
    totals: Vec<(FieldId, Cell)>,
    errors: Vec<DmlError>,
}

/// A DML statement: all or none, failures throw.
///
/// # Errors
/// DmlException, or what the target's shape earns (NullPointerException, ListException).
pub fn statement(
    cx: &mut Interp,
    kind: DmlKind,
    target: &Value,
    external_id: Option<FieldId>,
    mode: SecurityMode,
) -> Result<(), Thrown> {
    if kind == DmlKind::Insert && is_event(cx, target) {
        return Err(cx.throw(Exc::Dml, NOT_INTERNAL));
    }
    let records = targets(cx, target)?;
    cx.dml(Request { kind, records, all_or_none: true, external_id, mode, truncate: false }).map(|_| ())
}

/// Platform events are published, not inserted.
pub const NOT_INTERNAL: &str =
    "Argument must be of internal sObject type. use insertAsync() or insertImmediate() instead";

/// Whether a value is a platform event or a list of one kind of them.
fn is_event(cx: &Interp, target: &Value) -> bool {
    let object = match target.object() {
        Some(Object::Record(record)) => record.borrow().object,
        Some(Object::List(list)) => match list.borrow().elem.get() {
            Type::Record(object) => object,
            _ => return false,
        },
        _ => return false,
    };
    matches!(cx.program.schema.object(object).kind, ObjectKind::PlatformEvent { .. })
}

/// `merge master duplicates;`
///
/// # Errors
/// As [`statement`].
pub fn merge_statement(cx: &mut Interp, master: &Value, duplicates: &Value, mode: SecurityMode) -> Result<(), Thrown> {
    let master = targets(cx, master)?.swap_remove(0);
    let duplicates = targets(cx, duplicates)?;
    let ids: Vec<Id> = duplicates.iter().filter_map(|r| record(r).id()).collect();
    cx.merge(&master, &ids, true, mode).map(|_| ())
}

/// The records that a statement's operand stands for: one record, or a list of them.
///
/// # Errors
/// NullPointerException for null, ListException for a null in the list.
pub fn targets(cx: &mut Interp, target: &Value) -> Result<Vec<Ref>, Thrown> {
    match target.object() {
        Some(Object::Record(_)) => Ok(vec![record_ref(target)]),
        Some(Object::List(list)) => {
            let values = list.borrow().to_vec();
            if let Some(at) = values.iter().position(Value::is_null) {
                return Err(cx.throw(Exc::List, format!("DML statement found null SObject at position {at}")));
            }
            Ok(values.iter().map(record_ref).collect())
        }
        _ => Err(cx.null_pointer()),
    }
}

fn record_ref(value: &Value) -> Ref {
    match value {
        Value::Ref(r) => r.clone(),
        _ => unreachable!("checked as a record"),
    }
}

/// The record behind a reference that was checked to be one.
fn record(r: &Ref) -> std::cell::Ref<'_, Record> {
    match &**r {
        Object::Record(record) => record.borrow(),
        _ => panic!("DML works on records only"),
    }
}

fn record_mut(r: &Ref) -> std::cell::RefMut<'_, Record> {
    match &**r {
        Object::Record(record) => record.borrow_mut(),
        _ => panic!("DML works on records only"),
    }
}

/// A record that triggers may read only.
fn frozen(mut record: Record) -> Ref {
    record.read_only = true;
    Ref::new(Object::Record(record.into()))
}

impl Interp {
    /// Runs a request and answers one result for each record, in order.
    ///
    /// # Errors
    /// With `all_or_none`, a DmlException when any record fails; nothing is changed then. Always what concerns the
    /// request as a whole: limits, duplicate Ids, too many chunks.
    pub fn dml(&mut self, request: Request) -> Result<Vec<RowResult>, Thrown> {
        if request.records.is_empty() {
            return Ok(Vec::new());
        }
        if self.context.test.as_ref().is_some_and(|test| test.read_only) {
            return Err(self.throw(Exc::InvalidReadOnlyUserDml, "The application is read-only"));
        }
        self.charge(Limit::DmlStatements, 1)?;
        self.charge(Limit::DmlRows, request.records.len())?;
        self.check_shape(&request)?;
        self.check_dml_access(&request)?;
        let refused = self.sharing_errors(&request);
        self.access = None;
        let savepoint = self.org.savepoint();
        let was_uncommitted = self.context.uncommitted;
        self.context.uncommitted = true;
        let mut results = vec![RowResult::default(); request.records.len()];
        for (object, rows) in by_object(&request) {
            for mut chunk in chunks(request.kind, rows) {
                for row in &mut chunk {
                    row.truncate |= self.asks_for_truncation(&row.record);
                    row.errors.extend(refused.get(row.index).cloned().flatten());
                }
                let done = self.chunk(object, &request, chunk)?;
                let failed = done.iter().any(|row| !row.errors.is_empty());
                for row in done {
                    // What was to be inserted says so even when that failed.
                    let created = row.is_insert;
                    let id = row.id.filter(|_| row.errors.is_empty() || !row.is_insert);
                    results[row.index] = RowResult { id, created, errors: row.errors };
                }
                if failed && request.all_or_none {
                    self.org.rollback(&savepoint);
                    self.context.uncommitted = was_uncommitted;
                    return Err(self.throw_dml(&request, &results));
                }
            }
        }
        self.write_back(&request, &results);
        Ok(results)
    }

    /// `record.setOptions(options)` with `AllowFieldTruncation`.
    fn asks_for_truncation(&self, r: &Ref) -> bool {
        let record = record(r);
        let Some(Object::Instance(options)) = record.extra().and_then(|extra| extra.options.object()) else {
            return false;
        };
        let fields = &self.program.class(options.class).fields;
        let slot = fields.iter().position(|field| field.name.eq_ignore_ascii_case("allowFieldTruncation"));
        slot.is_some_and(|slot| matches!(options.fields.borrow()[slot], Value::Boolean(true)))
    }

    /// Inserted records get their Ids, which they keep whatever is rolled back later.
    fn write_back(&mut self, request: &Request, results: &[RowResult]) {
        if !matches!(request.kind, DmlKind::Insert | DmlKind::Upsert) {
            return;
        }
        for (r, result) in request.records.iter().zip(results) {
            if let (Some(id), true) = (result.id, result.is_success()) {
                record_mut(r).set(FieldId::ID, Value::Id(id));
            }
        }
    }

    fn check_shape(&mut self, request: &Request) -> Result<(), Thrown> {
        let mut runs = 0;
        let mut last = None;
        for r in &request.records {
            let object = record(r).object;
            if last != Some(object) {
                runs += 1;
                last = Some(object);
            }
        }
        if runs > 10 {
            return Err(self.throw(Exc::Type, "Cannot have more than 10 chunks in a single operation"));
        }
        self.check_allowed(request)?;
        match request.kind {
            DmlKind::Insert => self.check_identical(request),
            DmlKind::Update => self.check_duplicate_ids(request),
            DmlKind::Delete | DmlKind::Undelete => {
                self.check_missing_ids(request)?;
                self.check_duplicate_ids(request)
            }
            DmlKind::Upsert => {
                self.check_identical(request)?;
                match request.external_id {
                    None => self.check_duplicate_ids(request),
                    Some(_) => Ok(()),
                }
            }
            DmlKind::Merge => Ok(()),
        }
    }

    /// Objects that no program may write.
    fn check_allowed(&mut self, request: &Request) -> Result<(), Thrown> {
        let schema = self.program.schema.clone();
        for r in &request.records {
            let object = schema.object(record(r).object);
            let allowed = match request.kind {
                DmlKind::Insert => object.createable,
                DmlKind::Update | DmlKind::Merge => object.updateable,
                DmlKind::Upsert => object.createable || object.updateable,
                DmlKind::Delete => object.deletable,
                DmlKind::Undelete => object.undeletable,
            };
            if !allowed {
                let text = format!("DML operation {} not allowed on {}", errors::verb(request.kind), object.name);
                return Err(self.throw(Exc::Type, text));
            }
        }
        Ok(())
    }

    fn check_identical(&mut self, request: &Request) -> Result<(), Thrown> {
        let mut seen = rustc_hash::FxHashSet::default();
        if request.records.iter().all(|r| seen.insert(r.address())) {
            return Ok(());
        }
        Err(self.throw(Exc::List, "Before Insert or Upsert list must not have two identically equal elements"))
    }

    /// What is deleted or brought back has an Id.
    fn check_missing_ids(&mut self, request: &Request) -> Result<(), Thrown> {
        match request.records.iter().position(|r| record(r).id().is_none()) {
            None => Ok(()),
            Some(at) if request.kind == DmlKind::Delete => {
                Err(self.throw(Exc::List, format!("Missing id at index: {at}")))
            }
            Some(_) => Err(self.throw(Exc::String, "Invalid id: null")),
        }
    }

    fn check_duplicate_ids(&mut self, request: &Request) -> Result<(), Thrown> {
        let mut seen = rustc_hash::FxHashSet::default();
        for id in request.records.iter().filter_map(|r| record(r).id()) {
            if !seen.insert(id) && request.kind != DmlKind::Delete {
                return Err(self.throw(Exc::List, format!("Duplicate id in list: {id}")));
            }
        }
        Ok(())
    }

    /// One chunk of one object, retried without its failures when it may succeed in part.
    fn chunk(&mut self, object: ObjectId, request: &Request, mut rows: Vec<Row>) -> Result<Vec<Row>, Thrown> {
        if let Some(error) = self.mixed_dml(object, request.kind, &rows) {
            for row in &mut rows {
                row.errors.push(error.clone());
            }
            return Ok(rows);
        }
        let savepoint = self.org.savepoint();
        let limits = self.limits.clone();
        for attempt in 1.. {
            let failed = |rows: &[Row]| rows.iter().filter(|r| !r.errors.is_empty()).count();
            let before = failed(&rows);
            let wrote = self.attempt(object, request, &mut rows)?;
            let now = failed(&rows);
            if now == before || request.all_or_none || !wrote {
                break;
            }
            self.org.rollback(&savepoint);
            if now == rows.len() {
                break;
            }
            if attempt == 3 {
                let status = match request.kind {
                    DmlKind::Delete => "DELETE_FAILED",
                    DmlKind::Undelete => "UNDELETE_FAILED",
                    DmlKind::Insert | DmlKind::Update | DmlKind::Upsert | DmlKind::Merge => {
                        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
                    }
                };
                for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
                    row.errors.push(DmlError::new(status, TOO_MANY_RETRIES));
                }
                break;
            }
            self.limits.restore(&limits);
            for row in rows.iter_mut().filter(|r| r.errors.is_empty()) {
                row.forget();
            }
        }
        Ok(rows)
    }

    /// One try at the rows that have no error yet. Answers whether failures came with or after triggers, so that the
    /// others must be done again.
    fn attempt(&mut self, object: ObjectId, request: &Request, rows: &mut [Row]) -> Result<bool, Thrown> {
        match request.kind {
            DmlKind::Insert | DmlKind::Update | DmlKind::Merge => self.save(object, rows),
            DmlKind::Upsert => self.upsert(object, request, rows),
            DmlKind::Delete => self.delete(object, rows),
            DmlKind::Undelete => self.undelete(object, rows),
        }
    }
}

impl Row {
    fn new(index: usize, record: Ref, is_insert: bool) -> Row {
        let (totals, errors) = (Vec::new(), Vec::new());
        Row { index, record, work: None, old: None, id: None, is_insert, truncate: false, totals, errors }
    }

    fn fail(&mut self, error: DmlError) {
        self.errors.push(error);
    }

    /// Back to before the first attempt.
    fn forget(&mut self) {
        self.work = None;
        self.old = None;
        self.id = None;
    }
}

/// The records in runs of one object.
fn by_object(request: &Request) -> Vec<(ObjectId, Vec<Row>)> {
    let mut groups: Vec<(ObjectId, Vec<Row>)> = Vec::new();
    for (index, r) in request.records.iter().enumerate() {
        let object = record(r).object;
        let is_insert = request.kind == DmlKind::Insert;
        let row = Row { truncate: request.truncate, ..Row::new(index, r.clone(), is_insert) };
        match groups.last_mut().filter(|(o, _)| *o == object) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((object, vec![row])),
        }
    }
    groups
}

/// The rows that go through triggers together: saves are cut, what is deleted or brought back goes in one piece.
fn chunks(kind: DmlKind, rows: Vec<Row>) -> Vec<Vec<Row>> {
    match kind {
        DmlKind::Delete | DmlKind::Undelete => return vec![rows],
        DmlKind::Insert | DmlKind::Update | DmlKind::Upsert | DmlKind::Merge => {}
    }
    let mut all = Vec::with_capacity(rows.len().div_ceil(CHUNK));
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        all.push(rows.by_ref().take(CHUNK).collect());
    }
    all
}
