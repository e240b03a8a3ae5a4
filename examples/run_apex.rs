//! Runs an anonymous block with nothing around it, for measuring: `run_apex FILE`. Errors go to stderr.

use std::sync::Arc;

use orgless::hir::ClassId;
use orgless::interp::context::{Context, Quiddity};
use orgless::interp::limits::{Figures, Limits, Profile};
use orgless::interp::{Interp, Natives, with_big_stack};
use orgless::org::{MemoryHost, Org};
use orgless::schema::Schema;
use orgless::sema::{self, Mode};
use orgless::stdlib;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let path = std::env::args().nth(1).expect("run_apex FILE");
    let text = std::fs::read_to_string(&path).expect("a readable file");
    std::process::exit(with_big_stack(move || run(&path, text)));
}

fn run(path: &str, text: String) -> i32 {
    let schema = Arc::new(Schema::inferred());
    let base = sema::base(stdlib::library(), Arc::clone(&schema));
    let mut sources = (*base.sources).clone();
    let file = sources.add(path, text);
    let (program, block, diagnostics) =
        sema::compile_anonymous(&base, (*schema).clone(), Arc::new(sources), file, Mode::Script, &Arc::default());
    for d in &diagnostics {
        eprintln!("{}: {}", program.sources.line_col(d.file, d.span.start).line, d.message);
    }
    let Some(block) = block else { return 1 };
    let _: Option<ClassId> = block.scope;
    let program = Arc::new(program);
    let host = Arc::new(MemoryHost::new());
    let org = Org::new(Arc::clone(&program.schema), host.clone());
    let context = Context::new(org.user(), Quiddity::Anonymous);
    let limits = Limits::new(Profile::Roomy, Figures::Sync);
    let natives = Natives { library: stdlib::library(), rows: stdlib::native };
    let mut cx = Interp::new(program, natives, org.begin(), context, limits);
    let outcome = cx.call(block.method, &[]);
    for line in host.take_log() {
        println!("{line}");
    }
    match cx.caught(outcome) {
        Ok(_) => 0,
        Err(exception) => {
            eprintln!("{}\n{}", cx.uncaught_text(&exception), cx.stack_trace_text(&exception));
            1
        }
    }
}
