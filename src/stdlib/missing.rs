//! What the platform has and orgless does not have yet: declared by methods without a body in the prelude, so that whatever uses it
//! compiles, and honest when it is called.

use crate::interp::native::{Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Str, Value};

/// `Orgless.Missing`: what the prelude's methods without a body call.
pub(super) fn rows() -> Vec<Row> {
    vec![m("static void call(String member)", "Throws and names the member.", |cx: &mut Interp, member: Str| {
        Err::<Value, Thrown>(cx.throw(Exc::UnsupportedOperation, format!("{member} is not available in orgless yet")))
    })]
}
