//! The `WITH` and `UPDATE` clauses of a search.

use crate::diag::Span;
use crate::hir::SearchTarget;
use crate::sema::check::Body;
use crate::syntax::ast::{self, QueryValueKind, WithKind, WithSetting};

/// What may follow `WITH` in a search, next to access modes and data categories.
const OPTIONS: [&str; 7] =
    ["SPELL_CORRECTION", "HIGHLIGHT", "SNIPPET", "METADATA", "DIVISION", "NETWORK", "PricebookId"];

/// What may follow `UPDATE` in a search.
const UPDATES: [&str; 2] = ["VIEWSTAT", "TRACKING"];

impl Body<'_> {
    /// Refuses clauses that no search has, and values that they do not take. What depends on the org and its records is the
    /// answer: the search that runs says it.
    pub(super) fn check_search_options(
        &mut self,
        clauses: &[ast::WithClause],
        returning: &[SearchTarget],
    ) -> Option<Box<str>> {
        let mut seen: Vec<&str> = Vec::new();
        let mut refusal = None;
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
                            refusal = refusal.or(self.check_option(option, settings, returning, clause.span));
                        }
                    }
                }
                // The org has no groups of categories.
                WithKind::DataCategory(categories) => {
                    let group = categories.first().map_or("", |category| self.text(category.group.span));
                    let group = group.strip_suffix("__c").unwrap_or(group);
                    let text =
                        format!("The category group name is not valid for the entities you are searching: {group}");
                    refusal = refusal.or(Some(text.into()));
                }
                WithKind::UserMode | WithKind::SystemMode => {}
            }
        }
        refusal
    }

    fn check_option(
        &mut self,
        option: &str,
        settings: &[WithSetting],
        returning: &[SearchTarget],
        span: Span,
    ) -> Option<Box<str>> {
        if !self.check_values(option, settings) {
            return None;
        }
        let none = settings.iter().any(|s| matches!(s.value.kind, QueryValueKind::Null));
        match option {
            "SPELL_CORRECTION" | "DIVISION" if none => self.refuse(format!("Invalid WITH {option} clause"), span),
            "NETWORK" if none => self.refuse("NULL cannot be used for WITH NETWORK clause", span),
            // What depends on the org shows where the search runs.
            "DIVISION" if self.dynamic.is_some() => self.refuse("divisions are not enabled", span),
            "PricebookId" => {
                let schema = &self.cx.schema;
                if returning.iter().any(|target| &*schema.object(target.query.object).name != "Product2") {
                    return Some("PricebookId filter can only be applied to 'Product2' search".into());
                }
            }
            _ => {}
        }
        None
    }

    /// A snippet has a length; the other options take texts, `true`, `false` and `null`, no numbers and no bare words.
    fn check_values(&mut self, option: &str, settings: &[WithSetting]) -> bool {
        for setting in settings {
            let value = self.text(setting.value.span);
            let message = match (option, &setting.value.kind) {
                ("SNIPPET", QueryValueKind::Integer(n)) if *n >= 0 => continue,
                ("SNIPPET", _) if value.starts_with('-') => "expecting a number, found '-'".to_owned(),
                ("SNIPPET", _) => format!("expecting a number, found '{value}'"),
                (_, QueryValueKind::Integer(_) | QueryValueKind::Decimal(_) | QueryValueKind::DateLiteral { .. }) => {
                    match self.dynamic.is_some() {
                        true => format!("unexpected token: '{value}'"),
                        false => format!("Unexpected token '{value}'."),
                    }
                }
                _ => continue,
            };
            self.error("search-with", message, setting.value.span);
            return false;
        }
        true
    }

    /// `UPDATE VIEWSTAT, TRACKING`
    pub(super) fn check_update(&mut self, search: &ast::SoslQuery) {
        for name in &search.update {
            let known = UPDATES.iter().any(|option| option.eq_ignore_ascii_case(self.text(name.span)));
            if !known {
                let help = Some("a search updates VIEWSTAT or TRACKING".into());
                self.error_with_help("search-update", "The update option is invalid.", name.span, help);
            }
        }
    }

    /// What is viewed and tracked are articles.
    pub(super) fn check_updated(&mut self, search: &ast::SoslQuery, returning: &[SearchTarget]) {
        let Some(first) = search.update.first() else { return };
        let article = |target: &SearchTarget| {
            let name = &*self.cx.schema.object(target.query.object).name;
            matches!(name, "KnowledgeArticle" | "KnowledgeArticleVersion") || name.ends_with("__kav")
        };
        if !returning.iter().all(article) {
            let option = self.text(first.span).to_ascii_uppercase();
            let message = format!("Only KnowledgeArticle and KnowledgeArticleVersion support UPDATE {option}.");
            self.error("search-update", message, first.span);
        }
    }

    fn refuse(&mut self, message: impl Into<String>, span: Span) {
        let help = format!("a search takes WITH {} or an access mode, each once", OPTIONS.join(", "));
        self.error_with_help("search-with", message, span, Some(help));
    }
}
