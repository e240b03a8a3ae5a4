//! Keeps track of objects that can form cycles, so that a transaction's memory is free when it ends.
//!
//! Reference counting frees everything else at once. Only what the checker marks (`Class::may_cycle`) or what holds values
//! of type Object is registered; the list is swept of the dead whenever it doubles.

use std::rc::Weak;

use crate::value::{Object, Ref};

/// The cyclic candidates of one transaction.
#[derive(Default)]
pub struct Heap {
    candidates: Vec<Weak<Object>>,
    sweep_at: usize,
}

impl Heap {
    /// Remembers an object that may become part of a cycle.
    pub fn track(&mut self, object: &Ref) {
        if self.candidates.len() >= self.sweep_at {
            self.candidates.retain(|w| w.strong_count() > 0);
            self.sweep_at = (self.candidates.len() * 2).max(1024);
        }
        self.candidates.push(object.downgrade());
    }

    /// Takes every tracked object apart. Called when nothing of the transaction is needed any more.
    pub fn clear(&mut self) {
        for weak in self.candidates.drain(..) {
            let Some(object) = Ref::upgrade(&weak) else { continue };
            // Contents are moved out first and dropped last: dropping may reach this very object again.
            match &*object {
                Object::Instance(i) => {
                    let fields = std::mem::take(&mut *i.fields.borrow_mut());
                    let extra = i.extra.borrow_mut().take();
                    drop((fields, extra));
                }
                Object::List(l) => drop(l.borrow_mut().take()),
                Object::Set(s) => drop(s.borrow_mut().take()),
                Object::Map(m) => drop(m.borrow_mut().take()),
                Object::Record(r) => drop(r.borrow_mut().take()),
                Object::Blob(_) | Object::Decimal(_) | Object::Native(_) | Object::Stub { .. } => {}
            }
        }
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        self.clear();
    }
}
