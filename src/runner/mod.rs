//! Runs tests and documents: plans, schedules, tells events; reporters make texts of them.

pub mod event;
pub mod report;
pub mod select;
