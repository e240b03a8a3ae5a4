//! Debug lines on standard output, by level.

use std::io::{self, Write};

use crate::org::LogEntry;

/// Levels of `System.debug` from rare to frequent.
const LEVELS: [&str; 8] = ["NONE", "ERROR", "WARN", "INFO", "DEBUG", "FINE", "FINER", "FINEST"];

/// Reads a level without regard to case.
///
/// # Errors
/// One sentence that names the levels.
pub fn level(text: &str) -> Result<usize, String> {
    let found = LEVELS.iter().position(|level| level.eq_ignore_ascii_case(text));
    found.ok_or_else(|| format!("`{text}` is no level; expected one of {}", LEVELS.join(", ")))
}

/// Writes each message of `System.debug` up to this level as a line on standard output.
pub fn print_up_to(most: usize) -> impl Fn(LogEntry<'_>) + Send + Sync + 'static {
    move |entry| {
        let rank = LEVELS.iter().position(|level| *level == entry.level).unwrap_or(4);
        if entry.event == "USER_DEBUG" && rank <= most {
            line(entry.text);
        }
    }
}

/// Writes a line. A reader that went away (`| head`) ends the program quietly, as other tools do.
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{text}").is_err() {
        std::process::exit(0);
    }
}
