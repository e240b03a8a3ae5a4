//! Dotted names in queries: lookups, then a field.

use super::{Frame, Hop};
use crate::hir::FieldPath;
use crate::schema::ObjectId;
use crate::sema::check::Body;
use crate::syntax::ast::{self, Ident};

/// How many lookups a path may follow.
const MAX_HOPS: usize = 5;

impl Body<'_> {
    /// Resolves a path to a field; reports what is unknown.
    pub fn path(&mut self, frame: &Frame, path: &ast::FieldPath) -> Option<FieldPath> {
        let (last, first) = path.names.split_last()?;
        let (hops, object) = match first {
            [] => (Vec::new(), frame.object),
            _ => match self.hops(frame, first) {
                Some(found) => found,
                None => {
                    self.unknown_relationship(frame.object, first, path.span);
                    return None;
                }
            },
        };
        if hops.len() > MAX_HOPS {
            let message = "cannot query foreign key relationships more than 5 levels away from the root SObject";
            self.error("query-path", message, path.span);
        }
        match self.cx.field_at(self.file, object, *last) {
            Some(field) => Some(FieldPath { hops, object, field }),
            None => {
                self.unknown_column(object, *last);
                None
            }
        }
    }

    /// The lookups that a list of relationship names leads through, and the object at their end.
    pub fn hops(&mut self, frame: &Frame, names: &[Ident]) -> Option<(Vec<Hop>, ObjectId)> {
        let alias = names.first().and_then(|n| frame.aliases.iter().rev().find(|(a, _)| *a == n.sym));
        let (mut hops, rest): (Vec<Hop>, &[Ident]) = match alias {
            // A lookup may have the name of the object itself: `Parent` on an alias is rare, `Account.Account` is not.
            Some((_, hops)) => (hops.clone(), &names[1..]),
            None => (Vec::new(), names),
        };
        let mut object = hops.last().map_or(frame.object, |hop| hop.2);
        for name in rest {
            let (field, parent) = self.cx.parent_at(self.file, object, *name)?;
            hops.push((object, field, parent));
            object = parent;
        }
        Some((hops, object))
    }

    pub fn unknown_column(&mut self, object: ObjectId, name: Ident) {
        self.unknown_part("column", object, name);
    }

    /// The same for a `relation`, where only such will do.
    pub fn unknown_part(&mut self, what: &str, object: ObjectId, name: Ident) {
        let text = self.text(name.span).to_owned();
        let entity = self.cx.schema.name(object).to_owned();
        let names: Vec<String> = self.cx.schema.object(object).fields().iter().map(|f| f.name.to_string()).collect();
        let near = self.cx.closest(&text, names.iter().map(|n| n.as_str()));
        let help = near.map(|n| format!("did you mean `{n}`?"));
        let message = format!(
            "No such {what} '{text}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append the \
             '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
        );
        self.error_with_help("unknown-column", message, name.span, help);
    }

    fn unknown_relationship(&mut self, object: ObjectId, names: &[Ident], span: crate::diag::Span) {
        let text = names.last().map(|n| self.text(n.span).to_owned()).unwrap_or_default();
        let entity = self.cx.schema.name(object).to_owned();
        let message = format!(
            "Didn't understand relationship '{text}' in field path. If you are attempting to use a custom relationship, be sure \
             to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the \
             appropriate names."
        );
        let help = Some(format!("it was looked up from `{entity}`"));
        self.error_with_help("unknown-relationship", message, span, help);
    }
}
