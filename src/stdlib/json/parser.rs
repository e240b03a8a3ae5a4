//! `JSONParser`: a walk over the tokens.

use super::fault::{Fault, Place, Read, Stop, fault};
use super::read::Reader;
use super::thrown;
use super::typed::{Typed, datetime};
use crate::hir::TypeId;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::{blob, class_id, enums, id};
use crate::value::{Blob, Date, Decimal, NativeObject, Str, Time, Value};

/// The tokens; the names are those of `System.JSONToken`.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    FieldName,
    String,
    Int,
    Float,
    True,
    False,
    Null,
}

impl Token {
    fn name(self) -> &'static str {
        match self {
            Token::StartObject => "START_OBJECT",
            Token::EndObject => "END_OBJECT",
            Token::StartArray => "START_ARRAY",
            Token::EndArray => "END_ARRAY",
            Token::FieldName => "FIELD_NAME",
            Token::String => "VALUE_STRING",
            Token::Int => "VALUE_NUMBER_INT",
            Token::Float => "VALUE_NUMBER_FLOAT",
            Token::True => "VALUE_TRUE",
            Token::False => "VALUE_FALSE",
            Token::Null => "VALUE_NULL",
        }
    }
}

/// An open object or array.
struct Open {
    object: bool,
    /// How many entries were begun.
    count: usize,
    /// The name that the current or last entry has.
    name: Option<String>,
}

pub(super) struct Parser {
    text: Str,
    pos: usize,
    open: Vec<Open>,
    token: Option<Token>,
    cleared: Option<Token>,
    /// Where the current token begins.
    start: usize,
    /// The current token's text.
    value: String,
    /// A name was read and its value has not been.
    pending: bool,
    finished: bool,
}

pub(super) fn create(cx: &mut Interp, text: Option<Str>) -> Result<Value, Thrown> {
    let Some(text) = text else { return Err(cx.throw(Exc::NullPointer, "null input to JSON parser")) };
    let parser = Parser {
        text,
        pos: 0,
        open: Vec::new(),
        token: None,
        cleared: None,
        start: 0,
        value: String::new(),
        pending: false,
        finished: false,
    };
    Ok(NativeObject::value(class_id("JSONParser"), parser))
}

impl Parser {
    /// Goes on to the next token; None at the end of the text.
    fn advance(&mut self) -> Read<Option<Token>> {
        let text = self.text.clone();
        let mut r = Reader::new(&text);
        r.pos = self.pos;
        let next = self.read_token(&mut r);
        self.pos = r.pos;
        self.token = next?;
        if let Some(token) = self.token
            && !matches!(token, Token::String | Token::FieldName)
        {
            self.value = text[self.start..self.pos].to_owned();
        }
        Ok(self.token)
    }

    fn read_token(&mut self, r: &mut Reader) -> Read<Option<Token>> {
        let at_value = std::mem::take(&mut self.pending);
        if let Some(open) = self.open.last_mut()
            && !at_value
        {
            let close = if open.object { b'}' } else { b']' };
            if r.peek() == Some(close) {
                self.start = r.pos;
                r.pos += 1;
                let token = if open.object { Token::EndObject } else { Token::EndArray };
                self.open.pop();
                return Ok(Some(token));
            }
            if open.count > 0 && !r.eat(b',') {
                let of = if open.object { "OBJECT" } else { "ARRAY" };
                return match r.peek() {
                    Some(_) => r.unexpected(&format!("was expecting comma to separate {of} entries")),
                    None => r.end_of_input(of),
                };
            }
            if r.peek().is_none() {
                return r.end_of_input(if open.object { "OBJECT" } else { "ARRAY" });
            }
            open.count += 1;
            if open.object {
                self.start = r.pos;
                let name = r.name()?.into_owned();
                open.name = Some(name.clone());
                self.value = name;
                self.pending = true;
                return Ok(Some(Token::FieldName));
            }
        }
        self.read_value(r)
    }

    fn read_value(&mut self, r: &mut Reader) -> Read<Option<Token>> {
        let next = r.peek();
        self.start = r.pos;
        let token = match next {
            None => {
                self.finished = true;
                return Ok(None);
            }
            Some(b'{') => {
                r.pos += 1;
                self.open.push(Open { object: true, count: 0, name: None });
                Token::StartObject
            }
            Some(b'[') => {
                r.pos += 1;
                self.open.push(Open { object: false, count: 0, name: None });
                Token::StartArray
            }
            Some(b'"') => {
                self.value = r.string()?.into_owned();
                Token::String
            }
            Some(b'-' | b'0'..=b'9') => match r.number()? {
                (_, true) => Token::Float,
                (_, false) => Token::Int,
            },
            Some(b't') => r.word("true").map(|()| Token::True)?,
            Some(b'f') => r.word("false").map(|()| Token::False)?,
            Some(b'n') => r.word("null").map(|()| Token::Null)?,
            Some(_) => return r.no_value(),
        };
        Ok(Some(token))
    }

