//! Reading inputs: a line editor on a terminal, plain lines elsewhere; either way an input may take several lines.

use std::cell::RefCell;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper, Highlighter, Hinter};

use super::complete;
use crate::project::decode;
use crate::session::Repl;
use crate::syntax;

/// Where inputs come from.
pub enum Input {
    Terminal { editor: Box<Editor<Apex, DefaultHistory>>, history: Option<PathBuf> },
    Lines(io::StdinLock<'static>),
}

/// What was read.
pub enum Line {
    Text(String),
    /// Ctrl-C: the input is dropped.
    Interrupted,
    End,
}

/// What the line editor knows of Apex.
#[derive(Helper, Highlighter, Hinter)]
pub struct Apex {
    repl: Rc<RefCell<Repl>>,
}

impl Input {
    pub fn new(repl: &Rc<RefCell<Repl>>) -> Input {
        if !io::stdin().is_terminal() {
            return Input::Lines(io::stdin().lock());
        }
        let config = Config::builder().auto_add_history(true).completion_type(CompletionType::List).build();
        match Editor::with_config(config) {
            Ok(mut editor) => {
                editor.set_helper(Some(Apex { repl: Rc::clone(repl) }));
                let history = history_file();
                if let Some(path) = &history {
                    // There is none before the first conversation.
                    let _ = editor.load_history(path);
                }
                Input::Terminal { editor: Box::new(editor), history }
            }
            Err(_) => Input::Lines(io::stdin().lock()),
        }
    }

    pub fn is_interactive(&self) -> bool {
        matches!(self, Input::Terminal { .. })
    }

    /// Reads one input.
    pub fn read(&mut self) -> Line {
        match self {
            Input::Terminal { editor, .. } => match editor.readline("> ") {
                Ok(text) => Line::Text(text),
                Err(ReadlineError::Interrupted) => Line::Interrupted,
                Err(_) => Line::End,
            },
            Input::Lines(lines) => {
                let mut text = String::new();
                let mut line = Vec::new();
                while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                    text.push_str(&decode(std::mem::take(&mut line)));
                    if is_finished(&text) {
                        return Line::Text(text);
                    }
                }
                if text.trim().is_empty() { Line::End } else { Line::Text(text) }
            }
        }
    }

    pub fn save_history(&mut self) {
        if let Input::Terminal { editor, history: Some(path) } = self {
            if let Some(folder) = path.parent() {
                let _ = std::fs::create_dir_all(folder);
            }
            // A history that cannot be written is no reason to complain at the end.
            let _ = editor.save_history(path);
        }
    }
}

fn is_finished(text: &str) -> bool {
    text.trim_start().starts_with(':') || !syntax::needs_more_input(text)
}

/// `$XDG_STATE_HOME/orgless/history`, or the same under the home folder.
fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::home_dir().map(|home| home.join(".local/state"));
    Some(state.or_else(home)?.join("orgless/history"))
}

impl Validator for Apex {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let finished = is_finished(context.input());
        Ok(if finished { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for Apex {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = complete::candidates(&self.repl.borrow(), &line[..pos]);
        let pair =
            |member: crate::session::members::Member| Pair { display: member.signature, replacement: member.name };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}
