//! `PageReference`: an address inside the org, with parameters that can be changed.

use crate::hir::TypeId;
use crate::interp::native::{ListRef, MapRef, Native, RecordRef, Row, m};
use crate::interp::{Exec, Interp};
use crate::value::{Case, Map, NativeObject, Str, Value};

struct Page {
    /// Without query and anchor.
    path: String,
    parameters: Value,
    headers: Value,
    cookies: Value,
    anchor: Option<String>,
    redirect: bool,
    code: i32,
}

type PageRef = Native<Page>;

pub(super) fn make(cx: &Interp, url: &str) -> Value {
    let (rest, anchor) = match url.split_once('#') {
        Some((rest, anchor)) => (rest, Some(anchor.to_owned())),
        None => (url, None),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parameters = Map::new(TypeId::STRING, TypeId::STRING);
    parameters.case = Case::Ignored;
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        parameters.put(Value::string(&decode(name)), Value::string(&decode(value)));
    }
    let cookie = cx.program.find_class("System.Cookie").map_or(TypeId::OBJECT, TypeId::class);
    let page = Page {
        path: path.to_owned(),
        parameters: Value::map(parameters),
        headers: Value::map(Map::new(TypeId::STRING, TypeId::STRING)),
        cookies: Value::map(Map::new(TypeId::STRING, cookie)),
        anchor,
        redirect: false,
        code: 0,
    };
    NativeObject::value(super::class_id("PageReference"), page)
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = vec![
        m(
            "PageReference(String url)",
            "The page of an address, which may have parameters.",
            |cx: &mut Interp, url: Str| make(cx, &url),
        ),
        m("PageReference(SObject record)", "The page of a record.", |cx: &mut Interp, record: RecordRef| {
            let id = record.borrow().id();
            make(cx, &id.map_or_else(|| "/".to_owned(), |id| format!("/{id}")))
        }),
        m(
            "static PageReference forResource(String name)",
            "The page of a static resource.",
            |cx: &mut Interp, name: Str| make(cx, &format!("/resource/{name}")),
        ),
        m(
            "static PageReference forResource(String name, String path)",
            "The page of a file in a static resource.",
            |cx: &mut Interp, name: Str, path: Str| make(cx, &format!("/resource/{name}/{path}")),
        ),
        m("String getUrl()", "The address with its parameters.", |cx: &mut Interp, p: PageRef| url(cx, &p)),
        m("Map<String, String> getParameters()", "The parameters; changing the map changes the page.", |p: PageRef| {
            p.with(|p| p.parameters.clone())
        }),
        m("Map<String, String> getHeaders()", "The headers; changing the map changes the page.", |p: PageRef| {
            p.with(|p| p.headers.clone())
        }),
        m("Map<String, Cookie> getCookies()", "The cookies by name.", |p: PageRef| p.with(|p| p.cookies.clone())),
        m("void setCookies(List<Cookie> cookies)", "Adds cookies.", set_cookies),
    ];
    rows.extend(more_rows());
    rows
}

fn more_rows() -> Vec<Row> {
    vec![
        m("String getAnchor()", "The place in the page, or null.", |p: PageRef| p.with(|p| p.anchor.clone())),
        m(
            "PageReference setAnchor(String anchor)",
            "Sets the place in the page.",
            |p: PageRef, anchor: Option<Str>| {
                p.with(|p| p.anchor = anchor.map(|a| a.to_string()));
                p.value()
            },
        ),
        m("Boolean getRedirect()", "Whether the browser is sent there.", |p: PageRef| p.with(|p| p.redirect)),
        m(
            "PageReference setRedirect(Boolean redirect)",
            "Sets whether the browser is sent there.",
            |p: PageRef, redirect: Option<bool>| {
                p.with(|p| p.redirect = redirect.unwrap_or(false));
                p.value()
            },
        ),
        m("Integer getRedirectCode()", "The status code of a redirect.", |p: PageRef| p.with(|p| p.code)),
        m(
            "PageReference setRedirectCode(Integer code)",
            "Sets the status code of a redirect.",
            |p: PageRef, code: i32| {
                p.with(|p| (p.code, p.redirect) = (code, true));
                p.value()
            },
        ),
        m("Blob getContent()", "What the page shows; pages are not rendered here.", content),
        m("Blob getContentAsPDF()", "What the page shows; pages are not rendered here.", content),
        m("String toString()", "The class and the address.", |cx: &mut Interp, p: PageRef| {
            url(cx, &p).map(|url| format!("System.PageReference[{url}]"))
        }),
    ]
}

/// In a test the platform answers a placeholder as well, since pages cannot be rendered there.
fn content(cx: &mut Interp, _: PageRef) -> Exec<Value> {
    match cx.context.is_test() {
        true => Ok(Value::blob(b"UNIT.TEST".to_vec())),
        false => {
            Err(cx.throw(crate::interp::Exc::UnsupportedOperation, "PageReference.getContent: pages are not rendered"))
        }
    }
}

fn set_cookies(cx: &mut Interp, p: PageRef, cookies: ListRef) -> Exec<()> {
    let held = p.with(|p| p.cookies.clone());
    let Some(map) = MapRef::of(&held) else { return Ok(()) };
    for cookie in cookies.borrow().to_vec() {
        let name = cx.call_named(&cookie, "getName", &[])?;
        map.borrow_mut().put(name, cookie);
    }
    Ok(())
}

fn url(cx: &mut Interp, p: &PageRef) -> Exec<String> {
    let (path, parameters, anchor) = p.with(|p| (p.path.clone(), p.parameters.clone(), p.anchor.clone()));
    let entries: Vec<(Value, Value)> = match MapRef::of(&parameters) {
        Some(map) => map.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
        None => Vec::new(),
    };
    let mut url = path;
    let mut separator = '?';
    for (name, value) in entries.iter().filter(|(_, v)| !v.is_null()) {
        url.push(separator);
        separator = '&';
        url.push_str(&encode(&cx.text(name)?));
        url.push('=');
        url.push_str(&encode(&cx.text(value)?));
    }
    if let Some(anchor) = anchor {
        url.push('#');
        url.push_str(&anchor);
    }
    Ok(url)
}

/// As form data: letters, digits and `.-*_` stay, a blank becomes a plus sign.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let hex = |b: &u8| char::from(*b).to_digit(16);
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push((hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0)) as u8);
                rest = after;
            }
            (other, _) => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_encoding() {
        let text = "a b&c=d/é+%";
        assert_eq!(decode(&encode(text)), text);
        assert_eq!(encode("a b"), "a+b");
        assert_eq!(decode("100%"), "100%");
    }
}
