//! Form values: `EncodingUtil.urlEncode` and `urlDecode`, in the encodings that they know.

use crate::interp::{Exc, Interp, Thrown};
use crate::value::Str;
use encoding_rs::Encoding;

/// The encodings that URLs are written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    Latin1,
    Ascii,
    /// With a mark of the byte order in front of each run.
    Utf16,
    Utf16Be,
    Utf16Le,
    /// The tables of Windows, Japan, China and others.
    Table(&'static Encoding),
}

fn charset(cx: &mut Interp, name: &str) -> Result<Charset, Thrown> {
    Ok(match name.trim().to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" | "UTF_8" => Charset::Utf8,
        "ISO-8859-1" | "LATIN1" | "ISO8859_1" | "ISO8859-1" | "ISO_8859_1" | "L1" => Charset::Latin1,
        "US-ASCII" | "ASCII" | "ISO646-US" => Charset::Ascii,
        "UTF-16" | "UTF16" | "UTF_16" => Charset::Utf16,
        "UTF-16BE" | "UTF_16BE" => Charset::Utf16Be,
        "UTF-16LE" | "UTF_16LE" => Charset::Utf16Le,
        other => match Encoding::for_label_no_replacement(other.as_bytes()) {
            Some(table) => Charset::Table(table),
            None => return Err(cx.throw(Exc::String, format!("Encoding {name} is not supported"))),
        },
    })
}

/// Control characters that browsers read out of the gaps of Windows' tables, and Java does not.
fn is_gap(table: &'static Encoding, c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}') && table.is_single_byte()
}

impl Charset {
    fn encode(self, run: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => run.as_bytes().to_vec(),
            Charset::Latin1 => run.chars().map(|c| u8::try_from(c as u32).unwrap_or(b'?')).collect(),
            Charset::Ascii => run.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }).collect(),
            Charset::Utf16 => [vec![0xfe, 0xff], Charset::Utf16Be.encode(run)].concat(),
            Charset::Utf16Be => run.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Charset::Utf16Le => run.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Charset::Table(table) => run.chars().flat_map(|c| in_table(table, c)).collect(),
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Utf8 => lossy(bytes),
            Charset::Latin1 => bytes.iter().map(|b| *b as char).collect(),
            Charset::Ascii => bytes.iter().map(|b| if b.is_ascii() { *b as char } else { '\u{fffd}' }).collect(),
            Charset::Utf16 => match bytes {
                [0xfe, 0xff, rest @ ..] => Charset::Utf16Be.decode(rest),
                [0xff, 0xfe, rest @ ..] => Charset::Utf16Le.decode(rest),
                bytes => Charset::Utf16Be.decode(bytes),
            },
            Charset::Utf16Be => units(bytes, u16::from_be_bytes),
            Charset::Utf16Le => units(bytes, u16::from_le_bytes),
            Charset::Table(table) => {
                let (text, _) = table.decode_without_bom_handling(bytes);
                text.chars().map(|c| if is_gap(table, c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
            }
        }
    }
}

/// The bytes of a character, or a question mark where the table lacks it.
fn in_table(table: &'static Encoding, c: char) -> Vec<u8> {
    match table.encode(c.encode_utf8(&mut [0; 4])) {
        (bytes, _, false) if !is_gap(table, c) => bytes.into_owned(),
        _ => vec![b'?'],
    }
}

fn units(bytes: &[u8], join: fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks(2).map(|pair| match *pair {
        [a, b] => join([a, b]),
        _ => 0xfffd,
    });
    char::decode_utf16(pairs).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// UTF-8 as Java reads it: an encoded surrogate is one fault, not three.
fn lossy(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                out.push_str(text);
                return out;
            }
            Err(fault) => {
                let good = fault.valid_up_to();
                out.push_str(std::str::from_utf8(&rest[..good]).unwrap_or_default());
                out.push(char::REPLACEMENT_CHARACTER);
                let surrogate = matches!(rest[good..], [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]);
                let length = if surrogate { 3 } else { fault.error_len().unwrap_or(rest.len() - good) };
                rest = &rest[good + length..];
            }
        }
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '*' | '_' | ' ')
}

pub(super) fn url_encode(cx: &mut Interp, text: Str, name: Str) -> Result<String, Thrown> {
    let charset = charset(cx, &name)?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if is_plain(c) {
            out.push(if c == ' ' { '+' } else { c });
            rest = &rest[1..];
            continue;
        }
        let end = rest.find(is_plain).unwrap_or(rest.len());
        charset.encode(&rest[..end]).iter().for_each(|b| out.push_str(&format!("%{b:02X}")));
        rest = &rest[end..];
    }
    Ok(out)
}

pub(super) fn url_decode(cx: &mut Interp, text: Str, name: Str) -> Result<String, Thrown> {
    let charset = charset(cx, &name)?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if c != '%' {
            out.push(if c == '+' { ' ' } else { c });
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(after) = rest.strip_prefix('%') {
            bytes.push(escaped(after).map_err(|why| cx.throw(Exc::String, format!("URLDecoder: {why}")))?);
            rest = &after[2..];
        }
        out.push_str(&charset.decode(&bytes));
    }
    Ok(out)
}

/// The byte of two digits behind a percent sign.
fn escaped(after: &str) -> Result<u8, String> {
    let digits: String = after.chars().take(2).collect();
    if digits.chars().count() < 2 {
        return Err("Incomplete trailing escape (%) pattern".into());
    }
    match digits.chars().position(|c| !c.is_ascii_hexdigit()) {
        None => Ok(u8::from_str_radix(&digits, 16).expect("two hexadecimal digits")),
        Some(at) => Err(format!("Illegal hex characters in escape (%) pattern - Error at index {at} in: \"{digits}\"")),
    }
}