    /// The name that belongs to the current token.
    fn name(&self) -> Option<&str> {
        // A bracket that opens belongs to the entry around it.
        let inner = usize::from(matches!(self.token, Some(Token::StartObject | Token::StartArray)));
        let place = self.open.len().checked_sub(1 + inner)?;
        self.open[place].name.as_deref()
    }

    /// Passes over what the current bracket opened.
    fn skip_children(&mut self) -> Read<()> {
        if !matches!(self.token, Some(Token::StartObject | Token::StartArray)) {
            return Ok(());
        }
        let around = self.open.len() - 1;
        while self.open.len() > around {
            if self.advance()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn token_name(&self) -> &'static str {
        self.token.map_or("null", Token::name)
    }

    /// The place that messages name.
    fn at(&self) -> usize {
        match self.token {
            Some(Token::String) => self.start + 1,
            _ => self.pos,
        }
    }

    /// The text of a number token.
    fn number(&self) -> Read<&str> {
        match self.token {
            Some(Token::Int | Token::Float) => Ok(&self.value),
            _ => fault(
                format!("Current token ({}) not numeric, can not use numeric value accessors", self.token_name()),
                self.at(),
            ),
        }
    }

    fn whole(&self, type_name: &str, low: f64, high: f64) -> Read<i64> {
        let text = self.number()?;
        let f: f64 = text.parse().unwrap_or(f64::NAN);
        match text.parse::<i64>() {
            Ok(n) if n as f64 >= low && n as f64 <= high => Ok(n),
            Err(_) if f >= low && f <= high => Ok(f as i64),
            Ok(_) | Err(_) => fault(format!("Numeric value ({text}) out of range of {type_name}"), self.pos),
        }
    }
}

type This = Native<Parser>;

fn token_value(cx: &Interp, token: Option<Token>) -> Value {
    token.and_then(|t| enums::constant(cx, "System.JSONToken", t.name())).unwrap_or_default()
}

fn run<T>(cx: &mut Interp, p: &This, f: impl FnOnce(&mut Parser) -> Read<T>) -> Result<T, Thrown> {
    let (result, text) = p.with(|p| (f(p), p.text.clone()));
    result.map_err(|stop| thrown(cx, &text, stop, Place::Input))
}

fn next_token(cx: &mut Interp, p: This) -> Result<Value, Thrown> {
    let token = run(cx, &p, Parser::advance)?;
    Ok(token_value(cx, token))
}

fn next_value(cx: &mut Interp, p: This) -> Result<Value, Thrown> {
    let token = run(cx, &p, |p| match p.advance()? {
        Some(Token::FieldName) => p.advance(),
        other => Ok(other),
    })?;
    Ok(token_value(cx, token))
}

/// The current token's text where a value of some type must stand.
fn text(p: &This) -> String {
    p.with(|p| p.value.clone())
}

fn date(cx: &mut Interp, p: This) -> Result<Date, Thrown> {
    let s = text(&p);
    if let Some(d) = Date::parse_iso(&s).or_else(|| datetime(&s).map(|t| t.date_gmt())) {
        return Ok(d);
    }
    let parts: Vec<i32> = s.split('-').filter_map(|p| p.parse().ok()).collect();
    let why = match parts[..] {
        [year, month, day] if (1..=12).contains(&month) => {
            let last = Date::days_in_month(year, month);
            format!("Cannot parse \"{s}\": Value {day} for dayOfMonth must be in the range [1,{last}]")
        }
        [_, month, _] => format!("Cannot parse \"{s}\": Value {month} for monthOfYear must be in the range [1,12]"),
        _ => format!("Invalid format: \"{s}\""),
    };
    Err(cx.throw(Exc::Json, why))
}

fn boolean(cx: &mut Interp, p: This) -> Result<bool, Thrown> {
    run(cx, &p, |p| match p.token {
        Some(Token::True) => Ok(true),
        Some(Token::False) => Ok(false),
        _ => fault(format!("Current token ({}) not of boolean type", p.token_name()), p.at()),
    })
}

/// Reads the value that begins at the current token; no token is current afterwards.
fn read_value_as(cx: &mut Interp, p: This, ty: TypeId, strict: bool) -> Result<Value, Thrown> {
    if p.with(|p| p.token == Some(Token::FieldName)) {
        run(cx, &p, Parser::advance)?;
    }
    let (source, start) = p.with(|p| (p.text.clone(), p.start));
    let mut reader = Reader::new(&source);
    reader.pos = start;
    let value = Typed { cx, reader: &mut reader, strict }.root(ty);
    let end = reader.pos;
    match value {
        Ok(value) => {
            p.with(|p| {
                if matches!(p.token, Some(Token::StartObject | Token::StartArray)) {
                    p.open.pop();
                }
                p.pos = end;
                p.token = None;
            });
            Ok(value)
        }
        Err(stop) => Err(thrown(cx, &source, stop, Place::Input)),
    }
}

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("JSONToken nextToken()", "Goes on to the next token; null at the end.", next_token),
        m("JSONToken nextValue()", "Goes on to the next token that is no name.", next_value),
        m("JSONToken getCurrentToken()", "The current token, or null.", |cx: &mut Interp, p: This| {
            let token = p.with(|p| p.token);
            token_value(cx, token)
        }),
        m("Boolean hasCurrentToken()", "Whether there is a current token.", |p: This| p.with(|p| p.token.is_some())),
        m(
            "JSONToken getLastClearedToken()",
            "The token that `clearCurrentToken` took away.",
            |cx: &mut Interp, p: This| {
                let token = p.with(|p| p.cleared);
                token_value(cx, token)
            },
        ),
        m("void clearCurrentToken()", "Takes the current token away.", |p: This| {
            p.with(|p| p.cleared = p.token.take())
        }),
        m("String getCurrentName()", "The name that belongs to the current token, or null.", |p: This| {
            p.with(|p| p.name().map(str::to_owned))
        }),
        m("String getText()", "The current token's text, or null.", |p: This| {
            p.with(|p| p.token.map(|_| p.value.clone()))
        }),
        m("void skipChildren()", "Passes over the object or array that begins here.", |cx: &mut Interp, p: This| {
            run(cx, &p, Parser::skip_children)
        }),
        m(
            "Object readValueAs(Type type)",
            "The value that begins here, of this type.",
            |cx: &mut Interp, p: This, ty: TypeId| read_value_as(cx, p, ty, false),
        ),
        m(
            "Object readValueAsStrict(Type type)",
            "The same; an unknown field is an error.",
            |cx: &mut Interp, p: This, ty: TypeId| read_value_as(cx, p, ty, true),
        ),
    ];
    rows.extend(value_rows());
    rows
}

