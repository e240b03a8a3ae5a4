//! `orgless check`: compiles everything and reports every error.

use std::path::PathBuf;

use super::args::CheckArgs;
use super::exit::{Exit, usage};
use super::terminal;
use crate::diag::{self, Diagnostic, SourceMap};
use crate::project::{Inputs, discover};
use crate::runner::check_document;
use crate::session::Session;

pub fn check(args: &CheckArgs) -> Exit {
    try_check(args).unwrap_or_else(|exit| exit)
}

fn try_check(args: &CheckArgs) -> Result<Exit, Exit> {
    let here = [PathBuf::from(".")];
    let inputs = discover(if args.paths.is_empty() { &here } else { &args.paths }).map_err(usage)?;
    let with = Inputs::sources_of(&args.with).map_err(usage)?;
    if inputs.is_empty() {
        eprintln!("nothing to check: no .cls, .trigger or document with apex blocks");
        return Ok(Exit::NothingRun);
    }
    let mut errors = 0;
    if !inputs.sources.is_empty() {
        let session = Session::builder().inputs(&with).inputs(&inputs).strict_schema(true).build().map_err(usage)?;
        for problem in session.problems() {
            eprintln!("warning: {problem}");
        }
        errors += report(session.diagnostics(), session.sources(), args.short);
    }
    for document in &inputs.documents {
        for (diagnostics, sources) in check_document(document, &with, args.strict_schema).map_err(usage)? {
            errors += report(&diagnostics, &sources, args.short);
        }
    }
    let checked = inputs.sources.len() + inputs.documents.len();
    let files = if checked == 1 { "1 file".to_owned() } else { format!("{checked} files") };
    match errors {
        0 => eprintln!("{files} checked, no errors"),
        1 => eprintln!("{files} checked, 1 error"),
        n => eprintln!("{files} checked, {n} errors"),
    }
    Ok(if errors == 0 { Exit::Success } else { Exit::Failure })
}

/// Prints the reports and answers how many of them are errors.
fn report(diagnostics: &[Diagnostic], sources: &SourceMap, short: bool) -> usize {
    for diagnostic in diagnostics {
        if short {
            eprintln!("{}", diag::render_short(diagnostic, sources));
        } else {
            eprintln!("{}", diag::render(diagnostic, sources, terminal::style()).trim_end());
        }
    }
    diagnostics.iter().filter(|d| d.is_error()).count()
}
