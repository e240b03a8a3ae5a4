//! A conversation: inputs that see what earlier ones declared and left in variables.
//!
//! Each input is a transaction: what it did to the org is kept when it ends well. Variables live on between inputs.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::compile;
use super::failure::{Exception, Failure};
use super::members::{self, Member};
use super::table::Table;
use super::{Session, Usage};
use crate::diag::Diagnostic;
use crate::hir::{AnonymousBlock, Class, ClassId, MethodKind, Program, TypeId};
use crate::interp::Interp;
use crate::interp::context::{Context, Quiddity};
use crate::interp::limits::{Figures, Limits};
use crate::sema::{self, Mode};
use crate::syntax::{self, FileId};
use crate::value::Value;

/// A conversation with a session.
pub struct Repl {
    session: Session,
    /// Lives as long as the conversation: it holds the variables.
    cx: Interp,
    /// The classes behind the inputs, in order: their statics are the variables.
    scopes: Vec<ClassId>,
    inputs: u32,
}

/// What an input answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It was a statement.
    Nothing,
    /// It declared classes or triggers.
    Declared(Vec<String>),
    /// Its last statement was an expression.
    Value(String),
    /// The same, of records.
    Table(Table),
}

/// A variable of the conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    pub name: String,
    pub type_name: String,
    pub value: String,
}

