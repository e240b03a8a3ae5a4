//! Literals: from their text to their value.

use super::Cx;
use crate::diag::Diagnostic;
use crate::syntax::Span;
use crate::syntax::ast::{Literal, QueryDate, QueryDateTime, QueryValueKind};

impl Cx<'_> {
    /// The least Integer has no literal: its minus is an operator, and its digits alone are too many.
    pub fn integer(&self, span: Span) -> Literal {
        match self.text(span).parse() {
            Ok(value) => Literal::Integer(value),
            Err(_) => {
                self.out_of_range(span);
                Literal::Integer(0)
            }
        }
    }

    pub fn long(&self, span: Span) -> Literal {
        let text = self.text(span);
        match text[..text.len() - 1].parse() {
            Ok(value) => Literal::Long(value),
            Err(_) => {
                self.out_of_range(span);
                Literal::Long(0)
            }
        }
    }

    pub fn negative_integer(&self, span: Span) -> Literal {
        negated(self.integer(span))
    }

    pub fn negative_long(&self, span: Span) -> Literal {
        negated(self.long(span))
    }

    fn out_of_range(&self, span: Span) {
        let long = self.text(span).ends_with(['l', 'L']);
        let (message, help) = match long {
            true => ("Illegal long", "the largest Long is 9223372036854775807L"),
            false => ("Illegal integer", "the largest Integer is 2147483647; write an L behind the number for a Long"),
        };
        self.fault(Diagnostic::error("number-range", message, self.file, span).with_help(help));
    }

    pub fn decimal(&self, span: Span) -> Literal {
        Literal::Decimal(self.text(span).into())
    }

    pub fn double(&self, span: Span) -> Literal {
        let text = self.text(span);
        Literal::Double(text[..text.len() - 1].parse().unwrap_or(0.0))
    }

    pub fn string(&self, span: Span) -> Literal {
        let text = self.text(span);
        if text.starts_with('"') {
            // Reported by the lexer.
            return Literal::String("".into());
        }
        // The lexer lets a string without its closing quote pass, having reported it.
        let body = text.strip_prefix('\'').unwrap_or(text);
        let body = body.strip_suffix('\'').unwrap_or(body);
        Literal::String(self.decode(body, span.start + 1, false))
    }

    /// `'''..'''`: a line break right behind the opening quotes is not part of the text.
    pub fn text_block(&self, span: Span) -> Literal {
        let text = self.text(span);
        let body = &text[3..];
        let body = body.strip_suffix("'''").unwrap_or(body);
        let start = span.start + 3;
        match body.strip_prefix("\r\n").or_else(|| body.strip_prefix('\n')) {
            Some(rest) => {
                let skipped = (body.len() - rest.len()) as u32;
                Literal::String(self.decode(rest, start + skipped, false))
            }
            None => Literal::String(self.decode(body, start, false)),
        }
    }

    /// A string of a query, where `\%` and `\_` keep their backslash for `LIKE`.
    pub fn string_text(&self, span: Span) -> Box<str> {
        let text = self.text(span);
        match text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            Some(body) => self.decode(body, span.start + 1, true),
            // `{term}` of a dynamic search: taken as it stands.
            None => text.strip_prefix('{').unwrap_or(text).strip_suffix('}').unwrap_or(text).into(),
        }
    }

    fn decode(&self, body: &str, start: u32, query: bool) -> Box<str> {
        let Some(first) = body.find('\\') else { return body.into() };
        let mut out = String::with_capacity(body.len());
        out.push_str(&body[..first]);
        let mut rest = &body[first..];
        while let Some(at) = rest.find('\\') {
            out.push_str(&rest[..at]);
            let (decoded, used) = escape(&rest[at..], query);
            match decoded {
                Some(c) => out.push(c),
                None if query && used == 2 && matches!(rest.as_bytes()[at + 1], b'%' | b'_') => {
                    out.push_str(&rest[at..at + 2]);
                }
                None => {
                    let offset = start + (body.len() - rest.len() + at) as u32;
                    self.bad_escape(body, Span::new(offset, offset + used as u32));
                }
            }
            rest = &rest[at + used..];
        }
        out.push_str(rest);
        out.into()
    }

    fn bad_escape(&self, body: &str, span: Span) {
        let sequence = self.text(span);
        let unicode = sequence.starts_with("\\u");
        let what = match unicode {
            true => "Illegal unicode sequence. Less than four hex digits",
            false => "Illegal character sequence",
        };
        let shown = match body.char_indices().nth(60) {
            Some((cut, _)) => format!("{}...", &body[..cut]),
            None => body.to_string(),
        };
        let message = format!("Invalid string literal '{shown}'. {what} '{sequence}' in string literal.");
        let help = r"known are \b \t \n \f \r \' \\ and \u0041; write \\ for a backslash";
        self.fault(Diagnostic::error("bad-escape", message, self.file, span).with_help(help));
    }

    pub fn date(&self, span: Span) -> QueryValueKind {
        match parse_date(self.text(span)) {
            Some(date) => QueryValueKind::Date(date),
            None => self.bad_date(span),
        }
    }

    pub fn datetime(&self, span: Span) -> QueryValueKind {
        match parse_datetime(self.text(span)) {
            Some(datetime) => QueryValueKind::DateTime(datetime),
            None => self.bad_date(span),
        }
    }

    fn bad_date(&self, span: Span) -> QueryValueKind {
        self.error("bad-date", format!("Invalid date: {}", self.text(span)), span);
        QueryValueKind::Null
    }

    pub fn currency(&self, span: Span) -> QueryValueKind {
        let (code, amount) = self.text(span).split_at(3);
        QueryValueKind::Currency { code: code.into(), amount: amount.into() }
    }

    pub fn query_number(&self, sign: &str, span: Span) -> QueryValueKind {
        let text = format!("{sign}{}", self.text(span));
        match text.parse() {
            Ok(value) => QueryValueKind::Integer(value),
            // Decimals, and integers beyond 64 bits, keep their digits.
            Err(_) => QueryValueKind::Decimal(text.into()),
        }
    }

    /// A count in a query: `LIMIT 10`, `LAST_N_DAYS:10`.
    pub fn amount(&self, span: Span) -> i64 {
        self.text(span).parse().unwrap_or_else(|_| {
            self.error("number-range", format!("{} is too large", self.text(span)), span);
            0
        })
    }
}

