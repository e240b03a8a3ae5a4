//! The program as its users meet it: documents that run, and what the command line prints.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use orgless::org::Org;
use orgless::project::discover;
use orgless::runner::report::{Format, Report};
use orgless::runner::{Options, Plan};

const _: () = {
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<orgless::hir::Program>();
    assert_send_sync::<Org>();
};

/// Runs all documents below a folder; every block and test must end as it says.
fn run_documents(folder: &str) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let inputs = discover(&[root]).expect("the folder is there");
    let plan = Plan::new(Options::new(inputs)).expect("its sources can be read");
    let mut report = Report::new(std::time::SystemTime::now());
    plan.run(&mut |event| report.record(&event));
    let counts = report.counts();
    assert!(counts.failed == 0, "{}", report.text(Format::Human));
    counts.ran
}

#[test]
fn the_specification_holds() {
    assert!(run_documents("tests/spec") > 0);
}

/// Each folder of `tests/projects` is an SFDX project whose tests specify what only metadata can declare.
#[test]
fn the_projects_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    let entries = std::fs::read_dir(&root).expect("the folder is there").flatten();
    let mut ran = 0;
    for entry in entries {
        ran += run_documents(&format!("tests/projects/{}", entry.file_name().to_string_lossy()));
    }
    assert!(ran > 0);
}

#[test]
fn the_tutorial_runs() {
    assert!(run_documents("examples/tutorial") > 0);
}

fn orgless(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_orgless"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that reads no input may end before all is written.
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("piped"), input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

/// What a user sees: standard output, standard error, exit code; times are replaced by `_`.
fn transcript(output: &Output) -> String {
    let out = normalised(&String::from_utf8_lossy(&output.stdout));
    let err = normalised(&String::from_utf8_lossy(&output.stderr));
    let code = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
    let part = |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("--- {name}\n{text}") };
    format!("{}{}--- exit {code}\n", part("out", &out), part("err", &err))
}

/// Replaces times such as `12 ms` and `0.03 s`.
fn normalised(text: &str) -> String {
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let mut lines = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let shown: Vec<&str> = (0..words.len())
            .map(|i| {
                let is_unit = |word: &&str| matches!(*word, "ms" | "s");
                if is_number(words[i]) && words.get(i + 1).is_some_and(is_unit) { "_" } else { words[i] }
            })
            .collect();
        lines.push(shown.join(" ") + "\n");
    }
    lines.concat()
}

/// Holds a transcript to the file `tests/golden/NAME.txt`; `UPDATE_GOLDEN=1` writes the file.
fn golden(name: &str, transcript: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, transcript).expect("the golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(transcript == expected, "{name}: expected\n{expected}\nfound\n{transcript}");
}

#[test]
fn a_script_prints_its_debug_lines() {
    golden("run_script", &transcript(&orgless(&["run", "examples/accounts.apex"], "")));
}

#[test]
fn an_uncaught_exception_goes_to_standard_error() {
    let code = "System.debug('before');\nList<Integer> none;\nSystem.debug(none.size());";
    golden("run_uncaught", &transcript(&orgless(&["run", "-e", code], "")));
    golden("run_stdin_error", &transcript(&orgless(&["run", "-"], "Integer i = 'x';\nString s = 1;\n")));
}

#[test]
fn wrong_arguments_exit_with_two() {
    assert_eq!(orgless(&["run"], "").status.code(), Some(2));
    assert_eq!(orgless(&["run", "no/such/file.apex"], "").status.code(), Some(2));
    assert_eq!(orgless(&["test", "no/such/folder"], "").status.code(), Some(2));
    assert_eq!(orgless(&["test", "--watch"], "").status.code(), Some(2));
    assert_eq!(orgless(&["test", "--partition", "5/4"], "").status.code(), Some(2));
}

#[test]
fn a_run_without_tests_exits_with_101() {
    assert_eq!(orgless(&["test", "tests/golden/documents/empty.md"], "").status.code(), Some(101));
}

#[test]
fn failing_tests_exit_with_100() {
    let args = ["test", "tests/golden/documents/failing.md", "-j", "1"];
    golden("test_failing", &transcript(&orgless(&args, "")));
    let tap = [&args[..], &["-r", "tap"]].concat();
    golden("test_failing_tap", &transcript(&orgless(&tap, "")));
}

