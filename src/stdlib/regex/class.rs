//! Java's named character classes as classes of the regex crates.

/// A one-letter class, as the inside of brackets, and whether it is negated.
pub(super) fn letter(c: char) -> Option<(&'static str, bool)> {
    const WORD: &str = "a-zA-Z0-9_";
    const SPACE: &str = " \\t\\n\\x0B\\x0C\\r";
    const HORIZONTAL: &str = " \\t\\x{A0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}";
    const VERTICAL: &str = "\\n\\x0B\\x0C\\r\\x{85}\\x{2028}\\x{2029}";
    Some(match c {
        'd' => ("0-9", false),
        'D' => ("0-9", true),
        'w' => (WORD, false),
        'W' => (WORD, true),
        's' => (SPACE, false),
        'S' => (SPACE, true),
        'h' => (HORIZONTAL, false),
        'H' => (HORIZONTAL, true),
        'v' => (VERTICAL, false),
        'V' => (VERTICAL, true),
        _ => return None,
    })
}

/// A `\p{...}` name as the inside of brackets.
pub(super) fn property(name: &str) -> String {
    let ascii = match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => "\\x00-\\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => "!-/:-@\\[-`{-\\~",
        "Graph" => "!-\\~",
        "Print" => " -\\~",
        "Blank" => " \\t",
        "Cntrl" => "\\x00-\\x1F\\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => " \\t\\n\\x0B\\x0C\\r",
        "javaLowerCase" => "\\p{Ll}",
        "javaUpperCase" => "\\p{Lu}",
        "javaWhitespace" => "\\p{Z}\\t-\\r\\x{1c}-\\x{1f}",
        "javaMirrored" => "()<>\\[\\]{}",
        "L1" => "\\x00-\\x{FF}",
        "all" => "\\x00-\\x{10FFFF}",
        _ => {
            // `IsLatin`, `InGreek`, `script=Latin`, `blk=...`, `general_category=Lu`
            let bare = name.rsplit('=').next().unwrap_or(name);
            let bare = bare.strip_prefix("Is").or_else(|| bare.strip_prefix("In")).unwrap_or(bare);
            return format!("\\p{{{bare}}}");
        }
    };
    ascii.to_owned()
}
