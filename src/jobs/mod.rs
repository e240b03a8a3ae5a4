//! Jobs: work that a transaction leaves for later ones.

pub mod cron;
