//! The texts of a session: file names, contents, and offsets to lines and columns.

use super::span::{FileId, Span};
use std::sync::Arc;

/// All source files, addressed by [`FileId`]. Cheap to clone.
#[derive(Clone, Default, Debug)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

/// One source text: a whole file, or a slice of a document such as a fenced block.
#[derive(Debug)]
pub struct SourceFile {
    /// The name as the user knows it, normally a path.
    pub name: Arc<str>,
    pub text: Arc<str>,
    /// Lines of the document that come before this text.
    pub line_offset: u32,
    line_starts: Vec<u32>,
}

/// Part of a text: where it starts, and the 0-based line and column of that.
pub struct Excerpt<'a> {
    pub text: &'a str,
    pub start: usize,
    pub line: usize,
    pub column: usize,
}

/// How much is shown beside a fault, in bytes on each side.
const MAX_SIDE: usize = 1_000;

/// A 1-based line and a 1-based column, counted in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub struct LineCol {
    pub line: u32,
    pub column: u32,
}

impl SourceMap {
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        self.add_slice(name, text, 0)
    }

    /// Adds a slice of a document that starts after `line_offset` of its lines.
    pub fn add_slice(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, line_offset: u32) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(Arc::new(SourceFile::new(name.into(), text.into(), line_offset)));
        id
    }

    /// The file of an id that this map, or the map it was cloned from, gave out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize).map(|f| &**f)
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    pub fn text(&self, id: FileId, span: Span) -> &str {
        span.text(&self.file(id).text)
    }

    pub fn line_col(&self, id: FileId, offset: u32) -> LineCol {
        self.file(id).line_col(offset)
    }
}

impl SourceFile {
    pub fn new(name: Arc<str>, text: Arc<str>, line_offset: u32) -> SourceFile {
        let breaks = text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
        let line_starts = std::iter::once(0).chain(breaks.map(|(i, _)| i as u32 + 1)).collect();
        SourceFile { name, text, line_offset, line_starts }
    }

    /// Line (of the whole document) and column of an offset; offsets past the end count as the end.
    pub fn line_col(&self, offset: u32) -> LineCol {
        let index = self.line_index(offset);
        let from = self.line_starts[index] as usize;
        let to = (offset as usize).min(self.text.len()).max(from);
        let before = &self.text.as_bytes()[from..to];
        // Count the bytes that start a character, so that a stray offset cannot panic.
        let column = before.iter().filter(|b| (**b as i8) >= -0x40).count() as u32 + 1;
        LineCol { line: index as u32 + 1 + self.line_offset, column }
    }

    /// Line number of the whole document.
    pub fn line(&self, offset: u32) -> u32 {
        self.line_index(offset) as u32 + 1 + self.line_offset
    }

    /// The text of the line that holds `offset`, without its line break.
    pub fn line_text(&self, offset: u32) -> &str {
        let index = self.line_index(offset);
        let from = self.line_starts[index] as usize;
        let to = self.line_starts.get(index + 1).map_or(self.text.len(), |&e| e as usize);
        self.text[from..to].trim_end_matches(['\n', '\r'])
    }

    /// The lines of a span with some around them. What lies far from the span on an endless line is left out.
    pub fn excerpt(&self, offset: usize, len: usize, before: usize, after: usize) -> Excerpt<'_> {
        let (offset, end) = (offset.min(self.text.len()), (offset + len).min(self.text.len()));
        let first = self.line_index(offset as u32);
        let last = self.line_index(end as u32) + after;
        let line = first.saturating_sub(before);
        let line_start = self.line_starts[line] as usize;
        let lines_end = self.line_starts.get(last + 1).map_or(self.text.len(), |&start| start as usize);
        let start = self.text.ceil_char_boundary(line_start.max(offset.saturating_sub(MAX_SIDE)));
        let end = self.text.floor_char_boundary(lines_end.min(end + MAX_SIDE));
        let line = self.line_index(start as u32);
        let column = self.line_col(start as u32).column as usize - 1;
        Excerpt { text: &self.text[start..end], start, line, column }
    }

    fn line_index(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&start| start <= offset) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_the_document() {
        let mut map = SourceMap::new();
        let id = map.add_slice("a.md", "é = 1;\nx", 10);
        assert_eq!(map.line_col(id, 3), LineCol { line: 11, column: 3 });
        assert_eq!(map.line_col(id, 8), LineCol { line: 12, column: 1 });
        assert_eq!(map.line_col(id, 99), LineCol { line: 12, column: 2 });
        assert_eq!(map.file(id).line_text(0), "é = 1;");
    }
}
