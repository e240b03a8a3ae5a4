//! orgless: Apex without a Salesforce org.

pub mod diag;
pub mod schema;
pub mod syntax;
pub mod value;
