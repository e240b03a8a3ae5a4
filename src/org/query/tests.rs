//! Queries over a small org, built from ids as the checker builds them. Expected values with a case number (`R104`) are what
//! a real org answered.

use std::sync::Arc;

use crate::hir::*;
use crate::org::{MemoryHost, Org, Outcome, Transaction};
use crate::schema::{FieldId, Schema};
use crate::value::{Cell, Date, Id, List, Object, Record, Value};

struct World {
    tx: Transaction,
}

impl World {
    fn new() -> World {
        World { tx: Org::new(Arc::new(Schema::standard()), Arc::new(MemoryHost::new())).begin() }
    }

    fn insert(&mut self, object: &str, fields: &[(&str, Cell)]) -> Id {
        let object = self.tx.schema().find(object).unwrap();
        let def = self.tx.schema().object(object);
        let fields: Vec<_> = fields.iter().map(|(f, c)| (def.field(f).unwrap(), c.clone())).collect();
        self.tx.insert(object, &fields).unwrap()
    }

    /// `Account.Owner.Name` from an object.
    fn path(&self, object: &str, path: &str) -> FieldPath {
        let schema = self.tx.schema();
        let mut at = schema.find(object).unwrap();
        let mut names: Vec<&str> = path.split('.').collect();
        let last = names.pop().unwrap();
        let mut hops = Vec::new();
        for name in names {
            let def = schema.object(at);
            let lookup = def.relationship(name).unwrap_or_else(|| panic!("{name} of {}", def.name));
            let target = schema.related(def.get(lookup).reference.as_ref().unwrap()).unwrap();
            hops.push((at, lookup, target));
            at = target;
        }
        let field = schema.object(at).field(last).unwrap_or_else(|| panic!("{last} of {}", schema.name(at)));
        FieldPath { hops, object: at, field }
    }

    fn target(&self, object: &str, path: &str) -> FieldTarget {
        FieldTarget::Path(self.path(object, path))
    }

    fn query(&self, object: &str, fields: &[&str]) -> Query {
        let select = fields.iter().map(|f| SelectItem::Field { path: self.path(object, f), alias: None }).collect();
        Query {
            object: self.tx.schema().find(object).unwrap(),
            select,
            count_only: false,
            aggregate: false,
            filter: None,
            group_by: None,
            having: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            for_update: false,
            all_rows: false,
            security: SecurityMode::Default,
            binds: Vec::new(),
            row: TypeId::SOBJECT,
            text: "".into(),
        }
    }

    fn compare(&self, object: &str, path: &str, op: Operator, value: Operand) -> Condition {
        Condition::Compare { target: self.target(object, path), op, value }
    }

    fn run(&self, query: &Query, binds: &[Value]) -> Outcome {
        self.tx.query(query, binds).unwrap_or_else(|e| panic!("{e}"))
    }

    /// The names of the records that a query with this filter finds.
    fn names(&self, object: &str, filter: Condition) -> String {
        let query = Query { filter: Some(filter), ..self.query(object, &["Name"]) };
        self.texts(&self.run(&query, &[]), object, "Name")
    }

    fn texts(&self, found: &Outcome, object: &str, field: &str) -> String {
        let field = self.path(object, field).field;
        let texts = found.records.iter().map(|r| text(&record(r).get(field).unwrap()));
        texts.collect::<Vec<_>>().join(" ")
    }

    fn order(&self, object: &str, field: &str, descending: bool, nulls_last: bool) -> OrderBy {
        OrderBy { target: self.target(object, field), descending, nulls_last }
    }
}

fn record(value: &Value) -> Record {
    match value.object() {
        Some(Object::Record(r)) => r.borrow().clone(),
        _ => panic!("not a record: {value:?}"),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::String(s) => s.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Boolean(b) => b.to_string(),
        Value::Id(id) => id.to_string(),
        other => other.as_decimal().map_or(format!("{other:?}"), |d| d.to_plain_string()),
    }
}

fn t(text: &str) -> Cell {
    Cell::string(text)
}

fn money(mantissa: i64, scale: u8) -> Cell {
    Cell::Decimal { scale, mantissa }
}

fn string(text: &str) -> Operand {
    Operand::String(text.into())
}

