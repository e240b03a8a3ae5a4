//! Roll-up summaries: which parents a child feeds, and what the sums come to.

use std::sync::Arc;

use crate::org::formulas::{Env, Formulas};
use crate::org::table::{Table, is_deleted};
use crate::org::{Transaction, convert, order};
use crate::schema::{CellKind, Field, FieldId, FieldType, ObjectId, RollUp, RollUpOperation, Schema};
use crate::value::{Cell, Date, Datetime, Decimal, Id, Row, Value};

/// One roll-up field that the rows of a child object feed.
pub struct Feed {
    child: ObjectId,
    parent: ObjectId,
    field: FieldId,
    foreign_key: FieldId,
    operation: RollUpOperation,
    summarised: Option<FieldId>,
    filters: Vec<Filter>,
}

/// What the platform makes of an opportunity's lines: its field, what is done with them, and their field. The count says whether
/// there are any.
const OF_LINES: [(&str, RollUpOperation, Option<&str>); 3] = [
    ("Amount", RollUpOperation::Sum, Some("TotalPrice")),
    ("TotalOpportunityQuantity", RollUpOperation::Sum, Some("Quantity")),
    ("HasOpportunityLineItem", RollUpOperation::Count, None),
];

/// Rows count whose field stands in this relation to any of the values.
struct Filter {
    field: FieldId,
    relation: Relation,
    values: Vec<Cell>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equals,
    Differs,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Lacks,
    Starts,
}

impl Feed {
    fn new(schema: &Schema, parent: ObjectId, field: FieldId, roll_up: &RollUp) -> Option<Feed> {
        let child = schema.find(&roll_up.child)?;
        let of_child = schema.object(child);
        let filter = |filter: &crate::schema::RollUpFilter| {
            let field = of_child.field(&filter.field)?;
            let relation = relation(&filter.operation);
            // Several values are separated by commas.
            let texts = filter.value.split(',').map(str::trim);
            let values = texts.map(|text| value(of_child.get(field), text)).collect();
            Some(Filter { field, relation, values })
        };
        Some(Feed {
            child,
            parent,
            field,
            foreign_key: of_child.field(&roll_up.foreign_key)?,
            operation: roll_up.operation,
            summarised: roll_up.field.as_ref().and_then(|name| of_child.field(name)),
            filters: roll_up.filters.iter().map(filter).collect::<Option<_>>()?,
        })
    }

    /// The feeds of a standard child; none when the schema goes without its parent.
    fn standard(schema: &Schema, child: &str) -> Vec<Feed> {
        let Some(parent) = schema.find("Opportunity").filter(|_| child == "OpportunityLineItem") else {
            return Vec::new();
        };
        let feed = |(field, operation, summarised): (&str, RollUpOperation, Option<&'static str>)| {
            let roll_up = RollUp {
                operation,
                child: "OpportunityLineItem".into(),
                foreign_key: "OpportunityId".into(),
                field: summarised.map(Into::into),
                filters: Vec::new(),
            };
            Feed::new(schema, parent, schema.object(parent).field(field)?, &roll_up)
        };
        OF_LINES.into_iter().filter_map(feed).collect()
    }

    /// The sum, count or extreme over the live children of a parent.
    fn total(&self, env: &Env<'_>, parent: Id) -> Cell {
        let table = env.state.table(self.child);
        let rows = table.map_or_else(Vec::new, |t| t.rows_with(self.foreign_key, &Cell::Id(parent)));
        let rows = rows.iter().filter_map(|number| Some((table?, table?.row(*number)?)));
        let counted = rows.filter(|(table, row)| !is_deleted(row) && self.counts(env, table, row));
        let cells = counted.map(|(table, row)| match self.summarised {
            Some(field) => read(env, self.child, field, table, row),
            None => Cell::Null,
        });
        match self.operation {
            RollUpOperation::Count => match env.schema.object(self.parent).get(self.field).ty {
                FieldType::Boolean => Cell::Boolean(cells.count() > 0),
                _ => Cell::Decimal { scale: 0, mantissa: cells.count() as i64 },
            },
            RollUpOperation::Sum => {
                let sum = cells.filter_map(|c| order::number(&c)).fold(Decimal::ZERO, |sum, n| sum.add(&n));
                convert::to_cell(env.schema.object(self.parent).get(self.field), &Value::decimal(sum))
                    .unwrap_or_default()
            }
            RollUpOperation::Min => cells.filter(|c| !c.is_null()).min_by(order::compare).unwrap_or_default(),
            RollUpOperation::Max => cells.filter(|c| !c.is_null()).max_by(order::compare).unwrap_or_default(),
        }
    }

