//! `UUID`.

use super::{class_id, environment};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{NativeObject, Str, Value};

/// The text form, in lower case.
struct Uuid(String);

fn made(text: String) -> Value {
    NativeObject::keyed(class_id("UUID"), key_of(&text), Uuid(text))
}

/// Equal texts have equal keys.
fn key_of(text: &str) -> u64 {
    let digits = text.bytes().filter_map(|b| (b as char).to_digit(16));
    digits.fold(0, |key: u64, d| key.rotate_left(4) ^ key.wrapping_mul(31) ^ u64::from(d))
}

fn random(cx: &mut Interp) -> Value {
    let text = random_text(cx);
    made(text)
}

/// The text of a random UUID of version 4.
pub(super) fn random_text(cx: &mut Interp) -> String {
    let mut b = environment::random_bytes(cx, 16);
    b[6] = b[6] & 0x0f | 0x40;
    b[8] = b[8] & 0x3f | 0x80;
    let hex = super::blob::hex(&b);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The UUID of its text form, read as `java.util.UUID` reads it: five hexadecimal numbers, of which the last digits count.
fn parse(cx: &mut Interp, text: Option<Str>) -> Result<Value, Thrown> {
    let Some(text) = text else {
        return Err(cx.throw(Exc::NullPointer, "Argument cannot be null"));
    };
    if text.encode_utf16().count() > 36 {
        return Err(cx.throw(Exc::IllegalArgument, "UUID string too large"));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [a, b, c, d, e] = parts[..] else {
        return Err(cx.throw(Exc::IllegalArgument, format!("Invalid UUID string: {text}")));
    };
    let mut numbers = [0; 5];
    for (number, part) in numbers.iter_mut().zip([a, b, c, d, e]) {
        *number = hexadecimal(part).map_err(|why| cx.throw(Exc::IllegalArgument, why))?;
    }
    let [a, b, c, d, e] = numbers;
    let (a, b, c, d) = (a as u32, b as u16, c as u16, d as u16);
    Ok(made(format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{:012x}", e & 0xffff_ffff_ffff)))
}

/// A part of a UUID's text. The error is Java's of `Long.parseLong`.
fn hexadecimal(part: &str) -> Result<u64, String> {
    if part.is_empty() {
        return Err(String::new());
    }
    let mut number = 0i64;
    for (at, c) in part.chars().enumerate() {
        let sign = at == 0 && c == '+' && part.len() > 1;
        let digit = if sign { Some(0) } else { c.to_digit(16) };
        let next = digit.and_then(|digit| number.checked_mul(16)?.checked_add(i64::from(digit)));
        number = next.ok_or_else(|| format!("Error at index {at} in: \"{part}\""))?;
    }
    Ok(number as u64)
}

/// As Java's: both halves and then both words folded.
fn hash_code(text: &str) -> i32 {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let n = u128::from_str_radix(&digits, 16).unwrap_or(0);
    let folded = (n >> 64) as u64 ^ n as u64;
    ((folded >> 32) ^ folded) as u32 as i32
}

/// The text of a UUID object.
pub(super) fn text(object: &NativeObject) -> Option<String> {
    object.with(|u: &mut Uuid| u.0.clone())
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static UUID randomUUID()", "A random UUID of version 4.", random),
        m("static UUID fromString(String text)", "The UUID of its text form.", parse),
        m("String toString()", "The text form.", |u: Native<Uuid>| u.with(|u| u.0.clone())),
        m("Boolean equals(Object other)", "Whether the other is the same UUID.", |u: Native<Uuid>, other: Value| {
            match other.object() {
                Some(crate::value::Object::Native(o)) => text(o) == Some(u.with(|u| u.0.clone())),
                _ => false,
            }
        }),
        m("Integer hashCode()", "A hash code.", |u: Native<Uuid>| u.with(|u| hash_code(&u.0))),
    ]
}
