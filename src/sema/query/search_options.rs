//! The `WITH` clauses of a search.

use crate::diag::Span;
use crate::hir::SearchTarget;
use crate::sema::check::Body;
use crate::syntax::ast::{self, QueryValueKind, WithKind, WithSetting};

/// What may follow `WITH` in a search, next to access modes and data categories.
const OPTIONS: [&str; 7] =
    ["SPELL_CORRECTION", "HIGHLIGHT", "SNIPPET", "METADATA", "DIVISION", "NETWORK", "PricebookId"];

impl Body<'_> {
    /// Refuses clauses that no search has, and values that they do not take.
    pub(super) fn check_search_options(&mut self, clauses: &[ast::WithClause], returning: &[SearchTarget]) {
        let mut seen: Vec<&str> = Vec::new();
        for clause in clauses {
            match &clause.kind {
                WithKind::SecurityEnforced => self.refuse("Invalid WITH SECURITY_ENFORCED clause", clause.span),
                WithKind::Other { name, settings } => {
                    let written = self.text(name.span).to_owned();
                    match OPTIONS.iter().find(|option| option.eq_ignore_ascii_case(&written)) {
                        None => self.refuse(format!("Invalid WITH {written} clause"), clause.span),
                        Some(option) if seen.contains(option) => {
                            self.refuse(format!("Duplicate WITH {option} clause"), clause.span);
                        }
                        Some(option) => {
                            seen.push(option);
                            self.check_option(option, settings, returning, clause.span);
                        }
                    }
                }
                WithKind::UserMode | WithKind::SystemMode | WithKind::DataCategory(_) => {}
            }
        }
    }

    fn check_option(&mut self, option: &str, settings: &[WithSetting], returning: &[SearchTarget], span: Span) {
        let none = settings.iter().any(|s| matches!(s.value.kind, QueryValueKind::Null));
        // What depends on the org and its records shows where the search runs.
        let runs = self.dynamic.is_some();
        match option {
            "SPELL_CORRECTION" | "DIVISION" if none => self.refuse(format!("Invalid WITH {option} clause"), span),
            "NETWORK" if none => self.refuse("NULL cannot be used for WITH NETWORK clause", span),
            "DIVISION" if runs => self.refuse("divisions are not enabled", span),
            "PricebookId" if runs => {
                let schema = &self.cx.schema;
                if returning.iter().any(|target| &*schema.object(target.query.object).name != "Product2") {
                    self.refuse("PricebookId filter can only be applied to 'Product2' search", span);
                }
            }
            _ => {}
        }
    }

    fn refuse(&mut self, message: impl Into<String>, span: Span) {
        let help = format!("a search takes WITH {} or an access mode, each once", OPTIONS.join(", "));
        self.error_with_help("search-with", message, span, Some(help));
    }
}
