//! `Searched`: the folders of a run, and which patterns no file there answers to.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use ignore::gitignore::Gitignore;

use super::discover::is_candidate;
use super::file::resolve_folder;

/// The folders that a command line names, every link resolved.
pub struct Searched(Vec<Arc<Path>>);

impl Searched {
    #[must_use]
    pub fn of(paths: &[PathBuf]) -> Self {
        let folders = paths.iter().filter(|path| path.is_dir());
        Self(folders.map(|path| resolve_folder(path)).collect())
    }

    /// Whether there is no file that a pattern can mean, which `root` is the folder of.
    ///
    /// Only of what the search of a folder takes in this is said: what people name one by one, and what git is to ignore, may
    /// come to be elsewhere, as a plan that is made for each run. Then, and where a part of the files is checked, the answer is no.
    pub fn lacks(&self, root: &Path, pattern: &str, is_meant: &dyn Fn(&Path) -> bool) -> bool {
        let pattern = Path::new(pattern.strip_prefix("./").unwrap_or(pattern));
        let is_plain = |part: Component| match part {
            Component::Normal(name) => {
                Some(!name.as_encoded_bytes().iter().any(|&byte| is_special(byte)))
            }
            _ => None,
        };
        if !is_candidate(pattern) || pattern.components().any(|part| is_plain(part).is_none()) {
            return false;
        }
        let fixed = pattern.parent().unwrap_or(pattern).components();
        let fixed: PathBuf = fixed
            .take_while(|part| is_plain(*part) == Some(true))
            .collect();
        let folder = root.join(fixed);
        self.0.iter().any(|searched| folder.starts_with(searched))
            && !is_ignored(root, &root.join(pattern))
            && !holds(&folder, is_meant)
    }
}

/// Whether a byte of a pattern does not stand for itself.
fn is_special(byte: u8) -> bool {
    b"*?[]{}\\".contains(&byte)
}

/// Whether a `.gitignore` speaks of this path, in its folder or further up to the root of the repository.
fn is_ignored(folder: &Path, path: &Path) -> bool {
    for folder in folder.ancestors() {
        let (rules, _) = Gitignore::new(folder.join(".gitignore"));
        if rules.matched_path_or_any_parents(path, false).is_ignore() {
            return true;
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    false
}

/// Whether a file of this folder is meant, ignored ones included.
fn holds(folder: &Path, is_meant: &dyn Fn(&Path) -> bool) -> bool {
    let walk = WalkBuilder::new(folder).standard_filters(false).build();
    let mut files = walk.filter_map(Result::ok);
    files
        .any(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()) && is_meant(entry.path()))
}
