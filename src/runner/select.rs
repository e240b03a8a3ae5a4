//! Which tests a run takes: by name, by share, in which order.

use std::str::FromStr;

/// Names of `-t` and `-n`. Empty: all tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    names: Vec<Name>,
}

/// A class, or a method of it; folded.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    class: String,
    method: Option<String>,
}

/// `K/N`: the K-th of N shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    share: usize,
    of: usize,
}

impl Selection {
    pub fn all() -> Selection {
        Selection::default()
    }

    pub fn is_all(&self) -> bool {
        self.names.is_empty()
    }

    /// Adds a class: `Foo`, `ns.Foo`.
    pub fn add_class(&mut self, name: &str) {
        self.names.push(Name { class: name.trim().to_lowercase(), method: None });
    }

    /// Adds a class or a method: `Foo`, `Foo.bar`, `ns.Foo.bar`.
    pub fn add_test(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        if let Some((class, method)) = name.rsplit_once('.') {
            self.names.push(Name { class: class.to_owned(), method: Some(method.to_owned()) });
        }
        // Without a dot it is a class; with one it may be an inner or a namespaced class.
        self.names.push(Name { class: name, method: None });
    }

    /// Whether the test is asked for, however names are cased.
    pub fn takes(&self, class: &str, method: &str) -> bool {
        self.names.is_empty() || {
            let (class, method) = (class.to_lowercase(), method.to_lowercase());
            self.names.iter().any(|name| name.is_class(&class) && name.method.as_ref().is_none_or(|m| *m == method))
        }
    }
}

impl Name {
    /// There is one namespace, so a prefix that names one says nothing.
    fn is_class(&self, class: &str) -> bool {
        self.class == class || self.class.split_once('.').is_some_and(|(_, rest)| rest == class)
    }
}

impl Partition {
    /// Whether the n-th piece of work belongs to this share.
    pub fn takes(self, n: usize) -> bool {
        n % self.of == self.share - 1
    }
}

impl FromStr for Partition {
    type Err = String;

    fn from_str(text: &str) -> Result<Partition, String> {
        let parsed = text.split_once('/').and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parsed {
            Some((share, of)) if (1..=of).contains(&share) => Ok(Partition { share, of }),
            _ => Err("expected K/N with 1 <= K <= N, such as 2/4".into()),
        }
    }
}

/// Brings the items into an order that the seed decides.
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for i in (1..items.len()).rev() {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        items.swap(i, ((z ^ (z >> 31)) % (i as u64 + 1)) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_select_without_regard_to_case_and_namespace() {
        let mut selection = Selection::all();
        assert!(selection.takes("Any", "thing"));
        selection.add_test("FooTest.Bar");
        selection.add_test("ns.BazTest.one");
        selection.add_class("Whole");
        assert!(selection.takes("footest", "bar"));
        assert!(!selection.takes("FooTest", "other"));
        assert!(selection.takes("BazTest", "one"));
        assert!(selection.takes("whole", "whatever"));
    }

    #[test]
    fn partitions_share_everything_out_once() {
        let shares: Vec<Partition> = ["1/3", "2/3", "3/3"].iter().map(|s| s.parse().expect("valid")).collect();
        assert!((0..10).all(|n| shares.iter().filter(|s| s.takes(n)).count() == 1));
        assert!("0/3".parse::<Partition>().is_err() && "4/3".parse::<Partition>().is_err());
    }

    #[test]
    fn the_same_seed_gives_the_same_order() {
        let order = |seed| {
            let mut items: Vec<u32> = (0..20).collect();
            shuffle(&mut items, seed);
            items
        };
        assert_eq!(order(7), order(7));
        assert_ne!(order(7), order(8));
    }
}
