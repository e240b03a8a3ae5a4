//! `orgless repl`: reads inputs, shows what they answer. Without a terminal it reads lines from standard input.

mod commands;
mod complete;
mod info;
mod input;
mod print;

use std::cell::RefCell;
use std::rc::Rc;

use super::args::{ReplArgs, WorldArgs};
use super::exit::Exit;
use super::{debug_log, run, world};
use crate::session::{Answer, Repl};
use input::{Input, Line};

/// One conversation and where it came from.
struct Conversation {
    repl: Rc<RefCell<Repl>>,
    world: WorldArgs,
}

/// What comes after an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    Go,
    Quit,
}

pub fn repl(args: &ReplArgs) -> Exit {
    match Conversation::start(&args.world).and_then(|conversation| conversation.go_on()) {
        Ok(()) => Exit::Success,
        Err(exit) => exit,
    }
}

impl Conversation {
    fn start(args: &WorldArgs) -> Result<Conversation, Exit> {
        let repl = Rc::new(RefCell::new(fresh(args)?));
        Ok(Conversation { repl, world: args.clone() })
    }

    fn go_on(self) -> Result<(), Exit> {
        let mut input = Input::new(&self.repl);
        if input.is_interactive() {
            println!("orgless {}  Apex, or :help", env!("CARGO_PKG_VERSION"));
        }
        loop {
            match input.read() {
                Line::Text(text) => {
                    if self.answer(&text) == Next::Quit {
                        break;
                    }
                }
                Line::Interrupted => {}
                Line::End => break,
            }
        }
        input.save_history();
        Ok(())
    }

    fn answer(&self, text: &str) -> Next {
        let trimmed = text.trim();
        match trimmed.strip_prefix(':') {
            Some(command) => commands::run(self, command),
            None => {
                if !trimmed.is_empty() {
                    self.apex(text);
                }
                Next::Go
            }
        }
    }

    /// Runs an input and shows what it answers.
    fn apex(&self, text: &str) {
        let mut repl = self.repl.borrow_mut();
        match repl.input(text) {
            Ok(Answer::Nothing) => {}
            Ok(Answer::Declared(names)) => debug_log::line(&format!("declared {}", names.join(", "))),
            Ok(Answer::Value(text)) => debug_log::line(&text),
            Ok(Answer::Table(table)) => debug_log::line(&print::table(&table)),
            Err(failure) => drop(run::report(&failure)),
        }
    }

    /// Forgets everything: variables, classes, the org.
    fn reset(&self) -> Result<(), Exit> {
        *self.repl.borrow_mut() = fresh(&self.world)?;
        Ok(())
    }
}

fn fresh(args: &WorldArgs) -> Result<Repl, Exit> {
    let most = debug_log::level("FINEST").expect("FINEST is a level");
    Ok(Repl::new(world::session(args, debug_log::print_up_to(most))?))
}
