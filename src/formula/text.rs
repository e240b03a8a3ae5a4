//! Texts. A result without characters is blank; places count characters from one.

use super::eval::{Computed, EvalError};
use super::functions::Func;
use super::{moment, number};
use crate::regex::JavaRegex;
use crate::value::{Decimal, Id, Value};

/// The text of a value; a blank is empty.
pub fn of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(s) => s.to_string(),
        Value::Id(id) => id.to_15(),
        Value::Boolean(b) => b.to_string(),
        Value::Date(_) | Value::Datetime(_) | Value::Time(_) => moment::text(value),
        other => number::of(other).map_or_else(String::new, |n| plain(&n)),
    }
}

/// A number without trailing zeros or exponent.
fn plain(n: &Decimal) -> String {
    let short = n.strip_trailing_zeros();
    let short = if short.scale() < 0 { number::rounded(&short, 0, crate::value::RoundingMode::HalfUp) } else { short };
    short.to_plain_string()
}

pub fn value(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::string(text) }
}

pub fn call(func: Func, args: &[Value]) -> Computed {
    let text = |i: usize| args.get(i).map_or_else(String::new, of);
    // Negative and blank counts are zero.
    let count = |i: usize| args.get(i).and_then(number::of).map_or(0, |n| n.long_value().max(0) as usize);
    let first = || text(0);
    let taken = |chars: &mut dyn Iterator<Item = char>| Ok(value(&chars.collect::<String>()));
    match func {
        Func::Begins => Ok(Value::Boolean(first().starts_with(&text(1)))),
        Func::Contains => Ok(Value::Boolean(first().contains(&text(1)))),
        Func::IsPickVal => Ok(Value::Boolean(first() == text(1))),
        Func::Includes => {
            let wanted = text(1);
            Ok(Value::Boolean(!wanted.is_empty() && first().split(';').any(|part| part.trim() == wanted)))
        }
        Func::PicklistCount => {
            let held = first();
            let parts = held.split(';').filter(|part| !part.trim().is_empty()).count();
            Ok(Value::Integer(parts as i32))
        }
        Func::IsNumber => Ok(Value::Boolean(parsed(&first()).is_some())),
        Func::Value => match first().trim() {
            "" => Ok(Value::Null),
            text => match parsed(text) {
                Some(n) => Ok(Value::decimal(n)),
                None => Err(EvalError::new(format!("Invalid number: {text}"))),
            },
        },
        Func::Regex => matches(&first(), &text(1)),
        Func::Find => {
            let (part, whole) = (text(0), text(1));
            let start = args.get(2).map_or(1, |_| count(2));
            Ok(Value::Integer(found(&whole, &part, start)))
        }
        Func::Len => Ok(Value::Integer(crate::value::str::len16(&first()) as i32)),
        Func::Ascii => Ok(first().chars().next().map_or(Value::Null, |c| Value::Integer(c as i32))),
        Func::Char => {
            Ok(u32::try_from(count(0)).ok().and_then(char::from_u32).map_or(Value::Null, |c| value(&c.to_string())))
        }
        Func::Left => taken(&mut first().chars().take(count(1))),
        Func::Right => {
            let whole = first();
            taken(&mut whole.chars().skip(whole.chars().count().saturating_sub(count(1))))
        }
        Func::Mid => taken(&mut first().chars().skip(count(1).saturating_sub(1)).take(count(2))),
        Func::Lpad | Func::Rpad => Ok(value(&padded(&first(), count(1), args.get(2).map(of), func == Func::Lpad)?)),
        Func::Lower => Ok(value(&first().to_lowercase())),
        Func::Upper => Ok(value(&first().to_uppercase())),
        Func::Initcap => Ok(value(&initcap(&first()))),
        Func::Trim => Ok(value(first().trim())),
        Func::Reverse => taken(&mut first().chars().rev()),
        Func::Substitute => match text(1).as_str() {
            "" => Ok(value(&first())),
            old => Ok(value(&first().replace(old, &text(2)))),
        },
        Func::Br => Ok(Value::string("<br>")),
        Func::Hyperlink => {
            let target = if args.len() > 2 { text(2) } else { "_blank".to_owned() };
            Ok(value(&format!("<a href=\"{}\" target=\"{target}\">{}</a>", text(0), text(1))))
        }
        Func::Image => {
            let size = |i: usize, name: &str| {
                args.get(i).filter(|v| !v.is_null()).map_or_else(String::new, |v| format!(" {name}=\"{}\"", of(v)))
            };
            let (height, width) = (size(2, "height"), size(3, "width"));
            Ok(value(&format!("<img src=\"{}\" alt=\"{}\"{height}{width} border=\"0\"/>", text(0), text(1))))
        }
        Func::CaseSafeId => Ok(match &args[0] {
            Value::Id(id) => Value::string(&id.to_string()),
            other => {
                let text = of(other);
                Id::parse(&text).map_or_else(|| value(&text), |id| Value::string(&id.to_string()))
            }
        }),
        Func::HtmlEncode => Ok(value(&encoded(&first(), html))),
        Func::JsEncode => Ok(value(&encoded(&first(), script))),
        Func::UrlEncode => Ok(value(&encoded(&first(), url))),
        Func::Text | Func::Merge => Ok(value(&first())),
        other => unreachable!("{other:?} is no function of texts"),
    }
}

