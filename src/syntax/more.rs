//! Whether an interactive input is finished.

use super::parse::{Recovery, parse};
use super::token::Tok;
use super::{FileId, lexer};

/// Whether an interactive input needs another line: a bracket, text block or comment is open, or the
/// last statement lacks more than its `;` (so `1 + 2` is finished, `1 +` and `if (a)` are not).
pub fn needs_more_input(text: &str) -> bool {
    let file = FileId(0);
    let (tokens, faults) = lexer::lex(text, file);
    let end = text.len() as u32;
    if faults.iter().any(|fault| fault.code == "open-comment") {
        return true;
    }
    if let Some(last) = tokens.last()
        && last.tok == Tok::TextBlock
        && last.end == end
        && faults.iter().any(|fault| fault.span.start == last.start)
    {
        return true;
    }
    let mut open = 0i32;
    for token in &tokens {
        match token.tok {
            Tok::LParen | Tok::LBracket | Tok::LBrace => open += 1,
            Tok::RParen | Tok::RBracket | Tok::RBrace => open -= 1,
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    if open > 0 {
        return true;
    }
    // Only an error at the very end can be cured by another line.
    ends_early(text) && (ends_early(&format!("{text}\n;")) || needs_statement(text))
}

/// Whether the one thing wrong with the text is that it stops.
fn ends_early(text: &str) -> bool {
    let (_, faults) = parse(Tok::StartAnonymous, text, FileId(0), Recovery::None);
    let end = text.trim_end().len() as u32;
    let at_end = |found: &str| {
        found.contains("'<EOF>'")
            || found.starts_with("Try block")
            || found.contains("token ';'")
            || found.ends_with("at ';'")
    };
    faults.first().is_some_and(|fault| fault.span.end >= end && at_end(&fault.message))
}

/// `if (a)`, `else`: a lone `;` would complete it, but that is not what was meant.
fn needs_statement(text: &str) -> bool {
    let (_, faults) = parse(Tok::StartAnonymous, text, FileId(0), Recovery::None);
    let label = faults.first().and_then(|fault| fault.label.as_deref());
    label.is_some_and(|label| label.starts_with("expected a statement"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_inputs() {
        for text in ["1 + 2", "Integer a = 1;", "a.b()", "", "// x", "if (a) b();", "x = )", "class A { }", "'open"] {
            assert!(!needs_more_input(text), "{text}");
        }
    }

    #[test]
    fn unfinished_inputs() {
        for text in [
            "1 +",
            "if (a)",
            "if (a) { } else",
            "class A {",
            "f(1,",
            "[SELECT Id",
            "/* x",
            "x = '''a\nb",
            "Integer a =",
            "for (Integer i : xs)",
            "try { }",
            "return a.",
        ] {
            assert!(needs_more_input(text), "{text}");
        }
    }
}
