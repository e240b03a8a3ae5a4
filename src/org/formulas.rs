//! Formula fields, validation rules and default values: compiled once per org and its forks, computed over stored rows or
//! records in hand.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use crate::formula::{Data, EvalError, Formula, FormulaError, Global, ObjectScope, Reference, Source};
use crate::hir::FieldPath;
use crate::org::labels::Labels;
use crate::org::rollup::Feed;
use crate::org::state::{State, place_of};
use crate::org::table::Table;
use crate::org::{Transaction, convert, permission};
use crate::schema::{DefaultValue, FieldId, FieldType, ObjectId, Schema};
use crate::value::{Cell, Datetime, Id, Object, Record, RoundingMode, Row, Value, Zone};

/// A compiled formula, or why it is none.
pub type Compiled = Arc<Result<Formula, FormulaError>>;

/// A validation rule of an object.
pub struct Rule {
    pub name: String,
    pub formula: Compiled,
    pub message: String,
    /// The name of the field that the message belongs to.
    pub field: Option<String>,
}

/// What an org has compiled; its forks share it.
#[derive(Default)]
pub struct Formulas {
    fields: RwLock<FxHashMap<(ObjectId, FieldId), Compiled>>,
    rules: RwLock<FxHashMap<ObjectId, Arc<[Rule]>>>,
    labels: Labels,
    feeds: RwLock<FxHashMap<ObjectId, Arc<[Feed]>>>,
}

/// Formulas that lead to formulas deeper than this lead to themselves.
const MAX_DEPTH: usize = 12;

impl Formulas {
    /// Labels, which formulas name as `$Label.Name`.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The roll-ups that an object feeds, found once.
    pub(super) fn feeds_of(&self, child: ObjectId, find: impl FnOnce() -> Vec<Feed>) -> Arc<[Feed]> {
        if let Some(known) = self.feeds.read().expect("no compiler panics").get(&child) {
            return Arc::clone(known);
        }
        let feeds: Arc<[Feed]> = find().into();
        self.feeds.write().expect("no compiler panics").insert(child, Arc::clone(&feeds));
        feeds
    }

    /// The formula of a field, or of its default value; none when it has none.
    pub fn of_field(&self, schema: &Schema, object: ObjectId, field: FieldId) -> Option<Compiled> {
        let def = schema.object(object).get(field);
        let (text, blank_as_zero, object_of_names) = match (&def.formula, &def.default) {
            (Some(formula), _) => (&formula.text, formula.blank_as_zero, Some(object)),
            (None, Some(DefaultValue::Formula(text))) => (text, false, None),
            (None, Some(DefaultValue::Literal(_)) | None) => return None,
        };
        if let Some(known) = self.fields.read().expect("no compiler panics").get(&(object, field)) {
            return Some(Arc::clone(known));
        }
        let scope = ObjectScope { schema, object: object_of_names };
        let compiled: Compiled = Arc::new(Formula::compile(text, &scope, blank_as_zero));
        self.fields.write().expect("no compiler panics").insert((object, field), Arc::clone(&compiled));
        Some(compiled)
    }

    /// The active validation rules of an object, in the order of their names.
    pub fn rules(&self, schema: &Schema, object: ObjectId) -> Arc<[Rule]> {
        if let Some(known) = self.rules.read().expect("no compiler panics").get(&object) {
            return Arc::clone(known);
        }
        let scope = ObjectScope { schema, object: Some(object) };
        let active = schema.object(object).validation_rules.iter().filter(|rule| rule.active);
        let mut rules: Vec<Rule> = active
            .map(|rule| Rule {
                name: rule.name.to_string(),
                // Validation rules compare blanks as they are.
                formula: Arc::new(Formula::compile(&rule.formula, &scope, false)),
                message: rule.message.to_string(),
                field: rule.field.as_ref().map(ToString::to_string),
            })
            .collect();
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        let rules: Arc<[Rule]> = rules.into();
        self.rules.write().expect("no compiler panics").insert(object, Arc::clone(&rules));
        rules
    }
}

/// The org as formulas see it.
#[derive(Clone)]
pub struct Env<'a> {
    pub schema: &'a Schema,
    pub state: &'a State,
    pub formulas: &'a Formulas,
    pub user: Id,
    pub now: Datetime,
    pub zone: Zone,
}

/// Where a formula's own fields come from.
pub trait Root {
    /// The value of a field that is not computed.
    fn value(&self, field: FieldId) -> Value;

    /// A parent record in hand; none looks it up by its id.
    fn parent(&self, _lookup: FieldId) -> Option<Value> {
        None
    }

    /// What the field held before this save.
    fn prior(&self, field: FieldId) -> Value {
        self.value(field)
    }

    fn is_new(&self) -> bool {
        false
    }
}

/// A stored row.
pub struct Stored<'a> {
    pub table: &'a Table,
    pub row: &'a Row,
}

