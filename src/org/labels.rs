//! Custom labels and their translations.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A label: its own text, the language of that, and its texts in others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    pub language: String,
    /// Languages as they are written, and texts.
    pub translations: Vec<(String, String)>,
}

impl Label {
    /// The text in a language; the label's own where there is no translation.
    pub fn text_in(&self, language: &str) -> &str {
        let of = |language: &str| self.translations.iter().find(|(l, _)| l.eq_ignore_ascii_case(language));
        let found = of(language).or_else(|| of(family(language)).filter(|_| !is_same(language, &self.language)));
        found.map_or(&self.text, |(_, text)| text)
    }

    /// Whether there is a text of the label in a language: its own counts.
    pub fn is_in(&self, language: &str) -> bool {
        language.is_empty()
            || is_same(language, &self.language)
            || self.translations.iter().any(|(l, _)| l.eq_ignore_ascii_case(language))
    }
}

/// `de` of `de_AT`
fn family(language: &str) -> &str {
    language.split('_').next().unwrap_or(language)
}

/// `en` is `en_US`.
fn is_same(asked: &str, own: &str) -> bool {
    asked.eq_ignore_ascii_case(own) || asked.eq_ignore_ascii_case(family(own))
}

/// The labels of a project, found by their names in any case. All forks of an org share them.
#[derive(Default)]
pub struct Labels {
    named: OnceLock<FxHashMap<String, Label>>,
}

impl Labels {
    /// Gives the org its labels. Only the first call counts.
    pub fn set(&self, named: impl Iterator<Item = (String, Label)>) {
        // A second call would change what running code sees.
        let _ = self.named.set(named.map(|(name, label)| (name.to_ascii_lowercase(), label)).collect());
    }

    pub fn get(&self, name: &str) -> Option<&Label> {
        self.named.get()?.get(&name.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_its_family_and_then_to_the_labels_own() {
        let label = Label {
            text: "colour".to_owned(),
            language: "en_GB".to_owned(),
            translations: vec![("en".to_owned(), "color".to_owned()), ("de".to_owned(), "Farbe".to_owned())],
        };
        let asked = ["de", "DE_at", "en_GB", "en_US", "fr"];
        assert_eq!(asked.map(|l| label.text_in(l)), ["Farbe", "Farbe", "colour", "color", "colour"]);
        assert_eq!(["de", "en_GB", "de_AT", "fr"].map(|l| label.is_in(l)), [true, true, false, false]);
    }
}
