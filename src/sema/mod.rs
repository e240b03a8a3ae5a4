//! The checker: from syntax to the typed tree, with every error of a source and its place.

pub mod library;