impl Repl {
    /// Begins one. It has the whole library, so that completion offers all of it.
    pub fn new(mut session: Session) -> Repl {
        if let Some(program) = sema::with_whole_library(session.program()) {
            session.world.grow(Arc::new(program));
        }
        let cx = session.world.begin();
        Repl { session, cx, scopes: Vec::new(), inputs: 0 }
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Runs an input. Jobs that it queues wait for [`Repl::drain`] or [`Repl::advance`].
    ///
    /// # Errors
    /// It does not compile, or an exception was not caught: then the org is as before.
    pub fn input(&mut self, text: &str) -> Result<Answer, Failure> {
        let names = declared(text);
        if !names.is_empty() {
            self.declare(text)?;
            return Ok(Answer::Declared(names));
        }
        let (program, block) = self.compile(text)?;
        self.grow(Arc::new(program));
        self.scopes.extend(block.scope);
        Ok(self.run(&block)?)
    }

    /// Runs the jobs that are due. Answers how many transactions that took.
    pub fn drain(&mut self) -> usize {
        self.session.drain()
    }

    /// Moves the clock on and runs what falls due.
    pub fn advance(&mut self, time: Duration) -> usize {
        self.session.advance(time)
    }

    /// The type of an expression, without running it.
    ///
    /// # Errors
    /// It does not compile.
    pub fn type_of(&mut self, text: &str) -> Result<String, Failure> {
        let (program, block) = self.compile(text)?;
        self.inputs -= 1;
        let ty = block.result.unwrap_or(TypeId::VOID);
        let mut cx = self.session.world.begin();
        cx.grow_program(Arc::new(program));
        Ok(cx.type_name(ty))
    }

    /// What the last input used of its limits.
    pub fn usage(&mut self) -> Usage {
        Usage::of(&mut self.cx)
    }

    pub fn variables(&mut self) -> Vec<Variable> {
        let mut variables = Vec::new();
        for (name, ty, scope, slot) in self.slots() {
            let value = match self.cx.read_static(scope, slot).and_then(|value| self.cx.text(&quoted(value))) {
                Ok(text) => text.to_string(),
                Err(thrown) => Exception::take(&mut self.cx, thrown).to_string(),
            };
            variables.push(Variable { name: name.to_string(), type_name: self.cx.type_name(ty), value });
        }
        variables
    }

    /// The variables that later ones of the same name do not hide, and where they are.
    fn slots(&self) -> Vec<(Arc<str>, TypeId, ClassId, usize)> {
        let mut slots: Vec<(Arc<str>, TypeId, ClassId, usize)> = Vec::new();
        for &scope in &self.scopes {
            for (slot, field) in self.cx.program.class(scope).statics.iter().enumerate() {
                slots.retain(|(name, ..)| !name.eq_ignore_ascii_case(&field.name));
                slots.push((Arc::clone(&field.name), field.ty, scope, slot));
            }
        }
        slots
    }

    /// What may stand behind `path.`, or all names in scope for an empty path.
    pub fn members(&self, path: &str) -> Vec<Member> {
        let program = &self.cx.program;
        let type_name = |ty: TypeId| self.cx.type_name(ty);
        if path.is_empty() {
            return self.names();
        }
        let variable = self.slots().into_iter().find(|(name, ..)| name.eq_ignore_ascii_case(path));
        if let Some((_, ty, ..)) = variable {
            return members::of_type(program, &type_name, ty).into_iter().filter(|m| !m.is_static).collect();
        }
        if let Some(class) = program.find_class(path) {
            return members::of_class(program, &type_name, class);
        }
        match program.schema.find(path) {
            Some(object) => members::fields(program, object),
            None => Vec::new(),
        }
    }

    /// Variables, classes and objects.
    fn names(&self) -> Vec<Member> {
        let program = &self.cx.program;
        let plain = |name: &str| Member { name: name.to_owned(), signature: name.to_owned(), doc: "", is_static: true };
        let mut names: Vec<Member> = self.slots().iter().map(|(name, ..)| plain(name)).collect();
        for &scope in &self.scopes {
            let methods = program.class(scope).methods.iter().map(|&id| program.method(id));
            names.extend(methods.filter(|m| m.kind == MethodKind::Method).map(|m| plain(&m.name)));
        }
        let is_named = |class: &&Arc<Class>| class.outer.is_none() && !self.scopes.contains(&class.id);
        let classes = program.classes.iter().filter(is_named);
        names.extend(classes.map(|class| plain(&class.name)));
        names.extend(program.schema.iter().map(|(_, name)| plain(name)));
        names
    }

    fn declare(&mut self, text: &str) -> Result<(), Failure> {
        let name = self.next_name();
        let (program, diagnostics) = compile::extend(&self.session.world, &name, text, 0);
        if diagnostics.iter().any(Diagnostic::is_error) {
            return Err(Failure::Compile(diagnostics, (*program.sources).clone()));
        }
        self.grow(Arc::new(program));
        Ok(())
    }

    fn compile(&mut self, text: &str) -> Result<(Program, AnonymousBlock), Failure> {
        let name = self.next_name();
        let text = &finished(text);
        let mode = Mode::Repl { scope: self.scopes.last().copied() };
        compile::anonymous(&self.session.world, &name, text, 0, mode)
    }

    fn next_name(&mut self) -> String {
        self.inputs += 1;
        format!("input {}", self.inputs)
    }

    fn grow(&mut self, program: Arc<Program>) {
        self.session.world.grow(Arc::clone(&program));
        self.cx.grow_program(program);
    }

    fn run(&mut self, block: &AnonymousBlock) -> Result<Answer, Exception> {
        let org = self.session.org().clone();
        let cx = &mut self.cx;
        cx.org = org.begin();
        cx.limits = Limits::new(cx.limits.profile(), Figures::Sync);
        cx.context = Context::new(org.user(), Quiddity::Anonymous);
        let result = cx.call(block.method, &[]).and_then(|value| {
            if block.result.is_none_or(|ty| ty == TypeId::VOID) {
                return Ok(Answer::Nothing);
            }
            if let Some(table) = Table::of(cx, &value)? {
                return Ok(Answer::Table(table));
            }
            cx.text(&quoted(value)).map(|text| Answer::Value(text.to_string()))
        });
        match result {
            Ok(answer) => {
                cx.org.commit();
                Ok(answer)
            }
            Err(thrown) => {
                let exception = Exception::take(cx, thrown);
                // Gives the right to write back at once.
                cx.org = org.begin();
                Err(exception)
            }
        }
    }
}

/// A string prints as one would write it, so that `'1'` and `1` differ.
fn quoted(value: Value) -> Value {
    match value {
        Value::String(text) => Value::string(&format!("'{text}'")),
        other => other,
    }
}

/// An expression may lack its `;`.
fn finished(text: &str) -> Cow<'_, str> {
    let has_errors = |text: &str| {
        let (_, faults) = syntax::parse_anonymous(text, FileId::default());
        faults.iter().any(Diagnostic::is_error)
    };
    let ended = format!("{};", text.trim_end());
    if has_errors(text) && !has_errors(&ended) { Cow::Owned(ended) } else { Cow::Borrowed(text) }
}

/// The names that a text of declarations, and of nothing else, declares.
fn declared(text: &str) -> Vec<String> {
    let (units, faults) = syntax::parse_units(text, FileId::default());
    if faults.iter().any(Diagnostic::is_error) {
        return Vec::new();
    }
    units.iter().map(|unit| unit.name().text(text).to_owned()).collect()
}
