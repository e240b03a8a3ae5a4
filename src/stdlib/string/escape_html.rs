//! Entities of XML and HTML.

/// Which entities are known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    Xml,
    Html3,
    Html4,
}

const BASIC: [(char, &str); 4] = [('"', "quot"), ('&', "amp"), ('<', "lt"), ('>', "gt")];

/// The names of U+00A0 to U+00FF, in order.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// The names of HTML 4 beyond Latin-1.
const EXTENDED: [(char, &str); 152] = [
    ('\u{152}', "OElig"),
    ('\u{153}', "oelig"),
    ('\u{160}', "Scaron"),
    ('\u{161}', "scaron"),
    ('\u{178}', "Yuml"),
    ('\u{192}', "fnof"),
    ('\u{2c6}', "circ"),
    ('\u{2dc}', "tilde"),
    ('\u{391}', "Alpha"),
    ('\u{392}', "Beta"),
    ('\u{393}', "Gamma"),
    ('\u{394}', "Delta"),
    ('\u{395}', "Epsilon"),
    ('\u{396}', "Zeta"),
    ('\u{397}', "Eta"),
    ('\u{398}', "Theta"),
    ('\u{399}', "Iota"),
    ('\u{39a}', "Kappa"),
    ('\u{39b}', "Lambda"),
    ('\u{39c}', "Mu"),
    ('\u{39d}', "Nu"),
    ('\u{39e}', "Xi"),
    ('\u{39f}', "Omicron"),
    ('\u{3a0}', "Pi"),
    ('\u{3a1}', "Rho"),
    ('\u{3a3}', "Sigma"),
    ('\u{3a4}', "Tau"),
    ('\u{3a5}', "Upsilon"),
    ('\u{3a6}', "Phi"),
    ('\u{3a7}', "Chi"),
    ('\u{3a8}', "Psi"),
    ('\u{3a9}', "Omega"),
    ('\u{3b1}', "alpha"),
    ('\u{3b2}', "beta"),
    ('\u{3b3}', "gamma"),
    ('\u{3b4}', "delta"),
    ('\u{3b5}', "epsilon"),
    ('\u{3b6}', "zeta"),
    ('\u{3b7}', "eta"),
    ('\u{3b8}', "theta"),
    ('\u{3b9}', "iota"),
    ('\u{3ba}', "kappa"),
    ('\u{3bb}', "lambda"),
    ('\u{3bc}', "mu"),
    ('\u{3bd}', "nu"),
    ('\u{3be}', "xi"),
    ('\u{3bf}', "omicron"),
    ('\u{3c0}', "pi"),
    ('\u{3c1}', "rho"),
    ('\u{3c2}', "sigmaf"),
    ('\u{3c3}', "sigma"),
    ('\u{3c4}', "tau"),
    ('\u{3c5}', "upsilon"),
    ('\u{3c6}', "phi"),
    ('\u{3c7}', "chi"),
    ('\u{3c8}', "psi"),
    ('\u{3c9}', "omega"),
    ('\u{3d1}', "thetasym"),
    ('\u{3d2}', "upsih"),
    ('\u{3d6}', "piv"),
    ('\u{2002}', "ensp"),
    ('\u{2003}', "emsp"),
    ('\u{2009}', "thinsp"),
    ('\u{200c}', "zwnj"),
    ('\u{200d}', "zwj"),
    ('\u{200e}', "lrm"),
    ('\u{200f}', "rlm"),
    ('\u{2013}', "ndash"),
    ('\u{2014}', "mdash"),
    ('\u{2018}', "lsquo"),
    ('\u{2019}', "rsquo"),
    ('\u{201a}', "sbquo"),
    ('\u{201c}', "ldquo"),
    ('\u{201d}', "rdquo"),
    ('\u{201e}', "bdquo"),
    ('\u{2020}', "dagger"),
    ('\u{2021}', "Dagger"),
    ('\u{2022}', "bull"),
    ('\u{2026}', "hellip"),
    ('\u{2030}', "permil"),
    ('\u{2032}', "prime"),
    ('\u{2033}', "Prime"),
    ('\u{2039}', "lsaquo"),
    ('\u{203a}', "rsaquo"),
    ('\u{203e}', "oline"),
    ('\u{2044}', "frasl"),
    ('\u{20ac}', "euro"),
    ('\u{2111}', "image"),
    ('\u{2118}', "weierp"),
    ('\u{211c}', "real"),
    ('\u{2122}', "trade"),
    ('\u{2135}', "alefsym"),
    ('\u{2190}', "larr"),
    ('\u{2191}', "uarr"),
    ('\u{2192}', "rarr"),
    ('\u{2193}', "darr"),
    ('\u{2194}', "harr"),
    ('\u{21b5}', "crarr"),
    ('\u{21d0}', "lArr"),
    ('\u{21d1}', "uArr"),
    ('\u{21d2}', "rArr"),
    ('\u{21d3}', "dArr"),
    ('\u{21d4}', "hArr"),
    ('\u{2200}', "forall"),
    ('\u{2202}', "part"),
    ('\u{2203}', "exist"),
    ('\u{2205}', "empty"),
    ('\u{2207}', "nabla"),
    ('\u{2208}', "isin"),
    ('\u{2209}', "notin"),
    ('\u{220b}', "ni"),
    ('\u{220f}', "prod"),
    ('\u{2211}', "sum"),
    ('\u{2212}', "minus"),
    ('\u{2217}', "lowast"),
    ('\u{221a}', "radic"),
    ('\u{221d}', "prop"),
    ('\u{221e}', "infin"),
    ('\u{2220}', "ang"),
    ('\u{2227}', "and"),
    ('\u{2228}', "or"),
    ('\u{2229}', "cap"),
    ('\u{222a}', "cup"),
    ('\u{222b}', "int"),
    ('\u{2234}', "there4"),
    ('\u{223c}', "sim"),
    ('\u{2245}', "cong"),
    ('\u{2248}', "asymp"),
    ('\u{2260}', "ne"),
    ('\u{2261}', "equiv"),
    ('\u{2264}', "le"),
    ('\u{2265}', "ge"),
    ('\u{2282}', "sub"),
    ('\u{2283}', "sup"),
    ('\u{2284}', "nsub"),
    ('\u{2286}', "sube"),
    ('\u{2287}', "supe"),
    ('\u{2295}', "oplus"),
    ('\u{2297}', "otimes"),
    ('\u{22a5}', "perp"),
    ('\u{22c5}', "sdot"),
    ('\u{2308}', "lceil"),
    ('\u{2309}', "rceil"),
    ('\u{230a}', "lfloor"),
    ('\u{230b}', "rfloor"),
    ('\u{2329}', "lang"),
    ('\u{232a}', "rang"),
    ('\u{25ca}', "loz"),
    ('\u{2660}', "spades"),
    ('\u{2663}', "clubs"),
    ('\u{2665}', "hearts"),
    ('\u{2666}', "diams"),
];

