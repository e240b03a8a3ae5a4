//! Documents: their declarations compile together, their scripts run in order in one org, their tests each in a fresh one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Options;
use super::event::{Case, Deed, Failure, FailureKind, Group, GroupKind, Outcome, TestResult};
use super::guard::guarded;
use super::project::{broken_reason, not_run, own_classes, run_class, tests_of, thrown};
use crate::diag::{Diagnostic, FileId, SourceMap, Style, render_all, render_short};
use crate::project::markdown::{self, Block};
use crate::project::{DocumentPath, Inputs, read_text};
use crate::session::{Failure as SessionFailure, Session};
use crate::syntax;

/// The documents of a run.
pub struct Documents {
    options: Options,
}

/// What a block is.
enum Kind {
    /// Classes, interfaces, enums, triggers, by name.
    Declarations(Vec<String>),
    Script,
    /// It must fail with this text.
    MustFail(String),
    Nothing,
    Ignored,
}

impl Documents {
    pub(super) fn new(options: Options) -> Documents {
        Documents { options }
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.options.inputs.documents.iter().map(|d| name_of(d).to_string()).collect()
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        let group = |document: &DocumentPath| Group {
            name: name_of(document),
            kind: GroupKind::Document { named: document.named },
        };
        self.options.inputs.documents.iter().map(group).collect()
    }

    /// Reads, compiles and runs a document.
    pub(super) fn run(&self, document: usize, told: &mut dyn FnMut(TestResult)) {
        let document = &self.options.inputs.documents[document];
        let name = name_of(document);
        let whole = |failure| failed(Case::Class { class: Arc::clone(&name) }, failure);
        match read_text(&document.path) {
            Ok(text) => {
                if let Err(failure) = guarded(|| self.run_text(document, &name, &text, told)) {
                    told(whole(failure));
                }
            }
            Err(error) => told(whole(Failure::new(FailureKind::Compile, error.to_string()))),
        }
    }

    fn run_text(&self, document: &DocumentPath, name: &Arc<str>, text: &str, told: &mut dyn FnMut(TestResult)) {
        let mut run = match Run::new(&self.options, document, name, text, told) {
            Ok(run) => run,
            Err(error) => {
                return told(not_run(Case::Class { class: Arc::clone(name) }, &error));
            }
        };
        if self.options.selection.is_all() {
            run.tell_declarations(told);
            run.run_scripts(told);
        }
        run.run_tests(&self.options, told);
    }
}

/// A document under way.
struct Run {
    name: Arc<str>,
    blocks: Vec<(Block, Kind)>,
    session: Session,
    /// What the tests start from: the org before any script ran.
    fresh: Session,
}

impl Run {
    fn new(
        options: &Options,
        document: &DocumentPath,
        name: &Arc<str>,
        text: &str,
        told: &mut dyn FnMut(TestResult),
    ) -> Result<Run, String> {
        let support = Inputs::sources_of(&document.support).map_err(|error| error.to_string())?;
        let mut builder = Session::builder()
            .inputs(&options.with)
            .inputs(&support)
            .strict_schema(options.strict_schema)
            .limits(options.limits)
            .now(options.now);
        let extracted = match document.is_script {
            true => whole_as_block(text),
            false => markdown::extract(text),
        };
        for problem in &extracted.problems {
            let case = Case::Block { document: Arc::clone(name), line: problem.line, deed: Deed::Failed };
            told(not_run(case, &problem.message));
        }
        let with_kind = |block: Block| {
            let kind = kind_of(&block);
            (block, kind)
        };
        let blocks: Vec<(Block, Kind)> = extracted.blocks.into_iter().map(with_kind).collect();
        for (block, kind) in &blocks {
            if let Kind::Declarations(_) = kind {
                builder = builder.part(name, block.text.as_str(), block.line - 1);
            }
        }
        let session = builder.build().map_err(|error| error.to_string())?;
        let fresh = session.fork();
        Ok(Run { name: Arc::clone(name), blocks, session, fresh })
    }

