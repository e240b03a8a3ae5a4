//! `String.format`: patterns of Java's MessageFormat.

/// A piece of a pattern.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    /// `{0}`: the argument's number and the text to show when there is no such argument.
    Argument(usize, String),
}

/// Reads a pattern: a quote protects braces up to the next one, two quotes are one.
///
/// # Errors
/// A sentence: braces that do not match, or a number that is none.
pub(super) fn parse(pattern: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut quoted = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.next_if_eq(&'\'').is_some() => text.push('\''),
            '\'' => quoted = !quoted,
            '{' if !quoted => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let mut inside = String::new();
                let mut depth = 1;
                for c in chars.by_ref() {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    if depth == 0 {
                        break;
                    }
                    inside.push(c);
                }
                if depth != 0 {
                    return Err("Unmatched braces in the pattern.".into());
                }
                let number = inside.split(',').next().unwrap_or("").trim();
                let n = number.parse().map_err(|_| format!("can't parse argument number: {number}"))?;
                pieces.push(Piece::Argument(n, format!("{{{inside}}}")));
            }
            c => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str) -> String {
        let args = ["A", "B"];
        let pieces = parse(pattern).unwrap();
        pieces
            .into_iter()
            .map(|p| match p {
                Piece::Text(t) => t,
                Piece::Argument(n, missing) => args.get(n).map_or(missing, |a| (*a).to_owned()),
            })
            .collect()
    }

    #[test]
    fn quotes_protect_and_double() {
        assert_eq!(shown("{0} and {1} and {2}"), "A and B and {2}");
        assert_eq!(shown("it''s {0}"), "it's A");
        assert_eq!(shown("'{0}' is {0}"), "{0} is A");
        assert_eq!(shown("don't {0}"), "dont {0}");
        assert!(parse("{0").is_err());
        assert!(parse("{x}").is_err());
    }
}
