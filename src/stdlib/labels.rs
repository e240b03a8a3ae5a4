//! `Orgless.Labels`: custom labels by name, behind `Label`.

use super::argument::Numbered;
use super::user_info;
use crate::interp::Interp;
use crate::interp::native::{Row, m};
use crate::org::Label;
use crate::value::Str;

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static String own(String name)",
            "The text of a label in the user's language.",
            |cx: &mut Interp, name: Str| {
                let language = user_info::language(cx);
                label(cx, None, &name).map(|label| label.text_in(&language).to_owned())
            },
        ),
        m(
            "static String text(String space, String name, String language)",
            "The text of a label in a language, or its own text where that has none. Null: there is no such label.",
            |cx: &mut Interp, space: Option<Str>, Numbered(name): Numbered<Str>, Numbered(language): Numbered<Str>| {
                label(cx, space.as_deref(), &name).map(|label| label.text_in(&language).to_owned())
            },
        ),
        m(
            "static Boolean exists(String space, String name, String language)",
            "Whether there is a text of a label in a language.",
            |cx: &mut Interp, space: Option<Str>, Numbered(name): Numbered<Str>, Numbered(language): Numbered<Str>| {
                label(cx, space.as_deref(), &name).is_some_and(|label| label.is_in(&language))
            },
        ),
    ]
}

/// A label of the project: its namespace, none and `c` all mean its own.
fn label<'c>(cx: &'c Interp, space: Option<&str>, name: &str) -> Option<&'c Label> {
    let is_own =
        |space: &str| space.is_empty() || space.eq_ignore_ascii_case("c") || cx.org.schema().is_namespace(space);
    if !space.is_none_or(is_own) {
        return None;
    }
    cx.org.formulas().labels().get(name)
}
