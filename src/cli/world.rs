//! What `run` and `repl` run with, made from their common arguments.

use std::sync::Arc;

use super::args::{LimitsArg, WorldArgs};
use super::exit::{Exit, not_yet, usage};
use super::{terminal, time};
use crate::diag::{self, Diagnostic};
use crate::org::{Host, LogEntry};
use crate::session::{Callouts, Profile, Session, SystemHost};

impl From<LimitsArg> for Profile {
    fn from(arg: LimitsArg) -> Profile {
        match arg {
            LimitsArg::Platform => Profile::Platform,
            LimitsArg::Roomy => Profile::Roomy,
            LimitsArg::Off => Profile::Off,
        }
    }
}

/// Makes the session, and reports what is wrong with its sources on standard error; they need not all compile.
///
/// # Errors
/// The exit code after a message: wrong arguments, unreadable paths.
pub fn session(args: &WorldArgs, log: impl Fn(LogEntry<'_>) + Send + Sync + 'static) -> Result<Session, Exit> {
    if args.org.is_some() {
        return Err(not_yet("--org"));
    }
    let now = args.now.as_deref().map(time::moment).transpose().map_err(usage)?;
    let host: Arc<dyn Host> = Arc::new(SystemHost::new(log).with_callouts(callouts(args)));
    let paths: Vec<_> = args.with.iter().chain(&args.project).cloned().collect();
    let session = Session::builder()
        .host(host)
        .now(now)
        .limits(args.limits.map_or(Profile::Roomy, Profile::from))
        .strict_schema(args.strict_schema || args.project.is_some())
        .paths(&paths)
        .and_then(|builder| builder.build())
        .map_err(usage)?;
    report(&session);
    Ok(session)
}

/// What is wrong with the sources of a session, on standard error. True when something is.
pub fn report(session: &Session) -> bool {
    for problem in session.problems() {
        eprintln!("warning: {problem}");
    }
    let errors: Vec<Diagnostic> = session.diagnostics().iter().filter(|d| d.is_error()).cloned().collect();
    if !errors.is_empty() {
        eprintln!("{}", diag::render_all(&errors, session.sources(), terminal::style()).trim_end());
    }
    !errors.is_empty()
}

fn callouts(args: &WorldArgs) -> Callouts {
    match &args.allow_callouts {
        None => Callouts::Denied,
        Some(hosts) if hosts.iter().all(|host| host.is_empty()) => Callouts::All,
        Some(hosts) => Callouts::Hosts(hosts.clone()),
    }
}
