//! Named character classes: `\d`, `\p{Lu}`, `\p{IsLatin}`, `\p{Alpha}`.

use super::set::{CharSet, LAST};

fn ranges(pairs: &[(u32, u32)]) -> CharSet {
    CharSet::new(pairs.to_vec())
}

/// The members of a one-letter class such as `\d`; capital letters name what is outside.
pub(super) fn letter(c: char, unicode: bool) -> Option<CharSet> {
    let inside = match c.to_ascii_lowercase() {
        'd' if unicode => category("Nd")?,
        'd' => ranges(&[(0x30, 0x39)]),
        'w' if unicode => word(),
        'w' => ascii_word(),
        's' if unicode => category("White_Space")?,
        's' => ranges(&[(0x09, 0x0d), (0x20, 0x20)]),
        'h' => ranges(&[
            (0x09, 0x09),
            (0x20, 0x20),
            (0xa0, 0xa0),
            (0x1680, 0x1680),
            (0x180e, 0x180e),
            (0x2000, 0x200a),
            (0x202f, 0x202f),
            (0x205f, 0x205f),
            (0x3000, 0x3000),
        ]),
        'v' => ranges(&[(0x0a, 0x0d), (0x85, 0x85), (0x2028, 0x2029)]),
        _ => return None,
    };
    Some(if c.is_ascii_uppercase() { inside.negate() } else { inside })
}

pub(super) fn ascii_word() -> CharSet {
    ranges(&[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)])
}

/// What counts as a letter of a word with `(?U)`.
pub(super) fn word() -> CharSet {
    let parts = ["Alphabetic", "M", "Nd", "Pc", "Join_Control"].into_iter().filter_map(category);
    parts.fold(CharSet::default(), |all, part| all.union(&part))
}

/// A category, script or property by its Unicode name.
fn category(name: &str) -> Option<CharSet> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | ' ' | '-');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let hir = regex_syntax::Parser::new().parse(&format!("\\p{{{name}}}")).ok()?;
    Some(members(&hir))
}

/// The members of a class that the library of Unicode tables made.
fn members(hir: &regex_syntax::hir::Hir) -> CharSet {
    use regex_syntax::hir::{Class, HirKind};
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let mut found: Vec<(u32, u32)> =
                class.ranges().iter().map(|r| (r.start() as u32, r.end() as u32)).collect();
            // A table that ends before the surrogates and goes on after them means them as well.
            if found.iter().any(|r| r.1 == 0xd7ff) && found.iter().any(|r| r.0 == 0xe000) {
                found.push((0xd800, 0xdfff));
            }
            CharSet::new(found)
        }
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            CharSet::new(text.chars().map(|c| (c as u32, c as u32)).collect())
        }
        _ => CharSet::default(),
    }
}

/// The general categories by their short names.
fn general(name: &str) -> Option<CharSet> {
    const NAMES: [&str; 37] = [
        "Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd",
        "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs", "C", "L", "M", "N", "P", "S", "Z",
    ];
    match name {
        "Cs" => Some(ranges(&[(0xd800, 0xdfff)])),
        "LC" => Some(["Lu", "Ll", "Lt"].into_iter().filter_map(category).fold(CharSet::default(), |a, b| a.union(&b))),
        "LD" => Some(category("L")?.union(&category("Nd")?)),
        name if NAMES.contains(&name) => category(name),
        _ => None,
    }
}

/// The POSIX classes, and others of Java's own.
fn posix(name: &str) -> Option<CharSet> {
    Some(match name {
        "Lower" => ranges(&[(0x61, 0x7a)]),
        "Upper" => ranges(&[(0x41, 0x5a)]),
        "ASCII" => ranges(&[(0, 0x7f)]),
        "Alpha" => ranges(&[(0x41, 0x5a), (0x61, 0x7a)]),
        "Digit" => ranges(&[(0x30, 0x39)]),
        "Alnum" => ranges(&[(0x30, 0x39), (0x41, 0x5a), (0x61, 0x7a)]),
        "Punct" => ranges(&[(0x21, 0x2f), (0x3a, 0x40), (0x5b, 0x60), (0x7b, 0x7e)]),
        "Graph" => ranges(&[(0x21, 0x7e)]),
        "Print" => ranges(&[(0x20, 0x7e)]),
        "Blank" => ranges(&[(0x09, 0x09), (0x20, 0x20)]),
        "Cntrl" => ranges(&[(0, 0x1f), (0x7f, 0x7f)]),
        "XDigit" => ranges(&[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]),
        "Space" => ranges(&[(0x09, 0x0d), (0x20, 0x20)]),
        "L1" => ranges(&[(0, 0xff)]),
        "all" => CharSet::all(),
        _ => return None,
    })
}

