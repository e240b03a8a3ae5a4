//! The pages of the library are its reference: each member is called somewhere in them, each overload by itself, whether Rust or
//! Apex answers it.

use std::path::Path;
use std::sync::Mutex;

use rustc_hash::FxHashSet;

use crate::hir::{Access, ClassId, ClassKind, Method, MethodKind, NativeId, Program};
use crate::interp::code::called;
use crate::project::discover;
use crate::runner::{Options, Plan};
use crate::sema;
use crate::stdlib::{CLASSES, library, rows};

/// Members that compiled code has asked for.
static USED: Mutex<Option<FxHashSet<NativeId>>> = Mutex::new(None);

/// Notes that code which runs calls a member.
pub(in crate::stdlib) fn note(id: NativeId) {
    USED.lock().expect("nobody panics with it").get_or_insert_default().insert(id);
}

/// Runs the pages, and the projects that hold what needs metadata.
fn run_the_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let projects = std::fs::read_dir(root.join("projects")).expect("the folder is there").flatten().map(|e| e.path());
    for folder in std::iter::once(root.join("spec")).chain(projects) {
        let inputs = discover(&[folder]).expect("the pages are there");
        Plan::new(Options::new(inputs)).expect("they can be read").run(&mut |_| ());
    }
}

#[test]
fn every_member_has_an_example() {
    run_the_pages();
    let used = USED.lock().expect("nobody panics with it").clone().unwrap_or_default();
    let mut without = Vec::new();
    for (i, class) in CLASSES.iter().enumerate() {
        let id = ClassId(i as u32);
        for (row, member) in rows(id).iter().enumerate() {
            let is_called = used.contains(&NativeId { class: id, row: row as u16 });
            // What interfaces declare, classes of the pages implement; what enums answer, and the Id of a record, the
            // interpreter does by itself.
            let by_itself =
                class.kind == ClassKind::Interface || class.name == "Enum" || member.signature.starts_with("Id Id");
            if !is_called && !by_itself {
                without.push(format!("{}: {}", class.name, member.signature));
            }
        }
    }
    without.extend(prelude_without());
    assert!(without.is_empty(), "{} members without an example:\n{}", without.len(), without.join("\n"));
}

/// Public methods, constructors and accessors of the prelude that no page runs.
fn prelude_without() -> Vec<String> {
    let program = sema::with_whole_library(&sema::base_checked(library()).0).expect("some files wait");
    let called = called::all();
    let mut without = Vec::new();
    for (i, method) in program.methods.iter().enumerate() {
        let Some(class) = method.class.map(|c| program.class(c)).filter(|c| !c.namespace.is_empty()) else { continue };
        let id = method.id;
        assert_eq!(id.0 as usize, i, "methods are found by their ids");
        if is_member(&program, method) && !called.contains(&called::place(&program, id)) {
            let what = match method.kind {
                MethodKind::Getter => "getter ",
                MethodKind::Setter => "setter ",
                MethodKind::Constructor => "new ",
                _ => "",
            };
            without.push(format!("{}.{}: {what}{}/{}", class.namespace, class.name, method.name, method.params.len()));
        }
    }
    without
}

/// Whether a method is there for users: it is visible and has a body of its own.
fn is_member(program: &Program, method: &Method) -> bool {
    let is_visible = matches!(method.access, Access::Public | Access::Global);
    let is_member =
        matches!(method.kind, MethodKind::Method | MethodKind::Constructor | MethodKind::Getter | MethodKind::Setter);
    let text = &program.sources.file(method.file).text;
    let own = text.get(method.span.start as usize..method.span.end as usize).unwrap_or_default();
    is_visible && is_member && method.body.is_some() && own.contains('{')
}
