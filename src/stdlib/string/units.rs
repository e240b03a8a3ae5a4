//! Characters as numbers: UTF-16 units and code points.

use super::out_of_bounds;
use crate::hir::TypeId;
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{List, Str, Value};

fn char_at(cx: &mut Interp, s: Str, at: i32) -> Result<i32, Thrown> {
    match usize::try_from(at).ok().and_then(|i| s.char_at16(i)) {
        Some(unit) => Ok(i32::from(unit)),
        None => Err(out_of_bounds(cx, "Index", at)),
    }
}

fn code_point_at(cx: &mut Interp, s: Str, at: i32) -> Result<i32, Thrown> {
    match usize::try_from(at).ok().and_then(|i| s.code_point_at16(i)) {
        Some(point) => Ok(point as i32),
        None => Err(out_of_bounds(cx, "Index", at)),
    }
}

/// How many code points lie in a range of units.
fn count(units: &[u16]) -> usize {
    char::decode_utf16(units.iter().copied()).count()
}

fn code_point_count(cx: &mut Interp, s: Str, from: i32, to: i32) -> Result<usize, Thrown> {
    let units: Vec<u16> = s.encode_utf16().collect();
    if from < 0 || from > to {
        return Err(out_of_bounds(cx, "Index", from));
    }
    match units.get(from as usize..to as usize) {
        Some(part) => Ok(count(part)),
        None => Err(out_of_bounds(cx, "Index", to)),
    }
}

fn offset_by(cx: &mut Interp, s: Str, from: i32, points: i32) -> Result<i32, Thrown> {
    let units: Vec<u16> = s.encode_utf16().collect();
    let from = match usize::try_from(from) {
        Ok(from) if from <= units.len() => from,
        _ => return Err(out_of_bounds(cx, "Index", from)),
    };
    let width = |r: Result<char, _>| r.map_or(1, char::len_utf16);
    let wanted = points.unsigned_abs() as usize;
    let steps: Vec<usize> = match points >= 0 {
        true => char::decode_utf16(units[from..].iter().copied()).map(width).take(wanted).collect(),
        false => {
            let mut widths: Vec<usize> = char::decode_utf16(units[..from].iter().copied()).map(width).collect();
            widths.reverse();
            widths.into_iter().take(wanted).collect()
        }
    };
    if steps.len() < wanted {
        return Err(out_of_bounds(cx, "Index", points));
    }
    let distance = steps.iter().sum::<usize>() as i32;
    Ok(if points >= 0 { from as i32 + distance } else { from as i32 - distance })
}

/// A number above 16 bits keeps its low 16, as a Java char does.
fn from_char_array(cx: &mut Interp, numbers: ListRef) -> Result<Str, Thrown> {
    let numbers: Vec<Value> = numbers.borrow().to_vec();
    let mut units = Vec::with_capacity(numbers.len());
    for n in numbers {
        match n {
            Value::Integer(i) => units.push(i as u16),
            _ => return Err(cx.throw(Exc::NullPointer, "Attempt to de-reference a null object")),
        }
    }
    Ok(Str::from_utf16(units))
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("Integer length()", "The number of UTF-16 units.", |s: Str| s.len16()),
        m("Integer charAt(Integer index)", "The UTF-16 unit at this place.", char_at),
        m("List<Integer> getChars()", "All UTF-16 units.", |s: Str| {
            List::from_values(TypeId::INTEGER, s.encode_utf16().map(|u| Value::Integer(u.into())).collect())
        }),
        m("static String fromCharArray(List<Integer> units)", "The text of these UTF-16 units.", from_char_array),
        m("Integer codePointAt(Integer index)", "The Unicode code point at this place.", code_point_at),
        m(
            "Integer codePointBefore(Integer index)",
            "The Unicode code point before this place.",
            |cx: &mut Interp, s: Str, at: i32| {
                let before = at.checked_sub(1).and_then(|i| usize::try_from(i).ok());
                match before.and_then(|i| Some((i, s.char_at16(i)?))) {
                    Some((i, unit)) if (0xdc00..0xe000).contains(&unit) && i > 0 => code_point_at(cx, s, at - 2),
                    Some(_) => code_point_at(cx, s, at - 1),
                    None => Err(out_of_bounds(cx, "Index", at)),
                }
            },
        ),
        m(
            "Integer codePointCount(Integer begin, Integer finish)",
            "How many code points lie between the places.",
            code_point_count,
        ),
        m(
            "Integer offsetByCodePoints(Integer index, Integer points)",
            "The place so many code points further.",
            offset_by,
        ),
    ]
}
