//! Queries whose text is known at run time only: `Database.query`, `Search.query`.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, FileId, SourceMap};
use crate::hir::{MethodKind, Program, Query, Search, TypeId};
use crate::schema::{Mode, ObjectId};
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
    /// The platform finds it when it plans the query, and no `catch` takes what it then throws.
    pub fatal: bool,
}

/// Codes of the faults that only the plan of a query shows.
const OF_THE_PLAN: [&str; 5] = ["not-sortable", "not-groupable", "not-grouped", "grouped-twice", "overall-aggregate"];

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

impl Body<'_> {
    /// In an inferred schema: a text that looks like a query brings the fields it names into being, since running code
    /// finds the schema as it is.
    pub fn infer_from_text(&mut self, text: &str) {
        let starts = text.trim_start().get(..7).is_some_and(|s| s.eq_ignore_ascii_case("select "));
        if self.cx.schema.mode() != Mode::Inferred || !starts || !text.contains("__") {
            return;
        }
        let sources = Arc::clone(&self.cx.program.sources);
        let file = Arc::make_mut(&mut self.cx.program.sources).add("query", text);
        let reported = self.cx.diagnostics.len();
        let broken = self.cx.broken.clone();
        let outer = (std::mem::replace(&mut self.file, file), self.dynamic.replace(Vec::new()));
        match parse_soql(text, file).0 {
            Some(parsed) => {
                self.query(&parsed, &mut Vec::new());
            }
            None => self.infer_from_words(text),
        }
        (self.file, self.dynamic) = outer;
        self.cx.diagnostics.truncate(reported);
        self.cx.broken = broken;
        self.cx.program.sources = sources;
    }

    /// Part of a query: the plain custom fields in front of `FROM Object`.
    fn infer_from_words(&mut self, text: &str) {
        let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
        let Some(from) = words.iter().position(|w| w.eq_ignore_ascii_case("from")) else { return };
        let Some(object) = words.get(from + 1).and_then(|name| self.cx.schema.infer_object(name)) else { return };
        for word in &words[1..from] {
            self.infer_named_field(object, word, None);
        }
    }

    /// A field named by a text, in a query or as the argument of `get` and `put`.
    pub fn infer_named_field(&mut self, object: ObjectId, name: &str, ty: Option<TypeId>) {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let custom = plain && name.len() > 3 && name[name.len() - 3..].eq_ignore_ascii_case("__c");
        if self.cx.schema.mode() != Mode::Inferred || !custom {
            return;
        }
        if let Some(field) = self.cx.named_field(object, name)
            && let Some(ty) = ty
        {
            self.cx.hint(object, field, ty);
        }
    }
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
        (Some(fault), _) => {
            let fatal = OF_THE_PLAN.contains(&fault.code);
            Err(QueryError { message: fault.message.clone(), fatal })
        }
        (None, Some(found)) => Ok(found),
        (None, None) => Err(QueryError { message: "unexpected token: <EOF>".into(), fatal: false }),
    }
}
