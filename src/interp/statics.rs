//! Static fields: per transaction, initialised when a class is first used.

use crate::hir::{self, Class, ClassId, MethodKind, Type, TypeId};
use crate::interp::code::SiteId;
use crate::interp::{Exc, Exec, Interp};
use crate::value::Value;

fn superclass(class: &Class) -> Option<ClassId> {
    match class.superclass?.get() {
        Type::Class(parent) | Type::Generic(parent, _) => Some(parent),
        _ => None,
    }
}

impl Interp {
    /// Whether the class's static initialisation has begun (or was not needed).
    #[inline(always)]
    pub(super) fn is_initialised(&self, class: ClassId) -> bool {
        matches!(self.statics.get(class.0 as usize), Some(Some(_)))
    }

    /// Runs the class's static initialisers unless they have begun.
    #[inline(always)]
    pub(super) fn initialise(&mut self, class: ClassId) -> Exec<()> {
        match self.is_initialised(class) {
            true => Ok(()),
            false => self.initialise_now(class),
        }
    }

    /// The same at a place that the code names, so that a trace of the initialisers shows who used the class.
    #[inline(always)]
    pub(super) fn initialise_at(&mut self, class: ClassId, site: SiteId) -> Exec<()> {
        match self.is_initialised(class) {
            true => Ok(()),
            false => {
                self.site = site;
                self.initialise_now(class)
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn initialise_now(&mut self, class: ClassId) -> Exec<()> {
        let program = self.program.clone();
        let declared = program.class(class);
        if let Some(reason) = &declared.broken {
            let text = hir::dependent_on(&declared.name, reason);
            return Err(self.throw(Exc::Type, &*text));
        }
        // What it inherits may rely on the statics of the class that declares it.
        if let Some(parent) = superclass(declared) {
            self.initialise(parent)?;
        }
        let i = class.0 as usize;
        if i >= self.statics.len() {
            self.statics.resize_with(program.classes.len().max(i + 1), || None);
        }
        self.statics[i] = Some(vec![Value::Null; declared.statics.len()].into_boxed_slice());
        match declared.static_init {
            Some(method) => self.call(method, &[]).map(drop),
            None => Ok(()),
        }
    }

    /// The value of a static field of a class that is initialised.
    #[inline]
    pub(super) fn static_value(&self, class: ClassId, slot: usize) -> Value {
        let fields = self.statics.get(class.0 as usize).and_then(Option::as_ref);
        fields.and_then(|f| f.get(slot)).cloned().unwrap_or_default()
    }

    #[inline]
    pub(super) fn set_static(&mut self, class: ClassId, slot: usize, value: Value) {
        *self.static_mut(class, slot) = value;
    }

    #[inline]
    pub(super) fn static_mut(&mut self, class: ClassId, slot: usize) -> &mut Value {
        let fields = self.statics[class.0 as usize].as_mut().expect("the class was initialised first");
        if slot >= fields.len() {
            // A REPL's scope class gains variables from input to input.
            let mut longer = std::mem::take(fields).into_vec();
            longer.resize(slot + 1, Value::Null);
            *fields = longer.into_boxed_slice();
        }
        &mut fields[slot]
    }

    /// Reads a static field by name from outside, initialising the class first (REPL, debugger).
    pub fn read_static(&mut self, class: ClassId, slot: usize) -> Exec<Value> {
        self.initialise(class)?;
        Ok(self.static_value(class, slot))
    }

    /// All static state, to be handed to a job that shares it (`Test.stopTest`), and back.
    pub fn take_statics(&mut self) -> Vec<Option<Box<[Value]>>> {
        std::mem::take(&mut self.statics)
    }

    pub fn restore_statics(&mut self, statics: Vec<Option<Box<[Value]>>>) {
        self.statics = statics;
    }

    /// Whether using the class from elsewhere has to look at its initialisation.
    pub(super) fn needs_initialisation(&self, class: ClassId) -> bool {
        let c = self.program.class(class);
        let own = c.broken.is_some() || c.static_init.is_some() || !c.statics.is_empty();
        own || superclass(c).is_some_and(|parent| self.needs_initialisation(parent))
    }

    /// The result type of a method that a host calls, for printing.
    pub fn returns(&self, method: crate::hir::MethodId) -> TypeId {
        let m = self.program.method(method);
        match m.kind {
            MethodKind::Constructor => m.class.map_or(TypeId::VOID, TypeId::class),
            _ => m.returns,
        }
    }
}
