//! The real world as a host: time, chance, callouts to allowed hosts, and a log that goes where the embedder says.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crate::org::{Host, HttpAnswer, HttpCall, LogEntry};

/// Which endpoints callouts may reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Callouts {
    #[default]
    Denied,
    /// These hosts, their subdomains not included.
    Hosts(Vec<String>),
    All,
}

type LogSink = Box<dyn Fn(LogEntry<'_>) + Send + Sync>;

/// The host of the command line.
pub struct SystemHost {
    log: LogSink,
    callouts: Callouts,
    started: Instant,
    random: AtomicU64,
}

impl SystemHost {
    pub fn new(log: impl Fn(LogEntry<'_>) + Send + Sync + 'static) -> SystemHost {
        SystemHost {
            log: Box::new(log),
            callouts: Callouts::Denied,
            started: Instant::now(),
            // The standard library's only source of chance.
            random: AtomicU64::new(RandomState::new().hash_one(0)),
        }
    }

    pub fn with_callouts(mut self, callouts: Callouts) -> SystemHost {
        self.callouts = callouts;
        self
    }

    fn allows(&self, endpoint: &str) -> bool {
        match &self.callouts {
            Callouts::Denied => false,
            Callouts::All => true,
            Callouts::Hosts(hosts) => {
                let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
                let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
                let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
                let name = host.split_once(':').map_or(host, |(name, _)| name);
                hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(host))
            }
        }
    }
}

impl Host for SystemHost {
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        since.as_millis() as i64
    }

    fn ticks(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    fn random(&self) -> u64 {
        // SplitMix64: well spread from any start.
        let mut z = self.random.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn callout(&self, request: &HttpCall) -> Result<HttpAnswer, String> {
        if !self.allows(&request.endpoint) {
            return Err(format!(
                "Unauthorized endpoint, please check Setup->Security->Remote site settings. endpoint = {}",
                request.endpoint
            ));
        }
        send(request).map_err(|error| error.to_string())
    }

    fn log(&self, entry: LogEntry<'_>) {
        (self.log)(entry);
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

fn send(call: &HttpCall) -> Result<HttpAnswer, ureq::Error> {
    let mut config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    if call.timeout_ms > 0 {
        config = config.timeout_global(Some(Duration::from_millis(u64::from(call.timeout_ms))));
    }
    let agent: ureq::Agent = config.build().into();
    let mut request = ureq::http::Request::builder().method(call.method.as_str()).uri(&call.endpoint);
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let mut response = agent.run(request.body(call.body.clone())?)?;
    let status = response.status();
    let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let mut body = Vec::new();
    // The platform refuses answers of more than 12 MB.
    response.body_mut().as_reader().take(12_000_000).read_to_end(&mut body)?;
    Ok(HttpAnswer {
        status_code: status.as_u16(),
        status: status.canonical_reason().unwrap_or_default().to_owned(),
        headers,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callouts_reach_allowed_hosts_only() {
        let host = |callouts| SystemHost::new(|_| {}).with_callouts(callouts);
        let some = host(Callouts::Hosts(vec!["api.example.com".into(), "localhost:8080".into()]));
        assert!(some.allows("https://api.example.com/a?b"));
        assert!(some.allows("https://API.example.com:444/a"));
        assert!(some.allows("http://localhost:8080/x"));
        assert!(!some.allows("http://localhost:9090/x"));
        assert!(!some.allows("https://evil.com/api.example.com"));
        assert!(!some.allows("https://api.example.com@evil.com/"));
        assert!(!host(Callouts::Denied).allows("https://api.example.com"));
    }
}
