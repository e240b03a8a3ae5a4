//! Anonymous blocks and REPL inputs: statements, methods and classes in one text.

use std::sync::Arc;

use super::check::Body;
use super::compiler::{Compiler, Labels};
use super::declare::{Declarations, blank_class};
use super::declare_members::blank_method;
use super::on_demand;
use super::symbols::ClassTable;
use crate::diag::{Diagnostic, FileId, SourceMap, Span};
use crate::hir::{
    AnonymousBlock, ClassId, ClassKind, MethodFlags, MethodId, MethodKind, Program, Stmt, StmtKind, TypeId,
};
use crate::schema::Schema;
use crate::syntax::ast::{self, BlockItem, MethodDecl, Modifier, ModifierKind};
use crate::syntax::parse_anonymous;

/// How a text without a class around it is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A script: variables are locals, methods do not see them.
    Script,
    /// A REPL input: variables are statics of a scope class, which later inputs see; `scope` is the last input's.
    Repl { scope: Option<ClassId> },
}

/// Compiles a block on top of a program. `sources` continues the program's map and holds `file`.
///
/// Without errors the block is there; its method has the block's text as body.
pub fn compile_anonymous(
    program: &Program,
    schema: Schema,
    sources: Arc<SourceMap>,
    file: FileId,
    mode: Mode,
    labels: &Arc<Labels>,
) -> (Program, Option<AnonymousBlock>, Vec<Diagnostic>) {
    let mut sources = sources;
    let grown = on_demand::grow(program, &mut sources, &[file]);
    let mut compiler = Compiler::new(grown.as_ref().unwrap_or(program), schema, Arc::clone(labels));
    compiler.program.sources = sources;
    compiler.anonymous = true;
    let text = Arc::clone(&compiler.program.sources.file(file).text);
    let (parsed, faults) = parse_anonymous(&text, file);
    compiler.add_syntax_faults(file, faults);
    let block = parsed.map(|parsed| compiler.anonymous(file, &parsed, mode));
    let (program, diagnostics) = compiler.into_program();
    let block = block.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    (program, block, diagnostics)
}

impl Compiler {
    fn anonymous(&mut self, file: FileId, parsed: &ast::AnonymousBlock, mode: Mode) -> AnonymousBlock {
        let mut all = Declarations::default();
        let scope = self.add_scope(file, parsed.span, mode);
        for item in &parsed.items {
            if let BlockItem::Type(decl) = item {
                self.declare_class(&mut all, decl, file, None, "");
            }
        }
        // The classes of a block are inner classes of it: it and they see each other's private members.
        for declared in &all.classes {
            self.table_mut(declared.id).unit = scope;
        }
        let methods: Vec<MethodDecl> = parsed
            .items
            .iter()
            .filter_map(|item| match item {
                BlockItem::Method(method) => Some(as_static(method)),
                BlockItem::Stmt(_) | BlockItem::Type(_) => None,
            })
            .collect();
        // Works borrow the methods, which live as long as this call.
        let mut own = Declarations::default();
        for method in &methods {
            let declared = self.declare_method(&mut own, scope, file, method);
            self.check_method(scope, file, method, declared);
        }
        self.unit = Some(scope);
        let blank = blank_method(Some(scope), "AnonymousBlock".into(), MethodKind::Anonymous, file, parsed.span);
        let flags = MethodFlags { is_static: true, ..MethodFlags::default() };
        let method = self.add_method(crate::hir::Method { flags, ..blank });

        // Classes of the block may use its methods' scope; the statements use both. REPL variables are declared by running
        // over the statements, so those come before the methods' bodies.
        let classes_works = self.declare_block_classes(&mut all);
        if self.may_infer(&[file]) {
            let run = |trial: &mut Compiler| {
                trial.anonymous_body(file, parsed, mode, scope, method);
                trial.check_works(&own.works);
                trial.check_works(&classes_works.0);
            };
            if let Some(hints) = self.first_run(run) {
                self.apply_hints(&hints);
            }
        }
        let block = self.anonymous_body(file, parsed, mode, scope, method);
        self.check_works(&own.works);
        self.check_works(&classes_works.0);
        self.unit = None;
        self.finish(&classes_works.1);
        block
    }

