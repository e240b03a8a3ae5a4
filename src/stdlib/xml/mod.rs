//! XML: `Dom.Document`, `Dom.XmlNode`, `XmlStreamReader`, `XmlStreamWriter`.

mod document;
mod fault;
mod node;
mod reader;
mod scan;
mod sign;
mod tree;
mod writer;

pub(super) use document::rows as document_rows;
pub(super) use node::rows as node_rows;
pub(super) use reader::rows as reader_rows;
pub(super) use sign::rows as sign_rows;
pub(super) use writer::rows as writer_rows;

/// Appends a text as a stream writes it: `&`, `<` and `>` escaped, in attributes quotes too.
fn push_escaped(out: &mut String, text: &str, in_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
