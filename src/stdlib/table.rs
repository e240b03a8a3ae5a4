//! The native classes of the pure library, in the order of their ids.

use super::{Class, class};
use super::{
    asserts, blob, crypto, dates, datetimes, decimal, exception, id, interfaces, json, list, map, math, number, object,
};
use super::{pattern, set, string, system, types, uuid, xml};
use crate::hir::ClassKind;

pub(super) fn classes() -> Vec<Class> {
    let parts = [basic(), collections(), tools()];
    parts.into_iter().flatten().collect()
}

/// The classes behind the types that the language knows.
fn basic() -> Vec<Class> {
    vec![
        class!(object::rows, "Object", "Any value."),
        class!(object::enum_rows, "Enum", "What every constant of an enum answers."),
        class!(number::boolean, "Boolean", "True or false."),
        class!(number::integer, "Integer", "A whole number of 32 bits."),
        class!(number::long, "Long", "A whole number of 64 bits."),
        class!(number::double, "Double", "A floating-point number of 64 bits."),
        class!(decimal::rows, "Decimal", "A decimal number of any precision, with a scale."),
        class!(string::rows, "String", "A text; places count UTF-16 units."),
        class!(id::rows, "Id", "The Id of a record."),
        class!(blob::rows, "Blob", "Bytes."),
        class!(dates::date_rows, "Date", "A day."),
        class!(datetimes::rows, "Datetime", "A moment."),
        class!(dates::time_rows, "Time", "A time of day."),
        class!(types::rows, "Type", "A type of Apex as a value."),
        class!(exception::rows, "Exception", "The root of all exceptions; only its subclasses can be made."),
    ]
}

fn collections() -> Vec<Class> {
    vec![
        class!(list::rows, "List", "Elements in order.", params: &["T"], implements: &["Iterable<T>"]),
        class!(set::rows, "Set", "Elements that are all different.", params: &["T"], implements: &["Iterable<T>"]),
        class!(map::rows, "Map", "Values by key.", params: &["K", "V"]),
        class!(
            interfaces::iterator, "Iterator", "Walks over elements one by one.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::iterable, "Iterable", "Whatever a for loop can walk over.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::comparator, "Comparator", "An order for `List.sort`.",
            kind: ClassKind::Interface, params: &["T"],
        ),
        class!(
            interfaces::batchable, "Database.Batchable", "Work that is split into chunks, each its own transaction.",
            kind: ClassKind::Interface, params: &["T"],
        ),
    ]
}

fn tools() -> Vec<Class> {
    vec![
        class!(system::rows, "System", "The log, assertions, time, jobs."),
        class!(asserts::rows, "Assert", "Assertions; a failed one ends the transaction."),
        class!(math::rows, "Math", "Mathematical functions."),
        class!(json::rows, "JSON", "Values to and from JSON."),
        class!(json::parser_rows, "JSONParser", "A walk over the tokens of a JSON text."),
        class!(json::generator_rows, "JSONGenerator", "Writes JSON piece by piece."),
        class!(pattern::rows, "Pattern", "A compiled regular expression."),
        class!(pattern::matcher_rows, "Matcher", "A walk over the matches of a pattern in a text."),
        class!(blob::encoding_rows, "EncodingUtil", "Base 64, hexadecimal digits, form values."),
        class!(crypto::rows, "Crypto", "Digests, codes, encryption, random numbers."),
        class!(uuid::rows, "UUID", "A universally unique identifier."),
        class!(dates::zone_rows, "TimeZone", "A time zone."),
        class!(xml::document_rows, "Dom.Document", "An XML document."),
        class!(xml::node_rows, "Dom.XmlNode", "A node of an XML document."),
        class!(xml::reader_rows, "XmlStreamReader", "A walk over the events of an XML text."),
        class!(xml::writer_rows, "XmlStreamWriter", "Writes XML piece by piece."),
    ]
}
