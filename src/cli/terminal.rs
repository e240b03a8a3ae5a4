//! What standard output and standard error are: colours only on a terminal, and never under `NO_COLOR`.

use std::io::{IsTerminal, stderr, stdout};

use crate::diag;

/// Whether standard output takes colours.
pub fn colour_out() -> bool {
    stdout().is_terminal() && wants_colour()
}

/// Whether standard error takes colours.
pub fn colour_err() -> bool {
    stderr().is_terminal() && wants_colour()
}

/// How reports on standard error look.
pub fn style() -> diag::Style {
    match (stderr().is_terminal(), colour_err()) {
        (_, true) => diag::Style::Colour,
        (true, false) => diag::Style::Unicode,
        (false, false) => diag::Style::Plain,
    }
}

fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
