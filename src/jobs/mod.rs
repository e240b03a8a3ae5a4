//! Jobs: work that a transaction leaves for later ones.
//!
//! A job is a row (`AsyncApexJob`, `CronTrigger`) and a [`JobSpec`](crate::org::JobSpec) in the org's queue, both written by the
//! transaction that queues it, so that they come into being together or not at all. [`run`] performs one transaction of a
//! job inside a given interpreter; in tests [`drain`] does so on the test's own thread, elsewhere [`executor`] gives each
//! transaction an interpreter of its own.

pub mod batch;
pub mod cron;
pub mod drain;
pub mod events;
pub mod executor;
pub mod finalizer;
pub mod flex;
pub mod future;
pub mod queue;
pub mod queueable;
mod rows;
pub mod run;
pub mod schedule;

pub use executor::{Engine, Failure};

use crate::interp::Hooks;

/// The interpreter's hooks, filled.
pub fn hooks() -> Hooks {
    Hooks { future: future::call }
}
