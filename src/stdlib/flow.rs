//! `Flow`: which flows the project has. They are known by name only.

use crate::interp::Interp;
use crate::interp::native::{Row, m};
use crate::value::{Cell, Str};

/// `Flow.Names`: what the prelude asks before it makes an interview.
pub(super) fn rows() -> Vec<Row> {
    vec![m(
        "static Boolean has(String name)",
        "Whether the project has a flow of this name.",
        |cx: &mut Interp, name: Str| {
            let schema = cx.org.schema();
            let found = schema.find("FlowDefinitionView").and_then(|object| {
                let field = schema.object(object).field("ApiName")?;
                Some(!cx.org.find_by(object, field, &Cell::string(&name)).is_empty())
            });
            found.unwrap_or(false)
        },
    )]
}
