//! The org's clock: the host's time, or a time of its own that only moves when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::org::Host;

/// Milliseconds since 1970, UTC.
pub struct Clock {
    host: Arc<dyn Host>,
    /// The time of a virtual clock; [`REAL`] when the host's time counts.
    fixed: AtomicI64,
}

const REAL: i64 = i64::MIN;

impl Clock {
    /// The host's time.
    pub fn real(host: Arc<dyn Host>) -> Clock {
        Clock { host, fixed: AtomicI64::new(REAL) }
    }

    /// A clock that stands at `now` until it is advanced.
    pub fn virtual_at(host: Arc<dyn Host>, now: i64) -> Clock {
        Clock { host, fixed: AtomicI64::new(now) }
    }

    pub fn now(&self) -> i64 {
        match self.fixed.load(Ordering::Relaxed) {
            REAL => self.host.now(),
            fixed => fixed,
        }
    }

    pub fn is_virtual(&self) -> bool {
        self.fixed.load(Ordering::Relaxed) != REAL
    }

    /// Sets the time; from now on the clock is virtual.
    pub fn set(&self, now: i64) {
        self.fixed.store(now, Ordering::Relaxed);
    }

    /// Moves the time on; from now on the clock is virtual.
    pub fn advance(&self, ms: i64) {
        self.set(self.now() + ms);
    }

    /// A clock that shows the same time and then goes its own way.
    pub fn fork(&self) -> Clock {
        Clock { host: Arc::clone(&self.host), fixed: AtomicI64::new(self.fixed.load(Ordering::Relaxed)) }
    }
}