fn value_rows() -> Vec<Row> {
    vec![
        m("Integer getIntegerValue()", "The number as an Integer.", |cx: &mut Interp, p: This| {
            run(cx, &p, |p| p.whole("int", i32::MIN.into(), i32::MAX.into())).map(|n| n as i32)
        }),
        m("Long getLongValue()", "The number as a Long.", |cx: &mut Interp, p: This| {
            run(cx, &p, |p| p.whole("long", -9.3e18, 9.3e18))
        }),
        m("Double getDoubleValue()", "The number as a Double.", |cx: &mut Interp, p: This| {
            run(cx, &p, |p| p.number().map(|t| t.parse::<f64>().unwrap_or(f64::NAN)))
        }),
        m("Decimal getDecimalValue()", "The number as a Decimal.", |cx: &mut Interp, p: This| {
            run(cx, &p, |p| {
                let text = p.number()?;
                Decimal::parse(text).map_err(|_| {
                    Stop::Fault(Fault {
                        message: format!("For input string: \"{text}\""),
                        at: p.pos,
                        inside: false,
                        bare: false,
                    })
                })
            })
        }),
        m("Boolean getBooleanValue()", "The Boolean.", boolean),
        m("Id getIdValue()", "The text as an Id.", |cx: &mut Interp, p: This| {
            let text = text(&p);
            id::parse(cx, &text)
        }),
        m("Date getDateValue()", "The text as a Date.", date),
        m("Datetime getDateTimeValue()", "The text as a Datetime.", |cx: &mut Interp, p: This| {
            let s = text(&p);
            datetime(&s).ok_or_else(|| cx.throw(Exc::Json, format!("Invalid format: \"{s}\"")))
        }),
        m("Time getTimeValue()", "The text as a Time.", |cx: &mut Interp, p: This| {
            let s = text(&p);
            Time::parse_iso(&s).map_err(|_| cx.throw(Exc::Json, format!("Invalid format: \"{s}\"")))
        }),
        m("Blob getBlobValue()", "The bytes of the base 64 text.", |p: This| {
            Blob(blob::from_base64(&text(&p)).unwrap_or_default().into())
        }),
    ]
}
