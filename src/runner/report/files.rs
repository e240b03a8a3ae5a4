//! The files of `--output-dir`, named as sf names them.

use std::io;
use std::path::{Path, PathBuf};

use super::{Format, RUN_ID, Report};

/// Writes all formats and answers the paths written.
///
/// # Errors
/// What the file system says.
pub fn write_files(report: &Report, folder: &Path) -> io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    let files = [
        (format!("test-result-{RUN_ID}.json"), report.text(Format::Json)),
        (format!("test-result-{RUN_ID}-junit.xml"), report.text(Format::Junit)),
        (format!("test-result-{RUN_ID}-tap.txt"), report.text(Format::Tap)),
        ("test-result.txt".to_owned(), report.text(Format::Human)),
        ("test-run-id.txt".to_owned(), format!("{RUN_ID}\n")),
    ];
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text)?;
        written.push(path);
    }
    Ok(written)
}
