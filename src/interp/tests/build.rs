//! Small typed trees by hand: enough to hold the interpreter by tests that need neither parser nor checker.

use std::sync::Arc;

use crate::diag::{FileId, SourceMap, Span};
use crate::hir::*;
use crate::interp::context::{Context, Quiddity};
use crate::interp::limits::{Figures, Limits, Profile};
use crate::interp::native::NativeFn;
use crate::interp::{Interp, Natives};
use crate::org::{MemoryHost, Org};
use crate::schema::Schema;
use crate::sema::library::Library;
use crate::syntax::Symbol;

pub fn expr(kind: ExprKind, ty: TypeId) -> Expr {
    Expr { kind, ty, span: Span::NONE }
}

pub fn int(n: i32) -> Expr {
    expr(ExprKind::Literal(Literal::Integer(n)), TypeId::INTEGER)
}

pub fn text(s: &str) -> Expr {
    expr(ExprKind::Literal(Literal::String(s.into())), TypeId::STRING)
}

pub fn null(ty: TypeId) -> Expr {
    expr(ExprKind::Literal(Literal::Null), ty)
}

pub fn local(n: u16, ty: TypeId) -> Expr {
    expr(ExprKind::Local(LocalSlot(n)), ty)
}

/// An Integer local.
pub fn i(n: u16) -> Expr {
    local(n, TypeId::INTEGER)
}

pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    use BinaryOp::*;
    let compares = matches!(op, Equal | NotEqual | Same | NotSame | Less | LessEqual | Greater | GreaterEqual);
    let ty = if compares { TypeId::BOOLEAN } else { left.ty };
    expr(ExprKind::Binary { op, left: left.into(), right: right.into() }, ty)
}

pub fn call(method: u32, args: Vec<Expr>, ty: TypeId) -> Expr {
    expr(ExprKind::Call { method: MethodId(method), args }, ty)
}

pub fn place(kind: PlaceKind, ty: TypeId) -> Box<Place> {
    Box::new(Place { kind, ty, span: Span::NONE })
}

pub fn local_place(n: u16, ty: TypeId) -> Box<Place> {
    place(PlaceKind::Local(LocalSlot(n)), ty)
}

pub fn stmt(kind: StmtKind) -> Stmt {
    Stmt { kind, span: Span::NONE }
}

pub fn ret(e: Expr) -> Stmt {
    stmt(StmtKind::Return(Some(e)))
}

pub fn run(e: Expr) -> Stmt {
    stmt(StmtKind::Expr(e))
}

pub fn let_(n: u16, init: Expr) -> Stmt {
    stmt(StmtKind::Local { slot: LocalSlot(n), ty: init.ty, init: Some(init) })
}

pub fn if_(test: Expr, then: Vec<Stmt>, otherwise: Option<Vec<Stmt>>) -> Stmt {
    let block = |b| Box::new(stmt(StmtKind::Block(b)));
    stmt(StmtKind::If { test, then: block(then), otherwise: otherwise.map(block) })
}

pub fn for_(init: Stmt, test: Expr, update: Expr, body: Vec<Stmt>) -> Stmt {
    let body = Box::new(stmt(StmtKind::Block(body)));
    stmt(StmtKind::For { init: vec![init], test: Some(test), update: vec![update], body })
}

pub fn inc(n: u16) -> Expr {
    let place = local_place(n, TypeId::INTEGER);
    expr(ExprKind::IncDec { place, how: IncDec::PostIncrement }, TypeId::INTEGER)
}

pub fn update(n: u16, op: AssignOp, value: Expr) -> Expr {
    let ty = value.ty;
    expr(ExprKind::Compound { place: local_place(n, ty), op, value: value.into(), operand: ty }, ty)
}

pub fn assign(place: Box<Place>, value: Expr) -> Expr {
    let ty = value.ty;
    expr(ExprKind::Assign { place, value: value.into() }, ty)
}

/// A program under construction. Class 0 is `Exception`, then come the platform's exceptions.
pub struct Builder {
    pub program: Program,
}

const EXCEPTIONS: [&str; 7] = [
    "NullPointerException",
    "MathException",
    "ListException",
    "LimitException",
    "AssertException",
    "TypeException",
    "FinalException",
];