fn name_of(c: char, set: Set) -> Option<&'static str> {
    if let Some((_, name)) = BASIC.iter().find(|(b, _)| *b == c) {
        return Some(name);
    }
    match (c, set) {
        (_, Set::Xml) => None,
        ('\u{a0}'..='\u{ff}', _) => Some(LATIN[c as usize - 0xa0]),
        (_, Set::Html3) => None,
        (_, Set::Html4) => EXTENDED.iter().find(|(e, _)| *e == c).map(|(_, name)| *name),
    }
}

fn char_of(name: &str, set: Set) -> Option<char> {
    if let Some((c, _)) = BASIC.iter().find(|(_, n)| *n == name) {
        return Some(*c);
    }
    if set == Set::Xml {
        return (name == "apos").then_some('\'');
    }
    let latin = LATIN.iter().position(|n| *n == name).and_then(|i| char::from_u32(0xa0 + i as u32));
    match (latin, set) {
        (Some(c), _) => Some(c),
        (None, Set::Html4) => EXTENDED.iter().find(|(_, n)| *n == name).map(|(c, _)| *c),
        (None, Set::Xml | Set::Html3) => None,
    }
}

pub(super) fn escape(s: &str, set: Set) -> String {
    let mut out = String::with_capacity(s.len() + 8);
    for c in s.chars() {
        match name_of(c, set) {
            Some(name) => {
                out.push('&');
                out.push_str(name);
                out.push(';');
            }
            None => out.push(c),
        }
    }
    out
}

pub(super) fn escape_xml(s: &str) -> String {
    escape(s, Set::Xml).replace('\'', "&apos;")
}

/// Names and numbers, `&#65;` and `&#x41;`; what is no entity stays.
pub(super) fn unescape(s: &str, set: Set) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 12);
        let found = end.and_then(|end| {
            let name = &rest[1..end];
            let c = match name.strip_prefix('#') {
                Some(number) => match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                    None => number.parse().ok().and_then(char::from_u32),
                },
                None => char_of(name, set),
            };
            Some((c?, end))
        });
        match found {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
