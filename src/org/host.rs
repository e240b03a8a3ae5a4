//! The outside world as the core sees it: time, chance, callouts, log and files. The core itself never does IO.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// What an embedding program provides. The command line has one on the real world, tests use [`MemoryHost`].
pub trait Host: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn now(&self) -> i64;

    /// Monotonic nanoseconds, for CPU limits.
    fn ticks(&self) -> u64;

    /// 64 random bits.
    fn random(&self) -> u64;

    /// Sends an HTTP request. The error is the text of a `CalloutException`.
    fn callout(&self, request: &HttpCall) -> Result<HttpAnswer, String>;

    /// Takes one log entry.
    fn log(&self, entry: LogEntry<'_>);

    /// Reads a file that the user gave the program access to.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// An HTTP request as Apex made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpCall {
    pub method: String,
    pub endpoint: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub timeout_ms: u32,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpAnswer {
    pub status_code: u16,
    pub status: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// One entry of the debug log.
#[derive(Clone, Copy, Debug)]
pub struct LogEntry<'a> {
    /// `USER_DEBUG`, `SOQL_EXECUTE_BEGIN`, ...
    pub event: &'static str,
    /// `ERROR`, `WARN`, `INFO`, `DEBUG`, `FINE`, `FINER`, `FINEST`
    pub level: &'static str,
    pub line: u32,
    pub text: &'a str,
}

/// A host in memory: time as it is set, repeatable chance, no callouts, log entries kept.
#[derive(Default)]
pub struct MemoryHost {
    now: AtomicI64,
    random: AtomicU64,
    log: Mutex<Vec<String>>,
}

/// 2026-01-15T12:00:00Z, when tests begin.
const START: i64 = 1_768_478_400_000;

impl MemoryHost {
    pub fn new() -> MemoryHost {
        MemoryHost { now: AtomicI64::new(START), ..MemoryHost::default() }
    }

    pub fn set_now(&self, ms: i64) {
        self.now.store(ms, Ordering::Relaxed);
    }

    /// The texts of `USER_DEBUG` entries so far; they are taken out.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("no logger panics"))
    }
}

impl Host for MemoryHost {
    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    fn ticks(&self) -> u64 {
        0
    }

    fn random(&self) -> u64 {
        // SplitMix64: well spread from any start.
        let mut z = self.random.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn callout(&self, request: &HttpCall) -> Result<HttpAnswer, String> {
        Err(format!(
            "Unauthorized endpoint, please check Setup->Security->Remote site settings. endpoint = {}",
            request.endpoint
        ))
    }

    fn log(&self, entry: LogEntry<'_>) {
        if entry.event == "USER_DEBUG" {
            self.log.lock().expect("no logger panics").push(entry.text.to_owned());
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        Err(io::Error::new(io::ErrorKind::NotFound, path.display().to_string()))
    }
}
