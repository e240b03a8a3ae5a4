//! Reads what lies in a project: its metadata and its sources.

pub mod metadata;
