//! Keeps a fault of our own from ending the run: a panic becomes an internal error of the test that met it.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::event::{Failure, FailureKind};

thread_local! {
    /// Set while this thread is guarded; the last panic's text and place.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static GUARDED: RefCell<bool> = const { RefCell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs a piece of work; a panic inside is answered as a failure.
///
/// # Errors
/// The panic's text and place.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    HOOK.call_once(install_hook);
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|_| {
        let text = PANIC.take().unwrap_or_else(|| "a panic without a message".into());
        Failure::new(FailureKind::Internal, format!("orgless itself failed: {text}"))
    })
}

/// Notes panics of guarded threads instead of printing them.
fn install_hook() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if GUARDED.with_borrow(|guarded| *guarded) {
            let payload = info.payload();
            let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
            let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
            PANIC.set(Some(text + &place));
        } else {
            print(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_failure() {
        let failure = guarded::<()>(|| panic!("slot {} is empty", 3)).expect_err("it panics");
        assert_eq!(failure.kind, FailureKind::Internal);
        assert!(failure.message.starts_with("orgless itself failed: slot 3 is empty (src/runner/guard.rs:"));
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
