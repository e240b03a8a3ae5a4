//! The size of a transaction's heap: what can be reached from its frames and statics, each object once.
//!
//! Walking costs time, so it is done when the clock is looked at, at most a thirtieth of the time, and when large pieces were
//! allocated; `Limits.getHeapSize()` walks too.

use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use crate::interp::limits::Profile;
use crate::interp::{Exec, Interp};
use crate::value::list::ListData;
use crate::value::{Object, Record, Ref, Value};

/// When the heap was measured last and what that cost.
#[derive(Clone, Copy, Debug)]
pub struct LastMeasure {
    at: Instant,
    cost: Duration,
}

impl Default for LastMeasure {
    fn default() -> LastMeasure {
        LastMeasure { at: Instant::now(), cost: Duration::ZERO }
    }
}

impl Interp {
    /// Looks at the clock and, now and then, at the heap.
    ///
    /// # Errors
    /// The LimitException of CPU time or heap.
    #[cold]
    pub fn check_limits(&mut self) -> Exec<()> {
        self.check_cpu()?;
        let last = self.last_measure;
        if last.at.elapsed() < (last.cost * 30).max(Duration::from_millis(20)) {
            return Ok(());
        }
        self.check_heap_now()
    }

    /// Makes room for a large piece (a string, a copied collection). When the last measurement and what came since leave too
    /// little, the heap is measured anew.
    ///
    /// # Errors
    /// `Apex heap size too large: <bytes>`
    #[cold]
    pub fn reserve(&mut self, bytes: usize) -> Exec<()> {
        let wanted = bytes as u64;
        if self.limits.heap_estimate() + wanted > self.limits.max_heap() {
            let held = self.heap_size();
            self.check_heap(held + wanted)?;
            self.limits.measured(held);
        }
        self.limits.note(wanted);
        Ok(())
    }

    /// Counts a value that library code made, if it is large.
    #[inline]
    pub(super) fn weigh(&mut self, value: Value) -> Exec<Value> {
        match &value {
            Value::String(s) if s.len() > LARGE => self.reserve(s.len())?,
            Value::Ref(r) => {
                if let Object::List(list) = &**r
                    && r.is_unique()
                {
                    let bytes = list.borrow().len() * std::mem::size_of::<Value>();
                    if bytes > LARGE {
                        self.reserve(bytes)?;
                    }
                }
            }
            _ => {}
        }
        Ok(value)
    }

    #[cold]
    fn check_heap_now(&mut self) -> Exec<()> {
        let bytes = self.heap_size();
        self.check_heap(bytes)
    }

    /// Measures the heap in bytes.
    pub fn heap_size(&mut self) -> u64 {
        let start = Instant::now();
        let mut walk = Walk::new(self.limits.profile());
        for value in self.roots() {
            walk.value(value);
        }
        walk.rest();
        let bytes = walk.bytes;
        self.last_measure = LastMeasure { at: Instant::now(), cost: start.elapsed() };
        bytes
    }
}

/// Pieces that are counted when they are made; smaller ones wait for the next measurement.
pub const LARGE: usize = 32 * 1024;

struct Walk {
    bytes: u64,
    weights: Weights,
    seen: FxHashSet<usize>,
    /// Objects whose parts are still to be counted; a stack of our own, since lists can be deep.
    todo: Vec<Ref>,
}

/// What things count.
struct Weights {
    /// An object, whatever it holds.
    block: u64,
    /// A field, an element, a key.
    value: u64,
}

impl Weights {
    /// The platform's figures, as far as they can be seen: a public test that passes there keeps 20,000 objects of 13 fields and
    /// six empty maps each in a map, within 6 MB. So an object and a reference count little.
    const PLATFORM: Weights = Weights { block: 8, value: 8 };
    /// What objects take here, so that other profiles bound the memory of the process.
    const OWN: Weights = Weights { block: 128, value: std::mem::size_of::<Value>() as u64 };
}

impl Walk {
    fn new(profile: Profile) -> Walk {
        let weights = match profile {
            Profile::Platform => Weights::PLATFORM,
            Profile::Roomy | Profile::Off => Weights::OWN,
        };
        Walk { bytes: 0, weights, seen: FxHashSet::default(), todo: Vec::new() }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(s) if s.len() > 22 => self.bytes += s.len() as u64,
            Value::Ref(r) if self.seen.insert(r.address()) => self.todo.push(r.clone()),
            _ => {}
        }
    }

    fn rest(&mut self) {
        while let Some(r) = self.todo.pop() {
            self.bytes += self.weights.block;
            let each = self.weights.value;
            match &*r {
                Object::Instance(i) => {
                    // A field may be borrowed while native code runs; it is counted the next time.
                    if let Ok(fields) = i.fields.try_borrow() {
                        self.all(fields.iter(), each);
                    }
                }
                Object::List(l) => match l.try_borrow().as_deref().map(|l| &l.data) {
                    Ok(ListData::Values(values)) => self.all(values.iter(), each),
                    Ok(ListData::Booleans(v)) => self.bytes += v.len() as u64,
                    Ok(ListData::Integers(v)) => self.bytes += v.len() as u64 * 4,
                    Ok(ListData::Doubles(v)) => self.bytes += v.len() as u64 * 8,
                    Err(_) => {}
                },
                Object::Set(s) => {
                    if let Ok(s) = s.try_borrow() {
                        self.all(s.iter(), 2 * each);
                    }
                }
                Object::Map(m) => {
                    if let Ok(m) = m.try_borrow() {
                        for (k, v) in m.iter() {
                            self.bytes += 3 * each;
                            self.value(k);
                            self.value(v);
                        }
                    }
                }
                Object::Record(record) => {
                    if let Ok(record) = record.try_borrow() {
                        self.record(&record);
                    }
                }
                Object::Blob(b) => self.bytes += b.0.len() as u64,
                Object::Decimal(_) | Object::Native(_) => self.bytes += 32,
                Object::Stub { provider, .. } => self.value(provider),
            }
        }
    }

    fn all<'v>(&mut self, values: impl Iterator<Item = &'v Value>, each: u64) {
        for value in values {
            self.bytes += each;
            self.value(value);
        }
    }

    /// A queried record shares its row with the org; only what is its own counts, and a little for each queried field.
    fn record(&mut self, record: &Record) {
        for (_, value) in record.own_fields() {
            self.bytes += self.weights.value + 4;
            self.value(value);
        }
        if record.is_queried() {
            self.bytes += 64;
        }
        for value in record.extra().into_iter().flat_map(|e| e.parents.values().chain(e.children.values())) {
            self.bytes += self.weights.value;
            self.value(value);
        }
    }
}
