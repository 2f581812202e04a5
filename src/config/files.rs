//! `Files`: lists of file patterns, and which of the lists a path is in.

use globset::{Glob, GlobBuilder, GlobSet};

/// One regular expression serves this many patterns: fewer cost time to compile, more could pass its size limit.
const PATTERNS_PER_SET: usize = 256;

/// The longest pattern that is taken, in bytes; no path that a system can open needs a longer one.
const LONGEST_PATTERN: usize = 1024;

/// Patterns in the order in which they were added, each of one list.
#[derive(Debug, Default)]
pub(super) struct Files {
    sets: Vec<GlobSet>,
    /// For each pattern, the list that it belongs to; ascending.
    owners: Vec<usize>,
}

impl Files {
    /// Patterns with the list that each belongs to, the lists in ascending order. The error is for a set of patterns
    /// that is too large to match.
    pub(super) fn new(patterns: &[(usize, Glob)]) -> Result<Self, globset::Error> {
        let mut files = Self::default();
        for chunk in patterns.chunks(PATTERNS_PER_SET) {
            files.owners.extend(chunk.iter().map(|(owner, _)| owner));
            files
                .sets
                .push(GlobSet::new(chunk.iter().map(|(_, glob)| glob.clone()))?);
        }
        Ok(files)
    }

    pub(super) fn first(&self, path: &str) -> Option<usize> {
        self.owners_of(path).next()
    }

    /// Every list that has `path`, in ascending order, each once.
    pub(super) fn all(&self, path: &str) -> Vec<usize> {
        let mut owners: Vec<usize> = self.owners_of(path).collect();
        owners.dedup();
        owners
    }

    fn owners_of(&self, path: &str) -> impl Iterator<Item = usize> {
        self.sets.iter().enumerate().flat_map(move |(set, globs)| {
            // GlobSet gives the indices sorted.
            globs
                .matches(path)
                .into_iter()
                .filter_map(move |index| self.owners.get(set * PATTERNS_PER_SET + index).copied())
        })
    }
}

/// A pattern in which `*` and `?` stay within one folder and `**` crosses folders; the error is a clause for people.
pub(super) fn pattern(text: &str) -> Result<Glob, String> {
    if text.is_empty() {
        return Err("the pattern is empty".to_owned());
    }
    if text.len() > LONGEST_PATTERN {
        return Err(format!(
            "the pattern is longer than {LONGEST_PATTERN} bytes"
        ));
    }
    // `./infra` and `infra` are one folder to whoever writes them.
    let text = text.strip_prefix("./").unwrap_or(text);
    GlobBuilder::new(text)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| format!("the pattern cannot be read: {}", error.kind()))
}
