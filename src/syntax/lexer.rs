//! Text to raw tokens. Comments and blanks disappear; faults become diagnostics, and lexing goes on.

use super::keyword as kw;
use super::token::{Tok, Token};
use super::{FileId, Span, Symbol};
use crate::diag::Diagnostic;
use logos::{FilterResult, Lexer, Logos};

/// What token callbacks leave behind.
#[derive(Default)]
pub struct Extras {
    /// A text block ran into the end of the text.
    open_text_block: bool,
}

/// The raw tokens of a text, and what was wrong.
pub fn lex(text: &str, file: FileId) -> (Vec<Token>, Vec<Diagnostic>) {
    // About one token for five bytes; too large a guess costs nothing.
    let mut tokens = Vec::with_capacity(text.len() / 5 + 8);
    let mut faults = Vec::new();
    let mut lexer = Tok::lexer(text);
    while let Some(item) = lexer.next() {
        let span = lexer.span();
        let (start, end) = (span.start as u32, span.end as u32);
        let tok = match item {
            Ok(Tok::Ident(sym)) if sym.0 < RESERVED.len() as u32 => RESERVED[sym.0 as usize],
            Ok(Tok::OpenStr) => {
                faults.push(open_string(file, Span::new(start, end)));
                Tok::Str
            }
            Ok(Tok::DoubleQuoted) => {
                faults.push(double_quoted(file, Span::new(start, end)));
                Tok::Str
            }
            Ok(Tok::OpenComment) => {
                faults.push(open_comment(file, Span::new(start, start + 2)));
                continue;
            }
            Ok(tok) => tok,
            Err(()) => {
                match foreign_word(&mut lexer, &mut tokens) {
                    Some(word) => {
                        faults.push(foreign_name(text, file, word));
                        tokens.push(Token {
                            start: word.start,
                            end: word.end,
                            tok: Tok::Ident(Symbol::intern(word.text(text))),
                        });
                    }
                    None => stray(text, file, Span::new(start, end), &mut faults),
                }
                continue;
            }
        };
        if tok == Tok::TextBlock && lexer.extras.open_text_block {
            faults.push(open_text_block(file, Span::new(start, start + 3)));
        }
        tokens.push(Token { start, end, tok });
    }
    (tokens, faults)
}

/// The raw tokens of a dynamic search, whose term stands in braces: `FIND {a* OR "b c"} ..`.
pub fn lex_search(text: &str, file: FileId) -> (Vec<Token>, Vec<Diagnostic>) {
    let head = text.len() - text.trim_start().len() + "FIND".len();
    let Some(rest) = text.get(head..) else { return lex(text, file) };
    let open = head + rest.len() - rest.trim_start().len();
    let Some(length) = text[open..].strip_prefix('{').and_then(closing_brace) else {
        return lex(text, file);
    };
    // Blanks keep the places of what stands around the term.
    let close = open + 1 + length + 1;
    let blank = format!("{}{}{}", &text[..open], " ".repeat(close - open), &text[close..]);
    let (mut tokens, faults) = lex(&blank, file);
    let term = Token { start: open as u32, end: close as u32, tok: Tok::Str };
    tokens.insert(1.min(tokens.len()), term);
    (tokens, faults)
}

/// Where the `}` stands that no backslash hides.
fn closing_brace(text: &str) -> Option<usize> {
    let mut hidden = false;
    text.bytes().position(|byte| {
        let found = byte == b'}' && !hidden;
        hidden = byte == b'\\' && !hidden;
        found
    })
}

pub(super) fn word(lexer: &mut Lexer<'_, Tok>) -> Symbol {
    Symbol::intern(lexer.slice())
}

/// Takes the rest of `'''..'''`; a backslash hides the quote that follows it.
pub(super) fn text_block(lexer: &mut Lexer<'_, Tok>) {
    let rest = lexer.remainder().as_bytes();
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'\'' if rest[at..].starts_with(b"'''") => {
                lexer.bump(at + 3);
                return;
            }
            _ => at += 1,
        }
    }
    lexer.extras.open_text_block = true;
    lexer.bump(rest.len());
}

pub(super) fn block_comment(lexer: &mut Lexer<'_, Tok>) -> FilterResult<(), ()> {
    match lexer.remainder().find("*/") {
        Some(end) => {
            lexer.bump(end + 2);
            FilterResult::Skip
        }
        None => {
            lexer.bump(lexer.remainder().len());
            FilterResult::Emit(())
        }
    }
}

/// A name with letters that Apex does not allow, such as `größe` and `coin$`: the whole of it, taken back from the tokens
/// where its first part was one already.
fn foreign_word(lexer: &mut Lexer<'_, Tok>, tokens: &mut Vec<Token>) -> Option<Span> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    if !lexer.slice().starts_with(|c: char| fits(c) && !c.is_numeric()) {
        return None;
    }
    let mut start = lexer.span().start as u32;
    let front = tokens.last().filter(|last| last.end == start && matches!(last.tok, Tok::Ident(_)));
    if let Some(first) = front.copied() {
        start = first.start;
        tokens.pop();
    }
    let rest = lexer.remainder();
    lexer.bump(rest.find(|c: char| !fits(c)).unwrap_or(rest.len()));
    Some(Span::new(start, lexer.span().end as u32))
}