    fn declare_block_classes<'a>(
        &mut self,
        all: &mut Declarations<'a>,
    ) -> (Vec<super::work::Work<'a>>, Vec<super::declare::Declared<'a>>) {
        let classes = std::mem::take(&mut all.classes);
        for declared in &classes {
            self.declare_supertypes(*declared);
        }
        for declared in &classes {
            self.cut_circles(*declared);
        }
        let ordered = self.order(&classes);
        for declared in &ordered {
            self.declare_members(all, *declared);
        }
        for declared in &ordered {
            self.inherit(*declared);
        }
        (std::mem::take(&mut all.works), classes)
    }

    /// The class behind a block: it holds the block's methods, and in the REPL its variables.
    fn add_scope(&mut self, file: FileId, span: Span, mode: Mode) -> ClassId {
        let id = ClassId(self.program.classes.len() as u32);
        let class = blank_class(id, "AnonymousBlock".into(), "", ClassKind::Class, file, span);
        let mut table = ClassTable::new(id);
        table.previous = match mode {
            Mode::Script => None,
            Mode::Repl { scope } => scope,
        };
        self.program.classes.push(Arc::new(class));
        self.tables.push(Arc::new(table));
        id
    }

    fn anonymous_body(
        &mut self,
        file: FileId,
        parsed: &ast::AnonymousBlock,
        mode: Mode,
        scope: ClassId,
        method: MethodId,
    ) -> AnonymousBlock {
        self.unit = Some(scope);
        let mut body = Body::new(self, file, Some(scope), true, MethodKind::Anonymous);
        body.returns = Some(TypeId::VOID);
        body.top_level = matches!(mode, Mode::Repl { .. }).then_some(scope);
        let mut stmts: Vec<Stmt> = Vec::new();
        for item in &parsed.items {
            if let BlockItem::Stmt(stmt) = item {
                body.top_stmt(stmt, &mut stmts, mode != Mode::Script);
            }
        }
        let locals = body.locals.iter().map(|l| (Arc::clone(&l.spelling), l.ty, l.slot)).collect();
        let frame = body.frame;
        let result = match mode {
            Mode::Script => None,
            Mode::Repl { .. } => yield_last(&mut stmts),
        };
        let hir = self.method_mut(method);
        hir.body = Some(stmts);
        hir.frame = frame;
        if let Some(ty) = result {
            hir.returns = ty;
        }
        AnonymousBlock { method, scope: matches!(mode, Mode::Repl { .. }).then_some(scope), locals, result }
    }
}

impl Body<'_> {
    /// A statement of the block itself; in the REPL an expression may stand alone.
    fn top_stmt(&mut self, stmt: &ast::Stmt, out: &mut Vec<Stmt>, may_yield: bool) {
        if may_yield && let ast::StmtKind::Expr(e) = &stmt.kind {
            let value = self.expr(e);
            out.push(Stmt { kind: StmtKind::Expr(value), span: stmt.span });
            return;
        }
        self.stmt(stmt, out);
    }
}

/// The value of a last expression becomes the block's.
fn yield_last(stmts: &mut [Stmt]) -> Option<TypeId> {
    let last = stmts.last_mut()?;
    match &last.kind {
        StmtKind::Expr(e) if e.ty != TypeId::VOID && !matches!(e.kind, crate::hir::ExprKind::Assign { .. }) => {
            let (value, ty) = (e.clone(), e.ty);
            last.kind = StmtKind::Return(Some(value));
            Some(ty)
        }
        _ => None,
    }
}

/// Methods of a block belong to no instance, and later inputs see them.
fn as_static(method: &MethodDecl) -> MethodDecl {
    let mut method = method.clone();
    let span = method.header.name.span;
    let modifiers = &mut method.header.modifiers;
    modifiers.list.retain(|m| !matches!(m.kind, ModifierKind::Private | ModifierKind::Protected));
    for kind in [ModifierKind::Static, ModifierKind::Public] {
        if !modifiers.has(kind) {
            modifiers.list.push(Modifier { kind, span });
        }
    }
    method
}
