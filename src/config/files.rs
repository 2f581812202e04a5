//! `Files`: lists of file patterns, and which of the lists a path is in.

use globset::{Glob, GlobBuilder, GlobSet};

use crate::source::Span;

/// One regular expression serves this many patterns: fewer take longer to compile, more seldom fit its size limit.
const PATTERNS_PER_SET: usize = 256;

/// The longest pattern that is taken, in bytes: far above what a folder needs.
const LONGEST_PATTERN: usize = 1024;

/// A pattern, the list that it belongs to, and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub owner: usize,
    pub glob: Glob,
    pub span: Span,
}

/// Patterns in the order in which they were added, each of one list.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The index of each set's first pattern, and the set; ascending.
    sets: Vec<(usize, GlobSet)>,
    /// For each pattern, its list; ascending.
    owners: Vec<usize>,
}

impl Files {
    /// The owners come in ascending order. The error is the place of a pattern that is too large to match.
    pub(super) fn new(patterns: &[Pattern]) -> Result<Self, Span> {
        let mut files = Self::default();
        for chunk in patterns.chunks(PATTERNS_PER_SET) {
            files.add(chunk)?;
        }
        Ok(files)
    }

    /// Large patterns fit in smaller sets.
    fn add(&mut self, patterns: &[Pattern]) -> Result<(), Span> {
        let globs = patterns.iter().map(|pattern| pattern.glob.clone());
        match (GlobSet::new(globs), patterns) {
            (Ok(set), _) => {
                self.sets.push((self.owners.len(), set));
                self.owners
                    .extend(patterns.iter().map(|pattern| pattern.owner));
                Ok(())
            }
            (Err(_), [only]) => Err(only.span),
            (Err(_), _) => {
                let (left, right) = patterns.split_at(patterns.len() / 2);
                self.add(left)?;
                self.add(right)
            }
        }
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
        self.sets.iter().flat_map(move |(first, set)| {
            // GlobSet gives the indices sorted.
            set.matches(path)
                .into_iter()
                .filter_map(move |index| self.owners.get(first + index).copied())
        })
    }
}

/// A pattern in which `*` and `?` stay within one folder and `**` crosses folders; the error is a clause for people.
pub(super) fn glob(text: &str) -> Result<Glob, String> {
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