/// The accounts that the aggregation cases of the real org were asked about.
fn accounts() -> World {
    let mut w = World::new();
    let n = Cell::Null;
    for (name, city, state, revenue, employees, phone) in [
        ("Alpha", t("North"), t("A"), money(105, 1), Cell::Integer(1), t("100")),
        ("Beta", t("North"), t("A"), money(20, 0), Cell::Integer(2), t("200")),
        ("Gamma", t("North"), t("B"), money(20, 0), Cell::Integer(2), n.clone()),
        ("Delta", t("South"), t("A"), money(-525, 2), Cell::Integer(0), t("200")),
        ("Epsilon", t("South"), t("B"), money(0, 0), Cell::Integer(0), n.clone()),
        ("Zeta", n.clone(), t("B"), n.clone(), n.clone(), n.clone()),
        ("Eta", n.clone(), n.clone(), n.clone(), n.clone(), t("300")),
        ("Theta", t("South"), n.clone(), money(100000001, 2), Cell::Integer(100), t("300")),
    ] {
        let fields = [
            ("Name", t(name)),
            ("BillingCity", city),
            ("BillingState", state),
            ("AnnualRevenue", revenue),
            ("NumberOfEmployees", employees),
            ("Phone", phone),
        ];
        w.insert("Account", &fields);
    }
    w
}

#[test]
fn comparisons_treat_null_as_the_platform_does() {
    let w = accounts();
    let revenue =
        |op, n: &str| w.names("Account", w.compare("Account", "AnnualRevenue", op, Operand::Number(n.into())));
    assert_eq!(revenue(Operator::Equal, "20"), "Beta Gamma");
    assert_eq!(revenue(Operator::Equal, "10.5"), "Alpha");
    assert_eq!(revenue(Operator::NotEqual, "20"), "Alpha Delta Epsilon Zeta Eta Theta");
    assert_eq!(revenue(Operator::Less, "10"), "Delta Epsilon");
    let city = |op, value| w.names("Account", w.compare("Account", "BillingCity", op, value));
    assert_eq!(city(Operator::Equal, Operand::Null), "Zeta Eta");
    assert_eq!(city(Operator::Equal, string("SOUTH")), "Delta Epsilon Theta");
    assert_eq!(city(Operator::NotEqual, string("south")), "Alpha Beta Gamma Zeta Eta");
    assert_eq!(city(Operator::Like, string("s%")), "Delta Epsilon Theta");
    let target = w.target("Account", "BillingCity");
    let with_null = Condition::In { target, values: vec![Operand::Null, string("north")], negated: false };
    assert_eq!(w.names("Account", with_null), "Alpha Beta Gamma Zeta Eta");
    let not = |f: &str, op, value| w.names("Account", Condition::Not(Box::new(w.compare("Account", f, op, value))));
    let number = |n: &str| Operand::Number(n.into());
    assert_eq!(not("BillingCity", Operator::Equal, string("South")), "Alpha Beta Gamma Zeta Eta");
    assert_eq!(not("NumberOfEmployees", Operator::Greater, number("1")), "Alpha Delta Epsilon"); // sosl Q004
    assert_eq!(not("Phone", Operator::Greater, string("200")), "Alpha Beta Gamma Delta Epsilon Zeta"); // sosl Q024
    assert_eq!(not("Phone", Operator::Less, string("200")), "Beta Delta Eta Theta"); // sosl Q025
}

#[test]
fn binds_have_the_type_of_their_field() {
    let w = accounts();
    let filter = w.compare("Account", "AnnualRevenue", Operator::Equal, Operand::Bind(0));
    let query = Query { filter: Some(filter), ..w.query("Account", &["Name"]) };
    assert_eq!(w.run(&query, &[Value::Integer(20)]).records.len(), 2);
    assert_eq!(w.run(&query, &[Value::Double(20.0)]).records.len(), 2);
    let error = w.tx.query(&query, &[Value::string("20")]).unwrap_err();
    assert_eq!(error.0, "Invalid bind expression type of String for column of type Decimal"); // R089
    let ids = w.run(&w.query("Account", &["Id"]), &[]).records;
    let by_id = Condition::In { target: w.target("Account", "Id"), values: vec![Operand::Bind(0)], negated: false };
    let query = Query { filter: Some(by_id), ..w.query("Account", &["Name"]) };
    let some = Value::list(List::from_values(TypeId::SOBJECT, vec![ids[6].clone(), ids[1].clone()]));
    assert_eq!(w.texts(&w.run(&query, &[some]), "Account", "Name"), "Beta Eta");
    assert_eq!(w.run(&query, &[Value::Null]).records.len(), 0); // R108
}

