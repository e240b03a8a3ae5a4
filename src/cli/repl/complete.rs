//! Completion: what may stand where the cursor is.

use super::commands;
use crate::session::Repl;
use crate::session::members::Member;

/// Where the word under the cursor begins, and what it may become.
pub fn candidates(repl: &Repl, before: &str) -> (usize, Vec<Member>) {
    if let Some(command) = before.strip_prefix(':')
        && !command.contains(' ')
    {
        let names = commands::NAMES.iter().filter(|name| name.starts_with(command));
        return (1, names.map(|name| plain(name)).collect());
    }
    let start = before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + 1);
    let (path, word) = before[start..].rsplit_once('.').unwrap_or(("", &before[start..]));
    if path.is_empty() && word.is_empty() {
        return (before.len(), Vec::new());
    }
    let folded = word.to_lowercase();
    let mut found = repl.members(path);
    found.retain(|member| member.name.to_lowercase().starts_with(&folded));
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup_by(|a, b| a.name == b.name);
    (before.len() - word.len(), found)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

fn plain(name: &str) -> Member {
    Member { name: name.to_owned(), signature: name.to_owned(), doc: "", is_static: false }
}
