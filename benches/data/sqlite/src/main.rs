//! The peer of `data.apex`: the same rows and questions in SQLite in memory, prepared statements, one transaction, the
//! obvious indexes. Prints the same lines: workload, microseconds per operation, checksum.

use rusqlite::{Connection, params};
use std::time::Instant;

const ROWS: i64 = 200_000;
const INDUSTRIES: [&str; 10] = [
    "Agriculture", "Apparel", "Banking", "Biotechnology", "Chemicals", "Communications", "Construction", "Consulting",
    "Education", "Electronics",
];
const CITIES: [&str; 4] = ["Berlin", "Paris", "Rome", "Madrid"];

fn done(start: Instant, workload: &str, operations: u32, checksum: i64) {
    println!("{workload}\t{:.2}\t{checksum}", start.elapsed().as_secs_f64() * 1e6 / f64::from(operations));
}

/// An Id of 18 characters, as both sides have them.
fn id(prefix: &str, n: i64) -> String {
    format!("{prefix}900{n:09}AAA")
}

fn main() -> rusqlite::Result<()> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "CREATE TABLE account (id TEXT PRIMARY KEY, name TEXT, industry TEXT, revenue NUMERIC, employees INTEGER,
            city TEXT, state TEXT, phone TEXT, rating TEXT, number TEXT, type TEXT);
         CREATE TABLE contact (id TEXT PRIMARY KEY, last_name TEXT, account_id TEXT REFERENCES account(id));
         BEGIN",
    )?;
    let start = Instant::now();
    {
        let mut insert = db.prepare("INSERT INTO account VALUES (?,?,?,?,?,?,?,?,?,?,?)")?;
        for n in 0..ROWS {
            insert.execute(params![
                id("001", n),
                format!("{} {n}", if n % 50 == 0 { "Acme" } else { "Other Company" }),
                INDUSTRIES[(n % 10) as usize],
                n * 7919 % 1_000_000,
                n % 5000,
                CITIES[(n % 4) as usize],
                "BE",
                "030 1234567",
                "Hot",
                format!("A-{n}"),
                "Prospect"
            ])?;
        }
    }
    done(start, "insert 200,000 rows in chunks of 200", 1, ROWS);

    let start = Instant::now();
    {
        let mut insert = db.prepare("INSERT INTO contact VALUES (?,?,?)")?;
        for n in 0..ROWS {
            insert.execute(params![id("003", n), n.to_string(), id("001", n)])?;
        }
    }
    done(start, "insert 200,000 contacts", 1, ROWS);

    let start = Instant::now();
    let mut sum = 0;
    let mut one = db.prepare("SELECT id, name, employees FROM account WHERE id = ?")?;
    for i in 0..100_000i64 {
        let at = i * 7919 % ROWS;
        let (_, _, employees) = one.query_row([id("001", at)], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?))
        })?;
        sum += employees;
    }
    done(start, "look up one row by Id", 100_000, sum);

    let texts = |sql: &str, times: u32, what: &str, length: bool| -> rusqlite::Result<()> {
        let start = Instant::now();
        let mut query = db.prepare(sql)?;
        let mut sum = 0;
        for _ in 0..times {
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (_, name): (String, String) = (row.get(0)?, row.get(1)?);
                sum += if length { name.len() as i64 } else { 1 };
            }
        }
        done(start, what, times, sum);
        Ok(())
    };
    texts(
        "SELECT id, name FROM account WHERE industry = 'Banking' AND revenue > 500000",
        20,
        "Industry = x AND AnnualRevenue > n, full scan",
        false,
    )?;

    let start = Instant::now();
    let marks = vec!["?"; 200].join(",");
    let mut many = db.prepare(&format!("SELECT id, employees FROM account WHERE id IN ({marks})"))?;
    let ids: Vec<String> = (0..200).map(|i| id("001", i * 1000)).collect();
    let mut sum = 0;
    for _ in 0..500 {
        let mut rows = many.query(rusqlite::params_from_iter(&ids))?;
        while let Some(row) = rows.next()? {
            let (_, employees): (String, i64) = (row.get(0)?, row.get(1)?);
            sum += employees;
        }
    }
    done(start, "Id IN 200 ids", 500, sum);

    let start = Instant::now();
    let mut groups =
        db.prepare("SELECT industry, COUNT(id), SUM(revenue), AVG(employees) FROM account GROUP BY industry")?;
    let mut sum = 0;
    for _ in 0..10 {
        let mut rows = groups.query([])?;
        while let Some(row) = rows.next()? {
            let (_, n, total, _): (String, i64, i64, f64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            sum += total + n;
        }
    }
    done(start, "GROUP BY Industry with count, sum, average", 10, sum);

    let start = Instant::now();
    let mut top = db.prepare("SELECT id, revenue FROM account ORDER BY revenue DESC LIMIT 100")?;
    let mut sum = 0;
    for _ in 0..20 {
        let mut rows = top.query([])?;
        while let Some(row) = rows.next()? {
            let (_, revenue): (String, i64) = (row.get(0)?, row.get(1)?);
            sum += revenue;
        }
    }
    done(start, "ORDER BY AnnualRevenue DESC LIMIT 100", 20, sum);

    let join = "SELECT c.id, c.last_name, a.name FROM contact c JOIN account a ON a.id = c.account_id
        WHERE a.industry = 'Banking'";
    for (what, before) in [
        ("Contacts with Account.Name where Account.Industry = x", None),
        ("the same with an index on contact.account_id", Some("CREATE INDEX of_account ON contact(account_id)")),
    ] {
        before.map_or(Ok(()), |sql| db.execute_batch(sql))?;
        let start = Instant::now();
        let mut query = db.prepare(join)?;
        let mut sum = 0;
        for _ in 0..10 {
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (_, _, name): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                sum += name.len() as i64;
            }
        }
        done(start, what, 10, sum);
    }
    texts("SELECT id, name FROM account WHERE name LIKE 'Acme%'", 20, "LIKE 'Acme%', full scan", true)?;

    let start = Instant::now();
    {
        let mut update = db.prepare("UPDATE account SET phone = ?, employees = ? WHERE id = ?")?;
        for n in 0..ROWS {
            update.execute(params!["0123", n, id("001", n)])?;
        }
    }
    let changed: i64 = db.query_row("SELECT COUNT(*) FROM account WHERE phone = '0123'", [], |r| r.get(0))?;
    done(start, "update 200,000 rows in chunks of 200", 1, changed);
    db.execute_batch("COMMIT")
}
