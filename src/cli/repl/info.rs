//! `:info`: what a class or an object offers, and the sentences of the library.

use crate::cli::debug_log;
use crate::session::Repl;
use crate::session::members::Member;
use crate::stdlib;

/// Prints all members of `String`, or those called `contains` of `String.contains`.
pub fn show(repl: &Repl, name: &str) {
    let name = name.trim_end_matches("()");
    let whole = repl.members(name);
    if !name.is_empty() && !whole.is_empty() {
        if let Some(sentence) = sentence_of(repl, name) {
            debug_log::line(sentence);
        }
        whole.iter().for_each(print);
        return;
    }
    let Some((path, member)) = name.rsplit_once('.') else {
        return eprintln!("error: there is no class, object or variable {name}");
    };
    let found: Vec<Member> = repl.members(path).into_iter().filter(|m| m.name.eq_ignore_ascii_case(member)).collect();
    if found.is_empty() {
        eprintln!("error: {path} has no {member}");
    }
    found.iter().for_each(print);
}

fn sentence_of(repl: &Repl, name: &str) -> Option<&'static str> {
    let class = repl.session().program().find_class(name)?;
    stdlib::library().class(class).map(|class| class.doc)
}

fn print(member: &Member) {
    debug_log::line(&format!("  {}", member.signature));
    if !member.doc.is_empty() {
        debug_log::line(&format!("      {}", member.doc));
    }
}
