//! The command line.

pub mod args;
mod terminal;
mod time;
