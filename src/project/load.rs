//! Reads sources into a source map.

use std::io;
use std::path::Path;

use super::discover::SourcePath;
use crate::diag::{FileId, SourceMap};
use crate::syntax::NOT_TEXT;

/// Reads the sources in order. A file that cannot be read is left out and told with its reason.
pub fn load(sources: &[SourcePath], map: &mut SourceMap) -> (Vec<FileId>, Vec<String>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for source in sources {
        match read_text(&source.path) {
            Ok(text) => files.push(map.add(source.name(), text)),
            Err(error) => problems.push(format!("{}: {error}", source.path.display())),
        }
    }
    (files, problems)
}

/// The text of a file, as [`decode`] reads it.
///
/// # Errors
/// What the file system says.
pub fn read_text(path: &Path) -> io::Result<String> {
    Ok(decode(std::fs::read(path)?))
}

/// Bytes as text without a byte order mark. What is not UTF-8 becomes [`NOT_TEXT`], which the parser refuses.
pub fn decode(bytes: Vec<u8>) -> String {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let mut text = String::new();
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push(NOT_TEXT);
                }
            }
            text
        }
    };
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}
