//! What orgless costs beside the user's code: start-up, a test, a queued job, the first test of a large project.
//!
//! `cargo bench --bench overhead`; with `-- --quick` each measure takes about a second at most and fails on no time, only on a
//! wrong result.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use orgless::project::Inputs;
use orgless::runner::{Event, Options, Plan};
use orgless::session::{Profile, Session, with_big_stack};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 3 } else { 15 };
    println!("start of a one-line script, wall: {:.2} ms", ms(startup(rounds * 3)));
    println!("resident memory of an empty org: {:.1} MB", resident());
    let tests = if quick { 200 } else { 1000 };
    println!("an empty test over 100 rows of @TestSetup: {:.1} us", us(test(rounds, tests)));
    let jobs = if quick { 2_000 } else { 20_000 };
    println!("a trivial queueable, enqueued and run: {:.1} us", us(queueable(rounds, jobs)));
    let classes = if quick { 200 } else { 1000 };
    println!("first test of a project of {classes} classes: {:.1} ms", ms(first_test(rounds.min(5), classes)));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn median(rounds: u32, mut measure: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..rounds).map(|_| measure()).collect();
    times.sort();
    times[times.len() / 2]
}

/// Whole processes: the binary that was built beside this bench.
fn startup(rounds: u32) -> Duration {
    median(rounds, || {
        let start = Instant::now();
        let output = one_line().stdout(Stdio::piped()).output().expect("orgless starts");
        let time = start.elapsed();
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "1");
        time
    })
}

fn one_line() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgless"));
    command.args(["run", "-e", "System.debug(1);"]);
    command
}

/// What this process holds more once a session with an empty org is there, in megabytes.
fn resident() -> f64 {
    let session = Session::builder().build().expect("nothing to read");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    drop(session);
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kb| kb / 1024.0)
}

/// The time that each of many empty tests adds.
fn test(rounds: u32, tests: usize) -> Duration {
    let class = |tests: usize| {
        let methods: String = (0..tests).map(|n| format!("@isTest static void empty{n}() {{}}\n")).collect();
        format!(
            "@isTest private class Empty {{
                @TestSetup static void make() {{
                    List<Account> rows = new List<Account>();
                    for (Integer i = 0; i < 100; i++) {{ rows.add(new Account(Name = 'n' + i)); }}
                    insert rows;
                }}
                {methods}
            }}"
        )
    };
    let few = Project::new("few", [("Empty", class(1))]);
    let many = Project::new("many", [("Empty", class(tests + 1))]);
    median(rounds, || {
        let (one, all) = (few.time(), many.time());
        all.saturating_sub(one) / u32::try_from(tests).expect("few tests")
    })
}

/// A transaction may enqueue so many jobs.
const PER_TRANSACTION: u32 = 50;

/// From enqueueing to its end, outside of tests; the enqueueing transactions count too.
fn queueable(rounds: u32, jobs: u32) -> Duration {
    with_big_stack(|| {
        median(rounds, || {
            let mut session = Session::builder()
                .source(
                    "Job.cls",
                    "public class Job implements Queueable { public void execute(QueueableContext c) {} }",
                )
                .limits(Profile::Roomy)
                .build()
                .expect("nothing to read");
            let code = format!("for (Integer i = 0; i < {PER_TRANSACTION}; i++) {{ System.enqueueJob(new Job()); }}");
            let script = session.compile_script("Enqueue", &code, 0).expect("compiles");
            let start = Instant::now();
            let mut ran = 0;
            for _ in 0..jobs / PER_TRANSACTION {
                session.run_script(script).expect("runs");
                ran += session.drain();
            }
            let time = start.elapsed();
            assert_eq!(ran, jobs as usize, "every job ran");
            time / jobs
        })
    })
}

/// Reading and compiling a project and running its one test.
fn first_test(rounds: u32, classes: usize) -> Duration {
    let class = |n: usize| {
        let next = (n + 1) % classes;
        let text = format!(
            "public class C{n} {{
                public Integer total = 0;
                public Integer add(Integer by) {{ total += by; return total; }}
                public static String name(C{next} other) {{ return 'C{n} ' + other.add({n}); }}
            }}"
        );
        (format!("C{n}"), text)
    };
    let mut files: Vec<(String, String)> = (0..classes).map(class).collect();
    let test = "@isTest private class First { @isTest static void adds() { Assert.areEqual(2, new C0().add(2)); } }";
    files.push(("First".into(), test.into()));
    let project = Project::new("large", files);
    median(rounds, || project.time())
}

/// A folder of classes on disk, gone when dropped.
struct Project(PathBuf);

impl Project {
    fn new<N: AsRef<str>>(name: &str, files: impl IntoIterator<Item = (N, String)>) -> Project {
        let folder = std::env::temp_dir().join(format!("orgless-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for (name, text) in files {
            std::fs::write(folder.join(format!("{}.cls", name.as_ref())), text).expect("writable");
        }
        Project(folder)
    }

    /// Plans and runs all tests; panics when one fails.
    fn time(&self) -> Duration {
        let start = Instant::now();
        let mut options = Options::new(inputs(&self.0));
        options.threads = NonZeroUsize::new(1);
        let plan = Plan::new(options).expect("readable");
        let (expected, mut passed) = (plan.names().len(), 0);
        plan.run(&mut |event| {
            if let Event::Finished { result, .. } = event {
                assert!(result.failure.is_none(), "an empty test fails");
                passed += usize::from(result.case.is_test());
            }
        });
        let time = start.elapsed();
        assert!(expected > 0 && passed == expected, "{passed} of {expected} tests passed");
        time
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn inputs(folder: &Path) -> Inputs {
    Inputs::sources_of(&[folder.to_owned()]).expect("readable")
}
