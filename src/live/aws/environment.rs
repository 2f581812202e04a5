//! `Environment`: the variables and the files that credentials and endpoints come from.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// No file of credentials is longer.
const MAX_BYTES: u64 = 1024 * 1024;

/// The value of a variable, by its name.
type Variables = dyn Fn(&str) -> Option<String>;

/// What the process was given; tests have one of their own.
pub struct Environment {
    variable: Box<Variables>,
}

impl Environment {
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            variable: Box::new(|name| std::env::var(name).ok()),
        }
    }

    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        self.variable(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The path that a variable names, else one below the home folder; `None` if there is no such folder.
    pub(super) fn path(&self, name: &str, below_home: &str) -> Option<PathBuf> {
        match self.variable(name) {
            Some(path) => Some(self.expanded(&path)),
            None => Some(self.home()?.join(below_home)),
        }
    }

    /// With the home folder for a leading `~/`.
    pub(super) fn expanded(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }

    pub(super) fn home(&self) -> Option<PathBuf> {
        let home = self.variable("HOME");
        let home = home.or_else(|| self.variable("USERPROFILE"))?;
        Some(PathBuf::from(home))
    }

    #[cfg(test)]
    pub(super) fn of(variables: &[(&str, &str)]) -> Self {
        let variables: Vec<(String, String)> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            variable: Box::new(move |wanted| {
                let found = variables.iter().find(|(name, _)| name == wanted)?;
                Some(found.1.clone())
            }),
        }
    }
}

/// The text of a small file; the error says why it cannot be had, and nothing of what is in it.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("larger than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
}
