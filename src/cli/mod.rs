//! The command line: reads arguments, sets a session up, prints what happens.

pub mod args;
mod check;
mod debug_log;
mod exit;
mod repl;
mod run;
mod terminal;
mod test;
mod time;
mod world;

use clap::Parser;
use clap::error::ErrorKind;

use crate::session::with_big_stack;
use args::{Cli, Command};
pub use exit::Exit;

/// Does what the program's arguments say.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Success,
                _ => Exit::Usage,
            };
        }
    };
    match cli.command {
        Command::Run(args) => with_big_stack(|| run::run(&args)),
        Command::Test(args) => test::test(&args),
        Command::Check(args) => check::check(&args),
        Command::Repl(args) => with_big_stack(|| repl::repl(&args)),
    }
}
