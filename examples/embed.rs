//! Apex inside a Rust program: load a class, call it, run a script, let its jobs run.
//!
//! `cargo run --example embed`

use std::error::Error;
use std::time::Duration;

use orgless::Session;
use orgless::session::with_big_stack;
use orgless::value::Value;

const PRICES: &str = "
public class Prices implements Schedulable {
    public static Decimal gross(Decimal net) {
        return (net * 1.19).setScale(2);
    }
    public void execute(SchedulableContext context) {
        insert new Account(Name = 'Made at night', AnnualRevenue = gross(100));
    }
}";

fn main() -> Result<(), String> {
    // Apex may recurse a thousand calls deep.
    with_big_stack(|| run().map_err(|error| error.to_string()))
}

fn run() -> Result<(), Box<dyn Error>> {
    // 2025-01-15T09:00:00Z: with a time given, the clock stands until it is advanced.
    let now = Some(1_736_931_600_000);
    let mut session = Session::builder().source("Prices.cls", PRICES).now(now).build()?;

    let gross = session.call_static("Prices", "gross", &[Value::from(100)])?;
    println!("gross: {gross}");

    session.run("System.schedule('nightly', '0 0 2 * * ?', new Prices());")?;
    for job in session.jobs() {
        println!("waiting: {} {}", job.kind, job.name);
    }
    session.advance(Duration::from_secs(24 * 3600));
    let ran = session.run("System.debug([SELECT Name, AnnualRevenue FROM Account]);")?;
    println!("{}", ran.log.join("\n"));
    Ok(())
}