/// The literal behind a minus.
fn negated(literal: Literal) -> Literal {
    match literal {
        Literal::Integer(value) => Literal::Integer(-value),
        Literal::Long(value) => Literal::Long(-value),
        other => other,
    }
}

/// The character of the escape sequence that `text` starts with, and how many bytes it takes.
fn escape(text: &str, query: bool) -> (Option<char>, usize) {
    let Some(letter) = text[1..].chars().next() else { return (None, 1) };
    let decoded = match letter {
        'n' | 'N' => Some('\n'),
        't' | 'T' => Some('\t'),
        'r' | 'R' => Some('\r'),
        'b' | 'B' => Some('\u{8}'),
        'f' | 'F' => Some('\u{C}'),
        '\'' | '\\' | '"' => Some(letter),
        'u' => {
            let code = text.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            return match code {
                // Half of a surrogate pair has no character of its own.
                Some(code) => surrogates(text, code),
                None => (None, 2),
            };
        }
        _ if query => None,
        _ => None,
    };
    (decoded, 1 + letter.len_utf8())
}

fn surrogates(text: &str, code: u32) -> (Option<char>, usize) {
    if let Some(c) = char::from_u32(code) {
        return (Some(c), 6);
    }
    let low = text.get(6..8).filter(|&prefix| prefix == "\\u").and_then(|_| text.get(8..12));
    match low.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(low) if (0xD800..0xDC00).contains(&code) && (0xDC00..0xE000).contains(&low) => {
            (char::from_u32(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00)), 12)
        }
        _ => (Some(char::REPLACEMENT_CHARACTER), 6),
    }
}

fn parse_date(text: &str) -> Option<QueryDate> {
    let date = QueryDate {
        year: text.get(..4)?.parse().ok()?,
        month: text.get(5..7)?.parse().ok()?,
        day: text.get(8..10)?.parse().ok()?,
    };
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match date.month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&date.day).then_some(date)
}

/// `2024-01-31T10:00[:00[.000]](Z|+01:00|+0100)`; the lexer holds the shape.
fn parse_datetime(text: &str) -> Option<QueryDateTime> {
    let date = parse_date(text)?;
    let time = text.get(11..)?;
    let zone_at = time.find(['z', 'Z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let millis = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let east = match digits.as_str() {
        "" => 0,
        digits => digits.get(..2)?.parse::<i16>().ok()? * 60 + digits.get(2..)?.parse::<i16>().ok()?,
    };
    let offset_minutes = if zone.starts_with('-') { -east } else { east };
    let valid = hour < 24 && minute < 60 && second < 60;
    valid.then_some(QueryDateTime { date, hour, minute, second, millis, offset_minutes })
}
