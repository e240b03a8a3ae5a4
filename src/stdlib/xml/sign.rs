//! `Crypto.signXml`: a signature enveloped in the element that it signs (XML Signature, exclusive canonical form).

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scan::{Bindings, Name};
use super::tree::{Kind, Node};
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::stdlib::crypto::signing_algorithm;
use crate::stdlib::signature::{Algorithm, Hash, Scheme};
use crate::stdlib::{certificates, environment};
use crate::value::Str;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const ENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const CANONICAL: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn method(algorithm: Algorithm) -> String {
    match (algorithm.scheme, algorithm.hash) {
        (Scheme::Rsa, Hash::Sha1) => format!("{DSIG}rsa-sha1"),
        (Scheme::Rsa, hash) => format!("{MORE}rsa-{}", name(hash)),
        (Scheme::Ecdsa | Scheme::EcdsaPlain, hash) => format!("{MORE}ecdsa-{}", name(hash)),
    }
}

fn digest_method(hash: Hash) -> String {
    let home = match hash {
        Hash::Sha1 => DSIG,
        Hash::Sha256 | Hash::Sha512 => ENC,
        Hash::Sha384 => MORE,
    };
    format!("{home}{}", name(hash))
}

fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
    }
}

/// The exclusive canonical form without comments.
fn canonical(node: &Node, declared: &Bindings, out: &mut String) {
    match node.kind {
        Kind::Text => push(out, &node.text, false),
        Kind::Comment => {}
        Kind::Element => {
            let attributes = node.attributes.borrow();
            let mut sorted: Vec<&(Name, String)> = attributes.iter().collect();
            sorted.sort_by_key(|(name, _)| (&name.namespace, &name.local));
            let names = sorted.iter().map(|(name, _)| name).filter(|name| !name.prefix.is_empty());
            let mut used: Vec<(&str, &str)> =
                names.chain([&node.name]).map(|n| (n.prefix.as_str(), n.namespace.as_str())).collect();
            used.sort_unstable();
            used.dedup();
            let mut declared = declared.clone();
            let tag = full(&node.name);
            out.push('<');
            out.push_str(&tag);
            for (prefix, uri) in used {
                let known = declared.iter().rev().find(|(p, _)| p == prefix).map_or("", |(_, uri)| uri);
                if known == uri || prefix == "xml" {
                    continue;
                }
                declared.push((prefix.to_owned(), uri.to_owned()));
                let colon = if prefix.is_empty() { "" } else { ":" };
                out.push_str(&format!(" xmlns{colon}{prefix}=\""));
                push(out, uri, true);
                out.push('"');
            }
            for (name, value) in sorted {
                out.push_str(&format!(" {}=\"", full(name)));
                push(out, value, true);
                out.push('"');
            }
            out.push('>');
            node.children.borrow().iter().for_each(|child| canonical(child, &declared, out));
            out.push_str(&format!("</{tag}>"));
        }
    }
}

fn full(name: &Name) -> String {
    match name.prefix.as_str() {
        "" => name.local.clone(),
        prefix => format!("{prefix}:{}", name.local),
    }
}

