//! Measures of the data engine, at the size of the project's comparison with SQLite: 200,000 accounts of ten fields.
//!
//! `cargo test --release --test org_bench -- --ignored --nocapture`

use std::sync::Arc;
use std::time::{Duration, Instant};

use orgless::hir::*;
use orgless::org::{MemoryHost, Org, Transaction};
use orgless::schema::{FieldId, ObjectId, Schema};
use orgless::value::{Cell, Id, List, Value};

const INDUSTRIES: [&str; 10] = [
    "Agriculture",
    "Apparel",
    "Banking",
    "Biotechnology",
    "Chemicals",
    "Communications",
    "Construction",
    "Consulting",
    "Education",
    "Electronics",
];

struct Bench {
    org: Org,
    object: ObjectId,
}

impl Bench {
    fn new() -> Bench {
        let schema = Schema::standard();
        let object = schema.find("Account").expect("a standard object");
        Bench { org: Org::new(Arc::new(schema), Arc::new(MemoryHost::new())), object }
    }

    fn field(&self, object: &str, name: &str) -> (ObjectId, FieldId) {
        let schema = self.org.schema();
        let object = schema.find(object).expect("a standard object");
        (object, schema.object(object).field(name).expect("a standard field"))
    }

    fn fields(&self) -> Vec<FieldId> {
        let names = [
            "Name",
            "Industry",
            "AnnualRevenue",
            "NumberOfEmployees",
            "BillingCity",
            "BillingState",
            "Phone",
            "Rating",
            "AccountNumber",
            "Type",
        ];
        names.iter().map(|n| self.field("Account", n).1).collect()
    }

    fn row(fields: &[FieldId], n: u32) -> Vec<(FieldId, Cell)> {
        let text = Cell::string;
        let cells = [
            text(&format!("{} {n}", if n.is_multiple_of(50) { "Acme" } else { "Other Company" })),
            text(INDUSTRIES[(n % 10) as usize]),
            Cell::Decimal { scale: 0, mantissa: i64::from(n.wrapping_mul(2_654_435_761) % 1_000_000) },
            Cell::Integer((n % 5000) as i32),
            text(["Berlin", "Paris", "Rome", "Madrid"][(n % 4) as usize]),
            text("BE"),
            text("030 1234567"),
            text("Hot"),
            text(&format!("A-{n}")),
            text("Prospect"),
        ];
        fields.iter().copied().zip(cells).collect()
    }

    fn fill(&self, rows: u32) -> Vec<Id> {
        let fields = self.fields();
        let mut tx = self.org.begin();
        let ids = (0..rows).map(|n| tx.insert(self.object, &Bench::row(&fields, n)).expect("a valid row")).collect();
        tx.commit();
        ids
    }

    fn path(&self, object: &str, name: &str) -> FieldPath {
        let (object, field) = self.field(object, name);
        FieldPath { hops: Vec::new(), object, field }
    }

