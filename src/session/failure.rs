//! Why code did not run to its end.

use std::fmt;

use crate::diag::Diagnostic;
use crate::interp::{Interp, Thrown};

/// Why a block or a call failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The checker's reports; their places are in the session's sources, which grew with the block.
    #[error("{}", first(.0))]
    Compile(Vec<Diagnostic>, crate::diag::SourceMap),
    #[error(transparent)]
    Exception(#[from] Exception),
    #[error("Method does not exist or incorrect signature: {0}")]
    NoSuchMethod(String),
}

/// An Apex exception that nobody caught.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// `System.NullPointerException`
    pub type_name: String,
    pub message: String,
    /// One frame a line, innermost first; empty when the platform shows none.
    pub stack: String,
}

impl Exception {
    /// Takes the exception that is under way.
    pub(crate) fn take(cx: &mut Interp, Thrown: Thrown) -> Exception {
        let exception = cx.take_pending();
        let type_name = cx.exception_type(&exception);
        let text = cx.uncaught_text(&exception);
        let message = text.strip_prefix(&format!("{type_name}: ")).unwrap_or(&text).to_owned();
        Exception { type_name, message, stack: cx.stack_trace_text(&exception) }
    }

    /// Whether it reads like `text`, or in part: `System.DmlException: Insert failed`, `REQUIRED_FIELD_MISSING`.
    pub fn reads(&self, text: &str) -> bool {
        self.to_string().contains(text)
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.type_name, self.message)
    }
}

impl std::error::Error for Exception {}

/// A stack for people: the middle of a deep one is left out.
pub fn abridged(stack: &str) -> String {
    const INNER: usize = 12;
    const OUTER: usize = 4;
    let frames: Vec<&str> = stack.lines().collect();
    if frames.len() <= INNER + OUTER + 1 {
        return stack.to_owned();
    }
    let hidden = format!("... {} more frames ...", frames.len() - INNER - OUTER);
    let outer = frames[frames.len() - OUTER..].iter();
    frames[..INNER].iter().chain([&hidden.as_str()]).chain(outer).copied().collect::<Vec<_>>().join("\n")
}

fn first(diagnostics: &[Diagnostic]) -> &str {
    diagnostics.iter().find(|d| d.is_error()).map_or("does not compile", |d| &d.message)
}
