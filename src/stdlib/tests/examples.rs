//! The pages of the library are its reference: each member of the pure half is called somewhere in them, each overload by
//! itself. Of the other half the members without an example may only become fewer.

use std::path::Path;
use std::sync::Mutex;

use rustc_hash::FxHashSet;

use crate::hir::{ClassId, ClassKind, NativeId};
use crate::interp::native::Row;
use crate::project::discover;
use crate::runner::{Options, Plan};
use crate::stdlib::{CLASSES, rows, table};

/// How many members of the classes around the org have no example yet.
const OTHERS_WITHOUT: usize = 540;

/// Members that compiled code has asked for.
static USED: Mutex<Option<FxHashSet<NativeId>>> = Mutex::new(None);

/// Notes that code which runs calls a member.
pub(in crate::stdlib) fn note(id: NativeId) {
    USED.lock().expect("nobody panics with it").get_or_insert_default().insert(id);
}

#[test]
fn every_member_has_an_example() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let plan = Plan::new(Options::new(discover(&[pages]).expect("the pages are there"))).expect("they can be read");
    plan.run(&mut |_| ());
    let used = USED.lock().expect("nobody panics with it").clone().unwrap_or_default();
    let pure = table::classes().len();
    let (mut without, mut others) = (Vec::new(), 0);
    for (i, class) in CLASSES.iter().enumerate() {
        let id = ClassId(i as u32);
        for (row, member) in rows(id).iter().enumerate() {
            let is_called = used.contains(&NativeId { class: id, row: row as u16 });
            // What interfaces declare, classes of the pages implement; what enums answer, the interpreter does by itself.
            if is_called || member.arity == Row::MISSING || class.kind == ClassKind::Interface || class.name == "Enum" {
                continue;
            }
            if i < pure && class.name != "System" {
                without.push(format!("{}: {}", class.name, member.signature));
            } else {
                others += 1;
            }
        }
    }
    assert!(without.is_empty(), "{} members without an example:\n{}", without.len(), without.join("\n"));
    assert!(others <= OTHERS_WITHOUT, "{others} members without an example, {OTHERS_WITHOUT} before");
}