    fn query(&self, object: &str, fields: &[&str]) -> Query {
        let select = fields.iter().map(|f| SelectItem::Field { path: self.path(object, f), alias: None }).collect();
        Query {
            object: self.field(object, "Id").0,
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

    fn compare(&self, name: &str, op: Operator, value: Operand) -> Condition {
        Condition::Compare { target: FieldTarget::Path(self.path("Account", name)), op, value }
    }
}

/// The median time of several runs.
fn median(runs: usize, mut f: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            f();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

fn show(what: &str, time: Duration) {
    println!("{what:<60} {:>12.2} us", time.as_secs_f64() * 1e6);
}

#[test]
#[ignore = "a measurement"]
fn forks_and_savepoints() {
    for rows in [100_000, 1_000_000] {
        let bench = Bench::new();
        let ids = bench.fill(rows);
        let fork = median(1001, || drop(bench.org.fork().begin()));
        show(&format!("fork and disposal, {rows} rows"), fork);
        let (_, name) = bench.field("Account", "Name");
        let written = median(301, || {
            let fork = bench.org.fork();
            let mut tx = fork.begin();
            tx.update(ids[ids.len() / 2], &[(name, Cell::string("changed"))]).expect("it exists");
            tx.commit();
        });
        show(&format!("fork, one update, disposal, {rows} rows"), written);
        let mut tx = bench.org.begin();
        tx.update(ids[0], &[(name, Cell::string("first"))]).expect("it exists");
        let mut n = 0usize;
        let cycle = median(10_001, || {
            n = (n + 7_919) % ids.len();
            let savepoint = tx.savepoint();
            tx.update(ids[n], &[(name, Cell::string("changed"))]).expect("it exists");
            tx.rollback(&savepoint);
        });
        show(&format!("savepoint, one update, rollback, {rows} rows"), cycle);
        assert!(fork < Duration::from_micros(200) && cycle < Duration::from_micros(20));
    }
}

#[test]
#[ignore = "a measurement"]
fn workloads() {
    let bench = Bench::new();
    let start = Instant::now();
    let ids = bench.fill(200_000);
    show("insert 200,000 rows", start.elapsed());

    let contact = bench.field("Contact", "Id").0;
    let (last, parent) = (bench.field("Contact", "LastName").1, bench.field("Contact", "AccountId").1);
    let mut tx = bench.org.begin();
    for (n, id) in ids.iter().enumerate() {
        let fields = [(last, Cell::string(&n.to_string())), (parent, Cell::Id(*id))];
        tx.insert(contact, &fields).expect("a valid row");
    }
    tx.commit();

    let tx = bench.org.begin();
    let run = |what: &str, runs: usize, query: &Query, binds: &[Value], expected: usize| {
        let mut found = 0;
        let time = median(runs, || found = records(&tx, query, binds));
        show(&format!("{what} ({found})"), time);
        assert_eq!(found, expected, "{what}");
    };
    let by_id = bench.compare("Id", Operator::Equal, Operand::Bind(0));
    let query = Query { filter: Some(by_id), ..bench.query("Account", &["Id", "Name"]) };
    run("look up one row by Id", 10_001, &query, &[Value::Id(ids[123_456])], 1);

    let both = Condition::And(vec![
        bench.compare("Industry", Operator::Equal, Operand::String("Banking".into())),
        bench.compare("AnnualRevenue", Operator::Greater, Operand::Number("500000".into())),
    ]);
    let count = Query { filter: Some(both.clone()), count_only: true, ..bench.query("Account", &[]) };
    let hits = tx.query(&count, &[]).expect("it runs").count.expect("a count") as usize;
    let query = Query { filter: Some(both), ..bench.query("Account", &["Id", "Name"]) };
    run("Industry = x AND AnnualRevenue > n, full scan", 21, &query, &[], hits);

    let target = FieldTarget::Path(bench.path("Account", "Id"));
    let filter = Condition::In { target, values: vec![Operand::Bind(0)], negated: false };
    let query = Query { filter: Some(filter), ..bench.query("Account", &["Id", "Name"]) };
    let some = ids.iter().step_by(1000).map(|id| Value::Id(*id)).collect();
    run("Id IN 200 ids", 1001, &query, &[Value::list(List::from_values(TypeId::ID, some))], 200);

    let industry = FieldTarget::Path(bench.path("Account", "Industry"));
    let aggregate = |a, f| SelectItem::Target {
        target: FieldTarget::Aggregate(a, Some(bench.path("Account", f))),
        alias: f.into(),
    };
    let mut query = Query {
        aggregate: true,
        group_by: Some(GroupBy::Plain(vec![industry])),
        ..bench.query("Account", &["Industry"])
    };
    query.select.extend([
        aggregate(Aggregate::Count, "Id"),
        aggregate(Aggregate::Sum, "AnnualRevenue"),
        aggregate(Aggregate::Avg, "NumberOfEmployees"),
    ]);
    run("GROUP BY Industry with count, sum, average", 11, &query, &[], 10);

    let target = FieldTarget::Path(bench.path("Account", "AnnualRevenue"));
    let query = Query {
        order_by: vec![OrderBy { target, descending: true, nulls_last: false }],
        limit: Some(Operand::Number("100".into())),
        ..bench.query("Account", &["Id", "Name"])
    };
    run("ORDER BY AnnualRevenue DESC LIMIT 100", 21, &query, &[], 100);

    let filter = bench.compare("Name", Operator::Like, Operand::String("Acme%".into()));
    let query = Query { filter: Some(filter), ..bench.query("Account", &["Id", "Name"]) };
    run("LIKE 'Acme%', full scan", 21, &query, &[], 4000);

    let over = |name| {
        let path = bench.path("Account", name);
        FieldPath { hops: vec![(contact, parent, bench.object)], ..path }
    };
    let filter = Condition::Compare {
        target: FieldTarget::Path(over("Industry")),
        op: Operator::Equal,
        value: Operand::String("Banking".into()),
    };
    let mut query = Query { filter: Some(filter), ..bench.query("Contact", &["Id", "LastName"]) };
    query.select.push(SelectItem::Field { path: over("Name"), alias: None });
    run("Contacts with Account.Name where Account.Industry = x", 11, &query, &[], 20_000);
    drop(tx);

    let (_, phone) = bench.field("Account", "Phone");
    let start = Instant::now();
    let mut tx = bench.org.begin();
    for chunk in ids.chunks(200) {
        for id in chunk {
            tx.update(*id, &[(phone, Cell::string("0123"))]).expect("it exists");
        }
    }
    tx.commit();
    show("update 200,000 rows", start.elapsed());
}

fn records(tx: &Transaction, query: &Query, binds: &[Value]) -> usize {
    tx.query(query, binds).expect("it runs").records.len()
}
