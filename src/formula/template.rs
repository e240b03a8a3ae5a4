//! Texts with `{!Name}` in them.

use super::FormulaError;
use super::lex::syntax;
use super::parse::{self, Expr};

/// The text as one concatenation of its pieces.
pub fn parse(text: &str) -> Result<Expr, FormulaError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{!") {
        let (before, merge) = rest.split_at(at);
        let end = merge.find('}').ok_or_else(|| syntax("{!"))?;
        if !before.is_empty() {
            pieces.push(Expr::Text(before.to_owned()));
        }
        let value = parse::parse(&merge[2..end])?;
        // Whatever it is, its text is meant.
        pieces.push(Expr::Call("$MERGE".to_owned(), vec![value]));
        rest = &merge[end + 1..];
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Expr::Text(rest.to_owned()));
    }
    let joined = pieces.into_iter().reduce(|a, b| Expr::Binary("&", Box::new(a), Box::new(b)));
    Ok(joined.expect("there is at least one piece"))
}
