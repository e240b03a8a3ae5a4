//! Diagnostics: facts about a fault in source text, and their rendering.
//!
//! Every pass of the front end returns `(T, Vec<Diagnostic>)`. A message says what is wrong (what was
//! expected, what was found), the label points at the place, the help says what to do.

mod render;
pub mod source;
pub mod span;

pub use render::{Style, render, render_all, render_short};
pub use source::{LineCol, SourceFile, SourceMap};
pub use span::{FileId, Span};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Severity {
    Error,
    Warning,
    Advice,
}

/// One report about one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A word in kebab case such as `unknown-variable`.
    pub code: &'static str,
    pub message: String,
    pub file: FileId,
    pub span: Span,
    /// Text at the caret.
    pub label: Option<String>,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, message: impl Into<String>, file: FileId, span: Span) -> Diagnostic {
        Diagnostic { severity: Severity::Error, code, message: message.into(), file, span, label: None, help: None }
    }

    pub fn warning(code: &'static str, message: impl Into<String>, file: FileId, span: Span) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message, file, span) }
    }

    pub fn with_label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = Some(label.into());
        self
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
