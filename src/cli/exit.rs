//! Exit codes, and messages that go with them.

use std::process::{ExitCode, Termination};

/// How the program ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    Success,
    /// An uncaught exception, or code that does not compile.
    Failure,
    /// Arguments that make no sense.
    Usage,
    /// A test failed (as sf).
    TestsFailed,
    /// There was nothing to run.
    NothingRun,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Usage => 2,
            Exit::TestsFailed => 100,
            Exit::NothingRun => 101,
        })
    }
}

/// Says on standard error what is wrong with the arguments.
pub fn usage(message: impl std::fmt::Display) -> Exit {
    eprintln!("error: {message}");
    Exit::Usage
}

/// Says that a flag is known but not there yet.
pub fn not_yet(flag: &str) -> Exit {
    eprintln!("error: {flag} is not there yet");
    Exit::Usage
}