#[test]
fn ordering_puts_nulls_where_asked_and_limits_keep_the_first() {
    let w = accounts();
    let ordered = |order_by, limit: Option<i32>, offset: i32| {
        let limit = limit.map(|n| Operand::Number(n.to_string().into()));
        let offset = Some(Operand::Number(offset.to_string().into()));
        let query = Query { order_by, limit, offset, ..w.query("Account", &["Name"]) };
        w.texts(&w.run(&query, &[]), "Account", "Name")
    };
    let by = |d, n| vec![w.order("Account", "AnnualRevenue", d, n), w.order("Account", "Name", false, false)];
    assert_eq!(ordered(by(false, false), None, 0), "Eta Zeta Delta Epsilon Alpha Beta Gamma Theta");
    assert_eq!(ordered(by(true, true), None, 0), "Theta Beta Gamma Alpha Epsilon Delta Eta Zeta");
    assert_eq!(ordered(by(true, true), Some(3), 0), "Theta Beta Gamma");
    assert_eq!(ordered(by(true, true), Some(2), 2), "Gamma Alpha");
    assert_eq!(ordered(Vec::new(), Some(2), 1), "Beta Gamma");
    assert_eq!(ordered(by(true, true), Some(0), 0), "");
    let negative = Query { limit: Some(Operand::Bind(0)), ..w.query("Account", &["Name"]) };
    let error = |binds: &[Value]| w.tx.query(&negative, binds).unwrap_err();
    assert_eq!(error(&[Value::Integer(-1)]).0, "Limit must be a non-negative value");
    assert!(error(&[Value::Null]).is_null_pointer());
}

/// Rows of `name=value,...`, sorted, as the oracle's cases print them.
fn signature(found: &Outcome) -> String {
    let row = |r: &Value| {
        let record = record(r);
        let named = &record.extra().unwrap().named;
        named.iter().map(|(k, v)| format!("{k}={}", text(v))).collect::<Vec<_>>().join(",")
    };
    let mut rows: Vec<String> = found.records.iter().map(row).collect();
    rows.sort();
    format!("{}|{}", rows.len(), rows.join(";"))
}

fn grouped(w: &World, group_by: Option<GroupBy>, select: Vec<SelectItem>, having: Option<Condition>) -> String {
    let query = Query { aggregate: true, group_by, select, having, ..w.query("Account", &[]) };
    signature(&w.run(&query, &[Value::Null]))
}

