//! Places between characters: ends of texts and lines, boundaries of words.

use unicode_segmentation::GraphemeCursor;

use super::property;
use super::run::Run;
use super::set::CharSet;
use super::syntax::Place;

thread_local! {
    static WORD: CharSet = property::word();
    static ASCII_WORD: CharSet = property::ascii_word();
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a place is of the kind. What more text could change is noted in the search.
pub(super) fn holds(run: &mut Run, place: Place, at: usize) -> bool {
    let bounds = run.bounds;
    let (begin, end) = if bounds.anchoring { (bounds.from, bounds.to) } else { (0, run.text.len()) };
    match place {
        Place::Begin => at == begin,
        Place::LineBegin { unix } => line_begin(run, at, begin, end, unix),
        Place::FinalEnd { unix } => line_end(run, at, end, unix, false),
        Place::LineEnd { unix } => line_end(run, at, end, unix, true),
        Place::End => {
            let here = at == end;
            run.hit_end |= here;
            here
        }
        Place::LastMatch => at == bounds.last,
        Place::WordBoundary { unicode } => word_boundary(run, at, unicode),
        Place::NoWordBoundary { unicode } => !word_boundary(run, at, unicode),
        Place::GraphemeBoundary => grapheme_boundary(run, at),
    }
}

fn line_begin(run: &mut Run, at: usize, begin: usize, end: usize, unix: bool) -> bool {
    if at > begin {
        let Some(before) = run.char_before(at) else { return true };
        let breaks = if unix { before == '\n' } else { ends_line(before) };
        if !breaks && at != end {
            return false;
        }
        // A pair of return and line feed is one terminator.
        if !unix && before == '\r' && run.char_at(at) == Some('\n') && at != end {
            return false;
        }
    }
    // There is no line after the last terminator.
    if at == end {
        run.hit_end = true;
        return false;
    }
    true
}

fn line_end(run: &mut Run, at: usize, end: usize, unix: bool, multi_line: bool) -> bool {
    if at < end {
        let Some(c) = run.char_at(at) else { return false };
        let is_end = if unix { c == '\n' } else { ends_line(c) };
        if !is_end || (!unix && c == '\n' && run.char_before(at) == Some('\r')) {
            return false;
        }
        if multi_line {
            return true;
        }
        let last = at + c.len_utf8() == end || (!unix && at + 2 == end && run.text[at..end] == *"\r\n");
        if !last {
            return false;
        }
    }
    run.hit_end = true;
    run.require_end = true;
    true
}

fn word_boundary(run: &mut Run, at: usize, unicode: bool) -> bool {
    let bounds = run.bounds;
    let (begin, end) = if bounds.transparent { (0, run.text.len()) } else { (bounds.from, bounds.to) };
    let is_word = |c: char| match unicode {
        true => WORD.with(|set| set.has(c)),
        false => ASCII_WORD.with(|set| set.has(c)),
    };
    let left = at > begin && run.char_before(at).is_some_and(is_word);
    let right = if at < end {
        run.char_at(at).is_some_and(is_word)
    } else {
        // Another character could move the boundary.
        run.hit_end = true;
        run.require_end = true;
        false
    };
    left != right
}

fn grapheme_boundary(run: &Run, at: usize) -> bool {
    let bounds = run.bounds;
    let (begin, end) = if bounds.transparent { (0, run.text.len()) } else { (bounds.from, bounds.to) };
    at <= begin || at >= end || is_boundary(run.text, at)
}

fn is_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Where the character that begins at a place ends, with all that belongs to it.
pub(super) fn grapheme_end(text: &str, at: usize, to: usize) -> usize {
    let mut end = at;
    loop {
        end += text[end..].chars().next().map_or(1, char::len_utf8);
        if end >= to || is_boundary(text, end) {
            return end.min(to);
        }
    }
}
