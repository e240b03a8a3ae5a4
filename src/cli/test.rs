//! `orgless test`: runs tests and documents, and reports them in one of sf's shapes.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use super::args::TestArgs;
use super::exit::{Exit, not_yet, usage};
use super::{debug_log, terminal, time, world};
use crate::project::{Inputs, discover};
use crate::runner::report::{Format, Human, Report, write_files};
use crate::runner::select::Selection;
use crate::runner::{Event, Options, Plan};
use crate::session::Profile;

pub fn test(args: &TestArgs) -> Exit {
    try_test(args).unwrap_or_else(|exit| exit)
}

fn try_test(args: &TestArgs) -> Result<Exit, Exit> {
    if let Some(flag) = missing(args) {
        return Err(not_yet(flag));
    }
    let started = (SystemTime::now(), Instant::now());
    let options = options(args)?;
    if let Some(seed) = options.shuffle {
        eprintln!("shuffled with --shuffle={seed}");
    }
    let plan = Plan::new(options).map_err(usage)?;
    if args.list {
        plan.names().iter().for_each(|name| debug_log::line(name));
        return Ok(Exit::Success);
    }
    if let Some(session) = plan.project().session() {
        world::report(session);
    }
    let report = run(args, &plan, started);
    if let Some(folder) = &args.output_dir {
        write_files(&report, folder).map_err(|error| usage(format!("{}: {error}", folder.display())))?;
    }
    let counts = report.counts();
    Ok(match (counts.failed, counts.ran + counts.skipped + counts.blocks) {
        (0, 0) => {
            eprintln!("nothing was run: no tests and no apex blocks");
            Exit::NothingRun
        }
        (0, _) => Exit::Success,
        _ => Exit::TestsFailed,
    })
}

/// Runs the plan and prints the results.
fn run(args: &TestArgs, plan: &Plan, (date, started): (SystemTime, Instant)) -> Report {
    let format = if args.json { Format::Json } else { args.result_format.into() };
    let human = Human { colour: terminal::colour_out(), concise: args.concise, slowest: args.slowest };
    let shows_progress = format == Format::Human && stderr().is_terminal();
    let mut report = Report::new(date);
    plan.run(&mut |event: Event| {
        report.record(&event);
        if format == Format::Human {
            let lines = human.lines(&event, &report);
            if shows_progress {
                progress(&event, &report, &lines);
            }
            if !lines.is_empty() {
                debug_log::line(lines.trim_end());
            }
        }
    });
    if shows_progress {
        eprint!("\r\u{1b}[K");
    }
    report.duration = started.elapsed();
    let text = if format == Format::Human { human.end(&report) } else { report.text(format) };
    if !text.is_empty() {
        debug_log::line(text.trim_end());
    }
    report
}

/// One line that is written over and over: how far the run is.
fn progress(event: &Event, report: &Report, lines: &str) {
    if let Event::Finished { result, .. } = event {
        let counts = report.counts();
        let failed = if counts.failed > 0 { format!(", {} failed", counts.failed) } else { String::new() };
        eprint!("\r\u{1b}[K{} run{failed}  {}", counts.ran, result.case.full_name());
    } else if !lines.is_empty() {
        eprint!("\r\u{1b}[K");
    }
    let _ = stderr().flush();
}

fn options(args: &TestArgs) -> Result<Options, Exit> {
    let here = [PathBuf::from(".")];
    let inputs = discover(if args.paths.is_empty() { &here } else { &args.paths }).map_err(usage)?;
    let mut selection = Selection::all();
    args.class_names.iter().for_each(|name| selection.add_class(name));
    args.tests.iter().for_each(|name| selection.add_test(name));
    let threads = if args.synchronous { Some(1) } else { args.jobs };
    Ok(Options {
        with: Inputs::sources_of(&args.with).map_err(usage)?,
        selection,
        partition: args.partition,
        shuffle: args.shuffle.map(|seed| seed.unwrap_or_else(fresh_seed)),
        threads: threads.and_then(std::num::NonZeroUsize::new),
        max_fail: if args.fail_fast { Some(1) } else { args.max_fail },
        retries: args.retries,
        timeout: args.timeout.map(|seconds| Duration::from_secs_f64(seconds.max(0.0))),
        now: args.now.as_deref().map(time::moment).transpose().map_err(usage)?,
        limits: args.limits.map_or(Profile::Platform, Profile::from),
        strict_schema: args.strict_schema,
        ..Options::new(inputs)
    })
}

/// The first flag given that is known but not there yet.
fn missing(args: &TestArgs) -> Option<&'static str> {
    let level = args.test_level.as_deref().unwrap_or("RunLocalTests");
    [
        (args.code_coverage, "--code-coverage"),
        (args.last_failed, "--last-failed"),
        (args.watch, "--watch"),
        (!args.suite_names.is_empty(), "--suite-names"),
        (
            !["RunLocalTests", "RunAllTestsInOrg", "RunSpecifiedTests"].contains(&level),
            "a test level other than RunLocalTests, RunAllTestsInOrg and RunSpecifiedTests",
        ),
    ]
    .into_iter()
    .find_map(|(given, flag)| given.then_some(flag))
}

fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::from(now.subsec_nanos()) ^ now.as_secs()
}
