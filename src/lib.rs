//! orgless: Apex without a Salesforce org.

pub mod diag;
pub mod syntax;
pub mod value;
