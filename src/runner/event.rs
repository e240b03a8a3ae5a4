//! What a run tells while it goes on, and what is known of it at the end. Reporters only consume this.

use std::sync::Arc;
use std::time::Duration;

/// Something happened in a run.
#[derive(Clone, Debug)]
pub enum Event {
    /// All inputs were read; the groups follow in this order, though they may end in another.
    Started { groups: Vec<Group> },
    /// One test, setup or block of a group ended.
    Finished { group: usize, result: TestResult },
    /// Nothing more comes from this group.
    GroupFinished { group: usize, duration: Duration },
}

/// A test class, or a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    pub name: Arc<str>,
    pub kind: GroupKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GroupKind {
    /// A class of a project; it has this many tests to run.
    Class { tests: usize },
    /// A document; `named` when the command line names it, so that every block is told.
    Document { named: bool },
}

/// How one test, setup or block ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestResult {
    pub case: Case,
    pub outcome: Outcome,
    pub failure: Option<Failure>,
    pub duration: Duration,
    /// Messages of `System.debug`.
    pub log: Vec<String>,
    /// How often it ran: more than once after `--retries`.
    pub attempts: u32,
}

/// What was run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Case {
    Method {
        class: Arc<str>,
        method: Arc<str>,
    },
    /// A `@TestSetup` method.
    Setup {
        class: Arc<str>,
        method: Arc<str>,
    },
    /// A test class that cannot run: it, or what it needs, does not compile.
    Class {
        class: Arc<str>,
    },
    /// A block of a document and what it is.
    Block {
        document: Arc<str>,
        line: u32,
        deed: Deed,
    },
}

/// What a block of a document did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Deed {
    /// It declared classes, interfaces, enums and triggers.
    Declared(Vec<String>),
    /// Its statements ran; afterwards this many jobs did.
    Ran { jobs: usize },
    /// It failed as it says.
    FailedAsExpected(String),
    /// It holds comments only.
    Nothing,
    /// It is marked `apex ignore`.
    Ignored,
    /// It did not get that far.
    Failed,
}

/// sf's words for a test's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Pass,
    Fail,
    CompileFail,
    Skip,
}

/// Why a test failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    pub kind: FailureKind,
    /// `System.AssertException: Assertion Failed: ...`
    pub message: String,
    /// Apex frames, innermost first, one a line.
    pub stack: String,
    /// What people read in place of the message: errors with their source lines.
    pub report: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// An Apex exception.
    Exception,
    /// The code does not compile.
    Compile,
    /// A block that must fail did not, or with another text.
    Expectation,
    /// It ran longer than `--timeout` allows.
    Timeout,
    /// A fault of orgless itself.
    Internal,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "Pass",
            Outcome::Fail => "Fail",
            Outcome::CompileFail => "CompileFail",
            Outcome::Skip => "Skip",
        }
    }

    pub fn is_failure(self) -> bool {
        matches!(self, Outcome::Fail | Outcome::CompileFail)
    }
}

impl Case {
    /// The class, or the document.
    pub fn class(&self) -> &str {
        match self {
            Case::Method { class, .. } | Case::Setup { class, .. } | Case::Class { class } => class,
            Case::Block { document, .. } => document,
        }
    }

    /// The method; `line 12` of a block; nothing for a class as a whole.
    pub fn method(&self) -> String {
        match self {
            Case::Method { method, .. } | Case::Setup { method, .. } => method.to_string(),
            Case::Class { .. } => String::new(),
            Case::Block { line, .. } => format!("line {line}"),
        }
    }

    /// `Class.method`, or `document:line`.
    pub fn full_name(&self) -> String {
        match self {
            Case::Method { class, method } | Case::Setup { class, method } => format!("{class}.{method}"),
            Case::Class { class } => class.to_string(),
            Case::Block { document, line, .. } => format!("{document}:{line}"),
        }
    }

    /// Counts as a test: all but setups and the blocks that only declare.
    pub fn is_test(&self) -> bool {
        match self {
            Case::Method { .. } | Case::Class { .. } => true,
            // Its failure is that of each test of the class.
            Case::Setup { .. } => false,
            Case::Block { deed, .. } => match deed {
                Deed::Ran { .. } | Deed::FailedAsExpected(_) | Deed::Failed => true,
                Deed::Declared(_) | Deed::Nothing | Deed::Ignored => false,
            },
        }
    }
}

impl Failure {
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), stack: String::new(), report: None }
    }
}