impl Root for Stored<'_> {
    fn value(&self, field: FieldId) -> Value {
        self.table.cell(self.row, field).to_value()
    }
}

/// A record in hand.
pub struct InHand<'a> {
    pub record: &'a Record,
    /// Texts as a save would store them: without blanks around them, and none for an empty one.
    pub trims: bool,
}

impl Root for InHand<'_> {
    fn value(&self, field: FieldId) -> Value {
        match self.record.get(field).unwrap_or_default() {
            Value::String(text) if self.trims => match text.trim() {
                "" => Value::Null,
                trimmed => Value::string(trimmed),
            },
            value => value,
        }
    }

    fn parent(&self, lookup: FieldId) -> Option<Value> {
        self.record.extra()?.parents.get(&lookup).cloned()
    }
}

/// A record or row that a formula is computed over.
pub struct Over<'a> {
    pub env: &'a Env<'a>,
    pub object: ObjectId,
    pub root: &'a dyn Root,
    pub depth: usize,
}

impl Data for Over<'_> {
    fn read(&self, reference: &Reference) -> Value {
        match &reference.source {
            Source::Field(path) => self.follow(path, 0),
            Source::Global(global, path) => self.env.global(global, path, self.depth),
            Source::Label(name) => self.env.formulas.labels.get(name).map_or(Value::Null, |l| Value::string(&l.text)),
            Source::Permission(name) => {
                Value::Boolean(permission::holds(self.env.schema, self.env.state, self.env.user, name))
            }
            // Only formulas over classes have members.
            Source::Member(_) => Value::Null,
        }
    }

    fn prior(&self, reference: &Reference) -> Value {
        match reference.own_field() {
            Some(field) => self.root.prior(field),
            None => self.read(reference),
        }
    }

    fn is_new(&self) -> bool {
        self.root.is_new()
    }

    fn now(&self) -> Datetime {
        self.env.now
    }

    fn zone(&self) -> Zone {
        self.env.zone.clone()
    }
}

impl Over<'_> {
    /// The field at the end of a path, from its `from`-th lookup on.
    pub fn follow(&self, path: &FieldPath, from: usize) -> Value {
        let Some((_, lookup, _)) = path.hops.get(from) else { return self.own(path.object, path.field) };
        let deeper = |object: ObjectId, root: &dyn Root| {
            Over { env: self.env, object, root, depth: self.depth }.follow(path, from + 1)
        };
        match self.root.parent(*lookup) {
            Some(parent) => match parent.object() {
                Some(Object::Record(record)) => {
                    let record = record.borrow();
                    deeper(record.object, &InHand { record: &record, trims: true })
                }
                _ => Value::Null,
            },
            None => match self.root.value(*lookup) {
                Value::Id(id) => match self.env.state.find(self.env.schema, id) {
                    Some((object, table, row)) => deeper(object, &Stored { table, row }),
                    None => Value::Null,
                },
                _ => Value::Null,
            },
        }
    }

    /// A field of the record itself; by name when the path only knows that it has one.
    fn own(&self, object: ObjectId, field: FieldId) -> Value {
        let schema = self.env.schema;
        let field = match object == self.object {
            true => Some(field),
            false => schema.object(self.object).field(&schema.object(object).get(field).name),
        };
        let Some(field) = field else { return Value::Null };
        match schema.object(self.object).get(field).formula {
            Some(_) => self.computed(field).unwrap_or_default(),
            None => self.root.value(field),
        }
    }

    /// The value of a formula field, of the field's type and scale.
    ///
    /// # Errors
    /// What went wrong while it was computed; a formula that does not compile is such an error too.
    pub fn computed(&self, field: FieldId) -> Result<Value, EvalError> {
        let schema = self.env.schema;
        let Some(compiled) = self.env.formulas.of_field(schema, self.object, field) else { return Ok(Value::Null) };
        if self.depth >= MAX_DEPTH {
            return Err(EvalError::new("The formula refers to itself"));
        }
        let over = Over { env: self.env, object: self.object, root: self.root, depth: self.depth + 1 };
        match &*compiled {
            Ok(formula) => formula.evaluate(&over),
            Err(error) => Err(EvalError::new(error.0.clone())),
        }
    }
}

impl<'a> Env<'a> {
    fn global(&self, global: &Global, path: &FieldPath, depth: usize) -> Value {
        let row = match global {
            Global::User => self.state.find(self.schema, self.user),
            Global::Organization => self.first("Organization"),
            Global::Setup(object) => return self.setting(*object, path, depth),
            Global::Metadata(object, name) => self.named(*object, name),
        };
        self.at(row, path, depth)
    }

    fn at(&self, row: Option<(ObjectId, &Table, &Row)>, path: &FieldPath, depth: usize) -> Value {
        let Some((object, table, row)) = row else { return Value::Null };
        Over { env: self, object, root: &Stored { table, row }, depth }.follow(path, 0)
    }

