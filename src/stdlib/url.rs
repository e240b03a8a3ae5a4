//! `Url`: a parsed address, with the parts that Java's class of that name has.

use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::value::{NativeObject, Str, Value};

/// Where the org seems to live.
pub(super) const DOMAIN: &str = "https://orgless.my.salesforce.com";

/// The parts of an address; what is not there is empty or none.
#[derive(Clone, Default, PartialEq)]
struct Url {
    protocol: String,
    user: Option<String>,
    host: String,
    port: Option<i32>,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

type UrlRef = Native<Url>;

impl Url {
    /// None when there is no protocol.
    fn parse(text: &str) -> Option<Url> {
        let text = text.trim();
        let (protocol, rest) = text.split_once(':')?;
        let known = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        if protocol.is_empty() || !protocol.chars().all(known) {
            return None;
        }
        let mut url = Url { protocol: protocol.to_ascii_lowercase(), ..Url::default() };
        let rest = url.take_fragment(rest);
        match rest.strip_prefix("//") {
            None => url.set_file(rest),
            Some(rest) => {
                let end = rest.find(['/', '?']).unwrap_or(rest.len());
                let (authority, file) = rest.split_at(end);
                let place = match authority.rsplit_once('@') {
                    Some((user, place)) => {
                        url.user = Some(user.to_owned());
                        place
                    }
                    None => authority,
                };
                match place.rsplit_once(':') {
                    Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
                        url.host = host.to_owned();
                        url.port = port.parse().ok();
                    }
                    _ => url.host = place.to_owned(),
                }
                url.set_file(file);
            }
        }
        Some(url)
    }

    fn take_fragment<'t>(&mut self, text: &'t str) -> &'t str {
        match text.split_once('#') {
            Some((before, fragment)) => {
                self.fragment = Some(fragment.to_owned());
                before
            }
            None => text,
        }
    }

    fn set_file(&mut self, file: &str) {
        match file.split_once('?') {
            Some((path, query)) => (self.path, self.query) = (path.to_owned(), Some(query.to_owned())),
            None => (self.path, self.query) = (file.to_owned(), None),
        }
    }

    fn authority(&self) -> String {
        let user = self.user.as_ref().map_or_else(String::new, |u| format!("{u}@"));
        let port = self.port.map_or_else(String::new, |p| format!(":{p}"));
        format!("{user}{}{port}", self.host)
    }

    fn file(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    fn default_port(&self) -> i32 {
        match self.protocol.as_str() {
            "http" => 80,
            "https" => 443,
            "ftp" => 21,
            _ => -1,
        }
    }

    fn text(&self) -> String {
        let authority = self.authority();
        let slashes = if authority.is_empty() { "" } else { "//" };
        let fragment = self.fragment.as_ref().map_or_else(String::new, |f| format!("#{f}"));
        format!("{}:{slashes}{authority}{}{fragment}", self.protocol, self.file())
    }

    /// Another address seen from this one.
    fn join(&self, spec: &str) -> Url {
        if let Some(whole) = Url::parse(spec) {
            return whole;
        }
        let mut url = Url { query: None, fragment: None, ..self.clone() };
        let spec = url.take_fragment(spec);
        if let Some(query) = spec.strip_prefix('?') {
            url.query = Some(query.to_owned());
        } else if spec.starts_with('/') {
            url.set_file(spec);
        } else if spec.is_empty() {
            url.query.clone_from(&self.query);
        } else {
            let folder = self.path.rfind('/').map_or("/", |at| &self.path[..=at]);
            url.set_file(&without_dots(&format!("{folder}{spec}")));
        }
        url
    }

    fn value(self) -> Value {
        NativeObject::value(super::class_id("Url"), self)
    }
}

/// A path with its `.` and `..` steps taken.
fn without_dots(file: &str) -> String {
    let (path, query) = file.split_once('?').map_or((file, None), |(p, q)| (p, Some(q)));
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "." => {}
            ".." if steps.len() > 1 => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    let path = steps.join("/");
    query.map_or(path.clone(), |q| format!("{path}?{q}"))
}

