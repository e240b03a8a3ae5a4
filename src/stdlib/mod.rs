//! The standard library: a table of native classes, and the prelude, which is what Apex itself can say.
//!
//! One row ([`crate::interp::native::m`]) declares one method: its Apex signature, a sentence, a typed closure. The checker
//! reads the signatures, the interpreter calls the closures, the reference is made of both. Rows are built when a class is
//! first used.

mod apex_pages;
mod approval;
mod argument;
mod asserts;
mod blob;
mod business_hours;
mod cache;
mod certificates;
mod cipher;
mod collection;
mod crypto;
mod custom_settings;
mod database;
mod database_cursor;
mod database_dml;
mod database_external;
mod database_leads;
mod database_query;
mod dates;
mod datetimes;
mod decimal;
mod declared;
mod dynamic;
mod enums;
mod environment;
mod event_bus;
mod exception;
mod feature_management;
mod flow;
mod formula;
mod geo;
mod holiday;
mod http;
mod id;
mod interfaces;
mod invocable;
mod json;
mod keccak;
mod labels;
mod limits;
mod list;
mod map;
mod math;
mod messaging;
mod missing;
mod number;
mod object;
mod org_limits;
mod page_reference;
mod pattern;
mod prelude;
mod regex;
mod rsa;
mod schema;
mod search;
mod security;
mod set;
mod signature;
mod sobject;
mod string;
mod system;
mod system_async;
mod system_jobs;
mod table;
mod table_platform;
mod table_records;
mod test;
mod test_data;
mod types;
mod url;
mod url_encoding;
mod user_info;
mod uuid;
mod xml;
mod zip;

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::hir::{ClassId, ClassKind, NativeId};
use crate::interp::native::{NativeFn, Row};
use crate::sema::library::{Library, LibraryClass};

/// One native class of the table.
pub struct Class {
    /// `String`, `Database.QueryLocator`; without a namespace it lives in `System`.
    pub name: &'static str,
    pub kind: ClassKind,
    /// Names of type parameters.
    pub params: &'static [&'static str],
    pub extends: Option<&'static str>,
    pub implements: &'static [&'static str],
    pub doc: &'static str,
    pub rows: fn() -> Vec<Row>,
    pub signatures: fn() -> Vec<&'static str>,
}

/// Declares a class of the table: its rows, name and sentence, then any of the other fields.
macro_rules! class {
    ($rows:path, $name:literal, $doc:literal $(, $field:ident: $value:expr)* $(,)?) => {{
        #[allow(clippy::needless_update, reason = "a line of the table may name every field")]
        let class = crate::stdlib::Class {
            $($field: $value,)*
            ..crate::stdlib::Class {
                name: $name,
                kind: crate::hir::ClassKind::Class,
                params: &[],
                extends: None,
                implements: &[],
                doc: $doc,
                rows: $rows,
                signatures: || $rows().iter().map(|row| row.signature).collect(),
            }
        };
        class
    }};
}
pub(crate) use class;

static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let mut classes = table::classes();
    classes.extend(table_platform::classes());
    classes.extend(table_records::classes());
    classes
});

/// The rows of each class, built on first use.
static ROWS: LazyLock<Vec<OnceLock<Vec<Row>>>> = LazyLock::new(|| CLASSES.iter().map(|_| OnceLock::new()).collect());

static IDS: LazyLock<FxHashMap<&'static str, ClassId>> =
    LazyLock::new(|| CLASSES.iter().enumerate().map(|(i, c)| (c.name, ClassId(i as u32))).collect());

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library {
    classes: CLASSES
        .iter()
        .map(|c| LibraryClass {
            name: c.name,
            kind: c.kind,
            params: c.params,
            extends: c.extends,
            implements: c.implements,
            doc: c.doc,
            signatures: c.signatures,
        })
        .collect(),
    prelude: [prelude::files(), declared::files()].concat(),
});

/// The whole library as the checker sees it.
pub fn library() -> &'static Library {
    &LIBRARY
}

/// The rows of a native class, in the order that [`NativeId::row`] counts.
pub fn rows(class: ClassId) -> &'static [Row] {
    let i = class.0 as usize;
    ROWS[i].get_or_init(|| (CLASSES[i].rows)())
}

/// The closure of a native method.
pub fn native(id: NativeId) -> &'static NativeFn {
    #[cfg(test)]
    tests::examples::note(id);
    &rows(id.class)[id.row as usize].call
}

/// The id of a native class by its exact name in the table. Panics when there is none: only native code asks.
pub fn class_id(name: &str) -> ClassId {
    *IDS.get(name).unwrap_or_else(|| panic!("the library has no native class {name}"))
}

#[cfg(test)]
mod tests;
