//! `String.format`: patterns of Java's MessageFormat.

/// A piece of a pattern.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    /// `{0}`, `{0,number}`: the argument's number, what it must be, and the text to show when there is no such argument.
    Argument(usize, Option<Wanted>, String),
}

/// What a typed argument must be. The platform hands every argument over as text, so that none ever is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wanted {
    Number,
    Date,
}

impl Wanted {
    /// The fault of Java's format that is given a text.
    pub fn fault(self) -> &'static str {
        match self {
            Wanted::Number => "Cannot format given Object as a Number",
            Wanted::Date => "Cannot format given Object as a Date",
        }
    }
}

/// Reads a pattern: a quote protects braces up to the next one, two quotes are one.
///
/// # Errors
/// A sentence: braces that do not match, a number that is none, or a type that Java does not know.
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
                let mut parts = inside.split(',').map(str::trim);
                let number = parts.next().unwrap_or("");
                let n = number.parse().map_err(|_| format!("can't parse argument number: {number}"))?;
                let wanted = match parts.next().map(str::to_ascii_lowercase).as_deref() {
                    None | Some("") => None,
                    Some("number" | "choice") => Some(Wanted::Number),
                    Some("date" | "time") => Some(Wanted::Date),
                    Some(other) => return Err(format!("unknown format type: {other}")),
                };
                pieces.push(Piece::Argument(n, wanted, format!("{{{inside}}}")));
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
                Piece::Argument(n, _, missing) => args.get(n).map_or(missing, |a| (*a).to_owned()),
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