impl Builder {
    pub fn new() -> Builder {
        let program = Program {
            sources: Arc::new(SourceMap::new()),
            schema: Arc::new(Schema::standard()),
            classes: Vec::new(),
            methods: Vec::new(),
            triggers: Vec::new(),
            selectors: 0,
            by_name: Default::default(),
            symbols: Default::default(),
        };
        let mut b = Builder { program };
        let root = b.class("Exception", None, 0);
        for name in EXCEPTIONS {
            let id = b.class(name, Some(root), 0);
            let class = Arc::get_mut(&mut b.program.classes[id.0 as usize]).expect("not shared yet");
            class.is_exception = true;
            class.namespace = "System";
            b.program.by_name.insert(Symbol::intern(&format!("System.{name}")), id);
        }
        b
    }

    pub fn class(&mut self, name: &str, superclass: Option<ClassId>, fields: usize) -> ClassId {
        let id = ClassId(self.program.classes.len() as u32);
        let mut ancestor_classes = vec![id];
        if let Some(parent) = superclass {
            ancestor_classes.extend(&self.program.class(parent).ancestor_classes);
        }
        ancestor_classes.sort();
        let field = |i: usize| Field {
            name: format!("f{i}").into(),
            ty: TypeId::OBJECT,
            class: id,
            access: Access::Public,
            is_final: false,
            is_transient: false,
            span: Span::NONE,
        };
        self.program.classes.push(Arc::new(Class {
            id,
            name: name.into(),
            namespace: "",
            kind: ClassKind::Class,
            access: Access::Public,
            file: FileId(0),
            span: Span::NONE,
            outer: None,
            superclass: superclass.map(TypeId::class),
            interfaces: vec![],
            ancestors: ancestor_classes.iter().map(|c| TypeId::class(*c)).collect(),
            ancestor_classes,
            is_abstract: false,
            is_virtual: true,
            sharing: None,
            fields: (0..fields).map(field).collect(),
            statics: vec![],
            properties: vec![],
            instance_init: None,
            static_init: None,
            constructors: vec![],
            methods: vec![],
            dispatch: Default::default(),
            equals: None,
            hash_code: None,
            to_string: None,
            compare_to: None,
            is_exception: false,
            may_cycle: false,
            enum_info: None,
            test: None,
            broken: None,
        }));
        self.program.by_name.insert(Symbol::intern(name), id);
        id
    }

    pub fn class_mut(&mut self, id: ClassId) -> &mut Class {
        Arc::get_mut(&mut self.program.classes[id.0 as usize]).expect("not shared yet")
    }

    /// A static method; `class` makes it an instance method.
    pub fn method(
        &mut self,
        class: Option<ClassId>,
        params: &[TypeId],
        returns: TypeId,
        frame: u16,
        body: Vec<Stmt>,
    ) -> MethodId {
        let id = MethodId(self.program.methods.len() as u32);
        self.program.methods.push(Arc::new(Method {
            id,
            class,
            name: format!("m{}", id.0).into(),
            kind: MethodKind::Method,
            access: Access::Public,
            flags: MethodFlags { is_static: class.is_none(), ..MethodFlags::default() },
            params: params.iter().map(|t| ("p".into(), *t)).collect(),
            returns,
            future: None,
            annotations: vec![],
            selector: None,
            file: FileId(0),
            span: Span::NONE,
            frame,
            body: Some(body),
            native: None,
        }));
        id
    }

    pub fn interp(self) -> Interp {
        interp(self.program)
    }
}

fn no_rows(_: NativeId) -> &'static NativeFn {
    panic!("these tests call no library")
}

pub fn interp(program: Program) -> Interp {
    transactions(&Arc::new(program))()
}

/// Fresh transactions of one org.
pub fn transactions(program: &Arc<Program>) -> impl Fn() -> Interp {
    static LIBRARY: Library = Library { classes: Vec::new(), prelude: Vec::new() };
    let org = Org::new(Arc::clone(&program.schema), Arc::new(MemoryHost::new()));
    let program = Arc::clone(program);
    move || {
        let context = Context::new(org.user(), Quiddity::Anonymous);
        let limits = Limits::new(Profile::Roomy, Figures::Sync);
        let natives = Natives { library: &LIBRARY, rows: no_rows };
        Interp::new(Arc::clone(&program), natives, org.begin(), context, limits)
    }
}
