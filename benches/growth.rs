//! What stays the same when there is more of it: time per row, per job and per test; memory per row; two threads against one.
//!
//! `cargo bench --bench growth`; with `-- --quick` sizes stay small. Nothing fails on a time, only on a wrong result.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use orgless::project::Inputs;
use orgless::runner::{Event, Options, Plan};
use orgless::session::{Profile, Session, with_big_stack};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let most = if quick { 10_000 } else { 1_000_000 };
    let sizes = || std::iter::successors(Some(1_000u32), |n| n.checked_mul(10)).take_while(move |n| *n <= most);
    with_big_stack(|| {
        for n in sizes() {
            let rows = rows(n);
            println!(
                "{n:>9} Account rows of ten fields: insert {:.2} us, update {:.2} us, delete {:.2} us a row; {:.0} bytes a row, {:.0} MB in all",
                rows.insert, rows.update, rows.delete, rows.bytes, rows.resident
            );
        }
        for n in sizes() {
            println!("{n:>9} queueables: {:.2} us a job", jobs(n));
        }
    });
    // A million tests would be gigabytes of source.
    for n in sizes().take_while(|n| *n <= 100_000) {
        println!("{n:>9} tests: {:.2} us a test", us(tests(n, 1, "Assert.areEqual(3, 1 + 2);"), n));
    }
    let (classes, body) =
        (if quick { 40 } else { 400 }, "Integer n = 0; for (Integer i = 0; i < 200000; i++) { n += i; }");
    let (one, two) = (tests(classes, 1, body), tests(classes, 2, body));
    println!(
        "{classes} tests of work on two threads: {:.2} times as fast as on one",
        one.as_secs_f64() / two.as_secs_f64()
    );
}

fn us(time: Duration, n: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(n)
}

/// Figures of a table, per row.
struct Rows {
    insert: f64,
    update: f64,
    delete: f64,
    bytes: f64,
    /// Of the whole process, in megabytes.
    resident: f64,
}

/// Inserts, updates and deletes so many rows in chunks of 200.
fn rows(n: u32) -> Rows {
    let mut session = Session::builder().limits(Profile::Off).build().expect("nothing to read");
    let mut run = |code: &str| {
        let script = session.compile_script("Rows", code, 0).expect("compiles");
        let start = Instant::now();
        session.run_script(script).expect("runs");
        us(start.elapsed(), n)
    };
    let before = resident();
    let insert = run(&format!(
        "for (Integer first = 0; first < {n}; first += 200) {{
            List<Account> chunk = new List<Account>();
            for (Integer i = first; i < first + 200; i++) {{
                chunk.add(new Account(
                    Name = 'Company ' + i, Industry = 'Banking', AnnualRevenue = i * 10, NumberOfEmployees = i,
                    BillingCity = 'Berlin', BillingState = 'BE', Phone = '030 1234567', Rating = 'Hot',
                    AccountNumber = 'A-' + i, Type = 'Prospect'));
            }}
            insert chunk;
        }}"
    ));
    let after = resident();
    let in_chunks = |change: &str| {
        format!(
            "for (List<Account> chunk : [SELECT Id, Phone FROM Account]) {{
                {change}
            }}"
        )
    };
    let update = run(&in_chunks("for (Account a : chunk) { a.Phone = '0123'; } update chunk;"));
    let delete = run(&in_chunks("delete chunk;"));
    let left = run("Assert.areEqual(0, [SELECT COUNT() FROM Account]);");
    assert!(left >= 0.0);
    Rows { insert, update, delete, bytes: (after - before) / f64::from(n), resident: after / 1e6 }
}

/// The resident memory of this process in bytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kb| kb * 1024.0)
}

/// Microseconds from enqueueing to the end of a job.
fn jobs(n: u32) -> f64 {
    let source = "public class Job implements Queueable { public void execute(QueueableContext c) {} }";
    let builder = Session::builder().source("Job.cls", source).limits(Profile::Roomy).now(Some(1_700_000_000_000));
    let mut session = builder.build().expect("nothing to read");
    let code = "for (Integer i = 0; i < 50; i++) { System.enqueueJob(new Job()); }";
    let script = session.compile_script("Enqueue", code, 0).expect("compiles");
    let start = Instant::now();
    let mut ran = 0;
    for _ in 0..n / 50 {
        session.run_script(script).expect("runs");
        ran += session.drain();
        if ran % 200_000 == 0 {
            // An org runs 250,000 in a day.
            session.advance(Duration::from_secs(24 * 60 * 60));
        }
    }
    assert_eq!(ran, n as usize, "every job ran");
    us(start.elapsed(), n)
}

/// The time of a run of so many tests with this body, a hundred in a class.
fn tests(n: u32, threads: usize, body: &str) -> Duration {
    let folder = std::env::temp_dir().join(format!("orgless-growth-{}-{n}-{threads}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    let per_class = if n >= 1_000 { 100 } else { 1 };
    for class in 0..n / per_class {
        let methods: String = (0..per_class).map(|m| format!("@isTest static void t{m}() {{ {body} }}\n")).collect();
        let text = format!("@isTest private class T{class} {{\n{methods}}}\n");
        std::fs::write(folder.join(format!("T{class}.cls")), text).expect("writable");
    }
    let mut options = Options::new(Inputs::sources_of(std::slice::from_ref(&folder)).expect("readable"));
    options.threads = NonZeroUsize::new(threads);
    let plan = Plan::new(options).expect("readable");
    let start = Instant::now();
    let mut passed = 0;
    plan.run(&mut |event| {
        if let Event::Finished { result, .. } = event {
            assert!(result.failure.is_none(), "a test fails");
            passed += usize::from(result.case.is_test());
        }
    });
    let time = start.elapsed();
    let _ = std::fs::remove_dir_all(&folder);
    assert_eq!(passed, n as usize, "every test passed");
    time
}
