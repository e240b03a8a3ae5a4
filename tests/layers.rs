//! Holds the layers: a module uses those to its left, nothing to its right. Also holds the size of files.

use std::path::{Path, PathBuf};

/// From left to right; modules of one entry may use each other.
const LAYERS: [&[&str]; 15] = [
    &["diag"],
    &["regex"],
    &["syntax"],
    &["schema"],
    &["sema", "hir"],
    &["value"],
    &["formula"],
    &["org"],
    &["interp"],
    &["jobs"],
    &["stdlib"],
    &["project"],
    &["session"],
    &["runner"],
    &["cli"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Module and text of each source under `src/` that belongs to a layer; tests may look anywhere.
fn layered() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let relative = path.strip_prefix(&root).expect("below src").to_owned();
        let first = relative.iter().next()?.to_string_lossy().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
        Some((relative, first, text))
    };
    paths.into_iter().filter_map(read).collect()
}

/// The modules that `crate::x` names in a line, `crate::{x, y}` included.
fn named(line: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group.split(',').map(|part| word(part.trim()))),
            None => names.push(word(rest)),
        }
    }
    names
}

#[test]
fn modules_use_only_what_lies_to_their_left() {
    let mut wrong = Vec::new();
    for (path, module, text) in layered() {
        let is_test = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("test"));
        let Some(own) = layer(&module) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            if is_test || line.trim() == "#[cfg(test)]" && text.lines().nth(number).is_some_and(|l| l.contains('{')) {
                break;
            }
            let right = |name: &String| layer(name).is_some_and(|used| used > own);
            if !line.trim_start().starts_with("//") {
                let line_names = named(line).into_iter().filter(right);
                wrong.extend(line_names.map(|name| format!("src/{}:{number} uses {name}", path.display())));
            }
        }
    }
    assert!(wrong.is_empty(), "these look to the right:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let unknown: Vec<String> = layered()
        .into_iter()
        .map(|(_, m, _)| m)
        .filter(|m| !["lib", "main"].contains(&m.as_str()) && layer(m).is_none())
        .collect();
    assert!(unknown.is_empty(), "no layer is said for {unknown:?}");
}

#[test]
fn files_stay_short_and_say_their_purpose() {
    let files = layered();
    let mut lines: Vec<usize> = files.iter().map(|(_, _, text)| text.lines().count()).collect();
    lines.sort_unstable();
    let long: Vec<_> = files.iter().filter(|f| f.2.lines().count() > 800).map(|f| f.0.display().to_string()).collect();
    assert!(long.is_empty(), "over 800 lines: {long:?}");
    assert!(lines[lines.len() / 2] <= 250, "the median file has {} lines", lines[lines.len() / 2]);
    let mute: Vec<_> = files.iter().filter(|f| !f.2.starts_with("//!")).map(|f| f.0.display().to_string()).collect();
    assert!(mute.is_empty(), "no `//!` line says what these are for: {mute:?}");
}