fn parsed(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let starts = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = starts.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    digits.then(|| Decimal::parse(text.strip_prefix('+').unwrap_or(text)).ok()).flatten()
}

fn found(whole: &str, part: &str, start: usize) -> i32 {
    if part.is_empty() || start == 0 {
        return 0;
    }
    let Some((from, _)) = whole.char_indices().nth(start - 1) else { return 0 };
    match whole[from..].find(part) {
        Some(at) => whole[..from + at].chars().count() as i32 + 1,
        None => 0,
    }
}

fn padded(text: &str, length: usize, with: Option<String>, left: bool) -> Result<String, EvalError> {
    /// Formula texts are never longer.
    const LONGEST: usize = 65_536;
    if length > LONGEST {
        return Err(EvalError::new(format!("Text longer than {LONGEST} characters")));
    }
    let have = text.chars().count();
    if length <= have {
        return Ok(text.chars().take(length).collect());
    }
    let with = with.unwrap_or_else(|| " ".to_owned());
    if with.is_empty() {
        return Ok(text.to_owned());
    }
    let padding: String = with.chars().cycle().take(length - have).collect();
    Ok(if left { padding + text } else { text.to_owned() + &padding })
}

fn initcap(text: &str) -> String {
    let mut inside = false;
    let capital = |c: char| {
        let cased = if inside { c.to_lowercase().to_string() } else { c.to_uppercase().to_string() };
        inside = c.is_alphanumeric();
        cased
    };
    text.chars().map(capital).collect()
}

/// Whether the whole text fits a regular expression.
fn matches(text: &str, pattern: &str) -> Computed {
    let regex =
        JavaRegex::new(pattern).map_err(|_| EvalError::new(format!("Invalid regular expression: {pattern}")))?;
    let found = regex.matches(text).map_err(|_| EvalError::new("Regex too complicated"))?;
    Ok(Value::Boolean(found))
}

fn encoded(text: &str, escape: fn(char) -> Option<String>) -> String {
    text.chars().map(|c| escape(c).unwrap_or_else(|| c.to_string())).collect()
}

fn html(c: char) -> Option<String> {
    let entity = match c {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    };
    Some(entity.to_owned())
}

fn script(c: char) -> Option<String> {
    let escaped = match c {
        '\'' => "\\'",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '<' => "\\u003C",
        '>' => "\\u003E",
        _ => return None,
    };
    Some(escaped.to_owned())
}

fn url(c: char) -> Option<String> {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '*' => None,
        ' ' => Some("+".to_owned()),
        other => Some(other.to_string().bytes().map(|b| format!("%{b:02X}")).collect()),
    }
}
