//! Reads what lies in a project: its metadata, its sources and its documents.

pub mod discover;
mod load;
pub mod markdown;
pub mod metadata;

pub use discover::{DiscoverError, DocumentPath, Inputs, SourceKind, SourcePath, discover};
pub use load::{decode, load, read_text};
