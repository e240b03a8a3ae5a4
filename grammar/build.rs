//! Builds the parser: the grammar's files, put together in order, go through LALRPOP.

use std::{env, fs, path::Path};

const PARTS: [&str; 5] = ["apex", "decl", "stmt", "expr", "soql"];

fn main() {
    let out_dir = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let whole = Path::new(&out_dir).join("grammar");
    fs::create_dir_all(&whole).expect("OUT_DIR is writable");
    let parts = PARTS.map(|part| {
        let path = format!("grammar/{part}.lalrpop");
        println!("cargo:rerun-if-changed={path}");
        fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{path}: {fault}"))
    });
    let grammar = whole.join("apex.lalrpop");
    fs::write(&grammar, parts.concat()).expect("OUT_DIR is writable");
    println!("cargo:rerun-if-changed=grammar/build.rs");
    lalrpop::Configuration::new()
        .set_in_dir(&whole)
        .set_out_dir(&out_dir)
        .emit_rerun_directives(false)
        .process()
        .expect("the grammar is LR(1)");
}
