//! Compiled code: what a thread keeps of a program from one transaction to the next.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::Span;
use crate::hir::{ClassId, MethodId, NativeId, Program};
use crate::interp::{Exec, Flow, Interp, compile};
use crate::value::object::TraceFrame;
use crate::value::{Decimal, Str, Value};

/// A piece of compiled code whose result is a `T`.
pub type Code<T> = Box<dyn Fn(&mut Interp) -> Exec<T>>;
pub type IntCode = Code<i32>;
pub type BoolCode = Code<bool>;
pub type ValueCode = Code<Value>;
pub type StmtCode = Code<Flow>;

/// A compiled body, by the kind of its result.
///
/// A scalar body whose result is null answers `Err` with nothing pending; see `Interp::null_result`.
pub enum Body {
    Void(StmtCode),
    Boolean(Code<bool>),
    Integer(Code<i32>),
    Long(Code<i64>),
    Double(Code<f64>),
    Value(Code<Value>),
}

/// A method, ready to run in a frame whose inputs are in place.
pub struct Compiled {
    pub body: Body,
    /// Slots of the frame with everything that is evaluated into the frames of callees.
    pub frame: usize,
    /// The slots that may own memory and are emptied when the frame is left: `first..end`.
    pub owned: std::ops::Range<usize>,
    /// How many slots the caller fills.
    pub inputs: usize,
    /// The body assigns none of its inputs, so they may be moved in and out again.
    pub keeps_inputs: bool,
}

/// Which methods of the library ran, for the guard that asks for an example of each of the library's.
#[cfg(test)]
pub mod called {
    use std::sync::Mutex;

    use rustc_hash::FxHashSet;

    use crate::hir::{MethodId, MethodKind, Program};

    /// A method by its file, kind and signature, which are the same in every program.
    pub type Place = (String, MethodKind, String);

    static CALLED: Mutex<Option<FxHashSet<Place>>> = Mutex::new(None);

    pub fn place(program: &Program, id: MethodId) -> Place {
        let method = program.method(id);
        let types = method
            .params
            .iter()
            .map(|(_, ty)| crate::sema::type_name(program, &program.schema, *ty))
            .collect::<Vec<_>>()
            .join(", ");
        let class = method.class.map_or_else(String::new, |class| program.class(class).name.to_string());
        let file = program.sources.file(method.file).name.to_string();
        (file, method.kind, format!("{class}.{}({types})", method.name))
    }

    pub(super) fn note(program: &Program, id: MethodId) {
        let class = program.method(id).class;
        if class.is_none_or(|class| program.class(class).namespace.is_empty()) {
            return;
        }
        let place = place(program, id);
        CALLED.lock().expect("nobody panics with it").get_or_insert_default().insert(place);
    }

    /// All that ran so far.
    pub fn all() -> FxHashSet<Place> {
        CALLED.lock().expect("nobody panics with it").clone().unwrap_or_default()
    }
}

/// A method's place in the cache; compiled when it is first called.
pub struct MethodCode {
    pub id: MethodId,
    compiled: OnceCell<Compiled>,
}

impl MethodCode {
    #[inline]
    pub fn get(&self, cx: &mut Interp) -> &Compiled {
        match self.compiled.get() {
            Some(code) => code,
            None => self.compile(cx),
        }
    }

    #[cold]
    fn compile(&self, cx: &mut Interp) -> &Compiled {
        #[cfg(test)]
        called::note(&cx.program, self.id);
        self.compiled.get_or_init(|| compile::method(cx, self.id))
    }
}

/// A place in the source: what a trace line is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    pub method: MethodId,
    pub span: Span,
}

/// Number of a [`Site`]; 0 is nowhere.
pub type SiteId = u32;

/// The code of one program on one thread. A program that grows from it shares the entries.
pub struct CodeCache {
    program: RefCell<Arc<Program>>,
    methods: RefCell<Vec<Option<Rc<MethodCode>>>>,
    sites: RefCell<Vec<Site>>,
    site_ids: RefCell<FxHashMap<Site, SiteId>>,
    signatures: RefCell<FxHashMap<ClassId, Rc<Vec<&'static str>>>>,
    exceptions: RefCell<FxHashMap<&'static str, ClassId>>,
    frames: RefCell<FxHashMap<SiteId, Option<TraceFrame>>>,
    literals: RefCell<FxHashMap<Arc<str>, Str>>,
}

thread_local! {
    /// The caches of the programs that this thread ran last.
    static CACHES: RefCell<Vec<Rc<CodeCache>>> = const { RefCell::new(Vec::new()) };
}

/// How many unrelated programs a thread keeps code for.
const KEPT: usize = 4;

impl CodeCache {
    /// The cache of a program, or of the program that it grew from.
    pub fn of(program: &Arc<Program>) -> Rc<CodeCache> {
        CACHES.with_borrow_mut(|caches| {
            if let Some(i) = caches.iter().position(|c| c.serves(program)) {
                let found = caches.remove(i);
                caches.push(Rc::clone(&found));
                return found;
            }
            if caches.len() == KEPT {
                caches.remove(0);
            }
            let fresh = Rc::new(CodeCache::new(Arc::clone(program)));
            caches.push(Rc::clone(&fresh));
            fresh
        })
    }

