//! orgless: Apex without a Salesforce org.

pub mod value;
