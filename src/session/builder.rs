//! Makes a session: what to load, and what to run it with.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::host::SystemHost;
use super::world::{World, note};
use super::{Profile, Session};
use super::{definitions, seed};
use crate::diag::SourceMap;
use crate::org::{self, Host, LogEntry, Org};
use crate::project::metadata::{self, Label, ProjectMetadata};
use crate::project::{self, DiscoverError, Inputs};
use crate::schema::{Mode, Schema};
use crate::sema::{self, LabelText, Labels, Options, SourceUnit, UnitKind};
use crate::stdlib;
use crate::syntax::Symbol;

/// How a session will be. All fields have a default: no sources, the inferred schema, roomy limits, the real clock.
#[derive(Default)]
pub struct Builder {
    inputs: Inputs,
    texts: Vec<Text>,
    host: Option<Arc<dyn Host>>,
    now: Option<i64>,
    profile: Option<Profile>,
    strict: bool,
}

struct Text {
    name: String,
    text: String,
    line_offset: u32,
}

/// The sources or the project could not be read.
pub type LoadError = DiscoverError;

impl Builder {
    /// Loads a class or trigger; a text may also hold several of them.
    pub fn source(self, name: &str, text: impl Into<String>) -> Builder {
        self.part(name, text, 0)
    }

    /// Loads classes and triggers that are a part of a document: their lines count from `line_offset`.
    pub fn part(mut self, name: &str, text: impl Into<String>, line_offset: u32) -> Builder {
        self.texts.push(Text { name: name.to_owned(), text: text.into(), line_offset });
        self
    }

    /// Loads the sources and metadata of projects and folders. They are read when the session is built.
    ///
    /// # Errors
    /// A path that does not exist, or a project file that cannot be read.
    pub fn paths(self, paths: &[PathBuf]) -> Result<Builder, LoadError> {
        Ok(self.inputs(&Inputs::sources_of(paths)?))
    }

    /// Loads sources and metadata that were found before.
    pub fn inputs(mut self, inputs: &Inputs) -> Builder {
        let known: FxHashSet<PathBuf> = self.inputs.sources.iter().map(|source| source.path.clone()).collect();
        let fresh = inputs.sources.iter().filter(|source| !known.contains(&source.path));
        self.inputs.sources.extend(fresh.cloned());
        self.inputs.roots.extend(inputs.roots.iter().cloned());
        self.inputs.namespaces.extend(inputs.namespaces.iter().cloned());
        self
    }

    /// The outside world. Without one, time and chance are real, callouts are denied and debug lines are captured.
    pub fn host(mut self, host: Arc<dyn Host>) -> Builder {
        self.host = Some(host);
        self
    }

    /// Starts the org's clock at this time (milliseconds since 1970) and lets only [`Session::advance`] move it.
    pub fn now(mut self, now: Option<i64>) -> Builder {
        self.now = now;
        self
    }

    pub fn limits(mut self, profile: Profile) -> Builder {
        self.profile = Some(profile);
        self
    }

    /// Unknown objects and fields are errors, `__c` ones too.
    pub fn strict_schema(mut self, strict: bool) -> Builder {
        self.strict = strict;
        self
    }

    /// Reads, compiles, and makes the org. Errors in sources are in [`Session::diagnostics`].
    ///
    /// # Errors
    /// None at present; what cannot be read is in [`Session::problems`].
    pub fn build(self) -> Result<Session, LoadError> {
        let mut schema = if self.strict { Schema::standard() } else { Schema::inferred() };
        // The library is compiled beside the reading of metadata and of the objects that every org is seeded with.
        let library = std::thread::spawn(|| sema::base(stdlib::library(), Arc::new(Schema::standard())));
        let (metadata, problems) = metadata::load(&self.inputs.roots, &mut schema);
        schema.set_namespaces(&self.inputs.namespaces);
        for name in org::SEEDED {
            schema.get(name);
        }
        // A panic there comes again below, with its own words.
        let _ = library.join();
        let mut problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        debug_assert_eq!(schema.mode() == Mode::Strict, self.strict);

        let base = sema::base(stdlib::library(), Arc::new(schema.clone()));
        let mut map = SourceMap::clone(&base.sources);
        let (units, unread) = project::load(&self.inputs.sources, &mut map);
        problems.extend(unread);
        let mut units: Vec<SourceUnit> =
            units.into_iter().map(|file| SourceUnit { file, kind: UnitKind::Single }).collect();
        for text in self.texts {
            let file = map.add_slice(text.name, text.text, text.line_offset);
            units.push(SourceUnit { file, kind: UnitKind::Several });
        }
        let options = Options { labels: Arc::new(labels(&metadata)) };
        let (program, diagnostics) = sema::compile(&base, schema, Arc::new(map), &units, &options);

        let host = self.host.unwrap_or_else(|| Arc::new(capturing_host()));
        let org = Org::new(Arc::clone(&program.schema), host);
        if let Some(now) = self.now {
            org.clock().set(now);
        }
        org.formulas().labels().set(metadata.labels.iter().map(|label| {
            let texts = org::Label {
                text: label.value.clone(),
                language: label.language.clone(),
                translations: label.translations.clone(),
            };
            (label.name.clone(), texts)
        }));
        let certificates = metadata.certificates.iter();
        // Without a file only the name is known.
        org.certificates()
            .set(certificates.map(|(name, path)| (name.clone(), std::fs::read(path).unwrap_or_default())));
        problems.extend(seed::fill(&org, &program, &metadata));
        definitions::fill(&org, &definitions::named_by(&program, &metadata.custom_metadata));
        let profile = self.profile.unwrap_or(Profile::Roomy);
        let world = World::new(program, org, profile, options.labels);
        Ok(Session { world, diagnostics, problems })
    }
}

/// The real world; debug lines go to whoever listens on the thread.
pub(crate) fn capturing_host() -> SystemHost {
    SystemHost::new(|entry: LogEntry<'_>| {
        if entry.event == "USER_DEBUG" {
            note(entry.text);
        }
    })
}

fn labels(metadata: &ProjectMetadata) -> Labels {
    let label = |label: &Label| {
        let text = Arc::from(label.value.as_str());
        (Symbol::intern(&label.name), LabelText { text, is_translated: !label.translations.is_empty() })
    };
    metadata.labels.iter().map(label).collect()
}