    fn new(program: Arc<Program>) -> CodeCache {
        let nowhere = Site { method: MethodId(u32::MAX), span: Span::NONE };
        CodeCache {
            program: RefCell::new(program),
            methods: RefCell::default(),
            sites: RefCell::new(vec![nowhere]),
            site_ids: RefCell::default(),
            signatures: RefCell::default(),
            exceptions: RefCell::default(),
            frames: RefCell::default(),
            literals: RefCell::default(),
        }
    }

    /// Whether this code is valid for `program`; if the program has grown, remembers the larger one.
    fn serves(&self, program: &Arc<Program>) -> bool {
        let known = Arc::clone(&self.program.borrow());
        if Arc::ptr_eq(&known, program) {
            return true;
        }
        let (old, new) = (&known.methods, &program.methods);
        let common = old.len().min(new.len());
        // Two programs that agree so far may still grow apart: only the longer one's code may exist beyond.
        let same = common > 0 && old[..common].iter().zip(new).all(|(a, b)| Arc::ptr_eq(a, b));
        let grown = same && new.len() >= old.len() && program.classes.len() >= known.classes.len();
        if grown {
            *self.program.borrow_mut() = Arc::clone(program);
        }
        grown
    }

    pub fn method(&self, id: MethodId) -> Rc<MethodCode> {
        let mut methods = self.methods.borrow_mut();
        let i = id.0 as usize;
        if i >= methods.len() {
            methods.resize(i + 1, None);
        }
        let entry = methods[i].get_or_insert_with(|| Rc::new(MethodCode { id, compiled: OnceCell::new() }));
        Rc::clone(entry)
    }

    pub fn site(&self, site: Site) -> SiteId {
        *self.site_ids.borrow_mut().entry(site).or_insert_with(|| {
            let mut sites = self.sites.borrow_mut();
            sites.push(site);
            SiteId::try_from(sites.len() - 1).expect("fewer than 2^32 places")
        })
    }

    pub fn site_of(&self, id: SiteId) -> Site {
        self.sites.borrow()[id as usize]
    }

    /// The signature text of a native row.
    pub fn signature(&self, cx: &Interp, id: NativeId) -> &'static str {
        let rows = Rc::clone(
            self.signatures
                .borrow_mut()
                .entry(id.class)
                .or_insert_with(|| Rc::new(cx.library.class(id.class).map_or_else(Vec::new, |c| (c.signatures)()))),
        );
        rows.get(id.row as usize).copied().unwrap_or("")
    }

    /// A row by the method's name and number of arguments (receiver not counted).
    pub fn native_row(&self, cx: &Interp, class: ClassId, name: &str, args: usize) -> Option<NativeId> {
        let first = self.signature(cx, NativeId { class, row: 0 });
        if first.is_empty() {
            return None;
        }
        let rows = Rc::clone(&self.signatures.borrow()[&class]);
        let fits = |text: &&str| {
            let Some((head, params)) = text.split_once('(') else { return false };
            let count = match params.trim_end().trim_end_matches(')').trim() {
                "" => 0,
                some => arguments(some),
            };
            head.rsplit(' ').next().is_some_and(|n| n.eq_ignore_ascii_case(name)) && count == args
        };
        let row = rows.iter().position(fits)?;
        Some(NativeId { class, row: u16::try_from(row).expect("a class has fewer than 2^16 rows") })
    }

    /// The class of a platform exception.
    pub fn exception(&self, program: &Program, name: &'static str) -> Option<ClassId> {
        if let Some(known) = self.exceptions.borrow().get(name) {
            return Some(*known);
        }
        let found = program.find_class(&format!("System.{name}")).or_else(|| program.find_class(name))?;
        self.exceptions.borrow_mut().insert(name, found);
        Some(found)
    }

    /// The line of a trace for a place, made once.
    pub fn trace_frame(&self, site: SiteId, make: impl FnOnce() -> Option<TraceFrame>) -> Option<TraceFrame> {
        if let Some(known) = self.frames.borrow().get(&site) {
            return known.clone();
        }
        let frame = make();
        self.frames.borrow_mut().insert(site, frame.clone());
        frame
    }

    /// One string object per literal text, so that a literal costs a reference count.
    pub fn literal(&self, text: &Arc<str>) -> Str {
        let mut known = self.literals.borrow_mut();
        known.entry(Arc::clone(text)).or_insert_with(|| Str::from(&**text)).clone()
    }
}

/// How many parameters a parameter list declares; commas inside `<>` do not count.
fn arguments(params: &str) -> usize {
    let mut depth = 0;
    let commas = params.chars().filter(|c| {
        depth += i32::from(*c == '<') - i32::from(*c == '>');
        *c == ',' && depth == 0
    });
    commas.count() + 1
}

/// The value of a decimal literal.
pub fn decimal_literal(text: &str) -> Decimal {
    Decimal::parse(text).expect("the checker accepts only decimal literals")
}
