//! `orgless run`: a script, its debug lines, its uncaught exception.

use std::io::Read;
use std::path::Path;

use super::args::RunArgs;
use super::exit::{self, Exit, not_yet};
use super::{debug_log, terminal, time, world};
use crate::diag;
use crate::project::{decode, read_text};
use crate::session::{Exception, Failure, Session, abridged};

pub fn run(args: &RunArgs) -> Exit {
    match try_run(args) {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

fn try_run(args: &RunArgs) -> Result<(), Exit> {
    if args.log.is_some() {
        return Err(not_yet("--log"));
    }
    let advance = args.advance.as_deref().map(time::span).transpose().map_err(exit::usage)?;
    let most = debug_log::level(args.debug_level.as_deref().unwrap_or("FINEST")).map_err(exit::usage)?;
    let (name, code) = code(args)?;
    let mut session = world::session(&args.world, debug_log::print_up_to(most))?;

    let script = session.compile_script(&name, &code, 0).map_err(|failure| report(&failure))?;
    let usage = session.run_script(script).map_err(|exception| uncaught(&exception))?;
    if args.show_limits {
        eprint!("{usage}");
    }
    if !args.no_drain {
        session.drain();
    }
    if let Some(time) = advance {
        session.advance(time);
    }
    report_failed_jobs(&session);
    Ok(())
}

/// Name and text of what is to be run.
fn code(args: &RunArgs) -> Result<(String, String), Exit> {
    if let Some(code) = &args.code {
        return Ok(("-e".into(), code.clone()));
    }
    let path = args.file.as_deref().unwrap_or(Path::new("-"));
    let name = path.to_string_lossy().into_owned();
    let read = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| decode(bytes))
    } else {
        read_text(path)
    };
    read.map(|text| (name.clone(), text)).map_err(|error| exit::usage(format!("{name}: {error}")))
}

/// Says on standard error why code did not run to its end.
pub fn report(failure: &Failure) -> Exit {
    match failure {
        Failure::Compile(diagnostics, sources) => {
            eprintln!("{}", diag::render_all(diagnostics, sources, terminal::style()).trim_end());
        }
        Failure::Exception(exception) => return uncaught(exception),
        Failure::NoSuchMethod(_) => eprintln!("{failure}"),
    }
    Exit::Failure
}

fn uncaught(exception: &Exception) -> Exit {
    eprintln!("{exception}");
    if !exception.stack.is_empty() {
        eprintln!("{}", abridged(&exception.stack));
    }
    Exit::Failure
}

/// A job that failed does not fail the script, but nobody should have to query for it.
fn report_failed_jobs(session: &Session) {
    for job in session.failed_jobs() {
        eprintln!("{} {} failed: {}", job.kind, job.name, job.reason);
    }
}
