//! Runs the examples of the library's pages around records: each fenced block is an anonymous script that must not throw,
//! or must throw what its first line says (`// error: text`).

use std::path::Path;
use std::sync::Arc;

use orgless::diag::SourceMap;
use orgless::interp::Natives;
use orgless::interp::context::Quiddity;
use orgless::interp::limits::{Figures, Profile};
use orgless::jobs::Engine;
use orgless::org::{MemoryHost, Org};
use orgless::schema::Schema;
use orgless::sema::{self, Mode};
use orgless::stdlib;

/// The text that a script ended with, if it did not end well.
fn run(text: &str) -> Option<String> {
    let schema = Schema::inferred();
    let base = sema::base(stdlib::library(), Arc::new(schema.clone()));
    let mut sources = SourceMap::clone(&base.sources);
    let file = sources.add("example", text);
    let (program, block, diagnostics) =
        sema::compile_anonymous(&base, schema, Arc::new(sources), file, Mode::Script, &Arc::default());
    let Some(block) = block else {
        let errors = diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.clone());
        return Some(errors.collect::<Vec<_>>().join("\n"));
    };
    let org = Org::new(Arc::clone(&program.schema), Arc::new(MemoryHost::new()));
    let natives = Natives { library: stdlib::library(), rows: stdlib::native };
    let engine = Engine::new(Arc::new(program), natives, org.clone(), Profile::Platform);
    let result = orgless::interp::with_big_stack(|| {
        engine
            .transact(org.user(), Quiddity::Anonymous, Figures::Sync, |cx| cx.call(block.method, &[]))
            .map(drop)
            .map_err(|failure| failure.text)
    });
    result.err()
}

fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (line, text) in page.lines().enumerate() {
        match (&mut open, text.trim_end()) {
            (None, "```apex") => open = Some((line + 2, String::new())),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some((_, block)), text) => {
                block.push_str(text);
                block.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/stdlib").join(format!("{name}.md"));
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let mut faults = Vec::new();
    for (line, block) in blocks(&page) {
        let expected = block.lines().next().and_then(|l| l.strip_prefix("// error: "));
        match (run(&block), expected) {
            (None, None) => {}
            (Some(text), Some(expected)) if text.contains(expected) => {}
            (found, expected) => {
                faults.push(format!("{name}.md:{line}: ended with {found:?}, expected {expected:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} examples fail\n{}", faults.len(), faults.join("\n"));
}

macro_rules! pages {
    ($($test:ident: $page:literal)+) => {
        $(
            #[test]
            fn $test() {
                check($page);
            }
        )+
    };
}

pages! {
    sobject: "sobject"
    schema: "schema"
    user_info: "userinfo"
    url: "url"
    http: "http"
    pages_and_rest: "pages"
    messaging: "messaging"
    cache: "cache"
    security_and_features: "security"
    custom_settings: "customsettings"
    event_bus: "eventbus"
    platform: "platform"
}