#[test]
fn aggregates_answer_what_a_real_org_answered() {
    let w = accounts();
    let path = |f: &str| w.path("Account", f);
    let field = |f: &str| SelectItem::Field { path: path(f), alias: None };
    let aggregate = |a, f: &str, alias: &str| SelectItem::Target {
        target: FieldTarget::Aggregate(a, Some(path(f))),
        alias: alias.into(),
    };
    let all = vec![
        aggregate(Aggregate::Count, "Id", "n"),
        aggregate(Aggregate::Sum, "AnnualRevenue", "s"),
        aggregate(Aggregate::Avg, "NumberOfEmployees", "a"),
        aggregate(Aggregate::Min, "Name", "lo"),
        aggregate(Aggregate::CountDistinct, "Phone", "d"),
    ];
    assert_eq!(grouped(&w, None, all, None), "1|n=8,s=1000045.26,a=17.5,lo=Alpha,d=3"); // R102
    let city = || w.target("Account", "BillingCity");
    let sum = || vec![field("BillingCity"), aggregate(Aggregate::Sum, "AnnualRevenue", "v")];
    let plain = || Some(GroupBy::Plain(vec![city()]));
    assert_eq!(
        grouped(&w, plain(), sum(), None),
        "3|BillingCity=North,v=50.5;BillingCity=South,v=999994.76;BillingCity=null,v=null" // R106
    );
    let average = vec![
        field("BillingCity"),
        aggregate(Aggregate::Avg, "AnnualRevenue", "v"),
        SelectItem::Target { target: FieldTarget::Grouping(path("BillingCity")), alias: "g".into() },
    ];
    assert_eq!(
        grouped(&w, Some(GroupBy::Cube(vec![city()])), average, None),
        "4|BillingCity=North,v=16.833333333333332,g=0;BillingCity=South,v=333331.58666666667,g=0;\
         BillingCity=null,v=166674.21,g=1;BillingCity=null,v=null,g=0" // R142
    );
    let count = |group_by, having| {
        let select = vec![field("BillingCity"), aggregate(Aggregate::Count, "Id", "v")];
        grouped(&w, group_by, select, Some(having))
    };
    let more_than = |value| Condition::Compare {
        target: FieldTarget::Aggregate(Aggregate::Count, Some(path("Id"))),
        op: Operator::Greater,
        value,
    };
    let two = count(Some(GroupBy::Rollup(vec![city()])), more_than(Operand::Number("2".into())));
    assert_eq!(two, "3|BillingCity=North,v=3;BillingCity=South,v=3;BillingCity=null,v=8"); // R167
    let null = count(plain(), more_than(Operand::Bind(0)));
    assert_eq!(null, "3|BillingCity=North,v=3;BillingCity=South,v=3;BillingCity=null,v=2"); // R164
    let state = w.target("Account", "BillingState");
    let both = vec![field("BillingCity"), field("BillingState"), aggregate(Aggregate::Count, "Id", "v")];
    assert!(grouped(&w, Some(GroupBy::Cube(vec![city(), state])), both, None).starts_with("14|")); // R140
}

