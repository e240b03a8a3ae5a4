//! Says what the paths of a command line are: SFDX projects, folders, single sources, documents.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::markdown;

/// What lies under the given paths, in the order of paths and names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inputs {
    pub sources: Vec<SourcePath>,
    /// Where metadata is looked for.
    pub roots: Vec<PathBuf>,
    /// The namespaces of the projects, as their project files say.
    pub namespaces: Vec<String>,
    pub documents: Vec<DocumentPath>,
}

/// A `.cls` or `.trigger` file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcePath {
    pub path: PathBuf,
    pub kind: SourceKind,
}

impl SourcePath {
    /// How messages name the file.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceKind {
    Class,
    Trigger,
}

/// A Markdown or text document with `apex` blocks, or a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentPath {
    pub path: PathBuf,
    /// The command line names it, not only a folder above it.
    pub named: bool,
    /// A `.apex` file: all of it is one block.
    pub is_script: bool,
    /// Where the sources and the metadata lie that it compiles with.
    pub support: Vec<PathBuf>,
}

/// Why the paths of a command line cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("{}: {error}", path.display())]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{}: {message}", path.display())]
    Project { path: PathBuf, message: String },
}

/// Looks through the paths.
///
/// * A folder with `sfdx-project.json` gives the sources and metadata of its package directories, and no documents.
/// * A folder within a package directory gives its sources and metadata, and no documents: what lies beside classes there is
///   a note to people.
/// * Any other folder gives all sources, metadata and documents below it. A document is a `.md` file with an `apex` block, but
///   one whose name is in capitals (`README.md`) only counts when it is named itself.
/// * A document found in a folder compiles with the sources of its own folder, one named itself with those in `support/`
///   beside it.
///
/// # Errors
/// A path that does not exist, or a project file that cannot be read.
pub fn discover(paths: &[PathBuf]) -> Result<Inputs, DiscoverError> {
    let mut inputs = Inputs::default();
    for path in paths {
        let info = std::fs::metadata(path).map_err(|error| unreadable(path, error))?;
        if !info.is_dir() {
            inputs.add_named(path);
        } else if path.join(PROJECT_FILE).is_file() {
            let project = project(path)?;
            inputs.namespaces.extend(project.namespace);
            for package in project.packages {
                inputs.add_folder(&package, Documents::Skip)?;
            }
        } else if let Some(project) = project_around(path) {
            inputs.namespaces.extend(project.namespace);
            inputs.add_folder(path, Documents::Skip)?;
        } else {
            inputs.add_folder(path, Documents::Take)?;
        }
    }
    inputs.keep_each_once();
    Ok(inputs)
}

const PROJECT_FILE: &str = "sfdx-project.json";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Documents {
    Take,
    Skip,
}

impl Inputs {
    /// The folder's sources are all there is: no documents are looked for.
    ///
    /// # Errors
    /// As [`discover`].
    pub fn sources_of(paths: &[PathBuf]) -> Result<Inputs, DiscoverError> {
        let mut inputs = discover(paths)?;
        inputs.documents.clear();
        Ok(inputs)
    }

    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.documents.is_empty()
    }

    /// A file that was named on the command line.
    fn add_named(&mut self, path: &Path) {
        if let Some(kind) = SourceKind::of(path) {
            self.sources.push(SourcePath { path: path.to_owned(), kind });
            return;
        }
        let support = path.parent().map(|folder| folder.join("support")).filter(|folder| folder.is_dir());
        self.documents.push(DocumentPath {
            path: path.to_owned(),
            named: true,
            is_script: extension(path) == "apex",
            support: support.into_iter().collect(),
        });
    }

    fn add_folder(&mut self, folder: &Path, documents: Documents) -> Result<(), DiscoverError> {
        self.roots.push(folder.to_owned());
        self.walk(folder, documents)
    }

    /// Files that several paths or links lead to count where they are found first.
    fn keep_each_once(&mut self) {
        let mut seen = FxHashSet::default();
        self.sources.retain(|source| source.path.canonicalize().map_or(true, |file| seen.insert(file)));
    }

    fn walk(&mut self, folder: &Path, documents: Documents) -> Result<(), DiscoverError> {
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            if path.is_dir() {
                if leads_back(&path) {
                    continue;
                }
                // Static resources are data, whatever they look like.
                let documents = if name == "staticresources" { Documents::Skip } else { documents };
                self.walk(&path, documents)?;
            } else if let Some(kind) = SourceKind::of(&path) {
                self.sources.push(SourcePath { path, kind });
            } else if documents == Documents::Take && is_document(&path) {
                let support = path.parent().map(Path::to_owned);
                self.documents.push(DocumentPath {
                    path,
                    named: false,
                    is_script: false,
                    support: support.into_iter().collect(),
                });
            }
        }
        Ok(())
    }
}