    fn first(&self, object: &str) -> Option<(ObjectId, &'a Table, &'a Row)> {
        let object = self.schema.find(object)?;
        let table = self.state.table(object)?;
        Some((object, table, table.iter().next()?.1))
    }

    fn named(&self, object: ObjectId, name: &str) -> Option<(ObjectId, &'a Table, &'a Row)> {
        let field = self.schema.object(object).field("DeveloperName")?;
        let table = self.state.table(object)?;
        let number = *table.rows_with(field, &Cell::string(name)).first()?;
        Some((object, table, table.row(number)?))
    }

    /// A field of a hierarchy setting: of the user's row, the profile's, or the org's.
    fn setting(&self, object: ObjectId, path: &FieldPath, depth: usize) -> Value {
        let owner_field = self.schema.object(object).field("SetupOwnerId");
        let Some((owner_field, table)) = owner_field.zip(self.state.table(object)) else { return Value::Null };
        let profile = || {
            let (user, table, row) = self.state.find(self.schema, self.user)?;
            match table.cell(row, self.schema.object(user).field("ProfileId")?) {
                Cell::Id(id) => Some(*id),
                _ => None,
            }
        };
        let org = || match self.first("Organization")?.2[0] {
            Cell::Id(id) => Some(id),
            _ => None,
        };
        for owner in [Some(self.user), profile(), org()].into_iter().flatten() {
            let rows = table.rows_with(owner_field, &Cell::Id(owner));
            let row = rows.first().and_then(|number| table.row(*number)).map(|row| (object, table, row));
            let value = self.at(row, path, depth);
            if !value.is_null() {
                return value;
            }
        }
        Value::Null
    }

    /// A formula field of a stored row as a query reads it: rounded to the field's scale, nothing where computing fails.
    pub fn cell(&self, object: ObjectId, field: FieldId, table: &Table, row: &Row) -> Cell {
        let over = Over { env: self, object, root: &Stored { table, row }, depth: 0 };
        let def = self.schema.object(object).get(field);
        match over.computed(field) {
            Ok(Value::Null) if def.ty == FieldType::Boolean => Cell::Boolean(false),
            Ok(value) => convert::to_cell(def, &value).unwrap_or_default(),
            Err(_) => Cell::Null,
        }
    }
}

impl Transaction {
    /// The org as formulas see it now.
    pub fn env(&self) -> Env<'_> {
        Env {
            schema: self.schema(),
            state: self.state(),
            formulas: self.formulas(),
            user: self.user(),
            now: Datetime::from_ms(self.now()),
            zone: self.zone(),
        }
    }

    /// The formula fields of an object.
    pub fn formula_fields(&self, object: ObjectId) -> Vec<FieldId> {
        let fields = self.schema().object(object).iter();
        fields.filter(|(_, field)| field.formula.is_some()).map(|(id, _)| id).collect()
    }

    /// The formula fields of a record in hand: the value of each, with no more decimals than it shows, or what went wrong.
    pub fn computed_fields(&self, record: &Record) -> Vec<(FieldId, Result<Value, EvalError>)> {
        let fields = self.formula_fields(record.object);
        if fields.is_empty() {
            return Vec::new();
        }
        let env = self.env();
        let root = InHand { record, trims: true };
        let over = Over { env: &env, object: record.object, root: &root, depth: 0 };
        let def = env.schema.object(record.object);
        let compute = |field: FieldId| over.computed(field).map(|value| at_most(def.get(field).scale, value));
        fields.into_iter().map(|field| (field, compute(field))).collect()
    }

    /// The value that a default formula gives a field of a new record.
    pub(super) fn computed_default(&self, object: ObjectId, field: FieldId) -> Cell {
        struct Nothing;
        impl Root for Nothing {
            fn value(&self, _: FieldId) -> Value {
                Value::Null
            }

            fn is_new(&self) -> bool {
                true
            }
        }
        let env = self.env();
        let compiled = env.formulas.of_field(env.schema, object, field);
        let over = Over { env: &env, object, root: &Nothing, depth: 0 };
        let value = compiled.and_then(|compiled| compiled.as_ref().as_ref().ok()?.evaluate(&over).ok());
        value.and_then(|value| convert::to_cell(env.schema.object(object).get(field), &value).ok()).unwrap_or_default()
    }

    /// The row behind an id with its table.
    pub(super) fn placed(&self, id: Id) -> Option<(ObjectId, &Table, &Row)> {
        place_of(self.schema(), id).and_then(|_| self.state().find(self.schema(), id))
    }
}

/// A number with no more decimals than its field shows.
fn at_most(scale: u8, value: Value) -> Value {
    let scale = i32::from(scale);
    match value.as_decimal() {
        Some(n) if n.scale() > scale => n.set_scale(scale, RoundingMode::HalfUp).map_or(Value::Null, Value::decimal),
        _ => value,
    }
}
