//! DML on external objects that goes on beside the transaction: declared, not there yet.

use super::missing::missing;
use crate::interp::native::Row;

macro_rules! forms {
    ($($name:literal $result:literal;)+) => {
        vec![$(
            missing(concat!("static ", $result, " ", $name, "(SObject record)"), DOC),
            missing(concat!("static ", $result, " ", $name, "(SObject record, AccessLevel access)"), DOC),
            missing(concat!("static ", $result, " ", $name, "(SObject record, Object callback)"), DOC),
            missing(
                concat!("static ", $result, " ", $name, "(SObject record, Object callback, AccessLevel access)"), DOC,
            ),
            missing(concat!("static List<", $result, "> ", $name, "(List<SObject> records)"), DOC),
            missing(concat!("static List<", $result, "> ", $name, "(List<SObject> records, AccessLevel access)"), DOC),
            missing(concat!("static List<", $result, "> ", $name, "(List<SObject> records, Object callback)"), DOC),
            missing(
                concat!(
                    "static List<", $result, "> ", $name, "(List<SObject> records, Object callback, AccessLevel access)"
                ),
                DOC,
            ),
        )+]
    };
}

const DOC: &str = "Changes records of an external object later; a callback hears of the end.";

pub(super) fn rows() -> Vec<Row> {
    forms! {
        "insertAsync" "Database.SaveResult";
        "updateAsync" "Database.SaveResult";
        "deleteAsync" "Database.DeleteResult";
    }
}