#[test]
fn every_error_of_a_document_is_checked() {
    golden("check", &transcript(&orgless(&["check", "tests/golden/documents/failing.md"], "")));
}

#[test]
fn future_signatures_are_checked() {
    golden("check_future", &transcript(&orgless(&["check", "tests/golden/documents/future.md"], "")));
}

#[test]
fn a_conversation_keeps_what_it_is_told() {
    let input = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/repl_input.txt"));
    let args = ["repl", "--now", "2025-01-15T09:00:00Z"];
    golden("repl", &transcript(&orgless(&args, &input.expect("the input is there"))));
}

/// The sources below a folder: `.cls`, `.trigger`, `.apex` and `.md` files, by path.
fn sources_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            found.extend(sources_below(&path));
        } else if path.extension().is_some_and(|e| e != "txt") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The messages of a report, each with the words of its source blotted out: what is left tells one kind of error from another.
fn message_shapes(report: &str, source: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: HashSet<&str> = source.split(|c| !is_word(c)).collect();
    let shape = |message: &str| {
        let shown: Vec<&str> = message.split(|c| !is_word(c)).filter(|w| !words.contains(w)).collect();
        shown.join(" ")
    };
    // A long message goes on behind a bar.
    let mut messages: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in report.lines() {
        if let Some(message) = line.strip_prefix("  x ") {
            messages.push(message.to_owned());
            goes_on = true;
        } else if let Some(more) = line.strip_prefix("  | ").filter(|_| goes_on) {
            messages.last_mut().expect("it began").push_str(&format!(" {more}"));
        } else {
            goes_on = false;
        }
    }
    messages.iter().map(|message| shape(message)).collect()
}

/// One file for each error of the checker, and beside it what the user sees.
#[test]
fn every_compile_error_has_its_golden_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shapes = HashSet::new();
    for source in sources_below(&root.join("tests/golden/errors")) {
        let path = source.strip_prefix(root).expect("it lies below").to_str().expect("plain names");
        let report = orgless(&["check", path], "");
        golden(
            path.strip_prefix("tests/golden/").and_then(|p| p.rsplit_once('.')).expect("a file with an ending").0,
            &transcript(&report),
        );
        let text = std::fs::read_to_string(&source).expect("it can be read");
        let printed = String::from_utf8_lossy(&report.stderr);
        assert!(printed.contains("help: "), "{path} has no help:\n{printed}");
        shapes.extend(message_shapes(&printed, &text));
    }
    assert!(shapes.len() >= 295, "{} distinct errors: {shapes:#?}", shapes.len());
}

#[test]
fn malformed_metadata_is_a_warning_with_a_place() {
    golden("check_malformed", &transcript(&orgless(&["check", "tests/golden/projects/malformed"], "")));
}

/// Leaves out of a machine-readable report what differs from run to run.
fn without_times(text: &str) -> String {
    let varies = ["commandTime", "testStartTime", "testExecutionTime", "testTotalTime", "RunTime", "<testsuite "];
    let mut lines = String::new();
    for line in text.lines().filter(|line| !varies.iter().any(|v| line.contains(v))) {
        match line.split_once(" time=\"") {
            Some((head, tail)) => {
                let (_, rest) = tail.split_once('"').expect("the attribute ends");
                lines += &format!("{head}{rest}\n");
            }
            None => lines += &format!("{line}\n"),
        }
    }
    lines
}

#[test]
fn a_class_that_does_not_compile_stops_only_what_depends_on_it() {
    let run = |format: &str| orgless(&["test", "tests/golden/projects/broken", "-j", "1", "-r", format], "");
    for format in ["human", "tap", "junit", "json"] {
        let output = run(format);
        assert_eq!(output.status.code(), Some(100), "{format}");
        let seen = match format {
            "human" => transcript(&output),
            "tap" => normalised(&String::from_utf8_lossy(&output.stdout)),
            _ => without_times(&String::from_utf8_lossy(&output.stdout)),
        };
        golden(&format!("test_broken_{format}"), &seen);
    }
}
