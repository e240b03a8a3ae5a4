//! Runs tests and documents: plans, schedules, tells events; reporters make texts of them.
//!
//! A run has groups: the test classes of a project, and documents. A test class makes one piece of work per test method, a
//! document is one piece. Pieces are independent, since each test gets a fork of the org, so any thread may take any.

mod document;
pub mod event;
mod guard;
mod project;
pub mod report;
mod schedule;
pub mod select;

use std::num::NonZeroUsize;
use std::time::Duration;

use crate::project::Inputs;
use crate::session::{LoadError, Profile};

pub use document::{Documents, check_document};
pub use event::Event;
pub use project::Project;

use select::{Partition, Selection};

/// What to run and how.
#[derive(Clone, Debug)]
pub struct Options {
    pub inputs: Inputs,
    /// Sources and metadata that everything compiles with.
    pub with: Inputs,
    pub selection: Selection,
    pub partition: Option<Partition>,
    /// The seed of the order; None: as written.
    pub shuffle: Option<u64>,
    pub threads: Option<NonZeroUsize>,
    /// Stop after so many failures.
    pub max_fail: Option<usize>,
    pub retries: u32,
    /// How long a test may take.
    pub timeout: Option<Duration>,
    /// When the clock of each org starts (milliseconds since 1970), if it is not real.
    pub now: Option<i64>,
    pub limits: Profile,
    /// Unknown objects and fields are errors in documents too.
    pub strict_schema: bool,
}

impl Options {
    /// All tests of the inputs, one thread for each core, the platform's limits.
    pub fn new(inputs: Inputs) -> Options {
        Options {
            inputs,
            with: Inputs::default(),
            selection: Selection::all(),
            partition: None,
            shuffle: None,
            threads: None,
            max_fail: None,
            retries: 0,
            timeout: None,
            now: None,
            limits: Profile::Platform,
            strict_schema: false,
        }
    }
}

/// What will run: read, compiled and in order.
pub struct Plan {
    project: Project,
    documents: Documents,
}

impl Plan {
    /// Reads and compiles the project; documents are read when their turn comes.
    ///
    /// # Errors
    /// Sources that cannot be read at all.
    pub fn new(options: Options) -> Result<Plan, LoadError> {
        let project = Project::load(&options)?;
        Ok(Plan { project, documents: Documents::new(options) })
    }

    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The names of all tests that would run, and of the documents.
    pub fn names(&self) -> Vec<String> {
        let mut names = self.project.names();
        names.extend(self.documents.names());
        names
    }

    /// Runs everything and tells what happens, in the order in which it does, on the calling thread.
    pub fn run(&self, told: &mut dyn FnMut(Event)) {
        schedule::run(self, told);
    }

    fn options(&self) -> &Options {
        self.documents.options()
    }
}
