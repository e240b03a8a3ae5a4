//! The native classes of the pure library, in the order of their ids.

use super::{Class, class, exception, interfaces};
use crate::hir::ClassKind;

pub(super) fn classes() -> Vec<Class> {
    vec![
        class!(exception::rows, "Exception", "The root of all exceptions; only its subclasses can be made."),
        class!(
            interfaces::iterator, "Iterator", "Walks over elements one by one.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::iterable, "Iterable", "Whatever a for loop can walk over.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::comparator, "Comparator", "An order for `List.sort`.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::batchable, "Database.Batchable", "Work that is split into chunks, each its own transaction.",
            kind: ClassKind::Interface, params: &["T"],
        ),
    ]
}
