//! The native classes that need the org, the limits or the job queue.

use super::Class;

pub(super) fn classes() -> Vec<Class> {
    vec![]
}
