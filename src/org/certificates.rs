//! Certificates that a project declares, by name.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The org's certificates; the same for all its forks.
#[derive(Default)]
pub struct Certificates {
    named: OnceLock<BTreeMap<String, Arc<[u8]>>>,
}

impl Certificates {
    /// Gives the org its certificates: names, and what their files hold. Only the first call counts.
    pub fn set(&self, named: impl Iterator<Item = (String, Vec<u8>)>) {
        let named = named.map(|(name, body)| (name.to_ascii_lowercase(), Arc::from(body)));
        // A second call would change what running code sees.
        let _ = self.named.set(named.collect());
    }

    /// What the file of a certificate holds: PEM, DER, or nothing when there is no file. None: no such certificate.
    pub fn get(&self, name: &str) -> Option<Arc<[u8]>> {
        self.named.get()?.get(&name.to_ascii_lowercase()).cloned()
    }
}
