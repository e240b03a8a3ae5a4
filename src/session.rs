//! The facade: an org, the code that is loaded into it, and ways to run more code there.
//!
//! ```
//! use orgless::Session;
//!
//! let mut session = Session::builder()
//!     .source("Greeter.cls", "public class Greeter { public static String greet(String who) { return 'Hello ' + who; } }")
//!     .build()?;
//! assert!(session.diagnostics().is_empty());
//!
//! let run = session.run("insert new Account(Name = Greeter.greet('Acme')); System.debug([SELECT Name FROM Account].Name);")?;
//! assert_eq!(run.log, ["Hello Acme"]);
//! assert_eq!(session.call_static("Greeter", "greet", &["you".into()])?, "Hello you");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Apex recursion is deep: run a session inside [`with_big_stack`] where code may recurse without bound.

mod builder;
mod compile;
mod definitions;
mod failure;
mod host;
pub mod members;
mod queue;
mod repl;
mod seed;
mod table;
mod usage;
mod world;

use std::sync::Arc;
use std::time::Duration;

pub use builder::{Builder, LoadError};
pub use compile::Script;
pub use failure::{Exception, Failure, abridged};
pub use host::{Callouts, SystemHost};
pub use queue::{FailedJob, JobInfo};
pub use repl::{Answer, Repl, Variable};
pub use table::Table;
pub use usage::Usage;
pub use world::World;

pub use crate::interp::limits::Profile;
pub use crate::interp::with_big_stack;

use crate::diag::{Diagnostic, SourceMap};
use crate::hir::Program;
use crate::interp::Interp;
use crate::org::Org;
use crate::value::Value;

/// Code and an org. See the module.
pub struct Session {
    world: World,
    diagnostics: Vec<Diagnostic>,
    problems: Vec<String>,
}

/// What running a block of code left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Messages of `System.debug`, unless the session was given a host of its own (see [`Builder::host`]).
    pub log: Vec<String>,
    /// How many jobs ran after it.
    pub jobs: usize,
}

impl Session {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What the checker said about the sources. A class with an error does not run; the others do.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Files that could not be read, or metadata that could not be used.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// All sources, for rendering diagnostics.
    pub fn sources(&self) -> &SourceMap {
        &self.world.program().sources
    }

    pub fn program(&self) -> &Arc<Program> {
        self.world.program()
    }

    pub fn org(&self) -> &Org {
        self.world.org()
    }

    /// What transactions of this session run with.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The same code over a copy of the org: what is done there is not seen here.
    pub fn fork(&self) -> Session {
        Session { world: self.world.fork(), diagnostics: Vec::new(), problems: Vec::new() }
    }

    /// Runs anonymous Apex as one transaction, then the jobs that it queued.
    ///
    /// # Errors
    /// It does not compile, or an exception was not caught; then nothing of it is kept.
    pub fn run(&mut self, code: &str) -> Result<Ran, Failure> {
        self.run_named("AnonymousBlock", code, 0)
    }

    /// As [`Session::run`], for code that is part of a document: its lines count from `line_offset`.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn run_named(&mut self, name: &str, code: &str, line_offset: u32) -> Result<Ran, Failure> {
        let script = self.compile_script(name, code, line_offset)?;
        let (result, mut log) = self.world.capture(|world| world.run_script(script));
        result?;
        let (jobs, of_jobs) = self.world.capture(|world| world.engine().drain());
        log.extend(of_jobs);
        Ok(Ran { log, jobs })
    }

    /// Compiles anonymous Apex against what is loaded. Its classes are its own.
    ///
    /// # Errors
    /// What the checker says.
    pub fn compile_script(&mut self, name: &str, code: &str, line_offset: u32) -> Result<Script, Failure> {
        let (program, script) = compile::script(&self.world, name, code, line_offset)?;
        self.world.grow(program);
        definitions::fill(self.world.org(), &definitions::named_in(code));
        Ok(script)
    }

    /// Compiles declarations by themselves on top of what is loaded, and forgets them: what the checker says, with the
    /// sources that its places are in.
    pub fn check_part(&self, name: &str, text: &str, line_offset: u32) -> (Vec<Diagnostic>, SourceMap) {
        let (program, diagnostics) = compile::extend(&self.world, name, text, line_offset);
        (diagnostics, (*program.sources).clone())
    }

    /// Runs a compiled script as one transaction, leaves the jobs it queued in the queue, and answers what it used.
    ///
    /// # Errors
    /// An exception that nobody caught.
    pub fn run_script(&self, script: Script) -> Result<Usage, Exception> {
        self.world.run_script(script)
    }

    /// Calls a static method as one transaction and answers its result as `String.valueOf` prints it.
    ///
    /// # Errors
    /// There is no such method, or an exception was not caught.
    pub fn call_static(&mut self, class: &str, method: &str, args: &[Value]) -> Result<String, Failure> {
        let program = Arc::clone(self.program());
        let missing = || Failure::NoSuchMethod(format!("{class}.{method} with {} arguments", args.len()));
        let id = program.find_class(class).ok_or_else(missing)?;
        let fits = |m: &&crate::hir::MethodId| {
            let m = program.method(**m);
            m.flags.is_static && m.params.len() == args.len() && m.name.eq_ignore_ascii_case(method)
        };
        let found = *program.class(id).methods.iter().find(fits).ok_or_else(missing)?;
        let text = self.world.run(|cx: &mut Interp| {
            let value = cx.call(found, args)?;
            cx.text(&value).map(|text| text.to_string())
        })?;
        Ok(text)
    }

    /// Runs one transaction of the next job that is due. False when there is none.
    pub fn step(&mut self) -> bool {
        self.world.engine().step().is_some()
    }

    /// Runs jobs until none is due, those that they queue included, and answers how many transactions that took.
    pub fn drain(&mut self) -> usize {
        self.world.engine().drain()
    }

    /// Moves the org's clock on and runs in order what falls due on the way. From then on the clock is virtual.
    pub fn advance(&mut self, time: Duration) -> usize {
        self.world.engine().advance(time.as_millis() as i64)
    }

    /// The jobs that wait, the next due first.
    pub fn jobs(&self) -> Vec<JobInfo> {
        queue::jobs(&self.world)
    }

    /// The jobs that failed so far.
    pub fn failed_jobs(&self) -> Vec<FailedJob> {
        queue::failed(&self.world)
    }
}