/// The POSIX names with `(?U)`.
fn posix_unicode(name: &str) -> Option<CharSet> {
    Some(match name.to_ascii_uppercase().as_str() {
        "ALPHA" => category("Alphabetic")?,
        "LOWER" => category("Lowercase")?,
        "UPPER" => category("Uppercase")?,
        "SPACE" => category("White_Space")?,
        "PUNCT" => category("P")?,
        "XDIGIT" => category("Nd")?.union(&category("Hex_Digit")?),
        "ALNUM" => category("Alphabetic")?.union(&category("Nd")?),
        "CNTRL" => category("Cc")?,
        "DIGIT" => category("Nd")?,
        "BLANK" => category("Zs")?.union(&CharSet::one(9)),
        "GRAPH" => {
            let space = category("White_Space")?;
            let hidden = ["Cc", "Cn"].into_iter().filter_map(category).fold(space, |a, b| a.union(&b));
            hidden.union(&ranges(&[(0xd800, 0xdfff)])).negate()
        }
        "PRINT" => {
            let graph = posix_unicode("GRAPH")?.union(&posix_unicode("BLANK")?);
            graph.intersect(&category("Cc")?.negate())
        }
        _ => return None,
    })
}

/// What the methods of Java's `Character` answer.
fn java(name: &str) -> Option<CharSet> {
    Some(match name {
        "javaLowerCase" => category("Lowercase")?,
        "javaUpperCase" => category("Uppercase")?,
        "javaAlphabetic" => category("Alphabetic")?,
        "javaIdeographic" => category("Ideographic")?,
        "javaTitleCase" => category("Lt")?,
        "javaDigit" => category("Nd")?,
        "javaDefined" => category("Cn")?.negate(),
        "javaLetter" => category("L")?,
        "javaLetterOrDigit" => category("L")?.union(&category("Nd")?),
        "javaSpaceChar" => category("Z")?,
        "javaWhitespace" => {
            let breaking = ranges(&[(0xa0, 0xa0), (0x2007, 0x2007), (0x202f, 0x202f)]).negate();
            category("Z")?.intersect(&breaking).union(&ranges(&[(0x09, 0x0d), (0x1c, 0x1f)]))
        }
        "javaISOControl" => ranges(&[(0, 0x1f), (0x7f, 0x9f)]),
        "javaMirrored" => category("Bidi_Mirrored").unwrap_or_else(|| {
            ranges(&[(0x28, 0x29), (0x3c, 0x3c), (0x3e, 0x3e), (0x5b, 0x5b), (0x5d, 0x5d), (0x7b, 0x7b), (0x7d, 0x7d)])
        }),
        _ => return None,
    })
}

/// A binary property: `\p{IsAlphabetic}`.
fn binary(name: &str) -> Option<CharSet> {
    let upper = name.to_ascii_uppercase();
    let found = match upper.as_str() {
        "ALPHABETIC"
        | "IDEOGRAPHIC"
        | "LOWERCASE"
        | "UPPERCASE"
        | "WHITE_SPACE"
        | "NONCHARACTER_CODE_POINT"
        | "EMOJI" => category(&upper)?,
        "EMOJI_PRESENTATION"
        | "EMOJI_MODIFIER"
        | "EMOJI_MODIFIER_BASE"
        | "EMOJI_COMPONENT"
        | "EXTENDED_PICTOGRAPHIC" => category(&upper)?,
        "LETTER" => category("L")?,
        "TITLECASE" => category("Lt")?,
        "CONTROL" => category("Cc")?,
        "PUNCTUATION" => category("P")?,
        "HEX_DIGIT" => category("Nd")?.union(&category("Hex_Digit")?),
        "ASSIGNED" => category("Cn")?.negate(),
        "DIGIT" => category("Nd")?,
        "ALNUM" | "BLANK" | "GRAPH" | "PRINT" => posix_unicode(&upper)?,
        "WORD" => word(),
        "JOIN_CONTROL" => category("Join_Control")?,
        _ => return None,
    };
    Some(found)
}

