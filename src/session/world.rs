//! What every transaction runs with: program, org, limits. Running one, keeping or dropping what it did.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use super::compile::Script;
use super::failure::Exception;
use super::usage::Usage;
use crate::hir::{MethodId, Program};
use crate::interp::context::{Quiddity, TestState};
use crate::interp::limits::{Figures, Profile, Used};
use crate::interp::{Exec, Interp, Natives};
use crate::jobs::Engine;
use crate::org::Org;
use crate::sema::Labels;
use crate::stdlib;

/// A program over an org. Cheap to clone; a clone is the same org.
#[derive(Clone)]
pub struct World {
    engine: Engine,
    labels: Arc<Labels>,
    /// What the set-up of a test class used: it counts for each of its tests.
    used: Used,
}

thread_local! {
    /// Debug lines of code that this thread runs, while somebody listens.
    static LOG: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Gives a debug line to whoever listens on this thread.
pub(super) fn note(line: &str) {
    LOG.with_borrow_mut(|log| {
        if let Some(lines) = log {
            lines.push(line.to_owned());
        }
    });
}

impl World {
    pub(super) fn new(program: Program, org: Org, profile: Profile, labels: Arc<Labels>) -> World {
        let natives = Natives { library: stdlib::library(), rows: stdlib::native };
        World { engine: Engine::new(Arc::new(program), natives, org, profile), labels, used: Used::default() }
    }

    pub fn program(&self) -> &Arc<Program> {
        &self.engine.program
    }

    /// Texts of the project's custom labels.
    pub(super) fn labels(&self) -> &Arc<Labels> {
        &self.labels
    }

    pub fn org(&self) -> &Org {
        &self.engine.org
    }

    /// Runs jobs.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The same code over a copy of the org.
    pub fn fork(&self) -> World {
        let Engine { program, natives, org, profile, .. } = &self.engine;
        let engine = Engine::new(Arc::clone(program), *natives, org.fork(), *profile);
        World { engine, labels: Arc::clone(&self.labels), used: self.used }
    }

    /// Goes on with a program that has grown from this one.
    pub(super) fn grow(&mut self, program: Arc<Program>) {
        if !Arc::ptr_eq(&program.schema, &self.engine.program.schema) {
            self.engine.org.set_schema(Arc::clone(&program.schema));
        }
        self.engine.program = program;
    }

    /// A fresh transaction of anonymous code.
    pub fn begin(&self) -> Interp {
        self.engine.interp(self.org().user(), Quiddity::Anonymous, Figures::Sync)
    }

    /// Runs code as one transaction: kept when it ends, dropped when it throws.
    ///
    /// # Errors
    /// The exception that nobody caught.
    pub fn run<T>(&self, body: impl FnOnce(&mut Interp) -> Exec<T>) -> Result<T, Exception> {
        let mut cx = self.begin();
        match body(&mut cx) {
            Ok(value) => {
                cx.org.commit();
                Ok(value)
            }
            Err(thrown) => Err(Exception::take(&mut cx, thrown)),
        }
    }

    /// Runs a script that was compiled for this world's program as one transaction.
    pub(super) fn run_script(&self, script: Script) -> Result<Usage, Exception> {
        self.run(|cx| {
            cx.call(script.method, &[])?;
            Ok(Usage::of(cx))
        })
    }

    /// Runs a static method without parameters as a test: nothing is kept, whatever happens.
    ///
    /// # Errors
    /// The exception that nobody caught.
    pub fn run_test(&self, method: MethodId, time: Option<Duration>) -> Result<(), Exception> {
        let mut cx = self.begin_test(method, time);
        cx.call(method, &[]).map(drop).map_err(|thrown| Exception::take(&mut cx, thrown))
    }

    /// Runs a `@TestSetup` method and keeps what it did. Answers what it and those before it used.
    ///
    /// # Errors
    /// The exception that nobody caught.
    pub fn run_setup(&self, method: MethodId, time: Option<Duration>) -> Result<Used, Exception> {
        let mut cx = self.begin_test(method, time);
        cx.call(method, &[]).map_err(|thrown| Exception::take(&mut cx, thrown))?;
        cx.org.commit();
        Ok(cx.limits.all_used())
    }

    /// The same world for tests whose set-up used this much.
    pub fn having_used(self, used: Used) -> World {
        World { used, ..self }
    }

    fn begin_test(&self, method: MethodId, time: Option<Duration>) -> Interp {
        let mut cx = self.engine.interp(self.org().user(), Quiddity::RunTest, Figures::Sync);
        let see_all_data = self.program().method(method).flags.see_all_data;
        cx.context.test = Some(TestState { see_all_data, ..TestState::default() });
        cx.limits.begin_with(self.used);
        if let Some(time) = time {
            let cpu = cx.limits.max_cpu().min(time);
            cx.limits.set_cpu(cpu);
        }
        cx
    }

    /// Runs something and answers the debug lines of this thread beside its result.
    pub fn capture<T>(&self, run: impl FnOnce(&World) -> T) -> (T, Vec<String>) {
        let outer = LOG.replace(Some(Vec::new()));
        let result = run(self);
        let lines = LOG.replace(outer);
        (result, lines.unwrap_or_default())
    }
}
