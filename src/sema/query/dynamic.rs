//! Queries whose text is known at run time only: `Database.query`, `Search.query`.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, FileId, SourceMap};
use crate::hir::{MethodKind, Program, Query, Search};
use crate::schema::Mode;
use crate::sema::check::Body;
use crate::sema::compiler::Compiler;
use crate::syntax::{parse_soql, parse_sosl};

/// A query and the names it binds: `Operand::Bind(i)` is the value of `binds[i]`, as written (`ids`, `record.Id`).
#[derive(Clone, Debug)]
pub struct DynamicQuery {
    pub query: Query,
    pub binds: Vec<Arc<str>>,
}

/// A search and the names it binds.
#[derive(Clone, Debug)]
pub struct DynamicSearch {
    pub search: Search,
    pub binds: Vec<Arc<str>>,
}

/// What `System.QueryException` says about a text that is no query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueryError {
    pub message: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QueryError {}

/// Checks a dynamic query against the program's schema.
///
/// # Errors
/// The platform's text: `unexpected token: 'x'`, `No such column ...`, `sObject type 'X' is not supported.`
pub fn compile_dynamic(program: &Program, text: &str) -> Result<DynamicQuery, QueryError> {
    let (parsed, faults) = parse_soql(text, FileId(0));
    let parsed = first_fault(&faults, parsed)?;
    let (query, binds) = check(program, text, |body, binds| body.query(&parsed, binds))?;
    Ok(DynamicQuery { query, binds })
}

/// Checks a dynamic search against the program's schema.
///
/// # Errors
/// As [`compile_dynamic`].
pub fn compile_search(program: &Program, text: &str) -> Result<DynamicSearch, QueryError> {
    let (parsed, faults) = parse_sosl(text, FileId(0));
    let parsed = first_fault(&faults, parsed)?;
    let (search, binds) = check(program, text, |body, binds| body.search(&parsed, binds))?;
    Ok(DynamicSearch { search, binds })
}

fn check<T>(
    program: &Program,
    text: &str,
    run: impl FnOnce(&mut Body<'_>, &mut Vec<crate::hir::Expr>) -> Option<T>,
) -> Result<(T, Vec<Arc<str>>), QueryError> {
    let mut sources = SourceMap::new();
    let file = sources.add("query", text);
    // Classes do not matter to a query's text, so a program without any is cheap to begin with.
    let bare = Program {
        sources: Arc::new(sources),
        schema: Arc::clone(&program.schema),
        classes: Vec::new(),
        methods: Vec::new(),
        triggers: Vec::new(),
        selectors: 0,
        by_name: FxHashMap::default(),
        symbols: Arc::default(),
    };
    let mut schema = program.schema.as_ref().clone();
    // Running code sees the schema as it is.
    schema.set_mode(Mode::Strict);
    let mut compiler = Compiler::new(&bare, schema, Arc::default());
    let mut body = Body::new(&mut compiler, file, None, true, MethodKind::Anonymous);
    body.dynamic = Some(Vec::new());
    let mut binds = Vec::new();
    let checked = run(&mut body, &mut binds);
    let names = body.dynamic.take().unwrap_or_default();
    first_fault(&compiler.diagnostics, checked).map(|found| (found, names))
}

fn first_fault<T>(faults: &[Diagnostic], found: Option<T>) -> Result<T, QueryError> {
    match (faults.iter().find(|f| f.is_error()), found) {
        (Some(fault), _) => Err(QueryError { message: fault.message.clone() }),
        (None, Some(found)) => Ok(found),
        (None, None) => Err(QueryError { message: "unexpected token: <EOF>".into() }),
    }
}
