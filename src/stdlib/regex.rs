//! Java's regular expressions for the library: compiled patterns cached per thread, faults as exceptions.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::interp::{Exc, Interp, Thrown};
use crate::regex::{JavaRegex, ReplaceError, TooComplicated};

const CACHED: usize = 256;

thread_local! {
    static CACHE: RefCell<FxHashMap<String, Rc<JavaRegex>>> = RefCell::default();
}

/// The compiled form of a pattern.
pub(super) fn compile(cx: &mut Interp, source: &str) -> Result<Rc<JavaRegex>, Thrown> {
    if let Some(found) = CACHE.with_borrow(|cache| cache.get(source).cloned()) {
        return Ok(found);
    }
    let regex = match JavaRegex::new(source) {
        Ok(regex) => Rc::new(regex),
        Err(why) => return Err(cx.throw(Exc::String, format!("Invalid regex: {why}"))),
    };
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= CACHED {
            cache.clear();
        }
        cache.insert(source.to_owned(), Rc::clone(&regex));
    });
    Ok(regex)
}

/// A search that took too many steps is a limit.
pub(super) fn searched<T>(cx: &mut Interp, result: Result<T, TooComplicated>) -> Result<T, Thrown> {
    result.map_err(|TooComplicated| cx.throw(Exc::Limit, "Regex too complicated"))
}

/// Replaces one match or all.
pub(super) fn replace(cx: &mut Interp, regex: &JavaRegex, text: &str, with: &str, all: bool) -> Result<String, Thrown> {
    regex.replace(text, with, all).map_err(|fault| match fault {
        ReplaceError::TooComplicated => cx.throw(Exc::Limit, "Regex too complicated"),
        ReplaceError::NoGroup(group) => cx.throw(Exc::String, format!("No group {group}")),
        ReplaceError::Malformed(what) => {
            let why = format!(
                "{what}  (Invalid replacement string: '{with}'.  '$' should be escaped if you do not intend to use a \
                 backreference.  Try using Matcher.quoteReplacement() for your argument)"
            );
            cx.throw(Exc::String, why)
        }
    })
}
