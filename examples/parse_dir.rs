//! Parses all Apex below the given folders: `cargo run --release --example parse_dir -- FOLDER..`.
//! `.apex` files are anonymous code. Prints every syntax error, then files, errors and speed.

use orgless::diag::{SourceMap, Style, render_all};
use orgless::syntax::{parse_anonymous, parse_unit};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn main() {
    let mut files = Vec::new();
    for folder in std::env::args().skip(1) {
        collect(Path::new(&folder), &mut files);
    }
    files.sort();
    let (mut bytes, mut errors, mut time) = (0, 0, Duration::ZERO);
    for path in &files {
        let text = String::from_utf8_lossy(&std::fs::read(path).expect("readable")).into_owned();
        let mut sources = SourceMap::new();
        let file = sources.add(path.display().to_string(), text.as_str());
        let start = Instant::now();
        let faults = if path.extension().is_some_and(|ext| ext == "apex") {
            parse_anonymous(&text, file).1
        } else {
            parse_unit(&text, file).1
        };
        time += start.elapsed();
        bytes += text.len();
        errors += faults.len();
        if !faults.is_empty() {
            println!("{}", render_all(&faults, &sources, Style::Plain));
        }
    }
    let speed = bytes as f64 / 1e6 / time.as_secs_f64();
    println!("{} files, {bytes} bytes, {errors} errors, {speed:.1} MB/s", files.len());
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("readable").flatten();
        entries.for_each(|entry| collect(&entry.path(), files));
    } else if path.extension().is_some_and(|ext| ext == "cls" || ext == "trigger" || ext == "apex") {
        files.push(path.to_path_buf());
    }
}
