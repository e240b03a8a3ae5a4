//! What is wrong with a JSON text, and where.

use crate::interp::Thrown;

/// What ends reading early.
#[derive(Debug)]
pub(super) enum Stop {
    /// The text is wrong at a place.
    Fault(Fault),
    /// A JSONException without a place.
    Plain(String),
    Thrown(Thrown),
}

/// An error and the byte that the reader had come to.
#[derive(Debug)]
pub(super) struct Fault {
    pub message: String,
    pub at: usize,
    /// The reader had taken a character and not asked for more.
    pub inside: bool,
    /// The platform leaves out the `at` before the place.
    pub bare: bool,
}

/// How a message names the place.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// `at [line:1, column:7]`
    Line,
    /// `at input location [1,7]`
    Input,
}

pub(super) type Read<T> = Result<T, Stop>;

pub(super) fn fault<T>(message: impl Into<String>, at: usize) -> Read<T> {
    Err(Stop::Fault(Fault { message: message.into(), at, inside: false, bare: false }))
}

/// A fault whose text leads up to its place without a word between.
pub(super) fn bare_fault<T>(message: impl Into<String>, at: usize) -> Read<T> {
    Err(Stop::Fault(Fault { message: message.into(), at, inside: false, bare: true }))
}

pub(super) fn plain<T>(message: impl Into<String>) -> Read<T> {
    Err(Stop::Plain(message.into()))
}

impl From<Thrown> for Stop {
    fn from(thrown: Thrown) -> Stop {
        Stop::Thrown(thrown)
    }
}

impl Fault {
    pub fn text(&self, input: &str, place: Place) -> String {
        let at = self.at.min(input.len());
        let start = input.as_bytes()[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        let line = input.as_bytes()[..start].iter().filter(|b| **b == b'\n').count() + 1;
        let units = |text: &str| text.encode_utf16().count();
        // Where the text has ended, the platform's reader counts its last block twice.
        let column = match at >= input.len() && !input.is_empty() && !self.inside {
            true => units(&input[start..]) + units(input) + 1,
            false => units(input.get(start..at).unwrap_or("")) + 1,
        };
        match place {
            Place::Line if self.bare => format!("{} [line:{line}, column:{column}]", self.message),
            Place::Line => format!("{} at [line:{line}, column:{column}]", self.message),
            Place::Input => format!("{} at input location [{line},{column}]", self.message),
        }
    }
}
