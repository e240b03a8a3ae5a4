//! The methods of String that are those of Apache Commons, held to what it answers: `tests/data/commons.tsv`.

use super::expected::rows_of;
use super::values::{call, interp, text};
use crate::value::Value;

fn argument(field: &str) -> Value {
    match field.strip_prefix('#') {
        Some(number) => Value::Integer(number.parse().expect("digits stand behind the sign")),
        None => Value::string(field),
    }
}

#[test]
fn strings_answer_as_commons_does() {
    let mut cx = interp();
    let mut faults = Vec::new();
    for row in rows_of("commons.tsv") {
        let fields: Vec<&str> = (1..row.len()).map(|at| row.text(at)).collect();
        let (expected, arguments) = fields.split_last().expect("a row has an answer");
        let values: Vec<Value> = arguments.iter().map(|field| argument(field)).collect();
        let found = match call(&mut cx, "String", row.kind(), &values) {
            Value::Null => "null".to_owned(),
            value => text(&mut cx, &value),
        };
        if found != *expected {
            faults.push(format!("{} of {arguments:?}: {found} instead of {expected}", row.kind()));
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}
