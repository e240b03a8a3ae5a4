//! Inputs that begin with a colon.

use std::path::Path;

use super::{Conversation, Next, info, print};
use crate::cli::{debug_log, run, time};
use crate::project::read_text;

/// All commands, for completion.
pub const NAMES: [&str; 12] =
    ["advance", "help", "info", "jobs", "limits", "load", "now", "quit", "reset", "run", "type", "vars"];

const HELP: &str = "\
Apex statements run; the value of an expression is shown; classes and triggers are declared.
  :jobs              the jobs that wait, and those that failed
  :run               run the jobs that are due
  :advance 1d        move the clock on, running what falls due (s, m, h, d, w)
  :now               the org's time
  :vars              variables and their values
  :type EXPR         the type of an expression
  :info NAME         what a class or an object offers: :info String, :info String.contains
  :limits            what the last input used
  :load FILE         run a file
  :reset             forget everything
  :quit              leave (or Ctrl-D)";

pub(super) fn run(conversation: &Conversation, command: &str) -> Next {
    let (name, argument) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let argument = argument.trim();
    match name {
        "jobs" => show_jobs(conversation),
        "run" => debug_log::line(&transactions(conversation.repl.borrow_mut().drain())),
        "advance" => match time::span(argument) {
            Ok(span) => debug_log::line(&transactions(conversation.repl.borrow_mut().advance(span))),
            Err(message) => eprintln!("error: {message}"),
        },
        "now" => debug_log::line(&print::time(conversation.repl.borrow().session().org().clock().now())),
        "vars" => {
            for variable in conversation.repl.borrow_mut().variables() {
                debug_log::line(&format!("{} {} = {}", variable.type_name, variable.name, variable.value));
            }
        }
        "type" => match conversation.repl.borrow_mut().type_of(argument) {
            Ok(name) => debug_log::line(&name),
            Err(failure) => drop(run::report(&failure)),
        },
        "info" => info::show(&conversation.repl.borrow(), argument),
        "limits" => debug_log::line(conversation.repl.borrow_mut().usage().to_string().trim_end()),
        "load" => match read_text(Path::new(argument)) {
            Ok(text) => conversation.apex(&text),
            Err(error) => eprintln!("error: {argument}: {error}"),
        },
        "reset" => {
            if conversation.reset().is_ok() {
                debug_log::line("a new org");
            }
        }
        "help" | "h" | "?" => debug_log::line(HELP),
        "quit" | "q" | "exit" => return Next::Quit,
        _ => eprintln!("error: there is no :{name}; :help lists the commands"),
    }
    Next::Go
}

fn show_jobs(conversation: &Conversation) {
    let repl = conversation.repl.borrow();
    let (waiting, failed) = (repl.session().jobs(), repl.session().failed_jobs());
    if waiting.is_empty() && failed.is_empty() {
        debug_log::line("no jobs");
    }
    for job in waiting {
        debug_log::line(&format!("{}  {}  {}  due {}", job.id, job.kind, job.name, print::time(job.due)));
    }
    for job in failed {
        debug_log::line(&format!("{}  {}  {}  failed: {}", job.id, job.kind, job.name, job.reason));
    }
}

fn transactions(n: usize) -> String {
    match n {
        0 => "nothing was due".into(),
        1 => "ran 1 transaction".into(),
        n => format!("ran {n} transactions"),
    }
}