fn foreign_name(text: &str, file: FileId, span: Span) -> Diagnostic {
    let message = format!("Invalid character in identifier: {}", span.text(text));
    Diagnostic::error("identifier", message, file, span)
        .with_help("names are made of the letters a to z, digits and underscores")
}

fn open_string(file: FileId, span: Span) -> Diagnostic {
    Diagnostic::error("open-string", "Line breaks are not allowed in string literals", file, span)
        .with_label("this string is not closed")
        .with_help("write `\\n` for a line break, or use a text block: '''..'''")
}

fn double_quoted(file: FileId, span: Span) -> Diagnostic {
    Diagnostic::error("double-quotes", "Unrecognized symbol '\"', which is not a valid Apex identifier.", file, span)
        .with_label("a string in double quotes")
        .with_help("strings stand in single quotes: write 'text'")
}

fn open_text_block(file: FileId, span: Span) -> Diagnostic {
    Diagnostic::error("open-string", "Missing closing quote character ''' on string.", file, span)
        .with_label("this text block is not closed")
}

fn open_comment(file: FileId, span: Span) -> Diagnostic {
    Diagnostic::error("open-comment", "Missing closing mark */ on multi-line comment.", file, span)
        .with_label("this comment is not closed")
}

/// Reports a run of characters that begin no token; neighbours make one report.
fn stray(text: &str, file: FileId, span: Span, faults: &mut Vec<Diagnostic>) {
    if let Some(last) = faults.last_mut()
        && last.code == "stray-character"
        && last.span.end == span.start
    {
        last.span.end = span.end;
        return;
    }
    let what = span.text(text);
    let first = what.chars().next().unwrap_or_default();
    let message = match first {
        _ if first.is_control() => {
            format!(
                "Found control character hex 0x{:X} (decimal {}) that isn't valid in Apex.",
                first as u32, first as u32
            )
        }
        _ if first.is_ascii() => format!("Found punctuation symbol or operator '{first}' that isn't valid in Apex."),
        _ => format!("Unrecognized symbol '{first}', which is not a valid Apex identifier."),
    };
    let mut fault = Diagnostic::error("stray-character", message, file, span);
    if matches!(first, '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}') {
        fault = fault.with_help("this is a typographic quote; strings need a straight one: '");
    }
    faults.push(fault);
}

/// Reserved words by symbol. The order is that of [`kw::WORDS`].
#[rustfmt::skip]
const RESERVED: [Tok; 37] = [
    Tok::Abstract, Tok::Break, Tok::Catch, Tok::Class, Tok::Continue, Tok::Do, Tok::Else, Tok::Enum,
    Tok::Extends, Tok::False, Tok::Final, Tok::Finally, Tok::For, Tok::Global, Tok::If,
    Tok::Implements, Tok::InstanceOf, Tok::Interface, Tok::New, Tok::Null, Tok::Override,
    Tok::Private, Tok::Protected, Tok::Public, Tok::Return, Tok::Static, Tok::Super, Tok::This,
    Tok::Throw, Tok::Transient, Tok::True, Tok::Try, Tok::Virtual,
    // `void` is a type name to the grammar; actions say where it may stand.
    Tok::Ident(kw::VOID),
    Tok::WebService, Tok::While, Tok::TestMethod,
];

/// The symbol of a reserved word, for places where it is an ordinary name.
pub fn reserved_symbol(tok: Tok) -> Option<Symbol> {
    RESERVED.iter().position(|&word| word == tok).map(|index| Symbol(index as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toks(text: &str) -> Vec<Tok> {
        lex(text, FileId(0)).0.into_iter().map(|token| token.tok).collect()
    }

    #[test]
    fn reserved_words_match_their_symbols() {
        for (index, tok) in RESERVED.iter().enumerate() {
            let word = format!("{tok:?}").to_lowercase();
            if !matches!(tok, Tok::Ident(_)) {
                assert_eq!(word, kw::WORDS[index].to_lowercase());
            }
        }
        assert_eq!(toks("Public CLASS"), [Tok::Public, Tok::Class]);
        assert_eq!(RESERVED.len() as u32, kw::INSERT.0);
    }

    #[test]
    fn numbers_and_dates() {
        assert_eq!(toks("1 5L 1.5 1.5d .5"), [Tok::Int, Tok::Long, Tok::Decimal, Tok::Double, Tok::Decimal]);
        assert_eq!(toks("2024-01-31 2024-01-31T10:00:00Z"), [Tok::Date, Tok::DateTime]);
        assert_eq!(toks("2024-01"), [Tok::Int, Tok::Minus, Tok::Int]);
    }

    #[test]
    fn strings_close_or_are_reported() {
        assert_eq!(toks(r"'a\'b' '' '\\'"), [Tok::Str; 3]);
        assert_eq!(toks("'''a'b\n''' x").len(), 2);
        let (tokens, faults) = lex("a = 'x\n + 1; /* no end", FileId(0));
        assert_eq!(tokens.len(), 6);
        assert_eq!(faults.len(), 2);
        assert_eq!(lex("\"x\"", FileId(0)).1.len(), 1);
    }
}
