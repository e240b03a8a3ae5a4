//! The standard objects: an index of their names, and each object parsed once per process when first touched.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{Object, ObjectId, Sharing, data, names};

struct Standard {
    /// Sorted by name; the position is the object's id.
    headers: Vec<data::Header>,
    objects: Vec<OnceLock<Arc<Object>>>,
}

fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| {
        let headers = data::headers();
        let objects = headers.iter().map(|_| OnceLock::new()).collect();
        Standard { headers, objects }
    })
}

/// How many standard objects there are.
pub fn count() -> usize {
    standard().headers.len()
}

pub fn name(id: ObjectId) -> &'static str {
    standard().headers[id.0 as usize].name
}

pub fn find(name: &str) -> Option<ObjectId> {
    let headers = &standard().headers;
    let at = headers.binary_search_by(|header| names::compare(header.name, name));
    at.ok().map(|at| ObjectId(at as u32))
}

pub fn object(id: ObjectId) -> &'static Object {
    materialised(id)
}

pub fn shared(id: ObjectId) -> Arc<Object> {
    Arc::clone(materialised(id))
}

fn materialised(id: ObjectId) -> &'static Arc<Object> {
    let at = id.0 as usize;
    let standard = standard();
    standard.objects[at].get_or_init(|| {
        let mut object = data::object(&standard.headers[at]);
        object.sharing = default_sharing(&object.name);
        Arc::new(object)
    })
}

/// The org-wide defaults of a new org.
fn default_sharing(name: &str) -> Sharing {
    match name {
        "Task" | "Event" => Sharing::Private,
        "Contact" => Sharing::ControlledByParent,
        _ => Sharing::ReadWrite,
    }
}

/// The object whose record ids start with `prefix`, where that is one object only.
pub fn by_prefix(prefix: [u8; 3]) -> Option<ObjectId> {
    static PREFIXES: OnceLock<FxHashMap<[u8; 3], Option<ObjectId>>> = OnceLock::new();
    let prefixes = PREFIXES.get_or_init(|| {
        let mut owners = FxHashMap::default();
        for (at, header) in standard().headers.iter().enumerate() {
            if let Some(prefix) = header.key_prefix() {
                owners.entry(prefix).and_modify(|owner| *owner = None).or_insert(Some(ObjectId(at as u32)));
            }
        }
        owners
    });
    prefixes.get(&prefix).copied().flatten()
}