    fn counts(&self, env: &Env<'_>, table: &Table, row: &Row) -> bool {
        self.filters.iter().all(|filter| filter.accepts(&read(env, self.child, filter.field, table, row)))
    }
}

fn read(env: &Env<'_>, object: ObjectId, field: FieldId, table: &Table, row: &Row) -> Cell {
    match env.schema.object(object).get(field).formula {
        Some(_) => env.cell(object, field, table, row),
        None => table.cell(row, field).clone(),
    }
}

fn relation(operation: &str) -> Relation {
    match operation {
        "notEqual" => Relation::Differs,
        "lessThan" => Relation::Less,
        "lessOrEqual" => Relation::LessOrEqual,
        "greaterThan" => Relation::Greater,
        "greaterOrEqual" => Relation::GreaterOrEqual,
        "contains" | "includes" => Relation::Contains,
        "notContain" | "excludes" => Relation::Lacks,
        "startsWith" => Relation::Starts,
        _ => Relation::Equals,
    }
}

/// A filter's text as a value of its field; an empty text is a blank.
fn value(field: &Field, text: &str) -> Cell {
    let value = match field.ty.cell_kind() {
        _ if text.is_empty() => Value::Null,
        CellKind::Bool => Value::Boolean(text.eq_ignore_ascii_case("true") || text == "1"),
        CellKind::Date => Date::parse_iso(text).or(Date::parse_us(text).ok()).map_or(Value::Null, Value::Date),
        CellKind::Datetime => Datetime::parse_iso(text).map_or(Value::Null, Value::Datetime),
        CellKind::Int | CellKind::Long | CellKind::Decimal | CellKind::Double => {
            Decimal::parse(text).map_or(Value::Null, Value::decimal)
        }
        _ => Value::string(text),
    };
    convert::to_cell(field, &value).unwrap_or_default()
}

impl Filter {
    fn accepts(&self, cell: &Cell) -> bool {
        let any = |test: &dyn Fn(&Cell) -> bool| self.values.iter().any(test);
        let ordered = |accepts: fn(std::cmp::Ordering) -> bool| {
            !cell.is_null() && any(&|value| accepts(order::compare(cell, value)))
        };
        let lower = |cell: &Cell| cell.as_str().unwrap_or_default().to_lowercase();
        match self.relation {
            Relation::Equals => any(&|value| order::equal(cell, value)),
            Relation::Differs => !any(&|value| order::equal(cell, value)),
            Relation::Less => ordered(std::cmp::Ordering::is_lt),
            Relation::LessOrEqual => ordered(std::cmp::Ordering::is_le),
            Relation::Greater => ordered(std::cmp::Ordering::is_gt),
            Relation::GreaterOrEqual => ordered(std::cmp::Ordering::is_ge),
            Relation::Contains => any(&|value| lower(cell).contains(&lower(value))),
            Relation::Lacks => !any(&|value| lower(cell).contains(&lower(value))),
            Relation::Starts => any(&|value| lower(cell).starts_with(&lower(value))),
        }
    }
}

impl Formulas {
    /// The roll-ups of other objects that the rows of an object feed.
    pub fn feeds(&self, schema: &Schema, child: ObjectId) -> Arc<[Feed]> {
        self.feeds_of(child, || {
            let name = schema.name(child);
            let mut feeds = Feed::standard(schema, name);
            for parent in schema.changed() {
                for (field, def) in schema.object(parent).iter() {
                    let own = def.roll_up.as_ref().filter(|roll_up| roll_up.child.eq_ignore_ascii_case(name));
                    feeds.extend(own.and_then(|roll_up| Feed::new(schema, parent, field, roll_up)));
                }
            }
            feeds
        })
    }
}

impl Transaction {
    /// The parents whose roll-ups a row feeds, with their objects.
    pub fn fed_parents(&self, feeds: &[Feed], id: Id) -> Vec<(ObjectId, Id)> {
        let mut parents = Vec::new();
        for feed in feeds {
            if let Cell::Id(parent) = self.cell(id, feed.foreign_key)
                && !parents.contains(&(feed.parent, parent))
            {
                parents.push((feed.parent, parent));
            }
        }
        parents
    }

    /// The roll-ups of a parent that are no longer what is stored, with their new values.
    pub fn stale_roll_ups(&self, feeds: &[Feed], object: ObjectId, parent: Id) -> Vec<(FieldId, Cell)> {
        let env = self.env();
        let fed = feeds.iter().filter(|feed| feed.parent == object);
        let totals = fed.map(|feed| (feed.field, feed.total(&env, parent)));
        totals.filter(|(field, total)| !order::equal(&self.cell(parent, *field), total)).collect()
    }
}
