//! From the paths on a command line to the inputs of a run.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::file::{Input, Mention, ReadError, folder_of, resolve_folder};
use crate::sort;
use crate::source::MAX_BYTES;
use crate::text;

/// What a run is to read, each file once, each list sorted by name.
#[derive(Debug, Default)]
pub struct Discovered {
    pub inputs: Vec<Input>,
    /// Files in folders that are left alone, and why: not an error.
    pub skipped: Vec<Skipped>,
    /// What cannot be read: the rest is checked, and the run fails.
    pub unreadable: Vec<Unreadable>,
}

impl Discovered {
    /// For those who conclude from what is not there: what is left alone counts as unreadable.
    #[must_use]
    pub fn whole(mut self) -> Self {
        let skipped = self.skipped.drain(..).map(|one| Unreadable {
            name: one.name,
            error: ReadError::LeftAlone(one.reason),
        });
        self.unreadable.extend(skipped);
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub name: String,
    pub reason: String,
}

#[derive(Debug)]
pub struct Unreadable {
    pub name: String,
    pub error: ReadError,
}

/// A command line that makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("standard input (`-`) can be read only once")]
    StdinTwice,
}

/// Finds the inputs: files as they are named, `-` as standard input, and every `.json` file of a folder.
///
/// In folders, `.gitignore` is respected as git does (so only inside of a repository), hidden entries are left out, and links
/// are not followed. What a person's own git settings ignore is checked, so that every machine checks the same files.
/// A pipe or device that is named is read; one in a folder is skipped.
pub fn discover(paths: &[PathBuf]) -> Result<Discovered, InputError> {
    let (stdin, paths): (Vec<_>, Vec<_>) = paths.iter().partition(|path| path.as_os_str() == "-");
    let mut discovery = Discovery {
        // A folder holds each file once.
        is_alone: paths.len() == 1,
        ..Discovery::default()
    };
    match stdin.as_slice() {
        [] => {}
        [_] => discovery.found.inputs.push(Input::stdin()),
        _ => return Err(InputError::StdinTwice),
    }
    let mut folders = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folders.push(path),
            Ok(metadata) if metadata.len() > MAX_BYTES as u64 => {
                discovery.unreadable(path, ReadError::TooLarge);
            }
            Ok(_) => discovery.named(path),
            Err(error) => discovery.unreadable(path, error.into()),
        }
    }
    // Named files come first: one that also lies in a named folder counts as named.
    for folder in folders {
        discovery.walk(folder);
    }
    Ok(discovery.finish())
}

#[derive(Default)]
struct Discovery {
    found: Discovered,
    /// Whether one path was named, so that no file can come twice.
    is_alone: bool,
    /// The files so far, every link resolved.
    seen: HashSet<PathBuf>,
    /// Folders as written, and resolved: to ask the system costs as much as to read a policy.
    folders: HashMap<PathBuf, Arc<Path>>,
    /// The folder that was asked for last, as written, and resolved.
    last: Option<(PathBuf, Arc<Path>)>,
}

impl Discovery {
    fn named(&mut self, path: &Path) {
        let folder = self.resolve_folder_of(path);
        let input = Input::file(path.to_owned(), folder, Mention::Named);
        let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        let target = is_link.then(|| path.canonicalize().ok()).flatten();
        self.add(input, target);
    }

    fn walk(&mut self, folder: &Path) {
        let walk = WalkBuilder::new(folder)
            .follow_links(false)
            .ignore(false)
            .git_global(false)
            .git_exclude(false)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => self.entry(entry),
                Err(error) => self.walk_error(folder, error),
            }
        }
    }

    fn entry(&mut self, entry: ignore::DirEntry) {
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else {
            return;
        };
        if !is_json(entry.file_name()) {
            return;
        }
        if kind.is_symlink() {
            return self.skip(entry.path(), "a symbolic link");
        }
        if !kind.is_file() {
            return self.skip(entry.path(), "not a regular file");
        }
        let folder = self.resolve_folder_of(entry.path());
        self.add(Input::file(entry.into_path(), folder, Mention::Found), None);
    }

    /// `target` is what the input is a link to.
    fn add(&mut self, input: Input, target: Option<PathBuf>) {
        if self.is_alone {
            return self.found.inputs.push(input);
        }
        let identity = target.or_else(|| input.resolved());
        if identity.is_none_or(|identity| self.seen.insert(identity)) {
            self.found.inputs.push(input);
        }
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        self.found.skipped.push(Skipped {
            name: text::slashed(path),
            reason: reason.to_owned(),
        });
    }

    fn unreadable(&mut self, path: &Path, error: ReadError) {
        let name = text::slashed(path);
        self.found.unreadable.push(Unreadable { name, error });
    }

    fn walk_error(&mut self, folder: &Path, error: ignore::Error) {
        let place = error_path(&error).unwrap_or(folder).to_owned();
        // The others are patterns of a `.gitignore` that cannot be read; git passes over them too.
        if let Some(error) = error.into_io_error() {
            self.unreadable(&place, error.into());
        }
    }

    fn resolve_folder_of(&mut self, file: &Path) -> Arc<Path> {
        // Files of one folder come one after another, and to take a path apart is dear.
        if let Some((last, resolved)) = &self.last
            && is_directly_in(file, last)
        {
            return resolved.clone();
        }
        let folder = folder_of(file);
        let resolved = match self.folders.get(folder) {
            Some(resolved) => resolved.clone(),
            None => resolve_folder(folder),
        };
        self.folders.insert(folder.to_owned(), resolved.clone());
        self.last = Some((folder.to_owned(), resolved.clone()));
        resolved
    }

    fn finish(self) -> Discovered {
        let mut found = self.found;
        // Names that are not UTF-8 may look alike: the path decides then.
        found.inputs.sort_by(|one, other| {
            let by_path = || one.resolved().cmp(&other.resolved());
            one.name.cmp(&other.name).then_with(by_path)
        });
        sort::by(&mut found.skipped, |one, other| one.name.cmp(&other.name));
        found.skipped.dedup();
        sort::by(&mut found.unreadable, |one, other| {
            one.name.cmp(&other.name)
        });
        found
            .unreadable
            .dedup_by(|one, other| one.name == other.name);
        found
    }
}

/// Whether a search of a folder takes in a file with this path below it, whatever is ignored there.
#[must_use]
pub fn is_candidate(below: &Path) -> bool {
    let is_hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".");
    below.file_name().is_some_and(is_json) && !below.iter().any(is_hidden)
}

fn is_json(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let end = name.len().checked_sub(".json".len());
    // A name that is nothing else has no extension.
    let end = end.filter(|&start| start > 0);
    end.and_then(|start| name.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(b".json"))
}

/// Whether the file stands in this folder, both as written. Where that is not plain to see it says no.
fn is_directly_in(file: &Path, folder: &Path) -> bool {
    let [file, folder] = [file, folder].map(|path| path.as_os_str().as_encoded_bytes());
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    match file.strip_prefix(folder) {
        Some([separator, name @ ..]) => is_separator(separator) && !name.iter().any(is_separator),
        _ => false,
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}
