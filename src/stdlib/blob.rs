//! `Blob` and `EncodingUtil`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

fn blob(bytes: Vec<u8>) -> Blob {
    Blob(bytes.into())
}

fn to_text(cx: &mut Interp, b: Blob) -> Result<Str, Thrown> {
    match std::str::from_utf8(&b.0) {
        Ok(text) => Ok(Str::from(text)),
        Err(_) => Err(cx.throw(Exc::String, "BLOB is not a valid UTF-8 string")),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn from_hex(cx: &mut Interp, text: Str) -> Result<Blob, Thrown> {
    let digit = |c: u8| (c as char).to_digit(16).map(|d| d as u8);
    if !text.len().is_multiple_of(2) {
        return Err(cx.throw(Exc::InvalidParameterValue, "Odd number of characters."));
    }
    let bytes = text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?));
    match bytes.collect::<Option<Vec<u8>>>() {
        Some(bytes) => Ok(blob(bytes)),
        None => {
            let bad = text.chars().enumerate().find(|(_, c)| !c.is_ascii_hexdigit());
            let (at, c) = bad.unwrap_or((0, '?'));
            Err(cx.throw(Exc::InvalidParameterValue, format!("Illegal hexadecimal character {c} at index {at}")))
        }
    }
}

/// Base 64 as Java's lenient decoder reads it: what is no digit is skipped, padding may lack.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits: String = text
        .chars()
        .filter_map(|c| match c {
            '-' => Some('+'),
            '_' => Some('/'),
            c if c.is_ascii_alphanumeric() || c == '+' || c == '/' => Some(c),
            _ => None,
        })
        .collect();
    let whole = digits.len() - usize::from(digits.len() % 4 == 1);
    let padded = format!("{}{}", &digits[..whole], "=".repeat((4 - whole % 4) % 4));
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    lenient.decode(padded).ok()
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The encodings that URLs are written in.
enum Charset {
    Utf8,
    Latin1,
    Ascii,
    Utf16,
}

fn charset(cx: &mut Interp, name: &str) -> Result<Charset, Thrown> {
    Ok(match name.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => Charset::Utf8,
        "ISO-8859-1" | "LATIN1" | "ISO8859_1" | "WINDOWS-1252" | "CP1252" => Charset::Latin1,
        "US-ASCII" | "ASCII" => Charset::Ascii,
        "UTF-16" | "UTF-16BE" => Charset::Utf16,
        _ => return Err(cx.throw(Exc::InvalidParameterValue, format!("Unsupported encoding: {name}"))),
    })
}

fn encoded(c: char, charset: &Charset) -> Vec<u8> {
    match charset {
        Charset::Utf8 => c.encode_utf8(&mut [0; 4]).as_bytes().to_vec(),
        Charset::Latin1 => vec![u8::try_from(c as u32).unwrap_or(b'?')],
        Charset::Ascii => vec![if c.is_ascii() { c as u8 } else { b'?' }],
        Charset::Utf16 => {
            let units = c.encode_utf16(&mut [0; 2]).iter().flat_map(|u| u.to_be_bytes()).collect::<Vec<u8>>();
            [vec![0xfe, 0xff], units].concat()
        }
    }
}

fn url_encode(cx: &mut Interp, text: Str, name: Str) -> Result<String, Thrown> {
    let charset = charset(cx, &name)?;
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '*' | '_' => out.push(c),
            ' ' => out.push('+'),
            c => encoded(c, &charset).iter().for_each(|b| out.push_str(&format!("%{b:02X}"))),
        }
    }
    Ok(out)
}

fn url_decode(cx: &mut Interp, text: Str, name: Str) -> Result<String, Thrown> {
    let charset = charset(cx, &name)?;
    let mut bytes = Vec::with_capacity(text.len());
    let source = text.as_bytes();
    let mut i = 0;
    while i < source.len() {
        match source[i] {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = source.get(i + 1..i + 3).and_then(|d| std::str::from_utf8(d).ok());
                match digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                    Some(b) => bytes.push(b),
                    None => {
                        let why = "URLDecoder: Illegal hex characters in escape (%) pattern";
                        return Err(cx.throw(Exc::IllegalArgument, why));
                    }
                }
                i += 2;
            }
            b => bytes.push(b),
        }
        i += 1;
    }
    Ok(match charset {
        Charset::Utf8 | Charset::Utf16 => String::from_utf8_lossy(&bytes).into_owned(),
        Charset::Latin1 => bytes.iter().map(|b| *b as char).collect(),
        Charset::Ascii => bytes.iter().map(|b| if b.is_ascii() { *b as char } else { '\u{fffd}' }).collect(),
    })
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Blob valueOf(String text)", "The text's bytes in UTF-8.", |s: Str| blob(s.as_bytes().to_vec())),
        m("static Blob toPdf(String html)", "A document; here simply the text's bytes.", |s: Str| {
            blob(format!("%PDF-1.4\n{}", super::string::strip_tags(&s)).into_bytes())
        }),
        m("Integer size()", "The number of bytes.", |b: Blob| b.0.len()),
        m("String toString()", "The bytes read as UTF-8.", to_text),
        m("Blob append(Blob other)", "Both, one after the other.", |b: Blob, other: Blob| {
            blob([&b.0[..], &other.0[..]].concat())
        }),
        m(
            "Blob subBlob(Integer start, Integer length)",
            "A part of the bytes.",
            |cx: &mut Interp, b: Blob, start: i32, length: i32| {
                let range = usize::try_from(start).ok().zip(usize::try_from(length).ok());
                match range.and_then(|(s, n)| b.0.get(s..s + n)) {
                    Some(part) => Ok(blob(part.to_vec())),
                    None => Err(cx.throw(Exc::InvalidParameterValue, "Invalid range of the blob")),
                }
            },
        ),
        m("String toHexString()", "Two hexadecimal digits for each byte.", |b: Blob| hex(&b.0)),
        m(
            "Boolean equals(Object other)",
            "Whether the other has the same bytes.",
            |b: Blob, other: crate::value::Value| matches!(other.object(), Some(crate::value::Object::Blob(o)) if *o == b),
        ),
    ]
}

pub(super) fn encoding_rows() -> Vec<Row> {
    vec![
        m("static String base64Encode(Blob bytes)", "The bytes in base 64.", |b: Blob| to_base64(&b.0)),
        m("static Blob base64Decode(String text)", "The bytes of a base 64 text.", |cx: &mut Interp, s: Str| {
            match from_base64(&s) {
                Some(bytes) => Ok(blob(bytes)),
                None => Err(cx.throw(Exc::InvalidParameterValue, "Unrecognized base64 character")),
            }
        }),
        m("static String convertToHex(Blob bytes)", "Two hexadecimal digits for each byte.", |b: Blob| hex(&b.0)),
        m("static Blob convertFromHex(String text)", "The bytes of hexadecimal digits.", from_hex),
        m("static String urlEncode(String text, String encoding)", "The text as a form value.", url_encode),
        m("static String urlDecode(String text, String encoding)", "The text of a form value.", url_decode),
    ]
}
