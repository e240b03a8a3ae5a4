//! `Blob` and `EncodingUtil`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::argument::needed;
use super::url_encoding::{url_decode, url_encode};
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Str};

fn blob(bytes: Vec<u8>) -> Blob {
    Blob(bytes.into())
}

/// A null Blob that is asked counts as an argument, as an org answers it.
fn to_text(cx: &mut Interp, b: Option<Blob>) -> Result<Str, Thrown> {
    let b = needed(cx, b)?;
    match std::str::from_utf8(&b.0) {
        Ok(text) => Ok(Str::from(text)),
        Err(_) => Err(cx.throw(Exc::String, "BLOB is not a valid UTF-8 string")),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A hexadecimal digit, also one of full width.
fn hex_digit(c: char) -> Option<u32> {
    let narrow = match c {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(c as u32 - 0xfee0)?,
        c => c,
    };
    narrow.to_digit(16)
}

fn from_hex(cx: &mut Interp, text: Str) -> Result<Blob, Thrown> {
    let length = text.len16();
    if !length.is_multiple_of(2) {
        let why = format!("input string must be an even number of characters long, but was {length}");
        return Err(cx.throw(Exc::InvalidParameterValue, why));
    }
    let mut digits = Vec::with_capacity(length);
    for (at, c) in text.chars().enumerate() {
        match hex_digit(c) {
            Some(digit) => digits.push(digit as u8),
            None => {
                let why = format!("Illegal hexadecimal character {c} at index {at}");
                return Err(cx.throw(Exc::InvalidParameterValue, why));
            }
        }
    }
    Ok(blob(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()))
}

/// Base 64: white space and padding are passed over, and padding may lack. The error is the first other character.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, char> {
    let mut digits = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '+' || c == '/' => digits.push(c),
            '=' | ' ' | '\t' | '\n' | '\r' => {}
            c => return Err(c),
        }
    }
    let whole = digits.len() - usize::from(digits.len() % 4 == 1);
    let padded = format!("{}{}", &digits[..whole], "=".repeat((4 - whole % 4) % 4));
    let lenient = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    Ok(lenient.decode(padded).expect("only digits are left"))
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
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
                Ok(bytes) => Ok(blob(bytes)),
                Err(c) => Err(cx.throw(Exc::String, format!("Unrecognized base64 character: {c}"))),
            }
        }),
        m("static String convertToHex(Blob bytes)", "Two hexadecimal digits for each byte.", |b: Blob| hex(&b.0)),
        m("static Blob convertFromHex(String text)", "The bytes of hexadecimal digits.", from_hex),
        m("static String urlEncode(String text, String encoding)", "The text as a form value.", url_encode),
        m("static String urlDecode(String text, String encoding)", "The text of a form value.", url_decode),
    ]
}
