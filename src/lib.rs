//! orgless: Apex without a Salesforce org.

pub mod cli;
pub mod diag;
pub mod formula;
pub mod hir;
pub mod interp;
pub mod jobs;
pub mod org;
pub mod project;
pub mod regex;
pub mod runner;
pub mod schema;
pub mod sema;
pub mod session;
pub mod stdlib;
pub mod syntax;
pub mod value;

pub use session::Session;
