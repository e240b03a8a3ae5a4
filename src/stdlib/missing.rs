//! What the platform has and orgless does not have yet: declared, so that whatever uses it compiles, and honest when it is called.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Str, Value};

/// Declares a row of a native class that is still to be written. In the prelude the same is said by a method without a body.
pub(super) fn missing(signature: &'static str, doc: &'static str) -> Row {
    Row { signature, doc, arity: Row::MISSING, call: Box::new(|cx, _| Err(fail(cx, signature))) }
}

/// Gives the missing rows of a class the name that they tell: `Database.convertLead`.
pub(super) fn name_all(class: &'static str, rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.arity == Row::MISSING) {
        let name = member_name(class, row.signature);
        row.call = Box::new(move |cx: &mut Interp, _: &[Value]| Err(fail(cx, &name)));
    }
}

/// `Messaging.renderEmailTemplate` of `static String renderEmailTemplate(String id)`; of a constructor the class.
fn member_name(class: &str, signature: &str) -> String {
    let head = signature.split(['(', '{']).next().expect("split answers at least one part").trim();
    match head.rsplit_once(char::is_whitespace) {
        Some((_, member)) => format!("{class}.{member}"),
        None => class.to_owned(),
    }
}

fn fail(cx: &mut Interp, name: &str) -> Thrown {
    cx.throw(Exc::UnsupportedOperation, format!("{name} is not available in orgless yet"))
}

/// `Orgless.Missing`: what the prelude's methods without a body call.
pub(super) fn rows() -> Vec<Row> {
    vec![m("static void call(String member)", "Throws and names the member.", |cx: &mut Interp, member: Str| {
        Err::<Value, Thrown>(fail(cx, &member))
    })]
}
