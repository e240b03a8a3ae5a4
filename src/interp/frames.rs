//! The stack of frames: entering and leaving a method, depth and time.

use crate::interp::code::{Compiled, SiteId};
use crate::interp::compile::kind::Kind;
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::value::Value;

/// How many frames there may be at once.
pub const MAX_DEPTH: usize = 1000;

/// Slots of a new stack.
pub(super) const FIRST_STACK: usize = 256;

/// Calls and loop turns between two looks at the clock.
pub(super) const TURN: i32 = 50_000;

/// Native stack for [`MAX_DEPTH`] Apex frames with deep expressions in each.
const BIG_STACK: usize = 1 << 30;

/// Runs `f` on a thread whose native stack holds the deepest Apex recursion.
pub fn with_big_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("apex".into()).stack_size(BIG_STACK);
        let thread = builder.spawn_scoped(scope, f).expect("the system can start a thread");
        match thread.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

impl Interp {
    /// Runs a body in the frame that begins `offset` slots above the running one, with its inputs in place.
    #[inline(always)]
    pub(super) fn enter<T>(
        &mut self,
        offset: usize,
        site: SiteId,
        code: &Compiled,
        run: impl FnOnce(&mut Interp) -> Exec<T>,
    ) -> Exec<T> {
        // The list of places is as long as frames may be deep.
        match self.sites.get_mut(self.depth) {
            Some(place) => *place = site,
            None => return Err(self.too_deep(site)),
        }
        self.tick()?;
        let base = self.base;
        let callee = base + offset;
        let top = std::mem::replace(&mut self.top, callee + code.frame);
        self.fit(self.top);
        self.base = callee;
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        self.base = base;
        self.top = top;
        if !code.owned.is_empty() {
            self.release(callee + code.owned.start, callee + code.owned.end);
        }
        result
    }

    /// Counts a call or a loop turn.
    #[inline(always)]
    pub(super) fn tick(&mut self) -> Exec<()> {
        self.budget -= 1;
        if self.budget < 0 { self.look_at_clock() } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn look_at_clock(&mut self) -> Exec<()> {
        self.budget = TURN;
        self.check_limits()
    }

    #[inline]
    fn release(&mut self, from: usize, to: usize) {
        for slot in &mut self.stack[from..to] {
            *slot = Value::Null;
        }
    }

    /// Makes the stack at least this long.
    #[inline(always)]
    pub(super) fn fit(&mut self, needed: usize) {
        if needed > self.stack.len() {
            self.grow(needed);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, needed: usize) {
        self.stack.resize(needed.max(self.stack.len() * 2), Value::Null);
    }

    #[cold]
    fn too_deep(&mut self, site: SiteId) -> Thrown {
        self.site = site;
        self.throw(Exc::Limit, format!("Maximum stack depth reached: {}", MAX_DEPTH + 1))
    }

    /// The value of a local of the running frame.
    #[inline(always)]
    pub(super) fn local(&self, slot: usize) -> &Value {
        &self.stack[self.base + slot]
    }

    #[inline(always)]
    pub(super) fn local_mut(&mut self, slot: usize) -> &mut Value {
        &mut self.stack[self.base + slot]
    }

    /// Puts a scalar into a slot; one that holds such a scalar already gets only the new content.
    #[inline(always)]
    pub(super) fn set_scalar<T: Kind>(&mut self, slot: usize, x: T) {
        let slot = self.local_mut(slot);
        match T::of_mut(slot) {
            Some(old) => *old = x,
            None => *slot = x.into_value(),
        }
    }

    #[inline(always)]
    pub(super) fn set_local(&mut self, slot: usize, value: Value) {
        self.stack[self.base + slot] = value;
    }
}
