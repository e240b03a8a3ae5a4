//! Parsing speed, one thread, tree included: `cargo bench --bench parse -- FOLDER..`.
//! Without folders it parses a class of its own.

use orgless::diag::FileId;
use orgless::syntax::parse_unit;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: u32 = 5;

fn main() {
    let mut texts = Vec::new();
    for argument in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        collect(Path::new(&argument), &mut texts);
    }
    if texts.is_empty() {
        texts = vec![sample(); 100];
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let best = (0..ROUNDS).map(|_| round(&texts)).min().expect("there are rounds");
    let speed = bytes as f64 / 1e6 / best.as_secs_f64();
    println!("{} texts, {bytes} bytes: {speed:.1} MB/s (best of {ROUNDS} rounds)", texts.len());
}

/// Parses all texts and drops the trees.
fn round(texts: &[String]) -> Duration {
    let start = Instant::now();
    for text in texts {
        let (unit, faults) = parse_unit(text, FileId(0));
        assert!(unit.is_some() || !faults.is_empty());
    }
    start.elapsed()
}

fn collect(path: &Path, texts: &mut Vec<String>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("readable").flatten();
        entries.for_each(|entry| collect(&entry.path(), texts));
    } else if path.extension().is_some_and(|ext| ext == "cls" || ext == "trigger") {
        let bytes = std::fs::read(path).expect("readable");
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
}

fn sample() -> String {
    let method = "
    /** Adds up what is open. */
    public static Map<Id, Decimal> totals(List<Account> accounts, Set<Id> owners) {
        Map<Id, Decimal> totals = new Map<Id, Decimal>();
        for (Opportunity o : [SELECT Id, AccountId, Amount FROM Opportunity WHERE OwnerId IN :owners AND IsClosed = false]) {
            if (o.Amount != null && !totals.containsKey(o.AccountId)) {
                totals.put(o.AccountId, o.Amount * 2 + accounts.size());
            } else {
                System.debug('skipped ' + o.Id);
            }
        }
        return totals;
    }
";
    format!("public with sharing class Totals {{{}}}", method.repeat(20))
}