impl SourceKind {
    /// What a file name says; None for all but `.cls` and `.trigger`.
    pub fn of(path: &Path) -> Option<SourceKind> {
        match extension(path).as_str() {
            "cls" => Some(SourceKind::Class),
            "trigger" => Some(SourceKind::Trigger),
            _ => None,
        }
    }
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

fn is_document(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_notice = !stem.bytes().any(|b| b.is_ascii_lowercase());
    extension(path) == "md"
        && !is_notice
        && std::fs::read(path).is_ok_and(|bytes| markdown::has_apex(&String::from_utf8_lossy(&bytes)))
}

/// What a project file says.
struct Project {
    namespace: Option<String>,
    /// The package directories that exist.
    packages: Vec<PathBuf>,
}

/// The project that a folder is a package directory of, or lies in one.
fn project_around(folder: &Path) -> Option<Project> {
    let folder = folder.canonicalize().ok()?;
    let around = folder.ancestors().skip(1).find(|above| above.join(PROJECT_FILE).is_file())?;
    let project = project(around).ok()?;
    let mut packages = project.packages.iter().filter_map(|package| package.canonicalize().ok());
    packages.any(|package| folder.starts_with(package)).then_some(project)
}

fn project(folder: &Path) -> Result<Project, DiscoverError> {
    let path = folder.join(PROJECT_FILE);
    let wrong = |message: String| DiscoverError::Project { path: path.clone(), message };
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
    let json: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| wrong(error.to_string()))?;
    let listed =
        json["packageDirectories"].as_array().ok_or_else(|| wrong("`packageDirectories` is missing".into()))?;
    let mut packages = Vec::new();
    for package in listed {
        let relative = package["path"].as_str().ok_or_else(|| wrong("a package directory has no `path`".into()))?;
        // Projects made on Windows write backslashes.
        let package = folder.join(relative.replace('\\', "/").trim_start_matches("./"));
        if package.is_dir() && !packages.contains(&package) {
            packages.push(package);
        }
    }
    if packages.is_empty() {
        return Err(wrong("none of its package directories exists".into()));
    }
    let namespace = json["namespace"].as_str().filter(|n| !n.is_empty()).map(str::to_owned);
    Ok(Project { namespace, packages })
}

/// Whether a path is a link to a folder that it lies in, and so has no end.
pub(in crate::project) fn leads_back(path: &Path) -> bool {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let target = path.is_symlink().then(|| path.canonicalize().ok()).flatten();
    matches!((folder, target), (Some(folder), Some(target)) if folder.starts_with(&target))
}

fn unreadable(path: &Path, error: std::io::Error) -> DiscoverError {
    DiscoverError::Unreadable { path: path.to_owned(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scratch folder with these files, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Folder {
            let root = std::env::temp_dir().join(format!("orgless-discover-{name}-{}", std::process::id()));
            for (path, text) in files {
                let path = root.join(path);
                std::fs::create_dir_all(path.parent().expect("below the root")).expect("scratch folders can be made");
                std::fs::write(path, text).expect("scratch files can be written");
            }
            Folder(root)
        }

        fn found(&self, path: &str) -> (Vec<String>, Vec<String>) {
            let inputs = discover(&[self.0.join(path)]).expect("the paths exist");
            let name = |path: &Path| {
                let relative = path.strip_prefix(&self.0).expect("found below the root");
                relative.to_string_lossy().replace('\\', "/")
            };
            let documents = inputs.documents.iter().map(|d| name(&d.path)).collect();
            (inputs.sources.iter().map(|s| name(&s.path)).collect(), documents)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_links_lead_to_counts_once() {
        let project = r#"{"packageDirectories":[{"path":"main"},{"path":"part"}]}"#;
        let folder = Folder::new("links", &[("sfdx-project.json", project), ("main/A.cls", ""), ("part/B.cls", "")]);
        std::os::unix::fs::symlink("../main", folder.0.join("part/lib")).expect("links can be made");
        assert_eq!(folder.found("").0, ["main/A.cls", "part/B.cls"]);
    }

    #[test]
    fn a_project_gives_its_packages_and_a_folder_all_below_it() {
        let apex = "```apex\nx();\n```\n";
        let folder = Folder::new(
            "project",
            &[
                ("sfdx-project.json", r#"{"packageDirectories":[{"path":"./main","default":true},{"path":"gone"}]}"#),
                ("main/classes/B.cls", ""),
                ("main/classes/A.cls", ""),
                ("main/triggers/T.trigger", ""),
                ("main/guide.md", apex),
                ("other/C.cls", ""),
                ("docs/guide.md", apex),
                ("docs/plain.md", "no code"),
                ("docs/README.md", apex),
                ("docs/staticresources/r.md", apex),
                ("docs/.hidden/h.md", apex),
            ],
        );
        let (sources, documents) = folder.found("");
        assert_eq!(sources, ["main/classes/A.cls", "main/classes/B.cls", "main/triggers/T.trigger"]);
        assert_eq!(documents, [""; 0]);
        assert_eq!(folder.found("main").1, [""; 0]);
        assert_eq!(folder.found("docs"), (vec![], vec!["docs/guide.md".into()]));
        assert_eq!(folder.found("docs/README.md"), (vec![], vec!["docs/README.md".into()]));
    }

    #[test]
    fn a_path_that_does_not_exist_is_an_error() {
        assert!(discover(&[PathBuf::from("no/such/path")]).is_err());
    }
}