fn parse(cx: &mut Interp, spec: &str) -> Exec<Url> {
    Url::parse(spec).ok_or_else(|| cx.throw(Exc::String, format!("no protocol: {spec}")))
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m("Url(String spec)", "Reads an address.", |cx: &mut Interp, spec: Str| parse(cx, &spec).map(Url::value)),
        m("Url(Url context, String spec)", "Reads an address as seen from another.", |base: UrlRef, spec: Str| {
            base.with(|b| b.join(&spec)).value()
        }),
        m(
            "Url(String protocol, String host, String file)",
            "Puts an address together.",
            |protocol: Str, host: Str, file: Str| make(&protocol, &host, None, &file),
        ),
        m(
            "Url(String protocol, String host, Integer port, String file)",
            "Puts an address together.",
            |protocol: Str, host: Str, port: i32, file: Str| make(&protocol, &host, (port >= 0).then_some(port), &file),
        ),
        m("static Url getOrgDomainUrl()", "The org's own address.", org_domain),
        m("static Url getSalesforceBaseUrl()", "The org's own address.", org_domain),
        m("static Url getCurrentRequestUrl()", "The address of the request under way.", org_domain),
        m(
            "static String getFileFieldURL(String entityId, String fieldName)",
            "Where the file of a record's field can be had.",
            |id: Str, field: Str| format!("{DOMAIN}/servlet/servlet.FileDownload?file={id}&field={field}"),
        ),
    ];
    rows.extend(parts());
    rows
}

fn org_domain() -> Value {
    Url::parse(DOMAIN).expect("a well-formed address").value()
}

fn make(protocol: &str, host: &str, port: Option<i32>, file: &str) -> Value {
    let mut url = Url { protocol: protocol.to_ascii_lowercase(), host: host.to_owned(), port, ..Url::default() };
    let file = url.take_fragment(file).to_owned();
    url.set_file(&file);
    url.value()
}

fn parts() -> Vec<Row> {
    vec![
        m("String getProtocol()", "`https`.", |u: UrlRef| u.with(|u| u.protocol.clone())),
        m("String getHost()", "The host's name.", |u: UrlRef| u.with(|u| u.host.clone())),
        m("Integer getPort()", "The port, or -1 when none is given.", |u: UrlRef| u.with(|u| u.port.unwrap_or(-1))),
        m("Integer getDefaultPort()", "The protocol's usual port.", |u: UrlRef| u.with(|u| u.default_port())),
        m("String getPath()", "The path, without a query.", |u: UrlRef| u.with(|u| u.path.clone())),
        m("String getQuery()", "What follows the question mark, or null.", |u: UrlRef| u.with(|u| u.query.clone())),
        m("String getRef()", "What follows the hash, or null.", |u: UrlRef| u.with(|u| u.fragment.clone())),
        m("String getFile()", "Path and query.", |u: UrlRef| u.with(|u| u.file())),
        m("String getUserInfo()", "What stands before the at sign, or null.", |u: UrlRef| u.with(|u| u.user.clone())),
        m("String getAuthority()", "User, host and port.", |u: UrlRef| u.with(|u| u.authority())),
        m("String toExternalForm()", "The whole address.", |u: UrlRef| u.with(|u| u.text())),
        m("String toString()", "The class and the whole address.", |u: UrlRef| {
            u.with(|u| format!("Url:[delegate={}]", u.text()))
        }),
        m(
            "Boolean sameFile(Url other)",
            "Whether both lead to the same place, hashes aside.",
            |a: UrlRef, b: UrlRef| {
                let strip = |u: &UrlRef| u.with(|u| Url { fragment: None, ..u.clone() });
                strip(&a) == strip(&b)
            },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_apart_and_together_again() {
        let text = "https://me@example.com:8443/a/b?x=1#top";
        let url = Url::parse(text).expect("a protocol");
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), ("example.com", Some(8443), "/a/b"));
        assert_eq!(url.text(), text);
        assert_eq!(url.join("../c").text(), "https://me@example.com:8443/c");
        assert_eq!(url.join("/d?e").text(), "https://me@example.com:8443/d?e");
        assert!(Url::parse("relative").is_none());
    }
}
