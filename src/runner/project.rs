//! The test classes of a project: finding them, setting them up once, running one method.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use super::Options;
use super::event::{Case, Failure, FailureKind, Group, GroupKind, Outcome, TestResult};
use super::guard::guarded;
use crate::diag::{Diagnostic, FileId, render_short};
use crate::hir::{Class, MethodId, Program};
use crate::project::SourcePath;
use crate::session::{Exception, LoadError, Session, World};

/// The compiled sources of all paths together, and their tests.
pub struct Project {
    session: Option<Session>,
    classes: Vec<TestClass>,
    retries: u32,
    timeout: Option<Duration>,
}

/// A test class with the tests that were asked for.
pub struct TestClass {
    name: Arc<str>,
    setup: Vec<MethodId>,
    tests: Vec<Test>,
    /// Why it cannot run.
    broken: Option<Arc<str>>,
    prepared: OnceLock<Prepared>,
}

/// A test method.
#[derive(Clone, Debug)]
pub struct Test {
    pub method: MethodId,
    pub name: Arc<str>,
}

/// The org that each test of a class starts from.
struct Prepared {
    world: Result<World, Failure>,
    told: Vec<TestResult>,
}

impl Project {
    /// Loads and compiles the sources; without any, there is nothing in it.
    pub(super) fn load(options: &Options) -> Result<Project, LoadError> {
        let mut project =
            Project { session: None, classes: Vec::new(), retries: options.retries, timeout: options.timeout };
        if options.inputs.sources.is_empty() {
            return Ok(project);
        }
        let session = load(options)?;
        project.classes = test_classes(&session, options);
        project.session = Some(session);
        Ok(project)
    }

    /// The loaded sources, if there are any.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.classes
            .iter()
            .flat_map(|class| class.tests.iter().map(move |test| format!("{}.{}", class.name, test.name)))
            .collect()
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        let group = |class: &TestClass| Group {
            name: Arc::clone(&class.name),
            kind: GroupKind::Class { tests: class.pieces() },
        };
        self.classes.iter().map(group).collect()
    }

    /// How many pieces of work each class makes.
    pub(super) fn pieces(&self) -> Vec<usize> {
        self.classes.iter().map(TestClass::pieces).collect()
    }

    /// Runs the n-th piece of a class.
    pub(super) fn run(&self, class: usize, piece: usize, told: &mut dyn FnMut(TestResult)) {
        let session = self.session.as_ref().expect("classes come from a session");
        let class = &self.classes[class];
        if let Some(reason) = &class.broken {
            return told(not_run(class.case(piece), reason));
        }
        let mut fresh = false;
        let prepared = class.prepared.get_or_init(|| {
            fresh = true;
            prepare(session.world(), &class.name, &class.setup, self.timeout)
        });
        if fresh {
            prepared.told.iter().cloned().for_each(&mut *told);
        }
        told(run_test(&prepared.world, &class.name, &class.tests[piece], self.timeout, self.retries));
    }
}

impl TestClass {
    /// How many pieces of work it makes; a file without any class that could be read makes one.
    fn pieces(&self) -> usize {
        self.tests.len().max(1)
    }

    fn case(&self, piece: usize) -> Case {
        let class = Arc::clone(&self.name);
        match self.tests.get(piece) {
            Some(test) => Case::Method { class, method: Arc::clone(&test.name) },
            None => Case::Class { class },
        }
    }
}

/// A test that cannot run because its class, or what it needs, does not compile.
pub(super) fn not_run(case: Case, reason: &str) -> TestResult {
    TestResult {
        case,
        outcome: Outcome::CompileFail,
        failure: Some(Failure::new(FailureKind::Compile, reason)),
        duration: Duration::ZERO,
        log: Vec::new(),
        attempts: 1,
    }
}

fn load(options: &Options) -> Result<Session, LoadError> {
    Session::builder()
        .inputs(&options.with)
        .inputs(&options.inputs)
        .strict_schema(true)
        .limits(options.limits)
        .now(options.now)
        .build()
}

/// The classes with tests that the selection takes, and those that do not compile, in order of the sources.
fn test_classes(session: &Session, options: &Options) -> Vec<TestClass> {
    let program = session.program();
    let mut classes = Vec::new();
    // Sources that are only compiled with have tests of their own, which nobody asked for.
    let asked: FxHashSet<String> = options.inputs.sources.iter().map(SourcePath::name).collect();
    let is_asked = |class: &&Class| asked.contains(&*program.sources.file(class.file).name);
    for class in own_classes(program).filter(is_asked) {
        let Some((setup, tests)) = tests_of(program, class) else { continue };
        let tests: Vec<Test> = tests.into_iter().filter(|t| options.selection.takes(&class.name, &t.name)).collect();
        if tests.is_empty() {
            continue;
        }
        classes.push(TestClass {
            name: Arc::clone(&class.name),
            setup,
            tests,
            broken: broken_reason(session, class),
            prepared: OnceLock::new(),
        });
    }
    if options.selection.is_all() {
        classes.extend(unread(session));
    }
    classes
}