/// A property without `Is` and `In`; with `(?i)` the cases of letters count as one.
fn plain(name: &str, fold: bool) -> Option<CharSet> {
    if fold && matches!(name, "Lu" | "Ll" | "Lt") {
        return general("LC");
    }
    if fold && matches!(name, "Upper" | "Lower") {
        return posix("Alpha");
    }
    general(name).or_else(|| posix(name)).or_else(|| java(name))
}

/// Why a property is not known.
pub(super) enum Unknown {
    Property,
    Value { name: String, value: String },
}

/// The members of `\p{name}`.
pub(super) fn property(name: &str, unicode: bool, fold: bool) -> Result<CharSet, Unknown> {
    if let Some((key, value)) = name.split_once('=') {
        let key = key.to_lowercase();
        let found = match key.as_str() {
            "sc" | "script" => script(value),
            "blk" | "block" => block(value),
            "gc" | "general_category" => plain(value, fold),
            _ => None,
        };
        return found.ok_or(Unknown::Value { name: key, value: value.to_owned() });
    }
    let found = match name.get(..2) {
        Some("In") => block(&name[2..]),
        Some("Is") => {
            let name = &name[2..];
            binary(name).or_else(|| plain(name, fold)).or_else(|| script(name))
        }
        _ if unicode => posix_unicode(name).or_else(|| plain(name, fold)),
        _ => plain(name, fold),
    };
    found.ok_or(Unknown::Property)
}

fn script(name: &str) -> Option<CharSet> {
    category(&format!("sc={name}"))
}

/// The blocks that patterns name, as far as they are known here.
fn block(name: &str) -> Option<CharSet> {
    const BLOCKS: [(&str, u32, u32); 38] = [
        ("basiclatin", 0, 0x7f),
        ("latin1supplement", 0x80, 0xff),
        ("latinextendeda", 0x100, 0x17f),
        ("latinextendedb", 0x180, 0x24f),
        ("ipaextensions", 0x250, 0x2af),
        ("spacingmodifierletters", 0x2b0, 0x2ff),
        ("combiningdiacriticalmarks", 0x300, 0x36f),
        ("greek", 0x370, 0x3ff),
        ("greekandcoptic", 0x370, 0x3ff),
        ("cyrillic", 0x400, 0x4ff),
        ("cyrillicsupplementary", 0x500, 0x52f),
        ("armenian", 0x530, 0x58f),
        ("hebrew", 0x590, 0x5ff),
        ("arabic", 0x600, 0x6ff),
        ("devanagari", 0x900, 0x97f),
        ("bengali", 0x980, 0x9ff),
        ("tamil", 0xb80, 0xbff),
        ("thai", 0xe00, 0xe7f),
        ("georgian", 0x10a0, 0x10ff),
        ("hanguljamo", 0x1100, 0x11ff),
        ("latinextendedadditional", 0x1e00, 0x1eff),
        ("greekextended", 0x1f00, 0x1fff),
        ("generalpunctuation", 0x2000, 0x206f),
        ("superscriptsandsubscripts", 0x2070, 0x209f),
        ("currencysymbols", 0x20a0, 0x20cf),
        ("letterlikesymbols", 0x2100, 0x214f),
        ("numberforms", 0x2150, 0x218f),
        ("arrows", 0x2190, 0x21ff),
        ("mathematicaloperators", 0x2200, 0x22ff),
        ("boxdrawing", 0x2500, 0x257f),
        ("miscellaneoussymbols", 0x2600, 0x26ff),
        ("dingbats", 0x2700, 0x27bf),
        ("cjksymbolsandpunctuation", 0x3000, 0x303f),
        ("hiragana", 0x3040, 0x309f),
        ("katakana", 0x30a0, 0x30ff),
        ("cjkunifiedideographs", 0x4e00, 0x9fff),
        ("hangulsyllables", 0xac00, 0xd7af),
        ("emoticons", 0x1f600, 0x1f64f),
    ];
    let bare: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_lowercase();
    BLOCKS.iter().find(|(known, ..)| *known == bare).map(|(_, low, high)| ranges(&[(*low, *high)]))
}

/// All characters but those that end a line.
pub(super) fn dot(all: bool, unix: bool) -> CharSet {
    match (all, unix) {
        (true, _) => CharSet::new(vec![(0, LAST)]),
        (false, true) => CharSet::one(0x0a).negate(),
        (false, false) => ranges(&[(0x0a, 0x0a), (0x0d, 0x0d), (0x85, 0x85), (0x2028, 0x2029)]).negate(),
    }
}
