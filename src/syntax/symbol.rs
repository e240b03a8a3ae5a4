//! Interned identifiers. Apex ignores case, so a symbol stands for the ASCII-folded spelling.

use super::keyword;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::fmt;
use std::sync::{LazyLock, RwLock};

/// An identifier without its case: two symbols are equal when the platform calls the names equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The symbol of a name in any case. Thread-safe; the common path touches no lock.
    pub fn intern(name: &str) -> Symbol {
        let mut stack = [0u8; 96];
        match stack.get_mut(..name.len()) {
            Some(folded) => {
                folded.copy_from_slice(name.as_bytes());
                folded.make_ascii_lowercase();
                LOCAL.with_borrow_mut(|local| local.intern(folded))
            }
            None => {
                let folded = name.to_ascii_lowercase();
                LOCAL.with_borrow_mut(|local| local.intern(folded.as_bytes()))
            }
        }
    }

    /// The folded text (`account` for `Account`).
    pub fn as_str(self) -> &'static str {
        LOCAL.with_borrow_mut(|local| local.name(self))
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

thread_local! {
    static LOCAL: RefCell<Table> = RefCell::new(Table::default());
}

/// Keywords come first, so that a symbol below their count is a keyword without a look-up.
static GLOBAL: LazyLock<RwLock<Table>> = LazyLock::new(|| {
    let mut table = Table::default();
    for word in keyword::WORDS {
        let name: &'static str = Box::leak(word.to_ascii_lowercase().into_boxed_str());
        table.add(name.as_bytes(), name);
    }
    RwLock::new(table)
});

#[derive(Default)]
struct Table {
    ids: FxHashMap<&'static [u8], Symbol>,
    /// By id. A thread's table is a prefix of the global one.
    names: Vec<&'static str>,
}

impl Table {
    fn add(&mut self, folded: &'static [u8], name: &'static str) -> Symbol {
        let symbol = Symbol(u32::try_from(self.names.len()).expect("fewer than 2^32 names"));
        self.names.push(name);
        self.ids.insert(folded, symbol);
        symbol
    }

    fn intern(&mut self, folded: &[u8]) -> Symbol {
        if let Some(&symbol) = self.ids.get(folded) {
            return symbol;
        }
        let (key, symbol) = intern_global(folded);
        self.ids.insert(key, symbol);
        symbol
    }

    fn name(&mut self, symbol: Symbol) -> &'static str {
        let index = symbol.0 as usize;
        if index >= self.names.len() {
            let global = GLOBAL.read().expect("interner is never poisoned");
            self.names.extend_from_slice(&global.names[self.names.len()..]);
        }
        self.names[index]
    }
}

fn intern_global(folded: &[u8]) -> (&'static [u8], Symbol) {
    let mut global = GLOBAL.write().expect("interner is never poisoned");
    if let Some((&key, &symbol)) = global.ids.get_key_value(folded) {
        return (key, symbol);
    }
    // Names live as long as the process: there are few, and ids to them are everywhere.
    let name: &'static str = Box::leak(String::from_utf8_lossy(folded).into_owned().into_boxed_str());
    let symbol = global.add(name.as_bytes(), name);
    (name.as_bytes(), symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_threads_agree() {
        let here = Symbol::intern("MyName");
        let there =
            std::thread::spawn(|| (Symbol::intern("MYNAME"), Symbol::intern("other"))).join().expect("thread ends");
        assert_eq!(here, there.0);
        assert_ne!(here, there.1);
        assert_eq!(there.1.as_str(), "other");
        assert_eq!(here.to_string(), "myname");
        assert_eq!(Symbol::intern(&"X".repeat(200)).as_str(), "x".repeat(200));
    }
}