/// Files with errors that left no class at all: there may have been tests in them.
fn unread(session: &Session) -> Vec<TestClass> {
    let program = session.program();
    let mut files: Vec<FileId> = session.diagnostics().iter().filter(|d| d.is_error()).map(|d| d.file).collect();
    files.dedup();
    files.retain(|file| !program.classes.iter().any(|class| class.file == *file && class.namespace.is_empty()));
    files.retain(|file| program.sources.file(*file).name.ends_with(".cls"));
    let first = |file: FileId| session.diagnostics().iter().find(|d| d.is_error() && d.file == file);
    let class = |file: FileId| TestClass {
        name: Arc::clone(&program.sources.file(file).name),
        setup: Vec::new(),
        tests: Vec::new(),
        broken: first(file).map(|d| render_short(d, &program.sources).into()),
        prepared: OnceLock::new(),
    };
    files.into_iter().map(class).collect()
}

/// Classes of the user: behind the library and the prelude.
pub(super) fn own_classes(program: &Program) -> impl Iterator<Item = &Class> {
    program.classes.iter().map(|class| &**class).filter(|class| class.namespace.is_empty())
}

/// The setup and test methods of a class; None when it has no tests. `@isTest` methods count in any class.
pub(super) fn tests_of(program: &Program, class: &Class) -> Option<(Vec<MethodId>, Vec<Test>)> {
    let mut setup = Vec::new();
    let mut tests = Vec::new();
    for &id in &class.methods {
        let method = program.method(id);
        if method.flags.is_test_setup {
            setup.push(id);
        } else if method.flags.is_test {
            tests.push(Test { method: id, name: Arc::clone(&method.name) });
        }
    }
    (!tests.is_empty()).then_some((setup, tests))
}

/// Why a class cannot run, with the place of its first error.
pub(super) fn broken_reason(session: &Session, class: &Class) -> Option<Arc<str>> {
    let first = class.broken.as_ref()?;
    let own = session.diagnostics().iter().find(|d| d.is_error() && d.file == class.file);
    Some(own.map_or_else(|| Arc::clone(first), |d: &Diagnostic| render_short(d, session.sources()).into()))
}

/// Runs the setup methods in a fork of the org, which the tests then start from.
fn prepare(world: &World, class: &Arc<str>, setup: &[MethodId], timeout: Option<Duration>) -> Prepared {
    if setup.is_empty() {
        return Prepared { world: Ok(world.clone()), told: Vec::new() };
    }
    let mut fork = world.fork();
    let mut told = Vec::new();
    for &method in setup {
        let started = Instant::now();
        let (result, log) = fork.capture(|world| guarded(|| world.run_setup(method, timeout)));
        if let Ok(Ok(used)) = result {
            fork = fork.having_used(used);
        }
        let failure = failure_of(result, started, timeout);
        told.push(TestResult {
            case: Case::Setup { class: Arc::clone(class), method: Arc::clone(&world.program().method(method).name) },
            outcome: if failure.is_some() { Outcome::Fail } else { Outcome::Pass },
            failure: failure.clone(),
            duration: started.elapsed(),
            log,
            attempts: 1,
        });
        if let Some(failure) = failure {
            return Prepared { world: Err(failure), told };
        }
    }
    Prepared { world: Ok(fork), told }
}

/// Sets a class up and runs all of its tests, one after the other.
pub(super) fn run_class(
    world: &World,
    class: &Class,
    (setup, tests): (&[MethodId], &[Test]),
    (timeout, retries): (Option<Duration>, u32),
    told: &mut dyn FnMut(TestResult),
) {
    let prepared = prepare(world, &class.name, setup, timeout);
    prepared.told.into_iter().for_each(&mut *told);
    for test in tests {
        told(run_test(&prepared.world, &class.name, test, timeout, retries));
    }
}

fn run_test(
    world: &Result<World, Failure>,
    class: &Arc<str>,
    test: &Test,
    timeout: Option<Duration>,
    retries: u32,
) -> TestResult {
    let case = Case::Method { class: Arc::clone(class), method: Arc::clone(&test.name) };
    let mut attempts = 0;
    loop {
        attempts += 1;
        let started = Instant::now();
        let (failure, log) = match world {
            Err(failure) => (Some(failure.clone()), Vec::new()),
            Ok(world) => {
                let fork = world.fork();
                let (result, log) = fork.capture(|world| guarded(|| world.run_test(test.method, timeout)));
                (failure_of(result, started, timeout), log)
            }
        };
        if failure.is_none() || attempts > retries {
            let outcome = if failure.is_some() { Outcome::Fail } else { Outcome::Pass };
            return TestResult { case, outcome, failure, duration: started.elapsed(), log, attempts };
        }
    }
}

fn failure_of<T>(
    result: Result<Result<T, Exception>, Failure>,
    started: Instant,
    timeout: Option<Duration>,
) -> Option<Failure> {
    match result {
        Ok(Ok(_)) => None,
        Ok(Err(exception)) => {
            let over = timeout.filter(|limit| started.elapsed() >= *limit);
            Some(match over {
                Some(limit) if exception.type_name == "System.LimitException" => {
                    let text = format!("stopped after {} s (--timeout)", limit.as_secs_f64());
                    Failure { stack: exception.stack, ..Failure::new(FailureKind::Timeout, text) }
                }
                _ => thrown(&exception),
            })
        }
        Err(internal) => Some(internal),
    }
}

/// An exception as a test's failure.
pub(super) fn thrown(exception: &Exception) -> Failure {
    Failure { stack: exception.stack.clone(), ..Failure::new(FailureKind::Exception, exception.to_string()) }
}