#[test]
fn parents_children_and_semi_joins() {
    let mut w = World::new();
    let root = w.insert("Account", &[("Name", t("Root")), ("Phone", t("100"))]);
    let empty = w.insert("Account", &[("Name", t("Empty"))]);
    for (last, account) in [("Able", Some(root)), ("Baker", Some(root)), ("Orphan", None)] {
        let account = account.map_or(Cell::Null, Cell::Id);
        w.insert("Contact", &[("LastName", t(last)), ("FirstName", t("Jo")), ("AccountId", account)]);
    }
    let query = w.query("Contact", &["Name", "Account.Name", "Account.Owner.Name"]);
    let found = w.run(&query, &[]);
    let account_id = w.path("Contact", "AccountId").field;
    let name = w.path("Account", "Name").field;
    let contacts: Vec<Record> = found.records.iter().map(record).collect();
    let parent = record(&contacts[0].extra().unwrap().parents[&account_id]);
    assert_eq!(text(&parent.get(name).unwrap()), "Root");
    assert!(parent.get(w.path("Account", "Phone").field).is_none(), "not queried");
    let owner = record(&parent.extra().unwrap().parents[&w.path("Account", "OwnerId").field]);
    assert_eq!(text(&owner.get(w.path("User", "Name").field).unwrap()), "Ada Admin");
    // The lookup of a queried parent can be read too.
    assert_eq!(text(&contacts[0].get(account_id).unwrap()), root.to_string());
    assert!(contacts[2].extra().unwrap().parents[&account_id].is_null());
    assert_eq!(w.texts(&found, "Contact", "Name"), "Jo Able Jo Baker Jo Orphan");

    let by_parent = w.compare("Contact", "Account.Name", Operator::NotEqual, string("Root"));
    assert_eq!(w.names("Contact", by_parent), "Jo Orphan");

    let order_by = vec![w.order("Contact", "LastName", true, false)];
    let sub = SubQuery { query: Query { order_by, ..w.query("Contact", &["LastName"]) }, lookup: account_id };
    let mut query = w.query("Account", &["Name"]);
    query.select.push(SelectItem::Children { child: 7, query: Arc::new(sub) });
    let found = w.run(&query, &[]);
    assert_eq!((found.rows, found.subqueries), (4, 1));
    let lists: Vec<String> = found
        .records
        .iter()
        .map(|r| {
            let lists = record(r).extra().unwrap().children[&7].clone();
            let Some(Object::List(list)) = lists.object() else { return text(&lists) };
            let last = w.path("Contact", "LastName").field;
            list.borrow().iter().map(|c| text(&record(&c).get(last).unwrap())).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(lists, ["Baker Able", ""]);

    let inner = Arc::new(w.query("Contact", &["AccountId"]));
    let join = |negated| Condition::SemiJoin { target: w.target("Account", "Id"), query: inner.clone(), negated };
    assert_eq!(w.names("Account", join(false)), "Root");
    assert_eq!(w.names("Account", join(true)), "Empty");
    let _ = empty;
}

#[test]
fn polymorphic_lookups_lead_to_what_the_id_says() {
    let mut w = World::new();
    let account = w.insert("Account", &[("Name", t("Root")), ("Phone", t("100"))]);
    let deal = w.insert("Opportunity", &[("Name", t("Deal"))]);
    w.insert("Task", &[("Subject", t("a")), ("WhatId", Cell::Id(account))]);
    w.insert("Task", &[("Subject", t("b")), ("WhatId", Cell::Id(deal))]);
    w.insert("Task", &[("Subject", t("c"))]);
    let what = w.path("Task", "WhatId").field;
    let found = w.run(&w.query("Task", &["What.Name", "What.Type"]), &[]);
    let whats: Vec<String> = found
        .records
        .iter()
        .map(|r| {
            let what = record(r).extra().unwrap().parents[&what].clone();
            if what.is_null() {
                return "null".into();
            }
            let what = record(&what);
            let read = |f: &str| text(&what.get(w.path("Name", f).field).unwrap());
            format!("{}:{}", read("Type"), read("Name"))
        })
        .collect();
    assert_eq!(whats, ["Account:Root", "Opportunity:Deal", "null"]);
    let typed = w.compare("Task", "What.Type", Operator::Equal, string("Account"));
    let query = Query { filter: Some(typed), ..w.query("Task", &["Subject"]) };
    assert_eq!(w.texts(&w.run(&query, &[]), "Task", "Subject"), "a");

    let object = w.tx.schema().find("Account").unwrap();
    let branches = vec![TypeofBranch { object, fields: vec![w.path("Account", "Phone")] }];
    let otherwise = vec![w.path("Name", "Name")];
    let mut query = w.query("Task", &["Id"]);
    query.select.push(SelectItem::Typeof { hops: Vec::new(), lookup: what, branches, otherwise });
    let found = w.run(&query, &[]);
    let parents: Vec<Value> = found.records.iter().map(|r| record(r).extra().unwrap().parents[&what].clone()).collect();
    let first = record(&parents[0]);
    assert_eq!(first.object, object);
    assert_eq!(text(&first.get(w.path("Account", "Phone").field).unwrap()), "100");
    assert_eq!(text(&record(&parents[1]).get(w.path("Name", "Name").field).unwrap()), "Deal");
    assert!(parents[2].is_null());
}

#[test]
fn dates_compare_with_literals_and_group_by_functions() {
    let mut w = World::new();
    for (name, close) in
        [("past", (2026, 1, 14)), ("today", (2026, 1, 15)), ("soon", (2026, 1, 20)), ("far", (2027, 3, 1))]
    {
        w.insert("Opportunity", &[("Name", t(name)), ("CloseDate", Cell::Date(Date::new(close.0, close.1, close.2)))]);
    }
    let close = |op, l| w.names("Opportunity", w.compare("Opportunity", "CloseDate", op, Operand::Literal(l)));
    assert_eq!(close(Operator::Equal, DateLiteral::Today), "today");
    assert_eq!(close(Operator::Greater, DateLiteral::Today), "soon far");
    assert_eq!(close(Operator::Equal, DateLiteral::NextNDays(10)), "soon");
    assert_eq!(close(Operator::LessEqual, DateLiteral::ThisYear), "past today soon");
    let created = w.compare("Opportunity", "CreatedDate", Operator::Equal, Operand::Literal(DateLiteral::Today));
    assert_eq!(w.names("Opportunity", created), "past today soon far");
    let year = || FieldTarget::Call(Func::CalendarYear, w.path("Opportunity", "CloseDate"));
    let query = Query {
        aggregate: true,
        group_by: Some(GroupBy::Plain(vec![year()])),
        select: vec![
            SelectItem::Target { target: year(), alias: "y".into() },
            SelectItem::Target { target: FieldTarget::Aggregate(Aggregate::Count, None), alias: "n".into() },
        ],
        ..w.query("Opportunity", &[])
    };
    assert_eq!(signature(&w.run(&query, &[])), "2|y=2026,n=3;y=2027,n=1");
}

#[test]
fn an_index_finds_what_a_scan_finds() {
    let mut w = World::new();
    let accounts: Vec<Id> = (0..10).map(|n| w.insert("Account", &[("Name", t(&format!("A{n}")))])).collect();
    for n in 0..300 {
        w.insert("Contact", &[("LastName", t(&n.to_string())), ("AccountId", Cell::Id(accounts[n % 10]))]);
    }
    let filter = w.compare("Contact", "AccountId", Operator::Equal, Operand::Bind(0));
    let query = Query { filter: Some(filter), ..w.query("Contact", &["LastName"]) };
    let find = |w: &World| w.texts(&w.run(&query, &[Value::Id(accounts[3])]), "Contact", "LastName");
    let scanned = find(&w);
    // The index comes after a few scans; then it follows changes and rollbacks.
    for _ in 0..5 {
        assert_eq!(find(&w), scanned);
    }
    let savepoint = w.tx.savepoint();
    let lookup = w.path("Contact", "AccountId").field;
    let moved = w.tx.find_by(w.tx.schema().find("Contact").unwrap(), lookup, &Cell::Id(accounts[3]))[0];
    w.tx.update(moved, &[(lookup, Cell::Id(accounts[4]))]).unwrap();
    assert_eq!(find(&w), scanned.split_once(' ').unwrap().1);
    w.tx.rollback(&savepoint);
    assert_eq!(find(&w), scanned);
}

#[test]
fn a_column_answers_what_the_rows_answer() {
    let mut w = World::new();
    let parent = w.insert("Account", &[("Name", t("P")), ("Site", t("x"))]);
    let ids: Vec<Id> = (0..5000)
        .map(|n| {
            let parent = if n % 3 == 0 { Cell::Id(parent) } else { Cell::Null };
            w.insert("Account", &[("Name", t(&n.to_string())), ("Site", t(["a", "b"][n % 2])), ("ParentId", parent)])
        })
        .collect();
    let both = Condition::And(vec![
        w.compare("Account", "Site", Operator::Equal, string("A")),
        w.compare("Account", "Parent.Name", Operator::Equal, string("p")),
    ]);
    let order_by = vec![w.order("Account", "Name", true, false)];
    let query = Query { filter: Some(both), order_by, ..w.query("Account", &["Name"]) };
    let find = |w: &World| w.texts(&w.run(&query, &[]), "Account", "Name");
    let by_rows = find(&w);
    assert_eq!(by_rows.split(' ').count(), 834);
    for _ in 0..4 {
        assert_eq!(find(&w), by_rows);
    }
    assert!(w.tx.state().table(query.object).unwrap().live().is_some(), "columns were made");
    w.tx.delete(ids[0]).unwrap();
    for _ in 0..4 {
        assert_eq!(find(&w).split(' ').count(), 833);
    }
}

#[test]
fn deleted_rows_show_only_in_all_rows() {
    let mut w = accounts();
    let beta = w.run(&w.query("Account", &["Id"]), &[]).records[1].clone();
    w.tx.delete(record(&beta).id().unwrap()).unwrap();
    let count = |all_rows| w.run(&Query { count_only: true, all_rows, ..w.query("Account", &[]) }, &[]).count;
    assert_eq!((count(false), count(true)), (Some(7), Some(8)));
    let deleted = w.compare("Account", "IsDeleted", Operator::Equal, Operand::Boolean(true));
    let query = Query { all_rows: true, filter: Some(deleted), ..w.query("Account", &["Name"]) };
    assert_eq!(w.texts(&w.run(&query, &[]), "Account", "Name"), "Beta");
    let _: FieldId = FieldId::ID;
}
