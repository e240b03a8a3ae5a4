//! The reports of `tests/golden/syntax/*.apex`, compared with the file `*.txt` beside each.
//! `UPDATE_GOLDEN=1 cargo test golden` writes them anew.

use crate::diag::{SourceMap, Style, render_all};
use crate::syntax::{parse_anonymous, parse_unit};
use std::fs;
use std::path::Path;

#[test]
fn reports_are_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/syntax");
    let bless = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ext| ext != "apex") {
            continue;
        }
        let report = report(&path);
        let recorded = path.with_extension("txt");
        if bless {
            fs::write(&recorded, &report).expect("writable");
        }
        let expected = fs::read_to_string(&recorded).unwrap_or_default();
        assert_eq!(report, expected, "{}", path.display());
        count += 1;
    }
    assert!(count >= 5, "the golden files are found");
}

/// What is wrong with a file: anonymous code, or a class when its name says so.
fn report(path: &Path) -> String {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("readable");
    let mut sources = SourceMap::new();
    let file = sources.add(name.as_str(), text.as_str());
    let faults = if name.starts_with("class") { parse_unit(&text, file).1 } else { parse_anonymous(&text, file).1 };
    render_all(&faults, &sources, Style::Plain)
}
