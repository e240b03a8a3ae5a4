//! What the platform has and orgless does not have yet: declared by methods without a body in the prelude, so that whatever uses it
//! compiles, and honest when it is called.

use crate::interp::native::{NativeFn, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Str, Value};

/// A row of a native class of which orgless has the signature alone; `member` is its name with its class.
pub(super) fn declared(signature: &'static str, member: &'static str) -> Row {
    let params = signature.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let mut depth = 0;
    let commas = params.chars().filter(|c| {
        depth += i32::from(*c == '<') - i32::from(*c == '>');
        *c == ',' && depth == 0
    });
    let arity = if params.is_empty() { 0 } else { commas.count() + 1 } + usize::from(!signature.starts_with("static "));
    let call: NativeFn = Box::new(move |cx, _| Err(not_available(cx, member)));
    Row { signature, doc: "Declared; orgless does not have it yet.", arity, call }
}

fn not_available(cx: &mut Interp, member: &str) -> Thrown {
    cx.throw(Exc::UnsupportedOperation, format!("{member} is not available in orgless yet"))
}

/// `Orgless.Missing`: what the prelude's methods without a body call.
pub(super) fn rows() -> Vec<Row> {
    vec![m("static void call(String member)", "Throws and names the member.", |cx: &mut Interp, member: Str| {
        Err::<Value, Thrown>(not_available(cx, &member))
    })]
}