/// A text or the value of an attribute.
fn push(out: &mut String, text: &str, in_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if !in_attribute => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\t' if in_attribute => out.push_str("&#x9;"),
            '\n' if in_attribute => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

fn form(node: &Node) -> String {
    let mut out = String::new();
    canonical(node, &Bindings::new(), &mut out);
    out
}

/// A new last child among the signature's elements.
fn add(parent: &Rc<Node>, local: &str, attribute: Option<(&str, &str)>) -> Rc<Node> {
    let node = Node::element(ds(local));
    let name = |local: &str| Name { local: local.to_owned(), ..Name::default() };
    node.attributes.borrow_mut().extend(attribute.map(|(local, value)| (name(local), value.to_owned())));
    parent.insert(Rc::clone(&node), None);
    node
}

fn ds(local: &str) -> Name {
    Name { prefix: "ds".into(), local: local.into(), namespace: DSIG.into() }
}

fn add_text(parent: &Rc<Node>, local: &str, text: String) {
    add(parent, local, None).insert(Node::new(Kind::Text, Name::default(), text), None);
}

/// The value of the attribute that names the element; made when there is none.
fn id_of(cx: &Interp, node: &Node, wanted: Option<&str>) -> String {
    let wanted = wanted.unwrap_or("ID");
    let is_it = |name: &Name| full(name) == wanted || format!("{}:{}", name.namespace, name.local) == wanted;
    if let Some((_, value)) = node.attributes.borrow().iter().find(|(name, _)| is_it(name)) {
        return value.clone();
    }
    let id = format!("_{:016x}{:016x}", environment::random(cx), environment::random(cx));
    let name = Name { local: wanted.to_owned(), ..Name::default() };
    node.attributes.borrow_mut().push((name, id.clone()));
    id
}

fn sign(
    cx: &mut Interp,
    algorithm: &str,
    node: &Rc<Node>,
    id_attribute: Option<&str>,
    certificate: &str,
    before: Option<&Rc<Node>>,
) -> Result<(), Thrown> {
    let algorithm = signing_algorithm(cx, algorithm)?;
    let file = certificates::certificate(cx, certificate)?;
    if !node.is_element() {
        return Err(cx.throw(Exc::Xml, "Only an element can be signed"));
    }
    let id = id_of(cx, node, id_attribute);
    let digest = algorithm.hash.digest(form(node).as_bytes());

    let signature = Node::element(ds("Signature"));
    signature.namespaces.borrow_mut().push(("ds".into(), DSIG.into()));
    let info = add(&signature, "SignedInfo", None);
    add(&info, "CanonicalizationMethod", Some(("Algorithm", CANONICAL)));
    add(&info, "SignatureMethod", Some(("Algorithm", &method(algorithm))));
    let reference = add(&info, "Reference", Some(("URI", &format!("#{id}"))));
    let transforms = add(&reference, "Transforms", None);
    add(&transforms, "Transform", Some(("Algorithm", &format!("{DSIG}enveloped-signature"))));
    add(&transforms, "Transform", Some(("Algorithm", CANONICAL)));
    add(&reference, "DigestMethod", Some(("Algorithm", &digest_method(algorithm.hash))));
    add_text(&reference, "DigestValue", STANDARD.encode(digest));

    // XML has the two numbers of ECDSA side by side.
    let plain = match algorithm.scheme {
        Scheme::Rsa => algorithm,
        Scheme::Ecdsa | Scheme::EcdsaPlain => Algorithm { scheme: Scheme::EcdsaPlain, ..algorithm },
    };
    let made = certificates::sign(cx, plain, certificate, form(&info).as_bytes())?;
    add_text(&signature, "SignatureValue", STANDARD.encode(made));
    if let Some(file) = file {
        let data = add(&add(&signature, "KeyInfo", None), "X509Data", None);
        add_text(&data, "X509Certificate", STANDARD.encode(file));
    }
    if !node.insert(signature, before) {
        return Err(cx.throw(Exc::Xml, "The reference node is no child of the signed node"));
    }
    Ok(())
}

type Element = Native<Rc<Node>>;

pub(in crate::stdlib) fn rows() -> Vec<Row> {
    vec![
        m(
            "static void signXml(String algorithm, Dom.XmlNode node, String idAttribute, String certificate)",
            "Puts a signature into the node, at its end.",
            |cx: &mut Interp, algorithm: Str, node: Element, id: Option<Str>, certificate: Str| {
                let node = node.with(|node| Rc::clone(node));
                sign(cx, &algorithm, &node, id.as_deref(), &certificate, None)
            },
        ),
        m(
            "static void signXml(String algorithm, Dom.XmlNode node, String idAttribute, String certificate, Dom.XmlNode before)",
            "Puts a signature into the node, before a child; before none at the end.",
            |cx: &mut Interp,
             algorithm: Str,
             node: Element,
             id: Option<Str>,
             certificate: Str,
             before: Option<Native<Rc<Node>>>| {
                let node = node.with(|node| Rc::clone(node));
                let before = before.map(|before| before.with(|before| Rc::clone(before)));
                sign(cx, &algorithm, &node, id.as_deref(), &certificate, before.as_ref())
            },
        ),
    ]
}