    /// Says which declarations compile, and reports errors of the sources beside the document.
    fn tell_declarations(&self, told: &mut dyn FnMut(TestResult)) {
        let mut supporting: Vec<FileId> = self.errors().filter(|d| !self.is_own(d.file)).map(|d| d.file).collect();
        supporting.dedup();
        for file in supporting {
            let class: Arc<str> = Arc::clone(&self.session.sources().file(file).name);
            told(self.failed_to_compile(Case::Class { class }, |d| d.file == file));
        }
        for problem in self.session.problems() {
            told(not_run(Case::Class { class: Arc::clone(&self.name) }, problem));
        }
        for (block, kind) in &self.blocks {
            let deed = match kind {
                Kind::Declarations(names) => Deed::Declared(names.clone()),
                Kind::Nothing => Deed::Nothing,
                Kind::Ignored => Deed::Ignored,
                Kind::Script | Kind::MustFail(_) => continue,
            };
            let sources = self.session.sources();
            let here = |d: &Diagnostic| self.is_own(d.file) && sources.file(d.file).line_offset == block.line - 1;
            if self.errors().any(here) {
                told(self.failed_to_compile(self.case(block, Deed::Failed), here));
            } else {
                told(passed(self.case(block, deed)));
            }
        }
    }

    fn run_scripts(&mut self, told: &mut dyn FnMut(TestResult)) {
        for (block, kind) in &self.blocks {
            let started = Instant::now();
            let (case, result) = match kind {
                Kind::Script => {
                    let session = &mut self.session;
                    let run = guarded(|| session.run_named(&self.name, &block.text, block.line - 1));
                    match run {
                        Ok(Ok(ran)) => (self.case(block, Deed::Ran { jobs: ran.jobs }), Ok(ran.log)),
                        Ok(Err(failure)) => (self.case(block, Deed::Failed), Err(failure_of(&failure))),
                        Err(failure) => (self.case(block, Deed::Failed), Err(failure)),
                    }
                }
                Kind::MustFail(expected) => match guarded(|| self.check_failure(block, expected)) {
                    Ok(Ok(())) => (self.case(block, Deed::FailedAsExpected(expected.clone())), Ok(Vec::new())),
                    Ok(Err(failure)) | Err(failure) => (self.case(block, Deed::Failed), Err(failure)),
                },
                Kind::Declarations(_) | Kind::Nothing | Kind::Ignored => continue,
            };
            let duration = started.elapsed();
            told(match result {
                Ok(log) => TestResult { duration, log, ..passed(case) },
                Err(failure) => TestResult { duration, ..failed(case, failure) },
            });
        }
    }

    /// Compiles and runs a block by itself, in an org of its own, and holds what happens to what it says.
    fn check_failure(&self, block: &Block, expected: &str) -> Result<(), Failure> {
        let wrong = |found: String| {
            let text = format!("expected the error `{expected}`, {found}");
            Err(Failure::new(FailureKind::Expectation, text))
        };
        let declares = !matches!(declarations(&block.text), Declared::Not);
        let outcome = if declares {
            let diagnostics = self.session.check_part(&self.name, &block.text, block.line - 1);
            match diagnostics.0.iter().any(Diagnostic::is_error) {
                true => Err(SessionFailure::Compile(diagnostics.0, diagnostics.1)),
                false => Ok(()),
            }
        } else {
            self.session.fork().run_named(&self.name, &block.text, block.line - 1).map(drop)
        };
        match outcome {
            Ok(()) => wrong("but nothing failed".into()),
            Err(SessionFailure::Exception(exception)) if exception.reads(expected) => Ok(()),
            Err(SessionFailure::Compile(diagnostics, _))
                if diagnostics.iter().any(|d| d.is_error() && d.message.contains(expected)) =>
            {
                Ok(())
            }
            Err(other) => {
                let found = failure_of(&other);
                wrong(format!("found:\n{}", found.message))
                    .map_err(|failure| Failure { message: failure.message, ..found })
            }
        }
    }

    fn run_tests(&self, options: &Options, told: &mut dyn FnMut(TestResult)) {
        let program = self.fresh.program();
        for class in own_classes(program) {
            if !self.is_own(class.file) {
                continue;
            }
            let Some((setup, tests)) = tests_of(program, class) else { continue };
            let tests: Vec<_> = tests.into_iter().filter(|t| options.selection.takes(&class.name, &t.name)).collect();
            if tests.is_empty() {
                continue;
            }
            if let Some(reason) = broken_reason(&self.session, class) {
                if options.selection.is_all() && self.errors().any(|d| d.file == class.file) {
                    // Its block was reported.
                    continue;
                }
                for test in tests {
                    let case = Case::Method { class: Arc::clone(&class.name), method: test.name };
                    told(not_run(case, &reason));
                }
                continue;
            }
            run_class(self.fresh.world(), class, (&setup, &tests), (options.timeout, options.retries), told);
        }
    }

    fn is_own(&self, file: FileId) -> bool {
        self.session.sources().get(file).is_some_and(|f| *f.name == *self.name)
    }

    fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.session.diagnostics().iter().filter(|d| d.is_error())
    }

    fn case(&self, block: &Block, deed: Deed) -> Case {
        Case::Block { document: Arc::clone(&self.name), line: block.line, deed }
    }

    fn failed_to_compile(&self, case: Case, here: impl Fn(&Diagnostic) -> bool) -> TestResult {
        let diagnostics: Vec<Diagnostic> = self.errors().filter(|d| here(d)).cloned().collect();
        failed(case, not_compiled(&diagnostics, self.session.sources()))
    }
}

/// What the checker says about a document: its declarations together, then each script. Blocks that must fail are left out.
///
/// # Errors
/// The document or its sources cannot be read.
pub fn check_document(
    document: &DocumentPath,
    with: &Inputs,
    strict_schema: bool,
) -> Result<Vec<(Vec<Diagnostic>, SourceMap)>, String> {
    let name = name_of(document);
    let text = read_text(&document.path).map_err(|error| format!("{name}: {error}"))?;
    let options = Options { with: with.clone(), strict_schema, ..Options::new(Inputs::default()) };
    let mut run = Run::new(&options, document, &name, &text, &mut |_| {})?;
    let mut reports = vec![(run.session.diagnostics().to_vec(), run.session.sources().clone())];
    for (block, kind) in &run.blocks {
        if let Kind::Script = kind
            && let Err(SessionFailure::Compile(diagnostics, sources)) =
                run.session.compile_script(&name, &block.text, block.line - 1)
        {
            reports.push((diagnostics, sources));
        }
    }
    Ok(reports)
}

fn name_of(document: &DocumentPath) -> Arc<str> {
    document.path.to_string_lossy().replace('\\', "/").into()
}

fn whole_as_block(text: &str) -> markdown::Extracted {
    let block = Block { line: 1, attributes: String::new(), text: text.to_owned() };
    markdown::Extracted { blocks: vec![block], problems: Vec::new() }
}

fn kind_of(block: &Block) -> Kind {
    if block.ignored() {
        return Kind::Ignored;
    }
    if let Some(text) = block.expected_error() {
        return Kind::MustFail(text.to_owned());
    }
    match declarations(&block.text) {
        Declared::Nothing => Kind::Nothing,
        Declared::Names(names) => Kind::Declarations(names),
        Declared::Not => Kind::Script,
    }
}

enum Declared {
    Names(Vec<String>),
    /// Comments only.
    Nothing,
    /// Statements, perhaps with types among them.
    Not,
}

/// Whether a text declares classes, interfaces, enums and triggers and nothing else. One that is neither a list of
/// declarations nor a block of statements counts as what it has fewer errors as.
fn declarations(text: &str) -> Declared {
    let (units, faults) = syntax::parse_units(text, FileId::default());
    let errors = count(&faults);
    if errors > 0 {
        let (_, faults) = syntax::parse_anonymous(text, FileId::default());
        if count(&faults) <= errors {
            return Declared::Not;
        }
    } else if units.is_empty() {
        return Declared::Nothing;
    }
    Declared::Names(units.iter().map(|unit| unit.name().text(text).to_owned()).collect())
}

fn count(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|d| d.is_error()).count()
}

fn passed(case: Case) -> TestResult {
    TestResult { case, outcome: Outcome::Pass, failure: None, duration: Duration::ZERO, log: Vec::new(), attempts: 1 }
}

fn failed(case: Case, failure: Failure) -> TestResult {
    let outcome = if failure.kind == FailureKind::Compile { Outcome::CompileFail } else { Outcome::Fail };
    TestResult { outcome, failure: Some(failure), ..passed(case) }
}

/// One line for each error, and the full reports for people.
fn not_compiled(diagnostics: &[Diagnostic], sources: &SourceMap) -> Failure {
    let errors: Vec<Diagnostic> = diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
    let lines: Vec<String> = errors.iter().map(|d| render_short(d, sources)).collect();
    let report = render_all(&errors, sources, Style::Plain);
    Failure { report: Some(report), ..Failure::new(FailureKind::Compile, lines.join("\n")) }
}

/// Why a script did not run, as a test's failure.
fn failure_of(failure: &SessionFailure) -> Failure {
    match failure {
        SessionFailure::Exception(exception) => thrown(exception),
        SessionFailure::Compile(diagnostics, sources) => not_compiled(diagnostics, sources),
        SessionFailure::NoSuchMethod(_) => Failure::new(FailureKind::Exception, failure.to_string()),
    }
}
